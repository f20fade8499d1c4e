"""Tell whether a text quotes what is known of a case, although its images do not show it."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

#: Words in common with a longer text from which on it counts as quoted.
WORDS = 4
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|\d+(?:\.\d+)?|[^\W\d_]+")
_ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
_ONES += "seventeen eighteen nineteen".split()
_TENS = {
    name: 10 * n for n, name in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)
}
_NUMBERS = {name: n for n, name in enumerate(_ONES)} | _TENS
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6"}
#: How a number is said of which the field's name is not enough to recognise it.
_SAID = {
    "age_years": ("{} years", "{} yo", "aged {}", "age {}", "age of {}"),
    "fitzpatrick": ("type {}", "Fitzpatrick {}"),
    "monk": ("Monk {}", "tone {}"),
    "duration": ("{} days",),
    "started_days_before_onset": ("{} days",),
}
_MENTIONS = (
    "metadata",
    "information provided",
    "provided information",
    "context provided",
    "provided context",
    "medical record",
    "patient record",
    "clinical record",
)


def words_of(text: str) -> list[str]:
    """Words for comparison: without case and plural s, numbers in digits however they are written."""
    found: list[str] = []
    tens = 0
    for word in _TOKEN.findall(unicodedata.normalize("NFKC", text).casefold()):
        if word in _NUMBERS:
            number = _NUMBERS[word]
            if tens and 0 < number < 10:
                number += tens  # forty, two
                found.pop()
            tens = number if word in _TENS else 0
            found.append(str(number))
            continue
        tens = 0
        if word[0].isdigit():
            found.append(f"{float(word):g}")
        else:
            word = _ROMAN.get(word, word)
            found.append(word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word)
    return found


def quoted(text: str, known: Mapping[str, Any], *, words: int = WORDS) -> str:
    """The name of the first field that a text quotes, "metadata" if it speaks of such a thing, else empty.

    Quoted is a value of fewer than `words` words that occurs in the text, a run of as many words of a longer value,
    a number of two or more digits, or a shorter one with the word after it; of a field that is true its name. What is
    said in other words is not recognised.
    """
    said = words_of(text)
    if any(_within(words_of(mention), said) for mention in _MENTIONS):
        return "metadata"
    return next((name for name, value in _values(known) if _quotes(said, words_of(value), words)), "")


def _values(known: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """Fields by their path, and how they would be said; false and unknown ones are nothing to quote."""
    for name, value in known.items():
        path = f"{above}{name}"
        for part in value if isinstance(value, list | tuple) else (value,):
            if isinstance(part, Mapping):
                yield from _values(part, f"{path}.")
            elif part is True:
                yield path, name
            elif part is not None and part is not False:
                number = isinstance(part, int | float)
                for pattern in _SAID.get(name, (f"{name} {{}}" if number else "{}",)):
                    yield path, pattern.format(f"{part:g}" if number else part)


def _quotes(said: Sequence[str], value: Sequence[str], words: int) -> bool:
    if any(len(word) > 1 and word[0].isdigit() and word in said for word in value):
        return True
    if len(value) < words:
        return _within(value, said)
    pairs = [value[n : n + 2] for n, word in enumerate(value[:-1]) if word.isdigit()]
    runs = [value[n : n + words] for n in range(len(value) - words + 1)]
    return any(_within(part, said) for part in (*pairs, *runs))


def _within(part: Sequence[str], whole: Sequence[str]) -> bool:
    width = len(part)
    return bool(width) and any(list(whole[n : n + width]) == list(part) for n in range(len(whole) - width + 1))
