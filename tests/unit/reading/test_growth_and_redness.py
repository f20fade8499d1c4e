"""A mole that has grown is there though its former size is told; a red limb with fever and shivers is a danger."""

import pytest

from dermagent.types import Language
from tests.told import present, urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The freckle on my shoulder was tiny two summers ago and it has tripled."),
        ("en", "A mole on my thigh measured 4 mm in 2023, today it is 8 mm."),
        ("en", "My birthmark used to be flat. Now it is getting bigger and has turned black."),
        ("en", "I have had this mole since school but lately it looks different and it bleeds."),
        ("es", "El lunar del hombro medía 3 mm hace un año, ahora mide 9 mm."),
        ("es", "Antes el lunar era chico y hoy es el triple de grande, negro."),
        ("zh", "这颗痣以前只有3毫米，现在有8毫米了。"),
        ("zh", "胳膊上的痣去年还很小，今年大了一倍，发黑。"),
    ],
)
def test_a_mole_that_was_small_and_is_larger_now_is_referred(language: Language, text: str) -> None:
    assert urgency(text, language) == "urgent_referral"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I had a mole cut out last year, and the scar is flat and pale."),
        ("en", "The lump was 2 cm last week and is now 1 cm."),
        ("en", "A mole of 4 mm on my arm, now and ten years ago the same."),
        ("en", "Papules of 2 mm to 5 mm on the arms."),
        ("es", "El lunar mide 4 mm, igual que siempre."),
        ("zh", "脸上有颗痣，从小就有，一直没变化。"),
    ],
)
def test_a_mole_that_is_gone_shrinks_or_stays_is_not(language: Language, text: str) -> None:
    assert urgency(text, language) in {"routine", "self_care", None}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My calf is red, I have a fever and I keep shaking."),
        ("en", "Red forearm, 39.1, shivering since lunch."),
        ("en", "My ankle is red, 39.4 and I cannot stop shaking."),
        ("es", "La pantorrilla roja, fiebre y escalofríos."),
        ("zh", "小腿红了一片，发烧，打寒战。"),
    ],
)
def test_a_red_limb_with_fever_and_shivers_is_an_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Red patch on my shin and a temperature."),
        ("en", "It spreads by the hour over my leg and I have a fever."),
        ("es", "El tobillo está rojo y tengo fiebre."),
        ("zh", "脚踝发红，发烧。"),
    ],
)
def test_a_red_limb_with_fever_is_seen_the_same_day(language: Language, text: str) -> None:
    assert urgency(text, language) in {"same_day", "emergency"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My throat is red, fever and chills with the flu."),
        ("en", "Itchy red shins from shaving, no fever."),
        ("es", "Los tobillos rojos por los calcetines, sin fiebre."),
        ("zh", "小腿被蚊子咬红了，没发烧。"),
    ],
)
def test_redness_without_fever_and_fever_without_a_red_limb_are_not(language: Language, text: str) -> None:
    assert urgency(text, language) not in {"same_day", "emergency"}


def test_shaking_with_cold_is_no_cold_limb() -> None:
    assert "cold_limb" not in present("My leg is red and I am shaking with cold.", "en")
    assert "chills" in present("My leg is red and I am shaking with cold.", "en")


@pytest.mark.parametrize(
    "text",
    [
        "I'm really confused, one doctor says eczema and the other says fungus.",
        "I am confused about which cream to use for my rash.",
        "All these answers have left me confused, the spot just itches.",
        "I don't know where to start with this acne.",
        "The two leaflets confused me, my rash is the same.",
    ],
)
def test_who_does_not_know_what_to_think_has_no_failing_mind(text: str) -> None:
    assert urgency(text, "en") not in {"emergency", "same_day"}


@pytest.mark.parametrize(
    "text",
    [
        "Her leg is red and she is confused and does not know where she is.",
        "I have a rash, fever and I feel confused.",
        "Dad has blisters and got really confused last night.",
    ],
)
def test_a_failing_mind_still_is_one(text: str) -> None:
    assert urgency(text, "en") == "emergency"
