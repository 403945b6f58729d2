"""What only looks like something to note, beside its plain twin: by the shipped reader."""

from dataclasses import replace

import pytest

from bot.assistant.intents import (
    ACTS,
    SURE,
    Buy,
    Correct,
    Edit,
    Estimate,
    Intent,
    Outcome,
    Spend,
    Understanding,
    Undo,
    UpdateSettings,
)
from bot.assistant.near_misses import NEAR_MISSES, NearMiss
from bot.assistant.overlooked import outbid_on
from bot.assistant.reader.labels import KEYS, is_act
from bot.assistant.reader.network import WEIGHTS, Network, Reader
from bot.assistant.rewards import rewarded_once
from bot.assistant.told import is_as_sold
from bot.assistant.topics import load_questions
from bot.assistant.turns import Turn
from bot.assistant.understand import understand
from bot.ledger.model import Purpose
from bot.rate_cards import load_rate_cards

from .leaning import LOGO, TODAY

TELLING = [act for act in Network(WEIGHTS).acts if is_act(act)]
NOTED = Turn(
    intents=(LOGO.model_copy(update={"connects": 12}),), entry_id=7, proposal_id=7, said="noted",
    back=(Undo(entry_id=7),),
)  # fmt: skip
SURE_OF_IT = Turn(intents=(LOGO,), unsure=(LOGO,), said="sure")


def read(text: str, reader: Reader, last: Turn | None = None) -> Understanding:
    return understand(text, TODAY, load_questions(), last, reader)


def done(understood: Understanding) -> tuple[Intent, ...]:
    """The acts that are done at once; what is told to be left changes nothing."""
    acts = tuple(each for each in understood.intents if isinstance(each, ACTS))
    acts = tuple(a for a in acts if not (isinstance(a, Correct) and a.beside))
    return acts if understood.certainty >= SURE else ()


