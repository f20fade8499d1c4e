"""What stands in the place of a condition and is none: the form, a refusal, what is ruled out; shares in objects."""

import json
from typing import Any

import pytest
from pydantic import BaseModel

from dermagent.errors import ModelRefused
from dermagent.llm.base import Message, Request
from dermagent.llm.client import Client
from dermagent.llm.schema import UnreadableReply, read_reply, strict_schema
from dermagent.llm.scripted import ScriptedModel
from dermagent.steps.critique.replies import OpinionReply, StanceReply
from dermagent.steps.read import HistoryReply
from dermagent.steps.retrieve.vlm import VisionReply

REQUEST = Request((Message("user", "What is it?"),), "VisionReply", strict_schema(VisionReply))


def read(*candidates: dict[str, Any]) -> list[tuple[str, float]]:
    text = json.dumps({"candidates": candidates}, ensure_ascii=False)
    return [(one.name, round(one.confidence, 3)) for one in read_reply(text, VisionReply).candidates]


@pytest.mark.parametrize(
    "name",
    [
        "Condition 2",
        "Disease X",
        "Diagnosis C",
        "Most likely diagnosis",
        "Second condition",
        "your diagnosis here",
        "[condition name]",
        "{name}",
        "Candidate #3",
        "____",
        "Enfermedad 1",
        "Diagnóstico dos",
        "Nombre de la enfermedad",
        "Maladie A",
        "Krankheit 2",
        "疾病1",
        "候选诊断一",
        "诊断名称",
    ],
)
def test_a_placeholder_of_the_form_is_no_condition(name: str) -> None:
    with pytest.raises(UnreadableReply, match="repeats the form"):
        read({"name": name, "confidence": 0.5})
    assert read({"name": "Scabies", "confidence": 0.5}, {"name": name, "confidence": 0.3}) == [("Scabies", 0.5)]


@pytest.mark.parametrize(
    "name",
    [
        "Fifth disease",
        "Sixth disease",
        "Paget disease",
        "Skin condition",
        "Enfermedad de Paget",
        "手足口病",
        "Vitamin C",
    ],
)
def test_a_name_that_holds_a_word_of_the_form_stays(name: str) -> None:
    assert read({"name": name, "confidence": 0.5}) == [(name, 0.5)]


@pytest.mark.parametrize(
    "name",
    [
        "I am not able to diagnose this",
        "Unable to provide a diagnosis",
        "A diagnosis cannot be given",
        "Sorry, I can't help with medical images",
        "No puedo ofrecer un diagnóstico",
        "No estoy en condiciones de diagnosticar",
        "无法诊断",
        "我不能提供诊断",
        "Ich darf keine Diagnose stellen",
        "Je ne suis pas en mesure de diagnostiquer",
    ],
)
async def test_a_refusal_in_the_place_of_a_condition_is_a_refusal(name: str) -> None:
    for reply in ({"candidates": [{"name": name, "confidence": 0}]}, {"error": name}, {"error": {"message": name}}):
        model = ScriptedModel(lambda request, reply=reply: reply)
        with pytest.raises(ModelRefused):
            await Client(model).ask(REQUEST, VisionReply)
    assert read({"name": "Scabies", "confidence": 0.4}, {"name": name, "confidence": 0.2}) == [("Scabies", 0.4)]


@pytest.mark.parametrize("text", ['{"error": "timeout"}', '{"reasoning": "I cannot tell them apart"}'])
def test_an_object_of_other_words_is_no_refusal(text: str) -> None:
    with pytest.raises(UnreadableReply):
        read_reply(text, VisionReply)


@pytest.mark.parametrize(
    ("said", "share"),
    [
        ({"value": 0.6, "unit": "probability"}, 0.6),
        ({"value": 60, "unit": "%"}, 0.6),
        ({"value": "60", "unit": "percent"}, 0.6),
        ({"value": 6, "out_of": 10}, 0.6),
        ({"score": 3, "max": 5}, 0.6),
        ({"low": 0.5, "high": 0.7}, 0.6),
        ({"mean": 0.6, "std": 0.1}, 0.6),
        ({"point": 0.6, "lower": 0.4, "upper": 0.9}, 0.6),
        ({"value": 0.6, "label": "high"}, 0.6),
        ({"estimate": "60%", "ci": "40-80%"}, 0.6),
        ({"valor": "60", "unidad": "por ciento"}, 0.6),
        ({"值": 0.6, "单位": "概率"}, 0.6),
        ({"wert": 60, "einheit": "Prozent"}, 0.6),
    ],
)
def test_a_share_in_an_object_is_read_with_its_unit(said: dict[str, Any], share: float) -> None:
    assert read({"name": "Scabies", "confidence": said}, {"name": "Acne", "confidence": 0.1})[0] == ("Scabies", share)


@pytest.mark.parametrize(
    ("said", "share"),
    [
        ({"polarity": "absent"}, None),
        ({"presence": "no"}, None),
        ({"present": False}, None),
        ({"possible": False}, None),
        ({"verdict": "rejected"}, None),
        ({"estado": "ausente"}, None),
        ({"polaridad": "negativa"}, None),
        ({"状态": "阴性"}, None),
        ({"likely": False}, 0.1),
        ({"probable": "no"}, 0.1),
        ({"is_likely": False}, 0.1),
        ({"likely": True}, 0.3),
        ({"polarity": "present"}, 0.3),
        ({"status": "not excluded"}, 0.3),
        ({"assessment": "no biopsy yet"}, 0.3),
        ({"ruled_out": False}, 0.3),
    ],
)
def test_what_a_field_denies_is_left_out_and_what_it_calls_unlikely_weighs_little(
    said: dict[str, Any], share: float | None
) -> None:
    found = dict(read({"name": "Melanoma", "confidence": 0.3, **said}, {"name": "Nevus", "confidence": 0.6}))
    assert found.get("Melanoma") == share and found["Nevus"] == 0.6


@pytest.mark.parametrize("kind", [VisionReply, OpinionReply, StanceReply, HistoryReply])
def test_the_form_that_is_sent_holds_words_of_json_schema_alone(kind: type[BaseModel]) -> None:
    known = {"type", "properties", "required", "additionalProperties", "items", "enum", "const", "anyOf", "description"}
    known |= {"$ref", "$defs", "minimum", "maximum", "maxItems", "maxLength"}

    def check(part: Any, *, named: bool = False) -> None:
        if isinstance(part, dict):
            assert named or part.keys() <= known, part.keys() - known
            for key, one in part.items():
                if key not in ("enum", "required", "const"):
                    check(one, named=not named and key in ("properties", "$defs"))
        elif isinstance(part, list):
            for one in part:
                check(one)

    check(dict(strict_schema(kind)))


def test_a_share_is_bounded_in_the_form_that_is_sent() -> None:
    share = strict_schema(VisionReply)["$defs"]["NamedCandidate"]["properties"]["confidence"]
    assert share == {"type": "number", "minimum": 0, "maximum": 1}
