"""What the marked lines of writers that nothing was trained on become, in the whole assistant.

`python -m tests.bench sentences`. The marks go through the same code for values as what the reader
marks, so an error of that code that both share does not show.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from bot.assistant.followups import Turn, lean, read_edit
from bot.assistant.intents import (
    ACTS,
    SURE,
    Answer,
    Correct,
    Decline,
    Intent,
    SmallTalk,
    Understanding,
)
from bot.assistant.reader.network import Reader
from bot.assistant.topics import Questions, load_topics
from bot.assistant.training.lines import CORPUS, Line, conversations
from bot.assistant.understand import understand
from bot.assistant.values import tell

from ..assistant.labels import TODAY
from .report import heading, line

_LOOK_NAMES = {
    "balance": "bal", "proposals": "prop", "history": "hist", "forecast": "fore", "estimate": "est",
    "reminders": "rem:list",
}  # fmt: skip
_ASKED = frozenset((
    "bal", "prop", "hist", "stats", "fore", "help", "est", "shop", "story", "rem:list",
))  # fmt: skip
_BESIDE_A_JOB = frozenset({"the", "a", "an", "job", "gig", "my", "one", "project", "client"})


def run() -> None:
    questions = Questions(load_topics())
    reader = Reader.load()
    for first, what in (("d", "chosen by"), ("t", "kept to measure by")):
        heading(f"Lines of {first}*.txt, {what}")
        for name, read_by in (("rules alone", None), ("with the reader", reader)):
            _print(name, _counted(first, questions, read_by))


def _print(name: str, counts: Counter[str]) -> None:
    told, messages = counts["told"], counts["messages"]
    asked = counts["answered"] + counts["answered otherwise"]
    right = counts["at once"] + counts["answered"] + counts["quiet"]
    line(f"{name}: acts done right at once", _share(counts["at once"], told), "85 %")
    line("  at once or after a press", _share(counts["at once"] + counts["pressed"], told), "95 %")
    line("  questions answered", _share(counts["answered"], asked), "95 %")
    line("  of all: right at once", _share(right, messages), "85 %")
    line("  right at once or after a press", _share(right + counts["pressed"], messages), "95 %")
    line("  wrong changes at once", f"{counts['wrong']} of {messages:,}", "0")


def _share(part: int, whole: int) -> str:
    return f"{part / max(1, whole):.1%} of {whole:,}"


def _counted(first: str, questions: Questions, reader: Reader | None) -> Counter[str]:
    counts: Counter[str] = Counter()
    for path in sorted(CORPUS.glob(f"{first}*.txt")):
        for talk in conversations(path):
            before: Understanding | None = None
            for each in talk:
                last = _turn(before, each.context) if before else None
                right = _meant(each, last)
                found = understand(each.text, TODAY, questions, last, reader)
                counts.update(["messages", judge(each, right, found)])
                counts["told"] += bool(_acts(right.intents))
                before = right
    return counts


def _meant(marked: Line, last: Turn | None) -> Understanding:
    """What the line's marks say."""
    leaning = lean(marked.segments, marked.text, TODAY, last) if last else None
    if leaning := leaning or read_edit(marked.segments, marked.text, TODAY):
        return leaning
    told = tell(marked.text, marked.segments, TODAY)
    waiting = next((each for each in told if each.missing), None)
    return Understanding(
        intents=tuple(each.intent for each in told if each.intent and not each.missing),
        ask=waiting.missing if waiting else None,
        waiting=waiting.intent if waiting else None,
    )


def _turn(before: Understanding, said: str) -> Turn:
    """The turn before, had it been understood as it was meant."""
    has_acts = any(isinstance(each, ACTS) for each in before.intents)
    return Turn(
        intents=before.intents,
        waiting=before.waiting if said == "asked" else None,
        unsure=before.intents if said == "sure" else (),
        entry_id=1 if said == "noted" and has_acts else None,
        said=said,
        asked=before.ask,
    )


def judge(marked: Line, right: Understanding, found: Understanding) -> str:
    """What became of a line, as `_print` counts it."""
    meant, acts = _acts(right.intents), _acts(found.intents)
    if acts and found.certainty >= SURE and not _is_same(meant, acts):
        return "wrong"
    if meant:
        if acts and _is_same(meant, acts):
            return "at once" if found.certainty >= SURE else "pressed"
        return "asked wrongly" if acts else "missed"
    if acts:
        return "asked for nothing"
    asked = {s.act for s in marked.segments if s.act in _ASKED or s.act.startswith("t:")}
    if any(s.act == "est" and not s.spans("m") for s in marked.segments):
        asked.add("t:cost")
    if right.ask is not None or not asked:
        return "quiet" if found.ask == right.ask or right.ask is None else "missed"
    looks = set(_looks(found.intents))
    is_answered = not looks if asked == {"t:?"} else bool(asked & looks)
    return "answered" if is_answered else "answered otherwise"


def _looks(intents: Iterable[Intent]) -> list[str]:
    return [
        f"t:{each.topic}" if isinstance(each, Answer) else _LOOK_NAMES.get(each.name, each.name)
        for each in intents
        if not isinstance(each, (Decline, SmallTalk))
    ]


def _acts(intents: Iterable[Intent]) -> list[Intent]:
    """What changes the books; a balance that is told beside it is only compared."""
    return [
        each
        for each in intents
        if isinstance(each, ACTS) and not (isinstance(each, Correct) and each.beside)
    ]


def _is_same(meant: Sequence[Intent], found: Sequence[Intent]) -> bool:
    """Whether the same is written; a job may be named in more words or fewer."""
    left = list(found)
    for each in meant:
        hit = next((other for other in left if _is_like(each, other)), None)
        if hit is None:
            return False
        left.remove(hit)
    return not left


def _is_like(one: Intent, other: Intent) -> bool:
    values, others = _values(one), _values(other)
    job, name = values.pop("job"), others.pop("job")
    return values == others and (job == name or bool(job and name and (job <= name or name <= job)))


def _values(intent: Intent) -> dict[str, Any]:
    values = intent.model_dump(exclude={"link", "about", "entry_id", "when"})
    words = re.sub(r"[^\w ]+", " ", str(values.get("job", "")).lower()).split()
    budget = re.sub(r"\s|fixed|fix|price", "", str(values.get("budget", "")).lower())
    return {**values, "job": frozenset(words) - _BESIDE_A_JOB, "budget": budget}
