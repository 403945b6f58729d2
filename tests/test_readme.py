"""The README names every command and every setting, and nothing that isn't there."""

import re
from pathlib import Path

from discord import app_commands

from bot.app import App
from bot.client import COGS, Purser
from bot.rate_cards import RateCards, load_rate_cards
from bot.settings import Settings
from bot.store.engine.database import Database

from .clock import HandClock

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
EXAMPLE = (ROOT / ".env.example").read_text()


async def test_every_command_is_in_the_readme(
    database: Database, cards: RateCards, clock: HandClock
) -> None:
    bot = Purser(App(database, cards, clock))
    for cog in COGS:
        await bot.load_extension(cog)
    listed = set(re.findall(r"^\| `/([a-z-]+)`", README, re.MULTILINE))
    commands = bot.tree.get_commands()
    menus = {each.name for each in commands if isinstance(each, app_commands.ContextMenu)}
    assert {each.name for each in commands} - menus == listed
    for menu in menus:
        assert f"*{menu}*" in README
    for cog in COGS:
        await bot.unload_extension(cog)


def test_every_setting_is_in_the_readme_and_the_example() -> None:
    names = {
        "DISCORD_TOKEN" if name == "discord_token" else f"PURSER_{name.upper()}"
        for name in Settings.model_fields
    }
    assert set(re.findall(r"^\| `([A-Z_]+)`", README, re.MULTILINE)) == names
    assert set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE)) == names


def test_every_rate_card_is_in_the_readme() -> None:
    for name in load_rate_cards("2022-07").by_name:
        assert f"`{name}`" in README


def test_every_picture_is_there() -> None:
    for picture in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README):
        assert (ROOT / picture).exists()
