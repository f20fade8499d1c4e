"""Masks as short texts: COCO's compressed run lengths, which the common tools for masks read.

The mask is read column by column; the lengths of its runs, outside first, are written from the fourth on as differences
to the run two before, in groups of five bits from the lowest, each as the character 48 + bits (+ 32 if more follow).
"""

import numpy as np

from dermagent.imaging.resize import Mask

_BITS, _MORE, _SIGN, _ZERO = 5, 32, 16, 48
#: The first run whose length is written as a difference.
_FIRST_DIFFERENCE = 3


def encode(mask: Mask) -> str:
    """The run lengths of a mask (height, width) as text."""
    flat = np.concatenate([[False], np.asarray(mask, dtype=bool).ravel(order="F"), [False]])
    edges = np.flatnonzero(flat[1:] != flat[:-1])
    runs = np.diff(np.concatenate([[0], edges, [mask.size]])).tolist()
    if len(runs) > 1 and runs[-1] == 0:
        runs.pop()  # the mask ends inside
    return "".join(
        _written(run - runs[place - 2] if place >= _FIRST_DIFFERENCE else run) for place, run in enumerate(runs)
    )


def decode(counts: str, height: int, width: int) -> Mask:
    """The mask (height, width) of a text.

    Raises:
        ValueError: the text is not one of such a mask.
    """
    runs: list[int] = []
    value = shift = 0
    for character in counts:
        bits = ord(character) - _ZERO
        if not 0 <= bits < 2 * _MORE:
            raise ValueError(f"expected run lengths, found the character {character!r}")
        value |= (bits & (_MORE - 1)) << shift
        shift += _BITS
        if bits & _MORE:
            continue
        if bits & _SIGN:
            value -= 1 << shift
        runs.append(value + runs[-2] if len(runs) >= _FIRST_DIFFERENCE else value)
        value = shift = 0
    if shift or min(runs, default=-1) < 0 or sum(runs) != height * width:
        raise ValueError(f"expected run lengths of {height} x {width} pixels, found {sum(runs)} pixels")
    inside = np.arange(len(runs)) % 2 == 1
    return np.repeat(inside, runs).reshape((height, width), order="F")


def _written(value: int) -> str:
    text = ""
    while True:
        bits = value & (_MORE - 1)
        value >>= _BITS
        last = value == (-1 if bits & _SIGN else 0)
        text += chr(_ZERO + bits + (0 if last else _MORE))
        if last:
            return text
