"""A case's outlines: by the user's own network too, to scale where the case gives one, the same wherever they serve."""

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dermagent import Case, CaseImage, Differential, InputError, diagnose
from dermagent.imaging.colour import Pixels
from dermagent.imaging.outline import mask_of
from dermagent.imaging.segment import Segmentation
from dermagent.imaging.synth import render, save_png
from dermagent.report.html import to_html
from dermagent.report.markdown import to_markdown

HERE = "tests.unit.test_outlines_in_a_case"
HISTORY = "A mole on my back has grown and bled."
made: Counter[str] = Counter()


class Corner:
    """A network that outlines the upper left quarter of any image, and counts how often it was made."""

    name = "corner *v1*"

    def __init__(self) -> None:
        made[type(self).__name__] += 1

    def segment(self, pixels: Pixels, *, prompt: object = None) -> Segmentation:
        mask = np.zeros(pixels.shape[:2], dtype=bool)
        mask[: pixels.shape[0] // 2, : pixels.shape[1] // 2] = True
        return Segmentation(mask, 0.75, self.name)


class Dead(Corner):
    name = "dead"

    def segment(self, pixels: Pixels, *, prompt: object = None) -> Segmentation:
        raise MemoryError("secret text of a driver")


def broken() -> Corner:
    raise OSError("no checkpoint")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for n in range(2):
        save_png(render(np.random.default_rng(3), size=400), tmp_path / f"{n}.png")
    return tmp_path


def result_of(folder: Path, *, segmenter: str = "classical", **image: Any) -> Differential:
    case = Case(id="c", images=(CaseImage(path="0.png", **image),), history=HISTORY)
    return diagnose(case, folder=folder, segmenter=segmenter)


def test_rows_08_09_16_42_a_network_outlines_what_is_measured_drawn_and_told(folder: Path) -> None:
    results = [result_of(folder, segmenter=f"{HERE}:Corner") for _ in range(2)]
    assert made["Corner"] == 1  # a network is loaded once a process, not once a case
    (image,) = results[0].images
    assert image.outline is not None and image.outline.share == 0.25 and image.outline.segmenter == "corner *v1*"
    assert mask_of(image.outline, (400, 400)).sum() == 200 * 200
    assert image.measures != result_of(folder).images[0].measures
    assert "The outline by corner \\*v1\\* fills 25 % of the image and stands out by 0.75" in to_markdown(results[0])
    assert "corner *v1*" in to_html(results[0]) and "corner" not in to_html(result_of(folder))


def test_a_network_that_fails_leaves_the_case_to_the_rest(folder: Path) -> None:
    result = result_of(folder, segmenter=f"{HERE}:Dead")
    assert result.outcome == "answered" and result.images[0].outline is None and result.images[0].quality
    assert "0.png: it was not outlined: the segmenter dead failed: MemoryError" in result.limits
    assert "secret" not in result.model_dump_json()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("nowhere:it", "a module of your own must be installed or lie on PYTHONPATH"),
        ("nonsense", "known are classical, and module:factory"),
        (f"{HERE}:broken", "cannot be made: OSError: no check"),
    ],
)
def test_a_segmenter_that_is_none_is_refused_before_a_case_begins(folder: Path, name: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        result_of(folder, segmenter=name)


def test_without_scipy_only_a_network_of_the_users_is_missed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dermagent.workflow.deps.importlib.util.find_spec", lambda name: None)
    assert result_of(folder).images[0].outline is None
    with pytest.raises(InputError, match=r"needs scipy; pip install 'dermagent\[vision\]'"):
        result_of(folder, segmenter=f"{HERE}:Corner")


def test_a_dermoscopic_image_is_outlined_and_its_skin_not_measured(folder: Path) -> None:
    dermoscopic, slide = (result_of(folder, modality=kind).images[0] for kind in ("dermoscopic", "histopathology"))
    assert dermoscopic.outline is not None and dermoscopic.measures is None
    assert slide.outline is None and slide.measures is None


def test_sizes_are_in_millimetres_where_the_case_gives_a_scale(folder: Path) -> None:
    plain, scaled = result_of(folder), result_of(folder, mm_per_px=0.04)
    before, after = plain.images[0].measures, scaled.images[0].measures
    assert before and after and before.diameter_mm is None and before.diameter_px == after.diameter_px
    size = f"longest diameter {after.diameter_px:.0f} px ({after.diameter_mm:.1f} mm);"
    assert (
        size in to_markdown(scaled)
        and size in to_html(scaled)
        and " mm)" not in to_markdown(plain)
        and " px;" in to_markdown(plain)
    )
    assert scaled.urgency == plain.urgency and scaled.observations == plain.observations  # a size is no finding
    for wrong in (0, -1, 11, float("nan")):
        with pytest.raises(ValueError, match="mm_per_px"):
            CaseImage(path="0.png", mm_per_px=wrong)


@pytest.mark.parametrize(("scales", "growth"), [((None, 0.1), 0.0), ((0.1, 0.1), 0.0), ((0.1, 0.2), 3.0)])
def test_row_31_growth_is_to_scale_where_both_images_have_one(
    folder: Path, scales: tuple[float | None, float], growth: float
) -> None:
    images = tuple(
        CaseImage(path=f"{n}.png", lesion="left arm", date=date(2020 + n, 1, 1), mm_per_px=scale)
        for n, scale in enumerate(scales)
    )
    result = diagnose(Case(id="c", images=images, history=HISTORY), folder=folder)
    (change,) = result.compared.changes
    assert change.growth == pytest.approx(growth) and change.to_scale is (scales[0] is not None)
    assert ("by the scales given" in to_markdown(result)) is change.to_scale
    assert ("Distance, light and angle" in to_markdown(result)) is not change.to_scale
