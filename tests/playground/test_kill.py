"""All of it killed without warning between a message and its button."""

from pathlib import Path

import pytest

from .conftest import find_button
from .page import browsing, start, text_of


@pytest.mark.slow
async def test_button_works_after_kill_9(tmp_path: Path) -> None:
    purser, url = await start(tmp_path / "p.db")
    async with browsing(url) as browser:
        everything = await browser.until_connected()
        channel = everything["channels"][0]["id"]
        await browser.types(channel, "setup", connects=40)
        spent = await browser.types(channel, "spend", connects=6)
        purser.kill()
        await purser.wait()
    purser, url = await start(tmp_path / "p.db")
    async with browsing(url) as browser:
        await browser.until_connected()
        button = find_button(spent["components"], "Closed without hire")
        data = {"component_type": 2, "custom_id": button["custom_id"], "id": button["id"]}
        pressed = await browser.ask("press", channel=channel, message=spent["id"], data=data)
        assert pressed["type"] == 7
        assert "40 Connects" in text_of(await browser.types(channel, "balance"))
    purser.terminate()
    assert await purser.wait() == 0
