"""Arithmetic on rows of numbers that several parts share: lengths of 1, probabilities of scores."""

from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

F = TypeVar("F", bound=np.floating[Any])


def unit(rows: npt.NDArray[F]) -> npt.NDArray[F]:
    """Rows (the last axis) scaled to length 1; a row of zeros stays."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / np.where(lengths > 0, lengths, 1.0))


def softmax(scores: npt.NDArray[F]) -> npt.NDArray[F]:
    """Rows (the last axis) as probabilities proportional to exp(score); scores may be large."""
    shifted = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=-1, keepdims=True))


def log_softmax(scores: npt.NDArray[F]) -> npt.NDArray[F]:
    """The natural logarithms of `softmax`, finite also where a probability rounds to 0."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True)))
