"""The server under load beside a bare Starlette echo, over 10,000 cases, beside slow bodies and huge pictures, killed
while its model is asked, and with 200 dialogues at once for a minute; `python -m tests.bench.serve`, or `--short`
for a look.

What must hold is judged in a line of its own: memory flat, `/healthz` under 100 ms throughout, no error of the server,
none mixed up. Options: --requests N (0: no load), --cases N (0: no memory), --dialogues N and --seconds S
(0 of either: no dialogues), --bodies N, --pictures N, --killed N (dialogues), and --postgres ADDRESS for dialogues
there too.
"""

import argparse
import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx2

from tests.bench.hardships import killed, large_pictures, slow_bodies
from tests.bench.served import DRUG, SERVER, memory, running
from tests.bench.speed import HISTORY

ECHO = """
import socket, sys, uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
async def echo(request): return JSONResponse(await request.json())
listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
listening.bind(("127.0.0.1", 0))
print(f"echo at http://127.0.0.1:{listening.getsockname()[1]}/", file=sys.stderr, flush=True)
app = Starlette(routes=[Route("/v1/diagnose", echo, methods=["POST"])])
uvicorn.Server(uvicorn.Config(app, http="h11", log_level="error")).run(sockets=[listening])
"""
# In a process of its own: the callers' own loop is busy.
WATCH = """
import http.client, sys, time, urllib.parse
where = urllib.parse.urlsplit(sys.argv[1])
while True:
    began = time.perf_counter()
    try:
        connection = http.client.HTTPConnection(where.hostname, where.port, timeout=60)
        connection.request("GET", "/healthz")
        there = connection.getresponse().status == 200
        connection.close()
    except OSError:
        there = False
    print(time.perf_counter() - began if there else "inf", flush=True)
    time.sleep(0.1)
"""
#: A sign of life that takes longer is late, and memory that grows by more, after the first tenth, is not flat.
LATE_MS, FLAT = 100, 1.1
SHORT = {"requests": 60, "cases": 400, "bodies": 50, "pictures": 2, "killed": 4, "dialogues": 20, "seconds": 5.0}
WHOLE = {
    "requests": 300,
    "cases": 10_000,
    "bodies": 400,
    "pictures": 20,
    "killed": 50,
    "dialogues": 200,
    "seconds": 60.0,
}
#: Text cases that are timed alone and beside what is hard.
ALONE = 100


async def posted(address: str, number: int, at_once: int) -> tuple[float, float, float]:
    """Requests a second, and the median and the 95th percentile of their milliseconds."""
    numbers = iter(range(number))
    took: list[float] = []

    async def caller(client: httpx2.AsyncClient) -> None:
        for n in numbers:
            started = time.perf_counter()
            case = {"id": f"{at_once}-{n}", "history": HISTORY + str(n)}
            answer = await client.post(f"{address}v1/diagnose", json=case)
            assert answer.status_code == 200, answer.text
            assert answer.json().get("case_id", case["id"]) == case["id"]
            took.append(time.perf_counter() - started)

    async with httpx2.AsyncClient(timeout=60) as client:
        await asyncio.gather(*(client.post(f"{address}v1/diagnose", json={"history": HISTORY}) for _ in range(8)))
        started = time.perf_counter()
        await asyncio.gather(*(caller(client) for _ in range(at_once)))
        seconds = time.perf_counter() - started
    took.sort()
    return number / seconds, 1000 * took[len(took) // 2], 1000 * took[int(0.95 * len(took))]


async def dialogues(address: str, clients: int, seconds: float) -> Counter[str]:
    """What many dialogues side by side came to; every answer is checked against what was said."""
    until, told = time.monotonic() + seconds, Counter[str]()
    waits = []

    async def one(number: int, client: httpx2.AsyncClient) -> None:
        word = ("yes", "no")[number % 2]
        while time.monotonic() < until:
            began = time.monotonic()
            case = {"id": f"client-{number}", "history": DRUG}
            answer = await client.post(f"{address}v1/sessions", json=case)
            waits.append(time.monotonic() - began)
            told[f"begin {answer.status_code}"] += 1
            if answer.status_code != 200:
                await asyncio.sleep(float(answer.headers.get("Retry-After", "1")) * 0.2)
                continue
            turn = answer.json()
            body = {"question": turn["question"]["id"], "answer": word}
            for _ in range(50):
                answer = await client.post(f"{address}v1/sessions/{turn['session']}/answer", json=body)
                told[f"answer {answer.status_code}"] += 1
                if answer.status_code not in {429, 503}:
                    break
                await asyncio.sleep(0.5)
            if answer.status_code == 200:
                told["answered"] += 1
                mine = answer.json()["differential"]
                right = mine["case_id"] == case["id"] and (mine["urgency"] == "emergency") is (word == "yes")
                told["mixed up"] += not right
            await client.delete(f"{address}v1/sessions/{turn['session']}")

    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=None)
    command = [sys.executable, "-c", WATCH, address]
    watcher = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: ASYNC220 - before the load
    async with httpx2.AsyncClient(timeout=120, limits=limits) as client:
        await asyncio.gather(*(one(number, client) for number in range(clients)))
    watcher.terminate()
    took = sorted(map(float, watcher.communicate()[0].split()))
    told["healthz asked"] = len(took)
    for name, at in (("median", 0.5), ("p99", 0.99), ("slowest", 1.0)):
        told[f"healthz {name}, ms"] = round(1000 * min(took[min(len(took) - 1, int(at * len(took)))], 3600.0))
    told["slowest begin, ms"] = round(1000 * max(waits))
    return told


