"""Fuse ranked lists by reciprocal rank."""

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
#: Constant of reciprocal rank fusion (Cormack, Clarke and Buettcher, SIGIR 2009).
_K = 60


def reciprocal_ranks(lists: Iterable[Mapping[K, int]]) -> dict[K, float]:
    """Score of each name: the sum over the lists that hold it of 1 / (60 + rank), ranks from 1; names as first met."""
    scores: dict[K, float] = {}
    for ranks in lists:
        for name, rank in ranks.items():
            scores[name] = scores.get(name, 0.0) + 1 / (_K + rank)
    return scores
