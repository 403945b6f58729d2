"""What Purser can do, by topic."""

from collections.abc import Callable
from dataclasses import dataclass

from discord import ui

from .cards import card, lines


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of the help: what it is about and the commands that belong to it."""

    about: str
    commands: tuple[tuple[str, str], ...]


TOPICS = {
    "Getting started": Topic(
        "Tell me what Upwork shows you now; I count from there.",
        (
            ("setup", "plan, balance, cycle day, time zone"),
            ("balance", "what you hold, what arrives and what expires next"),
            ("help", "this"),
        ),
    ),
    "In plain words": Topic(
        "Write to me as to a colleague, in the DM or with a mention: “spent 6 on the logo job”, "
        "“client closed the logo one”, “bought 40”, “how many left?”, “do connects expire?”. On a "
        "message with a job post, *Apps* has *Estimate this job* and *Log this proposal*.",
        (("ask", "a question in plain words"),),
    ),
    "Proposals": Topic(
        "Every proposal costs Connects. Log what it cost and what became of it: when the client "
        "closes the job without hiring, or Upwork removes it, they come back.",
        (
            ("estimate", "what a job of that budget will cost"),
            ("spend", "log a proposal, a badge or a boost"),
            ("outcome", "tell what became of a proposal"),
            ("proposals", "browse them"),
        ),
    ),
    "Getting Connects": Topic(
        "They arrive each month, for one-time achievements, and from the shop.",
        (
            ("earn", "free Connects that arrived"),
            ("buy", "Connects that you bought"),
            ("shop", "the cheapest bundles for a need"),
            ("plan", "move to another plan"),
        ),
    ),
    "What they brought": Topic(
        "Figures of what you sent, what it cost and what it won, and how long the rest lasts.",
        (
            ("stats", "views, interviews, hires, cost and return of a period"),
            ("forecast", "until when they last, and what to buy when"),
            ("chart", "a picture of your balance, your proposals or your spending"),
        ),
    ),
    "Reminders": Topic(
        "By themselves they come before Connects expire or are cut, when the balance is low, when "
        "the month has turned, and for proposals without news; others when you ask for them.",
        (
            ("remind add", "remind me: friday 9am, every monday 10:00, in 2 days"),
            ("remind list", "what is to come"),
            ("remind cancel", "call one off"),
            ("remind settings", "which come by themselves"),
            ("server reminder add", "remind a channel (who manages the server)"),
            ("server settings", "what holds for the server"),
        ),
    ),
    "Your data": Topic(
        "It is yours: take it out, bring it in, have it forgotten.",
        (
            ("export", "all that I keep of you, as JSON or CSV"),
            ("import", "your export, or Upwork's history of your Connects"),
            ("forget-me", "everything about you gone"),
            ("privacy", "what I keep, why, where and for how long"),
        ),
    ),
    "Putting things right": Topic(
        "The journal keeps everything; a mistake is reversed, never erased.",
        (
            ("undo", "reverse your last spend, purchase, grant or correction"),
            ("correct", "make the balance what Upwork shows"),
            ("history", "the journal, newest first"),
        ),
    ),
}


def help_card(topic: str | None, mention: Callable[[str], str]) -> ui.LayoutView:
    """The help on one topic, or on all of them."""
    if topic:
        return card(f"## {topic}", TOPICS[topic].about, _commands(TOPICS[topic], mention))
    blocks = [f"**{name}**\n{_commands(entry, mention)}" for name, entry in TOPICS.items()]
    return card("## Purser keeps your Upwork Connects", *blocks)


def _commands(topic: Topic, mention: Callable[[str], str]) -> str:
    return lines(*(f"{mention(name)} {what}" for name, what in topic.commands))
