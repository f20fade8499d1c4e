"""What cosines are taken of: principal components with half-power whitening, and how alike pictures usually are."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from dermagent.encoders.base import Vectors
from dermagent.index.base import Rows, in_blocks

#: Principal components kept for search, and the least and the most pictures that they are fitted to.
_COMPONENTS, _LEAST, _MOST = 128, 64, 20_000


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

    @property
    def axes(self) -> npt.NDArray[np.float32]:
        """The first 32 components, orthonormal; of an index without components the encoder's own axes."""
        return self.components[:32] if len(self.components) else np.eye(len(self.mean), dtype=np.float32)

    def of(self, vectors: Vectors) -> Vectors:
        """(n, dimension) to (n, width), each row of length 1; a row that is all mean stays zero."""
        if not len(self.components):
            inside: npt.NDArray[Any] = np.asarray(vectors)
        else:
            inside = (vectors - self.mean) @ self.components.T / self.scale
        lengths = np.linalg.norm(inside, axis=1, keepdims=True)
        return np.asarray(inside / np.where(lengths > 0, lengths, 1.0), dtype=np.float32)

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


def least_similarity(searched: Rows, patients: Sequence[str], *, share: float = 0.01, sample: int = 2_000) -> float:
    """The similarity to the nearest picture of another patient that all but this share of the pictures reach.

    -1 where there is no other patient to compare with.
    """
    codes = np.unique(np.asarray(patients), return_inverse=True)[1]
    chosen = np.linspace(0, len(codes) - 1, min(sample, len(codes))).astype(int)
    asked = np.concatenate([searched[n : n + 1] for n in chosen])
    nearest = np.full(len(chosen), -np.inf)
    start = 0
    for block in in_blocks(searched, 2_048):
        similar = asked @ block.T
        similar[codes[chosen][:, None] == codes[None, start : start + len(block)]] = -np.inf
        nearest, start = np.maximum(nearest, similar.max(axis=1)), start + len(block)
    nearest = nearest[np.isfinite(nearest)]
    return float(np.quantile(nearest, share)) if len(nearest) else -1.0
