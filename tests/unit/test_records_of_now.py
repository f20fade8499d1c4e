"""What of a health record holds now: photographs, newest versions, medicines begun, values of the living, the dead."""

import base64
import json
from typing import Any

import pytest

from dermagent import Case
from dermagent.errors import InvalidCase
from dermagent.serve.hooks import case_of
from dermagent.steps.health_records import of_health_record
from dermagent.steps.observe import observe
from tests.unit.test_words_of_records import PATIENT, RASH, condition, observation, record, told

DAY = {"timestamp": "2026-11-30T10:00:00Z"}
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"0" * 40).decode()
JPEG = base64.b64encode(b"\xff\xd8\xff" + b"0" * 40).decode()
VIDEO = base64.b64encode(b"\0\0\0\x18ftypmp42" + b"0" * 40).decode()
PDF = base64.b64encode(b"%PDF-1.4").decode()


def media(content: Any, **more: Any) -> dict[str, Any]:
    return {"resourceType": "Media", "status": "completed", "content": content, **more}


def photo(*attached: dict[str, Any], **more: Any) -> dict[str, Any]:
    content = [{"attachment": one} for one in attached]
    return {
        "resourceType": "DocumentReference",
        "status": "current",
        "type": {"text": "Photo"},
        "content": content,
    } | more


@pytest.mark.parametrize(
    "kind", ["application/octet-stream", "application/pdf", "text/plain", "IMAGE/PNG", "png", "", 17, "image/jpg"]
)
def test_a_photograph_is_one_whatever_type_it_declares(kind: Any) -> None:
    case = record(RASH, media({"contentType": kind, "data": PNG}))
    assert (len(case.images), case.not_read) == (1, ())


@pytest.mark.parametrize(
    ("resource", "named"),
    [
        (media({"contentType": "video/mp4", "data": VIDEO}), "Media video/mp4"),
        (media({"contentType": "application/pdf", "data": PDF}), "Media application/pdf"),
        (media({"contentType": "video/mp4", "url": "https://x.test/a.mp4"}), "Media video/mp4"),
        (media({"contentType": "image/png"}), "Media image/png"),
        (media(None), "Media"),
        (photo({"contentType": "application/pdf", "data": PDF}), "DocumentReference Photo"),
        (observation("Picture", valueAttachment={"contentType": "video/mp4", "data": VIDEO}), "Media video/mp4"),
    ],
)
def test_what_is_no_photograph_is_named(resource: dict[str, Any], named: str) -> None:
    case = record(RASH, resource)
    assert (case.images, case.not_read) == ((), (named,))


@pytest.mark.parametrize(
    ("resource", "images"),
    [
        (media({"data": PNG}, status="unknown"), 1),
        (media({"data": PNG}, status="entered-in-error"), 0),
        (media([{"data": PNG}, {"data": JPEG}]), 2),
        (photo({"contentType": "image/png", "data": PNG}, {"data": JPEG}), 2),
        (photo({"contentType": "application/octet-stream", "data": PNG}), 1),
        (photo({"data": PNG}, status="superseded"), 0),
        ({**RASH, "contained": [media({"data": PNG})]}, 1),
        ({**RASH, "contained": [media({"data": PNG}, status="entered-in-error")]}, 0),
        (observation("Picture", valueAttachment={"data": PNG}), 1),
    ],
)
def test_all_photographs_of_a_record_are_read(resource: dict[str, Any], images: int) -> None:
    assert len(record(RASH, resource).images) == images


def version(number: str | None, resource: dict[str, Any], **entry: Any) -> dict[str, Any]:
    meta = {"meta": {"versionId": number}} if number else {}
    return {"resource": {**resource, "id": "o", **meta}, **entry}


def tagged(tag: str, resource: dict[str, Any]) -> dict[str, Any]:
    return version(None, resource, response={"etag": tag})


def fever(said: bool, status: str = "final") -> dict[str, Any]:
    return {**observation("Fever", valueBoolean=said), "status": status}


DELETED = {"request": {"method": "DELETE", "url": "Observation/o"}}
ADDRESS = "https://ehr.test/fhir/Observation/o/_history/"


