"""The ranking metrics of a run, each beside what the prior, one constant list and chance would score."""

import math
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from dermagent.evals.datasets.base import UNMAPPED
from dermagent.evals.metrics.ranking import heaviest, reciprocal_rank, top_k_hit, weight_covered
from dermagent.evals.metrics.readers import partial_average_overlap
from dermagent.evals.metrics.statistics import Interval, mean_with_interval, paired_difference
from dermagent.evals.reporting.levels import family_hit
from dermagent.evals.running.cases import Metric, Ranked, ScoredCase, answer_of
from dermagent.evals.running.records import Record
from dermagent.knowledge.base import knowledge
from dermagent.knowledge.priors import read_prior
from dermagent.types import Value

#: Least weight of a condition that is right beside the heaviest (the SCIN protocol's second kind of top-k).
_LIKELY_WEIGHT = 0.3

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
    tied: dict[float, list[str]] = defaultdict(list)
    for condition in sorted(reference, key=lambda condition: (-reference[condition], condition)):
        tied[round(reference[condition], 9)].append(condition)
    return partial_average_overlap([[condition] for condition in ranked[:m]], list(tied.values()), m=m)


class Line(Value):
    """One metric: ours, the baselines, the difference to the prior alone, and the spread over repeats."""

    name: str
    ours: Interval
    prior: Interval
    constant: Interval
    random: float | None = None
    minus_prior: Interval
    repeats_sd: float | None = None


def lines_of(cases: Sequence[ScoredCase], prior: str, resamples: int) -> tuple[Line, ...]:
    """A line for each of `METRICS`; `prior` is the profile that the first baseline ranks by."""
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
            by_repeat[record.repeat].append(metric(answer_of(record), record.reference))
    means = [sum(values) / len(values) for values in by_repeat.values()]
    if len(means) < 2:
        return None
    centre = sum(means) / len(means)
    return math.sqrt(sum((mean - centre) ** 2 for mean in means) / (len(means) - 1))
