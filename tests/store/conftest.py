import sqlite3
from collections.abc import Iterator

import pytest

from bot.store import schema
from bot.store.audit import broken


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    """A database in memory at the newest schema; every invariant holds at the end of a test."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    schema.migrate(connection)
    yield connection
    assert broken(connection) == []
    connection.close()
