"""Find phrases in text: the small phrase language of the lexicon files, compiled lazily and matched on whole words.

A phrase is words separated by one blank. `*` stands for any letters (`itch*`, `h*ematoma`), alone for any word;
`(a|b c)` for alternatives, which may hold everything a phrase holds; `word?` and `(a|b)?` are optional; `~` stands for
up to three words in between, not across a comma (in Chinese: up to four characters); a word in CAPITALS matches
case-sensitively, and a hyphen is a blank. Chinese phrases have no blanks and no word boundaries.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from dermagent.errors import InputError
from dermagent.knowledge.base import read_yaml
from dermagent.resources import KNOWLEDGE
from dermagent.types import Language

_WORD = re.compile(r"\w+")
_CJK = re.compile(r"[\u3400-\u9fff]")
_FOLD = str.maketrans("áéíóúüñ", "aeiouun")
_ACCENTED = {"a": "[aá]", "e": "[eé]", "i": "[ií]", "o": "[oó]", "u": "[uúü]", "n": "[nñ]"}
#: Words that are another, far more common word without their tilde: "una" is "a".
_TILDE_COUNTS = frozenset({"uña", "uñas"})
_TOKEN = re.compile(r"\)\??|[(|~]|[^\s()|~]+")
_GLUED = re.compile(r"[^\s(|]\(|\)[^\s)|?]")
_PLAIN_WORD = re.compile(r"\*|\w[\w'’.%*]*")
_WORD_BEGINS = r"(?<!\w)(?<!\d[.,])"
_BETWEEN_WORDS = r"[\s\-\u2010\u2011]+"
_UP_TO_THREE_WORDS = r"(?:[^\w.,:;!?\n]+\w+){0,3}?[^\w.,:;!?\n]+"
_LONGEST_HEAD = 8
_UP_TO_FOUR_CHARACTERS = r"[^，。；！？,.;!?\n]{0,4}?"

#: Key of phrases that hold the name of a finding and mean none ("hay fever").
NO_FINDING = "no_finding"


@dataclass(frozen=True, order=True)
class Match:
    """A phrase found in a text, at the characters [start, end)."""

    start: int
    end: int
    key: str


class Lexicon:
    """Phrases by key; finds them all in a text."""

    def __init__(self, phrases: Mapping[str, Iterable[str]], language: Language) -> None:
        """Index the phrases by how they begin.

        Raises:
            InputError: a phrase does not follow the phrase language.
        """
        self._language = language
        self._buckets: dict[str, list[_Phrase]] = {}
        for key, texts in phrases.items():
            for text in texts:
                heads, needs = _outline(text, language)
                phrase = _Phrase(key, text, language, needs)
                for head in heads:
                    self._buckets.setdefault(head, []).append(phrase)

    def find(self, text: str) -> list[Match]:
        """All matches, by position; of one key's overlapping matches only the longest."""
        found: list[Match] = []
        folded = _folded(text)
        for at, head in self._starts(text):
            for phrase in self._buckets[head]:
                if phrase.possible_in(folded) and (match := phrase.pattern.match(text, at)):
                    found.append(Match(match.start(), match.end(), phrase.key))
        return _longest_per_key(found)

    def mentions(self, text: str, keys: frozenset[str]) -> bool:
        """Whether any phrase of these keys stands in the text."""
        folded = _folded(text)
        return any(
            phrase.key in keys and phrase.possible_in(folded) and phrase.pattern.match(text, at)
            for at, head in self._starts(text)
            for phrase in self._buckets[head]
        )

    def _starts(self, text: str) -> Iterable[tuple[int, str]]:
        if self._language == "zh":
            return ((at, character) for at, character in enumerate(text.lower()) if character in self._buckets)
        words = ((word.start(), _folded(word.group())) for word in _WORD.finditer(text))
        beginnings = ((at, head) for at, word in words for head in _beginnings(word))
        return ((at, head) for at, head in beginnings if head in self._buckets)


class _Phrase:
    """One phrase of a key, compiled when it is first needed."""

    def __init__(self, key: str, text: str, language: Language, needs: tuple[tuple[str, ...], ...]) -> None:
        self.key = key
        self._text = text
        self._language = language
        self._needs = needs

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return compile_phrase(self._text, self._language)

    def possible_in(self, folded: str) -> bool:
        """Whether of each part some letters stand in the text, which is far cheaper to ask than a match."""
        return all(any(letters in folded for letters in part) for part in self._needs)


def _outline(phrase: str, language: Language) -> tuple[set[str], tuple[tuple[str, ...], ...]]:
    """The beginnings a phrase is kept under, and for each part that it must have, letters of which a text needs one."""
    if language == "zh":
        return {phrase[0].lower()}, tuple((piece.lower(),) for piece in phrase.split("~"))
    parts = parse_phrase(phrase)
    words = (_first_words((part,)) for part in parts if not part.optional)
    needs = (tuple(max(_folded(word).split("*"), key=len) for word in choice) for choice in words)
    return {_head(_folded(word)) for word in _first_words(parts)}, tuple(needs)


def _folded(text: str) -> str:
    return text.lower().translate(_FOLD)


