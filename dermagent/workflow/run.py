"""Run one case through its workflow: as a stream of events or at once, and on from a checkpoint after a kill."""

import hashlib
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping
from contextlib import aclosing, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

from langchain_core.runnables.config import var_child_runnable_config
from langchain_core.tracers.context import tracing_v2_callback_var
from langsmith.run_helpers import tracing_context

from dermagent import types
from dermagent.errors import DermagentError, DialogueConflict, InputError, InvalidCase
from dermagent.llm.base import ChatModel
from dermagent.llm.budget import Account
from dermagent.provenance import knowledge_sha256
from dermagent.settings import Settings
from dermagent.steps.decide import failed
from dermagent.steps.intake import detach_bytes
from dermagent.steps.localise import language_of_answer, localised_flag
from dermagent.tracing import span
from dermagent.workflow.deps import Deps, make_deps, make_model
from dermagent.workflow.events import Event, Result
from dermagent.workflow.graph import RECURSION_LIMIT, Compiled, compiled_graph, kept_graph, path_of
from dermagent.workflow.images import CaseImages
from dermagent.workflow.nodes import STEPS
from dermagent.workflow.state import CaseRun, CaseState
from dermagent.workflow.store import opened_store

log = logging.getLogger(__name__)
T = TypeVar("T")
#: Told of the last state of a run, from which more can be learnt than the differential says.
Watch = Callable[[Mapping[str, Any]], None]


async def run(
    case: types.Case,
    settings: Settings,
    *,
    folder: Path | None = None,
    chat: ChatModel | None = None,
    above: Account | None = None,
    watch: Watch | None = None,
) -> types.Differential:
    """One case through the workflow; resumes where it stopped if a checkpoint of the same case and settings exists.

    `above` is the account of the batch that the case belongs to; `watch` is told of the last state where it is reached.

    Raises:
        InvalidCase: the case names something that does not exist.
        InputError: a setting, or a file or package that it names, cannot be used.
    """
    final: types.Differential | None = None
    happening = stream(case, settings, folder=folder, chat=chat, above=above, watch=watch, steps=False)
    async with aclosing(happening):
        async for event in happening:
            if event["event"] == "result":
                final = event["differential"]
    if final is None:
        raise DermagentError("the workflow ended without a result")
    return final


async def stream(
    case: types.Case,
    settings: Settings,
    *,
    folder: Path | None = None,
    chat: ChatModel | None = None,
    above: Account | None = None,
    watch: Watch | None = None,
    steps: bool = True,
) -> AsyncGenerator[Event, None]:
    """Events of one run as they happen (`dermagent.workflow.events`); the last one is the result, without `steps` all.

    A step that cannot do its work ends the run with an outcome that says why; only bad input is raised. `chat` is a
    model of the caller's own, shared between cases and closed by the caller; else the settings name one, or none.
    Nobody is asked anything here: a dialogue is a `Session`. When the result comes, what the run had open is closed,
    so that nothing is left of it where a caller listens no further.
    """
    result: Event | None = None
    settings = settings.model_copy(update={"max_questions": 0})
    happening = _happening(case, settings, folder, chat, above, watch, steps)
    async with aclosing(happening):
        async for event in happening:
            if event["event"] == "result":
                result = event
            else:
                yield event
    if result:
        yield result


async def _happening(
    case: types.Case,
    settings: Settings,
    folder: Path | None,
    chat: ChatModel | None,
    above: Account | None,
    watch: Watch | None,
    steps: bool,
) -> AsyncGenerator[Event, None]:
    """The events of a run while its model, images and checkpoints are open."""
    async with opened(case, settings, folder, chat, above) as (run, state):
        if not settings.checkpoints:
            happening = events(compiled_graph(path_of(settings)), state, {}, run, case.id, watch, steps)
            async with aclosing(happening):
                async for event in happening:
                    yield event
            return
        async with opened_store(settings.checkpoints) as saver:
            compiled = kept_graph(path_of(settings), saver)
            config = {"configurable": {"thread_id": thread_id(state["case"], settings, own_parts(run.deps))}}
            snapshot = await compiled.aget_state(cast(Any, config))
            if snapshot.values.get("differential") and not snapshot.next:
                if watch:
                    watch(snapshot.values)
                yield result_event(snapshot.values)
                return
            given = None if snapshot.next else state  # None goes on with the pending node
            happening = events(compiled, given, config, run, case.id, watch, steps)
            async with aclosing(happening):
                async for event in happening:
                    yield event


