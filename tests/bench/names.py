"""How well names of diagnoses, as models write them, are mapped at first sight; `python -m tests.bench.names`.

The names of `eval_sets/names`, judged before the mapping was run on them, beside what the first run gave: 150 with
glosses, codes and alternatives (`names.tsv`), and 194 with words that deny, doubt, or make another disease of a name
(`claims.tsv`); what is mapped otherwise than it should be is listed.
"""

import csv

from dermagent.evals.metrics.statistics import mean_with_interval
from dermagent.knowledge.meant import conditions_meant
from dermagent.resources import data_root

FOLDER = data_root() / "eval_sets/names"
SETS = ("names", "claims")


def names(listed: str = "names") -> list[tuple[str, frozenset[str]]]:
    """Each name of a set and the conditions that it means."""
    with (FOLDER / f"{listed}.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [(row["name"], frozenset(filter(None, row["conditions"].split(";")))) for row in rows]


def main() -> int:
    """Print precision, recall and the share that is mapped exactly, and the names that are not."""
    with (FOLDER / "first_sight.csv").open(encoding="utf-8", newline="") as file:
        first = {row["set"]: row for row in csv.DictReader(file)}
    for listed in SETS:
        asked = names(listed)
        found = [frozenset(conditions_meant(name)) for name, _ in asked]
        truth = [conditions for _, conditions in asked]
        right = sum(len(f & t) for f, t in zip(found, truth, strict=True))
        precision, recall = right / sum(map(len, found)), right / sum(map(len, truth))
        exact = mean_with_interval([float(f == t) for f, t in zip(found, truth, strict=True)])
        print(f"{listed}: {len(asked)} names: exact {exact}, precision {precision:.3f}, recall {recall:.3f}")
        row = first[listed]
        print(f"at first sight: exact {row['exact']}, precision {row['precision']}, recall {row['recall']}")
        for (name, wanted), got in zip(asked, found, strict=True):
            if got != wanted:
                print(f"  {name}: {', '.join(sorted(got)) or 'none'} instead of {', '.join(sorted(wanted)) or 'none'}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
