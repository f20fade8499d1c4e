"""Runs of very many cases; `python -m tests.bench.scale` (`--small` for a quick look).

* `--resume` on a folder with 200,000 records: seconds until the first new case is recorded, against parsing the same
  file with `json` alone, and the memory it needs.
* 512 calls at once asked of a mock server in a process of its own: most at once and their mean while all are wanted,
  against bare requests of the same client library to the same server.
* CPU and memory a case of a run of few and of four times as many cases, with the bar on a terminal and without.
"""

import asyncio
import json
import os
import pty
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2

from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.running.plan import Plan
from dermagent.evals.running.records import RECORDS, Record
from dermagent.evals.running.runner import run_set
from dermagent.knowledge.base import knowledge
from dermagent.settings import resolve
from dermagent.types import Case, Language
from tests.mock_server import MockServer, serving
from tests.shared import ROOT

ANSWER = json.dumps(
    {"findings": "an itchy rash", "candidates": [{"name": "Scabies", "confidence": 0.6, "reasons": "itch"}]}
)


class Many:
    """So many short made-up histories, the same each time."""

    name = "many"

    def __init__(self, number: int) -> None:
        self._number = number

    def load(self, root: Path, *, split: str, language: Language) -> Iterator[LabelledCase]:
        for n in range(self._number):
            yield LabelledCase(Case(id=f"c{n}", history=f"An itchy rash, number {n}."), {"scabies": 1.0})


def in_a_process(*arguments: str, terminal: bool = False) -> dict[str, Any]:
    """What this module says of itself in a fresh process, as its last line of standard output."""
    command = [sys.executable, "-m", "tests.bench.scale", *arguments]
    if not terminal:
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
        return dict(json.loads(done.stdout.splitlines()[-1]))
    ours, theirs = pty.openpty()
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=theirs, text=True)
    os.close(theirs)
    drained = 0
    try:
        while part := os.read(ours, 65_536):
            drained += len(part)
    except OSError:  # the terminal's other side was closed
        pass
    assert running.stdout
    told = dict(json.loads(running.stdout.read().splitlines()[-1]))
    assert running.wait() == 0 and drained
    return told


# --- resuming


def resumed(number: int) -> dict[str, Any]:
    """Seconds and memory that a run needs to go on where all but four of its cases are recorded."""
    rng, conditions = random.Random(0), sorted(knowledge().cards)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "run"
        plan = Plan(Many(number), Path(place), "all", resolve(graph="offline"), resume=True)
        listed = [tuple((c, 0.1) for c in rng.sample(conditions, 10)) for _ in range(50)]
        record = Record(case_id="c", reference={"scabies": 1.0}, outcome="answered", urgency="routine")
        begun = time.perf_counter()
        begin_folder(plan, folder)
        with (folder / RECORDS).open("w", encoding="utf-8") as file:
            for n in range(number - 4):
                one = {"case_id": f"c{n}", "ranked": listed[n % 50], "lists": {"findings": listed[n % 50]}}
                file.write(record.model_copy(update=one).model_dump_json() + "\n")
        busy = time.process_time()
        with (folder / RECORDS).open("rb") as file:
            parsed = sum(bool(json.loads(line)) for line in file)
        plain = time.process_time() - busy
        first: list[float] = []
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begun, busy = time.perf_counter(), time.process_time()
        summary = asyncio.run(run_set(plan, folder, report=lambda *_: first.append(time.perf_counter() - begun)))
        assert summary.recorded == 4 and summary.held == parsed == number - 4
        return {
            "first_s": first[0],
            "cpu_s": time.process_time() - busy,
            "plain_cpu_s": plain,
            "size_mb": (folder / RECORDS).stat().st_size / 1e6,
            "more_mb": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024,
        }


def begin_folder(plan: Plan, folder: Path) -> None:
    """A run's folder without any record."""
    from dermagent.evals.running.runner import begin

    folder.mkdir()
    begin(plan, folder)


# --- calls at once


class Counting(MockServer):
    """Notes when each call comes and goes."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.times: list[tuple[float, int]] = []

    async def _reply(self, body: dict[str, Any], fault: str, writer: asyncio.StreamWriter) -> bool:
        self.bodies.clear()
        self.times.append((time.monotonic(), 1))
        try:
            return await super()._reply(body, fault, writer)
        finally:
            self.times.append((time.monotonic(), -1))

    def told(self) -> dict[str, float]:
        """Most at once, and the mean from the first moment of nine tenths of them to the last call's coming."""
        begun = [at for at, step in self.times if step > 0]
        now, most, weighed, since = 0, 0, 0.0, None
        last = max(begun)
        for n, (at, step) in enumerate(self.times):
            now += step
            most = max(most, now)
            if since is None and now >= 0.9 * self.most_at_once:
                since = at
            until = min(self.times[n + 1][0], last) if n + 1 < len(self.times) else at
            if since is not None and at < last:
                weighed += now * max(until - at, 0.0)
        return {"most": most, "mean": weighed / max(last - (since or last), 1e-9), "calls": len(begun)}


def serve(latency_s: float) -> None:
    """Serve until standard input ends; the port first, what was counted last."""
    server = Counting(answer=lambda body: ANSWER, latency_s=latency_s)
    with serving(server):
        print(server.port, flush=True)
        sys.stdin.read()
    print(json.dumps(server.told()))


