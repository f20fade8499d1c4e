"""The work on cases: a job in, its answer out, with every error told by status and sentence; knows nothing of HTTP."""

import asyncio
import hashlib
import json
import logging
import sqlite3
from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any, Self, TypeVar, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import to_json, to_jsonable_python

from dermagent.errors import (
    DermagentError,
    DialogueConflict,
    InputError,
    NoDialogue,
    OtherPatient,
    StoreUnavailable,
)
from dermagent.llm.base import ChatModel
from dermagent.report import FORMATS
from dermagent.report.cds_hooks import response_of
from dermagent.report.fhir import to_fhir
from dermagent.report.html import to_html
from dermagent.report.images import copies, thumbnails
from dermagent.report.lines import no_answer_line
from dermagent.serve import chat, hooks
from dermagent.serve.dialogues import Dialogues, TooMany
from dermagent.serve.jobs import Job, Piece, refused
from dermagent.serve.limits import ServeLimits
from dermagent.serve.media import is_form
from dermagent.settings import resolve
from dermagent.steps.intake import parse_case, refuse_repeated_keys
from dermagent.text.refused import expected_of
from dermagent.types import MAX_TEXT, Case, CaseImage, Differential, Turn
from dermagent.workflow import run, stream
from dermagent.workflow.deps import make_deps, make_model
from dermagent.workflow.events import SessionEvent
from dermagent.workflow.session import Session, fingerprint
from dermagent.workflow.store import Store, open_store

log = logging.getLogger(__name__)
STATUS = {"answered": 200, "abstained": 200}
NO_ANSWER = 502
MEDIA_TYPES = {"json": "application/json", "md": "text/markdown", "html": "text/html", "fhir": "application/fhir+json"}
DEFECT = "a defect of the server; its log names the place"
#: How long the model may take to say that it is there.
_MODEL_S = 5.0


class Told(Turn):
    """A turn and the name of its dialogue; no name where the dialogue came to no answer and was not kept."""

    session: str | None = Field(description="Name of the dialogue; null where it was not kept.")


class _Posted(BaseModel):
    model_config = ConfigDict(
        extra="forbid", strict=True, hide_input_in_errors=True, ser_json_bytes="base64", val_json_bytes="base64"
    )


class PostedAnswer(_Posted):
    """The answer to the question of that id, and images that come with it."""

    question: str = Field(min_length=1, max_length=64, description="Id of the question that is answered.")
    answer: str = Field(min_length=1, max_length=MAX_TEXT, description="The answer, in free words.")
    images: tuple[CaseImage, ...] = Field(
        default=(), max_length=50, description="Images that come with it, at most 50."
    )


class PostedMore(_Posted):
    """What is added to a dialogue's case without being asked; see `Case` for each."""

    history: str = Field(default="", max_length=MAX_TEXT, description="What is told now, in free words.")
    symptoms: dict[str, bool | None] = Field(
        default_factory=dict, max_length=500, description="Finding to true (present), false (absent) or null (unknown)."
    )
    corrected: dict[str, bool | None] = Field(
        default_factory=dict,
        max_length=500,
        description="Finding to what a person says of it after reading what was understood: true, false or null.",
    )
    images: tuple[CaseImage, ...] = Field(
        default=(), max_length=50, description="Images that come with it, at most 50."
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.history.strip() or self.symptoms or self.corrected or self.images):
            raise ValueError("it tells nothing; give a history, symptoms, corrected or images")
        return self


G = TypeVar("G", bound=_Posted)


