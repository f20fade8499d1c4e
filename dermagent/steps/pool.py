"""Pool: what all voices of a case say as one distribution, in which none loses what another one knew.

The ranking by findings, which knows every card, is the base. Every other voice multiplies the odds of what it names:

    p(c) ~ base(c) * product over voices of factor(place of c) ** (weight * share_of(c) * trust(c))

    share_of(c) = 1/2 + share / (share + usual share)          trust(c) = 1 + most * tanh((moved(c) - from) / over)

so that the exponent is the weight where a share is the usual one of its place: 1/2, 1/4, 1/8, ... A voice counts for a
condition as far as the case bears it out: more where findings moved it up from the prior (`moved`, in nats), less where
they moved it down. A model's lists and its agents see the same case through the same eyes, so together they are one
voice: agents that repeat a list do not outvote the findings. A sure panel, several agents of whom nearly all put the
same condition first with a large share, has the larger part in it. Constants: `fusion.yaml`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from math import log, tanh
from statistics import fmean, geometric_mean
from typing import Any

from dermagent.knowledge.base import knowledge, shipped
from dermagent.types import Heard


@dataclass(frozen=True)
class Constants:
    """The constants of the pool; `fusion.yaml` says what each means."""

    places: tuple[float, ...]
    beyond: float
    least: float
    uncarded: float
    list: float
    kept: int
    seen: int
    whole: float
    least_base: float
    panel: Mapping[str, float]
    unsure: Mapping[str, float]
    meant: float
    trust: Mapping[str, float]
    weights: Mapping[str, float]
    by_retriever: Mapping[str, float]


@cache
def constants() -> Constants:
    """The shipped constants."""
    content: dict[str, Any] = shipped("fusion.yaml")
    return Constants(**{**content, "places": tuple(content["places"])})


@dataclass(frozen=True)
class Voice:
    """Shares by condition, largest first, at most 1 together, and how far they move the odds."""

    shares: Mapping[str, float]
    weight: float

    @property
    def first(self) -> str:
        return next(iter(self.shares))

    @property
    def firsts(self) -> tuple[str, ...]:
        """The conditions that it gives its largest share."""
        return tuple(condition for condition, share in self.shares.items() if share == self.shares[self.first])

    def factors(self, s: Constants, moved: Mapping[str, float]) -> Iterator[tuple[str, float]]:
        """What the odds of each condition are multiplied with; `moved` is how far findings moved them.

        Conditions of the same share stand at the same place, between the first and the last of theirs.
        """
        for share, tied in groupby(enumerate(self.shares, start=1), key=lambda one: self.shares[one[1]]):
            alike = list(tied)
            places = [place for place, _ in alike]
            factor = geometric_mean(s.places[n - 1] if n <= len(s.places) else s.beyond for n in places)
            usual = fmean(map(usual_share, places))
            for _, condition in alike:
                trust = _trust(moved.get(condition, 0.0), s)
                yield condition, factor ** (self.weight * (0.5 + share / (share + usual)) * trust)


@dataclass(frozen=True)
class Pool:
    """Probabilities, likeliest first, and that of everything else; together 1."""

    probabilities: Mapping[str, float]
    other: float


def pooled(
    heard: Sequence[Heard],
    agents: Mapping[str, float] | None = None,
    excluded: Collection[str] = (),
    settings: Constants | None = None,
    firsts: Sequence[tuple[str, float]] = (),
) -> Pool | None:
    """The pool of these retrievers' lists and of what the agents say together (shares); None if none gives any number.

    What the agents have `excluded` is taken off the model's lists; `firsts` are what each agent puts first, with its
    share. A single voice stands as it is.
    """
    s = settings or constants()
    base, model, others = _voices(heard, agents, excluded, s, firsts)
    voices = [voice for voice in (*([model] if model else []), *others) if voice.shares]
    if base is None:
        return _alone(voices, s) if any(voice is model for voice in voices) else None
    if not voices:
        return _ordered({c.condition: c.probability or 0.0 for c in base.proposal.candidates}, base.proposal.other)
    part = _part_of_base(base, _nats_of_panel(heard, firsts, s), s)
    pool = _mixed(_product(base, voices, s), _alone(voices, s), part)
    leading = [base.proposal.candidates[0].condition, *_leading(voices, s)]
    likelier = [condition for condition, share in firsts if share >= s.panel["likelier"]]
    return _with_firsts(_with_firsts(pool, dict.fromkeys(likelier), s.seen), dict.fromkeys(leading), s.kept)


def _leading(voices: Sequence[Voice], s: Constants) -> Iterator[str]:
    """What each voice puts first; of several that it puts there alike all, unless they are too many."""
    for voice in voices:
        yield from voice.firsts if len(voice.firsts) <= s.kept else (voice.first,)


def _alone(voices: Sequence[Voice], s: Constants) -> Pool:
    """What voices say without the findings; a single one stands as it is."""
    if len(voices) == 1:
        return _ordered(voices[0].shares, max(0.0, 1.0 - sum(voices[0].shares.values())))
    return _with_firsts(_product(None, voices, s), dict.fromkeys(_leading(voices, s)), s.kept)


def _part_of_base(base: Heard, panel: float, s: Constants) -> float:
    """How far the pool over the findings counts: whole where they say enough, and as much as the panel of agents."""
    if base.info.evidence != "measured":
        return 1.0
    return max(s.least_base, min(1.0, base.proposal.information_nats / max(s.whole, panel)))


def _nats_of_panel(heard: Sequence[Heard], firsts: Sequence[tuple[str, float]], s: Constants) -> float:
    """What a model's lists and agents know where nearly all put the same condition first: log odds of its mean share.

    0 where there are too few of them, they are not sure, or more than a few say otherwise.
    """
    lists = [shares_of_list(one) for one in heard if one.info.asks_model and one.proposal.candidates]
    if not firsts or not (panel := _panel([*firsts, *(next(iter(_descending(one).items())) for one in lists)], s)):
        return 0.0
    _, part, share = panel
    return part * log(share / (1 - share))


def _panel(voices: Sequence[tuple[str, float]], s: Constants) -> tuple[str, float, float] | None:
    """What nearly all of several voices are sure of, how many of them are, as a part, and their mean share."""
    if len(voices) < s.panel["least"]:
        return None
    common = max(voices, key=lambda voice: len(_held(voice[0], voices)))[0]
    held = _held(common, voices)
    part, share = len(held) / len(voices), min(fmean(held), s.panel["surest"])
    return (common, part, share) if part >= s.panel["agreed"] and share >= s.panel["sure"] else None


def _held(condition: str, voices: Sequence[tuple[str, float]]) -> list[float]:
    """The shares that voices give a condition that they put first."""
    return [share for first, share in voices if first == condition]


def _sureness(said: Sequence[Mapping[str, float]], nats: float, s: Constants) -> float:
    """How a voice counts by its first share: less where that is small and findings say much, as far as they do."""
    first = max((max(shares.values(), default=0.0) for shares in said), default=0.0)
    return 1 - min(1.0, nats / s.unsure["over"]) * max(0.0, 1 - first / s.unsure["below"])


def _mixed(pool: Pool, alone: Pool, part: float) -> Pool:
    """The two pools together, the first with this part."""
    if part == 1.0:
        return pool
    names = dict.fromkeys((*pool.probabilities, *alone.probabilities))
    mixed = {c: part * pool.probabilities.get(c, 0.0) + (1 - part) * alone.probabilities.get(c, 0.0) for c in names}
    return _ordered(mixed, part * pool.other + (1 - part) * alone.other)


def _voices(
    heard: Sequence[Heard],
    agents: Mapping[str, float] | None,
    excluded: Collection[str],
    s: Constants,
    firsts: Sequence[tuple[str, float]],
) -> tuple[Heard | None, Voice | None, list[Voice]]:
    """The base, the model's voice, and those of the other lists."""
    graded = [one for one in heard if not one.info.asks_model and _graded(one)]
    base = next((one for one in graded if one.info.reads_findings), graded[0] if graded else None)
    said = said_by_models(heard, agents, excluded, s, firsts)
    lists = [shares_of_list(one) for one in heard if one.info.asks_model]
    sure = _sureness([*lists, agents or {}], base.proposal.information_nats if base else 0.0, s)
    model = Voice(said, s.weights["model"] * sure) if said else None
    others = [
        Voice(_descending(shares_of_list(one)), s.by_retriever.get(one.info.name, s.weights["other"]))
        for one in heard
        if one is not base and not one.info.asks_model
    ]
    return base, model, others


