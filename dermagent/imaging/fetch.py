"""Fetch one image over https from a host that is on the public internet, and from nowhere else."""

import http.client
import io
import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Callable
from typing import cast
from urllib.parse import quote, urlsplit

from dermagent.errors import InputError
from dermagent.imaging.limits import ImageLimits

HTTPS_PORT = 443
_CHUNK_BYTES = 65_536
_ADVICE = "save the image beside the case file and give its path"
_GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
#: Ranges that Python counts as global although a packet to them may end in a private network.
_TUNNELS = (
    ipaddress.ip_network("2002::/16"),  # 6to4, RFC 3056
    ipaddress.ip_network("2001::/32"),  # Teredo, RFC 4380
    ipaddress.ip_network("192.88.99.0/24"),  # 6to4 relays, RFC 3068
)


def is_public(address: str) -> bool:
    """Whether a numeric address is an ordinary host on the public internet.

    IPv6 addresses that carry an IPv4 address (mapped, NAT64 64:ff9b::/96, 6to4, Teredo) are not: where they lead
    is decided by a gateway.
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:  # with a zone, or not numeric
        return False
    if not parsed.is_global or parsed.is_multicast or parsed.is_reserved or parsed.is_unspecified:
        return False
    if parsed.version == 6 and parsed not in _GLOBAL_UNICAST:
        return False
    return not any(parsed in network for network in _TUNNELS)


def fetch(
    url: str,
    limits: ImageLimits,
    *,
    address_allowed: Callable[[str], bool] = is_public,
    context: ssl.SSLContext | None = None,
    port: int = HTTPS_PORT,
) -> bytes:
    """Body of one GET request, at most `limits.max_bytes` long.

    Every address the host name resolves to must be allowed; the connection then goes to such an address itself, so a
    second look-up cannot lead elsewhere, while the certificate is checked against the name. Redirects are refused,
    proxy settings are not used, no credentials are sent. The time limit covers everything after the look-up,
    which the operating system limits. Messages name the host only, since paths and queries may carry tokens.

    Args:
        address_allowed, context, port: replaced by tests, which talk to a server on this machine.

    Raises:
        InputError: for every failure.
    """
    host, target = _parts(url, port)
    label = f"the image at {host!r}"
    addresses = _resolve(host, port, address_allowed, label)
    deadline = time.monotonic() + limits.fetch_timeout_s
    try:
        with _connect(addresses, port, host, context or ssl.create_default_context(), deadline) as connection:
            name = f"[{host}]" if ":" in host else host
            connection.settimeout(_left(deadline))
            request = (
                f"GET {target} HTTP/1.1\r\nHost: {name}{'' if port == HTTPS_PORT else f':{port}'}\r\n"
                "Accept: image/*\r\nAccept-Encoding: identity\r\nUser-Agent: dermagent\r\nConnection: close\r\n\r\n"
            )
            connection.sendall(request.encode("ascii"))
            # HTTPResponse asks of a socket only `makefile`.
            response = http.client.HTTPResponse(cast(socket.socket, _Replies(connection, deadline)), method="GET")
            response.begin()
            _check_head(response, limits, label)
            return _body(response, limits, label)
    except ssl.SSLCertVerificationError as error:
        raise InputError(f"{label} could not be fetched: the server's certificate is not valid; {_ADVICE}") from error
    except TimeoutError as error:
        raise InputError(
            f"{label} took longer than {limits.fetch_timeout_s:g} s (`fetch_timeout_s`) to fetch; {_ADVICE}"
        ) from error
    except http.client.HTTPException as error:
        raise InputError(f"{label} could not be fetched: the server does not speak proper HTTP; {_ADVICE}") from error
    except (OSError, ValueError) as error:  # ValueError: a chunk or header number that is none
        raise InputError(f"{label} could not be fetched: the connection failed; {_ADVICE}") from error


def _parts(url: str, port: int) -> tuple[str, str]:
    """Host name as to be certified, and the request target."""
    # urlsplit drops tabs and line breaks without a word, and clients disagree on backslashes.
    if len(url) > 8000 or re.search(r"[\x00-\x20\x7f\\]", url):
        raise InputError(f"an image address is too long or has spaces, control characters or backslashes; {_ADVICE}")
    try:
        parts = urlsplit(url)
        given_port = HTTPS_PORT if parts.port is None else parts.port
        name = parts.hostname or ""
        host = str(ipaddress.IPv6Address(name)) if ":" in name else name.encode("idna").decode("ascii")
        target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        target += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?") if parts.query else ""
    except ValueError:  # UnicodeError included; its text holds the whole address
        raise InputError(f"an image address is not a valid https address; {_ADVICE}") from None
    host = host.removesuffix(".")
    if parts.scheme.lower() != "https":
        raise InputError(f"an image address does not begin with https://; {_ADVICE}")
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,253}|[0-9a-f:.]{2,45}", host):
        raise InputError(f"an image address has no valid host name; {_ADVICE}")
    if parts.username is not None or parts.password is not None:
        raise InputError(f"the image address at {host!r} holds a user name or password, which is refused; {_ADVICE}")
    if given_port != port:
        raise InputError(f"the image address at {host!r} names a port other than {port}, which is refused; {_ADVICE}")
    return host, target


def _resolve(host: str, port: int, address_allowed: Callable[[str], bool], label: str) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise InputError(f"{label} could not be fetched: the host name is not known; check the address") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not addresses or not all(address_allowed(address) for address in addresses):
        raise InputError(f"{label} is refused: the host is not on the public internet; {_ADVICE}")
    return addresses


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _connect(addresses: list[str], port: int, host: str, context: ssl.SSLContext, deadline: float) -> ssl.SSLSocket:
    """TLS connection to the first verified address that answers."""
    for position, address in enumerate(addresses):
        try:
            plain = socket.create_connection((address, port), timeout=_left(deadline))
            break
        except OSError:
            if position == len(addresses) - 1:
                raise
    try:
        plain.settimeout(_left(deadline))  # a handshake as a whole keeps to the socket's time limit
        return context.wrap_socket(plain, server_hostname=host)
    except BaseException:
        plain.close()
        raise


class _Replies(io.RawIOBase):
    """What the server sends, where each wait is limited to the time that is left for all of them."""

    def __init__(self, connection: ssl.SSLSocket, deadline: float) -> None:
        self._connection = connection
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        self._connection.settimeout(_left(self._deadline))
        return self._connection.recv_into(buffer)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)


def _check_head(response: http.client.HTTPResponse, limits: ImageLimits, label: str) -> None:
    if 300 <= response.status < 400:
        raise InputError(f"{label} is refused: the server redirects elsewhere; give the final address")
    if response.status != 200:
        raise InputError(f"{label} could not be fetched: the server answered {response.status}; check the address")
    if (response.getheader("Content-Encoding") or "identity").strip().lower() != "identity":
        raise InputError(f"{label} is refused: the server sent it compressed although asked not to; {_ADVICE}")
    if response.length is not None and response.length > limits.max_bytes:
        raise InputError(_too_large(label, limits))


def _body(response: http.client.HTTPResponse, limits: ImageLimits, label: str) -> bytes:
    promised = response.length
    body = bytearray()
    while part := response.read(_CHUNK_BYTES):
        body += part
        if len(body) > limits.max_bytes:
            raise InputError(_too_large(label, limits))
    if promised is not None and len(body) < promised:
        raise InputError(f"{label} could not be fetched: the connection ended too early; try again")
    return bytes(body)


def _too_large(label: str, limits: ImageLimits) -> str:
    return f"{label} is larger than {limits.max_bytes / 2**20:.3g} MiB (`max_bytes`); {_ADVICE}, smaller"
