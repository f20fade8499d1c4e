"""What is denied of one size, kind or trigger only takes nothing from what is told besides."""

import pytest

from dermagent.types import Language
from tests.told import unlike


@pytest.mark.parametrize(
    ("language", "told", "text"),
    [
        ("en", "+vesicle", "A few small blisters on the foot but no really big blisters."),
        ("en", "+pustule", "Some tiny pus spots on the thigh, but no proper pustules yet."),
        ("en", "+erythema", "My cheeks are red all day long. Wine doesn't make them any redder."),
        ("en", "+violaceous", "My toes turn purple in winter. Not the white-then-purple kind."),
        ("en", "+scale", "Fine scaling on the palms but no thick scale."),
        ("es", "+vesicle", "Tiene unas ampollitas chiquitas en el pie pero ampollas grandes no."),
        ("es", "+erythema", "La cara la tengo roja siempre. Con el vino no se me pone más roja."),
        (
            "es",
            "+violaceous",
            "Los dedos del pie se ponen morados en invierno, no de esos que primero se ponen blancos y luego morados.",
        ),
        ("zh", "+vesicle", "脚底有几个小水泡，没有真正的大水泡。"),
        ("zh", "+erythema", "脸颊一直发红。吃辣也不会更红。"),
        ("zh", "+violaceous ~raynaud_phenomenon", "手指冬天又红又紫。不是遇冷先白后紫那种。"),
        ("en", "+vesicle", "A couple of tiny blisters on the heel, nothing big, no huge blisters."),
        ("en", "+pruritus", "It itches a little at night but no severe itching."),
        ("es", "+crust", "Tiene costras finas pero costras gruesas no."),
        ("es", "+erythema", "Siempre tengo la nariz roja y con el alcohol no se pone más roja."),
        ("zh", "+pustule", "有些小脓点，没有大的脓疱。"),
    ],
)
def test_a_wider_word_denies_nothing_of_the_narrower(language: Language, told: str, text: str) -> None:
    assert not unlike(told, text, language)


@pytest.mark.parametrize(
    ("language", "told", "text"),
    [
        ("en", "-vesicle", "Red patch on the arm, no blisters at all."),
        ("zh", "~violaceous", "手指痛，没有变紫。"),
        ("en", "-vesicle", "A few papules on the trunk but no vesicles."),
        ("es", "~erythema", "Tengo picor en la cara pero no se me pone roja."),
        ("zh", "~erythema", "脸上痒，喝酒也不脸红。"),
    ],
)
def test_a_plain_denial_stays(language: Language, told: str, text: str) -> None:
    assert not unlike(told, text, language)
