"""Treatment by cold, patches of pregnancy, faces like tomatoes; blows to the head with vomiting, orders of voices."""

import pytest

from dermagent.types import Language
from tests.told import said, urgency


@pytest.mark.parametrize(
    "text",
    [
        "My verruca hurts when I walk and has black specks; the chiropodist froze it three times.",
        "The wart on my finger is sore with black dots. They tried freezing and liquid nitrogen.",
        "Tengo un papiloma en el talón con puntitos negros, duele al apoyar; me lo congelaron en enero.",
        "La verruga plantar me duele y tiene puntos negros. Voy por la tercera sesión de congelación.",
        "脚掌的跖疣走路疼，里面有黑点，医院用液氮冻了四次。",
        "手指上的疣有黑点，按着痛，做过两次冷冻。",
        "My son is on fire this season at football. He has a wart on his hand.",
        "I have burnt the candle at both ends and have acne.",
        "La cara se me pone como un cangrejo cuando me enfado, desde joven.",
        "我一喝酒脸就像番茄，好多年了。",
        "鼻子上的红斑退不下去，半年了。",
        "Pregnant, 24 weeks, with brown patches on my upper lip.",
        "Estoy embarazada de siete meses con parches oscuros en la frente.",
        "I'm expecting, and dark patches have come on my cheeks.",
        "I bumped my knee last week. My scalp is dry.",
    ],
)
def test_what_only_sounds_like_cold_a_rash_swelling_or_fever_is_quiet(text: str) -> None:
    assert urgency(text) not in ("emergency", "same_day")


@pytest.mark.parametrize(
    "text",
    [
        "We got lost in the snow, my fingers are frozen, black and numb.",
        "Pasé la noche en la montaña helada, los dedos de los pies están negros y no los siento.",
        "他在冷冻库里关了一夜，脚趾发黑没知觉。",
        "After a prawn my face is like a balloon and I can't breathe.",
        "My daughter bumped her head on the swing and threw up twice.",
        "He slipped in the bath, landed on his head and keeps being sick.",
        "El abuelo se cayó y se dio en la nuca, ha vomitado dos veces.",
        "Mi hija se dio un coscorrón en la cabeza y no para de vomitar.",
        "宝宝后脑勺着地，喷射性呕吐。",
        "老人摔了头，今天恶心呕吐三次。",
        "No como nada, escucho que me mandan que me tire por la ventana.",
        "Llevo días sin dormir nada, oigo voces que me dicen que me corte.",
        "No duermo, escucho una voz que me manda hacerles daño.",
        "Ya no salgo para nada, oigo que le dicen que mate a su hijo.",
    ],
)
def test_frost_swelling_blows_to_the_head_and_orders_of_voices_are_emergencies(text: str) -> None:
    assert urgency(text) == "emergency"


@pytest.mark.parametrize(
    "text",
    [
        "I'm pregnant and have a rash on my belly with blisters.",
        "Estoy embarazada con ronchas y fiebre.",
    ],
)
def test_a_rash_in_pregnancy_is_for_the_same_day(text: str) -> None:
    assert urgency(text) == "same_day"


@pytest.mark.parametrize(
    ("text", "language", "finding", "polarity"),
    [
        ("Moving the eye is painless.", "en", "pain", "absent"),
        ("Rolling the eye around is painless, and the vision is fine.", "en", "pain", "absent"),
        ("Moving the eye is painful.", "en", "painful_eye_movement", "present"),
        ("No duermo nada, picor por la noche.", "es", "pruritus", "present"),
        ("Tengo un bulto nada doloroso.", "es", "pain", "absent"),
    ],
)
def test_what_says_painless_or_not_at_all_denies_its_own_word(
    text: str, language: Language, finding: str, polarity: str
) -> None:
    assert said(text, language).get(finding) == polarity
