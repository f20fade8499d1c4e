"""Preparing images: off is bit for bit the same, on does what it says and says what it did."""

import numpy as np
import pytest

from dermagent.errors import InputError
from dermagent.imaging.colour import srgb_to_lab
from dermagent.imaging.prepare import prepare
from dermagent.imaging.segment import Classical
from dermagent.imaging.synth import render
from dermagent.types import PreparingStep
from tests.bench.segmentation import dice

STEPS: tuple[PreparingStep, ...] = ("hair", "vignette", "constancy", "stretch")


def drawn(seed: int, **options: object) -> np.ndarray:  # type: ignore[type-arg]
    return render(np.random.default_rng(seed), **options).pixels  # type: ignore[arg-type]


def test_row_17_without_steps_the_image_is_the_very_same() -> None:
    pixels = drawn(0, hairs=8, vignette=True)
    before = pixels.copy()
    assert prepare(pixels, ()).pixels is pixels and prepare(pixels, ()).done == ()
    prepare(pixels, STEPS)
    assert np.array_equal(pixels, before)  # nothing is changed in place


def test_row_17_a_step_that_finds_nothing_to_do_changes_nothing_and_says_so() -> None:
    even = np.full((80, 80, 3), 150, np.uint8)
    for step, told in (("hair", "no hair found"), ("vignette", "the corners are not dark")):
        made = prepare(even, (step,))  # type: ignore[arg-type]
        assert made.pixels is even and made.done == (told,)


def test_row_17_hair_is_painted_over_and_the_outline_is_no_worse() -> None:
    bare, hairy = render(np.random.default_rng(4)), render(np.random.default_rng(4), hairs=12)
    made = prepare(hairy.pixels, ("hair",))
    before, after = (Classical().segment(pixels).mask for pixels in (hairy.pixels, made.pixels))
    assert dice(after, bare.mask) >= dice(before, bare.mask) - 0.01
    assert made.done[0].startswith("hair painted over in ")


@pytest.mark.parametrize("seed", range(5))
def test_row_17_the_vignette_fit_lowers_the_error_of_the_corners(seed: int) -> None:
    even, dark = drawn(seed), drawn(seed, vignette=True)
    made = prepare(dark, ("vignette",))
    corners = np.zeros(dark.shape[:2], dtype=bool)
    corners[:24, :24] = corners[:24, -24:] = corners[-24:, :24] = corners[-24:, -24:] = True

    def error(pixels: np.ndarray) -> float:  # type: ignore[type-arg]
        return float(np.abs(srgb_to_lab(pixels)[corners, 0] - srgb_to_lab(even)[corners, 0]).mean())

    assert error(made.pixels) < 0.5 * error(dark)
    assert made.done[0].startswith("corners lightened by up to ")


def test_row_17_a_coloured_light_is_taken_back_towards_grey() -> None:
    grey = np.random.default_rng(0).integers(60, 190, (60, 60, 1)).repeat(3, axis=2)
    warm = np.clip(grey * np.array([1.15, 1.0, 0.85]), 0, 255).astype(np.uint8)
    made = prepare(warm, ("constancy",)).pixels
    spread = [float(np.ptp(pixels.reshape(-1, 3).mean(axis=0))) for pixels in (warm, made)]
    assert spread[1] < 0.1 * spread[0]
    black = np.zeros((8, 8, 3), np.uint8)
    assert prepare(black, ("constancy",)).pixels is black


def test_row_17_a_stretch_uses_the_whole_range_and_keeps_grey_grey() -> None:
    flat = np.linspace(90, 150, 3600).astype(np.uint8).reshape(60, 60, 1).repeat(3, axis=2)
    made = prepare(flat, ("stretch",)).pixels
    assert made.min() == 0 and made.max() == 255 and np.array_equal(made[..., 0], made[..., 2])


def test_the_order_is_fixed_and_each_step_is_told() -> None:
    pixels = drawn(1, hairs=6, vignette=True)
    one, two = prepare(pixels, STEPS), prepare(pixels, STEPS[::-1])
    assert np.array_equal(one.pixels, two.pixels) and one.done == two.done and len(one.done) == 4


def test_a_step_without_its_package_is_bad_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(InputError, match=r"preparing hair needs pip install 'dermagent\[vision\]'"):
        prepare(drawn(0), ("hair", "stretch"))
