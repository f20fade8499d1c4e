"""A host that imports and runs the package keeps its environment, logging, stderr, event loop policy and tracer."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from dermagent.steps.decide import Rules
from dermagent.types import Candidate
from dermagent.workflow.run import own_types_only

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


def test_importing_every_module_changes_nothing_of_the_host() -> None:
    done = host(_STATE + _IMPORT_ALL + _SAME)
    assert json.loads(done.stdout) == [True] * 5 and done.stderr == ""


def test_a_run_with_a_corpus_changes_nothing_of_the_host_and_writes_nothing(tmp_path: Path) -> None:
    done = host(_STATE + _RUN + _SAME, tmp_path)
    assert json.loads(done.stdout) == [True] * 5 and done.stderr == ""


_TRACED = """
import asyncio, sys
from dermagent import Case, astream
from dermagent.steps.retrieve import Proposal, RetrieverInfo
from langsmith.utils import tracing_is_enabled
seen = []
class Asking:
    info = RetrieverInfo(name="asking")
    async def propose(self, case, seen_, shown):
        seen.append(tracing_is_enabled())
        return Proposal()
def asking(tools):
    return Asking()
sys.modules["own"] = sys.modules["__main__"]
async def main():
    async for event in astream(Case(history="An itch."), retrievers=("findings", "own:asking")):
        seen.append(("host", tracing_is_enabled()))
asyncio.run(main())
print(seen.count(False), {one for one in seen if one is not False})
"""


def test_no_case_reaches_a_tracer_of_the_host_and_the_hosts_own_tracing_stays_on() -> None:
    endpoint = "http://127.0.0.1:9"
    done = host(_TRACED, LANGSMITH_TRACING="true", LANGSMITH_API_KEY="none", LANGSMITH_ENDPOINT=endpoint)
    assert done.stdout.strip() == "1 {('host', True)}"
    assert done.stderr == ""


def test_a_checkpoint_is_read_back_as_our_own_types_only() -> None:
    serde = own_types_only()

    def read_back(value: Any) -> Any:
        return serde.loads_typed(serde.dumps_typed(value))

    ours = Candidate(condition="scabies", retriever="r", rank=1, score=1.0)
    foreign = Rules(top_k=1, next_questions=0, abstain_below_nats=0.1, calibrated=False)
    assert read_back(ours) == ours
    assert not isinstance(read_back(foreign), Rules)
