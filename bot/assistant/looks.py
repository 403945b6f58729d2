"""What the segments ask: a price, figures of one's own, a topic that has an answer."""

import re
from collections.abc import Callable, Sequence

from bot.ledger.refusals import Refusal
from bot.parsing.money import parse_budget
from bot.parsing.numbers import MOST_CONNECTS
from bot.parsing.refusals import OtherCurrency

from .asked import read_asked, read_history
from .intents import (
    ACTS,
    LONGEST_TEXT,
    Answer,
    Balance,
    Decline,
    Estimate,
    Forecast,
    Help,
    Intent,
    Reminders,
    Shop,
    SmallTalk,
    Story,
    Understanding,
)
from .outside import has_number
from .questions import proposals_of, stats_of
from .reader.labels import QUIET
from .reader.segments import Segment
from .tokens import Token, whole_in
from .topics import Questions

NO_TOPIC = "t:?"
"""A question about Upwork that none of the topics answers."""
READ_SURE, LONE_SURE = 0.6, 0.75
"""Below the first the rules' answer counts, where they have one; below the second what else may be
asked is offered."""
_TALK: dict[str, Intent] = {
    "s:hi": SmallTalk(kind="greeting"), "s:thx": SmallTalk(kind="thanks"),
    "s:bye": SmallTalk(kind="goodbye"), "s:praise": SmallTalk(kind="praise"),
}  # fmt: skip


def read_looks(
    segments: Sequence[Segment],
    text: str,
    tokens: Sequence[Token],
    questions: Questions,
    by_rules: Understanding,
) -> list[Intent]:
    """The looks among the segments, in their order; small talk only where there is no other."""
    if questions.is_example(text) and (known := _by_rules(by_rules)):
        return known
    found: list[Intent] = []
    talk: list[Intent] = []
    unsure = False
    for segment in segments:
        if segment.act in _TALK:
            talk.append(_TALK[segment.act])
            continue
        look = read_look(segment, text, tokens, questions)
        if look is not None and look not in found:
            found.append(look)
            unsure |= segment.sure < READ_SURE
    is_answered = any(not isinstance(look, Decline) for look in found) or any(
        segment.act == NO_TOPIC and segment.sure >= LONE_SURE for segment in segments
    )
    if not is_answered or unsure:
        said = {segment.act for segment in segments} - QUIET
        if unsure or found or not (said or talk or _supposes_alone(segments, text)):
            found = _by_rules(by_rules) or found
    return found or talk[:1]


def _supposes_alone(segments: Sequence[Segment], text: str) -> bool:
    """`should I spend 6 on it?`: what is weighed is no question that the rules would answer."""
    return any(has_number(segment, text) for segment in segments) and all(
        segment.act == "neg" and segment.sure >= LONE_SURE for segment in segments
    )


def read_instead(
    found: Sequence[Intent],
    segments: Sequence[Segment],
    text: str,
    tokens: Sequence[Token],
    questions: Questions,
    by_rules: Understanding,
) -> Intent | None:
    """What it may ask instead of what was `found`, where one question was read unsurely, or as one
    that nothing answers.

    The reader's reading of it where the rules' counts, and the other way round.
    """
    asking = [each for each in segments if each.act not in QUIET and each.act not in _TALK]
    if len(asking) != 1 or (asking[0].sure >= LONE_SURE and asking[0].act != NO_TOPIC):
        return None
    read = (read_look(asking[0], text, tokens, questions), *_by_rules(by_rules))
    others = (each for each in read if each and each not in (*found, Story()))
    return next((each for each in others if not isinstance(each, Decline)), None)


def _by_rules(by_rules: Understanding) -> list[Intent]:
    return [each for each in by_rules.intents if not isinstance(each, (*ACTS, Decline, SmallTalk))]


def read_look(
    segment: Segment, text: str, tokens: Sequence[Token], questions: Questions
) -> Intent | None:
    """What one segment asks; None where it asks nothing."""
    if asked := read_asked(text[segment.start : segment.end]):
        return asked
    if segment.act.startswith("t:"):
        topic = segment.act[2:]
        return Answer(topic=topic) if topic in questions.topics else Decline(near=True)
    if segment.act == "near":
        return Decline(near=True)
    read = _READS.get(segment.act)
    return read(segment, text, tokens) if read else None


_NEEDS = re.compile(
    r"\b(?:need|necesito)\s+(?:(?:about|around|like|some|at least|unos)\s+)?"
    r"(?!0)(\d{1,4})\b(?!\s?[$€%])",
    re.IGNORECASE,
)
"""`which bundle is cheapest if I need 50?`"""


def _estimate(segment: Segment, text: str, tokens: Sequence[Token]) -> Intent:
    marked = (text[value.start : value.end] for value in segment.spans("m"))
    budgets = [each for each in marked if any(map(str.isalnum, each))]
    if not budgets:
        return Answer(topic="cost")
    try:
        parse_budget(budgets[0])
    except OtherCurrency:
        return Answer(topic="currency")
    except Refusal:
        pass
    boosts = [whole_in(text[value.start : value.end]) for value in segment.spans("b")]
    boost = next((each for each in boosts if each and each <= MOST_CONNECTS), 0)
    return Estimate(budget=budgets[0][:LONGEST_TEXT], boost=boost, invited=bool(segment.spans("i")))


def _shop(segment: Segment, text: str, tokens: Sequence[Token]) -> Intent:
    marked = (text[value.start : value.end] for value in segment.spans("n"))
    needs = map(whole_in, (*marked, *_NEEDS.findall(text)))
    need = next((each for each in needs if each and each <= MOST_CONNECTS), None)
    return Shop(need=need) if need else Answer(topic="bundles")


_Reads = Callable[[Segment, str, Sequence[Token]], Intent]
_READS: dict[str, _Reads] = {
    "est": _estimate,
    "shop": _shop,
    "bal": lambda *_: Balance(),
    "stats": lambda segment, text, tokens: stats_of(text[segment.start : segment.end]),
    "fore": lambda *_: Forecast(),
    "help": lambda *_: Help(),
    "prop": lambda segment, text, tokens: proposals_of(tokens),
    "story": lambda segment, text, tokens: Story(job=_named(segment, text, "j")),
    "hist": lambda segment, text, tokens: read_history(
        text[segment.start : segment.end], _named(segment, text, "k")
    ),
    "rem:list": lambda *_: Reminders(),
}


def _named(segment: Segment, text: str, key: str) -> str:
    """The first value of that key, as it was typed; empty without one."""
    return next((text[each.start : each.end] for each in segment.spans(key)), "")[:LONGEST_TEXT]
