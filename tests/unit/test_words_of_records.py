"""Words of health records: places behind a name, German findings, denials with a time, notes, and whom all is about."""

from datetime import date, timedelta
from typing import Any

import pytest

from dermagent import Case, diagnose
from dermagent.errors import InputError, OtherPatient
from dermagent.steps.health_records import of_health_record
from dermagent.steps.intake import as_case
from dermagent.steps.observe import observe
from dermagent.steps.record_words import in_known_words

PATIENT = {
    "resourceType": "Patient",
    "id": "p",
    "gender": "female",
    "birthDate": "1980-01-01",
    "identifier": [{"system": "urn:clinic", "value": "A-1"}],
}
RASH = {"resourceType": "Condition", "code": {"text": "Itchy rash on both arms"}}


def record(*resources: dict[str, Any], **more: Any) -> Case:
    entries = [{"resource": one} for one in (PATIENT, *resources)]
    return as_case({"resourceType": "Bundle", "type": "collection", "entry": entries, **more})


def condition(name: str, **more: Any) -> dict[str, Any]:
    return {"resourceType": "Condition", "code": {"text": name}, **more}


def observation(name: str, value: str | None = None, **more: Any) -> dict[str, Any]:
    told = {} if value is None else {"valueString": value}
    return {"resourceType": "Observation", "status": "final", "code": {"text": name}, **told, **more}


def told(case: Case, finding: str) -> set[str]:
    return {item.polarity for item in observe(case).items if item.finding.removeprefix("scin_") == finding}


@pytest.mark.parametrize(
    ("name", "meant", "suspected", "site"),
    [
        ("V.a. Melanom Rücken", "melanoma", True, "back"),
        ("Erysipel re. Unterschenkel", "erysipelas", False, "lower_leg"),
        ("Zoster Gesicht rechts", "herpes_zoster", False, "face"),
        ("Verdacht auf Skabies Hände", "scabies", True, "hand"),
        ("?Melanoma L forearm", "melanoma", True, "forearm"),
        ("??Erysipelas Rt foot", "erysipelas", True, "foot"),
        ("? BCC nose", "basal_cell_carcinoma", True, "nose"),
        ("Cellulitis Lt hand", "cellulitis", False, "hand"),
        ("Celulitis pierna izquierda", "cellulitis", False, "leg"),
        ("Sospecha de melanoma espalda", "melanoma", True, "back"),
        ("疑似黑色素瘤 背部", "melanoma", True, "back"),
    ],
)
def test_a_place_behind_a_diagnosis_is_its_site(name: str, meant: str, suspected: bool, site: str) -> None:
    case = record(condition(name))
    assert [(one.name, one.suspected) for one in case.diagnoses] == [(meant, suspected)]
    assert told(case, site) == {"present"}


@pytest.mark.parametrize(("mark", "held"), [("G", True), ("V", True), ("A", False), ("Z", False)])
def test_a_doubted_name_keeps_its_code_and_the_mark_of_its_certainty(mark: str, held: bool) -> None:
    certainty = {
        "url": "http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit",
        "valueCoding": {"code": mark},
    }
    coding = {"system": "http://fhir.de/CodeSystem/bfarm/icd-10-gm", "code": "A46", "extension": [certainty]}
    coded = {"resourceType": "Condition", "code": {"text": "??Erysipel", "coding": [coding]}}
    assert [one.name for one in record(RASH, coded).diagnoses] == (["erysipelas"] if held else [])


@pytest.mark.parametrize("name", ["Melanom Auge", "Herpes eye", "Abszess Leber", "Lichen foobar leg", "Fraktur Bein"])
def test_what_lies_elsewhere_is_no_disease_of_the_skin(name: str) -> None:
    assert record(condition(name)).diagnoses == ()


