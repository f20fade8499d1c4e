"""The shipped phrases and wordings, compiled for each language on first use, and found in texts."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from dermagent.compiled import compiled
from dermagent.errors import InputError
from dermagent.knowledge.base import read_yaml, shipped
from dermagent.knowledge.drugs import drug_phrases
from dermagent.resources import KNOWLEDGE, PACKAGE
from dermagent.text.match import Matcher, Words
from dermagent.text.normal import Normal, with_blanks_as_commas
from dermagent.text.occurrences import Occurrence
from dermagent.text.phrases import parse_characters, parse_phrase
from dermagent.text.tokens import Token, Tokens, cut, cut_normal
from dermagent.types import Language

_FOLD = str.maketrans("áàâãéèêíìîóòôõúùûüç", "aaaaeeeiiioooouuuuc")  # ñ is a letter of its own
_SNOWBALL = {"en": "english", "es": "spanish"}

#: Letters of the longest word that no diminutive is looked for in.
_SHORTEST_DIMINUTIVE = 5

#: Key of phrases that hold the name of a finding and mean none ("hay fever").
NO_FINDING = "no_finding"


@dataclass(frozen=True, order=True)
class Match:
    """A phrase found in a text, at the characters [start, end)."""

    start: int
    end: int
    key: str


class Lexicon:
    """Phrases by key, with wordings beside them; finds them all in a text."""

    def __init__(
        self,
        phrases: Mapping[str, Iterable[str]],
        language: Language,
        wordings: Mapping[str, Iterable[str]] | None = None,
        *,
        forgives: bool = True,
    ) -> None:
        """Compile the phrases and wordings; `forgives` slips of the pen in long words.

        Raises:
            InputError: a phrase does not follow the phrase language.
        """
        self._matcher = Matcher(words_of(language), forgives=forgives)
        for key, texts in phrases.items():
            for text in texts:
                if language == "zh":
                    self._matcher.add_characters(key, parse_characters(text))
                else:
                    self._matcher.add_phrase(key, parse_phrase(text))
        for key, texts in (wordings or {}).items():
            for text in texts:
                if language == "zh":
                    self._matcher.add_characters(key, parse_characters(text))
                else:
                    self._matcher.add_wording(key, text)

    @classmethod
    def shipped(
        cls,
        name: str,
        language: Language,
        collect: Callable[[], tuple[Mapping[str, Iterable[str]], Mapping[str, Iterable[str]]]],
        *,
        forgives: bool = True,
    ) -> "Lexicon":
        """The lexicon of the shipped phrases and wordings that `collect` gives; compiled once for all processes."""

        def dump() -> dict[str, Any]:
            phrases, wordings = collect()
            return cls(phrases, language, wordings, forgives=forgives)._matcher.dump()

        lexicon = cls({}, language, forgives=forgives)
        lexicon._matcher.load(compiled(f"{name}_{language}", _makers(), dump, version=_stemmer_version()))
        return lexicon

    def find(self, text: str) -> list[Match]:
        """All matches in a text, by position in the untouched text; of one key's overlapping matches the best."""
        tokens = cut(text)
        return [match_of(one, tokens) for one in self.find_tokens(tokens)]

    def find_tokens(
        self, tokens: Tokens, free: frozenset[int] = frozenset(), negators: frozenset[int] = frozenset()
    ) -> list[Occurrence]:
        """All occurrences in a text that is already cut; `free` and `negators` as in `Matcher.find`."""
        return self._matcher.find(tokens, free, negators)


@cache
def _makers() -> tuple[Path, ...]:
    """All files that decide what a shipped lexicon holds: its words, and the code that compiles them."""
    data = [
        KNOWLEDGE / f"{name}.csv"
        for name in (
            *("conditions", "condition_names", "names_of_models", "names_not_held", "texts/conditions"),
            *("drugs", "drug_findings"),
        )
    ]
    data += [path for path in (KNOWLEDGE / "lexicon").rglob("*") if path.suffix in {".yaml", ".txt"}]
    code = [*(PACKAGE / "text").glob("*.py"), PACKAGE / "reading" / "vocabulary.py"]
    code += [PACKAGE / "knowledge" / f"{name}.py" for name in ("base", "drugs", "lexicon", "names")]
    return tuple(sorted([*data, *code]))


@cache
def _stemmer_version() -> str:
    import Stemmer

    return str(Stemmer.version())


def match_of(found: Occurrence, tokens: Tokens) -> Match:
    """The place of an occurrence in the untouched text."""
    start, end = tokens.normal.origin(tokens.items[found.first].start, tokens.items[found.last].end)
    return Match(start, end, found.key)


