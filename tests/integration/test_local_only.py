"""What is meant for this machine stays on it: no proxy of the environment, no redirect to another place."""

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

import httpx2
import pytest

from dermagent import Case, adiagnose
from dermagent.errors import InputError, ModelRejected
from dermagent.llm import connection
from dermagent.llm.base import Message, Request
from dermagent.llm.openai_compat import EmbeddingEndpoint, OpenAICompatible
from tests.mock_server import completion, http_server

REQUEST = Request((Message("user", "It itches."),), "Label", {"type": "object"})
PROXIES = ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")


@contextmanager
def listening(answer: Any) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """A server, its address, and the (path, key) of each request to it; `answer` gives status, headers and body."""
    seen: list[tuple[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            seen.append((self.path, self.headers.get("authorization", "")))
            status, headers, body = answer(self.path)
            content = json.dumps(body).encode()
            self.send_response(status)
            for name, value in (*headers.items(), ("content-length", str(len(content)))):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_CONNECT = do_POST

    with http_server(Handler) as address:
        yield address, seen


def good(_: str) -> tuple[int, dict[str, str], Any]:
    return 200, {}, completion('{"label": "x"}')


@pytest.mark.parametrize("local_only", [True, False])
async def test_no_proxy_of_the_environment_stands_between_us_and_this_machine(
    monkeypatch: pytest.MonkeyPatch, local_only: bool
) -> None:
    with listening(good) as (proxy, by_proxy), listening(good) as (server, direct):
        for name in PROXIES:
            monkeypatch.setenv(name, proxy)
        model = OpenAICompatible("m", base_url=f"{server}/v1", local_only=local_only)
        assert (await model.complete(REQUEST)).text == '{"label": "x"}'
        await model.aclose()
    assert (len(direct), by_proxy) == (1, [])


def test_vectors_of_a_local_server_pass_no_proxy_either(monkeypatch: pytest.MonkeyPatch) -> None:
    def vectors(_: str) -> tuple[int, dict[str, str], Any]:
        return 200, {}, {"object": "list", "model": "e", "data": [{"index": 0, "embedding": [1.0, 0.0]}]}

    with listening(good) as (proxy, by_proxy), listening(vectors) as (server, direct):
        for name in PROXIES:
            monkeypatch.setenv(name, proxy)
        endpoint = EmbeddingEndpoint("e", base_url=f"{server}/v1", local_only=True)
        assert endpoint.embed(["itch"]).shape == (1, 2)
    assert (len(direct), by_proxy) == (1, [])


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("local_only", [True, False])
async def test_nothing_is_sent_where_a_server_redirects_to(status: int, local_only: bool) -> None:
    with listening(good) as (elsewhere, there):
        redirect = (status, {"location": f"{elsewhere}/v1/chat/completions"}, {})
        with listening(lambda _: redirect) as (server, here):
            model = OpenAICompatible("m", base_url=f"{server}/v1", api_key="sk-secret", local_only=local_only)
            with pytest.raises(ModelRejected, match=r"redirects to http://127\.0\.0\.1.*--base-url"):
                await model.complete(REQUEST)
            await model.aclose()
    assert len(here) == 1  # a redirect is no passing fault
    assert there == []


async def test_a_redirect_within_the_server_is_followed() -> None:
    def moved(path: str) -> tuple[int, dict[str, str], Any]:
        return good(path) if path.endswith("/") else (307, {"location": f"{path}/"}, {})

    with listening(moved) as (server, here):
        model = OpenAICompatible("m", base_url=f"{server}/v1")
        assert (await model.complete(REQUEST)).text
        await model.aclose()
    assert [path for path, _ in here] == ["/v1/chat/completions", "/v1/chat/completions/"]


async def test_a_whole_case_with_local_only_reaches_neither_proxy_nor_the_place_redirected_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with listening(good) as (elsewhere, there):
        for name in PROXIES:
            monkeypatch.setenv(name, elsewhere)
        with listening(lambda path: (307, {"location": f"{elsewhere}{path}"}, {})) as (server, here):
            case = Case(id="c", history="An itchy ring on the arm for two weeks.")
            result = await adiagnose(case, model="m", base_url=f"{server}/v1", local_only=True)
    assert (result.outcome, result.degraded) == ("answered", True)
    assert "redirects to" in result.limits[0]
    assert here
    assert there == []


async def test_certificates_are_read_once_for_all_clients(monkeypatch: pytest.MonkeyPatch) -> None:
    connection._certificates.cache_clear()
    read: list[bool] = []
    real = httpx2.create_ssl_context

    def counted(**given: bool) -> ssl.SSLContext:
        read.append(given["trust_env"])
        return real(**given)

    monkeypatch.setattr(httpx2, "create_ssl_context", counted)
    for address in ("http://127.0.0.1:8000/v1", "http://127.0.0.1:8001/v1", "https://models.example/v1"):
        await OpenAICompatible("m", base_url=address, api_key="k").aclose()
    assert read == [False, True]
    connection._certificates.cache_clear()


def test_a_server_is_asked_if_it_is_local_or_on_the_list_and_no_other() -> None:
    connection.check_allowed("http://127.0.0.1:8000/v1", ())
    connection.check_allowed("https://llm.clinic.example/v1", ["llm.clinic.example"])
    for address, host in (("https://llm.clinic.example/v1", "llm.clinic.example"), (None, "api.openai.com")):
        with pytest.raises(InputError, match=f"the model's server '{host}' is neither local nor in allowed_hosts"):
            connection.check_allowed(address, ["other.example"])
