"""The LangGraph workflow: order, events, failures, checkpoints."""

import asyncio
import json
import sqlite3
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dermagent import Case, CaseImage, DermagentError, InputError, adiagnose, astream, diagnose
from dermagent.errors import StepFailed
from dermagent.imaging.synth import render, save_png
from dermagent.report.markdown import to_markdown
from dermagent.settings import graph_names, resolve
from dermagent.steps.retrieve import Proposal, RetrieverInfo, Shown, Tools, fuse
from dermagent.types import Candidate, Differential, Observations
from dermagent.workflow import graph, images, nodes
from tools.draw_graphs import DRAWING, PAGE, drawing, page

HISTORY = "For three days I have had burning pain and grouped blisters in a band on the left chest, on one side only."
CASE = Case(id="one", history=HISTORY)
NODES = ["intake", "observe", "flag", "retrieve", "ground", "critique", "urgency", "decide"]


async def events(case: Case = CASE, **settings: Any) -> list[dict[str, Any]]:
    return [event async for event in astream(case, **settings)]


async def test_the_nodes_run_in_order_and_each_is_timed() -> None:
    seen = await events()
    assert [e["node"] for e in seen if e["event"] == "started"] == NODES
    assert [e["node"] for e in seen if e["event"] == "finished"] == NODES
    result = seen[-1]["differential"]
    assert list(result.provenance.seconds) == NODES
    assert result.outcome == "answered"


async def test_a_stage_that_is_switched_off_does_not_run() -> None:
    seen = await events(critique=False)
    assert "critique" not in [e.get("node") for e in seen]
    assert seen[-1]["differential"].minority_report == ()


async def test_the_same_case_gives_the_same_result_but_for_the_time() -> None:
    first, second = await adiagnose(CASE), await adiagnose(CASE)
    assert first.model_copy(update={"provenance": second.provenance}) == second


def test_diagnose_works_without_a_loop_and_refuses_inside_one() -> None:
    assert diagnose(CASE).case_id == "one"

    async def inside() -> None:
        with pytest.raises(InputError, match="await adiagnose"):
            diagnose(CASE)

    asyncio.run(inside())


async def test_every_citation_is_verified_and_every_source_is_carried() -> None:
    result = await adiagnose(CASE)
    cited = [citation for item in result.ranked for citation in item.citations]
    assert cited
    assert {citation.verdict for citation in cited} == {"verified"}
    known = {reference.id for reference in result.references}
    assert {source for statement in result.statements for source in statement.sources} <= known


