"""What is sent to an OpenAI-compatible server, byte for byte where it matters, and what each failure becomes."""

import json
import logging
from collections.abc import AsyncIterator
from contextlib import ExitStack
from typing import Any

import httpx
import httpx2
import openai
import pytest
import respx
from pydantic import BaseModel

from dermagent.errors import InputError, ModelError, ModelRefused, ModelRejected, ModelUnavailable, ModelUnusable
from dermagent.llm.base import EncodedImage, Message, Request
from dermagent.llm.capabilities import JsonMode
from dermagent.llm.connection import Pools
from dermagent.llm.openai_compat import OpenAICompatible, is_local
from dermagent.llm.schema import strict_schema
from tests.mock_server import completion

BASE = "http://127.0.0.1:8000/v1"
URL = f"{BASE}/chat/completions"


class Label(BaseModel):
    """What is asked for in these tests."""

    label: str
    sure: bool = True


REQUEST = Request(
    (Message("system", "You name."), Message("user", "What is it?", (EncodedImage(b"\x89PNG", "image/png", "ab"),))),
    "Label",
    strict_schema(Label),
)


@pytest.fixture
async def model() -> AsyncIterator[OpenAICompatible]:
    made = OpenAICompatible("m", base_url=BASE, attempts=3)
    yield made
    await made.aclose()


def answer(content: str | None = '{"label": "psoriasis", "sure": true}', **changes: Any) -> httpx.Response:
    return httpx.Response(200, json=completion(content, **changes))


async def test_the_request_holds_schema_text_and_image(httpx2_mock: respx.Router, model: OpenAICompatible) -> None:
    route = httpx2_mock.post(URL).mock(return_value=answer())
    reply = await model.complete(REQUEST)
    assert json.loads(route.calls.last.request.content) == {
        "model": "m",
        "messages": [
            {"role": "system", "content": "You name."},
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "What is it?"},
                    {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw==", "detail": "high"}},
                ],
            },
        ],
        "temperature": 0.0,
        "max_tokens": 2000,
        "response_format": {
            "type": "json_schema",
            "json_schema": {
                "name": "Label",
                "strict": True,
                "schema": {
                    "description": "What is asked for in these tests.",
                    "type": "object",
                    "properties": {"label": {"type": "string"}, "sure": {"type": "boolean"}},
                    "required": ["label", "sure"],
                    "additionalProperties": False,
                },
            },
        },
    }
    assert (reply.text, reply.model_served) == ('{"label": "psoriasis", "sure": true}', "mock-served")
    assert (reply.usage.prompt_tokens, reply.usage.completion_tokens) == (100, 10)


@pytest.mark.parametrize(
    ("reply", "there"),
    [
        (httpx.Response(200, json={"object": "list", "data": []}), True),
        (httpx.Response(404), True),
        (httpx.Response(501), True),
        (httpx.Response(401), False),
        (httpx.Response(503), False),
        (httpx2.ConnectError("refused"), False),
        (httpx2.ReadTimeout("late"), False),
    ],
)
async def test_a_server_is_there_if_it_answers_and_takes_the_key(
    httpx2_mock: respx.Router, model: OpenAICompatible, reply: Any, there: bool
) -> None:
    httpx2_mock.get(f"{BASE}/models").mock(**{"side_effect" if isinstance(reply, Exception) else "return_value": reply})
    assert await model.is_there() is there


@pytest.mark.parametrize("mode", ["object", "text"])
async def test_a_server_without_schemas_is_told_the_form_in_words(httpx2_mock: respx.Router, mode: JsonMode) -> None:
    route = httpx2_mock.post(URL).mock(return_value=answer())
    model = OpenAICompatible("m", base_url=BASE, json_mode=mode)
    await model.complete(REQUEST)
    await model.aclose()
    body = json.loads(route.calls.last.request.content)
    assert body.get("response_format") == ({"type": "json_object"} if mode == "object" else None)
    assert len(body["messages"]) == 2  # the form is part of the user's one turn
    assert '"additionalProperties": false' in body["messages"][-1]["content"][-1]["text"]


@pytest.mark.parametrize("seconds", [2.0, 5.0, 45.0])  # 5 is what the client of HTTP would wait by itself
async def test_a_server_has_as_long_to_answer_as_is_set(httpx2_mock: respx.Router, seconds: float) -> None:
    route = httpx2_mock.post(URL).mock(return_value=answer())
    model = OpenAICompatible("m", base_url=BASE, timeout_s=seconds)
    await model.complete(REQUEST)
    await model.aclose()
    assert route.calls.last.request.extensions["timeout"] == dict.fromkeys(
        ("connect", "read", "write", "pool"), seconds
    )


async def test_the_length_has_its_new_name_at_openai_itself(httpx2_mock: respx.Router) -> None:
    route = httpx2_mock.post("https://api.openai.com/v1/chat/completions").mock(return_value=answer())
    model = OpenAICompatible("gpt", api_key="sk-x")
    await model.complete(REQUEST)
    await model.aclose()
    body = json.loads(route.calls.last.request.content)
    assert "max_completion_tokens" in body
    assert "max_tokens" not in body
    assert "sk-x" not in model.fingerprint


