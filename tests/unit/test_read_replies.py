"""What a model replies to the call that reads the history: other names of fields, other forms, and no reading."""

import json
from pathlib import Path

import pytest

from dermagent import Case, Differential, diagnose
from dermagent.llm.base import Request
from dermagent.llm.schema import UnreadableReply, read_reply
from dermagent.llm.scripted import ScriptedModel
from dermagent.steps.read import HistoryReply

BURNS, NO_FEVER = ("burning_sensation", "present", "patient", "current"), ("fever", "absent", "patient", "current")
#: Replies, and the finding, polarity, person and time of each of their findings.
READ: dict[str, list[tuple[str, ...]]] = {
    '{"findings":[{"text":"burn","finding":"burning_sensation","status":"present"}]}': [BURNS],
    '{"findings":[{"id":"burning_sensation","evidence":"burn","present":true}]}': [BURNS],
    '{"findings":{"burning_sensation":{"quote":"burn","polarity":"present"}}}': [BURNS],
    '{"findings":{"quote":"burn","finding":"burning_sensation","polarity":"present"}}': [BURNS],
    '{"present":[{"finding":"burning_sensation","quote":"burn"}],"absent":[{"finding":"fever","quote":"No fever"}]}': [
        BURNS,
        NO_FEVER,
    ],
    '{"positive_findings":[{"quote":"burn","finding":"burning_sensation"}],"negative_findings":'
    '[{"quote":"No fever","finding":"fever"}]}': [BURNS, NO_FEVER],
    '{"hallazgos":[{"cita":"burn","hallazgo":"burning_sensation","polaridad":"presente","persona":"paciente"}]}': [
        BURNS
    ],
    '{"发现":[{"引文":"burn","发现":"burning_sensation","极性":"存在","人":"患者","时间":"当前"}]}': [BURNS],
    '{"所見":[{"引用":"No fever","所見":"fever","状態":"陰性"}]}': [NO_FEVER],
    '{"constatations":[{"citation":"No fever","signe":"fever","statut":"absent","personne":"mère","temps":"passé"}]}': [
        ("fever", "absent", "family", "past")
    ],
    '{"findings":[{"quote":"burn","sign":"burning_sensation","status":"seen","whose":"friend","when":"if it is"}]}': [
        ("burning_sensation", "present", "contact", "hypothetical")
    ],
}


@pytest.mark.parametrize(("reply", "findings"), READ.items())
def test_findings_are_read_whatever_their_fields_are_called(reply: str, findings: list[tuple[str, ...]]) -> None:
    read = read_reply(reply, HistoryReply).findings
    assert [(one.finding.replace(" ", "_"), one.polarity, one.person, one.time) for one in read] == findings
    assert all(one.quote for one in read)


def _told(reply: str) -> Differential:
    def answer(request: Request) -> str:
        if request.schema_name == "HistoryReply":
            return reply
        return json.dumps({"candidates": [{"name": "Psoriasis", "confidence": 0.5}]})

    return diagnose(
        Case(history="My legs sting like nettles. No fever."),
        graph="naive_cot",
        chat=ScriptedModel(answer),
        model_reads=True,
    )


@pytest.mark.parametrize(
    "reply",
    [
        "I see legs that sting.",
        '{"burning_sensation":"present","fever":"absent"}',
        '{"findings":[{"quote":"burn","finding":"burn',
    ],
)
def test_a_reply_that_is_no_reading_is_not_called_one(reply: str) -> None:
    with pytest.raises(UnreadableReply):
        read_reply(reply, HistoryReply)
    limits = " ".join(_told(reply).limits)
    assert "No model has read the history" in limits
    assert "A model has read the history" not in limits


def test_an_id_with_a_blank_is_the_finding_of_that_name() -> None:
    told = _told('{"findings":[{"quote":"sting like nettles","finding":"Burning sensation"}]}')
    assert not any("not in the vocabulary" in limit for limit in told.limits)
    items = told.observations.items if told.observations else ()
    assert ("burning_sensation", "model") in [(item.finding, item.source) for item in items]


def test_a_replay_reads_no_history(tmp_path: Path) -> None:
    path = tmp_path / "lists.jsonl"
    path.write_text('{"case_id": "1", "candidates": ["Psoriasis"]}', encoding="utf-8")
    told = diagnose(Case(id="1", history="My legs burn."), graph="naive_cot", model=f"replay:{path}", model_reads=True)
    assert "No model has read the history: replay:lists.jsonl" in " ".join(told.limits)
    assert not told.degraded
