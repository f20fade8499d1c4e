"""Intervals for means and for paired differences, by seeded bootstrap."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Estimate:
    """A mean with its 95 % interval and the number of cases behind it."""

    value: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}] (n = {self.n})"


def mean_with_interval(
    values: Sequence[float], *, clusters: Sequence[str] | None = None, resamples: int = 4000, seed: int = 0
) -> Estimate:
    """Mean and percentile bootstrap interval; with `clusters` whole clusters (patients) are resampled.

    Raises:
        ValueError: no values, or as many clusters as values are not given.
    """
    if not values:
        raise ValueError("the mean of no values is not defined")
    array = np.asarray(values, dtype=float)
    if clusters is None:
        sums, counts = array, np.ones_like(array)
    else:
        if len(clusters) != len(values):
            raise ValueError(f"{len(values)} values but {len(clusters)} clusters")
        _, index = np.unique(np.asarray(clusters), return_inverse=True)
        sums, counts = np.bincount(index, weights=array), np.bincount(index).astype(float)
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, len(sums), size=(resamples, len(sums)))
    means = sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return Estimate(float(array.mean()), float(low), float(high), len(array))


def paired_difference(
    ours: Sequence[float], baseline: Sequence[float], *, clusters: Sequence[str] | None = None, seed: int = 0
) -> Estimate:
    """Mean of ours minus baseline on the same cases, with its interval.

    Raises:
        ValueError: the lists are not of one length, or empty.
    """
    differences = [a - b for a, b in zip(ours, baseline, strict=True)]
    return mean_with_interval(differences, clusters=clusters, seed=seed)
