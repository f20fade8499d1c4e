"""The library's door: mappings are cases, others get one sentence, and whoever stops early leaves nothing behind."""

import asyncio
from contextlib import aclosing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dermagent import Case, InputError, NoDialogue, Session, adiagnose, astream, diagnose
from dermagent.errors import InvalidCase

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
