"""Conditions that the knowledge base does not hold: their ids, names and codes, and which sound dangerous."""

import re
import unicodedata
from functools import cache

from dermagent.knowledge.base import KnowledgeBase, knowledge, rows
from dermagent.knowledge.claimed import undoubted
from dermagent.knowledge.grave import outside_words, says_nothing, urgency_in_name
from dermagent.knowledge.meant import conditions_meant, meaning
from dermagent.knowledge.spelt import folded, singular
from dermagent.resources import KNOWLEDGE
from dermagent.text.marks import in_words
from dermagent.types import Urgency

#: What the id of such a condition begins with; its normalised name follows.
_PREFIX = "outside:"
_FEWEST_LETTERS, _MOST_LETTERS, _MOST_WORDS = 3, 80, 9
#: "HIV", "COVID-19", "IgG4", "mTOR"; a name all in capitals that is longer is shouted.
_ABBREVIATION, _LONGEST_ABBREVIATION = re.compile(r"(?=(?:.*[A-Z]){2})[A-Z\d]+$|[A-Za-z][a-z]?[A-Z][A-Za-z\d]{0,4}$"), 8
#: The ending of the person that a disease is called after: "Schnitzler's syndrome".
_POSSESSIVE = re.compile(r"(?<=\w{3})'s(?= (?:disease|syndrome|phenomenon)\b)")
#: What tells a terminal how to show what follows.
_ESCAPED = re.compile("\x1b?\\[\\d{1,3}(?:;\\d{1,3})*m")


def outside_meant(name: str) -> dict[str, float]:
    """The conditions outside the knowledge base that a name means, with the share of each: less of one that is only not
    excluded, and that of an alternative beside what is known.

    Empty where nothing else is claimed, or the name says that there is no diagnosis.
    """
    shares: dict[str, float] = {}
    for claim in meaning(name).left:
        if text := _diagnosis(claim.text):
            shares[_PREFIX + text] = shares.get(_PREFIX + text, 0.0) + claim.share
    return shares


def _diagnosis(claimed: str) -> str:
    """The words of a claim as an id has them; empty where they are no name of a disease."""
    text = _whole(" ".join(undoubted(claimed).split()).strip(" .,:;-–"))
    plain = singular(folded(text))
    short = re.search(r"^[A-Z]{2}$|[\u3400-\u9fff]{2}", text)
    if not _FEWEST_LETTERS <= len(text) <= _MOST_LETTERS and not short:
        return ""
    if len(text.split()) > _MOST_WORDS or len(text) > _MOST_LETTERS or sum(map(str.isalpha, text)) < 2:
        return ""
    if says_nothing(text) or any(plain.startswith(f"{begin} ") for begin in outside_words()["no_diagnosis_begins"]):
        return ""
    return text


def outside_id(name: str) -> str | None:
    """The id of a name that no known condition has; the same for its spellings, singular and plural.

    None where nothing is claimed, or the name says that there is no diagnosis.
    """
    return next(iter(outside_meant(name)), None)


def names_disease(text: str) -> bool:
    """Whether a text as a whole claims a disease: one known here, with a word of a danger, or a title of ICD-10-CM."""
    if conditions_meant(text):
        return True
    return any(sounds_dangerous(one) or code_of(one) for one in outside_meant(text))


def _whole(name: str) -> str:
    """A name as its id has it: all its letters, small but for abbreviations, and a plural of a common noun as one."""
    name = _ESCAPED.sub(" ", name)
    shouted = name.isupper() and len(name) > _LONGEST_ABBREVIATION
    words = in_words(unicodedata.normalize("NFC", name)).replace("’", "'").split()
    text = " ".join(word if _ABBREVIATION.match(word) and not shouted else word.lower() for word in words)
    text = _POSSESSIVE.sub("", text)
    one = re.sub(rf"\b({outside_words()['nouns']})(?:e?s)$", r"\1", text)
    return one if one != text or text.endswith(tuple(outside_words()["no_plurals"])) else _singular_ending(text)


def _singular_ending(text: str) -> str:
    """A name in the singular where its ending leaves no doubt: "deficiencies", "dermatoses", "xanthomata"."""
    return singular(text) if re.search(r"(?:[^aeioub]ies|xes|oses|omata|itides)$", text) else text


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
    return _titles().get(singular(folded(condition.removeprefix(_PREFIX))), "")


def sounds_dangerous(condition: str) -> bool:
    """Whether the name of a condition outside the knowledge base has a word of a danger in it."""
    return is_outside(condition) and urgency_in_name(condition.removeprefix(_PREFIX)) is not None


def urgency_of(condition: str, kb: KnowledgeBase | None = None) -> Urgency | None:
    """How urgent a condition is: by its card, else by a word of a danger in its name; None where neither tells."""
    kb = kb or knowledge()
    if card := kb.cards.get(condition):
        return card.urgency
    return urgency_in_name(name_of(condition, kb))


@cache
def _titles() -> dict[str, str]:
    """Normalised titles of ICD-10-CM and their codes, those that a condition can be given."""
    return {
        singular(re.sub(r"[^\w'’]+", " ", folded(row["description"])).strip()): row["code"]
        for row in rows(KNOWLEDGE / "icd10cm.csv")
        if row["billable"] == "yes"
    }
