"""Marks that were dictated, times that were put right in the same breath, and whose age and sex a text tells."""

import pytest

from dermagent.types import Language
from tests.told import observed


@pytest.mark.parametrize(
    ("language", "text", "present", "absent"),
    [
        ("en", "scaly patch full stop no pain new line it itches at night", {"scale", "pruritus"}, {"pain"}),
        ("en", "no weeping comma sore scalp full stop no fever", {"pain"}, {"fever"}),
        ("zh", "时不时流脓，没有发烧", {"pustule"}, {"fever"}),
        ("es", "placa en el codo punto y seguido sin dolor punto y aparte pica de noche", {"pruritus"}, {"pain"}),
        ("zh", "手背红斑逗号很痒句号没有水疱句号没有发烧", {"pruritus"}, {"fever"}),
    ],
)
def test_dictated_marks_are_marks(language: Language, text: str, present: set[str], absent: set[str]) -> None:
    found = {finding: item.polarity for finding, item in observed(text, language).counted().items()}
    assert {found.get(finding) for finding in present} == {"present"}
    assert {found.get(finding) for finding in absent} == {"absent"}


@pytest.mark.parametrize(
    ("language", "text", "days"),
    [
        ("en", "dry shins for two years, no wait, two months", 60.8),
        ("en", "I've had this rash for six days I mean six weeks", 42.0),
        ("es", "granos desde hace cinco meses, digo cinco semanas", 35.0),
        ("zh", "长痘两个月说错了是两年", 730.5),
    ],
)
def test_a_time_put_right_at_once_is_the_second(language: Language, text: str, days: float) -> None:
    duration = observed(text, language).duration
    assert duration is not None
    assert duration.high == pytest.approx(days, rel=0.02)


@pytest.mark.parametrize(
    ("language", "text", "years"),
    [
        ("en", "She is sixteen and has spots on the chin.", 16),
        ("en", "My nephew, who is nine, has a wart.", 9),
        ("es", "Lactante con fiebre alta. 14 m, placas en la cara.", 14 / 12),
        ("en", "He is five years old, sorry, six, and has warts.", 6),
        ("es", "Mujer de treinta, perdón, treinta y dos años, con manchas.", 32),
        ("en", "My fourteen-year-old has warts.", 14),
        ("en", "A seventy year old man with a sore ear.", 70),
        ("en", "My daughter of sixteen has spots.", 16),
        ("en", "Aged fifteen, blackheads.", 15),
        ("en", "Ten of fifteen patches itch.", None),
        ("es", "Mi nieto (trece años) tiene acné.", 13),
        ("es", "Mi sobrina, de diecisiete años, tiene manchas.", 17),
        ("es", "Señor de sesenta años con costras.", 60),
        ("es", "Cumplió veintidós años y le salió acné.", 22),
        ("es", "Tengo vitiligo de veinte años.", None),
        ("zh", "二十岁开始脱发，如今四十二了。", 42),
        ("zh", "15月，尿布区红疹3天。", 15 / 12),
        ("zh", "生完孩子一直掉头发，孩子现在八个月。", None),
        ("zh", "脚气多年。父68岁胃癌。", None),
        ("zh", "老大六岁了，我脸上长斑。", None),
    ],
)
def test_an_age_is_the_patients(language: Language, text: str, years: float | None) -> None:
    age = observed(text, language).age
    assert (age.high if age else None) == (pytest.approx(years, rel=0.02) if years else None)


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "They tested me for hepatitis B, which came back negative. Dry hands.", "chronic_liver_disease"),
        ("en", "The GP did bloods for thyroid. My hair is thin.", "thyroid_disease"),
        ("zh", "查了乙肝，阴性。手痒。", "chronic_liver_disease"),
        ("en", "I use pimecrolimus cream on my lids.", "immunosuppression"),
        ("es", "Con la comida picante se me pone roja la cara.", "pruritus"),
        ("es", "Mi cuñado es inglés y tiene una verruga.", "groin"),
        ("es", "EII caliente y dolorosa desde ayer.", "inflammatory_bowel_disease"),
        ("es", "En primavera también me pica la nariz.", "household_contacts_itching"),
    ],
)
def test_these_words_tell_no_such_thing(language: Language, text: str, finding: str) -> None:
    found = observed(text, language).counted().get(finding)
    assert found is None or found.polarity == "absent"


@pytest.mark.parametrize("text", ["Soy cartero. Mi novia está bien.", "Trabajo en un bar y mi mujer cocina. Callos."])
def test_the_sex_of_a_partner_is_not_the_patients(text: str) -> None:
    assert "female_sex" not in observed(text, "es").counted()
