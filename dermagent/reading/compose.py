"""Compose what a text tells in two parts: a thing and its place in one sentence, or several findings of one case."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from dermagent.knowledge.base import knowledge, shipped
from dermagent.text.tokens import Tokens
from dermagent.types import Observation, Span

#: Tokens between a thing and its place.
_NEAR = 12
#: Tokens at the beginning of a sentence within which it says that all is so again.
_OPENING = 8
#: Chinese characters between them.
_NEAR_CHARACTERS = 6


@dataclass(frozen=True)
class _Near:
    finding: str
    what: frozenset[str]
    where: frozenset[str]
    within: int


@cache
def findings_of(group: str) -> frozenset[str]:
    """What `compositions.yaml`, which says what for, lists under a name: findings, or words (`taken_up_by`)."""
    return frozenset(shipped("compositions.yaml")[group])


@cache
def _denied_with() -> dict[str, list[str]]:
    found: dict[str, list[str]] = shipped("compositions.yaml")["denied_with"]
    return found


def with_what_changes(items: Sequence[Observation], tokens: Tokens, again: Set[int]) -> list[Observation]:
    """The items, those of now that were told of the past in a sentence which, or whose next one, tells a change of now.

    "The mole was small last year and has doubled": what changes is there, and so is its place. Where the next sentence
    says at its beginning (the tokens `again`) that all is so again, all is there.
    """
    things, changes = findings_of("still_there"), findings_of("changes")

    def sentence(item: Observation) -> int:
        return tokens.sentence(tokens.of_original(item.span.start))[0] if item.span else -1

    def next_to(first: int) -> int:
        return tokens.sentence(first)[1]

    own = [item for item in items if item.span and item.polarity == "present" and item.experiencer == "patient"]
    changed = {sentence(item) for item in own if item.time == "current" and item.finding in changes}
    past = {sentence(item) for item in own if item.time == "past" and item.finding in things}
    here = {first for first in past if first in changed or next_to(first) in changed}
    here |= _spoken_of_again(own, sentence, tokens)
    as_then = {sentence(item) for item in own if any(i in again for i in _opening(tokens, next_to(sentence(item))))}
    if not here and not as_then:
        return list(items)
    sites = frozenset(one.id for one in knowledge().findings.values() if one.category == "body_site")
    lasting = things | sites | findings_of("lasting_looks")
    return [
        item.model_copy(update={"time": "current"})
        if item.time == "past"
        and item.polarity == "present"
        and (sentence(item) in as_then or (item.finding in lasting and sentence(item) in here))
        else item
        for item in items
    ]


def _opening(tokens: Tokens, first: int) -> range:
    """The first tokens of the sentence that begins at `first`."""
    return range(first, min(first + _OPENING, len(tokens.items)))


def _spoken_of_again(own: Sequence[Observation], sentence: Callable[[Observation], int], tokens: Tokens) -> set[int]:
    """The sentences of past looks that the next one takes up in the present ("... went red in winter. It itches.")."""
    past = {sentence(item) for item in own if item.time == "past" and item.finding in findings_of("lasting_looks")}
    now = {sentence(item) for item in own if item.time == "current"}
    found = set()
    for first in past:
        behind = tokens.sentence(first)[1]
        if behind in now and tokens.items[behind].word in findings_of("taken_up_by"):
            found.add(first)
    return found


def without_what_fades(items: list[Observation]) -> list[Observation]:
    """The same with spots of blood denied where they are told to fade when pressed, which blood does not.

    Where there is fever too, both are kept: a rash of blood often begins with spots that fade. Words for fading inside
    those that deny it say nothing of their own.
    """
    unfading = [item.span for item in items if item.is_there and item.finding == "non_blanching" and item.span]
    items = [
        item
        for item in items
        if not (item.finding == "blanching" and item.is_there and _is_within(item.span, unfading))
    ]
    told = {item.finding for item in items if item.is_there}
    if "blanching" not in told or not told.isdisjoint(("non_blanching", "fever")):
        return items
    fading = findings_of("no_fading")
    return [
        item.model_copy(update={"polarity": "absent"}) if item.is_there and item.finding in fading else item
        for item in items
    ]


def without_places_spared(items: Sequence[Observation], tokens: Tokens) -> list[Observation]:
    """The same without palms and soles in a clause that only denies something of them ("palms and soles don't itch").

    A "but" behind the clause says that something else is there, and so are they. What is denied of them and told of
    another place is not denied.
    """
    content = shipped("compositions.yaml")["spared"]
    denied, places, turns = (frozenset(content[key]) for key in ("denied", "places", "turns"))
    if not any(item.finding in places for item in items):
        return list(items)
    marks = [i for i, token in enumerate(tokens.items) if token.kind == "mark"]
    clauses: dict[int, list[Observation]] = defaultdict(list)
    for item in items:
        if item.span:
            clauses[bisect_right(marks, tokens.of_original(item.span.start))].append(item)
    present = {item.finding for item in items if item.is_there}
    spared: list[Span] = []
    elsewhere: set[int] = set()
    for clause, told in clauses.items():
        behind = marks[clause] + 1 if clause < len(marks) else len(tokens.items)
        turned = behind < len(tokens.items) and tokens.items[behind].word in turns
        told_of = [one for one in told if not _is_place(one.finding)]
        here = [one for one in told if one.finding in places and one.polarity == "present"]
        if here and told_of and not turned:
            if all(one.polarity == "absent" and one.finding in denied for one in told_of):
                spared.extend(one.span for one in here if one.span)
                elsewhere.update(id(one) for one in told_of if one.finding in present)
    return [
        item
        for item in items
        if id(item) not in elsewhere and not (_is_place(item.finding) and _is_within(item.span, spared))
    ]


def _is_place(finding: str) -> bool:
    return knowledge().findings[finding].category in ("body_site", "distribution")


def without_names_of_values(items: list[Observation]) -> list[Observation]:
    """The same without findings that only name what a value measures: "eosinophils: 1 %" tells of no eosinophilia."""
    values: dict[str, list[Span]] = defaultdict(list)
    for item in items:
        if item.span and _holds_figure(item.span):
            values[item.finding].append(item.span)
    return [
        item
        for item in items
        if not item.span
        or _holds_figure(item.span)
        or not any(one.start < item.span.end and item.span.start < one.end for one in values.get(item.finding, ()))
    ]


def _holds_figure(span: Span) -> bool:
    return any(character.isdecimal() for character in span.text)


def without_what_tells_another(items: list[Observation]) -> list[Observation]:
    """The same without findings that are named only to tell another one, as joints are for their folds.

    What is named only to deny another ("face not swollen") is neither there nor denied.
    """
    told: dict[str, list[Span]] = defaultdict(list)
    denied: dict[str, list[Span]] = defaultdict(list)
    for item in items:
        if item.span:
            for named in _named_within("named_within").get(item.finding, ()):
                told[named].append(item.span)
            if item.polarity == "absent":
                for named in _named_within("named_in_denials").get(item.finding, ()):
                    denied[named].append(item.span)
    return [
        item
        for item in items
        if (item.polarity == "absent" or not _is_within(item.span, told.get(item.finding, ())))
        and not _is_within(item.span, denied.get(item.finding, ()))
    ]


@cache
def _named_within(group: str) -> dict[str, list[str]]:
    """For each finding those that its words may name without meaning them, in a group of the file."""
    found: dict[str, list[str]] = shipped("compositions.yaml")[group]
    return found


def _is_within(span: Span | None, others: Iterable[Span]) -> bool:
    return span is not None and any(other.start <= span.start and span.end <= other.end for other in others)


@cache
def _rules() -> tuple[tuple[_Near, ...], tuple[tuple[str, tuple[frozenset[str], ...]], ...]]:
    content = shipped("compositions.yaml")
    near = tuple(
        _Near(one["finding"], frozenset(one["what"]), frozenset(one["where"]), one.get("within", _NEAR))
        for one in content["near"]
    )
    together = tuple((one["finding"], tuple(map(frozenset, one["groups"]))) for one in content["together"])
    return near, together


def composed(items: Sequence[Observation], tokens: Tokens) -> list[Observation]:
    """Findings that others make up, in the order of the rules; nothing that a text says outright is said again."""
    near, together = _rules()
    own = [item for item in items if item.span and item.counts]
    said = {item.finding for item in own}
    made: dict[tuple[str, str], Observation] = {}
    placed: dict[str, list[_Placed]] = defaultdict(list)
    for order, item in enumerate(own):
        if item.span and item.finding in _parts_of_near():
            placed[item.finding].append(_Placed(order, tokens.of_original(item.span.start), item))
    for rule in near:
        for one in _nearby(rule, placed, tokens):
            if one.finding not in said:
                made.setdefault((one.finding, one.polarity), one)
    for item in own:
        for finding in _denied_with().get(item.finding, ()) if item.polarity == "absent" else ():
            if finding not in said:
                made.setdefault((finding, "absent"), item.model_copy(update={"finding": finding}))
    present = {item.finding: item for item in (*own, *made.values()) if item.polarity == "present"}
    for finding, groups in together:
        parts = [next((present[one] for one in sorted(group) if one in present), None) for group in groups]
        if finding not in said and finding not in present and all(parts):
            certainty = min(part.certainty for part in parts if part)
            last = max((part for part in parts if part), key=lambda part: part.span.start if part.span else 0)
            made[finding, "present"] = last.model_copy(update={"finding": finding, "certainty": certainty})
    return list(made.values())


def _are_near(tokens: Tokens, a: int, b: int, within: int) -> bool:
    """Whether two tokens stand near each other; in Chinese, whose tokens are characters, in one clause."""
    first, last = min(a, b), max(a, b)
    if tokens.items[first].kind != "cjk":
        return last - first <= within
    return last - first <= _NEAR_CHARACTERS and all(token.kind != "mark" for token in tokens.items[first:last])


@cache
def _parts_of_near() -> frozenset[str]:
    near, _ = _rules()
    return frozenset(finding for rule in near for finding in rule.what | rule.where)


class _Placed(NamedTuple):
    """A finding with its number among those of the text, and the token that it begins at."""

    order: int
    at: int
    item: Observation


def _nearby(rule: _Near, placed: Mapping[str, Sequence[_Placed]], tokens: Tokens) -> Iterator[Observation]:
    """A thing with the nearest fitting place of its sentence; the thing says whether it is there."""
    places: dict[int, list[int]] = defaultdict(list)
    if rule.what.isdisjoint(placed) or rule.where.isdisjoint(placed):
        return
    for finding in rule.where:
        for one in placed.get(finding, ()):
            places[tokens.sentence(one.at)[0]].append(one.at)
    for found in places.values():
        found.sort()
    things = [one for finding in rule.what for one in placed.get(finding, ())]
    for _, at, item in sorted(things, key=lambda one: one.order):
        there = places.get(tokens.sentence(at)[0], [])
        i = bisect_left(there, at)
        if any(_are_near(tokens, at, place, rule.within) for place in there[max(0, i - 1) : i + 1]):
            yield item.model_copy(update={"finding": rule.finding})
