"""How long ago a value was taken is not the value."""

import pytest

from dermagent.reading.text import read_text
from dermagent.types import Language


def _told(text: str, language: Language, finding: str) -> set[str]:
    return {item.polarity for item in read_text(text, language, "history").items if item.finding == finding}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Platelets 2/52 ago normal."),
        ("en", "Platelets 6 weeks ago normal."),
        ("en", "Platelet count 4/7 ago: fine."),
        ("en", "Platelets 10 days ago were fine."),
        ("en", "Plts 3 months ago 240."),
        ("es", "Plaquetas hace 3 meses normales."),
        ("es", "Plaquetas 2 semanas atrás normales."),
        ("zh", "血小板3个月前正常"),
        ("zh", "血小板2周前查正常"),
        ("zh", "血小板3月5日查为180"),
    ],
)
def test_the_time_behind_a_test_is_no_low_value(language: Language, text: str) -> None:
    assert _told(text, language, "thrombocytopenia") == {"absent"}
    assert "present" not in _told(text, language, "severe_thrombocytopenia")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Platelets 3."),
        ("en", "Platelets 12 two days ago."),
        ("en", "Platelets 2/52 ago 14."),
        ("en", "Platelets 5 days ago were 18."),
        ("es", "Plaquetas 9.000 hace 3 días."),
        ("es", "Plaquetas hace 2 semanas 11."),
        ("zh", "血小板8，3天前"),
        ("zh", "血小板3天前为12"),
    ],
)
def test_a_low_value_beside_its_time_is_read(language: Language, text: str) -> None:
    assert "present" in _told(text, language, "severe_thrombocytopenia")
