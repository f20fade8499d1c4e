"""The HTTP API: cases in, differentials out, by the workflow that the server's settings name.

What a status says, so that a failure never looks like an answer:

* 200  the workflow came to an end: `answered`, or `abstained` because the case says too little
* 502  it came to none: the body is a differential without ranked conditions whose `outcome` says why (`failed`,
       `refused`, `unusable`, `budget`) and whose red flags, found by rules before any model, still stand
* 400, 401, 403, 421  the request, the caller, its page's origin, or the name it used for this server is not accepted
* 404, 405  no such address or dialogue; 409  the answer is to a question that is not open
* 412  a health record of another patient than the one whose chart is open
* 408, 413, 415, 422  the case: too slow, too large, not sent as JSON or form, or not valid, in one sentence
* 429, 503  too many cases or dialogues, this client's or all; `Retry-After` says when to try again
* 504  the request took longer than a request may; 500  a defect

Every body that is no differential is `{"error": sentence}`, or OpenAI's error object where its clients ask. A stream
has its status before its end, so there the name of the last event says it: `result`, `failed` (as 502) or `error`; one
that ends without any of them was cut off.

A case brings its images as bytes. A path or an address is refused whatever the settings say: nothing of the server's
files is read and nothing is fetched. This module computes nothing: those who work on cases do, in other processes.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar, cast

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Match, Route
from starlette.types import Receive, Scope, Send

from dermagent.errors import InputError
from dermagent.llm.base import ChatModel
from dermagent.provenance import version
from dermagent.serve.admission import Admission
from dermagent.serve.audit import AuditLog
from dermagent.serve.cases import DEFECT, MEDIA_TYPES, Cases, Told, frame
from dermagent.serve.chat import MODELS, NoSuchModel, check_model, model_card
from dermagent.serve.clients import Clients
from dermagent.serve.guard import Guard
from dermagent.serve.hooks import SERVICES, is_service
from dermagent.serve.jobs import CaseWorkers, Gone, Job, Kind, Piece
from dermagent.serve.limits import ServeLimits
from dermagent.serve.media import is_form, is_json
from dermagent.serve.metrics import MEDIA_TYPE, Metrics
from dermagent.serve.openapi import openapi
from dermagent.serve.page import page, routes
from dermagent.serve.pool import WorkerPool
from dermagent.serve.problem import openai_error, problem
from dermagent.serve.wanted import bare, parameters, wanted_most
from dermagent.serve.worker import Worker
from dermagent.settings import resolve
from dermagent.types import Case, Differential

T = TypeVar("T")
_ALIVE_EVERY_S = 10.0
_READY_FOR_S = 5.0
_JSON_ONLY = {"answer", "more", "chat", "hook"}
_LATE = "no answer within the time that a request may take"


def make_app(
    *,
    chat: ChatModel | None = None,
    token: str = "",
    keys: dict[str, str] | None = None,
    loopback: bool = True,
    sessions: Path | str | None = None,
    limits: ServeLimits | None = None,
    processes: int = 0,
    audit: Path | None = None,
    **flags: Any,
) -> Guard:
    """The ASGI application.

    Args:
        chat: a model to ask, closed by the caller; else the settings name one, or none is asked. It is an object of
            this process, so it needs `processes=0`.
        token: what callers must send as a bearer token; empty: nobody needs one, unless there are keys.
        keys: the keys of several callers by name, beside the token.
        loopback: whether it is reached on this machine's own addresses only; see `Guard`.
        sessions: SQLite file or PostgreSQL address that keeps dialogues; default: they end with the process.
        limits: what the server takes on.
        processes: how many processes work on cases; 0: a thread of this one, which cannot end a case that computes.
        audit: file that a line of JSON about each case is appended to.
        flags: any field of `dermagent.settings.Settings`.

    Raises:
        InputError: a setting or a file cannot be used; with processes some of it is told when they start.
    """
    limits, kept = limits or ServeLimits(), str(sessions) if sessions else None
    if processes and chat is not None:
        raise InputError("a model that is handed in lives in this process; give processes=0, or name a model")
    clients = Clients(token, keys)
    workers: CaseWorkers = (
        WorkerPool(processes, flags, kept, limits) if processes else Worker(Cases(flags, kept, limits, chat))
    )
    settings = resolve(own_model=chat is not None, **flags)
    api = Api(workers, limits, AuditLog(audit), page(settings, chat.name if chat else settings.model, clients.needed))
    return Guard(
        api.application(), clients=clients, loopback=loopback, running=api.running, counted=api.metrics.request
    )


class Api:
    """The handlers and what they share."""

    def __init__(self, workers: CaseWorkers, limits: ServeLimits, audit: AuditLog, front: Any) -> None:
        self._workers, self._limits, self._audit, self._page = workers, limits, audit, front
        self._admission = Admission(limits)
        self.metrics = Metrics(
            lambda: self._admission.working,
            lambda: self._admission.inside - self._admission.working,
            lambda: self._admission.held_bytes,
        )
        self._ready: tuple[float, Piece] | None = None
        self._asking = asyncio.Lock()

    def application(self) -> Starlette:
        """The routes; probes, and clients of others' protocols, may send parameters, which say nothing here."""
        session = "/v1/sessions/{name}"
        made = Starlette(
            routes=[
                *routes(self._page),
                Route("/healthz", self.healthz),
                Route("/readyz", self.readyz),
                Route("/metrics", self.measured),
                Route("/openapi.json", bare(self.openapi)),
                Route("/v1/schema", bare(self.schema)),
                Route("/v1/diagnose", self.diagnose, methods=["POST"]),
                Route("/v1/stream", bare(self.stream), methods=["POST"]),
                Route("/v1/chat/completions", self.chat, methods=["POST"]),
                Route("/cds-services", self.hooks),
                Route("/cds-services/{service}", self.hook, methods=["POST"]),
                Route("/v1/models", self.models),
                Route("/v1/models/{model}", self.model),
                Route("/v1/sessions", bare(self.begin), methods=["POST"]),
                Route(session, bare(self.current), methods=["GET"]),
                Route(session, bare(self.forget), methods=["DELETE"]),
                Route(f"{session}/answer", bare(self.answer), methods=["POST"]),
                Route(f"{session}/more", bare(self.more), methods=["POST"]),
            ],
            exception_handlers={
                NoSuchModel: _told_as(lambda error: (404, str(error), None)),
                InputError: _told_as(lambda error: (422, str(error), None)),
                HTTPException: _refused,
                Gone: _told_as(lambda error: (503, str(error), {"Retry-After": "5"})),
                TimeoutError: _told_as(lambda _: (504, f"no answer within {self._limits.timeout_s:g} s", None)),
                ClientDisconnect: lambda *_: Response(status_code=499),  # nobody is there to read it
                Exception: _told_as(lambda _: (500, DEFECT, None)),
            },
            lifespan=lambda _: self.running(),
        )
        made.router.redirect_slashes = False  # a redirect would lead to whatever host the caller has named
        return made

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """While this lasts, cases are worked on.

        Raises:
            InputError: they cannot be, because of a setting or a file.
        """
        await self._workers.start()
        try:
            yield
        finally:
            await self._workers.stop()
            self._audit.close()

    async def healthz(self, request: Request) -> Response:
        """Whether this process is alive and somebody works on cases."""
        if not self._workers.alive:
            return problem(503, "nobody works on cases; if this lasts, start the server again", {"Retry-After": "5"})
        return JSONResponse({"status": "ok", "dermagent": version("dermagent")})

    async def readyz(self, request: Request) -> Response:
        """Whether the model and the store answer; asked at most every few seconds, whoever asks."""
        async with self._asking:
            if self._ready is None or time.monotonic() > self._ready[0] + _READY_FOR_S:
                async with asyncio.timeout(self._limits.timeout_s):
                    self._ready = (time.monotonic(), await self._last(Job("ready")))
        return _plain(self._ready[1])

    async def measured(self, request: Request) -> Response:
        """What is counted, for Prometheus."""
        return Response(self.metrics.text(self._workers.restarts), media_type=MEDIA_TYPE)

    async def openapi(self, request: Request) -> Response:
        """The description of this API."""
        return JSONResponse(openapi())

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
        return await self._worked(request, "diagnose", form=_form(request))

    async def begin(self, request: Request) -> Response:
        """A case in; the name of a new dialogue and its first turn."""
        return await self._worked(request, "begin")

    async def answer(self, request: Request) -> Response:
        """An answer and the id of its question in; the next turn."""
        return await self._worked(request, "answer")

    async def more(self, request: Request) -> Response:
        """What is added to the case or corrected in; the turn after it."""
        return await self._worked(request, "more")

    async def current(self, request: Request) -> Response:
        """The turn that a dialogue stands at."""
        return await self._worked(request, "current")

    async def forget(self, request: Request) -> Response:
        """Delete a dialogue."""
        return await self._worked(request, "forget")

    async def hooks(self, request: Request) -> Response:
        """The services of CDS Hooks."""
        return JSONResponse(SERVICES)

    async def hook(self, request: Request) -> Response:
        """What a health record holds of a patient in; a card, or none."""
        if not is_service(request.path_params["service"]):
            raise HTTPException(404, "there is no such service; see /cds-services")
        return await self._worked(request, "hook")

    async def models(self, request: Request) -> Response:
        """What chat completions may name as their model: whom the reply speaks to."""
        return JSONResponse({"object": "list", "data": [model_card(name) for name in MODELS]})

    async def model(self, request: Request) -> Response:
        """One of them."""
        check_model(request.path_params["model"])
        return JSONResponse(model_card(request.path_params["model"]))

    async def stream(self, request: Request) -> Response:
        """A case in; what happens, as server-sent events, and its differential as the last of them."""
        return await self._streamed(request, "stream")

    async def chat(self, request: Request) -> Response:
        """A conversation in; the report as OpenAI's message, at once or as a stream."""
        return await self._streamed(request, "chat")

    async def _streamed(self, request: Request, kind: Kind) -> Response:
        """Events as they happen, or one answer where the first piece is the last."""
        held = AsyncExitStack()
        try:
            job = await self._job(request, kind, held)
            await _while_here(request, held.enter_async_context(self._admission.place(job.owner)))
            until = asyncio.get_running_loop().time() + self._limits.timeout_s
            parts = self._workers.parts(job, self._limits.timeout_s)
            held.push_async_callback(parts.aclose)  # type: ignore[attr-defined]
            async with asyncio.timeout_at(until):
                first = await _while_here(request, _next(parts))
        except BaseException:
            await held.aclose()
            raise
        told = self._told(request, kind)
        if first.last and (kind == "chat" or "outcome" not in first.facts):
            await held.aclose()
            told(first)
            return _plain(first)  # bad input is said by the status, since nothing was sent yet
        return _Events(self._frames(first, parts, until, told, chat=kind == "chat"), held)

    async def _frames(
        self, part: Piece, parts: AsyncIterator[Piece], until: float, told: "_Told", *, chat: bool
    ) -> AsyncIterator[bytes]:
        loop = asyncio.get_running_loop()

        def failed(body: str) -> bytes:
            return f"data: {body}\n\n".encode() if chat else frame("error", body)

        while True:
            if part.last:
                told(part)
                yield part.body if "outcome" in part.facts else failed(part.body.decode())
                return
            yield part.body
            coming = asyncio.ensure_future(_next(parts))
            try:
                while not (await asyncio.wait({coming}, timeout=max(0.0, min(_ALIVE_EVERY_S, until - loop.time()))))[0]:
                    if loop.time() >= until:
                        yield failed(openai_error(504, _LATE) if chat else json.dumps({"error": _LATE}))
                        return
                    yield b": at work\n\n"  # keeps proxies from closing, and notices a caller that has gone
                part = coming.result()
            finally:
                if not coming.done():
                    coming.cancel()
                    await asyncio.wait({coming})

    async def _worked(self, request: Request, kind: Kind, form: str = "json") -> Response:
        """The answer to a request by those who work on cases; given up when its caller has gone or its time is over."""
        async with AsyncExitStack() as held:
            job = await self._job(request, kind, held, form)
            return await _while_here(request, self._answered(request, job))

    async def _answered(self, request: Request, job: Job) -> Response:
        told = self._told(request, job.kind)
        async with self._admission.place(job.owner):
            async with asyncio.timeout(self._limits.timeout_s):
                part = await self._last(job)
        told(part)
        return _plain(part)

    async def _job(self, request: Request, kind: Kind, held: AsyncExitStack, form: str = "json") -> Job:
        """The request with its body, which is held until the end."""
        media_type, body = "application/json", b""
        if request.method == "POST":
            media_type = request.headers.get("content-type", "")
            if not (is_json(media_type) or (is_form(media_type) and kind not in _JSON_ONLY)):
                also = "" if kind in _JSON_ONLY else ", or the case and its images as multipart/form-data"
                raise HTTPException(415, f"send JSON, with 'Content-Type: application/json'{also}")
            body = await held.enter_async_context(self._admission.body(request))
        name = request.path_params.get("name", "")
        return Job(kind, body, media_type, form, name, request.scope.get("client_name", ""))

    async def _last(self, job: Job) -> Piece:
        parts = self._workers.parts(job, self._limits.timeout_s)
        try:
            async for part in parts:
                if part.last:
                    return part
        finally:
            await parts.aclose()  # type: ignore[attr-defined]
        raise Gone("those who work on cases have ended")

    def _told(self, request: Request, what: str) -> "_Told":
        began = time.perf_counter()

        def told(part: Piece) -> None:
            self.metrics.case(what, part.facts)
            who = request.scope.get("client_name", "")
            self._audit.write(who, what, part.status, 1000 * (time.perf_counter() - began), part.facts)

        return told


