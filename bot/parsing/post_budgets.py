"""What a job pays, as its post has it: by a label, by what stands beside an amount, in prose."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.ledger.refusals import Refusal
from bot.parsing.documents import Line
from bot.parsing.money_words import (
    HOUR,
    LONGER,
    LONGEST,
    PER,
    WEEK,
    Count,
    Money,
    is_foreign,
    priced,
    read_money,
)
from bot.parsing.numbers import NUMBER, spelt_as_digits
from bot.parsing.post_words import (
    CHATTER,
    CONNECTS,
    CONTEXT,
    FIXED,
    FOR_HIRE,
    HOURLY,
    KIND,
    NO_BUDGET,
    NONE,
    OF_JOB,
    OWN,
    beside,
    clauses_of,
    is_others,
    label_of,
    parts_of,
    role_of,
)
from bot.parsing.refusals import OtherCurrency
from bot.parsing.text import has_figure, plain

_LABELLED, _NAMED, _ALONE, _PART = range(4)
"""How surely money is the job's budget: by its label; by what stands beside it; alone in its line;
alone in a part of one."""


@dataclass
class _Found:
    """What the lines say of money and of how long the work is."""

    money: list[tuple[int, Money]] = field(default_factory=list)
    lengths: list[Count] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    hourly: bool = False
    fixed: bool = False
    is_none: bool = False


def budget_of(lines: Sequence[Line]) -> str:
    """Words that `parse_budget` reads; empty where the post names no budget, or several."""
    if lines and FOR_HIRE.search(lines[0].words):
        return ""
    found = _Found()
    mine = _jobs_own(lines)
    for before, line, behind in beside(mine):
        _read_line(line, before, behind, found)
    if money := _surest(found):
        return _as_budget(money, found, mine)
    if found.foreign:
        return found.foreign[0]
    if found.is_none or any(NO_BUDGET.search(line.words) for line in mine):
        return ""
    return _in_prose(mine, hourly=found.hourly and not found.fixed)


_LONGEST_LABEL = 70


def _jobs_own(lines: Sequence[Line]) -> list[Line]:
    """The lines whose figures may be the job's; the line below `You'll receive` is none."""
    kept: list[Line] = []
    own_follows = False
    for line in lines:
        is_own = bool(OWN.search(line.words))
        asks_budget = "client" in label_of(line) and "budget" in label_of(line)
        if asks_budget or not (line.is_others or (own_follows and has_figure(line.text))):
            kept.append(line)
        is_label = not line.value and "$" not in line.text and len(line.text) < _LONGEST_LABEL
        own_follows = is_own and is_label and not CHATTER.match(line.words)
    return kept


def _surest(found: _Found) -> Money | None:
    """The money that is the surest; none where several that are unsure say different things."""
    told = [
        (rank, money) for rank, money in found.money if any(each.high for each in money.amounts)
    ]
    if not told:
        return None
    best = min(rank for rank, _ in told)
    fitting = [money for rank, money in told if rank == best]
    if len({money.amounts for money in fitting}) > 1 and best >= _ALONE:
        return None
    first = _total_of(fitting[0])
    if best >= _ALONE and not (found.hourly or found.fixed) and _may_be_rate(first):
        return None
    if len(fitting) == 2 and (first.edge, fitting[1].edge) == ("min", "max"):
        return first.up_to(fitting[1])
    return first


_HIGHEST_RATE = 150


def _may_be_rate(money: Money) -> bool:
    """Whether a range may be of dollars an hour: `$18 - $27`, in a language that is not known."""
    return all(not each.unit and each.low != each.high <= _HIGHEST_RATE for each in money.amounts)


def _total_of(money: Money) -> Money:
    """`$500 per week for 4 weeks ($2,000 total)`: the sum, where one is told beside its parts."""
    whole = tuple(amount for amount in money.amounts if not amount.unit)
    return (
        replace(money, amounts=whole, counts=()) if len(money.amounts) > len(whole) == 1 else money
    )


def _read_line(line: Line, before: str, behind: str, found: _Found) -> None:
    """What one line says of money: by its label, or where it holds nothing else."""
    role = role_of(line)
    if role in ("connects", "proposals", "title", "other"):
        return
    value = line.value if role in ("budget", "length") else line.text
    if role == "budget" and NONE.match(plain(value)):
        found.is_none = True
        return
    label = label_of(line)
    if role == "kind":
        found.hourly |= bool(HOURLY.search(plain(line.value)))
        found.fixed |= bool(FIXED.search(plain(line.value)))
        return
    says = (
        _SAYS_HOURLY if role == "budget" and HOURLY.search(f"{label} {plain(value)[:24]}") else ""
    )
    edge = _EDGE.search(label) if role == "budget" else None
    tail = f" {edge[0]}" if edge else ""
    fixed = role == "budget" and bool(FIXED.search(label))
    beside = KIND.fullmatch(before.strip(" :")) or KIND.fullmatch(behind.strip(" :"))
    hourly_beside = bool(HOURLY.match(behind) or (HOURLY.match(before) and not FIXED.match(behind)))
    whole = _LABELLED if role == "budget" else _NAMED if beside else _ALONE
    if _read_part(
        f"{says}{value}{tail}", whole, found, hourly=bool(beside) and hourly_beside, fixed=fixed
    ):
        return
    got = False
    for part in parts_of(value):
        if part != value and not is_others(plain(part)):
            rank = _LABELLED if role == "budget" else _PART
            got |= _read_part(f"{says}{part}{tail}", rank, found, fixed=fixed)
    if not got and role == "budget" and not is_others(plain(value)):
        _read_labelled(value, says, found)


_SAYS_HOURLY = "hourly "
_EDGE = re.compile(r"(?<![a-z])m(?:in|ax)\b")


def _read_part(
    text: str, rank: int, found: _Found, *, hourly: bool = False, fixed: bool = False
) -> bool:
    """Whether the text holds money or a length and nothing that is not understood."""
    if len(text) > LONGEST:
        return False
    words = plain(text)
    says = _MAY_PRICE.search(words) or HOURLY.search(words)
    if not (says or FIXED.search(words)) or (is_others(words) and rank != _LABELLED):
        return False
    try:
        money = read_money(text)
    except OtherCurrency:
        return _read_foreign(text, rank, found, hourly=hourly)
    except Refusal:
        return False
    is_fixed = fixed or bool(FIXED.search(words))
    found.hourly |= money.hourly
    found.fixed |= is_fixed
    found.lengths += filter(_is_length, money.counts)
    if not money.amounts:
        return bool(money.counts)
    if len(money.amounts) > 1 and not _total_of(money).unit == money.amounts[0].unit == "milestone":
        money = _total_of(money)
        if len(money.amounts) > 1:
            return False
    if rank != _LABELLED and not (money.has_sign or is_fixed or money.unit == "hour"):
        return False
    if rank > _NAMED and (is_fixed or money.hourly or money.unit == "hour"):
        rank = _NAMED
    found.money.append((rank, replace(money, hourly=money.hourly or (hourly and not is_fixed))))
    return True


def _read_foreign(text: str, rank: int, found: _Found, *, hourly: bool) -> bool:
    """The dollars of a text in which they are told in another currency too, or that currency."""
    if (own := _CONVERTED.sub("", text)) != text and priced(own):
        return _read_part(own, rank, found, hourly=hourly)
    amounts = priced(text, foreign=True)
    if rank == _LABELLED or (amounts and len(text) < 40 and rank < _PART):
        found.foreign.append(amounts[0] if amounts else text[:60])
    return rank == _LABELLED


_CONVERTED = re.compile(r"\s*\([^()]{1,40}\)\s*$")
"""The same money in the reader's own currency: `USD 600 (≈ ₹50,700)`."""


def _read_labelled(value: str, says: str, found: _Found) -> None:
    """A labelled value with words that are not understood: its first amount, or its only number."""
    amounts = priced(value)
    if not amounts and is_foreign(value):
        found.foreign += priced(value, foreign=True)[:1]
        return
    numbers = re.findall(r"(?<![\w.,/])\d[\d.,]{0,12}(?![\w.,/%])", value)
    if not amounts and len(numbers) == 1:
        amounts = numbers
    amounts += [bare[0] for bare in _BARE.finditer(plain(value))] if not amounts else []
    if amounts and (len(set(amounts)) == 1 or value.lower().startswith(amounts[0][:6])):
        try:
            found.money.append((_LABELLED, read_money(f"{says}{amounts[0]}")))
        except Refusal:
            return


def _is_length(count: Count) -> bool:
    """Hours, hours a week, weeks: how long the work is, and nothing else that is counted."""
    if count.unit == "hour":
        return True
    return count.unit in ("day", "week", "month") and count.per in ("", "week")


def _as_budget(money: Money, found: _Found, lines: Sequence[Line]) -> str:
    """Words that `parse_budget` reads: the amount, and how long the work is where it is hourly."""
    if money.unit and money.unit not in ("hour", "milestone", "week", "month", "day"):
        return replace(money, counts=()).in_words()
    hourly = money.hourly or (found.hourly and not found.fixed and not money.unit)
    if not (hourly or money.unit == "hour"):
        return replace(money, counts=money.counts if money.unit else ()).in_words()
    lengths = tuple(filter(_is_length, money.counts)) or tuple(dict.fromkeys(found.lengths))
    each_hour = tuple(replace(amount, unit="hour") for amount in money.amounts)
    hourly_money = replace(money, amounts=each_hour, counts=lengths, hourly=False)
    if found.hourly and lengths:
        return hourly_money.in_words()
    spoken = [line.text for line in lines if HOURLY.search(line.words)]
    return _with_length(hourly_money, ", ".join(spoken))


_PRICE_OF_CONNECTS = re.compile(rf"\d (?:for|on|per) (?:\d+ )?{CONNECTS}|{CONNECTS} (?:for|at) \$")
_BUDGETED = re.compile(r"\bbudget\W{0,3}(?:is|at|of|says|said|was set|around|about)?\s?\$?\d[\d,]*")
"""What the client's budget is said to be is the job's."""
_RANGE = rf"{NUMBER}k?(?:\s?(?:-|to|and|a|y|bis)\s?{NUMBER}k?)?"
_BARE = re.compile(
    rf"(?:budget|presupuesto)\W{{0,3}}(?:is |at |of |says |around |about )?{_RANGE}(?![\w%])"
    rf"|(?<![\w.,$-]){_RANGE}\s?(?:/ ?hr?\b|an hour|per hour|hourly|la hora|/ ?hora|por hora"
    r"|fixed\b|bucks\b)"
    rf"|\bfixed (?:at |for )?{_RANGE}(?![\w%])"
)
"""Amounts without a sign, by the words at them."""
_HOURS_IN_PROSE = re.compile(
    rf"\b\d{{1,3}}\+?\s?(?:(?:-|to)\s?\d{{1,3}}\s?)?{HOUR}\.?\s?(?:/|{PER})\s?(?:la\s)?{WEEK}"
    rf"|(?<=\s)\d{{1,4}}\s{HOUR}\s(?:in total|total|en total)"
)
_LENGTH_IN_PROSE = re.compile(
    r"\b(?:for|x|por|durante|during|last|duration|fur|pendant|per|,|say)\s*"
    r"(?:about |around |a |unas? |(?:more|less) than )?"
    rf"(?P<length>(?:an? |un |\d{{1,2}})(?:\s?(?:-|to|a|bis)\s?\d{{1,2}})?\s?{LONGER})"
)


def _in_prose(lines: Sequence[Line], *, hourly: bool) -> str:
    """The only amount that the text names as the job's; empty where there are several or none."""
    found: list[tuple[str, bool]] = []
    spoken: list[str] = []
    for line in lines:
        if role_of(line) in ("connects", "proposals", "other"):
            continue
        for said in clauses_of(line.text):
            clause = _RAISED.sub(r"\1 ", said)
            words = plain(clause)
            if not _MAY_PRICE.search(words) or _PRICE_OF_CONNECTS.search(words):
                continue
            if is_others(words) and not _BUDGETED.search(words):
                continue
            spoken.append(clause)
            if others := priced(clause, foreign=True):
                if not found:
                    return others[0]
                continue
            says = _SAYS_HOURLY if HOURLY.search(words) else ""
            amounts = [*priced(clause), *(bare[0] for bare in _BARE.finditer(words))]
            names_job = bool(OF_JOB.search(words) or FIXED.search(words))
            found += [(f"{says}{each}", names_job) for each in dict.fromkeys(amounts)]
    if hourly:
        found = [each for each in found if HOURLY.search(each[0])]
    if any(_FEED_LABEL.fullmatch(label_of(line)) for line in lines):
        found = [each for each in found if _BUDGETED.search(plain(" ".join(spoken)))]
    speaks_of_job = any(CONTEXT.search(line.words) for line in lines)
    readings = {
        reading
        for each, named in found
        if (reading := _reading(each)) and (named or (speaks_of_job and reading.unit == "hour"))
    }
    budgets = {reading for reading in readings if _is_called_budget(reading, spoken)}
    several = budgets or readings
    said = ", ".join(line.text for line in lines)
    return _with_length(several.pop(), said) if len(several) == 1 else ""


_RAISED = re.compile(
    rf"(\b(?:raised|increased|upped|bumped|lowered|dropped|cut|changed)\b.{{0,24}}?)"
    rf"from \$?{NUMBER}k?\sto\s(?=\$?\d)",
    re.IGNORECASE,
)
"""`raised the budget from $300 to $450`: what it was no more."""
_FEED_LABEL = re.compile(r"posted on|category|country")
"""Of a feed's item, which labels the budget where there is one."""
_MAY_PRICE = re.compile(r"\d|dollar|dolar|buck|usd|\b(?:an?|one|un) (?:hour|week|month|mes)\b")
"""What money and lengths are told with, at the least: most clauses of a post have none of it."""


def _is_called_budget(reading: Money, spoken: Sequence[str]) -> bool:
    """Whether the word budget stands right before the amount."""
    said = (found[0] for clause in spoken for found in _BUDGETED.finditer(plain(clause)))
    first = reading.amounts[0].low
    return any(
        re.sub(r"\D", "", each) == str(first)[: len(re.sub(r"\D", "", each))] for each in said
    )


def _reading(amount: str) -> Money | None:
    try:
        money = read_money(amount)
    except Refusal:
        return None
    is_hourly = money.hourly and not money.unit
    amounts = tuple(replace(each, unit="hour") if is_hourly else each for each in money.amounts)
    return Money(amounts) if len(amounts) == 1 else None


def _with_length(money: Money, said: str) -> str:
    """The money with the hours and the time that were said, where it has none of its own."""
    if money.unit != "hour":
        return money.in_words()
    words = spelt_as_digits(plain(said))
    hours, length = _HOURS_IN_PROSE.search(words), _LENGTH_IN_PROSE.search(words)
    time = re.sub(r"^(?:an?|un) ", "1 ", length["length"]) if length else ""
    tail = ", ".join(each for each in (hours and hours[0], time) if each)
    try:
        counts = read_money(tail).counts if tail else ()
    except Refusal:
        counts = ()
    units = {_span(count) for count in money.counts}
    more = tuple(count for count in counts if _span(count) not in units)
    return replace(money, counts=(*money.counts, *more)).in_words()


def _span(count: Count) -> str:
    """Whether it counts hours of work, or how long the work goes on."""
    return "hours" if count.unit == "hour" else "time"
