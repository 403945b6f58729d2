"""What is said behind a note, and what only looks like it: by the shipped reader."""

from dataclasses import replace

import pytest

from bot.assistant.intents import (
    ACTS,
    SURE,
    Buy,
    ChangePlan,
    Correct,
    Edit,
    Intent,
    Outcome,
    Remind,
    Shop,
    Spend,
    Understanding,
    Undo,
    UpdateSettings,
)
from bot.assistant.reader.network import Reader
from bot.assistant.rewards import rewarded_once
from bot.assistant.turns import Turn
from bot.ledger.model import Plan, Purpose

from .leaning import LOGO, NOTED, SURE_OF_IT
from .shipped import done, read


@pytest.mark.parametrize(
    "said",
    [
        "24 today", "that's 24 today", "yesterday I did 8", "yesterday too", "seo audit 16",
        "translation, 8", "someone bid 30", "top bid is 30", "add 2", "4 more on it",
        "almost paid 16", "I bid 250", "should have 48", "boosted to 30", "oops",
    ],
)  # fmt: skip
def test_what_may_be_else_than_a_correction_changes_nothing(said: str, reader: Reader) -> None:
    assert done(read(said, reader, NOTED)) == ()


@pytest.mark.parametrize(
    ("said", "connects"), [("sorry 14", 14), ("it was 14", 14), ("no, 14", 14), ("14 not 12", 14)]
)
def test_correction_of_an_amount_is_done(said: str, connects: int, reader: Reader) -> None:
    edit = Edit(job="logo", proposal_id=7, connects=connects)
    assert done(read(said, reader, NOTED)) == (edit,)


@pytest.mark.parametrize(
    "said",
    [
        "it wasn't 14",
        "no fueron 14",
        "don't make it 14",
        "no need to make it 14",
        "without any boost of 5",
        "no 5 boost",
        "the budget was never 400",
        "ayer no",
    ],
)
def test_what_is_denied_is_not_set(said: str, reader: Reader) -> None:
    assert done(read(said, reader, NOTED)) == ()


def test_what_takes_back_another_number_is_of_something_else(reader: Reader) -> None:
    assert done(read("14 not 11", reader, NOTED)) == ()
    boosted = replace(NOTED, intents=(Spend(connects=12, boost=5, job="logo"),))
    assert done(read("6 not 5", reader, boosted)) == ()
    assert done(read("the logo was 14, not 12", reader, boosted)) != ()


@pytest.mark.parametrize("said", ["undo the first", "undo the last two", "remove the other one"])
def test_undo_of_an_older_one_does_not_take_the_last(said: str, reader: Reader) -> None:
    assert done(read(said, reader, NOTED)) == ()


def test_same_for_another_day_is_not_sent_yet(reader: Reader) -> None:
    assert done(read("same for the banner tomorrow", reader, NOTED)) == ()
    assert done(read("same for the banner", reader, NOTED)) == (Spend(connects=12, job="banner"),)


def test_day_of_the_cycle_is_set_anew_by_what_says_nothing_else(reader: Reader) -> None:
    billing = Turn(intents=(UpdateSettings(cycle_day=17),), said="noted")
    assert done(read("sorry, the 18th", reader, billing)) == (UpdateSettings(cycle_day=18),)
    assert done(read("10 on that day", reader, billing)) == ()


@pytest.mark.parametrize(
    "said",
    [
        "sorry, 14, my cat typed it", "the logo was 14",
        "perdón, fueron 14, me he equivocado", "logo one 14, typo",
        "I need to correct that. It was 14, they upped it",
        "sorry that was 14, cant read my own screen", "crap, wrong number, 14",
        "Kindly change it to 14, I had not my spectacles on", "waaait it was 14",
    ],
)  # fmt: skip
def test_correction_may_say_how_it_came(said: str, reader: Reader) -> None:
    edit = Edit(job="logo", proposal_id=7, connects=14)
    assert done(read(said, reader, NOTED)) == (edit,)


@pytest.mark.parametrize(
    "said",
    [
        "no, 14 and boost 3",
        "sorry, 14 plus 3 boost",
        "wait it was 14 and 3 boost",
        "oops, that was 14 plus 3",
    ],
)
def test_cost_and_boost_are_put_right_together(said: str, reader: Reader) -> None:
    edit = Edit(job="logo", proposal_id=7, connects=14, boost=3)
    assert done(read(said, reader, NOTED)) == (edit,)


def test_boost_within_or_beside_is_asked_about(reader: Reader) -> None:
    assert done(read("sorry, 14 with boost 3", reader, NOTED)) == ()


