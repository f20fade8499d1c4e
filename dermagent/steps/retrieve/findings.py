"""Rank conditions by likelihood ratios of their findings (LIRICAL-style arithmetic over authored frequency classes).

    S(c) = w0 log prior(c) + sum over findings of weight * clip(log[(p_fc + a) / (q_f + a)])

p_fc is the probability of the card's frequency class, q_f its mean over all cards, and for an absent finding both are
replaced by their complements; the weight is credit * damping * certainty. A finding that a card does not
state contributes nothing. "Something else" takes part with all ratios at 1. A prior that knows what was told in the
cases it was counted on is first moved by what is told here. Method: Robinson et al., AJHG 2020 (LIRICAL); frequency
classes: HPO; constants: `ranker.yaml`.
"""

import asyncio
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np

from dermagent.knowledge.base import KnowledgeBase, knowledge, shipped
from dermagent.knowledge.priors import Prior, read_prior
from dermagent.knowledge.schema import DEMOGRAPHIC, PROBABILITY, Card
from dermagent.steps.retrieve.load import Tools
from dermagent.steps.retrieve.ranges import Floats, limits_of_ages, limits_of_durations, with_age, with_duration
from dermagent.steps.retrieve.views import Shown
from dermagent.types import THOUGHT_OF, Candidate, Case, Observations, Proposal, RetrieverInfo, Term
from dermagent.vectors import softmax

NAME = "findings"
#: Candidates that are given with their list of terms: those that a list of ten lines may hold, and dangers below.
_EXPLAINED, _DANGERS_EXPLAINED = 30, 60
#: Probabilities below this are as good as none, and no evidence is told to move a condition further than this.
_LEAST_MOVED, _MOST_MOVED = 1e-5, 4.0
#: Log ratios below this are not worth a line, and those of two conditions up to the second (1.6 to 1) no question.
_LEAST, _WORTH_A_QUESTION = 0.01, 0.5
#: Added to shares of age, duration and sex, so that 0 rules nothing out (our choice).
_NEVER_NONE = 0.01
#: Years up to which a condition is one of infants, and from which on nobody is one; findings that tell of a child.
_INFANCY_YEARS, _GROWN_YEARS = 4.0, 13.0
_YOUNG = frozenset({"newborn_age_28_days", "infant_age_1_year", "child_age_1_12_years", "present_since_birth"})


@dataclass(frozen=True)
class Parameters:
    """The constants of the ranker; see `ranker.yaml` for their meaning."""

    prior_weight: float
    base_rate: float
    smoothing: float
    clip_present: tuple[float, float]
    clip_absent: tuple[float, float]
    damping: float
    inexact: float
    narrower: float
    age_weight: float
    duration_weight: float
    duration_edges: tuple[float, float]
    sex_weight: float
    told: Mapping[str, float]
    untold: float
    named: Mapping[str, float]
    denied: Mapping[str, float]
    temperature: float
    abstain_below_nats: float
    calibrated_for: str
    calibrated_with: tuple[str, ...] = (NAME,)


@cache
def parameters() -> Parameters:
    """The shipped constants."""
    content: dict[str, Any] = shipped("ranker.yaml")
    for key in ("clip_present", "clip_absent", "duration_edges"):
        low, high = content[key]
        content[key] = (float(low), float(high))
    return Parameters(**content)


@dataclass(frozen=True)
class _Piece:
    """One kind of evidence against all cards: a log ratio, a weight and p for each, and the common q."""

    finding: str
    polarity: Literal["present", "absent"]
    ratios: Floats
    p: Floats
    q: float


@dataclass(frozen=True)
class Ranking:
    """All conditions with their posterior, best first, and what the evidence added to the prior.

    `moved` is for each candidate the logarithm of its posterior over its prior, within -4 and 4 nats.
    """

    candidates: tuple[Candidate, ...]
    other: float
    information_nats: float
    moved: tuple[float, ...] = ()