@cache
def words_of(language: Language) -> Words:
    """What a language says about its words (`words_*.yaml`), with a Snowball stemmer where there is one."""
    content = shipped(f"lexicon/words_{language}.yaml")
    if language == "zh":
        return Words()
    import Stemmer

    accented = frozenset(content["accented"])

    def fold(word: str) -> str:
        return word if word.isascii() or word in accented else word.translate(_FOLD)

    snowball = Stemmer.Stemmer(_SNOWBALL[language])
    irregular = {fold(form): lemma for lemma, forms in content["irregular"].items() for form in (lemma, *forms)}

    @lru_cache(maxsize=100_000)
    def stem(word: str) -> str:
        folded = fold(word)
        return f"*{irregular[folded]}" if folded in irregular else str(snowball.stemWord(folded))

    def forms(word: str) -> Iterator[str]:
        yield word
        for old, new in content["endings"]:
            if word.endswith(old) and len(word) > len(old) + 1:
                yield word.removesuffix(old) + new

    plain_forms = [(re.compile(pattern), replacement) for pattern, replacement in content.get("diminutives", ())]

    def plain(word: str) -> Iterator[str]:
        for pattern, replacement in plain_forms:
            if len(word) > _SHORTEST_DIMINUTIVE and pattern.search(word):
                yield pattern.sub(replacement, word)

    kinds = ("free", "dropped", "dropped_beside_others", "fixed", "parting", "negators")
    return Words(fold, stem, forms, plain, *(frozenset(map(fold, content[kind])) for kind in kinds))


def shipped_phrases(language: Language, kind: str = "") -> dict[str, list[str]]:
    """The shipped phrases of a kind: of findings, `cues`, `absent` (what is normal) or `fields` (of a form).

    Those of findings are names of drugs too.
    """
    if kind:
        return read_phrases(KNOWLEDGE / "lexicon" / f"{kind}_{language}.yaml")
    phrases = read_phrases(KNOWLEDGE / "lexicon" / f"{language}.yaml")
    named = drug_phrases(KNOWLEDGE, language)
    return {key: [*phrases.get(key, ()), *named.get(key, ())] for key in {**phrases, **named}}


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


def read_wordings(folder: Path, name: str) -> dict[str, list[str]]:
    """The wordings of a language by all its authors (`en_1.txt`, …; of what is normal `absent_en_1.txt`, …).

    Finding → wordings, in the order of the files.

    Raises:
        InputError: a line is neither a finding with a colon, nor an indented wording below one.
    """
    wordings: dict[str, list[str]] = {}
    for path in sorted(folder.glob(f"{name}_*.txt")):
        key = ""
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if not line.strip() or line.startswith("#"):
                continue
            if not line[0].isspace() and line.endswith(":"):
                key = line[:-1]
            elif line[0].isspace() and key:
                wordings.setdefault(key, []).append(line.strip())
            else:
                raise InputError(f"{path.name}:{number}: expected 'finding_id:' or an indented wording, found {line!r}")
    return wordings


def detect_language(text: str) -> Language:
    """English, Chinese or Spanish, by script and by the commonest words; English if nothing tells."""
    return language_of(cut(text))


def language_of(text: Tokens) -> Language:
    """The language of a text that is already cut, as `detect_language` tells it."""
    items = text.items
    chinese = sum(token.kind == "cjk" for token in items)
    if chinese and chinese / sum(len(token.surface) for token in items if token.kind in ("word", "cjk")) > 0.2:
        return "zh"
    tokens = [
        token
        for before, token in zip([None, *items], items, strict=False)
        if token.kind == "word" and not (token.word in _UNITS and before and _before_no_and(before, token))
    ]
    tokens = [token for token in tokens if len(token.surface) > _LETTERS or not token.surface.isupper()]  # "O", "SI"
    in_spanish, in_english = _common("es"), _common("en")
    spanish = sum(float(token.word in in_spanish or not token.word.isascii()) for token in tokens)
    english = sum(float(token.word in in_english) for token in tokens)
    if abs(spanish - english) <= 1:  # too few words that tell it
        spanish += sum(_ENDING["es"].search(token.word) is not None for token in tokens) / 2
        english += sum(_ENDING["en"].search(token.word) is not None for token in tokens) / 2
    return "es" if spanish > english else "en"


#: Words of another language, and Chinese signs, from which on a text mixes both; letters of such a word.
_MIXED, _MIXED_SIGNS, _LONG = 2, 2, 5


