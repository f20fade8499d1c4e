"""What a debate of agents changed: right first choices that it overturned, wrong ones that it mended, the oracle."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from dermagent.errors import InputError
from dermagent.evals.metrics.ranking import heaviest
from dermagent.evals.metrics.statistics import Interval, mean_with_interval
from dermagent.evals.reporting.comparison import Comparison, compare
from dermagent.evals.running.cases import EXCLUDED
from dermagent.evals.running.records import RUN, Record, Run, read_records, read_run
from dermagent.settings import SAMPLED
from dermagent.types import Value

#: What must be the same of a run that stands beside another: the same cases, drawn alike, in the same language.
_SAME = ("data_set", "split", "language", "n", "seed", "draw", "data_sha256", "settings.model", "settings.prior")


class Debate(Value):
    """A run's agents before and after they talked, over answers to cases in which at least two of them spoke.

    `before` and `after` are the shares of cases in which what the agents say together puts a right condition first, in
    the first round and in the last; `overturned` is the share of the `debated` cases right before that were wrong
    after, `mended` that of those wrong before that were right after; None without such a case. The same of each agent's
    own first choice in `agents_overturned` and `agents_mended`, over the agents that spoke in more than one round.
    `oracle_first` is the share of cases in which any agent put a right condition first in the first round,
    `oracle_list` that in which any listed one in any round: what choosing among the agents could reach at best.
    `first_choice` is the first of the differential, in which the retrievers have a say too.
    """

    cases: int
    debated: int
    before: Interval
    after: Interval
    overturned: Interval | None
    mended: Interval | None
    agents_overturned: Interval | None
    agents_mended: Interval | None
    oracle_first: Interval
    oracle_list: Interval
    first_choice: Interval


def debate(records: Sequence[Record], resamples: int = 1000) -> Debate | None:
    """The figures of a run; None where no case had two agents."""
    kept = sorted(
        (r for r in records if r.reference and r.outcome not in EXCLUDED and several_agents([r])),
        key=lambda r: (r.case_id, r.repeat),
    )
    if not kept:
        return None

    def mean(values: Iterable[tuple[Record, bool]]) -> Interval | None:
        held = list(values)
        if not held:
            return None
        clusters = [record.group or record.case_id for record, _ in held]
        return mean_with_interval([float(hit) for _, hit in held], clusters=clusters, resamples=resamples)

    def share(values: Iterable[tuple[Record, bool]]) -> Interval:
        found = mean(values)
        assert found is not None  # noqa: S101 - there is a case
        return found

    talked = [r for r in kept if max(one.round for one in r.agents) > 1]
    own = [(r, *pair) for r in talked for pair in _turns(r)]
    return Debate(
        cases=len(kept),
        debated=len(talked),
        before=share((r, _right(r.before, r)) for r in kept),
        after=share((r, _right(r.after, r)) for r in kept),
        overturned=mean((r, not _right(r.after, r)) for r in talked if _right(r.before, r)),
        mended=mean((r, _right(r.after, r)) for r in talked if not _right(r.before, r)),
        agents_overturned=mean((r, not _right(last, r)) for r, first, last in own if _right(first, r)),
        agents_mended=mean((r, _right(last, r)) for r, first, last in own if not _right(first, r)),
        oracle_first=share((r, any(_right(ranked, r) for ranked in _first_round(r).values())) for r in kept),
        oracle_list=share(
            (r, any(heaviest(r.reference) & {c for c, _ in one.ranked} for one in r.agents)) for r in kept
        ),
        first_choice=share((r, _right(r.conditions if r.outcome == "answered" else (), r)) for r in kept),
    )


def several_agents(records: Iterable[Record]) -> bool:
    """Whether different agents spoke; samples of one agent bear its name and a number."""
    return len({re.sub(r" \d+$", "", one.agent) for record in records for one in record.agents}) > 1


def _right(ranked: Sequence[str], record: Record) -> bool:
    return bool(ranked) and ranked[0] in heaviest(record.reference)


def _first_round(record: Record) -> Mapping[str, tuple[str, ...]]:
    return {one.agent: tuple(c for c, _ in one.ranked) for one in record.agents if one.round == 1}


def _turns(record: Record) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Of each agent that spoke in a later round too, its first list and its last."""
    first = _first_round(record)
    last = {one.agent: one for one in sorted(record.agents, key=lambda one: one.round) if one.round > 1}
    return [(first[name], tuple(c for c, _ in one.ranked)) for name, one in last.items() if name in first]


