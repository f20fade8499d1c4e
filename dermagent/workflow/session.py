"""A dialogue about one case: a differential, the question that would move it most, an answer, and again."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Iterable, Mapping
from contextlib import aclosing, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar, cast

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command

from dermagent.errors import DialogueConflict, InputError, InvalidCase, NoDialogue
from dermagent.knowledge.speech import spoken
from dermagent.llm.base import ChatModel
from dermagent.settings import resolve
from dermagent.steps.intake import as_case, detach_bytes
from dermagent.types import AskedQuestion, Case, Differential, Turn
from dermagent.workflow.events import SessionEvent
from dermagent.workflow.given import GivenImage, More, Said, as_folder, as_images, check_fits, check_text, told
from dermagent.workflow.graph import kept_graph, path_of
from dermagent.workflow.nodes import heard
from dermagent.workflow.packed import own_types_only
from dermagent.workflow.run import events, opened, result_event
from dermagent.workflow.store import Store, forget, keep_images, kept_images, line_of, opened_store
from dermagent.workflow.turns import OneAtATime, background

T = TypeVar("T")
#: Questions of a dialogue unless the settings say otherwise.
_QUESTIONS = 5


class Session:
    """One person's dialogue about one case; nothing of it is shared with any other session or thread.

    With `store` (a SQLite file, or the `postgresql://` address of a database) the dialogue outlives the process: a new
    `Session` of the same case, or of the same `thread` without a case, goes on where it stopped, with its images. With
    `checkpointer` a LangGraph saver of the caller's own keeps it. Without either everything ends with the object. Each
    turn has the budget of one case to itself, and its provenance counts that turn's calls.

    It may be used from any thread, task and event loop: turns are taken one after another. A question is answered once:
    the same answer again gives the same turn, another one is refused (`DialogueConflict`)::

        session = Session(Case(history="An itchy rash on the hands."))
        turn = session.start()
        while turn.question:
            turn = session.answer(input(turn.question.text))
    """

    def __init__(
        self,
        case: Case | Mapping[str, Any] | None = None,
        *,
        thread: str = "",
        store: Path | str | None = None,
        checkpointer: BaseCheckpointSaver[Any] | None = None,
        folder: Path | str | None = None,
        chat: ChatModel | None = None,
        **settings: Any,
    ) -> None:
        """Prepare a dialogue; nothing runs before `start`.

        Args:
            case: what is known at the start, or its fields; may be left out where `thread` is already in the store.
            thread: names the dialogue, for instance by the user's id; by default the case itself does.
            store: SQLite file or PostgreSQL address that keeps dialogues; it holds the case's text and its images that
                were given as bytes, so keep it as safely as the case.
            checkpointer: an open saver instead, used in the event loop that it belongs to and closed by the caller.
            folder: where the case's images lie; default: the working directory.
            chat: a model to ask, shared and closed by the caller; else `model=` names one, or none is asked.
            settings: any field of `dermagent.settings.Settings`; `max_questions` is 5 unless given.

        Raises:
            InvalidCase: the case's fields make none.
            InputError: neither a case nor a stored thread is named, two stores are, or a setting does not exist.
        """
        if store is not None and checkpointer is not None:
            raise InputError("a session has one store; give either store or checkpointer")
        if not isinstance(thread, str):
            raise InputError(f"thread: expected the name of a dialogue as a text, found {type(thread).__name__}")
        if case is None and not (thread and (store is not None or checkpointer is not None)):
            raise InputError("a session needs a case, or the store and the thread of a dialogue begun before")
        self._settings = resolve(own_model=chat is not None, **{"max_questions": _QUESTIONS, **settings})
        self._case = None if case is None else as_case(case)
        self._thread = thread
        self._store = store
        self._folder = as_folder(folder)
        self._chat = chat
        self._saver = checkpointer or (InMemorySaver(serde=own_types_only()) if store is None else None)
        self._line = self._own_line()
        self._shown: str | None = None
        self._was_held = False

    async def astart(self) -> Turn:
        """The first turn, or the one that the stored dialogue stands at; calling it again changes nothing.

        Raises:
            NoDialogue: there is none of that name.
            DialogueConflict: the stored thread is about another case, or another process goes on with it.
        """
        return await _last(self._turn(None))

    async def aanswer(self, text: str, question: str | None = None, *, images: Iterable[GivenImage] = ()) -> Turn:
        """The turn after an answer: yes, no, unknown, or words in English, Chinese or Spanish.

        Args:
            text: the answer.
            question: the id of the question that is answered; default: the one that this object gave last, as it was
                when this is called and not when its turn comes.
            images: further images that come with it.

        Raises:
            InvalidCase: the answer says nothing, is no text in UTF-8, or would make the case too long.
            NoDialogue: nothing is held of this dialogue: it was forgotten, or never begun.
            InputError: the answer is no text.
            DialogueConflict: no question or another one is open, or this one was answered differently.
        """
        return await _last(self._turn(self._answer_to(text, question, images)))

    async def atell(
        self,
        history: str = "",
        *,
        symptoms: Mapping[str, bool | None] | None = None,
        corrected: Mapping[str, bool | None] | None = None,
        images: Iterable[GivenImage] = (),
    ) -> Turn:
        """The turn after something was added to the case without being asked; an open question is put anew or replaced.

        Args:
            history: further words.
            symptoms: findings by name: present, absent or unknown.
            corrected: findings that were read wrongly: present, absent, or None as if never read (`Case.corrected`).
            images: further images.

        Raises:
            InvalidCase: nothing is told, a finding does not exist, or the case would become too long.
            NoDialogue: it was held and is no more: somebody has forgotten it.
        """
        return await _last(self._turn(told(history, symptoms, corrected, images).check_tells()))

    def astream(
        self,
        answer: str | None = None,
        question: str | None = None,
        *,
        history: str = "",
        symptoms: Mapping[str, bool | None] | None = None,
        corrected: Mapping[str, bool | None] | None = None,
        images: Iterable[GivenImage] = (),
    ) -> AsyncIterator[SessionEvent]:
        """What happens on the way to the turn of `aanswer`, of `atell`, or with nothing given of `astart`.

        The last event holds the turn.

        Raises:
            InputError: an answer comes with more than images; give it in its words.
        """
        more = told(history, symptoms, corrected, images)
        if answer is None:
            return self._turn(None if more == More() else more)
        if more != More(images=more.images):
            raise InputError("an answer takes images besides its words; tell the rest in a turn of its own")
        return self._turn(self._answer_to(answer, question, more.images))

    async def aforget(self) -> None:
        """Delete all that is held of this dialogue, in the store too."""
        async with self._line.turn(), self._opened() as saver:
            await forget(saver, self.thread_id)
            self._was_held = True

    def start(self) -> Turn:
        """Like `astart`, for code without an event loop."""
        return _wait(self.astart())

    def answer(self, text: str, question: str | None = None, *, images: Iterable[GivenImage] = ()) -> Turn:
        """Like `aanswer`, for code without an event loop."""
        to = self._answer_to(text, question, images)
        return _wait(_last(self._turn(to)))

    def tell(
        self,
        history: str = "",
        *,
        symptoms: Mapping[str, bool | None] | None = None,
        corrected: Mapping[str, bool | None] | None = None,
        images: Iterable[GivenImage] = (),
    ) -> Turn:
        """Like `atell`, for code without an event loop."""
        return _wait(self.atell(history, symptoms=symptoms, corrected=corrected, images=images))

    def forget(self) -> None:
        """Like `aforget`, for code without an event loop."""
        _wait(self.aforget())

    @property
    def thread_id(self) -> str:
        """The name of the dialogue in the store, in 32 hexadecimal digits."""
        name = f"thread {self._thread}" if self._thread else f"case {fingerprint(cast(Case, self._case))}"
        return hashlib.sha256(name.encode()).hexdigest()[:32]

    def _own_line(self) -> OneAtATime:
        if self._store is None:
            return line_of(f"saver {id(self._saver)}", self.thread_id)
        where = str(self._store)
        return line_of(where if "://" in where else str(Path(where).resolve()), self.thread_id)

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[BaseCheckpointSaver[Any]]:
        if self._saver is not None:
            yield self._saver
            return
        async with opened_store(cast(Path | str, self._store)) as saver:
            yield saver

    def _answer_to(self, text: str, question: str | None, images: Iterable[GivenImage] = ()) -> Said:
        check_text(text, "the answer", "; yes, no and unknown are answers too")
        if not any(character.isalnum() for character in text) and not spoken("answer").match(text):
            raise InvalidCase("the answer says nothing; answer yes, no or unknown, or in words")
        to = question or self._shown
        if to is None:
            raise DialogueConflict("no question is open in this session; call start() first, or name the question's id")
        return Said(to, text, as_images(images))

    async def _turn(self, given: Said | More | None) -> AsyncGenerator[SessionEvent, None]:
        async with self._line.turn(), self._opened() as saver:
            hold = saver.held(self.thread_id) if isinstance(saver, Store) else nullcontext()
            async with hold:
                async with aclosing(self._taken(saver, given)) as happening:
                    async for event in happening:
                        if event["event"] == "turn":
                            put = event["turn"].question
                            self._shown = put.id if put else None
                            self._was_held = True
                        yield event

    async def _taken(
        self, saver: BaseCheckpointSaver[Any], given: Said | More | None
    ) -> AsyncGenerator[SessionEvent, None]:
        """Take a turn alone."""
        compiled = kept_graph(path_of(self._settings), saver)
        config: dict[str, Any] = {"configurable": {"thread_id": self.thread_id}}
        snapshot = await compiled.aget_state(cast(Any, config))
        values, stopped = snapshot.values, bool(snapshot.next)
        case = self._checked(values)
        put: AskedQuestion | None = next((interrupt.value for interrupt in snapshot.interrupts), None)
        if not values and (isinstance(given, Said) or (isinstance(given, More) and self._was_held)):
            raise NoDialogue("nothing is held of this dialogue: it was forgotten, or never begun; call start()")
        if isinstance(given, Said) and self._is_answered(given, put, values.get("replied")):
            given = None  # the same again: its turn, or what is left of it
        if given is None and values.get("differential") and (put or not stopped):
            yield {"event": "turn", "turn": Turn(differential=_differential(values), question=put)}
            return
        check_fits(values["case"] if values else case, given, put)
        kept = await self._images(saver, case, given, values)
        async with opened(case, self._settings, self._folder, self._chat, kept=kept) as (run, state):
            first: Any = {**state, "opened_with": fingerprint(case), "dialogue": self.thread_id}
            if isinstance(given, Said) and given.images and put:
                told = heard(values["case"], put, given.text, values.get("asked", ()), values.get("unclear", ()))
                longer, _ = given.added_to(told["case"])
                first |= {**told, "case": longer, "opened_with": values.get("opened_with", first["opened_with"])}
            elif isinstance(given, Said):
                first = Command(resume=given.text)
            elif isinstance(given, More):
                longer, _ = given.added_to(values["case"] if values else state["case"])
                first = {**first, "case": longer, "opened_with": values.get("opened_with", first["opened_with"])}
            elif stopped:
                first = None  # killed in the middle of a turn: go on with the pending node
            differential = None
            async with aclosing(events(compiled, first, config, run, case.id)) as happening:
                async for event in happening:
                    yield event
                    if event["event"] == "result":
                        differential = event["differential"]
        snapshot = await compiled.aget_state(cast(Any, config))
        put = next((interrupt.value for interrupt in snapshot.interrupts), None)
        yield {"event": "turn", "turn": Turn(differential=cast(Differential, differential), question=put)}

    @staticmethod
    def _is_answered(given: Said, put: AskedQuestion | None, replied: tuple[str, str] | None) -> bool:
        """Whether the same answer was given before; False where the question is open.

        Raises:
            DialogueConflict: neither.
        """
        if put is not None and put.id == given.question:
            return False
        if replied is not None and tuple(replied) == (given.question, given.text):
            return True
        raise DialogueConflict(
            "this question was answered differently, or is not open; ask for the turn that the dialogue stands at"
        )

    async def _images(
        self, saver: BaseCheckpointSaver[Any], case: Case, given: Said | More | None, values: Mapping[str, Any]
    ) -> dict[str, bytes]:
        """The dialogue's images by name, with those that come now; what comes as bytes is kept beside the thread."""
        _, new = detach_bytes(case)
        if given is not None:
            _, added = given.added_to(values["case"] if values else case)
            new |= added
        named = {image.path for image in (*case.images, *(values["case"].images if values else ()))}
        kept = {}
        if any((name or "").startswith("sha256:") for name in named):
            kept = await kept_images(saver, self.thread_id)
        if new.keys() - kept.keys():
            kept = kept | new
            await keep_images(saver, self.thread_id, kept)
        return kept | new

    def _checked(self, values: Mapping[str, Any]) -> Case:
        """The case of this session; a stored thread must be about it."""
        if self._case is None:
            if "case" not in values:
                raise NoDialogue(f"there is no dialogue {self._thread!r} in this store")
            case: Case = values["case"]
            return case
        if values.get("opened_with", fingerprint(self._case)) != fingerprint(self._case):
            raise DialogueConflict(
                f"the dialogue {self._thread!r} is about another case; use another name for this one"
            )
        return self._case


def fingerprint(case: Case) -> str:
    """The same for the same content, whether images are held as bytes or by their names."""
    return hashlib.sha256(detach_bytes(case)[0].model_dump_json().encode()).hexdigest()


def _differential(values: Mapping[str, Any]) -> Differential:
    return result_event(values)["differential"]


async def _last(happening: AsyncIterator[SessionEvent]) -> Turn:
    turn: Turn | None = None
    async for event in happening:
        if event["event"] == "turn":
            turn = event["turn"]
    return cast(Turn, turn)


def _wait(turn: Coroutine[Any, Any, T]) -> T:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return background.wait(turn)
    turn.close()
    raise InputError("start() and answer() were called inside a running event loop; await astart() and aanswer()")
