"""Answers to questions: templates filled from the rate card and from the person's own books."""

import re
from functools import lru_cache
from itertools import groupby
from typing import Any

from discord import ui
from jinja2 import Environment, StrictUndefined, Template

from bot.assistant.topics import Topic
from bot.i18n.language import gettext, gettext_noop, ngettext
from bot.ledger.books import Books
from bot.ledger.cycles import arrives_at_next_rollover, cut_at_next_rollover, open_offer
from bot.ledger.model import Plan, Source, State
from bot.ledger.rate_card import RateCard

from .cards import card, card_line
from .text import calendar_day, connects, day, label, money, number, proposals

_TEMPLATES = Environment(undefined=StrictUndefined, autoescape=False, trim_blocks=False)  # noqa: S701 (for Discord, not for HTML)
_TEMPLATES.filters |= {
    "connects": connects,
    "money": money,
    "number": number,
    "proposals": proposals,
    "day": day,
    "t": gettext,
}

NEXT_LOTS = 5
_GIVEN_BACK = {
    State.CLOSED: gettext_noop("the client closes the job without hiring"),
    State.REMOVED: gettext_noop("Upwork removes the job for breaking its rules"),
    State.WITHDRAWN: gettext_noop("you withdraw"),
    State.DECLINED: gettext_noop("the client declines"),
    State.HIRED: gettext_noop("the client hires somebody (you or another)"),
    State.EXPIRED: gettext_noop("the post merely expires"),
}
_ONCE = gettext_noop(", once")
_HOW = {Source.INTERVIEW: gettext_noop(", for each one that a proposal wins")}


def answer_card(
    topic: Topic,
    rates: RateCard,
    other: RateCard | None,
    books: Books | None,
    told: int | None = None,
) -> ui.LayoutView:
    """The answer by the card, and what the other one says where that differs.

    `books` are needed where it is personal; `told` are the Connects that were asked about.
    """
    template = _template(gettext(topic.text))
    changes = _changes(rates, other) if other and topic.of_cards else []
    mine = _mine(books, rates) if books else None
    text = template.render(**_facts(rates), mine=mine, changes=changes, told=told).strip()
    is_compared = other is not None and not topic.of_cards and not topic.personal
    return card(
        f"## {gettext(topic.title)}",
        text,
        _by_the_other(text, template, other) if other and is_compared else None,
        card_line(rates) if _CALL in topic.text else None,
    )


_CALL = "{"
"""Of a template: an answer without one says nothing that a rate card knows."""
_SENTENCE = re.compile(r"[^\n]+?(?:[.!?](?=\s|$)|(?=\n|$))")
MOST_BESIDE = 300
"""Signs of what another card says: two lines on a phone."""


def _by_the_other(text: str, template: Template, other: RateCard) -> str | None:
    """The sentences that the other card's answer has and this one has not."""
    beside = template.render(**_facts(other), mine=None, changes=[], told=None)
    sentences = [each[0].strip(" -") for each in _SENTENCE.finditer(beside)]
    differing = [each for each in sentences if each and each not in text]
    if not differing:
        return None
    told = ""
    for each in differing:
        ended = each if each[-1] in ".!?:" else f"{each};"
        if told and len(told) + len(ended) > MOST_BESIDE:
            told += " …"
            break
        told = f"{told} {ended}".strip()
    told = told.rstrip(";")
    return gettext("By {rules}: {told}", rules=gettext(other.in_words), told=told)


def _changes(one: RateCard, two: RateCard) -> list[dict[str, str]]:
    """What differs between two cards, the older one's first."""
    older, newer = sorted((one, two), key=lambda each: each.as_of)
    return [
        {"what": what, "before": before, "now": now}
        for (what, before), (_, now) in zip(_rules(older), _rules(newer), strict=True)
        if before != now
    ]


def _rules(rates: RateCard) -> list[tuple[str, str]]:
    """The rules that people count by, each with its name."""
    costs = [tier.connects for tier in rates.cost.tiers]
    plus = rates.plans[Plan.FREELANCER_PLUS]
    cap = rates.rollover.cap
    if costs:
        cost = gettext("{least} to {most}", least=min(costs), most=connects(max(costs)))
    elif rates.measured:
        spread = rates.measured.all
        cost = gettext(
            "what the job post says; {least} to {most} were measured",
            least=number(round(spread.least)),
            most=number(round(spread.most)),
        )
    else:
        cost = gettext("what the job post says")
    return [
        (gettext("A proposal"), cost),
        (gettext("For sale"), _on_sale(rates)),
        (label(Plan.FREELANCER_PLUS), f"{money(plus.price)}, {connects(plus.monthly or 0)}"),
        (label(Plan.BASIC), _a_month(rates, Plan.BASIC)),
        (gettext("Carried over"), gettext("no limit") if cap is None else connects(cap)),
        (
            gettext("Upwork's fee"),
            gettext(
                "{least} to {most}%, fixed for each contract",
                least=rates.fee.least,
                most=rates.fee.most,
            )
            if rates.fee
            else gettext("not told by the card"),
        ),
        (
            gettext("Boosts"),
            gettext(
                "the {top} highest bids are shown first, for {days} days or until the first hire",
                top=rates.boost.top,
                days=rates.boost.days,
            )
            if rates.boost
            else gettext("bids on top of the cost"),
        ),
        (
            gettext("Free ones"),
            ", ".join(f"{label(s)} {number(n)}" for s, n in rates.grants.items())
            or gettext("their amounts were not found"),
        ),
    ]