@pytest.mark.parametrize(
    ("near", "plain"),
    [
        ("here's one: banner, 8 connects", "spent 8 connects on banner"),
        ("left 8 for banner", "spent 8 for banner"),
        ("finished 8 floor plans today", "spent 8 on the floor plans today"),
        ("milestone 2 done", "spent 2 on the milestone tracker"),
        ("quoted 80 for the logo", "spent 8 for the logo"),
        ("bid 35 for the logo", "spent 35 connects for the logo"),
        ("applied to two jobs, 12 and 16", "applied to the logo job, 12 and 4 boost"),
        ("crypto dashboard 16 and I boosted to 36", "crypto dashboard 16 and I boosted with 6"),
        ("spent 12 on Alpha or Beta", "spent 12 on Alpha"),
        ("spent 30 on a mic", "spent 3 on the mic review job"),
        ("my upwork wallet shows 120", "my upwork balance shows 120"),
        ("won a contract on fiverr for $300", "won the logo contract for $300"),
        ("withdrew from 2 jobs", "withdrew from the logo job"),
        ("10 more", "bought 10 more"),
        ("timezone in leeds", "I'm in Leeds, set my timezone"),
        ("monday.com automation 12 connects", "spent 12 connects on automation"),
        ("as I said, I used 6 on the logo job", "I used 6 on the logo job"),
        ("already noted: bought 80", "just bought 80"),
        ("quote: spent 16 on a wp job", "spent 16 on a wp job"),
        ("plumber site 14 tonight", "plumber site 14 this morning"),
        ("they used 24 on the saas job", "used 24 on the saas job"),
        ("Fatima used 24 on the saas job", "today I used 24 on the saas job"),
        ("claim 20 free connects", "got 20 free connects"),
        ("casi gasté 12 en el logo", "gasté 12 en el logo"),
        ("got 50 free credits from aws", "got 50 free connects from upwork"),
        ("bought 60 at the market", "bought 60 connects"),
        ("topped up my phone with 20", "topped up 20 connects"),
        ("boosted my profile on linkedin for 20", "boosted my profile for 20 connects"),
        ("spent 20 on a udemy course", "spent 20 on the udemy course job"),
        ("tracked 6 on the logo job", "spent 6 on the logo job"),
        ("less than 14 on plumber site", "14 on plumber site"),
        ("14 twice for plumber site", "14 for plumber site"),
        ("used 14 on plumber site, they pay 600", "used 14 on plumber site, they pay $600"),
        ("12 on logo job, top bid is 30", "12 on logo job, boosted 8 to be on top"),
        ("logo job 12, boosted to top 3", "logo job 12, boosted with 3"),
        ("12 on the logo job, boost took it to 20", "12 on the logo job, boosted 8"),
        ("logo job 12, 22 with boost", "logo job 12 with 10 boost"),
        ("14 for plumber site instead of 10", "14 for plumber site plus 10 boost"),
        ("used 10 on landing page, client spent 5k so far", "used 10 on landing page, budget 5k"),
        ("used 14 on plumber website, 4.9 stars", "used 14 on plumber website, $49"),
        ("topped up to 100", "topped up 100 connects"),
        ("bought connects for 15", "bought 20 connects for $3"),
        ("bought 80 at $0.15", "bought 80 for $12"),
        ("bought 10000 connects lol", "bought 100 connects"),
        ("logo job closed, no refund", "logo job closed, nobody hired"),
        ("the client closed his company", "the logo client closed his post, nobody hired"),
        ("they hired for the logo job", "they hired me for the logo job"),
        ("got an offer for logo job", "got hired for logo job"),
        ("client is interviewing for the logo job", "the logo job client interviewed me"),
        ("client invited 5 for seo audit", "used 5 connects for seo audit"),
        ("logo job expired 12 back", "logo job expired"),
        ("interviewed for seo audit and got rejected", "the seo audit client rejected me"),
        ("he rejected my price", "the logo client rejected me"),
        ("withdrew my money", "withdrew my proposal for the logo job"),
        ("I moved my desk to Berlin", "I moved to Berlin"),
        ("my netflix cycle is the 12th", "my billing cycle starts on the 12th"),
        ("upgraded to plus on chatgpt", "upgraded to freelancer plus"),
        ("rising talent in my local theatre", "I'm rising talent now on upwork"),
        ("spent 5 on boosting the logo job", "spent 5 on the logo job"),
        ("fix my site 12", "spent 12 on fix my site"),
        ("spent 20 on crm, 6 was for boosting", "spent 14 on crm and 6 on the boost"),
        ("mobile app 15 and web app 15, boosted both by 5", "mobile app 15 and web app 15"),
        (
            "crm client closed the job after hiring someone",
            "crm client closed the job, hired no one",
        ),
        ("14 on crm. top bidder boosted 50", "14 on crm, boosted 5"),
        ("12 on crm and 14 on zapier yesterday", "yesterday 12 on crm and 14 on zapier"),
        ("16 on mobile app, the client posted it on friday", "16 on mobile app on friday"),
        ("14 on crm setup. The zapier one as well.", "14 on crm setup. 12 on the zapier one."),
        ("bought 80 but got refunded", "bought 80 for $12"),
        ("2k word article 12 connects", "12 connects on an article, budget $2000"),
        ("got paid 500", "bought 50"),
        ("12 on logo, got 2 left to apply to", "12 on logo, 20 left"),
        ("i have 60 connects on my other account", "i have 60 connects"),
        ("mobile app 16, no thanks", "mobile app 16"),
        ("declined the crm job", "crm job declined me"),
        ("got an invite for logo", "accepted the invite for the logo job"),
        ("sent 5 today", "spent 5 today"),
        ("applied to 3", "applied to logo, 3"),
        ("interview at 10", "got 10 connects for the interview"),
        ("interviews give 10 connects", "the interview brought me 10 connects"),
        ("availability badge is 8", "paid 8 for the availability badge"),
        ("16 connects for a logo smh", "spent 16 connects on a logo"),
        ("used up the 80 I bought", "I bought 80"),
        ("got a bonus of 50 from the client", "got a bonus of 50 connects from upwork"),
        ("asked support for a refund of 16", "support gave me 16 connects back"),
        ("just say: spent 12 on x", "spent 12 on xero setup"),
        ("this friday 20 for the app job", "last friday 20 for the app job"),
        ("they hired me last year for the logo job", "they hired me for the logo job"),
        ("mañana le meto 12 al logo", "ayer le metí 12 al logo"),
        ("12 on logo in an hour", "spent 12 on logo an hour ago"),
        ("my plan: 12 on logo", "12 on the meal plan job"),
        ("saved 12 for logo", "spent 12 on save the date cards"),
        ("drafted a proposal for logo, 12", "sent a proposal for logo, 12"),
        ("I typed spent 12 on logo", "spent 12 on logo"),
        ("cost of logo: 12 connects", "logo cost me 12 connects"),
        ("12 on logo right", "right, 12 on logo"),
        ("bought 80 for my agency", "bought 80"),
        ("invited to the logo job", "accepted the invite to the logo job"),
        ("logo draft 2", "logo 12"),
        ("applied to Odoo 16", "spent 16 on Odoo"),
        ("apliqué a 3 trabajos", "apliqué al logo, 8"),
        ("bid 30 on the VA job, hourly rate", "spent 10 on the VA job"),
        ("profile views 35", "boosted my profile, 35"),
        ("boosted my ad 20", "boosted my profile 20"),
        ("added 20 to logo", "spent 12 on logo"),
        ("they rejected me before for the logo", "they rejected me for the logo"),
        ("just viewed the logo post", "the logo client viewed my proposal"),
        ("logo client viewed the draft", "logo client viewed the proposal"),
        ("3 of my proposals got viewed", "my logo proposal got viewed"),
        ("logo client rejected my invoice", "logo client rejected my proposal"),
        ("logo hired him", "logo hired me"),
        ("bakery hired me, 12 applicants", "bakery hired me, $1200"),
        ("logo interview moved to friday", "logo client wants an interview on friday"),
        ("client paid and closed the logo job", "client closed the logo job, hired nobody"),
        ("upwork removed the boost feature", "upwork removed the logo job"),
        ("bakery invite expired", "bakery proposal expired"),
        ("outbid means the boost comes back", "got outbid on bakery, boost came back"),
        ("took me 60 connects to get one interview", "got 10 connects for the interview"),
        ("top rated gets 70", "top rated now, got 70"),
        ("80 connects is $12", "bought 80 connects, $12"),
        ("agency balance is 200", "my balance is 200"),
        ("client has plus", "I have plus now"),
        ("hours this week: Ana 12, Bob 16", "applied today: Ana 12, Bob 16"),
    ],
)
def test_near_miss_is_not_noted_and_its_twin_is(near: str, plain: str, reader: Reader) -> None:
    assert done(read(near, reader)) == ()
    assert done(read(plain, reader)) != ()


