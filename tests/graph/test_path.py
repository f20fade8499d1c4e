"""The graph that runs is the graph that is drawn: events against the drawing, for every named graph and switch."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START
from langgraph.types import Command

from dermagent import Case, CaseImage, adiagnose, astream
from dermagent.imaging.synth import render, save_png
from dermagent.llm.scripted import ScriptedModel
from dermagent.report.markdown import to_markdown
from dermagent.settings import graph_names, resolve
from dermagent.steps.retrieve import Proposal, RetrieverInfo, Shown, Tools
from dermagent.types import Candidate, Observation, Observations
from dermagent.workflow import build_graph
from dermagent.workflow import images as images_module
from dermagent.workflow.graph import compiled_graph, path_of
from dermagent.workflow.nodes import STEPS, WHERE
from dermagent.workflow.packed import own_types_only
from dermagent.workflow.run import events, opened
from tests.golden.transcripts import reply
from tests.spread import every

HISTORY = "Itchy rash between the fingers and on the wrists for three weeks, worse at night. My partner itches too."
PLAIN = Case(id="plain", history=HISTORY)
#: One lesion on two dates: there is something to compare.
DATED = Case.model_validate(
    {
        "id": "dated",
        "history": HISTORY,
        "images": [{"path": f"{n}.png", "lesion": "left wrist", "date": f"202{n}-01-01"} for n in (0, 1)],
    }
)
SWITCHES: list[dict[str, Any]] = [
    {},
    {"critique": False},
    {"explain": True},
    {"corrections": "rules.yaml"},
    {"agents": ()},
    {"rounds": 0},
    {"always_debate": True},
    {"prepare": ("stretch",)},
    {"model_reads": True},
    {"model_reads": False},
    {"critique": False, "explain": True, "corrections": "rules.yaml"},
]


#: The switches that matter where there is no image and nothing to compare.
WITHOUT_IMAGES: list[dict[str, Any]] = [{}, {"model_reads": True}, {"model_reads": False}]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two images and a file of rules, which no test changes."""
    made = tmp_path_factory.mktemp("case")
    for n in (0, 1):
        save_png(render(np.random.default_rng(n), size=96), made / f"{n}.png")
    (made / "rules.yaml").write_text("- {name: dry, if: pruritus, then: {ignore_concept: pruritus}}\n")
    return made


def given(graph: str, switch: dict[str, Any], folder: Path) -> dict[str, Any]:
    return {"graph": graph, **switch} | ({"corrections": folder / "rules.yaml"} if "corrections" in switch else {})


def steps(ran: Iterable[str], path: tuple[str, ...], *, first: str = START, last: str = END) -> None:
    """The nodes that ran are a way through the drawing, each once, and none but the path's is drawn.

    `read` is a way of its own, from `flag` to `recheck`, beside the one over `retrieve`.
    """
    walked, drawing = list(ran), compiled_graph(path).get_graph()
    edges = {(edge.source, edge.target) for edge in drawing.edges}
    ways = [[name for name in walked if name != "read"]]
    if "read" in walked:
        ways.append([name for name in walked if name != "retrieve"])
    for way in ways:
        assert set(zip([first, *way], [*way, last], strict=True)) <= edges
    assert len(walked) == len(set(walked))
    assert set(drawing.nodes) - {START, END} == set(path) >= set(walked)


CASES = [*((DATED, switch) for switch in SWITCHES), *((PLAIN, switch) for switch in WITHOUT_IMAGES)]


@pytest.mark.parametrize(
    ("graph", "case", "switch"),
    every(5, [(graph, case, switch) for graph in graph_names() for case, switch in CASES]),
    ids=lambda given: given.id if isinstance(given, Case) else given if isinstance(given, str) else " ".join(given),
)
async def test_the_nodes_that_ran_are_those_that_are_drawn(
    folder: Path, graph: str, case: Case, switch: dict[str, Any]
) -> None:
    settings = given(graph, switch, folder)
    seen = [event async for event in astream(case, folder=folder, chat=ScriptedModel(reply), **settings)]
    ran = [event["node"] for event in seen if event["event"] == "started"]
    path = path_of(resolve(**settings))
    steps(ran, path)
    by_model = "vlm" in resolve(**settings).retrievers and bool(case.images)
    needed = {
        "compare": case is DATED,
        "recheck": by_model or "read" in path,
    }
    assert ran == [name for name in path if needed.get(name, True)]
    assert list(seen[-1]["differential"].provenance.seconds) == ran


def test_what_is_asked_for_is_drawn_and_what_is_not_is_not() -> None:
    drawn = path_of(resolve())
    assert drawn == (
        *("intake", "compare", "observe", "flag", "retrieve", "recheck"),
        *("ground", "critique", "urgency", "decide"),
    )
    assert "read" not in path_of(resolve(graph="mac", model_reads=False))
    everything = path_of(resolve(graph="mac", explain=True, corrections="x.yaml", max_questions=1))
    assert everything == tuple(STEPS) and set(WHERE) < set(STEPS)


async def test_a_turn_after_an_answer_begins_with_what_was_observed(folder: Path) -> None:
    open_still = DATED.model_copy(update={"history": "An itchy rash on the wrists for three weeks."})
    settings = resolve(max_questions=2)
    path = path_of(settings)
    compiled = build_graph(path).compile(checkpointer=InMemorySaver(serde=own_types_only()))
    config = {"configurable": {"thread_id": "one"}}
    turns: list[list[str]] = []
    async with opened(open_still, settings, folder, None) as (run, state):
        for turn in (state, Command(resume="yes")):
            happened = [event async for event in events(compiled, turn, config, run, open_still.id)]
            turns.append([event["node"] for event in happened if event["event"] == "started"])
    first, second = turns
    assert first[-1] == "ask" and second[:2] == ["ask", "observe"]
    steps(first, path, last="observe")
    steps(second[1:], path, first="ask", last="observe")
    assert "compare" in first and "compare" not in second


