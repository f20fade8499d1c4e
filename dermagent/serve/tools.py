"""Tools for agents over the Model Context Protocol: diagnose a case, ask on, explain a condition, check a citation."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any, cast

import anyio
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.stdio import stdio_server
from mcp.server.transport_security import TransportSecuritySettings
from mcp.shared.message import SessionMessage
from mcp_types import (
    INVALID_REQUEST,
    PARSE_ERROR,
    CallToolResult,
    ErrorData,
    InputRequiredResult,
    JSONRPCError,
)
from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dermagent.errors import InputError
from dermagent.knowledge.base import knowledge
from dermagent.knowledge.meant import match_name
from dermagent.provenance import version
from dermagent.report import lines
from dermagent.report.urgency import urgency_line
from dermagent.serve.admission import Admission
from dermagent.serve.clients import Clients
from dermagent.serve.guard import Guard
from dermagent.serve.jobs import CaseWorkers, Gone, Job, Kind, Piece
from dermagent.serve.limits import ServeLimits
from dermagent.steps.ground import difference, ground, references, too_short, verify
from dermagent.text.refused import expected_of
from dermagent.types import Differential

_CASE = (
    "A case as JSON: `history` (text), `images` (each {'content': base64}), `patient` ({'age_years', 'sex', ...}), "
    "`complaint`, `answer_language` (en, zh, es); at least a history or an image. What is not known is left out."
)
_ASK = (
    "A dialogue: the differential, and the one question whose answer would change it most. Begin with `case`. Put "
    "`question.for_patient` to the person, never answer it yourself; go on with `dialogue`, `question` (its id) and "
    "`answer` (yes, no, unknown, or words); or with `dialogue` and `more` ({'history', 'symptoms', 'corrected', "
    "'images'}) for what is told unasked. It has ended when `question` is null."
)
_TOO_SHORT = "The quotation is too short to show anything; quote three words or more, or a third of the statement."
#: What a verdict on a quotation means.
_TOLD = {
    "verified": "These words stand in the statement.",
    "doubtful": "These words stand in the statement, but the order in which its text was read is in doubt.",
    "altered": "These words stand in the statement nearly so, or denied; the difference shows what was changed.",
    "misattributed": "These words do not stand in this statement, but in another one of its condition.",
    "nowhere": "These words stand nowhere in the statements of this condition.",
    "not_retrieved": "There is no such statement.",
}
_HOW_TO_ASK = "give a case; or dialogue, question and answer; or dialogue and more"


def make_tools(workers: CaseWorkers, limits: ServeLimits) -> MCPServer:
    """The MCP server; `workers` have been started, and are stopped by the caller.

    Bad input and a run that came to no answer are errors of the tool, never results. No file and no address is read.
    """
    server: MCPServer = _Tools(
        "dermagent",
        version=version("dermagent"),
        instructions="Decision support for clinicians and researchers; not a medical device.",
        log_level="WARNING",
    )
    at_work = _AtWork(workers, limits)

    @server.tool(name="diagnose", description=f"The differential of a case, urgency first, cited. {_CASE}")
    async def diagnose(case: dict[str, Any], context: Context) -> dict[str, Any]:
        told = await at_work.answer("diagnose", case, _owner(context))
        return {"urgency_in_words": urgency_line(Differential.model_validate(told)), **told}

    @server.tool(name="ask", description=f"{_ASK} {_CASE}")
    async def ask(
        context: Context,
        case: dict[str, Any] | None = None,
        dialogue: str | None = None,
        question: str | None = None,
        answer: str | None = None,
        more: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        owner = _owner(context)
        match case, dialogue, question, answer, more:
            case dict(), None, None, None, None:
                told = await at_work.answer("begin", case, owner)
            case None, str(), str(), str(), None:
                told = await at_work.answer("answer", {"question": question, "answer": answer}, owner, dialogue)
            case None, str(), None, None, dict():
                told = await at_work.answer("more", more, owner, dialogue)
            case _:
                raise ToolError(_HOW_TO_ASK)
        return _turn(told)

    @server.tool(
        name="explain",
        description="What is known of a condition (its id, or a name in English, Chinese or Spanish): numbered "
        "statements, each with its sources, urgency and findings.",
    )
    def explain(condition: str) -> dict[str, Any]:
        return explained(condition)

    @server.tool(
        name="verify_citation",
        description="Whether words stand in a statement (such as psoriasis.1) as quoted: verified, altered (nearly so; "
        "`difference` shows where not), misattributed (they stand in another one of its condition), nowhere (they "
        "stand in none, or are fewer than three words and less than a third of it), or not_retrieved (there is no such "
        "statement). `told` says it in a sentence.",
    )
    def verify_citation(statement: str, quote: str) -> dict[str, Any]:
        return checked(statement, quote)

    return server


class _Tools(MCPServer):
    """The server of MCP, whose errors hold nothing of what a caller sent."""

    async def call_tool(
        self, name: str, arguments: dict[str, Any], context: Context[Any, Any] | None = None
    ) -> CallToolResult | InputRequiredResult:
        """As `MCPServer`; arguments that do not fit are told by their names and not by their values."""
        try:
            return await super().call_tool(name, arguments, context)
        except ToolError as error:
            if not isinstance(error.__cause__, ValidationError):
                raise
            first = error.__cause__.errors(include_input=False, include_url=False)[0]
            field = str(next(iter(first["loc"]), ""))[:40]
            raise ToolError(f"{name}: argument {field!r}: {expected_of(first)}; see the tool's input schema") from None

    async def run_stdio_async(self) -> None:
        """Serve standard input and output; a line that is no message of JSON-RPC is answered with its error."""
        async with stdio_server() as (read, write), anyio.create_task_group() as group:
            sender, receiver = anyio.create_memory_object_stream[SessionMessage | Exception](0)

            async def checked_lines() -> None:
                async with sender:
                    async for item in read:
                        if isinstance(item, Exception):
                            await write.send(SessionMessage(_line_error(item)))
                        else:
                            await sender.send(item)

            group.start_soon(checked_lines)
            options = self._lowlevel_server.create_initialization_options()
            await self._lowlevel_server.run(receiver, write, options)
            group.cancel_scope.cancel()


class _Quiet:
    """An application of MCP over HTTP, whose refusal of a body that is no message repeats nothing of it."""

    def __init__(self, application: ASGIApp) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on but the body of a 400 in which the package tells what it could not read."""
        held: list[Message] = []

        async def quietly(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] == 400:
                held.append(message)  # sent with its body, or not at all
                return
            body = message.get("body", b"")
            if not held or not any(one in body for one in (b'"Parse error', b'"Validation error')):
                for one in (*held, message):
                    await send(one)
                held.clear()
                return
            told = _no_message(no_json=b'"Parse error' in body)
            await Response(told.model_dump_json(), 400, media_type="application/json")(scope, receive, send)

        await self._application(scope, receive, quietly)


