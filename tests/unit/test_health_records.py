"""Health records as they are: answers in words and codes, places, old values, codes without names, other patients."""

import json
from datetime import date
from typing import Any

import pytest

from dermagent import Case, diagnose
from dermagent.errors import InputError, InvalidCase, OtherPatient
from dermagent.reading.fhir import case_content
from dermagent.serve.hooks import case_of
from dermagent.steps.intake import parse_case
from dermagent.steps.observe import observe
from dermagent.types import Language
from tests.unit.serve.app import serving

LOINC, SNOMED = "http://loinc.org", "http://snomed.info/sct"
CHIEF = {"resourceType": "Condition", "code": {"text": "Purple spots on both shins"}}


def content(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    entries = [{"resource": resource} for resource in resources]
    return case_content({"resourceType": "Bundle", "entry": entries, **more}, "record", today=more.pop("today", None))


def seen(text: str = "", **more: Any) -> dict[str, Any]:
    code = {"code": {"text": text}} if text else {}
    return {"resourceType": "Observation", "status": "final", **code, **more}


def by_code(code: str, system: str = LOINC, **more: Any) -> dict[str, Any]:
    return seen(code={"coding": [{"system": system, "code": code}]}, **more)


def concept(code: str, system: str = SNOMED) -> dict[str, Any]:
    return {"valueCodeableConcept": {"coding": [{"system": system, "code": code}]}}


def coded(code: str, **more: Any) -> dict[str, Any]:
    return {"coding": [{"code": code, **more}]}


@pytest.mark.parametrize(
    ("value", "there"),
    [
        ({"valueString": "Yes."}, True),
        ({"valueString": " POSITIVE "}, True),
        ({"valueString": "ja"}, True),
        ({"valueString": "sí"}, True),
        ({"valueString": "有"}, True),
        ({"valueString": "severe"}, True),
        ({"valueString": "+++"}, True),
        ({"valueString": "denies"}, False),
        ({"valueString": "nein"}, False),
        ({"valueString": "没有"}, False),
        ({"valueInteger": 1}, True),
        ({"valueInteger": 0}, False),
        ({"valueQuantity": {"value": 0, "unit": "{score}"}}, False),
        ({"valueCodeableConcept": {"text": "Not present"}}, False),
        ({"valueCodeableConcept": {"coding": [{"display": "Moderate (severity modifier) (qualifier value)"}]}}, True),
        (concept("10828004"), True),
        (concept("260415000"), False),
        (concept("LA6752-5", LOINC), True),
        ({"interpretation": [{"coding": [{"code": "POS"}]}]}, True),
        ({"interpretation": [{"coding": [{"code": "ND"}]}]}, False),
        ({"interpretation": [{"text": "Negative"}]}, False),
        ({"interpretation": [{"coding": [{"code": "N"}]}]}, None),  # normal is no "no"
        ({"dataAbsentReason": {"text": "not asked"}}, None),
        ({"valueString": "not asked"}, None),
        ({"valueString": "see letter"}, None),
        ({}, None),
    ],
)
def test_an_answer_is_read_in_words_numbers_and_codes(value: dict[str, Any], there: bool | None) -> None:
    assert content(seen("Chills", **value))["complaint"]["symptoms"] == {"chills": there}


def test_an_answer_with_more_behind_it_is_left_to_the_reader_and_an_odd_one_is_named() -> None:
    made = content(
        seen("Pain", valueString="yes, worse at night"),
        seen("Vomiting", valueString="for 2 days"),
        seen("Fever", valueString="38.7 C"),
        seen("Cough", valueString="see letter"),
    )
    assert made["history"] == "Pain: yes, worse at night.\nVomiting: for 2 days.\nBody temperature: 38.7 C."
    assert made["complaint"]["symptoms"] == {"cough": None}
    assert made["not_read"] == ["Observation Cough"]


def test_the_answers_of_a_panel_are_read_each_and_those_of_unknown_things_as_sentences() -> None:
    parts = [
        {"code": {"text": "Headache"}, "valueBoolean": True},
        {"code": {"text": "Vomiting"}, "valueString": "none"},
        {"code": {"text": "Tightness of the throat"}, "valueBoolean": True},
        {"code": {"text": "Ringing in the ears"}, "valueBoolean": False},
    ]
    made = content(seen("System review", component=parts))
    assert made["complaint"]["symptoms"] == {"headache": True, "vomiting": False}
    assert made["history"] == "Tightness of the throat.\nNo Ringing in the ears."
    assert "not_read" not in made


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ("since 2 days", "Fever: since 2 days."),
        ("3 days", "Fever: 3 days."),
        ("38,4", "Body temperature: 38,4."),
        ("101.5 F", "Body temperature: 101.5 F."),
        ("up to 39", "Fever: up to 39."),
    ],
)
def test_a_measured_value_of_a_finding_is_its_vital_sign_and_a_duration_is_not(value: str, line: str) -> None:
    assert content(seen("Fever", valueString=value))["history"] == line
    found = observe(Case.model_validate(content(CHIEF, seen("Fever", valueString=value)))).counted()
    assert found["fever"].polarity == "present"


