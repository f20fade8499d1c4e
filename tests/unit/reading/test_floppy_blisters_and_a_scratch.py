"""Blisters that are floppy, and not the child, and a scratch that is a wound, and not an itch."""

import pytest

from dermagent.types import Language
from tests.told import polarities


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("Newborn girl with floppy blisters on the tummy; she nurses well.", "en", "poor_feeding_or_floppiness"),
        ("Two week old, thin floppy bullae in the groin, takes every bottle.", "en", "poor_feeding_or_floppiness"),
        ("Baby with a floppy blister on his thumb from sucking.", "en", "poor_feeding_or_floppiness"),
        ("My ten day old has floppy bubbles of skin under the nappy, feeds fine.", "en", "poor_feeding_or_floppiness"),
        ("Recién nacida con ampollas flojas en la ingle; toma bien.", "es", "poor_feeding_or_floppiness"),
        ("新生儿腹股沟有松软的水泡，吃奶好。", "zh", "poor_feeding_or_floppiness"),
        ("出生九天，肚脐周围软塌塌的水泡，吃奶正常。", "zh", "poor_feeding_or_floppiness"),
        ("White patches; wherever he gets a scratch a new one comes.", "en", "pruritus"),
        ("Warts in a line along a scratch from a bramble.", "en", "pruritus"),
        ("Vitiligo, a scratch on the knee turned white. It doesn't itch.", "en", "pruritus"),
        ("A cat scratch on my hand is red.", "en", "pruritus"),
        ("Manchas blancas; donde se hace un rasguño sale otra.", "es", "pruritus"),
        ("白斑，哪里划破就哪里长新的。", "zh", "pruritus"),
    ],
)
def test_a_blister_or_wound_tells_nothing_of_the_child(text: str, language: Language, finding: str) -> None:
    assert polarities(text, language).get(finding) != "present"


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("Newborn with blisters, he is floppy and pale.", "en", "poor_feeding_or_floppiness"),
        ("Floppy baby with floppy blisters, won't feed.", "en", "poor_feeding_or_floppiness"),
        ("Recién nacido con ampollas, está flojito y no mama.", "es", "poor_feeding_or_floppiness"),
        ("新生儿起水泡，身子软塌塌的，不吃奶。", "zh", "poor_feeding_or_floppiness"),
        ("White patches and I scratch all night.", "en", "pruritus"),
        ("My back itches and I scratch it raw.", "en", "pruritus"),
        ("He scratches his legs until they bleed.", "en", "pruritus"),
        ("Floppy blisters all over the chest that burst.", "en", "flaccid_bulla"),
        ("Ampollas flácidas en el pecho que se rompen.", "es", "flaccid_bulla"),
        ("胸口松软的水泡，一碰就破。", "zh", "vesicle"),
        ("Scratch marks all over my arms.", "en", "excoriation"),
        ("Cat scratch and bite on the hand.", "en", "bite_wound"),
    ],
)
def test_what_is_told_stays(text: str, language: Language, finding: str) -> None:
    assert polarities(text, language).get(finding) == "present"
