"""How urgent a case is, in words: no answer ever reads as an all-clear."""

from dermagent.knowledge.outside import urgency_of
from dermagent.knowledge.texts import texts
from dermagent.types import Differential


def urgency_line(d: Differential, *, for_patient: bool = False) -> str:
    """How soon the patient should be seen, or that nothing says so."""
    if d.urgency is None:
        level = "not_assessed"
    elif d.outcome != "answered" and d.urgency in ("routine", "self_care"):
        level = "no_all_clear"
    elif d.urgency in ("routine", "self_care") and d.ranked and urgency_of(d.ranked[0].condition) is None:
        level = "first_unknown"
    else:
        level = d.urgency
    return texts(d.language).say(f"urgency{'_for_patient' if for_patient else ''}.{level}")