def _line_error(error: Exception) -> JSONRPCError:
    """The error of JSON-RPC for a line: no JSON, or no message."""
    no_json = isinstance(error, ValidationError) and any(
        one["type"] == "json_invalid" for one in error.errors(include_input=False, include_url=False)
    )
    return _no_message(no_json=no_json)


def _no_message(*, no_json: bool) -> JSONRPCError:
    told = ErrorData(code=INVALID_REQUEST, message="what was sent is no message of JSON-RPC 2.0")
    if no_json:
        told = ErrorData(code=PARSE_ERROR, message="what was sent is not JSON")
    return JSONRPCError(jsonrpc="2.0", id=None, error=told)


def _turn(told: dict[str, Any]) -> dict[str, Any]:
    return {
        "dialogue": told["session"],
        "question": told["question"],
        "urgency_in_words": urgency_line(Differential.model_validate(told["differential"])),
        "differential": told["differential"],
    }


def over_http(workers: CaseWorkers, limits: ServeLimits, *, clients: Clients, loopback: bool) -> Guard:
    """The same tools at `/mcp`, over streamable HTTP; what it starts while it runs are the workers too.

    A call carries all that it needs, so several servers may stand behind one address; a dialogue stays where it began.
    """
    tools = make_tools(workers, limits)
    application = tools.streamable_http_app(
        stateless_http=True,
        max_request_body_size=limits.max_body_bytes,
        transport_security=TransportSecuritySettings(enable_dns_rebinding_protection=False),  # `Guard` does that
    )

    @asynccontextmanager
    async def running() -> AsyncIterator[None]:
        await workers.start()
        try:
            async with tools.session_manager.run():
                yield
        finally:
            await workers.stop()

    return Guard(_Quiet(application), clients=clients, loopback=loopback, running=running, counted=lambda *_: None)


