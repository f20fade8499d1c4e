"""The first condition that a reply says apart from its list: in a field, a line or a sentence, in any language."""

import json
from typing import Any

import pytest

from dermagent.llm.first_said import first_said
from dermagent.llm.schema import UnreadableReply, read_reply
from dermagent.steps.named import shares_of
from dermagent.steps.retrieve.vlm import VisionReply


def named(value: Any) -> list[str]:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return [one.name for one in read_reply(text, VisionReply).candidates]


def ranked(text: str) -> list[str]:
    listed = [(one.name, one.confidence) for one in read_reply(text, VisionReply).candidates]
    return list(shares_of(listed))


@pytest.mark.parametrize(
    "key",
    [
        "assessment",
        "overall impression",
        "finalVerdict",
        "my_pick",
        "bottom line",
        "classification",
        "label",
        "i suspect",
        "summary_diagnosis",
        "impresión diagnóstica",
        "mi sospecha",
        "juicio clínico",
        "Einschätzung",
        "Verdacht auf",
        "hypothèse",
        "conclusion",
        "sospetto clinico",
        "valutazione",
        "hipótese principal",
        "suspeita clínica",
        "заключение",
        "结论",
        "临床印象",
        "診断名",
    ],
)
def test_a_disease_in_a_field_that_may_hold_one_stands_first(key: str) -> None:
    assert named({key: "Scabies", "differential": ["Lipoma", "Acne"]}) == ["Scabies", "Lipoma", "Acne"]
    assert named({"result": {key: "Scabies", "differential": ["Lipoma", "Acne"]}})[-2:] == ["Lipoma", "Acne"]


@pytest.mark.parametrize(
    "fields",
    [
        {"assessment": "Red plaque with scale"},
        {"label": "clinical photograph"},
        {"conclusion": "see a dermatologist"},
        {"ruled_out": "Melanoma"},
        {"negatives": ["Melanoma"]},
        {"not": "Melanoma"},
        {"mimics": ["Melanoma"]},
        {"family history": "Melanoma"},
        {"negative_findings": ["pustule", "ulcer"]},
        {"class": "inflammatory"},
        {"chief_complaint": "acne"},
        {"patient": {"label": "psoriasis"}},
        {"motivo de consulta": "acné"},
    ],
)
def test_what_is_no_disease_or_is_not_there_does_not(fields: dict[str, Any]) -> None:
    assert named({**fields, "differential": ["Lipoma", "Acne"]}) == ["Lipoma", "Acne"]


def test_a_disease_in_a_field_of_an_unknown_language_is_kept_with_little_weight() -> None:
    reply = {"rozpoznanie": "Melanoma", "differential": [{"name": "Lipoma", "confidence": 0.5}]}
    assert named(reply) == ["Lipoma", "Melanoma"]


@pytest.mark.parametrize(
    ("said", "condition"),
    [
        ("The most likely diagnosis is Merkel cell carcinoma. Other considerations include:", "merkel_cell_carcinoma"),
        ("In my opinion the rash represents scabies.\nAlternatives:", "scabies"),
        ("Necrotizing fasciitis is my leading concern here. Differential diagnosis:", "necrotizing_fasciitis"),
        ("Given the story, cellulitis seems the most likely explanation.\n\nAlternatives:", "cellulitis"),
        ("I would go with bullous pemphigoid.\nDDx:", "bullous_pemphigoid"),
        ("Most likely this is melanoma, but other possibilities include:", "melanoma"),
        ("The picture looks like lichen planus.\nDifferential diagnosis:", "lichen_planus"),
        ("Findings are in keeping with pyoderma gangrenosum. Differential:", "pyoderma_gangrenosum"),
        ("Assessment: Angiosarcoma\nDifferential:", "angiosarcoma_cutaneous"),
        ("I favor: Scabies\nDifferential:", "scabies"),
        ("Likely diagnosis: Scabies\nDifferential diagnosis:", "scabies"),
        ("Possible diagnosis: Scabies\nOther possible diagnoses:", "scabies"),
        ("La impresión clínica es de penfigoide ampolloso.\nOtras opciones:", "bullous_pemphigoid"),
        ("Esto es muy sugestivo de melanoma.\n\nDiagnóstico diferencial:", "melanoma"),
        ("Diagnóstico mais provável: Escabiose\nOutras possibilidades:", "scabies"),
        ("O quadro é sugestivo de melanoma.\n\nDiagnósticos diferenciais:", "melanoma"),
        ("Der Befund spricht am ehesten für ein Basalzellkarzinom.\n\nDifferentialdiagnosen:", "basal_cell_carcinoma"),
        ("Die wahrscheinlichste Diagnose ist Krätze. Weitere Möglichkeiten:", "scabies"),
        ("Cela évoque un mélanome.\n\nDiagnostics différentiels :", "melanoma"),
        ("Hypothèse principale : Psoriasis\nAutres hypothèses :", "plaque_psoriasis"),
        ("Il quadro è compatibile con melanoma.\n\nDiagnosi differenziali:", "melanoma"),
        ("首先考虑带状疱疹。\n鉴别诊断：", "herpes_zoster"),
        ("最可能的诊断：疥疮\n其他可能：", "scabies"),
    ],
)
def test_a_list_that_leads_with_a_first_diagnosis_is_joined_with_it(said: str, condition: str) -> None:
    assert ranked(f"{said}\n1. Lipoma\n2. Acne") == [condition, "lipoma", "acne_vulgaris"]


def test_a_sentence_behind_the_list_tells_the_first_as_well() -> None:
    assert ranked("Differential:\n- Lipoma\n- Acne\n\nOverall, I favor scabies.")[0] == "scabies"


@pytest.mark.parametrize(
    "said",
    [
        "This is not melanoma.",
        "There is no sign that this is melanoma.",
        "The patient is worried that this is melanoma.",
        "The patient has a history of melanoma.",
        "I initially thought this is melanoma.",
        "If it bleeds, the most likely diagnosis is melanoma.",
        "Her mother's diagnosis is melanoma.",
        "It is less consistent with melanoma.",
        "No me parece compatible con melanoma.",
        "Das ist nicht vereinbar mit einem Melanom.",
        "Ce n'est pas compatible avec un mélanome.",
        "Non è compatibile con melanoma.",
        "Não é compatível com melanoma.",
        "不考虑黑色素瘤。",
        "The picture is typical of sun damage.",
        "The patch looks like a map.",
    ],
)
def test_what_a_sentence_denies_or_only_tells_of_is_not_put_first(said: str) -> None:
    assert first_said(said) is None
    assert ranked(f"{said}\n\nDifferential diagnosis:\n1. Lipoma\n2. Acne") == ["lipoma", "acne_vulgaris"]


def test_a_sentence_without_any_list_is_asked_for_again() -> None:
    with pytest.raises(UnreadableReply):
        read_reply("The most likely diagnosis is melanoma.", VisionReply)


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("The most likely diagnosis is Kolmogorov spots.", "Kolmogorov spots"),
        ("My leading diagnosis is Dowling pits, because they are many.", "Dowling pits"),
        ("The most likely diagnosis is some new or quite unheard of tropical disease of the skin or nails.", None),
    ],
)
def test_a_short_name_that_is_not_known_is_taken_and_a_long_tale_is_not(said: str, name: str | None) -> None:
    assert first_said(said) == name
