"""Words of health records as the reader knows them: names of other languages, places behind a name, notes as values."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from dermagent.knowledge.base import knowledge
from dermagent.reading.fhir_diagnoses import conditions_of, diagnosis_of, evidence_of
from dermagent.reading.fhir_elements import (
    answer_in,
    data,
    finding_of,
    last_moment,
    map_of,
    maps_of,
    name_of,
    question_of,
    words_of,
)
from dermagent.reading.text import read_text
from dermagent.reading.values import answer_of

_FINDINGS = "urn:dermagent:finding"
#: Words behind the name of a diagnosis that may be its place, and characters of a note that may be a value, at most.
_MOST_WORDS, _LONGEST_NOTE = 6, 80
_SIDES = frozenset({"unilateral", "bilateral", "symmetric"})
_DOUBTED = re.compile(r"^[?\uff1f\u00bf][\s?\uff1f\u00bf]*")


def in_known_words(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    """A resource whose words are those that the reader knows; whatever has no other form stays as it is."""
    if resource.get("resourceType") == "Condition":
        signs = [{"code": [_observation({"code": sign})["code"]]} for sign in evidence_of(resource)]
        return _condition({**resource, "evidence": signs} if signs else resource)
    if resource.get("resourceType") == "Observation":
        if isinstance(resource.get("code"), str):  # a bare text, which no concept should be
            resource = {**resource, "code": {"text": resource["code"]}}
        return _condition(_diagnosed(resource)) if _is_diagnosis(resource) else _observation(resource)
    return resource


def _condition(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    """A diagnosis whose name is known only without the place behind it: the place is its site ("Erysipel Bein")."""
    code = resource.get("code")
    name = _DOUBTED.sub("? ", name_of(code))
    if not name or conditions_of({"text": name}, diagnosis_of({"text": name}).bare):
        return resource if name == name_of(code) else {**resource, "code": {**map_of(code), "text": name}}
    words = name.split()
    at = len(words)
    while at > 1 and len(words) - at < _MOST_WORDS and _is_of_place(words[at - 1]):
        at -= 1
    for cut in range(at, len(words)):  # the longest place first: "Cellulitis R leg"
        head, place = " ".join(words[:cut]).rstrip(" ,;:-("), _place(words[cut:])
        if place and conditions_of({"text": head}, diagnosis_of({"text": head}).bare):
            sites = resource.get("bodySite") or [{"text": place}]
            return {**resource, "code": {**map_of(code), "text": head}, "bodySite": sites}
    return resource


def _is_diagnosis(resource: Mapping[str, Any]) -> bool:
    """Whether an Observation says that a disease is there, which its name means and which is no finding."""
    code = resource.get("code")
    told = diagnosis_of(code)
    if finding_of(code) or question_of(code) or answer_in(resource) != "present":
        return False
    if told.standing not in ("confirmed", "suspected") or name_of(code).casefold() in data()["german_findings"]:
        return False
    return bool(conditions_of(code, told.bare)) and not resource.get("component")


def _diagnosed(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    """An Observation of a disease as a Condition of R4, noted when it was observed."""
    kept = {field: resource[field] for field in ("id", "code", "bodySite", "note", "subject") if field in resource}
    seen = last_moment(resource, ("effectiveDateTime", "effectiveInstant", "effectivePeriod", "issued"))
    noted = {"recordedDate": seen.date().isoformat()} if seen else {}
    return {**kept, "resourceType": "Condition", **noted}


def _is_of_place(word: str) -> bool:
    """Whether a word tells a place, a side, or joins one to a name."""
    bare = word.casefold().strip(" .,;()")
    return bare in data()["places"] or (bool(found := _findings(bare)) and found <= _sites() | _SIDES)


def _place(words: list[str]) -> str | None:
    """A place on the skin in words that the reader knows; None where they tell none, or one of another disease."""
    plain = (word.strip(".,;()") for word in words)
    place = " ".join(known for word in plain if (known := data()["places"].get(word.casefold(), word)))
    found = _findings(place)
    return place if found & _sites() and not found & set(data()["no_places"]) else None


@lru_cache(maxsize=1024)
def _findings(words: str) -> frozenset[str]:
    return frozenset(item.finding for item in read_text(words, None, "history").items)


@cache
def _sites() -> frozenset[str]:
    return frozenset(one.id for one in knowledge().findings.values() if one.category == "body_site")


def _observation(resource: Mapping[str, Any]) -> Mapping[str, Any]:
    """An Observation whose German name is that of a finding, whose note is its value, whose denial has no time."""
    made = dict(resource)
    names = [word.casefold().strip(" :?.") for word in words_of(resource.get("code"))]
    finding = next((data()["german_findings"][name] for name in names if name in data()["german_findings"]), None)
    if finding and finding_of(resource.get("code")) is None:
        code = map_of(resource.get("code"))
        coded = {"system": _FINDINGS, "code": finding}
        made["code"] = {**code, "coding": [*maps_of(code.get("coding")), coded]}
    value = str(resource.get("valueString", "")).strip()
    denied, first = _denied_since().fullmatch(value), re.match(r"\w+(?=[\s,;:(])", value)
    if denied and answer_of(denied["answer"]) == "absent":
        made["valueString"] = denied["answer"]
    elif finding and first and answer_of(first[0]) == "present":
        made["valueString"] = first[0]  # what stands behind it is German
    notes = [str(note["text"]).strip() for note in maps_of(resource.get("note")) if note.get("text")]
    if len(notes) == 1 and len(notes[0]) <= _LONGEST_NOTE and _is_bare(resource):
        made["valueString"] = notes[0]
    return made


def _is_bare(resource: Mapping[str, Any]) -> bool:
    """Whether an Observation tells nothing but what may stand in its note."""
    parts = ("interpretation", "component", "hasMember", "dataAbsentReason")
    return not any(key.startswith("value") or key in parts for key in resource)


@cache
def _denied_since() -> re.Pattern[str]:
    """A denial and, behind it, since when it holds ("negative since yesterday")."""
    return re.compile(data()["denied_since"], re.IGNORECASE)
