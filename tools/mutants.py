"""Break the code in many small ways and see which breaks no test notices: `python -m tools.mutants`, or `make mutants`.

mutmut writes the mutants and runs the tests that reach each (settings in pyproject.toml). A seeded sample is run; what
survived stands in docs/mutants.csv with its diff and a person's judgement, which a later run keeps for the same diff.
"""

import argparse
import csv
import json
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULT = ROOT / "docs" / "mutants.csv"
_MUTANTS = ROOT / "mutants"
_COLUMNS = ("mutant", "outcome", "diff", "judgement")
#: Exit codes of mutmut's tests: 0 is a mutant that all tests passed, 33 one that no test reaches.
_OUTCOMES = {0: "survived", 33: "no tests", 36: "timeout", 24: "timeout", 152: "timeout", -24: "timeout"}


def main() -> int:
    """Run the sample and write down what survived; 1 if more than the share allowed did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=300, help="mutants to run")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--allowed", type=float, default=0.1, help="share of survivors that is no failure")
    parser.add_argument("--at-once", type=int, default=2, help="processes")
    asked = parser.parse_args()
    _mutmut("dermagent.llm.breaker*", at_once=asked.at_once)  # writes all mutants, learns which tests reach what
    outcomes = _outcomes()
    chosen = random.Random(asked.seed).sample(sorted(outcomes), min(asked.n, len(outcomes)))  # noqa: S311 - a draw
    _mutmut(*chosen, at_once=asked.at_once)
    outcomes = _outcomes()
    told = Counter(_named(outcomes[name]) for name in chosen)
    lost = [name for name in chosen if _named(outcomes[name]) in ("survived", "no tests")]
    _write([(name, _named(outcomes[name]), _diff(name)) for name in sorted(lost)])
    share = len(lost) / len(chosen)
    sys.stdout.write(f"{len(chosen)} of {len(outcomes)} mutants: {dict(told)}; {share:.1%} not caught\n")
    return int(share > asked.allowed)


def _mutmut(*names: str, at_once: int) -> None:
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", str(at_once), *names]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def _outcomes() -> dict[str, int | None]:
    """Exit code of each mutant by its name; None where it was not run."""
    found: dict[str, int | None] = {}
    for path in _MUTANTS.rglob("*.meta"):
        found.update(json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"])
    return found


def _named(code: int | None) -> str:
    return "not run" if code is None else _OUTCOMES.get(code, "caught")


def _diff(name: str) -> str:
    """The changed lines of a mutant, without the names of the files."""
    shown = subprocess.run(
        [sys.executable, "-m", "mutmut", "show", name], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    lines = [line for line in shown.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    return "\n".join(line[0] + line[1:].strip() for line in lines)


def _write(rows: list[tuple[str, str, str]]) -> None:
    kept: dict[tuple[str, str], str] = {}
    if RESULT.exists():
        with RESULT.open(encoding="utf-8", newline="") as file:
            kept = {(_function(row["mutant"]), row["diff"]): row["judgement"] for row in csv.DictReader(file)}
    with RESULT.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_COLUMNS)
        writer.writerows((name, how, diff, kept.get((_function(name), diff), "")) for name, how, diff in rows)


def _function(mutant: str) -> str:
    return mutant.rpartition("__mutmut_")[0]


if __name__ == "__main__":
    sys.exit(main())
