"""Differences between groups of patients; a group that is too small is not computable, never 0."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
#: Least cases of a group for a figure of its own.
LEAST = 10


@dataclass(frozen=True)
class Group:
    """Number of cases of a group and the share that was right; None where there are too few."""

    n: int
    accuracy: float | None


class Difference(NamedTuple):
    """Mean difference over labels, mean of its absolute values, and the number of labels."""

    signed: float
    absolute: float
    labels: int


def by_group(right: Sequence[float], groups: Sequence[str], *, least: int = LEAST) -> dict[str, Group]:
    """Accuracy of each group, sorted by name; cases without a group ("") are left out.

    Raises:
        ValueError: not as many groups as outcomes.
    """
    if len(right) != len(groups):
        raise ValueError(f"{len(right)} outcomes but {len(groups)} groups")
    sums: dict[str, list[float]] = {}
    for value, group in zip(right, groups, strict=True):
        if group:
            sums.setdefault(group, []).append(value)
    return {
        name: Group(len(values), sum(values) / len(values) if len(values) >= least else None)
        for name, values in sorted(sums.items())
    }


def normalised_accuracy_range(groups: Mapping[str, Group]) -> float | None:
    """(best - worst) / mean accuracy of the groups, 0 if even (CIRCLe); None with less than two or a mean of 0."""
    values = _computable(groups)
    mean = sum(values) / len(values) if values else 0.0
    return (max(values) - min(values)) / mean if len(values) > 1 and mean > 0 else None


def predictive_quality_disparity(groups: Mapping[str, Group]) -> float | None:
    """Worst / best accuracy over groups; 1 is even (FairDisCo). None with fewer than two groups or a best of 0."""
    values = _computable(groups)
    return min(values) / max(values) if len(values) > 1 and max(values) > 0 else None


@dataclass(frozen=True, eq=False)
class Tally:
    """Cases counted by group (rows) and label (columns): how many are there, how many of them were called rightly.

    `called` counts by group and what was said, whatever the label. Counts need not be whole: in a resample a case may
    weigh 2 or 0.
    """

    groups: tuple[str, ...]
    labels: tuple[str, ...]
    cases: Floats
    right: Floats
    called: Floats


class Coded:
    """Cases coded once by number, so that thousands of resamples of them can be tallied."""

    def __init__(
        self, predicted: Sequence[str], labels: Sequence[str], groups: Sequence[str], *, least: int = 1
    ) -> None:
        """Leave out cases without a group ("") and groups of fewer than `least` cases.

        With few cases a single one of a rare group decides; reports give `LEAST`.

        Raises:
            ValueError: the lists are not of one length.
        """
        if not len(predicted) == len(labels) == len(groups):
            raise ValueError(f"{len(predicted)} answers, {len(labels)} labels and {len(groups)} groups")
        self.groups = tuple(sorted(name for name, n in Counter(groups).items() if name and n >= least))
        self.kept = np.array([n for n, group in enumerate(groups) if group in self.groups], dtype=np.int64)
        self.labels = tuple(sorted({labels[n] for n in self.kept}))
        row = {name: n for n, name in enumerate(self.groups)}
        column = {name: n for n, name in enumerate(self.labels)}
        width = len(self.labels)
        self._cell = np.array([row[groups[n]] * width + column[labels[n]] for n in self.kept], dtype=np.int64)
        self._hit = np.array([predicted[n] == labels[n] for n in self.kept], dtype=float)
        known = [n for n in range(len(self.kept)) if predicted[self.kept[n]] in column]  # others are nobody's label
        self._known = np.array(known, dtype=np.int64)
        self._said = np.array(
            [row[groups[self.kept[n]]] * width + column[predicted[self.kept[n]]] for n in known], dtype=np.int64
        )

    def tally(self, weights: Floats | None = None) -> Tally:
        """The counts; `weights` gives each case that was handed in its weight, 1 by default."""
        each = np.ones(len(self.kept)) if weights is None else weights[self.kept]

        def counted(cells: npt.NDArray[np.int64], what: Floats) -> Floats:
            shape = len(self.groups), len(self.labels)
            flat = np.bincount(cells, weights=what, minlength=shape[0] * shape[1])
            return np.asarray(flat, dtype=float).reshape(shape)

        return Tally(
            self.groups,
            self.labels,
            cases=counted(self._cell, each),
            right=counted(self._cell, each * self._hit),
            called=counted(self._said, each[self._known]),
        )


def tally(predicted: Sequence[str], labels: Sequence[str], groups: Sequence[str], *, least: int = 1) -> Tally:
    """Count cases by group and label, as `Coded` does."""
    return Coded(predicted, labels, groups, least=least).tally()


def equal_opportunity_difference(counts: Tally, first: str = "light", other: str = "dark") -> Difference | None:
    """True positive rate of the first group minus that of the other, label by label (CIRCLe).

    None if no label is seen in both groups. Cases of unknown skin type belong to neither.
    """
    if not {first, other} <= set(counts.groups):
        return None
    one, two = (counts.groups.index(name) for name in (first, other))
    both = (counts.cases[one] > 0) & (counts.cases[two] > 0)
    if not both.any():
        return None
    rates = counts.right[:, both] / counts.cases[:, both].clip(min=1e-12)
    differences = rates[one] - rates[two]
    return Difference(float(differences.mean()), float(np.abs(differences).mean()), int(both.sum()))


def equal_opportunity_measure(counts: Tally) -> tuple[float, int] | None:
    """Mean over labels of the worst / best true positive rate of the groups, and the number of labels used (FairDisCo).

    Labels that a group lacks, or that nobody got right, are left out; None if none is left.
    """
    there = (counts.cases > 0).all(axis=0)
    return _worst_over_best(counts.right[:, there] / counts.cases[:, there])


def demographic_parity_measure(counts: Tally) -> tuple[float, int] | None:
    """Mean over labels of the lowest / highest share of a group called so, and the number of labels used (FairDisCo).

    Labels that nobody was given are left out; None if none is left.
    """
    sizes = counts.cases.sum(axis=1, keepdims=True)
    return _worst_over_best(counts.called / sizes) if (sizes > 0).all() else None


def _worst_over_best(rates: Floats) -> tuple[float, int] | None:
    if len(rates) < 2:
        return None
    best = rates.max(axis=0)
    used = best > 0
    return (float((rates.min(axis=0)[used] / best[used]).mean()), int(used.sum())) if used.any() else None


def fitzpatrick_bands(skin_type: int) -> tuple[str, str]:
    """The band of two types (12, 34, 56 as in DDI) and of three (light, dark as in CIRCLe) of a type from 1 to 6.

    Raises:
        ValueError: another number; an unknown type has no band.
    """
    if skin_type not in range(1, 7):
        raise ValueError(f"a Fitzpatrick type lies between 1 and 6, got {skin_type}")
    return ("12", "34", "56")[(skin_type - 1) // 2], "light" if skin_type <= 3 else "dark"


def _computable(groups: Mapping[str, Group]) -> list[float]:
    return [group.accuracy for group in groups.values() if group.accuracy is not None]
