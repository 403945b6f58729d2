"""The database's file goes while the bot runs: said to who asks, and the process ends."""

import asyncio
from pathlib import Path

import pytest

from bot.app import App
from bot.playground import Playground
from bot.rate_cards import RateCards
from bot.serving import purser_in, until_stopped
from bot.store.engine import database as engine
from bot.store.engine import sqlite
from bot.store.engine.files import FilesGone

from .conftest import Wire, text_of


async def test_a_spend_is_apologised_for_and_the_bot_stops(
    routes: None,
    tmp_path: Path,
    playground: Playground,
    cards: RateCards,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(engine, "BACK_SECONDS", 0.2)
    path = tmp_path / "purser.db"
    async with await sqlite.open_database(path) as database:
        wire = Wire(playground, database, cards)
        wire.bot = purser_in(playground, App(database, cards, playground))
        running = asyncio.create_task(until_stopped(wire.bot, playground.token))
        await asyncio.wait_for(playground.gateway.connected.wait(), 10)
        await wire.types("setup", connects=40)
        delete(path)
        assert "can't reach my books" in text_of(await wire.types("spend", connects=6))
        with pytest.raises(FilesGone, match="deleted or replaced"):
            await asyncio.wait_for(running, 30)


def delete(path: Path) -> None:
    path.unlink()
