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


def test_range_that_may_be_a_rate_is_no_budget() -> None:
    page = "Data-analyytikko\n18,50 USD - 27,00 USD\nTuntityö\nYli 30 tuntia/vko"
    assert read(page).budget == ""
    assert read("Analityk danych\n1850 USD - 2700 USD").budget == "$1,850-$2,700"


def test_of_a_list_of_jobs_the_first_is_read() -> None:
    mail = (
        "New jobs that match your skills\nZapier setup\nFixed: $250 | Posted 1 hour ago\nView job\n"
        "Make consultant\nHourly: $30-$50 | 30+ hrs/week | 1 to 3 months | Posted 1 hour ago\n"
    )
    found = read(mail)
    assert (found.title, found.budget) == ("Zapier setup", "$250")
    first, second = (
        Embed(
            title=title, url=f"https://www.upwork.com/jobs/~0{pay}", fields=[("Budget", f"${pay}")]
        )
        for title, pay in (("Logo", 80), ("Site", 900))
    )
    assert read_post(Message((), (first, second))).budget == "$80"


def test_what_a_feeds_item_says_without_its_label_is_no_budget() -> None:
    item = "**Posted On**: January 27, 2027 21:55 UTC\n**Category**: Music\n**Country**: Malta"
    assert read(f"Radio jingle\nWe pay $200 to the station per week.\n\n{item}").budget == ""
    assert read(f"Radio jingle\nOur budget is $200.\n\n{item}").budget == "$200"


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("client just raised the budget from $300 to $450 fixed", "$450"),
        ("a unity game, 500 dolar sabit fiyat", "$500"),
        ("Redactor\nPor horas\n$10.00\n-\n$18.00\nDe 1 a 3 meses\nMenos de 30 horas/semana",
         "$10-$18 per hour, 3 months, 30 hours per week"),
        ("Podcast, 20-25 dollar die stunde, 8 std pro woche für 3 monate",
         "$20-$25 per hour, 8 hours per week, 3 months"),
        ("SAP gesucht, 70-85 $/Std., 40 Std. pro Woche für 12 Wochen, remote",
         "$70-$85 per hour, 40 hours per week, 12 weeks"),
        ("Contable\nPago: 9 USD/hora, 20 horas por semana, contrato de 3 meses",
         "$9 per hour, 20 hours per week, 3 months"),
        ("16 connects, 50+ proposals, $100 for a 20 page website", "$100"),
        ("Excel im Büro\nStundensatz: 22–34 $", "$22-$34 per hour"),
    ],
)  # fmt: skip
def test_budgets_in_the_words_of_many(text: str, budget: str) -> None:
    assert read(text).budget == budget


def test_boost_beside_the_cost_is_none_of_it() -> None:
    assert read("applied to the webflow rebuild, 12 + 40 boost, 13 connects left").connects == 12
    ranks = "Send for 24 Connects\nBoost your proposal\nRank 1  85 Connects\nRank 2  60 Connects"
    assert read(ranks).connects == 24
    assert read("You've used 34 Connects this week.").connects is None


def test_title_of_a_feeds_item_is_its_first_line() -> None:
    item = "Budget: $120\nPosted On: February 03, 2027 09:41 UTC\nCategory: Automation"
    found = read(f"Zapier for our B&amp;B - Upwork\nOn the $29 plan.\n\nThanks\n{item}")
    assert (found.title, found.budget) == ("Zapier for our B&B", "$120")


def test_item_of_a_feed_as_xml() -> None:
    labels = "<b>Budget</b>: $750<br /><b>Posted On</b>: November 17<br /><b>Category</b>: Tax"
    found = read(
        "<item><title><![CDATA[R&D write-up - Upwork]]></title><link>https://upwork.com/jobs/~01</link>"
        f"<description><![CDATA[Roughly &pound;85k.<br />- 2 calls<br />{labels}]]></description>"
    )
    assert (found.title, found.budget) == ("R&D write-up", "$750")


def test_row_of_a_sheet() -> None:
    sheet = "Job\tType\tBudget\tConnects\tProposals\nDash, 2 pages\tFixed\t$760\t11\t5 to 10"
    found = read(sheet)
    assert (found.budget, found.connects, found.proposals) == ("$760", 11, "5-10")
    assert found.title == "Dash, 2 pages"


def test_client_may_write_for_hire() -> None:
    text = (
        "Logo designer\nBudget: $500\nWe have a studio for hire, and are looking for work samples."
    )
    assert read(text).budget == "$500"
    assert read("[FOR HIRE] Laravel developer\nRate: $25/hr").budget == ""


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


PAGE = """{title}
Posted 2 hours ago
Worldwide
Summary
We moved over $2M in cargo last year and pay $79/mo for the server. 7 people.
Less than 30 hrs/week
Hourly
1 to 3 months
Duration
Intermediate
Experience Level
$15.00

-

$30.00

Hourly
Activity on this job
Proposals:
20 to 50
Last viewed by client:
35 minutes ago
Send a proposal for: 12 Connects
Available Connects: 148
About the client
45 jobs posted
$21K total spent
$18.20 /hr avg hourly rate paid
"""


def test_page_in_one_line_keeps_both_ends_of_its_range() -> None:
    text = " ".join(PAGE.format(title="Backend developer").split())
    assert read(text).budget == "$15-$30 per hour, 30 hours per week, 3 months"


def test_page_with_all_its_columns() -> None:
    assert read(PAGE.format(title="Backend Python 3 developer")) == JobPost(
        title="Backend Python 3 developer",
        budget="$15-$30 per hour, 30 hours per week, 3 months",
        connects=12,
        proposals="20-50",
    )


