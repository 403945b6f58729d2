"""What only looks like something to note, beside its plain twin: by the shipped reader."""

import pytest

from bot.assistant.intents import (
    SURE,
    Buy,
    Outcome,
    Spend,
    Story,
)
from bot.assistant.near_misses import NEAR_MISSES, NearMiss
from bot.assistant.overlooked import outbid_on
from bot.assistant.reader.labels import KEYS, is_act
from bot.assistant.reader.network import WEIGHTS, Network, Reader
from bot.assistant.told import is_as_sold
from bot.assistant.turns import Turn
from bot.rate_cards import load_rate_cards

from .shipped import done, read

TELLING = [act for act in Network(WEIGHTS).acts if is_act(act)]


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
        ("dashboard insists 22", "dashboard icons 22"),
        ("got the interview transcript", "got the transcript job"),
        ("renewed for the 3rd time", "renews on the 3rd of each month"),
        ("badge printed at 8", "availability badge, 8"),
        ("3 left at the end of the round", "3 connects left"),
        ("amazon listing 20 product 9 connect", "amazon listing 9 connects and product photos 8"),
        ("I am only 17. Can I make an account?", "my balance is only 17"),
        ("lost report card, need new one", "lost the report card job"),
        ("Gaz at the other place bought 500 connects", "I bought 60 connects"),
        ("timesheet done, invoice sent", "sent 8 for the timesheet job, invited"),
        ("VAT quarter end. Don't talk to me.", "the VAT client wants to talk to me"),
        ("app reckons 26", "app redesign 26"),
        ("won a contract on fiverr for $300", "won the logo contract for $300"),
        ("withdrew from 2 jobs", "withdrew from the logo job"),
        ("10 more", "bought 10 more"),
        (
            "I need you to cancel my reservation for 5 at red robin",
            "I need you to note 5 for red robin",
        ),
        ("top rated since 2020, got connects", "top rated, got 30 connects"),
        ("got the logo approved", "got the logo job"),
        ("got the logo files", "got the logo contract"),
        ("bought 80, returned them", "bought 80, paid by card"),
        ("spent 24 today in total", "spent 24 today on logo"),
        ("gave 10 to my sister", "gave 10 to the logo job"),
        ("bet 20 on Arsenal", "bid 20 connects on Arsenal poster"),
        ("3 logos", "3 connects on logos"),
        (
            "Galatasaray won, I am very happy today",
            "won the Galatasaray job, I am very happy today",
        ),
        ("wise balance is 45", "upwork balance is 45"),
        ("i'm at page 12", "i'm at 12 connects"),
        ("you told me my balance is 40", "my balance is 40"),
        ("i'm 34", "i have 34 connects"),
        ("find someone local who mows lawns", "the lawn job picked someone else"),
        ("hired a plumber for $300", "hired for the plumber site, $300"),
        ("the 30 for the badge have come", "30 for the badge"),
        ("spent 20 on the boost slider", "spent 20 on the photo slider"),
        ("warn me when balance is 10", "balance is 10"),
        ("bought 80 upwork shares", "bought 80 upwork connects"),
        ("bought 400 this year", "bought 400 today"),
        ("saw a deal: 100 connects for $15", "got the deal: bought 100 connects for $15"),
        ("launch day is 15", "my billing day is the 15th"),
        ("paid each month on the 5th", "my cycle renews each month on the 5th"),
        ("i worked in dubai", "i live in dubai, set my timezone"),
        ("i'm on basic english level", "i'm on the basic plan"),
        ("moved the client to basic", "moved to basic"),
        (
            "guess they closed the logo job without hiring",
            "they closed the logo job without hiring",
        ),
        ("sent 12 connects on linkedin", "sent 12 connects on the linkedin banner"),
        ("made a badge for 40", "paid 8 connects for the availability badge"),
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
        ("logo job 12, boosted to top 3", "logo job 12, boosted with 3"),
        ("12 on the logo job, boost took it to 20", "12 on the logo job, boosted 8"),
        ("logo job 12, 22 with boost", "logo job 12 with 10 boost"),
        ("14 for plumber site instead of 10", "14 for plumber site plus 10 boost"),
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
        ("got paid 500", "bought 50"),
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
        ("logo interview moved to friday", "logo client wants an interview on friday"),
        ("client paid and closed the logo job", "client closed the logo job, hired nobody"),
        ("upwork removed the boost feature", "upwork removed the logo job"),
        ("bakery invite expired", "bakery proposal expired"),
        ("promo email, clicked it, 20 free connects", "promo: got 20 free connects from upwork"),
        ("the logo job hired me, $400 a month", "the logo job hired me, $400"),
        ("upwork says it takes 12", "upwork says I have 12"),
        ("I like my balance at 100", "my balance is 100"),
        ("I lived in Rome as a kid", "I live in Rome"),
        ("sold a plus package today", "moved to plus today"),
        ("the logo client called me names", "the logo client called me for an interview"),
        ("put 20 on bitcoin", "put 20 on the bitcoin site"),
        ("created a new account on fiverr", "created a new account on upwork"),
        ("created an account on fiverr", "my account on upwork is new"),
        ("so 80 connects = 12 bucks", "bought 80 connects, 12 bucks"),
        ("my shift starts on the 2nd", "my cycle starts on the 2nd"),
        ("upwork bug cost me 16 connects", "upwork gave me 16 connects"),
        ("two sent on the way home", "used two on the banner job"),
        ("roll twelve sided dice", "spent twelve on the dice logo"),
        ("make a reservation for tonight at 7", "remind me tonight at 7 of the reservation"),
        ("outbid means the boost comes back", "got outbid on bakery, boost came back"),
        ("took me 60 connects to get one interview", "got 10 connects for the interview"),
        ("top rated gets 70", "top rated now, got 70"),
        ("80 connects is $12", "bought 80 connects, $12"),
        ("agency balance is 200", "my balance is 200"),
        ("client has plus", "I have plus now"),
        ("hours this week: Ana 12, Bob 16", "applied today: Ana 12, Bob 16"),
        ("used 6 on the", "used 6 on the menu design"),
        ("bought 40 because", "bought 40 because I ran out"),
        ("bought 80 connects. Sike!", "bought 80 connects. Nice!"),
        ("used 12 on the logo job, test", "used 12 on the logo test"),
        ("compré 80, es broma", "compré 80, es poco"),
        ("nunca compré 80", "hoy compré 80"),
        ("- [ ] flyer 12 connects", "- flyer 12 connects"),
        ("used 1O connects on the logo job", "used 10 connects on the logo job"),
        ("bought 20 less this time round", "bought 20 this time round"),
        ("Buy 40 Connects for $6", "bought 40 Connects for $6"),
        ("Send a proposal for: 16 Connects", "Sent a proposal for the logo: 16 Connects"),
        ("gasté 12 en publicidad", "gasté 12 en el logo"),
        ("spent 3 on the logo job today, hours I mean", "spent 3 on the logo job today"),
        ("top rated plumber came today", "top rated badge came today"),
        ("congrats on top rated!", "I'm top rated!"),
        ("promo gave me 20 off", "promo gave me 20"),
        ("upwork robbed me of 12 connects", "upwork gave me 12 connects"),
        ("stopped boosting my profile, it was 20 a go", "boosted my profile, it was 20"),
        ("link expired for the logo job", "my proposal expired for the logo job"),
        ("hired, pending contract", "hired, contract signed"),
        ("signed up for grammarly plus", "signed up for freelancer plus"),
        ("used 6 on data entry, boost was 18 so no", "used 6 on data entry, boost was 8"),
        ("when I was new I got 40 connects", "got 40 connects for joining"),
        ("my bidder burned 40 connects last night", "I burned 40 connects last night"),
        ("translate: I bought 80 connects", "I bought 80 connects"),
        ("2 more jobs and I'm top rated", "I'm top rated now"),
        ("16 for crm setup bookmarked", "16 for crm setup"),
        ("ya van 24 en logos", "gasté 24 en logos"),
        ("call at 5", "they called me for an interview"),
        ("my thesis proposal was declined", "my logo proposal was declined"),
        ("one proposal 12 connects", "one proposal to Ada, 12 connects"),
        ("sent 8 for the reel, they boost with 20", "sent 8 for the reel, I boosted with 2"),
        ("used 16 on logo, actually hold off", "used 16 on logo, actually sent it"),
        ("my payout arrives on the 12th", "my cycle renews on the 12th"),
        ("spend 12 on it", "spent 12 on the logo"),
        ("topped up 100 on Bark", "topped up 100 connects"),
        ("payday then I buy 60", "payday, I bought 60"),
        ("hired for bookkeeping 2023", "hired for bookkeeping, $2023"),
        ("12 on upwork clone", "I have 12 on upwork now"),
        ("bought one forty", "bought forty"),
        ("logo interview got postponed", "logo client wants an interview"),
        ("logo hired ana", "logo hired me"),
        ("upgraded to apple plus", "upgraded to freelancer plus"),
        ("logo interviewed andrew", "logo interviewed me"),
        ("got fired from the logo job", "got hired for the logo job"),
        ("hired by logo pls", "hired by logo"),
        ("1. logo job", "10 on the logo job"),
        ("inform my bank i'm seeing Italy", "i'm in Italy"),
        ("logo closed without payment", "logo closed without a hire"),
        ("lent 20 to ana", "sent 20 to ana"),
        ("20 on red", "20 on red panda logo"),
        ("spent 14 on profile optimization", "spent 14 on boosting my profile"),
        ("withdrew my complaint about logo", "withdrew my proposal for the logo"),
        ("logo closed without paying", "logo closed without hiring"),
        ("8 on upwork course video", "8 on a course video"),
        ("8 for my mum", "8 for my mum's site job"),
        ("I can see an extra 1£ charge on my app", "spent 1 extra connect on the app"),
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
    for said in ("16 on seo audit, top bid is 30", "16 on seo audit, they boosted 30"):
        found = read(said, reader)
        assert found.intents == (Spend(connects=16, job="seo audit"),)
        assert (found.certainty < SURE, found.unread) == (True, ("30",))


