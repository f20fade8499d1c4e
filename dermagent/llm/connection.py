"""Where a model's server is, and connections that go there and nowhere else."""

import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import urlsplit

import httpx2

from dermagent.errors import InputError

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
#: Requests that one pool holds at once.
_IN_A_POOL = 16
_LIMITS = httpx2.Limits(max_connections=1000, max_keepalive_connections=100)


class Elsewhere(Exception):
    """The server redirects to another origin; nothing was sent there."""


class Closable(Protocol):
    """What speaks over connections of its own."""

    async def close(self) -> None:
        """Close them."""


C = TypeVar("C", bound=Closable)


class Pools(Generic[C]):
    """Clients of one server, each with its own few connections, opened as they are needed.

    A pool looks at each of its connections at every request and every reply, so that one large pool is slow.
    """

    def __init__(self, opened: Callable[[], C]) -> None:
        self._open = opened
        self._clients = [opened()]
        self._busy = [0]

    @property
    def first(self) -> C:
        """The client that is always there."""
        return self._clients[0]

    @contextmanager
    def lent(self) -> Iterator[C]:
        """A client with room for one request more."""
        place = next((place for place, busy in enumerate(self._busy) if busy < _IN_A_POOL), len(self._busy))
        if place == len(self._busy):
            self._clients.append(self._open())
            self._busy.append(0)
        self._busy[place] += 1
        try:
            yield self._clients[place]
        finally:
            self._busy[place] -= 1

    async def close(self) -> None:
        """Close them all."""
        for client in self._clients:
            await client.close()


def async_client(base_url: str | None, *, local_only: bool, timeout_s: float) -> httpx2.AsyncClient:
    """Connections for code inside the event loop."""

    async def stay(response: httpx2.Response) -> None:
        _stay(response)

    return httpx2.AsyncClient(event_hooks={"response": [stay]}, **_options(base_url, local_only, timeout_s))


def client(base_url: str | None, *, local_only: bool, timeout_s: float) -> httpx2.Client:
    """Connections for code outside the event loop."""
    return httpx2.Client(event_hooks={"response": [_stay]}, **_options(base_url, local_only, timeout_s))


def _options(base_url: str | None, local_only: bool, timeout_s: float) -> dict[str, Any]:
    """A local server is spoken to directly: a proxy of the environment would be another place that learns the case."""
    trust_env = not (local_only or is_local(base_url))
    return {
        "timeout": timeout_s,
        "limits": _LIMITS,
        "follow_redirects": True,
        "trust_env": trust_env,
        "verify": _certificates(trust_env),
    }


@cache
def _certificates(trust_env: bool) -> ssl.SSLContext:
    """The certificates that are trusted, read once a process: that takes longer than all else of a connection."""
    return httpx2.create_ssl_context(trust_env=trust_env)


def _stay(response: httpx2.Response) -> None:
    """Refuse to follow a redirect to another scheme, host or port with the case and the key."""
    if not response.has_redirect_location:
        return
    here = response.request.url
    try:
        there = here.join(response.headers["location"])
    except httpx2.InvalidURL as error:
        raise Elsewhere("what is no address") from error
    if (here.scheme, here.host, here.port) != (there.scheme, there.host, there.port):
        raise Elsewhere(origin(str(there)))


def origin(base_url: str | None) -> str:
    """Scheme, host and port of a server, without anything secret that an address may hold."""
    parts = urlsplit(base_url or "https://api.openai.com")
    try:
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        port = ""
    return f"{parts.scheme}://{parts.hostname}{port}"


def is_local(base_url: str | None) -> bool:
    """Whether an address is this machine's own."""
    return base_url is not None and urlsplit(base_url).hostname in LOOPBACK


def check_allowed(base_url: str | None, allowed_hosts: Iterable[str]) -> None:
    """Refuse a server that is neither on this machine nor on the list.

    Raises:
        InputError: it is neither.
    """
    host = urlsplit(base_url).hostname if base_url else "api.openai.com"
    if not is_local(base_url) and host not in set(allowed_hosts):
        raise InputError(f"local_only is set and the model's server {host!r} is neither local nor in allowed_hosts")
