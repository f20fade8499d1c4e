"""Colour images of more than 8 bits a value: read by the bits that are filled; and those that are not read.

Pillow keeps only the upper byte of such a value. That is all of a 16-bit image, and next to nothing of one whose sensor
has 12: of those the lower byte is decoded too.
"""

import io
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from PIL import Image, TiffImagePlugin

from dermagent.imaging.srgb import SENSOR_BITS

_HIGH = {"RGB;16L": "RGB;16B", "RGB;16B": "RGB;16L", "RGBA;16L": "RGBA;16B", "RGBA;16B": "RGBA;16L"}
#: The same in the order of this machine, in which decoders of packed TIFF give them.
_NATIVE = {"RGB;16N": "RGB;16B", "RGBA;16N": "RGBA;16B"}
#: Tags of TIFF: bits of a value, samples of a pixel, and what kind of number a value is.
_BITS, _SAMPLES, _FORMAT = 258, 277, 339
_NUMBERS = {1: "whole numbers", 2: "signed whole numbers", 3: "floating-point numbers"}


def is_deep(image: Image.Image) -> bool:
    """Whether an image that was opened keeps its colours in 16 bits."""
    return _lower_bytes(_raw_mode(image)) is not None


def full_colours(image: Image.Image, again: Callable[[], Image.Image], notes: list[str]) -> Image.Image:
    """A deep image that was loaded, by the bits that its values fill; `again` opens it anew, to be decoded once more.

    What was done is added to `notes`.
    """
    colours = image.convert("RGB") if image.mode == "RGBA" else image
    highest = max(int(high) for _, high in colours.getextrema())  # type: ignore[misc]
    if highest >= 2 ** (max(SENSOR_BITS) - 8):
        notes.append("16-bit values were reduced to 8 bits.")
        return image
    other: Any = again()
    other.tile = [tile._replace(args=_swapped(tile.args)) for tile in other.tile]
    other.load()
    values = np.asarray(image).astype(np.uint16) << 8 | np.asarray(other)
    bits = next(bits for bits in SENSOR_BITS if int(values[..., :3].max()) < 2**bits)
    notes.append(f"16-bit values that fill only {bits} bits were taken as such and reduced to 8 bits.")
    scaled = np.rint(values * np.float32(255 / (2**bits - 1)))
    full = Image.fromarray(np.clip(scaled, 0, 255).astype(np.uint8), image.mode)
    full.info = dict(image.info)
    return full


def _raw_mode(image: Image.Image) -> str:
    """How the values of an image are kept in its file, as Pillow calls it."""
    tiles: Sequence[Any] = getattr(image, "tile", ())
    args = tiles[0].args if tiles else ""
    return str(args[0] if isinstance(args, tuple) and args else args)


def _lower_bytes(mode: str) -> str | None:
    return _HIGH.get(mode) or _NATIVE.get(mode)


def _swapped(args: Any) -> Any:
    """The arguments of a decoder that takes the lower byte of each value."""
    if isinstance(args, tuple):
        return (_lower_bytes(args[0]), *args[1:])
    return _lower_bytes(args)


def unread_kind(content: bytes) -> str:
    """How the colours of a TIFF that Pillow does not know are kept, in words; empty where its header is not sound."""
    try:
        head = io.BytesIO(content)
        directory = TiffImagePlugin.ImageFileDirectory_v2(head.read(8))
        head.seek(directory.next)
        directory.load(head)
        bits, samples = directory[_BITS], int(directory.get(_SAMPLES, 1))
        kinds = directory.get(_FORMAT, (1,))
    except Exception:  # as open a set as the decoder's
        return ""
    kind = _NUMBERS.get(int(kinds[0])) if len(set(kinds)) == 1 else None
    if kind is None or samples < 2 or len(set(bits)) > 1 or not 8 <= int(bits[0]) <= 64:
        return ""
    return f"{samples} {kind} of {int(bits[0])} bits a pixel"
