"""Score the records of a run without a model: each figure with n, what was left out, an interval and baselines.

A failure is excluded and counted; an abstention, a refusal, an unusable reply, a spent budget and a case that was not
predicted count as wrong.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from pydantic import Field

from dermagent.errors import InputError
from dermagent.evals.metrics.calibration import (
    brier,
    expected_calibration_error,
    log_loss,
    reliability,
    risk_coverage,
)
from dermagent.evals.metrics.fairness import LEAST
from dermagent.evals.metrics.groups import Judged, Stratum, stratum
from dermagent.evals.metrics.ranking import (
    balanced_accuracy,
    heaviest,
    self_consistency,
)
from dermagent.evals.metrics.readers import uncertain_top_k
from dermagent.evals.metrics.safety import missed_high_risk
from dermagent.evals.metrics.statistics import Interval, interval_within, mean_with_interval
from dermagent.evals.reporting.debate import Debate, debate
from dermagent.evals.reporting.levels import level_hits
from dermagent.evals.reporting.lines import METRICS, Line, lines_of
from dermagent.evals.reporting.separation import Separation, separation
from dermagent.evals.running.cases import EXCLUDED, ScoredCase, answer_of, by_case, label_of, said_of
from dermagent.evals.running.outcomes import Endings, endings
from dermagent.evals.running.records import Record
from dermagent.knowledge.base import knowledge
from dermagent.types import Value

#: Least weight of a dangerous condition that must stand among the first three or be flagged.
_MISSED_WEIGHT, _MISSED_K = 0.3, 3
#: How far readers are trusted, of 1 to 50 in Stutz et al. 2023.
_TRUST = (10, 50)
#: What the subgroups are compared by.
GROUP_METRIC = "top-3"


class Scores(Value):
    """All figures of a run; `synthetic` cases are scored apart from real ones, never together.

    `endings` says how its cases ended and which of them went wrong.

    `unseen` counts the scored cases that lacked images, by the reason; `degraded` the answers that a configured model
    had no say in, or fewer than half of the agents: they count as what they are, and say little about the model.
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
    endings: Endings
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
    degraded: int = 0
    debate: Debate | None = None
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
        paid: every record that was paid for, replaced ones too; by default the records, empty where it is not known.

    Raises:
        InputError: no record has a reference, or none is left after exclusions.
    """
    records = sorted(records, key=lambda record: (record.case_id, record.repeat))  # so sums do not depend on the order
    real = [record for record in records if not record.synthetic]
    made = [record for record in records if record.synthetic]
    if real and made:
        both = [None if paid is None else [r for r in paid if r.synthetic == synthetic] for synthetic in (False, True)]
        found, apart = (
            score(side, prior=prior, resamples=resamples, probabilities=probabilities, paid=of_side)
            for side, of_side in zip((real, made), both, strict=True)
        )
        return found.model_copy(update={"synthetic": apart})
    kept = [r for r in records if r.reference and r.outcome not in EXCLUDED]
    if not kept:
        raise InputError(f"none of {len(records)} records can be scored: all lack a reference or failed")
    cases = by_case(kept)
    return Scores(
        cases=len({r.case_id for r in records}),
        scored=len(cases),
        repeats=max(r.repeat for r in records) + 1,
        excluded={n: c for n, c in Counter(_why_out(r) for r in records).items() if n},
        outcomes=dict(Counter(r.outcome for r in records)),
        endings=endings(records),
        unseen={why: n for why, n in _unseen(cases).items() if n},
        lines=lines_of(cases, prior, resamples),
        labels=dict(Counter(sorted(label_of(c.first) for c in cases)).most_common()),
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
        degraded=sum(record.degraded for record in kept),
        debate=debate(kept, resamples),
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
        "images were not on disk": sum(case.first.missing_images > 0 for case in cases),
        "images could not be read": sum(case.first.refused_images > 0 for case in cases),
    }


def _balanced(cases: Sequence[ScoredCase], resamples: int) -> dict[str, Any]:
    """Balanced top-1 and its interval."""
    hits, labels = [case.mean(METRICS["top-1"]) for case in cases], [label_of(case.first) for case in cases]
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
    shares = [self_consistency([next(iter(answer_of(record)), "") for record in case.records]) for case in several]
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
    labels = [label_of(case.first) for case in cases]
    said = [said_of(case.first) for case in cases]
    clusters = [case.first.group or case.first.case_id for case in cases]
    found = {}
    for name in sorted({name for case in cases for name in case.first.strata}):
        groups = [case.first.strata.get(name, "") for case in cases]
        found[name] = stratum(Judged(right, said, labels, clusters, groups), name, resamples=resamples)
    return found


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
            shares = [bool(heavy - {*answer_of(r)[:_MISSED_K], *r.must_not_miss}) for r in case.records]
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
        (r, missed_high_risk(answer_of(r), r.reference, r.high_risk))
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
            [(r, uncertain_top_k(answer_of(r), r.reference, k=k, trust=trust, seed=n)) for n, r in enumerate(held)],
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
