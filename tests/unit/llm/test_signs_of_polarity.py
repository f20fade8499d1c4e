"""Findings of a reply that are marked with signs: a minus denies where a plus affirms."""

import json

import pytest

from dermagent.llm.schema import read_reply
from dermagent.steps.read import HistoryReply
from dermagent.steps.retrieve.vlm import VisionReply


@pytest.mark.parametrize(
    ("field", "plus", "minus"),
    [
        ("polarity", "+", "-"),
        ("status", "+", "\u2212"),
        ("present", "(+)", "(-)"),
        ("polaridad", "+", "\u2013"),
        ("极性", "\uff0b", "\uff0d"),
    ],
)
def test_a_minus_beside_a_plus_is_absent(field: str, plus: str, minus: str) -> None:
    rows = [{"finding": "pruritus", field: plus}, {"finding": "fever", field: minus}]
    history = read_reply(json.dumps({"findings": [{"quote": "x", **row} for row in rows]}), HistoryReply)
    assert [one.polarity for one in history.findings] == ["present", "absent"]
    seen = [{"name": row["finding"], field: row[field]} for row in rows]
    vision = read_reply(json.dumps({"findings": seen, "candidates": ["Acne"]}), VisionReply)
    assert [one.polarity for one in vision.findings] == ["present", "absent"]


@pytest.mark.parametrize("dash", ["-", "\u2013", "\u2212"])
def test_a_dash_where_nothing_has_a_plus_is_unknown(dash: str) -> None:
    rows = [{"quote": "x", "finding": "pruritus", "polarity": "yes"}, {"finding": "fever", "polarity": dash}]
    reply = read_reply(json.dumps({"findings": [{"quote": "x", **row} for row in rows]}), HistoryReply)
    assert [one.polarity for one in reply.findings] == ["present", "unsure"]
