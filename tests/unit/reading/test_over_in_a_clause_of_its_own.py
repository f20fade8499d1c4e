"""What has ended, told in a clause of its own behind a comma; and what only seems so, or is back."""

import pytest

from dermagent.types import Language
from tests.told import polarities


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("Fever for two days, gone now. Pink spots on the trunk.", "en", "fever"),
        ("Temp of 39 all weekend, but that's gone. Flat pink spots.", "en", "fever"),
        ("Had the shivers on Sunday, they've stopped. Lump in the breast.", "en", "chills"),
        ("Fiebre tres días, pero ya se fue. Manchitas rosadas.", "es", "fever"),
        ("Se me puso roja la mano, ya se quitó por completo. Quedan rayas cafés.", "es", "erythema"),
        ("Me salieron ampollas grandes, que ya se secaron todas. Quedan manchas.", "es", "bulla"),
        ("前三天发烧39度，今早完全退了，出了红疹子。", "zh", "fever"),
        ("前几天拉肚子，上礼拜就好了，现在红屁股。", "zh", "diarrhoea"),
        ("上周流鼻涕，早就好了。脸颊红。", "zh", "coryza"),
    ],
)
def test_what_has_ended_is_not_there(text: str, language: Language, finding: str) -> None:
    assert polarities(text, language).get(finding) != "present"


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("Fever for two days, gone for an hour after paracetamol, now back at 39.", "en", "fever"),
        ("Fever and purple spots since noon, the headache is gone.", "en", "fever"),
        ("Blisters on my chest, the itch is gone.", "en", "vesicle"),
        ("Fiebre tres días, se quita con paracetamol y vuelve.", "es", "fever"),
        ("发烧三天，吃药退了又烧起来。", "zh", "fever"),
    ],
)
def test_what_is_back_or_is_beside_what_has_ended_is_there(text: str, language: Language, finding: str) -> None:
    assert polarities(text, language).get(finding) == "present"