@pytest.mark.parametrize(
    ("language", "line"), [("en", "Weal, tongue."), ("es", "Weal, tongue."), ("zh", "Weal，tongue。")]
)
def test_where_it_is_stands_beside_what_it_is(language: Language, line: str) -> None:
    site = [coded("21974007", system=SNOMED, display="tongue (body structure)")]
    condition = {"resourceType": "Condition", "code": {"text": "Weal"}, "bodySite": site}
    assert content(condition, language=language)["history"] == line
    made = content(seen("Plaque", valueBoolean=True, bodySite={"text": "lower lip"}))
    assert (made["history"], made["complaint"]["symptoms"]) == ("Plaque, lower lip.", {"plaque": True})


def test_a_place_of_an_image_that_is_no_known_site_is_told_and_costs_no_case() -> None:
    media = {"resourceType": "Media", "content": {"data": "QUJD"}, "bodySite": {"text": "left shin, inner side"}}
    made = content(media)
    assert made["images"] == [{"content": "QUJD"}] and made["history"] == "left shin, inner side."


def test_what_was_observed_long_ago_is_an_earlier_visit() -> None:
    old = "2021-04-03"
    made = content(
        CHIEF,
        seen("Fever", valueBoolean=True, effectiveDateTime=old),
        by_code("8867-4", valueQuantity={"value": 144, "unit": "/min"}, effectivePeriod={"start": old, "end": old}),
        seen("Vomiting", valueBoolean=True, effectiveDateTime="2026-02-20T08:00:00+01:00"),
        timestamp="2026-03-01T12:00:00Z",
    )
    assert made["history"] == "Purple spots on both shins."
    assert made["complaint"]["symptoms"] == {"vomiting": True}
    assert made["earlier_visits"] == [{"note": "Fever.\nHeart rate: 144 /min.", "date": old}]


def test_without_a_timestamp_the_newest_date_of_the_record_is_its_day() -> None:
    fever = seen("Fever", valueBoolean=True, effectiveDateTime="2015")
    assert content(CHIEF, fever)["complaint"]["symptoms"] == {"fever": True}
    newer = {**CHIEF, "recordedDate": "2016-06-01"}
    assert content(newer, fever)["complaint"]["symptoms"] == {}
    to_come = {**CHIEF, "recordedDate": "2999-06-01"}
    assert content(to_come, fever)["complaint"]["symptoms"] == {"fever": True}
    assert content(CHIEF, fever, today=date(2026, 1, 1))["complaint"]["symptoms"] == {}


def test_of_several_values_the_newest_counts() -> None:
    made = content(
        seen("Fever", valueString="yes", effectiveDateTime="2026-02-27"),
        seen("Fever", valueString="no", effectiveDateTime="2026-02-28"),
        seen("Fever", valueString="unknown", effectiveDateTime="2026-03-01"),
        seen("Chills", valueString="no", effectiveDateTime="2026-02-28"),
        seen("Chills", valueString="yes", effectiveDateTime="2026-02-28"),
        by_code("8310-5", valueQuantity={"value": 36.9, "code": "Cel"}, effectiveDateTime="2026-02-28T20:00:00Z"),
        by_code("8310-5", valueQuantity={"value": 39.9, "code": "Cel"}, effectiveDateTime="2026-02-28T08:00:00Z"),
    )
    assert made["complaint"]["symptoms"] == {"fever": False, "chills": True}
    assert made["history"] == "Body temperature: 36.9 °C."
    assert [visit["note"] for visit in made["earlier_visits"]] == ["Fever.", "Body temperature: 39.9 °C."]


