"""A complaint has lasted for its own time, and not for that of a birth, a journey or another's illness."""

import pytest

from dermagent.steps.observe import observe
from dermagent.types import Case, Language

_SLACK = 0.6


@pytest.mark.parametrize(
    ("language", "text", "low", "high"),
    [
        ("en", "I gave birth three months ago; for five weeks now my hairline has been thinning.", 35, 36),
        (
            "en",
            "We came back from Kenya six weeks ago and for a week there has been a sore on her leg that won't heal.",
            6,
            8,
        ),
        ("en", "Her cousin had chickenpox and they played together 15 days ago. She's had spots for 2 days.", 2, 2),
        ("en", "welts on my legs almost every night for four months now, gone by morning", 120, 125),
        ("en", "the rash has been there every single day for 3 weeks", 20, 22),
        ("en", "A wasp got him on the neck, it is now twenty minutes. He is itching all over.", 0, 0.2),
        ("en", "Something bit my calf the night before last. Red and hot.", 1.4, 2.6),
        ("en", "Blisters since the day before yesterday on the hand", 1.4, 2.6),
        ("en", "From 5 days my daughter is having red spots on tummy", 5, 5),
        ("en", "Shingles? Started Sunday with pain, rash Tuesday, today is Wednesday.", 2.5, 5),
        ("en", "Lump on left forearm 4 weeks, firm, not tender.", 28, 28),
        ("en", "vesicles on the lip 3 days, sore", 3, 3),
        (
            "en",
            "She had her second baby seven months ago. For two weeks there is an itchy rash under the breasts.",
            14,
            14,
        ),
        ("es", "Parí hace cuatro meses y desde hace tres semanas se me cae el pelo.", 21, 21),
        ("es", "Volvimos de Bolivia hace dos meses y hace una semana le salió una úlcera en el brazo.", 7, 7),
        ("es", "Su hermanita tuvo varicela hace quince días. Lleva dos días con granitos que pican.", 2, 2),
        ("es", "Antenoche me picó un bicho en la pierna, hoy está roja y caliente.", 1.4, 2.6),
        ("es", "Desde antes de ayer tiene ampollas en la boca.", 1.4, 2.6),
        ("es", "Dolor de oreja 5 días, ahora vesículas.", 5, 5),
        ("es", "Varón 40 a, picor en la espalda 2 semanas, sin fiebre.", 14, 14),
        ("es", "Ayer en la mañana me entró escalofrío y hoy tengo la pierna roja.", 0.4, 1.6),
        ("zh", "产后五个月，最近一个月头发大把大把掉。", 30, 31),
        ("zh", "两个月前去过云南，一周前小腿出现溃疡，不疼。", 7, 7),
        ("zh", "半个月前跟表弟玩，表弟出水痘。这两天身上起红疹。", 2, 2),
        ("zh", "红疹一个多星期了，很痒。", 7, 12),
        ("zh", "反复起风团两个多礼拜。", 14, 17),
        ("zh", "前晚开始腿上红肿热痛。", 1.4, 2.6),
        ("zh", "大前天手上起了水泡，很疼。", 2.4, 3.6),
        ("zh", "脚趾红肿一周多了。", 7, 10),
        ("zh", "嘴角水泡三天，疼。", 3, 3),
        ("en", "The rash came back three weeks ago, after the creams from the shop.", 21, 21),
        ("en", "Blisters on both hands for ten days since we came home from Kerala.", 10, 10),
        ("es", "Me volvió la mancha hace tres semanas.", 21, 21),
        ("zh", "三周前天气热,脖子起了疹子。", 21, 21),
    ],
)
def test_the_time_of_a_complaint_is_its_own(language: Language, text: str, low: float, high: float) -> None:
    told = observe(Case(history=text, language=language)).duration
    assert told is not None
    assert low - _SLACK <= (told.low + told.high) / 2 <= high + _SLACK


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I gave birth three months ago and my hair is falling."),
        ("en", "We went to Ghana two months ago. He has a boil."),
        ("es", "Di a luz hace tres meses y se me cae el pelo."),
        ("zh", "产后三个月,头发掉得多。"),
        ("en", "She washes her hands every hour, the skin is cracked."),
    ],
)
def test_the_time_of_something_else_is_none(language: Language, text: str) -> None:
    assert observe(Case(history=text, language=language)).duration is None


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Spots since Tuesday.", "scin_less_than_one_week"),
        ("Spots since yesterday.", "scin_one_day"),
        ("Spots since the day before yesterday.", "scin_less_than_one_week"),
        ("Spots for three weeks.", "scin_one_to_four_weeks"),
    ],
)
def test_a_span_of_days_answers_by_its_middle(text: str, answer: str) -> None:
    assert answer in observe(Case(history=text, language="en")).counted()
