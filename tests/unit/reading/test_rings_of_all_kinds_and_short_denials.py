"""Things that a finger is stuck in, threads tied round it, and denials in a few words behind what they deny."""

import pytest

from dermagent.types import Language
from tests.told import polarities


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The toe is purple past a deep crease, like somebody tied dental floss around it."),
        ("en", "The tip looks as if someone wound thread tightly round it, dark and cold."),
        ("en", "I got a steel nut stuck on my finger for a dare and it is swollen and numb."),
        ("en", "He pushed his finger into a bottle and it won't come off, the finger is purple."),
        ("en", "My bangle won't budge and the hand is blue and swollen."),
        ("es", "Me metí una tuerca en el dedo por un reto y no sale, está hinchado y morado."),
        ("es", "Metí el dedo en una botella jugando, ya van dos horas y no sale ni con aceite, está morado y helado."),
        ("es", "El niño metió el dedo en una lata y no lo podemos sacar, está morado."),
        ("zh", "我把螺母套在手指上拿不下来了，手指肿成紫色。"),
        ("zh", "手指伸进瓶口拔不出来，已经发紫了。"),
    ],
)
def test_what_a_finger_is_stuck_in_binds_it(language: Language, text: str) -> None:
    assert polarities(text, language).get("tight_band") == "present"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Stuck in a queue with a bottle of water, my finger is itchy and blue."),
        ("en", "I dropped a washer on my finger, the nail is black."),
        ("en", "I ate a nut and my lips are swollen and it won't go down."),
        ("es", "Tengo una pulsera de colores y el dedo azul de un golpe."),
    ],
)
def test_what_only_lies_about_binds_nothing(language: Language, text: str) -> None:
    assert "tight_band" not in polarities(text, language)


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "Itchy? Not a bit of it.", "pruritus"),
        ("en", "Sore? Not in the slightest.", "pain"),
        ("en", "Not one of them has grown.", "scin_increasing_size"),
        ("en", "Not one of these is sore.", "pain"),
        ("es", "Embarazada no ando.", "pregnancy"),
        ("es", "Embarazada no quedé.", "pregnancy"),
        ("zh", "我不拥有发热，皮肤没有痒。", "fever"),
    ],
)
def test_a_short_denial_behind_is_one(language: Language, text: str, finding: str) -> None:
    assert polarities(text, language).get(finding) == "absent"
