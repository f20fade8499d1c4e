"""A FHIR R4 Bundle as a case: patient, conditions, findings, medicines and images; other resources are not read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, get_args

from dermagent.errors import InputError
from dermagent.knowledge.base import knowledge
from dermagent.knowledge.lexicon import language_of
from dermagent.knowledge.texts import texts
from dermagent.reading.fhir_diagnoses import conditions_of, diagnosis_of, evidence_of, is_feared
from dermagent.reading.fhir_elements import (
    answer_in,
    answer_read,
    codes_of,
    day_of,
    finding_of,
    has_figure,
    in_known_units,
    is_known_site,
    is_measured,
    last_moment,
    map_of,
    maps_of,
    moment_of,
    name_of,
    places_of,
    question_of,
    told_code,
    value_of,
    vital_sign_behind,
    vital_sign_name,
    vital_sign_of,
    words_of,
)
from dermagent.reading.fhir_images import images_of
from dermagent.reading.fhir_patient import PatientOfRecord
from dermagent.reading.fhir_times import age_in_years, is_apart_time, is_empty_culture, is_rough
from dermagent.reading.text import read_text
from dermagent.reading.values import begins_with_answer, sex_of
from dermagent.text.tokens import cut
from dermagent.types import MAX_TEXT, URGENCIES, Language, Polarity

_IN_ERROR = "entered-in-error"
_WRONG = {_IN_ERROR, "cancelled", "not-taken", "unknown"}
#: Of `verificationStatus`, what says that a diagnosis is thought of.
_SUSPECTED = {"unconfirmed", "provisional", "differential"}
_BACK = {"recurrence", "relapse"}
_OVER = {"inactive", "remission", "resolved"}
#: What was found longer than this before the record's own day is of the past; our choice.
CURRENT_DAYS = 30
#: A medicine that ended longer than this before is of the past: reactions to one may begin 8 weeks after its first day.
ENDED_DAYS = 90
#: Earlier visits and their characters that are kept, the newest first; and names of what was not read.
_MOST_DIAGNOSES = 100
_MOST_VISITS, _MOST_NOTES, _MOST_UNREAD = 100, MAX_TEXT, 20
#: What has no date is taken for the newest.
_UNDATED = datetime.max.replace(tzinfo=UTC)
_EFFECTIVE = ("effectiveDateTime", "effectiveInstant", "effectivePeriod", "issued")
_OBSERVED = ("onsetDateTime", "onsetPeriod", "recordedDate", "assertedDate")
_DATES = (*_EFFECTIVE, *_OBSERVED, "abatementDateTime", "authoredOn", "dateAsserted", "createdDateTime")


def case_content(
    bundle: Mapping[str, Any], name: str, *, patient: str | None = None, today: date | None = None
) -> dict[str, Any]:
    """The fields of a case, to be checked as those of any other; `name` says in a message where the Bundle stands.

    An Observation of a known finding (this project's coding, HPO, or a term) is that finding, present, absent or, where
    its value does not say so, unknown; any other is a sentence of the history. An active Condition is a sentence, a
    refuted one is denied, one that is over is an earlier visit's, and so is what was observed more than `CURRENT_DAYS`
    before the record's day: the Bundle's timestamp, else `today`, else the newest date in it. A Media's `data` is an
    image, its `url` a path. The age is that at the Bundle's timestamp, else today. `patient` is the id of the patient
    whom the record is about, where that is known.

    Raises:
        OtherPatient: it holds resources of several patients, or of another one than `patient`.
        InputError: an entry is no resource, or there are several patients.
    """
    language = bundle.get("language")
    language = language if language in get_args(Language) else None
    entries = bundle.get("entry", [])
    if not isinstance(entries, list):
        raise InputError(f"{name}: field 'entry': expected a list of entries with a 'resource' each")
    for place, entry in enumerate(entries):
        if isinstance(entry, dict) and entry.get("resource") is None:
            continue  # an entry may tell only of a request or an answer
        resource = map_of(entry).get("resource")
        if not isinstance(resource, dict) or not isinstance(resource.get("resourceType"), str):
            raise InputError(f"{name}: field 'entry[{place}].resource': expected a FHIR resource")
    record = PatientOfRecord.of(bundle, patient)
    record.check(name)
    clock = today or date.today()
    moment = _moment_of_record(bundle, record.resources, today, clock)
    made = _Case(moment, day_of(bundle.get("timestamp")) or clock, language, record.by_address)
    for resource in sorted(record.resources, key=lambda one: one["resourceType"] != "Patient"):
        made.add(resource)  # who the patient is decides what an Observation can mean
    return made.content()


def _moment_of_record(
    bundle: Mapping[str, Any], resources: Sequence[Mapping[str, Any]], today: date | None, clock: date
) -> datetime | None:
    """When the record was made: its timestamp, else the end of `today`, else its newest date that is not to come."""
    if moment := moment_of(bundle.get("timestamp")):
        return moment
    if today:
        return datetime.combine(today, time.max, UTC)
    latest = datetime.combine(clock + timedelta(days=1), time.max, UTC)
    dated = (last_moment(resource, (field,)) for resource in resources for field in _DATES)
    return max((moment for moment in dated if moment and moment <= latest), default=None)


@dataclass(frozen=True)
class _Observed:
    """What an Observation, or a part of one, says of a thing; of several of one `thing` the newest counts.

    A finding is `answer`ed, and its line goes into the history only where `told`; all else is a line of the history.
    """

    when: datetime | None
    line: str
    thing: str
    finding: str | None = None
    answer: Polarity | None = None
    told: bool = True


class _Case:
    def __init__(
        self,
        now: datetime | None,
        today: date,
        language: Language | None,
        by_address: Mapping[str, Mapping[str, Any]],
    ) -> None:
        self._now, self._today, self._language, self._by_address = now, today, language, by_address
        self._history: list[str] = []
        self._patient: dict[str, Any] = {}
        self._observed: list[_Observed] = []
        self._drugs: list[dict[str, Any]] = []
        self._images: list[dict[str, Any]] = []
        self._earlier: list[tuple[date | None, str]] = []
        self._unread: list[str] = []
        #: Conditions that were diagnosed and hold now, and whether each is only suspected.
        self._diagnoses: dict[str, bool] = {}

    def content(self) -> dict[str, Any]:
        symptoms = self._symptoms()
        made: dict[str, Any] = {
            "history": "\n".join(dict.fromkeys(self._history)),
            "patient": self._patient,
            "complaint": {"symptoms": symptoms, "drugs": self._drugs},
            "images": self._images,
            "earlier_visits": self._visits(),
        }
        if self._diagnoses:
            made["diagnoses"] = self._most_urgent_diagnoses()
        unread = list(dict.fromkeys(self._unread))
        if unread:
            more = [f"+{len(unread) - _MOST_UNREAD}"] if len(unread) > _MOST_UNREAD else []
            made["not_read"] = [*unread[:_MOST_UNREAD], *more]
        if self._now and self._drugs:  # how new one is counts from the day of the record
            made["told_on"] = self._now.date().isoformat()
        return made | ({"language": self._language} if self._language else {})

    def add(self, resource: Mapping[str, Any]) -> None:
        """Take what a resource says; one that was entered in error says nothing."""
        kind = resource["resourceType"]
        if resource.get("status") in _WRONG and kind != "Patient":
            if kind == "Media" and resource["status"] != _IN_ERROR:
                self._read_media(resource)  # a photograph is one, however it stands
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

    def _symptoms(self) -> dict[str, bool | None]:
        """The findings of now; other Observations go into the history, older ones into earlier visits.

        Of a thing that was observed several times the newest counts; what has no date is of now.
        """
        of_now: dict[str, list[_Observed]] = {}
        for one in self._observed:
            if self._is_old(one.when):
                self._set_aside(one)
            else:
                of_now.setdefault(one.thing, []).append(one)
        symptoms: dict[str, bool | None] = {}
        for several in of_now.values():
            known = [one for one in several if one.answer != "unknown"]
            newest = max((one.when or _UNDATED for one in known), default=_UNDATED)
            for one in known:
                if (one.when or _UNDATED) < newest:
                    self._set_aside(one)
            counted = [one for one in known or several if not known or (one.when or _UNDATED) == newest]
            self._history += [one.line for one in counted if one.told]
            answers = {one.answer for one in counted if one.answer}
            finding = counted[0].finding
            if finding and answers:  # of two at one moment the one that is there counts
                symptoms[finding] = True if "present" in answers else False if "absent" in answers else None
        return symptoms

    def _most_urgent_diagnoses(self) -> list[dict[str, Any]]:
        """The diagnoses, of too many the most urgent."""
        cards = knowledge().cards
        known = sorted(
            self._diagnoses, key=lambda c: URGENCIES.index(cards[c].urgency) if c in cards else len(URGENCIES)
        )
        kept = [{"name": c} | ({"suspected": True} if self._diagnoses[c] else {}) for c in known]
        return kept[:_MOST_DIAGNOSES]

    def _set_aside(self, one: _Observed) -> None:
        if one.answer != "unknown":
            self._earlier.append((one.when.date() if one.when else None, one.line))

    def _visits(self) -> list[dict[str, Any]]:
        """Earlier visits, one a day, oldest first; of too many the newest."""
        days: dict[date | None, list[str]] = {}
        for day, note in self._earlier:
            days.setdefault(day, []).append(note)
        visits: list[dict[str, Any]] = []
        length = 0
        for day in sorted(days, key=lambda day: day or date.min, reverse=True):
            note = "\n".join(dict.fromkeys(days[day]))
            length += len(note)
            if len(visits) == _MOST_VISITS or length > _MOST_NOTES:
                self._unread.append(f"{len(days) - len(visits)} earlier days")
                break
            visits.append({"note": note} | ({"date": day.isoformat()} if day else {}))
        return visits[::-1]

    def _is_old(self, when: datetime | None, days: int = CURRENT_DAYS) -> bool:
        return when is not None and self._now is not None and self._now - when > timedelta(days=days)

    def _say(self, key: str, *, name: str, **holes: str) -> str:
        """A sentence in the language of the record, else in that of the name."""
        return texts(self._language or language_of(cut(name))).say(f"fhir.{key}", name=name, **holes)

    def _read_patient(self, resource: Mapping[str, Any]) -> None:
        if sex := sex_of(str(resource.get("gender", ""))):
            self._patient["sex"] = sex
        if isinstance(resource.get("id"), str):
            self._patient["id"] = resource["id"]
        born = resource.get("birthDate")
        age = age_in_years(str(born or ""), self._today)
        if age is not None and 0 <= age <= 120:
            self._patient["age_years"] = age
        if born and ("age_years" not in self._patient or is_rough(str(born), self._today)):
            self._unread.append("Patient.birthDate")

    def _read_condition(self, resource: Mapping[str, Any]) -> None:
        verified = {code.lower() for code in codes_of(resource.get("verificationStatus"))}
        if "entered-in-error" in verified:
            return
        code = resource.get("code")
        told = diagnosis_of(code)
        named, standing, places = told.name, told.standing, places_of(resource.get("bodySite"))
        notes = [str(note["text"]) for note in maps_of(resource.get("note")) if note.get("text")]
        meant = conditions_of(code, told.bare) if named else []
        if told.cut and meant:
            named = texts(self._language or "en").condition(meant[0])
        if not named or (standing == "beside" and (told.cut or is_feared(told.name))):
            self._name_unread("Condition", code)
            self._history += notes
            return
        # What stands so by words that the reader knows is left to it.
        sentence = standing if not told.said and standing in ("refuted", "past") else "condition"
        if "refuted" in verified:
            standing = sentence = "refuted"
        elif standing == "confirmed" and verified & _SUSPECTED:
            standing = "suspected"
        line = named if not places or standing == "refuted" else self._say("sited", name=named, site=", ".join(places))
        if standing != "refuted" and self._is_over(resource, named):
            when = last_moment(resource, ("abatementDateTime", "abatementPeriod", "recordedDate", "onsetDateTime"))
            day = day_of(resource.get("recordedDate")) or (when.date() if when else None)
            self._earlier.append((day, "\n".join((line, *notes))))
            return
        self._history += [self._say(sentence, name=line), *notes]
        for sign in () if standing in ("refuted", "past") else evidence_of(resource):
            shown = {"code": sign, "valueBoolean": True, "issued": resource.get("recordedDate")}
            self._observe(shown)
        if standing in ("confirmed", "suspected") and self._is_news(resource):
            for condition in meant:
                self._diagnoses[condition] = self._diagnoses.get(condition, True) and standing == "suspected"

    def _is_news(self, resource: Mapping[str, Any]) -> bool:
        """Whether a diagnosis that holds began, came back or was noted lately, or nobody says when."""
        if codes_of(resource.get("clinicalStatus")) & _BACK:
            return True
        moments = [moment for field in _OBSERVED if (moment := last_moment(resource, (field,)))]
        return not moments or not self._is_old(max(moments))

    def _is_over(self, resource: Mapping[str, Any], named: str) -> bool:
        """Whether a Condition is of the past.

        By its status, by its abatement, or by age: without a status, what is no risk and began or was noted long ago.
        """
        status = resource.get("clinicalStatus")
        told = {one.lower() for one in (*codes_of(status), *words_of(status))}
        if told & _OVER or resource.get("abatementBoolean") is True:
            return True
        if any(isinstance(resource.get(f"abatement{kind}"), dict) for kind in ("Age", "Range")):
            return True
        ended = moment_of(resource.get("abatementDateTime")) or last_moment(resource, ("abatementPeriod",))
        if ended and (self._now is None or ended <= self._now or ended.date() <= self._now.date()):
            return True
        if resource.get("abatementString"):
            return True
        return not told and self._is_old(last_moment(resource, _OBSERVED)) and not self._is_risk(named)

    def _is_risk(self, named: str) -> bool:
        """Whether a text names what puts at risk and nothing that is seen or felt."""
        kb, read = knowledge(), read_text(named, self._language, "history")
        kinds = {kb.findings[item.finding].category for item in read.items}
        return "history_risk" in kinds and not kinds - {"history_risk", "body_site"}

    def _read_observation(self, resource: Mapping[str, Any]) -> None:
        parts = maps_of(resource.get("component"))
        shared = {
            key: value for key, value in resource.items() if not key.startswith("value") and key != "interpretation"
        }
        pressure = {vital_sign_of(part.get("code")): part for part in parts}
        if {"pressure", "diastolic"} <= set(pressure):
            upper, lower = (value_of(pressure[one]) for one in ("pressure", "diastolic"))
            if upper and lower:
                both = f"{upper.partition(' ')[0]}/{lower}"
                parts = [part for part in parts if part not in (pressure["pressure"], pressure["diastolic"])]
                self._observe({**shared, "code": pressure["pressure"].get("code"), "valueString": both})
        if any(key.startswith("value") for key in resource) or resource.get("interpretation") or not parts:
            self._observe(resource, is_panel="component" in resource or "hasMember" in resource)
        for part in parts:
            self._observe({**shared, **part})

    def _observe(self, resource: Mapping[str, Any], *, is_panel: bool = False) -> None:
        code = resource.get("code")
        finding, sign, named = finding_of(code), vital_sign_of(code), name_of(code)
        answer, value, when = answer_in(resource), value_of(resource), last_moment(resource, _EFFECTIVE)
        if answer is None and finding and not sign and is_measured(value):
            sign = vital_sign_behind(finding)
        asked = None if sign else question_of(code)
        if (asked and not asked.is_asked_of(self._patient)) or (
            answer is None and not (finding or sign or asked) and is_apart_time(named, value)
        ):
            self._name_unread("Observation", code)
            return
        if is_empty_culture(named, answer, value):
            self._name_unread("Observation", code)
            return
        if asked:
            answer = asked.answer(resource, value) or answer
            if answer is None and asked.finding == finding and has_figure(value):
                asked = None  # "Pregnancy: 16 weeks" tells of the thing itself
            else:
                finding = asked.finding
        elif finding and answer is None and not (has_figure(value) or begins_with_answer(value)):
            answer = answer_read(finding, value)
        if sign and answer is None and (value := in_known_units(sign, value)):
            name = vital_sign_name(sign, self._language or "en")
            self._observed.append(_Observed(when, self._say("value", name=name, value=value), sign))
            return
        if sign or not (named or finding):
            if value or not (is_panel or answer == "unknown"):
                self._name_unread("Observation", code)
            return
        named = named or knowledge().findings[finding or ""].term
        places = places_of(resource.get("bodySite"))
        sited = self._say("sited", name=named, site=", ".join(places)) if places else named
        thing = finding or sited
        if answer is None and value and not asked and (not finding or has_figure(value) or begins_with_answer(value)):
            if not finding and resource.get("valueQuantity") is None:
                thing = f"{sited} {len(self._observed)}"  # words of two days may both hold
            self._observed.append(_Observed(when, self._say("value", name=sited, value=value), thing, finding))
            return
        if answer is None:
            self._name_unread("Observation", code)
        if finding or answer in ("present", "absent"):
            line = self._say("refuted", name=named) if answer == "absent" else self._say("condition", name=sited)
            if asked:  # its name is no finding that is there
                line = self._say("value", name=knowledge().findings[asked.finding].term, value=value or str(answer))
            told = not finding or (answer == "present" and bool(places))
            self._observed.append(_Observed(when, line, thing, finding, answer or "unknown", told))

    def _name_unread(self, kind: str, code: Any) -> None:
        """Keep what could not be read by its name or code, to be told as a limit."""
        if told := name_of(code)[:80] or told_code(code):
            self._unread.append(f"{kind} {told}")

    def _read_medicine(self, resource: Mapping[str, Any]) -> None:
        concept = resource.get("medicationCodeableConcept")
        named = name_of(concept)
        if reference := map_of(resource.get("medicationReference")):
            target = str(reference.get("reference", ""))
            inside = {f"#{one.get('id')}": one for one in maps_of(resource.get("contained"))}
            medicine = inside.get(target) or self._by_address.get(target) or {}
            concept = medicine.get("code")
            named = name_of(concept) or str(reference.get("display", ""))
        if not named:
            self._name_unread("MedicationStatement", concept)
            return
        period = map_of(resource.get("effectivePeriod"))
        ended = moment_of(period.get("end"))
        if self._is_old(ended, ENDED_DAYS):
            self._earlier.append((ended.date() if ended else None, named[:200]))
            return
        start = day_of(period.get("start") or resource.get("effectiveDateTime"))
        self._drugs.append({"name": named[:200]} | ({"start": start.isoformat()} if start else {}))

    def _read_media(self, resource: Mapping[str, Any]) -> None:
        found = list(images_of(resource))
        self._unread += [one for one in found if isinstance(one, str)]
        images = [one for one in found if not isinstance(one, str)]
        for site in places_of(resource.get("bodySite"))[:1] if images else ():
            if is_known_site(site):
                images = [{**one, "body_site": site} for one in images]
            else:
                self._history.append(self._say("condition", name=site))
        self._images += images
