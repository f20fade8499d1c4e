"""An attack of fear that the next words date is over; what is so now is not."""

import pytest

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
        ("en", "I had a panic attack on the plane in March and couldn't get any air. Now my hands are dry."),
        ("en", "In the lift I couldn't breathe and my heart was pounding. That was back in April. I have warts."),
        ("en", "At my exam I hyperventilated and nearly fainted. It was in September. I have acne."),
        ("en", "Last July I had a panic attack with a racing heart and no breath. Today it's about my dandruff."),
        ("es", "En el ascensor me dio un ataque de pánico y no podía respirar. Fue en marzo. Ahora me pica el codo."),
        ("es", "Tuve un ataque de ansiedad en abril y me faltaba el aire. Consulto por las verrugas."),
        ("es", "En el avión me ahogaba del miedo, eso pasó en enero. Tengo caspa."),
        ("zh", "坐电梯的时候惊恐发作，喘不过气，那是三月份的事。现在问手上的疣。"),
        ("zh", "四月份考试前恐慌过一次，心慌气短。现在头皮屑多。"),
    ],
)
def test_an_attack_of_another_month_is_over(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day", "urgent_referral")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I can't breathe and my heart is racing, I think it's a panic attack."),
        ("en", "I had a panic attack in March. Now my lips are swollen and I can't breathe."),
        ("en", "In March I had a panic attack and today I can't breathe again."),
        ("en", "I couldn't breathe in the lift. That was in April, and now it is back."),
        ("es", "En marzo tuve un ataque de pánico. Ahora tengo ronchas y no puedo respirar."),
        ("zh", "三月份惊恐发作过。现在全身风团，喘不上气。"),
        ("zh", "三月份惊恐发作，现在又喘不上气。"),
    ],
)
def test_breath_that_fails_now_is_an_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"
