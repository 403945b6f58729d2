"""A part of a message that leans on what was told before: `no, 14`, `48 left`."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from bot.ledger.model import Purpose

from .doubts import SPOKEN, is_denied
from .intents import ASKED, Correct, Intent, Spend, Understanding
from .outside import loose_words, outside
from .reader.labels import AMOUNTS, is_act
from .reader.segments import Segment, Value
from .reader.words import Known
from .told import Told
from .turns import IN_ANY_NAME, Turn, words_in
from .values import joined, tell
from .vocabulary import patterns, words

LEANS_SURE, CHANGES_SURE = 0.5, 0.8
"""How surely the act of a correction must be read at least, to be one and to be done at once."""
NAMED_SURE, OTHER_SURE, INSTEAD_SURE = 0.6, 0.6, 0.4
"""How surely a new name in it must be read, and what else stands in it; and what has the name that
was noted, or another instead of it: `the logo was 14`, `not the bakery, the butcher`."""


_BREAK = re.compile(r"(?:,(?!\d{3})|[;:!()\n…–—])+|\.(?!\d)|\s-+\s")
_SAYS = patterns("corrections.toml")
_HEDGES, _VOCATIVES = words("hedges"), words("vocatives")
_BUDGET_OF = words("budget_of")
NAMES_ONE = _SAYS["names_one"]


class Correction(NamedTuple):
    """A segment that leans on what was told before, the text it stands in, and the day.

    Where the known words are given, one that has any other is asked about, but for the words of the
    jobs that the turn before was about.
    """

    segment: Segment
    text: str
    today: date
    known: Known | None = None
    jobs: frozenset[str] = frozenset()

    def keys(self) -> set[str]:
        """What it holds, but for what it takes back and any other number."""
        return {value.key for value in self.segment.values} - {"r", "u"}

    def is_read(self, least: float | None = None) -> bool:
        """Whether it is surely read to the last word, its values at least so surely, and no
        question."""
        if least is None:
            least = self._least()
        is_sure = self.segment.sure >= CHANGES_SURE and self.segment.values_sure >= least
        return (
            is_sure
            and self.segment.margin > 0
            and not self._unexpected()
            and not _HEDGES & loose_words(self.segment, self.text)
            and _SAYS["guessed"].search(self.text) is None
            and not {"?", "¿"} & {*self.text}
            and not any(is_denied(value, self.text) for value in self.segment.values)
            and not self.may_be_else()
        )

    def _least(self) -> float:
        """How surely its values must be read at least."""
        if self._is_of_budget_alone():
            return INSTEAD_SURE
        if self.names_new():
            return NAMED_SURE
        return INSTEAD_SURE if self.segment.spans("j") else OTHER_SURE

    def _is_of_budget_alone(self) -> bool:
        """`and the budget is $350`; not `budget 500 is low`."""
        if self.keys() != {"m"} or _SAYS["budget"].search(self.text) is None:
            return False
        return self.known is None or loose_words(self.segment, self.text) <= self.known.leaning

    def _unexpected(self) -> set[str]:
        """Its words that no correction has: beside an amount that names no job only those of
        corrections may stand, as `seo audit 16` is another job."""
        if self.known is None:
            return set()
        is_amount_alone = bool(self.keys() & {*AMOUNTS}) and not self.segment.spans("j")
        expected = self.known.plain
        if is_amount_alone:
            of_amounts = self.known.leaning if self.keys() & {"n", "t"} else self.known.plain
            expected = of_amounts | self.jobs
        expected |= _VOCATIVES
        said = {word for part in self.telling() for word in loose_words(part, self.text)}
        said -= {
            word for found in _SAYS["mistake"].finditer(self.text) for word in words_in(found[0])
        }
        return {word for word in said if _at_its_length(word) not in expected} - expected

    def telling(self) -> list[Segment]:
        """Its clauses but those that tell, in any words, how it came to be put right: `sorry, 8, my
        cat typed it`."""
        return [part for part in self._clauses() if not self._explains(part)]

    def _clauses(self) -> list[Segment]:
        breaks = _BREAK.finditer(self.text, self.segment.start, self.segment.end)
        cuts = [self.segment.start, *(found.end() for found in breaks), self.segment.end]
        return [
            self.segment._replace(start=start, end=end, values=self._values_in(start, end))
            for start, end in pairwise(cuts)
        ]

    def _values_in(self, start: int, end: int) -> tuple[Value, ...]:
        return tuple(each for each in self.segment.values if start <= each.start < end)

    def _explains(self, clause: Segment) -> bool:
        if clause.values or not self.segment.values:
            return False
        if clause.end > self.segment.values[0].start:
            is_set = _SAYS["makes"].match(self.text) is not None and not self._supposes(clause)
            is_why = self._says_what_it_was() and self._tells_why(clause)
            return self.puts_right() or is_set or is_why
        if _puts_right(self.text[clause.start : clause.end]):
            return True
        is_sigh = _SAYS["sigh"].fullmatch(self.text, clause.start, clause.end) is not None
        return is_sigh and self.is_of_a_mistake()

    def _supposes(self, clause: Segment) -> bool:
        return _SAYS["supposes"].search(self.text, clause.start, clause.end) is not None

    def puts_right(self) -> bool:
        """Whether it says that something was wrong: `sorry, 8`; `is it correct?` does not."""
        return _puts_right(self.text) and "?" not in self.text

    def puts_right_what_was(self) -> bool:
        """Whether it also says what it was: `sorry, it was 8`; `sorry, 8` does not."""
        return self.puts_right() and _SAYS["is"].search(self.text) is not None

    def is_of_a_mistake(self) -> bool:
        """Whether it says so by more than a `no` or a `wait`: `crap, wrong number, 12`."""
        return _SAYS["mistake"].search(self.text) is not None

    def _tells_why(self, clause: Segment) -> bool:
        """Whether it may be why: of a number of Connects only some words tell that, as `it was 9,
        I was tired` is of an hour."""
        is_why = _SAYS["why"].search(self.text, clause.start, clause.end) is not None
        return is_why or not self.keys() & {"n", "t"}

    def _says_what_it_was(self) -> bool:
        """Whether its value stands in a clause that says nothing but that it was this: `it was 9,
        they raised it`."""
        holding = (outside(part, self.text) for part in self._clauses() if part.values)
        return all(_SAYS["it_was"].fullmatch(each) for each in holding)

    def adds_to_it(self) -> bool:
        """Whether it is of nothing but what was noted: `the budget is $3000`, `I boosted it`, `it
        was on Friday`."""
        adds = {"m": "budget", "b": "own_boost", "d": "own_day"}
        return any(
            self.keys() == {key} and _SAYS[says].search(self.text) for key, says in adds.items()
        )

    def names_it(self) -> bool:
        """`shopify was 14`, where something was noted of the Shopify job."""
        is_named = bool(self.segment.spans("j")) and not self.names_new()
        return is_named and _SAYS["is"].search(self.text) is not None

    def names_new(self) -> bool:
        """Whether it names a job with words that are of none of the turn before."""
        return any(not words_in(name) <= self.jobs for name in self.names())

    def names(self) -> list[str]:
        """The jobs that it names, as typed."""
        return [self.text[value.start : value.end] for value in self.segment.spans("j")]

    def may_be_else(self) -> bool:
        """Whether a number may be what is left, a day's, another's or a price: `14 now`, `top bid
        is 30`, `I bid 250`."""
        if self.keys() & {*AMOUNTS} and (self.is_spoken() or self._is_of_else()):
            return True
        is_explained = self.is_of_a_mistake() or self._says_what_it_was()
        parts = self.telling() if is_explained else [self.segment]
        rest = " ".join(outside(part, self.text) for part in parts)
        if self.is_of_a_mistake():
            rest = _SAYS["source_says"].sub("", rest)
        of_budget = bool(self.keys() & set("nt")) and _SAYS["budget"].search(rest) is not None
        is_of_a_day = {"n", "d"} <= self.keys()
        is_opinion = not self.segment.spans("j") and _SAYS["opinion"].search(rest) is not None
        if self.keys() & {*AMOUNTS}:
            is_else = of_budget or is_opinion or _SAYS["may_be_else"].search(rest) is not None
            return is_of_a_day or is_else
        is_else = _SAYS["may_be_another_budget"].search(rest) is not None
        return "m" in self.keys() and (is_else or self._is_of_another_budget())

    def _is_of_another_budget(self) -> bool:
        """`their ad budget is $5k`: whether a word calls it another than the job's own."""
        found = _SAYS["budget_of"].search(self.text)
        word = (found["of"] or found["de"]).lower() if found else ""
        return bool(word) and word not in _BUDGET_OF | self.jobs

    def is_spoken(self) -> bool:
        """`one forty`, of which a part alone may have been read."""
        return SPOKEN.search(self.text) is not None

    def _is_of_else(self) -> bool:
        """`wrong rate, put 30`."""
        return _SAYS["wrong_of_else"].search(self.text) is not None

    def is_left(self) -> bool:
        """`48 left`: a number that is said to be left."""
        rest = outside(self.segment, self.text)
        is_said = _SAYS["left"].search(rest) is not None and not _SAYS["spends"].search(rest)
        return self.keys() == {"n"} and is_said

    def names_another(self) -> bool:
        """`the record one`, of which nothing was read as a name."""
        found = NAMES_ONE.search(outside(self.segment, self.text))
        return found is not None and not (words_in(found[0]) - IN_ANY_NAME) & self.jobs

    def is_of_an_older(self) -> bool:
        """`the first was 12`, `the other one had 3 boost`: not what was noted last."""
        return names_by_place(outside(self.segment.without("u"), self.text))

    def is_surely(self) -> bool:
        """Whether it is read, and of nothing that it names otherwise."""
        return self.is_read() and not self.names_another()


