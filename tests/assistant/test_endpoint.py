"""The optional language model, at a loopback server that misbehaves in every way."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web

from bot.assistant import endpoint as module
from bot.assistant.endpoint import Endpoint, needs_help
from bot.assistant.intents import SURE, Answer, Decline, Spend, Understanding, Undo


class Model:
    """A server whose next answer the test decides."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.answer: Any = None
        self.status = 200
        self.hangs = False

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(await request.json())
        self.keys.append(request.headers.get("Authorization"))
        if self.hangs:
            await asyncio.sleep(60)
        if isinstance(self.answer, bytes):
            return web.Response(status=self.status, body=self.answer)
        content = self.answer if isinstance(self.answer, str) else json.dumps(self.answer)
        said = {"choices": [{"message": {"role": "assistant", "content": content}}]}
        return web.json_response(said, status=self.status)


@pytest.fixture
async def model() -> AsyncIterator[Model]:
    model = Model()
    app = web.Application()
    app.router.add_post("/v1/chat/completions", model.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    model.url = f"http://127.0.0.1:{runner.addresses[0][1]}/v1"  # type: ignore[attr-defined]
    yield model
    await runner.cleanup()


@pytest.fixture
async def endpoint(model: Model) -> AsyncIterator[Endpoint]:
    endpoint = Endpoint(model.url, "secret", "small", {"expiry"})  # type: ignore[attr-defined]
    yield endpoint
    await endpoint.close()


async def test_is_told_the_sentence_and_the_intents_alone(model: Model, endpoint: Endpoint) -> None:
    model.answer = {"intents": [{"name": "answer", "topic": "expiry"}]}
    understood = await endpoint.understand("until when can i keep em")
    assert understood == Understanding(intents=(Answer(topic="expiry"),))
    system, user = model.asked[0]["messages"]
    assert user == {"role": "user", "content": "until when can i keep em"}
    assert "days_ago" in system["content"]
    assert model.keys == ["Bearer secret"]


async def test_kind_of_entry_need_not_be_said_in_our_word(model: Model, endpoint: Endpoint) -> None:
    model.answer = {"intents": [{"name": "undo", "of": "profile_boost"}]}
    understood = await endpoint.understand("that thing for my profile, away with it")
    assert understood is not None
    assert understood.intents == (Undo(of="profile_boost"),)


async def test_act_is_never_sure(model: Model, endpoint: Endpoint) -> None:
    model.answer = {"intents": [{"name": "spend", "connects": 6, "job": "logo"}]}
    understood = await endpoint.understand("six... 6 gone to that logo")
    assert understood is not None
    assert understood.intents == (Spend(connects=6, job="logo"),)
    assert understood.certainty < SURE


@pytest.mark.parametrize(
    "answer",
    [
        "no JSON at all",
        b"\xff\xfe not even text",
        b"[]",
        b'{"choices": []}',
        "[" * 100_000,
        {"intents": []},
        {"intents": [{"name": "drop_tables"}]},
        {"intents": [{"name": "spend", "connects": 7, "job": "logo"}]},
        {"intents": [{"name": "spend", "connects": 10**9}]},
        {"intents": [{"name": "spend", "connects": -6}]},
        {"intents": [{"name": "spend", "connects": 6, "job": "somebody's secret"}]},
        {"intents": [{"name": "buy", "connects": 6, "paid_cents": 500}]},
        {"intents": [{"name": "outcome", "result": "hired", "proposal_id": 6}]},
        {"intents": [{"name": "undo", "outcome_id": 6}]},
        {"intents": [{"name": "answer", "topic": "../../etc/passwd"}]},
        {"intents": [{"name": "balance", "user_id": 1}]},
        {"intents": [{"name": "balance"}] * 6},
        b"x" * 200_000,
    ],
)
async def test_wrong_answer_is_no_answer(model: Model, endpoint: Endpoint, answer: Any) -> None:
    model.answer = answer
    assert await endpoint.understand("6 for the logo") is None


@pytest.mark.parametrize("status", [301, 401, 429, 500])
async def test_failing_server_is_no_answer(model: Model, endpoint: Endpoint, status: int) -> None:
    model.answer, model.status = {"intents": [{"name": "balance"}]}, status
    assert await endpoint.understand("6 for the logo") is None


async def test_slow_server_is_given_up(
    model: Model, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SECONDS", 0.05)
    model.hangs = True
    assert await endpoint.understand("6 for the logo") is None


async def test_gone_server_is_left_alone_for_a_while(model: Model) -> None:
    gone = Endpoint("http://127.0.0.1:9", "", "small", ())
    for _ in range(3):
        assert await gone.understand("6 for the logo") is None
    gone._url = model.url + "/chat/completions"  # type: ignore[attr-defined]
    model.answer = {"intents": [{"name": "balance"}]}
    assert await gone.understand("6 for the logo") is None
    assert model.asked == []
    await gone.close()


def test_helps_only_where_the_grammar_is_lost() -> None:
    assert needs_help(Understanding(intents=(Decline(),)))
    assert needs_help(Understanding(intents=(Spend(connects=6),), certainty=0.5))
    assert not needs_help(Understanding(intents=(Spend(connects=6),)))
    assert not needs_help(Understanding(ask="considered"))