@pytest.mark.parametrize(
    ("said", "first", "other"),
    [
        ("12 on the logo job, 20 with boost", (12, 20), (12, 8)),
        ("spent 20 on crm, 6 was for boosting", (20, 6), (14, 6)),
    ],
)
def test_total_or_boost_is_chosen(
    said: str, first: tuple[int, int], other: tuple[int, int], reader: Reader
) -> None:
    found = read(said, reader)
    offered = [each for each in (*found.intents, *found.either) if isinstance(each, Spend)]
    assert [(each.connects, each.boost) for each in offered] == [first, other]


def test_what_is_more_likely_anothers_is_not_offered(reader: Reader) -> None:
    found = read("16 on seo audit, top bid is 30", reader)
    assert found.intents == (Spend(connects=16, job="seo audit"),)
    assert (found.certainty < SURE, found.unread) == (True, ("30",))


def test_day_before_all_spends_is_of_each(reader: Reader) -> None:
    found = read("yesterday 12 on the landing page and 8 on the logo", reader)
    assert [each.days_ago for each in found.intents if isinstance(each, Spend)] == [1, 1]


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
        "sorry, 14, my cat typed it", "the logo was 14",
        "perdón, fueron 14, me he equivocado", "logo one 14, typo",
        "I need to correct that. It was 14, they upped it",
        "sorry that was 14, cant read my own screen",
    ],
)  # fmt: skip
def test_correction_may_say_how_it_came(said: str, reader: Reader) -> None:
    edit = Edit(job="logo", proposal_id=7, connects=14)
    assert done(read(said, reader, NOTED)) == (edit,)


@pytest.mark.parametrize("said", ["and the budget is $350", "sorry, the budget was $350"])
def test_budget_may_be_told_later(said: str, reader: Reader) -> None:
    assert done(read(said, reader, NOTED)) == (Edit(job="logo", proposal_id=7, budget="$350"),)


@pytest.mark.parametrize("said", ["budget 500 is low", "sorry, poster, 14", "14, people say"])
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


def test_outcome_of_one_of_two_is_offered_with_its_name(reader: Reader) -> None:
    found = read("the second client declined", reader, TWO_NOTED)
    assert (found.intents, found.certainty) == ((Outcome(result="declined", job="seo audit"),), 0.5)


