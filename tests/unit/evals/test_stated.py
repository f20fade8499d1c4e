"""What another system states in the end: its final answer, and nothing that it set aside, took back or declined."""

import json
from pathlib import Path

import pytest

from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.running.predictions import read_predictions, records_of
from dermagent.evals.running.stated import refuses, stated, stated_in
from dermagent.llm.replay import read_lists
from dermagent.steps.named import shares_of
from dermagent.types import Case, Language


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Urticaria looks unlikely. Likely erythema multiforme.", ["erythema_multiforme"]),
        ("en", "The picture argues against impetigo; herpes simplex.", ["herpes_simplex"]),
        ("en", "Everything but rosacea.", []),
        ("en", "Tinea was discussed but then dismissed. Nummular eczema.", ["nummular_dermatitis"]),
        ("en", "Psoriasis? I strongly doubt that.", []),
        ("en", "Impetigo: 0 %, herpes simplex: 80 %", ["herpes_simplex"]),
        ("en", "Lupus-like rash; dermatomyositis.", ["dermatomyositis"]),
        ("en", "A melanoma mimic, seborrheic keratosis.", ["seborrheic_keratosis"]),
        ("en", "Family history of vitiligo. Pityriasis alba.", ["pityriasis_alba"]),
        ("en", "Failed treatment for tinea, now impetigo", ["impetigo"]),
        ("en", "<think>Scabies? Or urticaria?</think>The final diagnosis is urticaria.", ["urticaria"]),
        ("en", "Likely rosacea. Correction: perioral dermatitis.", ["perioral_dermatitis"]),
        ("en", "I first thought of tinea, but I would go for granuloma annulare.", ["granuloma_annulare"]),
        ("en", "Differential: urticaria, scabies. Final diagnosis: scabies", ["scabies", "urticaria"]),
        ("en", "Main diagnosis: rosacea. Differential: acne vulgaris.", ["rosacea", "acne_vulgaris"]),
        ("en", "Nothing but scabies.", ["scabies"]),
        ("en", "Am ehesten Schuppenflechte", ["plaque_psoriasis"]),
        ("en", "No biopsy is needed; seborrheic keratosis.", ["seborrheic_keratosis"]),
        ("en", "This could be scabies, so treat the household.", ["scabies"]),
        ("en", "Scabies was considered, but eczema is more likely.", ["eczema_unspecified"]),
        ("en", "Although it resembles eczema, this is scabies.", ["scabies"]),
        ("en", "PV (pityriasis versicolor)", ["tinea_versicolor"]),
        ("en", "eher Ekzem als Psoriasis", ["eczema_unspecified"]),
        ("es", "Parece urticaria, pero en realidad es eritema multiforme.", ["erythema_multiforme"]),
        ("es", "Diagnóstico final: rosácea", ["rosacea"]),
        ("es", "Nada indica psoriasis; tiña corporal.", ["tinea_corporis"]),
        ("es", "Todo menos rosácea.", []),
        ("es", "Antecedente familiar de vitíligo; pitiriasis alba.", ["pityriasis_alba"]),
        ("es", "Tratamiento previo de tiña sin éxito; psoriasis.", ["plaque_psoriasis"]),
        ("zh", "最终诊断：银屑病", ["plaque_psoriasis"]),
        ("zh", "不太可能是疥疮，考虑荨麻疹。", ["urticaria"]),
        ("zh", "看起来像湿疹，其实是银屑病。", ["plaque_psoriasis"]),
        ("zh", "没有任何证据支持白癜风。", []),
        ("zh", "只能是白癜风。", ["vitiligo"]),
    ],
)
def test_a_text_states_its_final_answer_and_nothing_that_it_refutes(
    language: Language, text: str, expected: list[str]
) -> None:
    assert list(stated(text, language)) == expected


@pytest.mark.parametrize(
    ("said", "condition"),
    [
        ("Impetigo (0%)", None),
        ("Impetigo (60%)", "impetigo"),
        ("There is nothing that suggests vitiligo", None),
        ("Nada apunta a rosácea", None),
        ("Incorrect: vitiligo", None),
        ("Failed therapy of tinea", None),
        ("Rien n'évoque un psoriasis", None),
        ("Nichts spricht für Psoriasis", None),
        ("<answer>Rosacea</answer>", "rosacea"),
        ("Diagnostic retenu : psoriasis", "plaque_psoriasis"),
        ("Endgültige Diagnose: Rosazea", "rosacea"),
        ("Reasoning: a rash. Final Answer: **Psoriasis**", "plaque_psoriasis"),
        ("Scabies could be, though I favour impetigo", "impetigo"),
    ],
)
def test_an_item_of_a_list_states_one_condition_or_none(said: str, condition: str | None) -> None:
    assert list(stated_in(said)) == ([condition] if condition else [])


