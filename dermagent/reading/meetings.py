"""Find what a text tells in words that stand apart from each other, in any order, within a clause, list or sentence.

A finding may be declared (`knowledge/data/meetings.yaml`) as the meeting of parts: a nail and a word for thick, a place
and a word for swollen. A part is a set of words of each language (`lexicon/parts_*.yaml`), a finding, the names of some
conditions, or cues that name a person. The parts together are one phrase; words that deny between them deny it.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from dermagent.compiled import compiled
from dermagent.knowledge.base import read_yaml
from dermagent.reading.cues import Counts
from dermagent.reading.vocabulary import Group
from dermagent.resources import KNOWLEDGE
from dermagent.text.occurrences import Occurrence, tightest
from dermagent.text.tokens import Tokens, is_barrier
from dermagent.types import Language

#: How a meeting counts: as the words around it say; only where they affirm it, or deny it; as absent where they affirm
#: it ("eats well" for poor feeding); or the other way round ("fades when pressed" for what does not blanch).
Says = Literal["as_told", "present", "absent", "normal", "inverted"]
#: Where parts may meet: between two commas; over up to two commas; anywhere in a sentence.
Reach = Literal["clause", "list", "sentence"]

#: Tokens (Chinese: characters) from one part to the next.
_TOKENS: dict[Reach, int] = {"clause": 9, "list": 9, "sentence": 24}
_CHARACTERS: dict[Reach, int] = {"clause": 11, "list": 13, "sentence": 26}
_COMMAS: dict[Reach, int] = {"clause": 0, "list": 2, "sentence": 24}
#: Tokens (Chinese: characters) of a question that meets its answer, at most, with its mark.
_QUESTION_TOKENS, _QUESTION_CHARACTERS = 4, 6
#: The part that a plain number of things is, and the largest one.
_COUNT, _MOST = "number_of", 500
#: The part that tells of several things, and the one before which it tells of none: "three months", "many times".
_SEVERAL, _TIMES = "several", "time_unit"


@dataclass(frozen=True, eq=False)
class _Rule:
    finding: str
    parts: tuple[frozenset[str], ...]
    reach: Reach
    says: Says
    within: int | None
    in_order: bool
    unless: frozenset[str]
    with_some: frozenset[str]
    without: frozenset[str]
    not_with: frozenset[str]


@dataclass(frozen=True)
class Meeting:
    """Parts that met as one phrase, how that counts, and the findings beside which it does not."""

    phrase: Occurrence
    says: Says
    not_with: frozenset[str]


@cache
def _declared() -> Mapping[str, Any]:
    """The content of the file, parsed once and kept."""
    file = KNOWLEDGE / "meetings.yaml"
    kept: Mapping[str, Any] = compiled("meetings", [file], lambda: read_yaml(file))
    return kept


@cache
def _rules() -> tuple[_Rule, ...]:
    content = _declared()
    return tuple(
        _Rule(
            finding,
            tuple(frozenset(name for one in part.split("|") for name in _expanded(one)) for part in rule["of"]),
            rule.get("reach", "clause"),
            rule.get("says", "as_told"),
            rule.get("within"),
            rule.get("in_order", False),
            *(frozenset(rule.get(key, ())) for key in ("unless", "with", "without", "not_with")),
        )
        for rule in content["meetings"]
        for finding in (rule["finding"] if isinstance(rule["finding"], list) else [rule["finding"]])
    )


def _expanded(part: str) -> list[str]:
    """The names that a part of a rule stands for: alternatives apart, and members in the place of their set."""
    sets: dict[str, str] = _declared()["sets"]
    return [name for one in sets.get(part, part).split("|") for name in ([one] if one == part else _expanded(one))]


@cache
def _rules_by_head() -> Mapping[str, tuple[_Rule, ...]]:
    """The rules by each name that their first part may have."""
    rules: dict[str, list[_Rule]] = defaultdict(list)
    for rule in _rules():
        for name in rule.parts[0]:
            rules[name].append(rule)
    return {name: tuple(found) for name, found in rules.items()}


@cache
def _aliases() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """The parts that a condition's name or a cue stands for, by group and key."""
    content = _declared()
    aliases: dict[tuple[str, str], list[str]] = defaultdict(list)
    for group, kind in (("named", "name"), ("cues", "cue")):
        for part, keys in content[group].items():
            for key in keys:
                aliases[kind, key].append(part)
    return {key: tuple(parts) for key, parts in aliases.items()}


