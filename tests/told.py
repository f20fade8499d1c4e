"""What a told text is read as: its findings, the red-flag rules that fire on them, and how urgent those find it."""

from collections.abc import Iterable, Mapping

from dermagent.reading.text import read_text
from dermagent.steps.flag import flag
from dermagent.steps.observe import observe
from dermagent.steps.urgency import floor
from dermagent.types import URGENCIES, Case, Language, Observations, Urgency
from tests.bench.reading import is_absent, is_present


def observed(text: str, language: Language | None = None) -> Observations:
    """What all readers observe in a case that is this text alone."""
    return observe(Case(id="told", history=text, language=language))


def polarities(text: str, language: Language | None = None) -> dict[str, str]:
    """The polarity of each finding that counts: those of the patient, now."""
    return {finding: item.polarity for finding, item in observed(text, language).counted().items()}


def present(text: str, language: Language | None = None) -> set[str]:
    """The findings that count as present."""
    return {finding for finding, polarity in polarities(text, language).items() if polarity == "present"}


def mentioned(text: str, language: Language | None = None) -> set[str]:
    """The findings that are told as present, of whomever and whenever."""
    return {item.finding for item in observed(text, language).items if item.polarity == "present"}


def said(text: str, language: Language | None = None) -> dict[str, str]:
    """The last polarity that the text reader finds for each finding, of whomever and whenever."""
    return {item.finding: item.polarity for item in read_text(text, language, "history").items}


def said_now(text: str, language: Language | None = None) -> dict[str, str]:
    """The last polarity that the text reader finds for each finding of the patient, now."""
    items = read_text(text, language, "history").items
    return {item.finding: item.polarity for item in items if item.time == "current" and item.experiencer == "patient"}


def each(texts: Mapping[str, Iterable[tuple[Language, str]]]) -> list[tuple[str, Language, str]]:
    """The texts of each finding one by one, as the rows of a table of tests."""
    return [(finding, language, text) for finding, told in texts.items() for language, text in told]


def times_of(finding: str, text: str, language: Language | None = None) -> set[str]:
    """The times that the text reader gives a finding."""
    return {item.time for item in read_text(text, language, "history").items if item.finding == finding}


def otherwise(found: Mapping[str, str], names: Iterable[str], polarity: str) -> dict[str, str | None]:
    """The names that are not found with this polarity, each with the one that it has."""
    return {name: found.get(name) for name in names if found.get(name) != polarity}


def rules(text: str, language: Language | None = None) -> set[str]:
    """The red-flag rules that fire."""
    return {red.rule for red in flag(observed(text, language)).red_flags}


def urgency(text: str, language: Language | None = None) -> Urgency | None:
    """The floor of the red-flag rules; None where nothing was read."""
    return floor(flag(observed(text, language))).urgency


def is_emergency(text: str, language: Language | None = None) -> bool:
    """Whether a red-flag rule for an emergency fires."""
    return urgency(text, language) == "emergency"


def unlike(told: str, text: str, language: Language | None = None) -> dict[str, str | None]:
    """What is not read as `told` says: "+wheal -fever ~hand" is a wheal, no fever, and a hand that is not affected."""
    found = polarities(text, language)
    meant = {"+": ("present",), "-": ("absent",), "~": ("absent", None)}
    return {one: found.get(one[1:]) for one in told.split() if found.get(one[1:]) not in meant[one[0]]}


def misjudged(expected: str, text: str, language: Language | None = None) -> dict[str, str | None]:
    """What is not as expected: findings as in `unlike`, and the urgency behind ">=" (at least) and "<=" (at most)."""
    bounds = [one for one in expected.split() if one[1] == "="]
    found = unlike(" ".join(one for one in expected.split() if one not in bounds), text, language)
    judged = urgency(text, language) if bounds else None
    level = URGENCIES.index(judged) if judged else len(URGENCIES)
    for bound in bounds:
        named = URGENCIES.index(bound[2:])
        if level > named if bound[0] == ">" else level < named:
            found[bound] = judged
    return found


def is_told(told: str, finding: str, text: str, language: Language | None = None) -> bool:
    """Whether a finding is "there", "denied" or "not there"; a narrower one tells it, a broader one denies it."""
    found = observed(text, language)
    present = is_present(found, finding)
    return {"there": present, "denied": is_absent(found, finding) and not present, "not there": not present}[told]


def told_otherwise(told: str, text: str, language: Language | None = None) -> set[str]:
    """What is not told as in "+wheal -fever ~hand": there, denied, not there, as `is_told` has it."""
    meant = {"+": "there", "-": "denied", "~": "not there"}
    return {one for one in told.split() if not is_told(meant[one[0]], one[1:], text, language)}
