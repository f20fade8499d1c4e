"""Put right what people misspell and numbers that they write in words, so that all behind it reads plain words.

Spans still read back to the untouched text: what is put in stands for the whole of what it replaces. The words are
data (`knowledge/data/lexicon/spelling.yaml`).
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from dermagent.knowledge.base import shipped
from dermagent.knowledge.spelt import folded
from dermagent.text.normal import Normal

_WORD = re.compile(r"[^\W\d_]{3,24}")
#: The fewest letters of a word whose misspellings by sound are put right.
_BY_SOUND = 5


def put_right(normal: Normal) -> Normal:
    """The same text with known misspellings put right and some numbers in figures, in linear time."""
    found = sorted({start: (start, end, text) for start, end, text in _mended(normal.text)}.values())
    if not found:
        return normal
    pieces, starts, ends = list[str](), list[int](), list[int]()
    at = 0
    for start, end, text in [*found, (len(normal.text), len(normal.text), "")]:
        if start < at:
            continue
        pieces += [normal.text[at:start], text]
        for i in range(at, start):
            first, last = normal.origin(i, i + 1)
            starts.append(first)
            ends.append(last)
        if text:
            first, last = normal.origin(start, end)
            starts += [first] * len(text)
            ends += [last] * len(text)
        at = end
    return Normal(normal.original, "".join(pieces), starts, ends)


def _mended(text: str) -> Iterator[tuple[int, int, str]]:
    """What is replaced, [start, end), and by what."""
    words = _words()
    for found in _WORD.finditer(text):
        right = words.get(found.group().lower())
        if right is not None:
            yield found.start(), found.end(), right.upper() if found.group().isupper() else right
    for pattern, right in _signs():
        for found in pattern.finditer(text):
            yield found.start(), found.end(), right
    for pattern, values, then in _numbers():
        for found in pattern.finditer(text):
            yield found.start(), found.end(), _figure(found, values) + then


def _figure(found: re.Match[str], values: dict[str, int]) -> str:
    """A number in figures, of the groups tens, ones and tenths; `behind` goes on behind it."""
    told = {name: value for name, value in found.groupdict().items() if value}

    def value(name: str) -> int:
        word = told.get(name, "0").lower()
        return int(word) if word.isdigit() else values[word]

    tenths = f".{value('tenths')}" if "tenths" in told else ""
    return f"{value('tens') + value('ones')}{tenths}{told.get('behind', '')}"


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = shipped("lexicon/spelling.yaml")
    return content


@cache
def _words() -> dict[str, str]:
    """Misspelt words and what they mean; of a language that is written as it sounds all that sound like its words."""
    content = _content()
    right = {wrong: word for word, wrongs in content["misspelt"].items() for wrong in wrongs}
    for sounding in content["by_sound"].values():
        known = {str(word) for word in sounding["words"]}
        for word in sorted(known):
            for wrong in _alike(word, sounding["sounds"]):
                if wrong not in known and wrong not in sounding["other_words"]:
                    right.setdefault(wrong, word)
    return right


def _alike(word: str, sounds: list[list[str]]) -> Iterator[str]:
    """All spellings that sound like the word: each sound written otherwise, in one place or two."""
    if len(word) < _BY_SOUND:
        return
    once = dict.fromkeys(other for pattern, letters in sounds for other in _once(word, pattern, letters))
    twice = dict.fromkeys(
        other for one in once for pattern, letters in sounds for other in _once(one, pattern, letters)
    )
    yield from (one for one in (once | twice) if folded(one) != folded(word))  # accents are not looked at anyway


def _once(word: str, pattern: str, letters: str) -> Iterator[str]:
    for found in re.finditer(pattern, word):
        yield word[: found.start()] + letters + word[found.end() :]


@cache
def _signs() -> list[tuple[re.Pattern[str], str]]:
    """Chinese words typed with a sign that sounds alike, and shorthand that joins the next word."""
    typed = _content()["mistyped_signs"].items()
    signs = [(re.compile("|".join(map(re.escape, wrongs))), right) for right, wrongs in typed]
    short = [(re.compile(one["pattern"], re.IGNORECASE), one["right"]) for one in _content()["shorthand"]]
    return [*signs, *short]


@cache
def _numbers() -> list[tuple[re.Pattern[str], dict[str, int], str]]:
    """Patterns of numbers, what their words are, and what stands behind the figures."""
    told = _content()["numbers"]
    return [(re.compile(one["pattern"], re.IGNORECASE), one["words"], one.get("then", "")) for one in told]
