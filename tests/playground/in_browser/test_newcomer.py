"""The first minutes of somebody who has read nothing: only what is on the screen, by its names."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from bot.serving import greet_arrivals

from ..conftest import Wire
from .conftest import IN_BROWSER, opened

pytestmark = IN_BROWSER

SIZES = [pytest.param((1280, 800), marks=pytest.mark.nightly), (360, 740)]


@pytest_asyncio.fixture(loop_scope="session", params=SIZES, ids=str)
async def first(
    browser: Browser, wire: Wire, request: pytest.FixtureRequest
) -> AsyncIterator[Page]:
    """The page as somebody new finds it, at a desk and on a phone."""
    greet_arrivals(wire.playground, wire.bot)
    width, height = request.param
    looks = {"width": width, "height": height}
    async with opened(browser, wire.playground.url, viewport=looks) as page:
        yield page


async def test_newcomer_sets_up_estimates_logs_and_sees_the_month_turn(
    first: Page, wire: Wire
) -> None:
    said, tour = first.get_by_role("log"), first.get_by_role("region", name="Tour")
    await expect(said).to_contain_text("I keep your Upwork Connects")

    await first.get_by_role("button", name="Set up", exact=True).click()
    form = first.get_by_role("dialog", name="Set up")
    await form.get_by_label("Connects that you hold now").fill("40")
    await form.get_by_role("button", name="Submit").click()
    await expect(said).to_contain_text("40 Connects")

    for step, seen in (("Estimate a job", "6 Connects"), ("Log a proposal", "34 Connects")):
        await expect(tour).to_contain_text(step)
        await tour.get_by_role("button", name="Write it for me").click()
        await first.get_by_role("button", name="Send").click()
        await expect(said).to_contain_text(seen)

    await tour.get_by_role("button", name="Let a month pass").click()
    await expect(said).to_contain_text("A new month of Connects")
    assert await wire.balance() == 44

    await tour.get_by_role("button", name="Write it for me").click()
    await first.get_by_role("button", name="Send").click()
    await expect(said).to_contain_text("I remind you")
    await tour.get_by_role("button", name="Let two days pass").click()
    await expect(said.get_by_role("button", name="Done")).to_be_visible()
    await tour.get_by_role("button", name="Close").click()
    await expect(tour).to_be_hidden()


async def test_tour_is_skipped_for_good_and_comes_back_on_demand(page: Page) -> None:
    tour = page.get_by_role("region", name="Tour")
    await tour.get_by_role("button", name="Skip the tour").click()
    await page.reload()
    await expect(page.locator("#line")).to_be_focused()
    await expect(tour).to_be_hidden()
    await page.get_by_role("button", name="Take the tour").click()
    await expect(tour).to_contain_text("1 of 5")


async def test_tour_follows_what_is_done(page: Page) -> None:
    tour = page.get_by_role("region", name="Tour")
    line = page.get_by_role("textbox", name="Message or /command")
    for done, next_step in (("/estimate 700", "1 of 5"), ("/setup connects:40", "2 of 5")):
        await line.fill(done)
        await line.press("Enter")
        await expect(tour).to_contain_text(next_step)
    await tour.get_by_role("button", name="Next").click()
    await expect(tour).to_contain_text("3 of 5")


async def test_welcome_estimates_a_job(first: Page) -> None:
    await first.get_by_role("button", name="Estimate a job").click()
    form = first.get_by_role("dialog", name="Estimate a job")
    await form.get_by_role("textbox").fill("$700")
    await form.get_by_role("button", name="Submit").click()
    answer = first.get_by_role("listitem").filter(has_text=re.compile("6 Connects"))
    await expect(answer.get_by_role("button", name="↪ Purser: Welcome aboard")).to_be_visible()


@pytest.mark.parametrize("place", ["# jobs"])
async def test_phone_has_its_channels_in_a_drawer(browser: Browser, wire: Wire, place: str) -> None:
    looks = {"width": 360, "height": 740}
    async with opened(browser, wire.playground.url, viewport=looks) as page:
        channels = page.get_by_role("navigation", name="Channels")
        await expect(channels).to_be_hidden()
        await page.get_by_role("button", name="Channels", exact=True).click()
        await expect(channels).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(channels).to_be_hidden()
        await page.get_by_role("button", name="Channels", exact=True).click()
        await channels.get_by_role("button", name=place).click()
        await expect(channels).to_be_hidden()
        await expect(page.get_by_role("heading", name=place)).to_be_visible()
        assert await page.evaluate("document.documentElement.scrollWidth") <= 360
