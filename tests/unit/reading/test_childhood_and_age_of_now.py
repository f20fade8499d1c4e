"""What happened in childhood is over, intensive care with it, and the age that is told with "now" is the patient's."""

import pytest

from dermagent.reading.text import read_text
from dermagent.steps.flag import flag
from dermagent.steps.observe import observe
from dermagent.steps.urgency import floor
from dermagent.types import Case, Language


def urgency(text: str, language: Language) -> str | None:
    """How urgent a text is by its findings."""
    return floor(flag(observe(Case(id="t", history=text, language=language)))).urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "Scald scar on my belly from when I was five. I was in intensive care for a month back then. It itches.",
        ),
        ("en", "Fell in the fire when I was six. They kept me in intensive care then. The scar is dry."),
        ("es", "Me quemé con aceite cuando tenía seis años. Estuve un mes en la UCI entonces. La cicatriz pica."),
        ("zh", "我五岁被开水烫，当时住重症监护室。现在38岁，疤有点痒。"),
        ("zh", "我八岁烧伤植皮，现在50岁，疤痕干。"),
    ],
)
def test_a_burn_of_childhood_is_over(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day", "urgent_referral")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Burnt by steam an hour ago. I was in intensive care then for my heart, now it blisters and I'm dizzy."),
        ("en", "When I was five I was burnt. Now I have a fever of 40, my leg is red and hot and I shiver."),
        ("zh", "我女儿四岁被开水烫伤，起了水泡。"),
        ("zh", "儿子五岁，刚烫伤，起泡。"),
    ],
)
def test_what_happens_now_keeps_its_flag(language: Language, text: str) -> None:
    assert urgency(text, language) in ("emergency", "same_day")


@pytest.mark.parametrize(
    ("language", "text", "years"),
    [
        ("zh", "我16岁抽血晕倒过。现在36岁，有一颗痣。", 36),
        ("en", "When I was 12 I fainted. I'm 30 now and have a wart.", 30),
        ("en", "At 14 I had acne. Now I'm 29 and it is back.", 29),
        ("es", "A los 9 años me operaron. Ahora tengo 40 años y me pica.", 40),
    ],
)
def test_the_age_of_now_goes_before_an_old_one(language: Language, text: str, years: float) -> None:
    age = read_text(text, language, "history").age
    assert age is not None
    assert age.low == years
