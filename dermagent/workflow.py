"""Wire the steps into named LangGraph workflows; the only module that knows the order of things."""

import os

os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")  # before the import: only our own types are read back
os.environ.setdefault("LANGSMITH_TRACING", "false")  # patient data never leaves through a tracer

import hashlib
import operator
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypedDict, cast

from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime

from dermagent import types
from dermagent.errors import DermagentError, InputError
from dermagent.imaging.limits import Limits
from dermagent.knowledge.corpus import Corpus
from dermagent.knowledge.lexicon import detect_language
from dermagent.llm.base import ChatModel, Picture
from dermagent.llm.budget import Account, read_prices
from dermagent.llm.budget import Limits as Budget
from dermagent.llm.cache import ReplyCache
from dermagent.llm.capabilities import capabilities_of
from dermagent.llm.client import Client
from dermagent.provenance import knowledge_sha256, provenance
from dermagent.settings import Settings, resolve
from dermagent.steps.critique.agents import Conversation, debate, first_opinions
from dermagent.steps.critique.merge import last_opinions, needs_debate
from dermagent.steps.critique.rules import critique
from dermagent.steps.decide import Agents, Rules, decide, failed
from dermagent.steps.ground import from_guidelines, ground
from dermagent.steps.intake import assess_images, detach_bytes
from dermagent.steps.observe import observe
from dermagent.steps.present import material, opening, pictures_of
from dermagent.steps.retrieve import Retriever, Tools, make_retriever, retrieve
from dermagent.steps.retrieve.findings import parameters
from dermagent.steps.triage import triage

if TYPE_CHECKING:  # imported when a checkpoint file is asked for
    from langgraph.checkpoint.sqlite.aio import AsyncSqliteSaver

#: Nodes of the longest path, with room for the loops of other graphs; LangGraph's own default is 10,007.
RECURSION_LIMIT = 40
#: Conditions beyond those shown that statements are fetched and opinions formed for.
_LOOKED_AT_BEYOND = 5
#: What agents are given: candidates, and statements of each (more would cost tokens in every call of every agent).
_SHOWN_TO_AGENTS, _STATEMENTS_EACH = 8, 4


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
    opinions: Annotated[tuple[types.Opinion, ...], operator.add]
    failed_agents: Annotated[dict[str, str], operator.or_]
    invented: Annotated[tuple[str, ...], operator.add]
    differential: types.Differential
    seconds: Annotated[dict[str, float], operator.or_]


@dataclass(frozen=True)
class Deps:
    """Everything that is not state: settings, retrievers, and pictures handed in as bytes."""

    settings: Settings
    retrievers: tuple[Retriever, ...]
    blobs: Mapping[str, bytes] = field(default_factory=dict)
    client: Client | None = None
    corpus: Corpus | None = None
    shown: dict[str, tuple[Picture, ...]] = field(default_factory=dict)  # re-encoded once a case


Update = CaseState
Node = Callable[[CaseState, Deps], Awaitable[Update]]


def _image_limits(s: Settings) -> Limits:
    return Limits(
        max_bytes=s.max_image_bytes,
        max_pixels=s.max_image_pixels,
        allow_urls=s.allow_urls,
        fetch_timeout_s=s.fetch_timeout_s,
    )


async def _intake(state: CaseState, deps: Deps) -> Update:
    limits = _image_limits(deps.settings)
    return {"images": assess_images(state["case"], Path(state["folder"]), limits, deps.blobs)}


def _pictures(state: CaseState, deps: Deps) -> tuple[Picture, ...]:
    """What a model is shown; nothing is encoded where there is no model."""
    case = state["case"]
    if deps.client is None or not case.images:
        return ()
    if case.id not in deps.shown:
        deps.shown[case.id] = pictures_of(
            case,
            Path(state["folder"]),
            _image_limits(deps.settings),
            deps.blobs,
            per_request=deps.settings.images_per_request or capabilities_of(deps.client.model.name).images,
        )
    return deps.shown[case.id]


async def _observe(state: CaseState, deps: Deps) -> Update:
    return {"observations": observe(state["case"])}


async def _triage(state: CaseState, deps: Deps) -> Update:
    return {"triage": triage(state["observations"])}


async def _retrieve(state: CaseState, deps: Deps) -> Update:
    """What a model has seen joins what the patient said, overwrites nothing of it, and can only raise the urgency."""
    seen = state["observations"]
    retrieved = await retrieve(state["case"], seen, deps.retrievers, _pictures(state, deps))
    known = seen.counted()
    new = tuple(item for item in retrieved.seen if item.finding not in known)
    seen = seen.model_copy(update={"items": seen.items + new})
    return {"retrieved": retrieved, "observations": seen, "triage": triage(seen)}


async def _ground(state: CaseState, deps: Deps) -> Update:
    first = deps.settings.top_k + _LOOKED_AT_BEYOND
    fused = state["retrieved"].fused
    statements = ground(fused, state["triage"].must_not_miss, first=first)
    if deps.corpus:
        statements += from_guidelines(fused, state["observations"], deps.corpus.search, first=_SHOWN_TO_AGENTS)
    return {"statements": statements}


