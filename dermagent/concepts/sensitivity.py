"""Ask which concepts a linear probe leans on in one environment and not in another (DISC, Wu et al. 2023)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dermagent.vectors import softmax

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
#: Least images with and without a concept for a direction of its own, and most of each that it is fitted to.
LEAST, _MOST = 5, 500
_SVM_C, _SVM_ROUNDS = 0.1, 100
_RIDGE, _PROBE_STEPS, _FLAT = 1e-3, 500, 1e-5
#: Ten batches at a learning rate of .1, DISC's longest look ahead.
STEP = 1.0


@dataclass(frozen=True, eq=False)
class Probe:
    """A linear classifier over vectors that were centred and scaled to a mean squared length of 1."""

    classes: tuple[str, ...]
    centre: Floats
    scale: float
    weights: Floats
    bias: Floats

    def inside(self, vectors: npt.NDArray[np.floating]) -> Floats:
        """The vectors as the probe sees them."""
        return np.asarray((np.asarray(vectors, dtype=np.float64) - self.centre) / self.scale)

    def probabilities(self, inside: Floats) -> Floats:
        """Softmax over the classes: (rows, classes)."""
        return softmax(inside @ self.weights.T + self.bias)

    def accuracy(self, vectors: npt.NDArray[np.floating], labels: Sequence[str]) -> float:
        """Share of rows whose most probable class is their label."""
        said = self.probabilities(self.inside(vectors)).argmax(axis=1)
        return float(np.mean([self.classes[n] == label for n, label in zip(said, labels, strict=True)]))


def fit_probe(vectors: npt.NDArray[np.floating], labels: Sequence[str]) -> Probe:
    """Ridge softmax regression by accelerated gradient descent (Nesterov), from zero; deterministic.

    Raises:
        ValueError: fewer than two labels.
    """
    classes = tuple(sorted(set(labels)))
    if len(classes) < 2:
        raise ValueError(f"a probe needs at least two labels, found {len(classes)}")
    rows = np.asarray(vectors, dtype=np.float64)
    centre = rows.mean(axis=0)
    scale = float(np.sqrt(((rows - centre) ** 2).sum(axis=1).mean())) or 1.0
    inside = np.column_stack([(rows - centre) / scale, np.ones(len(rows))])
    wanted = np.array([[name == label for name in classes] for label in labels], dtype=np.float64)
    steepest = 0.5 * _largest_eigenvalue(inside) / len(rows) + _RIDGE
    now = ahead = np.zeros((len(classes), inside.shape[1]))
    for step in range(_PROBE_STEPS):
        gradient = (softmax(inside @ ahead.T) - wanted).T @ inside / len(rows) + _RIDGE * ahead
        if np.abs(gradient).max() < _FLAT:
            now = ahead
            break
        new = ahead - gradient / steepest
        ahead, now = new + step / (step + 3) * (new - now), new
    return Probe(classes, centre, scale, now[:, :-1], now[:, -1])


def direction(inside: Floats, present: Bools) -> Floats:
    """The normal of a linear support vector machine (C = .1, classes balanced), as long as its largest margin.

    Solved in the dual by coordinate descent in a fixed order (Hsieh et al. 2008); at most 500 images of each kind.

    Raises:
        ValueError: fewer than 5 images with or without the concept.
    """
    kinds = [np.flatnonzero(present), np.flatnonzero(~present)]
    if min(map(len, kinds)) < LEAST:
        raise ValueError(f"needs {LEAST} images with and without it, found {len(kinds[0])} and {len(kinds[1])}")
    kinds = [kind[np.linspace(0, len(kind) - 1, min(len(kind), _MOST)).astype(int)] for kind in kinds]
    order = np.array(sorted(np.concatenate(kinds), key=lambda n: (n * 2_654_435_761) % 2**32))  # kinds well mixed
    rows, sign = np.column_stack([inside[order], np.ones(len(order))]), np.where(present[order], 1.0, -1.0)
    most = np.where(present[order], *(_SVM_C * len(order) / 2 / len(kind) for kind in kinds))
    lengths, share, normal = (rows**2).sum(axis=1), np.zeros(len(rows)), np.zeros(rows.shape[1])
    for _ in range(_SVM_ROUNDS):
        for i in range(len(rows)):
            wanted = share[i] - (sign[i] * (rows[i] @ normal) - 1) / lengths[i]
            moved = min(max(wanted, 0.0), most[i]) - share[i]
            if moved:
                share[i] += moved
                normal += moved * sign[i] * rows[i]
    length = float(np.linalg.norm(normal[:-1])) or 1.0
    margin = float((sign * (rows @ normal)).max()) / length
    return np.asarray(margin * normal[:-1] / length)


def tendency(probe: Probe, inside: Floats, labels: Sequence[str], concept: Floats, *, step: float = STEP) -> Floats:
    """What a step of training on these images would add along a concept: softmax over classes of -step G v.

    G is the gradient of the mean cross-entropy of the probe's weights. DISC adds that of its biases, which is the same
    for every concept and, with centred vectors, only drowned the one planted in made-up data: it is left out.
    """
    wanted = np.array([[name == label for name in probe.classes] for label in labels], dtype=np.float64)
    wrong = (probe.probabilities(inside) - wanted) / len(labels)
    return softmax(-step * (wrong.T @ inside @ concept))


def sensitivity(
    probe: Probe,
    vectors: npt.NDArray[np.floating],
    labels: Sequence[str],
    environments: Sequence[str],
    concepts: Mapping[str, Floats],
) -> Floats:
    """How unlike the tendencies of the environments are: (concepts, classes), all together 1.

    The standard deviation over environments, normalised; zeros where there is no difference at all. A concept is 1, 0
    or NaN for each image; its direction is that of the images where it is known.

    Raises:
        ValueError: fewer than two environments, or a concept that too few images show or lack.
    """
    names = sorted(set(environments))
    if len(names) < 2:
        raise ValueError(f"needs at least two environments, found {len(names)}")
    inside, told, where = probe.inside(vectors), np.array(labels), np.array(environments)
    spread = np.zeros((len(concepts), len(probe.classes)))
    for row, values in enumerate(concepts.values()):
        known = ~np.isnan(values)
        along = direction(inside[known], values[known] == 1)
        parts = [tendency(probe, inside[where == name], list(told[where == name]), along) for name in names]
        spread[row] = np.std(parts, axis=0)
    total = float(spread.sum())
    return spread / total if total else spread


def _largest_eigenvalue(rows: Floats) -> float:
    """Of the rows' Gram matrix, by power iteration, with a tenth to spare since that comes from below."""
    vector: Floats = np.random.default_rng(0).normal(size=(rows.shape[1],))
    length = 1.0
    for _ in range(50):
        vector = np.asarray(rows.T @ (rows @ vector))
        length = float(np.linalg.norm(vector))
        vector /= length
    return 1.1 * length
