"""Scores, comparisons and ablations as Markdown tables; every figure with its interval and its baselines."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dermagent.evals.audits.near_duplicates import told_of_run
from dermagent.evals.audits.robustness import Robustness, relative_robustness
from dermagent.evals.datasets.base import caveats_of
from dermagent.evals.metrics.fairness import LEAST
from dermagent.evals.metrics.groups import DISTANCES, Stratum
from dermagent.evals.metrics.statistics import Interval
from dermagent.evals.reporting.ablation import VariantScores
from dermagent.evals.reporting.answers import OtherScores
from dermagent.evals.reporting.comparison import Comparison
from dermagent.evals.reporting.debate import beside, debate_lines, runs_beside, several_agents
from dermagent.evals.reporting.scoring import Scores
from dermagent.evals.reporting.separation import COVERAGE, SPECIFICITY, Separation
from dermagent.evals.running.outcomes import Endings
from dermagent.evals.running.records import Record, Run
from dermagent.settings import SAMPLED

#: Stands above every figure of a run that drew its cases evenly over the labels.
BALANCED = "Cases were drawn evenly over the labels: these figures are for prompt tests, not for how often it is right."
#: What is wrong and what is left out.
COUNT_AS_WRONG = (
    "Abstentions, refusals and unusable replies count as wrong, and so do spent budgets and cases not predicted; "
    "failures are left out and counted."
)
#: Stands below an ablation, whose variants differ in what the retrieving model is shown.
_WHAT_IS_SEEN = (
    "Before the semicolon stands what retrieves and what of the case the retrieving model sees, behind it who reads. "
    "Agents (guideline, conversation), findings and red-flag rules are told the history in every row: none of them is "
    "a diagnosis from images alone. Intervals are 95 %."
)


#: Stands above the figures of cases whose images were made by a generator.
SYNTHETIC = "All of these images are synthetic: the figures say nothing about photographs of patients."
#: Stands below the table: the figure does not reach 1 there.
OVERLAP = (
    "Average overlap with a single reference condition is at most .782 for a list of three and .676 for one of five."
)


def run_title(run: Run) -> str:
    """What stands above the figures of a run."""
    return f"{run.name}: {run.data_set}, {run.split}"


def about_run(run: Run, records: Sequence[Record], folder: Path | None = None) -> dict[str, Any]:
    """What stands around the figures of a run: its draw, what it left out, and what to know of its set.

    Of a run of several agents it looks for those of one agent beside its `folder`.
    """
    several = several_agents(records)
    return {
        "about the data set": [*(told_of_run(folder) if folder else []), *caveats_of(run.data_set)],
        "draw": run.draw,
        "not_run": run.skipped,
        "left": left_of(run, len(records)),
        "beside": beside(run, records, runs_beside(folder, run)) if several and folder else [],
    }


def left_of(run: Run, held: int) -> int:
    """How many cases and repeats of a run have no record yet."""
    return max(0, run.cases * int(run.identity.get("repeats", 1)) - held)


def ended_lines(found: Endings, left: int = 0) -> list[str]:
    """How the cases ended, those that were not run yet, and by name those that went wrong."""
    told = found.model_copy(update={"left": left}).sentence()
    return [f"{told[0].upper()}{told[1:]}.", *found.lines()]


def scores_to_markdown(scores: Scores, title: str, extra: Mapping[str, Any] | None = None) -> str:
    """The headline table and what stands around it."""
    lines = [f"# {title}", ""]
    if (extra or {}).get("draw") == "balanced":
        lines += [BALANCED, ""]
    if scores.only_synthetic:
        lines += [SYNTHETIC, ""]
    ended = ended_lines(scores.endings, int((extra or {}).get("left", 0)))
    lines += [f"**{ended[0]}**", *(f"- {line}" for line in ended[1:]), "", _counted(scores)]
    if skipped := (extra or {}).get("not_run"):
        lines += ["", not_run_sentence(skipped)]
    lines += [""]
    lines += [
        "| metric | this run | prior alone | one answer for all | random | this - prior |",
        "|---|---|---|---|---|---|",
    ]
    for line in scores.lines:
        random = "–" if line.random is None else f"{line.random:.3f}"
        spread = "" if line.repeats_sd is None else f" (sd of repeats {line.repeats_sd:.3f})"
        lines.append(
            f"| {line.name} | {line.ours}{spread} | {line.prior} | {line.constant} | {random} | {line.minus_prior} |"
        )
    lines += ["", OVERLAP, "", balanced_sentence(scores) + " " + calibration_sentence(scores)]
    if scores.levels:
        lines.append(f"Down the set's taxonomy, coarsest first: {', '.join(map(str, scores.levels))}.")
    lines += separation_lines(scores.separation)
    if scores.self_consistency:
        lines.append(repeated_line(scores.self_consistency, scores.repeats))
    if scores.missed_dangerous:
        lines.append(
            f"Dangerous conditions missed: {scores.missed_dangerous} of {scores.missed_dangerous.n} cases with one."
        )
    lines += readers_lines(scores)
    if scores.retrieval_recall:
        lines.append(recall_sentence(scores))
    if scores.citation_precision is not None:
        lines.append(citations_sentence(scores))
    lines += ["", paid_sentence(scores)]
    if scores.debate:
        lines += ["", "## The debate", "", *debate_lines(scores.debate, (extra or {}).get("beside", ()))]
    if scores.unheard:
        lines.append(
            f"A retriever or agent failed and was left out in {scores.unheard} of cases; `--retry-failed` asks again."
        )
    if scores.degraded:
        lines.append(degraded_sentence(scores))
    for name, stratum in scores.strata.items():
        lines += ["", *_stratum(name, stratum)]
    lines += _extra(extra or {})
    if scores.synthetic:
        lines += ["", scores_to_markdown(scores.synthetic, "Synthetic images, apart")]
    return "\n".join(lines) + "\n"


def _stratum(name: str, stratum: Stratum) -> list[str]:
    lines = [f"| {name} | n | top-3 |", "|---|---|---|"]
    lines += [f"| {group} | {one.n} | {one.accuracy or 'too few'} |" for group, one in stratum.groups.items()]
    lines += [
        f"| {distance} ({DISTANCES[distance]}) | {found.n if found else ''} | {found or 'not computable'} |"
        for distance, found in stratum.distances.items()
    ]
    return [*lines, "", unknown_sentence(name, stratum)]


def unknown_sentence(name: str, stratum: Stratum) -> str:
    """How many cases are in no group and so in no figure of the table."""
    return f"Cases of which {name} is not known, in no group and no distance: {stratum.unknown}."


def balanced_sentence(scores: Scores) -> str:
    """Balanced top-1 with its interval, and how many cases the labels have."""
    held, n = scores.balanced_interval, list(scores.labels.values())
    told = f"[{held[0]:.3f}, {held[1]:.3f}]" if held else f"(a label has fewer than {LEAST} patients: no interval)"
    of = f", mean over {len(n)} labels of {min(n)} to {max(n)} cases" if n else ""
    return f"Balanced top-1 {scores.balanced_top_1:.3f} {told}{of}."


def degraded_sentence(scores: Scores) -> str:
    """How many answers had less than what was configured."""
    return (
        f"Degraded answers: {scores.degraded}. A configured model was not heard in them, or fewer than half of the "
        "agents were: the figures are in part those of rules and findings alone."
    )


def not_run_sentence(skipped: Mapping[str, int]) -> str:
    """Which cases of the set the run left out from the start."""
    return f"Not run: {'; '.join(f'{number} × {why}' for why, number in sorted(skipped.items()))}."


def recall_sentence(scores: Scores) -> str:
    """How often each retriever proposed a right condition."""
    found = scores.retrieval_recall
    n = next(iter(found.values())).n
    return f"Found by retriever (any rank of the list, {n} answers): {', '.join(f'{k} {v}' for k, v in found.items())}."


def citations_sentence(scores: Scores) -> str:
    """How far citations hold and claims rest on one, over the answers that have any."""
    held, covered = scores.citation_precision, scores.claim_coverage
    told = f"Citations: {held} of an answer's citations hold ({held.n if held else 0} answers with any)"
    rest = f"; {covered} of its claims rest on one ({covered.n} answers with any)" if covered else ""
    return f"{told}, {scores.invented} were invented{rest}."


def readers_lines(scores: Scores) -> list[str]:
    """What a set's own risk classes and several readers allow to say beside the headline."""
    lines = []
    if missed := scores.missed_high_risk:
        lines.append(f"Of high risk by the set's own classes and not among the first three: {missed} of {missed.n}.")
    if scores.uncertain:
        n = next(iter(scores.uncertain.values())).n
        told = ", ".join(f"{name} {value}" for name, value in scores.uncertain.items())
        lines.append(f"With the readers' doubt ({n} answers to cases with several readers): {told}.")
    return lines


