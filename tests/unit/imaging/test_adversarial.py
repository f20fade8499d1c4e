"""The fast gradient sign method against the closed form of linear encoders."""

import numpy as np
import pytest

from dermagent.imaging.adversarial import LEVELS, fgsm
from dermagent.imaging.colour import Floats, Pixels

RNG = np.random.default_rng(0)
IMAGE = RNG.integers(20, 236, (6, 5, 3)).astype(np.uint8)
WEIGHTS = RNG.normal(size=(4, IMAGE.size))
TEXT = RNG.normal(size=4)


def loss(pixels: Pixels) -> float:
    """1 - cosine of the linear encoder's vector to a text."""
    vector = WEIGHTS @ (pixels.ravel() / 255)
    return float(1 - vector @ TEXT / (np.linalg.norm(vector) * np.linalg.norm(TEXT)))


def gradient(pixels: Pixels) -> Floats:
    """-Wᵀ(t/(|z||t|) - (z·t) z/(|z|³|t|)), z = W x."""
    z = WEIGHTS @ (pixels.ravel() / 255)
    size, length = np.linalg.norm(z), np.linalg.norm(TEXT)
    by_vector = TEXT / (size * length) - (z @ TEXT) * z / (size**3 * length)
    return np.asarray(-(WEIGHTS.T @ by_vector)).reshape(pixels.shape)


@pytest.mark.parametrize("levels", LEVELS)
def test_row_35_a_linear_score_grows_by_epsilon_times_the_sum_of_its_weights(levels: int) -> None:
    row = WEIGHTS[0].reshape(IMAGE.shape)
    moved = fgsm(IMAGE, lambda pixels: row, levels)
    grown = row.ravel() @ (moved.ravel() / 255) - row.ravel() @ (IMAGE.ravel() / 255)
    assert grown == pytest.approx(levels / 255 * np.abs(row).sum())


def test_row_35_the_step_follows_the_analytic_gradient_and_its_negative_undoes_the_loss() -> None:
    z = 1e-6
    ahead = np.zeros(IMAGE.size)
    ahead[7] = z
    numeric = 0.0
    for sign in (1, -1):
        vector = WEIGHTS @ (IMAGE.ravel() / 255 + sign * ahead)
        numeric -= sign * float(vector @ TEXT / (np.linalg.norm(vector) * np.linalg.norm(TEXT))) / (2 * z)
    assert gradient(IMAGE).ravel()[7] == pytest.approx(numeric, rel=1e-4)
    away, towards = fgsm(IMAGE, gradient, 4), fgsm(IMAGE, lambda pixels: -gradient(pixels), 4)
    assert loss(towards) < loss(IMAGE) < loss(away)
    expected = np.clip(IMAGE / 255 + 4 / 255 * np.sign(gradient(IMAGE)), 0, 1)
    assert np.array_equal(away, np.rint(expected * 255))


def test_row_35_values_stay_in_range_and_what_has_no_gradient_stays() -> None:
    extreme = np.array([[[0, 255, 3]]], np.uint8)
    assert fgsm(extreme, lambda pixels: np.array([[[-1.0, 2.0, 0.0]]]), 8).tolist() == [[[0, 255, 3]]]
    assert np.array_equal(fgsm(IMAGE, gradient, 0), IMAGE)


@pytest.mark.parametrize("wrong", [np.zeros((2, 2, 3)), np.full(IMAGE.shape, np.nan)])
def test_a_gradient_of_another_shape_or_of_no_numbers_is_refused(wrong: Floats) -> None:
    with pytest.raises(ValueError, match="finite gradient of the image's shape"):
        fgsm(IMAGE, lambda pixels: wrong, 1)
