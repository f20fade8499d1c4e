"""Score the records of a run without a model: each figure with n, what was left out, an interval and baselines.

A failure or a spent budget is excluded and counted; an abstention, a refusal or an unusable reply counts as wrong.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from dermagent.errors import InputError
from dermagent.evals.datasets.base import UNMAPPED
from dermagent.evals.groups import Judged, Stratum, stratum
from dermagent.evals.levels import family_hit, level_hits
from dermagent.evals.metrics.calibration import (
    brier,
    expected_calibration_error,
    log_loss,
    reliability,
    risk_coverage,
)
from dermagent.evals.metrics.fairness import LEAST
from dermagent.evals.metrics.ranking import (
    balanced_accuracy,
    heaviest,
    reciprocal_rank,
    self_consistency,
    top_k_hit,
    weight_covered,
)
from dermagent.evals.metrics.readers import partial_average_overlap, uncertain_top_k
from dermagent.evals.metrics.safety import missed_high_risk
from dermagent.evals.records import Record
from dermagent.evals.separation import Separation, separation
from dermagent.evals.statistics import Interval, interval_within, mean_with_interval, paired_difference
from dermagent.knowledge.base import knowledge
from dermagent.knowledge.priors import read_prior
from dermagent.types import Value

EXCLUDED = frozenset({"failed", "budget"})
#: Least weight of a dangerous condition that must stand among the first three or be flagged.
_MISSED_WEIGHT, _MISSED_K = 0.3, 3
#: Least weight of a condition that is right beside the heaviest (the SCIN protocol's second kind of top-k).
_LIKELY_WEIGHT = 0.3
#: How far readers are trusted, of 1 to 50 in Stutz et al. 2023.
_TRUST = (10, 50)
#: What the subgroups are compared by.
GROUP_METRIC = "top-3"

Ranked = Sequence[str]
Metric = Callable[[Ranked, Mapping[str, float]], float]
METRICS: dict[str, Metric] = {
    "top-1": lambda ranked, reference: top_k_hit(ranked, heaviest(reference), k=1),
    "top-3": lambda ranked, reference: top_k_hit(ranked, heaviest(reference), k=3),
    "top-5": lambda ranked, reference: top_k_hit(ranked, heaviest(reference), k=5),
    "reciprocal rank": lambda ranked, reference: reciprocal_rank(ranked, heaviest(reference)),
    "weight covered by 3": lambda ranked, reference: weight_covered(ranked, reference, k=3),
    "family of the first": lambda ranked, reference: family_hit(ranked, reference),
    "any of weight .3 among 1": lambda ranked, reference: top_k_hit(ranked, _likely(reference), k=1),
    "any of weight .3 among 3": lambda ranked, reference: top_k_hit(ranked, _likely(reference), k=3),
    "any of weight .3 among 5": lambda ranked, reference: top_k_hit(ranked, _likely(reference), k=5),
    "average overlap at 3": lambda ranked, reference: _overlap(ranked, reference, 3),
    "average overlap at 5": lambda ranked, reference: _overlap(ranked, reference, 5),
}


def _likely(reference: Mapping[str, float]) -> frozenset[str]:
    """Conditions of a weight of .3 at least, and the heaviest where none weighs as much."""
    return heaviest(reference) | {c for c, weight in reference.items() if weight >= _LIKELY_WEIGHT}


def _overlap(ranked: Ranked, reference: Mapping[str, float], m: int) -> float:
    """Overlap of the first m with the reference, whose conditions of the same weight are tied."""
    by_weight: dict[float, list[str]] = defaultdict(list)
    for condition in _listed(reference):
        by_weight[round(reference[condition], 9)].append(condition)
    return partial_average_overlap([[condition] for condition in ranked[:m]], list(by_weight.values()), m=m)


class Line(Value):
    """One metric: ours, the baselines, the difference to the prior alone, and the spread over repeats."""

    name: str
    ours: Interval
    prior: Interval
    constant: Interval
    random: float | None = None
    minus_prior: Interval
    repeats_sd: float | None = None


class Scores(Value):
    """All figures of a run; `synthetic` cases are scored apart from real ones, never together.

    `unseen` counts the scored cases that lacked pictures, by the reason.
    `labels` gives each reference label its number of cases, the most first; `balanced_interval` is that of the balanced
    top-1 with patients resampled within their label, None where one has fewer than `fairness.LEAST`: those few vary too
    little to say how far the figure could be off.
    `missed_dangerous` is by our red-flag rules, `missed_high_risk` by the set's own risk classes: the share of cases of
    which such a condition is not among the first three. `uncertain` is top-k against conditions drawn from the readers'
    weights, by how far they are trusted; both only where the set has risk classes or readers.
    `cost_usd` was paid in all, also for cases that failed or were run again; where nothing is known of what answers
    took, all of that is None.
    What needs probabilities is None or empty where a system gave none. Calibration is that of the `calibrated` answers,
    repeats counted each; `unlisted` is the share of them that list no heaviest reference condition: there Brier score
    and log loss take the truth for "something else".
    """

    cases: int
    scored: int
    repeats: int
    excluded: dict[str, int]
    outcomes: dict[str, int]
    unseen: dict[str, int]
    lines: tuple[Line, ...]
    labels: dict[str, int] = Field(default_factory=dict)
    balanced_top_1: float
    balanced_interval: tuple[float, float] | None = None
    levels: tuple[Interval, ...] = ()
    separation: Separation | None
    strata: dict[str, Stratum]
    calibrated: int = 0
    unlisted: Interval | None = None
    calibration_error: float | None
    brier: float | None
    log_loss: float | None = None
    reliability: tuple[tuple[int, float, float], ...] = ()
    risk_coverage: tuple[tuple[float, float], ...] = ()
    risk_coverage_area: float | None = None
    missed_dangerous: Interval | None = None
    missed_high_risk: Interval | None = None
    uncertain: dict[str, Interval] = Field(default_factory=dict)
    self_consistency: Interval | None = None
    unheard: Interval | None = None
    retrieval_recall: dict[str, Interval]
    citation_precision: Interval | None
    claim_coverage: Interval | None
    invented: int
    reply_tokens: float | None
    replies: float | None
    cost_usd: float | None
    seconds: float | None
    only_synthetic: bool = False
    synthetic: "Scores | None" = None


@dataclass(frozen=True)
class ScoredCase:
    """The records of one case in all repeats that count."""

    records: tuple[Record, ...]

    @property
    def first(self) -> Record:
        """The first repeat."""
        return self.records[0]

    def mean(self, metric: Metric) -> float:
        """The metric's mean over the repeats."""
        return sum(metric(_answer(r), r.reference) for r in self.records) / len(self.records)


