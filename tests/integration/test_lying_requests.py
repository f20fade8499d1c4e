"""Requests that say two things at once, or what is not so: a real server reads one thing in them, or refuses them."""

import base64
import gzip
import io
import json
import re
import socket
import struct
import time
import zlib
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from PIL import Image

from tests.integration.test_hostile_requests import (
    CASE,
    CHUNKED,
    COMMAND,
    FORM,
    JSON,
    PART,
    form,
    posted,
    request,
    sent,
)
from tests.servers import started

OPTIONS = ["--max-mib", "0.5", "--timeout", "20", "--at-once", "1", "--graph", "offline"]
RASH = "After starting a new medicine two weeks ago I have a painful rash all over."


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with started(*COMMAND, *OPTIONS) as one:
        found = re.search(r"http://127\.0\.0\.1:(\d+)/", one.stderr.readline())
        assert found
        yield int(found[1])
        one.terminate()
        one.wait(30)
        told = one.stderr.read()
        assert "Traceback" not in told and "ERROR" not in told and "SECRETWORD" not in told


@pytest.fixture
def address(port: int) -> Iterator[str]:
    """Of the server, which is alive after the test too."""
    yield f"http://127.0.0.1:{port}"
    assert httpx2.get(f"http://127.0.0.1:{port}/healthz", timeout=10).status_code == 200


def told(address: str, path: str, body: str | bytes, media_type: str = "application/json") -> tuple[int, str]:
    content = body.encode() if isinstance(body, str) else body
    answer = httpx2.post(address + path, content=content, headers={"Content-Type": media_type}, timeout=60)
    return answer.status_code, answer.text


def chunked(body: bytes, size: int, extension: bytes = b"", trailer: bytes = b"") -> bytes:
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    chunks = b"".join(b"%x%s\r\n%s\r\n" % (len(part), extension, part) for part in parts)
    head = request("POST", "/v1/diagnose", JSON, CHUNKED, "Trailer: Content-Length, Host", length=False)
    return head + chunks + b"0\r\n" + trailer + b"\r\n"


# ---- 1: chunks whose trailer or extension says something else


@pytest.mark.parametrize(
    "body",
    [
        chunked(CASE, 8, trailer=b"Content-Length: 3\r\nHost: evil.example\r\nTransfer-Encoding: gzip\r\n"),
        chunked(CASE, 1, extension=b";length=99"),
        chunked(CASE, 20, extension=b";" + b"x" * 20_000),
    ],
    ids=["a trailer that lies", "single bytes that lie", "a long extension"],
)
def test_what_stands_beside_chunks_changes_nothing(port: int, address: str, body: bytes) -> None:
    assert sent(port, body) in ([200], [400])


# ---- 2: a key twice, wherever JSON is posted

TWICE = '"corrected": {"fever": false, "fever": true}'


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/v1/diagnose", f'{{"history": "itch SECRETWORD", {TWICE}}}', 422),
        ("/v1/stream", '{"history": "itch", "history": "no itch"}', 422),
        ("/v1/sessions", f'{{"history": "itch", {TWICE}}}', 422),
        ("/v1/sessions/{name}/answer", '{"question": "{question}", "answer": "no", "answer": "yes"}', 422),
        ("/v1/sessions/{name}/more", f"{{{TWICE}}}", 422),
        (
            "/v1/chat/completions",
            '{"model": "dermagent", "messages": [{"role": "user", "content": "x", "content": "y"}]}',
            400,
        ),
        (
            "/cds-services/dermagent-patient-view",
            '{"hook": "patient-view", "hookInstance": "1", "prefetch": {"a": null, "a": null}}',
            422,
        ),
        ("/page/report", '{"case_id": "x", "case_id": "y"}', 422),
    ],
)
def test_a_key_that_stands_twice_is_refused_wherever_json_is_posted(
    address: str, path: str, body: str, status: int
) -> None:
    begun = httpx2.post(f"{address}/v1/sessions", json={"history": RASH}, timeout=60).json()
    for name, value in (("{name}", begun["session"]), ("{question}", begun["question"]["id"])):
        path, body = path.replace(name, value), body.replace(name, value)
    found, text = told(address, path, body)
    assert found == status and "stands twice" in text
    assert httpx2.get(f"{address}/v1/sessions/{begun['session']}", timeout=60).json()["question"] == begun["question"]


@pytest.mark.parametrize("case", ['{"history": "itch", "history": "no itch"}', f'{{"history": "itch", {TWICE}}}'])
def test_a_key_that_stands_twice_is_refused_in_a_form_too(address: str, case: str) -> None:
    status, text = told(address, "/v1/diagnose", form(PART + case.encode()), FORM.partition(": ")[2])
    assert status == 422 and "stands twice" in text


