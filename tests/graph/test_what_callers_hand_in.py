"""The library's door: mappings are cases, others get one sentence, and whoever stops early leaves nothing behind."""

import asyncio
from contextlib import aclosing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dermagent import Case, InputError, NoDialogue, Session, adiagnose, astream, diagnose
from dermagent.cli.options import unheeded
from dermagent.errors import InvalidCase
from dermagent.llm.base import Request
from dermagent.llm.scripted import ScriptedModel
from dermagent.settings import resolve

WEALS = "Itchy weals that come and go within hours."


async def test_a_mapping_is_a_case_at_every_door(tmp_path: Path) -> None:
    given: dict[str, Any] = {
        "history": WEALS,
        "complaint": {"onset": date(2026, 1, 2), "drugs": ({"name": "amoxicillin"},)},
        "images": [{"path": tmp_path / "none.png"}],
    }
    expected = await adiagnose(Case(**given), folder=tmp_path)
    assert (await adiagnose(given, folder=tmp_path)).ranked == expected.ranked
    assert (await asyncio.to_thread(diagnose, given, folder=tmp_path)).ranked == expected.ranked
    async with aclosing(astream(given, folder=tmp_path)) as events:
        last = [event async for event in events][-1]
    assert last["event"] == "result" and last["differential"].ranked == expected.ranked
    assert (await Session(given, folder=tmp_path).astart()).differential.ranked == expected.ranked
    bundle = {"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Condition", "code": {"text": WEALS}}}]}
    assert (await adiagnose(bundle)).outcome == "answered"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"histroy": "SECRETWORD"}, "field 'histroy' is not known; did you mean 'history'"),
        ({"history": "x", "sex": "female"}, r"field 'sex' is not known; did you mean 'patient\.sex'"),
        ({}, "needs at least one image, a history or a complaint"),
        ({"history": "x", "patient": {"age_years": "SECRETWORD"}}, r"field 'patient\.age_years'"),
        ({"resourceType": "Patient"}, "no Bundle"),
    ],
)
def test_a_mapping_that_makes_no_case_is_an_invalid_case(given: dict[str, Any], sentence: str) -> None:
    for door in (diagnose, Session):
        with pytest.raises(InvalidCase, match=sentence) as refused:
            door(given)
        assert "SECRETWORD" not in str(refused.value)


@pytest.mark.parametrize("given", ["SECRETWORD", 7, [Case(history=WEALS)], b"{}"])
def test_what_is_no_case_is_refused_in_one_sentence(given: Any) -> None:
    for door in (diagnose, Session, astream):
        with pytest.raises(InputError, match=f"expected a Case, or a mapping.*found {type(given).__name__}") as refused:
            door(given)
        assert "SECRETWORD" not in str(refused.value)
        assert str(refused.value).endswith("a text goes in as Case(history=...)")
    with pytest.raises(InputError, match="found NoneType"):
        diagnose(None)  # type: ignore[arg-type]


@pytest.mark.parametrize("answer", [None, True, 3, ["yes"]])
async def test_an_answer_that_is_no_text_is_refused_and_the_question_stays_open(answer: Any) -> None:
    session = Session(Case(history=WEALS))
    put = (await session.astart()).question
    assert put
    with pytest.raises(InputError, match=f"expected the answer as a text, found {type(answer).__name__}"):
        await session.aanswer(answer)
    with pytest.raises(InputError, match="expected what is told as a text"):
        await session.atell(answer)
    with pytest.raises(InputError, match="symptoms: expected findings by name"):
        await session.atell(symptoms={"fever": "yes"})  # type: ignore[dict-item]
    again = (await session.astart()).question
    assert again and again.id == put.id


async def test_an_answer_after_forgetting_finds_no_dialogue() -> None:
    session = Session(Case(history=WEALS))
    await session.astart()
    await session.aforget()
    with pytest.raises(NoDialogue, match="forgotten, or never begun"):
        await session.aanswer("yes")


async def test_a_stream_that_is_closed_early_leaves_no_task_behind() -> None:
    for stream in (astream(Case(history=WEALS)), Session(Case(history=WEALS)).astream()):
        async with aclosing(stream) as events:  # type: ignore[type-var]
            async for _ in events:
                break
        assert asyncio.all_tasks() == {asyncio.current_task()}


async def _at_once(given: Any) -> Any:
    return given


class _Model:
    """A chat model of a caller's own that does what it was made with."""

    name = "mine"

    def __init__(self, act: Any) -> None:
        self._act = act

    def complete(self, request: Request) -> Any:
        given = self._act()
        return given if asyncio.iscoroutine(given) else _at_once(given)

    async def aclose(self) -> None:
        """Nothing to release."""