@pytest.mark.parametrize(
    ("replies", "error", "calls"),
    [
        ([httpx.Response(400, json={})], ModelRejected, 1),
        ([httpx.Response(401, json={})], ModelRejected, 1),
        ([httpx.Response(404, json={})], ModelRejected, 1),
        ([httpx.Response(429, json={}, headers={"retry-after": "0"})] * 3, ModelUnavailable, 3),
        ([httpx.Response(500, json={}, headers={"retry-after": "0"})] * 3, ModelUnavailable, 3),
        (
            [httpx.Response(429, headers={"retry-after": "0"}), httpx.Response(503, headers={"retry-after": "0"})],
            None,
            3,
        ),
        ([httpx2.ReadTimeout("t")], None, 2),
        ([httpx2.ConnectError("refused")] * 3, ModelUnavailable, 3),
        ([httpx.Response(200, text="not json", headers={"content-type": "application/json"})], None, 2),
        ([httpx.Response(200, html="<html></html>")], None, 2),
        ([answer(choices=None)], None, 2),
        ([answer(choices=[])] * 3, ModelUnavailable, 3),
        ([answer(None, refusal="no")], ModelRefused, 1),
        ([answer(None, finish_reason="content_filter")], ModelRefused, 1),
        ([answer("{", finish_reason="length")], ModelUnusable, 1),
        ([answer("", finish_reason="tool_calls")], ModelUnusable, 1),
        ([answer("")], ModelUnusable, 1),
    ],
)
async def test_each_failure_becomes_its_error_or_is_tried_again(
    httpx2_mock: respx.Router,
    model: OpenAICompatible,
    monkeypatch: pytest.MonkeyPatch,
    replies: list[Any],
    error: type[ModelError] | None,
    calls: int,
) -> None:
    monkeypatch.setattr("dermagent.llm.openai_compat._backoff", lambda state: 0.0)
    route = httpx2_mock.post(URL)
    route.side_effect = [*replies, answer()] if error is None else replies
    if error is None:
        assert (await model.complete(REQUEST)).text
    else:
        with pytest.raises(error):
            await model.complete(REQUEST)
    assert route.call_count == calls


@pytest.mark.parametrize(("told", "waited"), [("31", 30.0), ("60", 30.0), ("299.5", 30.0), ("29.5", 29.5), ("4", 4.0)])
async def test_a_server_is_waited_for_as_long_as_it_asks_and_never_longer_than_half_a_minute(
    httpx2_mock: respx.Router, model: OpenAICompatible, monkeypatch: pytest.MonkeyPatch, told: str, waited: float
) -> None:
    clock, slept = [1000.0], list[float]()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock[0] += seconds

    monkeypatch.setattr("asyncio.sleep", sleep)
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    route = httpx2_mock.post(URL)
    route.side_effect = [httpx.Response(429, json={}, headers={"retry-after": told}), answer()]
    assert (await model.complete(REQUEST)).text
    assert [seconds for seconds in slept if seconds > 0] == [waited]
    assert route.call_count == 2


async def test_neither_text_nor_key_reaches_the_log(
    httpx2_mock: respx.Router, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("dermagent.llm.openai_compat._backoff", lambda state: 0.0)
    httpx2_mock.post(URL).mock(side_effect=httpx2.ConnectError("refused"))
    model = OpenAICompatible("m", base_url=BASE, api_key="sk-secret", attempts=2)
    with caplog.at_level(logging.INFO), pytest.raises(ModelUnavailable) as caught:
        await model.complete(REQUEST)
    await model.aclose()
    said = caplog.text + str(caught.value)
    assert "attempt 1 failed" in said
    assert "What is it" not in said
    assert "sk-secret" not in said


def test_a_remote_server_without_a_key_is_bad_input() -> None:
    with pytest.raises(InputError, match="no API key"):
        OpenAICompatible("m")
    with pytest.raises(InputError, match="no API key"):
        OpenAICompatible("m", base_url="https://example.org/v1")
    assert is_local("http://localhost:8000/v1")
    assert is_local("http://[::1]:8000/v1")
    assert not is_local("http://localhost.example.org/v1")


async def test_connections_are_lent_from_pools_of_few_that_are_filled_in_turn() -> None:
    pools = Pools(lambda: openai.AsyncOpenAI(base_url=BASE, api_key="none"))
    with ExitStack() as lent:
        taken = [lent.enter_context(pools.lent()) for _ in range(40)]
        assert len(set(map(id, taken))) == 3
        assert taken[0] is pools.first
    with pools.lent() as again:
        assert again is pools.first
    await pools.close()
    assert all(client.is_closed() for client in taken)


async def test_the_key_and_the_organisation_are_sent_as_openai_names_them(
    httpx2_mock: respx.Router, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-1")
    route = httpx2_mock.post("https://api.openai.com/v1/chat/completions").mock(return_value=answer())
    model = OpenAICompatible("gpt", api_key="sk-x")
    await model.complete(REQUEST)
    await model.aclose()
    told = route.calls.last.request.headers
    assert (told["authorization"], told["openai-organization"]) == ("Bearer sk-x", "org-1")
    assert told["content-type"] == "application/json"


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (httpx2.ConnectError("refused"), "cannot be reached"),
        (httpx2.ReadError("reset"), "closed the connection before its reply was whole"),
        (httpx2.RemoteProtocolError("incomplete chunked read"), "closed the connection before its reply was whole"),
    ],
)
async def test_a_reply_that_breaks_off_is_no_server_that_cannot_be_reached(
    httpx2_mock: respx.Router, monkeypatch: pytest.MonkeyPatch, model: OpenAICompatible, broken: Exception, said: str
) -> None:
    monkeypatch.setattr("dermagent.llm.openai_compat._backoff", lambda state: 0.0)
    httpx2_mock.post(URL).mock(side_effect=broken)
    with pytest.raises(ModelUnavailable, match=said):
        await model.complete(REQUEST)