@pytest.mark.parametrize(
    ("step", "history", "urgency"),
    [
        ("observe", HISTORY, None),  # the rules did not run
        ("flag", HISTORY, None),
        ("ground", "Fever and purple spots that do not fade when pressed.", "emergency"),
        ("ground", "Itchy rash.", "routine"),
        ("ground", "hello", None),
    ],
)
async def test_a_case_that_fails_on_the_way_keeps_what_the_rules_had_found(
    step: str, history: str, urgency: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> Any:
        raise StepFailed("it broke")

    monkeypatch.setattr(nodes, step, broken)
    result = await adiagnose(Case(id="c", history=history))
    assert (result.outcome, result.urgency) == ("failed", urgency)
    assert "Routine" not in to_markdown(result)
    if urgency != "emergency":
        assert to_markdown(result).splitlines()[2].startswith("**Urgency: n")


async def test_one_bad_image_never_stops_the_case(photo: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff broken")
    case = CASE.model_copy(
        update={"images": tuple(CaseImage(path=p) for p in ("broken.jpg", photo.name, "missing.png", "../x.png"))}
    )
    result = await adiagnose(case, folder=tmp_path)
    assert result.outcome == "answered"
    assert [image.refused is None for image in result.images] == [False, True, False, False]
    assert sum("was left out" in line for line in result.limits) == 3


async def test_images_can_be_handed_in_as_bytes_and_never_reach_the_state(photo: Path, tmp_path: Path) -> None:
    content = photo.read_bytes()  # noqa: ASYNC240 (a small local file)
    case = CASE.model_copy(update={"images": (CaseImage(content=content),)})
    path = tmp_path / "runs.sqlite"
    result = await adiagnose(case, checkpoints=path)
    assert result.images[0].quality is not None
    stored = path.read_bytes()
    assert content[:200] not in stored
    assert content[2000:2060] not in stored


async def test_only_images_and_no_history_is_an_abstention_that_says_why(photo: Path, tmp_path: Path) -> None:
    result = await adiagnose(Case(images=(CaseImage(path=photo.name),)), folder=tmp_path)
    assert result.outcome == "abstained"
    assert any("No model has looked" in line for line in result.limits)
    assert result.next_questions


class Broken:
    """A retriever that cannot work."""

    info = RetrieverInfo(name="broken")

    async def propose(self, case: Case, seen: Observations, shown: Shown) -> Proposal:
        raise DermagentError("the index is gone")


class Fixed:
    """A retriever with one opinion."""

    info = RetrieverInfo(name="fixed")

    async def propose(self, case: Case, seen: Observations, shown: Shown) -> Proposal:
        listed = (Candidate(condition="scabies", retriever="fixed", rank=1, score=1.0),)
        return Proposal(candidates=listed, information_nats=1.0)


def broken(tools: Tools) -> Broken:
    return Broken()


def fixed(tools: Tools) -> Fixed:
    return Fixed()


@pytest.fixture
def own_retrievers(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    module = type(sys)("own_retrievers")
    module.broken, module.fixed = broken, fixed  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "own_retrievers", module)


async def test_one_dead_retriever_is_named_and_the_rest_goes_on(own_retrievers: None) -> None:
    result = await adiagnose(CASE, retrievers=("findings", "own_retrievers:broken"))
    assert result.outcome == "answered"
    assert any("broken did not work: the index is gone" in line for line in result.limits)


async def test_all_retrievers_dead_is_a_failure_and_no_answer(own_retrievers: None) -> None:
    result = await adiagnose(CASE, retrievers=("own_retrievers:broken",))
    assert result.outcome == "failed"
    assert result.ranked == ()
    assert "the index is gone" in result.limits[0]


async def test_a_users_own_retriever_takes_part_in_the_fusion(own_retrievers: None) -> None:
    result = await adiagnose(CASE, retrievers=("findings", "own_retrievers:fixed"))
    found = {item.condition: item.retrievers for item in result.ranked}
    assert found["scabies"] == ("fixed",)
    assert "scabies" in [item.condition for item in result.ranked[:5]]
    probabilities = [item.probability for item in result.ranked]
    assert probabilities == sorted(probabilities, reverse=True)


async def test_an_unknown_retriever_or_graph_is_bad_input() -> None:
    for settings in ({"retrievers": ("nothing",)}, {"retrievers": ("no.module:x",)}, {"graph": "nothing"}):
        with pytest.raises(InputError):
            await adiagnose(CASE, **settings)


def test_fusion_by_reciprocal_rank_matches_the_formula() -> None:
    def listed(*conditions: str) -> list[Candidate]:
        return [Candidate(condition=c, retriever="r", rank=n, score=0) for n, c in enumerate(conditions, start=1)]

    fused = fuse({"one": listed("a", "b"), "two": listed("b", "c")})
    assert [c.condition for c in fused] == ["b", "a", "c"]
    assert fused[0].score == pytest.approx(1 / 62 + 1 / 61)
    assert [c.rank for c in fused] == [1, 2, 3]


def test_probabilities_follow_the_fused_order() -> None:
    def given(condition: str, rank: int, probability: float | None) -> Candidate:
        return Candidate(condition=condition, retriever="r", rank=rank, score=0, probability=probability)

    fused = fuse({"one": [given("a", 1, 0.6), given("b", 2, 0.1)], "two": [given("b", 1, None)]})
    assert [(c.condition, c.probability) for c in fused] == [("b", 0.6), ("a", 0.1)]


class Killed(BaseException):
    """Stands for the death of the process."""


async def test_a_killed_run_resumes_without_redoing_finished_nodes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "runs.sqlite"
    calls: list[str] = []
    monkeypatch.setattr(graph, "compiled_graph", graph.compiled_graph.__wrapped__)
    for name in NODES:
        step = nodes.STEPS[name]

        async def counted(state: Any, deps: Any, name: str = name, step: Any = step) -> Any:
            calls.append(name)
            if name == "ground" and calls.count("ground") == 1:
                raise Killed
            return await step(state, deps)

        monkeypatch.setitem(nodes.STEPS, name, counted)
    with pytest.raises(Killed):
        await adiagnose(CASE, checkpoints=path)
    result = await adiagnose(CASE, checkpoints=path)
    assert calls == [*NODES[:5], *NODES[4:]]
    assert result.outcome == "answered"
    assert list(result.provenance.seconds) == NODES

    again = await adiagnose(CASE, checkpoints=path)
    assert again == result
    assert len(calls) == len(NODES) + 1


@pytest.mark.parametrize("stop_at", ["started", "result"])
def test_whoever_listens_no_further_leaves_no_open_file_behind(tmp_path: Path, stop_at: str) -> None:
    told: list[dict[str, Any]] = []

    async def broken_off() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda loop, context: told.append(context))
        happening = astream(CASE, checkpoints=tmp_path / "runs.sqlite")
        async for event in happening:
            if event["event"] == stop_at:
                break
        if stop_at != "result":
            await happening.aclose()

    asyncio.run(broken_off())
    assert not told


async def test_a_checkpoint_of_another_case_or_setting_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "runs.sqlite"
    first = await adiagnose(CASE, checkpoints=path)
    other = await adiagnose(CASE, checkpoints=path, prior="uniform")
    assert first.provenance.prior != other.provenance.prior
    with sqlite3.connect(path) as connection:
        threads = connection.execute("select count(distinct thread_id) from checkpoints").fetchone()[0]
    assert threads == 2


async def test_checkpoints_read_back_only_our_own_types(tmp_path: Path, recwarn: pytest.WarningsRecorder) -> None:
    path = tmp_path / "runs.sqlite"
    first = await adiagnose(CASE, checkpoints=path)
    second = await adiagnose(CASE, checkpoints=path)
    assert first == second
    assert not [w for w in recwarn if "msgpack" in str(w.message).lower() or "blocked" in str(w.message).lower()]


def test_langgraph_json_names_graphs_that_compile() -> None:
    from tests.shared import ROOT

    named = json.loads((ROOT / "langgraph.json").read_text(encoding="utf-8"))["graphs"]
    assert set(named) == set(graph_names())
    for name, target in named.items():
        path, _, attribute = target.partition(":")
        space: dict[str, Any] = {}
        exec(compile((ROOT / path).read_text(encoding="utf-8"), path, "exec"), space)  # noqa: S102 - our own file
        assert space[attribute].name == name


def test_the_drawing_of_each_graph_in_the_documents_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m tools.draw_graphs`"
    assert DRAWING.read_text(encoding="utf-8") == drawing(), "run `python -m tools.draw_graphs`"


@pytest.mark.parametrize("given", ["findings,zero_shot", "findings, zero_shot", '["findings", "zero_shot"]'])
def test_several_values_in_the_environment_are_divided_by_commas(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("DERMAGENT_RETRIEVERS", given)
    monkeypatch.setenv("DERMAGENT_PREPARE", "hair")
    assert (resolve().retrievers, resolve().prepare) == (("findings", "zero_shot"), ("hair",))


def test_a_list_in_the_environment_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DERMAGENT_RETRIEVERS", '["findings"')
    with pytest.raises(InputError, match=r"retrievers.*divided by commas"):
        resolve()
    monkeypatch.setenv("DERMAGENT_RETRIEVERS", ",")
    with pytest.raises(InputError, match="setting 'retrievers'"):
        resolve()
    monkeypatch.delenv("DERMAGENT_RETRIEVERS")
    default = resolve().retrievers
    monkeypatch.setenv("DERMAGENT_RETRIEVERS", "")  # as a compose file sets what nobody gave
    assert resolve().retrievers == default


def test_flags_go_before_the_environment_before_the_graphs_file(monkeypatch: pytest.MonkeyPatch) -> None:
    assert resolve().top_k == 10
    monkeypatch.setenv("DERMAGENT_TOP_K", "7")
    assert resolve().top_k == 7
    assert resolve(top_k=4).top_k == 4
    with pytest.raises(InputError, match="top_k"):
        resolve(top_k=0)
    with pytest.raises(InputError, match="no_such"):
        resolve(no_such=1)


@pytest.mark.parametrize("slow", ["assess_images", "views_of"])
async def test_looking_at_images_holds_up_no_other_case(
    photo: Path, monkeypatch: pytest.MonkeyPatch, slow: str
) -> None:
    work, busy, go = getattr(images, slow), threading.Event(), threading.Event()

    def slowed(case: Case, *args: Any) -> Any:
        if case.images:
            busy.set()
            assert go.wait(20), "nothing else went on meanwhile"
        return work(case, *args)

    monkeypatch.setattr(images, slow, slowed)
    image = CaseImage(content=photo.read_bytes())  # noqa: ASYNC240
    imaged = asyncio.create_task(adiagnose(Case(history="A mole.", images=(image,)), prepare=("stretch",)))
    assert await asyncio.to_thread(busy.wait, 20)
    assert (await adiagnose(Case(history="Itchy burrows between the fingers."))).outcome == "answered"
    assert not imaged.done()
    go.set()
    assert (await imaged).images[0].quality is not None


class Looking:
    """A retriever of one's own that looks at prepared images."""

    info = RetrieverInfo(name="looking", looks_at_images=True, sees_prepared=True)

    async def propose(self, case: Case, seen: Observations, shown: Shown) -> Proposal:
        assert shown.views
        return Proposal(candidates=(Candidate(condition="scabies", retriever="looking", rank=1, score=1.0),))


def looking(tools: Tools) -> Looking:
    return Looking()


@pytest.mark.parametrize("who", [(), ("tests.graph.test_workflow:looking",)])
async def test_preparing_is_told_only_where_something_looked_at_prepared_images(
    tmp_path: Path, who: tuple[str, ...]
) -> None:
    save_png(render(np.random.default_rng(0)), tmp_path / "a.png")
    case = Case(id="p", history=HISTORY, images=(CaseImage(path="a.png"),))
    result = await adiagnose(case, folder=tmp_path, prepare=("stretch",), retrievers=("findings", *who))
    (told,) = [line for line in result.limits if "prepar" in line.lower()]
    assert told.startswith("Image 1 was prepared before it was looked at" if who else "Preparing had no effect")


def test_a_result_is_not_written_out_on_its_way(monkeypatch: pytest.MonkeyPatch) -> None:
    def written(_: Differential) -> str:
        raise AssertionError("a differential is long, and holds what a patient said")

    monkeypatch.setattr(Differential, "__repr__", written)
    assert diagnose(Case(history="An itchy rash on both hands.")).outcome in {"answered", "abstained"}
