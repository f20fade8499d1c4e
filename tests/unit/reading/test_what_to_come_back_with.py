"""What somebody is told to come back with, each with an "any", is not there; what one has is."""

import pytest

from dermagent.types import Language
from tests.told import present


@pytest.mark.parametrize(
    ("language", "text", "findings"),
    [
        (
            "en",
            "The doctor said: any rash, any sore in the mouth, skin peeling, you run to the hospital.",
            ("rash", "oral_ulcers", "scale"),
        ),
        ("en", "I was told any fever, any blisters, come straight back.", ("fever", "vesicle")),
        ("en", "He said any rash at all, any mouth sores, and you come back.", ("rash", "oral_ulcers")),
        ("en", "At the first sign of blisters I must go to the hospital.", ("vesicle",)),
        ("es", "Me dijeron: cualquier fiebre, cualquier ampolla, vuelva a urgencias.", ("fever", "vesicle")),
        ("zh", "医生说任何皮疹、口腔溃疡、发热就马上来医院。", ("rash", "oral_ulcers", "fever")),
    ],
)
def test_what_to_come_back_with_is_not_there(language: Language, text: str, findings: tuple[str, ...]) -> None:
    assert present(text, language).isdisjoint(findings)


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "He said any rash at all and you come back. I have a rash now on both arms.", "rash"),
        ("en", "She said any cream makes it burn and it itches.", "pruritus"),
        ("en", "Any movement hurts and I have a rash, I will go to hospital.", "pain"),
        ("en", "Any movement hurts and I have a rash, I will go to hospital.", "rash"),
        ("en", "He has a fever and any rash worries me, should I go to hospital?", "fever"),
        ("en", "My leg is red and hot. Any touch is agony, I had to call an ambulance.", "pain"),
        ("en", "I have a fever, blisters, and any pain at all I get sends me to hospital.", "vesicle"),
        ("es", "Tengo fiebre y cualquier ropa me duele, voy a urgencias.", "pain"),
        ("zh", "我发烧，身上任何地方都疼，去医院了。", "pain"),
    ],
)
def test_what_one_has_is_there(language: Language, text: str, finding: str) -> None:
    assert finding in present(text, language)
