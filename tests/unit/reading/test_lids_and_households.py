"""A swollen lid alone is no deep swelling, and the same dimpled papules in a household alone are no mpox."""

import pytest

from dermagent.types import Language
from tests.told import is_emergency, mentioned, rules


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My left upper eyelid has been swollen for two weeks."),
        ("en", "My eyelids are puffy and scaly."),
        ("en", "Swollen lid after rubbing it."),
        ("es", "Tiene el párpado hinchado desde hace dos semanas."),
        ("es", "Edema palpebral derecho."),
        ("zh", "右眼眼皮肿了两周。"),
        ("zh", "眼睑水肿。"),
    ],
)
def test_a_swollen_lid_alone_is_read_as_such(language: Language, text: str) -> None:
    found = mentioned(text, language)
    assert "eyelid_oedema" in found and not {"angioedema", "oedema_of_face"} & found


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Hives all over and swollen eyelids."),
        ("en", "My eyelids suddenly swelled up."),
        ("en", "Swollen eyelids after eating prawns."),
        ("en", "Swollen eyelids and lips."),
        ("es", "Ronchas por todo el cuerpo y los párpados hinchados."),
        ("zh", "吃虾后眼睑肿胀，身上风团。"),
        ("zh", "眼皮肿，嘴唇也肿。"),
    ],
)
def test_with_lips_hives_food_or_suddenly_it_is_deep_swelling(language: Language, text: str) -> None:
    assert "angioedema" in mentioned(text, language)


def test_swollen_lids_with_trouble_breathing_stay_an_emergency() -> None:
    text = "Swollen eyelids and trouble breathing."
    assert "anaphylaxis" in rules(text, "en")
    assert is_emergency(text, "en")


@pytest.mark.parametrize(
    ("more", "fires"),
    [
        ("They are well.", False),
        ("They have fever.", True),
        ("They hurt.", True),
    ],
)
def test_dimpled_papules_in_a_household_need_more_to_be_mpox(more: str, fires: bool) -> None:
    text = f"Umbilicated papules on the belly for weeks; my sister has the same bumps. {more}"
    assert ("contagious_exanthem" in rules(text, "en")) is fires
