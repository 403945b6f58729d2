"""What the reader is told of the turn before the message."""

from typing import NamedTuple

from .words import Word


class Before(NamedTuple):
    """How Purser answered the turn before (one of CONTEXTS), what that was about (`spend:proposal`,
    `answer:refunds`; empty where it was about nothing), and the words, in lower case, of the jobs
    that it named."""

    said: str = "none"
    about: str = ""
    names: frozenset[str] = frozenset()

    def names_word(self, word: Word) -> bool:
        """Whether the turn before named a job with that word."""
        return word.text.casefold() in self.names


NOTHING = Before()
"""Before the first message of a conversation."""
