"""A run as one HTML file that needs no network: tables, plots as SVG, the worst cases, and what was run."""

import io
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from dermagent.errors import InputError
from dermagent.evals.audits.near_duplicates import told_of_run
from dermagent.evals.datasets.base import caveats_of
from dermagent.evals.metrics.groups import DISTANCES
from dermagent.evals.metrics.ranking import heaviest, reciprocal_rank
from dermagent.evals.metrics.statistics import Interval
from dermagent.evals.reporting.debate import Beside, debate_lines
from dermagent.evals.reporting.pages import KINDS, rows_of
from dermagent.evals.reporting.report import (
    BALANCED,
    COUNT_AS_WRONG,
    OVERLAP,
    SYNTHETIC,
    balanced_sentence,
    calibration_sentence,
    citations_sentence,
    ended_lines,
    left_of,
    not_run_sentence,
    paid_sentence,
    readers_lines,
    recall_sentence,
    repeated_line,
    separation_lines,
    unknown_sentence,
)
from dermagent.evals.reporting.scoring import Scores
from dermagent.evals.running.cases import EXCLUDED, answer_of
from dermagent.evals.running.records import DATA, MAPPING, TRACES, Record, Run, trace_of
from dermagent.knowledge.base import knowledge

_WORST, _CONFUSED = 20, 12


def to_html(
    run: Run,
    records: Sequence[Record],
    scores: Scores,
    folder: Path,
    beside: Sequence[Beside] = (),
    pages: Mapping[tuple[str, int], str] | None = None,
) -> str:
    """The page; text of cases and labels is escaped, and links lead to files inside the run's folder only.

    `beside` are the runs of one agent over the same cases, where several debated, `pages` the addresses of pages.

    Raises:
        InputError: matplotlib is not installed.
    """
    environment = Environment(
        loader=PackageLoader("dermagent.evals", "templates"), autoescape=True, undefined=StrictUndefined
    )
    # What is synthetic has a table of its own and is mixed into nothing else.
    shown = [record for record in records if record.synthetic == scores.only_synthetic]
    rows, filters = rows_of(records, pages or {})
    noted = {name: value for name, value in run.noted.items() if name not in (DATA, MAPPING)}
    names = {condition.id: condition.name for condition in knowledge().conditions.values()}
    return environment.get_template("report.html.j2").render(
        run=run.model_copy(update={"noted": noted}),
        rows=rows,
        filters=filters,
        kinds=KINDS,
        scores=scores,
        names=names,
        debate=debate_lines(scores.debate, beside) if scores.debate else [],
        caveats=[*told_of_run(folder), *caveats_of(run.data_set)],
        ended=ended_lines(scores.endings, left := left_of(run, len(records))),
        left=left,
        plots=_plots(scores),
        separation=[*readers_lines(scores), *separation_lines(scores.separation)],
        balanced=balanced_sentence(scores),
        not_run=not_run_sentence(run.skipped) if run.skipped else "",
        recall=recall_sentence(scores) if scores.retrieval_recall else "",
        citations=citations_sentence(scores) if scores.citation_precision else "",
        paid=paid_sentence(scores),
        overlap=OVERLAP,
        count_as_wrong=COUNT_AS_WRONG,
        calibration=calibration_sentence(scores),
        warning=BALANCED if run.draw == "balanced" else "",
        repeated=repeated_line(scores.self_consistency, scores.repeats) if scores.self_consistency else "",
        even=DISTANCES,
        unknown=unknown_sentence,
        synthetic=SYNTHETIC,
        confusion=_confusion(shown, names),
        worst=_worst(shown, folder, names),
        failures=Counter(record.reason for record in records if record.reason).most_common(20),
    )


