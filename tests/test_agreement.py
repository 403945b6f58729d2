"""Numbers and the words beside them, as they are read: every message, and the cards, at 0, 1, 2."""

import re
from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from discord import ui

from bot.actions.estimates import Offer
from bot.actions.figures import Forecast, Outlook
from bot.assistant.topics import load_topics
from bot.i18n.language import LANGUAGES, catalogue, in_locale
from bot.ledger import books as ledger
from bot.ledger.books import Books
from bot.ledger.bundles import cheapest_basket
from bot.ledger.figures import Figures
from bot.ledger.forecast import Advice, Course, Pace
from bot.ledger.model import Account, Kind, Plan, Proposal, Source, State
from bot.ledger.notices import (
    CalendarMove,
    CutAhead,
    Expiring,
    LowBalance,
    MonthTurned,
    NoNews,
    NotificationSettings,
)
from bot.ledger.rate_card import RateCard
from bot.ledger.refusals import AlreadyUsed, NotEnough
from bot.ledger.series import DayMovement, balance_series
from bot.store.guilds import FEWEST_COUNTED, Digest
from bot.store.reminders import Reminder
from bot.views.account import balance_card
from bot.views.answers import answer_card
from bot.views.charts import finding
from bot.views.estimates import shop_card
from bot.views.forecast import forecast_card
from bot.views.notices import notices_card, settings_card
from bot.views.sentences import sentence
from bot.views.server import server_card
from bot.views.text import between, connects

from .agreement import wrong_agreements
from .catalogue import messages

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
FEW = (0, 1, 2)

WORDS = ("help", "name", "plan", "rule", "setup", "source", "text", "unit")
"""Values that are no number in any message."""
NEVER_ONE = {
    "cap": "what a rate card lets carry over",
    "need": "from so many on there is a picture",
    "fewest_counted": "from so many members on there are figures",
    "top": "the bids that a rate card shows first",
    "basic": "what a rate card's plan brings",
}
"""Numbers that are never one, in all messages."""
NEVER_ONE_THERE = {
    "That would be more than {most} reminders": ("most", "a limit of ours"),
    "That file has more than {most} rows": ("most", "a limit of ours"),
    " Fewer than {few} proposals": ("few", "from so many on figures say something"),
    " ({valued} of {hires} hires": ("hires", "fewer of them are told: two at least"),
    "{people} members were counted": ("people", "there are figures of at least five"),
    "Such jobs **did** cost": ("proposals people days", "of at least five people, in 90 days"),
    "**What such proposals brought**": ("people days", "of at least five people, in 90 days"),
    "{jobs} job of members in {days}": ("days", "always 90"),
    "the {top} highest bids": ("days", "how long a rate card shows them first"),
    "the mean of {weeks} weeks": ("weeks", "of one week another sentence tells"),
    "what the job post says; {least} to {most}": ("least most", "a range"),
    "The job has **{proposals}**": ("proposals", "a range, as Upwork shows it"),
    "Noted, though {amount} is no bundle": ("amount", "the number itself is the subject"),
}
"""The same in messages that begin so, and why."""
_PLACE = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")


def forms(message: Any) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else tuple(message)


def spared_in(message: str) -> set[str]:
    """The values of a message that need not agree."""
    there = [
        names.split()
        for begins, (names, _) in NEVER_ONE_THERE.items()
        if message.startswith(begins)
    ]
    return {*WORDS, *NEVER_ONE, *(name for names in there for name in names)}