def said_by_models(
    heard: Sequence[Heard],
    agents: Mapping[str, float] | None,
    excluded: Collection[str] = (),
    settings: Constants | None = None,
    firsts: Sequence[tuple[str, float]] = (),
) -> dict[str, float]:
    """The shares of what a model's lists and its agents say together, largest first; empty if neither names any.

    The lists have the larger part but beside agents who are, by what each puts first, a sure panel for something else.
    """
    s = settings or constants()
    lists = [
        {c: share for c, share in shares_of_list(one).items() if c not in excluded}
        for one in heard
        if one.info.asks_model
    ]
    ours, panel = _mean(lists), _panel(firsts, s)
    otherwise = panel is not None and ours.get(panel[0], 0.0) < max(ours.values(), default=0.0)
    listed = s.panel["list"] if otherwise else s.list
    said = [(part, shares) for part, shares in ((listed, ours), (1 - listed, agents or {})) if shares]
    total = sum(part for part, _ in said)
    mixed: dict[str, float] = {}
    for part, shares in said:
        for condition, share in (_by_place(_descending(shares), s.meant) if len(said) > 1 else shares).items():
            mixed[condition] = mixed.get(condition, 0.0) + part / total * share
    return _descending(mixed)


def shares_of_list(one: Heard) -> dict[str, float]:
    """A list's shares in its order: its probabilities, else its scores if they are shares, else by its places."""
    candidates = one.proposal.candidates
    if _graded(one):
        return {c.condition: c.probability or 0.0 for c in candidates}
    scores = {c.condition: c.score for c in candidates}
    if all(score >= 0 for score in scores.values()) and 0 < sum(scores.values()) <= 1 + 1e-6:
        return scores
    return {c.condition: usual_share(place) for place, c in enumerate(candidates, start=1)}


