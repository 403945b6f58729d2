"""Nasty text from a seed: sensible sentences, posts, histories and times, and what becomes of them.

Each input has a kind, so that a slow or a raising one can be named without being shown.
"""

import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.assistant.intents import Estimate, Outcome, Spend
from bot.assistant.reader.network import load_reader
from bot.assistant.topics import load_questions
from bot.assistant.turns import Turn
from bot.assistant.understand import understand
from bot.ledger.refusals import Refusal
from bot.parsing.days import Order
from bot.parsing.documents import Embed, Message
from bot.parsing.moments import read_when
from bot.parsing.money import parse_budget, parse_money
from bot.parsing.periods import read_period, read_since
from bot.parsing.posts import read_post
from bot.parsing.statements import read_statement
from bot.parsing.tables import Columns

from .assistant.labels import TODAY, load

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ZONE = "Europe/Berlin"
LONGEST = 4000
"""The most signs of a message on Discord, for who pays for Nitro."""


@dataclass(frozen=True)
class Nasty:
    """`reader` says what it is for: sentence, post, history, time, period, money."""

    reader: str
    kind: str
    text: str


POSTS = (
    "**Logo design for a bakery**\nBudget: $500\nhttps://www.upwork.com/jobs/~0123",
    "Hourly Range: $25.00-$40.00\n30+ hrs/week, 1 to 3 months",
    "WordPress dev, fixed-price $1,200, payment verified, $20K+ spent",
    "Job title: Translate 3 pages\nPays €400 – €500, est. time: 1 to 3 months",
    "Senior Python dev\nHourly\n$30/hr, 20 hours per week for 3 weeks\n"
    "Send a proposal for: 12 Connects",
)
HISTORIES = (
    'Date,Action,Connects\n"Nov 20, 2026","Applied to job: Logo design, urgent",-6\n'
    '"Nov 18, 2026","Purchased Connects",40\n"Nov 10, 2026","Refund for job: Web shop",4\n',
    "Nov 20, 2026\nApplied to job: Logo design\n-6\nNov 18, 2026\nPurchased Connects\n+40\n",
    "2026-11-05;Applied to job: Web shop;-4\n2026-11-01;Monthly Connects;10\n",
    "Nov 5, 2026 Applied to job: Web shop -4 connects\nNov 1, 2026 Monthly Connects 10\n",
)
TIMES = (
    "in 2 days",
    "friday 9am",
    "on Friday at 9:30 pm",
    "every monday 10:00",
    "every tue and thu at 6pm",
    "weekdays 9:00",
    "monthly on the 15th",
    "every last day of the month",
    "3rd of december at 14:30",
    "2026-12-24 18:00",
    "in half an hour",
    "tomorrow evening",
    "every 2 weeks",
    "12/25/2026",
)
PERIODS = ("last month", "2026-01-01 to 2026-03-31", "30 days", "1 march – 3 april", "yesterday")
MONEYS = (
    "500",
    "$1.5k",
    "300-500",
    "1,200 USD",
    "30/hr 20h/wk 3 weeks",
    "€400",
    "about 1-2k fixed",
)
PROVOKING = (
    ("sentence", "spent 6 on https://www.upwork.com/jobs/" + "~0" * 240),
    ("sentence", "got 0 connects from an interview"),
    ("sentence", "my timezone is Asia/" + "Manila" * 50),
    ("sentence", "spent 6 + 99999999 boost on the logo job"),
    ("sentence", "got 99999999 connects as a gift from upwork"),
    ("sentence", "applied to " + "logo " * 90),
    ("sentence", "and i can't " * 50),
    ("sentence", "\ufdfa" * 600),
    ("sentence", "what if " * 300),
    ("sentence", "sorry, " + "a" * 560 + "_, 8"),
    ("sentence", "no" + " |" * 290 + " 8"),
    ("period", "a" + " " * 5998 + "b"),
    ("time", "every " * 800),
    ("post", "title" + " " * 3990),
    ("history", "2026-11-05\n" + "a\n" * 1990),
)

_SIGNS = (
    "\x00", "\ud800", "\udfff", "\u200b", "\u202e", "\u2066", "\ufeff", "\u0301" * 40, "🙂",
    "👩\u200d👩\u200d👧", "漢", "é", "ß", "İ", "ﷺ", "Ⅻ", "½", "²", "१२३", "٣", "１２", "\x1b[31m",
    "\u2028", "\r", "\t", "\v", "\\", "%s", "{0}", "${x}", "<@1>", "@everyone", "```", "||", "**",
    "~~", "|", "\x85", "''", '"', "\U000e0041",
)  # fmt: skip
_REPEATED = (
    *"()[]{}<>\"'`*_~|,;:.-–—+/\\$€ \n0a9?!#&=",
    "to ", "- ", "1-", "1 - ", "1,", "1.", "1/", "a b ", "6 on ", "and ", "every ", "for ", "$1 ",
    "1h ", "1 month ", "budget ", "hourly ", "title ", " connects", "https://", "www.", "''", '""',
    '","', "a'", "a.js", "nov 1 ", "monday ", "boost ", "<a:", "1 000", "1:1",
)  # fmt: skip


def nasty(many: int, seed: int = 7) -> Iterator[Nasty]:
    """So many inputs, the same ones for the same seed."""
    chance = random.Random(seed)
    seeds = _seeds()
    readers = sorted(seeds)
    for reader, text in PROVOKING:
        yield Nasty(reader, "provoking", text)
    for number in range(many - len(PROVOKING)):
        reader = readers[number % len(readers)]
        kind = chance.choice(sorted(_CHANGES))
        text = _CHANGES[kind](chance, chance.choice(seeds[reader]))
        if chance.random() < 0.3:
            second = chance.choice(sorted(_CHANGES))
            kind, text = f"{kind}, {second}", _CHANGES[second](chance, text)
        yield Nasty(reader, kind, text[:LONGEST])


