"""Scores of a ranked list against weighted reference conditions; a case without a reference cannot be scored."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence

import numpy as np


def top_k_hit(ranked: Sequence[str], reference: Collection[str], *, k: int) -> float:
    """1 if any reference condition stands among the first k, else 0; an empty list (an abstention) is 0.

    Raises:
        ValueError: no reference, or k < 1.
    """
    _check(reference, k)
    return float(any(condition in reference for condition in ranked[:k]))


def heaviest(reference: Mapping[str, float]) -> frozenset[str]:
    """The conditions of the greatest weight: what counts as right in top-k against readers (Stutz et al. 2023)."""
    most = max(reference.values(), default=0.0)
    return frozenset(condition for condition, weight in reference.items() if weight >= most - 1e-9)


def weight_covered(ranked: Sequence[str], reference: Mapping[str, float], *, k: int) -> float:
    """Sum of the reference weights among the first k, at most 1 (aggregated top-k accuracy, Stutz et al. 2023).

    Raises:
        ValueError: no reference, or k < 1.
    """
    _check(reference, k)
    return min(1.0, sum(reference.get(condition, 0.0) for condition in dict.fromkeys(ranked[:k])))


def reciprocal_rank(ranked: Sequence[str], reference: Collection[str]) -> float:
    """1 / rank of the first reference condition, 0 if there is none in the list.

    Raises:
        ValueError: no reference.
    """
    _check(reference, 1)
    return next((1 / rank for rank, condition in enumerate(ranked, start=1) if condition in reference), 0.0)


def average_overlap(first: Sequence[str], second: Sequence[str], *, m: int) -> float:
    """Mean over depths 1..m of |first[:d] ∩ second[:d]| / d; 0 for m = 0 (Liu et al. 2020, Webber et al. 2010)."""
    if m <= 0:
        return 0.0
    return sum(len(set(first[:d]) & set(second[:d])) / d for d in range(1, m + 1)) / m


def rank_biased_overlap(first: Sequence[str], second: Sequence[str], *, p: float = 0.9) -> float:
    """Agreement of two lists weighted to their heads, between 0 and 1 (Webber, Moffat, Zobel 2010, extrapolated).

    Two empty lists agree fully; lists of different length are compared to the depth of the shorter.

    Raises:
        ValueError: p is not between 0 and 1.
    """
    if not 0 < p < 1:
        raise ValueError(f"p must lie between 0 and 1, got {p}")
    depth = min(len(first), len(second))
    if depth == 0:
        return float(len(first) == len(second))
    shares = [len(set(first[:d]) & set(second[:d])) / d for d in range(1, depth + 1)]
    return (1 - p) * sum(share * p**d for d, share in enumerate(shares)) + shares[-1] * p**depth


def balanced_accuracy(hits: Sequence[float], labels: Sequence[str]) -> float:
    """Mean over the labels of the mean hit among their cases; doubling a label's cases changes nothing.

    Raises:
        ValueError: no cases, or not as many labels as hits.
    """
    if not hits or len(hits) != len(labels):
        raise ValueError(f"{len(hits)} hits but {len(labels)} labels")
    by_label: dict[str, list[float]] = {}
    for hit, label in zip(hits, labels, strict=True):
        by_label.setdefault(label, []).append(hit)
    return sum(sum(values) / len(values) for values in by_label.values()) / len(by_label)


def auroc(scores: Sequence[float], positive: Sequence[bool]) -> float | None:
    """Probability that a positive case scores above a negative one, ties half (Mann-Whitney); None without both.

    Raises:
        ValueError: not as many marks as scores.
    """
    values, marks = np.asarray(scores, dtype=float), np.asarray(positive, dtype=bool)
    if len(values) != len(marks):
        raise ValueError(f"{len(values)} scores but {len(marks)} marks")
    if marks.all() or not marks.any():
        return None
    _, place, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks = (ends - (counts - 1) / 2)[place]
    n = int(marks.sum())
    return float((ranks[marks].sum() - n * (n + 1) / 2) / (n * (len(marks) - n)))


def macro_auroc(scores: Sequence[Mapping[str, float]], labels: Sequence[str]) -> tuple[float, int] | None:
    """Mean of `auroc` over the labels seen, each against all others, and their number; a label not scored is 0.

    None unless at least two labels are seen.

    Raises:
        ValueError: not as many labels as scores.
    """
    if len(scores) != len(labels):
        raise ValueError(f"{len(scores)} scores but {len(labels)} labels")
    areas = [
        auroc([one.get(name, 0.0) for one in scores], [label == name for label in labels])
        for name in sorted(set(labels))
    ]
    known = [area for area in areas if area is not None]
    return (sum(known) / len(known), len(known)) if known else None


def sensitivity_at(scores: Sequence[float], positive: Sequence[bool], *, specificity: float) -> float | None:
    """Greatest share of positive cases at or above a threshold that leaves at least this share of the others below.

    ISIC 2017 asks for it beside the area; None without cases of both kinds.

    Raises:
        ValueError: not as many marks as scores, or a specificity outside 0 to 1.
    """
    if len(scores) != len(positive) or not 0 <= specificity <= 1:
        raise ValueError(f"{len(scores)} scores, {len(positive)} marks and a specificity of {specificity}")
    values, marks = np.asarray(scores, dtype=float), np.asarray(positive, dtype=bool)
    if marks.all() or not marks.any():
        return None
    fit = [t for t in np.unique(values) if float(np.mean(values[~marks] < t)) >= specificity - 1e-12]
    return float(np.mean(values[marks] >= min(fit))) if fit else 0.0


def hierarchical_hits(said: Sequence[str], right: Sequence[str]) -> tuple[float, ...]:
    """Level by level from the root, 1 as long as both paths through a taxonomy agree; one figure a level of `right`."""
    return tuple(float(tuple(said[:depth]) == tuple(right[:depth])) for depth in range(1, len(right) + 1))


def _check(reference: Collection[str], k: int) -> None:
    if not reference:
        raise ValueError("a case without a reference cannot be scored")
    if k < 1:
        raise ValueError(f"k must be at least 1, got {k}")


def self_consistency(answers: Sequence[str]) -> float:
    """Share of the answers to one case that are its most frequent one; with k answers at least 1 / k (SkinGPT-4, 2024).

    Raises:
        ValueError: no answers.
    """
    if not answers:
        raise ValueError("how consistent no answers are is not defined")
    return Counter(answers).most_common(1)[0][1] / len(answers)
