"""The page in a real browser, and what a person does there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from bot.rate_cards import RateCards

from ...clock import HandClock
from ...conftest import empty_books
from ..browser import ARGUMENTS, CHROMIUM
from ..conftest import Wire, serving, wiring

expect.set_options(timeout=20_000)  # a slow machine, before it is a fault

IN_BROWSER = [
    pytest.mark.slow,
    pytest.mark.asyncio(loop_scope="session"),
    pytest.mark.xdist_group("page"),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed: the page is not tested"),
]
"""The marks of a module of such tests."""


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One Chromium for all; its loop is the one that the tests of the page run in."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def wire(
    routes: None, tmp_path: Path, clock: HandClock, cards: RateCards, request: pytest.FixtureRequest
) -> AsyncIterator[Wire]:
    async with (
        empty_books(request, tmp_path / "purser.db") as database,
        serving(tmp_path / "playground.world", clock) as playground,
        wiring(playground, database, cards) as wire,
    ):
        yield wire


@asynccontextmanager
async def opened(browser: Browser, url: str, **looks: Any) -> AsyncIterator[Page]:
    """The page, opened with those looks of a browser; no script of it may fail."""
    context = await browser.new_context(locale="en-US", timezone_id="UTC", **looks)
    page = await context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    await page.goto(url)
    await expect(page.locator("#line")).to_be_focused()
    yield page
    await context.close()
    assert errors == []


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser, wire: Wire) -> AsyncIterator[Page]:
    async with opened(browser, wire.playground.url) as page:
        yield page


async def types(page: Page, line: str) -> Locator:
    """Type a line and send it; the newest message."""
    count = await page.locator(".message").count()
    await page.fill("#line", line)
    await page.press("#line", "Enter")
    await expect(page.locator(".message")).not_to_have_count(count)
    return page.locator(".message").last


async def opens(page: Page, place: str) -> None:
    """Go to a channel, and wait until its messages are there."""
    await page.locator("#places").get_by_role("button", name=place).click()
    await expect(page.locator("#line")).to_be_focused()


async def becomes(page: Page, person: str) -> None:
    await page.select_option("#person", label=person)
    await expect(page.locator("#line")).to_be_focused()
