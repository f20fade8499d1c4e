"""A relative's tablets tell of no relative, what is thought over is not taken, teeth tear, and an end that is set."""

import pytest

from dermagent.types import Language
from tests.told import mentioned, present, urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I've hidden my late sister's codeine in the piano stool. Everything ends on Saturday."),
        ("en", "Grandad's sleeping tablets are in my coat, and I won't be here after Tuesday."),
        ("es", "Tengo escondidas las pastillas de mi suegra y el lunes todo se acaba."),
    ],
)
def test_an_end_that_is_set_with_a_relatives_tablets_is_suicide(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My husband's tablets are in the drawer; the course ends on Saturday."),
        ("es", "Guardo el veneno para hormigas en el cobertizo. El curso termina el lunes."),
    ],
)
def test_a_course_that_ends_is_none(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The consultant recommends infliximab; he is sleeping on it."),
        ("en", "They proposed ciclosporin and she hasn't decided."),
        ("es", "Le ofrecieron metotrexato y se lo está pensando."),
    ],
)
def test_what_is_thought_over_is_not_taken(language: Language, text: str) -> None:
    assert "immunosuppression" not in present(text, language)


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "My lip does not hurt as long as nothing hot touches it.", "pain"),
        ("en", "It doesn't itch so long as I don't sweat.", "pruritus"),
        ("es", "No me duele el talón mientras no corra.", "pain"),
    ],
)
def test_what_is_denied_as_long_as_something_is_left_undone_is_there(
    language: Language, text: str, finding: str
) -> None:
    assert finding in present(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "His eyelid was torn open by the neighbour's husky.",
        "The pup's mother got her: cheek ripped by the bitch, you can see her teeth through it.",
    ],
)
def test_a_face_that_an_animal_has_torn_gapes(text: str) -> None:
    assert "gaping_wound" in mentioned(text, "en")
