"""Where JSON stands in a model's text, numbers as models write them, and refusals in words."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from dermagent.llm.json_text import declines, objects_in, parts_of, starts_whole
from dermagent.llm.lenient import Share, same_scale
from dermagent.llm.schema import UnreadableReply, read_reply
from dermagent.steps.retrieve.vlm import VisionReply


class Named(BaseModel):
    """One word."""

    name: str


@pytest.mark.parametrize(
    "text",
    [
        '{"name": "x"}',
        '<think>{"name": 3} or {"name": "draft"}</think>{"name": "x"}',
        '<think>{"name": "x"}</think>',
        'I think {so} \\frac{1}{2}.\n```JSON\n{"name": "x"}\n```\nThat is all {really}.',
        '"{\\"name\\": \\"x\\"}"',
        '{"result": {"name": "x"}}',
        '{"output": "{\\"name\\": \\"x\\"}"}',
        '[{"name": "x"}]',
        '\ufeff\n {"name": "x"}}',
        '{"broken": "never closed </think> {"name": "x"}',
    ],
)
def test_sound_json_is_found_wherever_it_stands(text: str) -> None:
    assert read_reply(text, Named).name == "x"


def test_broken_json_is_not_put_together() -> None:
    with pytest.raises(UnreadableReply, match="not valid JSON"):
        read_reply('{"name": "x", "more": [1,', Named)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ('{"a": 1}   \n\n', True),
        ('{"a": 1} and then I wanted to', True),
        ('{"a": {"b": 1}, "c', False),
        ('<think>{"a": 1} but', False),
        ('<think>x</think>{"a": 1}', True),
        ("prose", False),
    ],
)
def test_what_was_cut_off_behind_whole_json_is_no_loss(text: str, whole: bool) -> None:
    assert starts_whole(text) == whole


@given(st.text(alphabet='{}[]":,a1 \\n\ud83d', max_size=300))
def test_any_text_is_looked_through(text: str) -> None:
    for found in objects_in(text):
        assert isinstance(found.value, dict)
    starts_whole(text)
    declines(text)


def test_a_hostile_text_is_looked_through_in_bounded_time() -> None:
    assert objects_in('{"a":' * 20_000) == []
    assert objects_in("{" * 200_000) == []
    assert parts_of("x" + "\n" * 200_000).behind  # hours where each line looks at all the others


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("I'm sorry, but I can't assist with that.", True),
        ("I’m sorry, I cannot provide medical advice.", True),
        ("Lo siento, no puedo ayudar con eso.", True),
        ("很抱歉，我无法提供诊断。", True),
        ("As an AI language model I do not diagnose.", True),
        ("This looks like ringworm.", False),
        ("", False),
        ('I am sorry for the delay: {"name": "x"}', False),
    ],
)
def test_a_refusal_in_words_is_known(text: str, refusal: bool) -> None:
    assert declines(text) == refusal


@pytest.mark.parametrize(
    ("written", "share"),
    [
        (0.7, 0.7),
        ("0.7", 0.7),
        ("70%", 0.7),
        ("70 percent", 0.7),
        ("~0,7", 0.7),
        ("about 7.5 %", 0.075),
        (float("nan"), 0.0),
        (None, 0.0),
        ("N/A", 0.0),
        ("1e-3", 0.001),
        ("7/10", 0.7),
        ("3 out of 5", 0.6),
        ("0.8/1", 0.8),
        ("4/5 (80 %)", 0.8),
        ("70-80%", 0.75),
        ("between 0.3 and 0.5", 0.4),
        ("0.333333333333e-5", 0.00000333333333333),
        ("likely", 0.7),
        ("Very high", 0.9),
        ("unlikely", 0.1),
        ("very unlikely", 0.03),
        ("possible", 0.4),
        (1.1, 1.0),
        (-1, 0.0),
        ("-5 %", 0.0),
        ("250 %", 0.0),
        ("stage 2, 60 %", 0.0),
        ("80-20", 0.0),
        ("20 %; later 60 %", 0.0),
        ("60 %, then 0.2", 0.0),
        ("50 %, that is 0.5", 0.5),
        ("Seventy-five percent", 0.75),
        ("TEN PERCENT", 0.1),
        ("Forty per cent", 0.4),
        ("sehr wahrscheinlich", 0.9),
        ("I would rather not say", 0.0),
    ],
)
def test_a_share_is_read_as_it_is_written(written: Any, share: float) -> None:
    assert TypeAdapter(Share).validate_python(written) == pytest.approx(share)


@pytest.mark.parametrize("written", [{}, [], {"benign": 0.4, "malignant": 0.6}, [0.4], ["likely", None]])
def test_what_is_no_share_is_refused(written: Any) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Share).validate_python(written)


@pytest.mark.parametrize(
    ("written", "shares"),
    [
        ([70, 20], [0.7, 0.2]),
        (["70", "20%"], [0.7, "20%"]),
        ([60, 0.5], [0.6, 0.005]),
        (["70-80%", 20], ["70-80%", 0.2]),
        ([1, 0.5], [1, 0.5]),
        ([850, 20], [850, 20]),
        ([8, 2], [0.8, 0.2]),
        ([9.5, 0.5], [0.95, 0.05]),
        ([1.2, 0.4], [1.0, 0.4]),
    ],
)
def test_shares_of_one_list_have_one_scale(written: list[Any], shares: list[Any]) -> None:
    scaled: Any = same_scale([{"p": value} for value in written], "p")
    assert [item["p"] for item in scaled] == shares


@pytest.mark.parametrize(
    "said",
    [
        ("几乎不可能", "不太可能", "有可能", "较可能", "极有可能"),
        ("可能性极小", "可能性小", "可能", "可能性大", "可能性很大"),
        ("很低", "低", "中等", "高", "很高"),
        ("muy improbable", "poco probable", "posible", "probable", "muy probable"),
        ("muy baja", "baja", "moderada", "alta", "muy alta"),
        ("sehr unwahrscheinlich", "unwahrscheinlich", "möglich", "wahrscheinlich", "sehr wahrscheinlich"),
        ("sehr gering", "gering", "mittel", "hoch", "sehr hoch"),
        ("très peu probable", "peu probable", "possible", "probable", "très probable"),
        ("très faible", "faible", "modérée", "élevée", "très élevée"),
        ("This is very unlikely.", "not likely", "It is possible", "I find it likely", "It is very likely"),
        ("★☆☆☆☆", "★★☆☆☆", "⭐⭐⭐", "★★★★☆", "★★★★★"),
        ("1/5 stars", "2 of 5", "3 stars", "四颗星", "5 estrellas"),
        ("●○○○○", "■■□□□", "▮▮▮▯▯", "●●●●○", "■■■■■"),
        ("百分之五", "二成", "百分之四十", "七成", "百分之九十五"),
        ("0.02", "+", "++", "+++", "95 %"),
    ],
)
def test_words_and_signs_for_a_share_keep_their_order_in_every_language(said: tuple[str, ...]) -> None:
    shares = [TypeAdapter(Share).validate_python(word) for word in said]
    assert shares == sorted(set(shares)) and shares[0] > 0 and shares[-1] <= 1


@pytest.mark.parametrize("said", ["ruled out", "已排除", "descartada", "ausgeschlossen", "exclue", "Impossible"])
def test_a_candidate_that_its_share_rules_out_is_left_out_and_not_put_first(said: str) -> None:
    text = json.dumps({"candidates": [{"name": "scabies", "confidence": said}, {"name": "lipoma", "confidence": None}]})
    assert [one.name for one in read_reply(text, VisionReply).candidates] == ["lipoma"]
    for doubt in ("cannot be ruled out", "不能排除", "no descartada", "nicht ausgeschlossen"):
        kept = json.dumps({"candidates": [{"name": "scabies", "confidence": doubt}]})
        assert len(read_reply(kept, VisionReply).candidates) == 1


@pytest.mark.parametrize(
    ("candidates", "named"),
    [
        (["1. Lipoma (70%)", "2. Scabies (0.2)"], [("Lipoma", 0.7), ("Scabies", 0.2)]),
        (["Lipoma: 70 %", "Scabies – 20 %"], [("Lipoma", 0.7), ("Scabies", 0.2)]),
        (["70% Lipoma", "Scabies 20%"], [("Lipoma", 0.7), ("Scabies", 0.2)]),
        (["脂肪瘤（70%）", "疥疮：0.2"], [("脂肪瘤", 0.7), ("疥疮", 0.2)]),
        (["Lipoma (70)", "Scabies (p = 20)"], [("Lipoma", 0.7), ("Scabies", 0.2)]),
        (["Lipoma (very likely)", "Scabies: possible"], [("Lipoma", 0.9), ("Scabies", 0.4)]),
        ([{"name": "Lipoma (7/10)"}, {"diagnosis": "Scabies: .2"}], [("Lipoma", 0.7), ("Scabies", 0.2)]),
        ([{"名称": "脂肪瘤", "置信度": "很可能"}], [("脂肪瘤", 0.7)]),
        (
            ["Neurofibromatosis type 1", "Lipoma (D17.9)", "HSV-1", "Scabies - crusted", "Tinea: corporis"],
            [(n, 0.0) for n in ("Neurofibromatosis type 1", "Lipoma (D17.9)", "HSV-1", "Scabies - crusted")]
            + [("Tinea: corporis", 0.0)],
        ),
        ([{"rank": 2, "name": "Scabies"}, {"rank": 1, "name": "Lipoma"}], [("Lipoma", 0.0), ("Scabies", 0.0)]),
        ([{"orden": "2º", "name": "Scabies"}, {"orden": "1º", "name": "Lipoma"}], [("Lipoma", 0.0), ("Scabies", 0.0)]),
        (
            [{"name": "Scabies", "confidence": "2nd"}, {"name": "Lipoma", "confidence": "#1"}],
            [("Lipoma", 0.0), ("Scabies", 0.0)],
        ),
        (
            [{"rank": 1, "name": "Scabies", "confidence": 0.2}, {"rank": 2, "name": "Lipoma", "confidence": 0.7}],
            [("Scabies", 0.2), ("Lipoma", 0.7)],
        ),
        ({"2": "Scabies", "1": "Lipoma"}, [("Lipoma", 0.0), ("Scabies", 0.0)]),
    ],
)
def test_a_name_with_its_share_or_its_place_is_read_as_both(candidates: Any, named: list[tuple[str, float]]) -> None:
    read = read_reply(json.dumps({"candidates": candidates}), VisionReply).candidates
    assert [(one.name, pytest.approx(one.confidence)) for one in read] == named


@pytest.mark.parametrize(
    "text",
    [
        '{"candidates": [{"name": "<condition>", "reason": "text", "confidence": 0.5}]}',
        '{"candidates": [{"name": "disease name", "confidence": 0}, {"name": "...", "confidence": 0}]}',
        '{"candidates": ["string"]}',
        '{"candidates": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}}}}}',
        '{"properties": {"candidates": {"type": "array", "items": {"name": "Scabies"}}}}',
    ],
)
def test_a_form_that_is_only_repeated_is_no_answer(text: str) -> None:
    with pytest.raises(UnreadableReply):
        read_reply(text, VisionReply)


DRAFT = '{"candidates": [{"name": "scabies", "confidence": 0.9}]}'


@pytest.mark.parametrize(
    "text",
    [
        f"<think>{DRAFT}</think>I am sorry, I cannot help with images of skin.",
        f"It may be {DRAFT}</think>\n\nNothing of concern is to be seen.",
        f"<thinking>{DRAFT} no, wait, it has",
        f"[THINK]Perhaps {DRAFT}, or else",
        f"<|channel|>analysis<|message|>{DRAFT}<|end|><|start|>assistant<|channel|>final<|message|>I can't say.",
        f"<unused94>thought {DRAFT}<unused95>This looks benign.",
        f"Here is my thought process: {DRAFT}\nHere is my response: I do not know.",
        f"<scratchpad>{DRAFT}</scratchpad> Please see a doctor.",
        f"<think>{DRAFT} is wrong, I have no idea.</think>",
    ],
)
def test_a_draft_in_the_thinking_is_no_answer(text: str) -> None:
    with pytest.raises(UnreadableReply):
        read_reply(text, VisionReply)


@pytest.mark.parametrize(
    "text", [f"<think>Hm. {DRAFT}</think>", f"<think>Hm.\n{DRAFT}\n", f"<analysis>```json\n{DRAFT}\n```</analysis>"]
)
def test_a_thinking_that_ends_with_the_reply_and_says_nothing_else_is_read(text: str) -> None:
    assert read_reply(text, VisionReply).candidates[0].name == "scabies"


def test_a_refusal_behind_a_draft_is_a_refusal() -> None:
    assert declines(f"<think>{DRAFT}</think>Lo siento, no puedo ayudar.")
    assert declines(f"{DRAFT}</think>\nI'm sorry, I can't help with that.")
    assert not declines(f"<think>I'm sorry for the patient.</think>{DRAFT}")


@pytest.mark.parametrize(
    "text",
    [
        '{{"candidates": [{{"name": "scabies", "confidence": 0.9}}]}}',
        '\\boxed{{"candidates": [{"name": "scabies", "confidence": 0.9}]}}',
        "{candidates: [{name: 'scabies', confidence: 0.9}]}",
        "{\u201ccandidates\u201d: [{\u201cname\u201d: \u201cscabies\u201d, \u201cconfidence\u201d: 0.9}]}",
        "{&quot;candidates&quot;: [{&quot;name&quot;: &quot;scabies&quot;, &quot;confidence&quot;: 0.9}]}",
        '<tool_call>{"name": "f", "arguments": {"candidates": [{"name": "scabies", "confidence": 0.9}]}}</tool_call>',
        '{"status": "ok", "result": {"candidates": [{"name": "scabies", "confidence": 0.9}]}}',
        '{"differential": [{"name": "scabies", "confidence": 0.9}]}',
        '{"diagnosis": {"name": "scabies", "confidence": 0.9}}',
        '{"Possible Diagnoses": [{"diagnosis": "scabies", "probability": 0.9}], "note": "x"}',
        '{"candidates": [{"name": "scabies", "confidence": 0.9}]}\n<think>Or {"candidates": []}?</think>',
        '{"candidates": [{"name": "scabies", "confidence": 0.9}]} The empty form was {"candidates": []}.',
        '{"candidates": [{"name": "scabies", "confidence": 0.9}, {"name": null, "confidence": 0.1}]}',
    ],
)
def test_a_list_is_found_in_whatever_it_is_wrapped(text: str) -> None:
    [named] = read_reply(text, VisionReply).candidates
    assert (named.name, named.confidence) == ("scabies", 0.9)


def test_what_is_said_behind_the_thinking_counts_even_if_it_is_nothing() -> None:
    text = '<think>{"candidates": [{"name": "scabies", "confidence": 0.9}]} no</think>{"candidates": []}'
    assert read_reply(text, VisionReply).candidates == []


@pytest.mark.parametrize(
    "text", ["{'a': {{'b': 1}}}", "{'findings': {{'name': 'ulcer'}}}", "{[1]: 2}", "{{}}", "{{{}}}"]
)
def test_what_python_would_refuse_as_a_set_is_unreadable(text: str) -> None:
    with pytest.raises(UnreadableReply):
        read_reply(text, VisionReply)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('{"candidates":[{"name":"Warts","reason":"like "cauliflower" at the edge","confidence":0.7}]}', ["Warts"]),
        (
            '{"candidates":[{"name":"Acne","reason":"so "blackheads", "whiteheads" and more","confidence":0.6}]}',
            ["Acne"],
        ),
        ('{"doubt":"he says: "it burns": a hint","candidates":[{"name":"Zoster","confidence":0.6}]}', ["Zoster"]),
        ('{"candidates":[{"name":"Herpes "zoster"","confidence":0.6}]}', ['Herpes "zoster"']),
        (
            '{"candidates":[{"name":"Acne","reason":"la "zona T", y luego","confidence":0.6},'
            '{"name":"Rosácea","reason":"una "cuperosis"","confidence":0.2}]}',
            ["Acne", "Rosácea"],
        ),
        ('{\u00a0"candidates":\u00a0[{"name":\u202f"Scabies",\u3000"confidence":\u20030.5}]}', ["Scabies"]),
        ('{"candidates"：[{"name"："疥疮"，"reason"："瘙痒，夜间：重"，"confidence"：0.5}]}', ["疥疮"]),
        (
            "{“candidates”：[{“name”：“疥疮”，“confidence”：0.5}，{“name”：“湿疹”，“confidence”：0.2}]}",
            ["疥疮", "湿疹"],
        ),
        ('｛"candidates":［{"name":"疥疮","confidence":0.5}］｝', ["疥疮"]),
        ('{"candidates":[{"name":{"es":"Sarna","en":"Scabies"},"confidence":0.6}]}', ["Scabies"]),
        ('{"candidates":[{"name":{"zh":"疥疮"},"confidence":0.6}]}', ["疥疮"]),
        ('{"candidates":[{"condition":{"code":"B86","display":"Scabies"},"confidence":0.6}]}', ["Scabies"]),
        ('{"candidates":[{"diagnosis":{"text":"Scabies"},"probability":0.6}]}', ["Scabies"]),
        ('{"diagnosis":{"en":"Scabies"},"confidence":0.6}', ["Scabies"]),
        (
            '{"candidates":[{"name":"Acne","places":[["chin"],"the "T zone": oily"],"confidence":0.6},'
            '{"name":"Rosacea","confidence":0.2}]}',
            ["Acne", "Rosacea"],
        ),
        ('{"candidates":[{"name":"A \\"strip\\"","reason":"x","confidence":0.7}]}', ['A "strip"']),
    ],
)
def test_quotes_signs_and_names_that_are_not_quite_in_form_are_read(text: str, names: list[str]) -> None:
    assert [one.name for one in read_reply(text, VisionReply).candidates] == names


@pytest.mark.parametrize(
    "text",
    [
        '{"candidates":[{"name":"Scabies","reason":"cut "off',
        '{"candidates":[{"name":"Scabies","reason":"a "b" c',
        '{"candidates"：[{"name"："疥疮"，"reason"："瘙痒',
    ],
)
def test_a_reply_that_breaks_off_in_a_text_stays_broken_whatever_its_quotes(text: str) -> None:
    with pytest.raises(UnreadableReply):
        read_reply(text, VisionReply)