def test_applicants_are_no_contracts_worth(reader: Reader) -> None:
    hired = read("bakery hired me, 12 applicants", reader)
    assert hired.intents == (Outcome(result="hired", job="bakery"),)
    assert done(read("bakery hired me, $1200", reader)) != ()


def test_jobs_that_are_left_to_apply_to_are_no_balance(reader: Reader) -> None:
    found = read("12 on logo, got 2 left to apply to", reader)
    assert found.intents == (Spend(connects=12, job="logo"),)


def test_day_before_all_spends_is_of_each(reader: Reader) -> None:
    found = read("yesterday 12 on the landing page and 8 on the logo", reader)
    assert [each.days_ago for each in found.intents if isinstance(each, Spend)] == [1, 1]


@pytest.mark.parametrize("told", NEAR_MISSES, ids=lambda told: told.name)
def test_reason_to_ask_is_of_what_may_be_told(told: NearMiss) -> None:
    """A misspelt act or key would never be found."""
    assert all(any(act.startswith(each) for act in TELLING) for each in told.acts)
    assert set(told.keys) <= set(KEYS)
    looks = (told.before, told.itself, told.behind, told.part, told.text, told.unless)
    assert any(looks)
    assert told.keys or not (told.before or told.behind)


def test_bundles_of_every_card_are_as_sold() -> None:
    for card in load_rate_cards("2022-07").by_name.values():
        for bundle in card.price.bundles:
            assert is_as_sold(Buy(connects=bundle.connects, paid_cents=bundle.price))


