"""Health records on their way to a case: forms of other versions of FHIR as those of R4, and what is passed over named.

FHIR R5 puts a medicine into `medication.concept` and a photograph into a `DocumentReference`; what was prescribed,
dispensed or given is told as what is taken, for a reaction does not ask which of them a record holds.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from dermagent.errors import InvalidCase

if TYPE_CHECKING:
    from dermagent.reading.fhir_patient import PatientOfRecord

#: Resources from which a medicine is read: the fields of its first day, and the statuses in which nobody took it.
_MEDICINES: Mapping[str, tuple[tuple[str, ...], frozenset[str]]] = {
    "MedicationStatement": ((), frozenset({"intended", "draft"})),
    "MedicationRequest": (("authoredOn",), frozenset({"cancelled", "draft"})),
    "MedicationOrder": (("dateWritten",), frozenset({"draft"})),
    "MedicationDispense": (("whenHandedOver", "whenPrepared"), frozenset({"cancelled", "declined", "preparation"})),
    "MedicationAdministration": (("occurenceDateTime", "occurrenceDateTime"), frozenset({"not-done"})),
}
_PERIODS = ("effectivePeriod", "effectiveTimePeriod", "occurencePeriod", "occurrencePeriod")
#: An order of these kinds is none yet.
_NO_ORDERS = frozenset({"proposal", "option"})
_READ = frozenset({*_MEDICINES, "Patient", "Condition", "Observation", "Media"})
#: What tells nothing of a patient's illness, and is not missed.
_ABOUT_OTHERS = frozenset(
    "Medication Practitioner PractitionerRole Organization Location Device Provenance OperationOutcome RelatedPerson "
    "Person Coverage Account Endpoint HealthcareService AuditEvent Consent CareTeam Schedule Slot Claim ClaimResponse "
    "ExplanationOfBenefit Invoice ChargeItem Subscription MessageHeader CapabilityStatement".split()
)
_IN_ERROR = "entered-in-error"
_ADDRESS = "Media.content.url (a server reads no address: put the image itself into data)"
_MOST_NAMED, _LONGEST_NAME = 20, 80


def of_health_record(
    content: Mapping[str, Any],
    name: str,
    *,
    reads_files: bool = True,
    patient: str | None = None,
    today: date | None = None,
) -> Mapping[str, Any]:
    """The fields of a case, unchecked, of a FHIR Bundle; `patient` and `today` as `case_content` takes them.

    Resources that are not read stand in `not_read` by their kind and name.

    Raises:
        InvalidCase: it is another resource.
        InputError: it holds what is no resource, or several patients.
    """
    from dermagent.reading.fhir import case_content
    from dermagent.reading.fhir_elements import day_of
    from dermagent.reading.fhir_patient import PatientOfRecord

    if content["resourceType"] != "Bundle":
        raise InvalidCase(f"{name} holds a FHIR resource that is no Bundle; put it into one, with its Patient")
    clock = today or date.today()
    to_come = (stamp := day_of(content.get("timestamp"))) is not None and stamp > clock + timedelta(days=1)
    if to_come:
        content = {field: value for field, value in content.items() if field != "timestamp"}
    record = PatientOfRecord.of(content, patient)
    record.check_identifiers(name)
    made = case_content(_in_r4(content, record), name, patient=patient, today=today)
    made["not_read"] = [_with_its_kind(one, content) for one in made.get("not_read", ())]
    if to_come:
        made["not_read"].append("Bundle.timestamp")
    drugs = made["complaint"]["drugs"]
    made["complaint"]["drugs"] = [drug for place, drug in enumerate(drugs) if drug not in drugs[:place]]
    if passed := list(dict.fromkeys(_passed_over(content, record))):
        more = [f"+{len(passed) - _MOST_NAMED}"] if len(passed) > _MOST_NAMED else []
        made["not_read"] = [*made.get("not_read", ()), *passed[:_MOST_NAMED], *more]
    if not made["not_read"]:
        del made["not_read"]
    if reads_files:
        return made
    if any("path" in one for one in made["images"]):
        made["not_read"] = [*made.get("not_read", ()), _ADDRESS]
    unread = {"content": ""}  # an image without a byte is left out and named
    images = [
        {k: v for k, v in one.items() if k != "path"} | unread if "path" in one else one for one in made["images"]
    ]
    return {**made, "images": images}


def _with_its_kind(named: str, bundle: Mapping[str, Any]) -> str:
    """The name of a medicine that was not read, with the kind that the record has it in."""
    from dermagent.reading.fhir_elements import map_of, maps_of, told_code

    kind, _, told = named.partition(" ")
    if kind != "MedicationStatement":
        return named
    for resource in (map_of(entry.get("resource")) for entry in maps_of(bundle.get("entry"))):
        concepts = (resource.get("medicationCodeableConcept"), map_of(resource.get("medication")).get("concept"))
        if resource.get("resourceType") in _MEDICINES and told in map(told_code, concepts):
            return f"{resource['resourceType']} {told}"
    return named


def _in_r4(bundle: Mapping[str, Any], record: "PatientOfRecord") -> Mapping[str, Any]:
    """A Bundle whose medicines and photographs stand in the forms of R4, and its patient in an entry.

    Whatever has no form stays as it is.
    """
    entries = bundle.get("entry")
    if not isinstance(entries, list):
        return bundle
    own = [{"resource": patient} for patient in record.inside_out()]
    return {**bundle, "entry": [*own, *(_entry_in_r4(one) for one in entries if not _is_set_aside(one, record))]}


def _is_set_aside(entry: Any, record: "PatientOfRecord") -> bool:
    """Whether what an entry holds is about somebody else, or changed by an extension that must not be passed over."""
    from dermagent.reading.fhir_elements import map_of, maps_of

    resource = map_of(map_of(entry).get("resource"))
    if resource.get("resourceType") == "Patient":
        return False
    foci = maps_of(resource.get("focus")) if resource.get("resourceType") == "Observation" else []
    return any(record.is_another(one, resource) for one in foci) or bool(maps_of(resource.get("modifierExtension")))


def _entry_in_r4(entry: Any) -> Any:
    from dermagent.steps.record_words import in_known_words

    resource = entry.get("resource") if isinstance(entry, dict) else None
    if not isinstance(resource, dict):
        return entry
    if not isinstance(resource.get("status"), str | None):
        resource = {field: value for field, value in resource.items() if field != "status"}
    if str(resource.get("resourceType")) in _MEDICINES:
        return {**entry, "resource": _medicine(resource)}
    if (photograph := _photograph(resource)) is not None:
        return {**entry, "resource": photograph}
    return {**entry, "resource": in_known_words(resource)}


def _medicine(resource: Mapping[str, Any]) -> dict[str, Any]:
    """A medicine that was taken, prescribed, dispensed or given, as a `MedicationStatement` of R4."""
    dated, not_taken = _MEDICINES[resource["resourceType"]]
    made = {**resource, "resourceType": "MedicationStatement"}
    medicine = resource.get("medication")
    if isinstance(medicine, dict):
        given = {"medicationCodeableConcept": medicine.get("concept"), "medicationReference": medicine.get("reference")}
        made |= {field: value for field, value in given.items() if isinstance(value, dict)}
    start = next((resource[field] for field in dated if isinstance(resource.get(field), str)), None)
    period = next((resource[field] for field in _PERIODS if isinstance(resource.get(field), dict)), None)
    if period:
        made["effectivePeriod"] = period
    elif start and "effectiveDateTime" not in resource:
        made["effectiveDateTime"] = start
    if str(resource.get("status")) in not_taken or _is_not_taken(resource):
        made["status"] = "not-taken"
    elif resource.get("status") == "unknown":
        made["status"] = "active"  # nobody knows how it stands, and it may be the cause
    return made


def _is_not_taken(resource: Mapping[str, Any]) -> bool:
    """Whether it says by another field than its status that the medicine is not taken."""
    if resource.get("doNotPerform") is True or str(resource.get("intent")) in _NO_ORDERS:
        return True
    if resource.get("taken") == "n" or resource.get("wasNotTaken") is True or resource.get("wasNotGiven") is True:
        return True
    from dermagent.reading.fhir_elements import codes_of, map_of

    return any(code.startswith("not-taking") for code in codes_of(map_of(resource.get("adherence")).get("code")))


def _photograph(resource: Mapping[str, Any]) -> dict[str, Any] | None:
    """A document that is a photograph, as a `Media` of R4; None for any other, such as a letter that was scanned."""
    from dermagent.reading.fhir_elements import codes_of, data, map_of, maps_of, words_of

    if resource.get("resourceType") != "DocumentReference":
        return None
    kinds = [resource.get("type"), *maps_of(resource.get("category")), *maps_of(resource.get("modality"))]
    known = data()["photographs"]
    words = " ".join(word.lower() for kind in kinds for word in words_of(kind))
    coded = any(codes_of(kind) & set(known["codes"]) for kind in kinds)
    if not coded and not any(word in words for word in known["words"]):
        return None
    attached = (map_of(one.get("attachment")) for one in maps_of(resource.get("content")))
    image = next((one for one in attached if str(one.get("contentType", "")).startswith("image/")), None)
    if image is None:
        return None
    where = maps_of(resource.get("bodySite")) or maps_of(resource.get("bodyStructure"))
    over = resource.get("status") in ("superseded", _IN_ERROR) or resource.get("docStatus") in ("cancelled", _IN_ERROR)
    made = {
        "resourceType": "Media",
        "status": _IN_ERROR if over else "completed",
        "content": image,
        "subject": resource.get("subject"),
        "bodySite": map_of(where[0].get("concept")) if where else None,
        "createdDateTime": resource.get("date") or image.get("creation"),
    }
    return {field: value for field, value in made.items() if value}


def _passed_over(bundle: Mapping[str, Any], record: "PatientOfRecord") -> Iterator[str]:
    """The resources from which nothing is read, each by its kind and name; those entered in error are not missed."""
    from dermagent.reading.fhir_elements import maps_of, name_of, told_code

    for entry in maps_of(bundle.get("entry")):
        resource = entry.get("resource")
        if not isinstance(resource, dict) or resource.get("status") == _IN_ERROR:
            continue
        kind, code = str(resource.get("resourceType")), resource.get("code") or resource.get("type")
        told = name_of(code)[:_LONGEST_NAME] or told_code(code)
        if kind in _MEDICINES and str(resource.get("intent")) in _NO_ORDERS:
            yield kind
        elif kind == "Condition" and not isinstance(code, dict):
            yield kind
        elif kind in _READ and _is_set_aside(entry, record):
            yield f"{kind} {told or name_of(resource.get('medicationCodeableConcept'))}".strip()
        elif kind == "FamilyMemberHistory":
            whose = name_of(resource.get("relationship"))
            named = ", ".join(name_of(one.get("code")) for one in maps_of(resource.get("condition")))
            yield f"{kind} {whose}: {named}"[:_LONGEST_NAME].strip(" :")
        elif kind not in _READ | _ABOUT_OTHERS and _photograph(resource) is None:
            yield f"{kind[:_LONGEST_NAME]} {told}".strip()