def score(
    records: Sequence[Record],
    *,
    prior: str = "teledermatology",
    resamples: int = 1000,
    probabilities: bool = True,
    paid: Sequence[Record] | None = None,
) -> Scores:
    """The figures of a run; `prior` is the profile that the baseline ranks by.

    Args:
        probabilities: whether those of the records mean anything; else nothing is made of them.
        paid: every record that was paid for, those replaced by a later one too; by default the records themselves,
            empty for a system of which that is not known.

    Raises:
        InputError: no record has a reference, or none is left after exclusions.
    """
    real = [record for record in records if not record.synthetic]
    made = [record for record in records if record.synthetic]
    if real and made:
        found, apart = (
            score(
                side,
                prior=prior,
                resamples=resamples,
                probabilities=probabilities,
                paid=None if paid is None else [r for r in paid if r.synthetic == side[0].synthetic],
            )
            for side in (real, made)
        )
        return found.model_copy(update={"synthetic": apart})
    kept = [r for r in records if r.reference and r.outcome not in EXCLUDED]
    if not kept:
        raise InputError(f"none of {len(records)} records can be scored: all lack a reference or failed")
    out = {n: c for n, c in Counter(_why_out(r) for r in records).items() if n}
    cases = by_case(kept)
    return Scores(
        cases=len({r.case_id for r in records}),
        scored=len(cases),
        repeats=max(r.repeat for r in records) + 1,
        excluded=out,
        outcomes=dict(Counter(r.outcome for r in records)),
        unseen={why: n for why, n in _unseen(cases).items() if n},
        lines=_lines(cases, prior, resamples),
        labels=dict(Counter(sorted(_label(c.first) for c in cases)).most_common()),
        **_balanced(cases, resamples),
        levels=_levels(cases, resamples),
        separation=separation([c.first for c in cases]) if probabilities else None,
        strata=_strata(cases, resamples),
        **_calibration(kept if probabilities else [], resamples),
        missed_dangerous=_missed(cases, resamples),
        missed_high_risk=_missed_high_risk(cases, resamples),
        uncertain=_uncertain(cases, resamples),
        self_consistency=_repeated(cases, resamples),
        unheard=_unheard(cases, resamples),
        retrieval_recall=_recall(kept, resamples),
        citation_precision=_known([(r, r.citation_precision) for r in kept], resamples),
        claim_coverage=_known([(r, r.claim_coverage) for r in kept], resamples),
        invented=sum(r.invented for r in kept),
        **_took(kept, records if paid is None else paid),
        only_synthetic=not real,
    )


