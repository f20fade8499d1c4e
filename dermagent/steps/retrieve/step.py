"""Retrieve: ask the retrievers side by side and fuse their lists; one that fails is named and the rest goes on."""

import asyncio
import logging
from collections.abc import Mapping, Sequence

from dermagent.errors import DermagentError, InputError, ModelError, StepFailed
from dermagent.steps.retrieve.fuse import fused_from
from dermagent.steps.retrieve.protocol import Retriever
from dermagent.steps.retrieve.views import Shown, prepared
from dermagent.types import Case, Heard, Observations, Proposal, Retrieved

log = logging.getLogger(__name__)
#: What a retriever said, or why it could not.
Answer = Heard | DermagentError
_UNPREPARED = "Preparing had no effect (--prepare): no model looks at prepared images in this run."


async def retrieve(case: Case, seen: Observations, retrievers: Sequence[Retriever], shown: Shown) -> Retrieved:
    """What all retrievers together propose, all asked at once.

    Raises:
        InputError: what the caller gave is wrong; no other retriever can make up for that.
        DermagentError: every one of them failed; a single one's own error, else StepFailed.
    """
    retrieved = _together(await _asked(case, seen, retrievers, shown), retrievers)
    return retrieved.model_copy(update={"notes": _preparing(shown, retrieved.heard)})


async def asked_again(
    case: Case, seen: Observations, retrievers: Sequence[Retriever], shown: Shown, before: Retrieved
) -> Retrieved:
    """What was retrieved, with those who rank by findings asked again by `seen`; the others' answers stand.

    Raises:
        DermagentError: as `retrieve`.
    """
    answers: dict[str, Answer] = {one.info.name: one for one in before.heard}
    answers |= await _asked(case, seen, [one for one in retrievers if one.info.reads_findings], shown)
    names = [retriever.info.name for retriever in retrievers]
    now = _together({name: answers[name] for name in names if name in answers}, retrievers)
    failed = {name: why for name, why in before.failed.items() if name not in answers}
    unheard = tuple(name for name in before.unheard if name not in answers)
    missing = tuple(info for info in before.missing if info.name not in answers)
    return now.model_copy(
        update={
            "failed": failed | now.failed,
            "unheard": unheard + now.unheard,
            "missing": missing + now.missing,
            "notes": before.notes,
        }
    )


async def _asked(case: Case, seen: Observations, retrievers: Sequence[Retriever], shown: Shown) -> dict[str, Answer]:
    answers = await asyncio.gather(*(_guarded(retriever, case, seen, shown) for retriever in retrievers))
    return {retriever.info.name: answer for retriever, answer in zip(retrievers, answers, strict=True)}


def _together(answers: Mapping[str, Answer], retrievers: Sequence[Retriever]) -> Retrieved:
    heard = tuple(answer for answer in answers.values() if isinstance(answer, Heard))
    errors = {name: answer for name, answer in answers.items() if isinstance(answer, DermagentError)}
    if not heard:
        raise _none_worked(errors)
    return fused_from(
        heard,
        failed={name: str(error) for name, error in errors.items()},
        unheard=tuple(name for name, error in errors.items() if isinstance(error, ModelError)),
        missing=tuple(one.info for one in retrievers if one.info.name in errors),
    )


async def _guarded(retriever: Retriever, case: Case, seen: Observations, shown: Shown) -> Answer:
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
    """How images were prepared, or that nobody saw that: models do, and retrievers that do not take them as taken."""
    done = prepared(shown.views)
    if not done or shown.encoded or any(one.info.sees_prepared for one in heard):
        return done
    return (_UNPREPARED,)