@pytest.mark.parametrize(
    "said",
    ["and the budget is $350", "sorry, the budget was $350", "the client's budget was $350"],
)
def test_budget_may_be_told_later(said: str, reader: Reader) -> None:
    assert done(read(said, reader, NOTED)) == (Edit(job="logo", proposal_id=7, budget="$350"),)


@pytest.mark.parametrize(
    "said", ["budget 500 is low", "sorry, poster, 14", "14, people say", "14, they have 2"]
)
def test_what_is_said_beside_a_note_is_no_correction(said: str, reader: Reader) -> None:
    assert done(read(said, reader, NOTED)) == ()


@pytest.mark.parametrize(
    "said",
    [
        "nah scrap that one, I never confirmed it",
        "remove it, network failed",
        "bórrala, no se envió",
    ],
)
def test_undo_may_say_why(said: str, reader: Reader) -> None:
    assert done(read(said, reader, NOTED)) == (Undo(entry_id=7),)


def test_undo_behind_an_edit_of_what_was_never_sent_is_of_the_spend(reader: Reader) -> None:
    edited = Turn(intents=(LOGO,), entry_id=7, proposal_id=7, said="noted", back=(Undo(edit_id=3),))
    found = read("scrap that one, I never confirmed it", reader, edited)
    assert (found.intents, found.certainty) == ((Undo(entry_id=7),), 0.5)
    assert done(read("scrap that", reader, edited)) == (Undo(edit_id=3),)


TWO_NOTED = Turn(
    intents=(LOGO.model_copy(update={"connects": 12}), Spend(connects=16, job="seo audit")),
    entry_id=8, proposal_id=8, said="noted", back=(Undo(entry_id=8), Undo(entry_id=7)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("the first of the two was 14", Edit(job="logo", connects=14)),
        ("the second one was 14", Edit(job="seo audit", connects=14)),
        ("the seo one was 14", Edit(job="seo audit", connects=14)),
        ("remove the second", Undo(entry_id=8)),
    ],
)
def test_one_of_two_is_meant(said: str, meant: Intent, reader: Reader) -> None:
    assert done(read(said, reader, TWO_NOTED)) == (meant,)


def test_outcome_of_one_of_two_is_of_the_one_that_is_meant(reader: Reader) -> None:
    declined = Outcome(result="declined", job="logo")
    assert done(read("the first one got declined", reader, TWO_NOTED)) == (declined,)


@pytest.mark.parametrize("said", ["it was 14 for that", "that job was 14"])
def test_words_of_any_name_mean_none_of_two(said: str, reader: Reader) -> None:
    spends = (Spend(connects=12, job="job for a bakery"), Spend(connects=16, job="seo audit"))
    last = replace(TWO_NOTED, intents=spends)
    assert done(read(said, reader, last)) == ()


@pytest.mark.parametrize("said", ["the third was 14", "the other one was 14"])
def test_one_that_is_not_among_them_is_asked_about(said: str, reader: Reader) -> None:
    assert done(read(said, reader, TWO_NOTED)) == ()


@pytest.mark.parametrize("said", ["4 of those boost", "of which 4 boost", "incl 4 boost"])
def test_boost_within_what_was_noted_is_offered(said: str, reader: Reader) -> None:
    found = read(said, reader, NOTED)
    assert found.intents == (Edit(job="logo", proposal_id=7, connects=8, boost=4),)
    assert found.certainty < SURE


def test_amount_on_top_of_a_purchase_is_no_correction(reader: Reader) -> None:
    bought = Turn(intents=(Buy(connects=80),), entry_id=3, said="noted", back=(Undo(entry_id=3),))
    for said in ("plus 40", "paid 12"):
        assert done(read(said, reader, bought)) == ()


def test_same_number_for_the_same_words_is_no_second_spend(reader: Reader) -> None:
    drawings = Turn(
        intents=(Spend(connects=14, job="gearbox housing drawings"),), entry_id=7, said="noted"
    )
    assert done(read("14 for drawings of gearbox", reader, drawings)) == ()
    assert done(read("14 for drawings of turbines", reader, drawings)) != ()


@pytest.mark.parametrize("said", ["no", "wait no", "nvm", "never mind", "cancel", "just kidding"])
def test_no_to_what_was_noted_offers_to_take_it_back(said: str, reader: Reader) -> None:
    found = read(said, reader, NOTED)
    assert found.intents == NOTED.back
    assert found.certainty < SURE


