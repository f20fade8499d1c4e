"""Bring a decoded image of any mode, depth and colour profile to 8-bit sRGB."""

import io
from typing import Any

import numpy as np
from PIL import Image, ImageCms

#: Bits of sensors whose values are often kept in 16.
SENSOR_BITS = (10, 12, 14)


def to_srgb(image: Image.Image, notes: list[str]) -> Image.Image:
    """Any PIL mode as 8-bit sRGB on white; what was changed on the way is added to `notes`."""
    alpha: Image.Image | None = None
    profile = image.info.get("icc_profile")
    if image.mode in {"I", "F"} or image.mode.startswith("I;16"):
        image = _scale_to_8_bit(image, notes)
    elif image.has_transparency_data:
        with_alpha = image.convert("RGBA")
        alpha = with_alpha.getchannel("A")
        image = image.convert("L") if image.mode in {"1", "L", "LA"} else with_alpha.convert("RGB")
    elif image.mode == "1":
        image = image.convert("L")
    elif image.mode not in {"L", "RGB", "CMYK", "LAB"}:  # palette, YCbCr, RGBX, HSV
        image = image.convert("RGB")
    if image.mode == "CMYK":
        notes.append("Print colours (CMYK) were converted to screen colours and may be off.")
    image = _apply_profile(image, profile, notes)
    if alpha is not None:
        lowest = alpha.getextrema()[0]
        if isinstance(lowest, int | float) and lowest < 255:
            notes.append("Transparent areas were put on white.")
            white = Image.new("RGB", image.size, "white")
            white.paste(image, mask=alpha)
            return white
    return image


def _apply_profile(image: Image.Image, profile: object, notes: list[str]) -> Image.Image:
    """RGB by the embedded ICC profile (bytes, or None) where it can be used."""
    source: Any = None
    if image.mode == "LAB":
        source = ImageCms.createProfile("LAB")
    elif isinstance(profile, bytes) and profile:
        source = io.BytesIO(profile)
    if source is not None:
        try:
            changed = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if changed is not None:
                return changed
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            if image.mode == "LAB":
                raise
        notes.append("The embedded colour profile could not be used, so colours may be off.")
    return image.convert("RGB")


def _scale_to_8_bit(image: Image.Image, notes: list[str]) -> Image.Image:
    """Grey values of more than 8 bits as mode L.

    16-bit integers have a fixed range; where all values lie in its lower quarter or less, as those of a sensor of 10,
    12 or 14 bits do, the range is taken to be that of the fewest bits that hold them. 32-bit integers and floats have
    none: 0 to 255, and for floats 0 to 1, are taken as they are; anything else is stretched from its smallest to its
    largest value.
    """
    if image.mode.startswith("I;16"):
        values = np.asarray(image)
        bits = next((bits for bits in SENSOR_BITS if int(values.max()) < 2**bits), 16)
        if bits < 16:
            notes.append(f"16-bit values that fill only {bits} bits were taken as such and reduced to 8 bits.")
        else:
            notes.append("16-bit values were reduced to 8 bits.")
        return Image.fromarray(np.rint(values * np.float32(255 / (2**bits - 1))).astype(np.uint8))
    with np.errstate(invalid="ignore"):  # signalling NaNs
        values = np.asarray(image).astype(np.float64)
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        raise ValueError("no finite value")
    low, high = float(finite.min()), float(finite.max())
    if low >= 0 and high <= 1 and image.mode == "F":
        low, high = 0.0, 1.0
    elif low >= 0 and high <= 255:
        low, high = 0.0, 255.0
    else:
        notes.append("32-bit values were stretched to 8 bits, so brightness is relative.")
    span = high - low if high > low else 1.0
    scaled = (np.nan_to_num(values, nan=low, posinf=high, neginf=low) - low) / span * 255
    return Image.fromarray(np.rint(np.clip(scaled, 0, 255)).astype(np.uint8))
