"""Errors that matter more than others: a dangerous condition not named, an urgency set too low or too high."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from dermagent.types import URGENCIES, Urgency


@dataclass(frozen=True)
class UrgencyConfusion:
    """Counts by reference (row) and answer (column), both from most to least urgent, and how far answers are off.

    `not_assessed` counts by reference the cases whose urgency was not assessed; they stand in no column. Of all `n`
    cases `under` is the share called less urgent than they are, `over` more urgent; None without a case.
    `missed_emergencies` is the share of emergencies that were not called one; None without an emergency.
    """

    counts: tuple[tuple[int, ...], ...]
    not_assessed: tuple[int, ...]
    n: int
    under: float | None
    over: float | None
    missed_emergencies: float | None


def urgency_confusion(said: Sequence[Urgency | None], right: Sequence[Urgency]) -> UrgencyConfusion:
    """Compare the urgencies of cases, None: not assessed; those that failed must be left out before.

    Raises:
        ValueError: not as many answers as references.
    """
    if len(said) != len(right):
        raise ValueError(f"{len(said)} urgencies for {len(right)} references")
    counts = [[0] * len(URGENCIES) for _ in URGENCIES]
    not_assessed = [0] * len(URGENCIES)
    for answer, reference in zip(said, right, strict=True):
        row = URGENCIES.index(reference)
        if answer is None:
            not_assessed[row] += 1
        else:
            counts[row][URGENCIES.index(answer)] += 1
    n, emergencies = len(right), right.count("emergency")
    under = sum(sum(row[place + 1 :]) for place, row in enumerate(counts))
    over = sum(sum(row[:place]) for place, row in enumerate(counts))
    return UrgencyConfusion(
        counts=tuple(map(tuple, counts)),
        not_assessed=tuple(not_assessed),
        n=n,
        under=under / n if n else None,
        over=over / n if n else None,
        missed_emergencies=1 - counts[0][0] / emergencies if emergencies else None,
    )


def missed_high_risk(
    ranked: Sequence[str], reference: Mapping[str, float], high_risk: Collection[str], *, k: int = 3, least: float = 0.3
) -> frozenset[str] | None:
    """High-risk conditions of a reference weight of at least `least` that are not among the first k.

    None if the case has no such condition, so that it does not count; empty if all were named. Each is missed for
    itself: naming one does not excuse another. High risk is level 2 in the risk file of the uncertain-ground-truth set,
    which also rates urticaria and scabies so.
    """
    heavy = frozenset(name for name, weight in reference.items() if weight >= least and name in high_risk)
    return heavy - set(ranked[:k]) if heavy else None