# ---- 3: bodies that are said to be packed


BOMB = gzip.compress(b'{"history": "' + b"a" * 20_000_000 + b'"}')


@pytest.mark.parametrize("encoding", ["gzip", "GZIP", "deflate, br", "identity, gzip", "x" * 500, "gzip;q=1"])
@pytest.mark.parametrize("path", ["/v1/diagnose", "/v1/stream", "/page/report", "/v1/chat/completions"])
def test_a_body_that_is_said_to_be_packed_is_not_read(port: int, address: str, encoding: str, path: str) -> None:
    for body in (CASE, BOMB):
        assert sent(port, posted(body, JSON, f"Content-Encoding: {encoding}", path=path)) == [415]
    assert sent(port, posted(CASE, JSON, "Content-Encoding: identity")) == [200]


# ---- 4: a host that lies


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1.evil.example",
        "evil.example@127.0.0.1",
        "127.0.0.1/evil",
        "127.0.0.1?evil",
        "localhost#evil",
        "127.0.0.1\\evil",
        "127.0.0.1:evil",
        "127.1",
        "0x7f.1",
        "[::1%25evil]",
        "[::ffff:127.0.0.1].evil",
        "127.0.0.1,evil.example",
        "",
    ],
)
def test_a_host_that_another_may_read_otherwise_is_refused(port: int, address: str, host: str) -> None:
    asked = f"GET /v1/schema HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
    assert sent(port, asked) in ([421], [400])


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:80", "127.0.0.1:65535", "127.5.5.5", "[::1]", "[::1]:8000"])
def test_this_machines_own_names_are_taken(port: int, address: str, host: str) -> None:
    asked = f"GET /v1/schema HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode()
    assert sent(port, asked) == [200]


def test_no_answer_leads_elsewhere(port: int, address: str) -> None:
    for path in ("/v1/sessions/", "/v1/diagnose/", "//evil.example/..", "/v1/models/..%2f"):
        assert sent(port, request("GET", path)) == [404]


# ---- 5: requests in the bodies of others


@pytest.mark.parametrize("path", ["/v1/diagnose", "/nowhere", "/v1/sessions/x/answer"])
def test_a_body_that_is_not_read_is_no_request(port: int, address: str, path: str) -> None:
    inner = request("DELETE", "/v1/sessions/x") + request("GET", "/v1/schema")
    first = request("POST", path, "Content-Type: text/plain", body=inner, close=False)
    statuses = sent(port, first + request("GET", "/healthz"))
    assert statuses[0] in {404, 415} and statuses[1:] in ([200], [])  # the next request, or a closed connection


def test_forty_requests_in_one_go_are_answered_in_their_order(port: int, address: str) -> None:
    paths = ["/healthz", "/nowhere", "/v1/models"] * 13
    asked = b"".join(request("GET", path, close=False) for path in paths)
    assert sent(port, asked + request("GET", "/healthz")) == [200, 404, 200] * 13 + [200]


# ---- 6: methods on every path


def test_no_path_answers_a_method_that_it_does_not_have(address: str) -> None:
    paths = [*httpx2.get(f"{address}/openapi.json", timeout=30).json()["paths"], "/openapi.json", "/page/report", "/"]
    assert len(paths) > 12
    with httpx2.Client(timeout=30, headers={"Cookie": "SECRETWORD"}) as client:
        for path in paths:
            place = address + re.sub(r"\{\w+\}", "x", path)
            for method in ("HEAD", "OPTIONS", "TRACE", "PATCH", "PUT", "PROPFIND"):
                answer = client.request(method, place)
                assert answer.status_code in ({200, 404, 405} if method == "HEAD" else {405}), (method, path)
                assert answer.status_code != 405 or answer.headers["Allow"]
                assert "SECRETWORD" not in answer.text and not (method == "HEAD" and answer.content)


# ---- 7: numbers at the edge


@pytest.mark.parametrize(
    "number", ["-0", "-0.0", "0e0", "1e1", "1e-400", "1E999", "-1e999", "NaN", "Infinity", "1_0", "٣"]
)
@pytest.mark.parametrize("field", ['"patient": {"age_years": %s}', '"complaint": {"duration": %s}'])
def test_a_number_at_the_edge_is_a_number_or_refused(address: str, number: str, field: str) -> None:
    case = '{"history": "An itchy rash.", ' + field % number + "}"
    for body, media_type in ((case, "application/json"), (form(PART + case.encode()), FORM.partition(": ")[2])):
        status, text = told(address, "/v1/diagnose", body, media_type)
        assert status in {200, 422}
        assert status == 200 or number not in {"-0", "-0.0", "0e0", "1e1", "1e-400"}
        json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} in an answer"))


