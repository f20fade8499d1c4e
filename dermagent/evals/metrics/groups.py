"""How even a run is between groups of patients: each group's share right, and the distances, all with intervals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dermagent.evals.metrics.fairness import (
    LEAST,
    Coded,
    Group,
    Tally,
    demographic_parity_measure,
    equal_opportunity_difference,
    equal_opportunity_measure,
    fitzpatrick_bands,
    normalised_accuracy_range,
    predictive_quality_disparity,
)
from dermagent.evals.metrics.statistics import LEVEL, Interval
from dermagent.types import Value

Floats = npt.NDArray[np.float64]
#: A figure that is not computable in more than this share of resamples gets no interval.
_MOST_UNDEFINED = 0.5
#: Every distance that a stratum is given, with what an even run would score.
DISTANCES = {
    "(best - worst) / mean": "NAR, 0 if even",
    "worst / best": "PQD, 1 if even",
    "true positive rate, worst / best": "EOM, 1 if even; top-1",
    "share called so, lowest / highest": "DPM, 1 if even; top-1",
    "true positive rate, light - dark": "EOD, 0 if even; top-1",
    "the same, sizes only": "EOD, 0 if even; top-1",
}
#: Those that need no labels.
OF_GROUPS_ALONE = tuple(DISTANCES)[:2]


class GroupLine(Value):
    """A subgroup: number of cases, and the share that was right; None where there are too few."""

    n: int
    accuracy: Interval | None


class Stratum(Value):
    """The subgroups of one property, and the distances between them by name; what is not computable is None.

    The `unknown` cases have none of the groups and are in no figure.
    """

    groups: dict[str, GroupLine]
    unknown: int
    distances: dict[str, Interval | None]


@dataclass(frozen=True)
class Judged:
    """Cases in one order: whether each was right, what was said and is the label, whose it is, and which group's."""

    right: Sequence[float]
    said: Sequence[str]
    labels: Sequence[str]
    clusters: Sequence[str]
    groups: Sequence[str]


def stratum(judged: Judged, property_name: str, *, resamples: int = 1000, seed: int = 0) -> Stratum:
    """The figures of the property of this name with percentile intervals; patients are resampled within their group.

    Groups of fewer than `fairness.LEAST` cases are shown without a figure and are in no distance; cases of an unknown
    group ("") are in nothing.
    """
    counted = _Counted(judged, property_name)
    weights = _resampled(judged, resamples, np.random.default_rng(seed))
    ones = np.ones(len(judged.right))
    groups, distances = counted.accuracies(ones), counted.distances(ones)
    spread: dict[str, list[float]] = {}
    for drawn in weights:
        for name, value in {**counted.accuracies(drawn), **counted.distances(drawn)}.items():
            if value is not None:
                spread.setdefault(name, []).append(value)
    n = sum(counted.sizes[name] for name in groups)

    def interval(name: str, value: float | None, of: int) -> Interval | None:
        held = spread.get(name, [])
        if value is None or len(held) < (1 - _MOST_UNDEFINED) * resamples:
            return None
        low, high = np.quantile(held, LEVEL)
        return Interval(value=value, low=float(low), high=float(high), n=of)

    return Stratum(
        groups={
            name: GroupLine(n=size, accuracy=interval(name, groups.get(name), size))
            for name, size in sorted(counted.sizes.items())
        },
        unknown=sum(not group for group in judged.groups),
        distances={name: interval(name, value, n) for name, value in distances.items()},
    )


class _Counted:
    """Everything of a stratum that is a function of the weights of its cases."""

    def __init__(self, judged: Judged, stratum: str) -> None:
        names, self._place = np.unique(np.array(judged.groups), return_inverse=True)
        self._names = [str(name) for name in names]
        sizes = np.bincount(self._place, minlength=len(names))
        self.sizes = {name: int(size) for name, size in zip(self._names, sizes, strict=True) if name}
        self._right = np.array(judged.right, dtype=float)
        self._coded = Coded(judged.said, judged.labels, judged.groups, least=LEAST)
        tones = {name: tone_of(name, stratum) for name in self._names}
        known = all(tones[name] for name in self.sizes)
        self._tones = (
            Coded(judged.said, judged.labels, [tones[g] for g in judged.groups], least=LEAST) if known else None
        )

    def accuracies(self, weights: Floats) -> dict[str, float | None]:
        """Of the groups that are large enough."""
        right = np.bincount(self._place, weights=weights * self._right, minlength=len(self._names))
        each = np.bincount(self._place, weights=weights, minlength=len(self._names))
        return {
            name: float(right[n] / each[n]) if each[n] > 0 else None
            for n, name in enumerate(self._names)
            if self.sizes.get(name, 0) >= LEAST
        }

    def distances(self, weights: Floats) -> dict[str, float | None]:
        """By the names of `DISTANCES`; those of skin tone only where the groups are skin types."""
        groups = {name: Group(self.sizes[name], value) for name, value in self.accuracies(weights).items()}
        return distances(groups, self._coded.tally(weights), self._tones.tally(weights) if self._tones else None)


def distances(groups: Mapping[str, Group], counts: Tally, tones: Tally | None) -> dict[str, float | None]:
    """The distances of `DISTANCES` by name, out of counts alone; those of skin tone only where `tones` counts by it."""
    opportunity, parity = equal_opportunity_measure(counts), demographic_parity_measure(counts)
    values = [
        normalised_accuracy_range(groups),
        predictive_quality_disparity(groups),
        opportunity and opportunity[0],
        parity and parity[0],
    ]
    if tones is not None:
        between = equal_opportunity_difference(tones)
        values += [between and between.signed, between and between.absolute]
    return dict(zip(DISTANCES, values, strict=False))


def tone_of(group: str, stratum: str) -> str:
    """Light or dark for a Fitzpatrick type; empty for a group of another kind: Monk tones have the same numbers."""
    types = stratum.startswith("fitzpatrick") and group in {"1", "2", "3", "4", "5", "6"}
    return fitzpatrick_bands(int(group))[1] if types else ""


def _resampled(judged: Judged, resamples: int, rng: np.random.Generator) -> list[Floats]:
    """Weights of the cases in each resample: as many clusters of each group are drawn as it has."""
    keys = [f"{group}\x00{cluster}" for group, cluster in zip(judged.groups, judged.clusters, strict=True)]
    names, unit = np.unique(np.array(keys), return_inverse=True)
    of_group = np.array([str(name).partition("\x00")[0] for name in names])
    members = [np.flatnonzero(of_group == group) for group in np.unique(of_group)]
    drawn = []
    for _ in range(resamples):
        chosen = np.concatenate([rng.choice(ones, size=len(ones)) for ones in members])
        drawn.append(np.bincount(chosen, minlength=len(names)).astype(float)[unit])
    return drawn
