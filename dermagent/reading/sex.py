"""Read the patient's sex from a history, by the words of `knowledge/data/lexicon/numbers_*.yaml`."""

import re
from collections.abc import Sequence
from functools import cache

from dermagent.reading.ways import Ways
from dermagent.text.normal import CJK
from dermagent.types import Sex

#: Characters before a figure that may tell that it is no age.
_BEFORE = 40
_SEXES: tuple[Sex, Sex] = ("female", "male")
#: An age right before or behind a person, before a child in its own clause: figures, and no mark that ends it.
_AGE_BEFORE, _AGE_OF_CHILD = re.compile(r"\d[^.;\n\d]{0,14}\Z"), re.compile(r"\d[^.,;\n\d]{0,14}\Z")
_AGE_BEHIND, _NEAR_AGE = re.compile(r"[^.;\n\d]{0,12}\d{1,3}(?![\d:/])"), 16


def sex_of(text: str, ways: Ways, whole: str, complaint: int) -> Sex | None:
    """The sex of the patient by the words of a normalised text that tell of him; None if they tell none.

    `complaint` is where the first complaint stands. A relative without an age who is spoken of behind it in a sentence
    of his own, or with whom, since or after whom something came, is another ("Itchy rash. My brother has psoriasis").

    What a writer says of himself in passing counts anywhere in the `whole`, where nothing else tells it.

    A child whose age is told goes before what the writer says of himself, that before a person whose age is told, and
    that before the first person named.
    Who says which relative of the patient he is himself ("I am the grandmother") tells nothing by that. Where the
    writer speaks of himself ("my wife found it on my back") neither relatives nor pronouns tell it; in a note ("lives
    with wife. She ...") relatives do not, but for a son or daughter.
    """
    heard = _without_speakers(text, ways)
    if (child := _first(heard, ways, ["_child"], _AGE_OF_CHILD)) is not None:
        return child
    for sex in _SEXES:
        if any(pattern.search(text) for pattern in _patterns(ways, (f"{sex}_own",))):
            return sex
    kinds = ["", "_pronoun", "_child", "_kin"]
    if ways.pattern("self").search(text):
        kinds = [""]
    elif ways.pattern("note").search(text):
        kinds = ["", "_pronoun", "_child"]
    aged = _first(heard, ways, kinds[:1], _AGE_BEFORE)
    told = aged if aged is not None else _first(heard, ways, kinds, complaint=complaint)
    return told if told is not None else _of_writer(whole, ways)


def _of_writer(text: str, ways: Ways) -> Sex | None:
    """The sex that a writer tells only in passing ("42, mum of three", "under my bra"); None where both are."""
    told = [sex for sex in _SEXES if any(one.search(text) for one in _patterns(ways, (f"{sex}_else",)))]
    return told[0] if len(told) == 1 else None


def _without_speakers(text: str, ways: Ways) -> str:
    """The text with blanks for the words by which somebody says who he is himself, or who told him."""
    for pattern in ways.sieve("speaker").through(text):
        text = pattern.sub(lambda said: " " * len(said.group()), text)
    return text


def _first(
    text: str, ways: Ways, kinds: Sequence[str], age: re.Pattern[str] | None = None, complaint: int | None = None
) -> Sex | None:
    """The sex of the first person of these kinds, of those behind whom, or before whom as in `age`, an age stands.

    Relatives who are others behind the `complaint` are left out.
    """
    firsts: list[tuple[int, Sex]] = []
    for sex in _SEXES:
        for pattern in _patterns(ways, tuple(f"{sex}{kind}" for kind in kinds)):
            fitting = (
                one.start()
                for one in pattern.finditer(text)
                if not _is_measured(text, one, ways)
                and (age is None or _has_age(text, one, age))
                and (complaint is None or not _is_another(text, one, ways, complaint))
            )
            if (start := next(fitting, None)) is not None:
                firsts.append((start, sex))
    return min(firsts)[1] if firsts else None


def _is_another(text: str, found: re.Match[str], ways: Ways, complaint: int) -> bool:
    """Whether a relative without an age stands behind the complaint in a sentence of his own, or beside an event."""
    kin = (one for sex in _SEXES for one in _patterns(ways, (f"{sex}_kin",)))
    if found.start() < complaint or not any(one.match(text, found.start()) for one in kin):
        return False
    before = text[max(0, found.start() - _BEFORE) : found.start()]
    return ways.pattern("another_before").search(before) is not None and not _has_age(text, found, _AGE_BEFORE)


def _has_age(text: str, found: re.Match[str], before: re.Pattern[str]) -> bool:
    """Whether figures stand right before or behind a person, or among the words for him."""
    near = max(0, found.start() - _NEAR_AGE)
    told = any(character.isdecimal() for character in found.group())
    return told or bool(_AGE_BEHIND.match(text, found.end()) or before.search(text, near, found.start()))


def _is_measured(text: str, found: re.Match[str], ways: Ways) -> bool:
    """Whether a figure and its letter are a measured value ("temp 101 F")."""
    before = text[max(0, found.start() - _BEFORE) : found.start()]
    return found.group()[0].isdecimal() and ways.pattern("not_age_before").search(before) is not None


@cache
def _patterns(ways: Ways, keys: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """Words of the text's own language (the Spanish "he" is no man), and the shorthand of notes in every language."""
    words = "|".join(ways.content[0][key] for key in keys if ways.content[0][key])
    patterns = [re.compile(words if max(words) > CJK else rf"\b(?:{words})\b", re.IGNORECASE)]
    for one in ways.content:
        if short := one.get(f"{keys[0]}_short"):
            patterns.append(re.compile(short))
    return tuple(patterns)
