"""The HTTP API in process: what comes back for which case, and that a failure never looks like an answer."""

import asyncio
import base64
import json
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from dermagent import Case, Differential, InputError, adiagnose
from dermagent.errors import ModelError, ModelRefused, ModelUnavailable, ModelUnusable
from dermagent.knowledge.texts import texts
from dermagent.llm.base import Request
from dermagent.llm.scripted import ScriptedModel
from dermagent.serve.app import make_app
from dermagent.serve.cases import Cases, Told
from dermagent.serve.jobs import Gone, Job
from dermagent.serve.limits import ServeLimits
from dermagent.serve.worker import Worker
from tests.unit.serve.app import BURNING, DRUG, Waiting, serving

#: Limit of a case that is to be ended, in seconds: the model must have been asked by then, on a busy machine too.
SOON, LATER = 1.0, 2.0
EMERGENCY = "Since a new medicine my skin is painful, there are blisters and my mouth is sore, with fever."


@pytest.fixture(autouse=True, scope="module")
def warm() -> None:
    """Words and cards are read, and a model is asked, before the first case whose time is limited."""
    with serving(chat=naming("Scabies"), graph="naive_cot") as client:
        client.post("/v1/diagnose", json=BURNING)


def naming(*names: str) -> ScriptedModel:
    listed = [{"name": name, "confidence": 0.8 / (place + 1), "reason": ""} for place, name in enumerate(names)]
    return ScriptedModel(lambda request: {"reasoning": "", "findings": [], "candidates": listed})


def raising(error: ModelError) -> ScriptedModel:
    def reply(request: Request) -> str | Mapping[str, Any]:
        raise error

    return ScriptedModel(reply)


def untimed(differential: Differential) -> Differential:
    return differential.model_copy(update={"provenance": differential.provenance.model_copy(update={"seconds": {}})})


def test_row_15_a_posted_case_comes_back_as_json_with_the_disclaimer() -> None:
    with serving() as client:
        answer = client.post("/v1/diagnose", json=BURNING)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["notice"] == texts("en").say("notice")
    assert "not a medical device" in answer.json()["notice"]
    assert answer.json()["ranked"][0]["condition"] == "herpes_zoster"


@pytest.mark.parametrize("form", ["json", "md", "html"])
@pytest.mark.parametrize("names", [("Monkeypox",), ("Eczema", "Scabies", "Psoriasis", "Mpox")])
def test_row_15_a_model_that_answers_mpox_brings_its_safety_note_in_every_form(
    form: str, names: tuple[str, ...]
) -> None:
    with serving(chat=naming(*names), graph="naive_cot") as client:
        answer = client.post(f"/v1/diagnose?format={form}", json={"history": "A few bumps on the hands."})
    assert answer.status_code == 200
    assert "Isolate, wear protective equipment, swab the lesions for PCR" in answer.text
    assert "must not be missed" in answer.text
    assert "not a medical device" in answer.text
    if form == "json":
        mpox = next(item for item in answer.json()["ranked"] if item["condition"] == "mpox")
        assert mpox["must_not_miss"]


async def test_the_server_gives_what_the_library_gives() -> None:
    with serving(prior="uniform", top_k=4) as client:
        answer = client.post("/v1/diagnose", json=BURNING)
    ours = await adiagnose(Case.model_validate(BURNING), prior="uniform", top_k=4)
    assert untimed(Differential.model_validate_json(answer.text)) == untimed(ours)


def test_an_abstention_is_no_error() -> None:
    with serving() as client:
        answer = client.post("/v1/diagnose", json={"history": "Please help."})
    assert (answer.status_code, answer.json()["outcome"]) == (200, "abstained")


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (ModelUnavailable("the model cannot be reached"), "failed"),
        (ModelRefused("the model declined"), "refused"),
        (ModelUnusable("the reply cannot be read"), "unusable"),
    ],
)
def test_an_outcome_that_is_no_answer_has_a_status_that_says_so_and_keeps_the_red_flags(
    error: ModelError, outcome: str
) -> None:
    with serving(chat=raising(error), graph="naive_cot") as client:
        answer = client.post("/v1/diagnose", json={"history": EMERGENCY})
        page = client.post("/v1/diagnose?format=html", json={"history": EMERGENCY})
        streamed = client.post("/v1/stream", json={"history": EMERGENCY})
    assert (answer.status_code, answer.json()["outcome"]) == (502, outcome)
    assert answer.json()["ranked"] == []
    assert answer.json()["urgency"] == "emergency"
    assert page.status_code == 502
    assert "No diagnosis is given" in page.text
    assert last_event(streamed.text)[0] == "failed"