def mixed_in(text: Tokens, language: Language) -> tuple[Language, ...]:
    """The other languages that a text of this one mixes in ("my hijo", Chinese with words of English)."""
    words = {token.word for token in text.items if token.kind == "word"}
    mixed: list[Language] = [
        other
        for other in _LATIN
        if other != language
        and (
            words & telling_words(other)
            or len(words & _common(other) - _common("en" if other == "es" else "es")) >= _MIXED
        )
    ]
    if language == "zh":
        if "en" not in mixed and any(
            token.kind == "word" and len(token.surface) >= _LONG and token.word.isascii() and token.surface.islower()
            for token in text.items
        ):
            mixed.append("en")
    elif sum(token.kind == "cjk" for token in text.items) >= _MIXED_SIGNS:
        mixed.append("zh")
    return tuple(mixed)


#: Letters of an abbreviation that is no word, at most.
_LETTERS = 2
#: How words of a language end that are no medical Latin.
_ENDING: dict[Language, re.Pattern[str]] = {
    "es": re.compile(
        r"^(?!.*(?:ema|oma|aria|ula|isa|ica|oria|rrh?o?ea|ura|ia)$)[^\W\d_]{3,}(?:[ao]s?|[ai\u00e1\u00ed\u00f3]n|[ai]r)$"
        "|[\u00e1\u00e9\u00ed\u00f3\u00fa\u00f1]"
    ),
    "en": re.compile(
        r"^[^\W\d_]{2,}(?:[bcfghkmptvwxy]|ing|ed|ss|nd|ld|ll|ness|ous|ee|ge|le|ers?|ls|ts|ys|gs|ks|ps|ds)$"
    ),
}
#: Marks behind which a sentence begins.
_BEFORE_A_SENTENCE = frozenset(".!?")
#: A text of another language has at least so many different common words of it, and so many times those of ours; or
#: this share of its letters in another script.
_FOREIGN_WORDS, _MORE_THAN_OURS, _FOREIGN_LETTERS = 3, 1.5, 0.4


#: Letters that are a unit behind a figure, and words else: of years in English and Spanish.
_UNITS = frozenset("ya")


def _before_no_and(before: Token, token: Token) -> bool:
    """Whether a letter behind a token is no word: of an age ("63 y/o", "66a") or an answer of a form ("cough: Y")."""
    return before.kind == "number" or (
        token.surface == "Y" and before.kind == "mark" and before.surface not in _BEFORE_A_SENTENCE
    )


def in_another_language(text: Tokens) -> bool:
    """Whether a text is in none of the languages that are read (`lexicon/other_languages.yaml`)."""
    scripts, languages = _other_languages()
    letters = sum(character.isalpha() for character in text.normal.text)
    if len(scripts.findall(text.normal.text)) > _FOREIGN_LETTERS * max(letters, 1):
        return True
    words = {token.word for token in text.items if token.kind == "word"}
    for common in languages:
        ours = max(len(words & _common(language) - common) for language in _LATIN)
        theirs = len(words & common - _common("en") - _common("es"))
        if theirs >= _FOREIGN_WORDS and theirs > _MORE_THAN_OURS * ours:
            return True
    return False


#: The languages that are read and are written in Latin letters.
_LATIN: tuple[Language, ...] = ("en", "es")


@cache
def _other_languages() -> tuple[re.Pattern[str], tuple[frozenset[str], ...]]:
    content = shipped("lexicon/other_languages.yaml")
    return re.compile(content["scripts"]), tuple(map(frozenset, content["common"].values()))


def as_read(tokens: Tokens, language: Language) -> Tokens:
    """The tokens of a text as the wordings have them: a Chinese one in simplified signs, with blanks as commas."""
    if language != "zh":
        return tokens
    parted = in_simplified(with_blanks_as_commas(tokens.normal))
    return tokens if parted.text == tokens.normal.text else cut_normal(parted)


def in_simplified(text: Normal) -> Normal:
    """A Chinese text with simplified signs for traditional ones, each in its place."""
    return replace(text, text=text.text.translate(_simplified()))


@cache
def _simplified() -> dict[int, str]:
    lines = (KNOWLEDGE / "lexicon" / "traditional_zh.txt").read_text(encoding="utf-8").splitlines()
    return {ord(sign): line[0] for line in lines if not line.startswith("#") for sign in line[1:]}


def speaks(text: str, language: Language) -> bool:
    """Whether a common word of a language stands in a text."""
    return any(token.word in _common(language) for token in cut(text).items)


@cache
def _common(language: Language) -> frozenset[str]:
    """The words that tell a language."""
    return frozenset(shipped(f"lexicon/words_{language}.yaml")["common"])


@cache
def telling_words(language: Language) -> frozenset[str]:
    """Words for what is felt or seen that no other language has."""
    return frozenset(shipped(f"lexicon/words_{language}.yaml")["telling"])