@cache
def part_names() -> frozenset[str]:
    """All parts that the rules ask for."""
    return frozenset(
        name for rule in _rules() for part in (*rule.parts, rule.unless, rule.with_some, rule.without) for name in part
    )


def find_meetings(
    tokens: Tokens, language: Language, found: Mapping[Group, Sequence[Occurrence]], phrases: Sequence[Occurrence]
) -> list[Meeting]:
    """The findings that parts make up, in order; none that a phrase of its own tells in the same place.

    `found` has the parts, names and cues of the text by group, `phrases` are its findings.
    """
    met = _Met(tokens, language, found["cue"])
    told: dict[str, set[int]] = defaultdict(set)
    for phrase in phrases:
        told[phrase.key].update(range(phrase.first, phrase.last + 1))
    denying = {cue.last for cue in found["cue"] if cue.key == "negate"}
    everywhere: set[str] = set()
    by_sentence: dict[int, dict[str, list[Occurrence]]] = defaultdict(lambda: defaultdict(list))
    placed_with: dict[int, int] = {}  # a short question is told of with its answer
    for place, name in _places(tokens, found, phrases):
        start, end = tokens.sentence(place.first)
        if start not in placed_with:
            placed_with[start] = end if met.is_short_question(start, end) else start
        by_sentence[placed_with[start]][name].append(place)
        everywhere.add(name)
    affirmed: dict[Occurrence, Meeting] = {}
    only_denied: dict[Occurrence, Meeting] = {}  # hide none that say something where they are affirmed
    for names in by_sentence.values():
        for phrase, rule in _in_sentence(names, everywhere, met):
            if not told[rule.finding].isdisjoint(range(phrase.first, phrase.last + 1)):
                continue
            if rule.says == "normal" and phrase.first - 1 in denying:
                continue  # "does not open her mouth wide" hides no phrase for a jaw that is locked
            meetings = only_denied if rule.says == "absent" else affirmed
            meetings.setdefault(phrase, Meeting(phrase, rule.says, rule.not_with))
    kept = [one for meetings in (affirmed, only_denied) for one in map(meetings.__getitem__, tightest(meetings))]
    return sorted(kept, key=lambda one: one.phrase)


def _places(
    tokens: Tokens, found: Mapping[Group, Sequence[Occurrence]], phrases: Iterable[Occurrence]
) -> Iterator[tuple[Occurrence, str]]:
    """Each part with its name; of parts inside words that only look like one, none."""
    asked = part_names()
    mistaken = {i: one for one in found["part"] if one.key == "no_part" for i in range(one.first, one.last + 1)}
    times = {one.first for one in found["part"] if one.key == _TIMES}
    for one in found["part"]:
        if one.key == _SEVERAL and one.last + 1 in times:
            continue
        longer = mistaken.get(one.first)
        whole = longer is not None and (one.first, one.last) == (longer.first, longer.last)
        if one.key in asked and (whole or not (longer and one.last <= longer.last)):
            yield one, one.key
    for phrase in phrases:
        if phrase.key in asked:
            yield phrase, phrase.key
    kinds: tuple[Group, ...] = ("name", "cue")
    for kind in kinds:
        for one in found[kind]:
            for part in _aliases().get((kind, one.key), ()):
                yield one, part
    units = {one.first for one in found["part"] if one.key == "unit"}
    for i, token in enumerate(tokens.items):
        if token.kind == "number" and token.word.isdigit() and 1 < int(token.word[:5]) <= _MOST and i + 1 not in units:
            yield Occurrence(i, i, _COUNT), _COUNT


