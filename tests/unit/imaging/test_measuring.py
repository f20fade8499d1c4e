"""Tools that measure: colour, hair, outline, tone, contrast, shape, change; on drawn images whose truth is known."""

import numpy as np
import pytest
from PIL import Image

from dermagent.errors import InputError
from dermagent.imaging.colour import ciede2000, lab_to_srgb, linear, srgb_to_lab, typology_angle
from dermagent.imaging.contrast import contrast, ratio
from dermagent.imaging.hair import hair_mask, remove_hair
from dermagent.imaging.measure import border, change, crops, measure, ugly_duckling
from dermagent.imaging.outline import outlined
from dermagent.imaging.segment import Classical, Segmentation, make_segmenter, segment_views
from dermagent.imaging.synth import render
from dermagent.imaging.tone import band_of, lightest_patch, skin_tone
from tests.bench.segmentation import CONDITIONS, dice
from tests.shared import shared

PHOTOS = shared() / "data" / "skin_photos" / "images"


def drawn(seed: int = 0, **options: object) -> object:
    return render(np.random.default_rng(seed), **options)  # type: ignore[arg-type]


def disc(size: int = 100, radius: float = 30.0) -> np.ndarray:  # type: ignore[type-arg]
    rows, columns = np.mgrid[:size, :size] - size / 2
    return np.hypot(rows, columns) < radius


# --- colour


def test_colours_go_to_lab_and_back() -> None:
    rgb = np.random.default_rng(0).integers(0, 256, (50, 3)).astype(np.uint8)
    assert np.abs(lab_to_srgb(srgb_to_lab(rgb)).astype(int) - rgb).max() <= 1
    assert srgb_to_lab([255, 255, 255]) == pytest.approx([100, 0, 0], abs=0.02)
    assert linear(255) == 1.0 and linear(0) == 0.0


@pytest.mark.parametrize(
    ("one", "two", "difference"),  # pairs 1, 7, 17 and 25 of Sharma, Wu, Dalal 2005
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 0.0, 0.0), (50.0, -1.0, 2.0), 2.3669),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ],
)
def test_colour_differences_are_the_published_ones(
    one: tuple[float, ...], two: tuple[float, ...], difference: float
) -> None:
    assert float(ciede2000(one, two)) == pytest.approx(difference, abs=1e-4)
    assert float(ciede2000(two, one)) == pytest.approx(difference, abs=1e-4)


# --- hair and outline


def test_row_17_hair_is_painted_over_and_bare_skin_hardly_touched() -> None:
    bare = render(np.random.default_rng(4))
    hairy = render(np.random.default_rng(4), hairs=12)
    assert hair_mask(bare.pixels).mean() < 0.02
    flat = np.full((64, 64, 3), 180, np.uint8)
    assert remove_hair(flat)[0] is flat
    changed = np.abs(hairy.pixels.astype(int) - bare.pixels).max(axis=-1) > 40
    cleaned, mask = remove_hair(hairy.pixels)
    assert mask[changed].mean() > 0.9
    before, after = (Classical().segment(p) for p in (hairy.pixels, cleaned))
    assert dice(after.mask, bare.mask) >= dice(before.mask, bare.mask) - 0.01


@pytest.mark.parametrize("seeds", [range(3), pytest.param(range(8), marks=pytest.mark.long)])
@pytest.mark.parametrize("condition", list(CONDITIONS))
def test_rows_08_09_16_42_the_classical_outline_fits_drawn_lesions(condition: str, seeds: range) -> None:
    images = [render(np.random.default_rng(seed), **CONDITIONS[condition]) for seed in seeds]  # type: ignore[arg-type]
    found = [Classical().segment(image.pixels) for image in images]
    scores = [dice(one.mask, image.mask) for one, image in zip(found, images, strict=True)]
    assert np.mean(scores) > 0.98 and min(scores) > 0.95
    if condition in ("plain", "low contrast", "ruler"):
        assert not any(one.doubts for one in found)


def test_dark_corners_are_said_and_nothing_is_found_on_bare_skin() -> None:
    assert "the corners are dark" in Classical().segment(render(np.random.default_rng(1), vignette=True).pixels).doubts
    flat = Classical().segment(np.full((64, 64, 3), 180, np.uint8))
    assert not flat.mask.any() and flat.doubts == ("nothing stands out",)


def test_an_outline_that_is_ragged_or_hardly_differs_from_the_skin_is_doubted() -> None:
    rows, columns = np.mgrid[:256, :256] - 128.0
    turn = np.arctan2(rows, columns)
    star = np.full((256, 256, 3), (210, 170, 150), np.uint8)
    star[np.hypot(rows, columns) < 65 + 38 * np.sin(9 * turn)] = (110, 60, 50)
    faint = np.full((256, 256, 3), (210, 170, 150), np.uint8)
    faint[np.hypot(rows, columns) < 50] = (202, 164, 145)
    assert Classical().segment(star).doubts == ("it is ragged",)
    assert Classical().segment(faint).doubts == ("it hardly differs from the skin around it",)