def history(*entries: dict[str, Any], kind: str = "history") -> Case:
    from dermagent.steps.intake import as_case

    return as_case({"resourceType": "Bundle", "type": kind, "entry": [{"resource": RASH}, *entries], **DAY})


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([version("2", fever(True, "entered-in-error")), version("1", fever(True))], set()),
        ([version("1", fever(True)), version("2", fever(True, "entered-in-error"))], set()),
        ([version("9", fever(True)), version("10", fever(False))], {"absent"}),
        ([version(None, fever(False)), version(None, fever(True))], {"absent"}),
        ([DELETED, version("1", fever(True))], set()),
        ([version("3", fever(True)), DELETED, version("1", fever(False))], {"present"}),
        ([tagged('W/"1"', fever(True)), tagged('W/"2"', fever(False))], {"absent"}),
        ([{"fullUrl": ADDRESS + "1", "resource": fever(True)}, {"fullUrl": ADDRESS + "2", "resource": fever(False)}],
         {"absent"}),
        ([version("2", fever(True, "amended")), version("1", fever(False))], {"present"}),
        ([{"request": {"method": "DELETE", "url": "Observation/other"}}, version("1", fever(True))], {"present"}),
    ],
)  # fmt: skip
def test_of_several_versions_the_newest_counts(entries: list[dict[str, Any]], said: set[str]) -> None:
    assert told(history(*entries), "fever") == said


def test_versions_are_told_in_other_bundles_and_two_things_of_one_id_are_no_versions() -> None:
    assert told(history(version("1", fever(True)), version("2", fever(False)), kind="collection"), "fever") == {
        "absent"
    }
    two = history(version(None, fever(True)), version(None, observation("Chills", "yes")), kind="collection")
    assert told(two, "fever") == told(two, "chills") == {"present"}
    refuted = condition("Stevens-Johnson syndrome", verificationStatus="refuted")
    assert history(version("1", condition("Stevens-Johnson syndrome")), version("2", refuted)).diagnoses == ()
    replaces = {"relatesTo": [{"code": "replaces", "target": {"reference": "DocumentReference/a"}}]}
    assert len(record(RASH, photo({"data": PNG}, id="a"), photo({"data": JPEG}, id="b", **replaces)).images) == 1


def hooked(prefetch: dict[str, Any]) -> Case | None:
    call = {"hook": "patient-view", "hookInstance": "x", "context": {"patientId": "p"}, "prefetch": prefetch}
    return case_of(json.dumps(call).encode())


def test_a_hook_reads_the_newest_versions() -> None:
    entries = [{"resource": RASH}, version("2", fever(True, "entered-in-error")), version("1", fever(True))]
    case = hooked({"patient": PATIENT, "all": {"resourceType": "Bundle", "type": "history", "entry": entries}})
    assert case and not told(case, "fever")


def drug(kind: str = "MedicationRequest", **more: Any) -> dict[str, Any]:
    return {"resourceType": kind, "status": "active", "medicationCodeableConcept": {"text": "Lamotrigine"}, **more}


def dosed(**timing: Any) -> dict[str, Any]:
    return {"authoredOn": "2026-11-20", "dosageInstruction": [{"timing": timing}]}


@pytest.mark.parametrize(
    ("resource", "why"),
    [
        *((drug(intent=one, authoredOn="2026-11-20"), one.lower()) for one in ("plan", "proposal", "option", "Plan")),
        (drug(authoredOn="2026-12-20"), "2026-12-20"),
        (drug(authoredOn="2027"), "2027"),
        (drug(authoredOn="2026-11-30T22:00:00Z"), "2026-11-30"),
        (drug(**dosed(repeat={"boundsPeriod": {"start": "2026-12-10"}})), "2026-12-10"),
        (drug(**dosed(event=["2026-12-10"])), "2026-12-10"),
        (drug(dispenseRequest={"validityPeriod": {"start": "2026-12-10"}}), "2026-12-10"),
        (drug("MedicationStatement", effectivePeriod={"start": "2026-12-10"}), "2026-12-10"),
        (drug("MedicationDispense", whenHandedOver="2026-12-10"), "2026-12-10"),
    ],
)
def test_a_medicine_that_nobody_has_begun_is_named_and_not_taken(resource: dict[str, Any], why: str) -> None:
    case = record(RASH, resource, **DAY)
    assert case.complaint.drugs == () and not told(case, "new_medication")
    assert case.not_read == (f"{resource['resourceType']} Lamotrigine ({why})",)