def told(language: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every message, and its one form or two as they are told in that language."""
    if language == "en":
        yield from ((forms(each)[0], forms(each)) for each in messages())
    else:
        entries = [each for each in catalogue(language) if each.id]
        yield from ((forms(each.id)[0], forms(each.string)) for each in entries)


def wrong_in(texts: tuple[str, ...], language: str, spared: Collection[str] = ()) -> list[str]:
    """What disagrees in a message when its values are 0, 1, 2 or so many Connects."""
    found = []
    for number in FEW:
        text = texts[0] if number == 1 else texts[-1]
        with in_locale(language):
            values = (str(number), connects(number))
        for value in values:
            fill = {name: "X" if name in spared else value for name in _PLACE.findall(text)}
            found += wrong_agreements(text.format(**fill), language)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_agrees_with_its_numbers(language: str) -> None:
    wrong = {
        message: found
        for message, texts in told(language)
        if "{{" not in message and (found := wrong_in(texts, language, spared_in(message)))
    }
    assert wrong == {}


def test_every_exception_is_needed() -> None:
    all_of = [each for each, _ in told("en")]
    for begins, (names, _) in NEVER_ONE_THERE.items():
        (message,) = [each for each in all_of if each.startswith(begins)]
        assert set(names.split()) <= set(_PLACE.findall(message))
    places = {name for each in all_of for name in _PLACE.findall(each)}
    assert {*WORDS, *NEVER_ONE} <= places


@pytest.mark.parametrize(
    ("texts", "language"),
    [
        (("You need {need2}, so **{left_over}** are left over.",), "en"),
        (("{expiring} days before",), "en"),
        (("⏳ **{connects} expire on {at}**",), "en"),
        (("its {connects} come back",), "en"),
        (("{n} proposals", "{n} proposals"), "en"),
        (("{n} proposal", "{n} proposal"), "en"),
        (("{cut} is cut", "{cut} is cut"), "en"),
        (("sobran **{left_over}**",), "es"),
        (("{sent} propuestas",), "es"),
        (("{connects} vencen el {at}",), "es"),
        (("llega {n}", "llega {n}"), "es"),
        (("{connects} comprados",), "es"),
    ],
)
def test_wrong_agreement_is_found(texts: tuple[str, ...], language: str) -> None:
    assert wrong_in(texts, language)


# --- cards ---------------------------------------------------------------------------------------


def shown(view: ui.LayoutView) -> str:
    """All that is read on a card."""
    return "\n".join(
        item.content if isinstance(item, ui.TextDisplay) else item.label or ""
        for item in view.walk_children()
        if isinstance(item, ui.TextDisplay | ui.Button)
    )


def books_of(number: int, rates: RateCard) -> Books:
    account = Account(
        id=1,
        plan=Plan.BASIC,
        next_plan=None,
        top_rated=False,
        cycle_day=1,
        cycle_started_at=datetime(2026, 3, 1, tzinfo=UTC),
        next_cycle_at=datetime(2026, 4, 1, tzinfo=UTC),
    )
    books = Books(account, ())
    return ledger.correct(books, number, NOW, rates) if number else books


def proposal_of(number: int) -> Proposal:
    return Proposal(1, "", "", None, number, 0, False, State.SUBMITTED, NOW, NOW)


def notices_of(number: int, books: Books, rates: RateCard) -> ui.LayoutView:
    moves = tuple(
        CalendarMove(kind, source, amount)
        for kind, source, amount in (
            (Kind.EXPIRE, "", -number),
            (Kind.FORFEIT, "", -number),
            (Kind.GRANT, Source.PLAN, number),
        )
    )
    told = [
        MonthTurned("a", NOW, moves),
        CutAhead("b", NOW, number),
        LowBalance("c", NOW, number),
        NoNews("d", NOW, proposal_of(number)),
        *(
            Expiring(f"e{days}", NOW, number, NOW + timedelta(days=days))
            for days in range(1, 6 if number > 1 else 7)
        ),
    ]
    return notices_card(told, books, rates, 1)


def settings_of(number: int) -> ui.LayoutView:
    settings = NotificationSettings(number, number, True, number, False, "UTC")
    return settings_card(settings, str, 1, private=False)


def forecast_of(number: int, books: Books, rates: RateCard, *, buys: bool) -> ui.LayoutView:
    course = Course(NOW, number, number, number)
    basket = cheapest_basket(rates, number) if buys else None
    advice = Advice(number, number, number, basket, number, 1499, number)
    outlook = Outlook(Pace(1, 1, 1, max(number, 1)), (course,) * 3, number, advice)
    return forecast_card(Forecast(books, outlook), rates)


def short_of_advice(number: int, books: Books, rates: RateCard) -> ui.LayoutView:
    course = Course(NOW, number, number, number)
    outlook = Outlook(Pace(1, 1, 1, max(number, 1)), (course,) * 3, number, None)
    return forecast_card(Forecast(books, outlook), rates)


def digest_of(number: int, rates: RateCard) -> ui.LayoutView:
    digest = Digest(date(2026, 2, 1), FEWEST_COUNTED, number, number, number, number, number)
    reminder = Reminder(1, "digest", 1, 1, 1, None, "", "", "UTC", NOW, NOW, 0, "waiting")
    return server_card(reminder, NOW, rates, digest)


def findings_of(number: int) -> Iterator[str]:
    days = (date(2026, 3, 1), date(2026, 3, 2))
    kinds = (Kind.PURCHASE, Kind.SPEND, Kind.REFUND, Kind.EXPIRE)
    moved = [
        DayMovement(day, kind, -number if kind in (Kind.SPEND, Kind.EXPIRE) else number)
        for day in days
        for kind in kinds
    ]
    yield finding(balance_series(number, moved[:4], *days, 200))
    yield finding(Figures(sent=number, viewed=number, interviews=number, hires=number))


def cards_at(number: int, rates: RateCard) -> Iterator[str]:
    """The cards with numbers, each number being that one where it can be."""
    books = books_of(number, rates)
    yield shown(balance_card(books, rates))
    yield shown(notices_of(number, books, rates))
    yield shown(settings_of(number))
    yield shown(forecast_of(number, books, rates, buys=True))
    yield shown(forecast_of(number, books, rates, buys=False))
    yield shown(short_of_advice(number, books, rates))
    yield shown(forecast_card(Forecast(books, None), rates))
    yield shown(shop_card(Offer(rates, cheapest_basket(rates, 20 - number))))
    yield shown(digest_of(number, rates))
    yield sentence(NotEnough(needed=number + 3, balance=3), rates)
    yield sentence(AlreadyUsed(amount=number, used=number), rates)
    yield from findings_of(number)
    for topic in load_topics().values():
        if topic.text:
            yield shown(answer_card(topic, rates, None, books))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", FEW)
def test_cards_agree_with_their_numbers(number: int, language: str, rates: RateCard) -> None:
    with in_locale(language):
        told = list(cards_at(number, rates))
    wrong = [(found, text) for text in told if (found := wrong_agreements(text, language))]
    assert wrong == []
    assert len(told) > 40


def test_few_to_many_is_said_in_short() -> None:
    assert [between(1, 1), between(0, 1), between(2, 6)] == ["1", "up to 1", "2 to 6"]
