"""Addresses that may be fetched, and servers that misbehave on a loopback TLS socket."""

import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dermagent.errors import InputError
from dermagent.imaging.fetch import fetch, is_public
from dermagent.imaging.limits import ImageLimits

LIMITS = ImageLimits(max_bytes=1000, fetch_timeout_s=5.0)
LOOK_UP = socket.getaddrinfo  # as it was before the guard against leaving this machine
Reply = Callable[[ssl.SSLSocket], None]


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:4700::6810:84e5", "2a00:1450:4001::1"])
def test_ordinary_internet_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",  # a cloud's metadata service
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104
        "255.255.255.255",
        "224.0.0.1",
        "240.0.0.1",
        "192.0.2.1",
        "198.18.0.1",
        "192.88.99.1",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::7f00:1",
        "64:ff9b::808:808",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "2001:db8::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "fc00::1",
        "ff02::1",
        "example.com",
        "",
    ],
)
def test_private_special_and_tunnelled_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.fixture
def resolved(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Make every name resolve to the given addresses; gives the names asked for. Nothing may be connected to."""

    def resolve_to(*addresses: str) -> list[str]:
        asked: list[str] = []

        def getaddrinfo(host: str, port: int, **_: object) -> list[object]:
            asked.append(host)
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("a connection was tried"))
        return asked

    return resolve_to


@pytest.mark.parametrize(
    "addresses", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["::1", "8.8.8.8"], ["169.254.169.254"], []]
)
def test_a_host_with_any_address_off_the_public_internet_is_refused(
    addresses: list[str], resolved: Callable[..., list[str]]
) -> None:
    asked = resolved(*addresses)
    with pytest.raises(InputError, match=r"'images\.example' is refused: the host is not on the public internet"):
        fetch("https://images.example/SECRET.png?token=SECRET", LIMITS)
    assert asked == ["images.example"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://images.example/a.png", "does not begin with https://"),
        ("file:///etc/passwd", "valid host name|begin with https"),
        ("https://", "no valid host name"),
        ("https:///SECRET", "no valid host name"),
        ("https://user@images.example/SECRET", "user name or password"),
        ("https://user:SECRET@images.example/", "user name or password"),
        ("https://@images.example/SECRET", "user name or password"),
        ("https://images.example:8443/SECRET", "a port other than 443"),
        ("https://images.example:0/SECRET", "a port other than 443"),
        ("https://images.example:99999/SECRET", "not a valid https address"),
        ("https://images.example:SECRET/", "not a valid https address"),
        ("https://[::1/SECRET", "not a valid https address"),
        ("https://[fe80::1%25eth0]/SECRET", "not a valid|no valid host name"),
        ("https://images.example\\@evil.example/SECRET", "backslashes"),
        ("https://images.example/SECRET\r\nHost: evil.example", "control characters"),
        ("https://images.exa\tmple/SECRET", "control characters"),
        (" https://images.example/SECRET", "spaces"),
        ("https://images.example/" + "SECRET" * 2000, "too long"),
        ("https://" + "a" * 64 + ".example/SECRET", "not a valid https address"),
        ("https://exa mple/SECRET", "spaces"),
        ("https://exa<mple/SECRET", "no valid host name"),
    ],
)
def test_addresses_of_an_odd_form_are_refused_before_any_look_up(
    url: str, expected: str, resolved: Callable[..., list[str]]
) -> None:
    asked = resolved("8.8.8.8")
    with pytest.raises(InputError, match=expected) as refusal:
        fetch(url, LIMITS)
    assert asked == []
    assert "SECRET" not in str(refusal.value)
    assert len(str(refusal.value)) < 400


@pytest.mark.parametrize(
    "host", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "localhost", "[::1]", "[::ffff:7f00:1]"]
)
def test_other_spellings_of_this_machine_are_refused(host: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def numeric_only(name: str, port: int, **options: Any) -> Any:
        return LOOK_UP(name, port, flags=0 if name == "localhost" else socket.AI_NUMERICHOST, **options)

    monkeypatch.setattr(socket, "getaddrinfo", numeric_only)
    with pytest.raises(InputError, match=r"not on the public internet|not known"):
        fetch(f"https://{host}/", LIMITS)


def test_a_name_that_does_not_resolve_is_named_without_its_path(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> list[object]:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(InputError, match=r"'images\.example' could not be fetched: the host name is not known"):
        fetch("https://images.example/SECRET", LIMITS)


def test_the_connection_goes_to_the_verified_address_without_a_second_look_up(
    resolved: Callable[..., list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = resolved("8.8.8.8", "8.8.4.4")
    tried: list[object] = []

    def refuse(address: object, timeout: float) -> socket.socket:
        tried.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)
    with pytest.raises(InputError, match="the connection failed"):
        fetch("https://xn--mnchen-3ya.example./a.png", LIMITS)
    assert tried == [("8.8.8.8", 443), ("8.8.4.4", 443)]
    assert asked == ["xn--mnchen-3ya.example"]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """PEM file with a key and a certificate for `localhost`, signed by itself."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("the openssl command is needed to make a certificate")
    folder = tmp_path_factory.mktemp("tls")
    made = subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-keyout", folder / "key.pem", "-out", folder / "cert.pem", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost"],
        capture_output=True, check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip("openssl could not make a certificate")
    (folder / "both.pem").write_bytes((folder / "key.pem").read_bytes() + (folder / "cert.pem").read_bytes())
    return folder / "both.pem"


