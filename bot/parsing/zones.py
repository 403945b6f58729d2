"""Time zones as people name them: `Europe/Berlin`, `berlin`, `UTC`."""

from zoneinfo import available_timezones

from bot.parsing.refusals import UnknownZone

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
    """The IANA name of a time zone, or of a city's. Raises UnknownZone."""
    zone = _ZONE_BY_NAME.get(text.strip().lower().replace(" ", "_"))
    if zone is None:
        raise UnknownZone(text=text)
    return zone