def _in_sentence(
    names: Mapping[str, list[Occurrence]], everywhere: Set[str], met: "_Met"
) -> Iterator[tuple[Occurrence, _Rule]]:
    """All meetings among the parts of one sentence."""
    merged: dict[frozenset[str], list[Occurrence]] = {}
    here = frozenset(names)

    def of(part: frozenset[str]) -> list[Occurrence]:
        if part not in merged:
            merged[part] = sorted(one for name in part & here for one in names[name])
        return merged[part]

    rules = dict.fromkeys(rule for name in names for rule in _rules_by_head().get(name, ()))
    for rule in rules:
        if any(part.isdisjoint(here) for part in rule.parts):
            continue
        if rule.without & everywhere or (rule.with_some and not rule.with_some & everywhere):
            continue
        head, *others = [of(part) for part in rule.parts]
        for one in head:
            chosen = met.chosen(one, others, rule)
            if chosen:
                phrase = met.whole(chosen, rule.finding)
                if not any(bar.first <= phrase.last and phrase.first <= bar.last for bar in of(rule.unless)):
                    yield phrase, rule


class _Met:
    """What stands between the tokens of a text, counted once."""

    def __init__(self, tokens: Tokens, language: Language, cues: Iterable[Occurrence]) -> None:
        self._far = _CHARACTERS if language == "zh" else _TOKENS
        self._items = tokens.items
        self._longest_question = _QUESTION_CHARACTERS if language == "zh" else _QUESTION_TOKENS
        commas = {i for i, token in enumerate(tokens.items) if token.surface == ","}
        ends = {cue.first for cue in cues if cue.key == "but"}
        self._noes = {cue.first for cue in cues if cue.key == "answer_no"}

        def asks(i: int) -> bool:
            return tokens.items[i].surface == "?" and self.is_short_question(tokens.sentence(i)[0], i + 1)

        self._is_comma = commas
        self._commas = Counts([i in commas for i in range(len(tokens.items))])
        self._ends = Counts(
            [
                i in ends
                or (i not in commas and is_barrier(token) and token.surface not in "/\u3001|'\"():" and not asks(i))
                for i, token in enumerate(tokens.items)
            ]
        )

    def is_short_question(self, start: int, end: int) -> bool:
        """Whether a sentence only names what the next one answers, not by a no ("Breathing? Fine.")."""
        asks = self._items[end - 1].surface == "?" and end - start <= self._longest_question
        return asks and end < len(self._items) and end not in self._noes

    def chosen(self, head: Occurrence, others: Sequence[Sequence[Occurrence]], rule: _Rule) -> list[Occurrence]:
        """The head with the nearest occurrence of each other part; none if one of them is too far."""
        chosen = [head]
        for other in others:
            nearest = self._nearest(chosen, other, rule)
            if nearest is None:
                return []
            chosen.append(nearest)
        return chosen

    def _nearest(self, chosen: Sequence[Occurrence], others: Sequence[Occurrence], rule: _Rule) -> Occurrence | None:
        """The nearest of `others` that meets the parts chosen so far, the one before where two are as near."""
        first, last = min(one.first for one in chosen), max(one.last for one in chosen)
        at = bisect_left(others, chosen[-1])
        best, distance = None, (self._far[rule.reach] if rule.within is None else rule.within) + 1
        for other in others[max(0, at - 3) : at + 3]:
            if any(other.first <= one.last and one.first <= other.last for one in chosen):
                continue
            if rule.in_order and other.first < last:
                continue
            if other.last < first:
                between = other.last + 1, first
            elif other.first > last:
                between = last + 1, other.first
            else:
                between = other.first, other.first
            far = between[1] - between[0]
            if far < distance and not self._ends.between(*between):
                if self._commas.between(*between) <= _COMMAS[rule.reach]:
                    best, distance = other, far
        return best

    def whole(self, parts: Sequence[Occurrence], finding: str) -> Occurrence:
        """The parts as one phrase; skipped are the words between, but for those of clauses that hold no part."""
        first, last = min(one.first for one in parts), max(one.last for one in parts)
        own = {i for one in parts for i in range(one.first, one.last + 1)} - {i for one in parts for i in one.skipped}
        clauses = {self._commas.between(0, i) for i in own}
        skipped = tuple(
            i
            for i in range(first, last + 1)
            if i not in own and i not in self._is_comma and self._commas.between(0, i) in clauses
        )
        return Occurrence(first, last, finding, skipped)