def test_purchase_for_a_need_is_looked_for(reader: Reader) -> None:
    said = "I would need about 50 for next week. Which bundle is cheapest?"
    assert read(said, reader).intents == (Shop(need=50),)


def test_two_amounts_are_offered_as_one_proposal_or_as_two(reader: Reader) -> None:
    found = read("applied to two jobs, 12 and 16", reader)
    assert found.intents == (Spend(connects=12, boost=16),)
    assert found.either == (Spend(connects=12), Spend(connects=16))


@pytest.mark.parametrize(
    "said",
    [
        "deadline is friday", "starts on monday", "he posted it on monday", "last time it was 14",
        "wasn't it 14", "with boost it's 16", "3 less", "2 of those", "make that two", "same here",
        "same to you", "the client is called Bob", "upwork shows 14 for that job",
        "16 with the 4 boost", "budget 500 is low", "got it!",
    ],
)  # fmt: skip
def test_what_is_said_of_what_was_noted_changes_nothing(said: str, reader: Reader) -> None:
    assert done(read(said, reader, NOTED)) == ()


HIRED = Turn(
    intents=(Outcome(result="hired", job="logo"),),
    outcome_id=9, proposal_id=7, said="noted", back=(Undo(outcome_id=9),),
)  # fmt: skip
INTERVIEWING = replace(HIRED, intents=(Outcome(result="interview", job="logo"),))
NEW = Turn(intents=(UpdateSettings(new_account=True, cycle_day=10),), said="noted")


def test_interview_may_be_of_another_proposal(reader: Reader) -> None:
    (other,) = done(read("no wait, it was the app", reader, INTERVIEWING))
    assert isinstance(other, Outcome)
    assert (other.result, other.job, other.instead_of) == ("interview", "app", 9)


def test_day_behind_a_new_account_is_no_grant(reader: Reader) -> None:
    (day,) = read("sorry, the 12th", reader, NEW).intents
    assert day == UpdateSettings(cycle_day=12)


BOUGHT = Turn(intents=(Buy(connects=80),), entry_id=3, said="noted", back=(Undo(entry_id=3),))
BADGE = Turn(
    intents=(Spend(connects=8, purpose=Purpose.AVAILABILITY_BADGE),),
    entry_id=1, said="noted", back=(Undo(entry_id=1),),
)  # fmt: skip
PLUS = Turn(intents=(ChangePlan(plan=Plan.FREELANCER_PLUS),), said="noted")
WHICH = Turn(intents=(Outcome(result="interview"),), said="asked", asked="which-proposal")
BALANCE_SET = Turn(intents=(Correct(connects=60),), said="noted", back=(Undo(entry_id=5),))


