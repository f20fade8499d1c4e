"""Times and temperatures as notes and dictated texts have them, and what is no age."""

import pytest

from dermagent.reading.fields import from_duration
from dermagent.reading.text import read_text
from dermagent.types import Language, Quantity
from tests.told import said


@pytest.mark.parametrize(
    ("text", "language", "days"),
    [
        ("Pearly papule, slowly growing 3 y.", "en", 3 * 365.25),
        ("Plaque on shin x 4 yrs", "en", 4 * 365.25),
        ("3-y hx of scaly hands.", "en", 3 * 365.25),
        ("Nodule present >2y.", "en", 2 * 365.25),
        ("Day four of fever.", "en", 4),
        ("Blisters on the lip, day three now.", "en", 3),
        ("I have had it a good seven weeks.", "en", 49),
        ("día 4 de fiebre", "es", 4),
        ("发烧第六天，身上起疹子", "zh", 6),
    ],
)
def test_how_long_a_complaint_has_lasted(text: str, language: Language, days: float) -> None:
    read = read_text(text, language, "history")
    assert read.duration is not None
    assert read.duration.low == pytest.approx(days)
    assert read.age is None


@pytest.mark.parametrize(
    ("text", "language", "years"),
    [
        ("34 y, F, hives.", "en", 34),
        ("Pt 67 y with a sore on the ear.", "en", 67),
        ("my daughter 3yrs has spots", "en", 3),
        ("6 y/o boy, rash.", "en", 6),
        ("孙子今天才第八天，头上起水泡", "zh", 8 / 365.25),
        ("Entre 20 y 30 ronchas, tengo 45 años.", "es", 45),
        ("Bub's three weeks, red tummy.", "en", 21 / 365.25),
        ("20-month F: tender red skin.", "en", 20 * 30.4 / 365.25),
        ("She's fifteen months. Miserable.", "en", 15 * 30.4 / 365.25),
        ("Lactante 5 sem, exantema.", "es", 35 / 365.25),
        ("9 semanas tiene mi bebé, está rojo.", "es", 63 / 365.25),
        ("Niño 16 m, costras.", "es", 16 * 30.4 / 365.25),
        ("阿妹先至五个礼拜，身上红。", "zh", 35 / 365.25),
        ("宝宝出生才三十几天，发烧。", "zh", 30 / 365.25),
        ("两岁孩子，脚烫伤。", "zh", 2),
        ("俩岁半了，起疹子。", "zh", 2),
        ("十个月宝宝发烧。", "zh", 10 * 30.4 / 365.25),
        ("我儿子今年2周岁，背部起红点。", "zh", 2),
    ],
)
def test_the_age(text: str, language: Language, years: float) -> None:
    read = read_text(text, language, "history")
    assert read.age is not None
    assert read.age.low == pytest.approx(years)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("My daughter two weeks of rash, itchy.", "en"),
        ("The boy had a cold three weeks back.", "en"),
        ("He is three months out of hospital.", "en"),
        ("Mi hijo tiene fiebre 2 semanas.", "es"),
        ("妹妹脸上红疹两个礼拜了", "zh"),
    ],
)
def test_a_time_beside_a_child_is_no_age(text: str, language: Language) -> None:
    assert read_text(text, language, "history").age is None


def test_days_of_a_fever_of_a_child_are_no_age() -> None:
    assert read_text("孩子发烧三天了", "zh", "history").age is None
    assert read_text("宝宝三天没吃奶", "zh", "history").age is None


@pytest.mark.parametrize("text", ["She's 39.4 on our thermometer.", "he is roasting, 39.2", "Day six of fever."])
def test_a_fever_told_by_its_number(text: str) -> None:
    found = said(text, "en")
    assert found["fever"] == "present"


@pytest.mark.parametrize(
    ("text", "language"), [("T rectal 38,7, rechaza tomas.", "es"), ("探热38.9，唔肯食奶。", "zh")]
)
def test_a_fever_told_by_where_it_was_taken(text: str, language: Language) -> None:
    found = said(text, language)
    assert found["fever"] == "present"


def test_a_value_of_something_else_is_no_fever() -> None:
    assert not any(one.finding == "fever" for one in read_text("Her CRP 39.4 again.", "en", "history").items)


@pytest.mark.parametrize(
    ("days", "tempo"),
    [
        (1, {"hyperacute_onset", "acute_onset"}),
        (13, {"acute_onset"}),
        (14, {"acute_onset", "subacute_onset"}),
        (15, {"subacute_onset"}),
        (42, {"subacute_onset"}),
        (43, {"subacute_onset", "chronic_course"}),
        (91, {"subacute_onset", "chronic_course"}),
        (92, {"chronic_course"}),
    ],
)
def test_the_tempo_that_a_time_implies(days: float, tempo: set[str]) -> None:
    told = from_duration(Quantity(low=days, high=days, unit="days", field="complaint.duration"))
    assert {one.finding for one in told} == tempo
