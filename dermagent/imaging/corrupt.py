"""Spoil an image on purpose, in five severities: noise, blur, compression, light, colour, and things on the skin.

Severity 0 is the image itself, bit for bit; the same generator state gives the same pixels.
"""

import io
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter

from dermagent.imaging.colour import Pixels, lab_to_srgb, srgb_to_lab

Corruption = Callable[[Pixels, int, np.random.Generator], Pixels]
_NOISE = (0.02, 0.04, 0.08, 0.12, 0.18)
_BLUR = (0.5, 1.0, 2.0, 3.0, 4.0)  # pixels at a side of 256
_QUALITY = (80, 60, 40, 20, 10)
_BRIGHTNESS = (0.9, 0.8, 0.65, 0.5, 0.35)
_REFERENCE = 256


def corrupt(pixels: Pixels, name: str, severity: int, rng: np.random.Generator) -> Pixels:
    """The image with a corruption of `CORRUPTIONS` at severity 0 to 5.

    Raises:
        ValueError: there is no such corruption or severity.
    """
    if name not in CORRUPTIONS or not 0 <= severity <= 5:
        raise ValueError(f"{name!r} at severity {severity}: known are {', '.join(CORRUPTIONS)}, severities 0 to 5")
    return pixels if severity == 0 else CORRUPTIONS[name](pixels, severity, rng)


def _noise(pixels: Pixels, severity: int, rng: np.random.Generator) -> Pixels:
    return _bytes(pixels / 255 + rng.normal(0, _NOISE[severity - 1], pixels.shape))


def _blur(pixels: Pixels, severity: int, rng: np.random.Generator) -> Pixels:
    radius = _BLUR[severity - 1] * max(pixels.shape) / _REFERENCE
    return np.asarray(Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(radius)))


def _jpeg(pixels: Pixels, severity: int, rng: np.random.Generator) -> Pixels:
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, format="JPEG", quality=_QUALITY[severity - 1])
    return np.asarray(Image.open(buffer).convert("RGB"))


def _dark(pixels: Pixels, severity: int, rng: np.random.Generator) -> Pixels:
    return _bytes(pixels / 255 * _BRIGHTNESS[severity - 1])


def _warm(pixels: Pixels, severity: int, rng: np.random.Generator) -> Pixels:
    return _bytes(pixels / 255 * np.array([1 + 0.05 * severity, 1.0, 1 - 0.05 * severity]))


def _tone(pixels: Pixels, severity: int, rng: np.random.Generator) -> Pixels:
    lab = srgb_to_lab(pixels)
    lab[..., 0] = np.clip(lab[..., 0] - 6.0 * severity, 0, 100)
    return lab_to_srgb(lab)


def _crop(pixels: Pixels, severity: int, rng: np.random.Generator) -> Pixels:
    height, width = pixels.shape[:2]
    keep = 1 - 0.08 * severity
    rows, columns = max(1, round(height * keep)), max(1, round(width * keep))
    top, left = int(rng.integers(0, height - rows + 1)), int(rng.integers(0, width - columns + 1))
    return np.ascontiguousarray(pixels[top : top + rows, left : left + columns])


def _turn(pixels: Pixels, severity: int, rng: np.random.Generator) -> Pixels:
    angle = float(rng.choice([-1, 1])) * 6.0 * severity
    fill = tuple(int(v) for v in np.median(pixels.reshape(-1, 3), axis=0))
    return np.asarray(Image.fromarray(pixels).rotate(angle, Image.Resampling.BILINEAR, fillcolor=fill))


def _hairs(pixels: Pixels, severity: int, rng: np.random.Generator) -> Pixels:
    image = Image.fromarray(pixels)
    draw = ImageDraw.Draw(image)
    width, height = image.size
    for _ in range(3 * severity):
        points = [(float(rng.uniform(0, width)), float(rng.uniform(0, height))) for _ in range(3)]
        steps = np.linspace(0, 1, 24)[:, None]
        a, b, c = (np.array(point) for point in points)
        curve = (1 - steps) ** 2 * a + 2 * steps * (1 - steps) * b + steps**2 * c
        draw.line([tuple(point) for point in curve], fill=(30, 20, 15), width=max(1, round(2 * max(image.size) / 256)))
    return np.asarray(image)


def _ruler(pixels: Pixels, severity: int, rng: np.random.Generator) -> Pixels:
    image = Image.fromarray(pixels)
    draw = ImageDraw.Draw(image)
    strip = round(image.height * 0.02 * (severity + 1))
    top = image.height - strip
    draw.rectangle((0, top, image.width, image.height), fill=(245, 245, 240))
    for x in range(0, image.width, max(2, image.width // 32)):
        draw.line((x, top, x, top + strip * 2 // 3), fill=(20, 20, 20))
    return np.asarray(image)


def _ink(pixels: Pixels, severity: int, rng: np.random.Generator) -> Pixels:
    image = Image.fromarray(pixels)
    draw = ImageDraw.Draw(image)
    side = min(image.size)
    corner = rng.uniform(0.05, 0.2, 2) * side
    reach = side * (0.08 + 0.06 * severity)
    end = corner + np.array([reach, reach * rng.uniform(0.3, 1.0)])
    draw.line([tuple(corner), tuple(end)], fill=(60, 30, 140), width=max(2, side // 64 * severity))
    return np.asarray(image)


def _corners(pixels: Pixels, severity: int, rng: np.random.Generator) -> Pixels:
    height, width = pixels.shape[:2]
    rows, columns = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    away = np.clip(np.hypot(rows, columns) - (1.35 - 0.09 * severity), 0, None)
    return _bytes(pixels / 255 * np.clip(1 - 4 * away, 0, 1)[..., None])


def _bytes(values: npt.NDArray[np.float64]) -> Pixels:
    return np.asarray(np.rint(np.clip(values, 0, 1) * 255), dtype=np.uint8)


CORRUPTIONS: dict[str, Corruption] = {
    "noise": _noise,
    "blur": _blur,
    "jpeg": _jpeg,
    "brightness": _dark,
    "white_balance": _warm,
    "tone": _tone,
    "crop": _crop,
    "rotation": _turn,
    "hair": _hairs,
    "ruler": _ruler,
    "ink": _ink,
    "dark_corners": _corners,
}
