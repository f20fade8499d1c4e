"""What elements of FHIR resources say: names and codes of concepts, values in words, answers, days."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any, TypeGuard

from dermagent.errors import InputError
from dermagent.knowledge.base import knowledge, rows, shipped
from dermagent.knowledge.bounds import bounds, is_within
from dermagent.reading.fields import resolve
from dermagent.reading.text import read_text
from dermagent.reading.values import POLARITIES, answer_of, coded_answer, zero_score
from dermagent.reading.vitals import is_impossible
from dermagent.resources import KNOWLEDGE
from dermagent.types import CaseImage, Language, Polarity

_FINDINGS = "urn:dermagent:finding"
_ICD10 = "ICD-10"
#: What a code may look like that is told again in a result.
_CODE = re.compile(r"[\w.\-]{1,30}", re.ASCII)
_DAY = len("2026-01-31")
#: The least figure whose K is kelvin, and not thousand: no body is colder than this.
_LEAST_KELVIN = 280
#: The least bare figure that is taken for a vital sign: no temperature in °C of the living lies below.
_LEAST_SIGN = 30
#: A figure, or two of a blood pressure, with a unit.
MEASURED = re.compile(
    r"(?P<mark>[<>=\u2264\u2265]*)\s*(?P<first>\d+(?:[.,]\d+)?)(?:\s*/\s*(?P<second>\d+(?:[.,]\d+)?))?\s*(?P<unit>[^\d\s].*|)"
)
#: A figure below nothing; a temperature below freezing is none of a body.
_BELOW_NOTHING = re.compile(r"\s*[-\u2212]\s*\d")
#: What parts a value that is told twice: "U (unresponsive)", "P - responds to pain".
_PARTS = re.compile(r"\s[-\u2013=]\s|[():;,]")
#: A coma scale told by its three parts.
_EYES_VOICE_MOTION = re.compile(r"\bE\s*(\d)\W{0,3}V\s*(\d)\W{0,3}M\s*(\d)", re.IGNORECASE)


def map_of(value: Any) -> Mapping[str, Any]:
    """A JSON object; what is none, as an empty one."""
    return value if isinstance(value, dict) else {}


def maps_of(values: Any) -> list[Mapping[str, Any]]:
    """The objects of a JSON list; of what is no list, none."""
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []


def words_of(concept: Any) -> Iterator[str]:
    """The text of a concept and the displays of its codings, without SNOMED CT's word for the kind of concept."""
    known = map_of(concept)
    for word in (known.get("text"), *(coding.get("display") for coding in maps_of(known.get("coding")))):
        if isinstance(word, str) and (plain := _kinds().sub("", " ".join(word.split()))):
            yield plain


def name_of(concept: Any) -> str:
    """The name of a concept by its words, else by a code of ICD-10; empty where neither tells it."""
    return next(words_of(concept), "") or named_by_code(concept)


def places_of(sites: Any) -> list[str]:
    """The names of body sites, of one concept or a list of them."""
    return [place for site in (sites if isinstance(sites, list) else [sites]) if (place := name_of(site))]


def codes_of(concept: Any) -> set[str]:
    """The codes of a concept or a list of them; FHIR before R4 and since R5 writes some as a bare text."""
    if isinstance(concept, str):
        return {concept}
    concepts = concept if isinstance(concept, list) else [concept]
    return {str(coding.get("code")) for one in concepts for coding in maps_of(map_of(one).get("coding"))}


def told_code(concept: Any) -> str:
    """The first code of a concept with its system, as it may be told in a limit; empty where there is none."""
    for coding in maps_of(map_of(concept).get("coding")):
        if _CODE.fullmatch(code := str(coding.get("code", ""))):
            system = system_of(coding)
            return f"{code} ({system})" if system else code
    return ""


def finding_of(concept: Any) -> str | None:
    """The finding that a concept names, by a coding or by its words."""
    kb, by_hpo, by_term = knowledge(), _by_hpo(), _by_term()
    for coding in maps_of(map_of(concept).get("coding")):
        value = str(coding.get("code", ""))
        if coding.get("system") == _FINDINGS and value in kb.findings:
            return value
        if value in by_hpo:
            return by_hpo[value]
    return next((by_term[word.lower()] for word in words_of(concept) if word.lower() in by_term), None)


def vital_sign_of(concept: Any) -> str | None:
    """The vital sign that a concept names, by a code of LOINC or its usual name."""
    words = [word.lower() for word in words_of(concept)]
    named = [*codes_of(concept), *words, *(_without_brackets(word) for word in words)]
    return next((_vital_signs()[name] for name in named if name in _vital_signs()), None)


