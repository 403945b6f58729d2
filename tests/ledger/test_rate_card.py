"""The rules of the 2022-07 card (domain.md §2), and that a broken card is refused."""

from datetime import date
from pathlib import Path

import pytest

from bot.ledger.data_file import BadRateCard
from bot.ledger.model import Plan, Source, State
from bot.ledger.rate_card import Boost, Fee, RateCard, parse_rate_card
from bot.rate_cards import RATES, load_rate_cards

GOOD = (RATES / "2022-07.toml").read_text()
NEWEST = (RATES / "2026.toml").read_text()
TODAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("dollars", "connects"),
    [(0.01, 2), (49, 2), (49.99, 2), (50, 4), (599, 4), (599.99, 4), (600, 6), (10_000_000, 6)],
)
def test_cost_by_budget(rates: RateCard, dollars: float, connects: int) -> None:
    assert rates.cost_of(round(dollars * 100)) == connects


def test_invitation_costs_nothing(rates: RateCard) -> None:
    assert rates.cost.invited == 0


@pytest.mark.parametrize(("connects", "cents"), [(2, 30), (4, 60), (6, 90)])
def test_price_of_a_proposal(rates: RateCard, connects: int, cents: int) -> None:
    assert rates.worth(connects) == cents


def test_bundles(rates: RateCard) -> None:
    assert [(bundle.connects, bundle.price) for bundle in rates.price.bundles] == [
        (10, 150),
        (20, 300),
        (40, 600),
        (60, 900),
        (80, 1200),
    ]


def test_plans(rates: RateCard) -> None:
    basic, plus = rates.plans[Plan.BASIC], rates.plans[Plan.FREELANCER_PLUS]
    assert (basic.price, basic.monthly) == (0, 10)
    assert (plus.price, plus.monthly, plus.upgrade_brings) == (1499, 80, 70)


def test_grants(rates: RateCard) -> None:
    assert rates.grants == {
        Source.NEW_ACCOUNT: 40,
        Source.READINESS_TEST: 40,
        Source.RISING_TALENT: 30,
        Source.INTERVIEW: 10,
    }
    assert rates.monthly_badges == {Source.TOP_RATED: 70}


def test_cap_expiry_and_returns(rates: RateCard) -> None:
    assert rates.rollover.cap == 200
    assert rates.expiry.years == 1
    assert rates.returns.given_back == {State.CLOSED, State.REMOVED}
    assert rates.returns.not_given_back == {
        State.WITHDRAWN,
        State.DECLINED,
        State.HIRED,
        State.EXPIRED,
    }


def test_card_tells_its_age_and_doubts(rates: RateCard) -> None:
    assert rates.as_of == date(2022, 7, 6)
    assert rates.sources
    assert any("Top Rated" in doubt for doubt in rates.uncertain)


def test_newest_card_claims_nothing_unknown(newest_rates: RateCard) -> None:
    assert newest_rates.cost_of(70_000) is None
    assert newest_rates.rollover.cap is None
    assert newest_rates.grants == {}
    assert newest_rates.plans[Plan.BASIC].monthly is None
    assert newest_rates.plans[Plan.FREELANCER_PLUS].monthly == 100


def test_newest_card_knows_what_was_found(newest_rates: RateCard) -> None:
    assert (newest_rates.price.connect, newest_rates.price.minimum) == (15, 10)
    assert newest_rates.plans[Plan.FREELANCER_PLUS].price == 1999
    assert newest_rates.fee == Fee(least=0, most=15)
    assert newest_rates.boost == Boost(top=4, days=7)
    assert all(source.updated <= date(2026, 11, 25) for source in newest_rates.sources)


def test_basics_connects_are_of_those_who_are_offered_them(
    rates: RateCard, newest_rates: RateCard
) -> None:
    assert newest_rates.monthly(Plan.BASIC) == 0
    assert newest_rates.monthly(Plan.BASIC, offered=True) == 10
    assert newest_rates.upgrade_brings(Plan.FREELANCER_PLUS, offered=True) == 90
    assert newest_rates.upgrade_brings(Plan.FREELANCER_PLUS, offered=False) == 100
    assert newest_rates.upgrade_brings(Plan.FREELANCER_PLUS) == 90
    assert rates.upgrade_brings(Plan.FREELANCER_PLUS, offered=False) == 70
    assert newest_rates.monthly(Plan.FREELANCER_PLUS, offered=True) == 100
    assert rates.monthly(Plan.BASIC) == rates.monthly(Plan.BASIC, offered=True) == 10


