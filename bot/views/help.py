"""What Purser can do, by topic."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from discord import ui

from bot.i18n.language import gettext, gettext_noop
from bot.ledger.rate_card import RateCard
from bot.views.refusals import NoSuchTopic

from .buttons import ALL, ButtonAction, action_button
from .cards import card, card_line, lines


@dataclass(frozen=True, slots=True)
class HelpTopic:
    """A topic of the help: what it is about, the commands that belong to it, and message menus.

    `uncapped` says what it is about by a rate card that lets all Connects carry over.
    """

    about: str
    commands: tuple[tuple[str, str], ...]
    uncapped: str = ""
    menus: tuple[tuple[str, str], ...] = ()


TOPICS = {
    gettext_noop("Getting started"): HelpTopic(
        gettext_noop("Tell me what Upwork shows you now; I count from there."),
        (
            ("setup", gettext_noop("the rules, plan, balance, cycle day, time zone")),
            ("balance", gettext_noop("what you hold, what arrives and what expires next")),
            ("help", gettext_noop("this")),
        ),
    ),
    gettext_noop("Plain words"): HelpTopic(
        gettext_noop(
            "Write to me as to a colleague, in the DM or with a mention: “spent 6 on the "
            "logo job”, “client closed the logo one”, “bought 40”, “how many left?”, “do "
            "connects expire?”."
        ),
        (("ask", gettext_noop("a question in plain words")),),
    ),
    gettext_noop("Job posts"): HelpTopic(
        gettext_noop(
            "Before you send: what a job costs, and what is left after. On a message that holds "
            "a job post, press and hold (or right-click) and open *Apps*."
        ),
        (
            ("estimate", gettext_noop("what a job of that budget will cost")),
            ("shop", gettext_noop("the cheapest purchase for a need")),
        ),
        menus=(
            ("Estimate this job", gettext_noop("what the posted job costs")),
            ("Log this proposal", gettext_noop("a form, filled in from the post")),
        ),
    ),
    gettext_noop("Proposals"): HelpTopic(
        gettext_noop(
            "Every proposal costs Connects. Log what it cost and what became of it: when "
            "the client closes the job without hiring, or Upwork removes it, they come "
            "back."
        ),
        (
            ("spend", gettext_noop("log a proposal, a badge or a boost")),
            ("outcome", gettext_noop("tell what became of a proposal")),
            ("edit", gettext_noop("put a logged one right, or add its boost")),
            ("proposals", gettext_noop("browse them")),
        ),
    ),
    gettext_noop("Connects"): HelpTopic(
        gettext_noop("They arrive each month, for one-time achievements, and from the shop."),
        (
            ("earn", gettext_noop("free Connects that arrived")),
            ("buy", gettext_noop("Connects that you bought")),
            ("plan", gettext_noop("move to another plan")),
        ),
    ),
    gettext_noop("Figures"): HelpTopic(
        gettext_noop(
            "Figures of what you sent, what it cost and what it won, and how long the rest lasts."
        ),
        (
            ("stats", gettext_noop("views, interviews, hires, cost and return of a period")),
            ("forecast", gettext_noop("until when they last, and what to buy when")),
            ("chart", gettext_noop("a picture of your balance, your proposals or your spending")),
        ),
    ),
    gettext_noop("Reminders"): HelpTopic(
        gettext_noop(
            "By themselves they come before Connects expire or are cut, when the balance "
            "is low, when the month has turned, and for proposals without news; others "
            "when you ask for them."
        ),
        (
            ("remind add", gettext_noop("remind me: friday 9am, every monday 10:00, in 2 days")),
            ("remind list", gettext_noop("what is to come")),
            ("remind cancel", gettext_noop("call one off")),
            ("remind settings", gettext_noop("which come by themselves")),
            ("server reminder add", gettext_noop("remind a channel (who manages the server)")),
            ("server settings", gettext_noop("what holds for the server")),
        ),
        gettext_noop(
            "By themselves they come before Connects expire, when the balance is low, when the "
            "month has turned, and for proposals without news; others when you ask for them."
        ),
    ),
    gettext_noop("Your data"): HelpTopic(
        gettext_noop("It is yours: take it out, bring it in, have it forgotten."),
        (
            ("export", gettext_noop("all that I keep of you, as JSON or CSV")),
            ("import", gettext_noop("your export, or Upwork's history of your Connects")),
            ("forget-me", gettext_noop("everything about you gone")),
            ("privacy", gettext_noop("what I keep, why, where and for how long")),
        ),
    ),
    gettext_noop("Mistakes"): HelpTopic(
        gettext_noop("The journal keeps everything; a mistake is reversed, never erased."),
        (
            ("undo", gettext_noop("reverse your last spend, purchase, grant or correction")),
            ("correct", gettext_noop("make the balance what Upwork shows")),
            ("history", gettext_noop("the journal, newest first")),
        ),
    ),
}


def find_topic(typed: str) -> str:
    """The topic that was typed, or the one that has the command of that name.

    Raises NoSuchTopic.
    """
    wanted = typed.strip().casefold().removeprefix("/")
    for name, topic in TOPICS.items():
        if wanted == name.casefold() or wanted in dict(topic.commands):
            return name
    raise NoSuchTopic(text=typed)


def help_card(
    topic: str | None, mention: Callable[[str], str], rates: RateCard, owner: int
) -> ui.LayoutView:
    """The help on one topic, or all topics with a button for each, by a rate card."""
    if topic is None:
        blocks = [f"**{gettext(name)}** {_names(entry, mention)}" for name, entry in TOPICS.items()]
        return card(
            gettext("## Purser keeps your Upwork Connects"),
            lines(*blocks),
            card_line(rates),
            buttons=_topic_buttons(owner),
        )
    entry = TOPICS[topic]
    about = entry.uncapped if rates.rollover.cap is None and entry.uncapped else entry.about
    home = action_button(owner, ButtonAction.HELP, ALL, label=gettext("All topics"))
    return card(
        f"## {gettext(topic)}",
        gettext(about),
        lines(
            *(f"{mention(name)} {gettext(what)}" for name, what in entry.commands),
            *(f"{_menu(name)} {gettext(what)}" for name, what in entry.menus),
        ),
        card_line(rates) if entry.uncapped else None,
        buttons=[[home]],
    )


def _topic_buttons(owner: int) -> list[list[ui.Item[Any]]]:
    """A button names its topic by a command: one that moves to another is found there."""
    buttons: list[ui.Item[Any]] = [
        action_button(owner, ButtonAction.HELP, topic.commands[0][0], label=gettext(name))
        for name, topic in TOPICS.items()
    ]
    return [buttons[:5], buttons[5:]]


def _names(topic: HelpTopic, mention: Callable[[str], str]) -> str:
    commands = " ".join(mention(name) for name, _ in topic.commands)
    return " · ".join([commands, *(_menu(name) for name, _ in topic.menus)])


def _menu(name: str) -> str:
    """A message's menu, as Discord shows the way to it."""
    return f"*{name}*"