def _without_brackets(word: str) -> str:
    """The name of what LOINC measures, without what it is measured in: "Platelets [#/volume] in Blood"."""
    return word.partition(" [")[0]


def in_known_units(sign: str, value: str) -> str:
    """A vital sign's or laboratory's value in a unit that the reader of texts knows.

    Empty where no living body has such a value.
    """
    one = data()["vital_signs"][sign]
    if sign == "coma" and (parts := _EYES_VOICE_MOTION.search(value)):
        value = str(sum(map(int, parts.groups())))
    if _BELOW_NOTHING.match(value) or is_impossible(f"{one['name']['en']}: {value}", "en"):
        return ""
    found = MEASURED.fullmatch(value)
    if not found:
        return value
    numbers = [float(number.replace(",", ".")) for number in (found["first"], found["second"]) if number]
    unit = found["unit"].strip()
    factor, unit = one.get("units", {}).get(unit, (None, unit))
    if factor is None and one.get("share") and numbers[0] <= 1:
        factor, unit = 100, "%"
    if factor is not None:
        numbers = [float(round(number * factor)) for number in numbers]
        told = "/".join(f"{number:g}" for number in numbers)
        value = f"{found['mark']}{told} {unit}".strip()
    return value if _is_of_the_living(sign, numbers, unit) else ""


def _is_of_the_living(sign: str, numbers: Sequence[float], unit: str) -> bool:
    """Whether a living body can have such a value; of what is not bounded it can."""
    signs, one = bounds().vital_signs, data()["vital_signs"][sign]
    if sign == "pressure" and len(numbers) > 1:
        return signs.pressure.are_both(numbers[0], numbers[1])
    if sign == "temperature":
        ends = {"\u00b0C": [signs.temperature.living_c], "\u00b0F": [signs.temperature.living_f]}
        either = [signs.temperature.living_c, signs.temperature.living_f]
        return any(is_within(numbers[0], living) for living in ends.get(unit, either))
    known = {
        "pulse": signs.pulse.living,
        "breathing": signs.breaths.living,
        "oxygen": signs.oxygen.living,
        "pressure": signs.pressure.living,
    }
    low, high = known.get(sign) or one.get("range") or one.get("living", {}).get(unit, (0, math.inf))
    return bool(low <= numbers[0] <= high)


@dataclass(frozen=True)
class Question:
    """What an Observation asks for whose name is none of a finding that is there: a status, a level, a score."""

    finding: str
    answers: Mapping[str, Any]

    def is_asked_of(self, patient: Mapping[str, Any]) -> bool:
        """Whether it says something of now, and of a patient of this sex and age, as far as they are known."""
        if self.answers.get("aside"):
            return False
        young = patient.get("age_years", math.inf) < self.answers.get("from_years", 0)
        return not young and (patient.get("sex") is None or patient["sex"] != self.answers.get("not_of"))

    def answer(self, resource: Mapping[str, Any], value: str) -> Polarity | None:
        """What its value answers: by its code, its whole words, or what the reader finds in them; None otherwise."""
        codes = codes_of(resource.get("valueCodeableConcept"))
        plain = value.lower().strip(" .")
        words = {" ".join(part.replace("-", " ").split()) for part in (plain, *_PARTS.split(plain))}
        for polarity in POLARITIES:
            if codes & set(self.answers.get(f"{polarity}_codes", ())) or words & set(self.answers.get(polarity, ())):
                return polarity
        if "at_least" in self.answers:
            number = MEASURED.fullmatch(value)
            over = number is not None and float(number["first"].replace(",", ".")) >= self.answers["at_least"]
            return "present" if over else "unknown" if number else None
        return answer_read(self.finding, value)


def question_of(concept: Any) -> Question | None:
    """The question that a concept asks, by its code or name, or one that ends in "status"; None where it asks none."""
    words = [word.lower() for word in words_of(concept)]
    named = {*codes_of(concept), *words, *map(_without_brackets, words)}
    for one in (*data()["questions"], *data()["scores"]):
        if not named.isdisjoint({*one["codes"], *one["names"]}) or any(
            part in word for part in one.get("parts", ()) for word in words
        ):
            return Question(one["finding"], one)
    for word in words_of(concept):
        for end in data()["status"]:
            if word.lower().endswith(end) and (asked := _only_finding(word[: -len(end)].strip(" :-"))):
                return Question(asked, {})
    return None


