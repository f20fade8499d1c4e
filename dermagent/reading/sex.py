"""Read the patient's sex from a history, by the words of `knowledge/data/lexicon/numbers_*.yaml`."""

import re
from functools import cache

from dermagent.reading.ways import Ways
from dermagent.types import Sex

#: Scripts from here on are written without blanks.
_CJK = "\u2e80"
#: Characters before a figure that may tell that it is no age.
_BEFORE = 40
_SEXES: tuple[Sex, Sex] = ("female", "male")


def sex_of(text: str, ways: Ways) -> Sex | None:
    """The sex that the writer says he is, else of the first person that a normalised text names; None if it names none.

    Who says which relative of the patient he is himself ("I am the grandmother") tells nothing by that. Where the
    writer speaks of himself ("my wife found it on my back") neither relatives nor pronouns tell it; in a note ("lives
    with wife. She ...") relatives do not, but for a son or daughter.
    """
    for sex in _SEXES:
        if any(pattern.search(text) for pattern in _patterns(ways, (f"{sex}_own",))):
            return sex
    kinds = ["", "_pronoun", "_child", "_kin"]
    if ways.pattern("self").search(text):
        kinds = [""]
    elif ways.pattern("note").search(text):
        kinds = ["", "_pronoun", "_child"]
    text = ways.pattern("speaker").sub(" ", text)
    firsts: list[tuple[int, Sex]] = []
    for sex in _SEXES:
        for pattern in _patterns(ways, tuple(f"{sex}{kind}" for kind in kinds)):
            if found := next((one for one in pattern.finditer(text) if not _is_measured(text, one, ways)), None):
                firsts.append((found.start(), sex))
    return min(firsts)[1] if firsts else None


def _is_measured(text: str, found: re.Match[str], ways: Ways) -> bool:
    """Whether a figure and its letter are a measured value ("temp 101 F")."""
    before = text[max(0, found.start() - _BEFORE) : found.start()]
    return found.group()[0].isdecimal() and ways.pattern("not_age_before").search(before) is not None


@cache
def _patterns(ways: Ways, keys: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """Words of the text's own language (the Spanish "he" is no man), and the shorthand of notes in every language."""
    words = "|".join(ways.content[0][key] for key in keys if ways.content[0][key])
    patterns = [re.compile(words if max(words) > _CJK else rf"\b(?:{words})\b", re.IGNORECASE)]
    for one in ways.content:
        if short := one.get(f"{keys[0]}_short"):
            patterns.append(re.compile(short))
    return tuple(patterns)
