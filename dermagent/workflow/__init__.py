"""Wire the steps into named LangGraph workflows; the only package that knows the order of things."""

from dermagent.workflow.graph import build_graph, compile_graph
from dermagent.workflow.nodes import STEPS
from dermagent.workflow.run import run, stream, thread_id
from dermagent.workflow.session import Session

__all__ = ["STEPS", "Session", "build_graph", "compile_graph", "run", "stream", "thread_id"]
