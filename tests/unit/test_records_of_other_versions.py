"""Health records in the forms of other versions and vendors: medicines, photographs, and what is passed over."""

import base64
from pathlib import Path
from typing import Any

import pytest

from dermagent import Case, diagnose
from dermagent.errors import InvalidCase
from dermagent.steps.intake import as_case
from dermagent.steps.observe import observe

RASH = {"resourceType": "Condition", "code": {"text": "Itchy rash on both arms"}}
DAY = "2026-02-20"
NAMED = {"text": "Lamotrigine"}
CODED = {"coding": [{"system": "http://www.whocc.no/atc", "code": "N03AX09", "display": "Lamotrigine"}]}


def record(*resources: dict[str, Any], stamp: str = "2026-03-10T10:00:00Z") -> dict[str, Any]:
    entries = [{"fullUrl": f"urn:uuid:{n}", "resource": one} for n, one in enumerate(resources)]
    return {"resourceType": "Bundle", "type": "collection", "timestamp": stamp, "entry": entries}


def case(*resources: dict[str, Any]) -> Case:
    return as_case(record(*resources))


def medicine(kind: str, **more: Any) -> dict[str, Any]:
    return {"resourceType": kind, "status": "active", "medicationCodeableConcept": NAMED, **more}


def modern(kind: str, medication: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"resourceType": kind, "status": "recorded", "medication": medication, **more}


@pytest.mark.parametrize(
    "resource",
    [
        modern("MedicationStatement", {"concept": NAMED}, effectiveDateTime=DAY),
        modern("MedicationStatement", {"concept": CODED}, effectivePeriod={"start": DAY}),
        modern("MedicationStatement", {"reference": {"reference": "urn:uuid:9"}}, effectiveDateTime=DAY),
        modern("MedicationStatement", {"reference": {"display": "Lamotrigine"}}, effectiveDateTime=DAY),
        modern(
            "MedicationStatement",
            {"reference": {"reference": "#m"}},
            effectiveDateTime=DAY,
            contained=[{"resourceType": "Medication", "id": "m", "code": NAMED}],
        ),
        modern(
            "MedicationStatement",
            {"concept": NAMED},
            effectiveDateTime=DAY,
            adherence={"code": {"coding": [{"code": "taking"}]}},
        ),
        modern("MedicationRequest", {"concept": NAMED}, status="active", intent="order", authoredOn=DAY),
        modern("MedicationAdministration", {"concept": NAMED}, status="completed", occurenceDateTime=DAY),
        modern("MedicationAdministration", {"concept": CODED}, status="completed", occurencePeriod={"start": DAY}),
        modern("MedicationDispense", {"concept": NAMED}, status="completed", whenHandedOver=DAY),
        medicine("MedicationRequest", intent="order", authoredOn=DAY),
        medicine("MedicationRequest", intent="plan", reportedBoolean=True, authoredOn=DAY),
        medicine("MedicationRequest", intent="order", status="stopped", authoredOn=f"{DAY}T08:00:00+01:00"),
        medicine("MedicationRequest", intent="order", status="unknown", authoredOn=DAY),
        medicine("MedicationAdministration", status="in-progress", effectivePeriod={"start": DAY}),
        medicine("MedicationDispense", status="completed", whenHandedOver=DAY),
        medicine("MedicationOrder", dateWritten=DAY),
        medicine("MedicationStatement", taken="y", effectiveDateTime=DAY),
    ],
)
def test_a_medicine_is_read_in_whatever_form_a_record_holds_it(resource: dict[str, Any]) -> None:
    read = case(RASH, resource, *_medication())
    assert [(drug.name, str(drug.start)) for drug in read.complaint.drugs] == [("Lamotrigine", DAY)]
    assert not read.not_read


def _medication() -> list[dict[str, Any]]:
    fillers = [{"resourceType": "Practitioner", "id": f"d{n}"} for n in range(7)]
    return [*fillers, {"resourceType": "Medication", "id": "m9", "code": NAMED}]


