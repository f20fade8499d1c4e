"""What a wild animal has scratched or nipped is a bite, and blood poisoning that somebody only fears is none."""

import pytest

from dermagent.types import Language
from tests.told import present, urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Untangled a flying fox from the netting this morning. Two pinpricks on my wrist where it clawed me."),
        ("en", "There was a bat in the tent and I woke with a tiny puncture on my ear."),
        ("es", "Recogí un murciélago herido del patio. Me rasguñó un poco la palma."),
        ("en", "The raccoon got into the kitchen. When I shooed it out it nipped my ankle."),
        ("zh", "帮一只蝙蝠从网里出来,被它咬了一口,几乎看不出来。"),
    ],
)
def test_what_a_wild_animal_has_hurt_is_seen_the_same_day(language: Language, text: str) -> None:
    assert "bite_wound" in present(text, language)
    assert urgency(text, language) in ("same_day", "emergency")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Hit by a cricket bat and has a scratch on the shin."),
        ("en", "We watched bats over the river. Since then I scratched my midge bites raw."),
        ("en", "Bats live in the roof. The baby bit his own lip."),
        ("es", "En el desván hay murciélagos. Me pinché con una espina."),
        ("zh", "晚上看见蝙蝠飞过，回来被蚊子咬了几口。"),
    ],
)
def test_bats_that_hurt_nobody_bite_nobody(language: Language, text: str) -> None:
    assert "bite_wound" not in present(text, language)


@pytest.mark.parametrize(
    "text",
    [
        "Husband anxious about blood poisoning. Three yellow bruises where the clexane went in.",
        "My aunt is convinced it's sepsis; the graze is dry.",
    ],
)
def test_blood_poisoning_that_is_only_feared_is_none(text: str) -> None:
    assert "systemic_toxicity" not in present(text, "en")


def test_blood_poisoning_that_is_told_is() -> None:
    assert "systemic_toxicity" in present("He has got blood poisoning from the leg.", "en")
