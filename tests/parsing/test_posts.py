"""Budget, title and link of job posts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.parsing.documents import Embed, Message
from bot.parsing.money import parse_budget
from bot.parsing.posts import JobPost, read_post


def read(text: str, *embeds: Embed) -> JobPost:
    return read_post(Message([text], embeds))


def dollars(text: str, *embeds: Embed) -> int | None:
    post = read(text, *embeds)
    return parse_budget(post.budget).cents if post.budget else None


def test_typed_post() -> None:
    text = "**Logo design for a bakery**\nBudget: $500\nhttps://www.upwork.com/jobs/~0123"
    assert read(text) == JobPost(
        title="Logo design for a bakery", link="https://www.upwork.com/jobs/~0123", budget="$500"
    )


def test_embed_of_a_feed_bot() -> None:
    embed = Embed(
        title="Senior Python dev",
        url="https://www.upwork.com/jobs/~1",
        description="Total spent: $50k, 23 reviews",
        fields=[("Country", "US"), ("Budget", "$3,000"), ("Client spent", "$10,000")],
    )
    assert read("New job!", embed) == JobPost(
        title="Senior Python dev", link="https://www.upwork.com/jobs/~1", budget="$3,000"
    )


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("Fixed: $1.5k - $2k for a website", 200_000),
        ("Hourly Range: $25.00-$40.00\n30+ hrs/week, 1 to 3 months", 40_00 * 30 * 13),
        ("$30/hr, 20 hours per week for 3 weeks", 180_000),
        ("WordPress dev, fixed-price $1,200, payment verified, $20K+ spent", 120_000),
        ("Pays $80 I think", 8_000),
    ],
)
def test_budgets(text: str, cents: int) -> None:
    assert dollars(text) == cents


def test_hourly_without_hours() -> None:
    assert read("Hourly: $15-$30").budget == "$15-$30 per hour"


def test_no_budget() -> None:
    assert read("hello there").budget == ""
    assert read("rated 4.9 of 5, 120 reviews").budget == ""


def test_other_currency_is_kept_so_that_the_dollars_are_asked() -> None:
    assert read("Translate 3 pages. €400").budget == "€400"


@pytest.mark.parametrize(
    "link", ["https://www.upwork.com/jobs/~0".ljust(500, "1"), "http://x.example/a(b)c~~d**e"]
)
def test_link_is_kept_as_typed(link: str) -> None:
    assert read(f"Logo **[here]({link})**.").link == link
    assert read("Logo", Embed(url=link)).link == link


def test_link_that_is_too_long_is_not_cut_to_another() -> None:
    assert read("https://www.upwork.com/jobs/~0" + "1" * 500).link == ""


def test_signs_without_a_shape_hide_no_budget() -> None:
    post = read("Lo\ud800go\nBud\u200bget: \u2066$\ufeff500\nhttps://up\x00work.com/x")
    assert post == JobPost(title="Logo", link="https://upwork.com/x", budget="$500")


@given(st.text(st.characters(exclude_categories=()), max_size=2000))
def test_any_text_is_read(text: str) -> None:
    post = read(text, Embed(title=text, url=text, description=text))
    assert len(post.title) <= 200
    assert len(post.link) <= 500
    f"{post.title}{post.link}{post.budget}".encode()