@asynccontextmanager
async def opened(
    case: types.Case,
    settings: Settings,
    folder: Path | None,
    chat: ChatModel | None,
    above: Account | None = None,
    kept: Mapping[str, bytes] | None = None,
) -> AsyncIterator[tuple[CaseRun, CaseState]]:
    """What a run needs and its first state; its images and a model that the settings name end with it.

    `kept` are images by name that the case only names.
    """
    if settings.language and not case.answer_language:
        case = case.model_copy(update={"answer_language": settings.language})
    case, blobs = detach_bytes(case)
    blobs = {**(kept or {}), **blobs}
    own = make_model(settings) if chat is None else None
    try:
        deps = make_deps(settings, own if chat is None else chat, above)
        if deps.client and not settings.asks_model:
            log.warning("a model is given, but the workflow %s asks none", settings.graph)
        with span("case", dermagent__graph=settings.graph, dermagent__images=len(case.images)) as trace:
            yield (
                CaseRun(deps, CaseImages(deps, blobs), trace),
                {"case": case, "folder": str((folder or Path.cwd()).resolve())},
            )
    finally:
        if own:
            await own.aclose()


async def events(
    compiled: Compiled,
    given: Any,
    config: Mapping[str, Any],
    run: CaseRun,
    case_id: str,
    watch: Watch | None = None,
    steps: bool = True,
) -> AsyncGenerator[Event, None]:
    """Run a graph from `given` (a state, None to go on, or a command) and say what happens; the result comes last."""
    values: Mapping[str, Any] = {}
    try:
        parts = compiled.astream(
            given,
            cast(Any, {"recursion_limit": RECURSION_LIMIT, **config}),
            context=run,
            stream_mode=["custom", "values"] if steps else ["values"],
            durability="sync" if config else None,
        )
        async with aclosing(unheard(parts)) as heard:
            async for part in heard:
                mode, payload = cast(tuple[str, Any], part)
                if mode == "custom":
                    yield _in_the_language_of(values, payload)
                else:
                    values = payload
    except DialogueConflict:
        raise
    except InputError as error:  # all else was checked before the first step
        raise InvalidCase(str(error)) from error
    except DermagentError as error:
        made_by = run.deps.provenance()
        language = language_of_answer(values["case"]) if "case" in values else "en"
        differential = failed(case_id, error, made_by, values.get("triage"), language)
        run.trace.set(dermagent__outcome=differential.outcome, error__type=type(error).__name__)
        yield {"event": "result", "differential": differential}
        return
    if watch:
        watch(values)
    result = result_event(values)
    ended = result["differential"]
    run.trace.set(dermagent__outcome=ended.outcome, dermagent__degraded=ended.degraded)
    yield result


def _in_the_language_of(values: Mapping[str, Any], event: Event) -> Event:
    """An event with its red flags in the language of the answer."""
    if event["event"] != "red_flags" or "case" not in values:
        return event
    language = language_of_answer(values["case"])
    return {**event, "red_flags": tuple(localised_flag(flag, language) for flag in event["red_flags"])}


async def unheard(items: AsyncIterator[T]) -> AsyncGenerator[T, None]:
    """The items, each made while no tracer or callback of the host listens; between items the host's context stands.

    Whoever breaks off closes the items too, so that no task of the graph is left behind.
    """
    try:
        while True:
            with _apart_from_the_host():
                try:
                    item = await anext(items)
                except StopAsyncIteration:
                    return
            yield item
    finally:
        if isinstance(items, AsyncGenerator):
            with _apart_from_the_host():
                await items.aclose()


@contextmanager
def _apart_from_the_host() -> Iterator[None]:
    """No tracer that was switched on by environment or by context, and no run of the host's around this one."""
    tracer, around = tracing_v2_callback_var.set(None), var_child_runnable_config.set(None)
    try:
        with tracing_context(enabled=False, parent=False):
            yield
    finally:
        var_child_runnable_config.reset(around)
        tracing_v2_callback_var.reset(tracer)


def result_event(values: Mapping[str, Any]) -> Result:
    """The last event: the differential with the seconds of each node."""
    differential: types.Differential = values["differential"]
    seconds = {name: values["seconds"][name] for name in STEPS if name in values["seconds"]}
    timed = differential.provenance.model_copy(update={"seconds": seconds})
    return {"event": "result", "differential": differential.model_copy(update={"provenance": timed})}


def own_parts(deps: Deps) -> str:
    """What of a run its settings do not tell: the model that was handed in, what the corpus and the rules hold."""
    told = f"{deps.client.model.fingerprint if deps.client else ''} {deps.corpus.sha256 if deps.corpus else ''}"
    return told + (f" {deps.corrections.sha256}" if deps.corrections else "")


def thread_id(case: types.Case, settings: Settings, own: str = "") -> str:
    """Names a run in the checkpoint file: the same case, settings, parts and knowledge resume, all else starts anew."""
    text = case.model_dump_json() + settings.model_dump_json(exclude={"checkpoints"}) + knowledge_sha256() + own
    return hashlib.sha256(text.encode()).hexdigest()[:32]
