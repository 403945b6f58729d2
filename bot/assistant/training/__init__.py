"""How the learnt reader is made: `make understanding`. Nothing of it runs in the bot."""
