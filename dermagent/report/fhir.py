"""A differential as a FHIR R4 Bundle: report, findings, ranked predictions, and what made them."""

import base64
import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dermagent.knowledge.base import knowledge
from dermagent.knowledge.texts import texts
from dermagent.report import lines
from dermagent.report.markdown import to_markdown
from dermagent.report.urgency import urgency_line
from dermagent.text.controls import without_controls
from dermagent.types import Case, Differential, ImageAssessment, Observation, RankedCondition, RedFlag

#: Names this project's findings in a coding.
FINDINGS = "urn:dermagent:finding"
ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm"
HPO = "http://human-phenotype-ontology.org"
LOINC = "http://loinc.org"
#: Answers of LOINC by polarity.
ANSWERS = {"present": ("LA9633-4", "Present"), "absent": ("LA9634-2", "Absent")}
_CATEGORIES = "http://terminology.hl7.org/CodeSystem/observation-category"
_PARTICIPANTS = "http://terminology.hl7.org/CodeSystem/provenance-participant-type"
_MEDIA_KINDS = "http://terminology.hl7.org/CodeSystem/media-type"
_ENDED = ("answered", "abstained")
_NONE: Mapping[int, bytes] = {}


def to_fhir(
    differential: Differential,
    case: Case | None = None,
    images: Mapping[int, bytes] = _NONE,
    *,
    recorded: datetime,
) -> str:
    """The Bundle as JSON, two-space indented; see `bundle_of`."""
    return json.dumps(bundle_of(differential, case, images, recorded=recorded), ensure_ascii=False, indent=2)


def bundle_of(
    differential: Differential,
    case: Case | None = None,
    images: Mapping[int, bytes] = _NONE,
    *,
    recorded: datetime,
) -> dict[str, Any]:
    """The Bundle (of the type `collection`) as plain values; the same arguments give the same Bundle.

    A finding is an Observation whose value is LOINC's "Present" or "Absent"; one that is unknown is none. Probabilities
    are fractions of 1. A run that came to no answer is a report that was cancelled, without any prediction, whose
    conclusion keeps urgency and red flags. Nothing in it is final, and no condition stands as a conclusion's code.

    Args:
        differential: the result.
        case: what it was made of, for the sex and the pseudonym of the patient, and for what is known of its images.
        images: JPEG bytes by the place of the image in the case (`dermagent.report.images.copies`); a Media each.
        recorded: when, with a time zone.

    Raises:
        ValueError: the time has no zone.
    """
    if recorded.tzinfo is None:
        raise ValueError("recorded: expected a time with its zone")
    return _Made(differential, case, images, recorded.isoformat(timespec="seconds")).bundle()


