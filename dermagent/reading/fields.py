"""Findings of the structured fields of a case, in our vocabulary or in SCIN's questionnaire names."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Literal, get_args

from rapidfuzz import fuzz, process

from dermagent.errors import InputError
from dermagent.knowledge.base import knowledge, shipped
from dermagent.knowledge.bounds import bounds, is_within
from dermagent.knowledge.meant import conditions_meant
from dermagent.reading.compose import findings_of
from dermagent.reading.drugs import NamedDrug, find_drugs
from dermagent.reading.text import read_text
from dermagent.text.normal import CJK
from dermagent.types import (
    Case,
    Complaint,
    Drug,
    Language,
    NamedCondition,
    Observation,
    Patient,
    Polarity,
    Quantity,
    Sex,
    Span,
)

#: Least likeness (0 to 100) of a name that may be meant, and of one that begins alike; of short names two letters make
#: another word.
_NEAR, _NEAR_BEGUN, _BEGINNING = 82, 60, 4


@cache
def scin() -> Mapping[str, Any]:
    """SCIN's questionnaire: its values as our findings, those that say nothing, and its durations in days."""
    content: Mapping[str, Any] = shipped("scin.yaml")
    return content


def resolve(name: str, field: str) -> str | None:
    """The finding id of a name in a structured field; None for SCIN's names that say nothing.

    Raises:
        InputError: the name is not known; the message has the nearest known one.
    """
    key = name.strip().lower().replace("-", "_").replace(" ", "_")
    if key in scin()["silent"]:
        return None
    if found := _names().get(key):
        return found
    begun = [one for one in _names() if len(key) > _BEGINNING and one.startswith(key[:_BEGINNING])]
    nearest = process.extractOne(key, _names().keys(), scorer=fuzz.ratio, score_cutoff=_NEAR) or process.extractOne(
        key, begun, scorer=fuzz.ratio, score_cutoff=_NEAR_BEGUN
    )
    hint = f"; did you mean {nearest[0]!r}?" if nearest else ""
    raise InputError(f"{field}: {name[:60]!r} is not a known finding{hint} (see `dermagent knowledge show --findings`)")


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for finding in knowledge().findings.values():
        if finding.category.startswith(("dermoscopy_", "clinical_")):
            continue  # their `synonyms` column holds notes
        for synonym in finding.synonyms:
            names.setdefault(synonym.lower().replace("-", "_").replace(" ", "_"), finding.id)
    for finding in knowledge().findings.values():
        names[finding.term.lower().replace("-", "_").replace(" ", "_")] = finding.id
    for finding in knowledge().findings.values():
        names[finding.id] = finding.id
    names |= scin()["names"]
    return names


def age_of(patient: Patient) -> Quantity | None:
    """The stated age in years."""
    if patient.age_years is None:
        return None
    return Quantity(low=patient.age_years, high=patient.age_years, unit="years", field="patient.age_years")


def duration_of(complaint: Complaint) -> Quantity | None:
    """The stated duration in days, from a number or one of SCIN's names.

    Raises:
        InputError: a name that SCIN does not have.
    """
    stated, unknown = complaint.duration, scin()["unknown_duration"]
    if stated is None or stated == unknown:
        return None
    if isinstance(stated, str):
        durations = scin()["durations"]
        if stated not in durations:
            known = ", ".join([*durations, unknown])
            raise InputError(f"complaint.duration: {stated[:60]!r} is neither a number of days nor one of {known}")
        low, high = map(float, durations[stated])
        return Quantity(low=low, high=high, unit="days", field="complaint.duration")
    return Quantity(low=float(stated), high=float(stated), unit="days", field="complaint.duration")


def drug_to_onset_of(complaint: Complaint) -> Quantity | None:
    """Days from the start of a drug to the onset of the complaint, as stated or from the two dates.

    Of several drugs one of high risk counts before another, then the one that began last.
    """
    begun = [
        (not any(one.high_risk for one in find_drugs(drug.name)), days, index)
        for index, drug in enumerate(complaint.drugs)
        if (days := _days_before_onset(drug, complaint)) is not None
    ]
    if not begun:
        return None
    _, days, index = min(begun)
    return Quantity(low=days, high=days, unit="days", field=f"complaint.drugs[{index}]")


def _days_before_onset(drug: Drug, complaint: Complaint) -> float | None:
    days = drug.started_days_before_onset
    if days is None and drug.start and complaint.onset and drug.start <= complaint.onset:
        return float((complaint.onset - drug.start).days)
    return days


