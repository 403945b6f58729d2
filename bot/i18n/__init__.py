"""Languages: which there are, and what is written in the one of who reads it."""
