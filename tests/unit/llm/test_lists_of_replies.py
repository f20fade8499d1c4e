"""The list of a reply: fields beside it, other names for its fields, shares that cannot be read, broken forms."""

import json
from typing import Any

import pytest

from dermagent.errors import ModelRefused, ModelUnusable
from dermagent.llm.base import Message, Request
from dermagent.llm.client import Client
from dermagent.llm.keys import role_of
from dermagent.llm.schema import UnreadableReply, read_reply, strict_schema
from dermagent.llm.scripted import ScriptedModel
from dermagent.steps.critique.replies import OpinionReply, StanceReply
from dermagent.steps.retrieve.vlm import VisionReply


def named(value: Any) -> list[tuple[str, float]]:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return [(one.name, round(one.confidence, 3)) for one in read_reply(text, VisionReply).candidates]


def names(value: Any) -> list[str]:
    return [name for name, _ in named(value)]


@pytest.mark.parametrize(
    "value",
    [
        {"leading_diagnosis": "Scabies", "differential": ["Lipoma", "Acne"]},
        {"primary": "Scabies", "alternatives": ["Lipoma", "Acne"]},
        {"mostLikely": {"condition": "Scabies"}, "otherConditions": [{"condition": "Lipoma"}, {"condition": "Acne"}]},
        {"answer": {"final diagnosis": "Scabies", "ddx": ["Lipoma", "Acne"]}},
        {"Diagnose": "Scabies", "Differenzialdiagnosen": ["Lipoma", "Acne"]},
        {"diagnostic principal": "Scabies", "diagnostics différentiels": ["Lipoma", "Acne"]},
        {"diagnóstico más probable": "Scabies", "diagnósticos diferenciales": ["Lipoma", "Acne"]},
        {"diagnosi principale": "Scabies", "diagnosi differenziali": ["Lipoma", "Acne"]},
        {"diagnóstico principal": "Scabies", "hipóteses": ["Lipoma", "Acne"]},
        {"主要诊断": "Scabies", "鉴别诊断": ["Lipoma", "Acne"]},
        {"основной диагноз": "Scabies", "диагнозы": ["Lipoma", "Acne"]},
        {"top diagnosis": "Scabies", "candidates": ["Lipoma", "Scabies", "Acne"]},
    ],
)
def test_a_first_condition_beside_the_list_stands_first_in_any_language(value: Any) -> None:
    assert names(value) == ["Scabies", "Lipoma", "Acne"]


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("must not miss", ["Melanoma"]),
        ("cannotMiss", [{"name": "Melanoma"}]),
        ("dangerous_diagnoses", {"1": "Melanoma"}),
        ("conditions to rule out", ["Melanoma", "None"]),
        ("life-threatening", {"conditions": ["Melanoma"]}),
        ("auszuschließende Diagnosen", ["Melanoma"]),
        ("à exclure", ["Melanoma"]),
        ("diagnósticos graves", ["Melanoma"]),
        ("da escludere", ["Melanoma"]),
        ("不可漏诊", ["Melanoma"]),
    ],
)
def test_a_danger_beside_the_list_is_kept_behind_what_is_likely(key: str, told: Any) -> None:
    listed = [{"name": "Lipoma", "confidence": 0.7}]
    assert named({"candidates": listed, key: told}) == [("Lipoma", 0.7), ("Melanoma", 0.15)]
    given = [{"disease": "Melanoma", "probability": 0.05}]
    assert named({"candidates": listed, key: given})[1] == ("Melanoma", 0.05)


def test_parts_by_how_likely_they_are_called_are_one_list() -> None:
    parts = {"unlikely": ["Acne"], "high probability": ["Lipoma"], "possible diagnoses": [{"name": "Scabies"}]}
    assert named(parts) == [("Lipoma", 0.7), ("Scabies", 0.4), ("Acne", 0.1)]
    assert named({"candidates": [{"name": "Lipoma", "confidence": 0.8}], "poco probable": ["Acne"]})[1] == ("Acne", 0.1)


