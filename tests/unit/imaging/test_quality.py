"""Sharpness and light: drawn images for the rules, real photographs for the thresholds."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageFilter

from dermagent.imaging.colour import lab_to_srgb
from dermagent.imaging.quality import FEW_SKIN, assess
from dermagent.imaging.synth import render
from dermagent.types import ImageQuality

ROOT = Path(__file__).resolve().parents[3]
PHOTOS = ROOT / os.environ.get("DERMAGENT_SHARED", "../shared") / "data" / "skin_photos" / "images"

Pixels = npt.NDArray[np.uint8]


def drawn(ita: float = 30.0) -> Pixels:
    return render(np.random.default_rng(1), size=512, ita=ita, hairs=3).pixels


def blurred(pixels: Pixels, sigma_at_512: float = 4.0) -> Pixels:
    sigma = sigma_at_512 * max(pixels.shape) / 512
    return np.asarray(Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(sigma)))


def exposed(pixels: Pixels, gain: float) -> Pixels:
    return np.clip(pixels.astype(np.float64) * gain, 0, 255).astype(np.uint8)


def test_a_sharp_and_well_lit_image_is_usable() -> None:
    quality = assess(drawn())
    assert quality.usable
    assert quality.sentence == "Sharp and well lit."
    assert (quality.width_px, quality.height_px) == (512, 512)


@pytest.mark.parametrize(
    ("worsen", "beginning"),
    [
        (lambda pixels: blurred(pixels, 8), "Blurred; retake it with the camera held still"),
        (lambda pixels: exposed(pixels, 0.2), "Too dark; retake it in daylight"),
        (lambda pixels: exposed(pixels, 3.0), "Overexposed; retake it without flash"),
        (lambda pixels: exposed(blurred(pixels, 8), 0.2), "Too dark and blurred; retake it in daylight"),
        (lambda pixels: np.zeros_like(pixels), "Too dark and blurred;"),
        (lambda pixels: np.full_like(pixels, 255), "Overexposed and blurred;"),
    ],
)
def test_each_fault_is_named_with_what_to_do(worsen: Callable[[Pixels], Pixels], beginning: str) -> None:
    quality = assess(worsen(drawn()))
    assert not quality.usable
    assert quality.sentence.startswith(beginning)


def test_little_skin_is_a_hint_and_not_a_fault() -> None:
    green = np.random.default_rng(0).integers(0, 120, (200, 200, 3), dtype=np.uint8)
    green[..., 1] += 120
    quality = assess(green)
    assert quality.skin_share < FEW_SKIN
    assert quality.usable
    assert quality.sentence == (
        "Sharp and well lit. Little of it has the colour of skin; check that it shows the right place."
    )


@pytest.mark.parametrize("ita", [70, 55, 41, 28, 10, -10, -30, -45, -60])
def test_well_lit_skin_of_every_tone_is_usable_and_counts_as_skin(ita: float) -> None:
    quality = assess(drawn(ita))
    assert quality.usable, quality.sentence
    assert quality.skin_share > 0.9


def test_figures_have_their_plain_meaning() -> None:
    half = np.zeros((100, 100, 3), dtype=np.uint8)
    half[:, 50:] = 255
    quality = assess(half)
    assert quality.share_dark == pytest.approx(0.5, abs=0.01)
    assert quality.share_bright == pytest.approx(0.5, abs=0.01)
    assert quality.mean_brightness == pytest.approx(127.5, abs=1)
    flat = assess(np.full((100, 100, 3), 128, dtype=np.uint8))
    assert (flat.sharpness, flat.mean_brightness, flat.share_dark, flat.share_bright) == (0, 128, 0, 0)
    skin = np.broadcast_to(lab_to_srgb(np.array([65.0, 12, 16])), (64, 64, 3))
    assert assess(np.ascontiguousarray(skin)).skin_share == 1


def test_figures_do_not_depend_on_the_resolution() -> None:
    grain = Image.fromarray(np.random.default_rng(1).integers(0, 256, (1600, 1600, 3), dtype=np.uint8))
    whole = grain.filter(ImageFilter.GaussianBlur(8))
    large, small = assess(np.asarray(whole)), assess(np.asarray(whole.reduce(2)))
    assert large.sharpness == pytest.approx(small.sharpness, rel=0.3)
    assert large.mean_brightness == pytest.approx(small.mean_brightness, abs=0.5)


@pytest.mark.parametrize("shape", [(1, 1, 3), (16, 5000, 3), (5000, 16, 3), (3, 3, 3)])
def test_every_shape_of_image_can_be_assessed(shape: tuple[int, ...]) -> None:
    quality = assess(np.full(shape, 100, dtype=np.uint8))
    assert (quality.height_px, quality.width_px) == shape[:2]


@pytest.mark.parametrize("wrong", [np.zeros((20, 20), np.uint8), np.zeros((20, 20, 3)), np.zeros((0, 20, 3), np.uint8)])
def test_arrays_that_are_no_image_are_an_error_of_the_caller(wrong: npt.NDArray[np.generic]) -> None:
    with pytest.raises(ValueError, match="expected \\(height, width, 3\\)"):
        assess(wrong)  # type: ignore[arg-type]


def test_an_image_of_1024_px_takes_at_most_40_ms() -> None:
    pixels = np.asarray(Image.fromarray(drawn()).resize((1024, 1024)))
    seconds = []
    for _ in range(7):
        started = time.process_time()
        assess(pixels)
        seconds.append(time.process_time() - started)
    assert min(seconds) < 0.04


@pytest.fixture(scope="module")
def photographs() -> list[Pixels]:
    """Every fifteenth of the real photographs."""
    if not PHOTOS.is_dir():
        pytest.skip(f"the real photographs are not at {PHOTOS}")
    return [np.asarray(Image.open(path).convert("RGB")) for path in sorted(PHOTOS.glob("*.jpg"))[::15]]


def share_unusable(photographs: list[Pixels], worsen: Callable[[Pixels], Pixels]) -> float:
    assessed: list[ImageQuality] = [assess(worsen(pixels)) for pixels in photographs]
    return float(np.mean([not quality.usable for quality in assessed]))


def test_nearly_all_real_photographs_are_usable(photographs: list[Pixels]) -> None:
    assert share_unusable(photographs, lambda pixels: pixels) <= 0.02


@pytest.mark.parametrize(
    ("worsen", "least"),
    [
        (lambda pixels: blurred(pixels, 3), 0.93),
        (lambda pixels: blurred(pixels, 4), 0.98),
        (lambda pixels: exposed(pixels, 0.2), 0.98),
        (lambda pixels: exposed(pixels, 2.5), 0.95),
    ],
    ids=["blurred by 3 px", "blurred by 4 px", "a fifth of the light", "2.5 times the light"],
)
def test_nearly_all_spoilt_photographs_are_flagged(
    photographs: list[Pixels], worsen: Callable[[Pixels], Pixels], least: float
) -> None:
    assert share_unusable(photographs, worsen) >= least
