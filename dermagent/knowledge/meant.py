"""Which conditions a model or a person means by a name: with glosses, codes, alternatives, subtypes and notes."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache

from rapidfuzz import fuzz, process

from dermagent.knowledge.base import knowledge, rows
from dermagent.knowledge.claimed import Claimed, claims, naming
from dermagent.knowledge.lexicon import Match
from dermagent.knowledge.names import find_conditions
from dermagent.knowledge.schema import Condition
from dermagent.knowledge.speech import speech
from dermagent.resources import KNOWLEDGE
from dermagent.types import Language

#: Least likeness (0 to 100) of a misspelt name, fewest letters of one, and longest name that is read.
_NEAR, _LETTERS, _LONGEST = 88, 6, 300
#: Least likeness of each of its words, and of names whose words are parted otherwise.
_NEAR_WORD, _NEAR_JOINED = 70, 95
#: Letters of a word that tells no diseases apart ("of", "von").
_LIGHT = 3
_HAN = re.compile(r"[\u3400-\u9fff]")
_CODE = re.compile(r"\b(?:ICD[- ]?1[01](?:-?[A-Z]{2})?:?\s*)?(?P<code>[A-Z]\d{2}(?:\.\w{1,4})?)\b")
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
_UNSURE = re.compile(
    r"^(?:(?:a|an|the|some|possible|possibly|probable|probably|likely|suspected|presumed|suspicio(?:n|us)|concern|"
    r"concerning|query|consider|favou?rs?|of|for|verdacht|auf|v\.\s?a\.|sospecha|posible|probable|de)\s+)+",
    re.IGNORECASE,
)
_LED = re.compile(
    r"^(?:(?:a|an|the|some|possible|possibly|probable|probably|likely|suspected|presumed|early|late|acute|chronic|severe|"
    r"mild|moderate|local\w*|generali[sz]ed|atypical|typical|classic\w*|other|simple|common|recurrent|infected|forms?|types?|"
    r"cases?|variant|presentations?|of|verdacht|auf|v\.\s?a\.)\s+)+",
    re.IGNORECASE,
)
_CLOSED = re.compile(
    r"(?:\s+(?:infections?|rash|eruptions?|lesions?|diseases?|reactions?|type|variant|subtype|formation|virus|"
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
    plain = bare(name)
    if known := _spellings().get(folded(plain)):  # "no visible pathology" denies nothing
        return ((known, 1.0),)
    if not plain:
        return _coded(name)
    if whole := _exactly(plain):
        return ((whole, 1.0),)
    claimed = claims(_NOT_MISSED.sub("", plain))
    found = [(claim.share, _of_claim(claim)) for claim in claimed]
    shares: dict[str, float] = {}
    for weight, meant in found:
        for condition, share in meant.items():
            shares[condition] = shares.get(condition, 0.0) + weight * share
    return tuple(shares.items()) if shares or not claimed else _coded(name)


def bare(name: str) -> str:
    """A name without codes and the marks around it."""
    return _CODE.sub(" ", name).strip(" .,:;*_\"'“”`-–?\uff1f") if len(name) > 5 else name.strip(" ?\uff1f")


def _of_claim(claim: Claimed) -> dict[str, float]:
    """The conditions of one claim, with a share of it each."""
    plain = claim.text
    if whole := _exactly(plain):
        return {whole: 1.0}
    inside = [part.strip() for part in naming("in_brackets").findall(plain)]
    outside = " ".join(naming("in_brackets").sub(" ", plain).split()).strip(" .,:;-–")
    for form in (plain, *inside):  # "SCAR (severe cutaneous adverse reaction)"
        if (several := _beside(form, None)) and len(several) > 1:
            return _evenly(several)
    if found := _alternatives(outside):
        glosses = [gloss for gloss in map(_exactly, inside) if gloss and not _unspecific(gloss)]
        if len(found) == 1:
            one = next(iter(found))
            if glosses and _says_less(outside, one):
                return {glosses[0]: 1.0}  # "Eczema (atopic dermatitis)": the gloss says which
            for part in inside:  # "Psoriasis (guttate)": the gloss says which kind
                if len(_found(part)) < 2 and not _exactly(part) and (finer := _beside(f"{outside} {part}", one)):
                    return _evenly(finer)
        return found
    for part in inside:
        if found := _alternatives(part):
            return found
    return {}


def _evenly(conditions: tuple[str, ...]) -> dict[str, float]:
    return {condition: 1 / len(conditions) for condition in conditions}


def _beside(text: str, condition: str | None) -> tuple[str, ...] | None:
    """What a word beside the name of a condition makes of it; without one, of any name.

    None where no such word stands there, empty where it makes a disease of it that is not known here.
    """
    plain = folded(text)
    kind = naming("note_of_cause").split(plain)[0]
    for row in speech("names")["beside"]:
        concerned = condition in row["of"] if "of" in row else condition is None
        if concerned and _pattern(row["words"]).search(plain if row.get("notes") else kind):
            return tuple(row["means"])
    return None


@cache
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words)


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
    text = naming("instead").sub("", text).strip(" .,:;")
    head, *examples = _SUCH_AS.split(text, maxsplit=1)
    if whole := _one(text):
        return _evenly(whole)
    for part in (head, *examples):
        parts = [piece for piece in naming("alternatives").split(part) if piece.strip(" ,.")]
        shares: dict[str, float] = {}
        for piece in parts:
            for condition, share in _evenly(_one_of(piece, parts)).items():
                shares[condition] = shares.get(condition, 0.0) + share / len(parts)
        if shares:
            return shares
    return {}


def _one_of(piece: str, parts: list[str]) -> tuple[str, ...]:
    """The condition of one alternative, which may share words with the last one or with the first."""
    if not claims(piece):
        return ()
    if one := _one(piece) or _one(piece.split(",")[0].strip()):
        return one
    (first, *_), (*_, last) = parts, parts
    whole = _exactly(f"{piece} {last.partition(' ')[2]}") or _exactly(f"{first.rpartition(' ')[0]} {piece}")
    return (whole,) if whole else ()


def _one(text: str) -> tuple[str, ...]:
    """The condition of one name without alternatives: as it stands, then without what stands around it.

    Several where the name stands for a group of them; none where a word beside the name makes another disease of it.
    """
    whole = _exactly(text)
    if whole or not text or len(naming("alternatives").split(text)) > 1:
        return (whole,) if whole else ()
    other = _beside(text, None)
    if other is not None:
        return other
    for form in _forms(text):
        if found := _exactly(form):
            return _finer(text, form, found)
    without_note = naming("note_behind").sub("", text)
    for form in dict.fromkeys((*_forms(without_note), *_forms(text))):
        if found := _at_its_end(form) or _alike(form):
            return _finer(text, form, found)
    begun = {finer for match in _found(text) if not match.start for finer in _beside(text, match.key) or ()}
    return tuple(begun) if len(begun) == 1 else ()


def _finer(text: str, form: str, condition: str) -> tuple[str, ...]:
    """The condition, or what a word beside its name makes of it; its own name in other words stays."""
    other = _beside(text, condition)
    return (condition,) if other is None else other


def _forms(text: str) -> Iterator[str]:
    """A name, and what is left of it without notes behind it, words that lead to it and words that close it."""
    without_note = naming("note_behind").sub("", text)
    for form in dict.fromkeys((text, without_note)):
        led = naming("led_german").sub("", _LED.sub("", form)).strip(" ,.")
        turned = f"{whose[2]} {whose[1]}" if (whose := _OF_WHOM.fullmatch(form)) else form
        turned = letters[1] if (letters := _LETTERS_ALONE.fullmatch(form)) else turned
        closed = _CLOSED.sub("", led)
        yield from dict.fromkeys((form, turned, led, closed, *_kinds(closed)))


def _kinds(text: str) -> Iterator[str]:
    """The ways in which "psoriasis, guttate" may be one name."""
    general, _, kind = text.partition(", ")
    if kind:
        yield from (f"{kind} {general}", f"{general} {kind}", f"{kind} disease")


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


def plain_claim(name: str) -> Claimed | None:
    """What a name claims first, without codes, brackets, words of doubt and what is said instead of it; of alternatives
    the first one. None where nothing is claimed, or nothing is left.
    """
    plain = _CODE.sub(" ", " ".join(name[:_LONGEST].split())).strip(" .,:;*_\"'“”`-–")
    for claim in claims(_NOT_MISSED.sub("", plain)):
        outside = naming("instead").sub("", naming("in_brackets").sub(" ", claim.text))
        pieces = (piece for piece in naming("alternatives").split(outside) if piece.strip(" ,.") and claims(piece))
        first = " ".join(next(pieces, "").split()).strip(" .,:;-–")
        if text := _UNSURE.sub("", first):
            return Claimed(text, claim.share)
    return None


def unled(text: str) -> str:
    """A name without words of course and degree that lead to it."""
    return _LED.sub("", text)


def folded(text: str) -> str:
    """Small letters without accents."""
    apart = unicodedata.normalize("NFKD", text.lower().replace("ß", "ss"))
    return "".join(character for character in apart if not unicodedata.combining(character))


def _at_its_end(text: str) -> str | None:
    """A known name that ends a longer one, which then is a subtype of it, or begins it with harmless words behind."""
    if _HAN.search(text):
        last = _longest([match for match in _found(text) if match.end == len(text)])
        return last.key if last and _same_in_chinese(text[: last.start], last.end - last.start) else None
    found = [m for m in _found(text) if not _ANOTHER.search(text[: m.start]) and not _LIKE.match(text[m.end :])]
    last = _longest([match for match in found if not text[match.end :].strip(" .,'’")])
    if not last and (one := singular(text.lower())) != text.lower() and not _ANOTHER.search(text):
        return _at_its_end(one)
    first = last or _longest([match for match in found if not match.start and _same_behind(text[match.end :])])
    return first.key if first else None


def _same_in_chinese(before: str, length: int) -> bool:
    """Whether words in front of a Chinese name leave it the same disease; a name of one sign is the end of many."""
    if length == 1:
        return bool(naming("harmless_before_zh").fullmatch(before))
    return not naming("another_before_zh").search(before)


def _same_behind(behind: str) -> bool:
    """Whether what stands behind a name is a remark on it: behind a comma or a dash, or words of place and course."""
    if re.match(r"\s*(?:[,:]|[-–—]\s)", behind):
        return True
    return all(naming("harmless_behind").fullmatch(folded(word)) for word in re.findall(r"[\w-]+", behind))


def _longest(found: list[Match]) -> Match | None:
    return max(found, key=lambda match: match.end - match.start, default=None)


def _alike(text: str) -> str | None:
    plain = folded(text.strip())
    if len(plain) < _LETTERS or _HAN.search(plain) or _DENIED.search(plain):
        return None
    near = process.extractOne(plain, _spellings().keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)
    return _spellings()[near[0]] if near and _same_words(plain, near[0]) else None


def _same_words(one: str, other: str) -> bool:
    """Whether two names of like letters differ in the spelling of their words, and not by another word of weight."""
    words, others = ([word for word in name.split() if len(word) > _LIGHT] for name in (one, other))
    if len(words) != len(others):
        return fuzz.ratio("".join(words), "".join(others)) >= _NEAR_JOINED
    return all(fuzz.ratio(a, b) >= _NEAR_WORD for a, b in zip(words, others, strict=True))


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
    for row in rows(KNOWLEDGE / "condition_names.csv"):
        if row["language"] != "zh":
            names.setdefault(folded(row["name"]), row["condition_id"])
    for name, condition_id in list(names.items()):
        names.setdefault(_FULL.sub("", name), condition_id)
    return names
