"""A FHIR R4 Bundle as a case: patient, conditions, findings, medicines and images; other resources are not read."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any, get_args

from dermagent.errors import InputError
from dermagent.knowledge.base import knowledge
from dermagent.knowledge.texts import texts
from dermagent.types import Language

_FINDINGS = "urn:dermagent:finding"
_WRONG = {"entered-in-error", "cancelled", "not-taken", "unknown"}
_OVER = {"inactive", "remission", "resolved"}
#: Codes that answer whether a finding is there: LOINC, SNOMED CT, HL7 v2.
_PRESENT = {"LA9633-4", "LA33-6", "52101004", "373066001", "Y"}
_ABSENT = {"LA9634-2", "LA32-8", "2667000", "373067005", "N"}
_UNITS = {"Cel": "°C", "[degF]": "°F"}


def case_content(bundle: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The fields of a case, to be checked as those of any other; `name` says in a message where the Bundle stands.

    An Observation of a known finding (this project's coding, HPO, or a term) is that finding, present, absent or, where
    it has no value that says so, unknown; any other is a sentence of the history. An active Condition is a sentence, a
    refuted one is denied, one that is over is an earlier visit's. A Media's `data` is an image, its `url` a path. The
    age is that at the Bundle's timestamp, else today.

    Raises:
        InputError: an entry is no resource, or there are several patients.
    """
    language = bundle.get("language")
    language = language if language in get_args(Language) else None
    made = _Case(_day(bundle.get("timestamp")) or date.today(), language)
    entries = bundle.get("entry", [])
    if not isinstance(entries, list):
        raise InputError(f"{name}: field 'entry': expected a list of entries with a 'resource' each")
    resources: list[Mapping[str, Any]] = []
    for place, entry in enumerate(entries):
        resource = _map(entry).get("resource")
        if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
            raise InputError(f"{name}: field 'entry[{place}].resource': expected a FHIR resource")
        made.medicines[str(_map(entry).get("fullUrl"))] = made.medicines[
            f"{resource['resourceType']}/{resource.get('id')}"
        ] = resource
        resources.append(resource)
    if sum(one["resourceType"] == "Patient" for one in resources) > 1:
        raise InputError(f"{name}: holds more than one Patient; a case is about one")
    for resource in resources:
        made.add(resource)
    return made.content()


class _Case:
    def __init__(self, today: date, language: Language | None) -> None:
        self._today, self._language = today, language
        self.medicines: dict[str, Mapping[str, Any]] = {}
        self._history: list[str] = []
        self._patient: dict[str, Any] = {}
        self._symptoms: dict[str, bool | None] = {}
        self._drugs: list[dict[str, Any]] = []
        self._images: list[dict[str, Any]] = []
        self._earlier: list[dict[str, Any]] = []

    def content(self) -> dict[str, Any]:
        made: dict[str, Any] = {
            "history": "\n".join(dict.fromkeys(self._history)),
            "patient": self._patient,
            "complaint": {"symptoms": self._symptoms, "drugs": self._drugs},
            "images": self._images,
            "earlier_visits": self._earlier,
        }
        return made | ({"language": self._language} if self._language else {})

    def add(self, resource: Mapping[str, Any]) -> None:
        """Take what a resource says; one that was entered in error says nothing."""
        kind = resource["resourceType"]
        if resource.get("status") in _WRONG and kind != "Patient":
            return
        read = {
            "Patient": self._read_patient,
            "Condition": self._read_condition,
            "Observation": self._read_observation,
            "MedicationStatement": self._read_medicine,
            "Media": self._read_media,
        }.get(kind)
        if read:
            read(resource)

    def _read_patient(self, resource: Mapping[str, Any]) -> None:
        if resource.get("gender") in ("female", "male", "other"):
            self._patient["sex"] = resource["gender"]
        if isinstance(resource.get("id"), str):
            self._patient["id"] = resource["id"]
        age = _age(str(resource.get("birthDate", "")), self._today)
        if age is not None and 0 <= age <= 120:
            self._patient["age_years"] = age

    def _read_condition(self, resource: Mapping[str, Any]) -> None:
        named, verified = _name(resource.get("code")), _codes(resource.get("verificationStatus"))
        if "entered-in-error" in verified:
            return
        notes = [str(note["text"]) for note in _maps(resource.get("note")) if note.get("text")]
        if named and _codes(resource.get("clinicalStatus")) & _OVER:
            day = _day(resource.get("recordedDate"))
            note = "\n".join((named, *notes))
            self._earlier.append({"note": note} | ({"date": day.isoformat()} if day else {}))
            return
        if named:
            key = "fhir.refuted" if "refuted" in verified else "fhir.condition"
            self._history.append(texts(self._language or "en").say(key, name=named))
        self._history += notes

    def _read_observation(self, resource: Mapping[str, Any]) -> None:
        code = resource.get("code")
        finding, named = _finding(code), _name(code)
        there = _there(resource)
        if finding:
            if there is not None or finding not in self._symptoms:
                self._symptoms[finding] = there
        elif named and (value := _value(resource)):
            self._history.append(f"{named}: {value}.")

    def _read_medicine(self, resource: Mapping[str, Any]) -> None:
        named = _name(resource.get("medicationCodeableConcept"))
        if reference := _map(resource.get("medicationReference")):
            target = str(reference.get("reference", ""))
            inside = {f"#{one.get('id')}": one for one in _maps(resource.get("contained"))}
            medicine = inside.get(target) or self.medicines.get(target) or {}
            named = _name(medicine.get("code")) or str(reference.get("display", ""))
        if named:
            period = _map(resource.get("effectivePeriod"))
            start = _day(period.get("start") or resource.get("effectiveDateTime"))
            self._drugs.append({"name": named[:200]} | ({"start": start.isoformat()} if start else {}))

    def _read_media(self, resource: Mapping[str, Any]) -> None:
        content = _map(resource.get("content"))
        if not str(content.get("contentType", "image/")).startswith("image/"):
            return
        image: dict[str, Any] = {}
        if isinstance(content.get("data"), str):
            image["content"] = content["data"]
        elif isinstance(content.get("url"), str):
            image["path"] = content["url"]
        else:
            return
        if site := _name(resource.get("bodySite")):
            image["body_site"] = site
        if day := _day(resource.get("createdDateTime") or content.get("creation")):
            image["date"] = day.isoformat()
        self._images.append(image)


