"""What schemathesis finds when it tries the server by its own description, as a process of its own."""

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-c", "from dermagent.cli import main; main()", "serve"]


pytestmark = pytest.mark.doors
#: Not asked: whether all that the schemas allow is taken. Names of findings and a case's least content stand in none.
NOT_ASKED = "positive_data_acceptance"


def test_it_finds_nothing(tmp_path: Path) -> None:
    log = tmp_path / "log"
    options = ("--port", "0", "--graph", "offline", "--processes", "0", "--max-sessions", "100000")
    with (
        log.open("w") as told,  # not a pipe, which would be full after some thousand requests
        subprocess.Popen([*COMMAND, *options], stdout=subprocess.DEVNULL, stderr=told) as process,
    ):
        try:
            while not (found := re.search(r"http://127\.0\.0\.1:\d+/", log.read_text())):
                assert process.poll() is None, log.read_text()
                time.sleep(0.05)
            command = [sys.executable, "-m", "schemathesis.cli", "run", f"{found.group()}openapi.json", "--no-color"]
            given = ("--max-examples", "10", "--seed", "1", "--exclude-checks", NOT_ASKED)
            done = subprocess.run(
                [*command, *given, "--generation-database", "none", "--max-time", "90", "--request-timeout", "20"],
                cwd=tmp_path,
                capture_output=True,
                text=True,
                timeout=280,
            )
        finally:
            process.kill()
    tried = re.search(r"(\d+) generated", done.stdout)
    assert done.returncode == 0, done.stdout[-8000:] + log.read_text()[-4000:]
    assert tried and int(tried.group(1)) > 300
    assert "Traceback" not in log.read_text() and not re.search(r" 500 \d+ ms", log.read_text())