@pytest.mark.parametrize(
    ("last", "near", "plain"),
    [
        (HIRED, "$50 tip", "the contract is $500"),
        (HIRED, "their last contract was $800", "it's worth $800"),
        (HIRED, "$50 bonus", "$340 with the bonus"),
        (BOUGHT, "the tax was $2", "it was $12 incl vat"),
        (NOTED, "it looks like 20", "it was 20"),
        (NOTED, "must be 8", "it was 8"),
        (NOTED, "wasn't logo 14", "the logo was 14"),
        (NOTED, "boost 4, no", "boost was 4"),
        (NOTED, "so I have 40 left?", "40 left"),
        (BALANCE_SET, "lol make it 600", "make it 61"),
        (HIRED, "no time for the seo one now", "no, it was the seo one"),
        (HIRED, "sorry for the seo one", "sorry, that was the seo one"),
        (HIRED, "he viewed it in 5 min", "he viewed the seo job"),
        (HIRED, "he interviewed me for 10 min", "got an interview for the seo job"),
        (HIRED, "$300 from the other client", "the contract was $300"),
        (BOUGHT, "last time it was $8", "it was $12 with tax"),
        (BOUGHT, "with a $5 coupon", "paid $12 for it"),
        (BOUGHT, "should be 140", "no, 100"),
        (NOTED, "only 1 slot left", "48 left"),
        (NOTED, "I had 13 left before that", "that leaves me 48"),
        (NOTED, "he just posted another one", "another one just like it"),
        (NOTED, "tax is 4", "it was 4, sorry"),
        (NOTED, "it has 14", "it was 14"),
        (NOTED, "I bid $250", "budget $250"),
        (BADGE, "8 for a badge lol", "12 on the logo"),
        (BADGE, "boost is 10", "no, it was 10"),
        (BALANCE_SET, "off by 12", "no, 72"),
        (BALANCE_SET, "10 are from the interview", "got 10 for the interview"),
        (NOTED, "it was 11, I was tired", "it was 11, they raised it"),
        (NOTED, "good thing it wasn't 14", "it was 14"),
        (NOTED, "that makes 28", "no, 28"),
        (NOTED, "boost was 25 so I didn't", "boost was 5"),
        (NOTED, "the normal budget is 500", "the budget is 500"),
        (PLUS, "bye basic", "sorry, basic"),
        (BOUGHT, "spent 12 on it", "spent 12 on the logo"),
        (BALANCE_SET, "the badge took 8", "no, 72"),
        (NOTED, "one more for the road", "one more for the yoga film"),
        (NOTED, "once more for the road", "one more like it for the yoga film"),
        (NOTED, "it's called logo 24", "it's 24"),
        (NOTED, "it's size 14", "it's 14"),
        (NOTED, "it may be 14", "it was 14"),
        (NOTED, "it was 14 isn't it", "it was 14 not 12"),
        (NOTED, "in may it was 8", "it was 8"),
        (NOTED, "eran 14 no", "no, eran 14"),
        (NOTED, "¿eran 14", "eran 14"),
        (NOTED, "o eran 14", "eran 14"),
        (NOTED, "boost estaba en 15", "el boost era de 15"),
        (NOTED, "boost was 8 minimum", "boost was 8"),
        (NOTED, "and 1 banner", "and 10 on the banner"),
        (NOTED, "that was a mistake, should have asked more", "that was a mistake, undo it"),
        (BADGE, "in may it was 6", "it was 6"),
        (BOUGHT, "o eran 60", "eran 60"),
        (WHICH, "all but the logo", "the logo"),
        (WHICH, "el del logo dijo que tal vez", "el del logo"),
        (WHICH, "my sister's", "the bakery client"),
        (SURE_OF_IT, "yeah sure 🙄", "yeah sure"),
        (SURE_OF_IT, "of course you do", "of course"),
        (NOTED, "wrong rate, put 30", "wrong number, put 30"),
        (NOTED, "the team is 14", "it is 14"),
        (BOUGHT, "140 with the old ones", "no, 100"),
        (BOUGHT, "the 80 came", "got 20 as a promo"),
        (PLUS, "the 80 came", "got 20 as a promo"),
        (TWO_NOTED, "la primera ya la vieron?", "la primera ya la vieron"),
        (SURE_OF_IT, "yes plus 4", "yes but 4"),
        (SURE_OF_IT, "good one", "yes"),
    ],
)
def test_near_miss_behind_a_note_changes_nothing_and_its_twin_does(
    last: Turn, near: str, plain: str, reader: Reader
) -> None:
    assert done(read(near, reader, last)) == ()
    told = read(plain, reader, last).intents
    assert any(isinstance(each, ACTS) for each in told)


@pytest.mark.parametrize(
    "said",
    [
        "remind me at 20 connects", "remind me in 5 proposals", "remind me 3 days before expiry",
        "remind me to buy when i'm under 20", "remind me an hour before the call",
    ],
)  # fmt: skip
def test_when_is_asked_of_a_reminder_that_comes_with_an_event(said: str, reader: Reader) -> None:
    (reminder,) = read(said, reader).intents
    assert isinstance(reminder, Remind)
    assert not reminder.when
    (reminder,) = read("remind me in 3 days to buy connects", reader).intents
    assert isinstance(reminder, Remind)
    assert reminder.when == "in 3 days"
    for timed in (
        "remind me friday when i'm back at the desk",
        "remind me at 5pm if it's time to go",
    ):
        (reminder,) = read(timed, reader).intents
        assert isinstance(reminder, Remind)
        assert reminder.when


@pytest.mark.parametrize(
    "said", ["it was yesterday", "sorry, that was on Friday", "the logo was two days ago"]
)
def test_day_of_what_was_noted_is_put_right(said: str, reader: Reader) -> None:
    assert [type(each) for each in done(read(said, reader, NOTED))] == [Undo, Spend]


@pytest.mark.parametrize(
    ("said", "is_it"), [("la del logo eran 14", True), ("la del bar eran 14", False)]
)
def test_spanish_name_of_another_is_not_what_was_noted(
    said: str, is_it: bool, reader: Reader
) -> None:
    edits = done(read(said, reader, NOTED))
    assert bool([each for each in edits if getattr(each, "proposal_id", None) == 7]) == is_it


@pytest.mark.parametrize("said", ["oh, it's sunday", "no, it's the weekend", "today is friday"])
def test_day_that_it_is_today_is_not_that_of_what_was_noted(said: str, reader: Reader) -> None:
    assert done(read(said, reader, NOTED)) == ()


