"""CDS Hooks: a differential as a card, and a health record's call of the service as a case."""

import base64
import json
import uuid
from pathlib import Path
from typing import Any

import pytest

from dermagent import Case, diagnose
from dermagent.errors import ModelUnavailable
from dermagent.llm.scripted import ScriptedModel
from dermagent.report.cds_hooks import response_of
from dermagent.serve.cases import examples
from dermagent.serve.hooks import SERVICES
from dermagent.types import Language
from tests.integration.test_command_line import run
from tests.shared import ROOT
from tests.unit.serve.app import serving

DRUG = "After starting lamotrigine I have a painful rash all over and sores in the mouth."
HISTORIES: dict[Language, str] = {
    "en": DRUG,
    "zh": "两周前开始服用新药后全身疼痛性皮疹，口腔溃烂，发热。",
    "es": "Tras empezar un medicamento nuevo tengo una erupción dolorosa y llagas en la boca, con fiebre.",
}


def down(request: Any) -> Any:
    raise ModelUnavailable("down")


@pytest.mark.parametrize("language", ["en", "zh", "es"])
def test_the_card_says_first_how_urgent_it_is(language: Language) -> None:
    result = diagnose(Case(history=HISTORIES[language]))
    told = response_of(result)
    [card] = told["cards"]
    assert told == response_of(result)
    assert card["indicator"] == "critical" and 0 < len(card["summary"]) <= 140
    assert result.red_flags[0].name in card["summary"]
    assert card["summary"] in card["detail"] or card["detail"].startswith("# ")
    assert str(uuid.UUID(card["uuid"])) == card["uuid"]
    assert card["source"]["label"].startswith("dermagent")
    assert "suggestions" not in card


@pytest.mark.parametrize(
    ("history", "indicator"),
    [
        ("Burning blisters in a strip on the forehead and the eyelid for two days.", "warning"),
        ("Itchy dry patches in both elbow creases since childhood.", "info"),
    ],
)
def test_what_is_less_urgent_is_less_loud(history: str, indicator: str) -> None:
    result = diagnose(Case(history=history))
    [card] = response_of(result)["cards"]
    assert card["indicator"] == indicator
    assert result.ranked[0].name in card["summary"] or result.red_flags[0].name in card["summary"]


def test_without_an_answer_only_red_flags_are_a_card_and_it_says_so() -> None:
    assert response_of(diagnose(Case(history="Hello.")))["cards"] == []
    failed = {"graph": "naive_cot", "chat": ScriptedModel(down)}
    assert response_of(diagnose(Case(history="An itchy spot."), **failed))["cards"] == []
    [card] = response_of(diagnose(Case(history=DRUG), **failed))["cards"]
    assert card["indicator"] == "critical"
    assert "the run failed" in card["summary"] and "the run failed" in card["detail"]


def test_the_command_writes_the_response() -> None:
    done = run("diagnose", str(ROOT / "examples" / "drug_rash_mouth_sores.json"), "--format", "cds")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["cards"][0]["indicator"] == "critical"


def called(*resources: Any, **more: Any) -> dict[str, Any]:
    entries = [{"resource": one} for one in resources]
    prefetch = {"conditions": {"resourceType": "Bundle", "type": "searchset", "entry": entries}, "media": None}
    return {"hook": "patient-view", "hookInstance": "1", "context": {"patientId": "1"}, "prefetch": prefetch, **more}


def condition(note: str) -> dict[str, Any]:
    return {"resourceType": "Condition", "code": {"text": "Rash"}, "note": [{"text": note}]}


def test_a_record_finds_the_service_and_is_answered_with_a_card(photo: Path) -> None:
    image = {"contentType": "image/png", "data": base64.b64encode(photo.read_bytes()).decode()}
    media = [
        {"resourceType": "Media", "status": "completed", "content": content}
        for content in (image, {"contentType": "image/png", "url": "https://record.test/Binary/1"})
    ]
    with serving() as client:
        [service] = client.get("/cds-services").json()["services"]
        assert {"hook", "id", "title", "description", "prefetch"} <= service.keys()
        at = f"/cds-services/{service['id']}"
        [card] = client.post(at, json=examples()["PostedHook"]).json()["cards"]
        assert "Herpes zoster" in card["summary"]
        [card] = client.post(at, json=called(condition(DRUG), *media)).json()["cards"]
        assert card["indicator"] == "critical"
        assert "image 2" in card["detail"] and "image 1" not in card["detail"].split("##")[0]