@pytest.mark.parametrize(
    "resource",
    [
        modern("MedicationStatement", {"concept": NAMED}, status="entered-in-error"),
        modern("MedicationStatement", {"concept": NAMED}, adherence={"code": {"coding": [{"code": "not-taking"}]}}),
        medicine("MedicationStatement", taken="n"),
        medicine("MedicationStatement", status="not-taken"),
        medicine("MedicationStatement", status="intended", effectiveDateTime=DAY),
        modern("MedicationStatement", {"concept": NAMED}, status="draft"),
        medicine("MedicationRequest", intent="order", status="cancelled", authoredOn=DAY),
        medicine("MedicationRequest", intent="order", status="draft", authoredOn=DAY),
        medicine("MedicationRequest", intent="order", doNotPerform=True, authoredOn=DAY),
        medicine("MedicationDispense", status="declined"),
        medicine("MedicationAdministration", status="not-done", effectiveDateTime=DAY),
    ],
)
def test_a_medicine_that_nobody_took_is_none(resource: dict[str, Any]) -> None:
    assert not case(RASH, resource).complaint.drugs


def test_a_medicine_without_a_name_and_one_that_is_only_proposed_are_told() -> None:
    coded = {"coding": [{"system": "http://snomed.info/sct", "code": "387562000"}]}
    proposed = medicine("MedicationRequest", intent="proposal", authoredOn=DAY)
    read = case(RASH, modern("MedicationStatement", {"concept": coded}), proposed)
    assert read.not_read == ("MedicationStatement 387562000 (SNOMED CT)", "MedicationRequest Lamotrigine (proposal)")


@pytest.mark.parametrize(
    ("drug", "start", "stamp", "found"),
    [
        ("Simvastatin 20 mg", "2021-02-20", "2021-03-09T08:00:00Z", {"new_medication"}),
        ("Simvastatin 20 mg", "2019-02-20", "2021-03-09T08:00:00Z", set()),
        ("Cefixime", "2021-02-20", "2026-03-09T08:00:00Z", set()),
        ("Imurel", "2019-02-20", "2026-03-09T08:00:00Z", {"immunosuppression"}),
        ("来氟米特", "2026-02-20", "2026-03-09T08:00:00Z", {"immunosuppression", "teratogenic_drug", "new_medication"}),
        ("Basiscreme, Eucerin", "2026-02-20", "2026-03-09T08:00:00Z", set()),
    ],
)
@pytest.mark.parametrize("kind", ["MedicationStatement", "MedicationRequest"])
def test_what_a_medicine_says_counts_from_the_day_of_the_record(
    kind: str, drug: str, start: str, stamp: str, found: set[str]
) -> None:
    day = {"authoredOn": start} if kind == "MedicationRequest" else {"effectivePeriod": {"start": start}}
    seen = observe(as_case(record(RASH, medicine(kind, medicationCodeableConcept={"text": drug}, **day), stamp=stamp)))
    named = {"new_medication", "immunosuppression", "teratogenic_drug"}
    assert named & {item.finding for item in seen.items} == found


def test_a_medicine_told_twice_is_one_and_one_begun_again_keeps_both_days() -> None:
    again = medicine("MedicationRequest", intent="order", authoredOn="2026-03-01")
    first = medicine("MedicationRequest", intent="order", authoredOn=DAY)
    assert (
        len(
            case(
                RASH, first, {**first, "resourceType": "MedicationStatement", "effectiveDateTime": DAY}
            ).complaint.drugs
        )
        == 1
    )
    assert {str(drug.start) for drug in case(RASH, first, again).complaint.drugs} == {DAY, "2026-03-01"}