def _product(base: Heard | None, voices: Sequence[Voice], s: Constants) -> Pool:
    """The pool of several voices; everything else has the odds that no voice moves."""
    named = list(dict.fromkeys(condition for voice in voices for condition in voice.shares))
    if base is None:
        rest = max(0.0, 1.0 - max(sum(voice.shares.values()) for voice in voices))
        odds = {condition: (1.0 - rest) / len(named) for condition in named}
    else:
        rest = base.proposal.other
        odds = {c.condition: c.probability or 0.0 for c in base.proposal.candidates}
        kb, least_uncarded = knowledge(), s.uncarded * rest
        for condition in named:
            least = s.least if condition in kb.cards else max(least_uncarded, s.least)
            odds[condition] = max(odds.get(condition, 0.0), least)
    moved = _moved(base)
    for voice in voices:
        for condition, factor in voice.factors(s, moved):
            odds[condition] *= factor
    total = sum(odds.values()) + rest
    return _ordered({condition: value / total for condition, value in odds.items()}, rest / total)


def _moved(base: Heard | None) -> dict[str, float]:
    """How far the findings moved each condition from the prior, in nats; empty where that is not known."""
    if base is None:
        return {}
    return {c.condition: moved for c, moved in zip(base.proposal.candidates, base.proposal.moved, strict=False)}


def _trust(moved: float, s: Constants) -> float:
    """How much a voice counts for a condition that the findings moved so far."""
    return 1 + s.trust["most"] * tanh((moved - s.trust["from"]) / s.trust["over"])


def usual_share(place: int) -> float:
    """The share of a place (from 1) in a list that gives none: 1/2, 1/4, 1/8, ..."""
    return float(0.5 ** min(place, 60))


def _by_place(shares: Mapping[str, float], least: float) -> dict[str, float]:
    """Shares half as they are given and half as is usual for their places, so that lists can be compared.

    What is named with less than the `least` share beside a real one is not meant, and has no place.
    """
    meant = max(shares.values(), default=0.0) >= least
    usual: dict[float, list[float]] = {}
    for place, share in enumerate(shares.values(), start=1):
        usual.setdefault(share, []).append(usual_share(place))
    return {
        condition: (share + fmean(usual[share])) / 2 if share >= least or not meant else share
        for condition, share in shares.items()
    }


def _with_firsts(pool: Pool, firsts: Mapping[str, None], kept: int) -> Pool:
    """With the first condition of each voice raised as far as it takes to stand among the first `kept`."""
    probabilities = pool.probabilities
    others = [condition for condition in probabilities if condition not in firsts]
    room = max(kept - len(firsts), 0)
    bar = probabilities[others[room]] if len(others) > room else 0.0
    raised = {c: max(p, bar) if c in firsts else p for c, p in probabilities.items()}
    total = sum(raised.values()) + pool.other
    order = sorted(raised, key=lambda c: (-raised[c], c not in firsts))
    return Pool({condition: raised[condition] / total for condition in order}, pool.other / total)


def _graded(one: Heard) -> bool:
    return any(candidate.probability is not None for candidate in one.proposal.candidates)


def _mean(lists: Sequence[Mapping[str, float]]) -> dict[str, float]:
    names = dict.fromkeys(condition for shares in lists for condition in shares)
    return {condition: sum(shares.get(condition, 0.0) for shares in lists) / len(lists) for condition in names}


def _ordered(probabilities: Mapping[str, float], other: float) -> Pool:
    return Pool(_descending(probabilities), other)


def _descending(shares: Mapping[str, float]) -> dict[str, float]:
    """Likeliest first; of equal shares the one that was named first."""
    return dict(sorted(shares.items(), key=lambda item: -item[1]))
