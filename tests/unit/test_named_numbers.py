"""Numbers that a doctor should be able to find by name, each with what it does at its very edge, worked out by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from dermagent import Case, CaseImage
from dermagent.imaging import quality
from dermagent.knowledge import schema, validate
from dermagent.knowledge.base import KnowledgeBase
from dermagent.knowledge.schema import PROBABILITY, Card
from dermagent.steps.compare import comparable
from dermagent.steps.retrieve import findings, ranges


@pytest.mark.parametrize(
    ("blue", "red", "is_skin"),
    [(77, 133, True), (127, 173, True), (76, 140, False), (128, 140, False), (100, 132, False), (100, 174, False)],
)
def test_skin_colour_is_the_box_of_chai_and_ngan_with_its_ends(blue: int, red: int, is_skin: bool) -> None:
    image = Image.fromarray(np.full((20, 20, 3), (140, blue, red), np.uint8), mode=None)
    chroma = Image.merge("YCbCr", image.split())
    assert quality._skin_share(chroma) == float(is_skin)


@pytest.mark.parametrize(("lesions", "there_is"), [(3, False), (4, True), (6, True)])
def test_four_lesions_are_compared_and_three_are_not(lesions: int, there_is: bool) -> None:
    images = tuple(CaseImage(path=f"{n}.png", lesion=f"mole {n}") for n in range(lesions))
    assert comparable(Case(history="Moles of the arm.", images=images)) is there_is


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"findings": 7}, "needs at least 8 findings, has 7"),
        ({"typical_age": (4.0, 110.5)}, "typical_age"),
        ({"typical_duration": (1.0, 40_001.0)}, "typical_duration"),
    ],
)
def test_a_card_beyond_its_bounds_is_refused(kb: KnowledgeBase, change: dict[str, object], told: str) -> None:
    card = kb.cards["scabies"].model_dump()
    if "findings" in change:
        change = {"findings": dict(list(card["findings"].items())[: schema.FEWEST_FINDINGS - 1])}
    with pytest.raises(ValueError, match=told):
        Card.model_validate({**card, **change})
    within = {"typical_age": (0.0, schema.OLDEST_YEARS), "typical_duration": (1.0, schema.LONGEST_DAYS)}
    assert Card.model_validate({**card, **within}).typical_age == (0.0, 110.0)


def test_a_silent_card_counts_as_rarely_having_a_finding(kb: KnowledgeBase) -> None:
    card = kb.cards["scabies"]
    two = replace(kb, cards={"scabies": card, "other": card.model_copy(update={"findings": {}})})
    for finding, mean in validate.background(two).items():
        assert mean == pytest.approx((PROBABILITY[card.findings[finding]] + 0.02) / 2)


def test_the_shortest_duration_is_an_hour_and_no_share_of_none_rules_out() -> None:
    assert ranges._log_days(0.0) == ranges._log_days(1 / 24) == pytest.approx(math.log10(1 / 24))
    assert ranges._log_days(10.0) == 1.0
    assert math.log((0 + findings._NEVER_NONE) / (0.5 + findings._NEVER_NONE)) == pytest.approx(-3.93, abs=0.01)
