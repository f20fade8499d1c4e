"""Find all of many phrases in one pass over a text's tokens: a trie that is walked from every token at once.

Two kinds of phrase share the walk. A *phrase* of the phrase language is met word by word as it is written. A *wording*
is met loosely: by word forms (stems), with small words free and one or two other words in between, and one of two words
in either order ("swollen lips" in "my lips are badly swollen"); a single word by its own endings only. The work for a
token is bounded by the number of words that a phrase may span, so the whole is linear in the text.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from dermagent.text.occurrences import Occurrence, tightest
from dermagent.text.phrases import Part
from dermagent.text.tokens import Token, Tokens, cut_word, is_barrier
from dermagent.text.trie import Trie

#: Words that `~` may skip, in words or Chinese characters, and words that a wording may skip beside the free ones.
_TILDE_WORDS, _TILDE_CHARACTERS, _LOOSE = 3, 4, 2
_SIGNS = re.compile("[\u3400-\u9fff]+")
#: A phrase spans at most so many tokens.
_LONGEST = 16
#: Letters of the longest word that is looked at.
_LONGEST_WORD = 60
#: Words from this length on are also met with one letter missing or too many, or two exchanged.
_MISSPELT_FROM = 7
#: Words that are kept as the walk needs them.
_KEPT_WORDS = 50_000


class _Arrival(NamedTuple):
    """What holds once a place of the trie is reached: the keys of phrases that end there, and the places to go on from.

    Each of these has the words that may be skipped from there on; None where those of the way so far are left.
    """

    keys: tuple[str, ...]
    onward: tuple[tuple[int, int | None], ...]


class _Known(NamedTuple):
    """A word as the walk needs it: its edges for phrases and wordings, what it begins, whether it is free or parts.

    `onward` are the places from which words may be skipped. What must stand right behind it, which "not" has in
    hundreds of phrases, is one table: `next` leads from an edge to all places that it reaches from any of them.
    """

    symbols: tuple[str, ...]
    loose_symbols: tuple[str, ...]
    keys: tuple[str, ...]
    onward: tuple[tuple[int, int], ...]
    next: Mapping[str, tuple[int, ...]]
    is_free: bool
    parts: bool


#: A way through the trie: the place reached, the first token, the words that it may skip yet, and those it skipped.
_Way = tuple[int, int, int, tuple[int, ...]]
#: The starts of the ways that are walked at once differ in these bits.
_STARTS = 31


@dataclass(frozen=True)
class Words:
    """What a language says about its words.

    How to fold and stem one, and the forms of one that stands alone; which are free in a text, dropped from a wording,
    or dropped beside others; which keep their place in a wording, part it in a text, and deny; and the plain words that
    a diminutive or superlative may be of.
    """

    fold: Callable[[str], str] = str
    stem: Callable[[str], str] = str
    forms: Callable[[str], Iterable[str]] = lambda word: (word,)
    plain: Callable[[str], Iterable[str]] = lambda word: ()
    free: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()
    dropped_beside_others: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()
    parting: frozenset[str] = frozenset()
    denying: frozenset[str] = frozenset()


class Matcher:
    """Phrases and wordings by key; finds them all."""

    def __init__(self, words: Words, *, forgives: bool = True) -> None:
        """`forgives` slips of the pen in long words."""
        self._words = words
        self._forgives = forgives
        self._trie = Trie()
        self._root = self._trie.new()
        self._loose_roots = [self._trie.new(gap, loose=True) for gap in range(_LOOSE + 1)]
        self._exact: set[str] = set()
        self._cased: set[str] = set()
        self._stems: set[str] = set()
        self._any = False
        self._wild: dict[str, list[str]] = {}
        self._known: dict[tuple[str, str], _Known] = {}
        self._arrivals: dict[int, _Arrival] = {}
        self._near: dict[str, str] | None = None
        self._spellings: set[str] = set()
        self._symbols_of: dict[str, tuple[str, ...]] = {}

    def dump(self) -> dict[str, Any]:
        """All that was added, in plain values; `load` gives it to a new matcher of the same words."""
        words = {name: sorted(getattr(self, f"_{name}")) for name in ("exact", "cased", "stems", "spellings")}
        return {"trie": self._trie.dump(), "any": self._any, "wild": self._wild, **words}

    def load(self, dumped: Mapping[str, Any]) -> None:
        """Take over what another matcher of the same words has dumped, in place of all that was added here."""
        self._trie = Trie.load(dumped["trie"])
        self._known, self._arrivals = {}, {}
        self._any = dumped["any"]
        self._wild = dumped["wild"]
        self._exact, self._cased = set(dumped["exact"]), set(dumped["cased"])
        self._stems, self._spellings = set(dumped["stems"]), set(dumped["spellings"])

    def add_phrase(self, key: str, parts: Sequence[Part]) -> None:
        """Add a parsed phrase."""
        for place in self._walk([self._root], parts):
            self._trie.end(place, key)

    def add_characters(self, key: str, parts: Sequence[Part]) -> None:
        """Add a phrase or wording of a language without blanks: its characters in a row, with free ones in between."""
        place = self._loose_roots[0]
        for part in parts:
            if part.gap:
                place = self._trie.behind_tilde(place, _TILDE_CHARACTERS, loose=True)
            for word in part.word if _SIGNS.fullmatch(part.word) else [token.word for token in _cut_word(part.word)]:
                self._stems.add(word)
                place = self._trie.child(place, word, loose=True)
        self._trie.end(place, key)

    def add_wording(self, key: str, wording: str) -> None:
        """Add a wording; one without a word of its own, or with a digit, is left out."""
        essence = self._essence(wording)
        if wording.isupper() and " " not in wording:
            self._trie.end(self._put(self._root, wording), key)
        elif len(essence) == 1:
            for form in self._words.forms(essence[0]):
                self._trie.end(self._put(self._root, form), key)
        elif essence:
            symbols = [self._words.stem(word) for word in essence]
            self._stems.update(symbols)
            gap = min(_LOOSE, len(symbols) - 1)
            if self._words.denying.intersection(essence):  # "no feeling" is not "no strange feeling"
                gap = int(len(symbols) > 2)
            self._trie.end(self._put_loosely(symbols, gap), key)
            if len(symbols) == 2 and not self._words.fixed.intersection(essence):
                self._trie.end(self._put_loosely(symbols[::-1], 0), key)

    def _put_loosely(self, symbols: Sequence[str], gap: int) -> int:
        place = self._loose_roots[gap]
        for symbol in symbols:
            place = self._trie.child(place, symbol, gap, loose=True)
        return place

    def find(
        self, tokens: Tokens, free: frozenset[int] = frozenset(), negators: frozenset[int] = frozenset()
    ) -> list[Occurrence]:
        """All occurrences, in order; of one key's overlapping ones the tightest, then the longest.

        `free` are tokens that a wording skips beside the language's own free words, `negators` those that it skips too
        but that are told of in `skipped`.
        """
        edges, is_loose = self._trie.edges, self._trie.loose
        items, known, arrivals = tokens.items, self._known, self._arrivals
        new = tuple.__new__  # a named tuple's own is a function around it, and there may be tens of thousands
        found: list[Occurrence] = []
        active: dict[int, _Way] = {}
        begun: Mapping[str, tuple[int, ...]] = {}
        last = 0
        for i, (begin, _, surface, word, kind) in enumerate(items):
            if kind == "mark":
                if is_barrier(items[i]):
                    active, begun = {}, {}
                if surface not in "%#":
                    continue
            elif kind == "cjk" and items[i - 1].end < begin:
                active, begun = {}, {}  # a blank parts what is written without blanks
            looked_up = known.get((surface, word)) or self._look_up(surface, word)
            symbols, loose_symbols, keys, onward, behind, is_free, parts = looked_up
            moved: dict[int, _Way] = {}
            if begun:
                reached = [child for symbol in symbols for child in begun.get(symbol, ())]
                self._go_on(reached, last, i, found, moved)
            if active:
                is_free = is_free or i in free
                negates = i in negators
                for at, way in active.items():
                    place, start, gap, skipped = way
                    loose, children = is_loose[place], edges[place]
                    for symbol in loose_symbols if loose else symbols:
                        child = children.get(symbol)
                        if child is not None:
                            arrival = arrivals.get(child) or self._arrival(child)
                            for key in arrival.keys:
                                found.append(new(Occurrence, (start, i, key, skipped)))
                            for other, own in arrival.onward:
                                left = gap if own is None else own
                                moved[other << 5 | start & _STARTS] = (other, start, left, skipped)
                    if i - start >= _LONGEST:
                        continue
                    if loose and (is_free or negates):
                        if at not in moved:
                            moved[at] = (place, start, gap, (*skipped, i))
                    elif gap and not (loose and parts) and at not in moved:
                        moved[at] = (place, start, gap - 1, (*skipped, i))
            for key in keys:
                found.append(new(Occurrence, (i, i, key, ())))
            for other, left in onward:
                moved[other << 5 | i & _STARTS] = (other, i, left, ())
            active, begun, last = moved, behind, i
        return tightest(found)

    def _go_on(
        self, reached: Iterable[int], first: int, last: int, found: list[Occurrence], moved: dict[int, _Way]
    ) -> None:
        """Add the phrases from the first to the last token that end at these places, and the ways on from them."""
        for place in reached:
            arrival = self._arrivals.get(place) or self._arrival(place)
            for key in arrival.keys:
                found.append(Occurrence(first, last, key))
            for other, own in arrival.onward:
                moved[other << 5 | first & _STARTS] = (other, first, own or 0, ())

    def _arrival(self, place: int) -> _Arrival:
        """What holds once a place is reached, with the places beside it; kept."""
        trie = self._trie
        keys, onward = list(trie.ends[place]), []
        if trie.edges[place]:  # a wording has one gap for all its words, what stands behind a `~` its own
            onward.append((place, None if trie.loose[place] and trie.gap[place] else trie.gap[place]))
        for other in trie.beside[place]:
            beside = self._arrival(other)
            keys.extend(beside.keys)
            onward.extend((one, trie.gap[other] if own is None else own) for one, own in beside.onward)
        return self._arrivals.setdefault(place, _Arrival(tuple(keys), tuple(onward)))

    def _walk(self, places: list[int], parts: Sequence[Part]) -> list[int]:
        """Put the parts behind each of these places; the places that the last part ends at."""
        for n, part in enumerate(parts):
            reached: list[int] = []
            for before in places:
                place = self._trie.behind_tilde(before, _TILDE_WORDS) if part.gap else before
                if part.word:
                    reached.append(self._put(place, part.word))
                else:
                    for alternative in part.alternatives:
                        reached.extend(self._walk([place], alternative))
            if part.optional:
                reached.extend(places)
            places = list(dict.fromkeys(reached))
            if len(places) > 1 and n + 1 < len(parts) and self._root not in places:
                places = [self._meeting(places)]
        return places

    def _meeting(self, places: Sequence[int]) -> int:
        """A new place where alternatives meet, so that what follows is put there once."""
        met = self._trie.new()
        for place in places:
            self._trie.join(place, met)
        return met

    def _put(self, place: int, word: str) -> int:
        if word not in self._symbols_of:
            self._symbols_of[word] = self._registered(word)
        for symbol in self._symbols_of[word]:
            place = self._trie.child(place, symbol)
        return place

    def _registered(self, word: str) -> tuple[str, ...]:
        """The edges that a word of a phrase stands for, made known to the matcher."""
        if "*" in word:
            return (self._wildcard(word),)
        tokens = _cut_word(word)
        if len(word) > 1 and word.isupper() and word.isascii():
            self._cased.update(token.surface for token in tokens)
            return tuple(f"={token.surface}" for token in tokens)
        symbols = tuple(self._words.fold(token.word) for token in tokens)
        self._exact.update(symbols)
        self._spellings.update(symbols)
        return symbols

    def _wildcard(self, word: str) -> str:
        if word == "*":
            self._any = True
            return "*"
        folded = "*".join(self._words.fold(piece.lower()) for piece in word.split("*"))
        self._wild.setdefault(folded[:1], []).append(folded)
        return f"~{folded}"

    def _essence(self, wording: str) -> list[str]:
        """What of a wording must be met: its words but for the small ones."""
        tokens = [token for word in wording.split() for token in _cut_word(word) if token.kind != "mark"]
        if any(token.kind == "number" for token in tokens):
            return []
        words = [self._words.fold(token.word) for token in tokens]
        own = [word for word in words if word not in self._words.dropped]
        main = [word for word in own if word not in self._words.dropped_beside_others]
        self._spellings.update(own)
        fixed = self._words.fixed
        if all(word in fixed for word in own):
            return words
        return main if len([word for word in main if word not in fixed]) > 1 else own

    def _look_up(self, surface: str, word: str) -> _Known:
        """All that the walk needs of a word; kept, since most words come again.

        A surface is not always the same word: "ca" is "can" in "can't", and a cancer elsewhere.
        """
        if len(self._known) > _KEPT_WORDS:
            self._known.clear()
        folded = self._words.fold(word)
        symbols, loose_symbols = self._found_symbols(surface, folded)
        ways = [(self._root, symbol) for symbol in symbols]
        ways += [(root, symbol) for symbol in loose_symbols for root in self._loose_roots]
        keys: list[str] = []
        onward: dict[int, int] = {}
        for root, symbol in ways:
            child = self._trie.edges[root].get(symbol)
            if child is not None:
                begun = self._arrival(child)
                keys.extend(begun.keys)
                onward.update((one, self._trie.gap[child] if own is None else own) for one, own in begun.onward)
        right_behind = [place for place, left in onward.items() if not left and not self._trie.loose[place]]
        skipping = tuple((place, left) for place, left in onward.items() if left or self._trie.loose[place])
        is_free, parts = folded in self._words.free, folded in self._words.parting
        return self._known.setdefault(
            (surface, word),
            _Known(symbols, loose_symbols, tuple(keys), skipping, self._reached_from(right_behind), is_free, parts),
        )

    def _reached_from(self, places: Iterable[int]) -> Mapping[str, tuple[int, ...]]:
        """By edge, all places that it leads to from any of these."""
        reached: dict[str, dict[int, None]] = defaultdict(dict)
        for place in places:
            for symbol, child in self._trie.edges[place].items():
                reached[symbol][child] = None
        return {symbol: tuple(children) for symbol, children in reached.items()}

    def _found_symbols(
        self, surface: str, word: str, *, misspelt: bool = False
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if len(word) > _LONGEST_WORD:
            return (), ()
        strict = [word] if word in self._exact else []
        if surface in self._cased:
            strict.append(f"={surface}")
        strict.extend(f"~{one}" for one in self._wild.get(word[:1], ()) if _is_like(word, one))
        stem = self._words.stem(word)
        loose: tuple[str, ...] = (stem,) if stem in self._stems else ()
        if not misspelt and not strict:
            for plain in self._words.plain(word):
                more, looser = self._found_symbols(plain, plain, misspelt=True)
                strict.extend(symbol for symbol in more if symbol not in strict and symbol != "*")
                loose += tuple(symbol for symbol in looser if symbol not in loose)
        if (
            self._forgives
            and not strict
            and not loose
            and not misspelt
            and len(word) >= _MISSPELT_FROM
            and word.isalpha()
        ):
            if near := self._nearest(word):
                return self._found_symbols(near, near, misspelt=True)
        if self._any:
            strict.append("*")
        return tuple(strict), loose

    def _nearest(self, word: str) -> str | None:
        """The known spelling that begins alike and differs by one letter; None if there is none."""
        if self._near is None:
            self._near = {}
            for known in sorted(self._spellings):
                if len(known) >= _MISSPELT_FROM and known.isalpha():
                    for shorter in _shortened(known):
                        self._near.setdefault(shorter, known)
        for shorter in _shortened(word):
            near = self._near.get(shorter)
            if near and near[:2] == word[:2] and _is_slip(near, word):
                return near
        return None


def _is_like(word: str, wild: str) -> bool:
    """Whether a word is one that a word with asterisks stands for."""
    return word.startswith(wild[: wild.index("*")]) and _pattern(wild).fullmatch(word) is not None


@cache
def _pattern(wild: str) -> re.Pattern[str]:
    return re.compile(r"\w*".join(map(re.escape, wild.split("*"))))


def _is_slip(right: str, word: str) -> bool:
    """Whether a word is another with one letter missing, too many, or two exchanged; another letter is another word."""
    if len(right) == len(word):
        return sorted(right) == sorted(word)
    return abs(len(right) - len(word)) == 1


@cache
def _cut_word(word: str) -> tuple[Token, ...]:
    """The tokens of one word of a phrase; the same words stand in many phrases."""
    return cut_word(word)


def _shortened(word: str) -> Iterable[str]:
    """The word, and the word without each of its letters but the first."""
    yield word
    for i in range(1, len(word)):
        yield word[:i] + word[i + 1 :]
