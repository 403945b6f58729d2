"""What Purser can do, by topic."""

from collections.abc import Callable
from dataclasses import dataclass

from discord import ui

from bot.i18n.language import gettext, gettext_noop
from bot.ledger.rate_card import RateCard
from bot.views.refusals import NoSuchTopic

from .cards import card, card_line, lines


@dataclass(frozen=True, slots=True)
class HelpTopic:
    """A topic of the help: what it is about and the commands that belong to it.

    `uncapped` says what it is about by a rate card that lets all Connects carry over.
    """

    about: str
    commands: tuple[tuple[str, str], ...]
    uncapped: str = ""


TOPICS = {
    gettext_noop("Getting started"): HelpTopic(
        gettext_noop("Tell me what Upwork shows you now; I count from there."),
        (
            ("setup", gettext_noop("the rules, plan, balance, cycle day, time zone")),
            ("balance", gettext_noop("what you hold, what arrives and what expires next")),
            ("help", gettext_noop("this")),
        ),
    ),
    gettext_noop("In plain words"): HelpTopic(
        gettext_noop(
            "Write to me as to a colleague, in the DM or with a mention: “spent 6 on the "
            "logo job”, “client closed the logo one”, “bought 40”, “how many left?”, “do "
            "connects expire?”. On a message with a job post, *Apps* has *Estimate this "
            "job* and *Log this proposal*."
        ),
        (("ask", gettext_noop("a question in plain words")),),
    ),
    gettext_noop("Proposals"): HelpTopic(
        gettext_noop(
            "Every proposal costs Connects. Log what it cost and what became of it: when "
            "the client closes the job without hiring, or Upwork removes it, they come "
            "back."
        ),
        (
            ("estimate", gettext_noop("what a job of that budget will cost")),
            ("spend", gettext_noop("log a proposal, a badge or a boost")),
            ("outcome", gettext_noop("tell what became of a proposal")),
            ("edit", gettext_noop("put a logged one right, or add its boost")),
            ("proposals", gettext_noop("browse them")),
        ),
    ),
    gettext_noop("Getting Connects"): HelpTopic(
        gettext_noop("They arrive each month, for one-time achievements, and from the shop."),
        (
            ("earn", gettext_noop("free Connects that arrived")),
            ("buy", gettext_noop("Connects that you bought")),
            ("shop", gettext_noop("the cheapest purchase for a need")),
            ("plan", gettext_noop("move to another plan")),
        ),
    ),
    gettext_noop("What they brought"): HelpTopic(
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
    gettext_noop("Putting things right"): HelpTopic(
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


def help_card(topic: str | None, mention: Callable[[str], str], rates: RateCard) -> ui.LayoutView:
    """The help on one topic, or on all of them, by a rate card."""
    if topic:
        entry = TOPICS[topic]
        about = entry.uncapped if rates.rollover.cap is None and entry.uncapped else entry.about
        return card(
            f"## {gettext(topic)}", gettext(about), _commands(entry, mention), card_line(rates)
        )
    blocks = [f"**{gettext(name)}**\n{_commands(entry, mention)}" for name, entry in TOPICS.items()]
    return card(gettext("## Purser keeps your Upwork Connects"), *blocks, card_line(rates))


def _commands(topic: HelpTopic, mention: Callable[[str], str]) -> str:
    return lines(*(f"{mention(name)} {gettext(what)}" for name, what in topic.commands))
