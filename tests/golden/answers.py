"""What the offline pipeline answers to cases given by fields; `python -m tests.golden.answers` answers them anew.

`answers.jsonl` holds one case a line with its settings and the answer: urgency and red flags, the list with what speaks
for and against, questions, limits. The cases tell nothing in free text, so that a change of the reader does not show
here; one of cards, rules, ranking or decision does, as a line in a diff to be judged.
"""

import json
from pathlib import Path
from typing import Any

from dermagent import Case, Differential
from dermagent import diagnose as diagnosed
from dermagent.types import RankedCondition

FILE = Path(__file__).with_suffix(".jsonl")


def kept() -> list[dict[str, Any]]:
    """Cases, settings and the answers that were written down."""
    return [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


def answer(case: dict[str, Any], settings: dict[str, Any]) -> dict[str, Any]:
    """The answer now, without what is the same for every case."""
    given: Differential = diagnosed(Case.model_validate(case), **settings)
    return {
        "outcome": given.outcome,
        "urgency": given.urgency,
        "red_flags": [[red.rule, red.urgency, *red.because] for red in given.red_flags],
        "ranked": [_row(row) for row in given.ranked],
        "other": given.other_probability,
        "told_apart": [[*pair.conditions, *pair.findings] for pair in given.told_apart],
        "minority_report": list(given.minority_report),
        "questions": [[one.finding, one.kind, one.text, one.for_patient] for one in given.next_questions],
        "limits": list(given.limits),
        "observed": [f"{one.finding} {one.polarity} {one.source}" for one in given.observations.items],
    }


def _row(row: RankedCondition) -> dict[str, Any]:
    return {
        "condition": row.condition,
        "probability": row.probability,
        "marks": [mark for mark in ("must_not_miss", "floored", "calibrated", "outside") if getattr(row, mark)],
        "forms": [[form.condition, form.probability] for form in row.forms],
        "for": [[one.finding, one.polarity, one.log_ratio] for one in row.for_],
        "against": [[one.finding, one.polarity, one.log_ratio] for one in row.against],
        "cited": [f"{one.statement} {one.speaks} {one.verdict}" for one in row.citations],
        "next_steps": [step.text for step in row.next_steps],
    }


def main() -> None:
    """Write down what is answered now."""
    lines = [{**one, "answer": answer(one["case"], one["settings"])} for one in kept()]
    FILE.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
