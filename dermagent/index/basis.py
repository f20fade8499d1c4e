"""What cosines are taken of: principal components with half-power whitening, and how alike images usually are."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from dermagent.encoders.protocol import Vectors
from dermagent.index.entries import IndexEntry, Rows, in_blocks
from dermagent.vectors import unit

#: Principal components kept for search, and the least and the most images that they are fitted to.
_COMPONENTS, _LEAST, _MOST = 128, 64, 20_000
#: Fewer images of a modality do not say how alike images of it are.
LEAST_OF_A_KIND = 20


@dataclass(frozen=True, eq=False)
class Basis:
    """Principal components with half-power whitening: rows to short rows of length 1 that cosines are taken of."""

    mean: npt.NDArray[np.float32]
    components: npt.NDArray[np.float32]
    scale: npt.NDArray[np.float32]

    @property
    def width(self) -> int:
        """How many numbers a row has that is searched."""
        return len(self.components) or len(self.mean)

    def of(self, vectors: Vectors) -> Vectors:
        """(n, dimension) to (n, width), each row of length 1; a row that is all mean stays zero."""
        if not len(self.components):
            inside: npt.NDArray[Any] = np.asarray(vectors)
        else:
            inside = (vectors - self.mean) @ self.components.T / self.scale
        return np.asarray(unit(inside), dtype=np.float32)

    def as_npz(self) -> bytes:
        """The bytes that `from_npz` reads."""
        held = io.BytesIO()
        np.savez(held, mean=self.mean, components=self.components, scale=self.scale)
        return held.getvalue()

    @classmethod
    def from_npz(cls, content: bytes) -> "Basis":
        """Read what `as_npz` gave.

        Raises:
            OSError, ValueError, KeyError: the bytes are others.
        """
        with np.load(io.BytesIO(content), allow_pickle=False) as held:
            return cls(held["mean"], held["components"], held["scale"])


def fit_basis(vectors: Rows) -> Basis:
    """Components of at most 20,000 of the vectors, divided by eigenvalue^0.25; too few are searched as they are."""
    number, dimension = vectors.shape
    if number < _LEAST:
        empty = np.zeros((0, dimension), dtype=np.float32)
        return Basis(np.zeros(dimension, dtype=np.float32), empty, np.zeros(0, dtype=np.float32))
    total = np.sum([block.sum(axis=0, dtype=np.float64) for block in in_blocks(vectors)], axis=0)
    mean = np.asarray(total / number, dtype=np.float32)
    sample = vectors[:: -(-number // _MOST)] - mean
    if len(sample) <= dimension:
        _, spread, components = np.linalg.svd(sample, full_matrices=False)
    else:
        squares, columns = np.linalg.eigh((sample.T @ sample).astype(np.float64))
        spread, components = np.sqrt(np.maximum(squares[::-1], 0.0)), columns.T[::-1]
    n = min(_COMPONENTS, len(spread) - 1, dimension)
    signs = np.sign(components[np.arange(n), np.abs(components[:n]).argmax(axis=1)])
    scale = np.sqrt(np.maximum(spread[:n], spread[0] * 1e-4) / np.sqrt(len(sample)))
    return Basis(mean, (components[:n] * signs[:, None]).astype(np.float32), scale.astype(np.float32))


def least_similarities(
    vectors: Rows, entries: Sequence[IndexEntry], *, share: float = 0.05, sample: int = 1_000
) -> dict[str, float]:
    """By modality the cosine to the nearest image of another patient that all but this share of the images reach.

    Of the encoder's own vectors: the components draw apart whatever is near, so that there noise is as near as skin.
    A modality of fewer than 20 images or of one patient has none, for too little is known of how alike they are.
    """
    patients = np.unique([entry.patient or entry.sha256 for entry in entries], return_inverse=True)[1]
    kinds = np.array([entry.modality for entry in entries])
    least: dict[str, float] = {}
    for kind in sorted(set(map(str, kinds))):
        places = np.nonzero(kinds == kind)[0]
        if len(places) < LEAST_OF_A_KIND or len(set(patients[places])) < 2:
            continue
        chosen = places[np.linspace(0, len(places) - 1, min(sample, len(places))).astype(int)]
        asked = np.concatenate([vectors[n : n + 1] for n in map(int, chosen)])
        nearest, start = np.full(len(chosen), -np.inf), 0
        for block in in_blocks(vectors, 2_048):
            rows = slice(start, start + len(block))
            counts = (kinds[rows] == kind) & (patients[chosen][:, None] != patients[rows])
            nearest = np.maximum(nearest, np.where(counts, asked @ block.T, -np.inf).max(axis=1))
            start = rows.stop
        least[kind] = float(np.quantile(nearest, share))
    return least
