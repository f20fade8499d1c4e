"""Whom a FHIR Bundle is about: one patient; resources of another are refused, and what is told of another is found."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dermagent.errors import InputError, InvalidCase, OtherPatient
from dermagent.reading.fhir_elements import map_of, maps_of

_SEVERAL = "holds resources of more than one patient; a case is about one"
_REFERENCE = re.compile(r"(?:.*/)?Patient/(?P<id>[A-Za-z0-9\-.]{1,64})(?:/_history/.*)?", re.DOTALL)
#: Whom an Observation may be focussed on who is not its patient.
_PERSON_OR_GROUP = frozenset({"RelatedPerson", "Person", "Group", "Practitioner"})
#: An address that tells no kind.
_BARE_ADDRESS = "urn:"


@dataclass(frozen=True)
class PatientOfRecord:
    """The resources of a Bundle by their addresses, and the id of the patient where one is `known` beforehand."""

    resources: Sequence[Mapping[str, Any]]
    by_address: Mapping[str, Mapping[str, Any]]
    known: str | None = None

    @classmethod
    def of(cls, bundle: Mapping[str, Any], patient: str | None) -> "PatientOfRecord":
        """That of a Bundle; `patient` is the id, or the reference, of whom it is about, where that is known."""
        resources: list[Mapping[str, Any]] = []
        by_address: dict[str, Mapping[str, Any]] = {}
        for entry in maps_of(bundle.get("entry")):
            resource = map_of(entry.get("resource"))
            if resource:
                by_address[str(entry.get("fullUrl"))] = resource
                by_address[f"{resource.get('resourceType')}/{resource.get('id')}"] = resource
                resources.append(resource)
        return cls(resources, by_address, patient.rpartition("/")[2] if patient else None)

    def check(self, name: str) -> None:
        """Refuse several patients, by their resources and by the ids of the subjects.

        Raises:
            OtherPatient: the subjects differ, or are another than the one that is known.
            InputError: there are several Patients.
        """
        if len(self._patients) > 1:
            raise InputError(f"{name}: holds more than one Patient; a case is about one")
        known = self.known
        for resource in self.resources:
            found = resource.get("id") if _is_patient(resource) else self._id_of(_subject(resource))
            if not isinstance(found, str):
                continue
            known = known or found
            if found != known:
                raise OtherPatient(f"{name}: {_SEVERAL}")

    def check_identifiers(self, name: str) -> None:
        """Refuse what is about a patient with another identifier of the same system than the Patient's own.

        Raises:
            OtherPatient: it is.
        """
        for resource in self.resources:
            if self._is_own_identifier(map_of(_subject(resource).get("identifier"))) is False:
                raise OtherPatient(f"{name}: {_SEVERAL}")

    def is_another(self, focus: Mapping[str, Any], resource: Mapping[str, Any]) -> bool:
        """Whether a focus of a resource is a person who is not its patient; nobody can tell whom a bare address means.

        What is no person (a part of the body, a device) is nobody else.
        """
        address = str(focus.get("reference") or "")
        inside = {f"#{one.get('id')}": one for one in maps_of(resource.get("contained"))}
        target = inside.get(address) or self.by_address.get(address, {})
        kinds = {str(target.get("resourceType")), str(focus.get("type")), *address.split("/")}
        if kinds & _PERSON_OR_GROUP:
            return True
        if address and address == _subject(resource).get("reference"):
            return False
        if "Patient" in kinds:
            return not self._is_own(focus, target, resource)
        return address.startswith(_BARE_ADDRESS) and not target

    def inside_out(self) -> Iterator[Mapping[str, Any]]:
        """The patients who stand inside their resources, each once, where the Bundle has none; without their ids."""
        told: set[tuple[str, str]] = set()
        for resource in () if self._patients else self.resources:
            address = _subject(resource).get("reference")
            for one in maps_of(resource.get("contained")):
                who = str(one.get("birthDate")), str(one.get("gender"))
                if _is_patient(one) and address == f"#{one.get('id')}" and who not in told:
                    told.add(who)
                    yield {field: value for field, value in one.items() if field != "id"}

    def _is_own(self, focus: Mapping[str, Any], target: Mapping[str, Any], resource: Mapping[str, Any]) -> bool:
        """Whether a focus that is a Patient is the one of the record."""
        if any(target is patient for patient in self._patients):
            return True
        ids = {self.known, self._id_of(_subject(resource)), *(patient.get("id") for patient in self._patients)}
        return self._id_of(focus) in ids - {None} or self._is_own_identifier(map_of(focus.get("identifier"))) is True

    def _id_of(self, reference: Mapping[str, Any]) -> str | None:
        """The id of the patient whom a reference means; None where it tells none."""
        address = reference.get("reference")
        if not isinstance(address, str):
            return None
        target, named = self.by_address.get(address, {}), _REFERENCE.fullmatch(address)
        inside = target.get("id") if _is_patient(target) else None
        return inside if isinstance(inside, str) and inside else named["id"] if named else None

    def _is_own_identifier(self, identifier: Mapping[str, Any]) -> bool | None:
        """Whether an identifier is one of the Patient's; None where the Patient has none of its system."""
        own = [one for patient in self._patients for one in maps_of(patient.get("identifier"))]
        same = {str(one.get("value")) for one in own if one.get("system", "") == identifier.get("system", "")}
        return str(identifier["value"]) in same if same and identifier.get("value") else None

    @cached_property
    def _patients(self) -> list[Mapping[str, Any]]:
        return [resource for resource in self.resources if _is_patient(resource)]


def has_died(resources: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the patient of a record is told to have died: by a boolean, or a day."""
    for one in filter(_is_patient, resources):
        if one.get("deceasedBoolean") is True or str(one.get("deceasedBoolean")).lower() == "true":
            return True
        if isinstance(one.get("deceasedDateTime"), str) and one["deceasedDateTime"].strip():
            return True
    return False


def refuse_the_dead(resources: Sequence[Mapping[str, Any]], name: str) -> None:
    """Refuse the record of a patient who has died: urgency and next steps are for the living.

    Raises:
        InvalidCase: the patient has died.
    """
    if has_died(resources):
        raise InvalidCase(
            f"{name}: the health record says that the patient has died (Patient.deceased); how urgent a complaint is "
            "and what to do next is told of the living alone: correct the record if it is wrong, or give the findings "
            "as a case of their own"
        )


def _is_patient(resource: Mapping[str, Any]) -> bool:
    return resource.get("resourceType") == "Patient"


def _subject(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    return map_of(resource.get("subject") or resource.get("patient"))