@pytest.mark.parametrize(
    "beside",
    [
        {"primary_lesion": "papule", "main_site": "arm"},
        {"serious_signs": ["stridor"], "critical_steps": ["biopsy"], "red_flags": ["fever"]},
        {"excluded_diagnoses": ["Acne"], "ruled_out": ["Acne"], "descartadas": ["Acne"], "已排除": ["Acne"]},
        {"previous_diagnoses": ["Acne"], "family history": ["Acne"], "chronic conditions": ["Acne"]},
        {"condition": "stable", "view": "close-up", "views": ["front", "back"], "answer": "See a doctor."},
        {"dangerous": "no", "urgent": "yes", "emergency": "Call an ambulance"},
        {"diagnosis_confidence": "high", "most_likely_trigger": "sun", "possible_tests": ["KOH"]},
        {"diagnosis": "none", "differential": "n/a", "alternatives": None},
    ],
)
def test_what_is_no_condition_is_not_taken_for_one(beside: dict[str, Any]) -> None:
    assert named({**beside, "candidates": [{"name": "Lipoma", "confidence": 0.7}]}) == [("Lipoma", 0.7)]


@pytest.mark.parametrize(
    "item",
    [
        {"predicted_disease": "Lipoma", "confidence_score": 0.6},
        {"diseaseName": "Lipoma", "likelihoodPercent": 60},
        {"disorder": "Lipoma", "chance": "60 %"},
        {"enfermedad": "Lipoma", "certeza": 0.6},
        {"Krankheitsbild": "Lipoma", "Sicherheit": "60%"},
        {"nom de la maladie": "Lipoma", "probabilité": 0.6},
        {"doença": "Lipoma", "confiança": 0.6},
        {"malattia": "Lipoma", "confidenza": 0.6},
        {"病名": "Lipoma", "把握": "60%"},
        {"заболевание": "Lipoma", "уверенность": 0.6},
        {"icd_code": "D17.9", "diagnosis_name": "Lipoma", "prob": 0.6},
        ["Lipoma", 0.6],
    ],
)
def test_items_are_read_whatever_their_fields_are_called(item: Any) -> None:
    assert named({"predictions": [item]}) == [("Lipoma", 0.6)]
    views = read_reply(json.dumps({"opinions": [item]}), OpinionReply).views
    assert [(view.condition, view.probability) for view in views] == [("Lipoma", 0.6)]


@pytest.mark.parametrize("key", ["Meinungen", "opiniones", "意见", "avis", "diagnoses", "Einschätzungen", "мнения"])
def test_views_are_read_whatever_their_list_is_called(key: str) -> None:
    text = json.dumps({key: [{"condition": "Lipoma", "probability": 0.6}]})
    assert [view.condition for view in read_reply(text, StanceReply).views] == ["Lipoma"]


@pytest.mark.parametrize(
    "value",
    [
        {"candidates": [{"icd11": "EE8Z", "confidence": 0.6}]},
        {"candidates": [{"x": "Lipoma"}, {"y": "Acne"}]},
        {"results": [{"name": "Lipoma", "confidence": 0.6}, {"name": "Acne", "confidence": 0.2}]},
        {"candidates": "It looks like a soft lump that has been there for many years, so perhaps a lipoma or a cyst."},
    ],
)
async def test_a_list_that_cannot_be_read_is_unusable_and_no_empty_answer(value: Any) -> None:
    with pytest.raises(UnreadableReply):
        named(value)
    model = ScriptedModel(lambda request: value)
    with pytest.raises(ModelUnusable, match="did not give the JSON"):
        await Client(model).ask(request(), VisionReply)
    assert len(model.requests) == 3


def request() -> Request:
    return Request((Message("user", "What is it?"),), "VisionReply", strict_schema(VisionReply))