def _raise(error: BaseException) -> Any:
    def act() -> Any:
        raise error

    return act


@pytest.mark.parametrize(
    ("act", "told"),
    [
        (_raise(KeyError("SECRETWORD")), "mine raised KeyError"),
        (_raise(TimeoutError("SECRETWORD")), "mine raised TimeoutError"),
        (_raise(AssertionError("SECRETWORD")), "mine raised AssertionError"),
        (_raise(OSError("SECRETWORD")), "mine raised OSError"),
        (_raise(asyncio.CancelledError()), "mine raised CancelledError"),
        (lambda: None, "mine gave NoneType; a chat model gives a Completion"),
        (lambda: '{"candidates": ["SECRETWORD"]}', "mine gave str"),
    ],
)
@pytest.mark.parametrize("graph", ["naive_cot", "mac"])
async def test_a_model_of_ones_own_that_fails_raises_nothing(
    act: Any, told: str, graph: str, caplog: pytest.LogCaptureFixture
) -> None:
    result = await adiagnose({"history": WEALS}, graph=graph, chat=_Model(act))
    assert result.outcome in ("failed", "unusable") or result.degraded
    said = " ".join(result.limits)
    assert told in said and "SECRETWORD" not in said + caplog.text


async def test_a_case_that_is_stopped_while_a_model_of_ones_own_answers_stays_stopped() -> None:
    asked = asyncio.Event()

    async def answers() -> None:
        asked.set()
        await asyncio.Event().wait()

    running = asyncio.create_task(adiagnose({"history": WEALS}, graph="naive_cot", chat=_Model(answers)))
    await asked.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


@pytest.mark.parametrize("chat", ["gpt", "", 5, lambda request: {}, object(), ["gpt"]])
async def test_what_is_no_model_is_refused_in_one_sentence(chat: Any) -> None:
    with pytest.raises(InputError, match=r"chat: expected a chat model, .* found \w+; a model of a server is named"):
        await adiagnose({"history": WEALS}, chat=chat)
    with pytest.raises(InputError, match="chat: expected a chat model"):
        await Session({"history": WEALS}, chat=chat).astart()


async def test_what_is_no_folder_and_a_case_changed_unchecked_are_refused_in_one_sentence() -> None:
    odd: Any = 5
    with pytest.raises(InputError, match="folder: expected a path, found int"):
        await adiagnose({"history": WEALS}, folder=odd)
    with pytest.raises(InputError, match="folder: expected a path, found int"):
        Session({"history": WEALS}, folder=odd)
    with pytest.raises(InvalidCase, match="field 'history'"):
        await adiagnose(Case(history=WEALS).model_copy(update={"history": odd}))


async def test_a_model_that_is_handed_in_is_asked_at_every_door_though_no_workflow_is_named() -> None:
    case = Case(id="given", history="An itchy rash between the fingers.")
    for door in ("at once", "streamed", "session"):
        model = ScriptedModel(lambda request: {"findings": [], "candidates": [], "views": []})
        if door == "at once":
            result = await adiagnose(case, chat=model)
        elif door == "streamed":
            async with aclosing(astream(case, chat=model)) as events:
                result = [event async for event in events][-1]["differential"]  # type: ignore[typeddict-item]
        else:
            result = (await Session(case, chat=model).astart()).differential
        assert (result.provenance.graph, bool(model.requests)) == ("mac", True), door
    model = ScriptedModel(lambda request: {})
    named = await adiagnose(case, chat=model, graph="offline")
    assert named.provenance.graph == "offline" and not model.requests


@pytest.mark.parametrize(("graph", "more"), [("naive_cot", {}), ("mac", {}), ("offline", {"model_reads": True})])
def test_a_workflow_that_asks_its_model_warns_of_nothing(graph: str, more: dict[str, Any]) -> None:
    assert unheeded(resolve(graph=graph, model="m", **more)) == []


@pytest.mark.parametrize("retrievers", [("findings",), ("findings", "lesion"), ("clip", "concepts")])
def test_a_model_beside_a_workflow_that_asks_none_is_told(retrievers: tuple[str, ...]) -> None:
    (told,) = unheeded(resolve(graph="offline", model="replay:lists.jsonl", retrievers=retrievers))
    assert told.startswith("a model is named (--model), but the workflow offline asks none")
    assert not resolve(own_model=True, graph="offline").asks_model and resolve(own_model=True).asks_model