@pytest.mark.parametrize(
    ("name", "value", "finding", "polarity"),
    [
        ("Juckreiz", "nein", "pruritus", "absent"),
        ("Atemnot", "ja, seit heute", "dyspnoea", "present"),
        ("Schüttelfrost", "stark", "chills", "present"),
        ("Fieber", "38.9 °C", "fever", "present"),
        ("Fieber", "negativ seit gestern", "fever", "absent"),
        ("Chills", "denied since admission", "chills", "absent"),
        ("Fever", "none currently", "fever", "absent"),
        ("Fever", "pt denies", "fever", "absent"),
        ("Fever", "no longer", "fever", "absent"),
        ("Fiebre", "negativo desde ayer", "fever", "absent"),
        ("发烧", "患者否认", "fever", "absent"),
        ("Fever", "positive since yesterday", "fever", "present"),
    ],
)
def test_an_answer_is_read_in_the_words_of_records(name: str, value: str, finding: str, polarity: str) -> None:
    assert told(record(observation(name, value)), finding) == {polarity}


def test_german_names_of_laboratory_values_are_known() -> None:
    quantity = {"value": 8.1, "unit": "µkat/L"}
    case = record({**observation("ASAT"), "valueQuantity": quantity})
    assert told(case, "raised_transaminases") == {"present"}


@pytest.mark.parametrize(("note", "polarity"), [("none noted", "absent"), ("present", "present"), ("not asked", None)])
def test_a_note_is_the_value_of_an_observation_without_one(note: str, polarity: str | None) -> None:
    assert told(record(RASH, observation("Vomiting", note=[{"text": note}])), "vomiting") <= {polarity, "unknown"}
    assert (polarity is None) or told(record(RASH, observation("Vomiting", note=[{"text": note}])), "vomiting") == {
        polarity
    }


@pytest.mark.parametrize(
    ("resource", "named"),
    [
        (observation("Fever", "yes", focus=[{"reference": "RelatedPerson/7"}]), "Observation Fever"),
        (observation("Fever", "yes", focus=[{"type": "Group", "display": "class"}]), "Observation Fever"),
        (observation("Fever", "yes", focus=[{"reference": "https://ehr.test/fhir/Patient/twin"}]), "Observation Fever"),
        (observation("Fever", "yes", focus=[{"reference": "urn:uuid:0000-1"}]), "Observation Fever"),
        (
            observation("Fever", "yes", focus=[{"type": "Patient", "identifier": {"system": "urn:n", "value": "9"}}]),
            "Observation Fever",
        ),
        (
            observation(
                "Fever",
                "yes",
                contained=[{"resourceType": "RelatedPerson", "id": "aunt"}],
                focus=[{"reference": "#aunt"}],
            ),
            "Observation Fever",
        ),
        (
            condition("Melanoma", modifierExtension=[{"url": "http://x.test", "valueBoolean": True}]),
            "Condition Melanoma",
        ),
        *(
            (
                {
                    "resourceType": kind,
                    "status": "active",
                    "medicationCodeableConcept": {"text": "Carbamazepine"},
                    "modifierExtension": [{"url": "http://x.test", "valueCode": "stopped"}],
                },
                f"{kind} Carbamazepine",
            )
            for kind in ("MedicationRequest", "MedicationStatement")
        ),
        (
            {
                "resourceType": "FamilyMemberHistory",
                "relationship": {"text": "father"},
                "condition": [{"code": {"text": "Psoriasis"}}],
            },
            "FamilyMemberHistory father: Psoriasis",
        ),
        (
            {
                "resourceType": "MedicationRequest",
                "status": "active",
                "medicationCodeableConcept": {
                    "coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "7980"}]
                },
            },
            "MedicationRequest 7980 (RxNorm)",
        ),
    ],
)
def test_what_is_not_read_is_named_by_its_own_kind(resource: dict[str, Any], named: str) -> None:
    case = record(RASH, resource)
    assert case.not_read == (named,)
    assert told(case, "fever") == set() and case.diagnoses == ()


@pytest.mark.parametrize(("number", "more"), [(20, ()), (21, ("+1",)), (23, ("+3",))])
def test_at_most_twenty_things_that_are_not_read_are_named_each_once_and_cut(
    number: int, more: tuple[str, ...]
) -> None:
    passed = [{"resourceType": "Procedure", "code": {"text": f"{n:02} " + "x" * 90}} for n in range(number)]
    case = record(RASH, *passed, passed[0], {**passed[1], "status": "entered-in-error"})
    named = tuple(f"Procedure {n:02} " + "x" * 77 for n in range(20))
    assert case.not_read == (*named, *more)


