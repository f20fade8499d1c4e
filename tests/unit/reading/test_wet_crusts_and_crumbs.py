"""Crusts that are wet, water that a wound gives, and growths that crumble."""

import pytest

from dermagent.types import Language
from tests.told import present


@pytest.mark.parametrize(
    ("finding", "language", "text"),
    [
        ("exudate", "en", "The patch is crusted and moist."),
        ("exudate", "en", "The bite hole is leaking a little."),
        ("exudate", "en", "It weeps a bit when I take off the dressing."),
        ("exudate", "en", "Sticky and wet behind the ears."),
        ("exudate", "en", "A bit of fluid oozes from the crack."),
        ("exudate", "es", "Le sale una agüita de la herida."),
        ("exudate", "es", "El ombligo le suelta un líquido amarillo."),
        ("exudate", "es", "Está húmedo y con costras detrás de la oreja."),
        ("exudate", "es", "Me sale un liquidito del agujero."),
        ("exudate", "zh", "伤口有点渗水。"),
        ("exudate", "zh", "结痂又湿湿的。"),
        ("exudate", "zh", "洞里流出一点黄水。"),
        ("scin_rough_or_flaky", "en", "A brown lump on my temple, rough, and pieces flake off in the shower."),
        ("scin_rough_or_flaky", "en", "Black waxy thing on my back, little bits crumble away."),
        ("scin_rough_or_flaky", "en", "It feels like sandpaper and bits drop off."),
        ("scin_rough_or_flaky", "es", "Una verruga marrón, áspera, se le caen pedacitos al bañarme."),
        ("scin_rough_or_flaky", "es", "Se desmorona a trocitos si la toco."),
        ("scin_rough_or_flaky", "zh", "背上一个褐色的东西，糙糙的，洗澡会掉渣。"),
        ("scin_rough_or_flaky", "zh", "摸着粗粗的，一抠掉碎屑。"),
        ("exudate", "en", "Scabby and damp in the fold under her chin."),
        ("exudate", "es", "De la grieta me sale una agüita amarilla."),
        ("exudate", "zh", "耳后湿乎乎的，结了痂。"),
        ("scin_rough_or_flaky", "en", "Dark waxy growth, chunks fall off when I scratch."),
        ("scin_rough_or_flaky", "es", "Se le desprenden trocitos al lunar áspero."),
        ("scin_rough_or_flaky", "zh", "老年斑粗粗的，一抓就掉渣。"),
    ],
)
def test_wet_crusts_and_crumbling_growths_are_read(finding: str, language: Language, text: str) -> None:
    assert finding in present(text, language)


@pytest.mark.parametrize(
    ("finding", "language", "text"),
    [
        ("exudate", "en", "I went for a walk in the wet grass, dry crusts on the shin."),
        ("exudate", "en", "Weeping willow pollen makes me sneeze. Itchy eyes."),
        ("exudate", "es", "El pañal está húmedo como siempre. Costra en la frente."),
        ("exudate", "zh", "洗完澡头发湿湿的，手臂有痂。"),
        ("scin_rough_or_flaky", "en", "The biscuit crumbles. Smooth mole on the cheek."),
        ("exudate", "en", "Wet and windy outside. Crust on the lip."),
        ("exudate", "es", "Sale agua del grifo muy caliente y me arde la piel."),
    ],
)
def test_wet_weather_and_other_crumbs_are_none(finding: str, language: Language, text: str) -> None:
    assert finding not in present(text, language)