class Server:
    """TLS server on 127.0.0.1 that answers each connection with one function; keeps requests and names asked for."""

    def __init__(self, certificate: Path, reply: Reply) -> None:
        self.requests: list[bytes] = []
        self.names: list[str | None] = []
        self._reply = reply
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        context.sni_callback = lambda _, name, __: self.names.append(name)
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        try:
            plain, _ = self._listener.accept()
        except OSError:
            return
        plain.settimeout(5)
        try:
            with plain, self._context.wrap_socket(plain, server_side=True) as connection:
                self.requests.append(connection.recv(65_536))
                self._reply(connection)
        except OSError:  # the client went away, as it should
            pass

    def close(self) -> None:
        # Closing alone does not wake a thread in accept().
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            pass
        self._listener.close()
        self._thread.join(6)


@pytest.fixture
def answer(certificate: Path) -> Iterator[Callable[..., bytes]]:
    """Fetch from a server on this machine that replies with the given bytes or function."""
    servers: list[Server] = []

    def get(
        reply: bytes | Reply,
        *,
        host: str = "localhost",
        trusted: bool = True,
        limits: ImageLimits = LIMITS,
        path: str = "/a.png",
    ) -> bytes:
        send: Reply = reply if callable(reply) else lambda connection: connection.sendall(reply)
        server = Server(certificate, send)
        servers.append(server)
        context = ssl.create_default_context(cafile=str(certificate) if trusted else None)
        get.server = server  # type: ignore[attr-defined]
        return fetch(
            f"https://{host}:{server.port}{path}",
            limits,
            address_allowed=lambda address: address in {"127.0.0.1", "::1"},
            context=context,
            port=server.port,
        )

    yield get
    for server in servers:
        server.close()


