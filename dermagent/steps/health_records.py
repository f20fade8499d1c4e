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
    from dermagent.steps.record_medicines import RecordDay

_MEDICINES = frozenset(
    "MedicationStatement MedicationRequest MedicationOrder MedicationDispense MedicationAdministration".split()
)
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
        InvalidCase: it is another resource, or the patient has died.
        InputError: it holds what is no resource, or several patients.
    """
    from dermagent.reading.fhir import case_content
    from dermagent.reading.fhir_elements import day_of
    from dermagent.reading.fhir_patient import PatientOfRecord, refuse_the_dead
    from dermagent.steps.record_medicines import RecordDay
    from dermagent.steps.record_versions import current

    if content["resourceType"] != "Bundle":
        raise InvalidCase(f"{name} holds a FHIR resource that is no Bundle; put it into one, with its Patient")
    clock = today or date.today()
    to_come = (stamp := day_of(content.get("timestamp"))) is not None and stamp > clock + timedelta(days=1)
    if to_come:
        content = {field: value for field, value in content.items() if field != "timestamp"}
    content = current(content)
    record = PatientOfRecord.of(content, patient)
    record.check_identifiers(name)
    refuse_the_dead(record.resources, name)
    day = RecordDay.of(content.get("timestamp"), clock)
    made = case_content(_in_r4(content, record, day), name, patient=patient, today=today)
    made["not_read"] = [_with_its_kind(one, content) for one in made.get("not_read", ())]
    if to_come:
        made["not_read"].append("Bundle.timestamp")
    drugs = made["complaint"]["drugs"]
    made["complaint"]["drugs"] = [drug for place, drug in enumerate(drugs) if drug not in drugs[:place]]
    if passed := list(dict.fromkeys(_passed_over(content, record, day))):
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


def _in_r4(bundle: Mapping[str, Any], record: "PatientOfRecord", today: "RecordDay") -> Mapping[str, Any]:
    """A Bundle whose medicines and photographs stand in the forms of R4, and its patient in an entry.

    Whatever has no form stays as it is; photographs inside another resource stand on their own.
    """
    from dermagent.reading.fhir_elements import map_of
    from dermagent.reading.fhir_images import inside_of

    entries = bundle.get("entry")
    if not isinstance(entries, list):
        return bundle
    own = [{"resource": patient} for patient in record.inside_out()]
    counted = [one for one in entries if not _is_set_aside(one, record)]
    holding = (map_of(map_of(one).get("resource")) for one in counted)
    inner = [{"resource": one} for each in holding if each.get("status") != _IN_ERROR for one in inside_of(each)]
    return {**bundle, "entry": [*own, *(_entry_in_r4(one, today) for one in (*counted, *inner))]}


def _is_set_aside(entry: Any, record: "PatientOfRecord") -> bool:
    """Whether what an entry holds is about somebody else, or changed by an extension that must not be passed over."""
    from dermagent.reading.fhir_elements import map_of, maps_of

    resource = map_of(map_of(entry).get("resource"))
    if resource.get("resourceType") == "Patient":
        return False
    foci = maps_of(resource.get("focus")) if resource.get("resourceType") == "Observation" else []
    return any(record.is_another(one, resource) for one in foci) or bool(maps_of(resource.get("modifierExtension")))


def _entry_in_r4(entry: Any, today: "RecordDay") -> Any:
    from dermagent.reading.fhir_images import photograph_of
    from dermagent.steps.record_medicines import statement_of
    from dermagent.steps.record_words import in_known_words

    resource = entry.get("resource") if isinstance(entry, dict) else None
    if not isinstance(resource, dict):
        return entry
    if not isinstance(resource.get("status"), str | None):
        resource = {field: value for field, value in resource.items() if field != "status"}
    if str(resource.get("resourceType")) in _MEDICINES:
        return {**entry, "resource": statement_of(resource, today)}
    if (photograph := photograph_of(resource)) is not None:
        return {**entry, "resource": photograph}
    return {**entry, "resource": in_known_words(resource)}


def _passed_over(bundle: Mapping[str, Any], record: "PatientOfRecord", today: "RecordDay") -> Iterator[str]:
    """The resources from which nothing is read, each by its kind and name; those entered in error are not missed."""
    from dermagent.reading.fhir_elements import maps_of, name_of, told_code
    from dermagent.reading.fhir_images import photograph_of
    from dermagent.steps.record_medicines import medicine_name, not_begun

    for entry in maps_of(bundle.get("entry")):
        resource = entry.get("resource")
        if not isinstance(resource, dict) or resource.get("status") == _IN_ERROR:
            continue
        kind, code = str(resource.get("resourceType")), resource.get("code") or resource.get("type")
        told = name_of(code)[:_LONGEST_NAME] or told_code(code)
        if kind in _MEDICINES and (why := not_begun(resource, today)):
            yield f"{kind} {medicine_name(resource, record.by_address)} ({why})".replace("  ", " ")
        elif kind == "Condition" and not isinstance(code, dict):
            yield kind
        elif kind in _READ and _is_set_aside(entry, record):
            yield f"{kind} {told or name_of(resource.get('medicationCodeableConcept'))}".strip()
        elif kind == "FamilyMemberHistory":
            whose = name_of(resource.get("relationship"))
            named = ", ".join(name_of(one.get("code")) for one in maps_of(resource.get("condition")))
            yield f"{kind} {whose}: {named}"[:_LONGEST_NAME].strip(" :")
        elif kind not in _READ | _ABOUT_OTHERS and photograph_of(resource) is None:
            yield f"{kind[:_LONGEST_NAME]} {told}".strip()
