"""Photographs saved again as people do: other quality, other size, an edge cut away."""

import io
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from PIL import Image

Pixels = npt.NDArray[np.uint8]


def jpeg(image: Image.Image, quality: int) -> bytes:
    """An image as a JPEG file."""
    held = io.BytesIO()
    image.save(held, "JPEG", quality=quality)
    return held.getvalue()


def pixels_of(content: bytes) -> Pixels:
    """A JPEG file's pixels."""
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))


def saved_again(pixels: Pixels, rng: np.random.Generator, *, cut: float = 0.05) -> Iterator[tuple[str, bytes]]:
    """What was done to an image, and the file: nine ways, qualities 60 to 95, sizes .4 to 2, up to 5 % of a side cut.

    Where what is cut away is drawn, so is its place: all on one side or some on both.
    """
    image = Image.fromarray(pixels)
    width, height = image.size
    across, down = round(width * cut), round(height * cut)

    def quality() -> int:
        return int(rng.integers(60, 96))

    for fixed in (60, 75, 95):
        yield f"quality {fixed}", jpeg(image, fixed)
    for name, low, high in (("smaller", 0.4, 0.9), ("larger", 1.1, 2.0)):
        scale = rng.uniform(low, high)
        size = max(8, round(width * scale)), max(8, round(height * scale))
        yield name, jpeg(image.resize(size, Image.Resampling.BICUBIC), quality())
    yield "5 % of every edge", jpeg(image.crop((across, down, width - across, height - down)), quality())
    sides = [(across, 0, width, height), (0, down, width, height), (0, 0, width - across, height)]
    sides.append((0, 0, width, height - down))
    yield "5 % of one edge", jpeg(image.crop(sides[rng.integers(4)]), quality())
    left, top = int(rng.integers(across + 1)), int(rng.integers(down + 1))
    moved = image.crop((left, top, width - across + left, height - down + top))
    yield "5 % of both sides, anywhere", jpeg(moved, quality())
    scale = rng.uniform(0.5, 1.5)
    yield "the same, and another size", jpeg(moved.resize((round(width * scale), round(height * scale))), quality())
