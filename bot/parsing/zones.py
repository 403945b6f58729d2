"""Time zones as people name them: `Europe/Berlin`, `berlin`, `Pakistan`, `EST`, `UTC+3`."""

import re
import tomllib
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo, available_timezones

from bot.parsing.lexicon import LISTS
from bot.parsing.refusals import UnknownZone
from bot.parsing.text import plain

ZONES = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc"))
COMMON_ZONES = (
    "UTC",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Kyiv",
    "Africa/Lagos",
    "Asia/Dubai",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Asia/Dhaka",
    "Asia/Manila",
    "Australia/Sydney",
)
_ZONE_BY_NAME = {
    **{zone.rpartition("/")[2].lower(): zone for zone in reversed((*COMMON_ZONES, *ZONES))},
    **{zone.lower(): zone for zone in (*ZONES, "UTC")},
    "gmt": "UTC",
}


def read_zone(text: str) -> str:
    """The IANA name of a time zone, or of a city's, a country's with one time, of letters that mean
    one zone (`EST`) or of hours from UTC. Raises UnknownZone."""
    name = _AROUND.sub("", plain(text).strip())
    letters = _LETTERS.get(name, "").split()
    offset = _OFFSET.fullmatch(name)
    zone = (
        (letters[0] if len(letters) == 1 else None)
        or (offset and _zone_of_offset(offset[1], int(offset[2]), int(offset[3] or 0)))
        or _zone_of_place(name)
    )
    if not zone:
        raise UnknownZone(text=text)
    return zone


_AROUND = re.compile(r"^(?:in|hora (?:de|del)|en) |(?: (?:standard|local))? time(?: ?zone)?$")


def _zone_of_place(name: str) -> str | None:
    """The zone of a city or a country; of both, the country's, as another has a Portland too."""
    whole = _ZONE_BY_NAME.get(name.replace(" ", "_")) or _zones_of_countries().get(name)
    if whole := whole or _zones_of_places().get(name):
        return whole
    city, comma, country = name.rpartition(",")
    return _zone_of_place(country.strip()) if comma and city.strip() else None


@cache
def _zones_of_places() -> dict[str, str]:
    """The zones of cities and of parts of countries that tz does not name."""
    of_cities = (LISTS / "cities.txt").read_text("utf-8").splitlines()
    listed = [line.split(": ") for line in of_cities if not line.startswith("#")]
    of_places = tomllib.loads((LISTS / "zones.toml").read_text("utf-8"))
    listed += [list(each) for each in of_places.items()]
    return {
        place: zone
        for zone, places in listed
        for place in places.replace("\n", " ").strip().split(", ")
    }


@cache
def _zones_of_countries() -> dict[str, str]:
    """The zone of each country that has one time, by its English name."""
    zones: dict[str, list[str]] = {}
    for code, _, zone, *_ in _rows_of("zone.tab"):
        zones.setdefault(code, []).append(zone)
    return {
        plain(name): zones[code][0]
        for code, name in _rows_of("iso3166.tab")
        if _are_one_time(zones.get(code, []))
        and code != "GE"  # Georgia is a state of another zone, too
    }


def _rows_of(table: str) -> Iterator[list[str]]:
    """The rows of one of tz's tables."""
    text = (resources.files("tzdata") / "zoneinfo" / table).read_text("utf-8")
    return (line.split("\t") for line in text.splitlines() if line and line[0] != "#")


def _are_one_time(zones: list[str]) -> bool:
    return len(zones) == 1 or len({_times_of(zone) for zone in zones}) == 1


def _times_of(zone: str) -> tuple[object, ...]:
    """What a zone's clocks show against UTC in winter and in summer."""
    return tuple(datetime(2026, month, 1, tzinfo=ZoneInfo(zone)).utcoffset() for month in (1, 7))


