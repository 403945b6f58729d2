"""The parts of a running Purser, made once and handed down. They know no Discord."""

import asyncio
import logging
import secrets
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from cachetools import LRUCache

from bot.assistant.conversations import Conversations
from bot.assistant.endpoint import Endpoint
from bot.assistant.reader.network import load_reader
from bot.assistant.topics import load_questions
from bot.clock import CheckedClock, Clock
from bot.ledger.estimates import Brought, Learned
from bot.metrics import Metrics
from bot.rate_cards import RateCards
from bot.rate_limit import RateLimit
from bot.store.engine.database import Database
from bot.store.journal import Request

log = logging.getLogger(__name__)

MOST_REMEMBERED = 100_000
"""People of whom something is kept in memory that the database knows too."""
MOST_COSTS = 1000
"""Numbers of Connects of which it is kept in memory what such proposals brought."""
MOST_ASKED = 60
"""Commands, buttons and messages in the window of a limit: more than anybody types or presses."""
MOST_COMPLETED = 150
"""Autocompletes in the window of a limit: Discord asks at most at each key, some ten a second."""


class Backups(NamedTuple):
    """The database file, and the folder that its nightly copies go to."""

    database: Path
    folder: Path


class App:
    """What acts, views and jobs work with. `cards` are the rate cards, `run` is this run's name."""

    def __init__(self, database: Database, cards: RateCards, clock: Clock) -> None:
        self.database = database
        self.cards = cards
        self.run = secrets.token_hex(4)
        self.clock = CheckedClock(clock)
        self.questions = load_questions()
        self.reader = load_reader()
        self.endpoint: Endpoint | None = None
        self.conversations = Conversations()
        self.metrics = Metrics()
        self.requests = RateLimit(MOST_ASKED)
        self.completions = RateLimit(MOST_COMPLETED)
        self.one_file = asyncio.Semaphore(1)
        self.backups: Backups | None = None
        self.languages: LRUCache[int, str] = LRUCache(MOST_REMEMBERED)
        self.welcomed: LRUCache[int, bool] = LRUCache(MOST_REMEMBERED)
        self.learned: dict[tuple[int, int | None], tuple[datetime, Learned | None]] = {}
        self.brought: LRUCache[int, tuple[datetime, Brought | None]] = LRUCache(MOST_COSTS)

    def now(self) -> datetime:
        """The present instant in UTC, in the whole seconds that the books know."""
        return self.clock.now().replace(microsecond=0)

    def request(self, user_id: int, key: str) -> Request:
        """What somebody asks now, which happens once however often it arrives under its key."""
        return Request(user_id, key, self.now())

    def forget_person(self, user_id: int) -> None:
        """Let go of what is kept of a person in memory."""
        self.languages.pop(user_id, None)
        self.welcomed.pop(user_id, None)
        self.conversations.forget(user_id)
