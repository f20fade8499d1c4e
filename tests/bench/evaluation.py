"""Cost and safety of the evaluation harness; `python -m tests.bench.evaluation`.

Re-scoring against one plain pass over the same records; the runner's own work against the workflow's; 2,000 cases with
a fifth of the calls failing, killed five times, against an undisturbed run.
"""

import asyncio
import json
import random
import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from dermagent import adiagnose
from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.metrics.ranking import top_k_hit
from dermagent.evals.reporting.scoring import score
from dermagent.evals.running.plan import Plan
from dermagent.evals.running.records import Record, Records, read_records
from dermagent.evals.running.runner import run_set
from dermagent.knowledge.base import knowledge
from dermagent.settings import resolve
from dermagent.types import Case, Language
from tests.fault.test_eval_killed import evaluated

RECORDS, CASES, FAULTY = 10_000, 10_000, 2_000


class Many:
    """Short made-up histories."""

    name = "many"

    def load(self, root: Path, *, split: str, language: Language) -> Iterator[LabelledCase]:
        for n in range(CASES):
            yield LabelledCase(Case(id=f"c{n}", history=f"An itchy rash, number {n}."), {"scabies": 1.0})


def rescoring() -> None:
    rng = random.Random(0)
    conditions = sorted(knowledge().cards)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Records(folder) as records:
            for n in range(RECORDS):
                listed = rng.sample(conditions, 10)
                records.append(
                    Record(
                        case_id=f"c{n}",
                        group=f"p{n // 2}",
                        reference={rng.choice(listed + conditions[:20]): 1.0},
                        strata={"sex": rng.choice(["female", "male"])},
                        outcome="answered",
                        urgency="routine",
                        ranked=tuple((c, 0.1) for c in listed),
                    )
                )
        started = time.perf_counter()
        held = read_records(folder)
        reading = time.perf_counter() - started
        started = time.perf_counter()
        plain = [top_k_hit(r.conditions, r.reference, k=3) for r in held]
        bare = time.perf_counter() - started
        started = time.perf_counter()
        score(held, resamples=1_000)
        whole = time.perf_counter() - started
    print(
        f"re-scoring {RECORDS:,} records, 1,000 resamples: {whole:.1f} s = {whole / bare:.0f} x one plain pass of top-3"
    )
    print(f"  ({len(plain):,} hits in {bare * 1000:.0f} ms); reading them {reading:.1f} s")


async def running() -> None:
    settings, cases = resolve(graph="offline"), list(Many().load(Path(), split="all", language="en"))[:500]
    await adiagnose(cases[0].case)
    started = time.process_time()
    for case in cases:
        await adiagnose(case.case)
    alone = (time.process_time() - started) / len(cases)
    with tempfile.TemporaryDirectory() as folder:
        started = time.process_time()
        await run_set(Plan(Many(), Path(), "all", settings), Path(folder) / "run")
        each = (time.process_time() - started) / CASES
    status = Path("/proc/self/status").read_text(encoding="utf-8")  # noqa: ASYNC240
    peak = re.search(r"VmHWM:\s+(\d+)", status)
    print(
        f"{CASES:,} cases through the runner: {each * 1000:.1f} ms CPU a case = {each / alone:.2f} x the workflow's, "
        f"{(each - alone) * 1000:.1f} ms of its own; peak memory {int(peak[1]) / 1024 if peak else 0:.0f} MB"
    )


def faults() -> None:
    with tempfile.TemporaryDirectory() as folder:
        calm, _ = evaluated(Path(folder) / "calm", FAULTY, share=0.0, kills=0)
        killed, answered = evaluated(Path(folder) / "killed", FAULTY, share=0.2, kills=5)
        lines = (Path(folder) / "killed/records.jsonl").read_text().splitlines()
    failed = sum(json.loads(line)["outcome"] == "failed" for line in lines)
    same = score(killed, resamples=100).lines == score(calm, resamples=100).lines
    again = sum(number - 1 for number in answered.values())
    print(
        f"{FAULTY:,} cases, 20 % faults, killed 5 times: lost {FAULTY - len({r.case_id for r in killed})}, "
        f"doubled {len(lines) - failed - FAULTY}, scores equal to an undisturbed run's: {same}; "
        f"answers paid twice {again} = {again / FAULTY:.3f} of the cases; failed and run again {failed}"
    )


def main() -> int:
    """Print the figures."""
    rescoring()
    asyncio.run(running())
    faults()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
