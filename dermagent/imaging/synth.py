"""Draw skin lesions whose exact mask and colours are known: test images, not photographs and not patients."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
from PIL import Image

from dermagent.imaging.colour import Floats, lab_to_srgb

Kind = Literal["mole", "plaque", "vesicles", "papules"]

#: Lengths below are in pixels of an image of this side and grow with the image.
REFERENCE_SIDE_PX = 256
SKIN_A, SKIN_B = 12.0, 16.0
SKIN_L_RANGE = (22.0, 88.0)
RULER_HEIGHT_PX, RULER_TICK_PX = 14, 8


@dataclass(frozen=True, eq=False)
class SyntheticImage:
    """`pixels` is (size, size, 3) sRGB; `mask` is True inside a lesion; `truth` is what was drawn.

    Colours in `truth` are CIELAB (D65), before noise, hair, light and ruler; `lesion_lab` is the colour at a lesion's
    middle; lengths are pixels of this image.
    """

    pixels: npt.NDArray[np.uint8]
    mask: npt.NDArray[np.bool_]
    truth: dict[str, float | int | str | bool | tuple[float, float, float]]


@dataclass(frozen=True, eq=False)
class _Drawing:
    """Offsets from the skin's colour, (size, size, 3) Lab; exact mask; number of lesions; a lesion's own offset."""

    offset: Floats
    mask: npt.NDArray[np.bool_]
    lesions: int
    colour: tuple[float, float, float]


def render(
    rng: np.random.Generator,
    *,
    size: int = 256,
    ita: float = 45.0,
    contrast: float = 12.0,
    hairs: int = 0,
    gradient: bool = False,
    vignette: bool = False,
    ruler: bool = False,
    kind: Kind = "mole",
) -> SyntheticImage:
    """Draw one image; the same state of `rng` and the same options give the same image.

    Args:
        size: side in pixels, at least 64.
        ita: individual typology angle of the skin in degrees, between -90 and 90; above 55 very light, below -30 dark.
            The lightness it gives, 50 + 16 tan(ITA), is clipped to 22-88.
        contrast: how much darker a mole is than the skin in L* (7 to 18 is typical); scales the other kinds' redness.
        hairs: number of dark curved hairs over the lesion.
        gradient, vignette, ruler: uneven light of 8 L* to each side, dark corners, a strip with ticks at the bottom.

    Raises:
        ValueError: an option outside its range.
    """
    if size < 64 or not -90 < ita < 90 or hairs < 0 or contrast <= 0:
        found = (size, ita, hairs, contrast)
        raise ValueError(f"expected size >= 64, -90 < ita < 90, hairs >= 0, contrast > 0; found {found}")
    scale = size / REFERENCE_SIDE_PX
    skin_l = float(np.clip(50 + SKIN_B * math.tan(math.radians(ita)), *SKIN_L_RANGE))
    skin = (skin_l, SKIN_A, SKIN_B)
    drawing = _DRAWINGS[kind](rng, size, contrast)
    lab = np.asarray(skin) + drawing.offset
    lab[..., 0] += _skin_texture(rng, size)
    lab[..., 1:] += rng.normal(0, 0.4, (size, size, 2))
    for _ in range(hairs):
        _draw_hair(rng, lab, 2 * scale)
    _shade(rng, lab, gradient=gradient, vignette=vignette)
    mask = drawing.mask.copy()
    if ruler:
        mask[size - round(RULER_HEIGHT_PX * scale) :] = False
        _draw_ruler(lab, scale)
    return SyntheticImage(
        pixels=lab_to_srgb(lab),
        mask=mask,
        truth={
            "kind": kind,
            "size": size,
            "ita": math.degrees(math.atan2(skin_l - 50, SKIN_B)),
            "contrast": contrast,
            "skin_lab": skin,
            "lesion_lab": (skin[0] + drawing.colour[0], skin[1] + drawing.colour[1], skin[2] + drawing.colour[2]),
            "lesions": drawing.lesions,
            "area_share": float(mask.mean()),
            "hairs": hairs,
            "gradient": gradient,
            "vignette": vignette,
            "ruler": ruler,
        },
    )


def _shade(rng: np.random.Generator, lab: Floats, *, gradient: bool, vignette: bool) -> None:
    """Change the light of a square image in place: uneven in a drawn direction, darker towards the corners."""
    size = len(lab)
    _, rows, columns = _window(size, (0.0, 0.0), size)
    if gradient:
        direction = rng.uniform(0, 2 * math.pi)
        along = (columns * math.cos(direction) + rows * math.sin(direction)) / (size / 2)
        lab[..., 0] += 8 * np.clip(along, -1, 1)
    if vignette:
        lab[..., 0] -= 15 * (np.hypot(rows, columns) / (181 * (size / REFERENCE_SIDE_PX))) ** 3


def save_png(image: SyntheticImage, path: Path) -> None:
    """Write the pixels as PNG without metadata or time, so that the same image gives the same bytes.

    The bytes hold for one version of Pillow's compressor; the pixels hold for any.
    """
    Image.fromarray(image.pixels).save(path, format="PNG", optimize=True)


def _smooth(values: Floats, sigma: float) -> Floats:
    """Gaussian blur with the border repeated."""
    reach = max(1, math.ceil(3 * sigma))
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    weights /= weights.sum()
    for axis in (0, 1):
        padding = [(reach, reach) if axis == other else (0, 0) for other in (0, 1)]
        padded = np.pad(values, padding, mode="edge")
        length = values.shape[axis]
        blurred = np.zeros_like(values)
        for step, weight in enumerate(weights):
            blurred += weight * (padded[step : step + length] if axis == 0 else padded[:, step : step + length])
        values = blurred
    return values


def _skin_texture(rng: np.random.Generator, size: int) -> Floats:
    """Variation of L*: coarse patches plus grain, standard deviation about 1.5."""
    coarse = _smooth(rng.normal(0, 1, (size, size)), 5 * size / REFERENCE_SIDE_PX)
    coarse *= 1.1 / max(float(coarse.std()), 1e-9)
    return coarse + rng.normal(0, 1.0, (size, size))


def _window(size: int, centre: tuple[float, float], reach: float) -> tuple[tuple[slice, slice], Floats, Floats]:
    """Part of the image within `reach` of a point: its slices, and its rows and columns relative to the point."""
    middle = (size - 1) / 2
    lows = [max(0, math.floor(middle + at - reach)) for at in centre]
    highs = [max(low, min(size, math.ceil(middle + at + reach) + 1)) for low, at in zip(lows, centre, strict=True)]
    rows, columns = np.meshgrid(
        np.arange(lows[0], highs[0]) - middle - centre[0],
        np.arange(lows[1], highs[1]) - middle - centre[1],
        indexing="ij",
    )
    return (slice(lows[0], highs[0]), slice(lows[1], highs[1])), rows, columns


def _add_blob(
    rng: np.random.Generator, mask: npt.NDArray[np.bool_], centre: tuple[float, float], radius: float, wobble: float
) -> None:
    """Add the inside of r(theta) = radius * (1 + sum over k = 2..6 of 2 N(0, wobble / k) cos(k theta + phase))."""
    window, rows, columns = _window(mask.shape[0], centre, 2 * radius)
    theta = np.arctan2(rows, columns)
    outline = np.ones_like(theta)
    for k in range(2, 7):
        outline += 2 * rng.normal(0, wobble / k) * np.cos(k * theta + rng.uniform(0, 2 * math.pi))
    mask[window] |= np.hypot(rows, columns) < radius * np.clip(outline, 0.2, 2)


def _draw_mole(rng: np.random.Generator, size: int, contrast: float) -> _Drawing:
    """One pigmented lesion with a soft edge near the middle."""
    scale = size / REFERENCE_SIDE_PX
    centre = (rng.uniform(-15, 15) * scale, rng.uniform(-15, 15) * scale)
    mask = np.zeros((size, size), dtype=np.bool_)
    _add_blob(rng, mask, centre, rng.uniform(35, 62) * scale, 0.1)
    colour = (-contrast, 6.0, -4.0)
    return _Drawing(_smooth(mask.astype(np.float64), 2 * scale)[..., None] * colour, mask, 1, colour)


def _draw_plaque(rng: np.random.Generator, size: int, contrast: float) -> _Drawing:
    """Two to four red patches with soft edges and small pale flakes of scale."""
    scale = size / REFERENCE_SIDE_PX
    colour = (-0.6 * contrast, 1.2 * contrast, 0.2 * contrast)
    lesions = int(rng.integers(2, 5))
    mask = np.zeros((size, size), dtype=np.bool_)
    turn = rng.uniform(0, 2 * math.pi)
    for number in range(lesions):
        angle = turn + 2 * math.pi * number / lesions + rng.uniform(-0.3, 0.3)
        away = rng.uniform(48, 72) * scale
        centre = (away * math.sin(angle), away * math.cos(angle))
        _add_blob(rng, mask, centre, rng.uniform(26, 44) * scale, 0.14)
    soft = _smooth(mask.astype(np.float64), 4 * scale)
    flakes = _smooth(rng.normal(0, 1, (size, size)), 1.2 * scale)
    flakes = np.clip(flakes / max(float(flakes.std()), 1e-9) - 1.2, 0, 1) * soft
    offset = soft[..., None] * colour + flakes[..., None] * (0.9 * contrast, -0.7 * contrast, -0.3 * contrast)
    return _Drawing(offset, mask, lesions, colour)


def _draw_vesicles(rng: np.random.Generator, size: int, contrast: float) -> _Drawing:
    """Two to four clusters of small blisters along a band, each cluster on red ground; the mask is the ground."""
    scale = size / REFERENCE_SIDE_PX
    red = (-0.5 * contrast, 1.3 * contrast, 0.1 * contrast)
    clusters = int(rng.integers(2, 5))
    slope = rng.uniform(-0.5, 0.5)
    mask = np.zeros((size, size), dtype=np.bool_)
    blisters = np.zeros((size, size, 3))
    for number in range(clusters):
        across = ((number + 0.5) / clusters - 0.5) * 190 * scale
        middle = (across * slope + rng.uniform(-14, 14) * scale, across)
        ground = rng.uniform(22, 32) * scale
        _add_blob(rng, mask, middle, ground, 0.12)
        for _ in range(int(rng.integers(6, 12))):
            angle, away = rng.uniform(0, 2 * math.pi), ground * 0.75 * math.sqrt(rng.uniform(0, 1))
            radius = rng.uniform(3.5, 6.5) * scale
            at = (middle[0] + away * math.sin(angle), middle[1] + away * math.cos(angle))
            window, row, column = _window(size, at, 1.6 * radius)
            dome = np.clip(1 - np.hypot(row, column) / radius, 0, 1) ** 0.5
            # Light from the upper left: the far rim is in shadow, and a small spot shines.
            lit = dome * (-(row + column) / (1.4 * radius))
            spot = np.exp(-(((row + radius / 3) ** 2 + (column + radius / 3) ** 2) / (2 * (radius / 5) ** 2)))
            blisters[window] += dome[..., None] * (0.5 * contrast, -0.8 * contrast, 0.1 * contrast)
            blisters[window][..., 0] += 0.8 * contrast * lit + contrast * spot
    soft = _smooth(mask.astype(np.float64), 5 * scale)
    return _Drawing(soft[..., None] * red + blisters, mask, clusters, red)


def _draw_papules(rng: np.random.Generator, size: int, contrast: float) -> _Drawing:
    """Some 15 to 30 small raised red spots without order."""
    scale = size / REFERENCE_SIDE_PX
    colour = (-0.5 * contrast, 1.2 * contrast, 0.3 * contrast)
    lesions = int(rng.integers(15, 31))
    mask = np.zeros((size, size), dtype=np.bool_)
    reach = size / 2 - 12 * scale
    for _ in range(lesions):
        centre = (rng.uniform(-reach, reach), rng.uniform(-reach, reach))
        _add_blob(rng, mask, centre, rng.uniform(3.5, 7.5) * scale, 0.1)
    soft = _smooth(mask.astype(np.float64), 1.5 * scale)
    raised = soft - np.roll(soft, (round(2 * scale), round(2 * scale)), axis=(0, 1))
    offset = soft[..., None] * colour
    offset[..., 0] += 0.5 * contrast * raised
    return _Drawing(offset, mask, lesions, colour)


_DRAWINGS: dict[Kind, Callable[[np.random.Generator, int, float], _Drawing]] = {
    "mole": _draw_mole,
    "plaque": _draw_plaque,
    "vesicles": _draw_vesicles,
    "papules": _draw_papules,
}


def _draw_hair(rng: np.random.Generator, lab: Floats, width: float) -> None:
    """One dark hair as a quadratic Bezier curve across the image, drawn in place."""
    size = lab.shape[0]
    turn = rng.uniform(0, 2 * math.pi)
    ends = [(size / 2) * np.array((math.sin(a), math.cos(a))) for a in (turn, turn + math.pi + rng.uniform(-0.7, 0.7))]
    bend = rng.uniform(-0.3, 0.3, 2) * size
    steps = np.linspace(0, 1, 4 * size)[:, None]
    curve = (1 - steps) ** 2 * ends[0] + 2 * steps * (1 - steps) * bend + steps**2 * ends[1] + (size - 1) / 2
    half = max(1, round(width)) / 2
    for shift_row in np.arange(-half + 0.5, half):
        for shift_column in np.arange(-half + 0.5, half):
            at = np.rint(curve + np.array((shift_row, shift_column))).astype(np.intp)
            at = at[((at >= 0) & (at < size)).all(axis=1)]
            lab[at[:, 0], at[:, 1]] = (15.0, 3.0, 5.0)


def _draw_ruler(lab: Floats, scale: float) -> None:
    """White strip at the bottom with a dark tick every 8 px, every fifth longer, drawn in place."""
    size = lab.shape[0]
    height = round(RULER_HEIGHT_PX * scale)
    lab[size - height :] = (94.0, 0.0, 2.0)
    for number, column in enumerate(np.arange(0, size, RULER_TICK_PX * scale)):
        left, length = round(float(column)), height * (2 if number % 5 == 0 else 1) // 3
        lab[size - height : size - height + length, left : left + max(1, round(scale))] = (20.0, 0.0, 0.0)