@contextmanager
def served(latency_s: float, told: dict[str, Any]) -> Iterator[str]:
    """The address of a mock server in another process; `told` gets what it counted."""
    command = [sys.executable, "-m", "tests.bench.scale", "--serve", str(latency_s)]
    running = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert running.stdin and running.stdout
    yield f"http://127.0.0.1:{int(running.stdout.readline())}/v1"
    running.stdin.close()
    told |= json.loads(running.stdout.read().splitlines()[-1])
    running.wait()


async def bare(base_url: str, number: int, at_once: int) -> None:
    """The same number of requests by the client library alone."""
    slots = asyncio.Semaphore(at_once)
    body = {"model": "mock", "messages": [{"role": "user", "content": "An itchy rash."}]}
    async with httpx2.AsyncClient(
        timeout=300, limits=httpx2.Limits(max_connections=at_once), trust_env=False
    ) as client:

        async def one() -> None:
            async with slots:
                (await client.post(f"{base_url}/chat/completions", json=body)).raise_for_status()

        await asyncio.gather(*(one() for _ in range(number)))


def calls_at_once(at_once: int, number: int, latency_s: float) -> None:
    plain: dict[str, Any] = {}
    with served(latency_s, plain) as base_url:
        started = time.perf_counter()
        asyncio.run(bare(base_url, number, at_once))
        bare_s = time.perf_counter() - started
    ours: dict[str, Any] = {}
    with served(latency_s, ours) as base_url, tempfile.TemporaryDirectory() as place:
        settings = resolve(
            graph="naive_cot", model="mock", base_url=base_url, api_key="none", timeout_s=300.0, model_reads=False
        )
        started = time.perf_counter()
        summary = asyncio.run(
            run_set(Plan(Many(number), Path(place), "all", settings, concurrency=at_once), Path(place) / "run")
        )
        ours_s = time.perf_counter() - started
    assert summary.recorded == number, summary
    print(
        f"{at_once} calls at once asked, {number} cases, {latency_s:g} s a call: most {ours['most']} = "
        f"{ours['most'] / at_once:.2f} of those asked (goal .90), mean {ours['mean']:.0f} = "
        f"{ours['mean'] / plain['mean']:.2f} x bare requests' {plain['mean']:.0f}; whole run {ours_s:.0f} s = "
        f"{ours_s / bare_s:.2f} x theirs; {ours['calls'] / number:.2f} calls a case"
    )


# --- cost and memory a case


def run_of(number: int, shown: bool) -> dict[str, Any]:
    """CPU of one run and the memory of its process at the end; with the progress bar where it is shown."""
    from dermagent.cli.progress import bar

    settings = resolve(graph="offline")
    with tempfile.TemporaryDirectory() as place:
        asyncio.run(run_set(Plan(Many(20), Path(place), "all", settings), Path(place) / "warm"))
        started = time.process_time()
        if shown:
            with bar() as progress:
                plan = Plan(Many(number), Path(place), "all", settings)
                asyncio.run(run_set(plan, Path(place) / "run", report=lambda r, n, of, paid: progress("cases", n, of)))
        else:
            asyncio.run(run_set(Plan(Many(number), Path(place), "all", settings), Path(place) / "run"))
        took = time.process_time() - started
    return {"cpu_s": took, "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def a_case(few: int) -> None:
    many = 4 * few
    told = {
        (n, bar): in_a_process("--run", str(n), str(bar), terminal=bool(bar)) for n in (few, many) for bar in (0, 1)
    }
    each = {key: one["cpu_s"] / key[0] * 1e3 for key, one in told.items()}
    print(
        f"CPU a case: {few:,} cases {each[few, 0]:.1f} ms, with progress {each[few, 1] / each[few, 0]:.2f} x; {many:,} "
        f"cases {each[many, 0] / each[few, 0]:.2f} x, with progress {each[many, 1] / each[few, 0]:.2f} x"
    )
    low, high = told[few, 0]["mb"], told[many, 0]["mb"]
    print(f"memory: {low:.0f} MB for {few:,} cases, {high:.0f} MB = {high / low:.2f} x for {many:,}")


def main() -> int:
    """Print the figures."""
    if "--serve" in sys.argv:
        serve(float(sys.argv[-1]))
        return 0
    if "--run" in sys.argv:
        print(json.dumps(run_of(int(sys.argv[-2]), bool(int(sys.argv[-1])))))
        return 0
    if "--resumed" in sys.argv:
        print(json.dumps(resumed(int(sys.argv[-1]))))
        return 0
    small = "--small" in sys.argv
    number = 20_000 if small else 200_000
    told = in_a_process("--resumed", str(number))
    print(
        f"--resume on {number:,} records ({told['size_mb']:.0f} MB): first new record after {told['first_s']:.1f} s "
        f"(goal 30), {told['cpu_s']:.1f} s of CPU = {told['cpu_s'] / told['plain_cpu_s']:.1f} x parsing the file as "
        f"JSON; {told['more_mb']:.0f} MB more memory",
        flush=True,
    )
    calls_at_once(*((64, 192, 2.0) if small else (512, 1_024, 30.0)))
    a_case(200 if small else 1_000)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
