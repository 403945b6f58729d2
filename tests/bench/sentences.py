"""What the marked lines of writers that nothing was trained on become, in the whole assistant.

`python -m tests.bench sentences`.
"""

from collections import Counter
from collections.abc import Iterable

from bot.assistant.intents import SURE, Answer, Decline, Intent, SmallTalk, Understanding
from bot.assistant.reader.network import Reader, load_reader
from bot.assistant.rewards import rewarded_once
from bot.assistant.topics import Questions, load_questions
from bot.assistant.training.lines import CORPUS, WRITTEN, Line, conversations
from bot.assistant.training.meant import acts_in, is_same, meant_by, turn_after
from bot.assistant.turns import Turn
from bot.assistant.understand import understand

from .report import heading, line

_LOOK_NAMES = {
    "balance": "bal", "proposals": "prop", "history": "hist", "forecast": "fore", "estimate": "est",
    "reminders": "rem:list",
}  # fmt: skip
_ASKED = frozenset((
    "bal", "prop", "hist", "stats", "fore", "help", "est", "shop", "story", "rem:list",
))  # fmt: skip


REWARD = 10
"""Connects of an interview, by the rate card of 2022-07."""


def run() -> None:
    questions = load_questions()
    reader = load_reader()
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
            last: Turn | None = None
            for each in talk:
                last = turn_after(before, each.before.said, last) if before else None
                before = meant_by(each, last)
                right = rewarded_once(before, last, REWARD)
                found = understand(each.text, WRITTEN, questions, last, reader)
                found = rewarded_once(found, last, REWARD)
                counts.update(["messages", judge(each, right, found)])
                counts["told"] += bool(acts_in(right.intents))
    return counts


def judge(marked: Line, right: Understanding, found: Understanding) -> str:
    """What became of a line, as `_print` counts it."""
    meant, acts = acts_in(right.intents), acts_in(found.intents)
    if acts and found.certainty >= SURE and not is_same(meant, acts):
        return "wrong"
    if meant:
        if acts and is_same(meant, acts):
            return "at once" if found.certainty >= SURE else "pressed"
        if found.either and is_same(meant, acts_in(found.either)):
            return "pressed"
        return "asked wrongly" if acts else "missed"
    if acts:
        return "asked for nothing"
    asked = {s.act for s in marked.segments if s.act in _ASKED or s.act.startswith("t:")}
    if any(s.act == "est" and not s.spans("m") for s in marked.segments):
        asked.add("t:cost")
    if any(s.act == "shop" and not s.spans("n") for s in marked.segments):
        asked.add("t:bundles")  # the packs, as it is not told how many Connects are wanted
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
