"""Runs a script of `tests/node` with the packages that npm installed beside it."""

import json
import shutil
import subprocess
from typing import Any

import pytest

from tests.shared import ROOT

FOLDER = ROOT / "tests" / "node"


def node(script: str, given: Any, *needed: str) -> Any:
    """What a script prints as JSON for what it is given as JSON; skips where Node or a package is not there."""
    program = shutil.which("node")
    if program is None:
        pytest.skip("there is no Node; apt-get install nodejs npm")
    missing = [name for name in needed if not (FOLDER / "node_modules" / name).is_dir()]
    if missing:
        pytest.skip(f"{', '.join(missing)} of npm: not installed; make test-browser or make test-doors installs it")
    done = subprocess.run(
        [program, str(FOLDER / script)], input=json.dumps(given), capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
