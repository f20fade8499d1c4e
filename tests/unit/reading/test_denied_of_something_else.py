"""What is denied of another place, side or person takes nothing from what is told of its own."""

import pytest

from dermagent.knowledge.base import knowledge
from dermagent.types import Language
from tests.told import present


def _told(text: str, language: Language) -> set[str]:
    """What counts as present, with whatever it is a case of."""
    found = present(text, language)
    return found.union(*(knowledge().ancestors(one) for one in found))


@pytest.mark.parametrize(
    ("language", "finding", "text"),
    [
        ("en", "pain", "Hot tender lump on the left buttock. Eye movements are painless."),
        ("en", "pruritus", "The rash on my wrists itches badly. Nobody else at home is itching."),
        ("en", "pain", "My shin is red and sore to touch. My joints do not hurt and my belly is not painful."),
        ("en", "oedema", "Her ankle is swollen and red. Her face is not swollen."),
        ("es", "pain", "El tobillo me duele mucho. La barriga no me duele y la cabeza tampoco."),
        ("es", "pruritus", "Me pican las muñecas sin parar. A mi marido no le pica nada."),
        ("es", "oedema", "La mano está hinchada y roja. La cara no está hinchada."),
        ("zh", "pain", "小腿红肿，按着很疼。头不疼，关节也不疼。"),
        ("zh", "pruritus", "手背干裂，很痒。家里人都不痒。"),
        ("zh", "oedema", "脚踝肿了，发红。脸不肿。"),
        ("es", "visual_disturbance", "Con el ojo derecho veo borroso. Ojo izquierdo normal."),
        ("zh", "visual_disturbance", "右眼看东西重影，眼皮肿。左眼正常。"),
    ],
)
def test_what_is_told_stays_beside_a_denial_of_something_else(language: Language, finding: str, text: str) -> None:
    assert finding in _told(text, language)


@pytest.mark.parametrize(
    ("language", "finding", "text"),
    [
        ("en", "pain", "A patch on my arm. It does not hurt and my legs do not hurt."),
        ("en", "pruritus", "Red spots on my chest. They do not itch. Nobody at home itches."),
        ("en", "pain", "My shin used to be sore. The shin no longer hurts."),
        ("es", "pruritus", "Manchas en la espalda. No pican. En casa a nadie le pica."),
        ("zh", "pain", "背上有块斑，不疼，头也不疼。"),
    ],
)
def test_what_is_denied_everywhere_is_not_there(language: Language, finding: str, text: str) -> None:
    assert finding not in _told(text, language)
