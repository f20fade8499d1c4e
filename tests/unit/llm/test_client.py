"""Asking for a typed value: reading, repair, budget, accounts, cache, recording and replay."""

import asyncio
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from dermagent.errors import (
    BudgetExhausted,
    InputError,
    ModelCut,
    ModelEmpty,
    ModelFiltered,
    ModelRefused,
    ModelUnavailable,
    ModelUnusable,
)
from dermagent.llm.base import Completion, EncodedImage, Message, Request, Usage
from dermagent.llm.budget import Account, Entry, Limits, Price
from dermagent.llm.cache import ReplyCache
from dermagent.llm.client import Client
from dermagent.llm.schema import UnreadableReply, read_reply, strict_schema
from dermagent.llm.scripted import RecordingModel, ReplayModel, ScriptedModel


class Part(BaseModel):
    name: str = "x"
    kind: Literal["a", "b"] = "a"


class Whole(BaseModel):
    parts: list[Part]
    note: str | None = None
    share: float = Field(default=0.5, ge=0, le=1)


REQUEST = Request((Message("user", "Give the whole."),), "Whole", strict_schema(Whole), case_id="c", agent="a")
GOOD = {"parts": [{"name": "n", "kind": "b"}], "note": None, "share": 0.25}


def replies(*texts: Any) -> ScriptedModel:
    """A model that gives these replies in turn, errors raised."""
    left = list(texts)

    def script(request: Request) -> str | Mapping[str, Any]:
        reply = left.pop(0)
        if isinstance(reply, Exception):
            raise reply
        return reply  # type: ignore[no-any-return]

    return ScriptedModel(script)


def test_a_strict_schema_requires_everything_and_allows_nothing_else() -> None:
    schema = strict_schema(Whole)
    assert schema["required"] == ["parts", "note", "share"]
    assert schema["additionalProperties"] is False
    assert schema["$defs"]["Part"]["required"] == ["name", "kind"]
    assert schema["$defs"]["Part"]["additionalProperties"] is False
    assert "default" not in json.dumps(schema)
    assert schema["$defs"]["Part"]["properties"]["kind"]["enum"] == ["a", "b"]
    assert schema["properties"]["share"]["maximum"] == 1


def test_a_property_named_title_or_default_survives() -> None:
    class Odd(BaseModel):
        title: str
        default: str

    assert set(strict_schema(Odd)["properties"]) == {"title", "default"}


@pytest.mark.parametrize(
    "text", [json.dumps(GOOD), f"```json\n{json.dumps(GOOD)}\n```", f"\n```\n{json.dumps(GOOD)}```"]
)
def test_a_reply_is_read_with_or_without_a_fence(text: str) -> None:
    assert read_reply(text, Whole).parts[0].name == "n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "not valid JSON"),
        ("Here it is: {}", "parts"),
        ("Here it is: {", "not valid JSON"),
        ('{"parts": 3}', "parts"),
        ('{"parts": [], "share": 2}', "share"),
    ],
)
def test_a_reply_that_cannot_be_read_says_where_without_its_text(text: str, why: str) -> None:
    with pytest.raises(UnreadableReply, match=why) as caught:
        read_reply(text, Whole)
    assert "Here it is" not in str(caught.value)


@given(st.text(max_size=200))
def test_any_text_is_a_value_or_unreadable(text: str) -> None:
    try:
        read_reply(text, Whole)
    except UnreadableReply:
        pass


async def test_the_model_is_shown_its_own_error_and_may_repair_twice() -> None:
    model = replies("nonsense", '{"parts": 1}', GOOD)
    client = Client(model)
    reply = await client.ask(REQUEST, Whole)
    assert (reply.value.share, reply.repairs, client.account.calls) == (0.25, 2, 3)
    last = model.requests[-1].messages
    assert [m.role for m in last] == ["user", "assistant", "user", "assistant", "user"]
    assert "parts" in last[-1].text
    assert [entry.repair for entry in client.account.entries] == [False, True, True]