_LETTERS = {
    "utc": "UTC", "gmt": "UTC", "z": "UTC", "zulu": "UTC",
    "wet": "Europe/Lisbon", "west": "Europe/Lisbon", "bst": "Europe/London Asia/Dhaka",
    "cet": "Europe/Berlin", "cest": "Europe/Berlin", "mez": "Europe/Berlin",
    "mesz": "Europe/Berlin", "eet": "Europe/Kyiv", "eest": "Europe/Kyiv", "msk": "Europe/Moscow",
    "trt": "Europe/Istanbul", "wat": "Africa/Lagos", "cat": "Africa/Harare",
    "eat": "Africa/Nairobi", "sast": "Africa/Johannesburg", "gst": "Asia/Dubai",
    "pkt": "Asia/Karachi", "ist": "Asia/Kolkata Asia/Jerusalem Europe/Dublin",
    "npt": "Asia/Kathmandu", "ict": "Asia/Bangkok", "wib": "Asia/Jakarta",
    "pht": "Asia/Manila", "phst": "Asia/Manila", "sgt": "Asia/Singapore", "hkt": "Asia/Hong_Kong",
    "myt": "Asia/Kuala_Lumpur", "jst": "Asia/Tokyo", "kst": "Asia/Seoul",
    "awst": "Australia/Perth", "acst": "Australia/Darwin", "aest": "Australia/Sydney",
    "aedt": "Australia/Sydney", "nzst": "Pacific/Auckland", "nzdt": "Pacific/Auckland",
    "est": "America/New_York", "edt": "America/New_York", "et": "America/New_York",
    "cst": "America/Chicago Asia/Shanghai", "cdt": "America/Chicago", "ct": "America/Chicago",
    "mst": "America/Denver", "mdt": "America/Denver", "mt": "America/Denver",
    "pst": "America/Los_Angeles", "pdt": "America/Los_Angeles",
    "pt": "America/Los_Angeles", "akst": "America/Anchorage", "akdt": "America/Anchorage",
    "hst": "Pacific/Honolulu", "brt": "America/Sao_Paulo", "art": "America/Argentina/Buenos_Aires",
    "clt": "America/Santiago", "cot": "America/Bogota", "pet": "America/Lima",
    "vet": "America/Caracas", "eastern": "America/New_York", "central": "America/Chicago",
    "mountain": "America/Denver", "pacific": "America/Los_Angeles",
}  # fmt: skip
"""Letters behind a time, and the zones that they may mean, the likelier first. What is written as
winter time in summer is meant as the time that the place's clocks show."""
_NO_WHOLE_HOUR = {
    "+03:30": "Asia/Tehran", "+04:30": "Asia/Kabul", "+05:30": "Asia/Kolkata",
    "+05:45": "Asia/Kathmandu", "+06:30": "Asia/Yangon", "+09:30": "Australia/Darwin",
}  # fmt: skip
"""Offsets for which tz has no `Etc` zone, by a place without summer time that has them."""
_OFFSET = re.compile(r"(?:utc|gmt|z)?\s?([+-])\s?(\d{1,2})(?::?(\d\d))?(?![\d:])(?!\s?[ap]m\b)")
_ZONE_WORDS = re.compile(
    r"(?:in )?(?:hora de )?([a-z]+(?:[ _](?!time\b|hora\b)[a-z]+)?(?:/[a-z_]+){0,2})"
    r"(?: time| hora)?(?![\w/])"
)
_ONE_WORD = re.compile(r"(?:hora )?([a-z]+)(?: time| standard time)?(?![\w/])")


def typed_zones(words: str, at: int) -> tuple[tuple[str, ...], int] | None:
    """The zones that the words at that place behind a time may mean, and where they end.

    `CET`, `UTC+3`, `+02:00`, `london time`, `Europe/Berlin`; None where none stands there.
    """
    if offset := _OFFSET.match(words, at):
        zone = _zone_of_offset(offset[1], int(offset[2]), int(offset[3] or 0))
        return ((zone,), offset.end()) if zone else None
    if (word := _ONE_WORD.match(words, at)) and (names := _LETTERS.get(word[1])):
        return tuple(names.split()), word.end()
    if place := _ZONE_WORDS.match(words, at):
        name = _ZONE_BY_NAME.get(place[1].replace(" ", "_"))
        if name:
            return (name,), place.end()
    return None


def _zone_of_offset(sign: str, hours: int, minutes: int) -> str | None:
    if minutes:
        return _NO_WHOLE_HOUR.get(f"{sign}{hours:02}:{minutes:02}")
    if hours == 0:
        return "UTC"
    west = sign == "-"
    if hours > (12 if west else 14):
        return None
    return f"Etc/GMT{'+' if west else '-'}{hours}"  # tz counts them from the west (POSIX)