async def _critique(state: CaseState, deps: Deps) -> Update:
    opinion = critique(
        state["observations"],
        state["triage"],
        state["retrieved"],
        state["statements"],
        first=deps.settings.top_k + _LOOKED_AT_BEYOND,
    )
    return {"opinion": opinion}


def _conversation(state: CaseState, deps: Deps, client: Client) -> Conversation:
    case, seen = state["case"], state["observations"]
    urgent = state["triage"].must_not_miss
    candidates = [c for c in state["retrieved"].fused if c.rank <= _SHOWN_TO_AGENTS or c.condition in urgent]
    shown = {candidate.condition for candidate in candidates}
    statements = [s for s in state["statements"] if s.condition in shown and _number(s) <= _STATEMENTS_EACH]
    language = case.language or detect_language(case.history)
    return Conversation(
        client=client,
        roles=deps.settings.critics,
        opening=(
            *opening(case, language, _pictures(state, deps)),
            material(seen, candidates, statements),
        ),
        statements={statement.id: statement for statement in statements},
        case_id=case.id,
    )


def _number(statement: types.Statement) -> int:
    """The number of a card's statement; those of the user's own files, few and fitting, come first."""
    return 0 if statement.file else int(statement.id.rpartition(".")[2])


async def _opine(state: CaseState, deps: Deps) -> Update:
    if deps.client is None:
        return {}
    given = await first_opinions(_conversation(state, deps, deps.client))
    return {"opinions": given.opinions, "failed_agents": dict(given.failed), "invented": given.invented}


async def _debate(state: CaseState, deps: Deps) -> Update:
    """Rounds only where the agents do not agree or something is left open."""
    if deps.client is None:
        return {}
    talk = _conversation(state, deps, deps.client)
    opinions: tuple[types.Opinion, ...] = state.get("opinions", ())
    new: tuple[types.Opinion, ...] = ()
    failed_agents: dict[str, str] = {}
    invented: tuple[str, ...] = state.get("invented", ())
    later: tuple[str, ...] = ()
    for number in range(2, deps.settings.rounds + 2):
        last = last_opinions(opinions)
        reason = needs_debate(last, state["triage"], invented if number == 2 else ())
        if len(last) < 2 or not (reason or deps.settings.always_debate):
            break
        given = await debate(talk, last, number)
        opinions, new = opinions + given.opinions, new + given.opinions
        failed_agents |= {f"{name} in round {number}": why for name, why in given.failed.items()}
        later += given.invented
        if not given.opinions:
            break
    return {"opinions": new, "failed_agents": failed_agents, "invented": later}


async def _decide(state: CaseState, deps: Deps) -> Update:
    settings = deps.settings
    rules = Rules(
        top_k=settings.top_k,
        next_questions=settings.next_questions,
        abstain_below_nats=parameters().abstain_below_nats,
        calibrated=settings.prior == parameters().calibrated_for and settings.retrievers == ("findings",),
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
        provenance=provenance(settings, deps.client, deps.corpus),
        agents=Agents(state.get("opinions", ()), state.get("failed_agents", {}), state.get("invented", ())),
    )
    return {"differential": differential}