@pytest.mark.parametrize(
    ("more", "past"),
    [
        ({"clinicalStatus": coded("active"), "recordedDate": "2012-01-01"}, False),
        ({"clinicalStatus": coded("remission")}, True),
        ({"clinicalStatus": "resolved"}, True),
        ({"clinicalStatus": {"text": "Inactive"}}, True),
        ({"abatementDateTime": "2026-02"}, True),
        ({"abatementDateTime": "2026-05-01"}, False),
        ({"abatementString": "in spring"}, True),
        ({"onsetDateTime": "2012"}, True),
        ({"onsetDateTime": "2026-02-20"}, False),
        ({}, False),
    ],
)
def test_a_condition_is_of_the_past_by_status_end_or_age(more: dict[str, Any], past: bool) -> None:
    weals = {"resourceType": "Condition", "code": {"text": "Weals and a swollen tongue"}, **more}
    made = content(CHIEF, weals, timestamp="2026-03-01T12:00:00Z")
    assert ("swollen" not in made["history"], len(made["earlier_visits"])) == (past, int(past))


def test_a_risk_of_years_ago_stays_one_and_a_medicine_long_ended_does_not() -> None:
    risk = {"resourceType": "Condition", "code": {"text": "Type 2 diabetes"}, "onsetDateTime": "2009"}
    drug = {"resourceType": "MedicationStatement", "medicationCodeableConcept": {"text": "phenytoin"}}
    ended = {**drug, "effectivePeriod": {"start": "2010-01-01", "end": "2010-03-01"}}
    made = content(CHIEF, risk, ended, timestamp="2026-03-01T12:00:00Z")
    assert "Type 2 diabetes." in made["history"] and made["complaint"]["drugs"] == []
    going_on = {**drug, "effectivePeriod": {"start": "2010-01-01"}}
    assert len(content(CHIEF, going_on, timestamp="2026-03-01")["complaint"]["drugs"]) == 1


@pytest.mark.parametrize(
    ("observation", "line"),
    [
        (
            by_code("8310-5", valueQuantity={"value": 102.9, "unit": "F", "code": "[degF]"}),
            "Body temperature: 102.9 °F.",
        ),
        (by_code("8332-9", valueQuantity={"value": 312.4, "code": "K"}), "Body temperature: 39.2 °C."),
        (by_code("8332-9", valueQuantity={"value": 312.4, "unit": "Kelvin"}), "Body temperature: 39.2 °C."),
        (seen("Temperature", valueQuantity={"value": 313, "unit": "°K"}), "Body temperature: 39.9 °C."),
        (by_code("8867-4", valueQuantity={"value": 131, "code": "{beats}/min"}), "Heart rate: 131 /min."),
        (by_code("9279-1", valueInteger=30), "Respiratory rate: 30."),
        (by_code("59408-5", valueQuantity={"value": 87, "unit": "%"}), "Oxygen saturation: 87 %."),
        (by_code("8480-6", valueQuantity={"value": 82, "code": "mm[Hg]"}), "Blood pressure: 82 mmHg."),
        (by_code("29463-7", valueQuantity={"value": "71.5", "unit": "kg"}), "Weight: 71.5 kg."),
        (seen("Diastolic blood pressure", valueQuantity={"value": 62, "unit": "mmHg"}), "Diastolic pressure: 62 mmHg."),
        (
            by_code(
                "85354-9",
                component=[
                    {"code": coded("8462-4", system=LOINC), "valueQuantity": {"value": 41, "code": "mm[Hg]"}},
                    {"code": coded("8480-6", system=LOINC), "valueQuantity": {"value": 79, "code": "mm[Hg]"}},
                ],
            ),
            "Blood pressure: 79/41 mmHg.",
        ),
    ],
)
def test_vital_signs_are_read_by_code(observation: dict[str, Any], line: str) -> None:
    made = content(observation)
    assert made["history"] == line and "not_read" not in made


@pytest.mark.parametrize(
    ("code", "system", "line"),
    [
        ("L50.1", "http://hl7.org/fhir/sid/icd-10-cm", "Urticaria."),
        ("L51.1", "http://hl7.org/fhir/sid/icd-10", "Stevens-Johnson syndrome."),
        ("A46", "urn:oid:2.16.840.1.113883.6.90", "Erysipelas."),
        ("R50.81", "http://fhir.de/CodeSystem/bfarm/icd-10-gm", "Fever."),
        ("E1165", "http://hl7.org/fhir/sid/icd-10-cm", "Diabetes mellitus type 2."),
    ],
)
def test_conditions_are_named_by_their_icd_10_code(code: str, system: str, line: str) -> None:
    made = content({"resourceType": "Condition", "code": coded(code, system=system)})
    assert made["history"] == line


