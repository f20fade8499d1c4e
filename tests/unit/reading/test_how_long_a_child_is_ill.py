"""How long a child has been ill is no age, in Chinese: neither a newborn's nor an infant's."""

import pytest

from dermagent.reading.text import read_text


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("儿子湿疹三周，胳膊弯痒。", 21),
        ("孩子手足口病一周，已经结痂了。", 7),
        ("闺女荨麻疹一个月，时起时消。", 30.4),
        ("儿子头癣三个月，掉头发。", 91.2),
        ("女儿尿布疹两周。", 14),
        ("宝宝湿疹两个月，痒。", 60.8),
        ("妹妹脚癣三周。", 21),
        ("女儿痱子三周，不烧。", 21),
        ("闺女手足口病已经两周了，嘴里有泡。", 14),
        ("儿子口角炎快三周了。", 21),
    ],
)
def test_how_long_an_illness_has_lasted_is_no_age(text: str, days: float) -> None:
    told = read_text(text, "zh", "history")
    assert told.age is None
    assert told.duration is not None
    assert told.duration.low == pytest.approx(days)
    assert "newborn_age_28_days" not in {i.finding for i in told.items}


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("女儿出生十天，发烧38.5。", 10),
        ("儿子两周大，身上起水疱。", 14),
        ("女儿三周，发烧38度，不吃奶。", 21),
        ("女儿两个月，湿疹。", 60.8),
        ("月子里发烧才12天", 12),
    ],
)
def test_an_age_in_days_weeks_or_months_stays_one(text: str, days: float) -> None:
    age = read_text(text, "zh", "history").age
    assert age is not None
    assert age.low * 365.25 == pytest.approx(days, rel=0.02)
