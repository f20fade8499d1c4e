"""Conditions that the knowledge base does not hold: their ids, names and codes, and which sound dangerous."""

import re
from functools import cache
from typing import Any

from dermagent.knowledge.base import KnowledgeBase, knowledge, read_yaml, rows
from dermagent.knowledge.meant import folded, plain_name, singular
from dermagent.resources import KNOWLEDGE

#: What the id of such a condition begins with; its normalised name follows.
_PREFIX = "outside:"
_FEWEST_LETTERS, _MOST_LETTERS, _MOST_WORDS = 3, 80, 9


def outside_id(name: str) -> str | None:
    """The id of a name that no known condition has; the same for its spellings, singular and plural.

    None where the name is refuted, or says that there is no diagnosis.
    """
    plain = plain_name(name)
    if plain is None:
        return None
    words = re.sub(r"[^\w'’]+", " ", folded(plain)).split()
    text = singular(" ".join(words).replace("’", "'"))
    if not _FEWEST_LETTERS <= len(text) <= _MOST_LETTERS and not re.search(r"[\u3400-\u9fff]{2}", text):
        return None
    if len(words) > _MOST_WORDS or len(text) > _MOST_LETTERS or not re.search(r"[^\W\d_]{2}", text):
        return None
    told = _told()
    if text in told["no_diagnosis"] or any(text.startswith(f"{begin} ") for begin in told["no_diagnosis_begins"]):
        return None
    return _PREFIX + text


def plain_id(text: str) -> str:
    """A name, also where a model repeats the id of a condition outside the knowledge base."""
    return text.strip().removeprefix(_PREFIX).strip()


def is_outside(condition: str) -> bool:
    """Whether an id is that of a condition outside the knowledge base."""
    return condition.startswith(_PREFIX)


def name_of(condition: str, kb: KnowledgeBase | None = None) -> str:
    """The name of any condition as it is printed."""
    if not is_outside(condition):
        return (kb or knowledge()).conditions[condition].name
    text = condition.removeprefix(_PREFIX)
    return text[:1].upper() + text[1:]


def code_of(condition: str, kb: KnowledgeBase | None = None) -> str:
    """The ICD-10-CM code of a condition; outside the knowledge base that of the title that is its name, else empty."""
    if not is_outside(condition):
        return (kb or knowledge()).conditions[condition].icd10cm
    return _titles().get(condition.removeprefix(_PREFIX), "")


def sounds_dangerous(condition: str) -> bool:
    """Whether the name of a condition outside the knowledge base has a word of a danger in it."""
    text = condition.removeprefix(_PREFIX)
    return is_outside(condition) and any(stem in text for stem in _told()["dangerous_stems"])


@cache
def _told() -> dict[str, Any]:
    content: dict[str, Any] = read_yaml(KNOWLEDGE / "outside.yaml")
    return content


@cache
def _titles() -> dict[str, str]:
    """Normalised titles of ICD-10-CM and their codes, those that a condition can be given."""
    return {
        singular(re.sub(r"[^\w'’]+", " ", folded(row["description"])).strip()): row["code"]
        for row in rows(KNOWLEDGE / "icd10cm.csv")
        if row["billable"] == "yes"
    }