def test_a_body_is_fetched_with_a_plain_request(answer: Callable[..., bytes]) -> None:
    body = answer(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef", path="/a b.png?x=ü y#part".replace(" ", "%20"))
    assert body == b"abc"
    server: Server = answer.server  # type: ignore[attr-defined]
    head = server.requests[0].decode("ascii").split("\r\n")
    assert head[0] == "GET /a%20b.png?x=%C3%BC%20y HTTP/1.1"
    assert head[1] == f"Host: localhost:{server.port}"
    assert not any(line.lower().startswith(("cookie", "authorization", "referer")) for line in head)
    assert server.names == ["localhost"]


@pytest.mark.parametrize(
    ("reply", "body"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\nuntil the end", b"until the end"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", b"abcde"),
        (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nx", b"x"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + b"x" * 1000, b"x" * 1000),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", b""),
    ],
)
def test_bodies_of_every_framing_are_read(answer: Callable[..., bytes], reply: bytes, body: bytes) -> None:
    assert answer(reply) == body


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/SECRET\r\n\r\n", "redirects elsewhere"),
        (b"HTTP/1.1 304 Not Modified\r\n\r\n", "redirects elsewhere"),
        (b"HTTP/1.1 404 SECRET\r\nContent-Length: 6\r\n\r\nSECRET", "answered 404"),
        (b"HTTP/1.1 500 No\r\n\r\n", "answered 500"),
        (b"HTTP/1.1 206 Partial\r\nContent-Length: 1\r\n\r\nx", "answered 206"),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b", "sent it compressed"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n", r"larger than .* \(`max_bytes`\)"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 1001, r"larger than .* \(`max_bytes`\)"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e8\r\n" + b"x" * 1000 + b"\r\n1\r\nx\r\n0\r\n\r\n",
         r"larger than .* \(`max_bytes`\)"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "ended too early"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\nabc", "proper HTTP|connection failed"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nSECRET\r\nabc", "proper HTTP|connection failed"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", "proper HTTP"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n", "proper HTTP"),
        (b"SSH-2.0-SECRET\r\n", "proper HTTP"),
        (b"", "proper HTTP|connection failed"),
    ],
)  # fmt: skip
def test_replies_that_are_not_the_image_are_refused(answer: Callable[..., bytes], reply: bytes, expected: str) -> None:
    with pytest.raises(InputError, match=expected) as refusal:
        answer(reply)
    assert "'localhost'" in str(refusal.value)
    assert "SECRET" not in str(refusal.value)


def drip_head(connection: ssl.SSLSocket) -> None:
    for _ in range(60):
        connection.sendall(b"H")
        time.sleep(0.1)


def drip_body(connection: ssl.SSLSocket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
    drip_head(connection)


def say_nothing(connection: ssl.SSLSocket) -> None:
    connection.recv(1)


@pytest.mark.parametrize("reply", [drip_head, drip_body, say_nothing])
def test_a_slow_server_meets_one_time_limit_for_everything(answer: Callable[..., bytes], reply: Reply) -> None:
    started = time.monotonic()
    with pytest.raises(InputError, match=r"took longer than 0\.3 s \(`fetch_timeout_s`\)"):
        answer(reply, limits=ImageLimits(fetch_timeout_s=0.3))
    assert time.monotonic() - started < 1.5


def test_a_server_that_never_answers_the_handshake_meets_the_time_limit() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port: int = silent.getsockname()[1]
        with pytest.raises(InputError, match="took longer"):
            fetch(
                f"https://localhost:{port}/",
                ImageLimits(fetch_timeout_s=0.3),
                address_allowed=lambda address: address in {"127.0.0.1", "::1"},
                port=port,
            )


def test_a_certificate_nobody_vouches_for_is_refused(answer: Callable[..., bytes]) -> None:
    with pytest.raises(InputError, match="certificate is not valid"):
        answer(b"HTTP/1.1 200 OK\r\n\r\nx", trusted=False)


def test_a_certificate_for_another_name_is_refused(answer: Callable[..., bytes]) -> None:
    with pytest.raises(InputError, match=r"'127\.0\.0\.1' could not be fetched: the server's certificate is not valid"):
        answer(b"HTTP/1.1 200 OK\r\n\r\nx", host="127.0.0.1")


def test_a_server_without_tls_is_refused() -> None:
    with socket.create_server(("127.0.0.1", 0)) as plain:
        port: int = plain.getsockname()[1]

        def talk() -> None:
            connection, _ = plain.accept()
            with connection:
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                connection.recv(1000)

        thread = threading.Thread(target=talk)
        thread.start()
        with pytest.raises(InputError, match="the connection failed"):
            fetch(f"https://localhost:{port}/", LIMITS, address_allowed=lambda address: True, port=port)
        thread.join(5)