@pytest.mark.parametrize(
    "doubt",
    [
        "I can't give a medical diagnosis.",
        "I am unable to assist with this request.",
        "As an AI, I leave that to doctors.",
        "No puedo ofrecer un diagnóstico.",
        "我无法提供医疗诊断。",
        "Ich kann leider keine Diagnose stellen.",
        "Je ne peux pas poser de diagnostic.",
    ],
)
async def test_a_refusal_inside_an_empty_form_is_told_as_one(doubt: str) -> None:
    model = ScriptedModel(lambda request: {"doubt": doubt, "candidates": []})
    with pytest.raises(ModelRefused, match="declined to answer"):
        await Client(model).ask(request(), VisionReply)


@pytest.mark.parametrize("doubt", ["I cannot see any lesion.", "图中看不到皮损。", "No se ve ninguna lesión.", ""])
async def test_an_empty_list_that_says_why_is_no_refusal(doubt: str) -> None:
    reply = await Client(ScriptedModel(lambda request: {"doubt": doubt, "candidates": []})).ask(request(), VisionReply)
    assert reply.value.candidates == []


@pytest.mark.parametrize(
    ("shares", "read"),
    [
        (["eighty percent", "15 percent"], [0.8, 0.15]),
        (["ochenta y cinco por ciento", "cinco por ciento"], [0.85, 0.05]),
        (["fünfundsechzig Prozent", "zehn Prozent"], [0.65, 0.1]),
        (["quarante pour cent", "vingt-cinq pour cent"], [0.4, 0.25]),
        (["most probable", "least probable"], [0.9, 0.03]),
        (["not improbable", "not very likely"], [0.4, 0.1]),
        (["nicht unwahrscheinlich", "unwahrscheinlich"], [0.4, 0.1]),
        (["不无可能", "最不可能"], [0.4, 0.03]),
        (["?", 0.2], [0.4, 0.2]),
        ([0.5, "unclear to me"], [0.5, 0.25]),
        ([float("inf"), 0.3, None], [0.35, 0.3]),
        ([0.9, "?", 0.05], [0.9, 0.05]),
        ([0.6, -1], [0.6, 0.2]),
        ([1, 2, 3], [0.0, 0.0, 0.0]),
        (["1", "2"], [0.0, 0.0]),
        ([3, 2, 1], [0.3, 0.2, 0.1]),
        ([55, 0.3], [0.55, 0.3]),
        ([95, 4, 0.5], [0.95, 0.04, 0.005]),
        ([[0.5, 0.7], {"value": 0.2}], [0.6, 0.2]),
    ],
)
def test_a_share_that_cannot_be_read_puts_no_condition_last(shares: list[Any], read: list[float]) -> None:
    value = {"candidates": [{"name": f"n{n}", "confidence": share} for n, share in enumerate(shares)]}
    found = named(value)
    assert [name for name, _ in found] == [f"n{n}" for n in range(len(shares))]
    assert [share for _, share in found][: len(read)] == pytest.approx(read, abs=0.001)
    assert [share for _, share in found] == sorted((share for _, share in found), reverse=True)


@pytest.mark.parametrize(
    "field",
    [
        {"status": "ruled out"},
        {"verdict": "excluded by dermoscopy"},
        {"ruled_out": True},
        {"estado": "descartado"},
        {"状态": "已排除"},
        {"Status": "ausgeschlossen"},
    ],
)
def test_what_a_field_of_its_own_rules_out_is_no_candidate(field: dict[str, Any]) -> None:
    out, kept = {"name": "Melanoma", "confidence": 0.6, **field}, {"name": "Lipoma", "confidence": 0.3}
    assert names({"candidates": [out, kept]}) == ["Lipoma"]


@pytest.mark.parametrize(
    "field",
    [
        {"status": "not ruled out"},
        {"excluded": False},
        {"状态": "不能排除"},
        {"assessment": "SCC was ruled out, so it is this"},
    ],
)
def test_what_is_not_ruled_out_stays(field: dict[str, Any]) -> None:
    assert names({"candidates": [{"name": "Melanoma", "confidence": 0.6, **field}]}) == ["Melanoma"]


