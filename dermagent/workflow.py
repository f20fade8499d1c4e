"""Wire the steps into named LangGraph workflows; the only module that knows the order of things."""

import os

os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")  # before the import: only our own types are read back
os.environ.setdefault("LANGSMITH_TRACING", "false")  # patient data never leaves through a tracer

import hashlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypedDict, cast

from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime

from dermagent import types
from dermagent.errors import DermagentError, InputError
from dermagent.imaging.limits import Limits
from dermagent.prompts import read_prompt
from dermagent.resources import KNOWLEDGE
from dermagent.settings import Settings, resolve
from dermagent.steps.critique import critique
from dermagent.steps.decide import Rules, decide, failed
from dermagent.steps.ground import ground
from dermagent.steps.intake import assess_images, detach_bytes
from dermagent.steps.observe import observe
from dermagent.steps.retrieve import Retriever, make_retriever, retrieve
from dermagent.steps.retrieve.findings import parameters
from dermagent.steps.triage import triage

if TYPE_CHECKING:  # imported when a checkpoint file is asked for
    from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

#: Nodes of the longest path, with room for the loops of other graphs; LangGraph's own default is 10,007.
RECURSION_LIMIT = 40
#: Conditions beyond those shown that statements are fetched and opinions formed for.
_LOOKED_AT_BEYOND = 5
_PROMPTS = ("questions/separate", "questions/thin")


def _merge(old: dict[str, float], new: dict[str, float]) -> dict[str, float]:
    return old | new


class CaseState(TypedDict, total=False):
    """What the nodes read and return; paths and hashes, never image bytes."""

    case: types.Case
    folder: str
    images: tuple[types.ImageAssessment, ...]
    observations: types.Observations
    triage: types.Triage
    retrieved: types.Retrieved
    statements: tuple[types.Statement, ...]
    opinion: types.Opinion | None
    differential: types.Differential
    seconds: Annotated[dict[str, float], _merge]


@dataclass(frozen=True)
class Deps:
    """Everything that is not state: settings, retrievers, and pictures handed in as bytes."""

    settings: Settings
    retrievers: tuple[Retriever, ...]
    blobs: Mapping[str, bytes] = field(default_factory=dict)


Update = CaseState
Node = Callable[[CaseState, Deps], Awaitable[Update]]


async def _intake(state: CaseState, deps: Deps) -> Update:
    s = deps.settings
    limits = Limits(
        max_bytes=s.max_image_bytes,
        max_pixels=s.max_image_pixels,
        allow_urls=s.allow_urls,
        fetch_timeout_s=s.fetch_timeout_s,
    )
    return {"images": assess_images(state["case"], Path(state["folder"]), limits, deps.blobs)}


async def _observe(state: CaseState, deps: Deps) -> Update:
    return {"observations": observe(state["case"])}


async def _triage(state: CaseState, deps: Deps) -> Update:
    return {"triage": triage(state["observations"])}


async def _retrieve(state: CaseState, deps: Deps) -> Update:
    return {"retrieved": await retrieve(state["case"], state["observations"], deps.retrievers)}


async def _ground(state: CaseState, deps: Deps) -> Update:
    first = deps.settings.top_k + _LOOKED_AT_BEYOND
    return {"statements": ground(state["retrieved"].fused, state["triage"].must_not_miss, first=first)}


async def _critique(state: CaseState, deps: Deps) -> Update:
    opinion = critique(
        state["observations"],
        state["triage"],
        state["retrieved"],
        state["statements"],
        first=deps.settings.top_k + _LOOKED_AT_BEYOND,
    )
    return {"opinion": opinion}


async def _decide(state: CaseState, deps: Deps) -> Update:
    settings = deps.settings
    rules = Rules(
        top_k=settings.top_k,
        next_questions=settings.next_questions,
        abstain_below_nats=parameters().abstain_below_nats,
        calibrated=settings.prior == parameters().calibrated_for,
    )
    differential = decide(
        case=state["case"],
        seen=state["observations"],
        triage=state["triage"],
        images=state["images"],
        retrieved=state["retrieved"],
        statements=state["statements"],
        opinion=state.get("opinion"),
        rules=rules,
        provenance=provenance(settings),
    )
    return {"differential": differential}


STEPS: dict[str, Node] = {
    "intake": _intake,
    "observe": _observe,
    "triage": _triage,
    "retrieve": _retrieve,
    "ground": _ground,
    "critique": _critique,
    "decide": _decide,
}


def _timed(name: str, step: Node) -> Callable[[CaseState, Runtime[Deps]], Awaitable[Update]]:
    """A LangGraph node that runs the step, measures it and says so on the event stream."""

    async def node(state: CaseState, runtime: Runtime[Deps]) -> Update:
        runtime.stream_writer({"event": "started", "node": name})
        started = time.perf_counter()
        update = await step(state, runtime.context)
        update["seconds"] = {name: round(time.perf_counter() - started, 4)}
        runtime.stream_writer({"event": "finished", "node": name, "seconds": update["seconds"][name]})
        return update

    node.__name__ = name
    return node


