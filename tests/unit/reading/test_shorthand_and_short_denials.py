"""Shorthand of ages, who is told of by whom, fainting to come, surprise, and denials of one word."""

import pytest

from dermagent.types import Language
from tests.told import urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Me salieron ronchas. Mi padre notó que no me salía la voz y se me cerraba la garganta."),
        ("es", "Tengo una verruga. Mi hijo asegura que se me hinchó la lengua tras la avispa."),
        ("es", "Estoy con ronchas. Mi suegra me vio desmayarme."),
        ("en", "I have itchy welts. My husband watched me collapse."),
        ("en", "I have hives. My colleague found me collapsed on the floor."),
        ("zh", "我有荨麻疹。我妈看见我晕倒了。"),
        ("en", "Hives all over after a prawn, going to pass out."),
        ("en", "Hives since the penicillin and she is about to collapse."),
        ("es", "Ronchas tras un cacahuete, estoy a punto de desmayarme."),
        ("zh", "吃花生后荨麻疹，快要晕过去了。"),
        ("en", "NB boy d12, T 38.5, vesicles."),
        ("en", "DOL 5: febrile 38.6, pustules on trunk."),
        ("en", "11 d/o F, fever 38.4."),
        ("en", "3 wo M, T 38.8, rash."),
        ("es", "RN d9, fiebre."),
        ("zh", "新生儿d9，T 38.9。"),
        (
            "en",
            "I would never have thought it: a small cut, and by night the leg is purple, numb, the fever is 40.",
        ),
        (
            "es",
            "Jamás lo hubiera creído: un rasguño, y a un día el brazo está morado, dormido y tengo 40 de fiebre.",
        ),
        ("zh", "真没想到，只是划了一下，第二天整条胳膊发紫、麻木，发烧40度。"),
        ("en", "My throat is closing, no, really, help."),
        ("en", "I can't breathe, no!"),
        ("es", "Ronchas. Se me cierra la garganta, no, en serio."),
        ("en", "Acne. (-) syncope. Now throat swelling after a wasp sting."),
        ("en", "HIV -ve, hives, throat closing."),
        ("es", "Neg. fiebre. Se me cierra la garganta y ronchas."),
    ],
)
def test_a_danger_is_heard(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Tengo una verruga. Mi mujer dice que se le hincha la lengua."),
        ("en", "I have a wart. My brother says his throat is closing and told me so."),
        ("en", "I have a wart and I will faint at the sight of needles."),
        ("en", "Wart. I am not about to pass out."),
        ("en", "Wart for 2 w/o pain, 3 do not itch."),
        ("en", "Wart. Collapse, no; throat tightness, none."),
        ("zh", "鸡眼。昏倒，没有。"),
        ("zh", "鸡眼。昏迷、紫癜，否认。"),
        ("en", "Corn. Neg.: syncope, wheeze."),
        ("en", "Corn. Neg. for stridor."),
        ("es", "Callo. Neg. síncope, disnea."),
        ("en", "Corn. -ve for syncope."),
        ("es", "Callo. -ve: síncope, púrpura."),
        ("en", "Corn. (-) stridor, (-) syncope."),
        ("es", "Callo. (-) síncope (-) disnea"),
        ("es", "Callo. Ø púrpura, Ø disnea"),
        ("es", "Callo. Negativos relevantes: síncope."),
    ],
)
def test_what_is_denied_or_of_another_is_no_danger(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day")
