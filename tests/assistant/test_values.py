"""What marked segments tell: intents with their values, and what is in doubt."""

from datetime import date, timedelta

import pytest

from bot.assistant.intents import (
    Buy,
    Correct,
    Intent,
    Outcome,
    Remind,
    Spend,
    Undo,
)
from bot.assistant.reader.words import Known
from bot.assistant.told import Told
from bot.assistant.training.lines import read_line
from bot.assistant.values import tell
from bot.ledger.model import Purpose
from bot.parsing.days import read_days_ago

TODAY = date(2026, 11, 23)
"""A Monday."""


def told(marked: str) -> list[Told]:
    line = read_line(marked)
    return tell(line.text, line.segments, TODAY)


def acts(marked: str) -> list[Intent | None]:
    return [each.intent for each in told(marked)]


@pytest.mark.parametrize(
    ("marked", "intent"),
    [
        ("<sp>{n six} on the {j logo} job {d yesterday}, boosted by {b 4}",
         Spend(connects=6, job="logo job", days_ago=1, boost=4)),
        ("<sp>{t 16} all in, {b 4} of it boost, {j site}", Spend(connects=12, boost=4, job="site")),
        ("<x>that {j logo} thing <sp>took {n half a dozen}", Spend(connects=6, job="logo")),
        ("<sp>{i accepted the invite} from {j Acme}", Spend(invited=True, job="Acme")),
        ("<sp>applied, {m $30/hr 20h/wk 3 weeks}", Spend(budget="$30/hr 20h/wk 3 weeks")),
        ("<buy>{n eighty} for {p $12}", Buy(connects=80, paid_cents=1200)),
        ("<cor>upwork says {n fifty two}", Correct(connects=52)),
        ("<o:hired>{j Acme} said yes, {c $1.2k}",
         Outcome(result="hired", job="Acme", contract_cents=120_000)),
        ("<o:closed>client cancelled {j HR portal}",
         Outcome(result="closed without hire", job="HR portal")),
        ("<rem>nudge me {w friday 9am} to {a call Dana}",
         Remind(when="friday 9am", about="call Dana")),
        ("<undo>take that back", Undo()),
        ("<undo>remove my last purchase", Undo(of="purchase")),
        ("<undo>take the badge off, it bounced", Undo(of="badge")),
        ("<undo>borra la última compra", Undo(of="purchase")),
        ("<undo>delete the {n 6}, never sent it after all", Undo(connects=6)),
        ("<undo>take the {n 12} for {j dentist redesign} out",
         Undo(job="dentist redesign", connects=12)),
    ],
)  # fmt: skip
def test_values_are_read_by_parsing(marked: str, intent: Intent) -> None:
    (only,) = told(marked)
    assert only.intent == intent
    assert not only.doubts
    assert not only.missing


@pytest.mark.parametrize(
    ("marked", "doubt"),
    [
        ("<sp>{n 6} on logo, 4 of 20", "loose number"),
        ("<sp>spent {r 6} no {n 8} on {j logo}", "repaired"),
        ("<sp>{n 6} or {n 8} on {j logo}", "several n"),
        ("<sp>promo {n 5} straight into {j sms list} {n 5}", "several n"),
        ("<o:expired>{j book fair} ran out, so did {j honey labels}", "several j"),
        ("<sp>{n 6.5} on {j logo}", "unread n"),
        ("<sp>{n 6} on {j logo} {d the other day}", "unread d"),
        ("<sp>{n 6} on {j logo}, budget {m €500}", "unread m"),
        ("<sp>{n 6} and {b 4}, {t 12} in all", "another total"),
        ("<o:removed>Upwork took down that {j shady} typing job", "cut name"),
        ("<sp>a list by {j nyu professors} after {n 2001}", "much"),
        ("<o:viewed>{j snowplow} viewed me, thrift did too", "one more"),
        ("<o:closed>client did {j cancel}, no hire", "no proposal"),
    ],
)
def test_what_is_said_and_not_accounted_for_is_a_doubt(marked: str, doubt: str) -> None:
    assert doubt in told(marked)[0].doubts


def test_somebody_else_who_got_a_job_is_asked_about() -> None:
    line = read_line("<o:hired>Inês got the {j hotel gig}")
    nobodys = Known(frozenset({"got", "the"}), *[frozenset[str]()] * 5)
    (found,) = tell(line.text, line.segments, TODAY, nobodys)
    assert "somebody else" in found.doubts


@pytest.mark.parametrize(
    "marked",
    ["<o:withdrawn>left {j crypto wallet}, too sketchy", "<o:expired>{j Petra} job post lapsed"],
)
def test_words_that_only_look_like_more_are_no_doubt(marked: str) -> None:
    assert not told(marked)[0].doubts


