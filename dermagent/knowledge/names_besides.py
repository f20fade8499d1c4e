"""Names besides: those of an answer that stand in no phrase of its language: of other languages, of the persons whom a
disease is called after, with parts otherwise joined, and misspelt.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

from dermagent.knowledge.lexicon import Lexicon
from dermagent.knowledge.names import answer_phrases, find_held_and_others, longest
from dermagent.knowledge.spelt import SOUND_ALIKE, folded, in_other_words, words_of_names
from dermagent.text.occurrences import Occurrence
from dermagent.text.tokens import Token, Tokens
from dermagent.types import Language

#: Words of the longest name that is looked for, marks that may stand inside one, and the fewest letters of a lone word.
_WORDS, _INSIDE, _LETTERS = 6, frozenset("-\u2010\u2011'\u2019/"), 6
#: Fewest letters of one in capitals ("PEAG", "AKs").
_CAPITALS = 3
#: What may stand in a name beside its words ("papule of the nose").
_ARTICLES = frozenset({"the", "a", "an", "el", "la", "los", "las"})


def find_all_names(tokens: Tokens, language: Language) -> list[Occurrence]:
    """The names that stand in a text, and those besides, longest first where they overlap; in order."""
    found = find_held_and_others(tokens, language)
    if language == "zh":
        return [one for one in found if one.key]
    lengths = {i: one.last - one.first for one in found for i in range(one.first, one.last + 1)}
    slips = [one for one in _forgiving(language).find_tokens(tokens) if one.key and _is_more(one, lengths)]
    besides = [one for one in _besides(tokens.items) if _is_more(one, lengths)]
    return [one for one in longest([*found, *slips, *besides]) if one.key]


def _is_more(one: Occurrence, lengths: Mapping[int, int]) -> bool:
    """Whether an occurrence stands where no other does, or is longer than each; `lengths` has theirs by the token."""
    return all(lengths.get(i, -1) < one.last - one.first for i in range(one.first, one.last + 1))


def _besides(items: Sequence[Token]) -> Iterator[Occurrence]:
    """The names that are known in other words, from each word on the longest."""
    words = [_as_spelt(item.surface) if item.kind == "word" else "" for item in items]
    for first, item in enumerate(items):
        for last in reversed(list(_ends(items, first)) if item.kind == "word" else ()):
            parts = [word for word in words[first : last + 1] if word]
            bare = [part for part in parts if part not in _ARTICLES]
            told = [one for one in (parts, bare) if len(one) > 1 or (one and _may_stand_alone(one[0]))]
            if key := next((key for one in told if (key := in_other_words(" ".join(one)))), None):
                yield Occurrence(first, last, key)
                break


def _ends(items: Sequence[Token], first: int) -> Iterator[int]:
    """Where a name that begins at a word may end."""
    words = 0
    for last in range(first, min(len(items), first + 2 * _WORDS)):
        if items[last].kind == "word":
            words += 1
            yield last
        elif items[last].surface not in _INSIDE:
            return
        if words == _WORDS:
            return


def _may_stand_alone(word: str) -> bool:
    return len(word) >= _LETTERS or (len(word) >= _CAPITALS and word[:-1].isupper())


@lru_cache(maxsize=20_000)
def _as_spelt(word: str) -> str:
    """A long word as the names have it, where one letter is exchanged with the next, or for one that sounds alike."""
    plain = folded(word)
    if len(plain) < _LETTERS or not plain.isalpha() or plain in words_of_names():
        return word
    exchanged = (plain[:n] + plain[n + 1] + plain[n] + plain[n + 2 :] for n in range(len(plain) - 1))
    sounding = (
        plain[:n] + other + plain[n + 1 :]
        for n in range(1, len(plain))
        for letters in SOUND_ALIKE
        if plain[n] in letters
        for other in letters
    )
    meant = {one for one in (*exchanged, *sounding) if one in words_of_names()}
    return meant.pop() if len(meant) == 1 else word


@cache
def _forgiving(language: Language) -> Lexicon:
    return Lexicon.shipped("names", language, lambda: (answer_phrases(language), {}))
