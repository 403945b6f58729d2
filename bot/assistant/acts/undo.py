"""`undo that`: the last entry is taken back."""

import re

from ..intents import Undo
from ..undoing import entry_named
from ..vocabulary import words
from .reading import Act, Reading

_UNDO_SAID = words("undo_said")
_UNDO = re.compile(
    r"\b(?:undo|revert|reverse|rollback|unlog|oops|scratch (?:that|it|the)"
    r"|take (?:that|it|this) (?:back|off)|take back the last"
    r"|(?:delete|remove|cancel|erase|scrap) (?:that|it|this|the last|last|my last|the previous)"
    r"|(?:that|this|it) (?:was|is) (?:a mistake|wrong|an error|not right)|(?:my |made a )?mistake"
    r"|(?:ignore|forget|strike|never ?mind) that|wrong (?:one|number|amount)"
    r"|didn't mean (?:that|it|to))\b"
)


def read_undo(reading: Reading) -> Act | None:
    if not _UNDO.search(reading.clause.text) or len(reading.tokens) > 12:
        return None
    if reading.clause.of("number") or reading.clause.of("connects"):
        return Act(Undo(), ("amount",))
    named = entry_named({token.text for token in reading.tokens})
    reading.take_words(_UNDO_SAID)
    if named is None:
        return Act(Undo(), ("several",))
    return Act(Undo(of=named), reading.left_over())