def test_a_budget_is_one_request_s() -> None:
    with serving(chat=naming("Scabies"), graph="naive_cot", max_calls=2) as client:
        answers = [client.post("/v1/diagnose", json={"history": f"It itches, {n}."}) for n in range(3)]
    assert [(a.status_code, a.json()["provenance"]["calls"]) for a in answers] == [(200, 2)] * 3


def test_the_form_is_asked_for_by_name_or_by_accept() -> None:
    with serving() as client:

        def kind(query: str, accept: str) -> str:
            answer = client.post(f"/v1/diagnose{query}", json=BURNING, headers={"Accept": accept})
            return answer.headers["content-type"]

        assert kind("", "*/*") == "application/json"
        assert kind("", "text/markdown;q=0.9, */*;q=0.8") == "text/markdown; charset=utf-8"
        assert kind("", "text/markdown;q=0.1, application/fhir+json") == "application/fhir+json"
        assert kind("", "text/html") == "text/html; charset=utf-8"
        assert kind("?format=md", "text/html") == "text/markdown; charset=utf-8"
        wrong = client.post("/v1/diagnose?format=pdf", json=BURNING)
        assert (wrong.status_code, wrong.json()) == (422, {"error": "format: expected one of json, md, html, fhir"})
        record = client.post("/v1/diagnose?format=fhir", json=BURNING)
        assert record.headers["content-type"] == "application/fhir+json"
        assert client.post("/v1/diagnose", json=record.json()).json()["urgency"]  # and is read as a case again


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"{", "is not valid JSON"),
        (b"[]", "holds a list"),
        (b"\xff\xfe", "is not UTF-8"),
        (b"{}", "needs at least one image"),
        (b'{"histroy": "x"}', "did you mean 'history'"),
        (b'{"history": "x", "history": "y"}', "stands twice"),
        (b'{"images": [{"content": "!!"}]}', "images[0].content"),
        (b'{"history": "x", "complaint": {"symptoms": {"frobnication": true}}}', "is not a known finding"),
    ],
)
@pytest.mark.parametrize("address", ["/v1/diagnose", "/v1/stream", "/v1/sessions"])
def test_bad_input_is_refused_with_one_sentence(address: str, body: bytes, sentence: str) -> None:
    with serving() as client:
        answer = client.post(address, content=body, headers={"Content-Type": "application/json"})
    if address == "/v1/stream" and b"frobnication" in body:  # found by a later step, when the stream has begun
        assert (answer.status_code, last_event(answer.text)[0]) == (200, "error")
    else:
        assert answer.status_code == 422
    assert sentence in answer.text
    assert "notice" not in answer.text


