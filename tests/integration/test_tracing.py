"""Spans for OpenTelemetry: what they tell, and that no word of a case is in any of them."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from pydantic import BaseModel

from dermagent import Case, CaseImage, InputError, Session, adiagnose, astream, tracing
from dermagent.errors import ModelUnavailable
from dermagent.llm.base import Message, Request
from dermagent.llm.client import Client
from dermagent.llm.schema import strict_schema
from dermagent.llm.scripted import ScriptedModel
from tests.commands import run
from tests.integration.test_serve_command import CASE, posted, served
from tests.unit.evals.test_debate_told import talking

WORDS = ("XYZZYPLUGH", "burning", "Blisters")
HISTORY = "Burning XYZZYPLUGH blisters in a strip on the left chest for two days."


class Named(BaseModel):
    """What is asked for where no case is."""

    label: str


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    """What is told to a host; its provider is not that of the process, which can be set only once."""
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(tracing, "_tracer", lambda: provider.get_tracer("dermagent"))
    yield exporter
    provider.shutdown()


def by_name(exporter: InMemorySpanExporter, begins: str) -> list[ReadableSpan]:
    return [span for span in exporter.get_finished_spans() if span.name.startswith(begins)]


def no_word_of_it(exporter: InMemorySpanExporter, *more: str) -> None:
    told = "".join(span.to_json() for span in exporter.get_finished_spans())
    assert told
    for word in (*WORDS, *more):
        assert word.lower() not in told.lower()


async def test_a_case_has_a_span_its_steps_theirs_and_a_call_is_below_its_step(spans: InMemorySpanExporter) -> None:
    case = Case(id="XYZZYPLUGH", history=HISTORY, images=[CaseImage(path="XYZZYPLUGH.png")])
    result = await adiagnose(case, graph="mac", model_reads=False, chat=ScriptedModel(talking, name="m"))
    assert result.outcome == "answered"
    [of_case] = by_name(spans, "case")
    steps, calls = by_name(spans, "step "), by_name(spans, "chat m")
    assert dict(of_case.attributes or {}) == {
        "dermagent.graph": "mac",
        "dermagent.images": 1,
        "dermagent.outcome": "answered",
        "dermagent.degraded": result.degraded,
    }
    assert [span.name.removeprefix("step ") for span in steps][:2] == ["intake", "observe"]
    assert {span.name.removeprefix("step ") for span in steps} == result.provenance.seconds.keys()
    assert {span.parent.span_id for span in steps if span.parent} == {of_case.context.span_id}
    assert len(calls) == result.provenance.calls > 3
    assert {span.parent.span_id for span in calls if span.parent} <= {span.context.span_id for span in steps}
    attributes = calls[-1].attributes or {}
    assert attributes["gen_ai.request.model"] == "m" and "gen_ai.usage.output_tokens" in attributes
    assert len({(span.attributes or {})["dermagent.agent"] for span in calls}) > 3
    assert {span.status.status_code.name for span in spans.get_finished_spans()} == {"UNSET"}
    no_word_of_it(spans)


async def test_a_call_says_whether_it_asks_for_a_repair_and_by_whom(spans: InMemorySpanExporter) -> None:
    replies = iter(["prose", '{"label": "x"}'])
    request = Request((Message("user", "What is it?"),), "Named", strict_schema(Named), agent="tumours", round=2)
    await Client(ScriptedModel(lambda _: next(replies), name="m")).ask(request, Named)
    told = [span.attributes or {} for span in by_name(spans, "chat m")]
    assert [(one["dermagent.agent"], one["dermagent.round"], one["dermagent.repair"]) for one in told] == [
        ("tumours", 2, False),
        ("tumours", 2, True),
    ]


async def test_an_error_is_told_by_its_kind_alone(spans: InMemorySpanExporter) -> None:
    def down(request: Any) -> Any:
        raise ModelUnavailable(f"down: {HISTORY}")

    result = await adiagnose(Case(history=HISTORY), graph="naive_cot", chat=ScriptedModel(down, name="m"))
    assert result.outcome == "failed"
    calls = by_name(spans, "chat m")
    assert calls and all(span.status.status_code.name == "ERROR" for span in calls)
    assert {(span.attributes or {})["error.type"] for span in calls} == {"ModelUnavailable"}
    assert all(not span.events and not span.status.description for span in spans.get_finished_spans())
    assert (by_name(spans, "case")[0].attributes or {})["dermagent.outcome"] == "failed"
    with pytest.raises(InputError):
        await adiagnose(Case(history="x", corrected={"XYZZYPLUGH": True}))
    no_word_of_it(spans)


async def test_a_question_is_no_error_and_a_stream_that_is_left_ends_its_span(spans: InMemorySpanExporter) -> None:
    session = Session(Case(history="After a new medicine I have a painful rash all over."))
    turn = await session.astart()
    assert turn.question
    await session.aanswer("no XYZZYPLUGH")
    assert len(by_name(spans, "case")) == 2
    assert {span.status.status_code.name for span in spans.get_finished_spans()} == {"UNSET"}
    spans.clear()
    happening = astream(Case(history=HISTORY))
    async for _ in happening:
        break
    await happening.aclose()  # type: ignore[attr-defined]
    assert len(by_name(spans, "case")) == 1
    no_word_of_it(spans)


async def test_without_opentelemetry_all_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracing, "_tracer", lambda: None)
    assert (await adiagnose(Case(history=HISTORY))).outcome == "answered"


@contextmanager
def collector() -> Iterator[tuple[str, list[bytes]]]:
    """Takes what an exporter sends."""
    taken: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken.append(body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", taken
        finally:
            server.shutdown()
            thread.join()


def test_commands_send_spans_to_where_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    with collector() as (address, taken):
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
        monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "100")
        done = run("diagnose", "-", given=json.dumps(CASE))
        assert (done.returncode, done.stderr) == (0, "")
        alone = b"".join(taken)
        assert b"step observe" in alone and b"dermagent" in alone
        taken.clear()
        with served("--processes", "1", "--graph", "offline") as (server, process):
            assert posted(f"{server}v1/diagnose", CASE)[0] == 200
            process.terminate()
            process.wait(30)
        sent = b"".join(taken)
        assert b"step observe" in sent
    for word in (b"SECRETWORD", b"Burning", b"burning"):
        assert word not in alone and word not in sent


def test_without_the_packages_a_command_says_so_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9")
    done = run("diagnose", "-", given=json.dumps(CASE), without="opentelemetry.sdk")
    assert done.returncode == 0
    assert done.stderr.strip().endswith("pip install 'dermagent[otel]'") and len(done.stderr.splitlines()) == 1