@pytest.mark.parametrize("said", ["it was 14 for that", "that job was 14"])
def test_words_of_any_name_mean_none_of_two(said: str, reader: Reader) -> None:
    spends = (Spend(connects=12, job="job for a bakery"), Spend(connects=16, job="seo audit"))
    last = replace(TWO_NOTED, intents=spends)
    assert done(read(said, reader, last)) == ()


@pytest.mark.parametrize("said", ["the third was 14", "the other one was 14"])
def test_one_that_is_not_among_them_is_asked_about(said: str, reader: Reader) -> None:
    assert done(read(said, reader, TWO_NOTED)) == ()


@pytest.mark.parametrize("said", ["48 left", "leaves 48", "that leaves me 48", "48 remaining"])
def test_what_is_left_is_compared_with_the_books(said: str, reader: Reader) -> None:
    for last in (NOTED, SURE_OF_IT):
        assert read(said, reader, last).intents[:1] != (LOGO.model_copy(update={"connects": 48}),)
    assert read(said, reader, NOTED).intents == (Correct(connects=48, beside=True),)


@pytest.mark.parametrize("said", ["4 of those boost", "of which 4 boost", "incl 4 boost"])
def test_boost_within_what_was_noted_is_offered(said: str, reader: Reader) -> None:
    found = read(said, reader, NOTED)
    assert found.intents == (Edit(job="logo", proposal_id=7, connects=8, boost=4),)
    assert found.certainty < SURE


def test_amount_on_top_of_a_purchase_is_no_correction(reader: Reader) -> None:
    bought = Turn(intents=(Buy(connects=80),), entry_id=3, said="noted", back=(Undo(entry_id=3),))
    for said in ("plus 40", "paid 12"):
        assert done(read(said, reader, bought)) == ()


@pytest.mark.parametrize(
    "said",
    [
        "cancel", "cancel it", "reject", "pass", "incorrect", "olvídalo", "tampoco", "why", "how",
        "yes if they reply", "yes later", "do it tomorrow", "good question", "yeah right",
        "go away", "yes my friend did", "yes that's what it costs", "si quieres",
        "yes for both", "y u ask",
        "huh?", "almost", "possibly", "idk", "hmm", "banner", "both", "oops", "quizás", "yes?",
    ],
)  # fmt: skip
def test_only_a_yes_is_a_yes(said: str, reader: Reader) -> None:
    found = read(said, reader, SURE_OF_IT)
    assert not found.confirms
    assert done(found) == ()


@pytest.mark.parametrize(
    "said", ["yes", "yep", "sure", "sí", "dale", "exactly", "ok", "yes please"]
)
def test_a_yes_is_one(said: str, reader: Reader) -> None:
    assert read(said, reader, SURE_OF_IT).confirms


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("spend-how-many", "48 left"), ("spend-how-many", "I have 48"),
        ("spend-how-many", "bought 80"), ("spend-how-many", "$3"), ("spend-how-many", "500"),
        ("spend-how-many", "not 12"), ("spend-how-many", "2 sec"),
        ("spend-how-many", "12 tomorrow"), ("spend-how-many", "12 people applied"),
        ("spend-how-many", "my friend paid 12"), ("spend-how-many", "usually 12"),
        ("spend-how-many", "12 twice"), ("spend-how-many", "100%"), ("buy-how-many", "80 failed"),
        ("buy-how-many", "for 12"), ("buy-how-many", "80 tomorrow"),
        ("spend-how-many", "16 plus boost"), ("buy-how-many", "I have 120"),
        ("buy-how-many", "two packs of 40"), ("which-day", "14 connects"),
    ],
)  # fmt: skip
def test_answer_to_another_question_is_not_noted(asked: str, said: str, reader: Reader) -> None:
    waiting = Spend(job="logo") if asked == "spend-how-many" else None
    last = Turn(said="asked", asked=asked, waiting=waiting)
    told = done(read(said, reader, last))
    assert not any(isinstance(each, Spend | Buy | UpdateSettings) for each in told)


@pytest.mark.parametrize("said", ["no", "wait no", "nvm", "never mind", "cancel", "just kidding"])
def test_no_to_what_was_noted_offers_to_take_it_back(said: str, reader: Reader) -> None:
    found = read(said, reader, NOTED)
    assert found.intents == NOTED.back
    assert found.certainty < SURE


