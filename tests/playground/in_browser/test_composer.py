"""The line at the foot of the page: what is typed is sent as it is, and nothing typed is lost."""

from playwright.async_api import Page, expect

from ..conftest import Wire
from .conftest import IN_BROWSER, opens, types

pytestmark = IN_BROWSER


async def test_shift_and_enter_make_a_line(page: Page, wire: Wire) -> None:
    await opens(page, "# general")
    await page.keyboard.type("first")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("second")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message")).to_contain_text("second")
    assert list(wire.world.messages.values())[-1]["content"] == "first\nsecond"


async def test_pasted_post_keeps_its_lines(page: Page) -> None:
    await types(page, "/setup")
    post = "Logo for a bakery\nFixed-price\nEst. budget: $120.00\n\nSkills: logo"
    estimate = await types(page, post)
    await expect(estimate).to_contain_text("4 Connects")
    said = page.locator(".message", has_text="Skills: logo")
    await expect(said.locator("p")).to_have_count(5)


async def test_enter_picks_from_the_list(page: Page) -> None:
    await page.keyboard.type("/sho")
    await expect(page.get_by_role("option", name="/shop")).to_be_visible()
    await page.keyboard.press("Enter")
    await page.get_by_label("need *").fill("40")
    await page.keyboard.press("Enter")
    await expect(page.locator(".message").first).to_contain_text("$6.00")


async def test_picked_command_without_options_waits_for_another_enter(page: Page) -> None:
    await page.keyboard.type("/bal")
    await page.keyboard.press("Enter")
    await expect(page.locator("#line")).to_have_value("/balance")
    await expect(page.locator(".message")).to_have_count(0)
    await page.keyboard.press("Enter")
    await expect(page.locator(".message").first).to_contain_text("0 Connects")


async def test_words_behind_a_command_fill_its_first_option(page: Page) -> None:
    await types(page, "/setup connects:40")
    estimate = await types(page, "/estimate 700")
    await expect(estimate).to_contain_text("6 Connects")
    shop = await types(page, "/shop 40")
    await expect(shop).to_contain_text("$6.00")


async def is_refused(page: Page, line: str, *words: str) -> None:
    await page.fill("#line", line)
    await page.get_by_role("button", name="Send").click()
    for each in words:
        await expect(page.get_by_role("alert")).to_contain_text(each)
    await expect(page.locator("#line")).to_have_value(line)


async def test_refused_line_is_kept_and_the_reason_said_in_words(page: Page) -> None:
    await is_refused(page, "/spend connects:6 boost:abc", "boost takes a whole number", "“abc”")
    await is_refused(page, "/spend conects:6", "“conects:6” belongs to no option", "connects")
    await is_refused(page, "/balance now", "“now” belongs to no option of /balance")
    await is_refused(page, "/sped 6", "no command like “/sped”")
    await is_refused(page, "/spend 6 invited:maybe", "invited has no choice “maybe”", "True, False")
    await is_refused(page, "/setup connects:-1", "connects must be at least 0")
    await expect(page.locator(".message")).to_have_count(0)


async def test_too_long_a_message_is_kept(page: Page) -> None:
    await is_refused(page, "x" * 4001, "at most 4,000 characters")


async def test_missing_option_leaves_the_rest(page: Page) -> None:
    await page.fill("#line", "/earn connects:10 note:a gift")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("source must be told")
    await expect(page.get_by_label("connects")).to_have_value("10")
    await expect(page.get_by_label("note")).to_have_value("a gift")
    await expect(page.get_by_label("source *")).to_be_focused()
    await page.get_by_label("source *").select_option("other")
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator(".message").first).to_contain_text("10 Connects")


async def test_fields_ask_first_what_is_required_and_choose_nothing(page: Page) -> None:
    await page.fill("#line", "/outcome")
    await page.keyboard.press("Tab")
    names = await page.get_by_role("group", name="Options").locator("label").all_inner_texts()
    stars = ["*" in name for name in names]
    assert stars == sorted(stars, reverse=True)
    await expect(page.get_by_label("result *")).to_have_value("")


async def test_refused_fields_stay_filled_in(page: Page) -> None:
    await page.fill("#line", "/spend")
    await page.keyboard.press("Tab")
    await page.get_by_label("job").fill("Logo")
    await page.get_by_label("connects").fill("six")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("connects takes a whole number")
    await expect(page.get_by_label("job")).to_have_value("Logo")
    await page.get_by_role("button", name="Back").click()
    await expect(page.locator("#line")).to_have_value("/spend connects:six job:Logo")


async def test_sent_lines_come_back(page: Page) -> None:
    await types(page, "/estimate 700")
    await expect(page.locator("#line")).to_have_value("")
    await page.press("#line", "ArrowUp")
    await expect(page.locator("#line")).to_have_value("/estimate 700")
    await page.press("#line", "ArrowDown")
    await expect(page.locator("#line")).to_have_value("")
    await page.get_by_role("button", name="/estimate").first.click()
    await expect(page.locator("#line")).to_have_value("/estimate budget:700")


async def test_words_for_a_bot_that_is_down_wait_for_it(page: Page, wire: Wire) -> None:
    await types(page, "/setup connects:40")
    await wire.stop_bot()
    await expect(page.get_by_role("status")).to_contain_text("not running")
    await page.fill("#line", "how many left?")
    await page.press("#line", "Enter")
    waiting = page.get_by_role("list", name="Not sent yet")
    await expect(waiting).to_contain_text("how many left?")
    await page.fill("#line", "never mind")
    await page.press("#line", "Enter")
    await waiting.get_by_role("button", name="Don't send “never mind”").click()
    await wire.start_bot()
    await expect(page.locator(".message").last).to_contain_text("40 Connects")
    await expect(waiting).to_be_hidden()
    await expect(page.get_by_role("status")).to_be_empty()
    assert "never mind" not in [each["content"] for each in wire.world.messages.values()]


async def test_form_for_a_bot_that_is_down_stays_filled_in(page: Page, wire: Wire) -> None:
    await types(page, "/setup")
    await page.get_by_role("button", name="Set up").click()
    form = page.get_by_role("dialog")
    await form.get_by_label("Connects that you hold now").fill("77")
    await wire.stop_bot()
    await form.get_by_role("button", name="Submit").click()
    await expect(form.get_by_role("alert")).to_contain_text("not running")
    await wire.start_bot()
    await expect(form.get_by_label("Connects that you hold now")).to_have_value("77")


async def test_answer_shows_what_it_answers(page: Page) -> None:
    await opens(page, "# general")
    await types(page, "/setup")
    await types(page, "@Purser do connects expire?")
    answer = page.locator(".message", has_text="one year")
    await expect(answer.get_by_role("button", name="↪ Ada, a freelancer")).to_be_visible()


async def test_reply_in_a_channel_is_heard(page: Page) -> None:
    await opens(page, "# general")
    await types(page, "/setup")
    await page.get_by_role("button", name="Reply, and apps").click()
    await page.get_by_role("button", name="Reply", exact=True).click()
    await expect(page.locator("#composer")).to_contain_text("Replying to Purser")
    await types(page, "do connects expire?")
    await expect(page.locator(".message", has_text="one year")).to_be_visible()
