"""What is known of a model, and the server command that follows from it."""

import json
import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dermagent.errors import InputError
from dermagent.llm.capabilities import capabilities_of, vllm_command
from tests.shared import ROOT

COMMAND = [sys.executable, "-c", "from dermagent.cli import main; main()", "vllm"]
FAKE = """#!{python}
import http.server, sys
port = int(sys.argv[sys.argv.index("--port") + 1])
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"{{}}")
    def log_message(self, *a): pass
http.server.HTTPServer(("127.0.0.1", port), Handler).handle_request()
"""


@pytest.mark.parametrize(
    ("model", "family", "images"),
    [
        ("meta-llama/Llama-3.2-11B-Vision-Instruct", "Llama 3.2 Vision", 1),
        ("llama3.2-vision", "Llama 3.2 Vision", 1),
        ("Qwen/Qwen2.5-VL-7B-Instruct", "Qwen2.5-VL", 8),
        ("google/medgemma-4b-it", "MedGemma", 8),
        ("gpt-4o", "OpenAI", 8),
        ("something/else", "", 8),
    ],
)
def test_a_model_is_known_by_its_name(model: str, family: str, images: int) -> None:
    known = capabilities_of(model)
    assert (known.family, known.images) == (family, images)


def test_the_command_serves_on_this_machine_only_and_reports_cached_tokens() -> None:
    command = vllm_command("Qwen/Qwen2.5-VL-7B-Instruct", port=8123, images=4, context=8192)
    assert command[:3] == ["vllm", "serve", "Qwen/Qwen2.5-VL-7B-Instruct"]
    assert command[command.index("--host") + 1] == "127.0.0.1"
    assert json.loads(command[command.index("--limit-mm-per-prompt") + 1]) == {"image": 4}
    assert "--enable-prompt-tokens-details" in command
    assert command[-2:] == ["--max-model-len", "8192"]
    with pytest.raises(InputError, match="served by OpenAI only"):
        vllm_command("gpt-4o")


def test_the_command_line_says_which_vllm_serves_an_old_model() -> None:
    done = subprocess.run([*COMMAND, "llama3.2-vision"], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0
    assert done.stdout.startswith("vllm serve llama3.2-vision")
    assert "<=0.10.2" in done.stderr
    assert "first picture only" in " ".join(done.stderr.split())


def test_run_starts_the_server_and_waits_until_it_answers(tmp_path: Path) -> None:
    fake = tmp_path / "vllm"
    fake.write_text(FAKE.format(python=sys.executable), encoding="utf-8")
    fake.chmod(0o755)
    environment = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    started = time.monotonic()
    done = subprocess.run(
        [*COMMAND, "some-model", "--port", "8437", "--run", "--wait", "30"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert "ready at http://127.0.0.1:8437/v1" in done.stderr
    assert time.monotonic() - started < 30


@pytest.mark.parametrize("name", ["my model", "it's/mine", "a;b"])
def test_a_name_with_blanks_is_quoted_wherever_it_is_printed(name: str) -> None:
    done = subprocess.run([*COMMAND, name], capture_output=True, text=True, check=False)
    assert f"--model {shlex.quote(name)} " in done.stderr


def test_run_without_vllm_is_bad_input(tmp_path: Path) -> None:
    environment = os.environ | {"PATH": str(tmp_path)}
    done = subprocess.run([*COMMAND, "m", "--run"], capture_output=True, text=True, cwd=ROOT, env=environment)
    assert done.returncode == 2
    assert "vllm is not installed" in done.stderr