def _only_finding(name: str) -> str | None:
    """The finding that a name is, or the only one that it tells of."""
    read = {item.finding for item in read_text(name, None, "history").items} if name else set()
    return _by_term().get(name.lower()) or (read.pop() if len(read) == 1 else None)


def answer_read(finding: str, value: str) -> Polarity | None:
    """What the reader finds in a value of this finding or of a narrower one, of the patient now; None where nothing."""
    kb = knowledge()
    of_it = [
        item
        for item in read_text(value, None, "history").items
        if finding == item.finding or finding in kb.ancestors(item.finding)
    ]
    if not of_it:
        return None
    counted = [item for item in of_it if item.counts]
    if not counted:
        return "unknown"
    return "present" if any(item.polarity == "present" for item in counted) else "absent"


def vital_sign_behind(finding: str) -> str | None:
    """The vital sign whose value decides a finding, if one does."""
    signs = data()["vital_signs"].items()
    return next((sign for sign, one in signs if one.get("finding") == finding), None)


def vital_sign_name(sign: str, language: Language) -> str:
    """The name of a vital sign, as the reader of texts knows it."""
    name: str = data()["vital_signs"][sign]["name"][language]
    return name


def answer_in(resource: Mapping[str, Any]) -> Polarity | None:
    """Whether the value of an Observation says that its thing is there.

    "unknown" where it has no value or one that says that nobody knows, None where it has another one.
    """
    if isinstance(resource.get("valueBoolean"), bool):
        return "present" if resource["valueBoolean"] else "absent"
    concept = resource.get("valueCodeableConcept")
    if answer := coded_answer(codes_of(concept)):
        return answer
    told = [word for word in (*words_of(concept), *_bare_values(resource)) if word]
    if answers := [answer for word in told if (answer := answer_of(word) or zero_score(word))]:
        return answers[0]
    if told or (concept and told_code(concept)):
        return None
    meant = resource.get("interpretation")
    if answer := coded_answer(codes_of(meant), "interpretations"):
        return answer
    listed = meant if isinstance(meant, list) else [meant]
    answers = [answer for one in listed for word in words_of(one) if (answer := answer_of(word))]
    return answers[0] if answers else "unknown"


def value_of(resource: Mapping[str, Any]) -> str:
    """A value in words; empty where there is none, or none that can be told so."""
    return next(
        (word for word in (*_bare_values(resource), *words_of(resource.get("valueCodeableConcept"))) if word), ""
    )


def _bare_values(resource: Mapping[str, Any]) -> Iterator[str]:
    """The value of a type that is no concept, if there is one."""
    if isinstance(resource.get("valueString"), str):
        yield str(resource["valueString"]).strip().rstrip(".")
    if _is_number(resource.get("valueInteger")):
        yield str(resource["valueInteger"])
    yield _quantity(resource.get("valueQuantity"))
    ratio = map_of(resource.get("valueRatio"))
    if _quantity(ratio.get("numerator")) and _quantity(ratio.get("denominator")):
        yield f"{_quantity(ratio['numerator'])}/{_quantity(ratio['denominator'])}"
    ends = map_of(resource.get("valueRange"))
    if _quantity(ends.get("low")) and _quantity(ends.get("high")):
        yield f"{_quantity({'value': map_of(ends['low']).get('value')})}-{_quantity(ends['high'])}"
    yield from (str(resource[kind]) for kind in ("valueDateTime", "valueTime") if isinstance(resource.get(kind), str))


def is_measured(value: str) -> bool:
    """Whether a value is a figure with a unit that is known, or a bare one of the size of vital signs."""
    found = re.fullmatch(r"[<>=]*\s*(\d+(?:[.,]\d+)?)(?:\s*/\s*\d+)?\s*(\D*)", value)
    if not found:
        return False
    units: Mapping[str, str] = data()["units"]
    unit = found[2].strip()
    return unit in units or unit in units.values() if unit else float(found[1].replace(",", ".")) >= _LEAST_SIGN


def _quantity(value: Any) -> str:
    """A number with its unit; temperatures in kelvin in °C."""
    quantity = map_of(value)
    number = quantity.get("value")
    if isinstance(number, str) and re.fullmatch(r"-?\d{1,9}(?:\.\d{1,9})?", number):
        number = float(number) if "." in number else int(number)
    if not _is_number(number):
        return ""
    units: Mapping[str, str] = data()["units"]
    written = [str(quantity[key]).strip() for key in ("code", "unit") if isinstance(quantity.get(key), str)]
    unit = next((units[one] for one in written if one in units), written[-1] if written else "")
    if unit == "K" and number >= _LEAST_KELVIN:
        return f"{round(number - 273.15, 1)} \u00b0C"
    return f"{quantity.get('comparator') or ''}{number} {unit}".strip()


