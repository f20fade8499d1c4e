"""English: a cream of another, an oath with a relative in it, and a helper who ties a limb are no other patient."""

import pytest

from tests.told import unlike

_OATH = "I'm a man of 49, my toes are soggy. Itches like a son of a gun. My wife is fine."
_BORROWED = "VA checks me. Rubbed my wife's hydrocortisone on it and that made it worse. Ray, 49."


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ("+pruritus", _OATH),
        ("+pruritus", "34F. It itches like a mother at night, my husband says go."),
        ("+topical_corticosteroid_use +worsens_with_topical_corticosteroid", _BORROWED),
        ("+topical_corticosteroid_use", "Patient is 23. He used his mum's steroid cream on the ring for two weeks."),
        ("+topical_corticosteroid_use", "Our son, 12, has a ring on his arm, I put his sister's betnovate on it."),
        ("+tight_band", "Sir, my brother aged 29, snake bit his ankle. One man tied cloth tightly on leg."),
        ("+tight_band", "My son was bitten by a snake. A neighbour tied a rope tight above his ankle."),
        ("+tight_band", "30M. Friend applied a tourniquet tied tightly round the thigh."),
        ("~topical_corticosteroid_use", "My son has eczema and uses hydrocortisone. I have a mole on my back."),
        ("~pruritus", "I am 40 with a mole. My son itches at night."),
        ("~tight_band", "My neighbour was bitten years ago and they tied a rope round her leg. I have an itchy spot."),
    ],
)
def test_it_is_told_of_the_patient(told: str, text: str) -> None:
    assert not unlike(told, text, "en")


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ("~skin_detachment", "My son, 9, has smelly feet, itchy as the socks come off, put hydrocortisone on."),
        ("~skin_detachment", "On a new tablet. His feet itch as the boots come off."),
        ("+skin_detachment", "New tablet since a week, fever; her skin came off as the socks came off."),
        ("+skin_detachment", "When we took his sock off the skin peeled away with it."),
        ("+skin_detachment", "The skin slid off as the plaster came off."),
    ],
)
def test_socks_that_come_off_are_no_skin(told: str, text: str) -> None:
    assert not unlike(told, text, "en")
