"""Health records: a result as a FHIR Bundle that fhir-resources accepts, and a Bundle as a case."""

import base64
import hashlib
import json
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle

from dermagent import Case, InputError, diagnose
from dermagent.errors import ModelUnavailable
from dermagent.llm.scripted import ScriptedModel
from dermagent.report.fhir import bundle_of
from dermagent.report.images import copies
from dermagent.steps.intake import parse_case
from dermagent.types import Differential, Language
from tests.integration.test_command_line import run
from tests.shared import ROOT

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DRUG = {
    "history": "After starting lamotrigine I have a painful rash all over and sores in the mouth. No fever.",
    "patient": {"id": "p-1", "sex": "female", "age_years": 34},
}
HISTORIES: dict[Language, str] = {
    "en": DRUG["history"],  # type: ignore[dict-item]
    "zh": "两周前开始服用新药后全身疼痛性皮疹，口腔溃烂，发热。",
    "es": "Tras empezar un medicamento nuevo tengo una erupción dolorosa y llagas en la boca. Sin fiebre.",
}


def made(case: Case, **settings: Any) -> tuple[Differential, dict[str, Any]]:
    result = diagnose(case, **settings)
    return result, bundle_of(result, case, recorded=NOW)


def of_kind(bundle: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind]


def references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("reference"), str):
            yield node["reference"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


@pytest.mark.parametrize("language", ["en", "zh", "es"])
def test_the_bundle_is_valid_and_each_reference_leads_to_an_entry(language: Language) -> None:
    result, bundle = made(Case(history=HISTORIES[language]))
    Bundle.model_validate_json(json.dumps(bundle))
    assert bundle["language"] == result.language == language
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    assert len(set(urls)) == len(urls)
    assert set(references(bundle)) <= set(urls)
    assert bundle == bundle_of(result, Case(history=HISTORIES[language]), recorded=NOW)


def test_the_report_is_preliminary_and_says_how_urgent_it_is() -> None:
    result, bundle = made(Case.model_validate(DRUG))
    [report], [risk] = of_kind(bundle, "DiagnosticReport"), of_kind(bundle, "RiskAssessment")
    assert report["status"] == risk["status"] == "preliminary"
    assert "conclusionCode" not in report
    assert report["conclusion"].startswith("EMERGENCY: act now\n")
    assert result.red_flags[0].name in report["conclusion"] and result.notice in report["conclusion"]
    assert base64.b64decode(report["presentedForm"][0]["data"]).decode().startswith("# Differential diagnosis")
    assert [one["probabilityDecimal"] for one in risk["prediction"]] == [one.probability for one in result.ranked]
    coded = [one["outcome"]["coding"][0]["code"] for one in risk["prediction"]]
    assert coded == [one.icd10cm for one in result.ranked]
    marked = [one["outcome"]["text"] for one in risk["prediction"] if "must not miss" in one.get("rationale", "")]
    assert marked == [one.name for one in result.ranked if one.must_not_miss]
    assert of_kind(bundle, "Patient")[0]["gender"] == "female"


def test_what_is_absent_is_told_as_absent_and_what_is_unknown_is_not_told() -> None:
    result, bundle = made(Case.model_validate(DRUG))
    assert result.observations
    told = {
        one["code"]["coding"][0]["code"]: one["valueCodeableConcept"]["coding"][0]["display"].lower()
        for one in of_kind(bundle, "Observation")
    }
    assert told == {name: one.polarity for name, one in result.observations.counted().items()}
    assert (told["fever"], told["mucosal_involvement"]) == ("absent", "present")


def test_no_answer_is_no_prediction() -> None:
    def down(request: Any) -> Any:
        raise ModelUnavailable("down")

    result = diagnose(Case.model_validate(DRUG), chat=ScriptedModel(down), graph="naive_cot")
    bundle = bundle_of(result, recorded=NOW)
    Bundle.model_validate_json(json.dumps(bundle))
    [report] = of_kind(bundle, "DiagnosticReport")
    assert (report["status"], of_kind(bundle, "RiskAssessment")) == ("cancelled", [])
    assert "No diagnosis is given: the run failed." in report["conclusion"]
    _, abstained = made(Case(history="Hello."))
    Bundle.model_validate_json(json.dumps(abstained))
    assert "the case says too little" in of_kind(abstained, "DiagnosticReport")[0]["conclusion"]


def test_no_text_has_a_control_character_and_a_blank_pseudonym_is_none() -> None:
    told = {"history": "Dry\x1f skin, itchy\x00.", "patient": {"id": "a\x07b"}}
    _, written = made(Case.model_validate(told))
    assert of_kind(written, "Patient")[0]["identifier"][0]["value"] == "a\ufffdb"
    assert "Dry\ufffd skin" in [note["text"] for one in of_kind(written, "Observation") for note in one.get("note", ())]
    text = json.dumps(written)
    assert not any(f"\\u00{code:02x}" in text for code in (*range(9), 11, *range(14, 32), 127))
    _, blank = made(Case.model_validate({"history": "Itchy rash.", "patient": {"id": " "}}))
    assert "identifier" not in of_kind(blank, "Patient")[0]


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        bundle_of(diagnose(Case(history="Hello.")), recorded=datetime(2026, 3, 1))


def bundle(*resources: dict[str, Any], **more: Any) -> str:
    entries = [{"resource": resource} for resource in resources]
    return json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries, **more})


