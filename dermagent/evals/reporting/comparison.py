"""Compare two runs case by case, and say whether they had the same budget of tokens."""

from collections.abc import Callable, Sequence

from dermagent.errors import InputError
from dermagent.evals.metrics.statistics import Interval, mean_with_interval, paired_difference, sign_test
from dermagent.evals.reporting.lines import METRICS
from dermagent.evals.running.cases import EXCLUDED, ScoredCase, by_case
from dermagent.evals.running.records import Record, Run
from dermagent.settings import MOST_AGENTS, SAMPLED
from dermagent.types import Value

#: Runs whose tokens differ by no more than this factor count as compute-matched.
MATCHED = 1.1


class PairedFigure(Value):
    """One figure of both runs on the same cases, and the paired difference of `ours` minus `other`."""

    ours: Interval
    other: Interval
    difference: Interval


class Comparison(Value):
    """Two runs on the cases that both answered for: how right they were and what a case took.

    `only_ours` and `only_other` count cases with a reference that the other run does not hold, `failed` those of both
    that failed in one of them: none of these is in a figure.
    `paid` holds means a case over its repeats; USD only where it is known of every case. Tokens and replies count those
    out of the cache too, dollars and seconds do not. `samples` is the number of samples with which the run of one
    reader's samples would come nearest to the tokens of the other, where one of the two is such a run.
    """

    ours: str
    other: str
    cases: int
    only_ours: int
    only_other: int
    failed: int
    metrics: dict[str, PairedFigure]
    p_top_1: float
    paid: dict[str, PairedFigure]
    samples: int | None = None

    @property
    def tokens_ratio(self) -> float | None:
        """Tokens of ours over those of the other; None if one asked no model."""
        tokens = self.paid["tokens"]
        return tokens.ours.value / tokens.other.value if tokens.ours.value and tokens.other.value else None

    @property
    def matched(self) -> bool:
        """Whether the two used about as many tokens as each other."""
        return self.tokens_ratio is not None and 1 / MATCHED <= self.tokens_ratio <= MATCHED


def compare(
    ours: Sequence[Record], other: Sequence[Record], *, runs: tuple[Run, Run], resamples: int = 1000
) -> Comparison:
    """Paired differences on the common cases that failed in neither run.

    Raises:
        InputError: the runs have no such case, or disagree about a reference.
    """
    names = (runs[0].name, runs[1].name)
    sides = []
    for records in (ours, other):
        kept = [r for r in records if r.reference and r.outcome not in EXCLUDED]
        sides.append({case.first.case_id: case for case in by_case(kept)})
    common = [name for name in sides[0] if name in sides[1]]
    if not common:
        raise InputError(f"{names[0]} and {names[1]} have no scored case in common")
    for name in common:
        if sides[0][name].first.reference != sides[1][name].first.reference:
            raise InputError(f"{names[0]} and {names[1]} hold different references for case {name}")
    held, others = ({r.case_id for r in records if r.reference} for records in (ours, other))
    pairs = [(sides[0][name], sides[1][name]) for name in common]
    clusters = [case.first.group or case.first.case_id for case, _ in pairs]

    def compared(value: Callable[[ScoredCase], float]) -> PairedFigure:
        a, b = [value(case) for case, _ in pairs], [value(case) for _, case in pairs]
        return PairedFigure(
            ours=mean_with_interval(a, clusters=clusters, resamples=resamples),
            other=mean_with_interval(b, clusters=clusters, resamples=resamples),
            difference=paired_difference(a, b, clusters=clusters, resamples=resamples),
        )

    paid = {
        "tokens": compared(lambda case: _mean(case, lambda r: r.reply_tokens)),
        "replies": compared(lambda case: _mean(case, lambda r: r.replies)),
        "seconds": compared(lambda case: _mean(case, lambda r: r.seconds)),
    }
    if all(record.cost_usd is not None for pair in pairs for case in pair for record in case.records):
        paid["USD"] = compared(lambda case: _mean(case, lambda r: r.cost_usd or 0.0))
    top_1 = METRICS["top-1"]
    return Comparison(
        ours=names[0],
        other=names[1],
        cases=len(common),
        only_ours=len(held - others),
        only_other=len(others - held),
        failed=len(held & others) - len(common),
        metrics={name: compared(lambda case, m=metric: case.mean(m)) for name, metric in METRICS.items()},  # type: ignore[misc]
        p_top_1=sign_test([case.mean(top_1) for case, _ in pairs], [case.mean(top_1) for _, case in pairs]),
        paid=paid,
        samples=_samples(runs, paid),
    )


def _mean(case: ScoredCase, value: Callable[[Record], float]) -> float:
    return sum(value(record) for record in case.records) / len(case.records)


def _samples(runs: tuple[Run, Run], paid: dict[str, PairedFigure]) -> int | None:
    """How many samples would match the other run, by the sampled run's mean tokens a reply."""
    tokens, replies = paid["tokens"], paid["replies"]
    held = [(tokens.ours.value, replies.ours.value), (tokens.other.value, replies.other.value)]
    for mine, run in enumerate(runs):
        used, asked = held[mine]
        wanted, _ = held[1 - mine]
        if run.identity.get("settings.graph") == SAMPLED and used and wanted:
            now = len(run.identity["settings.agents"])
            return min(MOST_AGENTS, max(1, now + round((wanted - used) * asked / used)))
    return None