@pytest.mark.parametrize("side", [(0, 128), (255, 128), (128, 0), (128, 255)])
def test_what_the_images_edge_cuts_is_outlined_up_to_it_and_doubted(side: tuple[int, int]) -> None:
    rows, columns = np.mgrid[:256, :256]
    lesion = np.hypot(rows - side[0], columns - side[1]) < 40
    image = np.full((256, 256, 3), (210, 170, 150), np.uint8)
    image[lesion] = (110, 60, 50)
    found = Classical().segment(image)
    assert found.doubts == ("it reaches the edge of the image",)
    assert found.mask[side] and dice(found.mask, lesion) > 0.98


@pytest.mark.skipif(not PHOTOS.is_dir(), reason="the shared photographs are not here")
def test_an_outline_of_plain_skin_in_a_photograph_is_doubted() -> None:
    photograph = np.asarray(Image.open(PHOTOS / "PAT_115_1138_970.jpg").convert("RGB"))
    found = outlined(photograph, Classical())
    assert found.share > 0.4 and "it is ragged" in found.doubts


def test_an_outline_has_the_images_size_and_a_box_restricts_it() -> None:
    image = render(np.random.default_rng(2), size=600)
    found = make_segmenter("classical").segment(image.pixels)
    assert found.mask.shape == (600, 600) and 0 < found.score <= 1
    assert dice(found.mask, image.mask) > 0.97
    corner = Classical().segment(image.pixels, prompt=(0, 0, 60, 60))
    assert not (corner.mask & image.mask).any()


def test_row_10_one_box_outlines_the_lesion_in_all_views() -> None:
    views = [render(np.random.default_rng(7)), *(render(np.random.default_rng(n), ita=35.0) for n in (21, 22, 23))]
    rows, columns = np.flatnonzero(views[0].mask.any(axis=1)), np.flatnonzero(views[0].mask.any(axis=0))
    box = (rows[0] - 5, columns[0] - 5, rows[-1] + 6, columns[-1] + 6)
    found = segment_views([view.pixels for view in views], prompt_on=0, box=box)
    assert np.mean([dice(one.mask, view.mask) for one, view in zip(found[1:], views[1:], strict=True)]) >= 0.85
    with pytest.raises(ValueError, match="view 9 of 4"):
        segment_views([view.pixels for view in views], prompt_on=9, box=box)


class Everything:
    """A stand-in for a trained network."""

    name = "everything"

    def segment(self, pixels: np.ndarray, *, prompt: object = None) -> Segmentation:  # type: ignore[type-arg]
        return Segmentation(np.ones(pixels.shape[:2], dtype=bool), 1.0, self.name)


def test_rows_08_09_16_42_a_network_comes_by_module_and_factory() -> None:
    made = make_segmenter("tests.unit.imaging.test_measuring:Everything")
    assert made.segment(np.zeros((4, 5, 3), np.uint8)).mask.all()
    with pytest.raises(InputError, match="the segmenter 'nowhere:it' cannot be imported"):
        make_segmenter("nowhere:it")


# --- tone and contrast


@pytest.mark.parametrize("ita", [-35.0, -10.0, 15.0, 30.0, 50.0, 65.0])
def test_row_07_pure_patches_give_their_angle_back(ita: float) -> None:
    lightness = 50 + 16 * np.tan(np.radians(ita))
    pixels = np.broadcast_to(lab_to_srgb(np.array([[lightness, 12.0, 16.0]]))[0], (64, 64, 3))
    assert skin_tone(np.ascontiguousarray(pixels)).ita == pytest.approx(ita, abs=2.0)
    assert typology_angle(lightness, 16.0) == pytest.approx(ita)


def test_row_07_uneven_light_moves_the_lightest_patch_and_not_the_median() -> None:
    errors = {"median": [], "patch": []}  # type: dict[str, list[float]]
    for seed in range(12):
        image = render(np.random.default_rng(seed), ita=30.0, gradient=True)
        truth = float(image.truth["ita"])  # type: ignore[arg-type]
        errors["median"].append(skin_tone(image.pixels, image.mask).ita - truth)
        errors["patch"].append(lightest_patch(image.pixels).ita - truth)
    assert np.abs(errors["median"]).mean() < 4
    assert np.mean(errors["patch"]) > 10


def test_the_bands_and_what_makes_an_angle_doubtful() -> None:
    assert [band_of(a) for a in (60, 50, 30, 25, 15, 5, -40)] == [1, 2, 3, 4, 5, 6, 6]
    image = render(np.random.default_rng(0))
    assert skin_tone(image.pixels, image.mask).quality == "fair"
    assert skin_tone(image.pixels, np.ones_like(image.mask)).quality == "low"


