"""A server's reminders and settings, and the digest of members who agreed to be counted."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.actions.refusals import RemindAbout
from bot.app import App
from bot.i18n.language import LANGUAGES
from bot.ledger.rate_card import RateCard
from bot.parsing.moments import read_when
from bot.parsing.text import one_line
from bot.parsing.zones import read_zone
from bot.store import guilds, reminders
from bot.store.guilds import Digest
from bot.store.journal import Request
from bot.store.reminders import Place, Reminder

from .reminders import Kept

LONGEST_TEXT = 1000


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """The time zone of a server's reminders, and the language of what is posted there.

    `card` is for the accounts that are opened in it.
    """

    zone: str
    language: str
    card: RateCard


async def add_reminder(app: App, request: Request, place: Place, when_text: str, text: str) -> Kept:
    """Keep a reminder of a channel. Raises Refusal for a `when` that cannot be read."""
    about = one_line(text, LONGEST_TEXT)
    if place.kind == "server" and not about:
        raise RemindAbout()
    zone = await app.database.read(lambda tx: guilds.timezone_of_guild(tx, place.guild_id))
    when = await asyncio.to_thread(read_when, when_text, request.at, zone)
    zone = when.zone or zone
    kept = await app.database.write(lambda tx: reminders.add(tx, request, when, about, zone, place))
    return Kept(kept, when, zone)


async def reminders_of(app: App, guild_id: int) -> Sequence[Reminder]:
    """What is still to come in the server, soonest first."""
    return await app.database.read(lambda tx: reminders.list_of_guild(tx, guild_id))


async def cancel_reminder(app: App, guild_id: int, reminder_id: int) -> Reminder:
    """Take a reminder of the server away. Raises NoReminder."""
    now = app.now()
    return await app.database.write(
        lambda tx: reminders.cancel_of_guild(tx, guild_id, reminder_id, now)
    )


async def settings(
    app: App,
    request: Request,
    guild_id: int,
    timezone: str | None,
    language: str | None,
    rates: str | None,
) -> ServerSettings:
    """Change what was told, and say what holds now. Raises UnknownZone, NoSuchRateCard."""
    if rates is not None:
        app.cards.named(rates)
    if (timezone, language, rates) != (None, None, None):
        zone = read_zone(timezone) if timezone is not None else None
        await app.database.write(
            lambda tx: guilds.change_settings(
                tx, request, guild_id, timezone=zone, language=language, rates=rates
            )
        )
    return ServerSettings(
        await app.database.read(lambda tx: guilds.timezone_of_guild(tx, guild_id)),
        LANGUAGES[await language_of(app, guild_id)],
        await card_of(app, guild_id),
    )


async def card_of(app: App, guild_id: int) -> RateCard:
    """The rate card for accounts that are opened in the server: its own, or the host's."""
    return app.cards.once(await app.database.read(lambda tx: guilds.card_of_guild(tx, guild_id)))


async def language_of(app: App, guild_id: int) -> str:
    """The code of the language of what is posted in the server."""
    return await app.database.read(lambda tx: guilds.language_of_guild(tx, guild_id))


async def count_me(app: App, request: Request, guild_id: int) -> bool:
    """Count the person in the server's digest, or no longer; whether they are counted now."""
    return await app.database.write(lambda tx: guilds.count_me(tx, request, guild_id))


async def digest(app: App, guild_id: int) -> Digest:
    """The digest of the month that has ended, as it was made first."""
    now = app.now()
    found = await app.database.read_apart(lambda tx: guilds.digest_of(tx, guild_id, now))
    return await app.database.write(lambda tx: guilds.keep_digest(tx, guild_id, *found))
