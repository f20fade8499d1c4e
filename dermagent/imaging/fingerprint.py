"""Fingerprints of images: one saved again, made smaller or cropped a little keeps nearly the same bits.

A fingerprint is the perceptual hash of Zauner 2010 (the signs of the lowest frequencies of the grey image against
their median) with 12 x 12 frequencies instead of 8 x 8, of the whole image and of it without 5 % along any of its
four edges: a crop meets one of those. Measured by `python -m tests.bench.near_duplicates`.
"""

import itertools

import numpy as np
import numpy.typing as npt
from PIL import Image

from dermagent.imaging.colour import Floats, Pixels

Fingerprint = npt.NDArray[np.uint8]

#: Side of the grey image that frequencies are taken of, frequencies a side, and share cut away along an edge.
_SIDE, _FREQUENCIES, _CUT = 128, 12, 0.05
_CUTS = tuple(itertools.product((0.0, _CUT), repeat=2))
BITS = _FREQUENCIES**2
#: Alignments, the whole image first, and bytes of each.
SHAPE = (len(_CUTS) ** 2, BITS // 8)
#: Bits that differ between any two images of which one is too plain to tell.
UNLIKE = BITS + 1
#: Standard deviation of grey levels below which an image is too plain.
_PLAIN = 1.5


def _waves() -> Floats:
    """(4, 12, 128): the cosines over a side of which nothing, its end, its start or both are cut away."""
    made = np.zeros((len(_CUTS), _FREQUENCIES, _SIDE))
    frequencies = np.arange(_FREQUENCIES)[:, None]
    for n, (start, end) in enumerate(_CUTS):
        at = np.arange(_SIDE) + 0.5 - start * _SIDE
        width = _SIDE * (1 - start - end)
        covered = np.clip(np.minimum(at, width - at) + 0.5, 0, 1)
        made[n] = np.cos(np.pi * frequencies * np.clip(at, 0, width) / width) * covered
    return made


_WAVES = _waves()


def fingerprint(pixels: Pixels) -> Fingerprint:
    """(16, 18) bits in bytes of an image (h, w, 3), the whole image first; all 0 of one that is too plain."""
    grey = np.asarray(Image.fromarray(pixels).convert("L").resize((_SIDE, _SIDE), Image.Resampling.BOX), dtype=float)
    if grey.std() < _PLAIN:
        return np.zeros(SHAPE, dtype=np.uint8)
    along = _WAVES @ grey
    parts = np.einsum("afx,bgx->abfg", along, _WAVES, optimize=True).reshape(SHAPE[0], BITS)
    return np.packbits(parts > np.median(parts, axis=1, keepdims=True), axis=1)


def distances(one: Fingerprint, others: Fingerprint) -> npt.NDArray[np.int64]:
    """How many of 144 bits differ from each of the others (n, 16, 18), in the alignment where fewest do.

    One of the two is always whole, so that no more than an edge is missing; 145 where one is too plain.
    """
    apart = np.minimum(
        np.bitwise_count(one[0] ^ others).sum(axis=-1, dtype=np.int64).min(axis=-1),
        np.bitwise_count(one ^ others[:, :1]).sum(axis=-1, dtype=np.int64).min(axis=-1),
    )
    apart[~others[:, 0].any(axis=-1)] = UNLIKE
    return apart if one.any() else np.full_like(apart, UNLIKE)
