"""Find condition names in free text, in three languages and both English spellings."""

import re
from collections.abc import Iterator
from functools import cache

from dermagent.knowledge.base import knowledge, rows
from dermagent.knowledge.lexicon import Lexicon, Match
from dermagent.resources import KNOWLEDGE
from dermagent.types import Language

_SPELLINGS = (
    ("haem", "hem"),
    ("oedema", "edema"),
    ("oed", "ed"),
    ("aemia", "emia"),
    ("naev", "nev"),
    ("tumour", "tumor"),
    ("rhoea", "rhea"),
    ("rrhoe", "rrhe"),
    ("foet", "fet"),
    ("caec", "cec"),
    ("paed", "ped"),
    ("anaes", "anes"),
    ("leukaemia", "leukemia"),
    ("isation", "ization"),
    ("colour", "color"),
    ("fibre", "fiber"),
)


def find_conditions(text: str, language: Language) -> list[Match]:
    """All condition names in a text, longest first where they overlap; the key is the condition id."""
    if language == "zh":  # two characters that are taken for each other, "tinea" and the second half of "lichen"
        text = re.sub("(?<!苔)藓", "癣", text).replace("苔癣", "苔藓")
    kept: list[Match] = []
    for match in sorted(_lexicon(language).find(text), key=lambda m: (m.start - m.end, m.start, m.key)):
        if all(match.end <= other.start or other.end <= match.start for other in kept):
            kept.append(match)
    return sorted(kept)


@cache
def _lexicon(language: Language) -> Lexicon:
    phrases: dict[str, list[str]] = {}
    if language != "zh":  # Latin and English names are used in Spanish text as well
        for condition in knowledge().conditions.values():
            phrases[condition.id] = [form for name in (condition.name, *condition.synonyms) for form in _forms(name)]
    for row in rows(KNOWLEDGE / "condition_names.csv"):
        if row["language"] == language:
            forms = [row["name"]] if language == "zh" else list(_forms(row["name"]))
            if language == "es":
                forms.append(_spanish_plural(row["name"]))
            phrases.setdefault(row["condition_id"], []).extend(forms)
    return Lexicon(phrases, language)


def _forms(name: str) -> Iterator[str]:
    """The phrases a name may appear as: without notes and punctuation, in both spellings, singular and plural."""
    plain = re.sub(r"\(.*?\)", " ", name)
    plain = re.sub(r"\b(unspecified|NOS)\b", " ", plain)
    words = re.findall(r"[\w'’]+", plain)
    if not words or (len(words) == 1 and len(words[0]) < 3 and not words[0].isupper()):
        return
    base = " ".join(words)
    spellings = {base, _swap(base, british=True), _swap(base, british=False)}
    for spelling in sorted(spellings):
        yield spelling
        if not spelling.isupper() and spelling[-1].isalpha():
            yield spelling + ("es" if spelling.endswith(("s", "x", "ch")) else "s")


def _spanish_plural(name: str) -> str:
    """The name with noun and adjectives in the plural, up to the first preposition ("lunares", "verrugas planas")."""
    words = name.split(" ")
    for n, word in enumerate(words):
        if word in {"de", "del", "en", "por", "a", "con"}:
            break
        ending = "" if word[-1] in "sx" else "s" if word[-1] in "aeiouáéíóú" else "es"
        words[n] = (word[:-1] + "c" if word[-1] == "z" else word) + ending
    return " ".join(words)


def _swap(text: str, *, british: bool) -> str:
    for uk, us in _SPELLINGS:
        found, wanted = (us, uk) if british else (uk, us)
        if found in text.lower():
            text = re.sub(found, wanted, text, flags=re.IGNORECASE)
    return text