def _took(kept: Sequence[Record], paid: Sequence[Record]) -> dict[str, float | None]:
    """Means over the answers that count, and the cost of everything that was paid for."""
    if not paid:
        return dict.fromkeys(("reply_tokens", "replies", "seconds", "cost_usd"))
    return {
        "reply_tokens": sum(r.reply_tokens for r in kept) / len(kept),
        "replies": sum(r.replies for r in kept) / len(kept),
        "seconds": sum(r.seconds for r in kept) / len(kept),
        "cost_usd": None if any(r.cost_usd is None for r in paid) else sum(r.cost_usd or 0.0 for r in paid),
    }


def _why_out(record: Record) -> str:
    if record.outcome in EXCLUDED:
        return record.outcome
    return "" if record.reference else record.why_empty or "no reference"


def _unseen(cases: Sequence[ScoredCase]) -> dict[str, int]:
    return {
        "pictures were not on disk": sum(case.first.missing_images > 0 for case in cases),
        "pictures could not be read": sum(case.first.refused_images > 0 for case in cases),
    }


def by_case(records: Sequence[Record]) -> list[ScoredCase]:
    """The cases in the order of their ids, whatever the order in which they came to their end."""
    found: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        found[record.case_id].append(record)
    ordered = (sorted(found[name], key=lambda record: record.repeat) for name in sorted(found))
    return [ScoredCase(tuple(ones)) for ones in ordered]


def _answer(record: Record) -> list[str]:
    return record.conditions if record.outcome == "answered" else []


def _listed(reference: Mapping[str, float]) -> list[str]:
    return sorted(reference, key=lambda condition: (-reference[condition], condition))


def _label(record: Record) -> str:
    return _listed(record.reference)[0]


def _lines(cases: Sequence[ScoredCase], prior: str, resamples: int) -> tuple[Line, ...]:
    clusters = [case.first.group or case.first.case_id for case in cases]
    by_prior, constant = prior_list(prior), constant_list([case.first for case in cases])
    lines = []
    for name, metric in METRICS.items():
        ours = [case.mean(metric) for case in cases]
        base = {
            "prior": [metric(by_prior, case.first.reference) for case in cases],
            "constant": [metric(constant, case.first.reference) for case in cases],
        }
        found = {
            key: mean_with_interval(values, clusters=clusters, resamples=resamples)
            for key, values in {"ours": ours, **base}.items()
        }
        difference = paired_difference(ours, base["prior"], clusters=clusters, resamples=resamples)
        lines.append(
            Line(
                name=name,
                **found,
                random=_random(name, cases),
                minus_prior=difference,
                repeats_sd=_spread(cases, metric),
            )
        )
    return tuple(lines)


def prior_list(prior: str) -> list[str]:
    """All conditions with a card by the prior alone: what one would say without looking."""
    weights = read_prior(prior, knowledge()).by_condition
    return sorted(weights, key=lambda condition: (-weights[condition], condition))


