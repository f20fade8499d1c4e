"""Who may ask the server, what its answers carry, and what never reaches a log."""

import base64
import hashlib
import logging
import re
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest

from dermagent import Case, CaseImage, InputError
from dermagent.llm.scripted import ScriptedModel
from dermagent.report.images import thumbnails
from dermagent.serve import cases as cases_module
from dermagent.serve.guard import is_loopback
from dermagent.serve.listen import bind
from tests.unit.serve.app import BURNING, DRUG, serving

TOKEN = "correct-horse-battery"  # noqa: S105 - of the test


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("127.0.0.1", True),
        ("127.0.0.2", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104 - that is the question
        ("::", False),
        ("192.168.1.2", False),
        ("127.0.0.1.evil.example", False),
        ("localhost.evil.example", False),
        ("", False),
        (None, False),
    ],
)
def test_only_this_machines_own_names_are_loopback(host: str | None, own: bool) -> None:
    assert is_loopback(host) is own


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "[::1", "", "a@b:x"])
def test_a_name_that_a_web_site_points_here_is_refused(host: str) -> None:
    with serving() as client:
        for address in ("/", "/healthz", "/v1/schema"):
            assert client.get(address, headers={"Host": host}).status_code == 421
        assert client.post("/v1/diagnose", json=BURNING, headers={"Host": host}).status_code == 421
        for own in ("localhost:8000", "127.0.0.1", "[::1]:9"):
            assert client.get("/healthz", headers={"Host": own}).status_code == 200


def test_a_page_of_another_origin_may_not_ask() -> None:
    with serving() as client:
        for origin in ("https://evil.example", "http://127.0.0.1:9999", "null"):
            answer = client.post("/v1/diagnose", json=BURNING, headers={"Origin": origin})
            assert answer.status_code == 403
        own = client.post("/v1/diagnose", json=BURNING, headers={"Origin": "http://127.0.0.1"})
        assert own.status_code == 200
        preflight = client.options("/v1/diagnose", headers={"Origin": "https://evil.example"})
        assert not [name for name in preflight.headers if name.startswith("access-control")]


