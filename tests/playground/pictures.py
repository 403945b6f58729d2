"""`make pictures`: the README's pictures, taken from the page."""

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Locator, Page, async_playwright

from bot.app import App
from bot.playground import Playground
from bot.rate_cards import load_rate_cards
from bot.serving import purser_in
from bot.store.engine import sqlite

from ..clock import HandClock
from .browser import ARGUMENTS, CHROMIUM

DOCS = Path(__file__).parents[2] / "docs"


async def main() -> None:
    DOCS.mkdir(exist_ok=True)
    cards = load_rate_cards("2022-07")
    with tempfile.TemporaryDirectory() as folder:
        async with await sqlite.open_database(Path(folder) / "pictures.db") as database:
            playground = Playground(None, HandClock())
            await playground.start(0)
            bot = purser_in(playground, App(database, cards, playground))
            running = asyncio.create_task(bot.start(playground.token))
            await playground.gateway.connected.wait()
            await _take(playground)
            await bot.close()
            running.cancel()
            await playground.close()


async def _take(playground: Playground) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = await browser.new_page(
            viewport={"width": 760, "height": 900}, device_scale_factor=2, color_scheme="dark"
        )
        await page.goto(playground.url)
        await page.locator("#channels button").first.wait_for()
        await _type(page, "/setup connects:40 cycle_day:15")
        await _picture(await _type(page, "/estimate budget:700"), "estimate")
        await _picture(await _type(page, '/spend budget:700 job:"React dashboard"'), "spend")
        await _picture(await _type(page, "/balance"), "balance")
        await _weeks(page, playground)
        chart = await _type(page, "/chart")
        await chart.get_by_role("img").wait_for()
        await _picture(chart, "chart")
        await browser.close()


async def _weeks(page: Page, playground: Playground) -> None:
    """Ten weeks of proposals, and two purchases when few are left."""
    for week in range(10):
        playground.world.move_clock(7 * 86400)
        for number in range(week % 3 + 1):
            await _type(page, f"/spend budget:700 job:Job{week}{number}")
        if week in (3, 7):
            await _type(page, "/buy connects:60")


async def _type(page: Page, line: str) -> Locator:
    count = await page.locator(".message").count()
    await page.fill("#line", line)
    await page.press("#line", "Enter")
    await page.locator(".message").nth(count).wait_for()
    return page.locator(".message").nth(count)


async def _picture(message: Locator, name: str) -> None:
    await message.scroll_into_view_if_needed()
    await message.screenshot(path=DOCS / f"{name}.png")


if __name__ == "__main__":
    asyncio.run(main())