@pytest.mark.parametrize(
    "text",
    [
        '{"candidates": [["Lipoma", 0.6], ["Acne", 0.2]], "doubt": "x", "candidates": []}',
        '{"candidates": [{"name": "Lipoma", "confidence": 0.6}], "candidates": [{"name": "Acne", "confidence": 0.2}]}',
        '{"name": "Lipoma", "confidence": 0.6}\n{"name": "Acne", "confidence": 0.2}',
        '{"candidates": "1. Lipoma (60%)\\n2. Acne (20%)"}',
        '{"candidates": "[[\\"Lipoma\\", 0.6], [\\"Acne\\", 0.2]]"}',
        '{"candidates": {"Lipoma": {"confidence": 0.6}, "Acne": {"confidence": 0.2}}}',
        '{"predictions": {"Lipoma": 0.6, "Acne": 0.2}}',
        '[["Lipoma", 0.6], ["Acne", 0.2]]',
        '"doubt": "", "candidates": [{"name": "Lipoma", "confidence": 0.6}, {"name": "Acne", "confidence": 0.2}]}',
        '{\\"candidates\\": [[\\"Lipoma\\", 0.6], [\\"Acne\\", 0.2]]}',
        '{"candidates": [{"name": "Lipoma" "confidence": 0.6}\n{"name": "Acne" "confidence": 0.2}] "doubt": "x"}',
    ],
)
def test_a_list_in_an_odd_form_is_read_whole(text: str) -> None:
    assert named(text) == [("Lipoma", 0.6), ("Acne", 0.2)]


def test_one_condition_alone_is_a_list_of_it_and_two_names_are_one_item() -> None:
    assert named({"name": "Lipoma", "confidence": 0.6}) == [("Lipoma", 0.6)]
    assert named({"candidates": [{"name": ["Lipoma", "Cyst"], "confidence": 0.6}]}) == [("Lipoma / Cyst", 0.6)]


def test_conditions_inside_a_broken_list_are_no_answer() -> None:
    with pytest.raises(UnreadableReply):
        named('candidates: [{"name": "Lipoma", "confidence": 0.6}, {"name": "Acne", "confi')
    broken = (
        '{"findings": [{"name": "itch", "confidence": 1}], "candidates": [{"name": "Acne", "confidence": 0.6}, {"na'
    )
    with pytest.raises(UnreadableReply):
        named(broken)


def test_a_finding_without_its_list_is_read() -> None:
    text = json.dumps({"findings": "an itchy rash", "candidates": ["Scabies"]})
    assert [one.name for one in read_reply(text, VisionReply).findings] == ["an itchy rash"]


@pytest.mark.parametrize(
    "value",
    [
        {"top_hypothesis": "Scabies", "confidence": "70 %", "alternatives": ["Eczema (20 %)"]},
        {"diagnosis": "Scabies", "confidence": 0.7, "differentials": [{"diagnosis": "Eczema", "confidence": 0.2}]},
        {"diagnóstico": "Scabies", "probabilidad": 0.7, "alternativas": ["Eczema: 20 %"]},
        {"诊断": "Scabies", "概率": 0.7, "鉴别诊断": [{"名称": "Eczema", "概率": 0.2}]},
    ],
)
def test_a_condition_with_its_share_beside_a_list_of_others_is_not_all(value: dict[str, Any]) -> None:
    assert named(value) == [("Scabies", 0.7), ("Eczema", 0.2)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("first", "second"),
        ("top", "runner_up"),
        ("primero", "segundo"),
        ("erste", "zweite"),
        ("A", "B"),
        ("第一", "第二"),
    ],
)
def test_places_as_keys_are_no_names_whatever_stands_under_them(first: str, second: str) -> None:
    said = [{"diagnosis": "Melanoma", "probability": 0.6}, {"diagnosis": "Nevus", "probability": 0.3}]
    for listed in ({first: said[0], second: said[1]}, said):
        assert named({"differential": listed}) == [("Melanoma", 0.6), ("Nevus", 0.3)]
    assert named({first: said[0], second: said[1]}) == [("Melanoma", 0.6), ("Nevus", 0.3)]
    assert names({"candidates": {first: "Scabies", second: "Acne"}}) == ["Scabies", "Acne"]