def _owner(context: Any) -> str:
    """The name of the client's key; over standard input and output there is one client."""
    request = context.request_context.request
    return str(request.scope.get("client_name", "")) if request is not None else ""


class _AtWork:
    """Calls as jobs, as many at a time as the limits allow."""

    def __init__(self, workers: CaseWorkers, limits: ServeLimits) -> None:
        self._workers, self._limits = workers, limits
        self._admission = Admission(limits)

    async def answer(self, kind: Kind, content: dict[str, Any], owner: str, session: str = "") -> dict[str, Any]:
        """What comes back.

        Raises:
            ToolError: it is no answer; the message says why in one sentence, and keeps the red flags.
        """
        job = Job(kind, json.dumps(content).encode(), session=session, owner=owner)
        try:
            async with self._admission.place(owner), asyncio.timeout(self._limits.timeout_s):
                piece = await self._last(job)
        except HTTPException as error:
            raise ToolError(error.detail) from None
        except Gone as error:
            raise ToolError(str(error)) from None
        except TimeoutError:
            raise ToolError(f"no answer within {self._limits.timeout_s:g} s") from None
        told = cast(dict[str, Any], json.loads(piece.body))
        if "error" in told:
            raise ToolError(told["error"])
        differential = Differential.model_validate(told.get("differential", told))
        if differential.outcome not in ("answered", "abstained"):
            raise ToolError(_no_answer(differential))
        return told

    async def _last(self, job: Job) -> Piece:
        async with aclosing(self._workers.parts(job, self._limits.timeout_s)) as parts:  # type: ignore[type-var]
            async for part in parts:
                if part.last:
                    return part
        raise Gone("those who work on cases have ended")


def _no_answer(d: Differential) -> str:
    flags = (f"{flag.name}. {flag.clinician_text}" for flag in d.red_flags)
    return " ".join((lines.no_answer_line(d), *d.limits[:1], urgency_line(d), *flags))


def explained(condition: str) -> dict[str, Any]:
    """The card of a condition with its sources as printed.

    Raises:
        ToolError: there is no such condition, or it has no card.
    """
    kb = knowledge()
    try:
        found = condition if condition in kb.conditions else match_name(condition)
    except InputError as error:
        raise ToolError(str(error)) from None
    if found is None or found not in kb.cards:
        raise ToolError("no card is about that condition; diagnose lists the ids of those that fit a case")
    card, known = kb.cards[found], kb.conditions[found]
    statements = ground((), (found,), first=0)
    used = {source for statement in statements for source in statement.sources}
    return {
        "condition": found,
        "name": known.name,
        "icd10cm": known.icd10cm,
        "must_not_miss": card.must_not_miss,
        "urgency": card.urgency,
        "findings": {kb.findings[one].term: frequency for one, frequency in card.findings.items()},
        "statements": [one.model_dump(mode="json", include={"id", "text", "sources"}) for one in statements],
        "references": [one.model_dump(mode="json") for one in references(used & kb.sources.keys())],
    }


def checked(statement: str, quote: str) -> dict[str, Any]:
    """The verdict on a quotation, with the statement's own words and, of a near miss, the difference."""
    condition = statement.rpartition(".")[0]
    known = {one.id: one for one in ground((), (condition,), first=0)}
    verdict = verify(statement, quote, known)
    text = known[statement].text if statement in known else ""
    short = verdict == "altered" and too_short(quote, text)
    differs = difference(quote, text) if verdict == "altered" and not short else ""
    if short:
        verdict = "nowhere"
    told = _TOO_SHORT if short else _TOLD[verdict]
    return {"statement": statement, "verdict": verdict, "told": told, "text": text, "difference": differs}
