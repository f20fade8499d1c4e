"""Hair, lashes and nails that are gone are lost now, and not a complaint that is over."""

import pytest

from dermagent.steps.observe import observe
from dermagent.types import Case, Language


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "round patches where the hair has gone completely", "patchy_hair_loss"),
        ("en", "round patches where the hair is finished, grey scale like ash", "patchy_hair_loss"),
        ("en", "The hair is gone from a circle behind his ear, skin smooth", "patchy_hair_loss"),
        ("en", "My lashes have all disappeared on the left lid", "eyebrow_or_lash_loss"),
        ("en", "The toenail has gone completely, only the bed is left", "toenail"),
        ("es", "zonas redondas donde el pelo se acabó", "patchy_hair_loss"),
        ("es", "el pelo ya no está en dos redondeles", "patchy_hair_loss"),
        ("es", "en la coronilla falta el pelo en un círculo", "patchy_hair_loss"),
        ("zh", "圆圆一块头发没了", "patchy_hair_loss"),
        ("zh", "眉毛没了一半", "eyebrow_or_lash_loss"),
    ],
)
def test_what_is_gone_is_lost(language: Language, text: str, finding: str) -> None:
    assert observe(Case(history=text, language=language)).counted()[finding].polarity == "present"


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("The swelling has gone, the hair is fine", "oedema"),
        ("The hair is back and the patch is gone", "patch"),
        ("My antibiotics are finished and the spots are gone.", "multiple"),
        ("The rash has gone completely, the skin is clear.", "rash"),
    ],
)
def test_a_complaint_that_is_gone_is_over(text: str, finding: str) -> None:
    seen = observe(Case(history=text, language="en")).counted().get(finding)
    assert seen is None or seen.polarity == "absent"


def test_inside_the_stretch_marks_is_inside_no_line() -> None:
    seen = observe(Case(history="It began inside the stretch marks on the lower tummy.", language="en")).counted()
    assert "rapid_spread" not in seen
