"""Purser with one command more, which does nothing: the peer of the others over the wire.

Arguments: the API's URL, the gateway's URL, the token, the database.
"""

import asyncio
import gc
import sys
from pathlib import Path

import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.app import App
from bot.client import Purser
from bot.clock import SystemClock
from bot.rate_cards import load_rate_cards
from bot.store.engine import sqlite
from bot.views.cards import card
from bot.views.replies import reply


@app_commands.command(description="Nothing")
async def noop(interaction: discord.Interaction[Purser]) -> None:
    await reply(interaction, card("# Nothing", "It costs what answering costs."))


async def main(api: str, gateway: str, token: str, path: str) -> None:
    Route.BASE = api
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
    async with await sqlite.open_database(Path(path)) as database:
        bot = Purser(App(database, load_rate_cards("2022-07"), SystemClock()))
        bot.app.requests.most = sys.maxsize
        bot.tree.add_command(noop)
        async with bot:
            await bot.start(token)


gc.freeze()  # as `bot.cli` does
asyncio.run(main(*sys.argv[1:]))
