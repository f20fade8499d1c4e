"""A face that an animal has torn open is an emergency; a lip split by the cold and an old scar of a bite are not."""

import pytest

from dermagent.types import Language
from tests.told import urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "Triage 20:15. Boy of 5, neighbour's terrier got him on the chin and nose an hour ago. Flap "
            "hanging at the nostril, muscle visible in the chin wound. Oozing only. Tetanus up to date.",
        ),
        (
            "en",
            "Our toddler was mauled by gran's spaniel ten minutes ago. Her cheek is open, I can see the "
            "yellow fat, and her ear is half torn off. She is awake and crying.",
        ),
        (
            "en",
            "7F. Husky bite this afternoon. Through-and-through laceration lower lip, 3 cm open wound "
            "eyebrow. Obs normal, bleeding stopped with pressure.",
        ),
        (
            "es",
            "Niño de 4 años. El perro de la tía le mordió la cara hace media hora: herida abierta en la "
            "mejilla de 3 cm, se ve la grasa, y el labio partido. Sangra poco. Vacunas al día.",
        ),
        (
            "es",
            "Urgencias. Niña 6 a. Mordedura de perro en párpado y nariz, colgajo, herida profunda. "
            "Consciente, sin hemorragia activa.",
        ),
        (
            "es",
            "a mi nena de dos años la mordió el perro de la casa hace un ratito, le abrió el cachete y "
            "le rajó el labio de lado a lado",
        ),
        ("zh", "急诊：女童，5岁，邻居家犬咬伤面部1小时，右颊裂伤深达皮下，下唇贯通伤，出血已止。"),
        ("zh", "孙子2岁，被狗咬了鼻子，鼻翼撕掉一块，伤口很深，孩子一直哭。"),
        (
            "en",
            "My nephew, aged 3, was bitten in the face by a Rottweiler. Deep gash beside the eye and the "
            "lip is split to the teeth.",
        ),
    ],
)
def test_a_face_torn_open_by_teeth_is_an_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "Child of 6, puppy nipped her chin two years ago, small white scar on the chin, flat, not "
            "itchy. Mum asks about a cream.",
        ),
        (
            "es",
            "Niña de 7 años, cicatriz en la mejilla de una mordida de perro de hace tres años, plana, "
            "pálida, sin molestias.",
        ),
        ("zh", "孩子8岁，三年前被狗咬过脸，脸颊留了一条白色的疤，平的，不痛不痒。"),
        (
            "en",
            "My son's lip is split in the cold, chapped every winter. Our dog licks his face. No wound, eats fine.",
        ),
        ("es", "El labio partido del frío, niña de 5 años, tenemos perro pero nunca la ha mordido. Sin fiebre."),
    ],
)
def test_chapped_lips_and_old_scars_of_bites_are_not(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day")
