"""The cards of a person's data: taken out, forgotten, and what is kept at all."""

import io
from typing import Any

import discord
from discord import ui

from bot.actions.data import TakenOut
from bot.i18n.language import gettext
from bot.ledger.estimates import Consent
from bot.transfer.rows import Export

from .buttons import ButtonAction, action_button
from .cards import BAD, CALM, CAREFUL, GOOD, card, lines
from .text import connects, journal_lines, proposals, reminders


def export_card(taken: TakenOut) -> tuple[ui.LayoutView, list[discord.File]]:
    """The files, with what is in them."""
    export, files = taken.export, taken.files
    parts = [ui.File[ui.LayoutView](f"attachment://{name}") for name in files]
    view = card(
        gettext("## All that I keep of you"),
        gettext(
            "{balance} held, {parts}.", balance=connects(export.balance), parts=counted(export)
        ),
        *parts,
        gettext("-# The JSON can be read in again with `/import`."),
        colour=GOOD,
    )
    return view, [discord.File(io.BytesIO(content), name) for name, content in files.items()]


def counted(export: Export) -> str:
    """How much a file holds: lines of the journal, proposals, reminders to come."""
    return ", ".join(
        (
            journal_lines(len(export.entries)),
            proposals(len(export.proposals)),
            reminders(len(export.waiting)),
        )
    )


def nothing_kept_card() -> ui.LayoutView:
    return card(
        gettext("## I keep nothing of you"), gettext("There is nothing to take out or to forget.")
    )


def privacy_card(consent: Consent, owner: int) -> ui.LayoutView:
    """What is kept, why, where and for how long."""
    return card(
        gettext("## What I keep of you"),
        lines(
            gettext(
                "- **Your books**: the rules that you chose and when, plan, cycle day, every line "
                "of the journal, your proposals with the titles, links and budgets that you told. "
                "To count for you."
            ),
            gettext(
                "- **Your settings**: time zone, which reminders come, those that you asked for, "
                "what they told you."
            ),
            gettext(
                "- **For a while**: what you said or typed that waits for a button (a week), "
                "which requests have been done (eight days), reminders that were said or called "
                "off (90 days), a file that waits to be read in (an hour)."
            ),
            gettext(
                "- **Your Discord id**, to know whose all that is. Not your name, and none "
                "of your messages."
            ),
        ),
        gettext(
            "It lies in the database of whoever hosts me, and in backups of seven days, until you "
            "have it forgotten. In servers only you see your figures."
        ),
        gettext("**Others' estimates**: ") + _what_is_counted(consent),
        buttons=[
            [
                *_consent_buttons(consent, owner),
                action_button(owner, ButtonAction.EXPORT, label=gettext("Take it out")),
                action_button(
                    owner,
                    ButtonAction.FORGET,
                    label=gettext("Forget me"),
                    style=discord.ButtonStyle.danger,
                ),
            ]
        ],
    )


def _what_is_counted(consent: Consent) -> str:
    match consent:
        case Consent.ALL:
            return gettext(
                "what jobs cost you and brought you is counted, without your name, when at least "
                "five people stand behind a figure."
            )
        case Consent.COSTS:
            return gettext(
                "what jobs cost you is counted, without your name, when at least five people "
                "stand behind a figure. What they brought you is not, for you were asked about "
                "the costs alone: may that be counted too?"
            )
        case Consent.NONE:
            return gettext("what jobs cost you and brought you is not counted.")


def _consent_buttons(consent: Consent, owner: int) -> list[ui.Item[Any]]:
    labels = []
    if consent is not Consent.ALL:
        is_more = consent is Consent.COSTS
        labels.append((Consent.ALL, gettext("Count both") if is_more else gettext("Count mine")))
    if consent is not Consent.NONE:
        labels.append((Consent.NONE, gettext("Don't count mine")))
    return [action_button(owner, ButtonAction.SHARE, to, label=label) for to, label in labels]


def forget_card(owner: int) -> ui.LayoutView:
    """The first question; an export is offered."""
    return card(
        gettext("## Forget everything about you?"),
        gettext(
            "Your books, proposals, settings and reminders would be gone, and nobody can "
            "bring them back. Take them out first: the JSON can be read in again."
        ),
        colour=CAREFUL,
        buttons=[
            [
                action_button(owner, ButtonAction.EXPORT, label=gettext("Take it out first")),
                action_button(
                    owner,
                    ButtonAction.FORGET_SURE,
                    label=gettext("Forget me"),
                    style=discord.ButtonStyle.danger,
                ),
                action_button(owner, ButtonAction.FORGET_NOT, label=gettext("Keep it")),
            ]
        ],
    )


def forget_sure_card(balance: int, owner: int) -> ui.LayoutView:
    return card(
        gettext("## Really?"),
        gettext(
            "{balance} and all that led there. This is the last question.",
            balance=connects(balance),
        ),
        colour=BAD,
        buttons=[
            [
                action_button(
                    owner,
                    ButtonAction.FORGET_NOW,
                    label=gettext("Yes, forget me"),
                    style=discord.ButtonStyle.danger,
                ),
                action_button(owner, ButtonAction.FORGET_NOT, label=gettext("Keep it")),
            ]
        ],
    )


def forgotten_card() -> ui.LayoutView:
    return card(
        gettext("## Forgotten"),
        gettext(
            "Nothing of you is left here. The host's backups of the last seven days "
            "still hold it until they are replaced. Whatever you tell me next begins "
            "anew."
        ),
        colour=CALM,
    )


def not_forgotten_card() -> ui.LayoutView:
    return card(gettext("Everything stays as it is."))