def test_list_is_not_offered_without_one_of_its_lines(reader: Reader) -> None:
    found = read("logo design 12, seo audit (16), menu - 10", reader)
    told = [(each.job, each.connects) for each in found.intents if isinstance(each, Spend)]
    assert told == [("logo design", 12), ("seo audit", 16), ("menu", 10)]
    assert found.either == ()


def test_spend_that_may_be_told_twice_is_asked_about(reader: Reader) -> None:
    assert done(read("6 for a bracket redraw. Six. For a bracket.", reader)) == ()
    assert len(done(read("6 for a brochure, 6 for a logo", reader))) == 2


def test_amounts_may_stand_first_in_a_list(reader: Reader) -> None:
    noted = (Spend(connects=12, job="logo"), Spend(connects=8, job="theme customization"))
    assert done(read("12 - logo, 8 - theme customization", reader)) == noted


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
        ("got outbid in the end", None),
        ("outbid on everything", None),
        ("outbid for a job", None),
        ("outbid for once", None),
        ("outbid on three jobs today", None),
        ("outbid on the logo, added 5", None),
    ],
)
def test_being_outbid_alone_brings_the_boost_back(said: str, job: str | None) -> None:
    told = Outcome(result="boost returned", job=job) if job else None
    assert outbid_on(said) == told


