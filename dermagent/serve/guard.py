"""What stands before every request: who may ask, how many at once, what every answer carries, and what is logged."""

import asyncio
import hmac
import ipaddress
import logging
import time
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dermagent.serve.limits import ServeLimits

log = logging.getLogger(__name__)
#: Without a token: the page, which asks for it, and the sign of life.
_OPEN = {"/", "/healthz"}
_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
#: For everything but the page: were it opened in a browser, nothing in it would run or load.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox"


def is_loopback(host: str | None) -> bool:
    """Whether a host name or address can only be this machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


class Guard:
    """The outermost layer; lets no error through whose message could hold text of a case.

    On loopback a foreign `Host` is refused, since a web site could point its own name here (DNS rebinding), and without
    a token a foreign `Origin` too, since a web site could post here. Beyond loopback there is always a token.
    """

    def __init__(self, app: ASGIApp, *, token: str, loopback: bool) -> None:
        self._app = app
        self._token = token.encode()
        self._loopback = loopback

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 0

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                headers.setdefault("Content-Security-Policy", _POLICY)
            await send(message)

        try:
            refusal = self._refusal(scope)
            await (refusal or self._app)(scope, receive, sent)
        except Exception as error:  # the server's own boundary: one broken request must not print a case
            log_defect(error)
        finally:
            # The handler's name, not the path: a path can hold the name of a dialogue, or anything.
            endpoint = getattr(scope.get("endpoint"), "__name__", "-")
            log.info("%s %s %d %.0f ms", scope["method"], endpoint, status, 1000 * (time.perf_counter() - started))

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if self._loopback and not is_loopback(_hostname(host)):
            return problem(421, "this server answers on this machine's own names only, such as 127.0.0.1")
        if self._token:
            kind, _, given = headers.get("authorization", "").partition(" ")
            right = hmac.compare_digest(given.strip().encode(), self._token) and kind.lower() == "bearer"
            if not right and scope["path"] not in _OPEN:
                return problem(
                    401, "send the server's token as 'Authorization: Bearer …'", {"WWW-Authenticate": "Bearer"}
                )
        elif "origin" in headers and urlsplit(headers["origin"]).netloc != host:
            return problem(403, "a page of another origin may not ask this server")
        return None


def log_defect(error: BaseException) -> None:
    """Log what kind of error it is and where it was raised; its message could hold text of a case."""
    where = error.__traceback__
    while where and where.tb_next:
        where = where.tb_next
    place = f"{where.tb_frame.f_globals.get('__name__')}:{where.tb_lineno}" if where else "an unknown place"
    log.error("%s at %s", type(error).__name__, place)


def problem(status: int, sentence: str, headers: dict[str, str] | None = None) -> JSONResponse:
    """A refusal or a failure: never anything that could be read as a differential."""
    return JSONResponse({"error": sentence}, status, headers)


def _hostname(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


class Queue:
    """The places of one server: so many work at once, so many wait."""

    def __init__(self, limits: ServeLimits) -> None:
        self.places = asyncio.Semaphore(limits.at_once)
        self.left = limits.at_once + limits.waiting


class Queued:
    """Gives a request a place, or turns it away while it is still unread."""

    def __init__(self, app: ASGIApp, queue: Queue) -> None:
        self._app = app
        self._queue = queue

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._queue.left == 0:
            refusal = problem(503, "as many cases are being worked on as this server takes on", {"Retry-After": "5"})
            await refusal(scope, receive, send)
            return
        self._queue.left -= 1
        try:
            async with self._queue.places:
                await self._app(scope, receive, send)
        finally:
            self._queue.left += 1
