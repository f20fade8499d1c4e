"""Time and answers of this checkout beside another one, in turns in one run; `python -m tests.bench.before FOLDER`.

FOLDER is another checkout of this repository (`git worktree add --detach FOLDER COMMIT`). Both run with this Python and
its packages, each in processes of its own, one after the other in turns, so that a busy machine slows both. Where the
shared data are there, both answer the English DermaVQA train posts too, by text alone and with the shipped prior.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.datasets.dermavqa import READER
from dermagent.evals.metrics.ranking import top_k_hit
from dermagent.evals.metrics.statistics import paired_difference
from tests.bench.orchestration import server_process
from tests.bench.speed import cpu_of
from tests.shared import ROOT, shared

TURNS = 5
EXAMPLE = ROOT / "examples/flexural_eczema.json"
#: What each side runs: a task and its argument in, one JSON object out; only what both versions have is used.
CHILD = """
import asyncio, json, sys, time
task, argument = sys.argv[1:]
from pathlib import Path
from dermagent import Case, adiagnose, diagnose

def cpu(run):
    began = time.process_time()
    run()
    return 1000 * (time.process_time() - began)

if task == "case":
    case = Case.model_validate_json(Path(argument).read_text("utf-8"))
    folder = Path(argument).parent
    diagnose(case, folder=folder)
    told = sorted(cpu(lambda: diagnose(case, folder=folder)) for _ in range(9))[4]
elif task == "agents":
    case = Case.model_validate_json(Path("examples/flexural_eczema.json").read_text("utf-8"))
    case = case.model_copy(update={"images": ()})
    ask = lambda: adiagnose(case, graph="mac", model="mock", base_url=argument, concurrency=256)
    async def timed():
        first = await ask()
        began, used = time.perf_counter(), time.process_time()
        for _ in range(8):
            await ask()
        wall, used = (time.perf_counter() - began) / 8, (time.process_time() - used) / 8
        began = time.perf_counter()
        await asyncio.gather(*(ask() for _ in range(30)))
        return {"calls": first.provenance.calls, "wall": 1000 * wall, "cpu": 1000 * used,
                "at_once": 30 / (time.perf_counter() - began)}
    told = asyncio.run(timed())
else:
    told = {}
    for line in Path(argument).read_text("utf-8").splitlines():
        one = json.loads(line)
        found = diagnose(Case(id=one["id"], history=one["history"]), graph="offline")
        told[one["id"]] = {
            "outcome": found.outcome, "urgency": found.urgency,
            "ranked": [one.condition for one in getattr(found, "exact", found.ranked)][:5],
        }
print(json.dumps(told))
"""


def of(folder: Path) -> dict[str, str]:
    """The environment in which one side's code is the imported one, and may keep what it compiles."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPATH": str(folder)}


def told_by(folder: Path, task: str, argument: str) -> Any:
    """What one side says of a task."""
    command = [sys.executable, "-c", CHILD, task, argument]
    done = subprocess.run(command, cwd=folder, env=of(folder), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{folder.name} failed at {task!r}:\n{done.stderr[-1500:]}")
    return json.loads(done.stdout.splitlines()[-1])


def started(folder: Path, arguments: list[str]) -> float:
    """CPU milliseconds of the command line of one side."""
    code = "import sys; from dermagent.cli import main; sys.exit(main())"
    return 1000 * cpu_of([sys.executable, "-c", code, *arguments], folder=folder, environment=of(folder))


def row(name: str, pairs: Iterable[tuple[float, float]], unit: str) -> str:
    """One line: the medians of both sides and their ratio."""
    before, now = (statistics.median(side) for side in zip(*pairs, strict=True))
    return f"{name:44} {before:8.0f} {now:8.0f} {unit:8} {now / before:6.2f} x"


def times(other: Path, examples: Mapping[str, list[str]]) -> None:
    """The table of times."""
    print(f"{'median of ' + str(TURNS) + ' turns':44} {'before':>8} {'now':>8}")
    for name, arguments in examples.items():
        pairs = [(started(other, arguments), started(ROOT, arguments)) for _ in range(TURNS)]
        print(row(name, pairs, "ms CPU"))
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "text.json"
        text.write_text(json.dumps(json.loads(EXAMPLE.read_text("utf-8")) | {"images": []}), "utf-8")
        for name, file in (("a text case, warm", text), ("with its photo, warm", EXAMPLE)):
            pairs = [(told_by(other, "case", str(file)), told_by(ROOT, "case", str(file))) for _ in range(TURNS)]
            print(row(name, pairs, "ms CPU"))
    with server_process(hard=True) as url:
        sides = [(told_by(other, "agents", url), told_by(ROOT, "agents", url)) for _ in range(TURNS)]
    calls = sides[0][0]["calls"], sides[0][1]["calls"]
    print(f"agents who differ, {calls[0]} calls before and {calls[1]} now, 50 ms each:")
    for key, name, unit in (
        ("wall", "  a case", "ms"),
        ("cpu", "  a case", "ms CPU"),
        ("at_once", "  30 at once", "cases/s"),
    ):
        print(row(name, [(a[key], b[key]) for a, b in sides], unit))


def answers(other: Path, cases: list[LabelledCase]) -> None:
    """How often both answer the same, and how often each is right."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "posts.jsonl"
        lines = (json.dumps({"id": one.case.id, "history": one.case.history}) for one in cases)
        file.write_text("\n".join(lines), "utf-8")
        before, now = told_by(other, "posts", str(file)), told_by(ROOT, "posts", str(file))
    n = len(cases)
    pairs = [(one, before[one.case.id], now[one.case.id]) for one in cases]
    scored = [pair for pair in pairs if pair[0].reference]
    first = sum(a["ranked"][:1] == b["ranked"][:1] for _, a, b in pairs)
    five = sum(set(a["ranked"]) == set(b["ranked"]) for _, a, b in pairs)
    urgent = sum(a["urgency"] == b["urgency"] for _, a, b in pairs)
    same = f"the same first answer {first / n:.3f}, the same five {five / n:.3f}, the same urgency {urgent / n:.3f}"
    print(f"{n} posts: {same}")
    for k in (1, 5):
        were = [top_k_hit(first["ranked"], one.reference, k=k) for one, first, _ in scored]
        are = [top_k_hit(last["ranked"], one.reference, k=k) for one, _, last in scored]
        then, since = statistics.mean(were), statistics.mean(are)
        print(f"  right within {k}: {then:.3f} before, {since:.3f} now, now - before {paired_difference(are, were)}")


def main() -> int:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--posts", type=int, default=150, help="how many posts both answer (default 150; 0: none)")
    parser.add_argument("--no-times", action="store_true", help="compare the answers only")
    asked = parser.parse_args()
    other = asked.folder.resolve()
    if not (other / "dermagent").is_dir():
        parser.error(f"{asked.folder} is no checkout of this repository; make one with `git worktree add`")
    if not asked.no_times:
        photo = ["diagnose", str(EXAMPLE)]
        times(other, {"dermagent --help": ["--help"], "diagnose with a photo, cold": photo})
    if asked.posts and (data := shared() / "data/dermavqa/iiyi").is_dir():
        answers(other, list(READER.load(data, split="train", language="en"))[: asked.posts])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