def _is_number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def day_of(text: Any) -> date | None:
    """The day of a FHIR date or time; None where it is not known to the day."""
    try:
        return date.fromisoformat(str(text)[:_DAY]) if len(str(text)) >= _DAY else None
    except ValueError:
        return None


def moment_of(text: Any) -> datetime | None:
    """The latest moment that a FHIR date or time may mean, in UTC; None where it is none."""
    if not isinstance(text, str):
        return None
    try:
        if len(text) == len("2026"):
            return datetime.combine(date(int(text), 12, 31), time.max, UTC)
        if len(text) == len("2026-01"):
            month = date.fromisoformat(f"{text}-28") + timedelta(days=4)
            return datetime.combine(month - timedelta(days=month.day), time.max, UTC)
        if len(text) == _DAY:
            return datetime.combine(date.fromisoformat(text), time.max, UTC)
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def last_moment(resource: Mapping[str, Any], fields: Iterable[str]) -> datetime | None:
    """The moment in the first of these fields that has one; of a Period its end, and one that goes on has none."""
    for field in fields:
        value = resource.get(field)
        if isinstance(value, dict):
            if "end" not in value:
                return None
            value = value["end"]
        if moment := moment_of(value):
            return moment
    return None


def named_by_code(concept: Any) -> str:
    """The name that a code of ICD-10 has here: its own, that of the longest code it is one of, or its category's."""
    for coding in maps_of(map_of(concept).get("coding")):
        code = str(coding.get("code", "")).strip().upper()
        if system_of(coding) != _ICD10 or not re.fullmatch(r"[A-Z]\d[\dA-Z](?:\.?[\dA-Z]{1,4})?", code):
            continue
        code = code if len(code) <= 3 or code[3] == "." else f"{code[:3]}.{code[3:]}"
        wider = [code[:length].rstrip(".") for length in range(len(code), 2, -1)]
        names = _icd10()
        narrower = {name for one, name in names.items() if one.startswith(code)}
        if len(narrower) == 1 and not set(wider) & names.keys():
            return narrower.pop()
        for one in dict.fromkeys((*wider, f"{code[:3]}.9", f"{code[:3]}.90")):
            if one in names:
                return names[one]
    return ""


@cache
def _icd10() -> Mapping[str, str]:
    """Names by code of ICD-10: titles of the conditions' codes, conditions of their own code, symptoms and risks."""
    titles = {row["code"]: row["description"] for row in rows(KNOWLEDGE / "icd10cm.csv")}
    alone: dict[str, list[str]] = {}
    for condition in knowledge().conditions.values():
        alone.setdefault(condition.icd10cm, []).append(condition.name)
    names = titles | {code: names[0] for code, names in alone.items() if len(names) == 1 and code}
    return {code: re.sub(r", unspecified$", "", name) for code, name in names.items()} | dict(data()["icd10"])


def system_of(coding: Mapping[str, Any]) -> str:
    """The name of the code system of a coding; empty where it is none that is known."""
    address = str(coding.get("system", "")).lower()
    return next((name for part, name in data()["systems"].items() if part in address), "")


@cache
def _by_hpo() -> Mapping[str, str]:
    return {one.hpo_id: one.id for one in knowledge().findings.values() if one.hpo_id}


@cache
def _by_term() -> Mapping[str, str]:
    return {one.term.lower(): one.id for one in knowledge().findings.values()}


@cache
def _vital_signs() -> Mapping[str, str]:
    signs: Mapping[str, Mapping[str, Any]] = data()["vital_signs"]
    return {name: sign for sign, one in signs.items() for name in (*one["codes"], *one.get("names", ()))}


@cache
def _kinds() -> re.Pattern[str]:
    return re.compile(rf"(?:\s+\((?:{'|'.join(data()['kinds'])})\))+$")


def has_figure(value: str) -> bool:
    """Whether a figure stands in a value."""
    return any(letter.isdigit() for letter in value)


def is_known_site(site: str) -> bool:
    """Whether a body site is in the vocabulary."""
    try:
        return resolve(site, "bodySite") is not None
    except InputError:
        return False


def base64_of(text: str) -> str:
    """The bytes of an image in base64; nothing where they are broken, so that only this image is left out."""
    try:
        CaseImage(content=text)
    except ValueError:
        return ""
    return text


@cache
def data() -> Mapping[str, Any]:
    """All of `health_records.yaml`."""
    content: Mapping[str, Any] = shipped("health_records.yaml")
    return content
