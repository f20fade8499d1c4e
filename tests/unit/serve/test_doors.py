"""Forms, keys, the description of the API, signs of life, and who may hold how many places."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from dermagent import Case, InputError
from dermagent.serve.cases import PostedAnswer, PostedMore, Told, examples
from dermagent.serve.chat import PostedChat
from dermagent.serve.clients import Clients, read_keys
from dermagent.serve.limits import ServeLimits
from dermagent.types import Differential
from tests.unit.serve.app import BURNING, Waiting, serving

KEYS = {"anna": "a" * 20, "ben": "b" * 20}


def test_a_form_with_files_is_the_same_case_as_json(photo: Path) -> None:
    content = photo.read_bytes()
    files = [("case", (None, json.dumps(BURNING), "application/json")), ("image", ("a.png", content, "image/png"))]
    with serving() as client:
        answer = client.post("/v1/diagnose", files=[*files, ("image", ("b.png", content + b"\r\n--", "image/png"))])
        alone = client.post("/v1/diagnose", files={"image": ("a.png", content, "image/png")})
        begun = client.post("/v1/sessions", files=files)
    assert answer.status_code == alone.status_code == begun.status_code == 200
    assert [image["refused"] for image in answer.json()["images"]] == [None, None]
    assert answer.json()["ranked"][0]["condition"] == "herpes_zoster"


def test_the_description_of_the_api_holds_every_route_and_its_examples_are_valid() -> None:
    with serving() as client:
        told = client.get("/openapi.json").json()
        routes = {
            (route.path.replace("{name}", "{session}"), method)
            for route in client.app._app.routes  # type: ignore[attr-defined]
            for method in route.methods - {"HEAD"}
        }
    described = {
        (path, method.upper()) for path, item in told["paths"].items() for method in item if method != "parameters"
    }
    assert routes == described
    assert PostedChat.model_validate(examples()["PostedChat"]).messages
    refs = {ref.rpartition("/")[2] for ref in _refs(told)}
    assert refs <= set(told["components"]["schemas"])
    assert {"Case", "Differential", "Told", "PostedAnswer", "PostedMore", "ErrorBody"} <= refs
    Case.model_validate(examples()["Case"])
    PostedAnswer.model_validate(examples()["PostedAnswer"])
    PostedMore.model_validate(examples()["PostedMore"])
    assert issubclass(Told.model_fields["differential"].annotation, Differential)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/v1/diagnose?formt=html", "'formt' is no parameter of this address; did you mean 'format'?"),
        ("/v1/diagnose?language=es", "'language' is no parameter of this address; known is format"),
        ("/v1/diagnose?format=html&format=fhir", "the parameter 'format' stands twice in the address; give it once"),
        ("/v1/stream?format=md", "'format' is no parameter of this address; it has none"),
        ("/v1/sessions?k=1", "'k' is no parameter of this address; it has none"),
        ("/page/report?audiense=patient", "did you mean 'audience'?"),
        ("/page/report?whole&whole=1", "the parameter 'whole' stands twice"),
        ("/page/report?whole=yes", "whole: expected 1"),
        ("/v1/sessions/dialogue/more?x=1", "'x' is no parameter of this address; it has none"),
        ("/v1/sessions/dialogue/answer?format=md", "it has none"),
        ("GET /v1/sessions/dialogue?x=1", "it has none"),
        ("DELETE /v1/sessions/dialogue?force=1", "it has none"),
        ("GET /v1/schema?name=case", "it has none"),
        ("GET /openapi.json?x=1", "it has none"),
        ("GET /?lang=es", "did you mean 'language'?"),
        ("GET /?page=2", "known is language"),
    ],
)
def test_a_parameter_that_is_not_known_or_stands_twice_is_refused(address: str, told: str) -> None:
    method, _, path = address.rpartition(" ")
    with serving() as client:
        answer = client.request(method or "POST", path, json=None if method else BURNING)
    assert answer.status_code == 422
    assert told in answer.json()["error"]


@pytest.mark.parametrize("address", ["/healthz?probe=1", "/readyz?x=1", "/v1/models?limit=20", "/cds-services?_=1"])
def test_probes_and_clients_of_others_protocols_may_send_parameters_of_their_own(address: str) -> None:
    with serving() as client:
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("nothing", [{}, {"history": " \n"}, {"images": []}, {"symptoms": {}, "corrected": {}}])
def test_nothing_is_not_added_to_a_dialogue(nothing: dict[str, Any]) -> None:
    with serving() as client:
        name = client.post("/v1/sessions", json=BURNING).json()["session"]
        answer = client.post(f"/v1/sessions/{name}/more", json=nothing)
        assert answer.status_code == 422 and "at least one of them" in answer.json()["error"]


def _refs(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [ref for value in node.values() for ref in _refs(value)]
    return [ref for value in node for ref in _refs(value)] if isinstance(node, list) else []


def test_keys_have_names_and_are_compared_all() -> None:
    clients = Clients("t" * 16, KEYS)
    assert [clients.name_of(f"Bearer {key}") for key in ("a" * 20, "b" * 20, "t" * 16)] == ["anna", "ben", ""]
    for wrong in ("", "Bearer", "Bearer x", f"Basic {'a' * 20}", "Bearer \xff", f"bearer{'a' * 20}", "Bearer \ud800"):
        assert clients.name_of(wrong) is None
    assert Clients().needed is False


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "holds no key"),
        ("anna short", "at least 16 ASCII characters"),
        ("anna", "line 1: expected a name, a space and a key"),
        ("an/na aaaaaaaaaaaaaaaaaaaa", "line 1: expected a name"),
        ("anna aaaaaaaaaaaaaaaaaaaa\nanna bbbbbbbbbbbbbbbbbbbb", "line 2: this name or key stands twice"),
        ("anna aaaaaaaaaaaaaaaaaaaa\nben aaaaaaaaaaaaaaaaaaaa", "line 2: this name or key stands twice"),
        ("anna ääääääääääääääääääää", "expected a file of ASCII text"),
    ],
)
def test_a_file_of_keys_that_cannot_be_meant_is_refused(text: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(InputError, match=sentence):
        read_keys(path)


def test_a_file_of_keys_that_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys"
    path.write_text("anna aaaaaaaaaaaaaaaaaaaa # her laptop\n\n# nobody else\n")
    path.chmod(0o644)
    with pytest.raises(InputError, match="chmod 600"):
        read_keys(path)
    path.chmod(0o600)
    assert read_keys(path) == {"anna": "a" * 20}


def test_one_client_leaves_half_of_the_places_to_others() -> None:
    model = Waiting()
    limits = ServeLimits(at_once=2, waiting=2)
    headers = {name: {"Authorization": f"Bearer {key}"} for name, key in KEYS.items()}
    with (
        serving(chat=model, graph="naive_cot", limits=limits, keys=KEYS, loopback=False) as client,
        ThreadPoolExecutor(3) as pool,
    ):
        first = [pool.submit(client.post, "/v1/diagnose", json=BURNING, headers=headers["anna"]) for _ in range(2)]
        assert model.asked.wait(10)
        while "dermagent_working 2.0" not in client.get("/metrics", headers=headers["ben"]).text:
            threading.Event().wait(0.02)
        refused = client.post("/v1/diagnose", json=BURNING, headers=headers["anna"])
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "5")
        other = pool.submit(client.post, "/v1/diagnose", json=BURNING, headers=headers["ben"])
        model.go.set()
        assert [one.result(20).status_code for one in (*first, other)] == [200] * 3


def test_readiness_asks_the_models_server() -> None:
    class Away(Waiting):
        there = True

        async def is_there(self) -> bool:
            return self.there

    for there, status in ((True, 200), (False, 503)):
        model = Away()
        model.there = there
        with serving(chat=model, graph="naive_cot") as client:
            answer = client.get("/readyz")
            assert answer.status_code == status
            assert client.get("/healthz").status_code == 200
            assert answer.json()["missing"] == ([] if there else ["the model's server does not answer"])


def test_a_dead_models_server_is_seen() -> None:
    with serving(model="x", base_url="http://127.0.0.1:9/v1") as client:
        answer = client.get("/readyz")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


def test_a_wrong_method_is_told_all_that_its_address_knows() -> None:
    with serving() as client:
        for address, allowed in (("/v1/sessions/x", "DELETE, GET, HEAD"), ("/v1/diagnose", "POST")):
            answer = client.request("PATCH", address)
            assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)


def test_an_image_of_a_form_is_a_file_and_its_empty_case_is_none(photo: Path) -> None:
    with serving() as client:
        text = client.post("/v1/diagnose", files=[("image", (None, "mole.jpg"))])
        assert text.status_code == 422 and "-F image=@FILE" in text.json()["error"]
        files = [("case", (None, "")), ("image", ("a.png", photo.read_bytes()))]
        assert client.post("/v1/diagnose", files=files).status_code == 200


def test_a_conversation_of_wrong_kinds_is_refused() -> None:
    message = {"role": "user", "content": "It itches."}
    with serving() as client:
        for wrong in ({"n": False}, {"stream": "true"}, {"stream": 1}):
            answer = client.post("/v1/chat/completions", json={"model": "dermagent", "messages": [message], **wrong})
            assert answer.status_code == 400, wrong
