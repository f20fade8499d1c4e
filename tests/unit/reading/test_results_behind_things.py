"""Results told behind what they are of, denials that go on with a verb, and what another person or another time had."""

import pytest

from dermagent.types import Language, Observation
from tests.told import observed, polarities


def read(text: str, language: Language) -> dict[str, Observation]:
    found: dict[str, Observation] = {}
    for item in observed(text, language).items:
        found.setdefault(item.finding, item)
    return found


@pytest.mark.parametrize(
    ("language", "text", "absent"),
    [
        ("en", "Crusts/oozing/pustules \u2013 nil.", {"crust", "pustule"}),
        ("en", "Nodes: not palpable. Wheals/angioedema - none seen.", {"lymphadenopathy", "wheal", "angioedema"}),
        ("en", "Hands/feet not involved.", {"hand", "foot"}),
        ("es", "Hepatomegalia: no se palpa.", {"hepatosplenomegaly"}),
        ("es", "Costras/erosiones: ninguna.", {"crust", "erosion"}),
        ("es", "No me duele ni tengo ampollas.", {"pain", "bulla"}),
        ("es", "Cero fiebre; las manos las tengo normales.", {"fever", "hand"}),
        ("zh", "淋巴结：未触及。水疱/脓疱：无。", {"lymphadenopathy", "vesicle", "pustule"}),
    ],
)
def test_a_result_behind_the_thing_denies_it(language: Language, text: str, absent: set[str]) -> None:
    found = read(text, language)
    assert {name: found[name].polarity for name in absent} == dict.fromkeys(absent, "absent")


@pytest.mark.parametrize(
    ("language", "text", "present"),
    [
        ("en", "Swelling \u2013 normal colour.", "oedema"),
        ("en", "Rash: clear fluid in the blisters.", "rash"),
        ("en", "Lips/tongue - swollen.", "angioedema"),
        ("es", "Ni tengo ganas de salir, fiebre de 39.", "fever"),
        ("en", "The last time I measured I had a fever of 39.", "fever"),
    ],
)
def test_what_only_looks_like_a_result_denies_nothing(language: Language, text: str, present: str) -> None:
    found = read(text, language)[present]
    assert (found.polarity, found.time) == ("present", "current")


def test_another_time_and_another_person_are_told_apart() -> None:
    past = read("Last time my throat closed up. This time only an itchy wrist.", "en")
    assert (past["throat_swelling"].time, past["pruritus"].time) == ("past", "current")
    hers = read("My sister has shingles in her eye, blisters down her nose. Now my own eyelids itch.", "en")
    assert (hers["vesicle"].experiencer, hers["pruritus"].experiencer) == ("family", "patient")
    assert "family_history_of_psoriasis" not in read("My gran swears it is psoriasis.", "en")


@pytest.mark.parametrize(
    ("language", "text", "absent", "there"),
    [
        ("en", "Ankles, shins, feet clear.", {"ankle", "shin", "foot"}, set()),
        ("en", "Scaly plaques. Chin, nose, cheeks spared.", {"chin", "nose", "cheek"}, {"plaque"}),
        ("en", "Plaques on ankles, shins, feet clear.", {"foot"}, {"ankle", "shin"}),
        ("en", "Feet and hands sore, ankles clear.", {"ankle"}, {"foot", "hand"}),
        ("en", "Urine dipstick neg for blood and protein.", {"haematuria"}, set()),
        ("es", "La orina sale negativa para sangre.", {"haematuria"}, set()),
        ("en", "Lid swelling, eye movements full and painless.", {"painful_eye_movement"}, set()),
        ("en", "There was blood in my urine this morning.", set(), {"haematuria"}),
        ("es", "Tobillos, muñecas, cuello libres.", {"ankle", "wrist", "neck"}, set()),
        ("es", "Escozor: lo niega.", {"burning_sensation"}, set()),
        ("en", "Fever: she denies it.", {"fever"}, set()),
        ("zh", "耳朵、脖子、肩膀正常。", {"ear", "neck", "shoulder"}, set()),
    ],
)
def test_a_result_closes_a_list_of_bare_places(
    language: Language, text: str, absent: set[str], there: set[str]
) -> None:
    polarity = polarities(text, language)
    assert {one for one in absent if polarity.get(one) == "absent"} == absent
    assert {one for one in there if polarity.get(one) == "present"} == there