def separation_lines(found: Separation | None) -> list[str]:
    """What the probabilities tell apart, in sentences."""
    lines: list[str] = []
    if found is None:
        return lines
    if found.macro_auroc is not None:
        lines.append(f"Area under the curve, mean of {found.labels} labels with enough cases: {found.macro_auroc:.3f}.")
    if found.cancer:
        c = found.cancer
        lines.append(
            f"Cancer against the rest ({c.malignant} of {c.n}): area {c.auroc:.3f}, "
            f"sensitivity {c.sensitivity:.3f} at a specificity of {SPECIFICITY:.0%}."
        )
    if found.sets:
        lines.append(
            f"Sets that aim at {COVERAGE:.0%}, fitted on {found.sets.fitted_on} other cases: a right condition in "
            f"{found.sets.coverage:.3f} of {found.sets.n}, {found.sets.size:.1f} conditions each."
        )
    return lines


def repeated_line(found: Interval, repeats: int) -> str:
    """How often the same case gets the same answer."""
    return f"The same case is answered alike in {found} of its runs ({found.n} cases, {repeats} runs at most)."


def _counted(scores: Scores) -> str:
    out = "; ".join(f"{number} × {why}" for why, number in sorted(scores.excluded.items())) or "none"
    repeats = f", {scores.repeats} repeats" if scores.repeats > 1 else ""
    unseen = "".join(f"In {n} scored cases {why}. " for why, n in scores.unseen.items())
    return (
        f"{scores.scored} of {scores.cases} cases scored{repeats}; left out: {out}. {unseen}"
        f"{COUNT_AS_WRONG} Intervals are 95 %."
    )


