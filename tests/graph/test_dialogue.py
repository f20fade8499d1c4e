"""The dialogue: which question is asked, what an answer does, and that it survives a restart and stays private."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from dermagent import Case, CaseImage, InputError, Session
from dermagent.steps.ask import answered
from dermagent.types import NextQuestion
from tests.graph.test_agents import script

RASH = Case(id="rash", history="I have an itchy rash on my hands since two weeks.")
DRUG = Case(id="drug", history="After starting a new medicine two weeks ago I have a painful rash all over.")
FEVER = NextQuestion(finding="fever", text="?", kind="red_flag")


@pytest.mark.parametrize(
    ("answer", "polarity", "words"),
    [
        ("yes", True, ""),
        ("Yes, since Monday", True, "since Monday"),
        ("no", False, ""),
        ("No - but my mouth is sore.", False, "- but my mouth is sore."),
        ("I don't know", None, ""),
        ("nodules on the shin", None, "nodules on the shin"),
        ("是的", True, ""),
        ("没有", False, ""),
        ("没有，但是很痒", False, "但是很痒"),
        ("不知道", None, ""),
        ("sí, mucho", True, "mucho"),
        ("no sé", None, ""),
        ("since a week", None, "since a week"),
    ],
)
def test_an_answer_sets_the_finding_and_keeps_further_words(answer: str, polarity: bool | None, words: str) -> None:
    case = answered(RASH, FEVER, answer)
    assert case.complaint.symptoms.get("fever") is polarity
    assert case.history == (f"{RASH.history}\n\n{words}" if words else RASH.history)
    assert case.id == RASH.id


@pytest.mark.parametrize("hidden", ["\0", "\x07", "\u200b", "\ufeff", "\u202c", "\u2060", "\x7f", "\x9f"])
@pytest.mark.parametrize(
    ("word", "polarity"), [("yes", True), ("no", False), ("sí", True), ("不知道", None), ("有", True)]
)
def test_what_is_invisible_hides_no_answer(hidden: str, word: str, polarity: bool | None) -> None:
    for answer in (word + hidden, hidden + word, f"{hidden}{word[:1]}{hidden}{word[1:]}{hidden}"):
        case = answered(RASH, FEVER, answer)
        assert (case.complaint.symptoms.get("fever"), case.history) == (polarity, RASH.history)
    assert answered(RASH, FEVER, f"{word}{hidden}, {hidden}mucho").history == f"{RASH.history}\n\n{hidden}mucho"


@pytest.mark.parametrize(
    ("told", "then"),
    [
        ("Wheals on my arms and my voice is hoarse. I struggle for breath", "no"),
        (
            "High fever since last night and a stiff neck with dark red spots on both of my legs and my belly",
            "last year",
        ),
        ("Fiebre alta y el cuello rígido, con manchas moradas en las piernas", "no"),
    ],
)
async def test_a_turn_is_a_sentence_of_its_own_and_denies_nothing_that_was_told_before(told: str, then: str) -> None:
    session = Session(Case(history="A rash."))
    await session.astart()
    assert (await session.atell(told)).differential.urgency == "emergency"
    assert (await session.atell(then)).differential.urgency == "emergency"


def test_an_open_question_takes_words_only() -> None:
    case = answered(RASH, NextQuestion(finding="duration", text="?", kind="open"), "no idea, some weeks")
    assert not case.complaint.symptoms
    assert case.history.endswith("no idea, some weeks")


def test_an_answer_that_does_not_fit_is_refused_and_not_cut() -> None:
    with pytest.raises(InputError, match="too long"):
        answered(RASH, FEVER, "x" * 60_000)


async def test_a_red_flag_is_settled_before_anything_else() -> None:
    session = Session(DRUG)
    turn = await session.astart()
    assert turn.differential.urgency == "same_day"  # by the ranking alone
    assert turn.question is not None and turn.question.kind == "red_flag"
    turn = await session.aanswer("yes")
    assert turn.differential.urgency == "emergency"
    assert "sjs_ten" in {flag.rule for flag in turn.differential.red_flags}


async def test_the_leaders_are_separated_and_nothing_is_asked_twice() -> None:
    session = Session(RASH)
    turn = await session.astart()
    assert turn.question is not None and turn.question.kind == "separating"
    asked = []
    while turn.question:
        asked.append(turn.question.finding)
        turn = await session.aanswer("unknown")
    assert len(asked) == len(set(asked)) <= 5
    assert asked


async def test_an_answer_moves_the_ranking_the_way_it_speaks() -> None:
    yes, no = Session(RASH), Session(RASH)
    question = (await yes.astart()).question
    await no.astart()
    assert question is not None
    rival = question.separates[1]

    def share(turn: Any) -> float:
        return next((item.probability for item in turn.differential.ranked if item.condition == rival), 0.0)

    assert share(await yes.aanswer("yes")) > share(await no.aanswer("no"))


async def test_too_thin_a_case_is_asked_open_questions_until_it_can_be_answered() -> None:
    session = Session(Case(id="thin", history="Please help."))
    turn = await session.astart()
    assert turn.differential.outcome == "abstained"
    assert turn.question is not None and turn.question.kind == "open"
    turn = await session.aanswer("Itchy burrows between the fingers and on the wrists, my partner itches too")
    assert turn.differential.outcome == "answered"


async def test_no_more_questions_than_allowed() -> None:
    turn = await Session(RASH, max_questions=0).astart()
    assert turn.question is None
    session = Session(DRUG, max_questions=1)
    await session.astart()
    assert (await session.aanswer("no")).question is None


async def test_a_dialogue_survives_a_restart(tmp_path: Path) -> None:
    store = tmp_path / "sessions.sqlite"
    before = await Session(DRUG, store=store, thread="alice").astart()
    again = Session(store=store, thread="alice")  # a new process knows the name only
    assert await again.astart() == before
    after = await again.aanswer("yes")
    assert after.differential.urgency == "emergency"
    assert (await Session(DRUG, store=store, thread="alice").astart()).differential == after.differential


async def test_a_turn_that_was_killed_goes_on_from_its_last_node(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dermagent.workflow import graph, nodes

    class Killed(BaseException):
        pass

    calls: list[str] = []
    monkeypatch.setattr(graph, "compiled_graph", graph.compiled_graph.__wrapped__)
    for name in nodes.STEPS:
        step = nodes.STEPS[name]

        async def counted(state: Any, deps: Any, name: str = name, step: Any = step) -> Any:
            calls.append(name)
            if name == "ground" and calls.count("ground") == 2:
                raise Killed
            return await step(state, deps)

        monkeypatch.setitem(nodes.STEPS, name, counted)
    store = tmp_path / "sessions.sqlite"
    session = Session(DRUG, store=store)
    await session.astart()
    with pytest.raises(Killed):
        await session.aanswer("yes")
    turn = await Session(DRUG, store=store).astart()
    assert turn.differential.urgency == "emergency"
    assert calls.count("observe") == 2 and calls.count("ground") == 3


async def test_two_users_never_share_state(tmp_path: Path) -> None:
    store = tmp_path / "sessions.sqlite"
    alice, bob = Session(DRUG, store=store, thread="alice"), Session(DRUG, store=store, thread="bob")
    await asyncio.gather(alice.astart(), bob.astart())
    urgent, calm = await asyncio.gather(alice.aanswer("yes"), bob.aanswer("no"))
    assert urgent.differential.urgency == "emergency"
    assert calm.differential.urgency == "same_day"  # a painful rash after a new drug, whatever the answer
    in_memory = Session(DRUG)
    with pytest.raises(InputError, match="no question is open"):
        await in_memory.aanswer("yes")


@pytest.mark.parametrize("rounds", [1, pytest.param(3, marks=pytest.mark.long)])
async def test_many_dialogues_begin_at_once_in_one_file(tmp_path: Path, rounds: int) -> None:
    for round_ in range(rounds):
        store = tmp_path / f"{round_}.sqlite"
        sessions = [Session(DRUG, store=store, thread=f"user {n}") for n in range(8)]
        await asyncio.gather(*(session.astart() for session in sessions))
        answers = [("yes", "no")[n % 2] for n in range(8)]
        turns = await asyncio.gather(*(s.aanswer(answer) for s, answer in zip(sessions, answers, strict=True)))
        assert [turn.differential.urgency == "emergency" for turn in turns] == [answer == "yes" for answer in answers]


async def test_a_file_that_is_no_store_is_refused(tmp_path: Path) -> None:
    store = tmp_path / "notes.txt"
    store.write_text("these are no checkpoints " * 100)
    with pytest.raises(InputError, match=r"'notes\.txt' is no SQLite file"):
        await Session(DRUG, store=store, thread="x").astart()
    with pytest.raises(InputError, match="cannot be opened"):
        await Session(DRUG, store=tmp_path / "no" / "folder.sqlite", thread="x").astart()


async def test_a_thread_is_about_one_case(tmp_path: Path) -> None:
    store = tmp_path / "sessions.sqlite"
    await Session(DRUG, store=store, thread="alice").astart()
    with pytest.raises(InputError, match="another case"):
        await Session(RASH, store=store, thread="alice").astart()
    with pytest.raises(InputError, match="no dialogue 'carol'"):
        await Session(store=store, thread="carol").astart()
    with pytest.raises(InputError, match="needs a case"):
        Session(thread="alice")


async def test_images_given_as_bytes_survive_a_restart_and_stay_out_of_the_checkpoints(
    tmp_path: Path, photo: Path
) -> None:
    store = tmp_path / "sessions.sqlite"
    content = photo.read_bytes()  # noqa: ASYNC240
    case = Case(id="mole", history="A dark spot.", images=(CaseImage(content=content),))
    first = Session(case, store=store, thread="x")
    before = await first.astart()
    again = Session(store=store, thread="x")
    assert await again.astart() == before
    assert before.question is not None
    turn = await again.atell("It grew.", images=(CaseImage(content=content + b" "),))
    assert [image.refused for image in turn.differential.images] == [None, None]
    turn = await Session(store=store, thread="x").atell("It bleeds.")  # looks at both once more
    assert [image.refused for image in turn.differential.images] == [None, None]
    with closing(sqlite3.connect(store)) as file:
        texts = file.execute("select checkpoint from checkpoints where thread_id not like '%-images'").fetchall()
    assert texts and all(content[100:200] not in row[0] for row in texts)


async def test_with_agents_each_turn_asks_them_anew_about_the_longer_case() -> None:
    model = script()
    session = Session(DRUG, chat=model, graph="mac", max_calls=12)
    first = await session.astart()
    assert first.question is not None
    second = await session.aanswer("yes, and there are blisters in my mouth")
    assert second.differential.provenance.calls >= 5
    assert len(second.differential.opinions) == len({(o.agent, o.round) for o in second.differential.opinions})
    assert any("blisters in my mouth" in message.text for r in model.requests[-4:] for message in r.messages)


def test_without_a_loop_the_same_session_is_used_plainly() -> None:
    session = Session(DRUG)
    assert session.start().question is not None
    assert session.answer("yes").differential.urgency == "emergency"

    async def inside() -> None:
        with pytest.raises(InputError, match="await astart"):
            Session(DRUG).start()

    asyncio.run(inside())
