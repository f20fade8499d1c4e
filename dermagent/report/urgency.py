"""How urgent a case is, in words: no answer ever reads as an all-clear."""

from dermagent.types import Differential, Urgency

_WORDS: dict[Urgency, str] = {
    "emergency": "EMERGENCY: act now",
    "same_day": "SAME DAY: needs a doctor today",
    "urgent_referral": "URGENT REFERRAL: specialist within about two weeks",
    "routine": "Routine: no red flag found",
    "self_care": "Self-care",
}
_NOT_ASSESSED = "Urgency: not assessed. No sign or symptom was read, so nothing here says that this can wait."
_NO_ALL_CLEAR = "Urgency: no red flag was found in what was read. Without a diagnosis that is no all-clear."


def urgency_line(d: Differential) -> str:
    """How soon the patient should be seen, or that nothing says so."""
    if d.urgency is None:
        return _NOT_ASSESSED
    if d.outcome != "answered" and d.urgency in ("routine", "self_care"):
        return _NO_ALL_CLEAR
    return _WORDS[d.urgency]
