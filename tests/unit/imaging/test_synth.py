"""Drawn lesions: the same seed gives the same bytes, and what `truth` and `mask` say is in the pixels."""

import math
from pathlib import Path
from typing import Any, get_args

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageCms

from dermagent.imaging.colour import lab_to_srgb
from dermagent.imaging.limits import ImageLimits
from dermagent.imaging.load import read_image
from dermagent.imaging.synth import Kind, SyntheticImage, render, save_png

KINDS: tuple[Kind, ...] = get_args(Kind)


def srgb_to_lab(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """The inverse of `lab_to_srgb`, written independently of it."""
    encoded = pixels / 255
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    to_xyz = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
                       [0.0193339, 0.1191920, 0.9503041]])  # fmt: skip
    ratio = linear @ to_xyz.T / (0.95047, 1, 1.08883)
    f = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.stack((116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])), axis=-1)


def medians(image: SyntheticImage) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Median Lab inside the mask and outside it."""
    lab = srgb_to_lab(image.pixels)
    return np.median(lab[image.mask], axis=0), np.median(lab[~image.mask], axis=0)


def test_lab_becomes_srgb_as_published() -> None:
    lab = np.array([[100, 0, 0], [0, 0, 0], [53.2408, 80.0925, 67.2032], [87.7347, -86.1827, 83.1793],
                    [32.2970, 79.1875, -107.8602], [53.5850, 0, 0]])  # fmt: skip
    expected = [[255, 255, 255], [0, 0, 0], [255, 0, 0], [0, 255, 0], [0, 0, 255], [128, 128, 128]]
    assert np.abs(lab_to_srgb(lab).astype(int) - expected).max() <= 1


def test_lab_survives_the_way_to_srgb_and_back() -> None:
    lab = np.array([[L, a, b] for L in (25.0, 50, 75) for a in (0.0, 12, 20) for b in (5.0, 16)])
    assert np.abs(srgb_to_lab(lab_to_srgb(lab)) - lab).max() < 0.6


@pytest.mark.parametrize("kind", KINDS)
def test_row_27_the_same_seed_gives_the_same_bytes_and_another_seed_another_image(kind: Kind, tmp_path: Path) -> None:
    files = []
    for number, seed in enumerate((7, 7, 8)):
        image = render(np.random.default_rng(seed), kind=kind, hairs=2, ruler=True, gradient=True, vignette=True)
        save_png(image, tmp_path / f"{number}.png")
        files.append((tmp_path / f"{number}.png").read_bytes())
    assert files[0] == files[1] != files[2]


def test_nothing_global_is_drawn_from_or_changed() -> None:
    np.random.seed(3)
    before = np.random.get_state()[1].tolist()  # type: ignore[index]
    first = render(np.random.default_rng(1))
    np.random.seed(4)
    assert (render(np.random.default_rng(1)).pixels == first.pixels).all()
    np.random.seed(3)
    assert np.random.get_state()[1].tolist() == before  # type: ignore[index]


def test_one_generator_gives_one_image_after_another() -> None:
    rng = np.random.default_rng(1)
    assert not (render(rng).pixels == render(rng).pixels).all()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [64, 131])
def test_shapes_and_truth_agree(kind: Kind, size: int) -> None:
    image = render(np.random.default_rng(2), kind=kind, size=size)
    assert image.pixels.shape == (size, size, 3) and image.pixels.dtype == np.uint8
    assert image.mask.shape == (size, size) and image.mask.dtype == np.bool_
    assert image.truth["kind"] == kind and image.truth["size"] == size
    assert image.truth["area_share"] == pytest.approx(float(image.mask.mean()))
    assert 0.005 < image.mask.mean() < 0.5


@pytest.mark.parametrize("ita", [60.0, 45.0, 10.0, -20.0, -45.0])
def test_row_27_the_skin_has_the_typology_angle_asked_for(ita: float) -> None:
    image = render(np.random.default_rng(3), ita=ita)
    lightness, _, b = medians(image)[1]
    assert math.degrees(math.atan2(lightness - 50, b)) == pytest.approx(ita, abs=2)
    assert image.truth["ita"] == pytest.approx(ita)


def test_an_angle_beyond_the_lightness_range_is_reported_as_drawn() -> None:
    assert render(np.random.default_rng(3), ita=-85).truth["ita"] == pytest.approx(math.degrees(math.atan2(-28, 16)))


@pytest.mark.parametrize("contrast", [7.0, 12.0, 18.0])
def test_a_mole_is_darker_by_the_contrast_asked_for(contrast: float) -> None:
    for seed in range(2):
        inside, outside = medians(render(np.random.default_rng(seed), contrast=contrast))
        assert inside - outside == pytest.approx([-contrast, 6, -4], abs=1.2)


def test_row_27_a_mole_lies_near_the_middle_with_a_radius_in_the_range() -> None:
    for seed in range(6):
        image = render(np.random.default_rng(seed))
        rows, columns = np.nonzero(image.mask)
        assert abs(rows.mean() - 127.5) < 25 and abs(columns.mean() - 127.5) < 25
        assert 30 < math.sqrt(image.mask.sum() / math.pi) < 72


@pytest.mark.parametrize("kind", ["plaque", "vesicles", "papules"])
def test_the_other_kinds_are_redder_than_the_skin(kind: Kind) -> None:
    for seed in range(2):
        inside, outside = medians(render(np.random.default_rng(seed), kind=kind))
        assert inside[1] - outside[1] > 4


def test_the_kinds_differ_in_number_and_size() -> None:
    lesions = {kind: int(str(render(np.random.default_rng(4), kind=kind).truth["lesions"])) for kind in KINDS}
    assert lesions["mole"] == 1
    assert 2 <= lesions["plaque"] <= 4 and 2 <= lesions["vesicles"] <= 4
    assert 15 <= lesions["papules"] <= 30


def test_vesicles_have_bright_spots_on_their_ground() -> None:
    image = render(np.random.default_rng(5), kind="vesicles")
    lightness = srgb_to_lab(image.pixels)[..., 0][image.mask]
    assert np.percentile(lightness, 99.5) > np.median(lightness) + 8


def test_the_texture_of_skin_has_the_spread_asked_for() -> None:
    image = render(np.random.default_rng(6))
    assert 1.1 < srgb_to_lab(image.pixels)[..., 0][~image.mask].std() < 2.2


def test_hairs_are_dark_and_leave_the_mask_alone() -> None:
    plain, hairy = (render(np.random.default_rng(7), hairs=hairs) for hairs in (0, 5))
    assert (plain.mask == hairy.mask).all()
    dark = [(srgb_to_lab(image.pixels)[..., 0] < 25).mean() for image in (plain, hairy)]
    assert dark[0] == 0 and 0.01 < dark[1] < 0.08


def test_a_gradient_makes_one_side_lighter() -> None:
    plain, uneven = (render(np.random.default_rng(8), gradient=gradient) for gradient in (False, True))
    change = srgb_to_lab(uneven.pixels)[..., 0] - srgb_to_lab(plain.pixels)[..., 0]
    assert 6 < change.max() < 10 and -10 < change.min() < -6


def test_a_vignette_darkens_the_corners_only() -> None:
    plain, cornered = (render(np.random.default_rng(9), vignette=vignette) for vignette in (False, True))
    change = srgb_to_lab(cornered.pixels)[..., 0] - srgb_to_lab(plain.pixels)[..., 0]
    assert change[:4, :4].mean() == pytest.approx(-15, abs=1.5)
    assert abs(change[120:136, 120:136].mean()) < 0.5


def test_a_ruler_covers_the_bottom_and_is_not_lesion() -> None:
    for kind in KINDS:
        image = render(np.random.default_rng(10), ruler=True, kind=kind)
        assert not image.mask[-14:].any()
        assert (image.pixels[-3:] > 220).mean() > 0.95
        assert (image.pixels[-14, ::8] < 80).all()


@pytest.mark.parametrize("options", [{"size": 63}, {"ita": 90.0}, {"ita": -90.0}, {"hairs": -1}, {"contrast": 0.0}])
def test_options_out_of_range_are_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="expected size >= 64"):
        render(np.random.default_rng(0), **options)


def test_a_saved_image_has_no_metadata_and_loads_as_drawn(tmp_path: Path) -> None:
    image = render(np.random.default_rng(11), size=64)
    save_png(image, tmp_path / "mole.png")
    content = (tmp_path / "mole.png").read_bytes()
    chunks, at = [], 8
    while at < len(content):
        chunks.append(content[at + 4 : at + 8])
        at += 12 + int.from_bytes(content[at : at + 4], "big")
    assert set(chunks) == {b"IHDR", b"IDAT", b"IEND"}
    loaded = read_image("mole.png", tmp_path, ImageLimits())
    assert (loaded.pixels == image.pixels).all() and loaded.notes == ()


def test_the_colours_agree_with_littlecms_where_both_have_a_say() -> None:
    # LittleCMS maps from D50 Lab, so only greys can be compared directly.
    lab = Image.new("LAB", (1, 1), (round(60 * 255 / 100), 128, 128))
    profiles = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
    grey = ImageCms.profileToProfile(lab, *profiles, outputMode="RGB")
    assert grey is not None
    assert np.abs(np.asarray(grey)[0, 0].astype(int) - lab_to_srgb(np.array([60.0, 0, 0]))).max() <= 1
