"""A run as a log of Inspect: its parts, and that what is no answer or was never scored stays so."""

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dermagent.cli.eval import evaluate
from dermagent.errors import InputError
from dermagent.evals.reporting.inspect_log import write_inspect_log
from dermagent.evals.running.records import Run, read_records, read_run, write_run
from dermagent.evals.running.runner import run_set
from dermagent.llm.scripted import ScriptedModel
from dermagent.settings import resolve
from tests.unit.evals.test_debate_told import talking
from tests.unit.evals.test_runs import Small, plan, record


async def exported(folder: Path) -> Path:
    """The log of four cases of which all were debated."""
    settings = resolve(graph="mac", model="m", base_url="http://127.0.0.1:9/v1", model_reads=False)
    await run_set(plan(4, settings=settings, traces=True), folder / "r", chat=ScriptedModel(talking, name="m"))
    cases = Small(4).load(Path(), split="all", language="en")
    run = read_run(folder / "r")
    return write_inspect_log(run, read_records(folder / "r"), folder / "r", folder / "logs", cases)


def parts(path: Path) -> dict[str, Any]:
    with zipfile.ZipFile(path) as file:
        assert file.testzip() is None
        return {name: json.loads(file.read(name)) for name in file.namelist()}


async def test_every_case_is_a_sample_with_its_history_replies_and_scores(tmp_path: Path) -> None:
    held = parts(await exported(tmp_path))
    assert {name for name in held if name.startswith("samples/")} == {f"samples/c{n}_epoch_1.json" for n in range(4)}
    one = held["samples/c0_epoch_1.json"]
    assert (
        "Itchy burrows" in one["input"] and one["target"] == ["Scabies"] and one["metadata"]["before"][0] == "scabies"
    )
    assert len(held["summaries.json"]) == 4 and held["header.json"]["status"] == "success"
    mean = held["header.json"]["results"]["scores"][0]["metrics"]["mean"]["value"]
    assert mean == pytest.approx(
        sum(held[f"samples/c{n}_epoch_1.json"]["scores"]["top-1"]["value"] for n in range(4)) / 4
    )


def test_failures_have_an_error_and_no_score_and_abstentions_score_nothing(tmp_path: Path) -> None:
    run = Run(name="r", data_set="own", split="all", language="en", cases=5, identity={"settings.graph": "offline"})
    write_run(tmp_path, run)
    bare = record("bare", "scabies").model_copy(update={"reference": {}})
    given = [
        record("a", "scabies"),
        record("b", outcome="abstained"),
        record("c", outcome="failed", reason="down"),
        bare,
    ]
    held = parts(write_inspect_log(run, given, tmp_path, tmp_path / "logs"))
    assert held["samples/c_epoch_1.json"]["error"]["message"] == "down"
    assert held["samples/c_epoch_1.json"]["scores"] == {} == held["samples/bare_epoch_1.json"]["scores"]
    assert held["samples/b_epoch_1.json"]["scores"]["top-1"]["value"] == 0
    top = held["header.json"]["results"]["scores"][0]
    assert (top["scored_samples"], top["unscored_samples"], top["metrics"]["mean"]["value"]) == (2, 2, 0.5)
    assert held["header.json"]["status"] == "cancelled", "one case was not run"


def test_the_command_writes_it_and_asks_for_the_form(tmp_path: Path) -> None:
    from tests.shared import ROOT

    sample = ["dermavqa", "--data", str(ROOT / "eval_sets/dermavqa/sample"), "--split", "valid"]
    done = CliRunner().invoke(evaluate, ["run", *sample, "--out", str(tmp_path / "r")], standalone_mode=False)
    assert done.return_value == 0
    told = (
        CliRunner()
        .invoke(evaluate, ["export", str(tmp_path / "r"), "--inspect"], catch_exceptions=False, standalone_mode=False)
        .stdout
    )
    (path,) = (tmp_path / "r/inspect").glob("*.eval")
    assert str(path) in told and "Itching" in parts(path)["samples/ENC90001_epoch_1.json"]["input"]
    with pytest.raises(InputError, match="--inspect"):
        raise (
            CliRunner().invoke(evaluate, ["export", str(tmp_path / "r")], standalone_mode=False).exception
            or AssertionError
        )
