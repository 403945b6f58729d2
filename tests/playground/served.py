"""What `make run` serves without a token, at the time of the tests."""

import asyncio

from bot.logs import log_to_stderr
from bot.rate_cards import load_rate_cards
from bot.serving import serve_playground
from bot.settings import load_settings

from ..clock import HandClock, playground_start

settings = load_settings()
log_to_stderr(settings.log_level)
clock = HandClock(playground_start())
asyncio.run(serve_playground(settings, load_rate_cards(settings.rate_card), clock))
