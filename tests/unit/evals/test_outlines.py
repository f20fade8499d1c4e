"""Masks are read as what they are, and a segmenter is scored on them; what cannot be scored is counted."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from dermagent.cli.eval import evaluate
from dermagent.errors import InputError
from dermagent.evals.audits.outlines import (
    SDDI_CODES,
    outlined,
    outlines_to_markdown,
    read_codes,
    read_mask,
    score_outlines,
)
from dermagent.evals.datasets.registry import data_set
from dermagent.imaging.segment import Classical, Segmentation
from dermagent.imaging.synth import render, save_png
from tests.shared import ROOT

SAMPLE = ROOT / "eval_sets/sddi/sample"
SIZE = 64


class Red:
    """Outlines what is red, so that what it should find is known."""

    name = "red"

    def segment(self, pixels: Any, *, prompt: Any = None) -> Segmentation:
        if (pixels == 7).all():
            raise ValueError("broken")
        mask = (pixels[..., 0] > 200) & (pixels[..., 1] < 100)
        return Segmentation(mask[:-1] if (pixels == 9).all() else mask, 1.0, self.name)


class Missing(Red):
    def segment(self, pixels: Any, *, prompt: Any = None) -> Segmentation:
        raise ModuleNotFoundError("No module named 'scipy'", name="scipy")


def square(left: int, right: int, *, height: int = SIZE, width: int = SIZE) -> Any:
    mask = np.zeros((height, width), dtype=bool)
    mask[16:48, left:right] = True
    return mask


def image(folder: Path, name: str, mask: Any) -> None:
    folder.mkdir(exist_ok=True, parents=True)
    pixels = np.where(mask[..., None], (230, 40, 40), (220, 190, 170)).astype(np.uint8)
    Image.fromarray(pixels).save(folder / f"{name}.png")


def reference(folder: Path, name: str, mask: Any) -> None:
    folder.mkdir(exist_ok=True, parents=True)
    Image.fromarray((mask * 255).astype(np.uint8)).save(folder / name)


def test_row_28_mask_codes_are_decoded() -> None:
    path = SAMPLE / "ddi_labels/testing/test_light/000001.npy"
    codes = read_codes(path)
    assert {SDDI_CODES[code] for code in np.unique(codes)} == set(SDDI_CODES)
    assert SDDI_CODES == ("background", "lesion", "marker", "ruler", "skin")
    assert np.argwhere(read_mask(path)).tolist() == [[row, column] for row in (2, 3, 4) for column in range(1, 6)]


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (np.full((4, 4), 5), "000009.npy: expected the codes 0 to 4, found 5"),
        (np.full((4, 4), -1), "found -1"),
        (np.full((4, 4), 0.5), "found 0.5"),
        (np.full((4, 4), np.nan), "found nan"),
        (np.zeros((4, 4, 3)), "numbers in two dimensions"),
        (np.full((4, 4), "1"), "numbers in two dimensions"),
        (np.array([[None]]), "expected a NumPy array"),
    ],
)
def test_row_28_other_codes_are_refused_by_the_files_name(tmp_path: Path, array: Any, message: str) -> None:
    np.save(tmp_path / "000009.npy", array, allow_pickle=True)
    with pytest.raises(InputError, match=message):
        read_mask(tmp_path / "000009.npy")


def test_row_28_the_set_splits_by_skin_tone_and_gives_boxes() -> None:
    dark, light = data_set("sddi").load(SAMPLE, split="test", language="en")
    assert (light.strata["skin_tone"], dark.strata["skin_tone"]) == ("light", "dark")
    assert light.boxes == ((2 / 8, 1 / 10, 5 / 8, 6 / 10),) and dark.boxes == ()
    assert light.concepts == ("lesion", "marker", "ruler", "skin") and light.empty
    for split, message in (("valid", "no split"), ("train-5", "found none")):
        with pytest.raises(InputError, match=message):
            list(data_set("sddi").load(SAMPLE, split=split, language="en"))


def test_a_photo_is_no_mask(tmp_path: Path) -> None:
    save_png(render(np.random.default_rng(0)), tmp_path / "a.png")
    with pytest.raises(InputError, match="are the folders exchanged"):
        read_mask(tmp_path / "a.png")
    (tmp_path / "b.png").write_bytes(b"no image")
    with pytest.raises(InputError, match=r"b\.png: expected a mask"):
        read_mask(tmp_path / "b.png")
    Image.fromarray(np.eye(3, dtype=np.uint8)).save(tmp_path / "c.tiff")  # 0 and 1 count as two levels too
    assert read_mask(tmp_path / "c.tiff").sum() == 3
    Image.new("L", (3, 3)).save(tmp_path / "d.png")
    assert not read_mask(tmp_path / "d.png").any()


def test_row_28_hand_worked_scores_by_tone_beside_a_disc(tmp_path: Path) -> None:
    images, masks = tmp_path / "images", tmp_path / "masks"
    for name, tone, seen, there in (
        ("000001", "light", (16, 48), (16, 48)),
        ("000002", "dark", (16, 48), (16, 32)),  # twice what is there: Jaccard .5
        ("000003", "dark", (0, 0), (0, 0)),  # nothing there, nothing found
    ):
        image(images, name, square(*seen))
        codes = np.where(square(*there), 1, 4)
        (masks / f"test_{tone}").mkdir(parents=True, exist_ok=True)
        np.save(masks / f"test_{tone}" / f"{name}.npy", codes)
    found = score_outlines(images, masks, Red(), resamples=100)
    assert found.images == 3 and found.left_out == {}
    assert found.figures["Jaccard"].ours.value == pytest.approx((1 + 0.5 + 1) / 3)
    assert found.figures["Dice"].ours.value == pytest.approx((1 + 2 / 3 + 1) / 3)
    assert found.figures["Jaccard, 0 below .65"].ours.value == pytest.approx(2 / 3)
    assert found.failure_rate.ours.value == pytest.approx(1 / 3)
    assert (found.nothing_outlined, found.both_empty) == (1, 1)
    assert found.by_tone["light"].value == 1.0 and found.by_tone["dark"].value == 0.75 and found.by_tone["dark"].n == 2
    assert 0 < found.figures["Jaccard"].disc.value < found.figures["Jaccard"].ours.value
    assert "| Dice | 0.889" in outlines_to_markdown(found) and "dark 0.750" in outlines_to_markdown(found)


def test_magic_annotators_count_by_majority_and_one_by_one(tmp_path: Path) -> None:
    images, masks = tmp_path / "images", tmp_path / "masks"
    image(images, "IMG_1_2", square(16, 48))
    for n, right in enumerate((48, 48, 32)):
        reference(masks, f"IMG_1_2_mask_ann{n}.tiff", square(16, right))
    found = score_outlines(images, masks, Red(), resamples=100)
    assert found.figures["Jaccard"].ours.value == 1.0
    assert found.annotators["Jaccard, best annotator"] == 1.0
    assert found.annotators["Jaccard, mean of annotators"] == pytest.approx((1 + 1 + 0.5) / 3)
    assert found.annotators["Dice, mean of annotators"] == pytest.approx((1 + 1 + 2 / 3) / 3)
    assert found.annotators["Jaccard, all pixels"] == 1.0


def test_what_cannot_be_scored_is_left_out_and_a_failing_segmenter_scores_0(tmp_path: Path) -> None:
    images, masks = tmp_path / "images", tmp_path / "masks"
    for name in ("good", "squashed", "alone", "unreadable", "fails", "cut"):
        image(images, name, square(16, 48))
    (images / "unreadable.png").write_bytes(b"nothing")
    Image.new("RGB", (SIZE, SIZE), (7, 7, 7)).save(images / "fails.png")
    Image.new("RGB", (SIZE, SIZE), (9, 9, 9)).save(images / "cut.png")
    for name in ("good", "unreadable", "fails", "cut", "elsewhere"):
        reference(masks, f"{name}_segmentation.png", square(16, 48))
    reference(masks, "squashed_segmentation.png", square(16, 48, width=96))
    found = score_outlines(images, masks, Red(), resamples=100)
    assert found.images == 3 and found.failed == 2 and found.nothing_outlined == 0
    assert found.figures["Dice"].ours.value == pytest.approx(1 / 3)
    assert found.failure_rate.ours.value == pytest.approx(2 / 3)
    assert "failed on 2" in outlines_to_markdown(found)
    assert found.left_out == {
        "images without a mask": 1,
        "masks without an image": 1,
        "images that are not of their mask's shape": 1,
        "images that cannot be read": 1,
    }
    for name in ("good", "fails", "cut"):
        (images / f"{name}.png").write_bytes(b"nothing")
    with pytest.raises(InputError, match="nothing could be scored: "):
        score_outlines(images, masks, Red())


def test_a_smaller_copy_of_the_image_is_compared_at_the_masks_size(tmp_path: Path) -> None:
    image(tmp_path / "i", "a", square(16, 48))
    reference(tmp_path / "m", "a.png", np.kron(square(16, 48), np.ones((3, 3), dtype=bool)))
    assert score_outlines(tmp_path / "i", tmp_path / "m", Red(), resamples=100).figures["Dice"].ours.value == 1.0


def test_images_and_masks_are_joined_by_one_name_only(tmp_path: Path) -> None:
    image(tmp_path / "i", "a", square(16, 48))
    reference(tmp_path / "m/20%", "a.png", square(16, 48))
    assert outlined(tmp_path / "i", tmp_path / "m")[0][0].image == "a.png"
    reference(tmp_path / "m/5%", "a.png", square(16, 48))
    with pytest.raises(InputError, match="two masks of 'a'"):
        outlined(tmp_path / "i", tmp_path / "m")
    with pytest.raises(InputError, match="none of 1 images"):
        outlined(tmp_path / "i", SAMPLE)
    image(tmp_path / "i/again", "a", square(16, 48))
    with pytest.raises(InputError, match="two images called 'a'"):
        outlined(tmp_path / "i", tmp_path / "m")
    reference(tmp_path / "one", "b_lesion.bmp", square(16, 48))
    image(tmp_path / "one", "b", square(16, 48))
    assert len(outlined(tmp_path / "one", tmp_path / "one")[0]) == 1  # both in one folder


def test_a_segmenter_without_its_package_says_what_to_install(tmp_path: Path) -> None:
    image(tmp_path / "i", "a", square(16, 48))
    reference(tmp_path / "m", "a.png", square(16, 48))
    with pytest.raises(InputError, match=r"needs scipy; pip install"):
        score_outlines(tmp_path / "i", tmp_path / "m", Missing())


def test_row_28_the_command_scores_the_packaged_and_another_segmenter(tmp_path: Path) -> None:
    drawn = [render(np.random.default_rng(seed)) for seed in range(3)]
    (tmp_path / "i").mkdir()
    for n, one in enumerate(drawn):
        save_png(one, tmp_path / "i" / f"{n}.png")
        reference(tmp_path / "m", f"{n}_segmentation.png", one.mask)

    def call(*more: str) -> str:
        command = [
            "segment",
            "--images",
            str(tmp_path / "i"),
            "--masks",
            str(tmp_path / "m"),
            "--resamples",
            "100",
            *more,
        ]
        return CliRunner().invoke(evaluate, command, catch_exceptions=False, standalone_mode=False).stdout

    told = json.loads(call("--format", "json"))
    assert told["segmenter"] == Classical.name and told["figures"]["Dice"]["ours"]["value"] > 0.9
    assert call("--segmenter", "tests.unit.evals.test_outlines:Red").startswith("# red: 3 images")
