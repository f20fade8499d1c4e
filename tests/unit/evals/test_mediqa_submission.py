"""A run as the submission of MEDIQA-M3G: read by the reader of submissions, scored as the organisers score it."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dermagent import Case, diagnose
from dermagent.cli.eval import evaluate
from dermagent.evals.datasets.dermavqa import DermaVqa
from dermagent.evals.running.predictions import delta_bleu_of, read_predictions
from dermagent.report.mediqa import answer_of, prediction_of
from tests.shared import ROOT

SAMPLE = ROOT / "eval_sets/dermavqa/sample"


def call(*arguments: str) -> Result:
    return CliRunner().invoke(evaluate, list(arguments), standalone_mode=False)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """A run on a copy of the sample whose encounters stand in the reverse order of their names."""
    shutil.copytree(SAMPLE, tmp_path / "set")
    path = tmp_path / "set" / "valid_ht.json"
    path.write_text(json.dumps(json.loads(path.read_text())[::-1]))
    done = call("run", "dermavqa", "--data", str(tmp_path / "set"), "--split", "valid", "--out", str(tmp_path / "r"))
    assert done.return_value == 0, done.output
    return tmp_path / "r"


def test_the_file_has_the_sets_order_three_languages_and_is_scored(run: Path) -> None:
    done = call("export", str(run), "--mediqa")
    assert done.return_value == 0 and str(run / "prediction.json") in done.stdout
    entries: list[dict[str, Any]] = json.loads((run / "prediction.json").read_text(encoding="utf-8"))
    reference = json.loads((run.parent / "set" / "valid_ht.json").read_text())
    assert [one["encounter_id"] for one in entries] == [one["encounter_id"] for one in reference]
    assert {len(one["responses"]) for one in entries} == {1}
    assert {tuple(one["responses"][0]) for one in entries} == {("content_en", "content_zh", "content_es")}
    scabies = next(one for one in entries if one["encounter_id"] == "ENC90001")["responses"][0]
    assert scabies == {"content_en": "Scabies.", "content_zh": "疥疮。", "content_es": "Escabiosis (sarna)."}
    given = read_predictions(run / "prediction.json")
    assert given.unmapped == {} and given.ranked["ENC90001"][0][0] == "scabies"
    cases = list(DermaVqa().load(run.parent / "set", split="valid", language="en"))
    scored = delta_bleu_of(given, cases, run.parent / "set")
    assert set(scored) == {"en", "zh", "es"}
    assert all(modes["compat"] is not None and modes["compat"] > 0 for modes in scored.values())


def test_no_answer_is_an_empty_text_and_is_counted(run: Path) -> None:
    records = [json.loads(line) for line in (run / "records.jsonl").read_text().splitlines()]
    for record in records:
        if record["case_id"] == "ENC90001":
            record.update(outcome="failed", ranked=[])
    (run / "records.jsonl").write_text("".join(json.dumps(one) + "\n" for one in records))
    out = run / "p.json"
    done = call("export", str(run), "--mediqa", "--out", str(out))
    assert "2 of 2 encounters have no answer" in done.stderr
    [entry] = [one for one in json.loads(out.read_text(encoding="utf-8")) if one["encounter_id"] == "ENC90001"]
    assert set(entry["responses"][0].values()) == {""}


def test_an_answer_about_an_unknown_encounter_is_refused(run: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not there, such as 'b'"):
        prediction_of({"a": "scabies", "b": "scabies"}, ["a"])
    with pytest.raises(ValueError, match="twice"):
        prediction_of({}, ["a", "a"])
    path = tmp_path / "set" / "valid_ht.json"
    path.write_text(json.dumps(json.loads(path.read_text())[:1]))
    done = call("export", str(run), "--mediqa")
    assert "does not fit the set's file" in str(done.exception) and not (run / "prediction.json").exists()
    assert "--inspect or --mediqa" in str(call("export", str(run)).exception)


def test_of_a_differential_the_first_condition_is_the_answer() -> None:
    assert answer_of(diagnose(Case(history="It itches at night, with burrows between the fingers."))) == "scabies"
    assert answer_of(diagnose(Case(history="Hello."))) == ""
    [entry] = json.loads(prediction_of({"a": "outside:glass foot"}, ["a"]))
    assert set(entry["responses"][0].values()) == {"Glass foot.", "Glass foot。"}
