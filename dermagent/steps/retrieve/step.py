"""Retrieve: ask the retrievers side by side and fuse their lists; one that fails is named and the rest goes on."""

import asyncio
import logging
from collections.abc import Sequence

from dermagent.errors import DermagentError, InputError, ModelError, StepFailed
from dermagent.steps.retrieve.fuse import fused_from
from dermagent.steps.retrieve.protocol import Retriever
from dermagent.steps.retrieve.views import Shown, prepared
from dermagent.types import Case, Heard, Observations, Proposal, Retrieved

log = logging.getLogger(__name__)
_UNPREPARED = "Preparing had no effect (--prepare): no model looks at prepared pictures in this run."


async def retrieve(case: Case, seen: Observations, retrievers: Sequence[Retriever], shown: Shown) -> Retrieved:
    """What all retrievers together propose, all asked at once.

    Raises:
        InputError: what the caller gave is wrong; no other retriever can make up for that.
        DermagentError: every one of them failed; a single one's own error, else StepFailed.
    """
    answers = await asyncio.gather(*(_guarded(retriever, case, seen, shown) for retriever in retrievers))
    heard = tuple(answer for answer in answers if isinstance(answer, Heard))
    errors = {
        retriever.info.name: answer
        for retriever, answer in zip(retrievers, answers, strict=True)
        if isinstance(answer, DermagentError)
    }
    if not heard:
        raise _none_worked(errors)
    return fused_from(
        heard,
        failed={name: str(error) for name, error in errors.items()},
        unheard=tuple(name for name, error in errors.items() if isinstance(error, ModelError)),
        notes=_preparing(shown, heard),
    )


async def asked_again(
    case: Case, seen: Observations, retrievers: Sequence[Retriever], shown: Shown, before: Retrieved
) -> Retrieved:
    """What was retrieved, with those who rank by findings asked again by `seen`; the others' answers stand.

    One that fails now is left out and named.
    """
    again = [retriever for retriever in retrievers if retriever.info.reads_findings]
    answers = await asyncio.gather(*(_guarded(retriever, case, seen, shown) for retriever in again))
    new = {retriever.info.name: answer for retriever, answer in zip(again, answers, strict=True)}
    heard = tuple(answer for one in before.heard if isinstance(answer := new.get(one.info.name, one), Heard))
    errors = {name: answer for name, answer in new.items() if isinstance(answer, DermagentError)}
    if not heard:
        raise _none_worked(errors)
    failed = before.failed | {name: str(error) for name, error in errors.items()}
    return fused_from(heard, failed=failed, unheard=before.unheard, notes=before.notes)


async def _guarded(retriever: Retriever, case: Case, seen: Observations, shown: Shown) -> Heard | DermagentError:
    try:
        proposal = await retriever.propose(case, seen, shown if retriever.info.looks_at_images else Shown())
    except InputError:
        raise
    except DermagentError as error:
        log.warning("retriever %s failed on case %s: %s", retriever.info.name, case.id, type(error).__name__)
        return error
    return Heard(info=retriever.info, proposal=_with_places(proposal, retriever, shown))


def _with_places(proposal: Proposal, retriever: Retriever, shown: Shown) -> Proposal:
    """A list of one that looks at images rests on all that it was shown, unless it says on which."""
    if not retriever.info.looks_at_images or not proposal.candidates or proposal.looked_at:
        return proposal
    return proposal.model_copy(update={"looked_at": tuple(view.place for view in shown.views)})


def _none_worked(errors: dict[str, DermagentError]) -> DermagentError:
    first = next(iter(errors.values()))
    if len(errors) == 1 and isinstance(first, ModelError):
        return first
    return StepFailed("no retriever worked: " + "; ".join(f"{name}: {error}" for name, error in errors.items()))


def _preparing(shown: Shown, heard: Sequence[Heard]) -> tuple[str, ...]:
    """How pictures were prepared, or that nobody saw that: models do, and retrievers that do not take them as taken."""
    done = prepared(shown.views)
    if not done or shown.encoded or any(one.info.sees_prepared for one in heard):
        return done
    return (_UNPREPARED,)