def test_what_has_no_known_name_is_a_limit_of_the_answer_in_its_language() -> None:
    unknown = {"resourceType": "Condition", "code": coded("1234567", system=SNOMED)}
    odd = by_code("99999-9", valueString="SECRETWORD")
    case = Case.model_validate(content(CHIEF, unknown, odd))
    assert case.not_read == ("Condition 1234567 (SNOMED CT)", "Observation 99999-9 (LOINC)")
    told = "In the health record, but not read: Condition 1234567 (SNOMED CT), Observation 99999-9 (LOINC)."
    assert told in diagnose(case).limits
    spanish = diagnose(case.model_copy(update={"answer_language": "es"})).limits
    assert any("1234567" in line and "historia" in line for line in spanish)
    with pytest.raises(ValueError, match=r"needs at least one image.*; not read: Condition 1234567 \(SNOMED CT\)"):
        Case.model_validate(content(unknown))


def test_a_case_without_unread_things_keeps_its_name() -> None:
    assert Case(history="Itch.").id == Case(history="Itch.", not_read=[]).id != Case(history="Itch.", not_read=["x"]).id


def test_an_image_that_cannot_be_read_costs_only_itself() -> None:
    broken = {"resourceType": "Media", "content": {"contentType": "image/png", "data": "%%%"}}
    text = json.dumps({"resourceType": "Bundle", "entry": [{"resource": CHIEF}, {"resource": broken}]})
    result = diagnose(parse_case(text, "bundle.json"))
    assert result.outcome == "answered" and result.images[0].refused
    assert any("image 1 was left out" in line for line in result.limits)


def test_a_server_reads_a_bundle_of_the_type_that_it_writes_and_leaves_out_named_images() -> None:
    named = {"resourceType": "Media", "content": {"contentType": "image/png", "url": "Binary/7"}}
    bundle = {"resourceType": "Bundle", "entry": [{"resource": CHIEF}, {"resource": named}]}
    body = json.dumps(bundle).encode()
    with serving() as client:
        for kind in ("application/fhir+json; charset=utf-8", "application/vnd.record+json"):
            answer = client.post("/v1/diagnose", content=body, headers={"Content-Type": kind})
            assert answer.status_code == 200, answer.text
            assert any("image 1 was left out" in line for line in answer.json()["limits"])
        assert client.post("/v1/diagnose", content=body, headers={"Content-Type": "text/json"}).status_code == 415
        form = client.post("/v1/diagnose", data={"case": body.decode()}, files={"image": ("a.png", b"no image")})
        assert form.status_code == 200 and len(form.json()["images"]) == 2


def of_patient(name: str, **more: Any) -> dict[str, Any]:
    return {**CHIEF, "subject": {"reference": name}, **more}


def test_a_record_is_about_one_patient() -> None:
    patient = {"resourceType": "Patient", "id": "a1"}
    content(patient, of_patient("https://ehr.example/fhir/Patient/a1"), of_patient("urn:uuid:7"))
    content(patient, of_patient("Group/7"), {"resourceType": "Group", "id": "7"}, of_patient("Patient?identifier=x|9"))
    with pytest.raises(OtherPatient, match="more than one patient"):
        content(patient, of_patient("Patient/b2"))
    with pytest.raises(OtherPatient, match="more than one patient"):
        content(of_patient("Patient/a1"), of_patient("Patient/b2"))


@pytest.mark.parametrize(
    "prefetch",
    [
        {"patient": {"resourceType": "Patient", "id": "b2"}, "conditions": CHIEF},
        {"conditions": of_patient("Patient/b2")},
    ],
)
def test_a_hook_about_another_patient_gets_no_card_but_an_error(prefetch: dict[str, Any]) -> None:
    call = {"hook": "patient-view", "hookInstance": "1", "context": {"patientId": "a1"}, "prefetch": prefetch}
    with serving() as client:
        answer = client.post("/cds-services/dermagent-patient-view", json=call)
    assert answer.status_code == 412 and "more than one patient" in answer.json()["error"]
    same = {**call, "context": {"patientId": "Patient/b2"}}
    made = case_of(json.dumps(same).encode())
    assert made and made.history == "Purple spots on both shins."


def test_a_hook_is_about_today() -> None:
    fever = seen("Fever", valueBoolean=True, effectiveDateTime="2016-01-01")
    call = {"hook": "patient-view", "hookInstance": "1", "context": {"patientId": "1"}}
    call["prefetch"] = {"conditions": CHIEF, "observations": fever}
    made = case_of(json.dumps(call).encode())
    assert made and made.complaint.symptoms == {} and made.earlier_visits[0].note == "Fever."


