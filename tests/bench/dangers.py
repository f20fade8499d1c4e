"""How urgent short stories of dangers are found: `python -m tests.bench.dangers [--stories FILE ...] [--show]`.

Each set of `eval_sets/dangers` holds stories of 44 dangers by an author who had seen nothing of the reader; a story is
right if the floor of the red-flag rules reaches its bound. First comes what each set scored before anything was mended
with it. `eval_sets/everyday` holds texts of which none is urgent.
"""

import argparse
import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dermagent.resources import data_root
from dermagent.steps.flag import flag
from dermagent.steps.observe import observe
from dermagent.steps.urgency import floor
from dermagent.types import URGENCIES
from tests.bench.reading import History, Tally, read_histories

SETS = data_root() / "eval_sets" / "dangers"
EVERYDAY = data_root() / "eval_sets" / "everyday"
_SAME_DAY = URGENCIES.index("same_day")


@dataclass(frozen=True)
class Stories:
    """What a set scored: dangers of both kinds that reach their bound, and harmless stories that go above it."""

    emergencies: Tally
    same_day: Tally
    harmless_same_day: Tally
    harmless_emergency: Tally


def measured(stories: Iterable[History], show: bool = False) -> Stories:
    """The tallies of some stories; `show` prints those that are wrong."""
    found = Stories(Tally(), Tally(), Tally(), Tally())
    for story in stories:
        flags = flag(observe(story.case))
        urgency = floor(flags).urgency
        level = URGENCIES.index(urgency) if urgency else len(URGENCIES)
        if story.at_least:
            right = level <= URGENCIES.index(story.at_least)
            (found.emergencies if story.at_least == "emergency" else found.same_day).add(right)
        else:
            right = level > _SAME_DAY
            found.harmless_same_day.add(not right)
            found.harmless_emergency.add(level == 0)
        if show and not right:
            rules = ", ".join(one.rule for one in flags.red_flags) or "no rule"
            print(f"  {story.id}: {urgency}, meant {story.at_least or 'routine'} ({rules}): {story.case.history}")
    return found


def first_sight() -> None:
    """The first scores of the sets, kept as they were."""
    rows = _rows(SETS)
    print("At first sight, before anything was mended with the set")
    for row in rows:
        print(
            f"  {row['set']:6} {row['commit']}  emergencies {row['emergencies']}/{row['emergencies_n']}  same day "
            f"{row['same_day']}/{row['same_day_n']}  harmless called urgent {row['harmless_same_day']}, an emergency "
            f"{row['harmless_emergency']} of {row['harmless_n']}"
        )
    for number in sorted({row["set"].rpartition("_")[2] for row in rows}):
        sets = [row for row in rows if row["set"].endswith(f"_{number}")]
        caught, of = (sum(int(row[key]) for row in sets) for key in ("emergencies", "emergencies_n"))
        print(f"  emergencies of the sets {number} {caught}/{of}")
    print("Everyday texts called urgent at first sight")
    for row in _rows(EVERYDAY):
        print(
            f"  {row['set']:6} {row['commit']}  urgent {row['same_day']}, an emergency {row['emergency']} of {row['n']}"
        )


def _rows(folder: Path) -> list[dict[str, str]]:
    with (folder / "first_sight.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--stories", type=Path, action="append", default=[])
    parser.add_argument("--show", action="store_true", help="print the stories that are wrong")
    chosen = parser.parse_args(arguments)
    if not chosen.stories:
        first_sight()
        print("\nNow")
    for path in chosen.stories or (*sorted(SETS.glob("*.jsonl")), *sorted(EVERYDAY.glob("*.jsonl"))):
        found = measured(read_histories(path), chosen.show)
        print(f"{path.parent.name}/{path.stem}")
        if found.emergencies.n:
            print(f"  emergencies that reach it     {found.emergencies}")
            print(f"  same-day dangers that do      {found.same_day}")
        print(f"  harmless called urgent        {found.harmless_same_day}")
        print(f"  harmless called an emergency  {found.harmless_emergency}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
