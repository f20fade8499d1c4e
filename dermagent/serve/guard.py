"""What stands before every request: who may ask, what every answer carries, and what is logged."""

import ipaddress
import logging
import re
import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dermagent.serve.cases import log_defect
from dermagent.serve.clients import Clients
from dermagent.serve.problem import problem

log = logging.getLogger(__name__)
#: Without a key: the page, which asks for it, and the signs of life.
_OPEN = {"/", "/healthz", "/readyz"}
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
    a key a foreign `Origin` too, since a web site could post here. Beyond loopback there is always a key. Where both
    lengths of a body are stated, others on the way may read another request in it, so it is refused. No body is
    unpacked, and one that is said to be packed is not read.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        clients: Clients,
        loopback: bool,
        running: Callable[[], AbstractAsyncContextManager[None]],
        counted: Callable[[str, int, float], None],
    ) -> None:
        self._app = app
        self._clients = clients
        self._loopback = loopback
        self._counted = counted
        self.running = running

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
            took = time.perf_counter() - started
            self._counted(endpoint, status, took)
            log.info("%s %s %d %.0f ms", _method(scope), endpoint, status, 1000 * took)

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        headers = Headers(scope=scope)
        host, path = headers.get("host", ""), scope["path"]
        if "transfer-encoding" in headers and "content-length" in headers:
            sentence = "a request states one length; send no Content-Length with Transfer-Encoding"
            return problem(400, sentence, _CLOSE, path=path)
        if len(headers.getlist("host")) > 1 or len(set(headers.getlist("content-length"))) > 1:
            return problem(400, "a header that may stand once stands twice", _CLOSE, path=path)
        if headers.get("content-encoding", "identity").strip().lower() != "identity":
            return problem(415, "send the body as it is, without Content-Encoding", _CLOSE, path=path)
        if self._loopback and not is_loopback(_hostname(host)):
            return problem(421, "this server answers on this machine's own names only, such as 127.0.0.1", path=path)
        name: str | None = ""
        if self._clients.needed:
            name = self._clients.name_of(headers.get("authorization", ""))
            if name is None and path not in _OPEN:
                sentence = "send the server's token as 'Authorization: Bearer …'"
                return problem(401, sentence, {"WWW-Authenticate": "Bearer"}, path=path)
        elif "origin" in headers and _netloc(headers["origin"]) != host:
            return problem(403, "a page of another origin may not ask this server", path=path)
        scope["client_name"] = name or ""
        return None


_CLOSE = {"Connection": "close"}


#: A name or an address, and a port; nothing before them or behind them, which others may read as part of an address.
_HOST = re.compile(r"([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?", re.IGNORECASE)


def _hostname(host: str) -> str | None:
    named = _HOST.fullmatch(host)
    return named[1].strip("[]").lower() if named else None


def _netloc(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


def _method(scope: Scope) -> str:
    """The method, if it is one: any word may stand there."""
    method: str = scope["method"]
    return method if method in _METHODS else "-"


_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
