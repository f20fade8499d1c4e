"""A share as models say it without a number: in the words of several languages, in stars, in Chinese tenths."""

import re
from functools import cache

from dermagent.knowledge.claimed import naming
from dermagent.knowledge.speech import speech, spoken

#: Longest text that is read for such words; what is longer is an essay.
_LONGEST = 80


def share_in_words(text: str) -> float | None:
    """The share, 0 to 1, that the words of a text say; None where they say none."""
    if len(text) > _LONGEST:
        return None
    if rules_out(text):
        return 0.0
    return next((share for share, words in _words() if words.search(text)), None)


def how_likely(text: str) -> str:
    """The words of a text that say how likely something is; empty where none do."""
    found = (words.search(text) for _, words in _words())
    return next((one[0] for one in found if one), "")


def in_figures(text: str) -> str:
    """A short text with the words for one to nine, and ten, as figures; Chinese fractions as "1/3"."""
    if len(text) > _LONGEST:
        return text
    for number, words in enumerate([*speech("shares")["ones"], speech("shares")["tens"][0]], start=1):
        text = re.sub(rf"(?<!\w)(?:{words})(?!\w)", str(number), text, flags=re.IGNORECASE)
    digits = speech("shares")["digits_zh"]
    return spoken("fraction_zh", "shares").sub(
        lambda found: f"{_digit(found[2], digits)}/{_digit(found[1], digits)}", text
    )


def _digit(sign: str, digits: str) -> str:
    return sign if sign.isascii() else str(digits.index(sign.replace(speech("shares")["two_zh"], digits[2])))


def percent_in_words(text: str) -> float | None:
    """The share, 0 to 1, of a percentage written in words ("seventy-five percent"); None where there is none."""
    found = _percents().search(text[:_LONGEST])
    if not found:
        return None
    kinds = speech("shares")["tens"], speech("shares")["ones"]
    said = {name: part for name, part in found.groupdict().items() if part}
    value = sum(
        factor * (1 + next(n for n, words in enumerate(rows) if re.fullmatch(words, said[name], re.IGNORECASE)))
        for name, rows, factor in (
            ("tens", kinds[0], 10),
            *((part, kinds[1], 1) for part in ("ones", "before", "only")),
        )
        if name in said
    )
    return value / 100 if value <= 100 else None


def rules_out(text: str) -> bool:
    """Whether a text in the place of a share says that the condition is ruled out."""
    return len(text) <= _LONGEST and bool(_ruled_out().search(text)) and not naming("not_excluded").search(text)


def is_absent(text: str) -> bool:
    """Whether a text in the place of a state says nothing but that the condition is not there."""
    return len(text) <= _LONGEST and bool(_absent().fullmatch(text.strip(" .!\u3002")))


def place_said(text: str) -> int | None:
    """The place in a list, from 1, that a text names in place of a share: "#2", "1st"; None if it names none."""
    found = spoken("place", "shares").match(text)
    if not found:
        return None
    words, zh = speech("shares")["places"], speech("shares")["digits_zh"] + speech("shares")["ten_zh"]
    number = found[1] or found[2]
    if number:
        return int(number) if number.isdecimal() else int(zh.index(number))
    return 1 + int(words.index(found[3].lower()))


def share_in_signs(text: str) -> float | None:
    """The share, 0 to 1, that stars, bars, plus signs or Chinese figures of a text tell; None where there are none."""
    data = speech("shares")
    whole = int(data["whole"])
    full = sum(text.count(sign) for sign in data["full"])
    empty = sum(text.count(sign) for sign in data["empty"])
    if full or (empty > 1 and not any(character.isalnum() for character in text)):
        return min(1.0, full / (full + empty if empty else max(full, whole)))
    if stars := spoken("stars", "shares").search(text):
        return min(1.0, _number(stars[1]) / whole)
    if pluses := spoken("pluses", "shares").match(text):
        return len(pluses[1]) / whole
    if tenths := spoken("tenths_zh", "shares").search(text):
        return min(1.0, (_number(tenths[1]) + (0.5 if tenths[2] else 0.0)) / 10)
    percent = spoken("percent_zh", "shares").search(text)
    return min(1.0, _number(percent[1]) / 100) if percent else None


def _number(text: str) -> float:
    """A number in figures, or in Chinese below a hundred."""
    data = speech("shares")
    text = text.replace(",", ".").replace(data["two_zh"], data["digits_zh"][2])
    if text[0].isascii():
        return float(text)
    tens, ten, ones = text.rpartition(data["ten_zh"])
    value = data["digits_zh"].find
    return float((10 * max(value(tens) if tens else 1, 0) if ten else 0) + (max(value(ones), 0) if ones else 0))


@cache
def _words() -> tuple[tuple[float, re.Pattern[str]], ...]:
    return tuple((row["share"], whole_words(row)) for row in speech("shares")["shares"])


@cache
def _percents() -> re.Pattern[str]:
    """Tens, ones or both before a word for percent, whole words; the longer names of tens first."""
    data = speech("shares")
    tens, ones = ("|".join(rows) for rows in (reversed(data["tens"]), data["ones"]))
    both = rf"(?P<tens>{tens})(?:[\s-]?(?:y\s|e\s|et\s|and\s)?(?P<ones>{ones}))?"
    german = rf"(?P<before>{ones})und"
    return re.compile(rf"(?<!\w)(?:{german})?(?:{both}|(?P<only>{ones}))\s*(?:{data['percent_words']})", re.IGNORECASE)


@cache
def _absent() -> re.Pattern[str]:
    return whole_words(speech("shares")["absent"])


@cache
def _ruled_out() -> re.Pattern[str]:
    return whole_words(speech("shares")["ruled_out"])


def whole_words(row: dict[str, str]) -> re.Pattern[str]:
    """The words of a row, as whole words in Latin script and anywhere in Chinese."""
    return re.compile(rf"(?<!\w)(?:{row['words']})(?!\w)|(?:{row['zh']})", re.IGNORECASE)
