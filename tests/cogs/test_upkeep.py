"""The nightly backup, through the bot."""

import os
from pathlib import Path
from typing import Any

import pytest

from bot.app import Backups
from bot.store import forgetting
from bot.store.backup import backups
from bot.store.journal import Request

from ..clock import HandClock
from .conftest import Person

pytestmark = pytest.mark.dated


async def test_backs_up_once_a_day_even_after_a_restart(
    ann: Person, clock: HandClock, tmp_path: Path
) -> None:
    if os.environ.get("PURSER_TEST_ENGINE") == "postgres":
        pytest.skip("PostgreSQL is backed up by its own tools")
    await ann.types("setup", connects=40)
    folder = tmp_path / "backups"
    clock.move(days=1)

    async def when_due() -> int:
        ann.bot.app.backups = Backups(tmp_path / "purser.db", folder)
        cog = ann.bot.upkeep
        await cog.look_after_when_due()
        return len(backups(folder))

    assert await when_due() == 1
    clock.move(hours=23)
    await ann.restarts_bot()
    assert await when_due() == 1
    clock.move(hours=1)
    assert await when_due() == 2


async def test_books_that_do_not_add_up_are_in_the_log(
    ann: Person, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    await ann.types("setup", connects=40)
    cog = ann.bot.upkeep
    await cog.look_after_when_due()
    assert "do not add up" not in caplog.text

    def break_books(connection: Any) -> None:
        connection.execute("UPDATE lot SET remaining = remaining - 1")

    await ann.bot.app.database.write(break_books)
    clock.move(days=1)
    await cog.look_after_when_due()
    assert "do not add up" in caplog.text


async def test_what_was_kept_long_enough_is_deleted(ann: Person, clock: HandClock) -> None:
    await ann.types("setup", connects=40)
    kept = await ann.types("remind add", when="in 2 days", about="call Dana")
    await ann.presses(kept, "Cancel it")
    await ann.types("import", file=("file.csv", b"Date,Action,Connects\n2026-03-01,Bought,40\n"))
    cog = ann.bot.upkeep

    def counts(connection: Any) -> list[int]:
        tables = ("reminder WHERE kind = 'asked'", "staged", "request")
        found = (connection.execute(f"SELECT count(*) FROM {each}").fetchone() for each in tables)
        return [count for (count,) in found]

    before = await ann.bot.app.database.read(counts)
    assert before[:2] == [1, 1]
    assert before[2] > 0
    clock.move(days=89)
    await cog.tidy()
    assert await ann.bot.app.database.read(counts) == [1, 0, 0]
    clock.move(days=2)
    await cog.tidy()
    assert await ann.bot.app.database.read(counts) == [0, 0, 0]


async def test_what_a_restart_left_half_deleted_is_deleted(
    ann: Person, bob: Person, clock: HandClock
) -> None:
    await ann.types("setup", connects=40)
    await bob.types("setup", connects=40)
    gone = Request(ann.member.id, "forget", ann.bot.app.now())
    await ann.bot.app.database.write(lambda tx: forgetting.begin(tx, gone))
    cog = ann.bot.upkeep

    def accounts(connection: Any) -> int:
        count: int = connection.execute("SELECT count(*) FROM account").fetchone()[0]
        return count

    await cog.tidy()
    assert await ann.bot.app.database.read(accounts) == 2
    clock.move(hours=1)
    await cog.tidy()
    assert await ann.bot.app.database.read(accounts) == 1
    assert await bob.balance() == 40
