"""Stretches of time that a text names, and whether a drug, another illness or the complaint owns them."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

#: Characters between a time and what it is told of before it, and behind it.
TOLD_OF, _RIGHT_BEHIND = 30, 12
#: What ends a clause.
_CLAUSE = re.compile("[.,;:!?\n\u3002\uff1b]")


@dataclass(frozen=True)
class Amount:
    """A stretch of time named in a text, in days; [start, end) of the normalised text."""

    low: float
    high: float
    start: int
    end: int


class Owners:
    """Which times of a text belong to a drug or another illness rather than to a complaint."""

    def __init__(self, text: str, complaints: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]) -> None:
        self._text = text
        self._ends = sorted([*((end, True) for _, end in complaints), *((end, False) for _, end in others)])
        self._starts = sorted([*((start, True) for start, _ in complaints), *((start, False) for start, _ in others)])

    def own(self, amount: Amount) -> bool:
        """Whether the nearest thing before the amount in its clause, or right behind it, is another one's."""
        i = bisect_right(self._ends, (amount.start, True)) - 1
        if i >= 0 and amount.start - self._ends[i][0] <= TOLD_OF:
            if not _CLAUSE.search(self._text, self._ends[i][0], amount.start):
                return not self._ends[i][1]
        j = bisect_left(self._starts, (amount.end, False))
        if j < len(self._starts) and self._starts[j][0] - amount.end <= _RIGHT_BEHIND:
            return not self._starts[j][1] and not _CLAUSE.search(self._text, amount.end, self._starts[j][0])
        return False