class Beside(Value):
    """Another run over the same cases: a single agent, or samples of one."""

    kind: str
    name: str
    comparison: Comparison


def runs_beside(folder: Path, run: Run) -> list[tuple[Run, list[Record]]]:
    """The runs in the neighbouring folders over the same cases with the same model, of one agent or of its samples."""
    found = []
    for path in sorted(folder.resolve().parent.glob(f"*/{RUN}")):
        if path.parent == folder.resolve():
            continue
        try:
            held = read_run(path.parent)
            if kind_of(held) and all(held.identity.get(name) == run.identity.get(name) for name in _SAME):
                found.append((held, read_records(path.parent)))
        except InputError:
            continue  # a folder of something else, or of another version
    return found


def kind_of(run: Run) -> str:
    """Whether a run is one of a single agent, of its samples, or of neither (empty)."""
    agents = run.identity.get("settings.agents") or ()
    if run.identity.get("settings.graph") == SAMPLED:
        return "self-consistency"
    return "single agent" if len(agents) < 2 and run.identity.get("settings.model") else ""


def beside(
    run: Run, records: Sequence[Record], others: Sequence[tuple[Run, Sequence[Record]]], resamples: int = 1000
) -> list[Beside]:
    """A run against each of the others, those nearest to its tokens first."""
    found = []
    for other, held in others:
        try:
            comparison = compare(records, held, runs=(run, other), resamples=resamples)
        except InputError:
            continue  # no case in common
        found.append(Beside(kind=kind_of(other), name=other.name, comparison=comparison))
    return sorted(found, key=lambda one: (_distance(one.comparison), one.name))


def _distance(found: Comparison) -> float:
    ratio = found.tokens_ratio
    return float("inf") if ratio is None else max(ratio, 1 / ratio)


def debate_lines(found: Debate, others: Sequence[Beside]) -> list[str]:
    """The figures in sentences, and the runs beside it; what is lacking there is said."""

    def of(figure: Interval | None) -> str:
        return "not computable (no such case)" if figure is None else f"{figure} ({figure.n})"

    lines = [
        f"{found.debated} of {found.cases} answers with several agents were debated. What the agents say together is "
        f"right first in {found.before} before the debate and in {found.after} after it; the answer's first condition, "
        f"with the retrievers' say, in {found.first_choice}.",
        f"Right first choices that the debate overturned: {of(found.overturned)}; wrong ones that it mended: "
        f"{of(found.mended)}. Of the agents' own first choices: overturned {of(found.agents_overturned)}, mended "
        f"{of(found.agents_mended)}.",
        f"Oracle: any agent puts a right one first in {found.oracle_first}, any lists one in {found.oracle_list}: "
        f" {found.oracle_first.value - found.after.value:+.3f} and "
        f"{found.oracle_list.value - found.after.value:+.3f} to what they say together after the debate.",
    ]
    for one in others:
        top, ratio = one.comparison.metrics["top-1"], one.comparison.tokens_ratio
        told = "tokens not comparable" if ratio is None else f"this run used {ratio:.2f} × its tokens"
        if one.comparison.matched:
            told += ", compute-matched"
        elif one.comparison.samples:
            told += f", not compute-matched (--samples {one.comparison.samples} would come nearest)"
        else:
            told += ", not compute-matched"
        lines.append(
            f"Beside it {one.kind}, {one.name}: top-1 {top.other} against {top.ours}, difference {top.difference} on "
            f"{one.comparison.cases} common cases; {told}."
        )
    for kind, graph in (("single agent", "guideline_cot"), ("self-consistency", SAMPLED)):
        if not any(one.kind == kind for one in others):
            lines.append(
                f"No run of {kind} over the same cases with the same model lies beside this one (`--graph {graph}`): "
                "without it nobody knows whether the debate is worth its tokens."
            )
    return lines
