"""The cards of a server: its reminders, its digest, its settings."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from discord import ui

from bot.actions.reminders import Kept
from bot.actions.servers import LONGEST_TEXT, ServerSettings
from bot.i18n.language import gettext, gettext_noop, ngettext
from bot.ledger.rate_card import RateCard
from bot.store.guilds import FEWEST_COUNTED, Digest
from bot.store.reminders import Reminder

from .buttons import ANYBODY, ButtonAction, action_button
from .cards import CAREFUL, GOOD, card, card_name, lines
from .reminders import LONGEST_LIST, broken_mark, in_words, instant_in_words, late_line
from .text import calendar_month, connects, escape, hires, interviews, number, proposals


def server_card(
    reminder: Reminder, now: datetime, rates: RateCard, digest: Digest | None
) -> ui.LayoutView:
    """What a server's reminder says now; the digest is there for one that shows it."""
    mention = f"<@&{reminder.role_id}>" if reminder.role_id else None
    if digest is not None:
        body, buttons = _digest_body(digest), [[_counting_button()]]
    elif reminder.kind == "arrived":
        body, buttons = _arrived_body(rates), []
    else:
        body, buttons = escape(reminder.about, LONGEST_TEXT), []
    return card(mention, body, late_line(reminder, now), buttons=buttons)


def off_card(reminder: Reminder) -> ui.LayoutView:
    """Tells who set it that it can no longer be said."""
    sentence = gettext(
        "I can no longer write in <#{channel_id}>, so the reminder you set there is "
        "off: {about}. Let me see the channel and send messages, then set it anew "
        "with `/server reminder add`.",
        channel_id=reminder.channel_id,
        about=escape(reminder.about, 120) or reminder.kind,
    )
    return card(sentence, colour=CAREFUL)


def counted_card(counted: bool) -> ui.LayoutView:
    return card(
        gettext(
            "You are counted in this server's digest from now on: in its sums, never by "
            "name. Press again to be counted no longer."
        )
        if counted
        else gettext("You are no longer counted in this server's digest.")
    )


def _arrived_body(rates: RateCard) -> str:
    """That the free Connects of the month have arrived."""
    plans = [
        f"- {terms.title}: **{connects(terms.monthly)}**"
        for terms in rates.plans.values()
        if terms.monthly
    ]
    return lines(
        gettext("## 📅 The month's Connects arrive"),
        *plans,
        gettext("-# On each one's own cycle day, by the rate card {name}.", name=rates.name),
    )


def _digest_body(digest: Digest) -> str:
    """The month of those members who agreed to be counted; nobody is named."""
    heading = gettext("## 📊 {month} in Connects", month=calendar_month(digest.month))
    if digest.people < FEWEST_COUNTED:
        return lines(
            heading,
            gettext(
                "Figures are shown once at least {fewest_counted} members who agreed to be "
                "counted have sent proposals in a month; this time {people} had.",
                fewest_counted=FEWEST_COUNTED,
                people=number(digest.people),
            ),
        )
    return lines(
        heading,
        gettext("{people} members were counted:", people=number(digest.people)),
        gettext(
            "- {proposals} for {spent}",
            proposals=proposals(digest.proposals),
            spent=connects(digest.spent),
        ),
        f"- {interviews(digest.interviews)}, {hires(digest.hires)}",
        ngettext(
            "- {returned} came back",
            "- {returned} came back",
            digest.returned,
            returned=connects(digest.returned),
        ),
    )


def _counting_button() -> ui.Button[Any]:
    """Lets any member agree to be counted, or take that back."""
    return action_button(ANYBODY, ButtonAction.COUNT_ME, label=gettext("Count me in, or out"))


SERVER_KINDS = {
    "arrived": gettext_noop("The month's Connects"),
    "digest": gettext_noop("The month's digest"),
}


def _kind(reminder: Reminder) -> str:
    """What a reminder says that needs no text; empty for others."""
    return gettext(SERVER_KINDS[reminder.kind]) if reminder.kind in SERVER_KINDS else ""


def server_kept_card(kept: Kept) -> ui.LayoutView:
    """How a new reminder of a channel was read."""
    reminder, when, zone = kept.reminder, kept.when, kept.zone
    repeats = (
        gettext(" and then again: {rule}", rule=in_words(reminder.rule)) if reminder.rule else ""
    )
    what = _kind(reminder) or escape(reminder.about, 120)
    return card(
        f"## {what}",
        gettext(
            "In <#{channel_id}> on {at}{repeats}.",
            channel_id=reminder.channel_id,
            at=instant_in_words(when.at),
            repeats=repeats,
        ),
        gettext(
            "-# Read in the server's time zone, {zone}. Change it with `/server settings`.",
            zone=zone,
        ),
        colour=GOOD,
    )


def server_list_card(reminders: Sequence[Reminder]) -> ui.LayoutView:
    if not reminders:
        return card(
            gettext("## No reminders in this server"), gettext("Set one: `/server reminder add`.")
        )
    rows = [
        f"- {each.id}: <#{each.channel_id}> {instant_in_words(each.due_at)}"
        + (f" · {in_words(each.rule)}" if each.rule else "")
        + f" · {escape(each.about, 60) or _kind(each)}"
        + (broken_mark() if each.state == "broken" else "")
        for each in reminders[:LONGEST_LIST]
    ]
    more = len(reminders) - LONGEST_LIST
    return card(
        gettext("## Reminders"),
        lines(*rows, gettext("and {more} more", more=number(more)) if more > 0 else None),
    )


def server_settings_card(settings: ServerSettings) -> ui.LayoutView:
    return card(
        gettext("## This server"),
        lines(
            gettext("**Time zone** {zone} (`timezone`)", zone=settings.zone),
            gettext(
                "**Language of what I post here** {language} (`language`)",
                language=settings.language,
            ),
            gettext(
                "**Accounts that are opened here go by** {rules} (`rate_card`)",
                rules=card_name(settings.card),
            ),
        ),
    )
