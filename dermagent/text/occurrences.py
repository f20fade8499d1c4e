"""Phrases that were found in a text, and the tightest of those of one key that overlap."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple


class Occurrence(NamedTuple):
    """A phrase found: its first and last token, its key, and the tokens inside it that are none of its words."""

    first: int
    last: int
    key: str
    skipped: tuple[int, ...] = ()


def tightest(found: Iterable[Occurrence]) -> list[Occurrence]:
    """Of one key's overlapping occurrences the one with the fewest skipped tokens, then the longest, then the first."""
    by_key: dict[str, list[Occurrence]] = defaultdict(list)
    for one in found:
        by_key[one.key].append(one)
    kept: list[Occurrence] = []
    for ones in by_key.values():
        kept.extend(ones if _stand_apart(ones) else _without_overlaps(ones))
    return sorted(kept)


def _stand_apart(ones: Sequence[Occurrence]) -> bool:
    """Whether each begins behind the end of the one before it."""
    behind = -1
    for one in ones:
        if one.first <= behind:
            return False
        behind = one.last
    return True


def _without_overlaps(ones: Iterable[Occurrence]) -> Iterator[Occurrence]:
    taken: set[int] = set()
    for one in sorted(ones, key=lambda one: (len(one.skipped), one.first - one.last, one.first)):
        own = range(one.first, one.last + 1)
        if taken.isdisjoint(own):
            taken.update(own)
            yield one
