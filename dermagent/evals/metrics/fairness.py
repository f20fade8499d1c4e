"""Differences between groups of patients; a group that is too small is not computable, never 0."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

#: Least cases of a group for a figure of its own.
LEAST = 10


@dataclass(frozen=True)
class Group:
    """Number of cases of a group and the share that was right; None where there are too few."""

    n: int
    accuracy: float | None


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


def equal_opportunity_difference(
    predicted: Sequence[str], labels: Sequence[str], light: Sequence[bool]
) -> tuple[float, float, int] | None:
    """Light minus dark true positive rate: signed mean, mean of absolute values, labels seen in both (CIRCLe).

    None if no label is seen in both groups. Leave out cases of unknown skin type first: they are neither.
    """
    differences = []
    for label in sorted(set(labels)):
        rates = []
        for side in (True, False):
            hits = [p == label for p, y, s in zip(predicted, labels, light, strict=True) if y == label and s == side]
            if hits:
                rates.append(sum(hits) / len(hits))
        if len(rates) == 2:
            differences.append(rates[0] - rates[1])
    n = len(differences)
    return (sum(differences) / n, sum(map(abs, differences)) / n, n) if n else None


def equal_opportunity_measure(
    predicted: Sequence[str], labels: Sequence[str], groups: Sequence[str], *, least: int = 1
) -> tuple[float, int] | None:
    """Mean over labels of the worst / best true positive rate of the groups, and the number of labels used (FairDisCo).

    Labels that a group lacks, or that nobody got right, are left out; None if none is left. Groups of fewer cases than
    `least` are left out first, else a single case of a rare group decides; reports give `LEAST`.
    """
    return _ratio_by_label(predicted, labels, groups, least, given_label=True)


def demographic_parity_measure(
    predicted: Sequence[str], labels: Sequence[str], groups: Sequence[str], *, least: int = 1
) -> tuple[float, int] | None:
    """Mean over labels of the lowest / highest share of a group given the label, and labels used (FairDisCo).

    Groups of fewer than `least` cases are left out first; None if no label is left.
    """
    return _ratio_by_label(predicted, labels, groups, least, given_label=False)


def fitzpatrick_bands(skin_type: int) -> tuple[str, str]:
    """The band of two types (12, 34, 56 as in DDI) and of three (light, dark as in CIRCLe) of a type from 1 to 6.

    Raises:
        ValueError: another number; an unknown type has no band.
    """
    if skin_type not in range(1, 7):
        raise ValueError(f"a Fitzpatrick type lies between 1 and 6, got {skin_type}")
    return ("12", "34", "56")[(skin_type - 1) // 2], "light" if skin_type <= 3 else "dark"


def _ratio_by_label(
    predicted: Sequence[str], labels: Sequence[str], groups: Sequence[str], least: int, *, given_label: bool
) -> tuple[float, int] | None:
    names = sorted(name for name, n in Counter(groups).items() if name and n >= least)
    ratios = []
    for label in sorted(set(labels)):
        rates = []
        for name in names:
            chosen = [
                p == label
                for p, y, g in zip(predicted, labels, groups, strict=True)
                if g == name and (y == label or not given_label)
            ]
            if chosen:
                rates.append(sum(chosen) / len(chosen))
        if len(rates) == len(names) > 1 and max(rates) > 0:
            ratios.append(min(rates) / max(rates))
    return (sum(ratios) / len(ratios), len(ratios)) if ratios else None


def _computable(groups: Mapping[str, Group]) -> list[float]:
    return [group.accuracy for group in groups.values() if group.accuracy is not None]
