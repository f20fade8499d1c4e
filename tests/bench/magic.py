"""Closed questions of MEDIQA-MAGIC 2025 answered from the text alone; `python -m tests.bench.magic`.

The encounters of the train split fall into two halves by the hash of their id: one whose misses were read while words
and rules were mended, and one of which nobody looked at more than the totals. Of the first half 60 encounters, drawn
with seed 16, were read in English beside their keys (`tests/fixtures/magic_told.csv`): a key is told by the text,
untold, or against what the text says ("not itchy" where the key is "not mentioned"). Needs DERMAGENT_SHARED.
"""

import argparse
import csv
import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from typing import Any

from dermagent.evals.datasets.magic_answers import answers_of
from dermagent.evals.datasets.magic_cvqa import choices_of
from dermagent.evals.reporting.answers import Closed, choice_scores
from dermagent.steps.observe import observe
from dermagent.types import Case, Language
from tests.shared import ROOT, shared

LANGUAGES: tuple[Language, ...] = ("en", "zh", "es")
HALVES = ("mended with", "held out")
TOLD = ROOT / "tests/fixtures/magic_told.csv"


def half_of(encounter: str) -> str:
    """The half that an encounter belongs to."""
    return HALVES[int(hashlib.sha256(encounter.encode()).hexdigest(), 16) % 2]


def history_of(query: dict[str, Any], language: Language) -> str:
    """Title and text of a query."""
    return (
        f"{query.get(f'query_title_{language}') or ''}\n{query.get(f'query_content_{language}') or ''}".strip() or "."
    )


def print_scores(language: Language, half: str, gold: Sequence[dict[str, Any]], queries: dict[str, Any]) -> None:
    """Accuracy by family with its interval, beside the most frequent answer of these very cases."""
    own = [entry for entry in gold if half_of(entry["encounter_id"]) == half]
    asked, said = [], {}
    for entry in own:
        name = entry["encounter_id"]
        case = Case.model_validate({"id": name, "history": history_of(queries[name], language), "language": language})
        said[name] = answers_of(observe(case))
        asked.append(Closed(name, name, choices_of(entry, name)))
    print(f"\n{language}, {half} ({len(own)} encounters)")
    for figure in choice_scores(said, asked).figures:
        low, high, gain = figure.ours.low, figure.ours.high, figure.gain
        assert gain
        print(
            f"  {figure.name:22} {figure.ours.value:.3f} [{low:.3f}, {high:.3f}]   constant {figure.constant:.3f}, "
            f"{gain.value:+.3f} [{gain.low:+.3f}, {gain.high:+.3f}]"
        )


def told() -> dict[str, Counter[str]]:
    """Of each question that only words can answer, how many keys of the sample the texts tell."""
    with TOLD.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {question: Counter(row[question] for row in rows) for question in rows[0] if question != "encounter"}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=HALVES, action="append")
    parser.add_argument("--language", choices=LANGUAGES, action="append")
    chosen = parser.parse_args(arguments)
    data = shared() / "data"
    queries = {one["encounter_id"]: one for one in json.loads((data / "dermavqa/iiyi/train.json").read_text("utf-8"))}
    gold = json.loads((data / "magic_cvqa/train_cvqa.json").read_text("utf-8"))
    for half in chosen.half or HALVES:
        for language in chosen.language or LANGUAGES:
            print_scores(language, half, gold, queries)
    print("\nkeys that a careful reader finds in the text, of 60 encounters of the first half")
    for question, found in told().items():
        print(f"  {question:22} told {found['told']}, untold {found['untold']}, against the text {found['against']}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
