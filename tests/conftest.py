from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.ledger.rates import RateCard
from bot.rates import choose_rate_card
from bot.store.database import Database

from .clock import HandClock


@pytest.fixture(scope="session")
def rates() -> RateCard:
    return choose_rate_card("2022-07")


@pytest.fixture(scope="session")
def newest_rates() -> RateCard:
    return choose_rate_card("2026")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    async with await Database.open(tmp_path / "purser.db") as database:
        yield database
