"""Requests that no client of good will sends, over a real socket: never a 500, never a hang, and the server goes on."""

import json
import re
import socket
from collections.abc import Iterator

import httpx2
import pytest

from tests.servers import started

COMMAND = ["serve", "--port", "0", "--processes", "1"]
CASE = b'{"history": "Burning blisters on the chest."}'
JSON = "Content-Type: application/json"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with started(*COMMAND, "--max-mib", "0.5", "--timeout", "20") as one:
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", one.stderr.readline())
        assert found
        yield int(found.group(1))
        one.terminate()
        one.wait(30)
        assert "Traceback" not in one.stderr.read()


def sent(port: int, *pieces: bytes, quiet_s: float = 4) -> list[int]:
    """The statuses of all answers on one connection; it is closed for writing when nothing comes for `quiet_s`."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        for piece in pieces:
            connection.sendall(piece)
        answer = b""
        connection.settimeout(quiet_s)
        try:
            try:
                while part := connection.recv(65536):
                    answer += part
            except TimeoutError:
                connection.settimeout(4)
                connection.shutdown(socket.SHUT_WR)
                while part := connection.recv(65536):
                    answer += part
        except ConnectionError:
            pass
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3})", answer)]


def request(method: str, path: str, *headers: str, body: bytes = b"", length: bool = True, close: bool = True) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *headers]
    if close:
        lines.append("Connection: close")
    if length:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body


def posted(body: bytes, *headers: str, path: str = "/v1/diagnose", close: bool = True) -> bytes:
    return request("POST", path, *(headers or (JSON,)), body=body, close=close)


def told(history: str) -> bytes:
    return posted(json.dumps({"history": history}).encode())


def form(*parts: bytes, boundary: bytes = b"xyz", end: bool = True) -> bytes:
    body = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
    return body + (b"--" + boundary + b"--\r\n" if end else b"")


CHUNKED = "Transfer-Encoding: chunked"
CORRECTIONS = json.dumps({"history": "x", "corrected": {f"f{n}": True for n in range(1000)}}).encode()
FORM = "Content-Type: multipart/form-data; boundary=xyz"
PART = b'Content-Disposition: form-data; name="case"\r\n\r\n'
SMUGGLED = b"0\r\n\r\nGET /v1/schema HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
NAMES = ["x", "%00", "%2e%2e%2f", "%ff%fe", "a" * 4000, "..%2f..%2fetc", "'%20or%201=1--", "%F0%9F%92%A9", "😀"]

HOSTILE: dict[str, bytes] = {
    # headers
    "an origin that is no address": posted(CASE, JSON, "Origin: http://["),
    "an origin of brackets": posted(CASE, JSON, "Origin: http://[::1"),
    "an origin with a letter for a port": posted(CASE, JSON, "Origin: http://127.0.0.1:x"),
    "a host that is no address": request("GET", "/healthz", "Host: ["),
    "two hosts": request("GET", "/healthz", "Host: evil.example"),
    "a length of words": request("POST", "/v1/diagnose", JSON, "Content-Length: many", length=False),
    "a negative length": request("POST", "/v1/diagnose", JSON, "Content-Length: -1", length=False),
    "a length of superscripts": request("POST", "/v1/diagnose", JSON, "Content-Length: ²", length=False),
    "a length of 5,000 digits": request("POST", "/v1/diagnose", JSON, f"Content-Length: {'9' * 5000}", length=False),
    "two lengths": request("POST", "/v1/diagnose", JSON, "Content-Length: 5", body=CASE),
    "both lengths": request("POST", "/v1/diagnose", JSON, CHUNKED, body=SMUGGLED),
    "both lengths, spelled oddly": request("POST", "/v1/diagnose", JSON, "transfer-ENCODING: Chunked", body=SMUGGLED),
    "an encoding that is not known": request("POST", "/v1/diagnose", JSON, "Transfer-Encoding: gzip", length=False),
    "a body packed": posted(CASE, JSON, "Content-Encoding: gzip"),
    "a header of 100 kB": posted(CASE, JSON, f"X-Long: {'x' * 100_000}"),
    "a thousand headers": posted(CASE, JSON, *(f"X-{n}: y" for n in range(1000))),
    "a header with a zero byte": posted(CASE, JSON, "X-Odd: a\0b"),
    "a header without a name": posted(CASE, JSON, ": y"),
    "an authorization of bytes": posted(CASE, JSON, "Authorization: Bearer \udcff\udcfe"),
    "a media type of bytes": posted(CASE, "Content-Type: application/json\udcff"),
    "no media type": posted(CASE, "X-None: 1"),
    "an accept of bytes": posted(CASE, JSON, "Accept: \udcff, ,;;q=x"),
    "expect": posted(CASE, JSON, "Expect: 200-maybe"),
    "an upgrade": request("GET", "/", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Key: x"),
    # lines and methods
    "no HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03hello",
    "an empty line": b"\r\n\r\n",
    "HTTP of the future": b"GET / HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n",
    "a path without a slash": request("GET", "healthz"),
    "a whole address": request("GET", "http://evil.example/healthz"),
    "a path of 50 kB": request("GET", "/" + "a" * 50_000),
    "a query of odd percent signs": posted(CASE, path="/v1/diagnose?format=%&%zz=%00"),
    "a format twice": posted(CASE, path="/v1/diagnose?format=md&format=%F0%9F%92%A9"),
    "a method of its own": request("FROBNICATE", "/v1/diagnose"),
    "trace": request("TRACE", "/v1/diagnose"),
    "connect": request("CONNECT", "127.0.0.1:22"),
    "put": request("PUT", "/v1/sessions", JSON, body=CASE),
    "a get with a body": request("GET", "/v1/schema", JSON, body=CASE),
    # bodies
    "nothing": posted(b""),
    "half an object": posted(b'{"history": "x'),
    "deep lists": posted(b"[" * 100_000),
    "deep objects": posted(b'{"a":' * 100_000),
    "a deep field": posted(b'{"history": "x", "complaint": ' + b'{"symptoms":' * 20_000 + b"1" + b"}" * 20_001),
    "a number of 10,000 digits": posted(b'{"history": "x", "patient": {"age_years": ' + b"9" * 10_000 + b"}}"),
    "a number beyond all": posted(b'{"history": "x", "patient": {"age_years": 1e999}}'),
    "not a number": posted(b'{"history": "x", "patient": {"age_years": NaN}}'),
    "half a pair of surrogates": posted(b'{"history": "\\ud800 x"}'),
    "half a pair as a key": posted(b'{"history": "x", "\\udfff": 1}'),
    "half a pair as a finding": posted(b'{"history": "x", "corrected": {"\\ud800": true}}'),
    "half a pair as an id": posted(b'{"id": "\\ud800", "history": "x"}'),
    "zero characters": posted(b'{"history": "\\u0000 itch \\u0000"}'),
    "text that runs from right to left": told("\u202eitch\u202c \u200f\u061c" * 100),
    "marks on marks": told("i" + "\u0301" * 20_000),
    "signs of other planes": told("𝔦𝔱𝔠𝔥 🧑🏿‍⚕️ \U000e0001"),
    "UTF-16": posted('{"history": "itch"}'.encode("utf-16")),
    "UTF-8 cut in two": posted(b'{"history": "\xe2\x82"}'),
    "overlong UTF-8": posted(b'{"history": "\xc0\xaf"}'),
    "a text where an object is": posted(b'{"history": "x", "patient": "y"}'),
    "a number where a text is": posted(b'{"history": 1}'),
    "true where a list is": posted(b'{"history": "x", "images": true}'),
    "base64 with holes": posted(b'{"history": "x", "images": [{"content": "a b=c"}]}'),
    "an image of nothing": posted(b'{"history": "x", "images": [{"content": ""}]}'),
    "a path": posted(b'{"history": "x", "images": [{"path": "/proc/self/environ"}]}'),
    "a thousand corrections": posted(CORRECTIONS),
    "a key twice": posted(b'{"history": "x", "history": "y"}'),
    "proto": posted(b'{"__proto__": {"history": "x"}, "constructor": 1}'),
    "a template": posted(b'{"history": "{{7*7}} ${7*7} <script>alert(1)</script>"}'),
    "one word 16,000 times": told("no " * 16_000),
    "one sentence without an end": told("itch, not scaly but " * 2_000),
    "too long a body": posted(b" " * 600_000),
    "a body longer than stated": request("POST", "/v1/diagnose", JSON, "Content-Length: 3", body=CASE, length=False),
    # chunks
    "chunks without sizes": request("POST", "/v1/diagnose", JSON, CHUNKED, body=b"zz\r\n", length=False),
    "a chunk of a huge size": request(
        "POST", "/v1/diagnose", JSON, CHUNKED, body=b"ffffffffffffffff\r\n", length=False
    ),
    # forms
    "a form without a boundary": posted(b"x", "Content-Type: multipart/form-data"),
    "a form with an empty boundary": posted(b"x", 'Content-Type: multipart/form-data; boundary=""'),
    "a form of nothing": posted(b"", FORM),
    "a form that is cut off": posted(form(PART + CASE, end=False), FORM),
    "a form with two cases": posted(form(PART + CASE, PART + CASE), FORM),
    "a form with an unknown part": posted(form(b'Content-Disposition: form-data; name="x"\r\n\r\ny'), FORM),
    "a form with a part without a name": posted(form(b"X: y\r\n\r\nz"), FORM),
    "a form with a list for a case": posted(form(PART + b"[]"), FORM),
    "a form with deep JSON": posted(form(PART + b"[" * 90_000), FORM),
    "a form of 500 parts": posted(form(*[b'Content-Disposition: form-data; name="image"\r\n\r\nx'] * 500), FORM),
    "a form with a path": posted(form(PART + b'{"images": [{"path": "/etc/hostname"}]}'), FORM),
    "a form with other images": posted(
        form(PART + b'{"images": 7}', b'Content-Disposition: form-data; name="image"\r\n\r\nx'), FORM
    ),
    # dialogues
    **{f"a dialogue named {name[:20]}": request("GET", f"/v1/sessions/{name}") for name in NAMES},
    **{f"a dialogue to delete named {name[:20]}": request("DELETE", f"/v1/sessions/{name}") for name in NAMES[:4]},
    "an answer to none": posted(b'{"question": "x", "answer": "no"}', path=f"/v1/sessions/{'x' * 32}/answer"),
    "an answer of deep JSON": posted(b"[" * 100_000, path=f"/v1/sessions/{'x' * 32}/answer"),
    "an answer as a form": posted(form(PART + CASE), FORM, path=f"/v1/sessions/{'x' * 32}/answer"),
    "an answer of a list": posted(b'{"question": [], "answer": {}}', path=f"/v1/sessions/{'x' * 32}/answer"),
    "more of a wrong kind": posted(b'{"symptoms": {"itch": "yes"}}', path=f"/v1/sessions/{'x' * 32}/more"),
}  # fmt: skip

#: After these the server waits for more, and says nothing.
UNFINISHED = {"a chunk of a huge size", "HTTP of the future"}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_request_is_answered_or_closed_and_harms_nobody(name: str, port: int) -> None:
    statuses = sent(port, HOSTILE[name], quiet_s=0.3 if name in UNFINISHED else 4)
    assert all(status < 500 for status in statuses), statuses
    if "both lengths" in name:
        assert statuses == [400]  # and nothing of what followed was read as a request
    assert httpx2.get(f"http://127.0.0.1:{port}/healthz", timeout=5).status_code == 200


def test_a_request_in_single_bytes_is_put_together(port: int) -> None:
    statuses = sent(port, *(bytes([one]) for one in posted(CASE)))
    assert statuses == [200]


def test_two_requests_in_one_go_are_both_answered(port: int) -> None:
    assert sent(port, posted(CASE, close=False) + posted(CASE)) == [200, 200]


def test_answers_to_one_dialogue_from_everywhere_never_give_an_error_of_the_server(port: int) -> None:
    address = f"http://127.0.0.1:{port}/v1/sessions"
    begun = httpx2.post(address, json={"history": "An itchy rash on the hands for two weeks."}, timeout=30).json()
    name, question = begun["session"], begun["question"]["id"]
    odd = [
        "\u0000",
        "\u202e",
        "no\ud800".encode("utf-8", "replace").decode(),
        "是的" * 100,
        "no; drop table",
        "y" * 50_000,
    ]
    for answer in (*odd, "no", "no", "yes"):
        body = {"question": question, "answer": answer}
        status = httpx2.post(f"{address}/{name}/answer", json=body, timeout=30).status_code
        assert status in {200, 409, 422}
    assert httpx2.get(f"{address}/{name}", timeout=30).status_code == 200
    assert httpx2.delete(f"{address}/{name}", timeout=30).status_code == 204
    assert httpx2.get(f"{address}/{name}", timeout=30).status_code == 404
