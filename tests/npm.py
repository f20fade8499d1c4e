"""Runs a script of `tests/node` with the packages that npm installed beside it."""

import json
import shutil
import subprocess
from typing import Any

import pytest

from tests.shared import ROOT

FOLDER = ROOT / "tests" / "node"


def packages(*needed: str) -> str:
    """The path of Node; skips where it or one of these packages is not there."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("there is no Node; apt-get install nodejs npm")
    missing = [name for name in needed if not (FOLDER / "node_modules" / name).is_dir()]
    if missing:
        pytest.skip(f"{', '.join(missing)} of npm: not installed; make test-browser or make test-doors installs it")
    return program


def node(script: str, given: Any, *needed: str) -> Any:
    """What a script prints as JSON for what it is given as JSON; skips where a package that it needs is not there."""
    command, told = [packages(*needed), str(FOLDER / script)], json.dumps(given)
    done = subprocess.run(command, input=told, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