def diagnosis(code: str = "", text: str = "", verified: str = "confirmed", held: str = "active", **more: Any) -> Any:
    named = {"coding": [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": code}]} if code else {"text": text}
    return {
        "resourceType": "Condition",
        "code": named,
        "verificationStatus": coded(verified),
        "clinicalStatus": coded(held),
        **more,
    }


def marked(certainty: str) -> dict[str, Any]:
    """Erysipelas by a code of ICD-10-GM and a mark of certainty."""
    mark = {
        "url": "http://fhir.de/StructureDefinition/icd-10-gm-diagnosesicherheit",
        "valueCoding": {"code": certainty},
    }
    return {"coding": [{"system": "http://fhir.de/CodeSystem/bfarm/icd-10-gm", "code": "A46", "extension": [mark]}]}


@pytest.mark.parametrize(
    ("resource", "condition", "urgency"),
    [
        (diagnosis("L51.3"), "sjs_ten_overlap", "emergency"),
        (diagnosis("A39.1"), "meningococcemia", "emergency"),
        (diagnosis("A48.3"), "toxic_shock_syndrome", "emergency"),
        (diagnosis("H05.012"), "orbital_cellulitis", "emergency"),
        (diagnosis("A46"), "erysipelas", "same_day"),
        (diagnosis() | {"code": marked("V")}, "erysipelas", "same_day"),
        (diagnosis("C43.72"), "melanoma", "urgent_referral"),
        (diagnosis(text="Necrotising fasciitis of the thigh"), "necrotizing_fasciitis", "emergency"),
        (diagnosis(text="Toxische epidermale Nekrolyse"), "toxic_epidermal_necrolysis", "emergency"),
        (diagnosis(text="Fascitis necrosante"), "necrotizing_fasciitis", "emergency"),
        (diagnosis(text="气性坏疽"), "gas_gangrene", "emergency"),
        (diagnosis("M72.6", verified="provisional"), "necrotizing_fasciitis", "emergency"),
        (diagnosis(text="V.a. Meningokokkensepsis"), "meningococcemia", "emergency"),
        (diagnosis(text="可能坏死性筋膜炎"), "necrotizing_fasciitis", "emergency"),
        (diagnosis(text="rule out orbital cellulitis"), "orbital_cellulitis", "emergency"),
        (diagnosis(text="Melanoma not excluded"), "melanoma", "urgent_referral"),
        (diagnosis("L51.2", held="relapse", onsetDateTime="2020-01-01"), "toxic_epidermal_necrolysis", "emergency"),
    ],
)
def test_a_diagnosis_that_holds_is_as_urgent_as_its_card(resource: Any, condition: str, urgency: str) -> None:
    made = content(resource, timestamp="2026-03-01T12:00:00Z")
    result = diagnose(Case.model_validate(made))
    assert result.urgency == urgency
    assert f"diagnosed:{condition}" in {flag.rule for flag in result.red_flags}
    assert condition in {item.condition for item in result.ranked}


@pytest.mark.parametrize(
    "resource",
    [
        diagnosis("L51.1", verified="refuted"),
        diagnosis("L51.1", verified="entered-in-error"),
        diagnosis("L51.1", held="resolved"),
        diagnosis("M72.6", held="remission"),
        diagnosis("L51.1", onsetDateTime="2019-05-01"),
        diagnosis(text="Ausschluss Erysipel"),
        diagnosis(text="Erysipel ausgeschlossen"),
        diagnosis(text="Zustand nach nekrotisierender Fasziitis"),
        diagnosis(text="Status nach Erysipel"),
        diagnosis(text="Melanom (Z.n.)"),
        diagnosis(text="Measles (resolved)"),
        diagnosis(text="Kein Anhalt für Melanom"),
        diagnosis(text="Familienanamnese: Melanom"),
        diagnosis(text="Vorsorge Melanom"),
        diagnosis(text="History of toxic epidermal necrolysis"),
        diagnosis(text="Gas gangrene ruled out"),
        diagnosis(text="Vaccination against measles"),
        diagnosis(text="既往带状疱疹"),
        diagnosis(text="Antecedente de erisipela"),
        diagnosis() | {"code": marked("Z")},
        diagnosis() | {"code": marked("A")},
    ],
)
def test_a_diagnosis_that_does_not_hold_now_raises_nothing(resource: Any) -> None:
    made = content(CHIEF | {"code": {"text": "Itchy elbows"}}, resource, timestamp="2026-03-01T12:00:00Z")
    assert "diagnoses" not in made
    result = diagnose(Case.model_validate(made))
    assert result.urgency in (None, "routine") and result.red_flags == ()


def test_german_words_around_a_diagnosis_are_told_in_the_language_of_the_answer() -> None:
    texts = ("V.a. Erysipel", "Z.n. malignem Melanom", "Ausschluss Nesselsucht", "Angst vor Krätze")
    made = content(*(diagnosis(text=text) for text in texts))
    assert made["history"] == "Erysipelas.\nHistory of Melanoma.\nNo Urticaria."
    assert made["not_read"] == ["Condition Angst vor Krätze"]
    assert made["diagnoses"] == [{"name": "erysipelas", "suspected": True}]


def test_a_sign_in_the_list_of_problems_is_no_diagnosis() -> None:
    signs = ("Itchy rash on elbows", "Changing mole", "Purple spots", "Fear of needles", "No fever", "Fever")
    assert "diagnoses" not in content(*(diagnosis(text=text) for text in signs))


def test_a_suspected_disease_that_can_wait_raises_nothing_and_a_made_one_does() -> None:
    suspected = Case.model_validate({"diagnoses": [{"name": "herpes zoster", "suspected": True}]})
    made = Case.model_validate({"diagnoses": [{"name": "B02.9"}]})
    assert [diagnose(case).urgency for case in (suspected, made)] == [None, "same_day"]


def test_a_diagnosis_with_an_unknown_name_is_refused_in_one_sentence() -> None:
    with pytest.raises(InvalidCase, match=r"diagnoses\[0\]: 'wobble' is not a known condition; give its id"):
        diagnose({"diagnoses": [{"name": "wobble"}]})


def test_a_flag_by_a_diagnosis_speaks_the_language_of_the_answer() -> None:
    flag = diagnose({"diagnoses": [{"name": "L51.1"}], "answer_language": "zh"}).red_flags[0]
    assert flag.name == "Stevens-Johnson综合征（依诊断）"
    assert "急诊" in flag.patient_text and "诊断" in flag.clinician_text


def test_a_hook_with_an_emergency_among_the_diagnoses_gets_a_critical_card() -> None:
    call = {"hook": "patient-view", "hookInstance": "1", "context": {"patientId": "p"}}
    posted = {**call, "prefetch": {"conditions": diagnosis("A48.0")}}
    with serving() as client:
        [card] = client.post("/cds-services/dermagent-patient-view", json=posted).json()["cards"]
    assert card["indicator"] == "critical"


@pytest.mark.parametrize(
    ("observation", "finding", "there"),
    [
        (by_code("72166-2", **concept("8517006")), "smoking", False),
        (by_code("72166-2", **concept("428071000124103")), "smoking", True),
        (by_code("72166-2", **concept("LA18980-5", LOINC)), "smoking", None),
        (seen("Tobacco use", valueString="Former smoker"), "smoking", False),
        (seen("Raucherstatus", valueString="Nichtraucherin"), "smoking", False),
        (by_code("82810-3", **concept("LA26683-5", LOINC)), "pregnancy", False),
        (seen("Pregnancy status", valueString="postpartum"), "pregnancy", False),
        (seen("Pregnancy", valueCodeableConcept={"text": "No longer pregnant"}), "pregnancy", False),
        (seen("Immunosuppression status", valueString="Immunocompetent"), "immunosuppression", False),
        (seen("Diabetes status", valueString="nondiabetic, no diabetes"), "diabetes_mellitus", False),
        (seen("HIV status", valueCodeableConcept={"text": "Negative"}), "hiv_infection", False),
        (seen("Fever", valueString="patient is afebrile"), "fever", False),
        (by_code("67775-7", **concept("LA9343-0", LOINC)), "confusion", True),
        (by_code("80288-4", valueCodeableConcept={"text": "Stuporous"}), "confusion", True),
        (seen("ACVPU", valueString="V"), "confusion", True),
        (seen("AVPU score", valueString="P - responds to pain only"), "confusion", True),
        (seen("AVPU", valueString="Alert (A)"), "confusion", False),
        (seen("Does the patient have a fever?", valueBoolean=False), "fever", False),
        (seen("意识水平", valueString="嗜睡"), "confusion", True),
        (seen("Bewusstseinslage", valueString="soporös"), "confusion", True),
        (seen("Level of consciousness", valueString="Alert and oriented"), "confusion", False),
        (seen("Conscious state", valueString="Responds to painful stimuli"), "confusion", True),
        (seen("National Early Warning Score 2", valueInteger=9), "systemic_toxicity", True),
        (by_code("49051-6", valueQuantity={"value": 17, "unit": "weeks"}), "pregnancy", True),
        (seen("Weeks pregnant", valueInteger=9), "pregnancy", True),
        (seen("Semanas de gestación", valueString="24+3"), "pregnancy", True),
        (seen("孕周", valueString="31周"), "pregnancy", True),
        (seen("Schwangerschaftswoche", valueQuantity={"value": 12, "unit": "SSW"}), "pregnancy", True),
    ],
)
def test_a_status_a_level_or_a_score_is_its_answer_and_not_its_name(
    observation: dict[str, Any], finding: str, there: bool | None
) -> None:
    made = content(CHIEF, observation)
    assert made["complaint"]["symptoms"] == {finding: there} and made["history"] == "Purple spots on both shins."


def test_what_a_question_is_answered_with_and_nobody_understands_is_unknown_and_named() -> None:
    made = content(CHIEF, seen("Level of consciousness", valueString="see chart"))
    assert made["complaint"]["symptoms"] == {"confusion": None}
    assert made["not_read"] == ["Observation Level of consciousness"]


@pytest.mark.parametrize(
    ("observation", "line"),
    [
        (by_code("59408-5", valueQuantity={"value": 0.79, "unit": "1", "code": "1"}), "Oxygen saturation: 79 %."),
        (seen("SpO2", valueString="0,88"), "Oxygen saturation: 88 %."),
        (by_code("8480-6", valueQuantity={"value": 10.5, "unit": "kPa"}), "Blood pressure: 79 mmHg."),
        (seen("Blood pressure", valueString="9.5/5.5 kPa"), "Blood pressure: 71/41 mmHg."),
        (seen("Glasgow coma scale", valueString="9/15"), "GCS: 9/15."),
        (seen("GCS", valueString="E3 V2 M5"), "GCS: 10."),
        (
            by_code("8480-6", valueQuantity={"value": 11, "unit": "kilopascal", "code": "kPa"}),
            "Blood pressure: 83 mmHg.",
        ),
        (by_code("9269-2", valueQuantity={"value": 7, "unit": "{score}"}), "GCS: 7."),
        (
            seen("Platelets [#/volume] in Blood", valueQuantity={"value": 12, "unit": "10*3/uL"}),
            "Platelets: 12 10*3/uL.",
        ),
        (
            by_code("14682-9", valueQuantity={"value": 0.41, "unit": "mmol/L"}),
            "Creatinine: 0.41 mmol/L.",
        ),
    ],
)
def test_a_measured_value_is_told_in_a_unit_that_is_read(observation: dict[str, Any], line: str) -> None:
    assert content(observation)["history"] == line


@pytest.mark.parametrize(
    "observation",
    [
        seen("Gestational age at birth", valueQuantity={"value": 29, "unit": "wk"}),
        seen("Time since surgery", valueQuantity={"value": 80, "unit": "d"}),
        seen("Age at menarche", valueQuantity={"value": 12, "unit": "a"}),
        seen("Días desde la última dosis", valueQuantity={"value": 100, "unit": "días"}),
        seen("住院时间", valueString="60天"),
        seen("Verweildauer", valueQuantity={"value": 9, "unit": "Wochen"}),
        seen("Gravidity", valueInteger=3),
        seen("产次", valueInteger=1),
    ],
)
def test_a_time_or_a_count_that_is_not_of_now_is_named_and_not_read(observation: dict[str, Any]) -> None:
    made = content(CHIEF, observation)
    assert made["history"] == "Purple spots on both shins." and made["complaint"]["symptoms"].get("pregnancy") is None
    assert made["not_read"] == [f"Observation {observation['code']['text']}"]


@pytest.mark.parametrize(
    "observation",
    [
        seen("Duration of symptoms", valueQuantity={"value": 90, "unit": "d"}),
        seen("Rash duration", valueQuantity={"value": 13, "unit": "wk"}),
        seen("病程", valueString="90天"),
        seen("Tiempo de evolución", valueQuantity={"value": 3, "unit": "meses"}),
    ],
)
def test_how_long_the_complaint_has_lasted_is_read(observation: dict[str, Any]) -> None:
    case = Case.model_validate(content(CHIEF, observation))
    assert "chronic_course" in {item.finding for item in observe(case).items}


@pytest.mark.parametrize("patient", [{"birthDate": "2026-02-20"}, {"birthDate": "1980-01-01", "gender": "male"}])
def test_a_gestational_age_of_who_cannot_be_pregnant_is_named(patient: dict[str, Any]) -> None:
    weeks = seen("Gestational age", valueQuantity={"value": 30, "unit": "wk"})
    made = content(weeks, {"resourceType": "Patient", **patient}, CHIEF, timestamp="2026-03-10T10:00:00Z")
    assert made["not_read"] == ["Observation Gestational age"] and made["complaint"]["symptoms"] == {}


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("8310-5", {"value": 395, "code": "Cel"}),
        ("8310-5", {"value": 99.5, "code": "Cel"}),
        ("8310-5", {"value": 37, "code": "[degF]"}),
        ("8310-5", {"value": 55}),
        ("8480-6", {"value": 9, "code": "mm[Hg]"}),
        ("8480-6", {"value": 410, "code": "mm[Hg]"}),
        ("2708-6", {"value": 12}),
        ("8867-4", {"value": 720, "code": "/min"}),
        ("9279-1", {"value": 140, "code": "/min"}),
        ("29463-7", {"value": 2600, "code": "kg"}),
        ("8302-2", {"value": 17, "code": "m"}),
    ],
)
def test_a_value_of_no_living_body_is_named_as_not_read(code: str, value: dict[str, Any]) -> None:
    made = content(CHIEF, by_code(code, valueQuantity=value))
    assert made["history"] == "Purple spots on both shins."
    assert made["not_read"] == [f"Observation {code} (LOINC)"]


