"""Marked messages behind a turn, for the tests of what leans on one."""

from datetime import date

from bot.assistant.followups import lean
from bot.assistant.intents import Spend, Understanding
from bot.assistant.training.lines import read_line
from bot.assistant.turns import Turn

TODAY = date(2026, 11, 23)
"""A Monday."""

LOGO = Spend(connects=6, job="logo")


def leaned(marked: str, last: Turn) -> Understanding | None:
    line = read_line(marked)
    return lean(line.segments, line.text, TODAY, last)
