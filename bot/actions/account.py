"""The account: set up, looked at, moved to another plan."""

from dataclasses import dataclass, replace

from bot.app import App
from bot.ledger.books import Books
from bot.ledger.cycles import apply_due, open_offer
from bot.ledger.estimates import Consent
from bot.ledger.model import Plan
from bot.ledger.rate_card import RateCard
from bot.store import accounts, guilds, learned, notices, reminders
from bot.store.accounts import Receipt, Setup, SetupReceipt
from bot.store.journal import Request
from bot.store.reminders import in_zone


@dataclass(frozen=True, slots=True)
class AccountSet:
    """What is known of the account now, after what was told.

    `asks` when the person is to be asked, once, whether what jobs cost them may be counted.
    """

    told: Setup
    receipt: SetupReceipt
    asks: bool = False


@dataclass(frozen=True, slots=True)
class PlanChanged:
    plan: Plan
    receipt: Receipt


async def current_books(app: App, user_id: int) -> Books:
    """The person's books: read, and written only when something has fallen due."""
    now = app.now()
    books = await app.database.read(lambda tx: accounts.read_books(tx, user_id))
    if books is None or apply_due(books, now, app.cards.of(books.account)) is not books:
        return await app.database.write(
            lambda tx: accounts.up_to_date_books(tx, user_id, now, app.cards)
        )
    return books


async def card_of(app: App, user_id: int) -> RateCard:
    """The rate card that a person's account goes by; the host's for who has none."""
    found = await app.database.read(lambda tx: accounts.find_account(tx, user_id))
    return app.cards.of(found) if found else app.cards.default


async def open_in_server(app: App, user_id: int, guild_id: int) -> None:
    """Open the account of who first meets Purser in a server that has a rate card of its own."""
    if user_id in app.welcomed:
        return
    rates = await app.database.read(lambda tx: guilds.card_of_guild(tx, guild_id))
    if rates is None:
        return
    known = await app.database.read(lambda tx: accounts.find_account(tx, user_id))
    if known is None:
        now = app.now()
        await app.database.write(lambda tx: accounts.open_account(tx, user_id, now, rates))


async def set_up(app: App, request: Request, told: Setup) -> AccountSet:
    """Write what was told; repeated reminders keep their local times in a new zone.

    Raises NoSuchRateCard.
    """
    user_id = request.user_id
    if told.rates is not None:
        app.cards.named(told.rates)
    if zone := told.timezone:
        kept = await app.database.read(lambda tx: reminders.list_of_person(tx, user_id))
        before = await app.database.read(lambda tx: accounts.timezone_of(tx, user_id))
        told = replace(told, moved=tuple(in_zone(kept, before, zone, request.at)))
    receipt = await app.database.write(lambda tx: accounts.set_up(tx, request, told, app.cards))
    if told.rates is not None:  # a change of card is no entry, after which that is done by itself
        await app.database.write(lambda tx: notices.plan_check(tx, user_id, request.at, app.cards))
    return AccountSet(told, receipt)


async def set_up_and_ask(app: App, request: Request, told: Setup) -> AccountSet:
    """Write what was told in the form, the command or by a button, which asks one thing back.

    First what an account's offer brings, if that is open; then, once, about being counted.
    """
    done = await set_up(app, request, told)
    account = done.receipt.books.account
    if open_offer(account, app.cards.of(account)):
        return done
    if await app.database.read(lambda tx: learned.consent_of(tx, request.user_id)) is not None:
        return done
    asked = replace(request, key=f"{request.key}-asked")
    await app.database.write(lambda tx: learned.share(tx, asked, Consent.NONE))
    return replace(done, asks=True)


async def change_plan(app: App, request: Request, plan: Plan) -> PlanChanged:
    """Move to a plan. Raises SamePlan."""
    receipt = await app.database.write(
        lambda tx: accounts.change_plan(tx, request, plan, app.cards)
    )
    return PlanChanged(plan, receipt)


async def stop_top_rated(app: App, request: Request) -> Books:
    """The monthly Top Rated Connects stop; what has arrived stays."""
    return await app.database.write(lambda tx: accounts.stop_top_rated(tx, request, app.cards))


async def claim_welcome(app: App, user_id: int) -> bool:
    """True once for each person: they have never been shown how to set up."""
    if user_id in app.welcomed:
        return False
    is_new = False
    if not await app.database.read(lambda tx: accounts.is_welcomed(tx, user_id)):
        now = app.now()
        is_new = await app.database.write(
            lambda tx: accounts.open_and_claim_welcome(tx, user_id, now)
        )
    app.welcomed[user_id] = True
    return is_new


async def remember_language(app: App, user_id: int, language: str) -> None:
    """Keep the language of a person's Discord, for what is written to them unasked."""
    if app.languages.get(user_id) == language:
        return
    kept = await app.database.read(lambda tx: accounts.language_of(tx, user_id))
    if kept == language or await app.database.write(
        lambda tx: accounts.note_language(tx, user_id, language)
    ):
        app.languages[user_id] = language


async def language_of(app: App, user_id: int) -> str:
    """The language of a person who writes a message, or to whom one is written."""
    if known := app.languages.get(user_id):
        return known
    return await app.database.read(lambda tx: accounts.language_of(tx, user_id))
