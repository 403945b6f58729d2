"""Time zones as people name them."""

import pytest

from bot.parsing.refusals import UnknownZone
from bot.parsing.zones import read_zone


@pytest.mark.parametrize(
    ("named", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"), ("berlin", "Europe/Berlin"),
        ("Bogotá", "America/Bogota"), ("São Paulo", "America/Sao_Paulo"),
        ("New York time", "America/New_York"), ("EST", "America/New_York"),
        ("eastern time", "America/New_York"), ("cet", "Europe/Berlin"), ("PKT", "Asia/Karachi"),
        ("UTC+5", "Etc/GMT-5"), ("GMT-3", "Etc/GMT+3"), ("UTC+5:30", "Asia/Kolkata"),
        ("gmt", "UTC"), ("Pakistan", "Asia/Karachi"), ("India", "Asia/Kolkata"),
        ("Germany", "Europe/Berlin"), ("philippines", "Asia/Manila"),
        ("Leeds", "Europe/London"), ("kraków", "Europe/Warsaw"), ("UK", "Europe/London"),
        ("Nairobi, Kenya", "Africa/Nairobi"), ("columbus, ohio", "America/New_York"),
        ("spain", "Europe/Madrid"), ("twin cities", "America/Chicago"),
        ("connecticut", "America/New_York"), ("virginia", "America/New_York"),
        ("in Colombia", "America/Bogota"),
    ],
)  # fmt: skip
def test_zone_is_read_as_it_is_named(named: str, zone: str) -> None:
    assert read_zone(named) == zone


@pytest.mark.parametrize(
    "named",
    ["IST", "CST", "Brazil", "United States", "Georgia", "Birmingham", "UTC+25", "nowhere", ""],
)
def test_zone_that_may_be_several_or_none_is_not_guessed(named: str) -> None:
    with pytest.raises(UnknownZone):
        read_zone(named)
