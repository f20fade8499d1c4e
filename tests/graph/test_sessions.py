"""A session from many sides: threads, tasks, double answers, other processes, what is kept and what is deleted."""

import asyncio
import sqlite3
import stat
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from langgraph.checkpoint.memory import InMemorySaver

from dermagent import (
    Case,
    DialogueConflict,
    InputError,
    InvalidCase,
    InvalidSetting,
    NoDialogue,
    Session,
    Turn,
    adiagnose,
)
from dermagent.llm.base import Request
from dermagent.llm.scripted import ScriptedModel
from dermagent.workflow.packed import own_types_only
from dermagent.workflow.store import open_store
from dermagent.workflow.turns import OneAtATime
from tests.commands import forks

DRUG = Case(id="drug", history="After starting a new medicine two weeks ago I have a painful rash all over.")
SECRET = "XYZZYPLUGH"  # noqa: S105 - of the test


def asked(turn: Turn) -> str:
    assert turn.question is not None
    return turn.question.id


async def test_a_question_has_an_id_of_its_own_and_keeps_it() -> None:
    one, other = Session(DRUG, thread="one"), Session(DRUG, thread="other")
    first = await one.astart()
    assert asked(first) == asked(await one.astart())
    assert asked(first) != asked(await other.astart())
    assert asked(first) != asked(await one.aanswer("no", asked(first)))


async def test_the_same_answer_twice_is_the_same_turn_and_another_one_is_refused() -> None:
    session = Session(DRUG)
    question = asked(await session.astart())
    turn = await session.aanswer("no", question)
    assert await session.aanswer("no", question) == turn
    for text, to in (("yes", question), ("no", "0" * 16), ("no", "")):
        if to:
            with pytest.raises(DialogueConflict, match="answered differently, or is not open"):
                await session.aanswer(text, to)
    assert await session.astart() == turn


async def test_a_double_tap_answers_no_question_that_nobody_saw() -> None:
    session = Session(DRUG)
    await session.astart()
    turns = await asyncio.gather(*(session.aanswer("no") for _ in range(3)))
    assert turns[0] == turns[1] == turns[2]
    stored = await session.astart()
    assert stored == turns[0]