def compile_phrase(phrase: str, language: Language) -> re.Pattern[str]:
    """The regular expression of one phrase.

    Raises:
        InputError: the phrase does not follow the phrase language.
    """
    if language == "zh":
        parts = (re.escape(part) for part in phrase.split("~"))
        return re.compile(_UP_TO_FOUR_CHARACTERS.join(parts), re.IGNORECASE)
    return re.compile(_WORD_BEGINS + _sequence(parse_phrase(phrase), language) + r"(?!\w)", re.IGNORECASE)


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
        InputError: a bracket does not close, a phrase or alternative is empty, begins with `?` or `~` or ends with `~`,
            or a word holds a character that the phrase language does not have.
    """
    if _GLUED.search(phrase):
        raise InputError(f"phrase {phrase!r} has a bracket glued to a word; brackets stand for whole words")
    tokens = _TOKEN.findall(phrase.replace("-", " "))
    parts, rest = _parse_sequence(tokens, phrase)
    if rest:
        raise InputError(f"phrase {phrase!r} has {rest[0]!r} without an opening bracket")
    return parts


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
        if not parts and (part.optional or part.gap or part.word.startswith("*")):
            raise InputError(f"phrase {phrase!r} must begin with the letters of a word that is not optional")
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


def _first_words(parts: tuple[Part, ...]) -> list[str]:
    first = parts[0]
    if first.word:
        return [first.word]
    return [word for alternative in first.alternatives for word in _first_words(alternative)]


def _head(word: str) -> str:
    """Under what a phrase is kept: its whole first word, closed by a blank, or what stands before the first `*`."""
    first = "".join(_WORD.findall(word)[:1])  # "bull's" begins with the word "bull"
    letters, star, _ = word.partition("*")
    return letters[:_LONGEST_HEAD] if star and len(first) >= len(letters) else first + " "


def _beginnings(word: str) -> list[str]:
    """Every head under which a phrase that begins with this word may be kept."""
    return [word + " ", *(word[:n] for n in range(1, min(len(word), _LONGEST_HEAD) + 1))]


def _sequence(parts: tuple[Part, ...], language: Language) -> str:
    pattern = ""
    for i, part in enumerate(parts):
        glue = "" if i == 0 else _UP_TO_THREE_WORDS if part.gap else _BETWEEN_WORDS
        body = _word(part.word, language) or "(?:" + "|".join(_sequence(a, language) for a in part.alternatives) + ")"
        pattern += f"(?:{glue}{body})?" if part.optional else glue + body
    return pattern


def _word(word: str, language: Language) -> str:
    if word == "*":
        return r"\w+"
    acronym = len(word) > 1 and word.isupper()
    pieces = []
    for piece in word.split("*"):
        if language == "es" and piece.lower() in _TILDE_COUNTS:
            pieces.append(re.escape(piece))
        elif language == "es" and not acronym:  # "en" is a word, EN an erythema
            pieces.append("".join(_ACCENTED.get(c, re.escape(c)) for c in piece.lower().translate(_FOLD)))
        else:
            pieces.append(f"(?-i:{re.escape(piece)})" if acronym and piece else re.escape(piece))
    return r"\w*".join(pieces)


def _longest_per_key(found: list[Match]) -> list[Match]:
    kept: dict[str, list[Match]] = {}
    for match in sorted(found, key=lambda m: (m.start - m.end, m.start)):
        taken = kept.setdefault(match.key, [])
        if all(match.end <= other.start or other.end <= match.start for other in taken):
            taken.append(match)
    return sorted(match for matches in kept.values() for match in matches)


@cache
def finding_lexicon(language: Language) -> Lexicon:
    """The shipped phrases of findings."""
    return Lexicon(read_phrases(KNOWLEDGE / "lexicon" / f"{language}.yaml"), language)


@cache
def cue_lexicon(language: Language) -> Lexicon:
    """The shipped cues of negation, doubt, time and person."""
    return Lexicon(read_phrases(KNOWLEDGE / "lexicon" / f"cues_{language}.yaml"), language)


def read_phrases(path: Path) -> dict[str, list[str]]:
    """A lexicon file: key → phrases.

    Raises:
        InputError: the file is not a mapping of lists of texts.
    """
    content = read_yaml(path)
    if not isinstance(content, dict):
        raise InputError(f"{path.name} must map keys to lists of phrases, found {type(content).__name__}")
    for key, phrases in content.items():
        if not isinstance(phrases, list) or not all(isinstance(p, str) and p for p in phrases):
            raise InputError(f"{path.name}: {key!r} must be a list of texts; quote words such as yes, no and on")
    return content


def detect_language(text: str) -> Language:
    """English, Chinese or Spanish, by script and by the commonest words; English if nothing tells."""
    letters = sum(character.isalpha() for character in text)
    if letters and len(_CJK.findall(text)) / letters > 0.2:
        return "zh"
    words = [word.group().lower() for word in _WORD.finditer(_YEARS_OLD.sub(" ", text))]
    spanish = sum(word in _SPANISH_WORDS for word in words)
    english = sum(word in _ENGLISH_WORDS for word in words)
    return "es" if spanish > english else "en"


#: "63 y/o" and "63 y" are no Spanish "y".
_YEARS_OLD = re.compile(r"\d\s*y\b(?:\s*/?\s*o\b)?", re.IGNORECASE)
_SPANISH_WORDS = frozenset(
    "el la los las de del que en y un una con por para es no se le lo su al como más pero mi tengo desde hace muy "
    "este esta piel ha sin años días meses está también porque cuando paciente".split()
)
_ENGLISH_WORDS = frozenset(
    "the of and to in a is it on for with have has my this that was are no not be at i he she skin since years days "
    "months there been from by after but patient yes woman man male female old year itch itching itchy rash mole spot"
    " pain bleeding".split()
)
