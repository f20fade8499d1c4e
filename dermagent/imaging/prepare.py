"""Prepare a photograph before a model looks at it: each step switchable and told, none of them on by default.

Whether a step helps was measured, not assumed: `python -m tests.bench.preparing`. Measures of the skin are taken from
the photograph as it is, and a step that finds nothing to do gives the very same image back.
"""

import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageOps

from dermagent.errors import InputError
from dermagent.imaging.colour import Pixels, lab_to_srgb, linear, srgb_to_lab, to_srgb
from dermagent.types import PreparingStep

#: Minkowski norm of the estimate of the light's colour (Finlayson and Trezzi 2004), and the widest change of a channel.
_NORM, _MOST = 6, 1.5
#: Percent of the darkest and of the lightest pixels that a stretch may clip.
_CLIPPED = 1
#: Steps that need scipy, of the extra `vision`.
_SCIPY = frozenset({"hair", "vignette"})


@dataclass(frozen=True, eq=False)
class Prepared:
    """The image, and what each step did to it in words."""

    pixels: Pixels
    done: tuple[str, ...] = ()


def prepare(pixels: Pixels, steps: Sequence[PreparingStep]) -> Prepared:
    """The image after the steps asked for, always in the order of `_STEPS`; without steps the same object.

    Raises:
        InputError: a step needs a package that is not installed.
    """
    if not _SCIPY.isdisjoint(steps) and importlib.util.find_spec("scipy") is None:
        raise InputError(f"preparing {' and '.join(sorted(_SCIPY & set(steps)))} needs pip install 'dermagent[vision]'")
    done = []
    for step, change in _STEPS.items():
        if step in steps:
            pixels, what = change(pixels)
            done.append(what)
    return Prepared(pixels, tuple(done))


def _hair(pixels: Pixels) -> tuple[Pixels, str]:
    from dermagent.imaging.hair import remove_hair

    cleaned, mask = remove_hair(pixels)
    return cleaned, f"hair painted over in {mask.mean():.1%} of it" if mask.any() else "no hair found"


def _vignette(pixels: Pixels) -> tuple[Pixels, str]:
    """L* evened out by the part of a fit to the border that depends on the distance from the middle alone."""
    from dermagent.imaging.segment import dark_corners, radial_darkening

    lab = srgb_to_lab(pixels)
    if not dark_corners(lab):
        return pixels, "the corners are not dark"
    darker = radial_darkening(lab)
    lab[..., 0] = np.clip(lab[..., 0] + darker, 0, 100)
    return lab_to_srgb(lab), f"corners lightened by up to {darker.max():.0f} L*"


def _constancy(pixels: Pixels) -> tuple[Pixels, str]:
    """Shades of grey: channels scaled, as light, so that their 6-norms are alike and the luminance stays."""
    light = linear(pixels)
    norms = (light.reshape(-1, 3) ** _NORM).mean(axis=0) ** (1 / _NORM)
    if (norms <= 0).any():
        return pixels, "too dark to tell the colour of the light"
    gains = np.clip(norms.mean() / norms, 1 / _MOST, _MOST)
    told = ", ".join(f"{name} {gain:.2f}" for name, gain in zip(("red", "green", "blue"), gains, strict=True))
    return to_srgb(light * gains), f"colours scaled to a grey light: {told}"


def _stretch(pixels: Pixels) -> tuple[Pixels, str]:
    """One scale for all channels, so that hues stay."""
    stretched = ImageOps.autocontrast(Image.fromarray(pixels), cutoff=_CLIPPED, preserve_tone=True)
    low, high = np.percentile(np.asarray(Image.fromarray(pixels).convert("L")), [_CLIPPED, 100 - _CLIPPED])
    return np.asarray(stretched), f"contrast stretched from {low:.0f} to {high:.0f} of 255 to the whole range"


_STEPS: dict[PreparingStep, Callable[[Pixels], tuple[Pixels, str]]] = {
    "hair": _hair,
    "vignette": _vignette,
    "constancy": _constancy,
    "stretch": _stretch,
}
