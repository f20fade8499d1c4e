"""The library's front door: diagnose a case, at once, asynchronously, or as a stream of events."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dermagent.errors import InputError
from dermagent.llm.base import ChatModel
from dermagent.settings import resolve
from dermagent.steps.intake import as_case
from dermagent.types import Case, Differential
from dermagent.workflow import run, stream
from dermagent.workflow.given import as_folder

if TYPE_CHECKING:
    from dermagent.workflow.events import Event


async def adiagnose(
    case: Case | Mapping[str, Any], *, folder: Path | str | None = None, chat: ChatModel | None = None, **settings: Any
) -> Differential:
    """The differential of one case.

    Args:
        case: what is known, a `Case` or its fields; image paths are read relative to `folder`.
        folder: where the images lie; no image outside it is read. Default: the working directory.
        chat: a model to ask, shared between calls and closed by the caller; else `model=` names one, or none is asked.
            With either the default workflow is "mac".
        settings: any field of `dermagent.settings.Settings`, such as graph="offline" or prior="uniform".

    Raises:
        InvalidCase: the fields make no case, or it names a finding that does not exist.
        InvalidSetting: a setting or a graph does not exist, or has a value that it cannot have.
        InputError: both are one; alone: a file or a package that a setting needs is missing. All else is an outcome.
    """
    return await run(
        as_case(case), resolve(own_model=chat is not None, **settings), folder=as_folder(folder), chat=chat
    )


def diagnose(
    case: Case | Mapping[str, Any], *, folder: Path | str | None = None, chat: ChatModel | None = None, **settings: Any
) -> Differential:
    """Like `adiagnose`, for code without an event loop.

    Raises:
        InputError: as `adiagnose`, and when called inside a running event loop.
    """
    found: list[Differential] = []

    async def kept() -> None:  # a task with a result is written out in full when Python takes its signal handler back
        found.append(await adiagnose(case, folder=folder, chat=chat, **settings))

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(kept())
        return found[0]
    raise InputError("diagnose() was called inside a running event loop; await adiagnose() instead")


def astream(
    case: Case | Mapping[str, Any], *, folder: Path | str | None = None, chat: ChatModel | None = None, **settings: Any
) -> "AsyncGenerator[Event, None]":
    """Events of one run as they happen, typed in `dermagent.workflow.events`.

    The last one is {"event": "result", "differential": Differential}. Whoever may stop earlier closes the stream, as
    `contextlib.aclosing` does; nothing of the run goes on then.
    """
    return stream(as_case(case), resolve(own_model=chat is not None, **settings), folder=as_folder(folder), chat=chat)
