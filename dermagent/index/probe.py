"""Few-shot linear probe: what a frozen encoder's vectors tell apart, learnt from k labelled cases of each class."""

from collections import defaultdict
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from dermagent.types import Value

Floats = npt.NDArray[np.float64]


class Spread(Value):
    """Mean over the draws, and their standard deviation; None with a single draw."""

    mean: float
    sd: float | None


class Probed(Value):
    """Accuracies at k cases a class over `draws` draws, on every image of the patients that were not drawn.

    `commonest` is what the best single answer for all reaches on the same images, `balanced` the mean over classes.
    Classes with too few patients (`left_out`) are neither learnt nor tested; with fewer than two others nothing is.
    """

    shots: int
    classes: int
    left_out: int
    draws: int
    tested: float
    accuracy: Spread | None
    commonest: Spread | None
    balanced: Spread | None


def probe(
    vectors: npt.NDArray[np.floating], labels: Sequence[str], patients: Sequence[str], *, shots: int, draws: int = 10
) -> Probed:
    """Learn from `shots` images of each class, each of another patient, and answer for the patients left over.

    A class needs one patient more than shots. Draws are seeded 0, 1, …, so that the same vectors give the same figures.

    Raises:
        ValueError: not as many labels and patients as rows, or no shot or no draw.
    """
    if not len(vectors) == len(labels) == len(patients):
        raise ValueError(f"{len(vectors)} vectors, {len(labels)} labels and {len(patients)} patients")
    if shots < 1 or draws < 1:
        raise ValueError(f"{shots} shots and {draws} draws; at least one of each is needed")
    seen: dict[str, set[str]] = defaultdict(set)
    for label, patient in zip(labels, patients, strict=True):
        seen[label].add(patient)
    classes = sorted(label for label, people in seen.items() if len(people) > shots)
    number = {label: n for n, label in enumerate(classes)}
    kept = np.array([n for n, label in enumerate(labels) if label in number], dtype=np.int64)
    rows = np.asarray(vectors, dtype=np.float64)[kept]
    code = np.array([number[labels[n]] for n in kept], dtype=np.int64)
    whose = np.unique(np.array([patients[n] for n in kept]), return_inverse=True)[1]
    figures = []
    for seed in range(draws) if len(classes) > 1 else ():
        drawn = _draw(code, whose, shots, np.random.default_rng(seed))
        rest = np.flatnonzero(~np.isin(whose, whose[drawn]))
        if len(rest):
            said = ridge(rows[drawn], code[drawn], len(classes))(rows[rest])
            figures.append(_judged(said == code[rest], code[rest], len(classes)))
    told = list(zip(*figures, strict=True))
    spreads = [_spread(values) for values in told] if told else [None] * 4
    return Probed(
        shots=shots,
        classes=len(classes),
        left_out=len(seen) - len(classes),
        draws=len(figures),
        tested=spreads[0].mean if spreads[0] else 0.0,
        accuracy=spreads[1],
        commonest=spreads[2],
        balanced=spreads[3],
    )


def _draw(code: npt.NDArray[np.int64], whose: npt.NDArray[np.int64], shots: int, rng: np.random.Generator) -> list[int]:
    """Rows of one draw: in a random order the first of each class and patient, until a class has its shots."""
    taken: dict[int, set[int]] = defaultdict(set)
    drawn = []
    for n in rng.permutation(len(code)):
        people = taken[int(code[n])]
        if len(people) < shots and int(whose[n]) not in people:
            people.add(int(whose[n]))
            drawn.append(int(n))
    return drawn


def ridge(rows: Floats, code: npt.NDArray[np.int64], classes: int) -> Callable[[Floats], npt.NDArray[np.int64]]:
    """A linear classifier by ridge regression on one-hot targets (Hoerl and Kennard 1970), solved in the dual.

    The penalty is the mean squared length of the centred rows, so that the scale of an encoder does not matter; ties go
    to the first class.
    """
    mean = rows.mean(axis=0)
    inside = rows - mean
    gram = inside @ inside.T
    penalty = max(float(np.trace(gram)) / len(rows), np.finfo(float).tiny)
    targets = np.eye(classes)[code]
    weights = inside.T @ np.linalg.solve(gram + penalty * np.eye(len(rows)), targets - targets.mean(axis=0))
    offset = targets.mean(axis=0) - mean @ weights
    return lambda asked: np.asarray((asked @ weights + offset).argmax(axis=1), dtype=np.int64)


def _judged(right: npt.NDArray[np.bool_], code: npt.NDArray[np.int64], classes: int) -> tuple[float, ...]:
    """Images tested, share right, share of the commonest class, and mean share right over the classes tested."""
    n = np.bincount(code, minlength=classes)
    each = np.bincount(code, weights=right, minlength=classes)[n > 0] / n[n > 0]
    return float(len(code)), float(right.mean()), float(n.max() / len(code)), float(each.mean())


def _spread(values: Sequence[float]) -> Spread:
    return Spread(mean=float(np.mean(values)), sd=float(np.std(values, ddof=1)) if len(values) > 1 else None)