@pytest.mark.parametrize(("set_to", "asked"), [(None, REQUEST.max_tokens), (77, 77)])
async def test_the_longest_reply_is_the_setting_or_what_the_request_says(set_to: int | None, asked: int) -> None:
    model = replies(GOOD)
    await Client(model, reply_tokens=set_to).ask(REQUEST, Whole)
    assert [request.max_tokens for request in model.requests] == [asked]


async def test_after_two_repairs_the_reply_is_unusable_and_never_an_answer() -> None:
    with pytest.raises(ModelUnusable, match="after 2 repairs"):
        await Client(replies("x", "y", "z")).ask(REQUEST, Whole)


async def test_a_reply_that_cannot_be_used_is_paid_for_all_the_same() -> None:
    client = Client(replies(ModelUnusable("cut off", Usage(100, 2_000))))
    with pytest.raises(ModelUnusable):
        await client.ask(REQUEST, Whole)
    assert client.account.tokens == 2_100


@pytest.mark.parametrize(
    "first", [ModelRefused("declined"), ModelCut("cut off"), "I'm sorry, but I can't help with that."]
)
async def test_a_refusal_or_a_cut_reply_gets_one_shorter_demand(first: Any) -> None:
    model = replies(first, GOOD)
    reply = await Client(model).ask(REQUEST, Whole)
    assert (reply.value.share, reply.repairs) == (0.25, 0)
    assert "much shorter" in model.requests[1].messages[-1].text
    assert model.requests[1].max_tokens == REQUEST.max_tokens * (2 if isinstance(first, ModelCut) else 1)


@pytest.mark.parametrize(
    ("given_", "error", "asked"),
    [
        ([ModelRefused("declined"), ModelRefused("again"), GOOD], ModelRefused, 2),
        (["I can't help with that."] * 3, ModelRefused, 2),
        (["抱歉，我无法提供医疗建议。"] * 3, ModelRefused, 2),
        ([ModelCut("cut off"), ModelCut("again"), GOOD], ModelCut, 2),
        ([ModelFiltered("stopped"), GOOD], ModelFiltered, 1),
    ],
)
async def test_a_second_refusal_stands_and_a_filter_is_not_asked_twice(
    given_: list[Any], error: type[Exception], asked: int
) -> None:
    model = replies(*given_)
    with pytest.raises(error):
        await Client(model).ask(REQUEST, Whole)
    assert len(model.requests) == asked


@pytest.mark.parametrize(
    "limits", [Limits(calls=1), Limits(tokens=REQUEST.estimated_tokens() + 5), Limits(cost_usd=0.00202)]
)
async def test_a_budget_binds_before_the_call(limits: Limits) -> None:
    model = replies(GOOD, GOOD)
    account = Account(limits, {"scripted": Price(prompt=1.0, completion=1.0)})
    client = Client(model, account)
    await client.ask(REQUEST, Whole)
    with pytest.raises(BudgetExhausted):
        await client.ask(REQUEST, Whole)
    assert len(model.requests) == 1


async def test_calls_at_the_same_time_cannot_pass_the_budget_together() -> None:
    class Slow(ScriptedModel):
        async def complete(self, request: Request) -> Completion:
            await asyncio.sleep(0.01)
            return await super().complete(request)

    model = Slow(lambda request: GOOD)
    client = Client(model, Account(Limits(tokens=3 * REQUEST.estimated_tokens())))
    done = await asyncio.gather(*(client.ask(REQUEST, Whole) for _ in range(10)), return_exceptions=True)
    made = len(model.requests)
    assert made == 3
    assert sum(isinstance(reply, BudgetExhausted) for reply in done) == 10 - made
    assert client.account.tokens <= 3 * REQUEST.estimated_tokens()


