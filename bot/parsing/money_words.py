"""Words of money read one by one: amounts with their currency, what they are of, and counts.

Each word has to be known (`data/words/money.toml`): what changes the meaning and is not understood
is never passed over.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from bot.parsing.lexicon import NO_LETTER, any_of, load
from bot.parsing.numbers import NUMBER, read_number, spelt_as_digits
from bot.parsing.refusals import BudgetUnclear, OtherCurrency
from bot.parsing.text import one_style, without_accents

LONGEST = 200
"""No budget that is typed is longer."""
LONGEST_TEXT = 2000


@dataclass(frozen=True)
class Amount:
    """Dollars, the low and the high end, of all (no unit) or of each hour, week, word …"""

    low: Fraction
    high: Fraction
    unit: str = ""

    def in_words(self) -> str:
        """`$300-$500`, `$30/hour`."""
        low = f"{_dollars(self.low)}-" if self.low != self.high else ""
        return f"{low}{_dollars(self.high)}" + (f" per {self.unit}" if self.unit else "")


@dataclass(frozen=True)
class Count:
    """How many: at most so many hours (a week), weeks, articles. `per` is empty for all of them."""

    most: Fraction
    unit: str
    per: str = ""

    def in_words(self) -> str:
        """`30 hours per week`."""
        return f"{_decimal(self.most)} {self.unit}s" + (f" per {self.per}" if self.per else "")


@dataclass(frozen=True)
class Money:
    """What a text says of money: its amounts and counts; `hourly` where it says only that.

    `has_sign` where a currency was told; `edge` is `min` or `max` where the text names one.
    """

    amounts: tuple[Amount, ...]
    counts: tuple[Count, ...] = ()
    hourly: bool = False
    has_sign: bool = False
    edge: str = ""

    @property
    def unit(self) -> str:
        return self.amounts[0].unit if self.amounts else ""

    def up_to(self, most: "Money") -> "Money":
        """The range from this one's amount to the other's."""
        low, high = self.amounts[0], most.amounts[0]
        return replace(self, amounts=(replace(high, low=min(low.low, high.high)),), edge="")

    def in_words(self) -> str:
        """Words that read as the same."""
        parts = [each.in_words() for each in self.amounts]
        parts += [each.in_words() for each in self.counts]
        return ", ".join(["hourly", *parts] if self.hourly else parts)


def _dollars(amount: Fraction) -> str:
    return f"${_decimal(amount)}"


def _decimal(number: Fraction) -> str:
    """`1,500`, `49.50`, `0.005`: cents whole, less than a cent as it is."""
    digits = f"{float(number):,.9f}".rstrip("0").rstrip(".")
    whole, _, decimals = digits.partition(".")
    return f"{whole}.{decimals:0<2}" if decimals else whole


_WORDS = load("money")
_DOLLAR = any_of(_WORDS["dollars"])
_SIGN = re.compile(_DOLLAR)
_FOREIGN = re.compile(
    rf"[{_WORDS['other_signs']}]|(?<![^\W\d_]){any_of(_WORDS['other_currencies'])}"
    rf"|(?<![^\W\d_])(?:{'|'.join(_WORDS['other_dollars'])})\$"
    rf"|\$\s?(?:{'|'.join(each for each in _WORDS['other_dollars'] if len(each) > 1)}){NO_LETTER}"
)
_SCALES = {
    **dict.fromkeys(_WORDS["cents"], Fraction(1, 100)),
    **dict.fromkeys(_WORDS["thousands"], Fraction(1000)),
    **dict.fromkeys(_WORDS["millions"], Fraction(1_000_000)),
}
_SCALE = any_of(_SCALES)
_SCALE_OF = [(re.compile(pattern), factor) for pattern, factor in _SCALES.items()]


def _one(name: str) -> str:
    """The pattern of one amount, whose groups begin with the name."""
    return (
        rf"(?P<{name}b>{_DOLLAR})?\s?(?P<{name}n>{NUMBER})(?:\s?(?P<{name}k>{_SCALE}))?"
        rf"(?:\s?(?P<{name}a>{_DOLLAR}))?\s?\+?"
    )


_TO = rf"\s*{any_of(_WORDS['to'])}\s*"
_AMOUNT = re.compile(
    _one("l") + rf"(?:{_TO}{_one('h')})?(?:ish(?!\w))?(?![^\W_%]|%)(?!\s?[%/]\s?\d)"
)
_UNIT_OF = {
    word: "" if unit == "all" else unit
    for unit, words in _WORDS["units"].items()
    for word in words.split()
}
HOUR, WEEK, LONGER = (
    any_of([each for unit in units for each in _WORDS["units"][unit].split()])
    for units in (["hour"], ["week"], ["week", "month", "year"])
)
"""Words for an hour, for a week, and for what work may last."""
PER = any_of(_WORDS["per"])
_PER = re.compile(
    rf"\s?(?:(?:/|p/)\s?|{any_of(_WORDS['per'])}\s)(?:la\s)?(?P<word>[^\W\d_]+)(?!\w)"
    r"|\s?-?(?P<hourly>hourly|ph|p/h|hr|hour|h)(?!\w)"
)
_ADVERB_OF = {word: unit for unit, words in _WORDS["adverbs"].items() for word in words.split()}
_ADVERB = re.compile(rf"\s?{any_of(_ADVERB_OF)}")
_LEADING = re.compile(rf"(?P<word>{any_of(_ADVERB_OF)})\s(?=(?:{_SIGN.pattern}\s?)?\d)")
_PER_MANY = re.compile(rf"\s?(?:/|per)\s?(?P<many>{NUMBER}k?)\s(?P<word>[^\W\d_]+)(?!\w)")
_TAIL = re.compile("|".join(_WORDS["tail"]))
_STAGE = re.compile(any_of(_WORDS["stages"]))
_SHARE = re.compile(rf"\d{{1,3}}\s?%\s?(?:(?:of it|paid|is paid|del total) )?{_STAGE.pattern}")
"""`50% upfront`: when it is paid, not how much."""
_PLUS = re.compile(r"[+&]\s")
_WORKING_DAYS = re.compile(r"(?:mon(?:day)?|lunes)\s?(?:-|to|a)\s?(?:fri(?:day)?|viernes)(?!\w)")
_SUM = re.compile(rf"(?:{_SIGN.pattern})?\s?{NUMBER}(?:\s?\+\s?(?:{_SIGN.pattern})?\s?{NUMBER})+")
_PER_BARE = re.compile(
    r"\s?(?P<word>weekly|daily|monthly|week|wkly|wk|day|month|semanales|semanais|mensais)(?!\w)"
)
_COUNT_UNIT = re.compile(r"[\s-]?(?P<unit>[^\W\d_]+)\.?(?!\w)(?!\s?\d)")
_OF_EACH = re.compile(
    rf"(?P<many>{NUMBER})\s?(?:(?!(?:per|an?|each|por)\s)(?:[^\W\d_]+\s){{0,2}}(?P<unit>[^\W\d_]+)\s"
    r"(?:(?:of|de|x|@|at)\s?(?=[$\d]|usd|us)|(?:a|for)\s?(?=\$|usd))|[x×*]\s?(?=\$|usd))"
)
_EACH = re.compile(rf"\s?{any_of(_WORDS['each'])}")
_MILESTONE = re.compile(
    r"(?:milestone|hito|m)\s?#?\d{1,2}\s?[:=-]\s?|(?:milestone|hito)s?\s?[:=-]\s?"
)
_HOURLY = re.compile(rf"{any_of(_WORDS['hourly'])}(?: range| rate| budget)?")
_SKIPPED = re.compile(
    r"(?:[\s,;:|•·()\[\]*_`~=<>!?@]|\.-(?=\s|$)|\.(?!\d)|/(?=\s\d)|-(?!$|(?<=\s-)[\d$.]|(?<=^-)))+"
    rf"|{any_of(_WORDS['filler'])}(?!\w)"
)
_MOST = {("hour", "day"): 24, ("hour", "week"): 168, ("day", "week"): 7, ("hour", "month"): 744}
"""How many of one there can be in the other."""
_EDGE = re.compile(r"\bm(?:in|ax)\b")
_GLUED = re.compile(r"(?<=\d)(?=[^\W\d_])(?!(?:k|m|mm|ish)(?![^\W\d_]))")
_PICTURE = re.compile("[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f]+")
_ONE_LENGTH = re.compile(r"\b(than|for|about|under) (?:an?|one) (?=(?:month|week|year|day)\b)")
_HALF_YEAR = re.compile(r"\b(?:half a year|medio ano|meio ano)\b")
_A_SCALE = re.compile(r"\ba (?=(?:grand|k)\b)")
_A_HUNDRED = re.compile(r"\ba (?=(?:hundred|thousand)\b)")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z][a-z])")
"""`$15.00IntermediateEst.`: a page's words that were copied without what stood between them."""