def test_places_with_shares_alone_are_asked_for_again() -> None:
    with pytest.raises(UnreadableReply, match="repeats the form"):
        named({"candidates": {"first": 0.6, "second": 0.3}})


@pytest.mark.parametrize(
    ("name", "share"),
    [
        ("diagnosis_{}", "confidence_{}"),
        ("dx{}", "p{}"),
        ("Name {}", "Probability {}"),
        ("diagnostico{}", "confianza{}"),
    ],
)
def test_numbered_fields_are_one_list(name: str, share: str) -> None:
    fields: dict[str, Any] = {}
    for number, (said, how) in enumerate([("Lipoma", 0.5), ("Melanoma", 0.3), ("Acne", 0.1)], start=1):
        fields |= {name.format(number): said, share.format(number): how}
    assert named(fields) == [("Lipoma", 0.5), ("Melanoma", 0.3), ("Acne", 0.1)]
    assert names({key: one for key, one in fields.items() if isinstance(one, str)}) == ["Lipoma", "Melanoma", "Acne"]


@pytest.mark.parametrize(
    "value",
    [
        {"Lipoma": 0.6, "Acne": 0.3},
        {"Lipoma": "60%", "Acne": "30%"},
        {"diagnoses": ["Lipoma", "Acne"], "scores": [60, 30]},
    ],
)
def test_names_with_shares_are_a_list_without_any_other_field(value: dict[str, Any]) -> None:
    assert named(value) == [("Lipoma", 0.6), ("Acne", 0.3)]


@pytest.mark.parametrize(
    ("draft", "final"),
    [
        ("draft", "final"),
        ("initial_differential", "revised_differential"),
        ("preliminary_diagnoses", "final_diagnoses"),
        ("diagnósticos iniciales", "diagnósticos revisados"),
        ("初步诊断", "最终诊断"),
    ],
)
def test_a_draft_stands_behind_what_came_of_it_and_its_dangers_stay_in_view(draft: str, final: str) -> None:
    value = {draft: [{"name": "Melanoma", "confidence": 0.8}], final: [{"name": "Lipoma", "confidence": 0.7}]}
    assert named(value) == [("Lipoma", 0.7), ("Melanoma", 0.15)]


_WITHDRAWN, _KEPT = [{"name": "Melanoma", "confidence": 0.8}], [{"name": "Lipoma", "confidence": 0.7}]


@pytest.mark.parametrize(
    "value",
    [
        {"draft": {"candidates": _WITHDRAWN}, "final_answer": {"candidates": _KEPT}},
        {"after_review": {"candidates": _KEPT}, "before_review": {"candidates": _WITHDRAWN}},
        {"borrador": {"candidates": _WITHDRAWN}, "versión_definitiva": {"candidates": _KEPT}},
        {"初步": _WITHDRAWN, "最终": _KEPT},
        {"attempt_1": _WITHDRAWN, "attempt_2": _KEPT},
        {"entwurf": {"candidates": _WITHDRAWN}, "endgueltig": {"candidates": _KEPT}},
        {"provisional": _WITHDRAWN, "corrected": _KEPT},
        {"draft_candidates": _WITHDRAWN, "candidates": _KEPT},
        {"preliminary": {"candidates": _WITHDRAWN}, "candidates": _KEPT},
        {"candidates": _WITHDRAWN, "revised_candidates": _KEPT},
        {"reply": {"first_pass": {"candidates": _WITHDRAWN}, "second_pass": {"candidates": _KEPT}}},
        {"draft": {"candidates": _WITHDRAWN}, "critique": "too sure", "answer": {"candidates": _KEPT}},
        {"scratch pad": {"candidates": _WITHDRAWN}, "candidates": _KEPT},
        {"raw ideas": _WITHDRAWN, "after reflection": _KEPT},
        {"brainstorm": {"candidates": _WITHDRAWN}, "differential diagnosis": _KEPT},
    ],
)
def test_what_came_of_a_draft_goes_before_it_in_any_shape(value: dict[str, Any]) -> None:
    assert named(value) == [("Lipoma", 0.7), ("Melanoma", 0.15)]


