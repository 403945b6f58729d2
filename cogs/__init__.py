"""The commands, one file per family: read the options, call one thing, show the answer."""