async def test_nothing_is_answered_by_who_has_seen_no_question(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    await Session(DRUG, store=store, thread="x").astart()
    with pytest.raises(InputError, match=r"call start\(\) first, or name"):
        await Session(store=store, thread="x").aanswer("no")


async def test_of_several_sessions_on_one_thread_one_answer_counts(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    sessions = [Session(DRUG, store=store, thread="x") for _ in range(4)]
    turns = await asyncio.gather(*(session.astart() for session in sessions))
    assert len({asked(turn) for turn in turns}) == 1
    answers = ["no", "no", "yes", "no"]
    said = await asyncio.gather(
        *(session.aanswer(answer) for session, answer in zip(sessions, answers, strict=True)), return_exceptions=True
    )
    assert [isinstance(one, DialogueConflict) for one in said] == [False, False, True, False]
    assert said[0] == said[1] == said[3]


@pytest.mark.parametrize("kept", [False, True])
def test_one_session_is_used_from_many_threads(kept: bool, tmp_path: Path) -> None:
    session = Session(DRUG, store=tmp_path / "s.sqlite" if kept else None)
    with ThreadPoolExecutor(6) as pool:
        turns = [one.result(60) for one in [pool.submit(session.start) for _ in range(6)]]
        assert all(turn == turns[0] for turn in turns)
        turns = [one.result(60) for one in [pool.submit(session.answer, "no") for _ in range(6)]]
        assert all(turn == turns[0] for turn in turns)
        loops = [one.result(60) for one in [pool.submit(asyncio.run, session.astart()) for _ in range(3)]]
    assert all(turn == turns[0] for turn in loops)


async def test_a_line_passes_over_who_has_gone() -> None:
    line, order = OneAtATime(), []

    async def work(name: str, seconds: float = 0.0) -> None:
        async with line.turn():
            order.append(name)
            await asyncio.sleep(seconds)

    first = asyncio.create_task(work("first", 0.05))
    await asyncio.sleep(0.01)
    gone, last = asyncio.create_task(work("gone")), asyncio.create_task(work("last"))
    await asyncio.sleep(0.01)
    gone.cancel()
    await asyncio.gather(first, last)
    assert order == ["first", "last"]
    async with asyncio.timeout(1), line.turn():
        pass


async def test_two_processes_on_one_dialogue_do_not_both_go_on(tmp_path: Path) -> None:
    """Two savers on one file stand for two processes: they share no lock."""
    store = str(tmp_path / "s.sqlite")
    one, other = await open_store(store), await open_store(store)
    try:
        mine, theirs = (Session(DRUG, thread="x", checkpointer=saver) for saver in (one, other))
        await mine.astart()
        await theirs.astart()
        said = await asyncio.gather(mine.aanswer("no"), theirs.aanswer("yes"), return_exceptions=True)
        assert sorted(isinstance(turn, DialogueConflict) for turn in said) == [False, True]
        now = next(turn for turn in said if isinstance(turn, Turn))
        assert await mine.astart() == now == await theirs.astart()
    finally:
        for saver in (one, other):
            await saver.aclose()  # type: ignore[attr-defined]


async def test_a_saver_of_the_callers_own_keeps_the_dialogue() -> None:
    saver = InMemorySaver(serde=own_types_only())
    turn = await Session(DRUG, thread="x", checkpointer=saver).astart()
    assert await Session(thread="x", checkpointer=saver).astart() == turn
    with pytest.raises(NoDialogue, match="no dialogue 'y'"):
        await Session(thread="y", checkpointer=saver).astart()
    with pytest.raises(InputError, match="either store or checkpointer"):
        Session(DRUG, checkpointer=saver, store="x.sqlite")


async def test_more_can_be_told_at_any_turn() -> None:
    session = Session(DRUG)
    before = await session.astart()
    assert before.differential.urgency != "emergency"
    turn = await session.atell("Now there are blisters in my mouth and the skin peels.")
    assert turn.differential.urgency == "emergency"
    assert turn.question is None or asked(turn) != ""
    fewer = await session.atell(symptoms={"fever": True})
    assert "scin_fever" in {item.finding for item in fewer.differential.observations.items}  # type: ignore[union-attr]
    with pytest.raises(InputError, match="does not fit"):
        await session.atell("x" * 60_000)
    assert (await session.astart()).differential == fewer.differential


async def test_a_correction_stands_before_what_was_read() -> None:
    case = Case(id="c", history="Itchy burrows between the fingers. No fever.")
    session = Session(case)
    first = (await session.astart()).differential
    assert first.observations is not None and first.ranked[0].condition == "scabies"
    assert first.observations.counted()["burrow"].polarity == "present"
    wrong = (await session.atell(corrected={"burrow": False, "fever": None})).differential
    assert wrong.observations is not None
    counted = wrong.observations.counted()
    assert counted["burrow"].polarity == "absent" and "fever" not in counted

    def share(of: Any) -> float:
        return next((item.probability for item in of.ranked if item.condition == "scabies"), 0.0)

    assert share(wrong) < share(first)
    assert any("corrected" in limit for limit in wrong.limits)


async def test_what_happens_in_a_turn_is_told_while_it_happens() -> None:
    session = Session(Case(id="e", history="After a new drug: fever, painful skin, blisters, my mouth is sore."))
    seen = [event async for event in session.astream()]
    kinds = [event["event"] for event in seen]
    assert kinds.index("findings") < kinds.index("red_flags") < kinds.index("candidates") < kinds.index("result")
    assert kinds[-1] == "turn"
    flags = next(event for event in seen if event["event"] == "red_flags")
    assert flags["event"] == "red_flags" and "sjs_ten" in {flag.rule for flag in flags["red_flags"]}
    last = seen[-1]
    assert last["event"] == "turn" and last["turn"] == await session.astart()


async def test_a_dialogue_takes_little_room_and_nothing_of_a_deleted_one_is_left(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    case = Case(id="s", history=f"{DRUG.history} {SECRET} {'An itchy rash on the hands. ' * 60}")
    kept = Session(DRUG, store=store, thread="kept")
    await kept.astart()
    one = Session(case, store=store, thread="one")
    turn = await one.astart()
    while turn.question:
        turn = await one.aanswer(f"no {SECRET}")
    with closing(sqlite3.connect(store)) as file:
        size = sum(
            length
            for statement in (
                "select sum(length(checkpoint)) from checkpoints where thread_id = ?",
                "select coalesce(sum(length(value)), 0) from writes where thread_id = ?",
            )
            for (length,) in file.execute(statement, (one.thread_id,))
        )
    assert 0 < size < 200_000
    assert modes(tmp_path) == {0o600}
    saver = await open_store(str(store))  # a server that has the file open meanwhile
    try:
        statement = "select checkpoint from checkpoints where thread_id = ?"
        ((before,),) = await saver.rows(statement, (one.thread_id,))  # type: ignore[attr-defined]
        assert before[2000:2060] in everything(tmp_path)
        await one.aforget()
        assert before[2000:2060] not in everything(tmp_path)
        assert await saver.rows(statement, (one.thread_id,)) == []  # type: ignore[attr-defined]
    finally:
        await saver.aclose()  # type: ignore[attr-defined]
    assert (await Session(store=store, thread="kept").astart()).question is not None


def modes(folder: Path) -> set[int]:
    return {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def hang(store: Path, question: str, told: Connection) -> None:
    """Answer as a process that is killed while it waits for its model."""

    def never(request: Request) -> Any:
        told.send("asked")
        time.sleep(600)

    session = Session(store=store, thread="x", chat=ScriptedModel(never), graph="naive_cot")
    asyncio.run(session.aanswer("yes", question))


def naming(request: Request) -> Mapping[str, Any]:
    return {"reasoning": "", "findings": [], "candidates": [{"name": "SJS", "confidence": 0.5, "reason": ""}]}


def test_an_answer_survives_kill_9_during_the_model_call_that_follows(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    chat = ScriptedModel(naming)
    question = asked(Session(DRUG, store=store, thread="x", chat=chat, graph="naive_cot").start())
    here, there = forks.Pipe(duplex=False)
    process = forks.Process(target=hang, args=(store, question, there))
    process.start()
    there.close()
    with here:
        assert here.poll(60) and here.recv() == "asked"
    process.kill()
    process.join(10)
    began = time.monotonic()
    again = Session(store=store, thread="x", chat=chat, graph="naive_cot")
    turn = again.answer("yes", question)  # the caller repeats what was not acknowledged
    assert turn.differential.urgency == "emergency"
    assert turn == again.start()
    assert time.monotonic() - began < 30


@pytest.mark.parametrize("restarted", [False, True])
async def test_an_answer_may_bring_a_photograph(restarted: bool, tmp_path: Path, photo: Path) -> None:
    store = tmp_path / "s.sqlite"
    session = Session(DRUG, thread="x", store=store)
    first = await session.astart()
    content = photo.read_bytes()  # noqa: ASYNC240
    if restarted:
        session = Session(thread="x", store=store)
    turn = await session.aanswer("no", asked(first), images=[{"content": content}])
    assert [image.refused for image in turn.differential.images] == [None]
    assert asked(turn) != asked(first)
    same = await Session(DRUG, thread="x", store=store).aanswer("no", asked(first), images=[{"content": content}])
    assert same == turn  # a double tap
    plain = Session(DRUG, thread="y", store=store)
    without = await plain.aanswer("no", asked(await plain.astart()))
    assert without.question and turn.question and without.question.finding == turn.question.finding
    assert turn.differential.observations and without.differential.observations
    assert without.differential.observations.counted().keys() <= turn.differential.observations.counted().keys()
    later = await Session(thread="x", store=store).atell("It itches.")
    assert [image.refused for image in later.differential.images] == [None]


async def test_what_happens_on_the_way_is_told_for_what_is_added_too() -> None:
    session = Session(DRUG)
    await session.astart()
    events = [event async for event in session.astream(history="Now there are blisters in my mouth.")]
    assert events[-1]["event"] == "turn"
    assert {"findings", "red_flags", "candidates"} <= {event["event"] for event in events}
    assert events[-1]["turn"].differential.urgency == "emergency"
    with pytest.raises(InputError, match="an answer takes images besides its words"):
        session.astream("no", history="and more")


async def test_who_must_act_is_said_by_the_kind_of_error() -> None:
    session = Session(DRUG)
    with pytest.raises(DialogueConflict, match=r"call start\(\) first"):
        await session.aanswer("no")
    turn = await session.astart()
    for wrong in (
        session.atell("x" * 60_000),
        session.atell(symptoms={"no such finding": True}),
        session.aanswer("x" * 60_000),
        adiagnose(Case(history="x", corrected={"no such finding": True})),
    ):
        with pytest.raises(InvalidCase):
            await wrong
    assert await session.astart() == turn  # the dialogue stands where it stood
    assert asked(await session.aanswer("no")) != asked(turn)
    with pytest.raises(InvalidCase, match=r"images\[0\]\.path: expected at least 1 character"):
        session.astream(images=[{"path": ""}])
    for settings in ({"graph": "no_such"}, {"no_such": 1}, {"top_k": "many"}):
        with pytest.raises(InvalidSetting):
            Session(DRUG, **settings)
    with pytest.raises(InputError) as alone:
        Session()
    assert type(alone.value) is InputError


async def test_a_case_that_cannot_be_read_leaves_its_name_free(tmp_path: Path) -> None:
    store = tmp_path / "s.sqlite"
    with pytest.raises(InvalidCase, match="not a known finding"):
        await Session(Case(history="x", corrected={"no such finding": True}), thread="x", store=store).astart()
    assert (await Session(DRUG, thread="x", store=store).astart()).differential.outcome == "answered"
