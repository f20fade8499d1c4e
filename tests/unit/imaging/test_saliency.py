"""Occlusion maps with a fake encoder that looks at one place only."""

import numpy as np
import pytest

from dermagent.imaging.colour import Pixels, ciede2000, srgb_to_lab
from dermagent.imaging.outline import outlined
from dermagent.imaging.saliency import deletion_and_insertion, occlusion, overlay, points_inside
from dermagent.imaging.segment import Classical
from dermagent.imaging.synth import render
from dermagent.steps.retrieve import DecodedImage
from dermagent.steps.retrieve.rests_on import saliency_of

IMAGE = np.full((64, 64, 3), 100, np.uint8)
IMAGE[16:24, 40:48] = 250  # row 2, column 5 of an 8 by 8 grid


def bright_spot(images: list[Pixels]) -> np.ndarray:  # type: ignore[type-arg]
    return np.array([image[16:24, 40:48].mean() / 255 for image in images])


def test_rows_03_21_the_planted_place_is_the_hottest() -> None:
    heat = occlusion(IMAGE, bright_spot)
    assert np.unravel_index(heat.argmax(), heat.shape) == (2, 5)
    assert heat.min() == 0.0 and heat.max() == 1.0 and heat.sum() == pytest.approx(1.0)


def test_row_03_a_score_that_depends_on_nothing_gives_zeros_and_no_nan() -> None:
    heat = occlusion(IMAGE, lambda images: np.ones(len(images)))
    assert not heat.any() and np.isfinite(heat).all()


def test_row_03_deletion_falls_faster_than_insertion_and_than_by_chance() -> None:
    heat = occlusion(IMAGE, bright_spot)
    deletion, insertion = deletion_and_insertion(IMAGE, heat, bright_spot)
    by_chance, _ = deletion_and_insertion(IMAGE, np.random.default_rng(0).random((8, 8)), bright_spot)
    assert deletion < by_chance and deletion <= insertion


def test_pointing_at_the_lesion_and_the_overlay() -> None:
    heat = occlusion(IMAGE, bright_spot)
    lesion = np.zeros((64, 64), dtype=bool)
    lesion[12:28, 36:52] = True
    assert points_inside(heat, lesion) == (True, 1.0)
    assert points_inside(heat, ~lesion) == (False, 0.0)
    shown = overlay(IMAGE, heat)
    assert shown.shape == IMAGE.shape and shown[20, 44, 2] > shown[20, 44, 0]
    assert np.array_equal(overlay(IMAGE, np.zeros((8, 8))), IMAGE)


@pytest.mark.parametrize(("contrast", "told"), [(18.0, True), (3.0, False)])
def test_row_03_a_doubtful_outline_holds_no_share_of_the_heat(contrast: float, told: bool) -> None:
    pixels = render(np.random.default_rng(0), contrast=contrast).pixels
    view = DecodedImage(
        place=0, modality="clinical", pixels=pixels, taken=pixels, outline=outlined(pixels, Classical())
    )
    found = saliency_of(
        view, "mine", "melanoma", lambda many: np.array([-one[112:144, 112:144].mean() for one in many])
    )
    assert (found.inside is not None) is told


def test_a_photograph_is_explained_small_and_once_by_a_map_of_another_kind() -> None:
    large = render(np.random.default_rng(0), size=500).pixels.repeat(3, axis=0).repeat(3, axis=1)
    view, sizes = DecodedImage(place=0, modality="clinical", pixels=large, taken=large), set()

    def score(many: list[Pixels]) -> np.ndarray:  # type: ignore[type-arg]
        sizes.update(one.shape for one in many)
        return np.array([float(one[128:384, 128:384].mean()) for one in many])

    assert saliency_of(view, "mine", "melanoma", score).method == "occlusion"
    assert sizes == {(512, 512, 3)}
    heat = np.eye(4)
    found = saliency_of(view, "mine", "melanoma", score, by_gradient=lambda pixels: heat)
    assert found.method == "gradient" and np.array_equal(found.heat, heat) and found.inside is None


def test_every_figure_of_a_map_is_rounded_to_four_places() -> None:
    pixels = render(np.random.default_rng(0)).pixels
    view = DecodedImage(
        place=2, modality="clinical", pixels=pixels, taken=pixels, outline=outlined(pixels, Classical())
    )
    heat = np.array([[0.123449, 0.00006], [2 / 3, 0.00004]])
    found = saliency_of(
        view,
        "mine",
        "melanoma",
        lambda many: np.array([float(one[100:150].mean()) / 255 for one in many]),
        by_gradient=lambda _: heat,
    )
    assert found.heat == ((0.1234, 0.0001), (0.6667, 0.0)) and (found.place, found.retriever) == (2, "mine")
    assert found.inside is not None
    assert all(figure == round(figure, 4) for figure in (found.deletion, found.insertion, found.inside))


@pytest.mark.parametrize("skin", [(235, 205, 190), (205, 95, 85), (150, 40, 40), (90, 55, 40), (50, 30, 25)])
def test_heat_is_seen_on_red_and_on_dark_skin(skin: tuple[int, int, int]) -> None:
    plain = np.full((16, 16, 3), skin, np.uint8)
    shown = overlay(plain, np.ones((2, 2)))
    assert float(ciede2000(srgb_to_lab(shown[8, 8]), srgb_to_lab(plain[8, 8]))) > 25
