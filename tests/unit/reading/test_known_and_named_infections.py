"""What is named as known is past alone; an infection of the skin says by its name that the skin is red and hot."""

import pytest

from dermagent.types import Language
from tests.told import present, urgency


@pytest.mark.parametrize(
    ("language", "finding", "text"),
    [
        ("en", "fever", "Known psoriasis, fever 38.8 since last night."),
        ("en", "oedema", "Known diabetic, ankle swollen and hot."),
        ("en", "vesicle", "Known case of eczema, blisters on the face today."),
        ("en", "fever", "s/p caesarean day 6, fever, wound red."),
        ("en", "dyspnoea", "Known asthmatic, short of breath, hives."),
        ("es", "fever", "Conocida por lupus, fiebre de 39."),
        ("es", "exudate", "Operada de vesícula hace una semana, la herida supura."),
        ("zh", "fever", "已知银屑病，发热39度。"),
        ("zh", "exudate", "阑尾术后一周，刀口流脓。"),
    ],
)
def test_what_stands_behind_a_known_illness_is_of_now(language: Language, finding: str, text: str) -> None:
    assert finding in present(text, language)


@pytest.mark.parametrize(
    ("language", "finding", "text"),
    [
        ("en", "abscess", "Known to have abscesses, well today."),
        ("en", "wheal", "Known allergy to nuts (hives). Wart on the thumb."),
        ("es", "abscess", "Conocida por abscesos, hoy bien."),
    ],
)
def test_what_is_named_as_known_is_not(language: Language, finding: str, text: str) -> None:
    assert finding not in present(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The GP called it erysipelas. 39.2, teeth chattering, cheek on fire."),
        ("en", "Known cellulitis of the arm on tablets, fever 39, heart rate 118."),
        ("es", "Erisipela en la cara, fiebre de 39 y tiritona."),
        ("es", "Le diagnosticaron celulitis ayer, hoy fiebre, vómitos y confusión."),
        ("zh", "医生说是丹毒，发烧39度，打寒战。"),
        ("zh", "蜂窝织炎吃药第二天，高烧，呕吐。"),
    ],
)
def test_a_named_infection_with_fever_and_illness_is_an_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My class learns about cellulitis. I have a wart."),
        ("en", "Cellulitis two years ago, healed. Dry shins."),
        ("es", "Celulitis en los muslos, quiero una crema."),
        ("zh", "伤口有点肿，别的都好。"),
        ("zh", "三年前得过丹毒，早好了。现在小腿干。"),
    ],
)
def test_the_name_alone_is_none(language: Language, text: str) -> None:
    assert urgency(text, language) in {"routine", "self_care", None}