@pytest.mark.parametrize("drug", ["Lamotrigine", "Allopurinol", "Phenytoin"])
def test_a_reaction_to_a_medicine_of_a_newer_record_stays_an_emergency(drug: str) -> None:
    told = {"resourceType": "Condition", "code": {"text": "Widespread painful rash with mouth sores and blisters"}}
    old = medicine("MedicationStatement", medicationCodeableConcept={"text": drug}, effectiveDateTime=DAY)
    new = modern("MedicationStatement", {"concept": {"text": drug}}, effectiveDateTime=DAY)
    ordered = modern("MedicationRequest", {"concept": {"text": drug}}, status="active", authoredOn=DAY)
    answers = [diagnose(record(told, one)) for one in (old, new, ordered)]
    assert {answer.urgency for answer in answers} == {"emergency"}
    assert len({tuple(flag.rule for flag in answer.red_flags) for answer in answers}) == 1


@pytest.mark.parametrize(
    "kind",
    [
        {"type": {"coding": [{"system": "http://loinc.org", "code": "72170-4"}]}},
        {"type": {"text": "Clinical photograph"}},
        {"category": [{"text": "Fotodokumentation"}]},
        {"category": [{"text": "\u76ae\u80a4\u955c"}]},
        {"modality": [{"coding": [{"code": "XC"}]}]},
    ],
)
def test_a_photograph_among_the_documents_is_an_image(photo: Path, kind: dict[str, Any]) -> None:
    data = base64.b64encode(photo.read_bytes()).decode()
    attached = [
        {"attachment": {"contentType": "application/pdf"}},
        {"attachment": {"contentType": "image/png", "data": data}},
    ]
    document = {"resourceType": "DocumentReference", "status": "current", "content": attached, "date": DAY, **kind}
    sited = {**document, "bodySite": [{"concept": {"text": "forearm"}}]}
    [image] = case(RASH, sited).images
    assert image.content and image.body_site == "forearm" and str(image.date) == DAY
    assert not case(RASH, {**document, "status": "superseded"}).images


def test_a_scanned_letter_is_no_photograph_and_is_named() -> None:
    scan = {"contentType": "image/jpeg", "data": ""}
    letter = {"resourceType": "DocumentReference", "status": "current", "type": {"text": "Discharge letter"}}
    read = case(RASH, {**letter, "content": [{"attachment": scan}]})
    assert not read.images and read.not_read == ("DocumentReference Discharge letter",)


def test_what_is_passed_over_is_named_and_what_tells_of_no_illness_is_not() -> None:
    read = case(
        RASH,
        {"resourceType": "AllergyIntolerance", "code": {"text": "Penicillin"}},
        {"resourceType": "Encounter", "status": "finished"},
        {"resourceType": "Encounter", "status": "planned"},
        {"resourceType": "Immunization", "status": "entered-in-error"},
        {"resourceType": "Organization", "name": "Ward 3"},
        {"resourceType": "Condition", "code": [{"text": "Fever"}]},
        record(RASH),
    )
    assert read.not_read == ("AllergyIntolerance Penicillin", "Encounter", "Condition", "Bundle")
    answer = diagnose(record(RASH, {"resourceType": "FamilyMemberHistory", "status": "completed"}))
    assert "In the health record, but not read: FamilyMemberHistory." in answer.limits


@pytest.mark.parametrize("kind", ["Encounter", "DiagnosticReport", "QuestionnaireResponse", "Procedure"])
def test_a_record_of_nothing_that_is_read_names_what_it_holds(kind: str) -> None:
    with pytest.raises(InvalidCase, match=f"not read: {kind}"):
        case({"resourceType": kind, "status": "final"})


def test_many_kinds_that_are_passed_over_are_counted() -> None:
    many = [{"resourceType": "Goal", "code": {"text": f"Goal {n}"}} for n in range(31)]
    assert case(RASH, *many).not_read[-1] == "+11" and len(case(RASH, *many).not_read) == 21


@pytest.mark.parametrize("field", ["status", "intent", "medication", "adherence", "taken", "content", "modality"])
@pytest.mark.parametrize("kind", ["MedicationRequest", "DocumentReference"])
def test_a_field_of_another_form_costs_no_case(kind: str, field: str) -> None:
    for odd in ([], {}, 7, None, "x", [{}]):
        assert case(RASH, {"resourceType": kind, field: odd} | ({} if field == "status" else {"status": "active"}))