class Cases:
    """All that is shared between cases: settings, a model, and the store of dialogues."""

    def __init__(
        self, flags: Mapping[str, Any], sessions: str | None, limits: ServeLimits, chat: ChatModel | None = None
    ) -> None:
        """Check the settings; what is missing is said now and not to the first caller.

        Raises:
            InputError: a setting or a file cannot be used.
        """
        self.settings = resolve(own_model=chat is not None, **flags)
        if self.settings.checkpoints:
            raise InputError("a server keeps no checkpoints of cases; unset DERMAGENT_CHECKPOINTS (see --sessions)")
        self._own = make_model(self.settings) if chat is None else None
        self.chat = chat or self._own
        make_deps(self.settings, chat=self.chat)
        self._flags, self._sessions, self._limits = dict(flags), sessions, limits

    async def open(self) -> None:
        """Open the store.

        Raises:
            InputError: it cannot be used.
        """
        saver = await open_store(self._sessions or ":memory:")
        self._store = cast(Store, saver)

        def session(case: Case | None, name: str) -> Session:
            return Session(case, thread=name, checkpointer=saver, chat=self.chat, **self._flags)

        self._dialogues = Dialogues(session, self._store, self._limits)
        try:
            await self._dialogues.open()
        except sqlite3.Error as error:
            await self._store.aclose()
            raise InputError("the sessions file cannot be used") from error

    async def warm(self) -> None:
        """Load what every case needs, so that the first caller does not wait for it; no model is asked."""
        alone = {"model": None, "agents": (), "model_reads": False, "corrections": None, "guidelines": None}
        settings = self.settings.model_copy(update={**alone, "retrievers": ("findings",), "graph": "offline"})
        await run(Case.model_validate(examples()["Case"]), settings)

    async def close(self) -> None:
        """Let go of store and model."""
        await self._store.aclose()
        if self._own:
            await self._own.aclose()

    async def sweep(self) -> None:
        """Delete the dialogues whose time is over."""
        await self._dialogues.sweep()

    async def parts(self, job: Job) -> AsyncIterator[Piece]:
        """The answer to a job, piece by piece; raises nothing but what ends the process."""
        told = chat.refused if job.kind == "chat" else refused
        try:
            async for part in self._work(job):
                yield part
        except DialogueConflict as error:
            yield told(409, str(error))
        except (NoDialogue, chat.NoSuchModel) as error:
            yield told(404, str(error))
        except OtherPatient as error:
            yield told(412 if job.kind == "hook" else 422, str(error))
        except InputError as error:
            yield told(422, str(error))
        except TooMany as error:
            yield told(503, str(error), {"Retry-After": "60"})
        except StoreUnavailable as error:
            yield told(503, str(error), {"Retry-After": "5"})
        except Exception as error:  # the boundary of one job: its message could hold text of a case
            log_defect(error)
            yield told(500, DEFECT)

    def _work(self, job: Job) -> AsyncIterator[Piece]:
        if job.kind == "diagnose":
            return self._diagnose(job)
        if job.kind == "stream":
            return self._stream(job)
        if job.kind == "chat":
            return self._chat(job)
        if job.kind == "hook":
            return self._hook(job)
        if job.kind == "ready":
            return self._ready()
        return self._dialogue(job)

    async def _diagnose(self, job: Job) -> AsyncIterator[Piece]:
        case = posted_case(job)
        differential = await run(case, self.settings, chat=self.chat)
        if job.form == "html":
            text = to_html(differential, *await asyncio.to_thread(thumbnails, case, differential))
        elif job.form == "fhir":
            images = await asyncio.to_thread(copies, case, differential)
            text = to_fhir(differential, case, images, recorded=datetime.now(UTC))
        else:
            text = FORMATS[job.form](differential)
        yield _answered(text.encode(), differential, case, MEDIA_TYPES[job.form])

    async def _stream(self, job: Job) -> AsyncIterator[Piece]:
        case = posted_case(job)
        async for event in stream(case, self.settings, chat=self.chat):
            if event["event"] != "result":
                yield Piece(frame_of(event))
                continue
            differential = event["differential"]
            name = "result" if differential.outcome in STATUS else "failed"
            yield _answered(frame(name, differential.model_dump_json(by_alias=True)), differential, case)

    async def _chat(self, job: Job) -> AsyncIterator[Piece]:
        """A conversation; in a stream what happens comes before the reply."""
        asked = chat.read_chat(job.body)
        async for event in stream(asked.case, self.settings, chat=self.chat):
            if event["event"] == "result":
                yield chat.reply(asked, event["differential"], facts_of(event["differential"], asked.case))
            elif asked.streams:
                told = {key: value for key, value in event.items() if key != "event"}
                if part := chat.event_frame(asked, event["event"], to_jsonable_python(told, by_alias=True)):
                    yield Piece(part)

    async def _hook(self, job: Job) -> AsyncIterator[Piece]:
        """What a health record holds of a patient; cards, or an error where neither card nor answer came of it."""
        case = hooks.case_of(job.body)
        if case is None:
            yield Piece(hooks.NO_CARDS, True, facts={})
            return
        differential = await run(case, self.settings, chat=self.chat)
        facts, body = facts_of(differential, case), response_of(differential)
        if differential.outcome not in STATUS and not body["cards"]:
            told = " ".join((no_answer_line(differential), *differential.limits[:1]))
            yield Piece(json.dumps({"error": told}).encode(), True, NO_ANSWER, facts=facts)
            return
        yield Piece(json.dumps(body, ensure_ascii=False).encode(), True, facts=facts)

    async def _dialogue(self, job: Job) -> AsyncIterator[Piece]:
        if job.kind == "forget":
            await self._dialogues.forget(job.session, job.owner)
            yield Piece(last=True, status=204, facts={})
            return
        name: str | None = job.session
        if job.kind == "begin":
            name, turn = await self._dialogues.begin(posted_case(job), job.owner)
        elif job.kind == "answer":
            given = _read(PostedAnswer, job.body, '{"question": its id, "answer": a text}')
            no_paths(given.images, "the answer")
            session = await self._dialogues.session(job.session, job.owner, _bytes_of(given.images))
            turn = await session.aanswer(given.answer, given.question, images=given.images)
        elif job.kind == "more":
            more = _read(PostedMore, job.body, '{"history", "symptoms", "corrected", "images"}, at least one of them')
            no_paths(more.images, "what is added")
            session = await self._dialogues.session(job.session, job.owner, _bytes_of(more.images))
            turn = await session.atell(
                more.history, symptoms=more.symptoms, corrected=more.corrected, images=more.images
            )
        else:
            turn = await (await self._dialogues.session(job.session, job.owner)).astart()
        told = Told(session=name, **dict(turn))
        yield _answered(told.model_dump_json(by_alias=True).encode(), turn.differential, None, session=name)

    async def _ready(self) -> AsyncIterator[Piece]:
        """Whether store and model answer; of the model that it does at all, for asking it costs."""
        missing = []
        try:
            await self._store.rows("select count(*) from dermagent_dialogues")
        except (DermagentError, sqlite3.Error):
            missing.append("the store of dialogues does not answer")
        if not await self._model_is_there():
            missing.append("the model's server does not answer")
        body = json.dumps({"status": "not ready" if missing else "ready", "missing": missing}).encode()
        yield Piece(body, True, 503 if missing else 200, headers={"Retry-After": "5"} if missing else {})

    async def _model_is_there(self) -> bool:
        there = getattr(self.chat, "is_there", None)
        if there is None:
            return True
        try:
            async with asyncio.timeout(_MODEL_S):
                return bool(await there())
        except TimeoutError:
            return False