def _worst(records: Sequence[Record], folder: Path, names: dict[str, str]) -> list[dict[str, Any]]:
    """Answered cases that were surest and most wrong."""
    wrong = [
        r for r in records if r.outcome == "answered" and r.reference and r.conditions[0] not in heaviest(r.reference)
    ]
    wrong.sort(key=lambda r: (-r.ranked[0][1], r.case_id))
    return [
        {
            "case": r.case_id,
            "said": names.get(r.conditions[0], r.conditions[0]),
            "sure": r.ranked[0][1],
            "reference": _either(heaviest(r.reference), names),
            "rank": round(1 / found) if (found := reciprocal_rank(r.conditions, heaviest(r.reference))) else None,
            "trace": f"{TRACES}/{path.name}" if (path := trace_of(folder, r.case_id, r.repeat)).is_file() else "",
        }
        for r in wrong[:_WORST]
    ]


def _confusion(records: Sequence[Record], names: dict[str, str]) -> list[tuple[str, int, list[tuple[str, int]]]]:
    """The commonest references, named by all their heaviest conditions, and what was put first: right or what else."""
    by_label: dict[frozenset[str], Counter[str]] = {}
    for r in records:
        if r.reference and r.outcome not in EXCLUDED:
            label, first = heaviest(r.reference), next(iter(answer_of(r)), "")
            said = "right" if first in label else names.get(first, first) or f"({r.outcome})"
            by_label.setdefault(label, Counter())[said] += 1
    order = sorted(by_label, key=lambda label: (-by_label[label].total(), sorted(label)))[:_CONFUSED]
    return [(_either(label, names), by_label[label].total(), by_label[label].most_common(4)) for label in order]


def _either(conditions: Collection[str], names: dict[str, str]) -> str:
    return " or ".join(names[condition] for condition in sorted(conditions))


def _plots(scores: Scores) -> dict[str, str]:
    """Name → SVG; colours are those of the page's text, so that they serve light and dark."""
    try:
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure
    except ImportError as error:
        raise InputError('the HTML report draws with matplotlib; pip install "dermagent[eval]"') from error

    def drawn(draw: Any, *, height: float = 3.0) -> str:
        figure = Figure(figsize=(5.2, height), layout="constrained")
        FigureCanvasSVG(figure)
        axes = figure.add_subplot()
        draw(axes)
        for spine in axes.spines.values():
            spine.set_visible(False)
        axes.grid(alpha=0.25)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None})
        return buffer.getvalue()[buffer.getvalue().index("<svg") :].replace("#000000", "currentColor")

    plots = {}
    if scores.reliability:
        _, sure, right = zip(*scores.reliability, strict=True)

        def calibration(axes: Any) -> None:
            axes.plot([0, 1], [0, 1], color="#888888", linewidth=1, linestyle="--")
            axes.plot(sure, right, marker="o", color="#2a7ab9")
            axes.set(xlabel="probability of the first diagnosis", ylabel="share right", xlim=(0, 1), ylim=(0, 1))

        plots["Calibration"] = drawn(calibration)
    if scores.risk_coverage:
        coverage, risk = zip(*scores.risk_coverage, strict=True)

        def curve(axes: Any) -> None:
            axes.plot(coverage, risk, color="#2a7ab9", drawstyle="steps-post")
            axes.set(xlabel="share of cases answered, surest first", ylabel="share wrong", xlim=(0, 1), ylim=(0, 1))

        plots["Risk and coverage"] = drawn(curve)
    for name, stratum in scores.strata.items():
        shown = {group: one.accuracy for group, one in stratum.groups.items() if one.accuracy is not None}
        if len(shown) > 1:

            def bars(axes: Any, shown: dict[str, Interval] = shown) -> None:
                values = [one.value for one in shown.values()]
                reach = [
                    [max(0.0, one.value - one.low) for one in shown.values()],
                    [max(0.0, one.high - one.value) for one in shown.values()],
                ]
                axes.barh(list(shown), values, xerr=reach, color="#2a7ab9", ecolor="#888888", capsize=3)
                axes.set(xlabel="top-3, with its interval", xlim=(0, 1))

            plots[f"By {name}"] = drawn(bars, height=max(1.6, 0.4 * len(shown) + 0.8))
    return plots