def build_graph(settings: Settings) -> "StateGraph[CaseState, Deps, CaseState, CaseState]":
    """The steps in their order; a stage that the settings switch off is left out."""
    graph: StateGraph[CaseState, Deps, CaseState, CaseState] = StateGraph(CaseState, context_schema=Deps)
    names = [name for name in STEPS if name != "critique" or settings.critique]
    for name in names:
        graph.add_node(name, cast(Any, _timed(name, STEPS[name])))
    for before, after in zip([START, *names], [*names, END], strict=True):
        graph.add_edge(before, after)
    return graph


def compile_graph(name: str) -> CompiledStateGraph[CaseState, Deps, CaseState, CaseState]:
    """A named workflow with its own settings, without a checkpointer: a LangGraph server brings its own."""
    return build_graph(resolve(graph=name)).compile(name=name)


def provenance(settings: Settings) -> types.Provenance:
    """What produced the result."""
    return types.Provenance(
        graph=settings.graph,
        dermagent=version("dermagent"),
        knowledge_sha256=knowledge_sha256(),
        prior=settings.prior if "/" not in settings.prior else Path(settings.prior).name,
        prompt_sha256={name: read_prompt(name).sha256 for name in _PROMPTS},
        versions={"langgraph": version("langgraph")},
    )


@cache
def knowledge_sha256() -> str:
    """One hash over all shipped knowledge files, names and contents, in sorted order."""
    digest = hashlib.sha256()
    for path in sorted(KNOWLEDGE.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(KNOWLEDGE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def make_deps(settings: Settings, blobs: Mapping[str, bytes] | None = None) -> Deps:
    """The dependencies of a run.

    Raises:
        InputError: a retriever or the prior cannot be loaded.
    """
    retrievers = tuple(make_retriever(name, settings.prior) for name in settings.retrievers)
    return Deps(settings, retrievers, dict(blobs or {}))


async def run(case: types.Case, settings: Settings, *, folder: Path | None = None) -> types.Differential:
    """One case through the workflow; resumes where it stopped if a checkpoint of the same case and settings exists.

    Raises:
        InputError: the case or a setting names something that does not exist.
    """
    final: types.Differential | None = None
    async for event in stream(case, settings, folder=folder):
        final = event.get("differential", final)
    if final is None:
        raise DermagentError("the workflow ended without a result")
    return final


async def stream(case: types.Case, settings: Settings, *, folder: Path | None = None) -> AsyncIterator[dict[str, Any]]:
    """Events of one run: {"event": "started" | "finished", "node", "seconds"}, and at last {"event": "result"}.

    A step that cannot do its work ends the run with the outcome `failed`; only bad input is raised.
    """
    case, blobs = detach_bytes(case)
    deps = make_deps(settings, blobs)
    state: CaseState = {"case": case, "folder": str((folder or Path.cwd()).resolve())}
    config: dict[str, Any] = {"recursion_limit": RECURSION_LIMIT}
    graph = build_graph(settings)
    result: CaseState = {}
    async with AsyncExitStack() as stack:
        if settings.checkpoints:
            saver = await stack.enter_async_context(_saver(settings.checkpoints))
            compiled = graph.compile(checkpointer=saver, name=settings.graph)
            config["configurable"] = {"thread_id": thread_id(case, settings)}
            snapshot = await compiled.aget_state(cast(Any, config))
            if snapshot.next:
                state = cast(CaseState, None)  # go on with the pending node
            elif snapshot.values.get("differential"):
                yield _result(snapshot.values)
                return
        else:
            compiled = graph.compile(name=settings.graph)
        try:
            async for part in compiled.astream(
                state,
                cast(Any, config),
                context=deps,
                stream_mode=["custom", "values"],
                durability="sync" if settings.checkpoints else None,
            ):
                mode, payload = cast(tuple[str, Any], part)
                if mode == "custom":
                    yield payload
                else:
                    result = payload
        except InputError:
            raise
        except DermagentError as error:
            yield {"event": "result", "differential": failed(case.id, str(error), provenance(settings))}
            return
    yield _result(result)


def _result(values: Mapping[str, Any]) -> dict[str, Any]:
    differential: types.Differential = values["differential"]
    seconds = {name: values["seconds"][name] for name in STEPS if name in values["seconds"]}
    timed = differential.provenance.model_copy(update={"seconds": seconds})
    return {"event": "result", "differential": differential.model_copy(update={"provenance": timed})}


def thread_id(case: types.Case, settings: Settings) -> str:
    """Names a run in the checkpoint file: the same case, settings and knowledge resume, anything else starts anew."""
    text = case.model_dump_json() + settings.model_dump_json(exclude={"checkpoints"}) + knowledge_sha256()
    return hashlib.sha256(text.encode()).hexdigest()[:32]


class _saver:
    """A SQLite checkpointer that reads back our own types only."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def __aenter__(self) -> "AsyncSqliteSaver":
        import aiosqlite
        from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

        try:
            self._connection = await aiosqlite.connect(self._path)
        except OSError as error:
            raise InputError(f"checkpoint file {self._path.name!r} cannot be opened: {error.strerror}") from error
        own = [(types.__name__, name) for name, kind in vars(types).items() if isinstance(kind, type)]
        return AsyncSqliteSaver(self._connection, serde=JsonPlusSerializer(allowed_msgpack_modules=own))

    async def __aexit__(self, *_: object) -> None:
        await self._connection.close()
