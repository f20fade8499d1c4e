"""What went wrong in a run cannot be overlooked, and what is not an answer is never counted as something else."""

import html
import multiprocessing
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dermagent.cli import main
from dermagent.cli.eval import evaluate
from dermagent.errors import InputError
from dermagent.evals.reporting.html import to_html
from dermagent.evals.reporting.report import scores_to_markdown
from dermagent.evals.reporting.scoring import score
from dermagent.evals.running.lock import locked
from dermagent.evals.running.outcomes import allowed, endings
from dermagent.evals.running.predictions import read_predictions, records_of
from dermagent.evals.running.records import read_records, read_run
from dermagent.evals.running.runner import run_set
from tests.mock_server import MockServer, serving
from tests.shared import ROOT
from tests.unit.evals.test_runs import Small, plan, record

SAMPLE = ROOT / "eval_sets/dermavqa/sample"


def ended() -> list[Any]:
    """Ten cases, of which one failed, one was refused, one stopped by its budget, and one answer is degraded."""
    good = [record(f"g{n}", "scabies") for n in range(6)]
    bad = [record(name, outcome=name) for name in ("failed", "refused", "budget")]
    return [*good, *bad, record("half", "scabies", degraded=True)]


def run(folder: Path, *options: str) -> Result:
    with serving(MockServer(lambda _: "no JSON at all")) as server:
        model = ["--model", "m", "--base-url", server.base_url, "--graph", "naive_cot", "--no-model-reads"]
        given = ["run", "dermavqa", "--data", str(SAMPLE), "--split", "valid", "--out", str(folder), *model, *options]
        return CliRunner().invoke(evaluate, given, catch_exceptions=False, standalone_mode=False)


def test_a_run_ends_with_counts_and_ids_and_fails_if_a_case_went_wrong(tmp_path: Path) -> None:
    done = run(tmp_path / "run")
    wrong = endings(read_records(tmp_path / "run"))
    assert wrong.errors == wrong.records > 0
    assert done.return_value == 1 and "answered " in done.stdout and "failed " in done.stdout
    assert f"degraded answers {wrong.degraded}" in done.stdout
    for names in wrong.ids.values():
        assert all(name in done.stderr for name in names)
    assert "more than --fail-on-error" in done.stderr
    again = run(tmp_path / "run", "--resume")
    assert again.return_value == 1, "what failed before is no success because nothing was left to do"
    assert run(tmp_path / "run", "--resume", "--fail-on-error", "100%").return_value == 0


@pytest.mark.parametrize(
    ("text", "over"), [("any", True), ("0", True), ("3", True), ("4", False), ("0.39", True), ("40%", False)]
)
def test_a_number_or_a_share_of_cases_may_go_wrong(text: str, over: bool) -> None:
    assert allowed(text).passed_by(endings(ended())) is over


@pytest.mark.parametrize("text", ["", "-1", "1.5", "120%", "some", "nan"])
def test_what_is_no_number_or_share_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="--fail-on-error takes a number"):
        allowed(text)


async def test_the_report_leads_with_what_went_wrong(tmp_path: Path) -> None:
    await run_set(plan(1), tmp_path)
    scores = score(ended(), resamples=100)
    page = html.unescape(to_html(read_run(tmp_path), ended(), scores, tmp_path))
    text = scores_to_markdown(scores, "t")
    for told in (page, text):
        for line in ("failed: failed", "refused: refused", "budget: budget", "degraded: half"):
            assert 0 < told.index(line) < told.index("top-1")
        assert "Answered 7, abstained 0, unusable 0, refused 1, budget 1, failed 1; degraded answers 1" in told


def test_a_budget_stop_is_wrong_and_told_apart_and_a_failure_is_left_out() -> None:
    scores = score(ended(), resamples=100)
    assert scores.excluded == {"failed": 1} and scores.scored == 9
    assert scores.lines[0].ours.value == pytest.approx(7 / 9) and scores.lines[0].ours.n == 9
    assert scores.endings.ids["budget"] == ("budget",)


def test_unscorable_declined_and_not_predicted_differ(tmp_path: Path) -> None:
    file = tmp_path / "p.jsonl"
    file.write_text('{"case_id": "c0", "ranked": ["scabies"]}\n{"case_id": "c1", "ranked": []}\n')
    cases = list(Small(3).load(Path(), split="all", language="en"))
    found = score(records_of(read_predictions(file), cases), resamples=100)
    assert found.outcomes == {"answered": 1, "abstained": 1, "not_predicted": 3}
    assert found.excluded == {"no consensus": 1}
    assert found.lines[0].ours.n == found.scored == 4
    assert "not predicted 3" in scores_to_markdown(found, "t")


def test_a_run_that_is_not_at_its_end_says_so(tmp_path: Path) -> None:
    given = ["run", "dermavqa", "--data", str(SAMPLE), "--split", "valid", "--out", str(tmp_path / "r")]
    assert CliRunner().invoke(evaluate, given, catch_exceptions=False, standalone_mode=False).return_value == 0
    path = tmp_path / "r/records.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[0].replace(b"ENC90001", b"other"))
    held = read_run(tmp_path / "r").model_copy(update={"cases": 5})
    (tmp_path / "r/run.json").write_text(held.model_dump_json())
    told = CliRunner().invoke(
        evaluate, ["score", str(tmp_path / "r"), "--resamples", "100"], catch_exceptions=False, standalone_mode=False
    )
    assert "not run 3" in told.stdout


def test_two_runs_on_one_folder_exclude_each_other(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["eval", "run", "dermavqa", "--data", str(SAMPLE), "--split", "valid", "--out", str(tmp_path / "r")]
    with locked(tmp_path / "r"), pytest.raises(SystemExit) as stopped:
        main(given)
    assert stopped.value.code == 2
    assert "another run is writing to 'r' now" in capsys.readouterr().err
    with pytest.raises(SystemExit) as done:
        main(given)
    assert done.value.code == 0 and not (tmp_path / "r/run.lock").exists()


def _hold(folder: Path, held: Any) -> None:
    with locked(folder):
        held.set()
        signal.pause()


def test_a_killed_run_leaves_no_lock_that_holds(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    held = context.Event()
    process = context.Process(target=_hold, args=(tmp_path / "r", held))
    process.start()
    assert held.wait(60)
    with pytest.raises(InputError, match="another run"), locked(tmp_path / "r"):
        pass
    assert process.pid
    os.kill(process.pid, signal.SIGKILL)
    process.join(60)
    with locked(tmp_path / "r"):
        pass


def test_a_refused_run_leaves_no_folder(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), locked(tmp_path / "a/b"):
        raise RuntimeError
    assert not (tmp_path / "a").exists()
