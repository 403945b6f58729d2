"""What axe finds on the page, in both themes, wide and narrow: nothing serious."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from bot.serving import greet_arrivals

from ..conftest import Wire
from .conftest import IN_BROWSER, opened, types

pytestmark = IN_BROWSER
GRAVE = ("serious", "critical")


async def is_sound(page: Page) -> None:
    """No grave finding of axe's on the page as it stands."""
    found = (await Axe().run(page)).response["violations"]
    assert [
        (each["id"], [node["html"][:200] for node in each["nodes"]])
        for each in found
        if each["impact"] in GRAVE
    ] == []


@pytest.mark.parametrize(
    ("width", "theme"),
    [
        (1280, "dark"),
        (360, "light"),
        pytest.param(1280, "light", marks=pytest.mark.nightly),
        pytest.param(360, "dark", marks=pytest.mark.nightly),
    ],
)
async def test_axe_finds_nothing_serious(
    browser: Browser, wire: Wire, theme: str, width: int
) -> None:
    greet_arrivals(wire.playground, wire.bot)
    looks = {"viewport": {"width": width, "height": 800}, "color_scheme": theme}
    async with opened(browser, wire.playground.url, **looks) as page:
        await expect(page.get_by_role("log")).to_contain_text("Welcome aboard")
        await is_sound(page)

        await types(page, "/setup connects:40")
        await types(page, "/spend 6 job:Logo **for** https://example.com <#1> boost:2")
        await types(page, "/help")
        await page.get_by_role("button", name="Other outcome…").click()
        await page.fill("#line", "/sp")
        await is_sound(page)

        await page.fill("#line", "/earn connects:ten")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("alert")).not_to_be_empty()
        await is_sound(page)
        await page.get_by_role("button", name="Back").click()

        await page.get_by_role("button", name="Set up", exact=True).first.click()
        await expect(page.get_by_role("dialog")).to_be_visible()
        await is_sound(page)
        await page.get_by_role("dialog").get_by_role("button", name="Cancel").click()

        await wire.stop_bot()
        await page.fill("#line", "how many left?")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("list", name="Not sent yet")).to_be_visible()
        if width == 360:
            await page.get_by_role("button", name="Channels", exact=True).click()
        await page.get_by_text("Wire").click()
        await is_sound(page)