class FindingsRanker:
    """The ranker over one knowledge base and one prior; built once, used for many cases."""

    def __init__(self, kb: KnowledgeBase, prior: Prior, settings: Parameters | None = None) -> None:
        """Lay the cards out as matrices: (cards, findings)."""
        self._kb = kb
        self._prior = prior
        self._settings = settings or parameters()
        self._cards: list[Card] = list(kb.cards.values())
        self._names = [card.id for card in self._cards]
        self._row = {name: i for i, name in enumerate(self._names)}
        self._by_name = np.argsort(np.argsort(self._names))
        self._column = {finding: j for j, finding in enumerate(kb.findings)}
        self._groups = _group_of(kb)
        self._p, self._credit = _profile(kb, self._cards, self._column, self._settings)
        self._q = self._background()
        self._log_prior = np.log([prior.by_condition[card.id] for card in self._cards] + [prior.other])
        self._told = self._told_ratios()
        self._ages = limits_of_ages(card.typical_age for card in self._cards)
        self._durations = limits_of_durations(card.typical_duration for card in self._cards)
        self._female = np.array([np.nan if card.female_share is None else card.female_share for card in self._cards])
        self._pregnant = np.array([card.findings.get("pregnancy") == "always" for card in self._cards])
        self._infants = self._ages[1] <= _INFANCY_YEARS
        self._neighbours = _related_conditions()

    def _told_ratios(self) -> Floats | None:
        """Log of how much oftener each finding was told with a card's condition than with all: (cards, findings)."""
        told = self._prior.told
        if told is None:
            return None
        limit, shrink = self._settings.told["clip"], self._settings.told["shrink"]
        cases = np.array([[told.cases.get(card.id, 0.0)] for card in self._cards])
        counts = np.zeros((len(self._cards), len(self._column)))
        for (condition, finding), count in told.findings.items():
            if condition in self._row and finding in self._column:
                counts[self._row[condition], self._column[finding]] = count
        overall = counts.sum(axis=0) / cases.sum()
        told_of = overall > 0
        ratios = np.zeros_like(counts)
        ratios[:, told_of] = np.log((counts[:, told_of] / overall[told_of] + shrink) / (cases + shrink))
        return np.asarray(np.clip(ratios, -limit, limit))

    def _log_prior_given(self, seen: Observations) -> Floats:
        """The log prior of all cards and of something else where these findings are told."""
        if self._told is None:
            return self._log_prior
        present = [
            self._column[f] for f, item in seen.counted().items() if item.polarity == "present" and f in self._column
        ]
        moved = self._log_prior.copy()
        moved[:-1] += self._settings.told["weight"] * self._told[:, present].sum(axis=1)
        return moved

    def _background(self) -> Floats:
        weights = np.array([self._prior.by_condition[card.id] for card in self._cards])
        weights = 0.5 * weights / weights.sum() + 0.5 / len(self._cards)
        known = np.where(self._credit > 0, self._p, self._settings.base_rate)
        return np.asarray(weights @ known)

    def rank(self, seen: Observations, *, k: int | None = None, dangers: int = 0) -> Ranking:
        """Posterior over all cards and "something else".

        Terms are given for the first `k` (default: all), and for those of the first `dangers` that must not be missed.
        """
        pieces = [*self._findings(seen), *self._person(seen), *self._named(seen)]
        weighted = self._damped(pieces)
        scores = self._settings.prior_weight * self._log_prior_given(seen)
        for ratios in weighted:
            scores[:-1] += ratios
        scores[:-1] -= self._settings.untold * self._beside_the_person(seen)
        posterior = softmax(scores / self._settings.temperature)
        before = softmax(self._settings.prior_weight * self._log_prior / self._settings.temperature)
        rounded, shares = scores.round(6).tolist(), posterior.round(6).tolist()
        order = np.lexsort((self._by_name, -scores[:-1]))
        explained = order[:k].tolist()
        explained += [i for i in order[len(explained) : dangers].tolist() if self._cards[i].must_not_miss]
        terms = dict(zip(explained, self._terms(explained, pieces, weighted), strict=True))
        candidates = tuple(
            Candidate.unchecked(
                condition=self._names[i],
                retriever=NAME,
                rank=rank,
                score=rounded[i],
                probability=shares[i],
                terms=terms.get(i, ()),
            )
            for rank, i in enumerate(order.tolist(), start=1)
        )
        information = float(np.sum(posterior * np.log(posterior / before)))
        least = np.maximum(np.exp(self._log_prior[:-1]), _LEAST_MOVED)
        moved = np.clip(np.log(np.maximum(posterior[:-1], _LEAST_MOVED) / least), -_MOST_MOVED, _MOST_MOVED)
        moves = tuple(moved[order].round(2).tolist())
        return Ranking(candidates, round(float(posterior[-1]), 6), max(information, 0.0), moves)

    def _beside_the_person(self, seen: Observations) -> Floats:
        """1 for each card of pregnancy or infancy where a history tells of neither, as it would; else 0."""
        told = {item.finding for item in seen.items if item.polarity == "present"}
        if not any(item.source == "history" for item in seen.items):
            return np.zeros(len(self._cards))
        grown = seen.age.low >= _GROWN_YEARS if seen.age else _YOUNG.isdisjoint(told)
        beside = (self._pregnant & ("pregnancy" not in told)) | (self._infants & grown)
        return np.asarray(beside, dtype=np.float64)

    def _findings(self, seen: Observations) -> Iterable[_Piece]:
        s = self._settings
        for finding, item in seen.counted().items():
            if finding not in self._column or finding in DEMOGRAPHIC:
                continue
            j = self._column[finding]
            p, q, credit = self._p[:, j], float(self._q[j]), self._credit[:, j]
            if item.polarity == "present":
                ratios = np.clip(np.log((p + s.smoothing) / (q + s.smoothing)), *s.clip_present)
                yield _Piece(finding, "present", ratios * credit * item.certainty, p, q)
            else:
                ratios = np.clip(np.log((1 - p + s.smoothing) / (1 - q + s.smoothing)), *s.clip_absent)
                yield _Piece(finding, "absent", ratios * credit * item.certainty, p, q)

    def _person(self, seen: Observations) -> Iterable[_Piece]:
        s = self._settings
        if seen.age:
            yield self._interval("age", with_age(seen.age, self._ages), self._ages, s.age_weight)
        if seen.duration:
            p = with_duration(seen.duration, self._durations, s.duration_edges)
            yield self._interval("duration", p, self._durations, s.duration_weight)
        if seen.sex in ("female", "male"):
            stated = ~np.isnan(self._female)
            female = np.where(stated, self._female, 0.5)
            p = female if seen.sex == "female" else 1 - female
            q = float(p.mean())
            ratios = np.clip(np.log((p + _NEVER_NONE) / (q + _NEVER_NONE)), *s.clip_present)
            yield _Piece("sex", "present", ratios * stated * s.sex_weight, p, q)

    def _interval(self, name: str, p: Floats, limits: Floats, weight: float) -> _Piece:
        """The age or duration as evidence, by its probability `p` with each card that states a typical range."""
        stated = ~np.isnan(limits[0])
        q = float(p[stated].mean()) if stated.any() else 0.5
        ratios = np.where(stated, np.log((p + _NEVER_NONE) / (q + _NEVER_NONE)), 0.0)
        return _Piece(name, "present", np.clip(ratios, *self._settings.clip_present) * weight, p, q)

    def _named(self, seen: Observations) -> Iterable[_Piece]:
        told: dict[str, set[bool]] = {}
        for name in seen.named:
            if name.stance in THOUGHT_OF or name.stance == "denied":
                told.setdefault(name.condition, set()).add(name.stance in THOUGHT_OF)
        for condition, stances in sorted(told.items()):
            if len(stances) > 1:
                continue
            is_for = True in stances
            rates = self._settings.named if is_for else self._settings.denied
            full = math.log(rates["p"] / rates["q"])
            ratios = np.zeros(len(self._cards))
            for relative, share in ((condition, 1.0), *((r, 0.5) for r in self._neighbours.get(condition, ()))):
                if relative in self._row:
                    ratios[self._row[relative]] = share * full
            p = np.full(len(self._cards), rates["p"])
            polarity: Literal["present", "absent"] = "present" if is_for else "absent"
            yield _Piece(f"named:{condition}", polarity, ratios, p, rates["q"])

    def _damped(self, pieces: list[_Piece]) -> list[Floats]:
        """In each group a condition's strongest ratio counts whole and the others less."""
        out = [piece.ratios for piece in pieces]
        members: dict[str, list[int]] = {}
        for n, piece in enumerate(pieces):
            for group in self._groups.get(piece.finding, ()):
                members.setdefault(group, []).append(n)
        factors = np.ones((len(pieces), len(self._cards)))
        for numbers in members.values():
            if len(numbers) > 1:
                strength = np.abs(np.array([pieces[n].ratios for n in numbers]))
                weaker = np.arange(len(numbers))[:, None] != strength.argmax(axis=0)[None, :]
                factors[numbers] = np.minimum(factors[numbers], np.where(weaker, self._settings.damping, 1.0))
        return [ratios * factors[n] for n, ratios in enumerate(out)]

    def _terms(self, cards: list[int], pieces: list[_Piece], weighted: list[Floats]) -> list[tuple[Term, ...]]:
        """For each of these cards what counted for or against it, strongest first; `weighted` has ratios a piece."""
        if not pieces:
            return [()] * len(cards)
        strengths = np.array(weighted)[:, cards].round(4).T.tolist()
        rates = np.array([piece.p for piece in pieces])[:, cards].round(4).T.tolist()
        common = [round(piece.q, 4) for piece in pieces]
        found: list[tuple[Term, ...]] = []
        for i, strength, rate in zip(cards, strengths, rates, strict=True):
            sources = self._cards[i].profile_sources
            counted = [n for n, ratio in enumerate(strength) if abs(ratio) >= _LEAST]
            counted.sort(key=lambda n: (-abs(strength[n]), pieces[n].finding))
            # Made of our own numbers, hundreds a case: checking each again would cost a quarter of the case's time.
            found.append(
                tuple(
                    Term.unchecked(
                        finding=pieces[n].finding,
                        polarity=pieces[n].polarity,
                        p=rate[n],
                        q=common[n],
                        log_ratio=strength[n],
                        sources=() if pieces[n].finding.startswith("named:") else sources,
                    )
                    for n in counted
                )
            )
        return found

    def separating(self, first: str, second: str, known: Iterable[str]) -> list[tuple[str, float]]:
        """Findings not yet known whose presence would move one condition against the other, strongest first.

        Only findings that one of the two cards states itself are worth a question. The number is the log ratio of the
        first minus that of the second; positive speaks for the first. Nothing separates conditions without a card.
        """
        if not {first, second} <= self._row.keys():
            return []
        s, a, b = self._settings, self._row[first], self._row[second]
        worth = self._cards[a].findings.keys() | self._cards[b].findings.keys()
        skip = set(known) | DEMOGRAPHIC
        for finding in list(skip & self._column.keys()):
            skip.update(self._kb.ancestors(finding))
        rows = [a, b]
        ratios = np.log((self._p[rows] + s.smoothing) / (self._q + s.smoothing))
        difference = np.subtract(*(np.clip(ratios, *s.clip_present) * self._credit[rows]))
        found = [(finding, round(float(difference[self._column[finding]]), 4)) for finding in worth - skip]
        return sorted((f for f in found if abs(f[1]) > _WORTH_A_QUESTION), key=lambda f: (-abs(f[1]), f[0]))