@pytest.mark.parametrize(
    ("lesion", "skin", "published"),
    [
        ((119, 94, 73), (206, 150, 139), 1.572712),
        ((134, 67, 52), (162, 132, 103), 1.604050),
        ((185, 100, 87), (224, 166, 130), 1.451171),
    ],
)
def test_row_36_contrast_as_published_and_as_it_should_be(
    lesion: tuple[int, ...], skin: tuple[int, ...], published: float
) -> None:
    assert ratio(lesion, skin, linearise=False) == pytest.approx(published, abs=1e-6)
    assert ratio(lesion, skin) > published
    assert ratio((0, 0, 0), (255, 255, 255)) == pytest.approx(21.0)


def test_contrast_of_an_outline_grows_with_the_lesion_s_darkness() -> None:
    faint, strong = (render(np.random.default_rng(0), contrast=c) for c in (7.0, 18.0))
    found = [contrast(image.pixels, image.mask) for image in (faint, strong)]
    assert found[0] is not None and found[1] is not None
    assert found[0].wcag < found[1].wcag and found[0].delta_e < found[1].delta_e
    assert contrast(faint.pixels, np.zeros_like(faint.mask)) is None


# --- shape, change, the odd one out


def test_a_disc_is_round_even_and_of_one_colour() -> None:
    mask = disc()
    pixels = np.full((100, 100, 3), 120, np.uint8)
    found = measure(pixels, mask, mm_per_px=0.1)
    assert found is not None
    assert found.area_px == mask.sum()
    assert found.diameter_px == pytest.approx(60, abs=1.5) and found.diameter_mm == pytest.approx(6.0, abs=0.15)
    assert found.asymmetry < 0.05 and found.colours == pytest.approx(0.0, abs=1e-9)
    assert found.border == pytest.approx(1.0, abs=0.05)


def test_uneven_outlines_and_colours_are_larger_numbers() -> None:
    mask = disc() | (np.mgrid[:100, :100][1] > 50) & (np.abs(np.mgrid[:100, :100][0] - 50) < 4)
    pixels = np.full((100, 100, 3), 120, np.uint8)
    pixels[:, :50] = 60
    round_one, odd = measure(np.full_like(pixels, 120), disc()), measure(pixels, mask)
    assert round_one is not None and odd is not None
    assert odd.asymmetry > round_one.asymmetry + 0.03
    assert odd.border > 1.1 and odd.colours > 10
    assert measure(pixels, np.zeros((100, 100), dtype=bool)) is None
    with pytest.raises(ValueError, match="outline is empty"):
        border(np.zeros((100, 100), dtype=bool))
    with pytest.raises(ValueError, match="image's size"):
        measure(pixels, np.ones((3, 3), dtype=bool))


def test_row_31_change_between_two_dates() -> None:
    pixels, after = np.full((100, 100, 3), 120, np.uint8), np.full((100, 100, 3), 90, np.uint8)
    vector = np.array([1.0, 0.0])
    same = change((vector, pixels, disc()), (vector, pixels, disc()))
    assert (same.look, same.growth, same.colour) == pytest.approx((0, 0, 0))
    grown = change((vector, pixels, disc(radius=20)), (np.array([0.0, 1.0]), after, disc(radius=40)))
    assert grown.look == pytest.approx(1.0) and grown.growth == pytest.approx(3.0, abs=0.1) and grown.colour > 5


def test_row_11_a_planted_outlier_is_first_and_few_or_equal_lesions_have_none() -> None:
    first = 0
    for seed in range(100):
        rng = np.random.default_rng(seed)
        lesions = rng.normal(size=64) + 0.5 * rng.normal(size=(12, 64))
        lesions[5] = rng.normal(size=64) * 1.2
        scores = ugly_duckling(lesions)
        assert scores is not None
        first += int(np.argmax(scores)) == 5 and scores[5] >= 3
    assert first >= 95
    assert ugly_duckling(np.ones((3, 8))) is None
    equal = ugly_duckling(np.ones((6, 8)))
    assert equal is not None and max(equal) < 3


def test_row_05_crops_follow_the_outline() -> None:
    pixels = np.arange(100 * 100 * 3, dtype=np.uint32).reshape(100, 100, 3).astype(np.uint8)
    box = np.zeros((100, 100), dtype=bool)
    box[20:30, 40:60] = True
    (cut,) = crops(pixels, [box, np.zeros_like(box)], margin=0.0)
    assert np.array_equal(cut, pixels[20:30, 40:60])
    assert crops(pixels, [box], margin=0.5)[0].shape == (20, 40, 3)