async def test_a_case_without_a_history_is_not_read(folder: Path) -> None:
    silent = DATED.model_copy(update={"history": " "})
    model = ScriptedModel(reply)
    seen = [event async for event in astream(silent, folder=folder, chat=model, graph="mac")]
    assert "read" not in [event.get("node") for event in seen]
    assert "reader" not in {request.agent for request in model.requests}


def test_a_node_is_a_few_lines() -> None:
    import inspect

    for name, step in STEPS.items():
        assert len(inspect.getsource(step).splitlines()) <= 15, name


class SkinNet:
    """An image-reading network of the user's own: it ranks melanoma, and makes out a finding."""

    info = RetrieverInfo(name="skinnet", label="SkinNet", looks_at_images=True)

    async def propose(self, case: Case, seen: Observations, shown: Shown) -> Proposal:
        assert len(shown.views) == 2
        listed = (Candidate(condition="melanoma", retriever="skinnet", rank=1, score=1.0, probability=0.6),)
        made_out = Observation(finding="non_blanching", polarity="present", source="image", field="skinnet")
        fever = Observation(finding="fever", polarity="present", source="image", field="skinnet")
        return Proposal(candidates=listed, other=0.4, information_nats=2.0, looked_at=(1,), seen=(made_out, fever))


def skin_net(tools: Tools) -> SkinNet:
    return SkinNet()


class Unseeing(SkinNet):
    """The same, but it does not say that it looks at images, and so is shown none."""

    info = RetrieverInfo(name="unseeing")

    async def propose(self, case: Case, seen: Observations, shown: Shown) -> Proposal:
        assert shown == Shown()
        return Proposal()


def unseeing(tools: Tools) -> Unseeing:
    return Unseeing()


def nameless(tools: Tools) -> object:
    return object()


async def test_the_report_says_that_a_retriever_of_ones_own_looked_and_at_what(folder: Path) -> None:
    own = ("findings", "tests.graph.test_path:skin_net")
    result = await adiagnose(DATED, folder=folder, retrievers=own)
    assert result.ranked[0].condition == "melanoma" or "skinnet" in {n for i in result.ranked for n in i.retrievers}
    report = to_markdown(result)
    assert "SkinNet has looked at Image 2." in report
    assert "No model has looked" not in report
    assert [info.name for info in result.retrievers] == ["findings", "skinnet"]


async def test_a_finding_that_a_retriever_made_out_can_raise_the_urgency(folder: Path) -> None:
    calm = await adiagnose(DATED, folder=folder, retrievers=("findings",))
    alarmed = await adiagnose(DATED, folder=folder, retrievers=("findings", "tests.graph.test_path:skin_net"))
    assert calm.urgency == "routine" and alarmed.urgency == "emergency"
    fired = {condition for flag in alarmed.red_flags for condition in flag.conditions}
    assert fired & {item.condition for item in alarmed.ranked if item.must_not_miss}
    assert any("To be excluded because of a red flag" in line for line in alarmed.minority_report)


async def test_a_retriever_is_shown_images_only_if_it_says_that_it_looks(folder: Path) -> None:
    own = ("findings", "tests.graph.test_path:skin_net", "tests.graph.test_path:unseeing")
    result = await adiagnose(DATED, folder=folder, retrievers=own)
    assert not any("unseeing" in limit for limit in result.limits)


async def test_a_retriever_that_does_not_describe_itself_and_a_name_given_twice_are_refused() -> None:
    with pytest.raises(Exception, match="does not describe itself; give it info = RetrieverInfo"):
        await adiagnose(PLAIN, retrievers=("tests.graph.test_path:nameless",))
    with pytest.raises(Exception, match="two retrievers are named 'findings'"):
        await adiagnose(PLAIN, retrievers=("findings", "findings"))


async def test_images_are_decoded_once_a_case_for_all_steps_and_forgotten_with_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[str] = []
    read = images_module.views_of

    def counted(case: Case, *args: Any) -> Any:
        decoded.append(case.id)
        return read(case, *args)

    monkeypatch.setattr(images_module, "views_of", counted)
    rules = folder / "rules.yaml"
    for _ in range(2):  # all steps of a run look at the same pixels; the next run reads anew
        await adiagnose(DATED, folder=folder, graph="mac", chat=ScriptedModel(reply), explain=True, corrections=rules)
    assert decoded == ["dated", "dated"]


async def test_retrievers_run_once_and_only_those_that_read_findings_again_for_a_correction(folder: Path) -> None:
    model = ScriptedModel(reply)
    await adiagnose(DATED, folder=folder, graph="mac", chat=model, corrections=folder / "rules.yaml")
    assert [request.agent for request in model.requests].count("vlm") == 1


def test_an_image_handed_in_as_bytes_is_kept_by_its_case_only(photo: Path) -> None:
    case = Case(id="bytes", images=(CaseImage(content=photo.read_bytes()),))

    async def both() -> tuple[object, object]:
        async with opened(case, resolve(), None, None) as (run, _), opened(PLAIN, resolve(), None, None) as (other, _):
            return dict(run.images.blobs), dict(other.images.blobs)

    import asyncio

    mine, others = asyncio.run(both())
    assert mine and not others