STEPS: dict[str, Node] = {
    "intake": _intake,
    "observe": _observe,
    "triage": _triage,
    "retrieve": _retrieve,
    "ground": _ground,
    "critique": _critique,
    "opine": _opine,
    "debate": _debate,
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


def _path(settings: Settings) -> tuple[str, ...]:
    """The steps that these settings call for, in order."""
    left_out = {
        *(() if settings.critique else ("critique",)),
        *(() if settings.critics else ("opine",)),
        *(() if settings.rounds and len(settings.critics) > 1 else ("debate",)),
    }
    return tuple(name for name in STEPS if name not in left_out)


def build_graph(path: tuple[str, ...]) -> "StateGraph[CaseState, Deps, CaseState, CaseState]":
    """The steps of a path, one after another."""
    graph: StateGraph[CaseState, Deps, CaseState, CaseState] = StateGraph(CaseState, context_schema=Deps)
    for name in path:
        graph.add_node(name, cast(Any, _timed(name, STEPS[name])))
    for before, after in zip([START, *path], [*path, END], strict=True):
        graph.add_edge(before, after)
    return graph


@lru_cache(maxsize=32)
def _compiled(path: tuple[str, ...]) -> CompiledStateGraph[CaseState, Deps, CaseState, CaseState]:
    """The compiled path, without a checkpointer; it holds no case and is shared by all."""
    return build_graph(path).compile()


def compile_graph(name: str) -> CompiledStateGraph[CaseState, Deps, CaseState, CaseState]:
    """A named workflow with its own settings, without a checkpointer: a LangGraph server brings its own."""
    return build_graph(_path(resolve(graph=name))).compile(name=name)


def make_deps(settings: Settings, blobs: Mapping[str, bytes] | None = None, chat: ChatModel | None = None) -> Deps:
    """The dependencies of a run; `chat` is the model that is asked.

    Raises:
        InputError: a retriever, prior, corpus or price list cannot be loaded, or there is no model for the agents.
    """
    budget = Budget(settings.max_calls, settings.max_tokens, settings.max_cost_usd, settings.max_seconds)
    prices = read_prices(settings.prices) if settings.prices else {}
    cache = ReplyCache(settings.reply_cache) if settings.reply_cache else None
    client = Client(chat, Account(budget, prices), cache, temperature=settings.temperature) if chat else None
    if settings.critics and client is None:
        raise InputError(f"graph {settings.graph!r} asks a model; set one with --model or DERMAGENT_MODEL")
    tools = Tools(settings.prior, client)
    retrievers = tuple(make_retriever(name, tools) for name in settings.retrievers)
    corpus = Corpus.existing(settings.guidelines) if settings.guidelines else None
    return Deps(settings, retrievers, dict(blobs or {}), client, corpus)


def make_model(settings: Settings) -> ChatModel | None:
    """The model that the settings name, behind its OpenAI-compatible server; None if they name none.

    Raises:
        InputError: no key for a server elsewhere, or one elsewhere although only local ones are allowed.
    """
    if settings.model is None:
        return None
    from dermagent.llm.openai_compat import OpenAICompatible, check_allowed

    if settings.local_only:
        check_allowed(settings.base_url, settings.allowed_hosts)
    key = settings.api_key.get_secret_value() if settings.api_key else os.environ.get("OPENAI_API_KEY")
    return OpenAICompatible(
        settings.model,
        base_url=settings.base_url,
        api_key=key,
        json_mode=settings.json_mode or capabilities_of(settings.model).json,
        concurrency=settings.concurrency,
        timeout_s=settings.timeout_s,
    )


async def run(
    case: types.Case, settings: Settings, *, folder: Path | None = None, chat: ChatModel | None = None
) -> types.Differential:
    """One case through the workflow; resumes where it stopped if a checkpoint of the same case and settings exists.

    Raises:
        InputError: the case or a setting names something that does not exist.
    """
    final: types.Differential | None = None
    async for event in stream(case, settings, folder=folder, chat=chat):
        final = event.get("differential", final)
    if final is None:
        raise DermagentError("the workflow ended without a result")
    return final


async def stream(
    case: types.Case, settings: Settings, *, folder: Path | None = None, chat: ChatModel | None = None
) -> AsyncIterator[dict[str, Any]]:
    """Events of one run: {"event": "started" | "finished", "node", "seconds"}, and at last {"event": "result"}.

    A step that cannot do its work ends the run with an outcome that says why; only bad input is raised. `chat` is a
    model of the caller's own, shared between cases and closed by the caller; else the settings name one, or none.
    """
    case, blobs = detach_bytes(case)
    own = make_model(settings) if chat is None else None
    deps = make_deps(settings, blobs, chat or own)
    state: CaseState = {"case": case, "folder": str((folder or Path.cwd()).resolve())}
    config: dict[str, Any] = {"recursion_limit": RECURSION_LIMIT}
    path = _path(settings)
    result: CaseState = {}
    async with AsyncExitStack() as stack:
        if own:
            stack.push_async_callback(own.aclose)
        if settings.checkpoints:
            saver = await stack.enter_async_context(_saver(settings.checkpoints))
            compiled = build_graph(path).compile(checkpointer=saver)
            config["configurable"] = {"thread_id": thread_id(case, settings, _own_parts(deps))}
            snapshot = await compiled.aget_state(cast(Any, config))
            if snapshot.next:
                state = cast(CaseState, None)  # go on with the pending node
            elif snapshot.values.get("differential"):
                yield _result(snapshot.values)
                return
        else:
            compiled = _compiled(path)
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
            told = provenance(settings, deps.client, deps.corpus)
            yield {"event": "result", "differential": failed(case.id, error, told, result.get("triage"))}
            return
    yield _result(result)


def _result(values: Mapping[str, Any]) -> dict[str, Any]:
    differential: types.Differential = values["differential"]
    seconds = {name: values["seconds"][name] for name in STEPS if name in values["seconds"]}
    timed = differential.provenance.model_copy(update={"seconds": seconds})
    return {"event": "result", "differential": differential.model_copy(update={"provenance": timed})}


def _own_parts(deps: Deps) -> str:
    """What of a run its settings do not tell: the model that was handed in and what the corpus holds."""
    return f"{deps.client.model.fingerprint if deps.client else ''} {deps.corpus.sha256 if deps.corpus else ''}"


def thread_id(case: types.Case, settings: Settings, own: str = "") -> str:
    """Names a run in the checkpoint file: the same case, settings, parts and knowledge resume, all else starts anew."""
    text = case.model_dump_json() + settings.model_dump_json(exclude={"checkpoints"}) + knowledge_sha256() + own
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
