"""How old a rash is, is its time and not the patient's age."""

import pytest

from dermagent.steps.observe import observe
from dermagent.types import Case, Language


@pytest.mark.parametrize(
    ("language", "text", "days", "years"),
    [
        ("en", "I had surgery on my knee two months ago, the rash is four days old", 4, None),
        ("en", "The spots are 3 days old and itchy, I am 34", 3, 34),
        ("en", "This rash is only two weeks old.", 14, None),
        ("en", "My son's eczema is 6 months old.", 182.4, None),
        ("en", "The mole is 10 years old and I am 52.", 3652.5, 52),
        ("en", "Her scar is about three years old.", 1095.75, None),
        ("es", "El lunar tiene 10 años y ha cambiado.", 3652.5, None),
        ("es", "La mancha tiene unos tres meses.", 91.2, None),
    ],
)
def test_a_complaint_has_an_age_of_its_own(language: Language, text: str, days: float, years: float | None) -> None:
    seen = observe(Case(history=text, language=language))
    assert seen.duration is not None and seen.duration.low == pytest.approx(days)
    assert (seen.age.low if seen.age else None) == years


@pytest.mark.parametrize(
    ("language", "text", "years"),
    [
        ("en", "My son is 6 months old with eczema.", 0.5),
        ("en", "My boy with an itchy rash is 3 years old.", 3),
        ("en", "The baby who has eczema is 5 months old.", 0.42),
        ("en", "Baby with red spots is 5 weeks old, feeding well.", 0.1),
        ("en", "Blisters, newborn is 6 days old.", 0.016),
        ("es", "Mi hijo con eczema tiene 4 años.", 4),
        ("zh", "孩子起疹,4岁", 4),
    ],
)
def test_a_patient_with_a_complaint_has_his(language: Language, text: str, years: float) -> None:
    age = observe(Case(history=text, language=language)).age
    assert age is not None and age.low == pytest.approx(years, abs=0.01)
