"""A dialogue about one case: a differential, the question that would move it most, an answer, and again."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from dermagent.errors import InputError
from dermagent.llm.base import ChatModel
from dermagent.settings import resolve
from dermagent.steps.intake import detach_bytes
from dermagent.types import Case, Differential, NextQuestion, Turn
from dermagent.workflow.graph import build_graph, path_of
from dermagent.workflow.run import SqliteThreads, events, opened, own_types_only, result_event

T = TypeVar("T")
#: Questions of a dialogue unless the settings say otherwise.
_QUESTIONS = 5


class Session:
    """One person's dialogue about one case; nothing of it is shared with any other session or thread.

    With `store` (a SQLite file) the dialogue outlives the process: a new `Session` of the same case, or of the same
    `thread` without a case, goes on where it stopped. Without it everything ends with the object. Each turn has the
    budget of one case to itself, and its provenance counts that turn's calls.

        session = Session(Case(history="An itchy rash on the hands."))
        turn = session.start()
        while turn.question:
            turn = session.answer(input(turn.question.text))
    """

    def __init__(
        self,
        case: Case | None = None,
        *,
        thread: str = "",
        store: Path | str | None = None,
        folder: Path | str | None = None,
        chat: ChatModel | None = None,
        **settings: Any,
    ) -> None:
        """Prepare a dialogue; nothing runs before `start`.

        Args:
            case: what is known at the start; may be left out where `thread` is already in `store`.
            thread: names the dialogue, for instance by the user's id; by default the case itself does.
            store: SQLite file that keeps dialogues; it holds the case's text, so keep it as safely as the case.
            folder: where the case's pictures lie; default: the working directory.
            chat: a model to ask, shared and closed by the caller; else `model=` names one, or none is asked.
            settings: any field of `dermagent.settings.Settings`; `max_questions` is 5 unless given.

        Raises:
            InputError: neither a case nor a stored thread is named, or a setting does not exist.
        """
        if case is None and not (thread and store):
            raise InputError("a session needs a case, or the store and the thread of a dialogue begun before")
        self._settings = resolve(**{"max_questions": _QUESTIONS, **settings})
        self._case = case
        self._thread = thread
        self._store = Path(store) if store else None
        self._folder = Path(folder) if folder else None
        self._chat = chat
        self._memory = InMemorySaver(serde=own_types_only())
        self._lock = asyncio.Lock()

    async def astart(self) -> Turn:
        """The first turn, or the one that the stored dialogue stopped at; calling it again changes nothing.

        Raises:
            InputError: the stored thread is about another case, or there is none of that name.
        """
        async with self._lock, self._saver() as saver:
            return await self._turn(saver, answer=None)

    async def aanswer(self, text: str) -> Turn:
        """The turn after an answer: yes, no, unknown, or words in English, Chinese or Spanish.

        Raises:
            InputError: no question is open, or the answer would make the case too long.
        """
        async with self._lock, self._saver() as saver:
            return await self._turn(saver, answer=text)

    async def aforget(self) -> None:
        """Delete all that is held of this dialogue, in the store too."""
        async with self._lock, self._saver() as saver:
            await saver.adelete_thread(self._thread_id())

    def start(self) -> Turn:
        """Like `astart`, for code without an event loop."""
        return _wait(self.astart())

    def answer(self, text: str) -> Turn:
        """Like `aanswer`, for code without an event loop."""
        return _wait(self.aanswer(text))

    @asynccontextmanager
    async def _saver(self) -> AsyncIterator[BaseCheckpointSaver[Any]]:
        if self._store is None:
            yield self._memory
        else:
            async with SqliteThreads(self._store) as saver:
                yield saver

    async def _turn(self, saver: BaseCheckpointSaver[Any], answer: str | None) -> Turn:
        compiled = build_graph(path_of(self._settings)).compile(checkpointer=saver)
        config: dict[str, Any] = {"configurable": {"thread_id": self._thread_id()}}
        snapshot = await compiled.aget_state(cast(Any, config))
        case = self._checked(snapshot.values)
        waiting = [interrupt.value for interrupt in snapshot.interrupts]
        if answer is None and waiting:
            return Turn(differential=_differential(snapshot.values), question=waiting[0])
        if answer is None and snapshot.values.get("differential") and not snapshot.next:
            return Turn(differential=_differential(snapshot.values))
        if answer is not None and not waiting:
            raise InputError("no question is open; call start(), or begin a new session")
        async with opened(case, self._settings, self._folder, self._chat) as (run, state):
            given: Any = {**state, "opened_with": _fingerprint(case)}
            if answer is not None:
                given = Command(resume=answer)
            elif snapshot.next:
                given = None  # killed in the middle of a turn: go on with the pending node
            async for event in events(compiled, given, config, run, case.id):
                differential = event.get("differential")
        snapshot = await compiled.aget_state(cast(Any, config))
        question = next((interrupt.value for interrupt in snapshot.interrupts), None)
        return Turn(differential=differential, question=cast(NextQuestion | None, question))

    def _thread_id(self) -> str:
        name = f"thread {self._thread}" if self._thread else f"case {_fingerprint(cast(Case, self._case))}"
        return hashlib.sha256(name.encode()).hexdigest()[:32]

    def _checked(self, values: dict[str, Any]) -> Case:
        """The case of this session; a stored thread must be about it."""
        if self._case is None:
            if "case" not in values:
                raise InputError(f"there is no dialogue {self._thread!r} in {cast(Path, self._store).name}")
            case: Case = values["case"]
            if any((image.path or "").startswith("sha256:") for image in case.images):
                raise InputError("this dialogue's pictures were given as bytes; hand the case in again to go on")
            return case
        if values.get("opened_with", _fingerprint(self._case)) != _fingerprint(self._case):
            raise InputError(f"the dialogue {self._thread!r} is about another case; use another name for this one")
        return self._case


def _fingerprint(case: Case) -> str:
    """The same for the same content, whether pictures are held as bytes or by their names."""
    return hashlib.sha256(detach_bytes(case)[0].model_dump_json().encode()).hexdigest()


def _differential(values: dict[str, Any]) -> Differential:
    differential: Differential = result_event(values)["differential"]
    return differential


def _wait(turn: Coroutine[Any, Any, T]) -> T:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(turn)
    turn.close()
    raise InputError("start() and answer() were called inside a running event loop; await astart() and aanswer()")
