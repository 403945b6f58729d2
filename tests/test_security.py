"""SECURITY.md: its tests exist, and what it says of the token and the intents."""

import os
import re
import subprocess
import sys
from pathlib import Path

import discord
import pytest

from bot.app import App
from bot.client import Purser
from bot.rate_cards import RateCards
from bot.store.engine.database import Database

from .clock import HandClock

ROOT = Path(__file__).parent.parent
TOKEN = "MTA0NTI5.secret-part-of-the-token.xyz"


def test_every_test_that_is_named_exists() -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "SECURITY.md").read_text())
    assert len(named) > 15
    for path, test in named:
        assert re.search(rf"^(?:async )?def {test}\(", (ROOT / path).read_text(), re.MULTILINE), (
            test
        )


def test_token_is_in_no_log(tmp_path: Path) -> None:
    """Discord cannot be reached here: every way of failing is logged at its loudest."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PURSER_", "DISCORD_"))}
    ended = subprocess.run(
        [sys.executable, "-m", "bot"],
        env=kept
        | {
            "DISCORD_TOKEN": TOKEN,
            "PURSER_DATABASE": str(tmp_path / "p.db"),
            "PURSER_LOG_LEVEL": "DEBUG",
            "HTTPS_PROXY": "http://127.0.0.1:9",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1
    assert "secret-part" not in ended.stdout + ended.stderr


async def test_is_made_without_a_warning(
    database: Database, cards: RateCards, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = True
    Purser(App(database, cards, clock))
    assert caplog.messages == []


async def test_asks_discord_for_no_more_than_it_needs(
    database: Database, cards: RateCards, clock: HandClock
) -> None:
    bot = Purser(App(database, cards, clock))
    wanted = discord.Intents(guilds=True, dm_messages=True, guild_messages=True)
    assert bot.intents == wanted
    privileged = discord.Intents(members=True, presences=True, message_content=True)
    assert not bot.intents.value & privileged.value
    assert bot.allowed_mentions is not None
    assert bot.allowed_mentions.to_dict() == discord.AllowedMentions.none().to_dict()
