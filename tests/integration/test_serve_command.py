"""`dermagent serve` as a process of its own, on a free port of this machine."""

import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest

from dermagent.types import Differential
from tests.commands import run
from tests.servers import Server, started

CASE = {"history": "Burning blisters in a strip on the left chest for two days, SECRETWORD."}


@contextmanager
def served(*options: str) -> Iterator[tuple[str, Server]]:
    with started("serve", "--port", "0", *options) as process:
        first = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", first)
        assert found, first + process.stderr.read()
        yield found.group(), process


def posted(address: str, content: Any) -> tuple[int, str]:
    answer = httpx2.post(address, json=content, timeout=60)
    return answer.status_code, answer.text


def test_the_server_answers_on_a_real_socket_and_stops_when_told() -> None:
    with served("--graph", "offline", "--top-k", "3", "--max-mib", "0.01") as (address, process):
        status, text = posted(f"{address}v1/diagnose", CASE)
        assert (status, Differential.model_validate_json(text).ranked[0].condition) == (200, "herpes_zoster")
        status, text = posted(f"{address}v1/stream", CASE)
        assert status == 200
        assert text.rstrip().split("\n\n")[-1].startswith("event: result\ndata: {")
        assert posted(f"{address}v1/diagnose", {"history": "x" * 20_000})[0] == 413
        assert "not a medical device" in httpx2.get(address, timeout=10).text
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 0, err
    assert out == ""
    lines = [re.sub(r"^\S+ \S+ | \d+ ms$", "", line) for line in err.splitlines()]
    assert lines == ["POST diagnose 200", "POST stream 200", "POST diagnose 413", "GET index 200", "stopped"]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--host", "0.0.0.0"), "give --allow-remote"),  # noqa: S104 - it is refused
        (("--host", "0.0.0.0", "--allow-remote"), "set DERMAGENT_SERVE_TOKEN"),  # noqa: S104 - it is refused
        (("--graph", "mac"), "set one with --model"),
    ],
)
def test_what_cannot_be_served_is_said_in_one_sentence(options: tuple[str, ...], sentence: str) -> None:
    done = run("serve", "--port", "0", *options)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_without_its_packages_the_command_says_what_to_install() -> None:
    code = "import sys; sys.modules['uvicorn'] = None; from dermagent.cli import main; main(['serve'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert done.stderr == "dermagent: dermagent serve needs more packages: pip install 'dermagent[serve]'\n"
