"""Words that stand around a name or a number, which are data: what they mean stays what it was in code."""

import re

import pytest

from dermagent.knowledge.base import read_yaml
from dermagent.knowledge.claimed import undoubted, unled
from dermagent.llm.lenient import share_of
from dermagent.resources import KNOWLEDGE


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("sospecha de pénfigo", "pénfigo"),
        ("Posible lupus", "lupus"),
        ("Verdacht auf Borreliose", "Borreliose"),
        ("V. a. Pemphigoid", "Pemphigoid"),
        ("query a morphoea", "morphoea"),
        ("posiblemente nada", "posiblemente nada"),
        ("Anetoderma", "Anetoderma"),
    ],
)
def test_a_name_is_read_without_words_of_doubt(name: str, plain: str) -> None:
    assert undoubted(name) == plain


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("now severe generalised pustulosis", "pustulosis"),
        ("An atypical presentation of lichen", "lichen"),
        ("locally recurrent sarcoma", "sarcoma"),
    ],
)
def test_a_name_is_read_without_words_of_course(name: str, plain: str) -> None:
    assert unled(name) == plain


@pytest.mark.parametrize(
    ("said", "share"),
    [
        ("1 de cada 8", 0.125),
        ("3 sur 4", 0.75),
        ("2 em cada 5", 0.4),
        ("7 out of 10", 0.7),
        ({"value": 35, "unit": "por ciento"}, 0.35),
        ({"value": 12, "unit": "Prozent"}, 0.12),
    ],
)
def test_a_share_is_read_in_words_of_several_languages(said: object, share: float) -> None:
    assert share_of(said) == pytest.approx(share)


def test_every_pattern_of_the_file_compiles() -> None:
    content = read_yaml(KNOWLEDGE / "around.yaml")
    assert len(content) == 7 and all(re.compile(words) for words in content.values())
