"""How far a lesion stands out from the skin around it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dermagent.imaging.colour import Pixels, ciede2000, linear, srgb_to_lab

_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
_RING = 10


@dataclass(frozen=True)
class Contrast:
    """Ratio of luminances (WCAG 2, from 1), the same without linearisation (as DDI-CoCo published it), CIEDE2000."""

    wcag: float
    coco: float
    delta_e: float


def contrast(pixels: Pixels, lesion: npt.NDArray[np.bool_]) -> Contrast | None:
    """Mean colour well inside the lesion against that of a ring around it; None where one of them is empty."""
    from scipy import ndimage

    margin = max(1, round(_RING * max(lesion.shape) / 256))
    inside = ndimage.binary_erosion(lesion, iterations=max(1, margin // 3))
    near = ndimage.binary_dilation(lesion, iterations=max(1, margin // 3))
    ring = ndimage.binary_dilation(lesion, iterations=margin) & ~near
    if not inside.any() or not ring.any():
        return None
    one, two = pixels[inside].mean(axis=0), pixels[ring].mean(axis=0)
    delta = float(ciede2000(srgb_to_lab(one), srgb_to_lab(two)))
    return Contrast(ratio(one, two), ratio(one, two, linearise=False), delta)


def ratio(first: npt.ArrayLike, second: npt.ArrayLike, *, linearise: bool = True) -> float:
    """(lighter + .05) / (darker + .05) of two sRGB colours, 0 to 255; WCAG 2.2, or as DDI-CoCo published it."""
    lights = [
        float((linear(c) if linearise else np.asarray(c, dtype=float) / 255) @ _LUMINANCE) for c in (first, second)
    ]
    return (max(lights) + 0.05) / (min(lights) + 0.05)
