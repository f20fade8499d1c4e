"""The server under faults: slow bodies, cases without an end, killed processes, and the end in time."""

import json
import os
import re
import signal
import socket
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.servers import Server, started

CASE = {"history": "Burning blisters in a strip on the left chest for two days."}
#: How long the server waits for a case that does not end: before its process is ended, and before it ends itself.
SHORTER = {"dermagent.serve.pool._PATIENCE_S": 0.2, "dermagent.serve.listen.GRACE_S": 1}
DRUG = {"history": "After starting a new medicine two weeks ago I have a painful rash all over."}


@contextmanager
def served(*options: str) -> Iterator[tuple[str, Server]]:
    arguments = ("serve", "--port", "0", *options)
    with started(*arguments, shorter=SHORTER, DERMAGENT_RETRIEVERS="tests.endless:endless") as process:
        first = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", first)
        assert found, first + process.stderr.read()
        yield found.group(), process


def post(address: str, content: Any, path: str = "v1/diagnose") -> Any:
    return httpx2.post(f"{address}{path}", json=content, timeout=60)


def children(process: Server) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def test_slow_and_many_bodies_hold_up_nobody() -> None:
    with served("--processes", "1", "--at-once", "2", "--waiting", "2") as (address, _), ExitStack() as open_ones:
        port = int(address.rstrip("/").rpartition(":")[2])
        for _ in range(100):
            one = open_ones.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
            head = "POST /v1/diagnose HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            one.sendall(f'{head}Content-Length: 1000\r\n\r\n{{"history": "x'.encode())
        assert [post(address, CASE).status_code for _ in range(3)] == [200, 200, 200]
        began = time.monotonic()
        assert httpx2.get(f"{address}healthz", timeout=5).status_code == 200
        assert time.monotonic() - began < 2


@pytest.mark.skipif(sys.platform != "linux", reason="looks at the processes in /proc")
@pytest.mark.parametrize("where", ["ENDLESS", "THREAD"])
def test_a_case_without_an_end_is_ended_and_others_are_answered(where: str) -> None:
    with served("--processes", "2", "--timeout", "1") as (address, process), ThreadPoolExecutor(8) as pool:
        before = set(children(process))
        stuck = pool.submit(post, address, {"history": f"An itchy rash. {where}"})
        time.sleep(0.5)
        others = [pool.submit(post, address, {**CASE, "id": f"case-{n}"}) for n in range(6)]
        assert httpx2.get(f"{address}healthz", timeout=2).status_code == 200
        assert stuck.result(30).status_code == 504
        told = [one.result(60) for one in others]
        # One that waited in the stuck process past its own time says so; none is lost, and none is mixed up.
        assert all(answer.status_code == 200 or "error" in answer.json() for answer in told)
        assert sum(answer.status_code == 200 for answer in told) >= 3
        for n, answer in enumerate(told):
            assert answer.status_code != 200 or answer.json()["case_id"] == f"case-{n}"
        deadline = time.monotonic() + 30
        while len(before & set(children(process))) == 2 and time.monotonic() < deadline:
            time.sleep(0.1)
        assert len(before & set(children(process))) == 1  # the process that would not let go is no more
        while post(address, CASE).status_code != 200 and time.monotonic() < deadline:
            time.sleep(0.1)
        assert "dermagent_worker_restarts 1.0" in httpx2.get(f"{address}metrics", timeout=5).text


def test_the_server_ends_in_time_although_a_case_does_not() -> None:
    with served("--processes", "1", "--timeout", "300") as (address, process), ThreadPoolExecutor(1) as pool:
        stuck = pool.submit(post, address, {"history": "An itchy rash. ENDLESS"})
        time.sleep(1)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        assert time.monotonic() - began < 10  # of them one until the case is given up, and three for its process
        with pytest.raises(httpx2.HTTPError):
            stuck.result(5)


@pytest.mark.skipif(sys.platform != "linux", reason="looks at the processes in /proc")
def test_a_case_whose_process_is_killed_is_begun_again_elsewhere() -> None:
    with served("--processes", "2") as (address, process), ThreadPoolExecutor(1) as pool:
        answer = pool.submit(post, address, {"history": "An itchy rash on the hands. PAUSE"})
        time.sleep(0.4)
        os.kill(children(process)[0], signal.SIGKILL)
        assert answer.result(60).status_code == 200
        assert post(address, CASE).status_code == 200


def test_dialogues_survive_kill_9_of_the_server(tmp_path: Path) -> None:
    store = str(tmp_path / "talks.sqlite")
    with served("--processes", "2", "--sessions", store) as (address, process), ThreadPoolExecutor(8) as pool:
        begun = [answer.json() for answer in pool.map(lambda _: post(address, DRUG, "v1/sessions"), range(6))]
        bodies = [{"question": one["question"]["id"], "answer": ("yes", "no")[n % 2]} for n, one in enumerate(begun)]
        paths = [f"v1/sessions/{one['session']}/answer" for one in begun]
        told = [post(address, body, path).json() for body, path in zip(bodies[:4], paths[:4], strict=True)]
        left = [pool.submit(post, address, body, path) for body, path in zip(bodies[4:], paths[4:], strict=True)]
        process.kill()
        process.wait(10)
        for one in left:
            one.exception(30)
    with served("--processes", "2", "--sessions", store) as (address, _):
        for one, turn in zip(begun[:4], told, strict=True):
            assert httpx2.get(f"{address}v1/sessions/{one['session']}", timeout=30).json() == turn
        for body, path in zip(bodies, paths, strict=True):  # what was not acknowledged is sent again
            answer = post(address, body, path)
            assert answer.status_code == 200
            assert (answer.json()["differential"]["urgency"] == "emergency") is (body["answer"] == "yes")


def test_what_is_counted_and_what_is_written_down_hold_no_text(tmp_path: Path) -> None:
    keys, audit = tmp_path / "keys", tmp_path / "audit.jsonl"
    keys.write_text("clinic abcdefghijklmnopqrst\nbot 0123456789abcdefghij # the chatbot\n")
    keys.chmod(0o600)
    with served("--processes", "1", "--keys", str(keys), "--audit", str(audit)) as (address, _):
        headers = {"Authorization": "Bearer 0123456789abcdefghij"}
        assert httpx2.post(f"{address}v1/diagnose", json=CASE, timeout=30).status_code == 401
        assert httpx2.post(f"{address}v1/diagnose", json=CASE, headers=headers, timeout=30).status_code == 200
        assert httpx2.post(f"{address}v1/diagnose", json={}, headers=headers, timeout=30).status_code == 422
        metrics = httpx2.get(f"{address}metrics", headers=headers, timeout=5).text
    lines = [json.loads(line) for line in audit.read_text().splitlines()]
    assert [(line["who"], line["what"], line["status"], line["outcome"]) for line in lines] == [
        ("bot", "diagnose", 200, "answered"),
        ("bot", "diagnose", 422, None),
    ]
    assert len(lines[0]["case"]) == 64 and lines[0]["versions"]["graph"] == "offline"
    assert audit.stat().st_mode & 0o777 == 0o600
    assert 'dermagent_cases_total{outcome="answered",what="diagnose"} 1.0' in metrics
    assert 'dermagent_node_seconds_count{node="observe"} 1.0' in metrics
    assert 'dermagent_requests_total{status="401",what="-"} 1.0' in metrics
    assert "blisters" not in metrics + audit.read_text()