def coded(text: str, **more: Any) -> dict[str, Any]:
    return {"resourceType": "Observation", "status": "final", "code": {"text": text}, **more}


def test_a_bundle_becomes_a_case(photo: Path) -> None:
    content = base64.b64encode(photo.read_bytes()).decode()
    hpo = {"coding": [{"system": "http://human-phenotype-ontology.org", "code": "HP:0200034"}]}
    absent = {"coding": [{"system": "http://loinc.org", "code": "LA9634-2"}]}
    text = bundle(
        {"resourceType": "Patient", "id": "p-1", "gender": "female", "birthDate": "1990-03-02"},
        {"resourceType": "Condition", "code": {"text": "Asthma"}, "note": [{"text": "Burning blisters on the chest."}]},
        {
            "resourceType": "Condition",
            "code": {"text": "Acne"},
            "clinicalStatus": {"coding": [{"code": "resolved"}]},
            "recordedDate": "2010-05-01",
        },
        {
            "resourceType": "Condition",
            "code": {"text": "psoriasis"},
            "verificationStatus": {"coding": [{"code": "refuted"}]},
        },
        {
            "resourceType": "Condition",
            "code": {"text": "SECRETWORD"},
            "verificationStatus": {"coding": [{"code": "entered-in-error"}]},
        },
        coded("Fever", valueCodeableConcept=absent),
        {**coded(""), "code": hpo, "valueBoolean": True},
        coded("Vesicle"),
        coded("Body temperature", valueQuantity={"value": 39.2, "unit": "Cel"}),
        coded("SECRETWORD", valueString="x") | {"status": "entered-in-error"},
        {"resourceType": "Medication", "id": "m", "code": {"text": "lamotrigine"}},
        {
            "resourceType": "MedicationStatement",
            "status": "active",
            "medicationReference": {"reference": "Medication/m"},
            "effectivePeriod": {"start": "2026-02-01"},
        },
        {"resourceType": "Media", "status": "completed", "content": {"contentType": "image/png", "data": content}},
        timestamp="2026-03-01T12:00:00Z",
        language="en",
    )
    case = parse_case(text, "bundle.json")
    assert (case.patient.id, case.patient.age_years, case.patient.sex) == ("p-1", 35, "female")
    assert case.history == "Asthma.\nBurning blisters on the chest.\nNo psoriasis.\nBody temperature: 39.2 °C."
    assert case.complaint.symptoms == {"fever": False, "papule": True, "vesicle": None}
    assert [(drug.name, str(drug.start)) for drug in case.complaint.drugs] == [("lamotrigine", "2026-02-01")]
    assert [(visit.note, str(visit.date)) for visit in case.earlier_visits] == [("Acne", "2010-05-01")]
    assert [image.content for image in case.images] == [photo.read_bytes()]
    assert "SECRETWORD" not in case.model_dump_json()


