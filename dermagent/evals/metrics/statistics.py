"""Intervals for means and for paired differences, by seeded bootstrap."""

import math
from collections.abc import Sequence

import numpy as np

from dermagent.types import Value

# An interval holds the middle 95 % of what the resamples gave.
LEVEL = (0.025, 0.975)
_BLOCK = 100


class Interval(Value):
    """A figure with its 95 % interval and the number of cases behind it."""

    value: float
    low: float
    high: float
    n: int

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}, {self.high:.3f}]"


def mean_with_interval(
    values: Sequence[float], *, clusters: Sequence[str] | None = None, resamples: int = 4000, seed: int = 0
) -> Interval:
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
    blocks = []
    for start in range(0, resamples, _BLOCK):  # in blocks, so that memory does not grow with the number of resamples
        drawn = rng.integers(0, len(sums), size=(min(_BLOCK, resamples - start), len(sums)))
        blocks.append(sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1))
    means = np.concatenate(blocks)
    low, high = np.quantile(means, LEVEL)
    return Interval(value=float(array.mean()), low=float(low), high=float(high), n=len(array))


def interval_within(
    values: Sequence[float],
    *,
    strata: Sequence[str],
    clusters: Sequence[str],
    resamples: int = 4000,
    seed: int = 0,
) -> tuple[float, float]:
    """Percentile interval of the mean over the strata of their means, patients resampled within each stratum.

    A stratum of a single patient is the same in every resample, so with many of them the interval is too narrow.

    Raises:
        ValueError: the lists are not of one length, or empty.
    """
    if not len(values) == len(strata) == len(clusters) or not values:
        raise ValueError(f"{len(values)} values, {len(strata)} strata and {len(clusters)} clusters")
    rng = np.random.default_rng(seed)
    where = np.unique(np.asarray(strata), return_inverse=True)[1]
    whose = np.unique(np.asarray(clusters), return_inverse=True)[1]
    array, total = np.asarray(values, dtype=float), np.zeros(resamples)
    for stratum in range(where.max() + 1):
        inside = where == stratum
        index = np.unique(whose[inside], return_inverse=True)[1]
        sums, counts = np.bincount(index, weights=array[inside]), np.bincount(index).astype(float)
        drawn = rng.multinomial(len(sums), np.full(len(sums), 1 / len(sums)), size=resamples)
        total += (drawn @ sums) / (drawn @ counts)
    low, high = np.quantile(total / (where.max() + 1), LEVEL)
    return float(low), float(high)


def paired_difference(
    ours: Sequence[float],
    baseline: Sequence[float],
    *,
    clusters: Sequence[str] | None = None,
    resamples: int = 4000,
    seed: int = 0,
) -> Interval:
    """Mean of ours minus baseline on the same cases, with its interval.

    Raises:
        ValueError: the lists are not of one length, or empty.
    """
    differences = [a - b for a, b in zip(ours, baseline, strict=True)]
    return mean_with_interval(differences, clusters=clusters, resamples=resamples, seed=seed)


def sign_test(ours: Sequence[float], baseline: Sequence[float]) -> float:
    """Two-sided exact p-value that wins and losses are equally likely; ties are left out (McNemar for hits).

    Raises:
        ValueError: the lists are not of one length.
    """
    differences = [a - b for a, b in zip(ours, baseline, strict=True)]
    wins, losses = sum(d > 0 for d in differences), sum(d < 0 for d in differences)
    n, fewer = wins + losses, min(wins, losses)
    if n == 0:
        return 1.0
    tail = sum(math.comb(n, k) for k in range(fewer + 1)) / 2**n
    return float(min(1.0, 2 * tail))
