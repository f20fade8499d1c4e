"""Wire the steps into named LangGraph workflows; the only package that knows the order of things."""

import os

os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")  # before the import: only our own types are read back
os.environ.setdefault("LANGSMITH_TRACING", "false")  # patient data never leaves through a tracer

from dermagent.workflow.graph import build_graph, compile_graph
from dermagent.workflow.nodes import STEPS
from dermagent.workflow.run import run, stream, thread_id
from dermagent.workflow.session import Session

__all__ = ["STEPS", "Session", "build_graph", "compile_graph", "run", "stream", "thread_id"]
