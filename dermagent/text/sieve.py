"""Leave out the patterns that a text cannot match, by the letters that every match of them has to hold.

A pattern such as "(?:son|daughter), (?P<age>\\d+)" needs a digit, and the letters of one of two words. What it needs is
read once from its syntax; a text's groups of up to three letters are gathered once, and tell in no time which of a
hundred patterns are worth trying: the index of trigrams of code search (R. Cox, "Regular expression matching with a
trigram index", 2012). A pattern whose needs cannot be told is always tried.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, Generic, TypeVar

_SYNTAX: Any = getattr(re, "_parser")  # noqa: B009 - the module has no public name
#: Letters of a group, and alternatives of a need, at most.
_GROUP, _ALTERNATIVES = 3, 400
#: Signs that a class of a pattern may hold and still be a need ("[MF]", a digit).
_CLASS = 12
_DIGITS = frozenset("0123456789")
#: English letters from common to rare; of a word its rarest group is looked for.
_COMMON_FIRST = " etaoinshrdlcumwfgypbvkjxqz"

#: Groups of letters of which a match holds at least one.
Need = frozenset[str]
T = TypeVar("T")


class Sieve(Generic[T]):
    """Entries with a pattern each, of which `through` lets pass those whose pattern may match."""

    def __init__(self, entries: Iterable[T], pattern_of: Callable[[T], re.Pattern[str]]) -> None:
        """Entries in the order in which they are tried; `pattern_of` says which is the pattern of one."""
        self._entries = tuple((entry, needs(pattern_of(entry))) for entry in entries)

    def __iter__(self) -> Iterator[T]:
        return (entry for entry, _ in self._entries)

    def through(self, text: str) -> Iterator[T]:
        """The entries, in order, whose pattern may match somewhere in the text."""
        held = _groups(text)
        for entry, needed in self._entries:
            for need in needed:
                if held.isdisjoint(need):
                    break
            else:
                yield entry


@lru_cache(maxsize=4)
def _groups(text: str) -> Need:
    """All groups of one to three letters of a text; a digit of any script is every digit."""
    told = _folded(text)
    held = {told[at : at + n] for n in range(1, _GROUP + 1) for at in range(len(told) - n + 1)}
    if not told.isascii() and any(sign.isdecimal() and not sign.isascii() for sign in held):
        held |= _DIGITS
    return frozenset(held)


def _folded(text: str) -> str:
    """Letters that a pattern without case takes for the same, among them both Turkish i's, are the same."""
    return text.casefold().replace("\u0131", "i").replace("\u0307", "")


def needs(pattern: re.Pattern[str]) -> tuple[Need, ...]:
    """What every match of a pattern holds, the need that fewest texts meet first; empty where nothing can be told."""
    found = set(_of_sequence(_SYNTAX.parse(pattern.pattern, pattern.flags)))
    return tuple(sorted((need for need in found if len(need) <= _ALTERNATIVES), key=_ease))


def _ease(need: Need) -> tuple[float, int, list[str]]:
    """How easily a text meets a need: its commonest group, then how many it names."""
    return -min(map(_rarity, need)) / min(map(len, need)), len(need), sorted(need)


def _of_sequence(parts: Any) -> Iterator[Need]:
    """The needs of what stands one behind the other."""
    word = ""
    for name, value in [*parts, (None, None)]:
        if str(name) == "LITERAL":
            word += _folded(chr(value))
            continue
        if word:
            yield frozenset({_rarest(word)})
        word = ""
        if name is not None:
            yield from _of_part(str(name), value)


def _of_part(name: str, value: Any) -> Iterator[Need]:
    """The needs of one part that is no letter."""
    if name == "IN" and (signs := _signs(value)):
        yield signs
    elif name == "SUBPATTERN":
        yield from _of_sequence(value[-1])
    elif name == "ATOMIC_GROUP":
        yield from _of_sequence(value)
    elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and value[0] > 0:
        yield from _of_sequence(value[-1])
    elif name == "BRANCH":
        each = [min(_of_sequence(branch), key=_ease, default=None) for branch in value[1]]
        if None not in each:
            yield frozenset().union(*(need for need in each if need is not None))


def _signs(parts: Any) -> Need:
    """The signs of a class; empty if they are many, or told by what they are not."""
    signs: set[str] = set()
    for name, value in parts:
        if str(name) == "LITERAL":
            signs.add(_folded(chr(value)))
        elif str(name) == "RANGE" and value[1] - value[0] < _CLASS:
            signs.update(_folded(chr(one)) for one in range(value[0], value[1] + 1))
        elif str(value) == "CATEGORY_DIGIT":
            signs.update(_DIGITS)
        else:
            return frozenset()
    return frozenset(signs) if len(signs) <= _CLASS else frozenset()


def _rarest(word: str) -> str:
    """The group of a word's letters that fewest texts hold."""
    return max((word[at : at + _GROUP] for at in range(max(1, len(word) - _GROUP + 1))), key=_rarity)


def _rarity(group: str) -> int:
    """How rare the letters of a group are in sum; signs and letters of other scripts are rarest."""
    return sum(at if (at := _COMMON_FIRST.find(sign)) >= 0 else len(_COMMON_FIRST) for sign in group)
