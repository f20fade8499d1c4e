"""Options: an answer that is only the letter or figure of one of those that a text lists, as what stands behind it."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from dermagent.knowledge.speech import speech, spoken

_FILE = "options"
#: The most options of one question, and the longest text in characters that is looked at.
_MOST, _LONGEST = 9, 20_000
#: How each kind of mark counts.
_COUNTS = ("abcdefgh", "123456789", "\u2460\u2461\u2462\u2463\u2464\u2465\u2466\u2467\u2468", ("i", "ii", "iii", "iv"))
_AROUND = " \t\r\n,;.:|*_\uff0c\u3001\uff1b\u3002\uff1a(\uff08[\u3010"


class _Option(NamedTuple):
    """One option: its mark, where it begins and ends, and what it says."""

    mark: str
    start: int
    end: int
    said: str


def with_choice(text: str) -> str:
    """A text with what the chosen option says in place of its letter, and without the options; else as it stands.

    Those of a differential stay behind the one that is chosen.
    """
    if len(text) > _LONGEST:
        return text
    chosen = list(_chosen(text))
    options = _options(text, [found.start() for found in chosen]) if chosen else []
    said = {option.mark: option.said for option in options}
    outside = [one for one in chosen if not any(option.start < one.end() <= option.end for option in options)]
    for choice in reversed(outside):
        marks = [found[0].casefold() for found in _pattern("<<L>>").finditer(choice["choices"])]
        if marks and all(mark in said for mark in marks):
            return _answered(text, options, choice, ", ".join(said[mark] for mark in marks), marks)
    return text


def _answered(text: str, options: Sequence[_Option], choice: re.Match[str], answer: str, marks: list[str]) -> str:
    """The text with the answer in place of its marks, and without the options."""
    begin, parts = 0, []
    cuts = [(option.start, option.end, "") for option in options]
    cuts.append((choice.start("whole"), choice.end("whole"), f" {answer}"))
    for start, end, put in sorted(cuts):
        parts += [text[begin:start], put]
        begin = max(begin, end)
    plain = "".join([*parts, text[begin:]])
    if spoken("of_a_differential", _FILE).search(plain):
        others = [option.said for option in options if option.mark not in marks]
        plain += speech(_FILE)["others"] + ", ".join(others)
    return plain.strip()


def _chosen(text: str) -> Iterator[re.Match[str]]:
    """Where a text chooses an option, in order."""
    found = [one for words in speech(_FILE)["chosen"] for one in _pattern(words).finditer(text)]
    yield from sorted(found, key=lambda one: one.start("choices"))


def _options(text: str, choices: Sequence[int]) -> list[_Option]:
    """The options of a text: the longest row of marks that count from the first one; fewer than two are none."""
    labels = [(_mark(found), found.start(), found.end()) for found in _pattern(speech(_FILE)["label"]).finditer(text)]
    rows = (_row([label for label in labels if label[0] in count], count) for count in _COUNTS)
    row = max(rows, key=len)
    options = []
    for n, (mark, start, end) in enumerate(row if len(row) > 1 else ()):
        stops = [row[n + 1][1]] if n + 1 < len(row) else [at for at in choices if at >= end]
        line = text.find("\n", end)
        stop = min([*stops, len(text) if line < 0 else line])
        if n + 1 == len(row) and (found := _pattern(speech(_FILE)["ends"]).search(text, end, stop)):
            stop = found.start()
        options.append(_Option(mark, start, stop, text[end:stop].strip(_AROUND)))
    return options


def _row(labels: Sequence[tuple[str, int, int]], count: Sequence[str]) -> list[tuple[str, int, int]]:
    """Of labels of one kind those that count on from the first, each once; the last such row."""
    row: list[tuple[str, int, int]] = []
    for label in labels:
        if len(row) < min(len(count), _MOST) and label[0] == count[len(row)]:
            row.append(label)
        elif label[0] == count[0] and len(row) < 2:
            row = [label]
    return row


def _mark(found: re.Match[str]) -> str:
    return (found["round"] or found["plain"] or found["circled"]).casefold()


@cache
def _pattern(words: str) -> re.Pattern[str]:
    """An expression of the file with its parts in their places."""
    parts = {"L": f"(?:{speech(_FILE)['mark']})", "named": speech(_FILE)["named"]}
    for name, part in parts.items():
        words = words.replace(f"<<{name}>>", part)
    return re.compile(words, re.IGNORECASE)
