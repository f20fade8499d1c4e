"""The phrase language: a phrase as a person writes it, parsed into the parts that a matcher walks.

A phrase is words separated by one blank. `*` stands for any letters (`itch*`, `h*ematoma`), alone for any word;
`(a|b c)` for alternatives, which may hold everything a phrase holds; `word?` and `(a|b)?` are optional; `~` stands for
up to three words in between, not across a mark (in Chinese: up to four characters); a word in CAPITALS matches
case-sensitively, and a hyphen is a blank. Chinese phrases have no blanks and no word boundaries.
"""

import re
from dataclasses import dataclass

from dermagent.errors import InputError

_TOKEN = re.compile(r"\)\??|[(|~]|[^\s()|~]+")
_GLUED = re.compile(r"[^\s(|]\(|\)[^\s)|?]")
_PLAIN_WORD = re.compile(r"\*|\w[\w'.%*/]*")


@dataclass(frozen=True)
class Part:
    """One part of a phrase: a word, or a group of alternative sequences."""

    word: str = ""
    alternatives: tuple[tuple["Part", ...], ...] = ()
    optional: bool = False
    gap: bool = False  # a `~` stands before it


def parse_phrase(phrase: str) -> tuple[Part, ...]:
    """The parts of a phrase, groups nested.

    Raises:
        InputError: a bracket does not close, a phrase or alternative is empty, begins or ends with `~`,
            or a word holds a character that the phrase language does not have.
    """
    if _GLUED.search(phrase):
        raise InputError(f"phrase {phrase!r} has a bracket glued to a word; brackets stand for whole words")
    tokens = _TOKEN.findall(phrase.replace("-", " ").replace("\u2019", "'"))
    parts, rest = _parse_sequence(tokens, phrase)
    if rest:
        raise InputError(f"phrase {phrase!r} has {rest[0]!r} without an opening bracket")
    if all(part.optional for part in parts):
        raise InputError(f"phrase {phrase!r} has no word that it must have")
    return parts


def parse_characters(phrase: str) -> tuple[Part, ...]:
    """The parts of a Chinese phrase: pieces of text, with `~` between them.

    Raises:
        InputError: the phrase is empty, or begins or ends with `~`.
    """
    pieces = [piece.strip() for piece in phrase.split("~")]
    if not all(pieces):
        raise InputError(f"phrase {phrase!r} is empty, or begins or ends with ~")
    return tuple(Part(word=piece, gap=n > 0) for n, piece in enumerate(pieces))


def _parse_sequence(tokens: list[str], phrase: str) -> tuple[tuple[Part, ...], list[str]]:
    parts: list[Part] = []
    gap = False
    while tokens and tokens[0] not in {"|", ")", ")?"}:
        head, *tokens = tokens
        if head == "~":
            gap = True
            continue
        if head == "(":
            part, tokens = _parse_group(tokens, phrase, gap)
        else:
            part = Part(word=head.removesuffix("?"), optional=head.endswith("?"), gap=gap)
            if not _PLAIN_WORD.fullmatch(part.word):
                raise InputError(f"phrase {phrase!r}: {head!r} is not a word of letters, digits, apostrophes and *")
        if not parts and (part.gap or part.word.startswith("*")):
            raise InputError(f"phrase {phrase!r} must begin with the letters of a word")
        parts.append(part)
        gap = False
    if not parts or gap:
        raise InputError(f"phrase {phrase!r} is empty, has an empty alternative or ends with ~")
    return tuple(parts), tokens


def _parse_group(tokens: list[str], phrase: str, gap: bool) -> tuple[Part, list[str]]:
    alternatives = []
    while True:
        parts, tokens = _parse_sequence(tokens, phrase)
        alternatives.append(parts)
        if not tokens:
            raise InputError(f"phrase {phrase!r} has a bracket that does not close")
        end, *tokens = tokens
        if end != "|":
            return Part(alternatives=tuple(alternatives), optional=end == ")?", gap=gap), tokens
