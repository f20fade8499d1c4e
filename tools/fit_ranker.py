"""Fit the constants of the findings ranker on DermaVQA train (English text), by cross-fitted log loss and accuracy.

Prints a table of what was tried; the chosen values are written by hand into dermagent/knowledge/data/ranker.yaml.
Usage: python -m tools.fit_ranker
"""

import dataclasses
import itertools
import math
from collections import defaultdict
from statistics import fmean

from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.datasets.dermavqa import READER
from dermagent.knowledge.base import knowledge
from dermagent.knowledge.priors import Prior
from dermagent.steps.observe import observe
from dermagent.steps.retrieve.findings import FindingsRanker, Parameters, parameters
from dermagent.types import Observations
from tests.bench.offline_accuracy import fold_of, fold_priors
from tests.shared import shared


def measure(cases: list[tuple[LabelledCase, Observations]], priors: list[Prior], settings: Parameters) -> str:
    """Top-1, top-3, top-5, top-3 averaged over conditions (so that rare ones count), and mean log loss."""
    rankers = [FindingsRanker(knowledge(), prior, settings) for prior in priors]
    hits, loss = [0, 0, 0], 0.0
    by_condition: dict[str, list[bool]] = defaultdict(list)
    for case, seen in cases:
        ranking = rankers[fold_of(case.case.id)].rank(seen, k=0)
        order = [candidate.condition for candidate in ranking.candidates]
        for n, k in enumerate((1, 3, 5)):
            hits[n] += any(condition in case.reference for condition in order[:k])
        for condition in case.reference:
            by_condition[condition].append(any(c in case.reference for c in order[:3]))
        mass = sum(c.probability or 0.0 for c in ranking.candidates if c.condition in case.reference)
        outside = any(condition not in knowledge().cards for condition in case.reference)
        loss -= math.log(max(mass + (ranking.other if outside else 0.0), 1e-6))
    n = len(cases)
    macro = fmean(fmean(hit) for hit in by_condition.values())
    top = " ".join(f"top-{k} {hit / n:.4f}" for k, hit in zip((1, 3, 5), hits, strict=True))
    return f"{top} macro top-3 {macro:.4f} loss {loss / n:.4f}"


def main() -> None:
    """One parameter at a time around the shipped values, then the temperature."""
    labelled = list(READER.load(shared() / "data/dermavqa/iiyi", split="train", language="en"))
    priors = fold_priors(labelled)
    cases = [(case, observe(case.case)) for case in labelled if case.reference]
    start = parameters()
    print(f"{len(cases)} cases\n  shipped values: {measure(cases, priors, start)}")
    grid: dict[str, list[object]] = {
        "prior_weight": [0.5, 0.7, 0.85, 1.0, 1.2, 1.5],
        "smoothing": [0.01, 0.02, 0.05, 0.1],
        "base_rate": [0.01, 0.02, 0.03, 0.05, 0.08, 0.12],
        "damping": [0.0, 0.25, 0.5, 0.75, 1.0],
        "inexact": [0.25, 0.5, 0.75, 1.0],
        "narrower": [0.1, 0.2, 0.3, 0.5, 1.0],
        "age_weight": [0.0, 0.3, 0.5, 0.7, 1.0],
        "duration_weight": [0.0, 0.3, 0.5, 0.7, 1.0],
        "duration_edges": [(0.0, 0.0), (0.2, 0.2), (0.2, 0.4), (0.4, 0.4), (0.6, 0.6)],
        "sex_weight": [0.0, 0.35, 0.7, 1.0],
        "named": [{"p": p, "q": 0.02} for p in (0.05, 0.15, 0.3, 0.5, 0.9)],
        "denied": [{"p": p, "q": 0.03} for p in (0.005, 0.01, 0.03)],
        "clip_present": [(-3.0, 3.0), (-2.0, 3.0), (-1.5, 3.0), (-1.0, 3.0), (-1.5, 2.0)],
        "clip_absent": [(-3.0, 1.0), (-2.0, 1.0), (-1.0, 1.0), (-1.0, 0.5)],
        "temperature": [1.0, 1.25, 1.5, 1.75, 2.0],
    }
    for name, value in itertools.chain.from_iterable([(n, v) for v in values] for n, values in grid.items()):
        changed = dataclasses.replace(start, **{name: value})
        print(f"{'*' if changed == start else ' '} {name:16} {value!s:26} {measure(cases, priors, changed)}")


if __name__ == "__main__":
    main()
