"""Numbers of one outlined lesion, changes between two dates, and which of a patient's lesions is unlike the others."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dermagent.imaging.colour import Pixels, ciede2000, srgb_to_lab
from dermagent.imaging.resize import Mask
from dermagent.vectors import unit

#: Robust deviations from which on a lesion is worth a look, and least lesions to compare.
UNLIKE, FEWEST_LESIONS = 3.0, 4


@dataclass(frozen=True)
class Measures:
    """Area and longest diameter in pixels (millimetres too if a scale is known), and three shares without a unit.

    `asymmetry` is the mean share that does not overlap with its mirror image across both main axes (0 round), `border`
    the outline's length against that of a circle of the same area (1 round), `colours` the spread of CIELAB inside.
    """

    area_px: int
    diameter_px: float
    diameter_mm: float | None
    asymmetry: float
    border: float
    colours: float


def measure(pixels: Pixels, lesion: Mask, *, mm_per_px: float | None = None) -> Measures | None:
    """The measures of an outline; None of an empty one.

    Raises:
        ValueError: the outline is not of the image's size, or the scale is not positive.
    """
    if lesion.shape != pixels.shape[:2] or (mm_per_px is not None and mm_per_px <= 0):
        raise ValueError("the outline must have the image's size, and a scale be positive")
    if not lesion.any():
        return None
    points = np.argwhere(lesion).astype(float)
    area = len(points)
    diameter = _diameter(lesion)
    inside = srgb_to_lab(pixels[lesion])
    return Measures(
        area_px=area,
        diameter_px=diameter,
        diameter_mm=diameter * mm_per_px if mm_per_px else None,
        asymmetry=_asymmetry(points),
        border=border(lesion),
        colours=float(np.sqrt(inside.var(axis=0).sum())),
    )


def border(lesion: Mask) -> float:
    """The outline's length against that of a circle of the same area, 1 if round.

    Raises:
        ValueError: the outline is empty.
    """
    if not lesion.any():
        raise ValueError("the outline is empty")
    return float(_outline_length(lesion) / (2 * np.sqrt(np.pi * lesion.sum())))


def _edge(lesion: Mask) -> npt.NDArray[np.float64]:
    padded = np.pad(lesion, 1)
    inner = padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    return np.argwhere(lesion & ~inner).astype(float)


def _diameter(lesion: Mask) -> float:
    """The longest distance between two pixels of the edge, in pixels, the pixels themselves counted."""
    edge = _edge(lesion)
    angles = np.linspace(0, np.pi, 180, endpoint=False)
    along = edge @ np.stack((np.cos(angles), np.sin(angles)))
    return float((along.max(axis=0) - along.min(axis=0)).max()) + 1.0


def _outline_length(lesion: Mask) -> float:
    """The outline's length by Cauchy's formula on 4 directions of crossings, which is exact for circles to 2 %."""
    padded = np.pad(lesion, 1).astype(np.int8)
    straight = np.abs(np.diff(padded, axis=0)).sum() + np.abs(np.diff(padded, axis=1)).sum()
    slanted = np.abs(padded[1:, 1:] - padded[:-1, :-1]).sum() + np.abs(padded[1:, :-1] - padded[:-1, 1:]).sum()
    return float(np.pi / 8 * (straight + slanted / np.sqrt(2)))


def _asymmetry(points: npt.NDArray[np.float64]) -> float:
    """Mean over both main axes of the share of pixels whose mirror image lies outside."""
    centred = points - points.mean(axis=0)
    _, axes = np.linalg.eigh(np.cov(centred.T) if len(points) > 1 else np.eye(2))
    turned = np.rint(centred @ axes).astype(int)
    there = {tuple(point) for point in turned.tolist()}
    shares = []
    for flip in ((-1, 1), (1, -1)):
        mirrored = {(x * flip[0], y * flip[1]) for x, y in there}
        shares.append(1 - len(there & mirrored) / len(there))
    return float(np.mean(shares))


@dataclass(frozen=True)
class Change:
    """Between two dates: 1 - cosine of the images' vectors, relative growth of the area, CIEDE2000 of the colours."""

    look: float
    growth: float
    colour: float


def change(
    before: tuple[npt.NDArray[np.floating], Pixels, Mask],
    after: tuple[npt.NDArray[np.floating], Pixels, Mask],
    *,
    mm_per_px: tuple[float, float] | None = None,
) -> Change:
    """Each side is (vector, image, outline); without both scales areas are comparable at the same distance only.

    Raises:
        ValueError: an outline is empty, or a scale is not positive.
    """
    one, two = mm_per_px or (1.0, 1.0)
    if not (one > 0 and two > 0):
        raise ValueError("a scale must be positive")
    if not before[2].any() or not after[2].any():
        raise ValueError("an outline is empty")
    cosine = float(unit(before[0]) @ unit(after[0]))
    colours = [srgb_to_lab(pixels[mask]).mean(axis=0) for _, pixels, mask in (before, after)]
    growth = float(after[2].sum() * two**2 / (before[2].sum() * one**2)) - 1
    return Change(1 - cosine, growth, float(ciede2000(*colours)))


def ugly_duckling(vectors: npt.NDArray[np.floating]) -> list[float] | None:
    """For each of a patient's lesions how unlike the others it looks, in robust deviations; None below four lesions.

    Distance to the five nearest, against the median over the lesions. From 3 on it is worth a look, and no more than
    that: among drawn patients without an outlier 15 % have such a lesion.
    """
    n = len(vectors)
    if n < FEWEST_LESIONS:
        return None
    rows = unit(vectors)
    apart = 1 - rows @ rows.T
    np.fill_diagonal(apart, np.inf)
    distances = np.sort(apart, axis=1)[:, : min(5, n - 1)].mean(axis=1)
    middle = np.median(distances)
    spread = 1.4826 * np.median(np.abs(distances - middle)) + 1e-6
    return [float(value) for value in (distances - middle) / spread]


def crops(pixels: Pixels, masks: Sequence[Mask], *, margin: float = 0.2) -> list[Pixels]:
    """The image around each outline with a margin of that share of its box; empty outlines give none."""
    found = []
    for mask in masks:
        rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
        if len(rows):
            extra = [round(margin * (edge[-1] - edge[0] + 1)) for edge in (rows, columns)]
            top, left = max(0, rows[0] - extra[0]), max(0, columns[0] - extra[1])
            found.append(pixels[top : rows[-1] + 1 + extra[0], left : columns[-1] + 1 + extra[1]])
    return found