# ---- 8: forms whose parts lie


def image(name: bytes, content: bytes) -> bytes:
    return b'Content-Disposition: form-data; name="image"; filename="' + name + b'"\r\n\r\n' + content


def png(width: int = 64, height: int = 64) -> bytes:
    kept = io.BytesIO()
    Image.new("RGB", (width, height), (200, 150, 120)).save(kept, "PNG")
    return kept.getvalue()


@pytest.mark.parametrize(
    "name",
    [b"../../../../etc/passwd", b"/proc/self/environ", b"a\0b.png", b'x"; name="case', b"%2e%2e%2f", b"\xff\xfe"],
)
def test_a_files_name_is_not_used(address: str, name: bytes) -> None:
    status, text = told(address, "/v1/diagnose", form(PART + CASE, image(name, png())), FORM.partition(": ")[2])
    assert status in {200, 422} and "environ" not in text and "passwd" not in text
    if status == 200:
        assert [one["refused"] for one in json.loads(text)["images"]] == [None]


@pytest.mark.parametrize(
    "body",
    [
        form(PART + CASE, end=False),
        form(PART + CASE).replace(b"\r\n", b"\n"),
        form(b"X-Long: " + b"y" * 300_000 + b"\r\n" + PART + CASE),
        form(b"".join(b"X-%d: y\r\n" % n for n in range(20_000)) + PART + CASE),
        form(PART.replace(b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: base64\r\n\r\n") + base64.b64encode(CASE)),
        form(PART + CASE, boundary=b"other"),
    ],
    ids=["cut off", "bare line feeds", "a long header", "20,000 headers", "a part in base64", "another boundary"],
)
def test_a_form_that_is_none_is_refused_in_one_sentence(address: str, body: bytes) -> None:
    status, text = told(address, "/v1/diagnose", body, FORM.partition(": ")[2])
    assert status == 422 and set(json.loads(text)) == {"error"}


# ---- 9: images that say that they are larger than they are, or pack much into little


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


HUGE = (
    b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)) + chunk(b"IEND", b"")
)
TEXT = png()[:33] + chunk(b"zTXt", b"x\0\0" + zlib.compress(b"a" * 60_000_000)) + png()[33:]
ICC = png()[:33] + chunk(b"iCCP", b"x\0\0" + zlib.compress(b"a" * 60_000_000)) + png()[33:]


@pytest.mark.parametrize("content", [HUGE, TEXT, ICC], ids=["a huge size", "a packed text", "a packed profile"])
def test_an_image_that_is_a_bomb_is_left_out_or_read_and_the_rest_goes_on(address: str, content: bytes) -> None:
    began = time.monotonic()
    case = {"history": RASH, "images": [{"content": base64.b64encode(one).decode()} for one in (content, png())]}
    status, text = told(address, "/v1/diagnose", json.dumps(case))
    result = json.loads(text)
    assert status == 200 and result["outcome"] == "answered"
    assert result["images"][1]["refused"] is None
    assert result["images"][0]["refused"] or content is not HUGE
    assert time.monotonic() - began < 20


# ---- 10: callers who go away, and answers to the questions of others


def test_a_caller_of_a_stream_that_goes_away_frees_its_place(port: int, address: str) -> None:
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            connection.sendall(posted(json.dumps({"history": RASH}).encode(), path="/v1/stream", close=False))
            assert connection.recv(100)
            # Gone at once and without a word: the rest of the stream meets a closed door.
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    answer = httpx2.post(f"{address}/v1/diagnose", json={"history": RASH}, timeout=30)  # there is one place only
    assert answer.status_code == 200


def test_an_answer_to_the_question_of_another_dialogue_or_of_none_changes_nothing(address: str) -> None:
    begun: list[dict[str, Any]] = [
        httpx2.post(f"{address}/v1/sessions", json={"history": history}, timeout=60).json()
        for history in (RASH, "An itchy rash on the hands for two weeks.")
    ]
    mine, other = (one["question"]["id"] for one in begun)
    assert mine != other
    for question in (other, "\0", f"{mine}\0", mine.upper() + " ", "\u202e" + mine, mine[:-1]):
        answer = httpx2.post(
            f"{address}/v1/sessions/{begun[0]['session']}/answer",
            json={"question": question, "answer": "yes"},
            timeout=60,
        )
        assert answer.status_code in {409, 422}, question
    for one in begun:
        now = httpx2.get(f"{address}/v1/sessions/{one['session']}", timeout=60).json()
        assert now["question"] == one["question"] and now["differential"]["urgency"] == one["differential"]["urgency"]
