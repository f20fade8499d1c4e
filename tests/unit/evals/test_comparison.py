"""Two runs side by side, whether they had the same budget, and how often a repeated case is answered alike."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dermagent.cli.eval import evaluate
from dermagent.errors import InputError
from dermagent.evals.metrics.ranking import self_consistency
from dermagent.evals.reporting.comparison import compare
from dermagent.evals.reporting.report import comparison_to_markdown, scores_to_markdown
from dermagent.evals.reporting.scoring import score
from dermagent.evals.running.records import Run
from tests.unit.evals.test_runs import record


def ran(name: str, graph: str = "mac", agents: int = 4) -> Run:
    identity: dict[str, Any] = {"settings.graph": graph, "settings.agents": ["generalist"] * agents}
    return Run(name=name, data_set="s", split="all", language="en", cases=2, identity=identity)


MAC, SAMPLES = ran("mac"), ran("sc", "self_consistency", 5)


def test_runs_are_compared_on_common_cases_only() -> None:
    ours = [record("a", "scabies", reply_tokens=100), record("b", "scabies"), record("c", outcome="failed")]
    other = [record("a", "urticaria", reply_tokens=50), record("b", "scabies"), record("c", "scabies")]
    found = compare(ours, other, runs=(MAC, SAMPLES), resamples=100)
    assert found.cases == 2
    top = found.metrics["top-1"]
    assert (top.ours.value, top.other.value, top.difference.value) == (1.0, 0.5, 0.5)
    assert found.tokens_ratio == 2.0
    assert "mac against sc, 2 common cases" in comparison_to_markdown(found)
    assert (found.only_ours, found.only_other, found.failed) == (0, 0, 1)
    more = compare([*ours, record("x", "scabies")], other[:2], runs=(MAC, SAMPLES), resamples=100)
    assert (more.cases, more.only_ours, more.only_other, more.failed) == (2, 2, 0, 0)
    assert "Left out: 2 cases that only mac holds, 0 that only sc holds, 0 that failed" in comparison_to_markdown(more)
    with pytest.raises(InputError, match="no scored case in common"):
        compare([record("x", "scabies")], other, runs=(MAC, SAMPLES))
    with pytest.raises(InputError, match="different references for case a"):
        compare([record("a", "scabies", reference="urticaria")], other, runs=(MAC, SAMPLES))


def priced(tokens: int, replies: int, cost: float | None = 0.5) -> list[Any]:
    return [record(name, "scabies", reply_tokens=tokens, replies=replies, cost_usd=cost) for name in ("a", "b")]


def test_a_comparison_at_another_budget_says_so_and_how_many_samples_would_match() -> None:
    found = compare(priced(9000, 9), priced(6000, 6), runs=(MAC, SAMPLES), resamples=100)
    assert not found.matched and found.samples == 8  # 3,000 tokens more at 1,000 a reply
    told = comparison_to_markdown(found)
    assert "**Not compute-matched**: mac used 1.50 × the tokens of sc" in told
    assert "`--graph self_consistency --samples 8` would come nearest" in told
    assert "| tokens a case | 9000.00 [9000.00, 9000.00] | 6000.00 [6000.00, 6000.00] | 3000.00 " in told
    assert "| USD a case | 0.5000 [0.5000, 0.5000] | 0.5000" in told


def test_the_samples_are_those_of_the_sampled_run_whichever_side_it_stands_on() -> None:
    assert compare(priced(6000, 6), priced(3000, 3), runs=(SAMPLES, MAC), resamples=100).samples == 2
    assert compare(priced(6000, 6), priced(60_000, 9), runs=(SAMPLES, MAC), resamples=100).samples == 9
    assert compare(priced(6000, 6), priced(3000, 3), runs=(MAC, MAC), resamples=100).samples is None


def test_a_comparison_at_the_same_budget_says_that_it_is_matched() -> None:
    found = compare(priced(6300, 7, None), priced(6000, 6), runs=(MAC, SAMPLES), resamples=100)
    told = comparison_to_markdown(found)
    assert found.matched and "Compute-matched: mac used 1.05 × the tokens of sc." in told
    assert "| USD a case | unknown |" in told


def test_a_run_without_a_model_has_no_tokens_to_compare() -> None:
    found = compare(priced(0, 0), priced(6000, 6), runs=(ran("offline", "offline", 0), SAMPLES), resamples=100)
    assert not found.matched and found.samples is None
    assert "there are no tokens to compare" in comparison_to_markdown(found)


def test_the_samples_of_a_run_can_be_chosen_and_of_another_workflow_not(tmp_path: Path) -> None:
    data = str(Path(__file__).parents[3] / "eval_sets/dermavqa/sample")
    command = ["run", "dermavqa", "--data", data, "--split", "valid", "--out", str(tmp_path / "r"), "--dry-run"]
    command += ["--model", "m", "--base-url", "http://127.0.0.1:9/v1", "--samples", "8"]
    done = CliRunner().invoke(evaluate, [*command, "--graph", "self_consistency"], standalone_mode=False)
    assert "if agents agree: 10 calls" in done.output  # the history read, the image looked at, eight samples
    refused = CliRunner().invoke(evaluate, [*command, "--graph", "mac"], standalone_mode=False)
    assert isinstance(refused.exception, InputError) and "--samples is for --graph self_consist" in str(
        refused.exception
    )


def test_self_consistency_by_hand() -> None:
    assert self_consistency(["a", "a", "b"]) == pytest.approx(2 / 3)
    assert self_consistency(["a", "b", "c"]) == pytest.approx(1 / 3)
    with pytest.raises(ValueError, match="no answers"):
        self_consistency([])


def test_repeated_cases_say_how_often_they_are_answered_alike() -> None:
    def runs(name: str, *firsts: str) -> list[Any]:
        return [
            record(name, *([first] if first else []), outcome="answered" if first else "abstained", repeat=n)
            for n, first in enumerate(firsts)
        ]

    records = [*runs("a", "scabies", "scabies", "urticaria"), *runs("b", "", "", ""), *runs("c", "scabies")]
    scores = score(records, resamples=100)
    assert scores.self_consistency is not None
    assert (scores.self_consistency.n, scores.self_consistency.value) == (2, pytest.approx((2 / 3 + 1) / 2))
    assert "The same case is answered alike in 0.833" in scores_to_markdown(scores, "t")
    once = score(runs("a", "scabies"), resamples=100)
    assert once.self_consistency is None and "answered alike" not in scores_to_markdown(once, "t")
