"""Outline one lesion: the protocol, a classical default without any training, and one outline carried across views.

The default was measured on drawn images only (`python -m tests.bench.segmentation`): nothing is claimed for photos.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np

from dermagent.imaging.colour import Floats, Pixels, srgb_to_lab
from dermagent.imaging.contrast import contrast
from dermagent.imaging.hair import remove_hair
from dermagent.imaging.measure import border
from dermagent.imaging.resize import Mask, resized, smaller
from dermagent.plugins import make

#: Top, left, bottom, right in pixels; bottom and right are outside.
Box = tuple[int, int, int, int]

_SIDE = 256
_SIGMA = 2.0
#: Share of the side that counts as border, and how far from the border's plane is an outlier, in robust deviations.
_FRAME, _OUTLIER = 0.05, 2.5
_LEAST_AREA, _LARGE, _CENTRED = 0.002, 0.7, 0.3
#: Steps by which gaps are closed and spikes opened.
_SMOOTHED = 3
#: A strip along an edge at most so wide, whose rows lie further from skin than this in Lab, is a ruler or a frame.
_STRIP, _FAR = 0.2, 12.0
#: Lab distance below which nothing counts as standing out, however it divides.
_VISIBLE = 2.0
#: L* by which corners are darker than the middle of each edge, from which on the light is called uneven.
_DARK_CORNERS = 4.0
#: Border above which an outline is doubted, and contrast (WCAG) and CIEDE2000 below which it is (our choice).
_RAGGED, _FAINT, _ALIKE = 1.8, 1.2, 5.0


@dataclass(frozen=True, eq=False)
class Segmentation:
    """The outline, how clearly it stands out (0 to 1, Otsu's separability), by what, and what makes it doubtful."""

    mask: Mask
    score: float
    method: str
    doubts: tuple[str, ...] = ()


class Segmenter(Protocol):
    """Outlines the lesion of an image; a trained network comes by `module:factory`.

    It may be asked from several threads at once, and must give the same outline of the same image again.
    """

    name: str

    def segment(self, pixels: Pixels, *, prompt: Box | None = None) -> Segmentation:
        """The outline, True inside, of the image's size; `prompt` is a box that holds the lesion."""
        ...


class Classical:
    """Distance from the skin's colour, which a plane through the border describes; Otsu's threshold; one component."""

    name = "classical"

    def segment(self, pixels: Pixels, *, prompt: Box | None = None) -> Segmentation:
        """Works at a long side of 256 px; an empty outline where nothing stands out."""
        small, ratio = smaller(pixels, _SIDE)
        distance, corners = _from_skin(small)
        if prompt is not None:
            outside = np.ones(distance.shape, dtype=bool)
            top, left, bottom, right = (round(edge * ratio) for edge in prompt)
            outside[top:bottom, left:right] = False
            distance = np.where(outside, 0.0, distance)
        threshold, score = _otsu(distance)
        mask = _one_component(distance > max(threshold, _VISIBLE))
        doubts = doubts_of(small, mask)
        if corners:
            doubts = (*doubts, "the corners are dark")
        return Segmentation(resized(mask, pixels.shape[:2]), score, self.name, doubts)

    def outlines(self, pixels: Pixels, *, most: int = 4) -> list[Mask]:
        """What stands out from the skin, one by one: first what `segment` outlines, then by size and place."""
        small, _ = smaller(pixels, _SIDE)
        distance, _ = _from_skin(small)
        found = components(distance > max(_otsu(distance)[0], _VISIBLE))
        return [resized(mask, pixels.shape[:2]) for mask in found[:most]]


@lru_cache(maxsize=4)
def make_segmenter(name: str) -> Segmenter:
    """The segmenter "classical", or one by "module:factory", made once a process.

    Raises:
        InputError: there is no such segmenter, or its factory fails.
    """
    made: Segmenter = make("segmenter", name, known={Classical.name: f"{__name__}:Classical"})
    return made


def segment_views(views: Sequence[Pixels], *, prompt_on: int, box: Box) -> list[Segmentation]:
    """Outlines of one lesion in several views: outlined in its box in one, in the others by its colour there.

    Raises:
        ValueError: there is no such view, or nothing stands out in the box.
    """
    if not 0 <= prompt_on < len(views):
        raise ValueError(f"view {prompt_on} of {len(views)}")
    first = Classical().segment(views[prompt_on], prompt=box)
    if not first.mask.any():
        raise ValueError("nothing stands out in the box")
    lesion, skin = _means(views[prompt_on], first.mask)
    found = []
    for number, view in enumerate(views):
        if number == prompt_on:
            found.append(first)
            continue
        small, _ = smaller(view, _SIDE)
        lab = srgb_to_lab(remove_hair(small)[0])
        _, here = skin_plane(lab)
        # The lesion's colour relative to the skin, so that another light does not matter.
        nearness = np.linalg.norm(lab - here - (lesion - skin), axis=-1)
        closer = np.linalg.norm(lab - here, axis=-1) - nearness
        threshold, score = _otsu(closer)
        mask = _one_component(closer > threshold)
        method, doubts = "classical, by the first view's colour", doubts_of(small, mask)
        found.append(Segmentation(resized(mask, view.shape[:2]), score, method, doubts))
    return found


def _means(pixels: Pixels, mask: Mask) -> tuple[Floats, Floats]:
    lab = srgb_to_lab(pixels)
    return lab[mask].mean(axis=0), lab[~mask].mean(axis=0)


def _from_skin(pixels: Pixels) -> tuple[Floats, bool]:
    """Lab distance of each pixel from the skin around the lesion, and whether the corners were dark and evened out."""
    from scipy import ndimage

    lab = srgb_to_lab(remove_hair(pixels)[0])
    lab = np.stack([ndimage.gaussian_filter(lab[..., channel], _SIGMA) for channel in range(3)], axis=-1)
    corners = dark_corners(lab)
    _, plane = skin_plane(lab, radial=corners)
    distance = np.linalg.norm(lab - plane, axis=-1)
    for turned in (distance, distance[::-1], distance.T, distance.T[::-1]):  # views: what is set here is set there
        _blank_strip(turned)
    return distance, corners


def _blank_strip(distance: Floats) -> None:
    """Set rows from the first one on to 0 while most of each is far from skin: a ruler along the edge is no lesion."""
    for row in distance[: round(_STRIP * len(distance))]:
        if np.median(row) < _FAR:
            return
        row[:] = 0.0


def dark_corners(lab: Floats) -> bool:
    """Whether each corner of a CIELAB image is darker than the middles of its edges: a vignette."""
    height, width = lab.shape[:2]
    a, b = max(2, height // 12), max(2, width // 12)
    light = lab[..., 0]
    corners = [light[:a, :b], light[:a, -b:], light[-a:, :b], light[-a:, -b:]]
    middles = [
        light[:a, width // 2 - b : width // 2 + b],
        light[-a:, width // 2 - b : width // 2 + b],
        light[height // 2 - a : height // 2 + a, :b],
        light[height // 2 - a : height // 2 + a, -b:],
    ]
    edge = float(np.median([np.median(part) for part in middles]))
    return all(float(np.median(part)) < edge - _DARK_CORNERS for part in corners)


def radial_darkening(lab: Floats) -> Floats:
    """How much darker each pixel of a CIELAB image is, in L*, for its distance from the middle alone; at least 0."""
    (*_, square, cube), _ = skin_plane(lab, radial=True)
    rows, columns = np.mgrid[-1 : 1 : lab.shape[0] * 1j, -1 : 1 : lab.shape[1] * 1j]
    radius = np.hypot(rows, columns)
    return np.asarray(np.clip(-(square[0] * radius**2 + cube[0] * radius**3), 0, None))


def skin_plane(lab: Floats, *, radial: bool = False) -> tuple[Floats, Floats]:
    """Coefficients and values of a plane fitted to the border, and once more without outliers.

    With `radial` the square and the cube of the distance from the middle join in, and the border is wider.
    """
    height, width = lab.shape[:2]
    rows, columns = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    radius = np.hypot(rows, columns)
    terms = [np.ones_like(rows), rows, columns] + ([radius**2, radius**3] if radial else [])
    design = np.stack(terms, axis=-1)
    share = 0.25 if radial else _FRAME
    edge_rows, edge_columns = max(1, round(share * height)), max(1, round(share * width))
    frame = np.ones((height, width), dtype=bool)
    frame[edge_rows : height - edge_rows, edge_columns : width - edge_columns] = False
    x, y = design[frame], lab[frame]
    where = np.argwhere(frame)
    sides = (
        where[:, 0] < edge_rows,
        where[:, 0] >= height - edge_rows,
        where[:, 1] < edge_columns,
        where[:, 1] >= width - edge_columns,
    )
    # A ruler may fill one side: the fit that suits seven tenths of the border best, of all sides and of three, wins.
    fits = [_least_squares(x[kept], y[kept]) for kept in (np.ones(len(x), dtype=bool), *(~side for side in sides))]
    coefficients = min(fits, key=lambda fit: float(np.quantile(np.linalg.norm(y - x @ fit, axis=1), 0.7)))
    left = np.linalg.norm(y - x @ coefficients, axis=1)
    middle = float(np.median(left))
    spread = 1.4826 * float(np.median(np.abs(left - middle))) + 1e-6
    kept = left <= middle + _OUTLIER * spread
    coefficients = _least_squares(x[kept], y[kept])
    return coefficients, design @ coefficients


def _least_squares(x: Floats, y: Floats) -> Floats:
    return np.asarray(np.linalg.lstsq(x, y, rcond=None)[0])


def _otsu(values: Floats) -> tuple[float, float]:
    """The threshold that separates best, and how well: variance between over variance in all, 0 to 1 (Otsu 1979)."""
    counts, edges = np.histogram(values, bins=256)
    total = counts.sum()
    centres = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts) / total
    mean_below = np.cumsum(counts * centres) / total
    mean = mean_below[-1]
    inside = (below > 0) & (below < 1)
    between = np.zeros(256)
    between[inside] = (mean * below[inside] - mean_below[inside]) ** 2 / (below[inside] * (1 - below[inside]))
    best = int(between.argmax())
    variance = float(values.var())
    return float(edges[best + 1]), float(min(1.0, between[best] / variance)) if variance > 0 else 0.0


def _one_component(mask: Mask) -> Mask:
    """The component that is large and near the middle, its holes filled; none below 0.2 % of the image."""
    found = components(mask)
    return found[0] if found else np.zeros(mask.shape, dtype=bool)


def components(mask: Mask) -> list[Mask]:
    """All components from 0.2 % of the image on, large and near the middle first; none if the first is smaller."""
    from scipy import ndimage

    block = np.ones((3, 3), dtype=bool)
    around = np.pad(mask, _SMOOTHED, mode="edge")  # what is cut by the image's edge goes on beyond it
    around = ndimage.binary_closing(around, block, iterations=_SMOOTHED)
    around = ndimage.binary_opening(around, block, iterations=_SMOOTHED)
    mask = ndimage.binary_fill_holes(around[_SMOOTHED:-_SMOOTHED, _SMOOTHED:-_SMOOTHED])
    labels, number = ndimage.label(mask)
    if not number:
        return []
    places = np.arange(1, number + 1)
    areas = ndimage.sum_labels(mask, labels, places)
    centres = np.array(ndimage.center_of_mass(mask, labels, places))
    middle = (np.array(mask.shape) - 1) / 2
    reach = _CENTRED * max(mask.shape)
    weights = areas * np.exp(-((centres - middle) ** 2).sum(axis=1) / (2 * reach**2))
    order = np.argsort(-weights, kind="stable")
    large = areas >= _LEAST_AREA * mask.size
    return [np.asarray(labels == place + 1) for place in order if large[place]] if large[order[0]] else []


def doubts_of(pixels: Pixels, mask: Mask) -> tuple[str, ...]:
    """What speaks against an outline of an image, by whomever it was made."""
    if not mask.any():
        return ("nothing stands out",)
    doubts = []
    if mask.mean() > _LARGE:
        doubts.append("it would fill most of the image")
    if any(edge.any() for edge in (mask[0], mask[-1], mask[:, 0], mask[:, -1])):
        doubts.append("it reaches the edge of the image")
    if border(mask) > _RAGGED:
        doubts.append("it is ragged")
    stands = contrast(pixels, mask)
    if stands and (stands.wcag < _FAINT or stands.delta_e < _ALIKE):
        doubts.append("it hardly differs from the skin around it")
    return tuple(doubts)