def posted_case(job: Job) -> Case:
    """The case of a request's body.

    Raises:
        InputError: not a valid case, or one that names a file or an address.
    """
    if is_form(job.media_type):
        from dermagent.serve.multipart import case_text

        text = case_text(job.body, job.media_type)
    else:
        try:
            text = job.body.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise InputError("the case is not UTF-8 text") from error
    case = parse_case(text, "the case", reads_files=False)
    no_paths(case.images, "the case")
    return case


def no_paths(images: tuple[CaseImage, ...], name: str) -> None:
    """Refuse an image that is named and not sent.

    Raises:
        InputError: there is one.
    """
    for place, image in enumerate(images):
        if image.path is not None:
            raise InputError(
                f"{name}: field 'images[{place}].path': a server reads neither files nor addresses; send the image "
                "itself in 'content', as base64"
            )


def _bytes_of(images: tuple[CaseImage, ...]) -> int:
    return sum(len(image.content or b"") for image in images)


def _read(kind: type[G], body: bytes, expected: str) -> G:
    refuse_repeated_keys(body, "the request")
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])[:120]
        told = f"see {where!r}: {expected_of(first)}" if where else expected_of(first)
        raise InputError(f"expected {expected}; {told}") from error


def _answered(
    body: bytes,
    differential: Differential,
    case: Case | None,
    media_type: str = "application/json",
    session: str | None = None,
) -> Piece:
    """The last part of an answer, and what is counted of it."""
    facts = facts_of(differential, case, session)
    return Piece(body, True, STATUS.get(differential.outcome, NO_ANSWER), media_type, facts=facts)


def facts_of(differential: Differential, case: Case | None, session: str | None = None) -> dict[str, Any]:
    """What is counted of an answer: no text."""
    told = differential.provenance
    return {
        "case": fingerprint(case) if case else hashed(differential.case_id),
        "session": session,
        "outcome": differential.outcome,
        "degraded": differential.degraded,
        "urgency": differential.urgency,
        "seconds": told.seconds,
        "calls": told.calls,
        "tokens": told.tokens,
        "versions": {
            "dermagent": told.dermagent,
            "graph": told.graph,
            "knowledge": told.knowledge_sha256,
            "model": told.model_served or told.model_asked,
        },
    }


def hashed(text: str) -> str:
    """SHA-256 of a text: a case's id may be a name of the caller's."""
    return hashlib.sha256(text.encode()).hexdigest()


def frame_of(event: SessionEvent) -> bytes:
    """An event as a server-sent one."""
    content = {key: value for key, value in event.items() if key != "event"}
    return frame(event["event"], to_json(content, by_alias=True).decode())


def frame(name: str, data: str) -> bytes:
    """A server-sent event of one line of JSON."""
    return f"event: {name}\ndata: {data}\n\n".encode()


def examples() -> dict[str, Any]:
    """An example of each body that is posted, by the name of its type."""
    text = (files("dermagent.serve") / "templates" / "examples.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def log_defect(error: BaseException) -> None:
    """Log what kind of error it is and where it was raised; its message could hold text of a case."""
    where = error.__traceback__
    while where and where.tb_next:
        where = where.tb_next
    place = f"{where.tb_frame.f_globals.get('__name__')}:{where.tb_lineno}" if where else "an unknown place"
    log.error("%s at %s", type(error).__name__, place)
