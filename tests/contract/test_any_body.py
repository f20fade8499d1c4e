"""Whatever a server sends, by any status: a reply or one of our errors, and a case that keeps its red flags."""

import json
from typing import Any

import httpx
import pytest
import respx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dermagent import Case, adiagnose
from dermagent.errors import ModelError
from dermagent.llm.base import Completion, Message, Request
from dermagent.llm.client import Client
from dermagent.llm.openai_compat import OpenAICompatible
from dermagent.llm.schema import strict_schema
from dermagent.steps.retrieve.vlm import VisionReply
from tests.mock_server import completion

URL = "http://127.0.0.1:8000/v1/chat/completions"
REQUEST = Request((Message("system", "You name."), Message("user", "What?")), "VisionReply", strict_schema(VisionReply))
WORDS = (
    *("choices", "message", "delta", "content", "finish_reason", "usage", "prompt_tokens", "cached_tokens", "error"),
    *("prompt_tokens_details", "code", "param", "type", "detail", "loc", "msg", "refusal", "tool_calls", "function"),
    *("arguments", "text", "reasoning", "reasoning_content", "model", "metadata", "raw", "parsed", "status", "object"),
    *("candidates", "confidence", "name", "findings", "views", "probability", "claims", "condition", "stances"),
)
SAID = (
    "stop",
    "length",
    "error",
    "safety",
    "",
    "{",
    '{"candidates": []}',
    "temperature",
    "context",
    "image",
    "json",
    "50%",
)
leaves = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(SAID + WORDS)
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4),
    max_leaves=12,
)


@st.composite
def bodies(draw: st.DrawFn) -> Any:
    """Anything, or a completion with anything in one of its places."""
    kind = draw(st.sampled_from(("any", "message", "choice", "whole", "reply")))
    value = draw(values)
    if kind == "any":
        return value
    whole = completion(json.dumps(value) if kind == "reply" else "x")
    place: dict[str, Any] = whole
    if kind in {"message", "choice"}:
        place = whole["choices"][0]
    if kind == "message":
        place = place["message"]
    if kind != "reply":
        place[draw(st.sampled_from(sorted(place)))] = value
    return whole


MANY = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FEW = settings(parent=MANY, max_examples=100)
STATUSES = st.sampled_from((200, 200, 200, 400, 404, 422, 429, 500))
WAITS = st.sampled_from(("0", "nan", "-1", "x"))
GRAPHS = st.sampled_from(("mac", "guideline_cot", "naive_cot"))


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dermagent.llm.openai_compat._backoff", lambda state: 0.0)


async def is_a_reply_or_a_named_error(httpx2_mock: respx.Router, body: Any, status: int, wait: str) -> None:
    content = json.dumps(body).encode()
    headers = {"content-type": "application/json", "retry-after": wait}
    httpx2_mock.post(URL).mock(return_value=httpx.Response(status, content=content, headers=headers))
    model = OpenAICompatible("m", base_url="http://127.0.0.1:8000/v1", attempts=2)
    try:
        assert isinstance(await model.complete(REQUEST), Completion)
    except ModelError as error:
        assert str(error)
    try:
        assert isinstance((await Client(model).ask(REQUEST, VisionReply)).value, VisionReply)
    except ModelError as error:
        assert len(str(error)) < 700
    finally:
        await model.aclose()


@FEW
@given(bodies(), STATUSES, WAITS)
async def test_any_body_is_a_reply_or_a_named_error(
    httpx2_mock: respx.Router, body: Any, status: int, wait: str
) -> None:
    await is_a_reply_or_a_named_error(httpx2_mock, body, status, wait)


@pytest.mark.long
@MANY
@given(bodies(), STATUSES, WAITS)
async def test_any_of_many_bodies_is_a_reply_or_a_named_error(
    httpx2_mock: respx.Router, body: Any, status: int, wait: str
) -> None:
    await is_a_reply_or_a_named_error(httpx2_mock, body, status, wait)


@settings(parent=FEW, max_examples=40)
@given(st.binary(max_size=60), st.sampled_from((200, 400, 500)))
async def test_any_bytes_are_a_named_error(httpx2_mock: respx.Router, content: bytes, status: int) -> None:
    httpx2_mock.post(URL).mock(return_value=httpx.Response(status, content=content))
    model = OpenAICompatible("m", base_url="http://127.0.0.1:8000/v1", attempts=2)
    with pytest.raises(ModelError):
        await model.complete(REQUEST)
    await model.aclose()


async def leave_a_case_with_an_outcome_and_its_red_flags(
    httpx2_mock: respx.Router, given_: list[Any], graph: str
) -> None:
    sent = iter(range(10**6))

    def reply(_: Any) -> httpx.Response:
        content = json.dumps(given_[next(sent) % len(given_)]).encode()
        return httpx.Response(200, content=content, headers={"content-type": "application/json"})

    httpx2_mock.post(URL).mock(side_effect=reply)
    model = OpenAICompatible("m", base_url="http://127.0.0.1:8000/v1", attempts=2)
    case = Case(id="c", history="Fever, and purple spots that do not blanch when pressed.")
    result = await adiagnose(case, chat=model, graph=graph)
    await model.aclose()
    assert result.outcome in {"answered", "failed", "refused", "unusable"}
    assert result.red_flags
    assert result.urgency == "emergency"


@settings(parent=FEW, max_examples=10)
@given(st.lists(bodies(), min_size=1, max_size=4), GRAPHS)
async def test_any_bodies_leave_a_case_with_an_outcome_and_its_red_flags(
    httpx2_mock: respx.Router, given_: list[Any], graph: str
) -> None:
    await leave_a_case_with_an_outcome_and_its_red_flags(httpx2_mock, given_, graph)


@pytest.mark.long
@settings(parent=FEW, max_examples=30)
@given(st.lists(bodies(), min_size=1, max_size=4), GRAPHS)
async def test_any_of_many_bodies_leave_a_case_with_an_outcome_and_its_red_flags(
    httpx2_mock: respx.Router, given_: list[Any], graph: str
) -> None:
    await leave_a_case_with_an_outcome_and_its_red_flags(httpx2_mock, given_, graph)
