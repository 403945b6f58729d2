"""What Purser can do, by topic."""

from collections.abc import Callable
from dataclasses import dataclass

from discord import ui

from bot.i18n.language import mark, t
from bot.views.refusals import NoSuchTopic

from .cards import card, lines


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the help: what it is about and the commands that belong to it."""

    about: str
    commands: tuple[tuple[str, str], ...]


TOPICS = {
    mark("Getting started"): Topic(
        mark("Tell me what Upwork shows you now; I count from there."),
        (
            ("setup", mark("plan, balance, cycle day, time zone")),
            ("balance", mark("what you hold, what arrives and what expires next")),
            ("help", mark("this")),
        ),
    ),
    mark("In plain words"): Topic(
        mark(
            "Write to me as to a colleague, in the DM or with a mention: “spent 6 on the "
            "logo job”, “client closed the logo one”, “bought 40”, “how many left?”, “do "
            "connects expire?”. On a message with a job post, *Apps* has *Estimate this "
            "job* and *Log this proposal*."
        ),
        (("ask", mark("a question in plain words")),),
    ),
    mark("Proposals"): Topic(
        mark(
            "Every proposal costs Connects. Log what it cost and what became of it: when "
            "the client closes the job without hiring, or Upwork removes it, they come "
            "back."
        ),
        (
            ("estimate", mark("what a job of that budget will cost")),
            ("spend", mark("log a proposal, a badge or a boost")),
            ("outcome", mark("tell what became of a proposal")),
            ("proposals", mark("browse them")),
        ),
    ),
    mark("Getting Connects"): Topic(
        mark("They arrive each month, for one-time achievements, and from the shop."),
        (
            ("earn", mark("free Connects that arrived")),
            ("buy", mark("Connects that you bought")),
            ("shop", mark("the cheapest bundles for a need")),
            ("plan", mark("move to another plan")),
        ),
    ),
    mark("What they brought"): Topic(
        mark(
            "Figures of what you sent, what it cost and what it won, and how long the rest lasts."
        ),
        (
            ("stats", mark("views, interviews, hires, cost and return of a period")),
            ("forecast", mark("until when they last, and what to buy when")),
            ("chart", mark("a picture of your balance, your proposals or your spending")),
        ),
    ),
    mark("Reminders"): Topic(
        mark(
            "By themselves they come before Connects expire or are cut, when the balance "
            "is low, when the month has turned, and for proposals without news; others "
            "when you ask for them."
        ),
        (
            ("remind add", mark("remind me: friday 9am, every monday 10:00, in 2 days")),
            ("remind list", mark("what is to come")),
            ("remind cancel", mark("call one off")),
            ("remind settings", mark("which come by themselves")),
            ("server reminder add", mark("remind a channel (who manages the server)")),
            ("server settings", mark("what holds for the server")),
        ),
    ),
    mark("Your data"): Topic(
        mark("It is yours: take it out, bring it in, have it forgotten."),
        (
            ("export", mark("all that I keep of you, as JSON or CSV")),
            ("import", mark("your export, or Upwork's history of your Connects")),
            ("forget-me", mark("everything about you gone")),
            ("privacy", mark("what I keep, why, where and for how long")),
        ),
    ),
    mark("Putting things right"): Topic(
        mark("The journal keeps everything; a mistake is reversed, never erased."),
        (
            ("undo", mark("reverse your last spend, purchase, grant or correction")),
            ("correct", mark("make the balance what Upwork shows")),
            ("history", mark("the journal, newest first")),
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


def help_card(topic: str | None, mention: Callable[[str], str]) -> ui.LayoutView:
    """The help on one topic, or on all of them."""
    if topic:
        return card(f"## {t(topic)}", t(TOPICS[topic].about), _commands(TOPICS[topic], mention))
    blocks = [f"**{t(name)}**\n{_commands(entry, mention)}" for name, entry in TOPICS.items()]
    return card(t("## Purser keeps your Upwork Connects"), *blocks)


def _commands(topic: Topic, mention: Callable[[str], str]) -> str:
    return lines(*(f"{mention(name)} {t(what)}" for name, what in topic.commands))
