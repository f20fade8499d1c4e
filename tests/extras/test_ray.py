"""The Ray executor with two local workers: the records of the asyncio one, resumed after a kill, within a budget."""

import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.running.records import read_records
from dermagent.types import Language
from tests.fault.test_eval_killed import COMMAND, Numbered, answer
from tests.mock_server import MockServer, serving
from tests.shared import ROOT

pytestmark = pytest.mark.extras

WORKERS, CONCURRENCY = 2, 8
RAY = ("--executor", "ray", "--workers", str(WORKERS))


class Dying(Numbered):
    """The first worker that comes to the hundredth case dies there, as if its node were gone."""

    name = "dying"

    def load(self, root: Path, *, split: str, language: Language) -> Iterator[LabelledCase]:
        import ray

        for n, case in enumerate(super().load(root, split=split, language=language)):
            marker = Path(os.environ["DYING_MARKER"])
            if n == 100 and ray.is_initialized() and ray.get_runtime_context().get_actor_id() and not marker.exists():
                marker.touch()
                os.kill(os.getpid(), signal.SIGKILL)
            yield case


def started(
    server: MockServer, folder: Path, cases: int, *options: str, data_set: str = "tests.fault.test_eval_killed:Numbered"
) -> subprocess.Popen[str]:
    command = [*COMMAND, data_set, "--data", str(ROOT), "--out", str(folder)]
    command += ["--graph", "naive_cot", "--model", "m", "--base-url", server.base_url]
    command += ["--concurrency", str(CONCURRENCY), *options]
    environment = os.environ | {"NUMBERED_CASES": str(cases), "DYING_MARKER": f"{folder}.died"}
    environment |= {"DERMAGENT_API_KEY": "sk-never-written"}
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def finished(process: subprocess.Popen[str]) -> str:
    out, err = process.communicate(timeout=300)
    return f"{process.returncode} {out}{err}"


def kept(folder: Path) -> dict[tuple[str, int], dict[str, Any]]:
    """Everything of the records but how long they took and in which order they came."""
    return {(r.case_id, r.repeat): r.model_dump(exclude={"seconds"}) for r in read_records(folder)}


def test_a_thousand_cases_give_the_same_records_as_without_ray(tmp_path: Path) -> None:
    with serving(MockServer(answer)) as server:
        assert finished(started(server, tmp_path / "asyncio", 1000)).startswith("0 1000 cases recorded")
        told = finished(started(server, tmp_path / "ray", 1000, *RAY))
    assert told.startswith("0 1000 cases recorded, 0 held before, 0 left; 1000 calls, 110000 tokens paid\n")
    assert kept(tmp_path / "ray") == kept(tmp_path / "asyncio")
    lines = (tmp_path / "ray/records.jsonl").read_text().splitlines()
    assert len(lines) == 1000


def test_a_killed_run_goes_on_and_pays_for_nothing_twice_but_what_was_under_way(tmp_path: Path) -> None:
    cases = 300
    with serving(MockServer(answer, latency_s=0.1)) as server:
        process = started(server, tmp_path, cases, *RAY, "--traces")
        while len(server.bodies) < cases // 2 and process.poll() is None:
            time.sleep(0.01)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        time.sleep(2)  # Ray's own processes end with the one that started them
        before = len(server.bodies)
        assert 0 < len(read_records(tmp_path)) < cases
        time.sleep(1)
        assert len(server.bodies) == before
        told = finished(started(server, tmp_path, cases, *RAY, "--traces", "--resume"))
        asked = Counter(body["messages"][1]["content"] for body in server.bodies)
    assert told.startswith("0 ") and "0 left" in told
    assert len({r.case_id for r in read_records(tmp_path)}) == cases
    assert len((tmp_path / "records.jsonl").read_text().splitlines()) == cases
    assert len(list((tmp_path / "traces").iterdir())) == cases
    assert sum(n - 1 for n in asked.values()) <= WORKERS * CONCURRENCY


@pytest.mark.parametrize(("limit", "code"), [((), "0 "), (("--max-calls", "1000"), "1 ")])
def test_a_lost_worker_is_replaced_but_its_share_of_a_budget_is_not_spent_again(
    tmp_path: Path, limit: tuple[str, ...], code: str
) -> None:
    with serving(MockServer(answer)) as server:
        data_set = "tests.extras.test_ray:Dying"
        told = finished(started(server, tmp_path / "run", 400, *RAY, *limit, data_set=data_set))
    assert Path(f"{tmp_path / 'run'}.died").exists()
    assert told.startswith(code), told
    assert ("a worker was lost, and with it what it had left of the run's budget" in told) == bool(limit)
    held = read_records(tmp_path / "run")
    assert len(held) == 400 if not limit else 0 < len(held) < 400


def test_two_workers_keep_to_one_budget_and_the_key_is_not_sent_through_ray(tmp_path: Path) -> None:
    with serving(MockServer(answer)) as server:
        told = finished(started(server, tmp_path / "run", 300, *RAY, "--max-calls", "101"))
        asked = len(server.bodies)
    assert told.startswith("1 ") and "stopped: the run's budget of 50 calls is used up" in told
    assert asked == 100  # fifty each; the one over cannot be shared
    assert 100 - WORKERS * CONCURRENCY <= len(read_records(tmp_path / "run")) <= 100
    logs = Path(os.environ.get("RAY_TMPDIR", "/tmp"), "ray/session_latest")  # noqa: S108 - where Ray writes
    files = [path for path in logs.rglob("*") if path.is_file()]
    assert files and not any(b"sk-never-written" in path.read_bytes() for path in files)
