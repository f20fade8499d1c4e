"""Bind to an address and serve an application there until a signal comes."""

import asyncio
import json
import socket
from collections.abc import Callable

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from dermagent.errors import InputError
from dermagent.serve.clients import checked
from dermagent.serve.guard import Guard, is_loopback

#: Seconds that requests in flight get to end, and what then is still at work is ended.
GRACE_S = 10


def bind(
    host: str, port: int, *, allow_remote: bool, token: str, keys: bool = False, option: str = "--port"
) -> socket.socket:
    """A listening socket; beyond this machine only where that is asked for and callers need a token or have keys.

    `option` is what names the port where it must be another.

    Raises:
        InputError: the address is not this machine's own and not allowed, or cannot be listened on.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[
            0
        ]
    except (OSError, UnicodeError) as error:
        raise InputError(f"{host!r} is no address of this machine") from error
    if not is_loopback(str(address[0])) and not allow_remote:
        raise InputError(f"{host!r} can be reached from other machines; if that is meant, give --allow-remote")
    if allow_remote and not (token or keys):
        raise InputError("--allow-remote needs a token that callers must send; set DERMAGENT_SERVE_TOKEN or --keys")
    if token:
        checked(token, "DERMAGENT_SERVE_TOKEN")
    # The protocol is named because asyncio sets TCP_NODELAY only where it is; without it each answer waits 40 ms.
    listening = socket.socket(family, kind, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(1024)
    except OSError as error:
        listening.close()
        reason = f"{error.strerror}; choose another with {option}"
        raise InputError(f"cannot listen on {host} port {port}: {reason}") from error
    return listening


def serve(app: Guard, listening: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until SIGINT or SIGTERM; requests in flight get ten seconds to end. `ready` is called when it can answer.

    Raises:
        InputError: those who work on cases cannot begin, because of a setting or a file.
    """
    asyncio.run(_serve(app, listening, ready))


class _Http(H11Protocol):
    """HTTP/1.1, of which what cannot be read is refused as everything else is."""

    def send_400_response(self, msg: str) -> None:
        """Refuse with {"error": sentence} and close."""
        body = json.dumps({"error": "this is no request in HTTP/1.1 that can be read"}).encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
        ]
        for event in (
            h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
            h11.Data(data=body),
            h11.EndOfMessage(),
        ):
            if output := self.conn.send(event):
                self.transport.write(output)
        self.transport.close()


async def _serve(app: Guard, listening: socket.socket, ready: Callable[[], None]) -> None:
    config = uvicorn.Config(
        app,
        http=_Http,
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE_S,
    )
    async with app.running():
        ready()
        await uvicorn.Server(config).serve(sockets=[listening])