@lru_cache(maxsize=256)
def _template(text: str) -> Template:
    return _TEMPLATES.from_string(text)


def _facts(rates: RateCard) -> dict[str, Any]:
    """What the templates say of a rate card, beside the card itself."""
    tiers = _tiers(rates)
    costs = [tier["connects"] for tier in tiers]
    plus = rates.plans[Plan.FREELANCER_PLUS]
    top_rated = rates.monthly_badges.get(Source.TOP_RATED)
    return {
        "card": rates,
        "as_of": calendar_day(rates.as_of),
        "sources": ", ".join(f"{s.title} ({calendar_day(s.updated)})" for s in rates.sources),
        "tiers": tiers,
        "tiers_range": gettext("{least} to {most}", least=min(costs), most=connects(max(costs)))
        if costs
        else "",
        "tier_prices": " / ".join(money(tier["price"]) for tier in tiers),
        "measured_on": calendar_day(rates.measured.date) if rates.measured else "",
        "years": ngettext(
            "one year", "{years} years", rates.expiry.years, years=rates.expiry.years
        ),
        "plans": [rates.plans[plan] for plan in Plan],
        "plan_list": ", ".join(_monthly(rates, plan) for plan in Plan),
        "basic_monthly": _monthly(rates, Plan.BASIC),
        "basic_offer": rates.plans[Plan.BASIC].monthly_if_offered,
        "plus": plus,
        "plus_gain_price": rates.worth(plus.upgrade_brings),
        "on_sale": _on_sale(rates),
        "bundle_note": _bundle_note(rates),
        "paid_from": gettext(" or ").join(map(gettext, rates.purchase.paid_from)),
        "methods": ", ".join(map(gettext, rates.purchase.methods)),
        "grants": [
            {"title": label(s), "connects": n, "how": gettext(_HOW.get(s, _ONCE))}
            for s, n in rates.grants.items()
        ],
        "top_rated_word": gettext(
            "- {title}: {connects} a month (this source alone says so)",
            title=label(Source.TOP_RATED),
            connects=number(top_rated),
        )
        if top_rated
        else "",
        "given_back": _states(rates.returns.given_back),
        "not_given_back": _states(rates.returns.not_given_back),
        "withdrawn_back": State.WITHDRAWN in rates.returns.given_back,
    }


def _tiers(rates: RateCard) -> list[dict[str, Any]]:
    tiers = []
    low: int | None = None
    for tier in rates.cost.tiers:
        if low is None:
            budget = gettext("under {below}", below=_dollars(tier.below))
        elif tier.below is None:
            budget = gettext("{low} and more", low=_dollars(low))
        else:
            budget = gettext(
                "{low} to under {below}", low=_dollars(low), below=_dollars(tier.below)
            )
        tiers.append(
            {"budget": budget, "connects": tier.connects, "price": rates.worth(tier.connects)}
        )
        low = tier.below
    return tiers


def _dollars(cents: int | None) -> str:
    return money(cents or 0).removesuffix(".00")


def _monthly(rates: RateCard, plan: Plan) -> str:
    return f"{label(plan)} {_a_month(rates, plan)}"


def _a_month(rates: RateCard, plan: Plan) -> str:
    terms = rates.plans[plan]
    if terms.monthly is not None:
        return connects(terms.monthly)
    if terms.monthly_if_offered is not None:
        return gettext(
            "{connects} where your account's offer includes them",
            connects=connects(terms.monthly_if_offered),
        )
    return gettext("what your offer says")


def _on_sale(rates: RateCard) -> str:
    """What can be bought, in one line."""
    if rates.price.minimum is not None:
        return gettext(
            "any number from {minimum} on, at {price} each",
            minimum=number(rates.price.minimum),
            price=money(rates.price.connect),
        )
    return ", ".join(
        gettext(
            "{connects} for {price}", connects=number(bundle.connects), price=money(bundle.price)
        )
        for bundle in rates.price.bundles
    )


def _bundle_note(rates: RateCard) -> str:
    if rates.price.minimum is not None:
        return gettext(
            "Any number can be bought, from {minimum} on, at {price} each.",
            minimum=number(rates.price.minimum),
            price=money(rates.price.connect),
        )
    prices = {bundle.price * 1000 // bundle.connects for bundle in rates.price.bundles}
    return gettext("All at the same price a Connect.") if len(prices) == 1 else ""


def _states(states: frozenset[State]) -> str:
    return gettext(", or ").join(
        gettext(text) for state, text in _GIVEN_BACK.items() if state in states
    )


def _mine(books: Books, rates: RateCard) -> dict[str, Any]:
    account = books.account
    return {
        "balance": books.balance,
        "plan": label(account.plan),
        "next_plan": label(account.next_plan) if account.next_plan else None,
        "cycle_day": account.cycle_day,
        "next_cycle": account.next_cycle_at,
        "arriving": arrives_at_next_rollover(account, rates),
        "open_offer": open_offer(account, rates),
        "cut": cut_at_next_rollover(books, rates),
        "worth": rates.worth(books.balance),
        "top_rated": account.top_rated,
        "lots": [
            {"expires": at, "remaining": sum(lot.remaining for lot in lots)}
            for at, lots in groupby(books.lots, lambda lot: lot.expires_at)
        ][:NEXT_LOTS],
    }