@pytest.mark.parametrize(
    "value",
    [
        {"draft": {"candidates": _WITHDRAWN}},
        {"draft": {"candidates": _WITHDRAWN}, "final": {"candidates": []}},
        {"draft": {"candidates": _WITHDRAWN}, "final_answer": "see above"},
    ],
)
def test_a_draft_of_which_nothing_came_is_the_answer(value: dict[str, Any]) -> None:
    assert named(value) == [("Melanoma", 0.8)]


@pytest.mark.parametrize(
    "text",
    [
        "1. ~~Melanoma~~\n2. Scabies\n3. Acne",
        "- ~~Melanoma~~\n- Scabies\n- Acne",
        "<ol><li><del>Melanoma</del></li><li>Scabies</li><li>Acne</li></ol>",
        "<ul><li>Scabies</li><li><s>Melanoma</s></li><li>Acne</li></ul>",
    ],
)
def test_what_is_struck_out_is_not_named(text: str) -> None:
    assert names(text) == ["Scabies", "Acne"]


@pytest.mark.parametrize("word", ["true", "false", "null"])
def test_json_words_beside_python_quotes_are_read(word: str) -> None:
    text = f"{{'candidates': [{{'name': \"Bowen's disease\", 'confidence': 0.4}}], 'doubt': {word}}}"
    assert named(text) == [("Bowen's disease", 0.4)]


@pytest.mark.parametrize("dash", ["&ndash;", "&mdash;", "&#8211;", "-"])
@pytest.mark.parametrize("blank", ["&nbsp;", " ", ""])
def test_entities_in_a_list_of_html_are_what_they_stand_for(dash: str, blank: str) -> None:
    text = f"<ol><li>Scabies {dash} 60{blank}%</li><li>Acne {dash} 25{blank}%</li></ol>"
    assert named(text) == [("Scabies", 0.6), ("Acne", 0.25)]


@pytest.mark.parametrize("text", ["\\boxed{Scabies}", "$\\boxed{\\text{Scabies}}$", "The answer is:\n\\boxed{Scabies}"])
def test_a_boxed_name_is_read(text: str) -> None:
    assert names(text) == ["Scabies"]


@pytest.mark.parametrize(
    "field",
    [{"no melanoma": "Acne"}, {"history of acne": {"name": "Acne"}}, {"findings of acne": 0.2}, {"excluded": "Lipoma"}],
)
def test_names_with_shares_and_a_field_that_sets_something_aside_are_asked_for_again(field: dict[str, Any]) -> None:
    with pytest.raises(UnreadableReply):
        names({"Scabies": 0.6, **field})


def test_one_that_is_called_leading_stands_before_names_with_shares() -> None:
    assert names({"leading": "Rosacea", "differential": {"Scabies": 0.6, "Acne": 0.2}})[0] == "Rosacea"
    assert names({"Scabies": 0.6, "leading": "Acne"})[0] == "Acne"


def test_a_sentence_in_the_place_of_a_list_names_what_it_puts_first() -> None:
    told = "The most likely diagnosis here is Gorham skin."
    assert names({"candidates": [{"name": "Lipoma"}], "differential": told}) == ["Gorham skin", "Lipoma"]


def test_a_single_name_in_a_field_of_a_list_stands_before_a_list_above_it() -> None:
    assert names({"differential": ["Acne", "Lipoma"], "diagnoses": "Scabies"}) == ["Scabies", "Acne", "Lipoma"]


def test_what_is_called_possible_as_one_of_further_conditions_has_no_share_of_that() -> None:
    assert role_of("likely other diagnoses") == role_of("further possible diagnoses") == "list"
    assert role_of("likely diagnoses") == role_of("possible diagnoses") == "share"
    assert role_of("less likely other diagnoses") == "share"


@pytest.mark.parametrize("item", [7, None, True])
def test_places_beside_what_is_no_item_are_unreadable_and_no_fault(item: object) -> None:
    with pytest.raises(UnreadableReply):
        named({"candidates": [{"name": "Scabies", "rank": 2}, item]})
