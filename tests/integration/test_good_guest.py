"""A host that imports and runs the package keeps its environment, logging, stderr, event loop policy and tracer."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from dermagent.steps.decide import Rules
from dermagent.types import Candidate
from dermagent.workflow.packed import own_types_only
from tests.mock_server import http_server

_STATE = """
import asyncio, json, logging, os, sys
def state():
    loggers = logging.root.manager.loggerDict.values()
    ours = [one for one in loggers if getattr(one, "name", "").startswith("dermagent")]
    return [
        dict(os.environ),
        [str(handler) for one in [logging.root, *ours] for handler in getattr(one, "handlers", [])],
        logging.root.level,
        [id(stream) for stream in (sys.stdin, sys.stdout, sys.stderr, sys.excepthook)],
        type(asyncio.get_event_loop_policy()).__name__,
    ]
before = state()
"""
_IMPORT_ALL = """
import importlib, pkgutil, dermagent
for module in pkgutil.walk_packages(dermagent.__path__, "dermagent."):
    try:
        importlib.import_module(module.name)
    except ModuleNotFoundError as error:
        assert not error.name.startswith("dermagent"), error
"""
_RUN = """
from pathlib import Path
from dermagent import Case, diagnose
from dermagent.knowledge.corpus import Corpus
folder = Path(sys.argv[1])
(folder / "own.md").write_text("# Scabies\\n\\nScabies is treated with permethrin cream, twice, a week apart.")
corpus = Corpus(folder / "corpus")
corpus.add([folder / "own.md"])
case = Case(history="Itchy burrows between the fingers, worse at night. My partner itches too.")
assert diagnose(case, guidelines=folder / "corpus").outcome == "answered"
"""
_SAME = "\nafter = state()\nprint(json.dumps([a == b for a, b in zip(before, after)]))\n"


def host(code: str, *arguments: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """A host process that runs `code`."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True, env=os.environ | environment)


def test_importing_every_module_and_a_run_with_a_corpus_change_nothing_of_the_host_and_write_nothing(
    tmp_path: Path,
) -> None:
    done = host(_STATE + _RUN + _SAME + _IMPORT_ALL + _SAME, tmp_path)
    of_the_run, of_all_modules = map(json.loads, done.stdout.splitlines())
    assert of_the_run == of_all_modules == [True] * 5 and done.stderr == ""


_TRACED = """
import asyncio, json
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.runnables import RunnableLambda
from langchain_core.tracers.context import tracing_v2_callback_var
from langchain_core.tracers.langchain import LangChainTracer
from langsmith import Client
from langsmith.utils import tracing_is_enabled
from dermagent import Case, astream

class Listening(BaseCallbackHandler):
    def __init__(self):
        self.heard = []
    def on_chain_start(self, serialized, inputs, **more):
        self.heard.append(str(inputs))

class Tracer(Listening, LangChainTracer):
    def __init__(self):
        LangChainTracer.__init__(self, client=Client(auto_batch_tracing=False))
        Listening.__init__(self)

handler, tracer, host = Listening(), Tracer(), []
async def called(words):
    tracing_v2_callback_var.set(tracer)
    async for event in astream(Case(history=words)):
        host.append((tracing_is_enabled(), tracing_v2_callback_var.get() is tracer))
    return "done"
asyncio.run(RunnableLambda(called).ainvoke("A secret itch.", {"callbacks": [handler]}))
print(json.dumps([len(handler.heard), tracer.heard, sorted(set(host))]))
"""


@pytest.fixture
def collected() -> Iterator[tuple[str, list[str]]]:
    """A server in the place of LangSmith: its address, and what it was sent."""
    sent: list[str] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent.append(self.rfile.read(int(self.headers["Content-Length"])).decode(errors="replace"))
            self.send_response(202)
            self.end_headers()

        do_PATCH = do_POST

        def log_message(self, *_: object) -> None: ...

    with http_server(Collector) as address:
        yield address, sent


def test_no_case_reaches_a_tracer_of_the_host_and_the_hosts_own_tracing_stays_on(
    collected: tuple[str, list[str]],
) -> None:
    endpoint, sent = collected
    tracing = {"LANGSMITH_TRACING": "true", "LANGSMITH_API_KEY": "none", "LANGSMITH_ENDPOINT": endpoint}
    done = host(_TRACED, **tracing)
    heard, traced, during = json.loads(done.stdout)
    assert heard == 1 and traced == []  # the host's own chain, and nothing below it
    assert during == [[True, True]]
    assert not any("dermagent" in one or "intake" in one for one in sent)


def test_a_checkpoint_is_read_back_as_our_own_types_only() -> None:
    serde = own_types_only()

    def read_back(value: Any) -> Any:
        return serde.loads_typed(serde.dumps_typed(value))

    ours = Candidate(condition="scabies", retriever="r", rank=1, score=1.0)
    foreign = Rules(top_k=1, next_questions=0, abstain_below_nats=0.1, calibrated=False)
    assert read_back(ours) == ours
    assert not isinstance(read_back(foreign), Rules)