def constant_list(records: Sequence[Record]) -> list[str]:
    """The most frequent reference conditions of these very cases: the best that one answer for all can do."""
    weights: Counter[str] = Counter()
    for record in records:
        weights.update({c: weight for c, weight in record.reference.items() if not c.startswith(UNMAPPED)})
    return sorted(weights, key=lambda condition: (-weights[condition], condition))


def _random(name: str, cases: Sequence[ScoredCase]) -> float | None:
    """The expected share of hits of k conditions drawn from all cards; only for top-k."""
    if not name.startswith("top-"):
        return None
    k, number = int(name.removeprefix("top-")), len(knowledge().cards)
    expected = []
    for case in cases:
        right = len(heaviest(case.first.reference) & knowledge().cards.keys())
        expected.append(1 - math.comb(number - right, k) / math.comb(number, k))
    return sum(expected) / len(expected)


def _spread(cases: Sequence[ScoredCase], metric: Metric) -> float | None:
    """Standard deviation of the means of the repeats; None with a single one."""
    by_repeat: dict[int, list[float]] = defaultdict(list)
    for case in cases:
        for record in case.records:
            by_repeat[record.repeat].append(metric(_answer(record), record.reference))
    means = [sum(values) / len(values) for values in by_repeat.values()]
    if len(means) < 2:
        return None
    centre = sum(means) / len(means)
    return math.sqrt(sum((mean - centre) ** 2 for mean in means) / (len(means) - 1))


def _balanced(cases: Sequence[ScoredCase], resamples: int) -> dict[str, Any]:
    """Balanced top-1 and its interval."""
    hits, labels = [case.mean(METRICS["top-1"]) for case in cases], [_label(case.first) for case in cases]
    clusters = [case.first.group or case.first.case_id for case in cases]
    patients = Counter(label for label, _ in set(zip(labels, clusters, strict=True)))
    enough = min(patients.values()) >= LEAST
    interval = interval_within(hits, strata=labels, clusters=clusters, resamples=resamples) if enough else None
    return {"balanced_top_1": balanced_accuracy(hits, labels), "balanced_interval": interval}


def _repeated(cases: Sequence[ScoredCase], resamples: int) -> Interval | None:
    """How often a case is answered alike; an answer that names nothing is one of its own. None without repeats."""
    several = [case for case in cases if len(case.records) > 1]
    if not several:
        return None
    shares = [self_consistency([next(iter(_answer(record)), "") for record in case.records]) for case in several]
    clusters = [case.first.group or case.first.case_id for case in several]
    return mean_with_interval(shares, clusters=clusters, resamples=resamples)


def _levels(cases: Sequence[ScoredCase], resamples: int) -> tuple[Interval, ...]:
    """Share right on each level of the set's taxonomy, of the first repeat; empty where it has none."""
    placed = [case.first for case in cases if case.first.levels]
    clusters = [record.group or record.case_id for record in placed]
    return tuple(
        mean_with_interval(hits, clusters=clusters, resamples=resamples)
        for hits in zip(*level_hits(placed), strict=True)
    )


def _strata(cases: Sequence[ScoredCase], resamples: int) -> dict[str, Stratum]:
    right = [case.mean(METRICS[GROUP_METRIC]) for case in cases]
    labels = [_label(case.first) for case in cases]
    said = [said_of(case.first) for case in cases]
    clusters = [case.first.group or case.first.case_id for case in cases]
    found = {}
    for name in sorted({name for case in cases for name in case.first.strata}):
        groups = [case.first.strata.get(name, "") for case in cases]
        found[name] = stratum(Judged(right, said, labels, clusters, groups), name, resamples=resamples)
    return found


def said_of(record: Record) -> str:
    """The label that the first condition counts as: the reference itself where it is one of its heaviest."""
    first = next(iter(_answer(record)), "")
    return _label(record) if first in heaviest(record.reference) else first


