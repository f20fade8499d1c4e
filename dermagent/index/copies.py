"""Pairs of images that are one photograph, saved again, made smaller or cropped, without comparing each with each.

Images whose fingerprints agree in one of 24 draws of 23 bits are compared by all bits, then by the encoder's
vectors where there are any. Each image is compared with at most 64 others a draw, so the work grows as their number.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dermagent.imaging.fingerprint import BITS, SHAPE, Fingerprint, distances
from dermagent.index.entries import Rows

Places = npt.NDArray[np.int64]
Report = Callable[[str, int, int], None]

#: Bits of 144 that may differ between copies, and those up to which the encoder must agree less.
FARTHEST, _CLOSE = 24, 10
#: Least cosine of the encoder's own vectors: an image of half the size may have .86, a cropped one has .93 or more.
_LEAST, _LEAST_FAR = 0.8, 0.9
_DRAWS, _DRAWN, _MOST = 24, 23, 64
#: Pairs that are compared at a time, and that are told of at most, or nearly so.
_AT_ONCE, _PAIRS = 262_144, 1_000_000


@dataclass(frozen=True, eq=False)
class ImageSet:
    """Images to compare: hashes of their files, fingerprints (n, 16, 18), and vectors of one encoder if there are.

    `vectors` are (n, dimension), rows of length 1.
    """

    sha256: Sequence[str]
    fingerprints: Fingerprint
    vectors: Rows | None = None


def are_copies(one: Fingerprint, others: Fingerprint) -> npt.NDArray[np.bool_]:
    """Which of the others (n, 16, 18) have a copy's fingerprint; an encoder that finds them near is the second look."""
    return np.asarray(distances(one, others) <= FARTHEST)


def copies(
    ones: ImageSet, others: ImageSet | None = None, report: Report = lambda what, done, total: None
) -> list[tuple[int, int]]:
    """Places of copies, (one, other) sorted; within `ones` without `others`, then the lower place first.

    Of files with equal bytes in one collection each is paired with the first of them alone; after a million pairs no
    further ones are looked for.
    """
    found = set(_of_equal_bytes(ones, others))
    within = others is None
    for one, other in _alike(ones.fingerprints, ones.fingerprints if others is None else others.fingerprints, report):
        pairs = np.stack([one, other], axis=1)
        if within:
            pairs = np.sort(pairs[one != other], axis=1)
        found.update(map(tuple, pairs[_agreed(ones, others or ones, pairs)].tolist()))
        if len(found) > _PAIRS:
            break
    return sorted(found)


def _of_equal_bytes(ones: ImageSet, others: ImageSet | None) -> Iterator[tuple[int, int]]:
    first: dict[str, int] = {}
    for place, sha in enumerate(ones.sha256):
        held = first.setdefault(sha, place)
        if others is None and held != place:
            yield held, place
    if others is not None:
        yield from ((first[sha], place) for place, sha in enumerate(others.sha256) if sha in first)


def _alike(ones: Fingerprint, others: Fingerprint, report: Report) -> Iterator[tuple[Places, Places]]:
    """Places of pairs with fingerprints at most `FARTHEST` apart; a pair may come again."""
    rng = np.random.default_rng(0)
    for draw in range(_DRAWS):
        report("looking for copies", draw, _DRAWS)
        bits = rng.permutation(BITS)[:_DRAWN]
        yield from _in_draw(ones, others, bits)
        if ones is not others:
            yield from ((one, other) for other, one in _in_draw(others, ones, bits))
    report("looking for copies", _DRAWS, _DRAWS)


def _in_draw(whole: Fingerprint, cut: Fingerprint, bits: npt.NDArray[np.int64]) -> Iterator[tuple[Places, Places]]:
    """Pairs of a whole image and another in any alignment that have these bits in common."""
    asked, held = _keys(whole[:, :1], bits), _keys(cut, bits)
    order = np.argsort(held, kind="stable")
    held = held[order]
    start, end = (np.searchsorted(held, asked, side=side) for side in ("left", "right"))
    number = np.where(np.asarray(whole[:, 0]).any(axis=-1), np.minimum(end - start, _MOST), 0)
    until = np.cumsum(number)
    for first in _cuts(until):
        rows = np.arange(*first)
        mine = np.repeat(rows, number[rows])
        before = until[rows] - number[rows]
        nth = np.arange(len(mine)) - np.repeat(before - before[0], number[rows])
        theirs, alignment = np.divmod(order[start[mine] + nth], SHAPE[0])
        near = np.bitwise_count(whole[mine, 0] ^ cut[theirs, alignment]).sum(axis=1, dtype=np.int64) <= FARTHEST
        near &= np.asarray(cut[theirs, 0]).any(axis=1)
        yield mine[near], theirs[near]


def _cuts(until: Places) -> Iterator[tuple[int, int]]:
    """Ranges of rows with about `_AT_ONCE` pairs each; `until` counts the pairs up to and with a row."""
    start = 0
    while start < len(until):
        before = until[start - 1] if start else 0
        end = max(start + 1, int(np.searchsorted(until, before + _AT_ONCE, side="right")))
        yield start, end
        start = end


def _keys(fingerprints: Fingerprint, bits: npt.NDArray[np.int64]) -> npt.NDArray[np.uint32]:
    """(n x alignments,): the bits of each as one number."""
    made = np.zeros(fingerprints.shape[:2], dtype=np.uint32)
    for start in range(0, len(made), _AT_ONCE // SHAPE[0]):
        rows = slice(start, start + _AT_ONCE // SHAPE[0])
        block = np.asarray(fingerprints[rows])
        for bit in map(int, bits):
            made[rows] = (made[rows] << 1) | ((block[:, :, bit // 8] >> (7 - bit % 8)) & 1)
    return made.reshape(-1)


def _agreed(ones: ImageSet, others: ImageSet, pairs: Places) -> npt.NDArray[np.bool_]:
    """Which pairs the encoder finds near enough; all of them without vectors."""
    if ones.vectors is None or others.vectors is None or not len(pairs):
        return np.ones(len(pairs), dtype=bool)
    told = []
    for one, other in pairs:
        cosine = float(ones.vectors[one : one + 1][0] @ others.vectors[other : other + 1][0])
        [apart] = distances(ones.fingerprints[one], others.fingerprints[other : other + 1])
        told.append(cosine >= (_LEAST if apart <= _CLOSE else _LEAST_FAR))
    return np.array(told, dtype=bool)
