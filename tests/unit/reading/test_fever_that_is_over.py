"""A fever that broke, with a normal temperature since, is none now; one that came back or is kept down is there."""

import pytest

from dermagent.types import Language
from tests.told import unlike


@pytest.mark.parametrize(
    ("language", "told", "text"),
    [
        (
            "en",
            "~fever",
            "She had a temp of 39.5 for three days; it went yesterday and she's been 36.8 since. Pink spots now.",
        ),
        (
            "en",
            "~fever",
            "Ten months old. Fever of 104 since Monday finally broke last night, 98.4 this morning. Pink rash today.",
        ),
        ("en", "~fever", "Three days of fever, gone since yesterday, temp normal now. Then the rash came."),
        (
            "es",
            "~fever",
            "Tuvo 40 de fiebre tres días, ayer se le quitó del todo y hoy está en 36,5. Hoy tiene manchitas.",
        ),
        (
            "es",
            "~fever",
            "Estuvo con fiebre alta hasta el lunes. La fiebre se le fue y ya no tiene. Ahora le salió un sarpullido.",
        ),
        ("zh", "~fever", "宝宝烧了三天39度，昨天退烧了，今天量36.8，身上出了红疹。"),
        ("zh", "~fever", "之前高烧三天，昨晚烧退了就没再烧，今天全身红点。"),
        ("en", "~fever", "Fever for days, then it broke on Sunday and her temperature has been normal since."),
        (
            "es",
            "~fever",
            "Le duró la fiebre tres días, se le quitó la fiebre el lunes y no ha vuelto a tener. Hoy manchitas.",
        ),
        ("zh", "~fever", "孩子高烧39.5三天，前天退烧了，没再烧，今天出疹子。"),
        ("en", "~fever", "Temp of 40 all weekend. It went on Monday, 36.7 since. Rash on tummy today."),
    ],
)
def test_a_fever_that_is_over_is_none_now(language: Language, told: str, text: str) -> None:
    assert not unlike(told, text, language)


@pytest.mark.parametrize(
    ("language", "told", "text"),
    [
        ("en", "+fever", "The fever broke yesterday but came back today, 39."),
        ("en", "+fever", "Fever goes down with paracetamol and then comes back. Rash on trunk."),
        ("es", "+fever", "El paracetamol le baja la fiebre, pero vuelve a subir a 39."),
        ("zh", "+fever", "发烧三天，吃药退了又烧起来。"),
        ("en", "+fever", "His temp has been 39 since yesterday."),
        (
            "en",
            "+non_blanching",
            "Two days of fever, 39.6. It broke last night, temp 36.8 this morning. Purple spots that do not fade.",
        ),
        ("es", "+fever", "La fiebre se le quitó ayer pero hoy le volvió a subir, tiene 39."),
        ("en", "+fever", "Fever of 103 broke last night with Tylenol, 98.6 this morning. Rash."),
        ("zh", "+fever", "发烧39度，吃退烧药烧退了，没再烧。出红疹。"),
        ("es", "+fever", "Fiebre de 39 desde ayer. Se le fue la voz y ya no tiene apetito."),
    ],
)
def test_a_fever_that_may_come_back_stays(language: Language, told: str, text: str) -> None:
    assert not unlike(told, text, language)
