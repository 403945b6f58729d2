"""The sentences that the Spanish catalogue gives as examples are understood as they are meant."""

import re
from datetime import UTC, date, datetime

import pytest

from bot.assistant.intents import (
    SURE,
    Answer,
    Balance,
    Buy,
    ChangePlan,
    Earn,
    Edit,
    Estimate,
    Forecast,
    Help,
    History,
    Intent,
    Outcome,
    Proposals,
    Remind,
    Shop,
    Spend,
    Stats,
    Undo,
    UpdateSettings,
)
from bot.assistant.reader.network import Reader
from bot.assistant.spanish import is_spanish
from bot.assistant.topics import Questions
from bot.assistant.turns import Turn
from bot.assistant.understand import understand
from bot.i18n.language import catalogue
from bot.ledger.model import Plan, Purpose, Source
from bot.parsing.moments import read_when
from bot.parsing.money import parse_budget
from bot.parsing.periods import read_period, read_since

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)

AT_ONCE: dict[str, list[Intent]] = {
    "gasté 6 en el logo": [Spend(connects=6, job="logo")],
    "usé 6 en el logo y 4 en el folleto": [
        Spend(connects=6, job="logo"),
        Spend(connects=4, job="folleto"),
    ],
    "gasté 20 en la insignia de disponibilidad": [
        Spend(connects=20, purpose=Purpose.AVAILABILITY_BADGE)
    ],
    "impulsé mi perfil por 15": [Spend(connects=15, purpose=Purpose.PROFILE_BOOST)],
    "compré 40": [Buy(connects=40)],
    "compré 40 connects por $6": [Buy(connects=40, paid_cents=600)],
    "¿cuántos me quedan?": [Balance()],
    "¿cuánto cuesta un trabajo de $700?": [Estimate(budget="$700")],
    "¿qué compro para tener 130?": [Shop(need=130)],
    "¿vencen los connects?": [Answer(topic="expiry")],
    "soy Top Rated": [Earn(source=Source.TOP_RATED)],
    "bajé a Basic": [ChangePlan(plan=Plan.BASIC)],
    "recuérdame el viernes a las 9 dar seguimiento": [
        Remind(when="el viernes a las 9", about="dar seguimiento")
    ],
}
ASKED_FIRST: dict[str, list[Intent]] = {
    "el del logo fue 14": [Edit(job="logo", connects=14)],
    "pasé el Readiness Test": [Earn(source=Source.READINESS_TEST)],
    "me entrevistaron para el trabajo del logo": [Outcome(result="interview", job="logo")],
    "acabo de registrarme en Upwork": [UpdateSettings(new_account=True)],
    "deshaz el del logo": [Undo(job="logo")],
    "me dieron 10 connects gratis": [Earn(source=Source.OTHER, connects=10)],
    "logo, con invitación": [Spend(invited=True, job="logo")],
    "el cliente cerró el trabajo del logo": [Outcome(result="closed without hire", job="logo")],
    "deshaz eso": [Undo()],
    "gasté 6 en el logo y 4 en el folleto": [
        Spend(connects=6, job="logo"),
        Spend(connects=4, job="folleto"),
    ],
}
"""Noted once *Yes, note it* is pressed."""
AFTER_A_NOTE = "no, fueron 8"
NO_SENTENCES = {"Europe/Madrid", "puede recibir"}


@pytest.mark.parametrize("said", AT_ONCE)
def test_example_is_understood(said: str, questions: Questions, reader: Reader) -> None:
    understood = understand(said, TODAY, questions, reader=reader)
    assert (list(understood.intents), understood.ask) == (AT_ONCE[said], None)
    assert understood.certainty >= SURE


@pytest.mark.parametrize("said", ASKED_FIRST)
def test_example_is_understood_and_asked(said: str, questions: Questions, reader: Reader) -> None:
    understood = understand(said, TODAY, questions, reader=reader)
    assert (list(understood.intents), understood.ask) == (ASKED_FIRST[said], None)


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("mis estadísticas", Stats()), ("stats please", Stats()), ("forecast pls", Forecast()),
        ("saldo", Balance()), ("mi saldo porfa", Balance()), ("¿cuántos connects?", Balance()),
        ("ayuda", Help()), ("mis propuestas", Proposals()), ("historial por favor", History()),
        ("bal", Balance()), ("ok bal", Balance()),
    ],
)  # fmt: skip
def test_name_of_a_look_is_enough(
    said: str, intent: Intent, questions: Questions, reader: Reader
) -> None:
    noted = Turn(intents=(Spend(connects=6, job="logo"),), entry_id=3, said="noted")
    for last in (None, noted):
        assert understand(said, TODAY, questions, last, reader).intents == (intent,)


def test_correction_of_what_was_noted_is_understood(questions: Questions, reader: Reader) -> None:
    last = Turn(intents=(Spend(connects=6, job="logo"),), entry_id=3, said="noted")
    (edit,) = understand(AFTER_A_NOTE, TODAY, questions, last, reader).intents
    assert isinstance(edit, Edit)
    assert (edit.proposal_id, edit.connects) == (3, 8)


def test_every_example_of_the_catalogue_is_tried() -> None:
    told = " ".join(str(entry.string) for entry in catalogue("es") if entry.id)
    quoted = set(re.findall("“([^”{}]+)”", told)) - NO_SENTENCES
    assert quoted == {*AT_ONCE, *ASKED_FIRST, AFTER_A_NOTE} & quoted
    assert len(quoted) >= 20


def test_examples_are_answered_in_spanish() -> None:
    too_short = {"soy Top Rated", "bajé a Basic"}
    assert {said for said in AT_ONCE if not is_spanish(said)} == too_short


def test_times_periods_and_budgets_are_read_as_the_catalogue_writes_them() -> None:
    times = ("en 2 días", "viernes 9am", "cada lunes a las 10:00", "el 1 de cada mes")
    periods = ("90 días", "30 días", "este mes", "un año", "todo", "2026-01-01 a 2026-03-31")
    for text in times:
        assert read_when(text, NOW, "UTC")
    for text in periods:
        assert read_period(text, "UTC", NOW)
    assert read_since("30 días", "UTC", NOW)
    assert parse_budget("30/hora 20h/semana 3 semanas").cents == 180_000
