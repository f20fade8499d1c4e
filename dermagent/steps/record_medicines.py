"""Medicines of health records as statements of R4, and those that nobody has begun to take."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from dermagent.reading.fhir_elements import codes_of, day_of, map_of, maps_of, moment_of, name_of, told_code

#: Resources from which a medicine is read: the fields of its first day, and the statuses in which nobody took it.
MEDICINES: Mapping[str, tuple[tuple[str, ...], frozenset[str]]] = {
    "MedicationStatement": ((), frozenset({"intended", "draft"})),
    "MedicationRequest": (("authoredOn",), frozenset({"cancelled", "draft"})),
    "MedicationOrder": (("dateWritten",), frozenset({"draft"})),
    "MedicationDispense": (("whenHandedOver", "whenPrepared"), frozenset({"cancelled", "declined", "preparation"})),
    "MedicationAdministration": (("occurenceDateTime", "occurrenceDateTime"), frozenset({"not-done"})),
}
_PERIODS = ("effectivePeriod", "effectiveTimePeriod", "occurencePeriod", "occurrencePeriod")
#: An order of these kinds is none yet.
_NO_ORDERS = frozenset({"proposal", "option", "plan"})
_LONGEST_NAME = 80


@dataclass(frozen=True)
class RecordDay:
    """The day of the record: its last moment, and the last day on which it may have been made, wherever that was."""

    moment: datetime
    day: date

    @classmethod
    def of(cls, stamp: Any, clock: date) -> "RecordDay":
        """That of a Bundle's timestamp, else the end of a day."""
        moment, day = moment_of(stamp), day_of(stamp)
        if moment is None:
            return cls(datetime.combine(clock + timedelta(days=1), time.max, UTC), clock)
        return cls(moment, max(day or moment.date(), moment.date()))

    def is_before(self, told: Any) -> bool:
        """Whether all that a date or time of FHIR may mean lies behind this day."""
        if not isinstance(told, str) or moment_of(told) is None:
            return False
        if len(told) > len("2026-01-31"):
            return (moment_of(told) or self.moment) > self.moment
        return told > self.day.isoformat()[: len(told)]


def not_begun(resource: Mapping[str, Any], today: RecordDay) -> str | None:
    """Why nobody has begun to take a medicine, to be told as it is: the kind of its order, or the day to come.

    None where it may be taken, or where its status says that it is not.
    """
    if resource.get("resourceType") not in MEDICINES:
        return None
    intent = str(resource.get("intent", "")).strip().lower()
    reported = resource.get("reportedBoolean") is True or bool(map_of(resource.get("reportedReference")))
    if intent in _NO_ORDERS and not (intent == "plan" and (reported or resource.get("reported") is True)):
        return intent
    starts = [told for several in _starts(resource) if (told := [one for one in several if moment_of(one)])]
    return next((min(told)[:10] for told in starts if all(today.is_before(one) for one in told)), None)


def _starts(resource: Mapping[str, Any]) -> Iterator[list[Any]]:
    """The first days that a medicine tells, each with its alternatives: the day of the order, of its doses."""
    dated, _ = MEDICINES[resource["resourceType"]]
    for field in (*dated, "effectiveDateTime"):
        yield [resource.get(field)]
    for field in _PERIODS:
        yield [map_of(resource.get(field)).get("start")]
    yield [map_of(map_of(resource.get("dispenseRequest")).get("validityPeriod")).get("start")]
    doses = [*maps_of(resource.get("dosageInstruction")), *maps_of(resource.get("dosage"))]
    timings = [map_of(one.get("timing")) for one in doses]
    bounds = [map_of(map_of(one.get("repeat")).get("boundsPeriod")).get("start") for one in timings]
    if all(isinstance(one, str) for one in bounds):
        yield bounds
    events = [one["event"] for one in timings if isinstance(one.get("event"), list)]
    yield [moment for several in events for moment in several]


def medicine_name(resource: Mapping[str, Any], by_address: Mapping[str, Mapping[str, Any]]) -> str:
    """The name of the medicine that a resource is about, as a limit may tell it; empty where nothing names it."""
    medicine = map_of(resource.get("medication"))
    concept = resource.get("medicationCodeableConcept") or medicine.get("concept")
    if told := name_of(concept) or told_code(concept):
        return told[:_LONGEST_NAME]
    reference = map_of(resource.get("medicationReference") or medicine.get("reference"))
    target = str(reference.get("reference", ""))
    inside = {f"#{one.get('id')}": one for one in maps_of(resource.get("contained"))}
    code = map_of(inside.get(target) or by_address.get(target)).get("code")
    return (name_of(code) or str(reference.get("display") or "") or told_code(code))[:_LONGEST_NAME]


def statement_of(resource: Mapping[str, Any], today: RecordDay) -> dict[str, Any]:
    """A medicine that was taken, prescribed, dispensed or given, as a `MedicationStatement` of R4."""
    dated, not_taken = MEDICINES[resource["resourceType"]]
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
    if str(resource.get("status")) in not_taken or _is_not_taken(resource) or not_begun(resource, today):
        made["status"] = "not-taken"
    elif resource.get("status") == "unknown":
        made["status"] = "active"  # nobody knows how it stands, and it may be the cause
    return made


def _is_not_taken(resource: Mapping[str, Any]) -> bool:
    """Whether it says by another field than its status that the medicine is not taken."""
    if resource.get("doNotPerform") is True:
        return True
    if resource.get("taken") == "n" or resource.get("wasNotTaken") is True or resource.get("wasNotGiven") is True:
        return True
    if resource["resourceType"] == "MedicationDispense" and resource.get("status") == "in-progress":
        return not isinstance(resource.get("whenHandedOver"), str)  # ready, and nobody has fetched it
    return any(code.startswith("not-taking") for code in codes_of(map_of(resource.get("adherence")).get("code")))
