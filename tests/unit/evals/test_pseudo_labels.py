"""A run's surest answers are exported for review, marked, and taken for the truth by nobody; wounds by attribute."""

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner
from PIL import Image

from dermagent.cli.eval import evaluate
from dermagent.errors import InputError
from dermagent.evals.audits.pseudo_labels import COLUMNS, write_pseudo_labels
from dermagent.evals.datasets.base import attributes_of, conditions_of
from dermagent.evals.datasets.tabular import own
from dermagent.evals.running.records import Record, Records, Run, write_run
from dermagent.index.build import read_labels
from tests.shared import ROOT
from tests.unit.evals.test_runs import record

WOUNDS = ROOT / "eval_sets/wounds/sample"


def records() -> list[Record]:
    """Two cases sure enough, one on the edge, and four that must not be exported."""
    return [
        record("sure", ranked=(("scabies", 0.97), ("urticaria", 0.01)), model_served="m-1"),
        record("wrong but sure", ranked=(("melanoma", 0.91),)),
        record("edge", ranked=(("scabies", 0.9),)),
        record("below", ranked=(("scabies", 0.8999), ("urticaria", 0.1))),
        record("second", ranked=(("scabies", 0.05), ("urticaria", 0.95))),
        record("sure", ranked=(("urticaria", 0.99),), repeat=1),
        record("abstained", ranked=(("scabies", 0.99),), outcome="abstained"),
        record("failed", outcome="failed"),
    ]


def exported(tmp_path: Path) -> Path:
    path = tmp_path / "review.csv"
    assert write_pseudo_labels(records(), path, at_least=0.9) == 3
    return path


def test_row_32_the_export_holds_only_sure_answers_each_marked_pseudo(tmp_path: Path) -> None:
    with exported(tmp_path).open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["case_id"], row["condition"]) for row in rows] == [
        ("sure", "scabies"),
        ("wrong but sure", "melanoma"),
        ("edge", "scabies"),
    ]
    assert {row["pseudo"] for row in rows} == {"pseudo"}
    assert all(float(row["probability"]) >= 0.9 for row in rows)
    assert rows[0]["model"] == "m-1" and rows[0]["reviewed_by"] == rows[0]["reviewed_condition"] == ""


def test_row_32_a_file_that_may_hold_a_review_is_not_overwritten(tmp_path: Path) -> None:
    path = exported(tmp_path)
    with pytest.raises(InputError, match="may hold a review"):
        write_pseudo_labels(records(), path, at_least=0.5)
    with pytest.raises(InputError, match="cannot write"):
        write_pseudo_labels(records(), tmp_path / "nowhere" / "x.csv", at_least=0.5)


@pytest.mark.parametrize("column", ["pseudo", " Pseudo "])
def test_row_32_pseudo_labels_are_never_loaded_as_the_truth(tmp_path: Path, column: str) -> None:
    Image.new("RGB", (16, 16)).save(tmp_path / "a.png")
    table = tmp_path / "labels.csv"
    table.write_text(f"image,label,{column}\na.png,scabies,pseudo\n")
    with pytest.raises(InputError, match=r"labels\.csv holds pseudo-labels.* never read as the truth"):
        read_labels(table, tmp_path)
    lines = tmp_path / "labels.jsonl"
    confirmed = '{"image": "b.png", "label": "scabies"}\n'
    lines.write_text(confirmed + f'{{"image": "a.png", "label": "scabies", "{column}": "pseudo"}}\n')
    for file in (table, lines):
        mapping = tmp_path / "mapping.yaml"
        mapping.write_text(f"files: [{{path: {file.name}}}]\ntable: {{id: image, image: '{{image}}', label: label}}\n")
        with pytest.raises(InputError, match=f"{file.name} holds pseudo-labels"):
            list(own(mapping).load(tmp_path, split="all", language="en"))
    table.write_text("image,label\na.png,scabies\n")  # what a person has confirmed, in a file of its own
    assert read_labels(table, tmp_path).rows[0].entry.label == "scabies"


def test_row_32_the_exported_file_itself_is_refused(tmp_path: Path) -> None:
    path = exported(tmp_path)
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(f"files: [{{path: {path.name}}}]\ntable: {{id: case_id, label: condition, text: name}}\n")
    with pytest.raises(InputError, match="holds pseudo-labels"):
        list(own(mapping).load(tmp_path, split="all", language="en"))


def test_row_32_the_command_says_how_many_and_that_a_person_must_review(tmp_path: Path) -> None:
    folder, out = tmp_path / "run", tmp_path / "review.csv"
    write_run(folder, Run(name="r", data_set="own", split="all", language="en", cases=7, identity={}))
    with Records(folder) as held:
        for one in records():
            held.append(one)
    command = ["pseudo-labels", str(folder), "--at-least", "0.9", "--out", str(out)]
    assert "3 of 7 cases are at least 0.9 sure; a person must review" in CliRunner().invoke(evaluate, command).output
    with pytest.raises(InputError, match="is no folder of a run"):
        CliRunner().invoke(evaluate, [*command[:1], str(tmp_path), *command[2:]], catch_exceptions=False)


def test_row_32_wounds_map_to_ulcers_with_infection_and_ischaemia_where_the_label_says_so() -> None:
    cases = list(own(WOUNDS / "mapping.yaml").load(WOUNDS, split="all", language="en"))
    assert {tuple(case.reference) for case in cases} == {("diabetic_foot_ulcer",)}
    told = [(case.strata["infection"], case.strata["ischaemia"]) for case in cases]
    assert told == [("no", "no"), ("yes", "no"), ("yes", "yes")]
    assert conditions_of("Venous", "wounds") == ("venous_leg_ulcer",)
    assert attributes_of("venous", "wounds") == {}  # unknown is not absent
    assert attributes_of("infection", "scin", "nowhere") == {}
