"""A differential as the cards of CDS Hooks 2.0, which a health record shows beside the patient."""

import json
import uuid
from typing import Any

from dermagent.knowledge.base import knowledge
from dermagent.report import lines
from dermagent.report.markdown import to_markdown
from dermagent.report.urgency import urgency_line
from dermagent.types import Differential

#: How loud a card is, by urgency; what is neither is information.
_INDICATORS = {"emergency": "critical", "same_day": "warning", "urgent_referral": "warning"}
#: Longest summary that the standard allows.
_MOST_SUMMARY = 140
_SHOWN = 3
#: Kinds of findings that tell of something to be seen on the skin.
_TO_BE_SEEN = frozenset({"morphology_primary", "morphology_secondary", "configuration", "colour", "distribution"})


def to_cds(differential: Differential) -> str:
    """The service's response as JSON, two-space indented; see `response_of`."""
    return json.dumps(response_of(differential), ensure_ascii=False, indent=2)


def response_of(differential: Differential) -> dict[str, Any]:
    """What a service of CDS Hooks answers: one card, or none; the same differential gives the same card.

    An answer is a card. So is a case without one whose red flags stand, or whose image could not be read while the
    record tells of something to be seen; the card says that there is no answer, and why. Everything else is no card:
    where nothing in a record is about the skin, it stays quiet. No card proposes an order.
    """
    if differential.outcome != "answered" and not (differential.red_flags or _lacks_an_image(differential)):
        return {"cards": []}
    return {"cards": [_card(differential)]}


def _lacks_an_image(d: Differential) -> bool:
    """Whether the record tells of something to be seen on the skin, and an image of it could not be read."""
    findings = knowledge().findings
    seen = {findings[one.finding].category for one in lines.observed_of(d, "present") if one.finding in findings}
    return any(image.refused for image in d.images) and not seen.isdisjoint(_TO_BE_SEEN)


def _card(d: Differential) -> dict[str, Any]:
    return {
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"dermagent card {d.case_id}")),
        "summary": _summary(d),
        "detail": to_markdown(d),
        "indicator": _INDICATORS.get(d.urgency or "", "info"),
        "source": {"label": f"dermagent {d.provenance.dermagent}".strip()},
    }


def _summary(d: Differential) -> str:
    """Urgency first, then what it is about: the red flag, or the first conditions; whole words up to the limit."""
    told = urgency_line(d)
    about = [flag.name for flag in d.red_flags] + [item.name for item in d.ranked[:_SHOWN]]
    if d.outcome != "answered":
        about = [lines.no_answer_line(d), *about, *(heading for heading, _ in lines.image_notes(d))]
    for one in dict.fromkeys(about):
        longer = f"{told} · {one}"
        if len(longer) > _MOST_SUMMARY:
            break
        told = longer
    return told if len(told) <= _MOST_SUMMARY else f"{told[: _MOST_SUMMARY - 1].rstrip()}…"