def listed(name: str) -> dict[str, Any]:
    return {"resourceType": "Condition", "code": {"text": name}, "clinicalStatus": {"coding": [{"code": "active"}]}}


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("Viral warts", "verruca_vulgaris"),
        ("WARZEN", "verruca_vulgaris"),
        ("\u760a\u5b50", "verruca_vulgaris"),
        ("Decubitus ulcer", "pressure_injury"),
        ("\u00dalcera por presi\u00f3n", "pressure_injury"),
        ("\u8925\u75ae", "pressure_injury"),
        ("Venous ulcer", "venous_leg_ulcer"),
        ("Fascitis necrotizante", "necrotizing_fasciitis"),
        ("\u8fc7\u654f\u6027\u4f11\u514b", "anaphylaxis"),
        ("\u7ea2\u76ae\u75c5", "exfoliative_dermatitis"),
        ("Meningokokken-Sepsis", "meningococcemia"),
        ("Nettle rash", "urticaria"),
        ("Naevus", "melanocytic_nevus"),
        ("Diaper rash", "diaper_dermatitis"),
    ],
)
def test_a_diagnosis_whose_words_are_also_a_sign_is_taken_by_its_whole_name(name: str, condition: str) -> None:
    assert [one.name for one in case(listed(name)).diagnoses] == [condition]
    assert not case(listed(f"History of {name}")).diagnoses


@pytest.mark.parametrize("name", ["Warty papule on the hand", "Itching", "Ulcer", "Hair loss", "Rash", "\u7ea2\u6591"])
def test_a_sign_is_still_no_diagnosis(name: str) -> None:
    assert not case(listed(name)).diagnoses


@pytest.mark.parametrize(
    "name",
    [
        "Anaphylaxis due to shrimp (history)",
        "Anaphylaxis to cow's milk [hx]",
        "Anaphylaxis due to latex - past history",
        "Hx: anaphylaxis to ibuprofen",
        "Previous anaphylaxis to egg",
        "Past anaphylactic reaction to latex",
        "Anaphylaxis due to sesame, past",
        "Anafilaxia por huevo (antecedente)",
        "Anafilaxia por penicilina, antecedente",
        "\u8fc7\u654f\u6027\u4f11\u514b\uff08\u65e2\u5f80\u53f2\uff09",
        "\u8fc7\u654f\u6027\u4f11\u514b(\u65e2\u5f80)",
        "Anaphylaxie auf Ei (anamnestisch)",
    ],
)
def test_an_anaphylaxis_of_the_past_leaves_no_trigger_of_now(name: str) -> None:
    answer = diagnose(record(listed(name), {**listed("Dry itchy skin"), "language": "en"}))
    now = {one.finding for one in answer.observations.items if one.time == "current" and one.polarity == "present"}
    assert not now & {"food_trigger", "new_medication", "hypotension", "insect_exposure", "latex_exposure"}
    assert not answer.red_flags and "anaphylaxis" not in [one.condition for one in answer.ranked[:5]]


def test_an_anaphylaxis_of_now_stays_an_emergency() -> None:
    for name in ("Anaphylaxis due to shrimp", "Anaphylactic shock", "Anafilaxia", "\u8fc7\u654f\u6027\u4f11\u514b"):
        assert diagnose(record(listed(name))).urgency == "emergency"


@pytest.mark.parametrize("name", ["Previous melanoma", "Basal cell carcinoma (history)", "Prior organ transplant"])
def test_a_risk_of_the_past_stays_one(name: str) -> None:
    answer = diagnose(record(listed(name), RASH))
    now = {one.finding for one in answer.observations.items if one.time == "current"}
    assert now & {"personal_history_of_skin_cancer", "immunosuppression"}