@pytest.mark.parametrize(
    ("text", "connects"),
    [
        ("Send a proposal for: 12 Connects\nAvailable Connects: 148", 12),
        ("Required Connects to submit a proposal: 2\nAvailable Connects: 58", 2),
        ("This proposal requires 16 Connects\nYou'll have 132 Connects remaining.", 16),
        ("Connects ▸ **8**", 8),
        ("Cost to apply: 20 Connects", 20),
        ("Proposal: 10 Connects\nBoost: 26 Connects\nSend for 36 Connects", 10),
        ("Connects spent on this proposal: 19 (15 + 4 boost)", 15),
        ("12 required Connects\n86 available", 12),
        ("🎫 Коннекты: 6", 6),
        ("the top boost is at 32 Connects", None),
        ("Wyślij ofertę za: 14 Connects\nDostępne Connects: 8", None),
        ("I only have 5 connects and it needs 7", None),
        ("me quedan 34 connects y no me entran más", None),
        ("Esta propuesta requiere 13 Connects\nPuja más alta 21 Connects", 13),
        ("Get 80 Connects monthly with Freelancer Plus for $19.99", None),
        ("I have 40 connects left", None),
    ],
)
def test_connects_are_the_posts_own(text: str, connects: int | None) -> None:
    assert read(f"Logo\n{text}").connects == connects


@pytest.mark.parametrize(
    "text",
    [
        "Logo\nPayment verified, $20K+ spent, avg hourly rate paid $18",
        "Your proposed rate: $35.00/hr\nYou'll receive: $31.50/hr",
        "Logo\nBudget: N/A\nOur product costs $49",
        "lol upwork just charged me $15 for 100 connects",
        "Your funds are available\n$1,240.00 is now available. A $2.00 fee applies.",
        "I burned $45 on connects last month and got one $120 contract",
        "no budget given, but the client has paid out $200K+ and I'd want at least $1,800",
    ],
)
def test_figures_of_others_are_never_the_jobs(text: str) -> None:
    assert read(text).budget == ""


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("Budget: ~~$300~~ **$450** (client raised it)", "$450"),
        ("💵 **Budget**\n`$700`", "$700"),
        ("Fixed-price\n$310.00\nExperience level", "$310"),
        ("$300\nBudget\nIntermediate Level", "$300"),
        ("a lady needs her listings rewritten.Budget 300 to 500, she spent $1.4k", "$300-$500"),
        ("pays between 22 and 30 an hour, 10 hours a week for three months",
         "$22-$30 per hour, 10 hours per week, 3 months"),
        ("hourly_min : 40.00 USD\nhourly_max : 60.00 USD", "$40-$60 per hour"),
        ('{"title": "x", "amount": {"amount": 800, "currencyCode": "USD"}}', "$800"),
        ("&lt;b&gt;Hourly Range&lt;/b&gt;: $10.00-$22.50&lt;br /&gt;", "$10-$22.50 per hour"),
        ("Presupuesto: 1.200,50 $", "$1,200.50"),
        ("says budget is 1.200 € fixed price", "1.200 €"),
        ("R$ 2.500 por mês pra edição", "r$ 2.500 por mes"),
    ],
)  # fmt: skip
def test_budget_however_it_is_laid_out(text: str, budget: str) -> None:
    assert read(f"Logo\n{text}").budget == budget


def test_title_of_single_letters_is_no_figure() -> None:
    assert read("Title: Job X Y\nBudget: $1").title == "Job X Y"


@given(
    st.integers(1, 1_000_000),
    st.integers(1, 99),
    st.sampled_from(("0-5", "5-10", "10-15", "15-20", "20-50")),
    st.text("abcdef XYZ", min_size=5, max_size=60).map(lambda text: " ".join(text.split())),
)
def test_post_in_its_own_words_is_read_as_itself(
    dollars: int, connects: int, proposals: str, title: str
) -> None:
    link = "https://www.upwork.com/jobs/~01abc"
    post = JobPost(f"Job {title}".strip(), link, f"${dollars:,}", connects, proposals)
    text = (
        f"Title: {post.title}\nBudget: {post.budget}\nConnects: {connects}\n"
        f"Proposals: {proposals.replace('-', ' to ')}\n{link}"
    )
    assert read(text) == post


@given(
    st.sampled_from(["Logo for 3 shops", "Python 3 dev, $2M startup", "Übersetzer (DE-EN)"]),
    st.one_of(
        st.integers(5, 10**6).map(lambda dollars: f"${dollars:,}"),
        st.tuples(
            st.integers(5, 90), st.integers(0, 90), st.integers(1, 40), st.integers(1, 50)
        ).map(
            lambda n: f"${n[0]}-${n[0] + n[1] + 1} per hour, {n[2]} hours per week, {n[3]} weeks"
        ),
    ),
    st.integers(1, 100),
    st.sampled_from(["0-5", "5-10", "10-15", "15-20", "20-50", "50+"]),
)
def test_post_in_the_products_own_words_is_read_as_itself(
    title: str, budget: str, connects: int, proposals: str
) -> None:
    post = JobPost(title, "https://www.upwork.com/jobs/~01", budget, connects, proposals)
    shown = (
        f"Title: {post.title}\nBudget: {post.budget}\nConnects: {post.connects}\n"
        f"Proposals: {post.proposals}\n{post.link}"
    )
    found = read(shown)
    assert (found.title, found.link, found.connects) == (post.title, post.link, post.connects)
    assert parse_budget(found.budget) == parse_budget(post.budget)
    assert found.proposals == post.proposals