def held(told: Mapping[str, int]) -> str:
    """Whether a run of dialogues came to what it must: late signs of life, errors of the server, answers of others."""
    status = re.compile(r"(?:begin|answer) (?:5\d\d)")
    wrong = sum(number for name, number in told.items() if status.fullmatch(name) and not name.endswith("503"))
    slowest, mixed, answered = told["healthz slowest, ms"], told.get("mixed up", 0), told.get("answered", 0)
    fine = slowest < LATE_MS and not wrong and not mixed and answered > 0
    return (
        f"{'held' if fine else 'NOT held'}: slowest healthz {slowest} ms (under {LATE_MS}), "
        f"{wrong} errors of the server, {mixed} mixed up of {answered} answered"
    )


def flat(after: Sequence[float]) -> str:
    """Whether memory stayed as it was after the first tenth of many cases; MB, in the order of measuring."""
    grown = after[-1] / after[len(after) // 10]
    return f"{'held' if grown <= FLAT else 'NOT held'}: memory at the end {grown:.2f} x that after the first tenth"


def main() -> int:
    """Print everything."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--short", action="store_true")
    for name, whole in WHOLE.items():
        parser.add_argument(f"--{name}", type=type(whole))
    parser.add_argument("--postgres")
    given = parser.parse_args()
    size = {
        **(SHORT if given.short else WHOLE),
        **{name: value for name, value in vars(given).items() if value is not None},
    }
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    if size["requests"]:
        load(size["requests"])
    if size["cases"]:
        many(size["cases"])
    if size["bodies"]:
        slow_bodies(size["bodies"], ALONE)
    if size["pictures"]:
        large_pictures(size["pictures"], ALONE)
    if size["killed"]:
        killed(size["killed"])
    if size["dialogues"] and size["seconds"]:
        talked(size["dialogues"], size["seconds"], given.postgres)
    return 0


def talked(number: int, seconds: float, postgres: str | None) -> None:
    """Print what many dialogues at once came to, in each kind of store."""
    with tempfile.TemporaryDirectory() as folder:
        stores = {"memory": [], "SQLite": ["--sessions", str(Path(folder) / "talks.sqlite")]}
        if postgres:
            stores["PostgreSQL"] = ["--sessions", postgres]
        for name, options in stores.items():
            busy = ["--max-sessions", "1000", "--waiting", "400", "--processes", "2"]
            with running([*SERVER, *options, *busy]) as (address, pid):
                told: Any = asyncio.run(dialogues(address, number, seconds))
                print(f"{number} dialogues in {name}: {dict(sorted(told.items()))}, {memory(pid):.0f} MB")
                print(held(told), flush=True)


def load(requests: int) -> None:
    """Print how the server stands beside a bare echo."""
    with running([sys.executable, "-c", ECHO]) as (address, _):
        bare, _, _ = asyncio.run(posted(address, 4 * requests, 16))
    print(f"bare echo, 16 callers     {bare:6.1f} /s", flush=True)
    for processes in (1, 2):
        with running([*SERVER, "--processes", str(processes)]) as (address, pid):
            for at_once in (1, 16):
                rate, median, p95 = asyncio.run(posted(address, requests, at_once))
                print(
                    f"{processes} process(es), {at_once:2d} callers  {rate:6.1f} /s, median {median:4.0f} ms, "
                    f"p95 {p95:5.0f} ms, bare / this {bare / rate:5.1f}, {memory(pid):4.0f} MB",
                    flush=True,
                )


def many(cases: int) -> None:
    """Print what the server holds while it answers many cases, twenty times over the way."""
    after = []
    with running([*SERVER, "--processes", "2"]) as (address, pid):
        for part in range(20):
            asyncio.run(posted(address, cases // 20, 16))
            after.append(memory(pid))
            print(f"after {(part + 1) * (cases // 20):6d} cases        {after[-1]:4.0f} MB", flush=True)
    print(flat(after), flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