@pytest.mark.parametrize(
    "resource",
    [
        *(drug(intent=one, authoredOn="2026-11-10") for one in ("order", "original-order", "filler-order")),
        drug(intent="plan", reportedBoolean=True, authoredOn="2026-11-10"),
        drug(authoredOn="2026-11-30"),
        drug(authoredOn="2026-11-30T19:00:00+10:00"),
        drug(**dosed(repeat={"boundsPeriod": {"start": "2026-11-21", "end": "2027-01-01"}})),
        drug(**dosed(event=["2026-11-21", "2026-12-21"])),
        drug("MedicationDispense", status="in-progress", whenHandedOver="2026-11-10"),
    ],
)
def test_a_medicine_that_was_begun_is_taken(resource: dict[str, Any]) -> None:
    case = record(RASH, resource, **DAY)
    assert told(case, "new_medication") == {"present"} and case.not_read == ()


def measured(name: str, value: float, unit: str) -> dict[str, Any]:
    return observation(name, valueQuantity={"value": value, "unit": unit})


@pytest.mark.parametrize(
    ("name", "value", "unit"),
    [
        ("Glucose", 900, "mmol/L"),
        ("Glucose", 5000, "mg/dL"),
        ("Glucose", 60, "g/L"),
        ("Glucose", -5, "mmol/L"),
        ("Creatinine", 400, "mg/dL"),
        ("Creatinine", 60, "mmol/L"),
        ("Lactate", 5000, "mg/dL"),
        ("ALT", 20000, "ukat/L"),
        ("Platelets", -20, "10*9/L"),
        ("WBC", 90000, "10*9/L"),
        ("Eosinophils/100 leukocytes", 140, "%"),
        ("Creatinine", 999999, ""),
        ("Temperature", 98.6, "Cel"),
        ("Temperature", 400, "K"),
        ("Diastolic pressure", 50, "kPa"),
        ("Body mass index", 900, "kg/m2"),
    ],
)
def test_a_value_that_no_living_body_has_is_named(name: str, value: float, unit: str) -> None:
    case = record(RASH, measured(name, value, unit))
    assert case.not_read == (f"Observation {name}",)
    assert {one.finding for one in observe(case).items} == {one.finding for one in observe(record(RASH)).items}


@pytest.mark.parametrize(
    ("name", "value", "unit", "finding"),
    [
        ("Glucose", 100, "mmol/L", "diabetes_mellitus"),
        ("Glucose", 4, "g/L", "diabetes_mellitus"),
        ("Creatinine", 9, "mg/dL", "renal_impairment"),
        ("Lactate", 90, "mg/dL", "systemic_toxicity"),
        ("Platelets", 5, "10*9/L", "thrombocytopenia"),
        ("Platelets", 20, "x10E3/uL", "thrombocytopenia"),
        ("WBC", 300, "10*9/L", "neutrophilia"),
        ("Neutrophils", 0, "10*9/L", "neutropenia_or_chemotherapy"),
        ("Temperature", 313, "K", "fever"),
    ],
)
def test_a_value_far_out_that_somebody_may_have_counts(name: str, value: float, unit: str, finding: str) -> None:
    case = record(RASH, measured(name, value, unit))
    assert (told(case, finding), case.not_read) == ({"present"}, ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Rash, glucose 900 mmol/L", set()),
        ("皮疹，血糖900 mmol/L", set()),
        ("Erupción, glucosa 5000 mg/dL", set()),
        ("Rash, glucose 900 mg/L", set()),
        ("Rash, blood sugar 600 mg/dL", {"present"}),
        ("皮疹，血糖25 mmol/L", {"present"}),
    ],
)
def test_a_history_with_an_impossible_value_says_nothing_by_it(text: str, said: set[str]) -> None:
    assert told(Case(history=text), "diabetes_mellitus") == said


@pytest.mark.parametrize("died", [{"deceasedBoolean": True}, {"deceasedDateTime": "2026-01-01"}])
def test_the_record_of_a_patient_who_has_died_is_refused_and_gets_no_card(died: dict[str, Any]) -> None:
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": {**PATIENT, **died}}]}
    with pytest.raises(InvalidCase, match="the patient has died"):
        of_health_record({**bundle, "entry": [*bundle["entry"], {"resource": RASH}]}, "the case")
    assert hooked({"patient": {**PATIENT, **died}, "conditions": RASH}) is None


@pytest.mark.parametrize("alive", [{"deceasedBoolean": False}, {"deceasedDateTime": ""}, {}])
def test_a_patient_who_lives_is_read(alive: dict[str, Any]) -> None:
    assert hooked({"patient": {**PATIENT, **alive}, "conditions": RASH}) is not None