@pytest.mark.parametrize(
    ("marked", "ago"),
    [
        ("<sp>{n 8} para {j subtítulos} {d esta} mañana", 0),
        ("<sp>{j e-learning} an hour {d ago}, {n 8}", 0),
        ("<sp>{n 12} on {j logo} {d two} days ago", 2),
        ("<sp>{n 12} {d ago} {j logo}", None),
    ],
)
def test_day_goes_as_far_as_its_words(marked: str, ago: int | None) -> None:
    (only,) = told(marked)
    assert isinstance(only.intent, Spend)
    assert ("unread d" in only.doubts) == (ago is None)
    assert only.intent.days_ago == (ago or 0)


@pytest.mark.parametrize("day", ["this morning", "today", "hoy"])
def test_today_is_the_day_of_each_of_several(day: str) -> None:
    found = told(f"<sp>{{n 9}} for {{j Xero}} <sp>and {{n 8}} for {{j logo}}, both {{d {day}}}")
    assert not any(each.doubts for each in found)
    found = told("<sp>{n 9} for {j Xero} <sp>and {n 8} for {j logo}, both {d on friday}")
    assert "day of all" in found[-1].doubts


def test_name_holds_the_words_beside_it_that_stand_in_names_alone() -> None:
    nothing: frozenset[str] = frozenset()
    of_names = frozenset({"onboarding", "audit"})
    known = Known(frozenset({"on"}), nothing, frozenset({"on"}), nothing, nothing, of_names)
    line = read_line("<sp>{n 12} on onboarding {j flow} audit, onboarding later")
    (found,) = tell(line.text, line.segments, TODAY, known)
    assert found.intent == Spend(connects=12, job="onboarding flow audit")


def test_parts_of_a_name_are_one() -> None:
    whole = Spend(connects=8, job="theme migration to 2.0")
    assert acts("<sp>{n 8} on {j theme migration} to {j 2.0}") == [whole]
    (apart,) = told("<sp>{n 8} on {j theme migration}, {j 2.0} that is")
    assert "several j" in apart.doubts


def test_name_begins_where_its_word_does() -> None:
    line = read_line("<sp>{n 14} on A.{j I. chatbot}")
    nothing: frozenset[str] = frozenset()
    known = Known(frozenset({"on"}), nothing, frozenset({"on"}), nothing, nothing, nothing)
    (found,) = tell(line.text, line.segments, TODAY, known)
    assert found.intent == Spend(connects=14, job="A.I. chatbot")


def test_exam_that_was_sat_has_no_day() -> None:
    assert not told("<e:ready>I sat the readiness test, {n 40} came")[0].doubts
    assert "loose day" in told("<e:ready>readiness test on sat, {n 40} came")[0].doubts


def test_what_both_took_is_of_each() -> None:
    assert acts("<sp>{n 6} each on {j logo} <sp>and {j site}") == [
        Spend(connects=6, job="logo"), Spend(connects=6, job="site"),
    ]  # fmt: skip


def test_outcome_of_it_is_of_the_job_named_just_before() -> None:
    sent = Spend(connects=8, job="bakery sign")
    marked = "<sp>{n 8} to {j bakery sign}, <o:viewed>they opened it already"
    assert acts(marked) == [sent, Outcome(result="viewed", job="bakery sign")]
    elsewhere = "<sp>{n 8} to {j bakery sign}, <o:hired>hired at last"
    assert acts(elsewhere) == [sent, Outcome(result="hired")]


def test_value_that_was_taken_back_is_of_the_same_act() -> None:
    (only,) = told("<sp>dropped {r 12} <x>no sorry <sp>{n 16} on {j HVAC copy}")
    assert only.intent == Spend(connects=16, job="HVAC copy")
    assert only.doubts == ("repaired",)


@pytest.mark.parametrize(
    ("said", "on_saturday", "on_sunday"),
    [("over the weekend", 0, 0), ("this weekend", 0, 0), ("last weekend", 6, 7)],
)
def test_weekend_on_a_weekend(said: str, on_saturday: int, on_sunday: int) -> None:
    saturday = TODAY + timedelta(days=(5 - TODAY.weekday()) % 7)
    assert read_days_ago(said, saturday) == on_saturday
    assert read_days_ago(said, saturday + timedelta(days=1)) == on_sunday