def calibration_sentence(scores: Scores) -> str:
    """Whether probabilities mean what they say, of how many answers, and what the figures take for the truth."""
    if scores.separation is None:
        return (
            "No probabilities were given for every answer, so nothing is said about calibration, areas under curves "
            "and sets."
        )
    if scores.calibration_error is None or scores.brier is None:
        return "Nothing was answered, so calibration cannot be measured."
    return (
        f"Of {scores.calibrated} answers: expected calibration error {scores.calibration_error:.3f}, Brier "
        f"{scores.brier:.3f}, log loss {_or(scores.log_loss)}, area under risk and coverage "
        f"{_or(scores.risk_coverage_area)}. {scores.unlisted} of them do not list the reference condition; Brier and "
        'log loss count it as "something else" there, so lists that leave out the truth can look good.'
    )


def paid_sentence(scores: Scores) -> str:
    """What a case took and what all of them cost."""
    if scores.replies is None or scores.reply_tokens is None or scores.seconds is None:
        return "What these answers took and cost is not known."
    cost = "unknown" if scores.cost_usd is None else f"{scores.cost_usd:.2f} USD"
    return (
        f"A case: {scores.replies:.1f} replies, {scores.reply_tokens:.0f} tokens, {scores.seconds:.2f} s (beside other "
        f"cases, so waiting for them is in it). Paid in all, failed cases and second attempts too: {cost}."
    )


def _or(value: float | None) -> str:
    return "not computable" if value is None else f"{value:.3f}"


def _extra(extra: Mapping[str, Any]) -> list[str]:
    lines: list[str] = []
    for language, modes in extra.get("delta_bleu", {}).items():
        told = "; ".join(f"{name} {value:.4f}" for name, value in modes.items())
        lines += [
            "",
            f"deltaBLEU, {language}: {told}. A constant answer stands beside it: the score knows no diagnosis.",
        ]
    similar = dict(extra.get("token_similarity", {}))
    encoder = similar.pop("encoder", "")
    for language, figures in similar.items():
        told = "; ".join(f"{name} {value:.4f}" for name, value in figures.items())
        lines += ["", f"Token similarity, {language}: {told}."]
    if similar:
        lines += [
            "",
            f"Token similarity matches tokens as BERTScore does, by {encoder}: never compare it with a published "
            "BERTScore, nor languages with each other: the encoder is English, as is the official one for Spanish.",
        ]
    if extra.get("strangers"):
        lines += ["", f"Predicted cases that are not in this set and split, and not scored: {extra['strangers']}."]
    if extra.get("unmapped"):
        names = ", ".join(f"{name} ({number})" for name, number in list(extra["unmapped"].items())[:20])
        lines += ["", f"Predicted names that are not known: {names}."]
    if extra.get("about the data set"):
        lines += ["", "About the data set:", *(f"- {line}" for line in extra["about the data set"])]
    return lines


def answers_to_markdown(found: OtherScores, title: str, caveats: Sequence[str] = ()) -> str:
    """The figures of a task that asks for no diagnosis, each beside one answer for all."""
    lines = [
        f"# {title}",
        "",
        f"{found.cases} cases ({found.task}); {found.unanswered} were not answered and count as wrong. "
        "Intervals are 95 %.",
        "",
        f"| figure | these answers | {found.constant} |",
        "|---|---|---|",
        *(f"| {one.name} | {one.ours} | {one.constant:.3f} |" for one in found.figures),
        *_extra({"about the data set": list(caveats)}),
    ]
    return "\n".join(lines) + "\n"


