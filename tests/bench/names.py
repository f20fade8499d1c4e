"""How well names of diagnoses, and whole answers, are mapped at first sight; `python -m tests.bench.names`.

The names of `eval_sets/names`, judged before the mapping was run on them, beside what the first run gave: 150 with
glosses, codes and alternatives (`names.tsv`), and 194 with words that deny, doubt, or make another disease of a name
(`claims.tsv`), and 160 phrases of a differential (`phrases.tsv`: guises, things on top of one another, alternatives,
tests, refusals); and two sets of 150 whole answers (`answers.tsv`, and `answers_2.tsv`, which came after the first was
mended with), read as free text, with the share of main answers that come first. What is mapped otherwise than it
should be is listed.
"""

import csv
from typing import NamedTuple, cast

from dermagent.evals.datasets.free_text import conditions_named
from dermagent.evals.metrics.statistics import mean_with_interval
from dermagent.knowledge.meant import conditions_meant
from dermagent.resources import data_root
from dermagent.types import Language

FOLDER = data_root() / "eval_sets/names"
SETS, ANSWERS = ("names", "claims", "phrases"), ("answers", "answers_2")


class Answer(NamedTuple):
    """A whole answer, the conditions that it was judged to name, and its main one, empty where it has none."""

    language: Language
    text: str
    conditions: frozenset[str]
    first: str


def names(listed: str = "names") -> list[tuple[str, frozenset[str]]]:
    """Each name of a set and the conditions that it means."""
    return [(row["name"], _conditions(row)) for row in _rows(listed)]


def answers(listed: str) -> list[Answer]:
    """The whole answers of a set."""
    rows = _rows(listed)
    return [Answer(cast(Language, row["language"]), row["text"], _conditions(row), row["first"]) for row in rows]


def main() -> int:
    """Print precision, recall and the share that is mapped exactly, and the names and answers that are not."""
    for listed in SETS:
        _print(listed, [(name, wanted, tuple(conditions_meant(name))) for name, wanted in names(listed)])
    for listed in ANSWERS:
        _print_answers(listed)
    return 0


def _print_answers(listed: str) -> None:
    """Print the figures of whole answers, and those whose main one does not come first."""
    judged = [(one, conditions_named(one.text, one.language)) for one in answers(listed)]
    _print(listed, [(one.text, one.conditions, got) for one, got in judged])
    mains = [(one, got) for one, got in judged if one.first]
    share = mean_with_interval([float(got[:1] == (one.first,)) for one, got in mains])
    at_first = _at_first_sight()[listed]["first"]
    print(f"{listed}: of {len(mains)} main answers come first {share}; at first sight {at_first}")
    for one, got in mains:
        if got[:1] != (one.first,):
            print(f"  {one.text}: {', '.join(got[:1]) or 'none'} first instead of {one.first}")


def _rows(listed: str) -> list[dict[str, str]]:
    with (FOLDER / f"{listed}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _conditions(row: dict[str, str]) -> frozenset[str]:
    return frozenset(filter(None, row["conditions"].split(";")))


def _at_first_sight() -> dict[str, dict[str, str]]:
    with (FOLDER / "first_sight.csv").open(encoding="utf-8", newline="") as file:
        return {row["set"]: row for row in csv.DictReader(file)}


def _print(listed: str, judged: list[tuple[str, frozenset[str], tuple[str, ...]]]) -> None:
    """Print the figures of a set beside those of the first run, and each name that is mapped otherwise."""
    right = sum(len(wanted.intersection(got)) for _, wanted, got in judged)
    precision = right / sum(len(got) for *_, got in judged)
    recall = right / sum(len(wanted) for _, wanted, _ in judged)
    exact = mean_with_interval([float(wanted == set(got)) for _, wanted, got in judged])
    print(f"{listed}: {len(judged)} names: exact {exact}, precision {precision:.3f}, recall {recall:.3f}")
    row = _at_first_sight()[listed]
    print(f"at first sight: exact {row['exact']}, precision {row['precision']}, recall {row['recall']}")
    for name, wanted, got in judged:
        if wanted != set(got):
            print(f"  {name}: {', '.join(sorted(got)) or 'none'} instead of {', '.join(sorted(wanted)) or 'none'}")


if __name__ == "__main__":
    raise SystemExit(main())