def test_a_patient_is_never_set_aside_whatever_changes_the_resource() -> None:
    changed = {**PATIENT, "modifierExtension": [{"url": "http://x.test", "valueBoolean": True}]}
    entries = [{"resource": one} for one in (changed, RASH, observation("Fever", "yes"))]
    case = as_case({"resourceType": "Bundle", "type": "collection", "entry": entries})
    assert (case.patient, case.not_read) == (record(RASH).patient, ()) and case.patient.age_years is not None
    assert told(case, "fever") == {"present"}


@pytest.mark.parametrize(
    "focus",
    [
        {"reference": "Patient/p"},
        {"reference": "https://ehr.test/fhir/Patient/p/_history/4"},
        {"reference": "BodyStructure/left-arm"},
        {"type": "Patient", "identifier": {"system": "urn:clinic", "value": "A-1"}},
    ],
)
def test_an_observation_that_is_focussed_on_the_patient_is_the_patients(focus: dict[str, Any]) -> None:
    told_here = record(observation("Fever", "yes", focus=[focus]))
    assert told(told_here, "fever") == {"present"} and not told_here.not_read


def test_a_timestamp_that_is_to_come_is_named_and_not_taken() -> None:
    today = date.today()
    yesterday = (today - timedelta(days=1)).isoformat()
    case = record(
        observation("Fever", "yes", effectiveDateTime=yesterday), timestamp=f"{today.year + 9}-01-01T00:00:00Z"
    )
    assert told(case, "fever") == {"present"} and case.not_read == ("Bundle.timestamp",)
    assert case.patient.age_years is not None and case.patient.age_years <= today.year - 1980
    assert any("Bundle.timestamp" in limit for limit in diagnose(case).limits)


CERTAINTY = "http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit"


@pytest.mark.parametrize(
    ("name", "code", "site"),
    [
        ("Erysipelas of foot", "A46", "foot"),
        ("Erysipel linker Fuß", "A46", "foot"),
        ("Melanoma of back", "C43.5", "back"),
        ("Furúnculo de la espalda", "L02.2", "back"),
        ("Kontaktdermatitis Hände", "L25.9", "hand"),
        ("背部带状疱疹", "B02.9", "back"),
    ],
)
@pytest.mark.parametrize(("mark", "polarity"), [("Z", "present"), ("A", "absent")])
def test_a_diagnosis_marked_as_past_or_excluded_leaves_nothing_in_the_present(
    name: str, code: str, site: str, mark: str, polarity: str
) -> None:
    coding = {"system": "http://fhir.de/CodeSystem/bfarm/icd-10-gm", "code": code}
    marked = coding | {"extension": [{"url": CERTAINTY, "valueCoding": {"code": mark}}]}
    case = record(condition(name, code={"text": name, "coding": [marked]}), observation("Itching", "yes"))
    counted = observe(case).counted()
    assert site not in counted or counted[site].polarity == "absent"
    assert not case.diagnoses and diagnose(case).urgency == "routine"


