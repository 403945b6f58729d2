"""The nightly backup, through the bot."""

from pathlib import Path
from typing import Any

import pytest

from bot.client import Backups
from bot.store.backup import backups
from bot.store.postgres import Postgres

from ..clock import HandClock
from .conftest import Person

pytestmark = pytest.mark.dated


async def test_backs_up_once_a_day_even_after_a_restart(
    ann: Person, clock: HandClock, tmp_path: Path
) -> None:
    if isinstance(ann.bot.database, Postgres):
        pytest.skip("PostgreSQL is backed up by its own tools")
    await ann.types("setup", connects=40)
    folder = tmp_path / "backups"
    clock.move(days=1)

    async def when_due() -> int:
        ann.bot.backups = Backups(tmp_path / "purser.db", folder)
        cog: Any = ann.bot.get_cog("UpkeepCog")
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
    cog: Any = ann.bot.get_cog("UpkeepCog")
    await cog.look_after_when_due()
    assert "do not add up" not in caplog.text

    def break_books(connection: Any) -> None:
        connection.execute("UPDATE lot SET remaining = remaining - 1")

    await ann.bot.database.write(break_books)
    clock.move(days=1)
    await cog.look_after_when_due()
    assert "do not add up" in caplog.text
