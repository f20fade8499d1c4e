"""Find condition names in free text, in three languages and both English spellings."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from dermagent.knowledge.base import knowledge, rows
from dermagent.knowledge.lexicon import Lexicon, Match, as_read, match_of, words_of
from dermagent.knowledge.speech import spoken
from dermagent.resources import KNOWLEDGE
from dermagent.text.occurrences import Occurrence
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
    ("leuco", "leuko"),
    ("isation", "ization"),
    ("colour", "color"),
    ("fibre", "fiber"),
)
_WORD = re.compile(r"[\w'’]+")
#: Letters of an abbreviation that may mean something else in a text.
_LONGEST_ABBREVIATION = 4
#: The key of a disease that the knowledge base does not hold, whose name has that of another one in it.
_NOT_HELD = ""
#: What parts two names in a printed one, and its gloss in brackets.
_COMMA = re.compile("[,\uff0c]")
_GLOSS = re.compile(r"[(\uff08][^()\uff08\uff09]*[)\uff09]")


def find_conditions(text: str, language: Language) -> list[Match]:
    """All condition names in a text, longest first where they overlap; the key is the condition id."""
    tokens = as_read(cut(as_one_name(text)), language)
    return [match_of(found, tokens) for found in find_names(tokens, language)]


def as_one_name(text: str) -> str:
    """A text of the same length without the commas inside a name ("hand, foot and mouth disease")."""
    return spoken("comma_within").sub(" ", text)


def find_names(tokens: Tokens, language: Language) -> list[Occurrence]:
    """All condition names in a text that is already cut, longest first where they overlap; in order.

    A disease that is not held hides the name inside its own: "summer dermatitis" is no eczema.
    """
    return [found for found in find_held_and_others(tokens, language) if found.key]


def find_held_and_others(tokens: Tokens, language: Language) -> list[Occurrence]:
    """The names of a text as `find_names` has them, and those of diseases that are not held, whose key is empty."""
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
    return Lexicon.shipped("names", language, lambda: (answer_phrases(language), {}), forgives=False)


def name_phrases(language: Language) -> dict[str, list[str]]:
    """The phrases that name each condition in a history; of one that names several the language's own word counts.

    What reports print and what only models say is not among them: in the words of patients it hides findings ("tick
    bite") or means something else ("clavo" is a nail).
    """
    return _owned(_phrases(language), language)


def answer_phrases(language: Language) -> dict[str, list[str]]:
    """The phrases that name each condition in what models, readers and reports say."""
    held = (*_phrases(language, own=True), *_said(language), *_phrases(language))
    return _owned((*held, *_not_held(language)), language)


def _not_held(language: Language) -> Iterator[tuple[str, str]]:
    for row in rows(KNOWLEDGE / "names_not_held.csv"):
        if row["language"] == language:
            forms = _signs(row["name"]) if language == "zh" else _forms(row["name"])
            yield from ((_NOT_HELD, form) for form in forms)


def _owned(phrases: Iterable[tuple[str, str]], language: Language) -> dict[str, list[str]]:
    """Phrases by condition; one of several conditions belongs to the first."""
    fold = words_of(language).fold
    owners: dict[str, str] = {}
    owned: dict[str, list[str]] = {}
    for condition, phrase in phrases:
        if owners.setdefault(phrase if phrase.isupper() else fold(phrase.casefold()), condition) == condition:
            owned.setdefault(condition, []).append(phrase)
    return owned


def _phrases(language: Language, *, own: bool = False) -> Iterator[tuple[str, str]]:
    """Conditions and their phrases in histories, those of the language itself first; `own` gives these only."""
    if language == "en":
        yield from _in_english()
    yield from _in_table("condition_names.csv", language)
    if language == "es" and not own:  # Latin and English names are used in Spanish text as well
        yield from _in_english()


def _in_table(file: str, language: Language) -> Iterator[tuple[str, str]]:
    for row in rows(KNOWLEDGE / file):
        if row["language"] == language:
            forms = _signs(row["name"]) if language == "zh" else list(_forms(row["name"]))
            if language == "es":
                forms.append(_spanish_plural(" ".join(_WORD.findall(row["name"]))))
            yield from ((row["condition_id"], form) for form in forms)


def _said(language: Language) -> Iterator[tuple[str, str]]:
    """Conditions and phrases of reports and models; of the latter no abbreviations."""
    printed = [(_GLOSS.search(name) is not None, condition, name) for condition, name in printed_names(language)]
    for _, condition, name in sorted(printed, key=lambda one: one[0]):  # a name without a gloss is nobody else's
        yield from ((condition, form) for form in _printed_forms(name, language))
    for condition, form in _in_table("names_of_models.csv", language):
        if language == "zh" or len(form) > _LONGEST_ABBREVIATION:
            yield condition, form


def _in_english() -> Iterator[tuple[str, str]]:
    for condition in knowledge().conditions.values():
        for name in (condition.name, *condition.synonyms):
            yield from ((condition.id, form) for form in _forms(name))


def printed_names(language: Language) -> Iterator[tuple[str, str]]:
    """Each condition and its name as reports in a language print it; those in English are names of the vocabulary."""
    if language != "en":
        yield from ((row["id"], row[language]) for row in rows(KNOWLEDGE / "texts" / "conditions.csv"))


def _printed_forms(name: str, language: Language) -> Iterator[str]:
    """The phrases that a printed name may appear as: without what leaves its kind open, without its gloss, and of two
    names with a comma between them each.
    """
    for plain in _COMMA.split(_GLOSS.sub("", spoken("left_open", "names").sub("", name))):
        if language == "zh":
            yield from _signs(plain.strip())
        else:
            yield from (*_forms(plain), _spanish_plural(" ".join(_WORD.findall(plain))))


def _forms(name: str) -> Iterator[str]:
    """The phrases a name may appear as: without notes and punctuation, in both spellings, singular and plural."""
    plain = re.sub(r"\(.*?\)", " ", name)
    plain = re.sub(r"\b(unspecified|NOS)\b", " ", plain)
    words = _WORD.findall(plain)
    if not words or (len(words) == 1 and len(words[0]) < 3 and not words[0].isupper()):
        return
    base = " ".join(words)
    spellings = {base, respelt(base, british=True), respelt(base, british=False)}
    for spelling in sorted(spellings):
        yield spelling
        if not spelling.isupper() and spelling[-1].isalpha():
            yield spelling + ("es" if spelling.endswith(("s", "x", "ch")) else "s")


def _signs(name: str) -> list[str]:
    """A Chinese name with both of two signs that are taken for each other: of "tinea" and the second of "lichen"."""
    name = name.replace("-", " ")  # a phrase has no marks between its words
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


def respelt(text: str, *, british: bool) -> str:
    """A text in British or American spelling, as far as the words of diseases differ."""
    for uk, us in _SPELLINGS:
        found, wanted = (us, uk) if british else (uk, us)
        if found in text.lower():
            text = re.sub(found, wanted, text, flags=re.IGNORECASE)
    return text
