"""Spelt: the condition that the whole of a text names, in any language, letter by letter or by likeness."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from dermagent.knowledge.base import knowledge, rows
from dermagent.knowledge.lexicon import Match, in_simplified
from dermagent.knowledge.names import find_conditions, printed_names, respelt
from dermagent.knowledge.speech import spoken
from dermagent.resources import KNOWLEDGE
from dermagent.text.normal import normalise
from dermagent.types import Language

#: Least likeness (0 to 100) of a misspelt name, and fewest letters of one.
_NEAR, _LETTERS = 88, 6
#: Least likeness of each of its words, and of names whose words are parted otherwise.
_NEAR_WORD, _NEAR_JOINED = 70, 95
#: Letters of a word that tells no diseases apart ("of", "von").
_LIGHT = 3
#: Endings that tell diseases apart: a "dermatosis" is no misspelt "dermatitis".
_KINDS = re.compile(r"(?:itis|osis|oma|emia|pathy)$")
#: Letters taken for each other in writing; any other letter for a letter makes another word ("hematoma", "hepatoma").
SOUND_ALIKE = ("aeiouy", "cksxz")
_HAN = re.compile(r"[\u3400-\u9fff]")
#: Plurals as they end, Latin and Greek ones first, and the singulars.
_PLURALS = tuple(
    (re.compile(many), one)
    for many, one in (
        ("gines$", "go"),
        ("evi$", "evus"),
        ("oses$", "osis"),
        ("tides$", "tis"),
        ("omata$", "oma"),
        ("ae$", "a"),
        ("ies$", "y"),
        ("(?<=x)es$", ""),
        ("s$", ""),
    )
)
#: What turns a word into its opposite, or into another word, and stems that are told apart by nothing else.
_TURNING = ("non", "anti", "pseudo", "pre", "post", "un", "in", "im", "de", "dis", "sub", "para", "peri", "an", "a")
_OPPOSED = ("hypo", "hyper")
#: What a full name says beyond the disease.
_FULL = re.compile(r"(?: of (?:the )?(?:skin|lip)| type 1)$")
#: What stands behind the name of the person, or of the thing, that a disease is called after.
_OF_WHOM = re.compile(r"(?: disease| syndrome| phenomenon)$")
#: The ending of the person that a disease is called after: "Marjolin's ulcer", "Marjolins ulcer".
_POSSESSIVE = re.compile(r"(?<=\w)['\u2019\u02bc`\u00b4]s\b")
#: The same without an apostrophe.
_WHOSE = re.compile(r"^([a-z]{4,}[a-rt-z])s (?=[a-z]+$)", re.IGNORECASE)
#: British endings that American names have otherwise ("necrotising").
_BRITISH = re.compile(r"is(?=(?:ed|ing|ation)\b)")
_DENIED = re.compile(r"\b(?:non|not|no)\b", re.IGNORECASE)
#: What may part the words of a name.
_WORD_MARKS = re.compile(r"[\s\-\u2010-\u2015'\u2019,\u00b7\u30fb]+")
_AROUND = " .,'’"


def exactly(text: str, *, short: bool = True) -> str | None:
    """The condition that the whole of a text names, whatever its case, in singular or plural, with accents or without;
    `short` says whether names count that models use and that may mean something else elsewhere ("NF", "zona").
    """
    text = text.strip(_AROUND)
    if not text:
        return None
    plain = folded(text)
    by_letter, by_fold = _spellings(short=short)
    parts = _WORD_MARKS.sub("", plain)
    if known := by_letter.get(text.lower()) or by_fold.get(plain) or _unparted(short=short).get(parts):
        return known
    one = singular(plain)
    if known := by_fold.get(_american(plain)):
        return known
    if known := next((known for form in _of_whom(text) if (known := exactly(form, short=short))), None):
        return known
    whole = (m.key for m in found_in(text) if not (text[: m.start] + text[m.end :]).strip(_AROUND + "-"))
    return next(whole, None) or (None if text.isupper() and one in _abbreviations() else by_fold.get(one))


def in_other_words(text: str) -> str | None:
    """The condition that a text of words names in any language, its words joined or parted as they may be.

    A lone word in small letters is no name of a person, nor one that only models use.
    """
    plain = folded(_POSSESSIVE.sub("", text))
    known = _spellings()[1].get(plain) or _unparted().get(_WORD_MARKS.sub("", plain))
    if not known and text[:-1].isupper() and text.endswith("s"):
        known = _spellings()[1].get(plain[:-1])
    return known if known and (" " in plain or text[:1].isupper() or plain in _lone()) else None


@cache
def words_of_names() -> frozenset[str]:
    """All words of names, folded."""
    return frozenset(word for name in _spellings()[1] for word in re.findall(r"[^\W\d_]+", name))


@cache
def _lone() -> frozenset[str]:
    """The names of one word that stand in a text in small letters."""
    return frozenset(name for name in _spellings(short=False)[1] if " " not in name)


def _of_whom(text: str) -> Iterator[str]:
    """The ways in which "Marjolin's ulcer" and "Ota's nevus" may be names: "Marjolin ulcer", "Nevus of Ota"."""
    if (plain := _POSSESSIVE.sub("", text)) == text:
        if (plain := _WHOSE.sub(r"\g<1> ", text)) != text:
            yield plain
        return
    yield plain
    if len(words := plain.split()) == 2:
        yield f"{words[1]} of {words[0]}"


def is_known(text: str) -> bool:
    """Whether a text is a name as the vocabulary or a report has it, but for its case and accents."""
    text = text.strip(_AROUND)
    return text.lower() in _spellings()[0] or folded(text) in _spellings()[1]


def found_in(text: str) -> list[Match]:
    """The names of conditions that stand in a text, in the languages that its script leaves open."""
    languages: tuple[Language, ...] = ("zh",) if _HAN.search(text) else ("en", "es")
    found = [match for language in languages for match in find_conditions(text, language)]
    whole = list(_with_commas_in(text)) if "," in text else []
    return whole + [one for one in found if not any(m.start <= one.start and one.end <= m.end for m in whole)]


def _with_commas_in(text: str) -> Iterator[Match]:
    """The names that have a comma themselves ("mucormycosis, cutaneous") and stand so in a text."""
    plain = text.lower()
    for name, condition in _spellings()[0].items():
        if "," in name and len(plain) == len(text) and (start := plain.find(name)) >= 0:
            yield Match(start, start + len(name), condition)


def has_chinese(text: str) -> bool:
    """Whether a Chinese character stands in a text."""
    return bool(_HAN.search(text))


def alike(text: str) -> str | None:
    """The condition whose name a text is but for its spelling."""
    plain = folded(text.strip())
    if len(plain) < _LETTERS or _HAN.search(plain) or _DENIED.search(plain):
        return None
    names = _spellings()[1]
    near = process.extractOne(plain, names.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)
    if near and _same_words(plain, near[0]):
        return names[near[0]]
    slips = {names[one] for one in _by_length().get(len(plain), ()) if _is_slip(plain, one)}
    return slips.pop() if len(slips) == 1 else None


def _is_slip(word: str, right: str) -> bool:
    """Whether one letter of a word is exchanged with the next, or stands for one that sounds alike."""
    if OSA.distance(word, right, score_cutoff=1) != 1:
        return False
    differ = {letter for pair in zip(word, right, strict=True) if pair[0] != pair[1] for letter in pair}
    return sorted(word) == sorted(right) or any(differ <= set(letters) for letters in SOUND_ALIKE)


def _same_words(one: str, other: str) -> bool:
    """Whether two names of like letters differ in the spelling of their words, and not by another word of weight."""
    words, others = ([word for word in name.split() if len(word) > _LIGHT] for name in (one, other))
    short, shorts = ([word for word in name.split() if len(word) <= _LIGHT] for name in (one, other))
    if len(short) == len(shorts) and short != shorts:
        return False  # "nevus of Ito", "nevus of Ota"
    if not _abbreviations().isdisjoint({*short} ^ {*shorts}):
        return False  # "superficial spreading", "superficial spreading MM"
    if len(words) != len(others):
        return fuzz.ratio("".join(words), "".join(others)) >= _NEAR_JOINED
    pairs = list(zip(words, others, strict=True))
    return all(fuzz.ratio(a, b) >= _NEAR_WORD and _same_kind(a, b) and not _turned(a, b) for a, b in pairs)


def _turned(one: str, other: str) -> bool:
    """Whether one word is the other with what turns it ("nonscarring"), or both begin with opposites."""
    short, long = sorted((one, other), key=len)
    if any(long.removeprefix(before) == short for before in _TURNING if long.startswith(before)):
        return True
    begun = [next((before for before in _OPPOSED if word.startswith(before)), None) for word in (one, other)]
    return None not in begun and begun[0] != begun[1]


def _same_kind(one: str, other: str) -> bool:
    """Whether two words do not end as two kinds of disease do."""
    kind, another = _KINDS.search(one), _KINDS.search(other)
    return not (kind and another) or kind[0] == another[0]


def _american(text: str) -> str:
    """A folded name as Americans write it, without an apostrophe behind the name of a person."""
    return respelt(_BRITISH.sub("iz", _POSSESSIVE.sub("", text)), british=False)


def singular(text: str) -> str:
    """A folded name in the singular as far as its ending tells; "us", "is", "ss", "oides", "etes" are no plurals."""
    if text.endswith(("us", "is", "ss", "oides", "etes")):
        return text
    return next((many.sub(one, text) for many, one in _PLURALS if many.search(text)), text)


def folded(text: str) -> str:
    """Small letters without accents."""
    apart = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss"))
    return "".join(character for character in apart if not unicodedata.combining(character))


@cache
def _spellings(*, short: bool = True) -> tuple[dict[str, str], dict[str, str]]:
    """Every name in small letters, and folded; shortened ones where they are nobody else's.

    Of names that two languages have for different diseases an accent tells which is meant; else it is the English one.
    """
    by_letter: dict[str, str] = {}
    for condition in knowledge().conditions.values():
        for name in (condition.name, *condition.synonyms):
            by_letter[name.lower()] = condition.id
    for row in rows(KNOWLEDGE / "names_of_models.csv") if short else ():
        by_letter.setdefault(row["name"].lower(), row["condition_id"])
        if row["language"] == "ja":  # names are looked up in simplified signs
            by_letter.setdefault(in_simplified(normalise(row["name"])).text, row["condition_id"])
    for row in rows(KNOWLEDGE / "condition_names.csv"):
        by_letter.setdefault(row["name"].lower(), row["condition_id"])
    printed = [(name, one) for language in ("zh", "es") for one, name in printed_names(language)]
    for name, condition_id in printed:
        by_letter.setdefault(name.lower(), condition_id)
    by_fold: dict[str, str] = {}
    for name, condition_id in by_letter.items():
        by_fold.setdefault(folded(name), condition_id)
    for condition in knowledge().conditions.values() if short else ():  # "Darier" for "Darier disease"
        if len(bare := _OF_WHOM.sub("", condition.name)) >= _LETTERS and bare != condition.name:
            by_fold.setdefault(folded(bare), condition.id)
    for name, condition_id in list(by_fold.items()):
        by_fold.setdefault(_FULL.sub("", spoken("left_open", "names").sub("", name)), condition_id)
    for name, condition_id in list(by_fold.items()):
        by_fold.setdefault(_american(name), condition_id)
    return by_letter, by_fold


@cache
def _abbreviations() -> frozenset[str]:
    """The folded names with capitals within, whose plural has no capital S ("BCCs", and not "CRPS")."""
    told = [name for one in knowledge().conditions.values() for name in (one.name, *one.synonyms)]
    told += [row["name"] for file in ("condition_names", "names_of_models") for row in rows(KNOWLEDGE / f"{file}.csv")]
    return frozenset(folded(name) for name in told if re.search(r"^\w\S*[A-Z]", name))


@cache
def _unparted(*, short: bool = True) -> dict[str, str]:
    """The names without what parts their words, where one condition alone has them: "Hand, foot and mouth disease"."""
    found: dict[str, set[str]] = {}
    for name, condition in _spellings(short=short)[1].items():
        if len(whole := _WORD_MARKS.sub("", name)) >= (2 if _HAN.search(name) else _LETTERS):
            found.setdefault(whole, set()).add(condition)
    return {whole: of_one.pop() for whole, of_one in found.items() if len(of_one) == 1}


@cache
def _by_length() -> dict[int, list[str]]:
    """The names of one word in which a slip of the pen is looked for, by their number of letters."""
    found: dict[int, list[str]] = {}
    for name in _spellings()[1]:
        if name.isalpha() and len(name) >= _LETTERS and not _HAN.search(name):
            found.setdefault(len(name), []).append(name)
    return found