def read_money(text: str) -> Money:
    """All that the text says of money.

    Raises BudgetUnclear at the first word that says something else, and OtherCurrency.
    """
    if not text.strip() or len(text) > LONGEST:
        raise BudgetUnclear(text=text)
    words = _normal(text)
    if _FOREIGN.search(words):
        raise OtherCurrency()
    reading = _Reading(text, words)
    reading.read()
    edge = " ".join(_EDGE.findall(words))
    return Money(
        tuple(reading.amounts),
        tuple(reading.counts),
        reading.hourly,
        bool(_SIGN.search(words)),
        edge,
    )


def _normal(text: str) -> str:
    words = without_accents(_CAMEL.sub(" ", one_style(text))).lower()
    words = _A_HUNDRED.sub("one ", _A_SCALE.sub("1 ", _PICTURE.sub(" ", words)))
    words = _HALF_YEAR.sub("6 months", _ONE_LENGTH.sub(r"\1 1 ", words))
    return spelt_as_digits(_GLUED.sub(" ", " ".join(words.split())))


def _unit(word: str) -> str:
    """The unit's name: our own for times, else the word without its plural's s."""
    own = _UNIT_OF.get(word)
    return own if own is not None else word.removesuffix("s") if len(word) > 3 else word


EACH = "each"
"""The unit of `10 articles, $20 each`: that of the only count."""