def read_fields(case: Case) -> tuple[Observation, ...]:
    """All findings that the structured fields state.

    Raises:
        InputError: a name that is not in the vocabulary.
    """
    return (
        *_from_patient(case.patient),
        *_from_complaint(case.complaint),
        *_from_drugs(case),
        *_from_images(case),
        *_from_corrections(case.corrected),
    )


def diagnosed_in(case: Case) -> tuple[NamedCondition, ...]:
    """The conditions that the case's diagnoses mean; of a name that leaves several open each is only suspected.

    Raises:
        InputError: a name means no condition.
    """
    named: list[NamedCondition] = []
    for index, one in enumerate(case.diagnoses):
        meant = [one.name] if one.name in knowledge().conditions else list(conditions_meant(one.name))
        if not meant:
            raise InputError(
                f"diagnoses[{index}]: {one.name[:60]!r} is not a known condition; give its id, a name or its ICD-10-CM "
                "code (see `dermagent knowledge show`), or tell of it in the history"
            )
        stance: Literal["diagnosed", "suspected"] = "suspected" if one.suspected or len(meant) > 1 else "diagnosed"
        span = Span(field=f"diagnoses[{index}].name", start=0, end=len(one.name), text=one.name)
        named += [NamedCondition(condition=condition, stance=stance, span=span) for condition in meant]
    return tuple(named)


def implied_by(diagnosed: Iterable[NamedCondition]) -> Iterator[Observation]:
    """The findings that diagnoses of now come of, each once: a drug eruption of a drug."""
    held = {one.condition: one.span.field for one in diagnosed if one.span}
    implied: Mapping[str, list[str]] = shipped("diagnosed.yaml")
    for finding, conditions in implied.items():
        for field in [held[condition] for condition in conditions if condition in held][:1]:
            yield _stated(finding, field)


def _stated(finding: str, field: str, polarity: Polarity = "present", value: float | None = None) -> Observation:
    return Observation(finding=finding, polarity=polarity, source="field", field=field, value=value)


def _polarity(answer: bool | None) -> Polarity:
    return "unknown" if answer is None else "present" if answer else "absent"


def _from_patient(patient: Patient) -> Iterator[Observation]:
    if patient.pregnant is not None:
        yield _stated("pregnancy", "patient.pregnant", _polarity(patient.pregnant))
    if patient.immunosuppressed is not None:
        yield _stated("immunosuppression", "patient.immunosuppressed", _polarity(patient.immunosuppressed))
    if patient.fitzpatrick in ("I", "II"):
        yield _stated("fair_skin_phototype_i_ii", "patient.fitzpatrick")
    elif patient.fitzpatrick in ("IV", "V", "VI"):
        yield _stated("skin_of_colour_phototype_iv_vi", "patient.fitzpatrick")


def _from_corrections(corrected: Mapping[str, bool | None]) -> Iterator[Observation]:
    for name, answer in corrected.items():
        # What was read is told by its id, and a questionnaire's name may be the same word for something else.
        if finding := name if name in knowledge().findings else resolve(name, "corrected"):
            place = f"corrected.{name}"
            yield Observation(finding=finding, polarity=_polarity(answer), source="person", field=place)


def corrected_with(items: Sequence[Observation]) -> Iterator[Observation]:
    """What a correction corrects beside its own finding: the same thing by the id that SCIN's questionnaire has for it.

    Only of what was read: `scin_fever` where a person denies `fever`, and the other way round.
    """
    read = {item.finding for item in items if item.source != "person"}
    corrected = {item.finding: item for item in items if item.source == "person"}
    same: Mapping[str, str] = scin()["same"]
    for pair in same.items():
        for one, other in (pair, pair[::-1]):
            if one in corrected and corrected[one].polarity != "present" and other in read - corrected.keys():
                yield corrected[one].model_copy(update={"finding": other})


def _from_complaint(complaint: Complaint) -> Iterator[Observation]:
    for field, names in (
        ("sites", complaint.sites),
        ("textures", complaint.textures),
        ("exposures", complaint.exposures),
        ("contacts", complaint.contacts),
    ):
        for name in names:
            where = f"complaint.{field}"
            if finding := resolve(name, where):
                yield _stated(finding, where)
    for name, answer in complaint.symptoms.items():
        if finding := resolve(name, "complaint.symptoms"):
            yield _stated(finding, f"complaint.symptoms.{name}", _polarity(answer))
    if complaint.body_surface_percent is not None:
        yield _stated("body_surface_percent", "complaint.body_surface_percent", value=complaint.body_surface_percent)
    if complaint.lesion_count is not None:
        yield _stated("lesion_count", "complaint.lesion_count", value=float(complaint.lesion_count))


