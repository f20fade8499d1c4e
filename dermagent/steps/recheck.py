"""Recheck: what retrievers made out and a model has read joins the findings, and all rules are evaluated again."""

from collections.abc import Sequence
from dataclasses import dataclass

from dermagent.steps.flag import flag, new_findings
from dermagent.steps.retrieve import Retriever, Shown, asked_again
from dermagent.types import Case, Observation, Observations, Retrieved, Triage, Unread


@dataclass(frozen=True)
class Rechecked:
    """All findings, the red flags and the lists that follow of them; `unread` is what stood without the reading."""

    observations: Observations
    triage: Triage
    retrieved: Retrieved
    unread: Unread | None = None


async def recheck(
    case: Case,
    seen: Observations,
    read: tuple[Observation, ...],
    retrieved: Retrieved,
    retrievers: Sequence[Retriever],
    shown: Shown,
) -> Rechecked:
    """What is known once `read`, a model's reading of the history, and what retrievers made out have joined `seen`.

    Neither replaces anything of the case. Where the reading changes what counts, those who rank by findings are asked
    again with it.
    """
    without = with_made_out(seen, retrieved.seen)
    if not read:
        return Rechecked(without, flag(without), retrieved)
    told = seen.model_copy(update={"items": seen.items + read})
    everything = with_made_out(told, retrieved.seen)
    if told.counted() == seen.counted():
        return Rechecked(everything, flag(everything), retrieved)
    again = await asked_again(case, told, retrievers, shown, retrieved)
    return Rechecked(everything, flag(everything), again, Unread(triage=flag(without), retrieved=retrieved))


def with_made_out(seen: Observations, found: tuple[Observation, ...]) -> Observations:
    """The findings of the case with those that retrievers made out and that it says nothing of."""
    return seen.model_copy(update={"items": seen.items + new_findings(seen, found)})
