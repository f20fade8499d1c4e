"""The order of the steps: a path of nodes by settings, compiled once and shared by all cases."""

import time
from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Any, cast

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime

from dermagent.settings import Settings, resolve
from dermagent.workflow.deps import Deps
from dermagent.workflow.nodes import STEPS, CaseState, Node, Update

#: Nodes of the longest turn, with room to spare; LangGraph's own default is 10,007.
RECURSION_LIMIT = 40


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


def path_of(settings: Settings) -> tuple[str, ...]:
    """The steps that these settings call for, in order."""
    left_out = {
        *(() if settings.critique else ("critique",)),
        *(() if settings.critics else ("opine",)),
        *(() if settings.rounds and len(settings.critics) > 1 else ("debate",)),
        *(() if settings.max_questions else ("ask",)),
    }
    return tuple(name for name in STEPS if name not in left_out)


def build_graph(path: tuple[str, ...]) -> "StateGraph[CaseState, Deps, CaseState, CaseState]":
    """The steps of a path, one after another; after an answer to a question all but the first run again."""
    graph: StateGraph[CaseState, Deps, CaseState, CaseState] = StateGraph(CaseState, context_schema=Deps)
    for name in path:
        graph.add_node(name, cast(Any, _timed(name, STEPS[name])))
    for before, after in zip([START, *path], [*path, END], strict=True):
        if before == "ask":
            graph.add_conditional_edges("ask", _after_ask, [path[1], END])
        else:
            graph.add_edge(before, after)
    return graph


def _after_ask(state: CaseState) -> str:
    return "observe" if state.get("question") else END


@lru_cache(maxsize=32)
def compiled_graph(path: tuple[str, ...]) -> CompiledStateGraph[CaseState, Deps, CaseState, CaseState]:
    """The compiled path, without a checkpointer; it holds no case and is shared by all."""
    return build_graph(path).compile()


def compile_graph(name: str) -> CompiledStateGraph[CaseState, Deps, CaseState, CaseState]:
    """A named workflow with its own settings, without a checkpointer: a LangGraph server brings its own."""
    return build_graph(path_of(resolve(graph=name))).compile(name=name)
