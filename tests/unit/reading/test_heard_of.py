"""A dangerous illness that is only named: read about, seen at work or on a screen, or had by somebody else."""

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
        ("en", "We had a talk about septic shock at college today. My cold sore is back."),
        ("en", "Half the patients on my ward have sepsis. I just want a cream for my chapped hands."),
        ("en", "My neighbour's dad caught blood poisoning from a splinter. I have a wart on my thumb."),
        ("en", "I work in intensive care with septic patients and my nose is red from the mask."),
        ("en", "I googled anaphylactic shock last night. I've got dandruff."),
        ("en", "My pal got blood poisoning from his piercing. Mine is flaky."),
        ("en", "On the boat I see strokes, burns and sepsis all season. My own trouble is a corn."),
        ("es", "Acabo de leer un folleto sobre el choque tóxico. La compresa me da picor."),
        ("es", "A un compañero le dio un choque anafiláctico en la boda. Yo tengo caspa."),
        ("es", "Trabajo en urgencias y veo sepsis, infartos y quemaduras. Mis manos están secas de tanto lavarlas."),
        ("es", "Mi vecino tuvo sepsis. Me pica el codo."),
        ("zh", "我同事去年得了败血症。我手上长了个疣。"),
        ("zh", "刚看完一本讲感染性休克的书。我脸上长痘。"),
        ("zh", "我在急诊上班，天天接触败血症病人，口罩勒得脸上起疹子。"),
        ("zh", "昨晚看连续剧，里面有个男孩过敏性休克死了。我头皮屑多。"),
        ("zh", "我开救护车，休克、烧伤、脑膜炎见多了。我自己只有脚气。"),
    ],
)
def test_an_illness_that_is_only_heard_of_is_no_danger(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day", "urgent_referral")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The doctor in casualty said I have sepsis. My leg is red."),
        (
            "en",
            "I have read about toxic shock and I use tampons, now I have a fever of 39.5, a red rash and I feel faint.",
        ),
        ("en", "My mate got blood poisoning. He is confused, please help."),
        ("en", "I looked up sepsis and my leg is red and hot, I have a fever of 40 and I'm shivering."),
        ("es", "Me han dicho que tengo sepsis. La pierna está roja."),
        ("es", "Mi hija está en urgencias con sepsis."),
        ("zh", "医生说我是败血症，腿红肿。"),
        ("zh", "我看了败血症的文章，我腿红肿，高烧四十度，浑身发抖。"),
    ],
)
def test_an_illness_of_ones_own_is_an_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


def test_what_came_behind_a_full_stop_was_not_done_to_the_writer() -> None:
    items = read_text("Mi amigo tuvo fiebre. Me pica la mano.", "es", "history").items
    assert {i.experiencer for i in items if i.finding == "fever"} == {"contact"}
    assert {i.experiencer for i in items if i.finding == "pruritus"} == {"patient"}


def test_who_only_says_what_he_is_stays_the_patient() -> None:
    assert read_text("Hola, tengo 20, mujer. Me hice un piercing, me pica.", "es", "history").sex == "female"