def test_what_was_written_is_read_again_with_the_same_findings() -> None:
    result, written = made(Case.model_validate(DRUG))
    assert result.observations
    case = parse_case(json.dumps(written), "bundle.json")
    expected = {name: one.polarity == "present" for name, one in result.observations.counted().items()}
    assert case.complaint.symptoms == expected
    again = diagnose(case)
    assert (again.urgency, again.ranked[0].condition) == (result.urgency, result.ranked[0].condition)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('{"resourceType": "Patient"}', "FHIR resource that is no Bundle"),
        ('{"resourceType": "Bundle"}', "at least one image, a history or a complaint"),
        ('{"resourceType": "Bundle", "entry": {}}', "'entry': expected a list"),
        ('{"resourceType": "Bundle", "entry": [{"resource": "x"}]}', r"entry\[0\].resource': expected a FHIR resource"),
        (bundle({"resourceType": "Patient"}, {"resourceType": "Patient"}), "more than one Patient"),
        (bundle({"resourceType": "Media", "content": {"text": "SECRETWORD!"}}), "at least one image"),
    ],
)
def test_a_bundle_that_makes_no_case_is_refused_in_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence) as refused:
        parse_case(text, "bundle.json")
    assert "SECRETWORD" not in str(refused.value)


@pytest.mark.parametrize("wrong", [None, 1, "x", [], [1], {"coding": 1}, {"coding": [1]}, {"text": 1}])
def test_fields_of_a_wrong_kind_say_nothing_and_break_nothing(wrong: Any) -> None:
    fields = ("code", "clinicalStatus", "note", "valueQuantity", "valueCodeableConcept", "content", "birthDate", "id")
    kinds = ("Patient", "Condition", "Observation", "MedicationStatement", "Media")
    resources = [{"resourceType": kind, **dict.fromkeys(fields, wrong)} for kind in kinds]
    case = parse_case(bundle({"resourceType": "Condition", "code": {"text": "Eczema"}}, *resources), "bundle.json")
    assert "Eczema." in case.history


def test_the_command_reads_and_writes_health_records(tmp_path: Path) -> None:
    example = ROOT / "examples" / "drug_rash_mouth_sores.json"
    out = tmp_path / "bundle.json"
    done: subprocess.CompletedProcess[str] = run("diagnose", str(example), "--format", "fhir", "--out", str(out))
    assert done.returncode == 0, done.stderr
    Bundle.model_validate_json(out.read_text())
    again = run("diagnose", str(out))
    assert Differential.model_validate_json(again.stdout).urgency == "emergency"


def test_images_are_media_that_are_read_again_without_their_metadata(tmp_path: Path) -> None:
    from PIL import Image

    exif = Image.Exif()
    exif[0x010E] = "SECRETWORD"
    source = Image.open(ROOT / "examples" / "images" / "changing_mole.png").convert("RGB")
    source.save(tmp_path / "mole.jpg", exif=exif)
    original = (tmp_path / "mole.jpg").read_bytes()
    given = {
        "history": "A dark spot on the calf that grew. SECRET of nobody.",
        "images": [
            {"path": "mole.jpg", "modality": "dermoscopic", "body_site": "calf", "date": "2026-02-03"},
            {"content": b"no image"},
        ],
    }
    case = Case.model_validate(given)
    result = diagnose(case, folder=tmp_path)
    written = bundle_of(result, case, copies(case, result, tmp_path), recorded=NOW)
    Bundle.model_validate_json(json.dumps(written))
    [media] = of_kind(written, "Media")  # what could not be read is none
    assert media["identifier"][0]["value"] == f"urn:sha256:{hashlib.sha256(original).hexdigest()}"
    assert (media["modality"]["text"], media["bodySite"]["text"]) == ("dermoscopic", "calf")
    assert media["createdDateTime"] == "2026-02-03"
    [link] = of_kind(written, "DiagnosticReport")[0]["media"]
    [url] = [entry["fullUrl"] for entry in written["entry"] if entry["resource"] is media]
    assert link["link"]["reference"] == url
    content = base64.b64decode(media["content"]["data"])
    assert b"SECRETWORD" in original and b"SECRETWORD" not in content
    again = parse_case(json.dumps(written), "bundle.json")
    assert [image.content for image in again.images] == [content]
    assert [image.refused for image in diagnose(again).images] == [None]
    assert "Media" not in json.dumps(bundle_of(result, case, recorded=NOW))
