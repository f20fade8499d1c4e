"""A scalded child whose writer tells what he did not allow, and the shorthand of a numb saddle area."""

import pytest

from dermagent.types import Language
from tests.told import present, urgency


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("女儿两岁半，刚才把汤锅扒翻了，前胸起大水泡，破皮了。外婆让我涂香油我没同意。", "zh"),
        ("儿子一岁，火锅倒在腿上，起大水泡。奶奶要抹酱油，我没让。", "zh"),
        ("孩子3岁，被开水烫了肚子，全是水泡，婆婆要挑破我没答应。", "zh"),
    ],
)
def test_what_a_helper_did_not_allow_makes_him_no_patient(text: str, language: Language) -> None:
    assert "burn_injury" in present(text, language)
    assert urgency(text, language) == "emergency"


def test_who_has_not_what_another_has_is_still_the_patient() -> None:
    assert "fever" not in present("老公发烧，我没发烧，就是手上痒。", "zh")
    assert "pruritus" not in present("室友一直痒，我没痒，我手上有颗疣。", "zh")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Shingles of the left buttock, unable to PU, bladder scan 800 ml, numb in the saddle area.", "en"),
        ("Sacral zoster. Has not PU'd since last night, palpable bladder, numbness of the whole saddle region.", "en"),
        ("Vesicles on the perineum, in retention, saddle numb.", "en"),
        ("Zóster sacro, no orina desde anoche, globo vesical palpable, anestesia en silla de montar.", "es"),
        ("臀部带状疱疹，从凌晨起排不出尿，膀胱充盈到脐，整个鞍区麻。", "zh"),
    ],
)
def test_a_numb_saddle_area_is_an_emergency(text: str, language: Language) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Saddle sore from cycling, skin rubbed, passing urine fine.", "en"),
        ("Pt PU'd normally this morning, shingles of the buttock, feeling over the saddle area normal.", "en"),
        ("孩子打翻了冷汤，手上湿疹又红了。", "zh"),
    ],
)
def test_what_only_sounds_so_is_none(text: str, language: Language) -> None:
    assert urgency(text, language) != "emergency"
