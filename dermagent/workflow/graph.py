"""The order of the steps: a path of nodes by settings, compiled once and shared by all cases."""

import time
from collections.abc import Awaitable, Callable
from copy import copy
from functools import lru_cache, partial
from typing import Any, cast

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.errors import GraphBubbleUp
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime

from dermagent.settings import Settings, resolve
from dermagent.tracing import span
from dermagent.workflow.events import told
from dermagent.workflow.nodes import STEPS, WHERE
from dermagent.workflow.state import CaseRun, CaseState, Node, Update

#: Nodes of the longest turn, with room to spare; LangGraph's own default is 10,007.
RECURSION_LIMIT = 40
#: Where a turn begins after an answer: the images are the same, what is known of the case is not.
_NEXT_TURN = "observe"

Compiled = CompiledStateGraph[CaseState, CaseRun, CaseState, CaseState]


def _timed(name: str, step: Node) -> Callable[[CaseState, Runtime[CaseRun]], Awaitable[Update]]:
    """A LangGraph node that runs the step, measures it and says so on the event stream."""

    async def node(state: CaseState, runtime: Runtime[CaseRun]) -> Update:
        runtime.stream_writer({"event": "started", "node": name})
        started = time.perf_counter()
        with span(f"step {name}", above=runtime.context.trace, expected=(GraphBubbleUp,), dermagent__step=name):
            update = await step(state, runtime.context)
        update["seconds"] = {name: round(time.perf_counter() - started, 4)}
        for event in told(name, update):
            runtime.stream_writer(event)
        runtime.stream_writer({"event": "finished", "node": name, "seconds": update["seconds"][name]})
        return update

    node.__name__ = name
    return node


def path_of(settings: Settings) -> tuple[str, ...]:
    """The steps that these settings call for, in order; `WHERE` says which of them not every case needs."""
    left_out = {
        *(() if settings.model_reads else ("read",)),
        *(() if settings.corrections else ("correct",)),
        *(() if settings.explain else ("explain",)),
        *(() if settings.critique else ("critique",)),
        *(() if settings.agents else ("opine",)),
        *(() if settings.rounds and len(settings.agents) > 1 else ("debate",)),
        *(() if settings.max_questions else ("ask",)),
    }
    return tuple(name for name in STEPS if name not in left_out)


def build_graph(path: tuple[str, ...]) -> "StateGraph[CaseState, CaseRun, CaseState, CaseState]":
    """The steps of a path, one after another, but `read` at once with `retrieve`, in one step of the graph.

    After an answer to a question all from `observe` on run again.
    """
    graph: StateGraph[CaseState, CaseRun, CaseState, CaseState] = StateGraph(CaseState, context_schema=CaseRun)
    for name in path:
        graph.add_node(name, cast(Any, _timed(name, STEPS[name])))
    reads, in_line = "read" in path, tuple(name for name in path if name != "read")
    if reads:
        graph.add_conditional_edges("flag", _read_too, ["read"])
        graph.add_edge("read", "recheck")
    for place, before in enumerate((START, *in_line)):
        after = _up_to_certain((*in_line, END)[place:])
        if before == "ask":
            graph.add_conditional_edges("ask", _after_ask, [_NEXT_TURN, END])
        elif len(after) == 1:
            graph.add_edge(before, after[0])
        else:
            graph.add_conditional_edges(before, partial(_first_needed, after=after, reads=reads), list(after))
    return graph


def _up_to_certain(rest: tuple[str, ...]) -> tuple[str, ...]:
    """The nodes that may come next: those that only some cases need, and the first that every case does."""
    certain = next(place for place, name in enumerate(rest) if name not in WHERE)
    return rest[: certain + 1]


async def _first_needed(state: CaseState, after: tuple[str, ...], reads: bool) -> str:
    """The next node; what is read beside `retrieve` must be joined, so where it was `recheck` is needed."""
    joins = "recheck" if reads and WHERE["read"](state) else None
    return next(name for name in after if name not in WHERE or name == joins or WHERE[name](state))


async def _read_too(state: CaseState) -> list[str]:
    return ["read"] if WHERE["read"](state) else []


async def _after_ask(state: CaseState) -> str:
    return _NEXT_TURN if state.get("question") else END


@lru_cache(maxsize=32)
def compiled_graph(path: tuple[str, ...]) -> Compiled:
    """The compiled path, without a checkpointer; it holds no case and is shared by all."""
    return build_graph(path).compile()


def kept_graph(path: tuple[str, ...], saver: BaseCheckpointSaver[Any]) -> Compiled:
    """The compiled path with a checkpointer."""
    compiled = copy(compiled_graph(path))
    compiled.checkpointer = saver
    return compiled


def compile_graph(name: str) -> Compiled:
    """A named workflow with its own settings, without a checkpointer: a LangGraph server brings its own."""
    return build_graph(path_of(resolve(graph=name))).compile(name=name)
