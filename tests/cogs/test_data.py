"""/export, /import, /forget-me, /privacy and consent, through simcord."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.ledger.estimates import Consent
from bot.store import exchange, learned
from bot.store.journal import Request
from bot.transfer.files import LARGEST

from ..clock import HandClock
from .conftest import Answer, Person

HISTORY = b"""Date,Action,Connects
"Mar 2, 2026","Applied to job: Logo design",-6
"Mar 1, 2026","Purchased Connects",40
"""


async def exported(ann: Person, form: str = "json") -> dict[str, bytes]:
    answer = await ann.types("export", format=form)
    assert answer.hidden
    assert answer.result.response is not None
    files = answer.result.response.message.attachments
    return {file.filename: await file.read() for file in files}


async def imports(ann: Person, content: bytes, name: str = "file.csv") -> Answer:
    return await ann.types("import", file=(name, content))


async def test_export_forget_import(ann: Person) -> None:
    await ann.types("setup", connects=40)
    await ann.types("spend", connects=6, job="Logo")
    await ann.types("remind add", when="in 2 days", about="call Dana")
    files = await exported(ann)
    asked = await ann.types("forget-me")
    assert "Take it out first" in asked.buttons
    really = await ann.presses(asked, "Forget me")
    gone = await ann.presses(really, "Yes, forget me")
    assert "Nothing of you is left" in gone.text
    kept = await ann.bot.app.database.read(
        lambda tx: exchange.read_all(tx, ann.member.id, ann.bot.app.now())
    )
    assert kept is None
    seen = await imports(ann, files["purser.json"], "purser.json")
    assert "Read in 34 Connects?" in seen.text
    done = await ann.presses(seen, "Read it in")
    assert "You hold **34 Connects**" in done.text
    assert await ann.balance() == 34
    assert "call Dana" in (await ann.types("remind list")).text


async def test_forgetting_is_asked_twice_and_can_be_left(ann: Person) -> None:
    await ann.types("setup", connects=40)
    asked = await ann.types("forget-me")
    kept = await ann.presses(asked, "Keep it")
    assert "stays as it is" in kept.text
    really = await ann.presses(await ann.types("forget-me"), "Forget me")
    assert "40 Connects" in really.text
    await ann.presses(really, "Keep it")
    assert await ann.balance() == 40


async def test_who_has_nothing_gets_nothing(ann: Person) -> None:
    assert "I keep nothing of you" in (await ann.types("export")).text


async def test_csv_has_four_tables(ann: Person) -> None:
    await ann.types("setup", connects=40)
    await ann.types("spend", connects=6, job="=1+1")
    files = await exported(ann, "csv")
    assert set(files) == {
        "accounts.csv",
        "journal.csv",
        "rules.csv",
        "proposals.csv",
        "reminders.csv",
    }
    assert b"'=1+1" in files["proposals.csv"]


async def test_history_is_shown_then_read_in_once(ann: Person, clock: HandClock) -> None:
    await ann.types("setup", connects=40)
    seen = await imports(ann, HISTORY)
    assert "Read in 2 lines?" in seen.text
    assert "Logo design" in seen.text
    assert "No proposals" in (await ann.types("stats", period="all")).text
    await ann.presses(seen, "Read it in")
    assert await ann.balance() == 40
    assert "# 1 proposal" in (await ann.types("stats", period="all")).text
    assert "Nothing new" in (await imports(ann, HISTORY)).text


async def test_history_can_be_left(ann: Person) -> None:
    await ann.types("setup", connects=40)
    seen = await imports(ann, HISTORY)
    left = await ann.presses(seen, "Leave it")
    assert "Nothing was read in" in left.text
    assert left.buttons == []


async def test_file_that_waits_no_more_is_said(ann: Person, clock: HandClock) -> None:
    await ann.types("setup", connects=40)
    seen = await imports(ann, HISTORY)
    clock.move(hours=2)
    assert "waits any more" in (await ann.presses(seen, "Read it in")).text


async def test_button_of_an_older_file_applies_nothing(ann: Person) -> None:
    await ann.types("setup", connects=40)
    older = await imports(ann, HISTORY)
    newer = await imports(ann, HISTORY.replace(b"Logo design", b"Web shop"))
    assert "waits any more" in (await ann.presses(older, "Read it in")).text
    await ann.presses(newer, "Read it in")
    listed = (await ann.types("proposals")).text
    assert "Web shop" in listed
    assert "Logo design" not in listed


async def test_what_was_read_in_stands_among_its_own_days(ann: Person) -> None:
    await ann.types("setup", connects=40)
    await ann.types("spend", connects=1, job="Today's")
    await ann.presses(await imports(ann, HISTORY), "Read it in")
    for command in ("history", "proposals"):
        text = (await ann.types(command)).text
        assert text.index("Today's") < text.index("Logo design")


async def test_lines_that_were_not_read_are_shown_as_they_stand(ann: Person) -> None:
    await ann.types("setup", connects=40)
    broken = b"".join(
        b"2026-03-0%d,Applied to job: **X%d**,=C%d\n" % (n, n, n) for n in range(1, 10)
    )
    seen = await imports(ann, HISTORY + broken)
    assert "Read in 2 lines?" in seen.text
    assert "**9 lines I could not read**" in seen.text
    assert r"- 4: 2026-03-01 · Applied to job: \*\*X1\*\* · =C1" in seen.text
    assert "- and 1 more" in seen.text


async def test_kinds_are_told_apart_with_their_connects(ann: Person) -> None:
    await ann.types("setup", connects=40)
    text = (
        "Mar 2, 2026\nConnects bid for boosted proposal. Logo\n-20\nMar 2, 2026\n"
        "Applied to job Logo\n-12\nMar 3, 2026\nYou've been outbid to boost your proposal Logo\n"
        "+20\nMar 4, 2026\n"
        "Available now Badge\n-5\nMar 5, 2026\nSomething new\n+3\n"
    )
    seen = await imports(ann, text.encode(), "history.txt")
    for row in (
        "spent on proposals: 1 line, 12 Connects",
        "spent on boosts: 1 line, 20 Connects",
        "boosts that came back: 1 line, 20 Connects",
        "spent on badges, your profile and other: 1 line, 5 Connects",
        "**1 line I could not read**",
        "Mar 5, 2026 · Something new · +3",
    ):
        assert row in seen.text
    await ann.presses(seen, "Read it in")
    assert "32 Connects" in (await ann.types("proposals")).text


async def test_titles_that_are_taken_by_their_sign_are_shown(ann: Person) -> None:
    await ann.types("setup", connects=40)
    content = b"Date,What,Connects\n2026-03-05,Dashboard for a gym,-3\n2026-03-05,Bought,+40\n"
    seen = await imports(ann, content)
    assert "spent on proposals, as I take it (its words say no kind): 1 line, 3" in seen.text
    assert "Taken by their sign alone" in seen.text
    assert "- 2026-03-05 · Dashboard for a gym · -3" in seen.text


async def test_balance_that_the_file_states_can_be_taken_over(ann: Person) -> None:
    await ann.types("setup", connects=40)
    seen = await imports(ann, b"My balance: 148 Connects\n" + HISTORY, "history.txt")
    assert "The file states **148** held; I hold **40** for you." in seen.text
    done = await ann.presses(seen, "Set my balance to 148")
    assert "148" in done.text
    assert await ann.balance() == 148
    read = await ann.presses(seen, "Read it in")
    assert read.buttons == []
    assert await ann.balance() == 148


async def test_order_of_day_and_month_is_asked_for(ann: Person) -> None:
    await ann.types("setup", connects=40)
    content = (
        b"Date,Action,Connects\n3/2/2026,Applied to job: X,-6\n1/2/2026,Applied to job: Y,-4\n"
    )
    asked = await imports(ann, content)
    assert "Which is the day?" in asked.text
    assert "`1/2/2026`" in asked.text or "`3/2/2026`" in asked.text
    seen = await ann.presses(asked, "The day stands first")
    assert "From February 1, 2026 to February 3, 2026" in seen.text
    done = await ann.presses(seen, "Read it in")
    assert "2 lines read in" in done.text


async def test_history_is_read_in_as_it_was_shown(ann: Person, clock: HandClock) -> None:
    """Midnight, or another zone, between the preview and the button changes no day of it."""
    await ann.types("setup", connects=40)
    clock.move(hours=11, minutes=30)
    page = b"Today\nApplied to job Logo design\n-6\nMar 1, 2026\nPurchased 40 Connects\n+40\n"
    seen = await imports(ann, page, "history.txt")
    assert "to March 10, 2026" in seen.text
    await ann.types("setup", timezone="Asia/Manila")
    clock.move(minutes=45)
    await ann.presses(seen, "Read it in")
    (kept,) = json.loads((await exported(ann, "json"))["purser.json"])["proposals"]
    assert datetime.fromtimestamp(kept["submitted_at"], UTC).date() == date(2026, 3, 10)


async def test_money_report_is_named_and_the_way_to_the_history_shown(ann: Person) -> None:
    await ann.types("setup", connects=40)
    content = b"Date,Ref ID,Type,Description,Agency,Amount\nMar 1,1,Membership,Connects,,-6.00\n"
    text = (await imports(ann, content)).text
    assert "report of transactions" in text
    assert "View Connects history" in text


async def test_columns_are_asked_for(ann: Person) -> None:
    await ann.types("setup", connects=40)
    content = b"a,b,c,d\n2026-03-01,2026-03-02,Applied to job: X,-6\n"
    asked = await imports(ann, content)
    assert "Which column is which?" in asked.text
    form = (await ann.presses(asked, "Name the columns")).result
    assert form.modal is not None
    ids = [label["component"]["custom_id"] for label in form.modal["components"]]
    options = form.modal["components"][2]["component"]["options"]
    assert options[3]["label"] == "4 · d"
    assert options[3]["description"] == "-6"
    filled: dict[str, Any] = dict(zip(ids, (["0"], ["2"], ["3"]), strict=True))
    seen = Answer(await ann.member.submit_modal(form, filled))
    assert "Read in 1 line?" in seen.text


async def test_meaning_of_unknown_words_is_asked_for(ann: Person) -> None:
    await ann.types("setup", connects=40)
    content = b"Date,Type,Connects\n2026-03-01,Applied,-6\n2026-03-02,Zoop,-9\n2026-03-03,Frob,8\n"
    seen = await imports(ann, content)
    assert "Read in 1 line?" in seen.text
    assert "Zoop" in seen.text
    form = (await ann.presses(seen, "Tell what their words mean")).result
    assert form.modal is not None
    fields = form.modal["components"]
    assert [field["label"] for field in fields] == ["Zoop", "Frob"]
    filled: dict[str, Any] = {
        fields[0]["component"]["custom_id"]: ["boost"],
        fields[1]["component"]["custom_id"]: [],
    }
    told = Answer(await ann.member.submit_modal(form, filled))
    assert "Read in 2 lines?" in told.text
    assert "spent on boosts: 1 line, 9 Connects" in told.text
    assert "2026-03-03 · Frob" in told.text
    assert "2 lines read in" in (await ann.presses(told, "Read it in")).text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no rows"),
        (b"PK\x03\x04" + b"0" * 50, "archive"),
        (b"\x1f\x8b" + b"0" * 50, "archive"),
        (b"\x00\x01\x02" * 50, "as text"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "as text"),
        (b"a,b,c\n" * 100_000, "more than 5,000 rows"),
        (b"{" * 100_000, "no export of mine"),
        (b'{"purser": 1}', "no export of mine"),
        ("Date,Action,Connects\nMar 1, 2026,x,-6".encode("utf-16"), "row 2"),
        (b"Date,Action,Connects\n2026-03-01,\xe9t\xe9,=1\n2027-01-01,x,-6\n", "row 2"),
        (b"Date,Action,Connects\n2026-03-01,x,=1+1\n", "row 2"),
        (b"0" * (LARGEST + 1), "larger than 8 MB"),
    ],
    ids=lambda value: repr(value[:20]),
)
async def test_bad_file_changes_nothing(ann: Person, content: bytes, said: str) -> None:
    await ann.types("setup", connects=40)
    answer = await imports(ann, content)
    assert said in answer.text
    assert answer.hidden
    assert await ann.balance() == 40


async def test_tampered_export_is_refused(ann: Person, bob: Person) -> None:
    await ann.types("setup", connects=40)
    kept = json.loads((await exported(ann))["purser.json"])
    kept["lots"][0]["remaining"] = 99
    kept["lots"][0]["amount"] = 99
    seen = await imports(bob, json.dumps(kept).encode())
    done = await bob.presses(seen, "Read it in")
    assert "does not add up" in done.more[0]
    assert await bob.balance() == 0


async def test_consent_is_asked_once_and_withdrawn_in_privacy(ann: Person) -> None:
    asked = await ann.types("setup", connects=40)
    assert "help others" in asked.text
    assert "help others" not in (await ann.types("setup", connects=40)).text
    shown = await ann.types("privacy")
    assert "is not counted" in shown.text
    assert "is counted" in (await ann.presses(shown, "Count mine")).text
    assert await consent_of(ann) is Consent.ALL
    shown = await ann.types("privacy")
    await ann.presses(shown, "Don't count mine")
    assert await consent_of(ann) is Consent.NONE


async def test_who_agreed_to_the_costs_alone_is_asked_about_the_rest(ann: Person) -> None:
    await ann.types("setup", connects=40)
    request = Request(ann.member.id, "agreed-in-an-earlier-version", ann.bot.app.now())
    await ann.bot.app.database.write(lambda tx: learned.share(tx, request, Consent.COSTS))
    shown = await ann.types("privacy")
    assert "What they brought you is not" in shown.text
    assert await consent_of(ann) is Consent.COSTS
    await ann.presses(shown, "Count both")
    assert await consent_of(ann) is Consent.ALL


async def consent_of(person: Person) -> Consent | None:
    return await person.bot.app.database.read(lambda tx: learned.consent_of(tx, person.member.id))


async def test_estimate_shows_what_such_jobs_did_cost(ann: Person) -> None:
    for number in range(5):
        person = Person(ann.env, f"p{number}")
        await person.types("setup", connects=100)
        await person.presses(await person.types("privacy"), "Count mine")
        for _ in range(4):
            await person.types("spend", connects=8, budget="700")
    text = (await ann.types("estimate", budget="800")).text
    assert "# 6 Connects" in text
    assert "**did** cost **8**" in text
    assert "20 proposals of 5 people" in text
    assert "did" not in (await ann.types("estimate", budget="60")).text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rule", "FREQ=DAILY;INTERVAL=0"),
        ("rule", "FREQ=SECONDLY"),
        ("local_at", "9999-99-99T99:99:99"),
        ("due_at", 4_102_444_800),
    ],
)
async def test_hostile_reminder_is_refused_and_others_go_on(
    ann: Person, bob: Person, clock: HandClock, name: str, value: Any
) -> None:
    await bob.types("setup", connects=40)
    await bob.types("remind add", when="every monday 10:00", about="stand-up")
    await ann.types("setup", connects=40)
    await ann.types("remind add", when="every monday 10:00", about="x")
    kept = json.loads((await exported(ann))["purser.json"])
    kept["reminders"][0][name] = value
    refused = await imports(ann, json.dumps(kept).encode())
    assert "reminders" in refused.text
    assert "Nothing was read in" in refused.text
    clock.move(days=31)
    month = ann.bot.month
    assert await month.turn_due() >= 2
    assert "44 Connects" in (await bob.types("spend", connects=6)).text


async def test_membership_decides_which_digests_are_joined(ann: Person) -> None:
    await ann.types("setup", connects=40)
    await ann.types("spend", connects=6, job="Logo")
    kept = json.loads((await exported(ann))["purser.json"])
    own = ann.member.guild.id
    kept["counted"] = [{"guild_id": own}, {"guild_id": own + 1}]
    really = await ann.presses(await ann.types("forget-me"), "Forget me")
    await ann.presses(really, "Yes, forget me")
    read_in = await ann.presses(await imports(ann, json.dumps(kept).encode()), "Read it in")
    assert "In one server of the file you are not counted" in read_in.text
    rows = await ann.bot.app.database.read(
        lambda c: c.execute("SELECT guild_id FROM counted").fetchall()
    )
    assert rows == [(own,)]
