"""The day of a visit after a birth is a newborn's age; the day after a mother's operation is nobody's."""

import pytest

from tests.told import is_emergency, observed


def days(text: str) -> float | None:
    age = observed(text, "en").age
    return None if age is None else round(age.high * 365)


@pytest.mark.parametrize(
    ("text", "old"),
    [
        ("CMW visit D9. Term boy, SVD. Clustered blisters on the scalp.", 9),
        ("Midwife visit day 6: pustules on the trunk.", 6),
        ("D4 term girl, LSCS, spots on the chest.", 4),
        ("Day 6, SVD, pustules.", 6),
        ("MW call, mum D3, c-section wound weeping.", None),
        ("Mother D9 post LSCS, itchy belly.", None),
        ("Mum day 5 after LSCS, wound red.", None),
        ("D12 post chemo, neutrophils 0.0.", None),
    ],
)
def test_the_day_is_an_age_where_it_is_a_newborns(text: str, old: float | None) -> None:
    assert days(text) == old


def test_a_newborn_with_blisters_who_is_floppy_is_an_emergency() -> None:
    text = (
        "CMW visit D7. Term girl, SVD. Small grouped blisters on the scalp since yesterday, floppy today, takes 10 ml."
    )
    assert is_emergency(text, "en")