@pytest.mark.parametrize(
    "value",
    [
        {"valueString": "0/100"},
        {"valueString": "0 out of 10"},
        {"valueString": "0 - none"},
        {"valueString": "0.0/10"},
        {"valueString": "0 (absent)"},
        {"valueString": "0分"},
        {"valueRatio": {"numerator": {"value": 0}, "denominator": {"value": 10}}},
        {"valueQuantity": {"value": 0, "unit": "%"}},
    ],
)
def test_nothing_of_a_scale_is_no(value: dict[str, Any]) -> None:
    assert content(seen("Chills", **value))["complaint"]["symptoms"] == {"chills": False}


def test_much_of_a_scale_and_what_is_no_scale_is_left_to_the_reader() -> None:
    ratio = {"valueRatio": {"numerator": {"value": 6}, "denominator": {"value": 10}}}
    made = content(seen("Chills", **ratio), seen("Pruritus", valueString="0 by day, 9 by night"))
    assert made["history"] == "Chills: 6/10.\nPruritus: 0 by day, 9 by night."


def test_no_is_said_in_the_language_of_what_is_denied() -> None:
    assert content(seen("水疱", valueString="0分"))["history"] == "无水疱。"


def test_an_entry_without_a_resource_is_passed_over_and_one_with_a_broken_one_is_refused() -> None:
    entries = [{"fullUrl": "urn:uuid:1"}, {"response": {"status": "201"}}, {"resource": CHIEF}]
    made = case_content({"resourceType": "Bundle", "entry": entries}, "record")
    assert made["history"] == "Purple spots on both shins."
    with pytest.raises(InputError, match=r"entry\[1\].resource': expected a FHIR resource"):
        case_content({"resourceType": "Bundle", "entry": [*entries[:1], {"resource": {"code": 1}}]}, "record")