class _Made:
    def __init__(self, d: Differential, case: Case | None, images: Mapping[int, bytes], recorded: str) -> None:
        self._d, self._case, self._images, self._recorded = d, case, images, recorded
        self._said = texts(d.language)
        self._entries: list[dict[str, Any]] = []

    def bundle(self) -> dict[str, Any]:
        patient = self._add("patient", self._patient())
        device = self._add("device", self._device())
        counted = self._d.observations.counted() if self._d.observations else {}
        subject = {"subject": patient}
        findings = [
            self._add(f"finding {one}", {**self._observation(item), **subject, "device": device})
            for one, item in sorted(counted.items())
        ]
        media = [
            self._add(f"image {one.index}", {**self._media(one, self._images[one.index]), **subject})
            for one in self._d.images
            if one.index in self._images
        ]
        shown = _given("media", [{"link": one} for one in media])
        report = self._add("report", {**self._report(), **subject, **_given("result", findings), **shown})
        made = [report, *findings]
        if self._d.ranked:
            basis = _given("basis", [report, *findings, *media])
            made.append(self._add("risks", {**self._risks(), **subject, **basis, "performer": device}))
        kind = {"coding": [{"system": _PARTICIPANTS, "code": "assembler", "display": "Assembler"}]}
        agent = [{"type": kind, "who": device}]
        provenance = {"resourceType": "Provenance", "target": made, "recorded": self._recorded, "agent": agent}
        self._add("provenance", provenance)
        return {
            "resourceType": "Bundle",
            "language": self._d.language,
            "type": "collection",
            "timestamp": self._recorded,
            "entry": self._entries,
        }

    def _add(self, name: str, resource: dict[str, Any]) -> dict[str, Any]:
        """Add a resource; a reference to it."""
        url = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'dermagent {self._d.case_id} {name}')}"
        self._entries.append({"fullUrl": url, "resource": _without_controls(resource)})
        return {"reference": url}

    def _patient(self) -> dict[str, Any]:
        patient: dict[str, Any] = {"resourceType": "Patient"}
        pseudonym = self._case and self._case.patient.id
        if pseudonym and pseudonym.strip():
            patient["identifier"] = [{"use": "secondary", "value": pseudonym}]
        sex = (self._case and self._case.patient.sex) or (self._d.observations and self._d.observations.sex)
        return {**patient, "gender": sex or "unknown"}

    def _device(self) -> dict[str, Any]:
        made_by = self._d.provenance
        told = {
            "dermagent": made_by.dermagent,
            "graph": made_by.graph,
            "knowledge": made_by.knowledge_sha256,
            "model": made_by.model_served or made_by.model_asked,
        }
        return {
            "resourceType": "Device",
            "deviceName": [{"name": "dermagent", "type": "model-name"}],
            "version": [{"type": {"text": name}, "value": value} for name, value in told.items() if value],
            **_given("note", [{"text": self._d.notice}] if self._d.notice else []),
        }

    def _observation(self, item: Observation) -> dict[str, Any]:
        finding = knowledge().findings.get(item.finding)
        coding = [{"system": FINDINGS, "code": item.finding}]
        if finding and finding.hpo_id:
            coding.append({"system": HPO, "code": finding.hpo_id})
        name = self._said.finding(item.finding)
        code, display = ANSWERS[item.polarity]
        category = "imaging" if item.source in ("image", "vlm") else "survey"
        made: dict[str, Any] = {
            "resourceType": "Observation",
            "status": "preliminary",
            "category": [{"coding": [{"system": _CATEGORIES, "code": category}]}],
            "code": {"coding": coding, "text": name},
            "valueCodeableConcept": {"coding": [{"system": LOINC, "code": code, "display": display}]},
        }
        if item.span:
            made["note"] = [{"text": item.span.text}]
        if item.value is not None:
            measured = {"value": item.value, **({"unit": item.unit} if item.unit else {})}
            made["component"] = [{"code": {"text": name}, "valueQuantity": measured}]
        return made

    def _media(self, seen: ImageAssessment, content: bytes) -> dict[str, Any]:
        """A smaller copy of an image that was read, named by the SHA-256 of the original file."""
        told: dict[str, Any] = {}
        if self._case:
            image = self._case.images[seen.index]
            told |= {
                **_given("modality", image.modality and {"text": image.modality}),
                **_given("view", image.view and {"text": image.view}),
                **_given("bodySite", image.body_site and {"text": image.body_site}),
                **_given("createdDateTime", image.date and image.date.isoformat()),
            }
        return {
            "resourceType": "Media",
            **_given(
                "identifier", seen.sha256 and [{"system": "urn:ietf:rfc:3986", "value": f"urn:sha256:{seen.sha256}"}]
            ),
            "status": "completed",
            "type": {"coding": [{"system": _MEDIA_KINDS, "code": "image", "display": "Image"}]},
            **told,
            "content": {"contentType": "image/jpeg", "data": base64.b64encode(content).decode()},
            **_given("note", [{"text": seen.quality.sentence}] if seen.quality else []),
        }

    def _report(self) -> dict[str, Any]:
        d = self._d
        content = base64.b64encode(to_markdown(d).encode()).decode()
        form = {"contentType": "text/markdown", "language": d.language, "data": content}
        return {
            "resourceType": "DiagnosticReport",
            "status": "preliminary" if d.outcome in _ENDED else "cancelled",
            "code": {"text": self._said.say("report.title")},
            "issued": self._recorded,
            "conclusion": "\n".join(self._conclusion()),
            "presentedForm": [form],
        }

    def _conclusion(self) -> list[str]:
        d = self._d
        told = [urgency_line(d), *map(_flag_line, d.red_flags)]
        if d.outcome != "answered":
            told.append(lines.no_answer_line(d))
        told += [f"{item.rank}. {item.name}: {lines.percent(item.probability)}" for item in d.ranked]
        if d.degraded or d.outcome not in _ENDED:
            told += d.limits[:1]
        return [*told, d.notice] if d.notice else told

    def _risks(self) -> dict[str, Any]:
        uncalibrated = not all(item.calibrated for item in self._d.ranked)
        told = [self._said.say("marks.not_calibrated")] if uncalibrated else []
        return {
            "resourceType": "RiskAssessment",
            "status": "preliminary",
            **_given("note", [{"text": one} for one in (*told, *self._d.limits)]),
            "prediction": [self._prediction(item) for item in self._d.ranked],
        }

    def _prediction(self, item: RankedCondition) -> dict[str, Any]:
        coding = [{"system": ICD10CM, "code": item.icd10cm}] if item.icd10cm else []
        colon, marks = self._said.say("names.colon"), lines.marks_of(item, self._d)
        why = [*marks]
        for key, terms in (("for", item.for_), ("against", item.against)):
            if terms:
                told = self._said.listed(lines.term_words(term, self._said) for term in terms)
                why.append(f"{self._said.say(f'report.{key}')}{colon}{told}")
        return {
            "outcome": {**_given("coding", coding), "text": item.name},
            "probabilityDecimal": item.probability,
            **({"rationale": "\n".join(why)} if why else {}),
        }


def _flag_line(flag: RedFlag) -> str:
    return f"{flag.name}. {flag.clinician_text}"


def _given(key: str, values: Any) -> dict[str, Any]:
    """What there is under a key; FHIR allows no empty list, object or text."""
    return {key: values} if values else {}


def _without_controls(told: Any) -> Any:
    """Plain values in which no text has a control character, which FHIR allows in none."""
    if isinstance(told, str):
        return without_controls(told)
    if isinstance(told, dict):
        return {key: _without_controls(value) for key, value in told.items()}
    return [_without_controls(one) for one in told] if isinstance(told, list) else told
