"""A time without a number ("for weeks") is how long something has lasted; one of being well, or on a drug, is not."""

import pytest

from dermagent.types import Language
from tests.told import observed, polarities


@pytest.mark.parametrize(
    ("language", "text", "course"),
    [
        ("en", "Itchy feet for months.", "chronic_course"),
        ("en", "Peeling toes for weeks.", "subacute_onset"),
        ("en", "Itching for days now.", "acute_onset"),
        ("en", "Rash since months.", "chronic_course"),
        ("es", "Picor desde hace meses.", "chronic_course"),
        ("es", "Llevo semanas con picor.", "subacute_onset"),
        ("es", "Hace días que me pica.", "acute_onset"),
    ],
)
def test_weeks_without_a_number_are_some(language: Language, text: str, course: str) -> None:
    read = polarities(text, language)
    courses = {"acute_onset", "subacute_onset", "chronic_course"}
    assert {one for one in courses if read.get(one) == "present"} == {course}


@pytest.mark.parametrize(
    ("language", "text", "days"),
    [
        ("en", "Rash since yesterday, had been well for three months.", 1.5),
        ("en", "My eczema was clear for months, now flared two days ago.", 2),
        ("en", "In remission for two years, flare since Monday.", 7),
        ("en", "Symptom free for 5 months, itching again since Friday.", 7),
        ("en", "Itchy rash, getting better for two weeks.", 14),
        ("en", "She has not been well for two weeks, rash.", 14),
        ("en", "Rash. On prednisolone for months.", None),
        ("es", "Estuve bien tres meses y desde ayer ronchas.", 1.5),
        ("es", "La piel estuvo limpia por meses, brote hace dos días.", 2),
        ("es", "No ha estado bien por dos semanas, ronchas.", 14),
        ("es", "Toma prednisona desde hace meses. Ronchas.", None),
        ("zh", "好了三个月，昨天又起风团。", 1.5),
        ("zh", "半年没犯，前天开始痒。", 2.5),
        ("zh", "皮疹一直没好三个月。", 91.2),
    ],
)
def test_how_long_it_has_lasted_is_not_how_long_all_was_well(language: Language, text: str, days: float | None) -> None:
    lasted = observed(text, language).duration
    assert (lasted.high if lasted else None) == (pytest.approx(days) if days else None)
