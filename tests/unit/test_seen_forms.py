"""Findings in whatever form a vision model writes them: they are read, and never make a differential unreadable."""

import json
from typing import Any

import pytest

from dermagent.llm.schema import read_reply
from dermagent.steps.retrieve.seen import SeenFinding, observed
from dermagent.steps.retrieve.vlm import VisionReply

SCALE_NO_ULCER = [("scale", "present"), ("ulcer", "absent")]


@pytest.mark.parametrize(
    "fields",
    [
        {"findings": {"scale": True, "ulcer": False}},
        {"findings": {"scale": "yes", "ulcer": "no"}},
        {"findings": {"scale": {"polarity": "present"}, "ulcer": {"polarity": "absent"}}},
        {"findings": {"positive": ["scale"], "negative": ["ulcer"]}},
        {"findings": {"seen": ["scale"], "not seen": ["ulcer"]}},
        {"findings": {"presentes": ["scale"], "ausentes": [{"name": "ulcer"}]}},
        {"findings": {"存在": ["scale"], "不存在": ["ulcer"]}},
        {"findings": [{"finding": "scale", "present": True}, {"sign": "ulcer", "status": "absent"}]},
        {"findings": [{"scale": "present"}, {"ulcer": False}]},
        {"findings": [{"name": "scale"}, {"name": "ulcer", "polarity": "absent"}, {"size": 3, "unit": 4}, None, 7]},
        {"positive_findings": ["scale"], "negative_findings": ["ulcer"]},
        {"positiveFindings": ["scale"], "findings": [{"name": "ulcer", "polarity": "absent"}]},
        {"hallazgos positivos": ["scale"], "hallazgos negativos": ["ulcer"]},
        {"positive Befunde": ["scale"], "negative Befunde": ["ulcer"]},
    ],
)
def test_findings_of_any_form_are_read(fields: dict[str, Any]) -> None:
    reply = read_reply(json.dumps({**fields, "candidates": [{"name": "Psoriasis", "confidence": 0.6}]}), VisionReply)
    assert sorted((one.name, one.polarity) for one in reply.findings) == SCALE_NO_ULCER
    assert [(one.name, one.confidence) for one in reply.candidates] == [("Psoriasis", 0.6)]


@pytest.mark.parametrize("findings", [None, 7, True, [], {}, "", [[]], {"x": None}])
def test_findings_that_cannot_be_read_leave_the_candidates(findings: object) -> None:
    reply = read_reply(json.dumps({"findings": findings, "candidates": [{"name": "Psoriasis"}]}), VisionReply)
    assert [one.name for one in reply.candidates] == ["Psoriasis"]


NOT_KNOWN = (
    "not evaluable|could not be judged|unable to tell|N/A|not documented|no se puede valorar|nicht einsehbar"
    "|non évaluable|não avaliável|难以判断|未提及|present?"
    "|cannot be excluded|not ruled out|nicht auszuschließen"
    "|no descartado|non exclu|不能排除|out of frame|可能|not stated|ne peut être apprécié|keine Angabe"
    "|impossible to say|possibly absent|not absent|nodular|dense"
)
ABSENT = (
    "absent|no|not present|none seen|denied|ausente|nicht vorhanden|absent (clearly)|não|未见|无|keine|no evidence"
    "|not visible|没有|niega|-ve|nil|no vesicles|not noted|nonexistent|denies any|neg."
)
PRESENT = (
    "noted|noticed|notable|nodules present|present|yes|observed|clearly visible"
    "|sí|vorhanden|oui|sim|有|+|mild|存在|present, borders not clear"
)


@pytest.mark.parametrize(
    ("word", "said"),
    [(word, said) for words, said in ((NOT_KNOWN, "unsure"), (ABSENT, "absent"), (PRESENT, "present"))
     for word in words.split("|")],
)  # fmt: skip
def test_what_could_not_be_told_is_neither_there_nor_absent(word: str, said: str) -> None:
    assert SeenFinding(name="vesicle", polarity=word).polarity == said  # type: ignore[arg-type]


def _observed(findings: object, *, in_image: bool = True) -> list[tuple[str, str]]:
    reply = read_reply(json.dumps({"findings": findings, "candidates": [{"name": "Psoriasis"}]}), VisionReply)
    return [(one.finding, one.polarity) for one in observed(reply.findings, "en", in_image=in_image)]


@pytest.mark.parametrize(
    "findings",
    [
        {"not_assessable": ["ulcer"]},
        {"unknown": ["ulcer"]},
        {"no valorables": ["ulcer"]},
        {"无法判断": ["ulcer"]},
        ["ulcer: not assessable"],
        ["ulcer cannot be judged"],
        ["ulcer not mentioned"],
    ],
)
def test_a_group_or_a_name_of_what_could_not_be_told_says_nothing(findings: object) -> None:
    assert _observed(findings) == []


@pytest.mark.parametrize(
    ("findings", "seen", "told"),
    [
        (["pustule", "no ulcer"], [("pustule", "present"), ("ulcer", "absent")], []),
        ([{"sign": "pustule", "visible": True}], [("pustule", "present")], []),
        ({"pustule": 1, "ulcer": 0}, [("pustule", "present"), ("ulcer", "absent")], []),
        ([{"name": "pustule", "source": "photo"}], [("pustule", "present")], []),
        ([{"name": "pustule", "quelle": "Anamnese"}], [], [("pustule", "present")]),
        ([{"name": "pustule", "seen_in_picture": False}], [], [("pustule", "present")]),
        ([{"name": "pustule", "seen_in_picture": "sí"}], [("pustule", "present")], []),
        ([{"name": "pustule", "seen_in_picture": None}], [("pustule", "present")], []),
    ],
)
def test_a_finding_that_does_not_say_where_it_is_from_is_seen(
    findings: object, seen: list[tuple[str, str]], told: list[tuple[str, str]]
) -> None:
    assert _observed(findings) == seen
    assert _observed(findings, in_image=False) == told
