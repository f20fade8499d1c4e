"""Skin that peels beside sores of the mouth, named infections with rigors, and red rashes that are no erythroderma."""

import pytest

from dermagent.steps.flag import flag
from dermagent.steps.observe import observe
from dermagent.types import Case, Language


def rules_of(text: str, language: Language) -> set[str]:
    """The rules of emergencies that fire on a text."""
    seen = observe(Case(history=text, language=language))
    return {red.rule for red in flag(seen).red_flags if red.urgency == "emergency"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The skin on my back is coming off, blisters in my mouth and a fever."),
        ("en", "Her skin is falling off, her gums and tongue are full of sores, temperature 39.2."),
        ("es", "Se me está pelando la piel, tengo llagas en la boca y fiebre."),
        ("es", "Sarpullido doloroso, la piel se me cae, llagas en los labios, fiebre de 39."),
        ("zh", "皮肤一片片剥脱，口腔糜烂，高热。"),
        ("zh", "皮肤脱落，嘴里溃烂，发烧39度。"),
    ],
)
def test_skin_that_peels_beside_sores_of_the_mouth_and_fever_is_an_emergency(language: Language, text: str) -> None:
    assert "sjs_ten" in rules_of(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My hands are peeling after sunburn and I have one canker sore."),
        ("en", "Peeling lips and a mouth ulcer."),
        ("es", "Se me pelan las manos en invierno y tengo una llaga en la boca."),
        ("zh", "手掌脱皮，没有发烧，口腔正常。"),
    ],
)
def test_skin_that_peels_without_fever_is_none(language: Language, text: str) -> None:
    assert not rules_of(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Erysipelas of the shin, 39.4 and rigors."),
        ("en", "Abscess on my buttock, fever 39 and shaking chills."),
        ("es", "Erisipela en la pierna derecha con fiebre de 39,5 y taquicardia."),
        ("zh", "小腿蜂窝织炎，体温39.2，心率120。"),
    ],
)
def test_a_named_infection_of_the_skin_with_signs_of_sepsis_is_an_emergency(language: Language, text: str) -> None:
    assert "cellulitis_sepsis" in rules_of(text, language)


@pytest.mark.parametrize(
    "text", ["宝宝全身红疹，不痒不烧。", "浑身红疹，昨天开始。", "全身都是红疹子。", "全身红斑丘疹，瘙痒。"]
)
def test_a_red_rash_all_over_is_no_erythroderma(text: str) -> None:
    counted = observe(Case(history=text, language="zh")).counted()
    assert "erythroderma" not in counted and "rash" in counted


@pytest.mark.parametrize("text", ["全身皮肤潮红脱屑。", "全身通红，脱皮。"])
def test_skin_that_is_red_all_over_is_erythroderma(text: str) -> None:
    assert observe(Case(history=text, language="zh")).counted()["erythroderma"].polarity == "present"