def _finding(code: Any) -> str | None:
    """The finding that a concept names, by a coding or by its words."""
    kb, by_hpo, by_term = knowledge(), _by_hpo(), _by_term()
    for coding in _maps(_map(code).get("coding")):
        value = str(coding.get("code", ""))
        if coding.get("system") == _FINDINGS and value in kb.findings:
            return value
        if value in by_hpo:
            return by_hpo[value]
    return next((by_term[word.lower()] for word in _words(code) if word.lower() in by_term), None)


@cache
def _by_hpo() -> Mapping[str, str]:
    return {one.hpo_id: one.id for one in knowledge().findings.values() if one.hpo_id}


@cache
def _by_term() -> Mapping[str, str]:
    return {one.term.lower(): one.id for one in knowledge().findings.values()}


def _there(resource: Mapping[str, Any]) -> bool | None:
    """Whether a finding is present; None where the value does not say so."""
    if isinstance(resource.get("valueBoolean"), bool):
        return bool(resource["valueBoolean"])
    codes = _codes(resource.get("valueCodeableConcept"))
    return True if codes & _PRESENT else False if codes & _ABSENT else None


def _value(resource: Mapping[str, Any]) -> str:
    """A value in words."""
    quantity = _map(resource.get("valueQuantity"))
    if isinstance(quantity.get("value"), int | float):
        unit = str(quantity.get("unit") or quantity.get("code") or "")
        return f"{quantity['value']} {_UNITS.get(unit, unit)}".strip()
    if isinstance(resource.get("valueString"), str):
        return str(resource["valueString"]).strip().rstrip(".")
    return _name(resource.get("valueCodeableConcept"))


def _name(code: Any) -> str:
    return next(_words(code), "")


def _words(code: Any) -> Iterator[str]:
    """The text of a concept and the displays of its codings."""
    concept = _map(code)
    for word in (concept.get("text"), *(coding.get("display") for coding in _maps(concept.get("coding")))):
        if isinstance(word, str) and word.strip():
            yield " ".join(word.split())


def _codes(concept: Any) -> set[str]:
    return {str(coding.get("code")) for coding in _maps(_map(concept).get("coding"))}


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _maps(values: Any) -> list[Mapping[str, Any]]:
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []


def _day(text: Any) -> date | None:
    """The day of a FHIR date or time; None where it is not known to the day."""
    try:
        return date.fromisoformat(str(text)[:10]) if len(str(text)) >= 10 else None
    except ValueError:
        return None


def _age(born: str, today: date) -> float | None:
    """Age in whole years, below two in parts of one; None where the year is not known."""
    if day := _day(born):
        years = today.year - day.year - ((today.month, today.day) < (day.month, day.day))
        return years if years >= 2 else round((today - day).days / 365.25, 2)
    return today.year - int(born[:4]) if born[:4].isdigit() and len(born) in (4, 7) else None
