"""What a told sentence is read as: its findings that are there, and how urgent the red-flag rules find it."""

from dermagent.steps.flag import flag
from dermagent.steps.observe import observe
from dermagent.steps.urgency import floor
from dermagent.types import Case, Language, Urgency


def present(text: str, language: Language) -> set[str]:
    """The findings that count as present."""
    counted = observe(Case(id="told", history=text, language=language)).counted()
    return {finding for finding, item in counted.items() if item.polarity == "present"}


def urgency(text: str, language: Language) -> Urgency | None:
    """The floor of the red-flag rules; None where nothing was read."""
    return floor(flag(observe(Case(id="told", history=text, language=language)))).urgency
