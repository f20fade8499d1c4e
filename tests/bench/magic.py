"""Closed questions of MEDIQA-MAGIC 2025 answered from the text alone; `python -m tests.bench.magic`.

The encounters of the train split fall into two halves by the hash of their id: one whose misses were read while words
and rules were mended, and one of which nobody looked at more than the totals. Needs DERMAGENT_SHARED.
"""

import argparse
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from dermagent.evals.datasets.magic_answers import answers_of
from dermagent.evals.datasets.magic_cvqa import choices_of
from dermagent.evals.reporting.answers import Closed, choice_scores
from dermagent.steps.observe import observe
from dermagent.types import Case, Language
from tests.shared import shared

LANGUAGES: tuple[Language, ...] = ("en", "zh", "es")
HALVES = ("mended with", "held out")


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
        low, high = figure.ours.low, figure.ours.high
        print(f"  {figure.name:22} {figure.ours.value:.3f} [{low:.3f}, {high:.3f}]   constant {figure.constant:.3f}")


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
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
