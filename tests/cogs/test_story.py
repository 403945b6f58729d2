"""What a newcomer does first."""

from .conftest import Person


async def test_story(ann: Person) -> None:
    answer = await ann.types("setup", connects=40, plan="basic", cycle_day=15)
    assert "40 Connects" in answer.text
    assert answer.hidden
    answer = await ann.types("estimate", budget="700")
    assert "6 Connects" in answer.text
    assert "$0.90" in answer.text
    answer = await ann.types("spend", budget="700", job="React dashboard")
    assert "34 Connects" in answer.text
    answer = await ann.presses(answer, "Closed without hire")
    assert "closed without hire" in answer.text
    assert await ann.balance() == 40
    answer = await ann.types("balance")
    print(answer.text)
    print((await ann.types("history")).text)
    print((await ann.types("proposals")).text)
    print((await ann.types("undo")).text)
    print((await ann.types("help")).text)
