"""Estimate the skin's tone from a photograph: an estimate with its doubts, never a patient's skin type.

Light, white balance and shadow move the angle by more than a skin type (published labels made this way agree with
experts' types worse than a constant guess), so it is shown beside a stated type and never replaces or groups by it.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from PIL import Image

from dermagent.imaging.colour import Pixels, srgb_to_lab, typology_angle

Method = Literal["median of skin", "lightest of eight patches"]
#: Lower bounds of the bands 1 (lightest) to 5 in degrees; below all of them is 6 (Kinyanjui et al. 2020).
BANDS = (55.0, 41.0, 28.0, 19.0, 10.0)
_MARGIN = 10
_TRIMMED = 0.05
#: Values of a grey pixel differ by so much at most, and so small a share of others makes no image of colours.
_GREY, _COLOURED = 4, 0.005
_LEAST_SKIN, _UNEVEN = 0.10, 20.0
#: Top left corners of the eight 20 px patches of a 256 px image (Bevan and Atapour-Abarghouei 2022).
_PATCHES = ((230, 115), (5, 115), (115, 5), (115, 230), (216, 216), (216, 20), (20, 20), (20, 216))
_PATCH, _SIDE = 20, 256


@dataclass(frozen=True)
class Tone:
    """The angle in degrees, its band from 1 (very light) to 6 (dark), how it was taken, and how far to trust it."""

    ita: float
    band: int
    method: Method
    skin_pixels: int
    quality: Literal["fair", "low"]


def has_colours(pixels: Pixels) -> bool:
    """Whether an image has colours; by grey alone dark skin in much light is as light as light skin in little."""
    spread = pixels.max(axis=2).astype(np.int16) - pixels.min(axis=2)
    return bool((spread > _GREY).mean() > _COLOURED)


def skin_tone(pixels: Pixels, lesion: npt.NDArray[np.bool_] | None = None) -> Tone:
    """The angle of the median L* and b* over the image outside the lesion, the 5 % darkest and lightest left out.

    Low quality: less than a tenth of the image is left, or eight patches differ by more than 20 degrees (quartiles).
    """
    from scipy import ndimage

    kept = np.ones(pixels.shape[:2], dtype=bool)
    if lesion is not None and lesion.any():
        margin = max(1, round(_MARGIN * max(lesion.shape) / _SIDE))
        kept = ~ndimage.binary_dilation(lesion, iterations=margin)
    lab = srgb_to_lab(pixels)[kept]
    if not len(lab):
        return Tone(0.0, band_of(0.0), "median of skin", 0, "low")
    low, high = np.quantile(lab[:, 0], [_TRIMMED, 1 - _TRIMMED])
    middle = lab[(lab[:, 0] >= low) & (lab[:, 0] <= high)]
    angle = typology_angle(float(np.median(middle[:, 0])), float(np.median(middle[:, 2])))
    lower, upper = np.quantile(_patches(pixels), [0.25, 0.75])
    doubtful = kept.mean() < _LEAST_SKIN or upper - lower > _UNEVEN
    return Tone(angle, band_of(angle), "median of skin", int(kept.sum()), "low" if doubtful else "fair")


def lightest_patch(pixels: Pixels) -> Tone:
    """The published eight-patch maximum, to compare with labels made so; biased towards light skin by uneven light."""
    angle = float(max(_patches(pixels)))
    return Tone(angle, band_of(angle), "lightest of eight patches", 8 * _PATCH * _PATCH, "low")


def band_of(angle: float) -> int:
    """1 for an angle above 55 degrees to 6 for one of at most 10."""
    return 1 + sum(angle <= bound for bound in BANDS)


def _patches(pixels: Pixels) -> list[float]:
    side = min(pixels.shape[:2])
    top, left = (pixels.shape[0] - side) // 2, (pixels.shape[1] - side) // 2
    square = Image.fromarray(np.ascontiguousarray(pixels[top : top + side, left : left + side]))
    lab = srgb_to_lab(np.asarray(square.resize((_SIDE, _SIDE), Image.Resampling.BILINEAR)))
    means = [lab[row : row + _PATCH, column : column + _PATCH].mean(axis=(0, 1)) for row, column in _PATCHES]
    return [typology_angle(float(mean[0]), float(mean[2])) for mean in means]
