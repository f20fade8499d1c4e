"""An exported run is a log that the real inspect_ai reads and serves to its viewer."""

import asyncio
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

pytestmark = pytest.mark.extras

inspect_log = pytest.importorskip("inspect_ai.log")

from tests.unit.evals.test_inspect_log import exported  # noqa: E402


async def test_the_real_inspect_reads_the_log(tmp_path: Path) -> None:
    path = await exported(tmp_path)
    log = inspect_log.read_eval_log(str(path))
    assert log.status == "success" and log.version == 2 and log.results.total_samples == 4
    assert log.results.scores[0].name == "top-1" and log.results.scores[0].scored_samples == 4
    one = inspect_log.read_eval_log_sample(str(path), id="c0", epoch=1)
    assert "Itchy burrows" in one.input and one.target == ["Scabies"]
    assert [message.role for message in one.messages][:2] == ["user", "assistant"] and len(one.messages) > 4
    assert any("emergencies, round 2" in message.text for message in one.messages)
    assert one.scores["top-3"].value in {0, 1}
    summaries = inspect_log.read_eval_log_sample_summaries(str(path))
    assert len(summaries) == 4 and all(summary.completed for summary in summaries)


def test_inspect_view_serves_the_log(tmp_path: Path) -> None:
    path = asyncio.run(exported(tmp_path))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [str(Path(sys.executable).with_name("inspect")), "view", "--log-dir", str(path.parent)]
    command += ["--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ | {"HOME": str(tmp_path)}
    ) as server:
        try:
            told = ""
            for _ in range(120):
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/logs", timeout=5) as reply:
                        told = reply.read().decode()
                    break
                except OSError:
                    time.sleep(0.5)
            assert path.name.split("_")[-1] in told
        finally:
            server.terminate()
