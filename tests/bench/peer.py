"""The same work on Red-DiscordBot's bank, a peer: set RED_PYTHON to a Python that has Red.

python3 -m venv /somewhere && /somewhere/bin/pip install Red-DiscordBot
RED_PYTHON=/somewhere/bin/python make bench
"""

import asyncio
import os
import subprocess
import tempfile
from pathlib import Path

from bot.rate_cards import load_rate_cards
from bot.store.engine import sqlite

from .report import heading, line
from .seeds import fill
from .store import speed

SCRIPT = Path(__file__).with_name("red_bank.py")


def run() -> None:
    heading("Spend, beside a withdrawal from Red-DiscordBot's bank (one number, no journal)")
    python = os.environ.get("RED_PYTHON")
    if not python:
        line("left out", "RED_PYTHON is not set")
        return
    for accounts in (1, 1000):
        red = subprocess.run(
            [python, str(SCRIPT), str(accounts)], capture_output=True, text=True, check=True
        )
        theirs = [float(text) for text in red.stdout.split()[-3:]]
        ours = asyncio.run(_ours(accounts))
        for at_once, their_speed, our_speed in zip((1, 8, 64), theirs, ours, strict=True):
            line(
                f"{accounts:,} accounts, {at_once} at once",
                f"{our_speed:,.0f}/s, theirs {their_speed:,.0f}/s",
            )


async def _ours(accounts: int) -> list[float]:
    cards = load_rate_cards("2022-07")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ours.db"
        fill(str(path), accounts)
        async with await sqlite.open_database(path) as books:
            return [await speed(books, cards, at_once, str(at_once)) for at_once in (1, 8, 64)]