def _puts_right(text: str) -> bool:
    return any(_SAYS[each].search(text) is not None for each in ("mistake", "puts_right"))


_DRAWN_OUT = re.compile(r"(\w)\1{2,}")


def _at_its_length(word: str) -> str:
    """`waaait` is `wait`."""
    return _DRAWN_OUT.sub(r"\1", word)


def correction_of(
    segment: Segment, text: str, today: date, last: Turn | None, known: Known | None
) -> Correction:
    """The segment as it leans on the turn before; what a budget is called is one, no contract."""
    if {value.key for value in segment.values} == {"c"} and _SAYS["budget"].search(text):
        budget = (value._replace(key="m") for value in segment.values)
        segment = segment._replace(values=tuple(budget))
    return Correction(segment, text, today, known, last.words_of_jobs() if last else frozenset())


def says_more(text: str) -> bool:
    """`4 more on it`, `another 4`: an amount that comes on top."""
    return _SAYS["more"].search(text) is not None


def names_by_place(text: str) -> bool:
    """`the second`, `the other one`."""
    return _SAYS["older"].search(text) is not None


def one_act(segments: Sequence[Segment]) -> Segment | None:
    """The one act that is told, surely enough; `no wait,` and `it was 8` are one."""
    acts = [segment for segment in segments if is_act(segment.act)]
    if len(acts) == 2 and acts[0].act == acts[1].act == "amend" and not acts[0].values:
        acts = [joined(*acts)]
    return acts[0] if len(acts) == 1 and acts[0].sure >= LEANS_SURE else None


