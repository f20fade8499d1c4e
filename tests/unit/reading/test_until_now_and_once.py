"""What began lately, what happened once, what is over; a denial beside one thing; words that only look like a sign."""

import pytest

from dermagent.types import Language
from tests.told import otherwise, said_now


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("No wheeze till tonight.", "en", "wheeze"),
        ("He never coughed before Sunday.", "en", "cough"),
        ("Until two days ago she had no chills.", "en", "chills"),
        ("No wheeze or cough until we moved in last month.", "en", "cough"),
        ("There was no swelling until the bite.", "en", "oedema"),
        ("No tuve tos hasta anoche.", "es", "cough"),
        ("No hubo ampollas antes de tomar el antibiótico.", "es", "vesicle"),
        ("上周之前没有咳嗽", "zh", "cough"),
        ("以前从来没有咳嗽，今天开始有", "zh", "cough"),
    ],
)
def test_what_was_denied_of_a_time_that_ended_lately_is_there_now(text: str, language: Language, finding: str) -> None:
    assert said_now(text, language).get(finding) == "present"


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("No wheeze so far.", "en", "wheeze"),
        ("No cough up to now.", "en", "cough"),
        ("Never had wheeze before.", "en", "wheeze"),
        ("No cough before meals.", "en", "cough"),
        ("Hasta ahora no tengo tos.", "es", "cough"),
        ("到目前为止没有咳嗽", "zh", "cough"),
    ],
)
def test_what_is_denied_up_to_now_stays_denied(text: str, language: Language, finding: str) -> None:
    assert said_now(text, language).get(finding) == "absent"


@pytest.mark.parametrize(
    ("text", "language", "findings"),
    [
        ("I had mumps last winter, my eyes are red and I have chills.", "en", {"conjunctivitis", "chills"}),
        ("Appendix out in 2015, wound oozing and shaking chills.", "en", {"chills"}),
        ("Tuve paperas el año pasado, tengo tos y se me hincha la lengua.", "es", {"cough", "angioedema"}),
        ("El invierno pasado me operaron, la herida supura.", "es", {"exudate"}),
        ("前年得过麻疹，眼睛红，咳嗽", "zh", {"conjunctivitis", "cough"}),
    ],
)
def test_what_happened_once_takes_nothing_behind_its_comma_with_it(
    text: str, language: Language, findings: set[str]
) -> None:
    found = said_now(text, language)
    assert not otherwise(found, findings, "present")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Last summer I had wheals, wheeze and a cough.", "en"),
        ("When I was 5 I had a cough, wheeze and chills.", "en"),
        ("去年夏天咳嗽，发冷，后来好了", "zh"),
    ],
)
def test_a_list_of_the_past_stays_of_the_past(text: str, language: Language) -> None:
    assert "cough" not in said_now(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The fever broke on Sunday.", "en"),
        ("Fever gone, rash came.", "en"),
        ("La fiebre ya cedió, sigue el picor.", "es"),
        ("烧已经退了", "zh"),
    ],
)
def test_a_fever_that_broke_is_over(text: str, language: Language) -> None:
    assert said_now(text, language).get("fever") == "absent"


@pytest.mark.parametrize(
    ("text", "language", "present", "absent"),
    [
        ("Sore eyes no pus, blisters on the palms, red feet", "en", {"vesicle"}, {"pustule"}),
        ("Boca seca sin costras, ampollas en las palmas, pies rojos", "es", {"vesicle"}, {"crust"}),
        ("no cough/wheeze, +itch", "en", {"pruritus"}, {"cough", "wheeze"}),
        ("0 cough, 0 wheeze, 9/10 itch", "en", {"pruritus"}, {"cough", "wheeze"}),
        ("cough=no wheeze=yes itch=no", "en", {"wheeze"}, {"cough", "pruritus"}),
        ("否认咳嗽，承认瘙痒", "zh", {"pruritus"}, {"cough"}),
        ("Rash without fever, chills, cough", "en", {"rash"}, {"fever", "chills", "cough"}),
    ],
)
def test_a_denial_is_of_what_it_stands_beside(
    text: str, language: Language, present: set[str], absent: set[str]
) -> None:
    found = said_now(text, language)
    assert not otherwise(found, present, "present")
    assert not otherwise(found, absent, "absent")


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("DISCHARGE LETTER\nEczema of the hands.", "en", "exudate"),
        ("No red flags. Itchy hands.", "en", "red"),
        ("I swallowed something the size of a golf ball.", "en", "ultraviolet_exposure_chronic"),
        ("Tengo una uña negra en el dedo gordo.", "es", "obesity"),
    ],
)
def test_words_that_only_look_like_a_sign_are_none(text: str, language: Language, finding: str) -> None:
    assert finding not in said_now(text, language)


def test_the_big_toe_is_a_toe() -> None:
    assert said_now("Tengo una uña negra en el dedo gordo.", "es").get("toe") == "present"
