"""The Dockerfile and the compose files before linters that others keep: hadolint, and dclint with compose's schema."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.npm import FOLDER, packages
from tests.shared import ROOT

pytestmark = pytest.mark.doors
#: Of taste only: a name for a project, an order of keys, and an image that is both built and named.
OF_TASTE = (
    "no-build-and-image",
    "require-project-name-field",
    "require-quotes-in-ports",
    "service-keys-order",
    "services-alphabetical-order",
)


def hadolint(path: Path) -> list[dict[str, Any]]:
    """What hadolint finds, none of its rules off."""
    program = shutil.which("hadolint", path=str(Path(sys.executable).parent)) or shutil.which("hadolint")
    if program is None:
        pytest.skip("hadolint is not installed; make test-doors installs it")
    done = subprocess.run([program, "--no-color", "--format", "json", str(path)], capture_output=True, text=True)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def dclint(*paths: Path) -> list[str]:
    """The rules that compose files break."""
    node = packages("dclint")
    program = FOLDER / "node_modules" / "dclint" / "bin" / "dclint.cjs"
    command = [node, str(program), *map(str, paths), "--formatter", "json", "--disable-rule", *OF_TASTE]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stdout, done.stderr
    return [told["rule"] for one in json.loads(done.stdout) for told in one["messages"]]


def test_hadolint_finds_nothing_in_the_dockerfile(tmp_path: Path) -> None:
    assert hadolint(ROOT / "Dockerfile") == []
    wrong = tmp_path / "Dockerfile"
    wrong.write_text((ROOT / "Dockerfile").read_text().replace("USER 10001\nWORKDIR /var", "USER root\nWORKDIR var"))
    assert {one["code"] for one in hadolint(wrong)} >= {"DL3000", "DL3002"}


def test_dclint_finds_nothing_in_the_compose_files(tmp_path: Path) -> None:
    assert dclint(ROOT / "compose.yaml", ROOT / "compose.vllm.yaml") == []
    text = (ROOT / "compose.yaml").read_text()
    for right, wrong, rule in (
        ("mem_limit:", "memory_limit:", "invalid-schema"),
        ("127.0.0.1:8000:8000", "8000:8000", "no-unbound-port-interfaces"),
    ):
        (tmp_path / "compose.yaml").write_text(text.replace(right, wrong))
        assert rule in dclint(tmp_path / "compose.yaml")
