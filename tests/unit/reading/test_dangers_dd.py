"""Dangers of drugs, eyes, nose, temples, blisters and kidneys told in lay words reach their floor; look-alikes stay below."""

import pytest

from dermagent.steps.flag import flag
from dermagent.steps.observe import observe
from dermagent.steps.urgency import floor
from dermagent.types import URGENCIES, Case, Language, Observations


def read(text: str, language: Language) -> Observations:
    return observe(Case(id="a", history=text, language=language))


def present(text: str, language: Language) -> set[str]:
    return {item.finding for item in read(text, language).items if item.polarity == "present"}


def urgency(text: str, language: Language) -> str | None:
    return floor(flag(read(text, language))).urgency


def below_same_day(found: str | None) -> bool:
    return found is None or URGENCIES.index(found) > URGENCIES.index("same_day")


READ: list[tuple[Language, str, str]] = [
    ("en", "My left eye feels as if it wants to come out of its socket.", "painful_eye_movement"),
    ("es", "El ojo derecho lo tiene desorbitado, como de sapo.", "painful_eye_movement"),
    ("zh", "右眼眼珠转不动。", "painful_eye_movement"),
    ("en", "The vision in one eye went dark for a minute.", "visual_disturbance"),
    ("es", "Se me nubló la vista de un ojo como si bajaran una cortina.", "visual_disturbance"),
    ("zh", "左眼突然像幕布拉下来。", "visual_disturbance"),
    ("en", "Her jaw gets so tired when she eats meat that she has to rest.", "jaw_claudication"),
    ("es", "Se le cansa la quijada al masticar.", "jaw_claudication"),
    ("zh", "嚼东西时腮帮子酸得要歇一歇。", "jaw_claudication"),
    ("en", "Grandpa has sugar and is on insulin.", "diabetes_mellitus"),
    ("es", "Mi abuela es azucarada.", "diabetes_mellitus"),
    ("zh", "他是老糖友。", "diabetes_mellitus"),
]

URGENT: list[tuple[Language, str, str]] = [
    ("en", "F74, new headache at the temple for three weeks, jaw claudication.", "same_day"),
    ("es", "Mi papá tiene 76. Le duele la sien y se le cansa la quijada al masticar.", "same_day"),
    ("zh", "外婆七十四，太阳穴痛，嚼东西腮帮子酸。", "same_day"),
    ("en", "Grandpa has sugar; the top of his mouth is black and smells.", "emergency"),
    ("es", "Mi abuela es diabética y tiene el cielo de la boca negro.", "emergency"),
    ("zh", "爸糖尿病，鼻孔里面发黑，脸麻。", "emergency"),
]

HARMLESS: list[tuple[Language, str]] = [
    ("en", "My eyelid has a lump, it hurts to press. No bulging."),
    ("en", "I am diabetic and have blackheads on my nose."),
    ("es", "Tengo puntos negros en la nariz y soy diabético."),
    ("zh", "鼻子上好多黑头，我有糖尿病。"),
    ("en", "My forehead is sore from two pimples. My jaw is sore too, I have braces and I am 15."),
    ("es", "Me sale un grano en el párpado que duele un poco. Tengo 20 años y veo bien."),
    ("zh", "眼皮上一个小疙瘩，转眼不疼，看东西清楚。"),
]


@pytest.mark.parametrize(("language", "text", "finding"), READ)
def test_a_sign_of_danger_in_lay_words_is_read(language: Language, text: str, finding: str) -> None:
    assert finding in present(text, language)


@pytest.mark.parametrize(("language", "text", "at_least"), URGENT)
def test_a_danger_in_lay_words_reaches_its_floor(language: Language, text: str, at_least: str) -> None:
    found = urgency(text, language)
    assert found is not None and URGENCIES.index(found) <= URGENCIES.index(at_least)


@pytest.mark.parametrize(("language", "text"), HARMLESS)
def test_a_look_alike_stays_below_the_same_day(language: Language, text: str) -> None:
    assert below_same_day(urgency(text, language))
