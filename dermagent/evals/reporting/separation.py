"""How well the probabilities of a run tell labels apart: areas under curves, cancer against the rest, sets."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import cast

from dermagent.evals.metrics.calibration import conformal_sets
from dermagent.evals.metrics.fairness import LEAST
from dermagent.evals.metrics.ranking import auroc, heaviest, macro_auroc, sensitivity_at
from dermagent.evals.running.cases import label_of
from dermagent.evals.running.records import Record
from dermagent.knowledge.base import knowledge
from dermagent.types import Value

#: Sensitivity is told at this specificity, and sets aim at this coverage.
SPECIFICITY, COVERAGE = 0.8, 0.9


class Cancer(Value):
    """Cases with a malignant reference against the others, by the sum of the malignant conditions' probabilities."""

    n: int
    malignant: int
    auroc: float
    sensitivity: float


class Sets(Value):
    """Sets of conditions that should hold a right one in 90 % of cases; fitted on half of the patients."""

    fitted_on: int
    n: int
    coverage: float
    size: float


class Separation(Value):
    """Areas under curves over the listed probabilities; what a run did not list counts as 0.

    `macro_auroc` is the mean over the `labels` that have enough cases; None where there are fewer than two.
    """

    n: int
    macro_auroc: float | None
    labels: int
    cancer: Cancer | None
    sets: Sets | None


def separation(records: Sequence[Record]) -> Separation:
    """The figures of one repeat's records, all of which have a reference and did not fail."""
    said = [dict(r.ranked) if r.outcome == "answered" else {} for r in records]
    labels = [label_of(r) for r in records]
    common = {label for label, n in Counter(labels).items() if n >= LEAST}
    kept = [n for n, label in enumerate(labels) if label in common]
    area = macro_auroc([said[n] for n in kept], [labels[n] for n in kept])
    return Separation(
        n=len(records),
        macro_auroc=area[0] if area else None,
        labels=area[1] if area else 0,
        cancer=_cancer(said, records),
        sets=_sets(said, records),
    )


def is_malignant(condition: str) -> bool:
    """Whether the condition's ICD-10-CM code is of a malignant (C) or in situ skin tumour (D03, D04)."""
    return knowledge().conditions[condition].icd10cm.startswith(("C", "D03", "D04"))


def _cancer(said: Sequence[dict[str, float]], records: Sequence[Record]) -> Cancer | None:
    known = knowledge().conditions
    marks = [any(is_malignant(c) for c in heaviest(r.reference)) for r in records]
    if not LEAST <= sum(marks) <= len(marks) - LEAST:  # both kinds are there below, and each figure is a number
        return None
    scores = [sum(p for c, p in listed.items() if c in known and is_malignant(c)) for listed in said]
    return Cancer(
        n=len(marks),
        malignant=sum(marks),
        auroc=cast(float, auroc(scores, marks)),
        sensitivity=cast(float, sensitivity_at(scores, marks, specificity=SPECIFICITY)),
    )


def _sets(said: Sequence[dict[str, float]], records: Sequence[Record]) -> Sets | None:
    pairs: tuple[list[tuple[dict[str, float], frozenset[str]]], ...] = ([], [])
    for listed, record in zip(said, records, strict=True):
        name = (record.group or record.case_id).encode()
        pairs[hashlib.sha256(name).digest()[0] % 2].append((listed, frozenset(heaviest(record.reference))))
    fitted, tested = pairs
    if min(len(fitted), len(tested)) < LEAST:
        return None
    coverage, size = conformal_sets(fitted, tested, coverage=COVERAGE)
    return Sets(fitted_on=len(fitted), n=len(tested), coverage=coverage, size=size)
