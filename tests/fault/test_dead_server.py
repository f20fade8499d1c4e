"""A server that is down: told once, in one line, and the other cases of a run are spared its retries."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
import respx

from dermagent import Case
from dermagent.cli import main
from dermagent.errors import ModelRejected, ModelUnavailable
from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.reporting.report import scores_to_markdown
from dermagent.evals.reporting.scoring import score
from dermagent.evals.running.plan import Plan
from dermagent.evals.running.records import read_records
from dermagent.evals.running.runner import run_set
from dermagent.llm.base import Message, Request
from dermagent.llm.breaker import Breaker
from dermagent.llm.openai_compat import OpenAICompatible
from dermagent.report.html import to_html
from dermagent.report.markdown import to_markdown
from dermagent.settings import resolve
from dermagent.types import Differential, Language
from tests.mock_server import completion

BASE = "http://127.0.0.1:8000/v1"
URL = f"{BASE}/chat/completions"
HISTORY = "Thick plaques with silvery scale on both elbows for years."


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dermagent.llm.openai_compat._backoff", lambda state: 0.0)


def test_a_breaker_opens_for_a_while_after_a_final_failure_and_closes_with_a_success() -> None:
    now = [0.0]
    breaker = Breaker(pause_s=30, now=lambda: now[0])
    breaker.check()
    breaker.failed(ModelUnavailable("down"), since=0.0)
    with pytest.raises(ModelUnavailable, match="down"):
        breaker.check()
    now[0] = 31.0
    breaker.check()
    breaker.failed(ModelUnavailable("down"), since=31.0)
    now[0] = 62.0
    breaker.succeeded()
    breaker.check()


def test_a_breaker_stays_closed_where_another_call_succeeded_meanwhile() -> None:
    now = [5.0]
    breaker = Breaker(now=lambda: now[0])
    breaker.succeeded()
    breaker.failed(ModelUnavailable("slow"), since=4.0)
    breaker.check()


def test_a_breaker_tells_the_latest_fault_until_the_very_end_of_its_pause_and_that_nothing_was_asked() -> None:
    now = [-50.0]
    breaker = Breaker(pause_s=10, now=lambda: now[0])
    breaker.failed(ModelUnavailable("refused"), since=-50.0)
    now[0] = -45.0
    breaker.failed(ModelRejected("no such model"), since=-49.0)  # a call that was on its way: the pause begins anew
    now[0] = -35.125
    with pytest.raises(ModelRejected, match=r"^no such model$") as told:
        breaker.check()
    assert told.value.asked is False
    now[0] = -35.0
    breaker.check()


def test_a_success_closes_a_breaker_at_once_and_one_of_the_same_moment_hides_no_fault() -> None:
    now = [100.0]
    breaker = Breaker(pause_s=10, now=lambda: now[0])
    breaker.failed(ModelUnavailable("down"), since=90.0)
    breaker.succeeded()
    breaker.check()
    breaker.failed(ModelUnavailable("slow"), since=99.5)
    breaker.check()
    breaker.failed(ModelUnavailable("down"), since=100.0)
    with pytest.raises(ModelUnavailable, match="down"):
        breaker.check()


def test_a_fault_is_logged_once_a_pause_and_again_after_it_or_after_a_success(caplog: pytest.LogCaptureFixture) -> None:
    now = [0.0]
    breaker = Breaker(pause_s=10, now=lambda: now[0])
    for at, logged in ((0.0, 1), (1.0, 1), (10.5, 1), (20.5, 2), (40.0, 3)):  # each fault begins the pause anew
        now[0] = at
        breaker.failed(ModelUnavailable("m is down"), since=at)
        assert len(caplog.records) == logged, at
    now[0] = 41.0
    breaker.succeeded()
    breaker.failed(ModelUnavailable("m is down"), since=41.0)
    assert [one.getMessage() for one in caplog.records] == ["m is down; nothing is asked of it for 10 s"] * 4


async def test_a_dead_server_is_asked_no_more_and_told_once_in_the_log(
    httpx2_mock: respx.Router, caplog: pytest.LogCaptureFixture
) -> None:
    route = httpx2_mock.post(URL).mock(side_effect=httpx2.ConnectError("refused"))
    model = OpenAICompatible("m", base_url=BASE)
    for _ in range(5):
        with pytest.raises(ModelUnavailable, match=f"cannot be reached at {BASE.removesuffix('/v1')}; is the server"):
            await model.complete(Request((Message("user", "x"),), "X", {}))
    await model.aclose()
    assert route.call_count == 4
    assert len(caplog.records) == 1


class Several:
    """A data set of a few cases."""

    name = "several"

    def load(self, root: Path, *, split: str, language: Language) -> Iterator[LabelledCase]:
        for n in range(6):
            yield LabelledCase(Case(id=f"c{n}", history=HISTORY), {"plaque_psoriasis": 1.0}, label="psoriasis")


async def test_the_other_cases_of_a_run_are_spared_and_degraded_answers_are_counted_apart(
    httpx2_mock: respx.Router, tmp_path: Path
) -> None:
    route = httpx2_mock.post(URL).mock(side_effect=httpx2.ConnectError("refused"))
    plan = Plan(Several(), tmp_path, "all", resolve(graph="mac", model="m", base_url=BASE), concurrency=1)
    summary = await run_set(plan, tmp_path / "run")
    assert route.call_count <= 2 * 4  # by the two calls that are first in one case, for six cases of six calls
    assert (summary.recorded, summary.degraded) == (6, 6)
    assert list(summary.reasons.values()) == [6]
    records = read_records(tmp_path / "run")
    assert all(record.degraded and record.outcome == "answered" for record in records)
    scores = score(records, resamples=100)
    assert scores.degraded == 6
    assert "Degraded answers: 6." in scores_to_markdown(scores, "t")


def answer(request: httpx.Request) -> httpx.Response:
    """Readers of whom the first alone is heard."""
    body = json.loads(request.content)
    said = json.dumps(body["messages"])
    if body["response_format"]["json_schema"]["name"] != "VisionReply" and "general dermatologist" not in said:
        return httpx.Response(200, json=completion(None, finish_reason="content_filter"))
    named = {"name": "psoriasis", "condition": "psoriasis", "confidence": 0.6, "probability": 0.6, "claims": []}
    value = {"findings": [], "candidates": [named], "views": [named], "concerns": []}
    return httpx.Response(200, json=completion(json.dumps(value)))


def diagnosed(folder: Path, *cases: dict[str, Any], form: str = "json") -> int:
    file = folder / "cases.jsonl"
    file.write_text("".join(json.dumps(case) + "\n" for case in cases))
    with pytest.raises(SystemExit) as ended:
        main(["diagnose", str(file), "--model", "m", "--base-url", BASE, "--format", form])
    return int(ended.value.code or 0)


def test_fewer_than_half_of_the_agents_are_degraded_by_exit_code_first_line_and_reports(
    httpx2_mock: respx.Router, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    httpx2_mock.post(URL).mock(side_effect=answer)
    assert diagnosed(tmp_path, {"id": "a", "history": HISTORY}) == 4
    out, err = capsys.readouterr()
    line = "Degraded: only 1 of 4 agents were heard. A content filter stopped m."
    assert err == f"dermagent: {line}\n"
    result = Differential.model_validate_json(out)
    assert result.degraded
    assert result.limits[0] == line
    assert to_markdown(result).splitlines()[2] == f"**{line}**"
    html = to_html(result)
    assert html.index(line) < html.index('class="urgency')


def test_a_dead_server_is_told_once_for_several_cases(
    httpx2_mock: respx.Router, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    route = httpx2_mock.post(URL).mock(side_effect=httpx2.ConnectError("refused"))
    cases = [{"id": name, "history": HISTORY} for name in "abc"]
    assert diagnosed(tmp_path, *cases) == 4
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 3
    assert err.count("\n") == 1
    assert "no model that was configured was heard" in err
    assert "cannot be reached at http://127.0.0.1:8000; is the server running" in err
    assert route.call_count <= 8  # the retriever and the agents of the first case at most


def test_without_a_model_nothing_is_degraded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "case.json"
    file.write_text(json.dumps({"id": "a", "history": HISTORY}))
    with pytest.raises(SystemExit) as ended:
        main(["diagnose", str(file)])
    assert ended.value.code == 0
    assert json.loads(capsys.readouterr().out)["degraded"] is False
