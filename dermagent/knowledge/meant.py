"""Which conditions a model or a person means by a name: with glosses, codes, alternatives, subtypes and notes."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from dermagent.knowledge.base import knowledge, rows
from dermagent.knowledge.lexicon import Match
from dermagent.knowledge.names import find_conditions
from dermagent.knowledge.schema import Condition
from dermagent.knowledge.speech import spoken
from dermagent.resources import KNOWLEDGE
from dermagent.types import Language

#: Least likeness (0 to 100) of a misspelt name, fewest letters of one, and longest name that is read.
_NEAR, _LETTERS, _LONGEST = 88, 6, 300
_HAN = re.compile(r"[\u3400-\u9fff]")
_CODE = re.compile(r"\b(?:ICD[- ]?1[01](?:-?[A-Z]{2})?:?\s*)?(?P<code>[A-Z]\d{2}(?:\.\w{1,4})?)\b")
_INSTEAD = re.compile(
    r"[,;:]?\s*\b(?:(?:but )?not|rather than|as opposed to|instead of|no (?:signs?|evidence) of|without|unlike|nicht|"
    r"statt|descartad[oa]s?(?=\s+\w))\b.*$",
    re.IGNORECASE,
)
#: A warning behind a name, which denies nothing.
_NOT_MISSED = re.compile(
    r"[\s,;:–-]*\b(?:(?:must|do|should|can)(?:\s*not|n['’]t)|not to)\s+(?:be\s+)?(?:miss|overlook)(?:ed)?\b.*$",
    re.IGNORECASE,
)
#: "Nevus of Reed": a name of two words the other way round.
_OF_WHOM = re.compile(r"(\w+) of ([A-Z]\w+)")
#: "DRESS syndrome": letters that are a name of their own.
_LETTERS_ALONE = re.compile(r"([A-Z]{3,}) syndrome")
_SUCH_AS = re.compile(r"[\s,:]+(?:such as|like|e\.?g\.?|for example|including|especially|z\.\s?B\.)\W+", re.IGNORECASE)
_LED = re.compile(
    r"^(?:(?:a|an|the|some|possible|possibly|probable|probably|likely|suspected|presumed|early|late|acute|chronic|severe|"
    r"mild|moderate|local\w*|generali[sz]ed|atypical|typical|classic\w*|other|simple|common|recurrent|infected|forms?|types?|"
    r"cases?|variant|presentations?|of|verdacht|auf|v\.\s?a\.)\s+)+",
    re.IGNORECASE,
)
_CLOSED = re.compile(
    r"(?:\s+(?:infections?|rash|eruptions?|lesions?|diseases?|reactions?|type|variant|subtype|scarring|formation|virus|"
    r"spots?|disorders?|conditions?|type (?:[ivx]+|\d)|nos|unspecified))+$",
    re.IGNORECASE,
)
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
#: What a full name says beyond the disease.
_FULL = re.compile(r"(?:,? unspecified| of (?:the )?(?:skin|lip)| type 1)$")
#: What in front of a known name makes another thing of it.
_ANOTHER = re.compile(r"\b(?:non|not|no|pseudo|anti|pre|para|mimicking|resembling|simulating|post)\W*$", re.IGNORECASE)
_LIKE = re.compile(r"\W*(?:like|mimic)", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:non|not|no)\b", re.IGNORECASE)
_WORDS_BESIDE = 3


def match_name(name: str) -> str | None:
    """The one condition that a name means; None if it means none or several."""
    meant = conditions_meant(name)
    return next(iter(meant)) if len(meant) == 1 else None


def conditions_meant(name: str) -> dict[str, float]:
    """The conditions that a name means, with the share of each; of alternatives each has the same, known or not.

    A gloss in brackets, a code, a subtype that is not known and a note behind the name lead to the condition itself; an
    ICD-10-CM code stands for a name that is not known.
    What is denied or refuted means nothing. Misspelt names are found by likeness. The shares add up to 1 at most.
    """
    return dict(_meant(" ".join(name[:_LONGEST].split())))


@lru_cache(maxsize=4096)
def _meant(name: str) -> tuple[tuple[str, float], ...]:
    plain = _CODE.sub(" ", name).strip(" .,:;*_\"'“”`-–") if len(name) > 5 else name
    if known := _spellings().get(folded(plain)):  # "no visible pathology" denies nothing
        return ((known, 1.0),)
    if spoken("refuted_name").search(plain):
        return ()
    if not plain:
        return _coded(name)
    if whole := _exactly(plain):
        return ((whole, 1.0),)
    plain = _NOT_MISSED.sub("", plain)
    outside, inside = spoken("in_brackets").sub(" ", plain).strip(" .,:;-–"), spoken("in_brackets").findall(plain)
    if any(spoken("refuting_verdict").fullmatch(part) for part in inside):
        return ()
    inside = [part for part in inside if not spoken("refuted_name").search(part)]
    if found := _alternatives(outside):
        glosses = [gloss for gloss in map(_exactly, inside) if gloss and not _unspecific(gloss)]
        if len(found) == 1 and glosses and _says_less(outside, next(iter(found))):
            return ((glosses[0], 1.0),)  # "Eczema (atopic dermatitis)": the gloss says which
        return tuple(found.items())
    for part in inside:
        if found := _alternatives(part):
            return tuple(found.items())
    return _coded(name)


def _coded(name: str) -> tuple[tuple[str, float], ...]:
    """The condition whose ICD-10-CM code stands in a text, where it has one that means it and hardly any other."""
    found = _CODE.search(name)
    coded = _by_code().get(found["code"].upper()) if found else None
    return ((coded, 1.0),) if coded else ()


@cache
def _by_code() -> dict[str, str]:
    """Codes and the condition of each: of several the only one of the core, doubtful ones left out."""
    by_code: dict[str, list[Condition]] = defaultdict(list)
    for condition in knowledge().conditions.values():
        if condition.icd10cm and not condition.doubtful:
            by_code[condition.icd10cm].append(condition)
    of_core = {code: [one for one in some if one.core] for code, some in by_code.items()}
    return {
        code: (of_core[code] or some)[0].id for code, some in by_code.items() if 1 in (len(some), len(of_core[code]))
    }


def _says_less(outside: str, condition: str) -> bool:
    """Whether a gloss behind a name knows better: the name is unspecific, or was understood in part only."""
    return _unspecific(condition) or _exactly(outside) is None


def _unspecific(condition: str) -> bool:
    return "unspecified" in knowledge().conditions[condition].name


def _alternatives(text: str) -> dict[str, float]:
    """The conditions of a text without brackets; where its head is not known, those that it gives as examples."""
    text = _INSTEAD.sub("", text).strip(" .,:;")
    head, *examples = _SUCH_AS.split(text, maxsplit=1)
    if one := _one(text):
        return {one: 1.0}
    for part in (head, *examples):
        parts = [piece for piece in spoken("alternatives").split(part) if piece.strip(" ,.")]
        shares: dict[str, float] = {}
        for piece in parts:
            if not spoken("refuted_name").search(piece) and (one := _one_of(piece, parts)):
                shares[one] = shares.get(one, 0.0) + 1 / len(parts)
        if shares:
            return shares
    return {}


def _one_of(piece: str, parts: list[str]) -> str | None:
    """The condition of one alternative, which may share words with the last one or with the first."""
    if one := _one(piece) or _one(piece.split(",")[0].strip()):
        return one
    (first, *_), (*_, last) = parts, parts
    return _exactly(f"{piece} {last.partition(' ')[2]}") or _exactly(f"{first.rpartition(' ')[0]} {piece}")


def _one(text: str) -> str | None:
    """The condition of one name without alternatives: as it stands, then without what stands around it."""
    if not text or len(spoken("alternatives").split(text)) > 1:
        return _exactly(text)
    for form in _forms(text):
        if found := _exactly(form):
            return found
    for form in _forms(text):
        if found := _at_its_end(form) or _alike(form):
            return found
    return None


def _forms(text: str) -> Iterator[str]:
    """A name, and what is left of it without notes behind it, words that lead to it and words that close it."""
    without_note = spoken("note_behind").sub("", text)
    for form in dict.fromkeys((text, without_note)):
        led = _LED.sub("", form).strip(" ,.")
        turned = f"{whose[2]} {whose[1]}" if (whose := _OF_WHOM.fullmatch(form)) else form
        turned = letters[1] if (letters := _LETTERS_ALONE.fullmatch(form)) else turned
        yield from dict.fromkeys((form, turned, led, _CLOSED.sub("", led)))


def _exactly(text: str) -> str | None:
    """The condition that the whole of a text names, in singular or plural, with accents or without."""
    plain = folded(text.strip(" .,'’"))
    if not plain:
        return None
    whole = (m.key for m in _found(text) if not (text[: m.start] + text[m.end :]).strip(" .,'’-"))
    return _spellings().get(plain) or next(whole, None) or _spellings().get(singular(plain))


def singular(text: str) -> str:
    """A folded name in the singular as far as its ending tells; "us", "is", "ss", "oides", "etes" are no plurals."""
    if text.endswith(("us", "is", "ss", "oides", "etes")):
        return text
    return next((many.sub(one, text) for many, one in _PLURALS if many.search(text)), text)


def plain_name(name: str) -> str | None:
    """A name without codes, brackets, words that lead to it and what is said instead of it; the first of alternatives.

    None where it is denied or refuted, or nothing is left.
    """
    plain = _CODE.sub(" ", " ".join(name[:_LONGEST].split())).strip(" .,:;*_\"'“”`-–")
    if spoken("refuted_name").search(plain) or any(
        spoken("refuting_verdict").fullmatch(part) for part in spoken("in_brackets").findall(plain)
    ):
        return None
    outside = _INSTEAD.sub("", spoken("in_brackets").sub(" ", plain))
    first = next(
        (
            piece
            for piece in spoken("alternatives").split(outside)
            if piece.strip(" ,.") and not spoken("refuted_name").search(piece)
        ),
        "",
    )
    return _LED.sub("", " ".join(first.split()).strip(" .,:;-–")) or None


def folded(text: str) -> str:
    """Small letters without accents."""
    apart = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss"))
    return "".join(character for character in apart if not unicodedata.combining(character))


def _at_its_end(text: str) -> str | None:
    """A known name that ends a longer one, which then is a subtype of it, or begins it with little behind."""
    if _HAN.search(text):
        return _longest([match for match in _found(text) if match.end == len(text)])
    found = [m for m in _found(text) if not _ANOTHER.search(text[: m.start]) and not _LIKE.match(text[m.end :])]
    last = _longest([match for match in found if not text[match.end :].strip(" .,'’")])
    if last:
        return last
    few = [match for match in found if not match.start and len(text[match.end :].split()) <= _WORDS_BESIDE]
    return _longest([match for match in few if " " in text[: match.end] or "," in text[match.end : match.end + 1]])


def _longest(found: list[Match]) -> str | None:
    return max(found, key=lambda match: match.end - match.start).key if found else None


def _alike(text: str) -> str | None:
    plain = folded(text.strip())
    if len(plain) < _LETTERS or _HAN.search(plain) or _DENIED.search(plain):
        return None
    near = process.extractOne(plain, _spellings().keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return _spellings()[near[0]] if near else None


def _found(text: str) -> list[Match]:
    languages: tuple[Language, ...] = ("zh",) if _HAN.search(text) else ("en", "es")
    return [match for language in languages for match in find_conditions(text, language)]


@cache
def _spellings() -> dict[str, str]:
    """Every name that is not Chinese, folded; shortened ones where they are nobody else's."""
    names = {folded(row["name"]): row["condition_id"] for row in rows(KNOWLEDGE / "names_in_latin_and_german.csv")}
    for condition in knowledge().conditions.values():
        for name in (condition.name, *condition.synonyms):
            names[folded(name)] = condition.id
    for name, condition_id in list(names.items()):
        names.setdefault(_FULL.sub("", name), condition_id)
    return names