def test_a_failing_mind_or_breath_in_a_record_is_an_emergency() -> None:
    for observation in (
        by_code("9269-2", valueInteger=8),
        seen("AVPU", valueString="U"),
        by_code("2708-6", valueQuantity={"value": 0.8, "code": "1"}),
        by_code("8480-6", valueQuantity={"value": 10, "code": "kPa"}),
    ):
        made = content({"resourceType": "Condition", "code": {"text": "Itchy wheals"}}, observation)
        assert diagnose(Case.model_validate(made)).urgency == "emergency", observation


@pytest.mark.parametrize(
    "medicine",
    [
        {"medication": {"concept": coded("7654321", system=SNOMED)}},
        {"medicationCodeableConcept": coded("7654321", system=SNOMED)},
    ],
)
@pytest.mark.parametrize("kind", ["MedicationRequest", "MedicationDispense", "MedicationStatement"])
def test_a_medicine_that_is_not_read_is_named_by_its_own_kind_in_each_release(
    kind: str, medicine: dict[str, Any]
) -> None:
    entries = [{"resource": CHIEF}, {"resource": {"resourceType": kind, "status": "active", **medicine}}]
    case = parse_case(json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}), "record")
    assert case.not_read == (f"{kind} 7654321 (SNOMED CT)",)