async def test_a_limit_in_dollars_without_a_price_is_refused() -> None:
    with pytest.raises(BudgetExhausted, match="price of scripted is not known"):
        await Client(replies(GOOD), Account(Limits(cost_usd=1.0))).ask(REQUEST, Whole)


async def test_time_is_a_budget_too(monkeypatch: pytest.MonkeyPatch) -> None:
    account = Account(Limits(seconds=5))
    now = time.monotonic()
    monkeypatch.setattr("dermagent.llm.budget.time.monotonic", lambda: now + 6)
    with pytest.raises(BudgetExhausted, match="5 seconds"):
        await Client(replies(GOOD), account).ask(REQUEST, Whole)


async def test_a_call_in_flight_ends_when_the_time_of_its_case_or_run_does() -> None:
    class Slow(ScriptedModel):
        async def complete(self, request: Request) -> Completion:
            await asyncio.sleep(30)
            return await super().complete(request)

    of_case, of_run = Account(Limits(seconds=0.05)), Account(Limits(), above=Account(Limits(seconds=0.05)))
    for account in (of_case, of_run):
        started = time.monotonic()
        with pytest.raises(BudgetExhausted, match=r"used up: 0\.05 seconds"):
            await Client(Slow(lambda request: GOOD), account).ask(REQUEST, Whole)
        assert time.monotonic() - started < 5


async def test_a_run_stands_above_its_cases() -> None:
    run = Account(Limits(calls=3))
    cases = [Account(above=run) for _ in range(2)]
    for account in cases:
        await Client(replies(GOOD), account).ask(REQUEST, Whole)
    assert (run.calls, [case.calls for case in cases]) == (2, [1, 1])
    assert run.tokens == sum(case.tokens for case in cases)
    with pytest.raises(BudgetExhausted):
        await asyncio.gather(*(Client(replies(GOOD), case).ask(REQUEST, Whole) for case in cases))


def test_the_cost_counts_cached_tokens_at_their_own_price() -> None:
    price = Price(prompt=2.0, completion=10.0, cached=0.5)
    assert price.of(Usage(1_000_000, 100_000, 400_000)) == pytest.approx(0.6 * 2 + 0.4 * 0.5 + 1.0)
    account = Account(prices={"m": price})
    assert account.cost_of("unknown", Usage(1, 1)) is None
    account.book(Entry("a", 1, Usage(1, 1), 0.5, 0.1))
    assert account.cost_usd == 0.5
    account.book(Entry("a", 1, Usage(1, 1), None, 0.1))
    assert account.cost_usd is None


async def test_the_cache_answers_the_same_request_only_and_costs_nothing(tmp_path: Path) -> None:
    cache, model = ReplyCache(tmp_path), replies(GOOD, GOOD, GOOD)
    client = Client(model, cache=cache)
    await client.ask(REQUEST, Whole)
    await client.ask(REQUEST, Whole)
    assert (len(model.requests), client.account.calls) == (1, 1)
    assert [entry.from_cache for entry in client.account.entries] == [False, True]
    await client.ask(REQUEST.with_messages(Message("user", "more")), Whole)
    assert len(model.requests) == 2
    for file in [*tmp_path.rglob("*.json")]:  # noqa: ASYNC240 (a few small local files)
        file.write_text("broken")
    await client.ask(REQUEST, Whole)
    assert len(model.requests) == 3


async def test_a_reply_is_written_beside_its_file_so_that_no_other_disk_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    await Client(replies(GOOD), cache=ReplyCache(tmp_path / "kept")).ask(REQUEST, Whole)
    assert len([*(tmp_path / "kept").rglob("*.json")]) == 1


