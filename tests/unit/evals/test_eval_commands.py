"""What the evaluation commands refuse before anything is run or paid, and what they say of every set."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dermagent.cli.eval import evaluate
from dermagent.cli.synth_qa import synth_qa
from dermagent.errors import InputError
from dermagent.evals.datasets.registry import check
from dermagent.evals.running.records import Records, Run, read_records, read_run, write_run
from dermagent.evals.running.runner import run_set
from dermagent.llm.scripted import ScriptedModel
from dermagent.settings import resolve
from tests.bench.orchestration import reply
from tests.mock_server import MockServer, serving
from tests.shared import ROOT
from tests.unit.evals.test_runs import plan, psoriasis, record

SAMPLE = ROOT / "eval_sets/dermavqa/sample"
SET = ["dermavqa", "--data", str(SAMPLE), "--split", "valid"]


def call(*arguments: str) -> Result:
    return CliRunner().invoke(evaluate, list(arguments), standalone_mode=False)


def refused(out: Path, *arguments: str) -> str:
    """Why a command ended; it must not have begun a run."""
    done = call(*arguments, "--out", str(out))
    assert done.exception is not None and not list(out.rglob("run.json"))
    assert not isinstance(done.exception, ValueError)
    return str(done.exception)


def test_sets_looks_at_every_set_although_one_of_them_fails(tmp_path: Path) -> None:
    (tmp_path / "scin_cases.csv").write_text("no,columns\n")
    done = call("sets", "--data", str(tmp_path))
    assert done.return_value == 2
    assert "skincap: " in done.stdout and done.stdout.index("scin: ") < done.stdout.index("skincap: ")


@pytest.mark.parametrize("given", [["--severities", "1,x"], ["--severities", "9"], ["--kinds", "drop,nothing"]])
def test_robust_refuses_a_wrong_alteration_before_it_runs_anything(tmp_path: Path, given: list[str]) -> None:
    assert "severit" in refused(tmp_path, "robust", *SET, *given)


@pytest.mark.parametrize("given", [["--max-cost", "-1"], ["--max-cost", "0"], ["--max-minutes", "-2"]])
def test_a_limit_that_allows_nothing_is_refused(tmp_path: Path, given: list[str]) -> None:
    assert "not in the range" in refused(tmp_path, "run", *SET, *given)


@pytest.mark.parametrize("given", [["--max-cost", "-1"], ["--max-minutes", "0"]])
def test_synth_qa_refuses_a_limit_that_allows_nothing(tmp_path: Path, given: list[str]) -> None:
    done = CliRunner().invoke(synth_qa, [*SET, "--out", str(tmp_path / "qa.jsonl"), *given], standalone_mode=False)
    assert "not in the range" in str(done.exception)


def test_pool_names_the_file_that_is_not_what_a_site_shared(tmp_path: Path) -> None:
    (tmp_path / "site.json").write_bytes(b"\xff\xfe")
    done = call("pool", str(tmp_path / "site.json"))
    assert isinstance(done.exception, InputError) and "site.json: expected a file" in str(done.exception)


def test_a_limit_in_dollars_needs_a_price_before_the_run(tmp_path: Path) -> None:
    model = ["--model", "m", "--base-url", "http://127.0.0.1:9/v1", "--graph", "naive_cot"]
    assert "needs the price of 'm'" in refused(tmp_path, "run", *SET, *model, "--max-cost", "1")


async def test_a_reply_cache_that_is_named_is_used(tmp_path: Path) -> None:
    model = ScriptedModel(psoriasis)
    asked = plan(settings=resolve(graph="naive_cot", model_reads=False, reply_cache=str(tmp_path / "cache")))
    for name in ("one", "two"):
        await run_set(asked, tmp_path / name, chat=model)
    assert len(model.requests) == 12 and len(read_records(tmp_path / "two")) == 12
    assert not (tmp_path / "one/replies").exists()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    identity = {"settings.prior": "uniform"}
    write_run(tmp_path, Run(name="r", data_set="own", split="all", language="en", cases=1, identity=identity))
    with Records(tmp_path) as held:
        held.append(record("a", "scabies"))
    return tmp_path


@pytest.mark.parametrize("given", [["--set", "scin"], ["--data", "."], ["--split", "all"], ["--language", "en"]])
def test_score_refuses_options_that_a_run_does_not_take(folder: Path, given: list[str]) -> None:
    with pytest.raises(InputError, match="are for --predictions"):
        raise call("score", str(folder), *given).exception or AssertionError


def test_score_takes_the_prior_of_the_run(folder: Path) -> None:
    def told(*given: str) -> object:
        done = call("score", str(folder), "--format", "json", "--resamples", "100", *given)
        return json.loads(done.stdout)["lines"][3]["prior"]

    assert told() == told("--prior", "uniform") != told("--prior", "teledermatology")


def test_images_behind_a_symbolic_link_are_told(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "eval_sets/pad_ufes_20/sample", tmp_path / "set")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/PAT_1_7_1.png").write_bytes(b"an image")
    (tmp_path / "set/images").symlink_to(tmp_path / "elsewhere")
    assert check("pad_ufes_20", tmp_path / "set").linked == 1
    told = call("sets", "pad_ufes_20", "--data", str(tmp_path / "set")).stdout
    assert "1 with an image behind a symbolic link, which a run refuses" in told


def test_an_ablation_takes_limits_and_goes_on_where_a_variant_cannot_be_scored(tmp_path: Path) -> None:
    def answer(body: dict[str, Any]) -> str:
        schema = body["response_format"]["json_schema"]["name"]
        return json.dumps(reply(schema, str(body["messages"][-1]["content"]), hard=False))

    with serving(MockServer(answer)) as server:
        model = ["--model", "m", "--base-url", server.base_url, "--concurrency", "2", "--language", "zh"]
        done = call("ablation", *SET, "--out", str(tmp_path), *model, "--max-calls", "40")
    assert done.exception is None and done.return_value == 0
    rows = [line for line in done.stdout.splitlines() if line.startswith("| model sees")]
    assert len(rows) == 12 and len(list(tmp_path.iterdir())) == 12
    assert [title for row in rows if "not scorable" in row for title in [row.split(";")[0]]] == [
        "| model sees images alone"
    ] * 3  # the sample has no images
    run = read_run(tmp_path / "model_sees_history_conversation")
    assert run.language == "zh"


@pytest.mark.parametrize("site", ["", "  "])
def test_a_site_has_a_name(tmp_path: Path, site: str) -> None:
    assert "it is empty" in str(call("share", str(tmp_path), "--site", site).exception)


def test_an_own_set_has_no_card() -> None:
    assert "--mapping" in str(call("sets", "own").exception)
