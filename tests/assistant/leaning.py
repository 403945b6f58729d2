"""Marked messages behind a turn, for the tests of what leans on one."""

from datetime import date

from bot.assistant.followups import lean
from bot.assistant.intents import Spend, Understanding, Undo
from bot.assistant.training.lines import read_line
from bot.assistant.turns import Turn

TODAY = date(2026, 11, 23)
"""A Monday."""

LOGO = Spend(connects=6, job="logo")
NOTED = Turn(
    intents=(LOGO.model_copy(update={"connects": 12}),), entry_id=7, proposal_id=7, said="noted",
    back=(Undo(entry_id=7),),
)  # fmt: skip
SURE_OF_IT = Turn(intents=(LOGO,), unsure=(LOGO,), said="sure")


def leaned(marked: str, last: Turn) -> Understanding | None:
    line = read_line(marked)
    return lean(line.segments, line.text, TODAY, last)