class _Told(Protocol):
    def __call__(self, part: Piece) -> None: ...


class _Events(StreamingResponse):
    """Server-sent events of work that is given up when the response is over, however that comes about."""

    def __init__(self, frames: AsyncIterator[bytes], held: AsyncExitStack) -> None:
        super().__init__(frames, media_type="text/event-stream")
        self._frames, self._held = frames, held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self._frames.aclose()  # type: ignore[attr-defined]
            await self._held.aclose()


def _told_as(
    read: Callable[[Any], tuple[int, str, Mapping[str, str] | None]],
) -> Callable[[Request, Exception], Response]:
    """A handler that tells an error in the form of the address it came to."""
    return lambda request, error: problem(*read(error), path=request.url.path)


def _refused(request: Request, error: Exception) -> Response:
    """A refusal; of a wrong method with all that its address knows, since the router tells of its first route only."""
    told = cast(HTTPException, error)
    headers = dict(told.headers or {})
    if told.status_code == 405:
        routes = [route for route in request.app.routes if route.matches(request.scope)[0] is not Match.NONE]
        headers["Allow"] = ", ".join(sorted({method for route in routes for method in route.methods or ()}))
    return problem(told.status_code, told.detail, headers, path=request.url.path)


async def _next(parts: AsyncIterator[Piece]) -> Piece:
    return await anext(parts)


def _plain(part: Piece) -> Response:
    return Response(part.body, part.status, dict(part.headers), None if part.status == 204 else part.media_type)


def _form(request: Request) -> str:
    """The form that the address asks for, else the one of `Accept` that is wanted most, else JSON."""
    asked = parameters(request.query_params, "format").get("format")
    if asked is None:
        return wanted_most(request.headers.get("accept", ""), MEDIA_TYPES)
    if asked not in MEDIA_TYPES:
        raise InputError(f"format: expected one of {', '.join(MEDIA_TYPES)}")
    return asked


async def _while_here(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """The result of work, unless the caller goes away before."""
    working, gone = asyncio.ensure_future(work), asyncio.ensure_future(_gone(request))
    try:
        either: set[asyncio.Future[Any]] = {working, gone}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            raise ClientDisconnect
        return working.result()
    finally:
        for task in (working, gone):
            if not task.done():
                task.cancel()
                await asyncio.wait({task})


async def _gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