@pytest.mark.parametrize(
    ("evidence", "finding"),
    [
        ({"code": [{"text": "Fever"}]}, "fever"),
        ({"code": [{"text": "Itching"}, {"text": "Chills"}]}, "chills"),
        ({"concept": {"text": "Mouth ulcers"}}, "oral_ulcers"),
        ({"code": [{"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "R06.02"}]}]}, "dyspnoea"),
        ({"code": [{"text": "Fieber"}]}, "fever"),
        ({"concept": {"text": "发热"}}, "fever"),
    ],
)
def test_the_evidence_of_a_condition_is_there_while_it_holds(evidence: dict[str, Any], finding: str) -> None:
    case = record(condition("Rash on both arms", evidence=[evidence]))
    assert "present" in told(case, finding) and not case.not_read
    over = {"coding": [{"code": "resolved"}]}
    past = record(RASH, condition("Rash on both arms", evidence=[evidence], clinicalStatus=over))
    assert "present" not in told(past, finding)


@pytest.mark.parametrize("holder", [condition("Itchy rash on both arms"), observation("Fever", "yes")])
def test_a_patient_who_stands_inside_a_resource_is_the_patient(holder: dict[str, Any]) -> None:
    inside = {"resourceType": "Patient", "id": "me", "gender": "male", "birthDate": "1951"}
    holder = holder | {"contained": [inside], "subject": {"reference": "#me"}}
    bundle = {"resourceType": "Bundle", "timestamp": "2026-03-10T10:00:00Z", "entry": [{"resource": holder}] * 2}
    patient = as_case(bundle).patient
    assert (patient.sex, patient.age_years, patient.id) == ("male", 75, None)
    another = holder | {"contained": [inside | {"gender": "female", "birthDate": "1980"}]}
    with pytest.raises(InputError, match="more than one Patient"):
        as_case(bundle | {"entry": [{"resource": holder}, {"resource": another}]})


@pytest.mark.parametrize(("value", "refused"), [("B-2", True), ("A-1", False)])
def test_a_subject_with_another_identifier_is_another_patient(value: str, refused: bool) -> None:
    patient = {**PATIENT, "identifier": [{"system": "urn:clinic", "value": "A-1"}, {"system": "urn:x", "value": "B-2"}]}
    subject = {"identifier": {"system": "urn:clinic", "value": value}}
    bundle = {"resourceType": "Bundle", "entry": [{"resource": patient}, {"resource": RASH | {"subject": subject}}]}
    if refused:
        with pytest.raises(OtherPatient):
            as_case(bundle)
    else:
        assert as_case(bundle).history


def test_a_server_says_that_it_reads_no_address_of_an_image() -> None:
    media = {"resourceType": "Media", "content": {"contentType": "image/png", "url": "https://x.test/arm.png"}}
    bundle = {"resourceType": "Bundle", "entry": [{"resource": RASH}, {"resource": media}]}
    assert "a server reads no address" in of_health_record(bundle, "it", reads_files=False)["not_read"][0]
    assert "not_read" not in of_health_record(bundle, "it")


def test_an_observation_that_says_a_disease_is_there_is_a_diagnosis_of_its_day_and_place() -> None:
    told = {"note": [{"text": "both elbows"}], "bodySite": {"text": "elbow"}}
    seen = observation("Psoriasis", "yes", effectiveDateTime="2026-03-05", **told)
    made = in_known_words(seen)
    assert made["resourceType"] == "Condition" and made["recordedDate"] == "2026-03-05"
    assert {field: made[field] for field in ("code", *told)} == {"code": {"text": "Psoriasis"}, **told}
    assert "valueString" not in made and "status" not in made
    assert {one.condition for one in observe(record(seen)).named} == {"plaque_psoriasis"}


@pytest.mark.parametrize(
    "resource",
    [
        observation("Psoriasis", "no"),
        observation("Psoriasis"),
        observation("Psoriasis", "yes", component=[{"code": {"text": "area"}}]),
        observation("Itching", "yes"),
    ],
)
def test_an_observation_that_denies_asks_measures_or_names_a_finding_is_no_diagnosis(resource: dict[str, Any]) -> None:
    assert in_known_words(resource)["resourceType"] == "Observation"


def test_a_german_finding_keeps_its_codes_and_gets_its_own() -> None:
    code = {"coding": [{"system": "urn:x", "code": "1"}], "text": "Juckreiz"}
    made = in_known_words({"resourceType": "Observation", "code": code, "valueString": "ja, nachts"})
    assert [one["code"] for one in made["code"]["coding"]] == ["1", "pruritus"]
    assert made["valueString"] == "ja" and made["code"]["text"] == "Juckreiz"


@pytest.mark.parametrize(
    ("more", "value"),
    [
        ({}, "severe"),
        ({"dataAbsentReason": {"text": "unknown"}}, None),
        ({"interpretation": [{"text": "high"}]}, None),
        ({"component": [{"code": {"text": "x"}}]}, None),
        ({"hasMember": [{"reference": "Observation/1"}]}, None),
        ({"valueInteger": 3}, None),
    ],
)
def test_a_note_is_a_value_only_where_nothing_else_is_told(more: dict[str, Any], value: str | None) -> None:
    resource = {**observation("Itching"), "note": [{"text": "severe"}], **more}
    assert in_known_words(resource).get("valueString") == value
