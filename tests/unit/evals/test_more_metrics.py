"""Outlines, boxes, captions and closed answers against hand-worked examples."""

import math

import numpy as np
import pytest

from dermagent.evals.metrics.segmentation import (
    average_precision,
    box_overlap,
    dice,
    jaccard,
    over_annotators,
    pooled_jaccard,
    thresholded_jaccard,
)
from dermagent.evals.metrics.text import bleu_4, closed_answers, concept_f1, rouge_l


def bar(length: int, size: int = 100) -> np.ndarray:  # type: ignore[type-arg]
    mask = np.zeros((1, size), dtype=bool)
    mask[0, :length] = True
    return mask


def test_row_12_the_threshold_of_isic_2018() -> None:
    assert (jaccard(bar(64), bar(100)), thresholded_jaccard(bar(64), bar(100))) == (0.64, 0.0)
    assert thresholded_jaccard(bar(65), bar(100)) == 0.65
    assert jaccard(bar(0), bar(0)) == dice(bar(0), bar(0)) == 1.0
    assert dice(bar(50), bar(100)) == pytest.approx(2 * 50 / 150)
    with pytest.raises(ValueError, match="masks of"):
        jaccard(bar(1), bar(1, size=5))


def test_several_annotators_and_all_images_together() -> None:
    assert over_annotators(bar(50), [bar(50), bar(100)]) == (1.0, 0.75)
    assert pooled_jaccard([bar(50), bar(0)], [[bar(50), bar(100), bar(60)], [bar(10)]]) == pytest.approx(50 / 70)
    assert pooled_jaccard([bar(0), bar(0)], [[bar(0)], [bar(0), bar(0)]]) == 1.0
    assert pooled_jaccard([bar(0)], [[bar(20)]]) == pooled_jaccard([bar(20)], [[bar(0), bar(0)]]) == 0.0


def test_row_05_boxes() -> None:
    a, b = (0.0, 0.0, 10.0, 10.0), (20.0, 20.0, 30.0, 30.0)
    assert box_overlap(a, (0.0, 5.0, 10.0, 15.0)) == pytest.approx(50 / 150)
    assert average_precision([(a, 0.9), (b, 0.8)], [a, b]) == 1.0
    assert average_precision([(b, 0.9)], [a]) == 0.0
    assert average_precision([(b, 0.9), (a, 0.8)], [a]) == 0.5
    assert (average_precision([], []), average_precision([(a, 1.0)], [])) == (1.0, 0.0)


def test_row_23_captions_by_hand() -> None:
    assert rouge_l("the red scaly plaque".split(), "the scaly plaque".split()) == pytest.approx(6 / 7)
    assert rouge_l([], []) == 1.0 and rouge_l(["a"], []) == 0.0
    assert bleu_4("a b c d e".split(), ["a b c d e".split()]) == pytest.approx(100.0)
    assert 0 < bleu_4("a b c x".split(), ["a b c d".split()]) < 60
    assert bleu_4([], [["a"]]) == 0.0
    four_orders = 100 * (4 / 5 * 3 / 4 * 2 / 3 * 1 / 2) ** (1 / 4)
    assert bleu_4("a b c d x".split(), ["a b c d e".split()]) == pytest.approx(four_orders)
    longer, short = "a b c d e f".split(), "a b".split()  # brevity is held against the reference of the nearest length
    assert bleu_4("a b c d e".split(), [short, longer]) == pytest.approx(100.0 * math.exp(1 - 6 / 5))
    assert concept_f1({"a", "b"}, {"b", "c"}) == 0.5 and concept_f1([], []) == 1.0


def test_closed_answers_by_family() -> None:
    gold = {"e1": {"site": {2, 7}, "itch": {0}}, "e2": {"site": {1}, "itch": {2}}}
    said = {"e1": {"site": {2}, "itch": {0}}, "e2": {"site": {1, 7}}}
    scores = closed_answers(said, gold)
    assert scores == pytest.approx({"site": 0.5, "itch": 0.5, "all": 0.5})
    with pytest.raises(ValueError, match="no gold"):
        closed_answers({}, {})