@pytest.mark.parametrize(
    ("said", "noted"),
    [
        ("12 on logo job, top bid is 30", Spend(connects=12, job="logo job")),
        ("used 10 on landing page, client spent 5k so far", Spend(connects=10, job="landing page")),
        ("2k word article 12 connects", Spend(connects=12, job="2k word article")),
        ("used 14 on plumber website, 4.9 stars", Spend(connects=14, job="plumber website")),
        ("fix my site 12", Spend(connects=12, job="fix my site")),
        (
            "used 14 on plumber site, they pay 600",
            Spend(connects=14, job="plumber site", budget="600"),
        ),
        (
            "used 14 on plumber site, they pay $600",
            Spend(connects=14, job="plumber site", budget="$600"),
        ),
        ("spent 14 on A.I. chatbot", Spend(connects=14, job="A.I. chatbot")),
        ('12 on "not a hotel" website', Spend(connects=12, job="not a hotel website")),
        ("12 on the reservation system", Spend(connects=12, job="reservation system")),
    ],
)
def test_what_stands_beside_a_spend_is_no_part_of_it(
    said: str, noted: Spend, reader: Reader
) -> None:
    assert read(said, reader).intents == (noted,)


def test_number_of_a_jobs_things_is_no_contract(reader: Reader) -> None:
    (hired,) = read("they choose me for voice over, 100 sentences", reader).intents
    assert isinstance(hired, Outcome)
    assert hired.contract_cents is None
    assert done(read("hired for voice over, $100", reader)) != ()


def test_job_may_be_viewed_as_well_as_its_proposal(reader: Reader) -> None:
    assert done(read("client viewed the logo job", reader))
    assert not done(read("client viewed the draft render", reader))


@pytest.mark.parametrize("said", ["used 12 on an SEO audit", "used 12 on a site audit"])
def test_what_is_no_day_is_the_end_of_the_name(said: str, reader: Reader) -> None:
    (spend,) = read(said, reader).intents
    assert isinstance(spend, Spend)
    assert spend.job.endswith("audit")


def test_job_that_was_viewed_is_named(reader: Reader) -> None:
    (noted,) = done(read("the client viewed the seo job", reader))
    assert noted in (
        Outcome(result="viewed", job="seo"),
        Outcome(result="viewed", job="seo job"),
    )


def test_reading_that_holds_the_other_is_offered_alone(reader: Reader) -> None:
    behind = Turn(intents=(Story(proposal_id=1),), said="answered")
    understood = read("sent 6 on the poster job and bought 40, how many left?", reader, behind)
    acts = (Spend(connects=6, job="poster job"), Buy(connects=40))
    assert understood.intents[:2] == acts
    assert not understood.either


def test_two_spends_are_offered_where_one_name_was_not_read(reader: Reader) -> None:
    understood = read("spent 12 on Leo's logo and 8 on the app", reader)
    both = (Spend(connects=12, job="Leo's logo"), Spend(connects=8, job="app"))
    assert both in (understood.intents, understood.either)