def _from_drugs(case: Case) -> Iterator[Observation]:
    """Whether a drug is new or of high risk, and what its name tells of who takes it."""
    for index, drug in enumerate(case.complaint.drugs):
        where = f"complaint.drugs[{index}]"
        known = list(find_drugs(drug.name))
        tells = {
            item.finding
            for item in _read_in_each(drug.name, where)
            if item.finding in findings_of("told_by_a_drug")
            and (item.polarity, item.experiencer, item.time) == ("present", "patient", "current")
        }
        if any(one.high_risk for one in known):
            yield _stated("high_risk_drug", where)
        if _is_new(drug, case, known) and (tells or not (known and all(one.bland for one in known))):
            yield _stated("new_medication", where)
        for finding in sorted(tells):
            yield _stated(finding, where)


def _is_new(drug: Drug, case: Case, known: Sequence[NamedDrug]) -> bool:
    """Whether a drug has not been taken for half a year; one that many take for years only where a start is told."""
    days = _days_before_onset(drug, case.complaint)
    if days is None and drug.start:
        days = ((case.told_on or date.today()) - drug.start).days
    if days is None:
        return not known or not all(one.long_term for one in known)
    return days < bounds().long_taken.days


def _from_images(case: Case) -> Iterator[Observation]:
    for index, image in enumerate(case.images):
        where = f"images[{index}].body_site"
        for finding in _places_in(image.body_site, where) if image.body_site else ():
            yield _stated(finding, where)


def _places_in(words: str, where: str) -> list[str]:
    """The places on the body that a name or free words tell; what tells none is no fault."""
    try:
        return [finding] if (finding := resolve(words, where)) else []
    except InputError:
        findings = knowledge().findings
        told = {item.finding for item in _read_in_each(words, where) if item.polarity == "present"}
        return sorted(finding for finding in told if findings[finding].category in ("body_site", "distribution"))


def _read_in_each(words: str, where: str) -> Iterator[Observation]:
    """What is read in a few words in any language of their script, since so few do not tell their own."""
    in_chinese = any(sign >= CJK for sign in words)
    for language in get_args(Language):
        if (language == "zh") == in_chinese:
            yield from read_text(words, language, where).items


def from_age(age: Quantity | None) -> Iterator[Observation]:
    """The age findings that a known age implies."""
    if age is None:
        return
    for finding, low, high in bounds().ages.implied():
        if low <= age.low and age.high <= high:
            yield _implied(finding, age, value=age.low, unit="years")


def from_duration(duration: Quantity | None) -> Iterator[Observation]:
    """The tempo findings that a known duration implies; two may hold of one duration."""
    if duration is not None:
        for finding in _tempi(duration):
            yield _implied(finding, duration)


def answer_to_scin(duration: Quantity | None) -> Iterator[Observation]:
    """The answer to SCIN's question for how long, by the middle of the times told."""
    if duration is None:
        return
    if held := [
        name for name, ends in scin()["durations"].items() if is_within((duration.low + duration.high) / 2, ends)
    ]:
        yield _implied(f"scin_{held[0].lower()}", duration)


def from_shorter_times(duration: Quantity | None, times: Iterable[Quantity]) -> Iterator[Observation]:
    """The tempo findings of the other times that a text tells, as of what came to a complaint that lasts longer."""
    known = {"chronic_course", *(_tempi(duration) if duration else ())}
    for time in times:
        for finding in _tempi(time):
            if finding not in known:
                known.add(finding)
                yield _implied(finding, time)


def _tempi(time: Quantity) -> list[str]:
    return [finding for finding, tempo in bounds().tempo.items() if tempo.holds(time.low, time.high)]


def from_drug_to_onset(interval: Quantity | None) -> Iterator[Observation]:
    """The drug-latency findings that a known interval implies, those it only reaches into with half the certainty."""
    if interval is None:
        return
    for finding, latency in bounds().latency.items():
        low, high = latency.days
        if interval.high >= low and interval.low <= high:
            inside = low <= interval.low and interval.high <= high
            yield _implied(finding, interval, certainty=1.0 if inside else 0.5)


def from_sex(sex: Sex | None) -> Iterator[Observation]:
    """The finding that a known sex implies."""
    if sex in ("female", "male"):
        yield _stated(f"{sex}_sex", "patient.sex")


def _implied(finding: str, by: Quantity, **more: Any) -> Observation:
    return Observation(
        finding=finding,
        polarity="present",
        source="history" if by.span else "field",
        span=by.span,
        field=by.field,
        **more,
    )