def told_as(act: str, correction: Correction) -> Told | None:
    """What the segment would tell as that act; None where these are several."""
    segment = correction.segment._replace(act=act)
    told = tell(correction.text, [segment], correction.today)
    return told[0] if len(told) == 1 else None


def stands_beside(kind: str, correction: Correction) -> bool:
    """Whether nothing stands beside its values but what may, of that kind of value, and why it is
    put right."""
    whole = correction.segment._replace(start=0, end=len(correction.text))
    telling = correction._replace(segment=whole).telling()
    rest = " ".join(outside(part, correction.text) for part in telling)
    return _SAYS[f"beside_{kind}"].fullmatch(rest) is not None


def left_now(leaning: Correction) -> Understanding | None:
    """`48 left`, compared with the books; `48 left i hope` is asked about."""
    told = told_as("cor", leaning)
    if told is None or not isinstance(told.intent, Correct):
        return None
    is_sure = stands_beside("left", leaning) and "?" not in leaning.text
    return understood_if(is_sure, told.intent.model_copy(update={"beside": True}))


_LEFT_ALONE = re.compile(r"\D*(?P<amount>\d{1,4})\D*")


def left_alone(text: str, last: Turn, today: date) -> Understanding | None:
    """`48 left` and nothing else, behind a note."""
    found = _LEFT_ALONE.fullmatch(text) if last.said == "noted" else None
    if found is None:
        return None
    value = Value("n", *found.span("amount"))
    leaning = Correction(Segment("amend", 0, len(text), (value,)), text, today)
    is_one = leaning.is_left() and stands_beside("left", leaning)
    return left_now(leaning) if is_one else None


ASKED_ABOUT = frozenset({"repaired", "another act", "revised", "much"})
"""Doubts that a correction may have: it is asked about then."""
_AMENDED = {"n": "connects", "b": "boost", "j": "job", "m": "budget", "d": "days_ago"}


def changed_by(intent: Intent, correction: Correction) -> Intent | None:
    """The intent with the values that the segment holds.

    None where one cannot be read, or is none of the intent's.
    """
    told = told_as("sp", correction)
    if told is None or told.intent is None or set(told.doubts) - ASKED_ABOUT:
        return None
    keys = correction.keys()
    fields = {_AMENDED[key] for key in keys if key in _AMENDED}
    own = set(type(intent).model_fields)
    if isinstance(intent, Spend) and intent.purpose is not Purpose.PROPOSAL:
        own -= {"boost"}  # Upwork boosts proposals alone
    if not fields or not fields <= own or not keys <= _AMENDED.keys():
        return None
    update = {name: getattr(told.intent, name) for name in fields}
    if any(value is None for value in update.values()):
        return None
    return intent.model_copy(update=update)


def asked_about(understood: Understanding | None) -> Understanding | None:
    """The same, but not done at once."""
    return understood and understood.model_copy(update={"certainty": ASKED})


def understood_if(is_sure: bool, *intents: Intent) -> Understanding:
    """Done at once where it is sure, else asked about."""
    return Understanding(intents=intents, certainty=1.0 if is_sure else ASKED)
