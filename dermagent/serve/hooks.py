"""CDS Hooks: what a health record sends when a patient's chart is opened becomes a case, and its result a card.

The record sends all that is needed as `prefetch`; no FHIR server is asked, and no address in it is read.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dermagent.errors import InputError
from dermagent.steps.health_records import of_health_record
from dermagent.steps.intake import case_from, refuse_repeated_keys
from dermagent.types import Case

SERVICE = "dermagent-patient-view"
NO_CARDS = b'{"cards": []}'
_PATIENT = "patient={{context.patientId}}"
#: The service as `GET /cds-services` tells of it.
SERVICES: dict[str, Any] = {
    "services": [
        {
            "hook": "patient-view",
            "id": SERVICE,
            "title": "Differential of skin disease",
            "description": "Urgency, red flags and a cited differential from findings, conditions, medicines and "
            "photographs in the record. Decision support; not a medical device.",
            "prefetch": {
                "patient": "Patient/{{context.patientId}}",
                "conditions": f"Condition?{_PATIENT}",
                "observations": f"Observation?{_PATIENT}&_sort=-date&_count=100",
                "medications": f"MedicationStatement?{_PATIENT}&status=active",
                "prescriptions": f"MedicationRequest?{_PATIENT}&_sort=-authoredon&_count=100",
                "media": f"Media?{_PATIENT}&_sort=-created&_count=10",
            },
        }
    ]
}


class HookContext(BaseModel):
    """What the record has open; without the patient nothing tells whose a resource is."""

    model_config = ConfigDict(extra="ignore")

    patientId: str = Field(min_length=1, max_length=200, description="Id of the patient whose chart is open.")


class PostedHook(BaseModel):
    """A call of the hook `patient-view`; every value of `prefetch` is a FHIR R4 resource, a Bundle of them, or null."""

    model_config = ConfigDict(extra="ignore")

    hook: Literal["patient-view"] = Field(description="Name of the hook.")
    hookInstance: str = Field(min_length=1, max_length=100, description="The caller's id of this call.")
    context: HookContext = Field(description="What the record has open.")
    prefetch: dict[str, dict[str, Any] | None] = Field(
        max_length=20,
        description="Key of the service's prefetch template to a FHIR R4 resource, or null.",
    )


class HookAnswer(BaseModel):
    """What comes back: one card, or none."""

    cards: list[dict[str, Any]] = Field(description="One card of CDS Hooks, or none.")


def case_of(body: bytes) -> Case | None:
    """The case of a call; None where the record says nothing that a case could be made of, or the patient has died.

    An image that the record only names is one that could not be read, and the report says so. What holds now is told
    by today's day.

    Raises:
        OtherPatient: a resource is of another patient than the one whose chart is open.
        InputError: it is no call of this hook, or a resource makes no case; never with a text of it in the message.
    """
    refuse_repeated_keys(body, "the call")
    try:
        posted = PostedHook.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(step) for step in first["loc"])[:120]
        raise InputError(
            f"expected a call of the hook patient-view with its context and prefetch; see {where or 'the body'!r}"
        ) from error
    from dermagent.reading.fhir_patient import has_died

    entries = [one for value in posted.prefetch.values() if value for one in _entries(value)]
    if has_died([one["resource"] for one in entries]):
        return None
    name = "the prefetch"
    content = of_health_record(
        {"resourceType": "Bundle", "entry": entries},
        name,
        reads_files=False,
        patient=posted.context.patientId,
        today=date.today(),
    )
    if not (content["history"] or content["images"] or content["complaint"]["symptoms"]):
        return None
    return case_from(content, name)


def _entries(value: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The entry of a resource, or those of a Bundle that hold now; what a search failed with says nothing."""
    if value.get("resourceType") != "Bundle":
        yield {"resource": value}
        return
    from dermagent.steps.record_versions import current

    entries = current(value).get("entry")
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and isinstance(entry.get("resource"), dict):
            yield entry


def is_service(name: str) -> bool:
    """Whether there is a service of that name."""
    return name == SERVICE
