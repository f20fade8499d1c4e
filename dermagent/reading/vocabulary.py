"""All that a reader looks for in a text, in one pass: findings and their parts, cues, the normal, fields, names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast, get_args

from dermagent.knowledge.base import shipped
from dermagent.knowledge.lexicon import NO_FINDING, Lexicon, Match, match_of, read_wordings, shipped_phrases
from dermagent.knowledge.names import name_phrases
from dermagent.resources import KNOWLEDGE
from dermagent.text.occurrences import Occurrence
from dermagent.text.tokens import Tokens, cut
from dermagent.types import Language


@dataclass(frozen=True)
class SmallWords:
    """Where the words stand that a wording steps over: free ones, and those that deny it from inside."""

    free: frozenset[int]
    negators: frozenset[int]


def small_words(tokens: Tokens, language: Language) -> SmallWords:
    """The small words of a text; in Chinese by their characters, since no blank tells them apart."""
    free, negators = _small_patterns(language)
    if language == "zh":
        return SmallWords(_tokens_of(free, tokens), _tokens_of(negators, tokens))
    denying = frozenset(i for i, token in enumerate(tokens.items) if negators.fullmatch(token.word))
    return SmallWords(frozenset(), denying)


def _tokens_of(pattern: re.Pattern[str], tokens: Tokens) -> frozenset[int]:
    """The tokens that matches of a pattern cover."""
    return frozenset(
        i
        for found in pattern.finditer(tokens.normal.text)
        for i in range(tokens.at(found.start()), tokens.at(found.end()))
    )


@cache
def _small_patterns(language: Language) -> tuple[re.Pattern[str], re.Pattern[str]]:
    content = shipped(f"lexicon/words_{language}.yaml")
    free, negators = (sorted(map(re.escape, content[kind]), key=len, reverse=True) for kind in ("free", "negators"))
    return re.compile("|".join(free)), re.compile("|".join(negators))


@cache
def verbal_negators(language: Language) -> frozenset[str]:
    """Negators that stand before a verb and deny it with what follows ("not started any new medicine")."""
    return frozenset(shipped(f"lexicon/words_{language}.yaml")["verbal_negators"])


@cache
def plain_negators(language: Language) -> frozenset[str]:
    """Negators that deny a noun with all that is told of it ("no change in size")."""
    return frozenset(_listed_words(language, "plain_negators"))


#: Letters of the shortest word whose capitals say that the text around it is in capitals.
_SHOUTED = 4

#: What a reader looks for in one pass.
Group = Literal["finding", "cue", "absent", "field", "name", "part"]


@cache
def _lexicon(language: Language) -> Lexicon:
    """All that is looked for in a history, each key with its group before it."""
    return Lexicon.shipped("histories", language, lambda: _phrases_and_wordings(language))


def _phrases_and_wordings(language: Language) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
    groups: dict[Group, dict[str, list[str]]] = {
        "finding": shipped_phrases(language),
        "cue": shipped_phrases(language, "cues"),
        "absent": _with_all_negators(shipped_phrases(language, "absent"), language),
        "field": shipped_phrases(language, "fields"),
        "name": _names(language),
        "part": shipped_phrases(language, "parts"),
    }
    folder = KNOWLEDGE / "lexicon" / "wordings"
    wordings: dict[Group, dict[str, list[str]]] = {
        "finding": read_wordings(folder, language),
        "absent": read_wordings(folder, f"absent_{language}"),
    }
    return _with_group(groups), _with_group(wordings)


def _with_all_negators(phrases: Mapping[str, list[str]], language: Language) -> dict[str, list[str]]:
    """The phrases that begin with a word for "did not" with each of those that mean the same, if there are more."""
    same = _listed_words(language, "interchangeable")
    if not same:
        return dict(phrases)
    begins = re.compile("|".join(sorted(map(re.escape, same), key=len, reverse=True)))
    spread: dict[str, list[str]] = {}
    for key, texts in phrases.items():
        forms = [
            [text] if not (head := begins.match(text)) else [word + text[head.end() :] for word in same]
            for text in texts
        ]
        spread[key] = list(dict.fromkeys(form for of_one in forms for form in of_one))
    return spread


def _listed_words(language: Language, name: str) -> list[str]:
    """What the words of a language list under a name; not each of them has every list."""
    words: list[str] = shipped(f"lexicon/words_{language}.yaml").get(name, [])
    return words


def _names(language: Language) -> dict[str, list[str]]:
    """The names of conditions without abbreviations that mean something else in notes ("BP 120/80")."""
    other = frozenset(_abbreviations()["not_in_histories"])
    phrases = name_phrases(language)
    return {condition: [name for name in names if name not in other] for condition, names in phrases.items()}


@cache
def _abbreviations() -> dict[str, list[str]]:
    content: dict[str, list[str]] = shipped("lexicon/abbreviations.yaml")
    return content


@cache
def _group_and_key(compound: str) -> tuple[Group, str]:
    group, _, key = compound.partition(" ")
    return cast(Group, group), key


def _is_shouted_word(found: Occurrence, tokens: Tokens) -> bool:
    """Whether an abbreviation is rather a word between words in capitals ("RASH FOR TEN DAYS")."""
    at = found.first
    beside = [tokens.items[i].surface for i in (at - 1, at + 1) if 0 <= i < len(tokens.items)]
    return found.last == at and any(len(word) >= _SHOUTED and word.isupper() and word.isalpha() for word in beside)


def _with_group(groups: Mapping[Group, Mapping[str, list[str]]]) -> dict[str, list[str]]:
    return {f"{group} {key}": phrases for group, keys in groups.items() for key, phrases in keys.items()}


def findings_in(text: str, language: Language) -> list[Match]:
    """The findings that a short text names, whatever it says of them, by position; without words that mean none."""
    tokens = cut(text)
    found = find_all(tokens, language, small_words(tokens, language))["finding"]
    return [match_of(one, tokens) for one in found if one.key != NO_FINDING]


def find_all(tokens: Tokens, language: Language, small: SmallWords) -> dict[Group, list[Occurrence]]:
    """Findings, their parts, cues, statements of the normal, fields of forms and names of conditions, in one pass."""
    groups: dict[Group, list[Occurrence]] = {group: [] for group in get_args(Group)}
    words_too = frozenset(_abbreviations()["words_too"])
    parting = _listed_words(language, "neither_nor")
    for found in _lexicon(language).find_tokens(tokens, small.free, small.negators):
        if tokens.items[found.first].surface in words_too and _is_shouted_word(found, tokens):
            continue
        group, key = _group_and_key(found.key)
        if group == "finding" and any(tokens.items[i].word in parting for i in found.skipped):
            continue  # "nor" parts two things, which are no one thing ("neither bleeding nor crusts")
        mistaken = key == "also" or (key == "pseudo" and language == "zh")
        if mistaken and not small.negators.isdisjoint(found.skipped):
            continue  # "nor has she a fever" names nobody else
        groups[group].append(Occurrence(found.first, found.last, key, found.skipped))
    return groups