def _profile(
    kb: KnowledgeBase, cards: list[Card], column: dict[str, int], settings: Parameters
) -> tuple[Floats, Floats]:
    """p (cards, findings) and the credit with which each cell counts: 1 stated, `inexact` by a relative, 0 unknown.

    A card that states only a narrower finding has the broader one as often, unless it states that the narrower is rare:
    no warts say nothing of papules. One that states only the broader has the narrower in a share of that, `narrower`.
    """
    p, credit = np.zeros((len(cards), len(column))), np.zeros((len(cards), len(column)))
    sites = [j for finding, j in column.items() if kb.findings[finding].category == "body_site"]
    for i, card in enumerate(cards):
        if card.elsewhere:
            p[i, sites], credit[i, sites] = PROBABILITY[card.elsewhere], 1.0
        stated = {finding: PROBABILITY[frequency] for finding, frequency in card.findings.items()}
        relatives = {f for finding in stated for f in (*kb.ancestors(finding), *kb.descendants(finding))}
        for finding in relatives - stated.keys():
            below = [stated[f] for f in kb.descendants(finding) if stated.get(f, 0.0) > PROBABILITY["very_rare"]]
            above = [stated[f] * settings.narrower for f in kb.ancestors(finding) if f in stated]
            if below or above:
                p[i, column[finding]] = max(below) if below else above[0]
                credit[i, column[finding]] = settings.inexact
        for finding, value in stated.items():
            p[i, column[finding]], credit[i, column[finding]] = value, 1.0
    return p, credit


