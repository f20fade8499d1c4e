"""Leave out burns and swellings that a text only compares with, tells as a habit, or explains by a trifle.

"Flat and brown, like spilled tea", "she bathes in scalding water", "my lip is fat from the usual cold sore": the words
of a danger are there, and nothing has happened. `no_events` of `knowledge/data/compositions.yaml` says beside which
kind of cue which findings are none, or over, and what else in the text makes them count all the same: blisters beside
a likeness, a child, a swollen tongue beside the lip.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from dermagent.knowledge.base import shipped
from dermagent.reading.covers import kind_of
from dermagent.reading.cues import Cues
from dermagent.text.occurrences import Occurrence
from dermagent.types import SLIGHT, Observation, Span

#: Tokens that name a place, at most.
_PLACE = 4
#: Findings whose own words liken ("hard as leather"), whatever word of a look stands before them.
_LOOKS = frozenset({"burn_full_thickness"})
#: Tokens between a cue and the words that it stands beside.
_BESIDE = 6


@dataclass(frozen=True)
class _Exemption:
    """Findings that are none, are `over` or `slight`, `where` a cue of a kind stands, unless another finding is there.

    Cues of the kinds `also` must stand somewhere in the text, those of the `barred` kinds nowhere, and `denied` be told
    as absent.
    """

    cue: str
    where: Literal["behind", "beside", "sentence", "anywhere"]
    findings: frozenset[str]
    unless: frozenset[str]
    needs: frozenset[str]
    barred: tuple[str, ...]
    also: tuple[str, ...]
    denied: frozenset[str]
    over: bool
    slight: bool

    @property
    def changes(self) -> Mapping[str, float | str] | None:
        """What becomes of the findings; None where they are left out."""
        return {"certainty": SLIGHT} if self.slight else {"time": "past"} if self.over else None


def may_be_no_events(phrases: Iterable[Occurrence]) -> list[Occurrence]:
    """The phrases whose finding may be none."""
    exempt = _exempt()
    return [one for one in phrases if one.key in exempt]


def without_no_events(
    items: Sequence[Observation], told: Mapping[tuple[str, Span | None], Occurrence], cues: Cues
) -> list[Observation]:
    """The items, but for those whose words tell no event; `told` has the phrase of each finding and span."""
    left = list(items)
    for rule in _exemptions():
        found = cues.by_kind.get(rule.cue)
        if not found or any(cues.by_kind.get(kind) for kind in rule.barred):
            continue
        if not all(cues.by_kind.get(kind) for kind in rule.also):
            continue
        out = {
            number
            for number, item in enumerate(left)
            if item.finding in rule.findings
            and item.polarity == "present"
            and _is_none(rule, told.get((item.finding, item.span)), found, cues)
        }
        others = [item for number, item in enumerate(left) if number not in out and item.is_there]
        if not out or any(_counts(item, rule, found, cues) for item in others):
            continue
        if rule.needs and rule.needs.isdisjoint(item.finding for item in others):
            continue
        if not rule.denied <= {item.finding for item in left if item.counts and item.polarity == "absent"}:
            continue
        kept = [item for number, item in enumerate(left) if number in out] if rule.changes else []
        left = [item for number, item in enumerate(left) if number not in out]
        left.extend(item.model_copy(update=rule.changes) for item in kept)
    return left


def _counts(item: Observation, rule: _Exemption, found: Sequence[Occurrence], cues: Cues) -> bool:
    """Whether a finding of now makes the others count; words of the cue itself do not ("aciclovir")."""
    if item.finding not in rule.unless | rule.findings:
        return False
    return item.span is None or not any(_covers(cue, item.span, cues) for cue in found)


def _covers(cue: Occurrence, span: Span, cues: Cues) -> bool:
    items, normal = cues.tokens.items, cues.tokens.normal
    start, end = normal.origin(items[cue.first].start, items[cue.last].end)
    return start <= span.start and span.end <= end


def _is_none(rule: _Exemption, phrase: Occurrence | None, found: Sequence[Occurrence], cues: Cues) -> bool:
    if rule.where == "anywhere":
        return True
    if phrase is None:
        return False
    if rule.where == "sentence":
        start, end = cues.tokens.sentence(phrase.first)
        return any(start <= cue.first < end for cue in found)
    if rule.where == "beside":
        return any(_is_beside(phrase, cue, cues) for cue in found)
    return any(_is_behind(phrase, cue, cues) for cue in found)


def _is_beside(phrase: Occurrence, cue: Occurrence, cues: Cues) -> bool:
    """Whether the two overlap, or stand near each other with no mark between."""
    first, last = min(phrase.last, cue.last) + 1, max(phrase.first, cue.first)
    return last - first <= _BESIDE and not _marks(cues, first, last)


def _is_behind(phrase: Occurrence, cue: Occurrence, cues: Cues) -> bool:
    """Whether a likeness opens in the words of the phrase, right before them or around them.

    A place may be told before it ("my back, as if splashed with bleach"), the event itself may not ("boiling water
    went, like a fool, over my arm").
    """
    if cue.first <= phrase.first and phrase.last <= cue.last:
        return True
    own = [
        i
        for i in range(phrase.first, phrase.last + 1)
        if i not in phrase.skipped and cues.tokens.items[i].kind != "mark"
    ]
    is_told_before = not _are_place([i for i in own if i < cue.first], cues)
    if any(cue.first <= i <= cue.last for i in own):
        return phrase.key in _LOOKS or not is_told_before
    behind = [i for i in own if i > cue.last]
    return bool(behind) and behind[0] == cue.last + 1 and not is_told_before


def _are_place(tokens: Sequence[int], cues: Cues) -> bool:
    """Whether tokens are none, or together name a place of the body ("on my back") and nothing else."""
    if not tokens:
        return True
    owners = [cues.owners[i] for i in tokens]
    is_run = tokens[-1] - tokens[0] == len(tokens) - 1 and len(tokens) <= _PLACE
    named = [kind_of(owner.key) == "place" for owner in owners if owner is not None]
    return is_run and bool(named) and all(named)


def _marks(cues: Cues, first: int, last: int) -> bool:
    return any(token.kind == "mark" for token in cues.tokens.items[first:last])


@cache
def _exempt() -> frozenset[str]:
    """All findings that may be none."""
    return frozenset(finding for rule in _exemptions() for finding in rule.findings)


@cache
def _exemptions() -> tuple[_Exemption, ...]:
    return tuple(
        _Exemption(
            one["cue"],
            one["where"],
            frozenset(one["findings"]),
            frozenset(_flat(one["unless"])),
            frozenset(one.get("with", ())),
            tuple(one.get("barred", ())),
            tuple(one.get("also", ())),
            frozenset(one.get("denied", ())),
            over=one.get("over", False),
            slight=one.get("slight", False),
        )
        for one in shipped("compositions.yaml")["no_events"]
    )


def _flat(names: Iterable[str | list[str]]) -> Iterator[str]:
    """The names of a list that may hold lists which several share."""
    for one in names:
        yield from [one] if isinstance(one, str) else one
