"""Outlines kept small: COCO's run lengths, and what a segmenter may and may not answer."""

import numpy as np
import pytest

from dermagent.errors import StepFailed
from dermagent.imaging.colour import Pixels
from dermagent.imaging.measured import measured
from dermagent.imaging.outline import mask_of, outlined, parts
from dermagent.imaging.resize import Mask
from dermagent.imaging.run_lengths import decode, encode
from dermagent.imaging.segment import Classical, Segmentation
from dermagent.imaging.synth import render
from tests.bench.segmentation import dice


class Network:
    """A stand-in for a trained network, with the outline that a test wants."""

    name = "network"

    def __init__(self, mask: Mask, score: float = 0.9) -> None:
        self.mask, self.score = mask, score

    def segment(self, pixels: Pixels, *, prompt: object = None) -> Segmentation:
        return Segmentation(self.mask, self.score, self.name, ("it was not sure",))


@pytest.mark.parametrize(
    ("rows", "counts"),  # written by pycocotools 2.0.11
    [
        (["0110", "0110", "0011"], "32111N"),
        (["000", "000"], "6"),
        (["11", "11"], "04"),
        (["1"], "01"),
        ([*"00011111", *"0" * 700, *"11", *"0" * 40], r"35le0M\[O"),
    ],
)
def test_masks_are_written_as_the_common_tools_write_them(rows: list[str], counts: str) -> None:
    mask = np.array([[character == "1" for character in row] for row in rows])
    assert encode(mask) == counts
    assert np.array_equal(decode(counts, *mask.shape), mask)


def test_any_mask_comes_back_from_its_run_lengths() -> None:
    rng = np.random.default_rng(0)
    for share in (0.0, 0.03, 0.5, 0.97, 1.0):
        for _ in range(40):
            mask = rng.random(rng.integers(1, 90, 2)) < share
            assert np.array_equal(decode(encode(mask), *mask.shape), mask)


@pytest.mark.parametrize("counts", ["", "5", "7", "~", "P", "1O", "\n"])
def test_run_lengths_of_another_mask_are_refused(counts: str) -> None:
    with pytest.raises(ValueError, match="expected run lengths"):
        decode(counts, 2, 3)


def test_an_outline_is_the_segmenters_at_any_size() -> None:
    drawn = render(np.random.default_rng(2), size=700)
    found = outlined(drawn.pixels, Classical())
    assert (found.height, found.width, found.segmenter, found.doubts) == (256, 256, "classical", ())
    assert found.share == pytest.approx(drawn.mask.mean(), abs=0.01) and len(found.counts) < 1_500
    assert dice(mask_of(found, drawn.mask.shape), Classical().segment(drawn.pixels).mask) > 0.99


def test_a_network_is_doubted_for_itself_and_as_any_outline_is() -> None:
    image = render(np.random.default_rng(1), size=300)
    everything = np.ones((300, 300), dtype=bool)
    found = outlined(image.pixels, Network(everything))
    assert found.doubts[:2] == ("it was not sure", "it would fill most of the image") and found.share == 1
    nothing = outlined(image.pixels, Network(~everything, 0.0))
    assert nothing.doubts[1] == "nothing stands out" and nothing.share == 0
    assert measured(image.pixels, nothing).diameter_px is None
    apart = np.zeros((300, 300), dtype=bool)
    apart[20:60, 20:60] = apart[130:190, 130:190] = True
    assert [part[160, 160] for part in parts(image.pixels, Network(apart))] == [True, False]


@pytest.mark.parametrize(
    ("mask", "score", "told"),
    [
        (np.ones((5, 4), dtype=bool), 0.5, r"gave bool \(5, 4\) with score 0.5; expected bool \(4, 5\)"),
        (np.ones((4, 5)), 0.5, "gave float64"),
        (np.ones((4, 5), dtype=bool), 2.0, "with score 2;"),
        (np.ones((4, 5), dtype=bool), float("nan"), "with score nan;"),
        (None, "high", "the segmenter network failed: ValueError"),
    ],
)
def test_what_is_no_outline_of_the_image_is_refused(mask: Mask, score: float, told: str) -> None:
    with pytest.raises(StepFailed, match=told):
        outlined(np.zeros((4, 5, 3), np.uint8), Network(mask, score))


def test_millimetres_are_those_of_a_pixel_of_the_image_itself() -> None:
    drawn = render(np.random.default_rng(3), size=512)
    outline = outlined(drawn.pixels, Classical())
    plain, scaled = measured(drawn.pixels, outline), measured(drawn.pixels, outline, mm_per_px=0.05)
    assert plain.diameter_mm is None and plain.diameter_px is not None and scaled.diameter_mm is not None
    assert scaled.diameter_mm == pytest.approx(0.05 * plain.diameter_px, abs=0.01)
    rows, columns = np.nonzero(drawn.mask)
    assert plain.diameter_px >= max(np.ptp(rows), np.ptp(columns)) * 0.95


@pytest.mark.parametrize("side", [400, 800])
def test_an_image_of_one_bright_colour_is_told_in_plain_words(side: int) -> None:
    with pytest.raises(StepFailed, match="nothing stands out in the image"):
        outlined(np.full((side, side, 3), 255, np.uint8), Classical())