class _Reading:
    """One text as it is read from left to right."""

    def __init__(self, text: str, words: str) -> None:
        self.text, self.words, self.at = text, words, 0
        self.amounts: list[Amount] = []
        self.counts: list[Count] = []
        self.hourly = self._milestone = self._staged = False
        self._leading = ""

    def read(self) -> None:
        """Read all of it. Raises BudgetUnclear."""
        while self.at < len(self.words):
            if self.amounts and self._take(_TAIL):
                continue
            if not (self._says() or self._take(_SKIPPED) or self._counts()):
                self._amount_or_count()
        self._settle()

    def _says(self) -> bool:
        """Words that say what the amounts are, without one."""
        if self._take(_HOURLY):
            self.hourly = True
        elif self._take(_SHARE):
            pass
        elif self._take(_STAGE):
            self._staged = True
        elif self._staged and self._take(_PLUS):
            pass
        elif leading := self._take(_LEADING):
            self._leading = _ADVERB_OF[leading["word"]]
        elif self._take(_WORKING_DAYS):
            self.counts.append(Count(Fraction(5), "day", "week"))
        else:
            return False
        return True

    def _counts(self) -> bool:
        """Amounts that are made of several, or are one of several."""
        if found := self._take(_SUM):
            self._sum(found[0])
        elif self._take(_MILESTONE):
            self._milestone = True
        elif each := self._take(_OF_EACH):
            self._of_each(each)
        else:
            return False
        return True

    def _settle(self) -> None:
        """What only all of the text tells of its amounts."""
        units = [count.unit for count in self.counts]
        if self._staged:
            self.amounts = [replace(amount, unit="milestone") for amount in self.amounts]
        else:
            self.amounts = list(dict.fromkeys(self.amounts))  # "$500 (five hundred dollars)"
        if len(units) == 1:
            self.amounts = [
                replace(amount, unit=units[0]) if amount.unit == EACH else amount
                for amount in self.amounts
            ]

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        match = pattern.match(self.words, self.at)
        if match:
            self.at = match.end()
        return match

    def _unclear(self) -> BudgetUnclear:
        return BudgetUnclear(text=self.text)

    def _of_each(self, each: re.Match[str]) -> None:
        """`3 milestones of $200`, `2 x $150`."""
        unit = _unit(each["unit"] or "item")
        self.counts.append(Count(self._number(each["many"]), unit))
        amount = self._amount()
        self.amounts.append(amount if amount.unit == "hour" else replace(amount, unit=unit))

    def _sum(self, text: str) -> None:
        """`150 + 150 + 300`."""
        parts = [self._number(part) for part in re.findall(NUMBER, text)]
        total = sum(parts, Fraction())
        self.amounts.append(Amount(total, total))

    def _amount_or_count(self) -> None:
        match = _AMOUNT.match(self.words, self.at)
        if match is None:
            raise self._unclear()
        unit = None if _is_priced(match) else _COUNT_UNIT.match(self.words, match.end())
        if unit and _STAGE.match(self.words, unit.start("unit")):
            unit = None
        if unit and self._is_unit(unit["unit"], match.end()):
            self.at = unit.end()
            self.counts.append(self._count(match, unit["unit"]))
        else:
            amount = self._amount()
            self.amounts.append(replace(amount, unit="milestone") if self._milestone else amount)

    def _is_unit(self, word: str, at: int) -> bool:
        """Whether a number counts the word behind it: `20 hours`, `2000 words`."""
        if word in _UNIT_OF:
            return word != "hourly" and bool(_UNIT_OF[word])
        return not _SKIPPED.fullmatch(word) and not _PER.match(self.words, at)

    def _count(self, number: re.Match[str], word: str) -> Count:
        unit, per = _unit(word), ""
        behind = _PER.match(self.words, self.at) or _PER_BARE.match(self.words, self.at)
        if behind and behind["word"] == "weekday":
            per, self.at = "day", behind.end()
            self.counts.append(Count(Fraction(5), "day", "week"))
        elif behind and _UNIT_OF.get(behind["word"] or ""):
            per, self.at = _UNIT_OF[behind["word"]], behind.end()
        elif unit == "hour" and self._leading:
            per, self._leading = self._leading, ""
        most = self._number(number["hn"] or number["ln"]) * _factor(number["hk"] or number["lk"])
        if not 0 < most <= _MOST.get((unit, per), most):
            raise self._unclear()
        return Count(most, unit, per)

    def _amount(self) -> Amount:
        match = self._take(_AMOUNT)
        if match is None:
            raise self._unclear()
        if _TWO_NUMBERS.match(match["ln"]) and not _is_priced(match):
            raise self._unclear()
        low, high = self._range(match)
        if several := self._take(_PER_MANY):
            many = self._number(several["many"].rstrip("k")) * (
                1000 if "k" in several["many"] else 1
            )
            return Amount(low / many, high / many, _unit(several["word"]))
        if adverb := self._take(_ADVERB):
            return Amount(low, high, _ADVERB_OF[adverb[0].strip()])
        if behind := self._take(_PER):
            return Amount(low, high, "hour" if behind["hourly"] else _unit(behind["word"]))
        if self._leading:
            unit, self._leading = self._leading, ""
            return Amount(low, high, unit)
        return Amount(low, high, EACH if self._take(_EACH) else "")

    def _range(self, match: re.Match[str]) -> tuple[Fraction, Fraction]:
        first = self._number(match["ln"])
        if not match["hn"]:
            amount = first * _factor(match["lk"])
            return amount, amount
        second, scale = self._number(match["hn"]), match["lk"]
        if match["hk"] and not scale and first < second:
            scale = match["hk"]  # "1-2k" means one to two thousand
        low, high = first * _factor(scale), second * _factor(match["hk"])
        is_doubtful = low * 50 <= high and not match["lb"]
        if low > high or is_doubtful:  # "five to six hundred", "3-400" may be 500 and 300 on
            raise self._unclear()
        return low, high

    def _number(self, digits: str) -> Fraction:
        number = read_number(digits)
        if number is None:
            raise self._unclear()
        return number