def _calibration(records: Sequence[Record], resamples: int) -> dict[str, Any]:
    """Of the answered cases: how sure the first diagnosis was, and whether it was right.

    Risk and coverage are those of all cases: the ones without an answer come last and are wrong.
    """
    answered = [r for r in records if r.outcome == "answered" and r.ranked]
    if not answered:
        return {"calibration_error": None, "brier": None}
    sure = [r.ranked[0][1] for r in answered]
    right = [METRICS["top-1"](r.conditions, r.reference) for r in answered]
    unlisted = [(r, float(not heaviest(r.reference) & set(r.conditions))) for r in answered]
    silent = len(records) - len(answered)
    points, area = risk_coverage([*sure, *[-1.0] * silent], [*right, *[0.0] * silent])
    every = max(1, len(points) // 100)
    return {
        "calibrated": len(answered),
        "unlisted": _over(unlisted, resamples),
        "calibration_error": expected_calibration_error(sure, right),
        "brier": sum(brier(dict(r.ranked), r.other, r.reference) for r in answered) / len(answered),
        "log_loss": sum(log_loss(dict(r.ranked), r.other, r.reference) for r in answered) / len(answered),
        "reliability": tuple((one.n, one.confidence, one.right) for one in reliability(sure, right)),
        "risk_coverage": tuple(points[::every]),
        "risk_coverage_area": area,
    }


def _missed(cases: Sequence[ScoredCase], resamples: int) -> Interval | None:
    """Share of cases with a dangerous reference condition of which one is neither among the first three nor flagged.

    Dangerous are the conditions of the red-flag rules.
    """
    dangerous = {condition for rule in knowledge().rules.values() for condition in rule.conditions}
    missed, clusters = [], []
    for case in cases:
        heavy = {c for c, weight in case.first.reference.items() if weight >= _MISSED_WEIGHT and c in dangerous}
        if heavy:
            shares = [bool(heavy - {*_answer(r)[:_MISSED_K], *r.must_not_miss}) for r in case.records]
            missed.append(sum(shares) / len(shares))
            clusters.append(case.first.group or case.first.case_id)
    return mean_with_interval(missed, clusters=clusters, resamples=resamples) if missed else None


def _unheard(cases: Sequence[ScoredCase], resamples: int) -> Interval | None:
    """Share of cases in which a retriever or agent failed while others were heard; None if there is none."""
    shares = [sum(bool(record.unheard) for record in case.records) / len(case.records) for case in cases]
    clusters = [case.first.group or case.first.case_id for case in cases]
    return mean_with_interval(shares, clusters=clusters, resamples=resamples) if any(shares) else None


def _missed_high_risk(cases: Sequence[ScoredCase], resamples: int) -> Interval | None:
    """Of answers to cases with a condition of the set's highest risk, the share without it among the first three."""
    found = [
        (r, missed_high_risk(_answer(r), r.reference, r.high_risk))
        for case in cases
        for r in case.records
        if r.high_risk
    ]
    return _known([(r, None if missed is None else float(bool(missed))) for r, missed in found], resamples)


def _uncertain(cases: Sequence[ScoredCase], resamples: int) -> dict[str, Interval]:
    """Top-k of cases whose weights are several readers', against conditions drawn from them; empty without such."""
    held = [r for case in cases for r in case.records if r.readers > 1]
    return {
        f"top-{k} at a trust of {trust}": _over(
            [(r, uncertain_top_k(_answer(r), r.reference, k=k, trust=trust, seed=n)) for n, r in enumerate(held)],
            resamples,
        )
        for k in (1, 3)
        for trust in _TRUST
        if held
    }


def _recall(records: Sequence[Record], resamples: int) -> dict[str, Interval]:
    """Share of answers of which a retriever's part of the list holds a heaviest condition, apart from the diagnosis."""
    names = sorted({name for r in records for name in r.retrieved})
    return {
        name: _over(
            [(r, float(bool(heaviest(r.reference) & set(r.retrieved.get(name, ()))))) for r in records], resamples
        )
        for name in names
    }


def _known(values: Sequence[tuple[Record, float | None]], resamples: int) -> Interval | None:
    """The mean of the values that are there, whole patients resampled; None if none is."""
    given = [(record, value) for record, value in values if value is not None]
    return _over(given, resamples) if given else None


def _over(values: Sequence[tuple[Record, float]], resamples: int) -> Interval:
    """The mean over records, whole patients resampled."""
    clusters = [record.group or record.case_id for record, _ in values]
    return mean_with_interval([value for _, value in values], clusters=clusters, resamples=resamples)
