"""Harmless cases that share a word with a danger, and the dangers themselves."""

import pytest

from dermagent.types import Language
from tests.told import mentioned, urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Itchy flat-topped violet bumps on the inner wrists for two months."),
        ("en", "Shiny purple bumps on my wrists and ankles, itching, since spring."),
        ("es", "Granitos planos morados en las muñecas que pican mucho desde hace 3 meses."),
        ("zh", "手腕紫红色扁平丘疹，很痒，三个月。"),
        ("en", "Rosacea, using metronidazole cream, my eyes feel gritty and dry."),
        ("en", "I took doxycycline two years ago for rosacea. Gritty eyes most evenings."),
        ("es", "Rosácea. Uso metronidazol en gel. Siento arenilla en los ojos."),
        ("zh", "玫瑰痤疮，用甲硝唑凝胶，眼睛有异物感。"),
        ("es", "Recién nacido de 10 días con puntitos blancos en la nariz, sin fiebre, mama bien."),
    ],
)
def test_rosacea_lichen_planus_and_milk_spots_are_not_urgent(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My mole of ten years has not changed, mother-in-law had a melanoma."),
        ("en", "Routine skin check, moles without change. Step-mother had melanoma."),
        ("es", "Los lunares de mi espalda no han crecido. Mi suegra tuvo melanoma."),
        ("zh", "痣十年没有变化，嫂子得过黑色素瘤。"),
    ],
)
def test_a_mole_that_has_not_changed_needs_no_referral(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day", "urgent_referral")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My mole has changed colour and got bigger, no bleeding."),
        ("es", "El lunar ha cambiado de color y ha crecido mucho."),
        ("zh", "痣最近变大颜色变深。"),
        ("en", "Raised purple spots on the shins since yesterday, knees ache."),
        ("en", "Purple bumps came up on both legs this week, they don't fade when pressed."),
        ("en", "Palpable purpura of both lower legs."),
        ("en", "Raised purple spots, 3 days."),
        ("en", "Purple bumps on the legs, they itch a bit, came up yesterday."),
        ("en", "Started amoxicillin nine days ago, now gritty red eyes, raw lips and a fever."),
        ("en", "Ten days into lamotrigine: eyes gritty, mouth sores, skin tender with blisters."),
        ("en", "Rash from the new tablets, her pee has gone dark and her eyes are yellow, fever."),
        ("es", "Recién nacido de 10 días con granitos de pus en el pañal."),
        ("es", "Bebé de 2 semanas con granitos blancos con pus por todo el cuerpo."),
    ],
)
def test_the_dangers_still_are(language: Language, text: str) -> None:
    assert urgency(text, language) in ("emergency", "same_day", "urgent_referral")


@pytest.mark.parametrize(
    ("language", "finding", "present", "text"),
    [
        ("en", "visual_disturbance", False, "Pee turned brown and his eyes have a yellow tinge, itchy all over."),
        ("es", "visual_disturbance", False, "La orina se puso oscura y los ojos amarillos, picor en todo el cuerpo."),
        ("zh", "visual_disturbance", False, "小便发黑，眼睛发黄，全身痒。"),
        ("en", "visual_disturbance", True, "My sight went dark in the left eye."),
        ("en", "hutchinson_sign", True, "Brown streak in the thumbnail, Hutchinson's sign positive."),
        ("en", "hutchinson_sign", False, "Shingles of the forehead with Hutchinson sign positive."),
        ("en", "nose_tip_zoster_sign", True, "Zoster V1, Hutchinson's sign positive."),
        ("en", "nose_tip_zoster_sign", False, "Melanonychia of the big toenail with Hutchinson sign."),
        ("es", "hutchinson_sign", True, "Melanoniquia del pulgar, signo de Hutchinson positivo."),
        ("es", "hutchinson_sign", False, "Zóster oftálmico, signo de Hutchinson positivo."),
        ("es", "nose_tip_zoster_sign", True, "Zóster oftálmico, signo de Hutchinson positivo."),
        ("zh", "hutchinson_sign", True, "拇指甲黑线，哈钦森征阳性。"),
        ("zh", "hutchinson_sign", False, "三叉神经带状疱疹，哈钦森征阳性。"),
    ],
)
def test_eyes_urine_and_hutchinsons_signs_are_told_apart(
    language: Language, finding: str, present: bool, text: str
) -> None:
    assert (finding in mentioned(text, language)) is present