_TWO_NUMBERS = re.compile(r"[1-9]\d\d \d{3}")
"""`100 200` may be two; `10 000` is one."""


def _is_priced(match: re.Match[str]) -> bool:
    """Whether a currency or a scale makes it money: `10k words` are counted."""
    scale = match["hk"] or match["lk"]
    signs = any(match[name] for name in ("lb", "la", "hb", "ha"))
    return signs or (scale is not None and _factor(scale) != 1000)


def _factor(scale: str | None) -> Fraction:
    if not scale:
        return Fraction(1)
    return next(factor for pattern, factor in _SCALE_OF if pattern.fullmatch(scale))


# --- amounts among other words -----------------------------------------------------------------

_SCALED = rf"{NUMBER}(?:\s?{_SCALE})?"
_IN_TEXT = re.compile(
    rf"(?<![^\W_]){_DOLLAR}\s?{_SCALED}\+?(?:{_TO}(?:{_DOLLAR}\s?)?{_SCALED}(?![\w%]))?"
    rf"(?:\s?(?:usd|dollars)(?!\w))?(?!\w)"
    rf"|(?<![\w.,]){_SCALED}(?:{_TO}{_SCALED})?\s?{_DOLLAR}"
)
_FOREIGN_IN_TEXT = re.compile(
    rf"(?:{_FOREIGN.pattern})\s?{_SCALED}|{_SCALED}\s?(?:{_FOREIGN.pattern})"
)
_PIECES = frozenset({"word", "article", "page", "palabra", "post", "video", "lead", "image"})


def priced(text: str, *, foreign: bool = False) -> list[str]:
    """The amounts with a currency in words of any kind, each with its `per hour` if it has one.

    Those of `foreign` currencies instead where these are asked for.
    """
    return list(_priced(_normal(text[:LONGEST_TEXT]), _FOREIGN_IN_TEXT if foreign else _IN_TEXT))


def _priced(words: str, pattern: re.Pattern[str]) -> Iterator[str]:
    for match in pattern.finditer(words):
        behind = _PER.match(words, match.end())
        word = behind["word"] if behind else ""
        of_unit = behind and (behind["hourly"] or word in _UNIT_OF or word in _PIECES)
        yield f"{match[0].strip()}{behind[0] if behind and of_unit else ''}"


def is_foreign(text: str) -> bool:
    """Whether it names another currency than US dollars."""
    return bool(_FOREIGN.search(_normal(text[:LONGEST_TEXT])))
