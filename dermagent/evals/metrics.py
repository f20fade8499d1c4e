"""Scores of a ranked list against a set of reference conditions."""

from collections.abc import Collection, Sequence


def top_k_hit(ranked: Sequence[str], reference: Collection[str], *, k: int) -> float:
    """1 if any reference condition stands among the first k, else 0; an empty list (an abstention) is 0.

    Raises:
        ValueError: no reference, or k < 1.
    """
    if not reference:
        raise ValueError("a case without a reference cannot be scored")
    if k < 1:
        raise ValueError(f"k must be at least 1, got {k}")
    return float(any(condition in reference for condition in ranked[:k]))
