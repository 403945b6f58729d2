"""A flood of one person's, and the others meanwhile."""

import pytest

from bot import rate_limit
from bot.rate_limit import RateLimit, TooFast

from .conftest import Person, filled


def test_window_opens_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("bot.rate_limit.time.monotonic", lambda: now)
    counter = RateLimit(most=2)
    counter.check(1)
    counter.check(1)
    with pytest.raises(TooFast) as refused:
        counter.check(1)
    assert (refused.value.seconds, refused.value.first) == (15, True)
    counter.check(2)
    now += rate_limit.WITHIN_SECONDS
    counter.check(1)


def test_memory_is_bounded() -> None:
    counter = RateLimit(most=60)
    for user_id in range(rate_limit.REMEMBERED + 50):
        counter.check(user_id)
    assert len(counter._windows) == rate_limit.REMEMBERED


async def test_commands_of_a_flood_are_refused_and_others_are_answered(
    ann: Person, bob: Person
) -> None:
    ann.bot.app.requests.most = 3
    for _ in range(3):
        await ann.types("balance")
    refused = await ann.types("spend", connects=6)
    assert "Ask again in" in refused.text
    assert refused.hidden
    assert "0 Connects" in (await bob.types("balance")).text


async def test_messages_of_a_flood_are_told_once(ann: Person) -> None:
    ann.bot.app.requests.most = 2
    for _ in range(2):
        assert (await ann.says("how many left?")).text
    assert "Ask again in" in (await ann.says("how many left?")).text
    assert (await ann.says("how many left?")).messages == []


async def test_forms_of_a_flood_are_refused(ann: Person) -> None:
    form = await ann.presses(await ann.types("setup"), "Set up")
    ann.bot.app.requests.most = 0
    refused = await ann.fills_in(form, {"Connects that you hold now": "40"})
    assert "Ask again in" in refused.text
    ann.bot.app.requests.most = 60
    assert await ann.balance() == 0
    again = await ann.presses(refused, "Open the form again")
    assert filled(again)["Connects that you hold now"] == "40"


async def test_completions_of_a_flood_offer_nothing(ann: Person, bob: Person) -> None:
    ann.bot.app.completions.most = 1
    assert await ann.completes("setup", "timezone", "berl") == ["Europe/Berlin"]
    assert await ann.completes("setup", "timezone", "berl") == []
    assert await bob.completes("setup", "timezone", "berl") == ["Europe/Berlin"]