def _group_of(kb: KnowledgeBase) -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for group, findings in shipped("finding_groups.yaml").items():
        for finding in findings:
            groups[finding] = (*groups.get(finding, ()), group)
    for finding in kb.findings.values():
        if finding.category == "body_site":
            groups[finding.id] = (*groups.get(finding.id, ()), "site")
    return groups


@cache
def _related_conditions() -> dict[str, tuple[str, ...]]:
    """Condition → the next broader and the next narrower ones."""
    related: dict[str, tuple[str, ...]] = {}
    for narrow, all_broader in knowledge().broader.items():
        for broad in all_broader:
            related[narrow] = (*related.get(narrow, ()), broad)
            related[broad] = (*related.get(broad, ()), narrow)
    return related


def leaders(order: Iterable[str]) -> tuple[str, ...]:
    """The first condition and the next that is no broader or narrower name of it; fewer where there are none."""
    found = list(order)
    return tuple(found[:1] + [c for c in found[1:] if c not in _related_conditions().get(found[0], ())][:1])


@cache
def shipped_ranker(prior: str) -> FindingsRanker:
    """The ranker over the shipped knowledge with a prior profile by name or path.

    Raises:
        InputError: the profile cannot be read.
    """
    return FindingsRanker(knowledge(), read_prior(prior, knowledge()))


class FindingsRetriever:
    """The ranker as a retriever of the workflow."""

    info = RetrieverInfo(name=NAME, label="the ranking by findings", reads_findings=True)

    def __init__(self, ranker: FindingsRanker) -> None:
        self._ranker = ranker

    async def propose(self, case: Case, seen: Observations, shown: Shown) -> Proposal:
        """All conditions with a card, with terms for the first ones, and what separates the first from its rival.

        It ranks in a thread, so that a model that is asked at the same time is not kept waiting for its question.
        """
        return await asyncio.to_thread(self._ranked, seen)

    def _ranked(self, seen: Observations) -> Proposal:
        ranking = self._ranker.rank(seen, k=_EXPLAINED, dangers=_DANGERS_EXPLAINED)
        first, rival = leaders(candidate.condition for candidate in ranking.candidates)
        return Proposal(
            candidates=ranking.candidates,
            other=ranking.other,
            moved=ranking.moved,
            information_nats=ranking.information_nats,
            between=(first, rival),
            separating=tuple(self._ranker.separating(first, rival, seen.counted())),
        )


def findings_retriever(tools: Tools) -> FindingsRetriever:
    """The retriever over the shipped knowledge and a prior profile."""
    return FindingsRetriever(shipped_ranker(tools.prior))
