"""Find condition names in free text, in three languages and both English spellings."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from dermagent.knowledge.base import knowledge, rows
from dermagent.knowledge.lexicon import Lexicon, Match, match_of
from dermagent.resources import KNOWLEDGE
from dermagent.text.match import Occurrence
from dermagent.text.tokens import Tokens, cut
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
    tokens = cut(text)
    return [match_of(found, tokens) for found in find_names(tokens, language)]


def find_names(tokens: Tokens, language: Language) -> list[Occurrence]:
    """All condition names in a text that is already cut, longest first where they overlap; in order."""
    return longest(_lexicon(language).find_tokens(tokens))


def longest(names: Iterable[Occurrence]) -> list[Occurrence]:
    """Of names that overlap the longest, in order."""
    kept: list[Occurrence] = []
    taken: set[int] = set()
    for found in sorted(names, key=lambda f: (f.first - f.last, f.first, f.key)):
        own = range(found.first, found.last + 1)
        if taken.isdisjoint(own):
            taken.update(own)
            kept.append(found)
    return sorted(kept)


@cache
def _lexicon(language: Language) -> Lexicon:
    return Lexicon.shipped("names", language, lambda: (name_phrases(language), {}), forgives=False)


def name_phrases(language: Language) -> dict[str, list[str]]:
    """The phrases that name each condition in a language."""
    phrases: dict[str, list[str]] = {}
    if language != "zh":  # Latin and English names are used in Spanish text as well
        for condition in knowledge().conditions.values():
            phrases[condition.id] = [form for name in (condition.name, *condition.synonyms) for form in _forms(name)]
    for row in rows(KNOWLEDGE / "condition_names.csv"):
        if row["language"] == language:
            forms = _signs(row["name"]) if language == "zh" else list(_forms(row["name"]))
            if language == "es":
                forms.append(_spanish_plural(row["name"]))
            phrases.setdefault(row["condition_id"], []).extend(forms)
    return phrases


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


def _signs(name: str) -> list[str]:
    """A Chinese name with both of two signs that are taken for each other: of "tinea" and the second of "lichen"."""
    return sorted({name, name.replace("\u7663", "\u85d3"), name.replace("\u85d3", "\u7663")})


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
