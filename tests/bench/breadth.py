"""Sets of a hundred conditions over the breadth of the field, ranked by histories; `python -m tests.bench.breadth`.

The sets and what their first runs gave stand in `eval_sets/breadth/`. A condition counts as found where any of its
names means it; one without a card counts as missed.
"""

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

from dermagent.evals.metrics.statistics import mean_with_interval
from dermagent.knowledge.base import knowledge, rows
from dermagent.knowledge.meant import conditions_meant
from dermagent.knowledge.priors import shipped_profiles
from dermagent.resources import data_root
from dermagent.steps.observe import observe
from dermagent.steps.retrieve.findings import shipped_ranker
from dermagent.types import Case, Observations

FOLDER = data_root() / "eval_sets" / "breadth"
KS = (1, 3, 5)


@dataclass(frozen=True)
class Told:
    """One history as it was read, with the ids of the conditions that count as right."""

    id: str
    condition: str
    right: frozenset[str]
    seen: Observations


def read(path: Path) -> list[Told]:
    """All histories of a file, read."""
    told = []
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        right = {one for name in (entry["condition"], *entry["also"]) for one in conditions_meant(name)}
        seen = observe(Case(id=entry["id"], history=entry["history"], language=entry.get("language", "en")))
        told.append(Told(entry["id"], entry["condition"], frozenset(right), seen))
    return told


def place(one: Told, prior: str) -> int:
    """At which place the ranking has a right condition, from 1; beyond all cards if it has none."""
    order = [candidate.condition for candidate in shipped_ranker(prior).rank(one.seen, k=0).candidates]
    return min((n for n, condition in enumerate(order, start=1) if condition in one.right), default=len(order) + 1)


def show(told: list[Told], places: list[int]) -> None:
    """Print each history whose condition is not among the first three, with what was read, the worst first."""
    for at, one in sorted(zip(places, told, strict=True), key=lambda pair: -pair[0]):
        if at > KS[1]:
            print(f"    {one.id} {one.condition}: place {at}; read {', '.join(one.seen.counted())}")


def main(arguments: list[str] | None = None) -> int:
    """Print the table, and with `--show` each history whose condition is not among the first three."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true")
    shown = parser.parse_args(arguments).show
    first = {(row["set"], row["prior"]): row for row in rows(FOLDER / "first_sight.csv")}
    for path in sorted(FOLDER.glob("*.jsonl")):
        told = read(path)
        carded = sum(bool(one.right & knowledge().cards.keys()) for one in told)
        print(f"{path.stem}: {len(told)} histories, {carded} of a condition with a card")
        for prior in shipped_profiles():
            places = [place(one, prior) for one in told]
            for k in KS:
                now = mean_with_interval([float(at <= k) for at in places])
                print(f"  {prior:16} top-{k} {now}  at first sight {first[path.stem, prior][f'top_{k}']}")
            for language in sorted({one.seen.language for one in told}):
                own = [at for at, one in zip(places, told, strict=True) if one.seen.language == language]
                shares = ", ".join(f"top-{k} {sum(at <= k for at in own) / len(own):.2f}" for k in KS)
                print(f"    {language} ({len(own)}): {shares}")
            if shown and prior == "uniform":
                show(told, places)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
