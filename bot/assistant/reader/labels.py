"""What a segment may be, and which values it may hold: the marks of `data/understanding`."""

QUIET = frozenset({"neg", "near", "off", "lang", "x"})
"""Segments that neither tell nor ask anything: supposed, denied, about other things, filler."""
UNMARKED = QUIET - {"x"}
"""Those whose values are not marked; filler may name the job that the next segment is about."""
LOOKS = frozenset((
    "est", "shop", "bal", "prop", "hist", "stats", "fore", "story", "rem:list", "help",
    "s:hi", "s:thx", "s:bye", "s:praise",
))  # fmt: skip
"""Segments that ask; with those of `t:`, which ask about a topic."""
CONTEXTS = ("none", "noted", "sure", "asked", "answered", "failed")
"""What Purser said last: nothing, that it noted, whether it shall, a question, an answer, that it
did not understand."""

KEYS = "nbmjdpcyzwaikhrtu"
"""Values: Connects, the boost's, a budget, a job, a day, what was paid, a contract's value, the
cycle's day, a zone, when, about what, an invitation, a kind, what is held, what was taken back,
a total, any other number."""
AMOUNTS = "nbt"
"""Those that count Connects."""
TAGS = ("O", *(f"{at}-{key}" for key in KEYS for at in "BI"))

_EARNED = "njdhrup"
_OUTCOME = "jcndurhi"
_HOLDS = {
    "sp": "nbmjdihrtup", "bad": "ndhruj", "pb": "ndhru", "oth": "ndhruja", "buy": "npdhrut",
    "cor": "nruh", "cyc": "yru", "tz": "zru", "acc": "zyu", "pl:plus": "ndu", "pl:basic": "ndu",
    "rem": "wajru", "rem:off": "wajdu", "undo": "jnbdur", "amend": KEYS, "again": "nbmjdhru",
    "val": KEYS, "yes": "jnu", "no!": "jnu", "est": "mbinjuhr", "shop": "nuhp", "prop": "kju",
    "hist": "kjnud", "stats": "kud", "story": "jdu", "bal": "kudj", "fore": "kud",
    "rem:list": "k", "x": "jdmucpbn",
}  # fmt: skip


def holds(act: str) -> str:
    """The keys of the values that a segment of that act may hold."""
    if act.startswith("o:"):
        return _OUTCOME
    if act.startswith("e:"):
        return _EARNED
    return _HOLDS.get(act, "u" if act.startswith("t:") else "")


def is_question(act: str) -> bool:
    """Whether a segment of that act asks for an answer, of the own figures or of a topic."""
    return act.startswith("t:") or (act in LOOKS and not act.startswith("s:"))


def is_act(act: str) -> bool:
    """Whether the segment tells something that is to be noted."""
    return not (act in QUIET or act in LOOKS or act.startswith("t:"))
