"""Probabilities as they are printed: whole millionths that add up."""

from collections.abc import Mapping

_PARTS = 10**6


def rounded(probabilities: Mapping[str, float]) -> dict[str, float]:
    """Each probability in whole millionths, by largest remainder; together never more than 1.

    Those that add up to more than 1 are scaled down first. The order is kept, and of equal remainders the earlier one
    gets the millionth.
    """
    scale = _PARTS / max(1.0, sum(probabilities.values()))
    exact = {name: probability * scale for name, probability in probabilities.items()}
    parts = {name: int(share) for name, share in exact.items()}
    missing = round(sum(exact.values())) - sum(parts.values())
    for name in sorted(exact, key=lambda name: parts[name] - exact[name])[:missing]:
        parts[name] += 1
    return {name: part / _PARTS for name, part in parts.items()}