@pytest.mark.parametrize("path", ["mole.png", "/etc/hostname", "https://127.0.0.1/x.png", "sha256:00", "file:///x"])
@pytest.mark.parametrize("address", ["/v1/diagnose", "/v1/stream", "/v1/sessions"])
def test_a_path_or_an_address_in_a_posted_case_is_refused_whatever_the_settings(
    address: str, path: str, photo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(photo.parent)
    monkeypatch.setenv("DERMAGENT_ALLOW_URLS", "true")
    with serving() as client:
        answer = client.post(address, json={"history": "A mole.", "images": [{"path": path}]})
    assert answer.status_code == 422
    assert "reads neither files nor addresses" in answer.json()["error"]


def test_an_image_comes_as_bytes_and_is_shown_in_the_page(photo: Path) -> None:
    content = base64.b64encode(photo.read_bytes()).decode()
    bad = base64.b64encode(b"%PDF-1.7").decode()
    with serving() as client:
        case = {"history": "A dark spot.", "images": [{"content": content}, {"content": bad}]}
        answer = client.post("/v1/diagnose", json=case).json()
        page = client.post("/v1/diagnose?format=html", json=case).text
    assert answer["images"][0]["quality"]["usable"] in {True, False}
    assert "a PDF document" in answer["images"][1]["refused"]
    assert page.count("data:image/jpeg;base64,") == 1


def events(text: str) -> list[tuple[str, Any]]:
    found = []
    for block in text.strip().split("\n\n"):
        if not block.startswith(":"):
            name, data = block.split("\n")
            found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def last_event(text: str) -> tuple[str, Any]:
    return events(text)[-1] if text.startswith("event: ") else ("", None)


def test_a_stream_tells_each_step_and_then_the_result() -> None:
    with serving() as client:
        answer = client.post("/v1/stream", json=BURNING)
        plain = client.post("/v1/diagnose", json=BURNING)
    assert answer.headers["content-type"].startswith("text/event-stream")
    told = events(answer.text)
    assert told[0] == ("started", {"node": "intake"})
    assert [name for name, _ in told].count("result") == 1
    name, result = told[-1]
    assert name == "result"
    assert untimed(Differential.model_validate(result)) == untimed(Differential.model_validate(plain.json()))


def test_a_case_is_sent_as_json_or_as_a_form_and_nothing_else() -> None:
    with serving() as client:
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/mixed", ""):
            answer = client.post("/v1/diagnose", content=json.dumps(BURNING), headers={"Content-Type": kind})
            assert answer.status_code == 415


def test_the_schemas_and_the_sign_of_life_are_there() -> None:
    with serving() as client:
        told = client.get("/v1/schema").json()
        alive = client.get("/healthz").json()
        nowhere = client.get("/v1/nothing")
        wrong = client.get("/v1/diagnose")
    assert told["case"] == Case.model_json_schema()
    assert told["differential"] == Differential.model_json_schema(mode="serialization")
    assert told["turn"] == Told.model_json_schema(mode="serialization")
    assert alive["status"] == "ok"
    assert (nowhere.status_code, nowhere.json()) == (404, {"error": "Not Found"})
    assert wrong.status_code == 405


async def post_in_parts(app: Any, parts: Callable[[], bytes | None], **headers: str) -> tuple[int, str]:
    """Post a body part by part, without stating its length; None is a caller that goes away."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        part = parts()
        if part is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": part, "more_body": bool(part)}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    named = {"host": "127.0.0.1", "content-type": "application/json", **headers}
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/v1/diagnose",
        "query_string": b"",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in named.items()],
    }
    await app(scope, receive, send)
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent).decode()


async def test_a_body_is_read_no_further_than_it_may_be_long() -> None:
    app = make_app(limits=ServeLimits(max_body_bytes=1000))
    read = 0

    def endless() -> bytes:
        nonlocal read
        read += 1
        return b" " * 100

    status, text = await post_in_parts(app, endless)
    assert status == 413
    assert "larger than" in text
    assert read == 11
    status, _ = await post_in_parts(app, endless, content_length="1001")
    assert (status, read) == (413, 11)


def in_background(client: TestClient, pool: ThreadPoolExecutor, address: str = "/v1/diagnose") -> Any:
    return pool.submit(client.post, address, json=BURNING)


def test_a_full_queue_turns_the_next_case_away_and_the_server_still_answers() -> None:
    model = Waiting()
    limits = ServeLimits(at_once=1, waiting=0)
    with serving(chat=model, graph="naive_cot", limits=limits) as client, ThreadPoolExecutor(1) as pool:
        first = in_background(client, pool)
        assert model.asked.wait(10)
        refused = client.post("/v1/diagnose", json=BURNING)
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
        assert refused.json().keys() == {"error"}
        assert client.get("/healthz").status_code == 200
        model.go.set()
        assert first.result(10).status_code == 200
        assert client.post("/v1/diagnose", json=BURNING).status_code == 200


def test_a_step_that_blocks_does_not_keep_the_server_from_answering() -> None:
    begun, go = threading.Event(), threading.Event()

    def blocking(request: Request) -> Mapping[str, Any]:
        begun.set()
        assert go.wait(20)
        return {"reasoning": "", "findings": [], "candidates": []}

    with serving(chat=ScriptedModel(blocking), graph="naive_cot", limits=ServeLimits(timeout_s=LATER)) as client:
        with ThreadPoolExecutor(1) as pool:
            first = in_background(client, pool)
            assert begun.wait(10)
            assert client.get("/healthz").status_code == 200
            assert first.result(10).status_code == 504
            go.set()
        begun.clear()
        assert client.post("/v1/diagnose", json=BURNING).status_code == 200


async def test_tidying_up_that_fails_stops_no_case(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failing(self: Cases) -> None:
        raise OSError("SECRETWORD")

    monkeypatch.setattr(Cases, "sweep", failing)
    worker = Worker(Cases({}, None, ServeLimits()))
    assert not worker.alive
    await worker.start()
    parts = [part async for part in worker.parts(Job("diagnose", json.dumps(BURNING).encode()), 60)]
    assert [part.status for part in parts] == [200]
    await worker.stop()
    assert not worker.alive
    with pytest.raises(Gone, match="has ended"):
        await anext(worker.parts(Job("ready"), 60))
    assert "tidying up failed: OSError" in caplog.text
    assert "SECRETWORD" not in caplog.text


def test_a_case_that_may_wait_is_worked_on_when_a_place_is_free() -> None:
    model = Waiting()
    limits = ServeLimits(at_once=1, waiting=1)
    with serving(chat=model, graph="naive_cot", limits=limits) as client, ThreadPoolExecutor(2) as pool:
        both = [in_background(client, pool) for _ in range(2)]
        assert model.asked.wait(10)
        model.go.set()
        assert [answer.result(10).status_code for answer in both] == [200, 200]


@pytest.mark.parametrize("address", ["/v1/diagnose", "/v1/sessions"])
def test_a_request_that_takes_too_long_is_ended_with_its_model_call(address: str) -> None:
    model = Waiting()
    with serving(chat=model, graph="naive_cot", limits=ServeLimits(timeout_s=SOON)) as client:
        answer = client.post(address, json=BURNING)
        assert answer.status_code == 504
        assert answer.json() == {"error": f"no answer within {SOON:g} s"}
        assert model.given_up.wait(10)


def test_a_stream_that_takes_too_long_ends_with_an_error() -> None:
    model = Waiting()
    with serving(chat=model, graph="naive_cot", limits=ServeLimits(timeout_s=SOON)) as client:
        answer = client.post("/v1/stream", json=BURNING)
        assert last_event(answer.text)[0] == "error"
        assert model.given_up.wait(10)


async def test_a_caller_that_goes_away_stops_the_model() -> None:
    model = Waiting()
    app = make_app(chat=model, graph="naive_cot")
    with TestClient(app, base_url="http://127.0.0.1"):  # starts and ends the worker
        parts = iter([json.dumps(BURNING).encode(), b""])

        def gone_once_asked() -> bytes | None:
            part = next(parts, None)
            if part is None:
                assert model.asked.wait(10)
            return part

        status, _ = await post_in_parts(app, gone_once_asked)
        assert status == 499
        assert await asyncio.to_thread(model.given_up.wait, 10)


def test_what_the_settings_lack_is_said_at_the_start() -> None:
    with pytest.raises(InputError, match="set one with --model"):
        make_app(graph="mac")
    with pytest.raises(InputError, match="keeps no checkpoints"):
        make_app(checkpoints=Path("runs.sqlite"))
    with pytest.raises(InputError, match="top_k"):
        make_app(top_k=0)


def test_many_cases_at_once_stay_apart() -> None:
    with serving() as client, ThreadPoolExecutor(8) as pool:
        cases = [(BURNING, DRUG)[n % 2] | {"id": f"case-{n}"} for n in range(16)]
        answers = list(pool.map(lambda case: client.post("/v1/diagnose", json=case).json(), cases))
    for case, answer in zip(cases, answers, strict=True):
        assert answer["case_id"] == case["id"]
    assert len({json.dumps([i["condition"] for i in answer["ranked"]]) for answer in answers}) == 2
