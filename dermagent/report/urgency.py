"""How urgent a case is, in words: no answer ever reads as an all-clear."""

from dermagent.knowledge.outside import urgency_of
from dermagent.knowledge.texts import texts
from dermagent.types import Differential


def urgency_line(d: Differential, *, for_patient: bool = False) -> str:
    """How soon the patient should be seen, or that nothing says so."""
    nobody_knows = bool(d.ranked) and urgency_of(d.ranked[0].condition) is None
    if d.urgency is None:
        level = "first_unknown" if nobody_knows and d.observations and d.observations.items else "not_assessed"
    elif d.outcome != "answered" and d.urgency in ("routine", "self_care"):
        level = "no_all_clear"
    else:
        level = d.urgency
    return texts(d.language).say(f"urgency{'_for_patient' if for_patient else ''}.{level}")