def test_everything_that_determines_a_reply_is_in_its_key() -> None:
    image = EncodedImage(b"x", "image/png", "hash")
    variants = [
        REQUEST,
        REQUEST.with_messages(Message("user", "x")),
        REQUEST.with_messages(Message("user", "x", (image,))),
        Request(REQUEST.messages, "Whole", strict_schema(Part)),
        Request(REQUEST.messages, "Whole", REQUEST.schema, temperature=1.0),
        Request(REQUEST.messages, "Whole", REQUEST.schema, seed=1),
        Request(REQUEST.messages, "Whole", REQUEST.schema, max_tokens=5),
    ]
    keys = {variant.key("p") for variant in variants} | {REQUEST.key("q")}
    assert len(keys) == len(variants) + 1
    assert Request(REQUEST.messages, "Whole", REQUEST.schema, case_id="other").key("p") == REQUEST.key("p")


async def test_recorded_replies_are_played_again_and_drift_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "replies.jsonl"
    recorded = await RecordingModel(replies(GOOD), path).complete(REQUEST)
    strict = ReplayModel(path, "scripted", "scripted scripted")
    assert (await strict.complete(REQUEST)).text == recorded.text
    with pytest.raises(ModelUnusable, match="no reply is recorded"):
        await strict.complete(REQUEST.with_messages(Message("user", "drift")))
    loose = ReplayModel(path, "other", by="agent")
    assert (await loose.complete(REQUEST.with_messages(Message("user", "drift")))).text == recorded.text
    entry = {"case_id": "c", "agent": "a", "round": 1, "text": "x", "model_served": "m"}
    path.write_text(json.dumps({**entry, "prompt_tokens": 31, "completion_tokens": "4"}) + "\n", encoding="utf-8")
    assert (await ReplayModel(path, "other", by="agent").complete(REQUEST)).usage == Usage(31, 4)
    await RecordingModel(replies("湿疹"), path).complete(REQUEST)
    assert "湿疹" in path.read_text(encoding="utf-8")  # a person reads recordings


@pytest.mark.parametrize("text", ["{", '{"key": "x"}', "3"])
def test_a_broken_recording_names_its_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "r.jsonl"
    path.write_text(text)
    with pytest.raises(InputError, match=r"r\.jsonl, line 1"):
        ReplayModel(path, "m")
    with pytest.raises(InputError, match="expected a file"):
        ReplayModel(tmp_path / "nowhere", "m")


@pytest.mark.parametrize(
    ("first", "why"),
    [
        ("prose", "scripted did not give the JSON that was asked for"),
        ("I am sorry, I cannot help with that.", "scripted declined to answer"),
        (ModelEmpty("scripted sent an empty reply"), "scripted sent an empty reply"),
    ],
)
async def test_where_no_call_is_left_to_ask_again_the_cause_and_the_setting_are_told(first: Any, why: str) -> None:
    account = Account(Limits(calls=1), set_by="DERMAGENT_MAX_")
    told = rf"^{why}; then the budget is used up: 1 calls \(DERMAGENT_MAX_CALLS\)$"
    with pytest.raises(BudgetExhausted, match=told):
        await Client(replies(first), account).ask(REQUEST, Whole)


async def test_an_empty_reply_is_asked_for_once_more_with_more_room() -> None:
    model = replies(ModelEmpty("m sent an empty reply"), GOOD)
    assert (await Client(model).ask(REQUEST, Whole)).value.share == 0.25
    assert [one.max_tokens for one in model.requests] == [REQUEST.max_tokens, 2 * REQUEST.max_tokens]
    with pytest.raises(ModelUnusable, match="empty"):
        await Client(replies(*[ModelEmpty("m sent an empty reply")] * 2)).ask(REQUEST, Whole)


async def test_a_call_that_was_never_sent_is_not_counted() -> None:
    run = Account()
    account = Account(Limits(calls=2), above=run)
    down = [ModelUnavailable("m is down", asked=False), ModelUnavailable("m is down"), GOOD]
    client = Client(replies(*down), account)
    for _ in range(2):
        with pytest.raises(ModelUnavailable):
            await client.ask(REQUEST, Whole)
    assert (await client.ask(REQUEST, Whole)).value.share == 0.25
    assert (account.calls, run.calls) == (2, 2)
