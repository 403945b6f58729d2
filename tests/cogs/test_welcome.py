"""The welcome of who is new, and its three buttons."""

import asyncio

from .conftest import Answer, Person, texts


async def test_welcome_says_what_this_is_and_has_three_things_to_press(ann: Person) -> None:
    said = await ann.says("hello")
    assert "I keep your Upwork Connects" in said.text
    assert "just write to me" in said.text
    assert said.buttons == ["Set up", "Estimate a job", "What can you do?"]


async def test_welcome_in_a_server_names_the_dm(ann: Person) -> None:
    answer = await ann.types("balance")
    assert "in a direct message" in answer.more[0]


async def estimates(ann: Person, typed: str) -> Answer:
    said = await ann.says("hello")
    form = (await ann.presses_spoken(said, "Estimate a job")).result
    assert form.modal is not None
    custom_id = form.modal["components"][0]["component"]["custom_id"]
    return Answer(await ann.member.user.submit_modal(form, {custom_id: typed}))


async def test_welcome_estimates_a_budget(ann: Person) -> None:
    answer = await estimates(ann, "$700")
    assert "6 Connects" in answer.text


async def test_welcome_estimates_a_pasted_post(ann: Person) -> None:
    post = "Logo for a bakery\nPosted 2 hours ago\nFixed-price\nEst. budget: $120.00\n"
    answer = await estimates(ann, post)
    assert "4 Connects" in answer.text


async def test_welcome_shows_the_help(ann: Person) -> None:
    answer = await ann.presses_spoken(await ann.says("hello"), "What can you do?")
    assert "Purser keeps your Upwork Connects" in answer.text


async def test_who_installs_it_is_greeted_in_the_dm_once(ann: Person) -> None:
    for _ in range(2):
        ann.bot.dispatch("installed", ann.member.id)
        await asyncio.sleep(0.1)
    assert "Welcome aboard" not in (await ann.says("hello")).text
    channel = ann.member.user.dm_channel
    cards = [ann.env.backend.get_message(channel.id, m.id).components for m in channel.history()]
    assert sum("## Welcome aboard" in texts(each) for each in cards) == 1