def comparison_to_markdown(found: Comparison) -> str:
    """Two runs side by side."""
    lines = [f"# {found.ours} against {found.other}, {found.cases} common cases", ""]
    lines += [
        f"Left out: {found.only_ours} cases that only {found.ours} holds, {found.only_other} that only {found.other} "
        f"holds, {found.failed} that failed in one of them.",
        "",
        _matched(found),
        "",
    ]
    lines += [f"| | {found.ours} | {found.other} | difference, paired |", "|---|---|---|---|"]
    lines += [f"| {name} | {one.ours} | {one.other} | {one.difference} |" for name, one in found.metrics.items()]
    for name, one in found.paid.items():
        told = (_round(interval, 4 if name == "USD" else 2) for interval in (one.ours, one.other, one.difference))
        lines.append(f"| {name} a case | {' | '.join(told)} |")
    if "USD" not in found.paid:
        lines.append("| USD a case | unknown | unknown | unknown |")
    lines += ["", f"Exact sign test on top-1: p = {found.p_top_1:.3f}. Intervals are 95 %."]
    return "\n".join(lines) + "\n"


def _matched(found: Comparison) -> str:
    ratio = found.tokens_ratio
    if ratio is None:
        return "One of them asked no model: there are no tokens to compare."
    told = f"{found.ours} used {ratio:.2f} × the tokens of {found.other}"
    if found.matched:
        return f"Compute-matched: {told}."
    told = f"**Not compute-matched**: {told}, so a difference may be one of budget and not of method."
    if found.samples is None:
        return told
    nearest = f"--graph {SAMPLED} --samples {found.samples}"
    return f"{told} By its mean tokens a reply, `{nearest}` would come nearest to the other's tokens."


def _round(interval: Interval, digits: int) -> str:
    return f"{interval.value:.{digits}f} [{interval.low:.{digits}f}, {interval.high:.{digits}f}]"


def ablation_to_markdown(rows: Mapping[str, VariantScores]) -> str:
    """One line a variant: whom it leaves out, how right it is, and what that comes from and takes."""
    heads = ["variant", "n", "left out", "top-1", "top-3", "top-5", "top-1 minus the first row's, paired"]
    heads += ["found by retriever", "citations held", "tokens a case"]
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for title, row in rows.items():
        out = "; ".join(f"{number} × {why}" for why, number in sorted(row.left_out.items())) or "none"
        if row.scores is None:
            lines.append(f"| {title} | 0 | {out} |" + " not scorable |" * (len(heads) - 3))
            continue
        by_name: dict[str, Interval] = {line.name: line.ours for line in row.scores.lines}
        figures = " | ".join(str(by_name[name]) for name in ("top-1", "top-3", "top-5"))
        minus = f"{row.difference} (n {row.difference.n})" if row.difference else "no case in common"
        tokens = "not known" if row.scores.reply_tokens is None else f"{row.scores.reply_tokens:.0f}"
        recall = ", ".join(f"{name} {value}" for name, value in row.scores.retrieval_recall.items()) or "–"
        lines.append(
            f"| {title} | {row.scores.scored} | {out} | {figures} | {minus} | {recall} | "
            f"{row.scores.citation_precision or 'not computable'} | {tokens} |"
        )
    return "\n".join([*lines, "", _WHAT_IS_SEEN]) + "\n"


def robustness_to_markdown(rows: Sequence[Robustness]) -> str:
    """One line an alteration, and what is left over its severities."""
    lines = [
        "| altered | severity | n | flip rate | overlap (RBO, p = .9) | mean abs. Δp of the first | top-3 | before |"
    ]
    lines.append("|---" * 8 + "|")
    for row in rows:
        moved = row.moved or "not computable"
        lines.append(
            f"| {row.kind} | {row.severity} | {row.n} | {row.flipped} | {row.overlap} | {moved} | {row.top_3} | "
            f"{row.top_3_before} |"
        )
    by_kind = {row.kind: [one for one in rows if one.kind == row.kind] for row in rows}
    lines += ["", "| altered | relative robustness: top-3 left, mean over severities |", "|---|---|"]
    lines += [f"| {kind} | {_or(relative_robustness(ones))} |" for kind, ones in by_kind.items()]
    return "\n".join([*lines, "", "n counts the cases that had something to alter."]) + "\n"