@pytest.mark.parametrize("said", ["EST", "I'm in Bogotá", "pakistan", "Leeds"])
def test_zone_that_was_asked_for(said: str, reader: Reader) -> None:
    last = Turn(said="asked", asked="which-zone")
    assert isinstance(done(read(said, reader, last))[0], UpdateSettings)


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
BOUGHT = Turn(intents=(Buy(connects=80),), entry_id=3, said="noted", back=(Undo(entry_id=3),))
BADGE = Turn(
    intents=(Spend(connects=8, purpose=Purpose.AVAILABILITY_BADGE),),
    entry_id=1, said="noted", back=(Undo(entry_id=1),),
)  # fmt: skip
BALANCE_SET = Turn(intents=(Correct(connects=60),), said="noted", back=(Undo(entry_id=5),))


@pytest.mark.parametrize(
    ("last", "near", "plain"),
    [
        (HIRED, "$50 tip", "the contract is $500"),
        (HIRED, "their last contract was $800", "it's worth $800"),
        (HIRED, "$50 bonus", "$340 with the bonus"),
        (BOUGHT, "the tax was $2", "it was $12 incl vat"),
        (NOTED, "it looks like 20", "it was 20"),
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


@pytest.mark.parametrize("said", ["it was yesterday", "sorry, that was on Friday"])
def test_day_of_what_was_noted_is_put_right(said: str, reader: Reader) -> None:
    assert [type(each) for each in done(read(said, reader, NOTED))] == [Undo, Spend]


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


def test_what_agrees_with_an_estimate_is_asked_about(reader: Reader) -> None:
    estimated = Turn(intents=(Estimate(budget="$700"),), said="answered")
    assert done(read("ok 12 for the logo job", reader, estimated)) == ()
    assert done(read("spent 12 on the logo job", reader, estimated)) != ()


@pytest.mark.parametrize("said", ["yes and 8 on the flyer", "yes and bought 80", "yes, 48 left"])
def test_yes_with_more_shows_both(said: str, reader: Reader) -> None:
    found = read(said, reader, SURE_OF_IT)
    assert found.intents[0] == LOGO
    assert len(found.intents) == 2
    assert found.certainty < SURE


@pytest.mark.parametrize("told", NEAR_MISSES, ids=lambda told: told.name)
def test_reason_to_ask_is_of_what_may_be_told(told: NearMiss) -> None:
    """A misspelt act or key would never be found."""
    assert all(any(act.startswith(each) for act in TELLING) for each in told.acts)
    assert set(told.keys) <= set(KEYS)
    looks = (told.before, told.itself, told.behind, told.part, told.text, told.unless)
    assert any(looks)
    assert told.keys or not (told.before or told.behind)


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


def test_bundles_of_every_card_are_as_sold() -> None:
    for card in load_rate_cards("2022-07").by_name.values():
        for bundle in card.price.bundles:
            assert is_as_sold(Buy(connects=bundle.connects, paid_cents=bundle.price))


def test_list_is_not_offered_without_one_of_its_lines(reader: Reader) -> None:
    found = read("logo design 12, seo audit (16), menu - 10", reader)
    told = [(each.job, each.connects) for each in found.intents if isinstance(each, Spend)]
    assert told == [("logo design", 12), ("seo audit", 16), ("menu", 10)]
    assert found.either == ()


def test_day_before_a_list_is_of_all_of_it(reader: Reader) -> None:
    found = read("spent yesterday: logo 12, seo audit 16", reader)
    assert [each.days_ago for each in found.intents if isinstance(each, Spend)] == [1, 1]


@pytest.mark.parametrize(
    ("said", "job"),
    [
        ("I was outbid on the logo job", "logo job"),
        ("outbid for crm setup", "crm setup"),
        ("outbid on the next.js site.", "next.js site"),
        ("I was outbid on the logo job?", None),
        ("have I been outbid on the logo", None),
        ("was I outbid on the logo", None),
        ("got outbid on it", None),
        ("outbid on three jobs today", None),
        ("outbid on the logo, added 5", None),
    ],
)
def test_being_outbid_alone_brings_the_boost_back(said: str, job: str | None) -> None:
    told = Outcome(result="boost returned", job=job) if job else None
    assert outbid_on(said) == told