#: Answers in free text, and the conditions that they state, likeliest first.
ANSWERS = {
    "Diagnose: Basalzellkarzinom": ["basal_cell_carcinoma"],
    "Die wahrscheinlichste Diagnose ist Skabies": ["scabies"],
    "Diagnóstico final: psoríase": ["plaque_psoriasis"],
    "Diagnosi: psoriasi": ["plaque_psoriasis"],
    "Le diagnostic est une gale": ["scabies"],
    "Diagnostic : zona": ["herpes_zoster"],
    "O diagnóstico é escabiose": ["scabies"],
    "Provável psoríase": ["plaque_psoriasis"],
    "診断：疥癬": ["scabies"],
    "<think>eczema?</think>Scabies": ["scabies"],
    "No, it is a seborrheic keratosis": ["seborrheic_keratosis"],
    "BCC vs SCC": ["basal_cell_carcinoma", "squamous_cell_carcinoma_of_skin"],
    "Possibly tinea corporis, less likely eczema": ["tinea_corporis", "eczema_unspecified"],
    "tinea corporis > eczema": ["tinea_corporis", "eczema_unspecified"],
    "I think it's shingles, but could be herpes simplex": ["herpes_zoster", "herpes_simplex"],
    "Lichen planus (psoriasis less likely)": ["lichen_planus", "plaque_psoriasis"],
    "Benign nevus, rule out melanoma": ["melanocytic_nevus", "melanoma"],
    "Favor mycosis fungoides over eczema": ["mycosis_fungoides", "eczema_unspecified"],
    "Differential: 1) scabies 2) eczema": ["scabies", "eczema_unspecified"],
    "Scabies\nEczema": ["scabies", "eczema_unspecified"],
    "Working diagnosis: rosacea; differential diagnosis: acne": ["rosacea", "acne_vulgaris"],
    "首要诊断：银屑病；鉴别诊断：湿疹": ["plaque_psoriasis", "eczema_unspecified"],
    "Final diagnosis: nevus. Differential: melanoma": ["melanocytic_nevus", "melanoma"],
    "Scabies was considered, but eczema is more likely": ["eczema_unspecified"],
}


@pytest.mark.parametrize(("said", "conditions"), ANSWERS.items())
def test_an_answer_is_scored_as_a_replay_of_it_is_read(said: str, conditions: list[str], tmp_path: Path) -> None:
    """`eval score` and `--model replay:` rank the same conditions of one answer."""
    path = tmp_path / "p.jsonl"
    path.write_text(json.dumps({"case_id": "1", "ranked": [said]}), encoding="utf-8")
    given = read_predictions(path)
    assert [name for name, _ in given.ranked["1"]] == conditions
    assert not given.unmapped
    path.write_text(json.dumps({"case_id": "1", "candidates": [said]}), encoding="utf-8")
    listed = read_lists(path)["1"]
    assert list(shares_of((name, 0.0) for name, _ in listed)) == conditions


def test_several_conditions_of_one_item_share_its_probability(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    ranked = [{"condition": "BCC or SCC", "probability": 0.5}, {"condition": "melanoma", "probability": 0.4}]
    path.write_text(json.dumps({"case_id": "1", "ranked": ranked}), encoding="utf-8")
    given = read_predictions(path)
    assert [share for _, share in given.ranked["1"]] == pytest.approx([0.25, 0.25, 0.4])
    assert not given.rising


REFUSALS = {
    "en": "As an AI, I can't diagnose skin conditions such as psoriasis.",
    "es": "Lo siento, no puedo diagnosticar un melanoma.",
    "zh": "抱歉，我无法诊断黑色素瘤。",
}


def test_a_refusal_and_what_is_not_read_are_named_in_both_forms(tmp_path: Path) -> None:
    said = [*REFUSALS.values(), "Could be anything at all.", "", "Impetigo."]
    assert [refuses(one) for one in said] == [True, True, True, False, False, False]
    submission, lines = tmp_path / "m.json", tmp_path / "p.jsonl"
    responses = [{"encounter_id": f"c{n}", "responses": [{"content_en": one}]} for n, one in enumerate(said)]
    submission.write_text(json.dumps(responses), encoding="utf-8")
    ranked = [json.dumps({"case_id": f"c{n}", "ranked": [one] if one else []}) for n, one in enumerate(said)]
    lines.write_text("\n".join(ranked), encoding="utf-8")
    cases = [LabelledCase(case=Case(id=f"c{n}", history="A rash."), reference={"impetigo": 1.0}) for n in range(6)]
    for path in (submission, lines):
        given = read_predictions(path)
        outcomes = [record.outcome for record in records_of(given, cases)]
        assert outcomes == ["refused", "refused", "refused", "answered", "abstained", "answered"]
        assert given.unmapped == {"Could be anything at all.": 1}
        assert [name for name, _ in given.ranked["c5"]] == ["impetigo"]