@pytest.mark.parametrize(
    ("said", "ago"),
    [
        ("yesterday", 1), ("last night", 1), ("on friday", 3), ("monday", 7), ("hace 2 días", 2),
        ("this morning", 0), ("an hour ago", 0), ("3 days ago", 3), ("a week ago", 7),
        ("anoche", 1),
        ("Nov 20", 3), ("the other day", None), ("tomorrow", None), ("next monday", None),
        ("in 2 days", None), ("el lunes que viene", None), ("yst", 1), ("1 hr ago", 0),
        ("two nights ago", 2), ("this arvo", 0), ("14 Nov:", 9), ("on the 12th of november", 11),
        ("on the 3rd", 20), ("the 24th", 30), ("el 4", 19), ("on 14 nov", 9), ("on the 32nd", None),
        ("a couple of days ago", 2), ("hace un par de días", 2), ("a few minutes ago", 0),
        ("ahorita", 0), ("al mediodía", 0), ("this week", 0), ("last week", 7),
        ("in the morning", 0), ("after lunch", 0), ("last nyt", 1), ("over the weekend", 1),
        ("weekend", None), ("the 12th in the morning", None), ("the 3rd last week", None),
        ("earlier this week", 0), ("late last night", 1), ("el finde pasado", 1),
    ],
)  # fmt: skip
def test_days_gone_by(said: str, ago: int | None) -> None:
    assert read_days_ago(said, TODAY) == ago


@pytest.mark.parametrize(
    "marked",
    [
        "<buy>topped up {n 100} for £{p 11.80}", "<buy>{n 100} for {p 12} eur",
        "<buy>{n 100}, S{p $20}",
        "<o:hired>{j acme} hired me, €{c 1.4k}", "<buy>{n 20} for {p 300}₹",
    ],
)  # fmt: skip
def test_other_currencies_are_no_dollars(marked: str) -> None:
    (found,) = told(marked)
    assert any(doubt.startswith("unread") for doubt in found.doubts)


def test_money_is_no_connects() -> None:
    (found,) = told("<buy>paid £{n 9} for some")
    assert (found.intent, found.missing) == (None, "buy-how-many")
    assert "money" in told("<buy>paid £{n 9} for {n 60}")[0].doubts


def test_spend_on_something_else_is_no_job() -> None:
    assert acts("<sp>put {n 3} under {j misc}") == [Spend(connects=3, purpose=Purpose.OTHER)]
    assert acts("<sp>misc spend {n 4}") == [Spend(connects=4, purpose=Purpose.OTHER)]
    assert acts("<sp>spent {n 8} just like the other day") == [Spend(connects=8)]
    assert "no proposal" in told("<sp>{n 8} and {b 4} boost, {j misc}")[0].doubts
    assert told("<sp>{n 0} on {j misc}")[0].missing == "spend-how-many"
    assert told("<sp>that {j promo} came")[0].missing == "earn-how-many"
    assert "no proposal" in told("<sp>{n 8} went on a {j badge}")[0].doubts
    assert acts("<sp>sent a {j prop}, {n 6}") == [Spend(connects=6)]


def test_nothing_is_read_in_a_link() -> None:
    (only,) = told("<sp>sent {j https}://www.upwork.com/jobs/~{n 021849}, {n 10} connects")
    link = "https://www.upwork.com/jobs/~021849"
    assert only.intent == Spend(connects=10, link=link)
    assert not only.doubts


def test_ordinals_are_no_connects() -> None:
    (only,) = told("<sp>boosted to {n third} place with {b 9} on {j logo}")
    assert only.doubts == ("unread n",)


def test_names_of_several_behind_one_amount_are_in_doubt() -> None:
    (two,) = told("<sp>{n 2} out the door, {j Lark and Wren}")
    assert two.doubts == ("count",)
    (each,) = told("<sp>{n 6} each, {j Lark}, Wren and Finch")
    assert each.doubts == ("each",)
    first, second = told("<sp>{n 6} each on {j logo} <sp>and {j site}")
    assert (first.doubts, second.doubts) == ((), ())


def test_job_of_something_in_spanish_is_called_by_that_alone() -> None:
    (only,) = told("<o:closed>cerraron el {j trabajo del logo}")
    assert only.intent == Outcome(result="closed without hire", job="logo")


def test_thanks_are_no_job() -> None:
    (only,) = told("<o:interview>{j thx} for asking")
    assert only.doubts == ("no proposal",)


@pytest.mark.parametrize(
    "marked", ["<undo>delete all of them", "<undo>remove both", "<undo>undo the purchase and badge"]
)
def test_which_one_is_asked_of_an_undo_of_several(marked: str) -> None:
    (only,) = told(marked)
    assert (only.intent, only.missing) == (None, "undo-which")


@pytest.mark.parametrize(
    ("marked", "when", "about"),
    [
        ("<rem>recuérdame mañana {w a las 10} {a llamar a Ana}", "mañana a las 10", "llamar a Ana"),
        ("<rem>recuérdame {w el viernes a las 9 dar seguimiento}", "el viernes a las 9",
         "dar seguimiento"),
        ("<rem>remind me {w friday 9 am} to {a follow up}", "friday 9 am", "follow up"),
    ],
)  # fmt: skip
def test_reminder_has_the_whole_of_its_time(marked: str, when: str, about: str) -> None:
    line = read_line(marked)
    (told,) = tell(line.text, line.segments, TODAY)
    assert told.intent == Remind(when=when, about=about)
