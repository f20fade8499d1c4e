"""The lines that the manual gives to curl, typed into a shell against the server as a process of its own."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from dermagent.types import Differential
from tests.integration.test_serve_command import served
from tests.shared import ROOT

pytestmark = pytest.mark.doors


@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_what_the_manual_says_to_type_gives_a_differential(tmp_path: Path, photo: Path) -> None:
    shutil.copy(photo, tmp_path / "mole.jpg")
    lines = re.findall(r"^\$ (curl .+)$", (ROOT / "docs" / "serve.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(lines) >= 2
    with served("--graph", "offline", "--processes", "0") as (address, _):
        for line in lines:
            typed = line.replace("http://127.0.0.1:8000/", address).replace("curl ", "curl -sS --noproxy '*' ", 1)
            done = subprocess.run(typed, shell=True, cwd=tmp_path, capture_output=True, text=True, timeout=60)  # noqa: S602
            assert done.returncode == 0, done.stderr
            result = Differential.model_validate_json(done.stdout)
            assert result.outcome in ("answered", "abstained")
        assert [image.refused for image in result.images] == [None]
