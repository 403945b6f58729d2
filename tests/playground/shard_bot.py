"""One of several processes of Purser on one PostgreSQL, each with its shards.

Arguments: the API's URL, the gateway's URL, the token, the database's URL, the shard, how many,
the instant at which the clock began, and the monotonic time then.
"""

import asyncio
import sys
from datetime import datetime, timedelta

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.app import App
from bot.client import Purser
from bot.rate_cards import load_rate_cards
from bot.store import deliveries
from bot.store.engine import postgres

from ..clock import RunningClock


async def main(
    api: str, gateway: str, token: str, url: str, shard: str, count: str, at: str, since: str
) -> None:
    Route.BASE = api
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    deliveries.LEASE = timedelta(seconds=2)  # the dead one's reminders are waited for
    async with await postgres.open_database(url) as database:
        clock = RunningClock(datetime.fromisoformat(at), float(since))
        bot = Purser(
            App(database, load_rate_cards("2022-07"), clock),
            shard_ids=[int(shard)],
            shard_count=int(count),
        )
        async with bot:
            await bot.start(token)


asyncio.run(main(*sys.argv[1:]))
