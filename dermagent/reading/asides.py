"""Leave out what stands in a text beside the story: mails that are answered, signatures, names, addresses, markup.

Marks that were dictated as words become marks.

What is left out becomes blanks, so that everything else stays where it stood (`knowledge/data/lexicon/asides.yaml`).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from dermagent.knowledge.base import shipped
from dermagent.text.normal import Normal
from dermagent.text.sieve import Sieve

_TITLED = "[A-Z\u00c0-\u00de](?:'[A-Z]|[a-z\u00df-\u00ff'-])[a-z\u00df-\u00ff'-]*"
_QUOTED = re.compile(r"(?:^[ \t]*>[^\n]*(?:\n|\Z))+", re.MULTILINE)
#: Lines of a signature, and words of one of them, at most.
_LINES, _WORDS = 8, 8
#: Two lines make the head of a mail.
_HEAD = 2

Stretch = tuple[int, int]


def with_dictated_marks(normal: Normal) -> Normal:
    """The same text, of the same length, with marks where they were dictated as words ("itchy full stop no fever")."""
    text = normal.text
    for entry in _dictated().through(text):
        mark = entry["mark"]
        text = entry["says"].sub(lambda said, mark=mark: mark.ljust(len(said.group())), text)
    return normal if text == normal.text else replace(normal, text=text)


def without_asides(normal: Normal) -> Normal:
    """The same text, of the same length, with blanks for what is no part of the story; in linear time."""
    text = normal.text
    found = [*_stretches(_simple(), text), *_answered(text), *_heads(text), *_signed(text)]
    if not found:
        return normal
    pieces, at = [], 0
    for start, end in sorted(found):
        if end > at:
            pieces.append(text[at : max(at, start)])
            pieces.append(re.sub(r"[^\n]", " ", text[max(at, start) : end]))
            at = end
    return replace(normal, text="".join([*pieces, text[at:]]))


def names(text: str) -> Iterator[Stretch]:
    """Names of persons that may be words of something else ("our daughter Ruby")."""
    return _stretches(_names(), text)


def _stretches(patterns: Sieve[re.Pattern[str]], text: str) -> Iterator[Stretch]:
    """What the patterns match, or their group `name` if they have one."""
    for pattern in patterns.through(text):
        for found in pattern.finditer(text):
            yield found.span("name") if "name" in pattern.groupindex else found.span()


def _answered(text: str) -> Iterator[Stretch]:
    """Mails that are answered below or above the answer, where they speak to the patient and not for him."""
    for head in _pattern("reply_head").finditer(text):
        yield head.span()
        quoted = text[head.end() :].lstrip().startswith(">")
        if not quoted and _is_spoken_to(text[head.end() :]):
            yield head.end(), len(text)
            break
    blocks = [found.span() for found in _QUOTED.finditer(text)]
    if blocks and not _QUOTED.fullmatch(text.strip() + "\n"):
        yield from (block for block in blocks if _is_spoken_to(text[slice(*block)]))


def _is_spoken_to(text: str) -> bool:
    """Whether a text speaks to the patient, and not of its writer."""
    return bool(_pattern("spoken_to").search(text)) and not _pattern("of_oneself").search(text)


def _heads(text: str) -> Iterator[Stretch]:
    """Lines that say from whom and to whom a mail is."""
    lines = [found.span() for found in _pattern("header").finditer(text)]
    if len(lines) >= _HEAD:
        yield from lines


def _signed(text: str) -> Iterator[Stretch]:
    """Names and addresses in the lines below the close of a letter."""
    done = 0
    for closing in _pattern("closing").finditer(text):
        if closing.end() < done:
            continue
        at = closing.end()
        for line in text[at + 1 : at + 1 + _LINES * 80].split("\n")[:_LINES]:
            done = at + 1 + len(line)
            if line.strip() and not _is_name(line):
                break
            yield at + 1, done
            at = done


def _is_name(line: str) -> bool:
    """Whether a line looks like a name or an address: all words begin with a capital, the small ones aside."""
    words = re.findall(r"[^\W\d_][\w'-]*", _pattern("in_names").sub(" ", line))
    return 0 < len(words) <= _WORDS and all(re.fullmatch(_TITLED, word) for word in words)


@cache
def _content() -> dict[str, Any]:
    content: dict[str, Any] = shipped("lexicon/asides.yaml")
    return content


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(_content()[name], re.IGNORECASE | re.MULTILINE)


@cache
def _simple() -> Sieve[re.Pattern[str]]:
    """The patterns of all asides but mails: markup, addresses, titles, everyday trifles, what is taken back."""
    content = _content()
    spoken = [one for key in ("everyday", "taken_back", "figures_of_speech") for one in content[key]]
    patterns = [
        re.compile(content["markup"], re.IGNORECASE),
        *_cased("addresses", "titles"),
        *(re.compile(one, re.IGNORECASE) for one in spoken),
    ]
    return Sieve(patterns, lambda pattern: pattern)


@cache
def _names() -> Sieve[re.Pattern[str]]:
    return Sieve(_cased("names"), lambda pattern: pattern)


def _cased(*keys: str) -> list[re.Pattern[str]]:
    """Patterns that tell capitals, with what begins with one in place of their `T`."""
    titled = re.compile(r"\bT\b|(?<=\\b)T(?=[ (])|(?<=[ (?])T(?=[ (\\]|$)")
    return [re.compile(titled.sub(lambda _: _TITLED, one)) for key in keys for one in _content()[key]]


@cache
def _dictated() -> Sieve[dict[str, Any]]:
    """What a mark is called, as a pattern, and the mark."""
    entries = ({**one, "says": re.compile(one["says"], re.IGNORECASE)} for one in _content()["dictated"])
    return Sieve(entries, lambda entry: entry["says"])
