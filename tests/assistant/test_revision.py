"""Marks that the words around them put right: what is told then, and that it is asked about."""

from datetime import date

import pytest

from bot.assistant.intents import Act, Earn, Outcome, Spend
from bot.assistant.training.lines import read_line
from bot.assistant.values import tell
from bot.ledger.model import Source

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("marked", "acts"),
    [
        # an amount with its boost, and without
        ("<sp>{t 18} at {j law firm}, {b 6} boost", [Spend(connects=18, boost=6, job="law firm")]),
        ("<sp>bid on {j wind farm}, {n 20}, of which {b 6} is boost",
         [Spend(connects=14, boost=6, job="wind farm")]),
        ("<sp>{n 24} altogether on {j ER data} with {b 9} for the boost",
         [Spend(connects=15, boost=9, job="ER data")]),
        ("<sp>{t 20} in total for {j site}, {b 6} more of it boost",
         [Spend(connects=14, boost=6, job="site")]),
        # what is taken back in the message
        ("<sp>{j craigslist cars} {n 8}<x> sorry <sp>{n 10}",
         [Spend(connects=10, job="craigslist cars")]),
        ("<sp>{n 4}, actually {n 5} on {j logo}", [Spend(connects=5, job="logo")]),
        ("<o:hired>hired for {j deck}, {c $700}, correction {c $750}",
         [Outcome(result="hired", job="deck", contract_cents=75_000)]),
        # several of a kind in a row
        ("<sp>{j pasta kits} {n 9}, {j sofa outlet} {n 14}, {j choir} {n 6}",
         [Spend(connects=9, job="pasta kits"), Spend(connects=14, job="sofa outlet"),
          Spend(connects=6, job="choir")]),
        ("<sp>{n six} to {j Lisa's cleanup}, {n ten} to {j Omar's} {d yesterday}",
         [Spend(connects=6, job="Lisa's cleanup"),
          Spend(connects=10, job="Omar's", days_ago=1)]),
        # a day that was overlooked
        ("<sp>put {n 16} on {j access to excel on tues}",
         [Spend(connects=16, job="access to excel", days_ago=6)]),
        ("<sp>bid on {j query cleanup} yst w/ {n 9}",
         [Spend(connects=9, job="query cleanup", days_ago=1)]),
        # what Connects come from is no job
        ("<sp>{n 40} for the {j Readiness Test}",
         [Earn(source=Source.READINESS_TEST, connects=40)]),
        ("<e:int>did that readiness quiz and they gave me {n 40}",
         [Earn(source=Source.READINESS_TEST, connects=40)]),
    ],
)  # fmt: skip
def test_what_words_put_right_is_asked_about(marked: str, acts: list[Act]) -> None:
    line = read_line(marked)
    found = tell(line.text, line.segments, MONDAY)
    assert [each.intent for each in found] == acts
    assert all(each.doubts for each in found)


@pytest.mark.parametrize(
    "marked",
    [
        "<sp>{t 20} in total for {j site}, {b 6} of it boost",
        "<sp>{t 16} for {j NHL maps} and {b 8} more",
        "<sp>went all in on {j site}, {n 16} plus {b 12}",
        "<sp>{n 15} for {j site}, boosted {b 4}",
        "<sp>{n 8} on {j hotel promo} for that gift shop, no boost",
        "<sp>{n 6} for {j alpha} <sp>and {n 8} for {j beta}",
        "<sp>applied to {j SAT math student}, {n 5}",
    ],
)
def test_plain_marks_stay(marked: str) -> None:
    line = read_line(marked)
    assert not any(each.doubts for each in tell(line.text, line.segments, MONDAY))
