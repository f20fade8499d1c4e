"""What anybody would call an ambulance for is an emergency in plain words, and what only sounds like it is none."""

import pytest

from dermagent.types import Language
from tests.told import urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Someone has knifed my cousin, he was stabbed in the stomach. He also has eczema."),
        ("en", "She is 30 weeks and bleeding heavily since this morning."),
        ("en", "My legs are numb and I have lost control of my bladder and bowels."),
        ("es", "A mi padre se le torció la boca al desayunar y arrastra las palabras."),
        ("es", "El abuelo se ha atragantado y no le entra el aire."),
        ("es", "La acuchillaron en la barriga hace un rato."),
        ("es", "Mi marido me ha estrangulado esta noche."),
        ("es", "Se ha cortado dos dedos enteros con la sierra."),
        ("es", "Le cayó agua hirviendo por todo el pecho y los dos brazos."),
        ("zh", "我弟在街上被人砍伤了，流了好多血。"),
        ("zh", "她一下吃了六十片扑热息痛。"),
        ("zh", "吃了抗癫痫药以后，背上的皮大片大片往下掉。"),
        ("zh", "孩子溺水了，刚救上来。"),
        ("zh", "机器把手指头切断了。"),
        ("zh", "大腿划了个口子，血止不住地流。"),
    ],
)
def test_plain_words_for_an_emergency_are_one(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "It hurts as if I had been stabbed with a needle, then little blisters came on the hip."),
        ("en", "I had my tetanus shot in the arm and now it itches there."),
        ("en", "My sister stabbed me in the back with what she said about my acne."),
        ("es", "Me atraganté de risa en la consulta. Tengo una verruga en el dedo."),
        ("zh", "疼得跟捅了一刀似的，后背一片红疹。"),
        ("zh", "头皮屑往下掉，像下雪。"),
    ],
)
def test_what_only_sounds_like_one_is_none(language: Language, text: str) -> None:
    assert urgency(text, language) in ("routine", None, "urgent_referral")
