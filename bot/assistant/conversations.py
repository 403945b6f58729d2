"""What was said last, and when, which a follow-up leans on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cachetools import LRUCache

from .turns import Turn

REMEMBERED = 10_000
LEANS_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Memory:
    """The turn before, when it was (UTC), and the key of the request that it was."""

    at: datetime
    turn: Turn
    key: str


class Conversations:
    """The last turn with each person in each channel, in memory."""

    def __init__(self) -> None:
        self._memories: LRUCache[tuple[int, int], Memory] = LRUCache(REMEMBERED)

    def recall(self, user_id: int, channel_id: int, now: datetime) -> Memory | None:
        memory = self._memories.get((user_id, channel_id))
        return memory if memory and now - memory.at < LEANS_FOR else None

    def remember(self, user_id: int, channel_id: int, memory: Memory) -> None:
        self._memories[user_id, channel_id] = memory

    def forget(self, user_id: int) -> None:
        for key in [key for key in self._memories if key[0] == user_id]:
            del self._memories[key]
