"""The variants of DermPrompt's ablation: context, chain of thought, conversation and retriever, each switched alone."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dermagent.errors import InputError
from dermagent.evals.metrics.statistics import Interval
from dermagent.evals.reporting.comparison import compare
from dermagent.evals.reporting.scoring import Scores, score
from dermagent.evals.running.records import Record, Run

_AGENTS = ("generalist", "inflammatory", "tumours", "emergencies")
#: What retrieves, and what of the case it is shown. As in the paper the context is switched for retrieval alone: those
#: who rank again and criticise are told the history in every variant, and so are the red-flag rules. A model's own
#: reading of the history is no part of it.
_RETRIEVAL = {
    "model sees history": ("vlm",),
    "model sees history, findings beside": ("findings", "vlm"),
    "model sees images alone": ("vlm_images",),
    "model sees images alone, findings of the history beside": ("findings", "vlm_images"),
}


def variants() -> dict[str, dict[str, Any]]:
    """Title → settings that differ; every combination that makes sense.

    Naive: no statements are quoted; guideline: one agent quotes them; conversation: four agents, one round of debate.
    """
    found: dict[str, dict[str, Any]] = {}
    for retrieval, names in _RETRIEVAL.items():
        base: dict[str, Any] = {"graph": "naive_cot", "retrievers": names, "model_reads": False}
        found[f"{retrieval}; naive"] = base
        found[f"{retrieval}; guideline"] = base | {"agents": ("generalist",), "rounds": 0}
        found[f"{retrieval}; conversation"] = base | {"agents": _AGENTS, "rounds": 1}
    return found


@dataclass(frozen=True)
class VariantScores:
    """What came of one variant.

    `scores` are None where no case can be scored; `left_out` counts cases of the set by the reason; `difference` is
    top-1 minus the first variant's on the cases that both scored, None without any.
    """

    scores: Scores | None
    left_out: Mapping[str, int]
    difference: Interval | None = None


def row_of(run: Run, records: Sequence[Record], first: tuple[Run, Sequence[Record]], *, left: int = 0) -> VariantScores:
    """The row of a variant beside the first one; `left` cases were not run because a limit was reached."""
    left_out = Counter(run.skipped) + Counter({"not run within the limit": left})
    try:
        scores = score(records, prior=run.identity["settings.prior"])
    except InputError:
        return VariantScores(None, left_out + Counter(record.outcome for record in records))
    try:
        against = compare(records, first[1], runs=(run, first[0])).metrics["top-1"].difference
    except InputError:
        against = None
    return VariantScores(scores, left_out + Counter(scores.excluded), against)