def test_what_is_sold(rates: RateCard, newest_rates: RateCard) -> None:
    assert [n for n in (9, 10, 11, 80) if rates.sells(n)] == [10, 80]
    assert [n for n in (9, 10, 11, 80) if newest_rates.sells(n)] == [10, 11, 80]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("as_of = 2022-07-06", "", "as_of: Field required"),
        ("cap = 200", 'cap = "many"', "rollover.cap"),
        ("cap = 200", "cap = -1", "rollover.cap"),
        ("cap = 200", "cpa = 200", "rollover.cpa"),
        ("connect = 0.15", "connect = 0.155", "price.connect: Value error, must be whole cents"),
        ("connect = 0.15", "connect = nan", "price.connect"),
        ("below = 600", "below = 20", "must be larger"),
        ("[plans.basic]", "[plans.gold]", "plans"),
        ('"closed", "removed"', '"closed", "hired"', "hired cannot be both"),
        ("[cost]", "[cost", "not valid TOML"),
        (
            "as_of = 2022-07-06",
            "as_of = 2026-11-27",
            "as_of: Value error, 2026-11-27 is in the future",
        ),
        (
            "updated = 2020-12-01",
            "updated = 2099-01-01",
            "sources.1.updated: Value error, 2099-01-01",
        ),
        ("monthly = 10", "monthly = 10\nmonthly_if_offered = 10", "plans.basic: Value error, has"),
        ("[rollover]", "[fee]\nleast = 20\nmost = 15\n[rollover]", "fee: Value error, `least`"),
        ("[rollover]", "[fee]\nleast = 0\nmost = 150\n[rollover]", "fee.most"),
        ("[rollover]", "[boost]\ntop = 0\ndays = 7\n[rollover]", "boost.top"),
        ("connect = 0.15", "connect = 0.15\nminimum = 0", "price.minimum"),
    ],
)
def test_broken_card_is_refused_with_file_key_and_reason(old: str, new: str, reason: str) -> None:
    assert old in GOOD
    with pytest.raises(BadRateCard, match=r"^broken\.toml: ") as refused:
        parse_rate_card(GOOD.replace(old, new, 1), "broken.toml", TODAY)
    assert reason in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("[100, 250", "[100, 100", "cost: Value error, bands overlap"),
        ("[100, 250", "[300, 250", "cost: Value error, bands overlap"),
        ("minimum = 10\n", "", "price: Value error, needs `bundles`"),
    ],
)
def test_broken_card_without_tiers_is_refused(old: str, new: str, reason: str) -> None:
    assert old in NEWEST
    with pytest.raises(BadRateCard, match=r"^broken\.toml: ") as refused:
        parse_rate_card(NEWEST.replace(old, new, 1), "broken.toml", TODAY)
    assert reason in str(refused.value)


def test_shipped_cards_are_good_on_the_day_they_were_written() -> None:
    assert list(load_rate_cards("2022-07", today=TODAY).by_name) == ["2022-07", "2026"]


def test_name_that_exists_is_refused(tmp_path: Path) -> None:
    (tmp_path / "2022-07.toml").write_text(GOOD)
    (tmp_path / "copy.toml").write_text(GOOD)
    with pytest.raises(
        BadRateCard, match=r"^copy\.toml: name: 2022-07 is the name of 2022-07\.toml"
    ):
        load_rate_cards("2022-07", tmp_path)


def test_adding_a_card_is_adding_a_file(tmp_path: Path) -> None:
    (tmp_path / "2020-12.toml").write_text(GOOD.replace('name = "2022-07"', 'name = "2020-12"'))
    assert load_rate_cards("2020-12", tmp_path).default.name == "2020-12"


def test_card_is_called_as_its_file(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text(GOOD)
    with pytest.raises(BadRateCard, match="must be other"):
        load_rate_cards("other", tmp_path)


def test_unknown_card_is_refused_with_those_there_are() -> None:
    with pytest.raises(BadRateCard, match="2022-07, 2026"):
        load_rate_cards("1999")
