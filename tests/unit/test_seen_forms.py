"""Findings in whatever form a vision model writes them: they are read, and never make a differential unreadable."""

import json
from typing import Any

import pytest

from dermagent.llm.schema import read_reply
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