def test_a_record_without_a_word_about_the_skin_gets_no_card() -> None:
    pressure = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"text": "Blood pressure"},
        "valueQuantity": {"value": 120, "unit": "mmHg"},
    }
    hypertension = {"resourceType": "Condition", "code": {"text": "Essential hypertension"}}
    outcome = {"resourceType": "OperationOutcome", "issue": []}
    nobody = called(prefetch={"patient": {"resourceType": "Patient", "id": "1"}, "media": outcome})
    with serving() as client:
        for call in (nobody, called(), called(pressure, hypertension), called(outcome)):
            answer = client.post("/cds-services/dermagent-patient-view", json=call)
            assert (answer.status_code, answer.json()) == (200, {"cards": []})


def test_a_call_that_is_none_is_refused_in_one_sentence() -> None:
    patients = [{"resourceType": "Patient", "id": one} for one in ("1", "2")]
    with serving() as client:
        for call, status, sentence in (
            ({"hook": "patient-view", "hookInstance": "1", "context": {"patientId": "1"}}, 422, "see 'prefetch'"),
            (called(context={}), 422, "see 'context.patientId'"),
            (called(context={"patientId": ""}), 422, "see 'context.patientId'"),
            ({"hook": "patient-view", "hookInstance": "1", "prefetch": {}}, 422, "see 'context'"),
            (called(hook="order-select"), 422, "see 'hook'"),
            (called(*patients), 422, "more than one Patient"),
            (called(prefetch={"x": "SECRETWORD"}), 422, "see 'prefetch.x'"),
        ):
            answer = client.post("/cds-services/dermagent-patient-view", json=call)
            assert answer.status_code == status
            assert sentence in answer.json()["error"] and "SECRETWORD" not in answer.text
        assert client.post("/cds-services/other", json=called()).status_code == 404


def test_a_run_without_an_answer_is_an_error_or_its_red_flags() -> None:
    at = "/cds-services/dermagent-patient-view"
    with serving(chat=ScriptedModel(down), graph="naive_cot") as client:
        failed = client.post(at, json=called(condition("An itchy spot.")))
        assert failed.status_code == 502 and "the run failed" in failed.json()["error"]
        [card] = client.post(at, json=called(condition(DRUG))).json()["cards"]
        assert card["indicator"] == "critical"


def test_the_prefetch_asks_for_what_is_read() -> None:
    kinds = {query.split("?")[0].split("/")[0] for query in SERVICES["services"][0]["prefetch"].values()}
    assert kinds == {"Patient", "Condition", "Observation", "MedicationStatement", "MedicationRequest", "Media"}


NAMED = {"resourceType": "Media", "status": "completed", "content": {"contentType": "image/png", "url": "Binary/7"}}


def listed(*names: str) -> list[dict[str, Any]]:
    return [{"resourceType": "Condition", "code": {"text": name}} for name in names]


@pytest.mark.parametrize(
    "names",
    [["Mole on back"], ["Plaque on the left shin"], ["Mancha en la cara"], ["\u80cc\u90e8\u75e3"], ["Ulcer of leg"]],
)
def test_an_image_that_is_only_named_is_told_where_the_record_tells_of_something_to_be_seen(names: list[str]) -> None:
    with serving() as client:
        at = "/cds-services/dermagent-patient-view"
        cards = client.post(at, json=called(*listed(*names), NAMED)).json()["cards"]
        assert len(cards) == 1 and "1" in cards[0]["detail"].split("##")[0]
        for quiet in (["Essential hypertension"], ["Diabetes mellitus type 2"]):
            assert client.post(at, json=called(*listed(*quiet), NAMED)).json() == {"cards": []}


def test_a_call_without_any_prefetch_gets_no_card() -> None:
    with serving() as client:
        for prefetch in ({}, {"patient": None}):
            answer = client.post("/cds-services/dermagent-patient-view", json=called(prefetch=prefetch))
            assert (answer.status_code, answer.json()) == (200, {"cards": []})
