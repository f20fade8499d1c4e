"""Whether probabilities mean what they say, and what abstaining would buy."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

#: What a probability counts as at least in a logarithm.
_LEAST_PROBABILITY = 1e-6


@dataclass(frozen=True)
class Bin:
    """Cases of near confidence: their number, mean confidence, and share that was right."""

    n: int
    confidence: float
    right: float


def reliability(confidence: Sequence[float], right: Sequence[float], *, bins: int = 10) -> list[Bin]:
    """Bins of equal numbers of cases, in order of confidence (Nixon et al. 2019); fewer if there are fewer cases.

    Cases of the same confidence share their mean outcome where a bin ends among them, so that the order in which cases
    are given does not matter.

    Raises:
        ValueError: not as many outcomes as confidences, or none.
    """
    if not confidence or len(confidence) != len(right):
        raise ValueError(f"{len(confidence)} confidences but {len(right)} outcomes")
    c = np.sort(np.asarray(confidence, dtype=float))
    levels, place, counts = np.unique(np.asarray(confidence, dtype=float), return_inverse=True, return_counts=True)
    shared = np.bincount(place, weights=np.asarray(right, dtype=float)) / counts
    r = shared[np.searchsorted(levels, c)]
    parts = np.array_split(np.arange(len(c)), min(bins, len(c)))
    return [Bin(len(part), float(c[part].mean()), float(r[part].mean())) for part in parts]


def expected_calibration_error(confidence: Sequence[float], right: Sequence[float], *, bins: int = 10) -> float:
    """Mean distance of confidence and share right over bins of equal numbers of cases, between 0 and 1."""
    return error_of_bins(reliability(confidence, right, bins=bins))


def brier(probabilities: Mapping[str, float], other: float, reference: Mapping[str, float]) -> float:
    """Squared distance between the whole differential and the reference, from 0 to 2 (Brier 1950).

    Reference conditions that are not listed fall to "something else", as does the weight that the reference lacks.
    """
    listed = sum((p - reference.get(condition, 0.0)) ** 2 for condition, p in probabilities.items())
    rest = 1.0 - sum(weight for condition, weight in reference.items() if condition in probabilities)
    return listed + (other - rest) ** 2


def log_loss(probabilities: Mapping[str, float], other: float, reference: Mapping[str, float]) -> float:
    """Cross-entropy of the differential and the reference in nats, 0 at best (Good 1952).

    Reference conditions that are not listed fall to "something else", as does the weight that the reference lacks;
    probabilities count as at least 1e-6, so that a single case cannot be infinitely wrong.
    """
    listed = {condition: weight for condition, weight in reference.items() if condition in probabilities}
    parts = [(weight, probabilities[condition]) for condition, weight in listed.items()]
    parts.append((max(0.0, 1.0 - sum(listed.values())), other))
    return -sum(weight * math.log(max(p, _LEAST_PROBABILITY)) for weight, p in parts if weight > 0)


def binned(confidence: Sequence[float], right: Sequence[float], *, bins: int = 10) -> list[Bin]:
    """Bins of equal width from 0 to 1, in order, empty ones too: unlike those of `reliability` they add up over sites.

    Raises:
        ValueError: not as many outcomes as confidences, or a confidence outside 0 to 1.
    """
    if len(confidence) != len(right) or any(not 0 <= c <= 1 for c in confidence):
        raise ValueError(f"{len(confidence)} confidences between 0 and 1 and {len(right)} outcomes are needed")
    held: list[list[tuple[float, float]]] = [[] for _ in range(bins)]
    for c, r in zip(confidence, right, strict=True):
        held[min(int(c * bins), bins - 1)].append((c, r))
    means = [[sum(column) / len(one) for column in zip(*one, strict=True)] if one else [0.0, 0.0] for one in held]
    return [Bin(len(one), *mean) for one, mean in zip(held, means, strict=True)]


def error_of_bins(bins: Sequence[Bin]) -> float:
    """Mean distance of confidence and share right over bins, weighted by their cases (Naeini et al. 2015).

    Raises:
        ValueError: no cases.
    """
    n = sum(one.n for one in bins)
    if not n:
        raise ValueError("the calibration of no cases is not defined")
    return sum(one.n * abs(one.confidence - one.right) for one in bins) / n


def risk_coverage(confidence: Sequence[float], right: Sequence[float]) -> tuple[list[tuple[float, float]], float]:
    """Points (share answered, share wrong among them) from the surest case on, and the area under them.

    Cases of the same confidence are answered together (Geifman and El-Yaniv 2017).
    """
    if not confidence or len(confidence) != len(right):
        raise ValueError(f"{len(confidence)} confidences but {len(right)} outcomes")
    c, wrong = np.asarray(confidence, dtype=float), 1.0 - np.asarray(right, dtype=float)
    points = []
    for level in np.unique(c)[::-1]:
        kept = c >= level
        points.append((float(kept.mean()), float(wrong[kept].mean())))
    x, y = zip(*[(0.0, points[0][1]), *points], strict=True)
    return points, float(np.trapezoid(y, x))


def conformal_sets(
    calibration: Sequence[tuple[Mapping[str, float], frozenset[str]]],
    test: Sequence[tuple[Mapping[str, float], frozenset[str]]],
    *,
    coverage: float = 0.9,
) -> tuple[float, float]:
    """Share of test cases whose set holds a right condition, and the mean size of the sets (split conformal, 1 - p).

    The threshold comes from the calibration cases alone; they must not be among the test cases. What no list holds is
    in no set: where right conditions are often not listed, the coverage asked for is not reached.

    Raises:
        ValueError: no cases of one kind, or a coverage outside 0 to 1.
    """
    if not calibration or not test or not 0 < coverage < 1:
        raise ValueError("calibration and test cases and a coverage between 0 and 1 are needed")
    scores = sorted(1 - max((p.get(c, 0.0) for c in right), default=0.0) for p, right in calibration)
    place = int(np.ceil((len(scores) + 1) * coverage))
    threshold = scores[place - 1] if place <= len(scores) else 1.0
    sets = [{condition for condition, p in listed.items() if 1 - p <= threshold + 1e-12} for listed, _ in test]
    held = [bool(chosen & right) for chosen, (_, right) in zip(sets, test, strict=True)]
    return sum(held) / len(held), sum(map(len, sets)) / len(sets)
