"""The page in a real browser, as a person uses it."""

import io
import re
from pathlib import Path

import discord
import pytest
from discord import app_commands
from playwright.async_api import Page, expect

from bot.client import Purser

from ..conftest import Wire
from .conftest import IN_BROWSER, becomes, opens, types

pytestmark = IN_BROWSER


async def test_story(page: Page, wire: Wire) -> None:
    await types(page, "/setup connects:40")
    estimate = await types(page, "/estimate budget:700")
    await expect(estimate).to_contain_text("6 Connects")
    spent = await types(page, '/spend budget:700 job:"React dashboard"')
    await expect(spent).to_contain_text("React dashboard")
    await wire.stop_bot()
    await wire.start_bot()
    await page.reload()
    await expect(page.locator("#line")).to_be_focused()
    button = page.get_by_role("button", name="Closed without hire")
    await button.click()
    await expect(page.locator(".message").last).to_contain_text("came back")
    balance = await types(page, "/balance")
    await expect(balance).to_contain_text("40 Connects")
    await opens(page, "# general")
    history = await types(page, "/history")
    await expect(history).to_contain_text("came back from React dashboard")
    await expect(history).to_contain_text("Only you can see this")


async def test_spend_that_is_too_large_finds_its_way(page: Page, wire: Wire) -> None:
    """By forms alone: refused, bought, logged, put right."""
    form = page.get_by_role("dialog")

    async def submits(**told: str) -> None:
        for label, text in told.items():
            await form.get_by_role("textbox", name=label).fill(text)
        await form.get_by_role("button", name="Submit").click()

    async def press(label: str) -> None:
        await page.get_by_role("button", name=label, exact=True).last.click()

    said = page.locator(".message").last
    await types(page, "/setup connects:10")
    await page.fill("#line", "/spend")
    await page.press("#line", "Enter")
    await submits(Connects="16", Job="Logo")
    await expect(said).to_contain_text("6 are missing")
    await press("Bought some")
    await expect(form.get_by_role("textbox", name="Connects")).to_have_value("6")
    await submits(Connects="40")
    await expect(said).to_contain_text("50 Connects")
    await press("Log the spend")
    await expect(form.get_by_role("textbox", name="Job")).to_have_value("Logo")
    await submits()
    await expect(said).to_contain_text("34 Connects")
    await press("Edit")
    await submits(Job="Logo of a bakery")
    await expect(said).to_contain_text("Logo → Logo of a bakery")
    assert await wire.balance() == 34


async def test_proposal_without_news_is_chosen_in_a_menu(page: Page, wire: Wire) -> None:
    await types(page, "/remind settings rollover:false stale_days:10")
    await types(page, "/setup connects:40")
    for job in ("Logo", "Shop"):
        await types(page, f"/spend connects:6 job:{job}")
    for _ in range(10):
        await page.get_by_role("button", name="+1 day").click()
    said = page.locator(".message").last
    await expect(said).to_contain_text("2 proposals have had no news")
    await page.get_by_role("combobox", name="Which one is it?").select_option(label="Shop")
    await expect(said).to_contain_text("Shop: no news since")
    await page.get_by_role("button", name="Still waiting").click()
    await expect(said).to_contain_text("If nothing is heard of Shop by")


async def test_command_is_filled_in_by_keyboard(page: Page) -> None:
    await page.keyboard.type("/sho")
    await page.keyboard.press("Tab")
    await expect(page.locator("#options")).to_contain_text("need *")
    await page.keyboard.type("40")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message").first).to_contain_text("$6.00")
    await expect(page.locator("#options")).to_be_hidden()


async def test_form_that_was_left_is_gone(page: Page) -> None:
    await page.fill("#line", "/shop")
    await page.press("#line", "Enter")
    await page.keyboard.press("Escape")
    await expect(page.locator("#options")).to_be_hidden()
    balance = await types(page, "/help")
    await expect(balance).to_contain_text("Purser")


async def test_missing_option_is_asked_for(page: Page) -> None:
    await page.fill("#line", "/shop")
    await page.press("#line", "Enter")
    await expect(page.locator("#options")).to_contain_text("need *")


async def test_autocomplete_offers_choices(page: Page) -> None:
    await page.fill("#line", "/setup")
    await page.press("#line", "Tab")
    await page.locator("#options [name=timezone]").fill("manila")
    await expect(page.locator("#choices-timezone option[value='Asia/Manila']")).to_be_attached()


async def test_form_is_filled_in(page: Page, wire: Wire) -> None:
    await types(page, "/setup")
    await page.get_by_role("button", name="Set up").click()
    form = page.get_by_role("dialog")
    await form.get_by_label("Plan on Upwork").select_option("Freelancer Plus")
    await form.get_by_label("Connects that you hold now").fill("77")
    await form.get_by_role("button", name="Submit").click()
    await expect(page.locator(".message").last).to_contain_text("77 Connects")
    assert await wire.balance() == 77


async def test_refusal_is_a_sentence(page: Page) -> None:
    refused = await types(page, "/estimate budget:abc")
    await expect(refused).to_contain_text("can't read")


