"""Greetings, thanks and the like, when a sentence is nothing else."""

from .intents import SmallTalk
from .tokens import Token
from .vocabulary import words

_GREETINGS = words("greetings")
_THANKS = words("thanks")
_BYES = words("byes")
_PRAISE = words("praise")
_SOCIAL_FILL = words("social_fill")


def read_small_talk(tokens: list[Token]) -> SmallTalk | None:
    words = [token.text for token in tokens if token.kind == "word"]
    if (
        not words
        or len(words) > 14
        or any(t.kind in ("number", "connects", "money") for t in tokens)
    ):
        return None
    if not set(words) <= _GREETINGS | _THANKS | _BYES | _PRAISE | _SOCIAL_FILL:
        return None
    said = set(words)
    if said & _THANKS:
        return SmallTalk(kind="thanks")
    if (
        said & (_BYES - {"later"})
        or {"see", "you"} <= said
        or {"see", "ya"} <= said
        or words == ["later"]
        or {"talk", "later"} <= said
        or {"catch", "later"} <= said
    ):
        return SmallTalk(kind="goodbye")
    if (
        said & (_PRAISE - {"best"})
        or {"good", "bot"} <= said
        or {"good", "job"} <= said
        or {"well", "done"} <= said
        or {"the", "best"} <= said
    ):
        return SmallTalk(kind="praise")
    if (
        said & _GREETINGS
        or {"good", "day"} <= said
        or {"what's", "up"} <= said
        or {"how", "are", "you"} <= said
        or {"how's", "it"} <= said
    ):
        return SmallTalk(kind="greeting")
    return None
