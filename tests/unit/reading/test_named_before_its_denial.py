"""What is named first and then denied or found to be normal is absent, each place of a list."""

import pytest

from dermagent.types import Language
from tests.told import unlike


@pytest.mark.parametrize(
    ("language", "told", "text"),
    [
        ("en", "~scalp ~hand ~foot", "Itchy red rash on the trunk. Scalp, hands and feet clear."),
        ("en", "~foot ~fingernail +hand", "Dry itchy hands for months, feet good, fingernails good."),
        ("en", "~thyroid_disease ~diabetes_mellitus", "Hair falling out. Had my sugar and thyroid tested, all fine."),
        ("en", "~knee ~scalp +elbow", "Flaky patches on both elbows. Knees, scalp, nails all clear."),
        ("es", "-fever", "Le salieron ronchas en la panza. Fiebre no le noté."),
        ("es", "~exudate ~pustule", "Tiene una herida roja en el dedo. Pus no se le ha formado."),
        ("es", "~oral_ulcers", "La nena tiene granitos. Llagas en la boca no le encontré."),
        ("es", "~elbow ~knee", "Tengo caspa en la cabeza. Los codos zafan, las rodillas también."),
        ("es", "~thyroid_disease", "Se me cae el pelo. La tiroides me la revisaron, perfecta."),
        ("zh", "~face", "身上起了红疹。脸、手心、脚底都干净。"),
        ("zh", "~vesicle", "手上长了红疙瘩。水泡我没看到。"),
        ("zh", "~thyroid_disease", "一直掉头发，查了甲状腺，没问题。"),
        ("en", "~groin +abdomen", "Scaly ring on the belly. Groin, palms and soles clear."),
        ("en", "~elbow ~scalp", "Patches on my shins, elbows good, scalp good."),
        ("es", "~oral_ulcers", "Dolor en la boca. Llagas no le vimos."),
        ("es", "~exudate", "Manchas en la espalda. Pus no se formó."),
        ("zh", "~face ~neck", "背上起疹，脸和脖子都干净。"),
    ],
)
def test_what_is_named_before_its_denial_is_absent(language: Language, told: str, text: str) -> None:
    assert not unlike(told, text, language)


@pytest.mark.parametrize(
    ("language", "told", "text"),
    [
        ("en", "+face", "Red blotches on trunk and face, palms and soles spared."),
        ("en", "+face", "Face, palms and soles peeling."),
        ("es", "+eschar", "Costra negra se le ha hecho en la pierna."),
        ("en", "+thyroid_disease", "Hair loss. Had thyroid checked, underactive."),
        ("es", "+hand", "Ampollas le vi ayer en la mano."),
        ("en", "+pruritus", "Face clear, palms itchy."),
    ],
)
def test_what_is_named_before_its_statement_is_present(language: Language, told: str, text: str) -> None:
    assert not unlike(told, text, language)
