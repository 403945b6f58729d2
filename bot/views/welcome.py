"""The card that greets who is new: what Purser is, and three things to press."""

import discord
from discord import ui

from bot.i18n.language import gettext
from bot.ledger.rate_card import RateCard

from .buttons import ButtonAction, action_button
from .cards import card, card_name, lines


def welcome_card(owner: int, rates: RateCard, *, private: bool) -> ui.LayoutView:
    """The welcome of a person; `private` where only the two see it and plain words are heard."""
    return card(
        gettext("## Welcome aboard"),
        gettext(
            "I keep your Upwork Connects: how many you hold, what a proposal costs, what comes "
            "back, and what expires when."
        ),
        lines(
            gettext("Press one of these, or just write to me: “how many left?”, “bought 40”.")
            if private
            else gettext(
                "Press one of these, or write to me in a direct message: “how many left?”, "
                "“bought 40”."
            ),
            gettext(
                "-# Until you set up, I count from 0, on the plan Basic, with cycle day 1, in "
                "UTC, by {rules}.",
                rules=card_name(rates),
            ),
        ),
        buttons=[
            [
                action_button(
                    owner,
                    ButtonAction.SETUP,
                    label=gettext("Set up"),
                    style=discord.ButtonStyle.primary,
                ),
                action_button(
                    owner, ButtonAction.WELCOME_ESTIMATE, label=gettext("Estimate a job")
                ),
                action_button(owner, ButtonAction.WELCOME_HELP, label=gettext("What can you do?")),
            ]
        ],
    )
