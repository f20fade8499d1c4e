"""What began today by its time of day, or hours ago in shorthand, is of hours; what comes each morning is not."""

import pytest

from tests.told import present


@pytest.mark.parametrize(
    ("language", "history"),
    [
        ("es", "Esta mañana, de golpe, me duele la pierna y la tengo blanca."),
        ("es", "Esta tarde, ordeñando, de repente un dolor en la pierna."),
        ("es", "Desde que he comido se me está poniendo la lengua gorda."),
        ("es", "En 6 h ha pasado a escara negra."),
        ("en", "Hit the wrong vessel 3/24 ago, hand cold."),
        ("en", "Last night a pimple, this a.m. 4 cm black eschar."),
        ("zh", "中午起左小腿又麻又痛"),
        ("zh", "早上醒来舌头大得嘴里塞不下"),
        ("zh", "疼到现在三小时没停"),
    ],
)
def test_it_began_within_hours(language: str, history: str) -> None:
    assert "hyperacute_onset" in present(history, language)


@pytest.mark.parametrize(
    ("language", "history"),
    [
        ("es", "Me sale de repente cada primavera."),
        ("es", "Esta mañana pedí cita; tengo caspa hace años."),
        ("en", "Psoriasis for 24/12, seen in this am clinic."),
        ("zh", "每天早上醒来手肿，半年了"),
        ("zh", "上午来门诊，湿疹三年"),
    ],
)
def test_it_did_not(language: str, history: str) -> None:
    assert "hyperacute_onset" not in present(history, language)