def test_without_the_token_there_is_the_page_and_nothing_else() -> None:
    with serving(token=TOKEN, loopback=False) as client:
        assert client.get("/", headers={"Host": "derm.example"}).status_code == 200
        assert client.get("/healthz").status_code == 200
        for wrong in ("", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", TOKEN, "Bearer \xe9"):
            headers = {"Authorization": wrong.encode("latin-1")}
            for answer in (
                client.post("/v1/diagnose", json=BURNING, headers=headers),
                client.get("/v1/schema", headers=headers),
                client.get("/v1/sessions/x", headers=headers),
            ):
                assert answer.status_code == 401
                assert answer.headers["www-authenticate"] == "Bearer"
        right = {"Authorization": f"Bearer {TOKEN}", "Host": "derm.example", "Origin": "https://derm.example"}
        assert client.post("/v1/diagnose", json=BURNING, headers=right).status_code == 200


def test_every_answer_says_how_it_may_be_used_and_sets_no_cookie() -> None:
    with serving() as client:
        answers = [
            client.get("/"),
            client.get("/nowhere"),
            client.get("/healthz", headers={"Host": "evil.example"}),
            client.post("/v1/diagnose?format=html", json=BURNING),
            client.post("/v1/stream", json=BURNING),
            client.post("/v1/diagnose", json={}),
        ]
    for answer in answers:
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "set-cookie" not in answer.headers
        assert not [name for name in answer.headers if name.startswith("access-control")]
    assert "sandbox" in answers[3].headers["content-security-policy"]


def test_the_page_runs_its_own_script_only_and_needs_nothing_from_elsewhere() -> None:
    with serving() as client:
        answer = client.get("/")
    page, policy = answer.text, answer.headers["content-security-policy"]
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert len(scripts) == len(styles) == 1
    for kind, (content,) in (("script", scripts), ("style", styles)):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert re.search(rf"{kind}-src ([^;]+);", policy).group(1) == f"'sha256-{digest}'"  # type: ignore[union-attr]
    assert not re.findall(r"\sstyle=", page.replace(scripts[0], ""))
    assert not re.findall(r"https?://|//[a-z]|\son\w+=", page.replace(scripts[0], ""))
    assert "not a medical device" in page
    assert 'id="token"' not in page
    assert "no language model is asked" in page


def test_the_page_says_which_model_is_asked_and_escapes_its_name() -> None:
    model = ScriptedModel(lambda request: "", name="<script>alert(1)</script>")
    with serving(chat=model, token=TOKEN, base_url="http://127.0.0.1:1/v1") as client:
        page = client.get("/").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; at 127.0.0.1" in page
    assert 'id="token" type="password"' in page
    assert TOKEN not in page


def test_no_text_image_token_or_dialogue_name_reaches_a_log(
    caplog: pytest.LogCaptureFixture, photo: Any, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    content = base64.b64encode(photo.read_bytes()).decode()
    case = {**DRUG, "history": f"{DRUG['history']} SECRETWORD", "images": [{"content": content}]}
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with serving(token=TOKEN) as client:
        client.headers.update(headers)
        for address in ("/v1/diagnose?format=md", "/v1/diagnose?q=SECRETWORD", "/v1/stream", "/v1/SECRETWORD"):
            client.post(address, json=case)
        for content_of_message in (case["history"], [{"type": "SECRETWORD"}]):
            message = {"role": "user", "content": content_of_message}
            client.post("/v1/chat/completions", json={"model": "dermagent", "messages": [message]})
        begun = client.post("/v1/sessions", json=case).json()
        name, question = begun["session"], begun["question"]["id"]
        body = {"question": question, "answer": "yes, SECRETWORD"}
        assert client.post(f"/v1/sessions/{name}/answer", json=body).status_code == 200
        client.post("/v1/diagnose", json={"history": "SECRETWORD", "SECRETWORD": 1})
        client.post("/v1/diagnose", content=b'{"history": "SECRETWORD', headers={"Content-Type": "application/json"})
        client.post("/v1/diagnose", json=case, headers={"Authorization": "Bearer SECRETWORD"})
    ours = [record for record in caplog.records if record.name.startswith("dermagent")]
    assert len(ours) >= 8
    assert ours[0].getMessage().startswith("POST diagnose 200 ")
    # The test's own client logs the addresses that it asks for.
    told = "\n".join(r.getMessage() + str(r.exc_info) for r in caplog.records if not r.name.startswith("httpx2"))
    told += "".join(capfd.readouterr())
    for secret in ("SECRETWORD", TOKEN, name, content[:40], "painful rash"):
        assert secret not in told


def test_a_defect_is_told_by_its_place_and_not_by_its_message(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*args: Any, **kwargs: Any) -> Any:
        raise ZeroDivisionError("SECRETWORD")

    async def broken_late(*args: Any, **kwargs: Any) -> AsyncIterator[dict[str, Any]]:
        yield {"event": "started", "node": "intake"}
        raise IndexError("SECRETWORD")

    monkeypatch.setattr(cases_module, "run", broken)
    monkeypatch.setattr(cases_module, "stream", broken_late)
    with serving() as client:
        answer = client.post("/v1/diagnose", json=BURNING)
        streamed = client.post("/v1/stream", json=BURNING)
        assert client.get("/healthz").status_code == 200
    assert streamed.text.split("\n\n")[1].startswith('event: error\ndata: {"error": "a defect')
    assert "SECRETWORD" not in streamed.text
    assert any("IndexError at tests.unit.serve.test_safety" in r.getMessage() for r in caplog.records)
    assert answer.status_code == 500
    assert answer.json() == {"error": "a defect of the server; its log names the place"}
    assert "SECRETWORD" not in caplog.text + answer.text
    assert any("ZeroDivisionError at tests.unit.serve.test_safety" in r.getMessage() for r in caplog.records)


def test_a_socket_beyond_this_machine_needs_a_word_and_a_token(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolved(host: str, port: int, **_: Any) -> list[Any]:
        if host == "nowhere":
            raise socket.gaierror("not known")
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return [(family, socket.SOCK_STREAM, 0, "", (host, port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    with pytest.raises(InputError, match="'nowhere' is no address of this machine"):
        bind("nowhere", 0, allow_remote=True, token=TOKEN)
    for host in ("0.0.0.0", "::"):  # noqa: S104 - they are refused
        with pytest.raises(InputError, match="give --allow-remote"):
            bind(host, 0, allow_remote=False, token=TOKEN)
        with pytest.raises(InputError, match="set DERMAGENT_SERVE_TOKEN"):
            bind(host, 0, allow_remote=True, token="")
    for weak in ("short", "not ASCII: ü, but long enough"):
        with pytest.raises(InputError, match="at least 16 ASCII characters"):
            bind("127.0.0.1", 0, allow_remote=False, token=weak)
    with pytest.raises(InputError, match="set DERMAGENT_SERVE_TOKEN"):  # reached through a proxy
        bind("127.0.0.1", 0, allow_remote=True, token="")
    with bind("127.0.0.1", 0, allow_remote=False, token="") as listening:
        address = listening.getsockname()
        assert address[0] == "127.0.0.1"
        with pytest.raises(InputError, match="choose another with --port"):
            bind("127.0.0.1", address[1], allow_remote=False, token="")
        assert (listening.type, listening.proto) == (socket.SOCK_STREAM, socket.IPPROTO_TCP)  # for TCP_NODELAY


def test_images_of_a_posted_case_are_never_looked_for_in_a_folder(photo: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from dermagent import diagnose

    monkeypatch.chdir(photo.parent)
    case = Case(history="A mole.", images=(CaseImage(path=photo.name), CaseImage(content=photo.read_bytes())))
    differential = diagnose(case)
    assert set(thumbnails(case, differential).shown) == {1}
    assert set(thumbnails(case, differential, photo.parent).shown) == {0, 1}