def _seeds() -> dict[str, tuple[str, ...]]:
    return {
        "sentence": tuple(sentence.say for sentence in load()),
        "post": POSTS,
        "history": HISTORIES,
        "time": TIMES,
        "period": PERIODS,
        "money": MONEYS,
    }


def _somewhere(chance: random.Random, text: str, new: str) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + new + text[at:]


def _numbers_grown(chance: random.Random, text: str) -> str:
    digits = chance.choice(
        ("0", "9" * chance.choice((3, 7, 20, 400, 3900)), "1e400", "-1", "1" + "0" * 400)
    )
    grown = "".join(digits if sign.isdigit() and chance.random() < 0.5 else sign for sign in text)
    return grown if grown != text else _somewhere(chance, text, digits)


def _other_digits(chance: random.Random, text: str) -> str:
    zero = chance.choice((0x660, 0x966, 0xFF10, 0x1D7CE))
    return "".join(chr(zero + int(s)) if s.isascii() and s.isdigit() else s for s in text)


def _stretched(chance: random.Random, text: str) -> str:
    at = chance.randrange(len(text) or 1)
    return text[:at] + text[at : at + 1] * chance.choice((3, 50, 4000)) + text[at:]


def _odd_signs(chance: random.Random, text: str) -> str:
    for _ in range(chance.randrange(1, 12)):
        text = _somewhere(chance, text, chance.choice(_SIGNS))
    return text


def _repeated(chance: random.Random, text: str) -> str:
    return _somewhere(chance, text, chance.choice(_REPEATED) * chance.choice((5, 60, 4000)))


def _nested(chance: random.Random, text: str) -> str:
    opening, closing = chance.choice(("()", "[]", "{}", "<>", "“”"))
    deep = chance.choice((3, 100, 1900))
    return opening * deep + text + closing * chance.choice((0, deep))


def _long_word(chance: random.Random, text: str) -> str:
    word = "".join(chance.choices("abcdeinorst'.-1", k=chance.choice((30, 600, 3900))))
    return _somewhere(chance, text, word)


def _many_times(chance: random.Random, text: str) -> str:
    joint = chance.choice((" ", ", ", ". ", "\n", " and ", ""))
    return joint.join([text] * chance.choice((2, 10, 300)))


def _shuffled(chance: random.Random, text: str) -> str:
    words = text.split()
    chance.shuffle(words)
    return " ".join(words)


def _noise(chance: random.Random, _: str) -> str:
    most = chance.choice((0x7F, 0x2FFF, 0x10FFFF))
    return "".join(chr(chance.randrange(most)) for _ in range(chance.choice((5, 80, 590, 4000))))


def _torn(chance: random.Random, text: str) -> str:
    start = chance.randrange(len(text) or 1)
    return text[start : start + chance.randrange(len(text) + 1)]


_CHANGES: dict[str, Callable[[random.Random, str], str]] = {
    "numbers grown": _numbers_grown,
    "other digits": _other_digits,
    "stretched": _stretched,
    "odd signs": _odd_signs,
    "repeated sign": _repeated,
    "nested": _nested,
    "long word": _long_word,
    "many times": _many_times,
    "shuffled": _shuffled,
    "noise": _noise,
    "torn": _torn,
    "link": lambda chance, text: _somewhere(
        chance, text, " https://www.upwork.com/" + "a-%~*|" * chance.choice((2, 40, 600)) + " "
    ),
}


# --- who reads them -----------------------------------------------------------------------------

_LAST = Turn(
    intents=(Outcome(result="viewed", job="logo"), Estimate(budget="$700")),
    waiting=Spend(job="logo"),
    unsure=(Spend(connects=6),),
    outcome_id=7,
    proposal_id=3,
    entry_id=9,
    said="sure",
)

_NOTED = Turn(intents=(Spend(connects=6, job="logo"),), proposal_id=3, entry_id=9, said="noted")


def keep_understood(text: str, last: Turn | None) -> None:
    """Understand it and keep it as a question back does, in JSON of UTF-8."""
    understood = understand(text, TODAY, load_questions(), last, load_reader())
    kept = understood.model_dump_json()
    assert type(understood).model_validate_json(kept) == understood
    assert "\\u0000" not in kept  # PostgreSQL keeps none


def read_history(text: str) -> None:
    """A history as it stands, and with what somebody may have told of it."""
    with suppress(Refusal):
        read_statement(text, NOW, ZONE)
    read_statement(text, NOW, ZONE, Columns(0, 1, 2), Order(day_first=True))


READERS: dict[str, tuple[Callable[[str], object], ...]] = {
    "sentence": (
        lambda text: keep_understood(text, None),
        lambda text: keep_understood(text, _LAST),
        lambda text: keep_understood(text, _NOTED),
    ),
    "post": (
        lambda text: read_post(Message([text])),
        lambda text: read_post(
            Message([text], [Embed(text, text, text, [(text, text), (text, text)])], [text])
        ),
    ),
    "history": (read_history,),
    "time": (lambda text: read_when(text, NOW, ZONE),),
    "period": (
        lambda text: read_period(text, ZONE, NOW),
        lambda text: read_since(text, ZONE, NOW),
    ),
    "money": (parse_budget, parse_money),
}


def read(reader: str, text: str) -> None:
    """Let everything that reads such text read it. A Refusal is an answer like any other."""
    for reads in READERS[reader]:
        with suppress(Refusal):
            reads(text)
