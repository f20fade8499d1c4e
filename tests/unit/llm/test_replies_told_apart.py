"""Replies that decline beside an empty list, that order conditions in words, and that are wrapped in one text."""

import json
from typing import Any

import pytest

from dermagent import Case, Differential, diagnose
from dermagent.llm.scripted import ScriptedModel


def _told(reply: str | dict[str, Any]) -> Differential:
    said = reply if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False)
    case = Case(history="I have a skin problem.")
    return diagnose(case, graph="naive_cot", chat=ScriptedModel(lambda request: said), model_reads=False)


@pytest.mark.parametrize(
    "reply",
    [
        {"error": "I cannot analyze medical images.", "candidates": []},
        {"error": "I cannot analyze medical images."},
        {"candidates": [], "explanation": "Lo siento, no puedo analizar imágenes médicas."},
        {"candidates": [], "note": "我无法分析医学图像。"},
        "Desculpe, não posso fornecer diagnósticos médicos. Procure um dermatologista.",
        "申し訳ありませんが、医療診断を提供することはできません。",
        "Mi dispiace, non posso fornire una diagnosi medica.",
    ],
)
def test_words_that_decline_are_a_refusal_wherever_they_stand(reply: str | dict[str, Any]) -> None:
    assert _told(reply).outcome == "refused"


def test_doubt_about_an_image_beside_an_empty_list_is_no_refusal() -> None:
    assert _told({"candidates": [], "doubt": "The image is blurry."}).outcome == "abstained"


@pytest.mark.parametrize(
    "reply",
    [
        "Most likely: Psoriasis\nAlso possible: Tinea corporis\nLess likely: Mycosis fungoides",
        {"most_likely": "Psoriasis", "also_possible": "Tinea corporis", "less_likely": "Mycosis fungoides"},
        "Más probable: Psoriasis\nTambién posible: Tinea corporis\nMenos probable: Micosis fungoide",
        "最可能：银屑病\n也可能：体癣\n可能性较小：蕈样肉芽肿",
    ],
)
def test_what_is_also_possible_stands_before_what_is_less_likely(reply: str | dict[str, Any]) -> None:
    named = [form.condition for form in _told(reply).exact]
    assert named[:3] == ["plaque_psoriasis", "tinea_corporis", "mycosis_fungoides"]


@pytest.mark.parametrize("key", ["response", "answer", "result", "content"])
def test_shares_of_a_text_in_a_wrapping_count_as_in_the_text_alone(key: str) -> None:
    text = "1. Psoriasis (70%)\n2. Tinea corporis (20%)"
    shares = [(form.condition, form.probability) for form in _told(text).exact]
    assert [(form.condition, form.probability) for form in _told({key: text}).exact] == shares
    assert shares[0][1] == pytest.approx(0.7)


def test_a_name_under_the_key_of_a_health_record_is_read() -> None:
    told = _told({"candidates": [{"code": "L40.0", "display": "Psoriasis vulgaris", "confidence": 0.7}]})
    assert told.exact[0].condition == "plaque_psoriasis"


def test_a_reply_without_json_is_told_with_what_to_do() -> None:
    assert "--json-mode" in " ".join(_told("It is hard to say anything.").limits)