async def test_second_person_may_not_press_the_firsts_button(page: Page, wire: Wire) -> None:
    await types(page, "/setup connects:40")
    await opens(page, "Ada and Bo")
    await types(page, "/balance")
    message = list(wire.world.messages.values())[-1]
    await wire.types("spend", connects=6)
    spent = list(wire.world.messages.values())[-1]
    spent |= {"channel_id": message["channel_id"], "flags": message["flags"] & ~64, "_for": None}
    await becomes(page, "Bo, her colleague")
    await opens(page, "Ada and Bo")
    await page.get_by_role("button", name="Undo the spend").click()
    await expect(page.locator(".message").last).to_contain_text("These buttons are")
    assert await wire.balance() == 34


async def test_hidden_answers_are_hidden_from_others(page: Page) -> None:
    await opens(page, "# general")
    await types(page, "/balance")
    await becomes(page, "Bo, her colleague")
    await expect(page.locator(".message")).to_have_count(0)


async def test_month_passes_and_a_dm_arrives_live(page: Page) -> None:
    await types(page, "/setup connects:230")
    await opens(page, "Purser")
    await page.get_by_role("button", name="+1 month").click()
    told = page.locator(".message", has_text="A new month of Connects")
    await expect(told).to_be_visible(timeout=15_000)
    balance = await types(page, "/balance")
    await expect(balance).to_contain_text("210 Connects")


@app_commands.command(description="Reads a file and sends one back")
async def echo(interaction: discord.Interaction[Purser], file: discord.Attachment) -> None:
    content = await file.read()
    back = discord.File(io.BytesIO(b"sent back"), filename="back.txt")
    await interaction.response.send_message(content.decode(), file=back)


@app_commands.context_menu(name="Shout this")
async def shout(interaction: discord.Interaction[Purser], message: discord.Message) -> None:
    await interaction.response.send_message(message.content.upper())


async def test_files_go_both_ways(page: Page, wire: Wire, tmp_path: Path) -> None:
    wire.bot.tree.add_command(echo)
    await wire.bot.tree.sync()
    path = tmp_path / "mine.txt"
    path.write_text("what the file says")
    await page.fill("#line", "/echo")
    await expect(page.get_by_role("option", name="/echo")).to_be_visible()
    await page.press("#line", "Tab")
    await page.locator("#options [name=file]").set_input_files(path)
    await page.get_by_role("button", name="Send").click()
    answer = page.locator(".message", has_text="what the file says")
    await expect(answer).to_be_visible()
    async with page.expect_download() as download:
        await answer.get_by_role("link", name="back.txt").click()
    saved = await (await download.value).path()
    assert saved.read_text() == "sent back"


async def test_message_menu(page: Page, wire: Wire) -> None:
    wire.bot.tree.add_command(shout)
    await wire.bot.tree.sync()
    await opens(page, "# general")
    said = await types(page, "hear me")
    await said.click(button="right")
    await page.get_by_role("button", name="Shout this").click()
    await expect(page.locator(".message", has_text=re.compile("HEAR ME"))).to_be_visible()


async def test_peoples_words_cannot_run(page: Page) -> None:
    await opens(page, "# general")
    said = await types(page, "<img src=x onerror=alert(1)> **bold** <script>alert(2)</script>")
    await expect(said.locator("strong")).to_have_text("bold")
    assert await said.locator("img, script").count() == 0


async def test_trouble_on_the_wire_is_shown(page: Page) -> None:
    await page.get_by_text("Wire").click()
    await page.get_by_role("button", name="Fail an answer").click()
    await types(page, "/balance")
    await expect(page.locator("#troubles")).to_contain_text("500 POST")


async def test_silence_is_said(page: Page, wire: Wire) -> None:
    await wire.stop_bot()
    await page.fill("#line", "/balance")
    await page.press("#line", "Enter")
    await expect(page.get_by_role("alert")).to_contain_text("not running")
    await expect(page.locator("#line")).to_have_value("/balance")


async def test_fits_a_phone(page: Page) -> None:
    await page.set_viewport_size({"width": 360, "height": 740})
    await types(page, "/setup")
    await types(page, "/spend invited:true job:Logo")
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360
    await expect(page.get_by_role("button", name="Undo the spend")).to_be_in_viewport()


async def test_everything_has_a_name_for_a_screen_reader(page: Page) -> None:
    await types(page, "/setup")
    snapshot = await page.locator("body").aria_snapshot()
    assert not re.search(r"- (button|textbox|combobox|link)\s*$", snapshot, re.MULTILINE)


async def test_picture_keeps_its_height_and_stays_in_sight(page: Page) -> None:
    await types(page, "/setup connects:40")
    for job in ("Logo", "Web"):
        await types(page, f"/spend 6 job:{job}")
        await page.get_by_role("button", name="+1 day").click()
    await types(page, "/chart")
    picture = page.get_by_role("img")
    await expect(picture).to_be_visible()
    width, height = [int(await picture.get_attribute(key) or 0) for key in ("width", "height")]
    box = await picture.bounding_box()
    assert box is not None
    assert box["height"] == pytest.approx(box["width"] * height / width, abs=2)
    foot = "(log) => log.scrollHeight - log.scrollTop - log.clientHeight"
    assert await page.get_by_role("log").evaluate(foot) < 2
