"""How urgent a case is, in words: no answer ever reads as an all-clear."""

from dermagent.knowledge.texts import texts
from dermagent.types import Differential


def urgency_line(d: Differential, *, for_patient: bool = False) -> str:
    """How soon the patient should be seen, or that nothing says so."""
    if d.urgency is None:
        level = "not_assessed"
    elif d.outcome != "answered" and d.urgency in ("routine", "self_care"):
        level = "no_all_clear"
    else:
        level = d.urgency
    return texts(d.language).say(f"urgency{'_for_patient' if for_patient else ''}.{level}")
