"""Encode loaded photographs for a model: smaller, without metadata, several on one sheet where only one is taken."""

import io
import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

Pixels = npt.NDArray[np.uint8]
MEDIA_TYPE = "image/jpeg"
#: Least height of a number on a contact sheet, in pixels.
_FONT = 18


def encode(pixels: Pixels, *, max_side: int = 1024) -> bytes:
    """(height, width, 3) sRGB as JPEG with its long side at most `max_side`; no metadata."""
    image = Image.fromarray(pixels)
    image.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    image.save(buffer, format="JPEG", quality=90)
    return buffer.getvalue()


def contact_sheet(images: Sequence[Pixels], numbers: Sequence[int] = (), *, max_side: int = 1536) -> Pixels:
    """All images on one sheet, row by row, each below its number; without `numbers` they are counted from 1.

    Raises:
        ValueError: no images.
    """
    if not images:
        raise ValueError("a contact sheet needs an image")
    columns = math.ceil(math.sqrt(len(images)))
    rows = math.ceil(len(images) / columns)
    cell = max_side // columns
    size = max(_FONT, max_side // 80)
    margin = size + 10
    sheet = Image.new("RGB", (columns * cell, rows * cell), (255, 255, 255))
    draw = ImageDraw.Draw(sheet)
    for n, pixels in enumerate(images):
        image = Image.fromarray(pixels)
        image.thumbnail((cell - 4, cell - margin), Image.Resampling.LANCZOS)
        left, top = (n % columns) * cell, (n // columns) * cell
        draw.text((left + 4, top + 4), f"Picture {numbers[n] if numbers else n + 1}", fill=(0, 0, 0), font_size=size)
        sheet.paste(image, (left + 2, top + margin))
    return np.asarray(sheet)
