"""A run over another system's stored lists, and the prior that fits where a set's cases come from."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dermagent import Case, diagnose
from dermagent.cli.eval import evaluate
from dermagent.evals.datasets.dermavqa import READER
from dermagent.evals.running.plan import Plan
from dermagent.evals.running.records import read_records
from dermagent.settings import resolve

DATA = Path(__file__).parents[3] / "eval_sets/dermavqa/sample"


def run(lists: Path, out: Path, *options: str) -> str:
    arguments = ["run", "dermavqa", "--data", str(DATA), "--split", "valid", "--out", str(out)]
    arguments += ["--model", f"replay:{lists}", *options]
    done = CliRunner().invoke(evaluate, arguments, catch_exceptions=False, standalone_mode=False)
    assert done.return_value == 0, done.output
    return done.output


def test_stored_lists_run_through_a_graph_pay_nothing_and_another_file_is_another_run(tmp_path: Path) -> None:
    from dermagent.errors import InputError

    lists = tmp_path / "lists.jsonl"
    lists.write_text(json.dumps({"case_id": "ENC90001", "candidates": ["Rosacea", "Scabies"]}) + "\n", encoding="utf-8")
    for graph, agents in (("naive_cot", "agree"), ("mac", "agree"), ("mac", "adversarial")):
        out = tmp_path / f"{graph}_{agents}"
        told = run(lists, out, "--graph", graph, "--replay-agents", agents)
        assert "1 cases recorded" in told and " 0 tokens paid" in told
        (record,) = read_records(out)
        assert {"rosacea", "scabies"} <= set(record.conditions[:5])
    lists.write_text(json.dumps({"case_id": "ENC90001", "candidates": ["Scabies"]}) + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="another replay_sha256"):
        run(lists, tmp_path / "naive_cot_agree", "--graph", "naive_cot", "--resume")


def prior_of_run(split: str = "valid", **settings: str) -> str:
    return Plan(data_set=READER, root=DATA, split=split, settings=resolve(**settings)).settings.prior


def test_a_run_without_a_prior_takes_the_one_of_its_set_but_not_where_that_was_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert (prior_of_run(), prior_of_run("train")) == ("forum", "teledermatology")
    assert prior_of_run(prior="uniform") == "uniform"
    assert prior_of_run(prior="teledermatology") == "teledermatology"
    monkeypatch.setenv("DERMAGENT_PRIOR", "uniform")
    assert prior_of_run() == "uniform"


@pytest.mark.parametrize(("prior", "means"), [("forum", "online forum"), ("teledermatology", "sent to dermatologists")])
def test_a_report_says_what_the_prior_means(prior: str, means: str) -> None:
    limits = diagnose(Case(history="Itchy burrows between the fingers, worse at night."), prior=prior).limits
    (line,) = [line for line in limits if line.startswith("Prior ")]
    assert prior in line and means in line


def test_without_a_ranking_by_findings_nothing_is_said_of_a_prior() -> None:
    case = Case(id="ENC90001", history="Itchy.")
    from dermagent.llm.scripted import ScriptedModel

    named = {"findings": [], "candidates": [{"name": "Scabies", "confidence": 0.6, "reason": ""}]}
    model = ScriptedModel(lambda request: named)
    result = diagnose(case, graph="naive_cot", model_reads=False, chat=model)
    assert result.outcome == "answered" and not [line for line in result.limits if line.startswith("Prior ")]


@pytest.mark.parametrize("graph", ["naive_cot", "self_consistency"])
def test_cases_of_one_history_have_each_its_own_list(tmp_path: Path, graph: str) -> None:
    names = {"one": "Rosacea", "two": "Scabies", "three": "Tinea corporis", "four": "Lichen planus"}
    rows = [f"{case},A red patch.,{name}" for case, name in names.items()]
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "cases.csv").write_text("\n".join(["number,story,diagnosis", *rows]) + "\n", encoding="utf-8")
    form = "files: [{path: cases.csv}]\ntable:\n  id: number\n  text: story\n  label: diagnosis\n"
    (tmp_path / "own" / "own.yaml").write_text(form, encoding="utf-8")
    lists = tmp_path / "lists.jsonl"
    lines = [json.dumps({"case_id": case, "candidates": [name]}) for case, name in names.items()]
    lists.write_text("\n".join(lines), encoding="utf-8")
    arguments = [
        "run",
        "own",
        "--mapping",
        str(tmp_path / "own" / "own.yaml"),
        "--data",
        str(tmp_path / "own"),
        "--out",
        str(tmp_path / "run"),
        "--graph",
        graph,
    ]
    arguments += ["--model", f"replay:{lists}"]
    done = CliRunner().invoke(evaluate, arguments, catch_exceptions=False, standalone_mode=False)
    assert done.return_value == 0, done.output
    ids = {"one": "rosacea", "two": "scabies", "three": "tinea_corporis", "four": "lichen_planus"}
    first = {
        record.case_id: set(record.conditions[:1]) & set(ids.values()) for record in read_records(tmp_path / "run")
    }
    assert first == {case: {condition} for case, condition in ids.items()}
