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


@pytest.mark.parametrize(
    ("language", "place", "text"),
    [
        ("en", "neck", "Little red bumps along my neck and chest. My neck isn't stiff and I have no headache."),
        ("en", "hand", "The rash is on both hands. No numbness in my hands."),
        ("en", "eye", "My eye has a red blotch on the white. I don't have any pain in the eye."),
        ("es", "abdomen", "Tengo granitos en la barriga y en los muslos. No me duele la barriga ni tengo diarrea."),
        ("es", "eye", "Amaneció con los ojos rojos y con legañas. No le duelen los ojos con la luz."),
        ("es", "neck", "Le salió un sarpullido en el cuello y el pecho. El cuello no lo tiene rígido."),
        ("zh", "abdomen", "肚子上起了一片红疹，很痒。没有拉肚子，肚子也不疼。"),
        ("zh", "neck", "脖子和胸口长了好多小红点。脖子不硬，不头痛。"),
    ],
)
def test_a_place_where_another_thing_is_denied_is_still_the_place(language: Language, place: str, text: str) -> None:
    assert place in present(text, language)


@pytest.mark.parametrize(
    ("language", "place", "text"),
    [
        ("en", "abdomen", "A rash on my arms. No tummy pain."),
        ("en", "foot", "My hands itch. Feet are clear."),
        ("es", "hand", "Ronchas en las piernas. En las manos nada."),
        ("es", "face", "Tenía la cara roja y ahora la cara está limpia."),
        ("zh", "face", "胸口起疹子，脸上没有。"),
    ],
)
def test_a_place_that_is_only_denied_is_none(language: Language, place: str, text: str) -> None:
    assert place not in present(text, language)