def test_day_of_what_was_noted_leaves_its_name(reader: Reader) -> None:
    noted = replace(NOTED, intents=(Spend(connects=12, job="logo job"),))
    _, again = done(read("the logo was two days ago", reader, noted))
    assert again == Spend(connects=12, job="logo job", days_ago=2)


@pytest.mark.parametrize(
    ("near", "plain"),
    [
        ("same again, crickets", "same again, room spray descriptions"),
        ("which is 22", "it was 22"),
        ("their ad budget is $5k", "the client's budget is $5k"),
        ("the old budget was 700", "their budget was 700"),
        ("title is sus", "the title is museum leaflet"),
        ("rename the layers to v2", "rename it to museum leaflet"),
        ("on his phone it was 14", "sorry, it was 14, my phone hid it"),
        ("they viewed another one of mine", "they viewed it"),
        ("the old one got declined", "it got declined"),
    ],
)
def test_what_is_told_of_something_else_and_its_plain_twin(
    near: str, plain: str, reader: Reader
) -> None:
    assert done(read(near, reader, NOTED)) == ()
    assert done(read(plain, reader, NOTED)) != ()


def test_sum_of_cost_and_boost_is_no_new_cost(reader: Reader) -> None:
    boosted = replace(NOTED, intents=(Spend(connects=12, boost=5, job="logo"),))
    assert done(read("so it was 17", reader, boosted)) == ()


def test_day_of_another_job_is_not_that_of_what_was_noted(reader: Reader) -> None:
    assert done(read("the poster was two days ago", reader, NOTED)) == ()


@pytest.mark.parametrize(
    ("said", "is_its_name"),
    [
        ("no, it's inventory reconciliation please", True),
        ("that was for the bakery", False),
        ("wrong job, bakery", True),
        ("wrong crowd, bakers", False),
        ("the title says junior", False),
        ("the client is from Leeds", False),
    ],
)
def test_name_is_put_right_by_what_says_nothing_else(
    said: str, is_its_name: bool, reader: Reader
) -> None:
    assert bool(done(read(said, reader, NOTED))) == is_its_name


def test_purchase_is_put_right_by_what_upwork_sells(reader: Reader) -> None:
    bought = Turn(intents=(Buy(connects=80),), entry_id=3, said="noted", back=(Undo(entry_id=3),))
    assert done(read("sorry, 60", reader, bought)) == (Undo(entry_id=3), Buy(connects=60))
    for said in ("they were 15", "it was 15 with tax"):
        assert done(read(said, reader, bought)) == ()


@pytest.mark.parametrize("said", ["that cost 12 dollars", "for $12", "they charged $12"])
def test_price_of_a_purchase_may_be_told_later(said: str, reader: Reader) -> None:
    bought = Turn(intents=(Buy(connects=80),), entry_id=3, said="noted", back=(Undo(entry_id=3),))
    paid = Buy(connects=80, paid_cents=1200)
    assert done(read(said, reader, bought)) == (Undo(entry_id=3), paid)
    assert done(read("$0.15 each", reader, bought)) == ()


@pytest.mark.parametrize("said", ["that's after spending 12 on logo", "12 of them went to logo"])
def test_what_a_balance_holds_already_is_asked_about(said: str, reader: Reader) -> None:
    told = Turn(intents=(Correct(connects=60),), said="noted", back=(Undo(entry_id=5),))
    assert done(read(said, reader, told)) == ()


def test_job_that_hired_is_not_closed_without_hire(reader: Reader) -> None:
    hired = Turn(
        intents=(Outcome(result="hired", job="logo"),), outcome_id=9, proposal_id=7, said="noted"
    )
    assert done(read("they closed the job", reader, hired)) == ()
    assert done(read("spent 12 on it", reader, hired)) == ()


def test_reward_of_an_interview_is_in_the_books_already(reader: Reader) -> None:
    """A proposal that moves to interviewing brings its reward (domain.md)."""
    said = "the logo client wants an interview and I got the 10 connects"
    both = rewarded_once(read(said, reader), None, 10)
    assert [type(each) for each in both.intents] == [Outcome]
    told = Turn(
        intents=(Outcome(result="interview", job="logo"),),
        outcome_id=9,
        proposal_id=7,
        said="noted",
    )
    again = read("and the 10 connects came in for it", reader, told)
    assert rewarded_once(again, told, 10) == Understanding(ask="reward-noted")
    assert rewarded_once(again, told, 15) == again
