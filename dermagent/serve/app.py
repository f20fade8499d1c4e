"""The HTTP API: cases in, differentials out, by the workflow that the server's settings name.

What a status says, so that a failure never looks like an answer:

* 200  the workflow came to an end: `answered`, or `abstained` because the case says too little
* 502  it came to none: the body is a differential without ranked conditions whose `outcome` says why (`failed`,
       `refused`, `unusable`, `budget`) and whose red flags, found by rules before any model, still stand
* 401, 403, 421  the caller, its page's origin, or the name it used for this server is not accepted
* 404, 405  no such address or dialogue
* 413, 415, 422  the case: too large, not sent as JSON, or not valid, in one sentence
* 503  too many cases or dialogues; `Retry-After` says when to try again
* 504  the request took longer than a request may; 500  a defect

Every body that is no differential is `{"error": sentence}`. A stream has its status before its end, so there the name
of the last event says it: `result`, `failed` (as 502) or `error`; one that ends without any of them was cut off.

A case brings its pictures as bytes. A path or an address is refused whatever the settings say: nothing of the server's
files is read and nothing is fetched.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from dermagent.errors import InputError
from dermagent.llm.base import ChatModel
from dermagent.provenance import version
from dermagent.report import FORMATS
from dermagent.report.html import to_html
from dermagent.report.pictures import thumbnails
from dermagent.serve.dialogues import Dialogues
from dermagent.serve.guard import Guard, Queue, Queued, log_defect, problem
from dermagent.serve.limits import ServeLimits
from dermagent.serve.page import page, routes
from dermagent.serve.worker import Worker
from dermagent.settings import resolve
from dermagent.steps.intake import parse_case
from dermagent.types import MAX_TEXT, Case, Differential, Turn
from dermagent.workflow import run, stream
from dermagent.workflow.deps import make_deps, make_model
from dermagent.workflow.session import Session

T = TypeVar("T")
_STATUS = {"answered": 200, "abstained": 200}
_NO_ANSWER = 502
_MEDIA_TYPES = {"json": "application/json", "md": "text/markdown", "html": "text/html"}
_ALIVE_EVERY_S = 10.0
_DEFECT = "a defect of the server; its log names the place"


class Told(Turn):
    """A turn and the name of its dialogue; no name where the dialogue came to no answer and was not kept."""

    session: str | None


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    answer: str = Field(min_length=1, max_length=MAX_TEXT)


def make_app(
    *,
    chat: ChatModel | None = None,
    token: str = "",
    loopback: bool = True,
    sessions: Path | None = None,
    limits: ServeLimits | None = None,
    **flags: Any,
) -> Guard:
    """The ASGI application.

    Args:
        chat: a model to ask, closed by the caller; else the settings name one, or none is asked.
        token: what callers must send as a bearer token; empty: nobody needs one.
        loopback: whether it is reached on this machine's own addresses only; see `Guard`.
        sessions: SQLite file that keeps dialogues; default: they end with the process.
        limits: what the server takes on.
        flags: any field of `dermagent.settings.Settings`.

    Raises:
        InputError: a setting or a file cannot be used.
    """
    api = Api(chat, sessions, limits or ServeLimits(), bool(token), flags)
    return Guard(api.application(), token=token, loopback=loopback)


class Api:
    """The handlers and what they share."""

    def __init__(
        self,
        chat: ChatModel | None,
        sessions: Path | None,
        limits: ServeLimits,
        needs_token: bool,
        flags: dict[str, Any],
    ) -> None:
        self._settings = resolve(**flags)
        if self._settings.checkpoints:
            raise InputError("a server keeps no checkpoints of cases; unset DERMAGENT_CHECKPOINTS (see --sessions)")
        self._own = make_model(self._settings) if chat is None else None
        self._chat = chat or self._own
        make_deps(self._settings, chat=self._chat)  # what is missing is said now and not to the first caller
        self._limits = limits
        self._page = page(self._settings, self._chat.name if self._chat else None, needs_token)

        def session(case: Case | None, name: str) -> Session:
            return Session(case, thread=name, store=sessions, chat=self._chat, **flags)

        self._dialogues = Dialogues(session, sessions, limits)
        self._worker = Worker(self._dialogues.sweep, self._close)

    def application(self) -> Starlette:
        """The routes; what works on a case is queued."""
        queued = [Middleware(Queued, queue=Queue(self._limits))]
        return Starlette(
            routes=[
                *routes(self._page),
                Route("/healthz", self.healthz),
                Route("/v1/schema", self.schema),
                Route("/v1/diagnose", self.diagnose, methods=["POST"], middleware=queued),
                Route("/v1/stream", self.stream, methods=["POST"], middleware=queued),
                Route("/v1/sessions", self.begin, methods=["POST"], middleware=queued),
                Route("/v1/sessions/{name}", self.current, methods=["GET"], middleware=queued),
                Route("/v1/sessions/{name}", self.forget, methods=["DELETE"], middleware=queued),
                Route("/v1/sessions/{name}/answer", self.answer, methods=["POST"], middleware=queued),
            ],
            exception_handlers={
                InputError: lambda _, error: problem(422, str(error)),
                HTTPException: lambda _, error: problem(error.status_code, error.detail, error.headers),
                TimeoutError: lambda *_: problem(504, f"no answer within {self._limits.timeout_s:g} s"),
                ClientDisconnect: lambda *_: Response(status_code=499),  # nobody is there to read it
                Exception: lambda *_: problem(500, _DEFECT),
            },
            lifespan=self._lifespan,
        )

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        self._worker.start()
        try:
            yield
        finally:
            await asyncio.to_thread(self._worker.stop)

    async def _close(self) -> None:
        self._dialogues.close()
        if self._own:
            await self._own.aclose()

    async def healthz(self, request: Request) -> Response:
        """Whether cases can be worked on."""
        if not self._worker.alive:
            return problem(503, "the thread that works on cases has ended; start the server again")
        return JSONResponse({"status": "ok", "dermagent": version("dermagent")})

    async def schema(self, request: Request) -> Response:
        """The JSON Schemas of what is posted and of what comes back."""
        return JSONResponse(
            {
                "case": Case.model_json_schema(),
                "differential": Differential.model_json_schema(mode="serialization"),
                "turn": Told.model_json_schema(mode="serialization"),
            }
        )

    async def diagnose(self, request: Request) -> Response:
        """A case in; its differential as JSON, Markdown or HTML."""
        form = _form(request)

        async def work(body: bytes) -> tuple[str, Differential]:
            case = posted_case(body)
            differential = await run(case, self._settings, chat=self._chat)
            if form == "html":
                return to_html(differential, *await asyncio.to_thread(thumbnails, case, differential)), differential
            return FORMATS[form](differential), differential

        async with asyncio.timeout(self._limits.timeout_s):
            text, differential = await self._worked(request, work(await self._body(request)))
        return Response(text, _STATUS.get(differential.outcome, _NO_ANSWER), media_type=_MEDIA_TYPES[form])

    async def stream(self, request: Request) -> Response:
        """A case in; what happens, as server-sent events, and its differential as the last of them."""
        told: asyncio.Queue[str | None] = asyncio.Queue()
        here = asyncio.get_running_loop()
        until = here.time() + self._limits.timeout_s

        async def work(body: bytes) -> None:
            async for event in stream(posted_case(body), self._settings, chat=self._chat):
                here.call_soon_threadsafe(told.put_nowait, _frame_of(event))

        async with asyncio.timeout_at(until):
            working = self._worker.submit(work(await self._body(request)))
            working.add_done_callback(lambda _: told.put_nowait(None))
            try:
                first = await told.get()
            except BaseException:
                working.cancel()
                raise
        if first is None:
            working.result()  # bad input is said by the status, since nothing was sent yet
        return _Events(first, told, working, until)

    async def begin(self, request: Request) -> Response:
        """A case in; the name of a new dialogue and its first turn."""

        async def work(body: bytes) -> tuple[str | None, Turn]:
            return await self._dialogues.begin(posted_case(body))

        async with asyncio.timeout(self._limits.timeout_s):
            return _told(*await self._worked(request, work(await self._body(request))))

    async def answer(self, request: Request) -> Response:
        """An answer in; the next turn."""
        name = request.path_params["name"]
        async with asyncio.timeout(self._limits.timeout_s):
            body = await self._body(request)
            try:
                text = _Answer.model_validate_json(body).answer
            except ValidationError as error:
                raise InputError(f'expected {{"answer": a text of 1 to {MAX_TEXT} characters}}') from error
            return _told(name, await self._worked(request, self._dialogues.answer(name, text)))

    async def current(self, request: Request) -> Response:
        """The turn that a dialogue stands at."""
        name = request.path_params["name"]
        async with asyncio.timeout(self._limits.timeout_s):
            return _told(name, await self._worked(request, self._dialogues.current(name)))

    async def forget(self, request: Request) -> Response:
        """Delete a dialogue."""
        async with asyncio.timeout(self._limits.timeout_s):
            await self._worked(request, self._dialogues.forget(request.path_params["name"]))
        return Response(status_code=204)

    async def _body(self, request: Request) -> bytes:
        """The body, read no further than it may be long.

        Raises:
            HTTPException: 413 too long; 415 not declared as JSON, as a form of another site's page would be.
        """
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            raise HTTPException(415, "send JSON, with 'Content-Type: application/json'")
        most = self._limits.max_body_bytes
        too_large = HTTPException(
            413, f"the request is larger than {most / 2**20:.3g} MiB; send fewer or smaller pictures"
        )
        stated = request.headers.get("content-length", "")
        if stated.isdigit() and int(stated) > most:
            raise too_large
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > most:
                raise too_large
        return bytes(body)

    async def _worked(self, request: Request, work: Coroutine[Any, Any, T]) -> T:
        """The result of work on a case; given up when the caller goes away or its time is over."""
        working = self._worker.submit(work)
        gone = asyncio.ensure_future(_gone(request))
        try:
            either: set[asyncio.Future[Any]] = {working, gone}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                raise ClientDisconnect
            return working.result()
        finally:
            working.cancel()
            gone.cancel()


class _Events(StreamingResponse):
    """Server-sent events of work that is cancelled when the response is over, however that comes about."""

    def __init__(
        self, first: str | None, told: "asyncio.Queue[str | None]", working: "asyncio.Future[None]", until: float
    ) -> None:
        super().__init__(self._frames(first, told, until), media_type="text/event-stream")
        self._working = working

    async def _frames(self, frame: str | None, told: "asyncio.Queue[str | None]", until: float) -> AsyncIterator[str]:
        while frame is not None:
            yield frame
            left = until - asyncio.get_running_loop().time()
            try:
                frame = await asyncio.wait_for(told.get(), max(0.0, min(_ALIVE_EVERY_S, left)))
            except TimeoutError:
                if left <= _ALIVE_EVERY_S:
                    yield _frame("error", {"error": "no answer within the time that a request may take"})
                    return
                frame = ": at work\n\n"  # keeps proxies from closing, and notices a caller that has gone
        error = None if self._working.cancelled() else self._working.exception()
        if isinstance(error, InputError):
            yield _frame("error", {"error": str(error)})
        elif error:
            log_defect(error)
            yield _frame("error", {"error": _DEFECT})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._working.cancel()


def posted_case(body: bytes) -> Case:
    """The case of a request's body.

    Raises:
        InputError: not a valid case, or one that names a file or an address.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError("the case is not UTF-8 text") from error
    case = parse_case(text, "the case")
    for place, image in enumerate(case.images):
        if image.path is not None:
            raise InputError(
                f"the case: field 'images[{place}].path': a server reads neither files nor addresses; send the picture "
                "itself in 'content', as base64"
            )
    return case


def _form(request: Request) -> str:
    """The form that the address asks for, else the first of `Accept` that there is, else JSON."""
    asked = request.query_params.get("format")
    if asked is None:
        accepted = [part.partition(";")[0].strip() for part in request.headers.get("accept", "").split(",")]
        forms = {media_type: form for form, media_type in _MEDIA_TYPES.items()}
        return next((forms[media_type] for media_type in accepted if media_type in forms), "json")
    if asked not in FORMATS:
        raise InputError(f"format: expected one of {', '.join(FORMATS)}")
    return asked


def _told(name: str | None, turn: Turn) -> Response:
    told = Told(session=name, **dict(turn))
    status = _STATUS.get(turn.differential.outcome, _NO_ANSWER)
    return Response(told.model_dump_json(by_alias=True), status, media_type="application/json")


def _frame_of(event: dict[str, Any]) -> str:
    if event["event"] != "result":
        return _frame(event["event"], {key: value for key, value in event.items() if key != "event"})
    differential: Differential = event["differential"]
    name = "result" if differential.outcome in _STATUS else "failed"
    return f"event: {name}\ndata: {differential.model_dump_json(by_alias=True)}\n\n"


def _frame(name: str, content: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(content)}\n\n"


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
