"""What works, who is muddled and who hides from light, in Spanish and Chinese."""

import pytest

from dermagent.types import Language
from tests.told import is_told


@pytest.mark.parametrize(
    ("language", "text", "finding", "told"),
    [
        ("es", "Tiene fiebre de 39 y llora para que apague la luz.", "photophobia", "there"),
        ("es", "Con fiebre, pide que cierre las cortinas.", "photophobia", "there"),
        ("es", "Apagué la luz y me dormí. Roncha en el brazo.", "photophobia", "not there"),
        ("es", "Eran tres puntitos cuando lo bañé hoy, esta tarde ya no los puedo contar.", "rapid_spread", "there"),
        ("es", "Pie diabético: monofilamento normal, pulsos presentes.", "numbness", "denied"),
        ("es", "Bulto en el talón, no crece, no pica.", "scin_increasing_size", "denied"),
        ("es", "Recién nacido con granitos, no está amarillo.", "jaundice", "denied"),
        ("es", "Manchas rojas en la panza. Hice lo del vaso. Se borran todas.", "non_blanching", "denied"),
        ("es", "Manchas rojas en la panza. Hice lo del vaso. Se borran todas.", "blanching", "there"),
        ("es", "Manchas rojas, hice lo del vaso. No se borran.", "non_blanching", "there"),
        ("es", "Manos azules por el pantalón nuevo, se quita con alcohol.", "cyanosis", "denied"),
        ("es", "El pulgar hinchado, me duele si lo muevo.", "painful_eye_movement", "not there"),
        ("zh", "孩子发烧39度，哭着要我关灯。", "photophobia", "there"),
        ("zh", "糖尿病足检查：单丝试验正常。", "numbness", "denied"),
        ("zh", "脚底一个硬疙瘩，没有变大，不痒。", "scin_increasing_size", "denied"),
        ("zh", "新生儿出疹，皮肤不黄。", "jaundice", "denied"),
        ("zh", "两手发蓝，新裤子掉色，一擦就掉。", "cyanosis", "denied"),
        ("zh", "膝盖肿，一动就痛。", "painful_eye_movement", "not there"),
        ("zh", "掉头发，查了甲状腺，正常。", "thyroid_disease", "denied"),
        ("zh", "爷爷小腿红肿发烧，把我认成他弟弟。", "confusion", "there"),
        ("es", "Mi abuelo con fiebre y la pierna roja me confunde con su hermano.", "confusion", "there"),
    ],
)
def test_it_is_read_as_it_is_told(language: Language, text: str, finding: str, told: str) -> None:
    assert is_told(told, finding, text, language)
