"""Answers where no diagnosis is asked: texts, closed questions and boxes of another system, by hand-made files."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dermagent.cli.score import score as score_command
from dermagent.errors import InputError
from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.datasets.magic_cvqa import FAMILIES, QUESTIONS
from dermagent.evals.datasets.registry import data_set
from dermagent.evals.metrics.deltableu import Answer
from dermagent.evals.metrics.text import exact_match, token_f1
from dermagent.evals.reporting.answers import score_answers, score_choices
from dermagent.types import Case
from tests.shared import ROOT

SAMPLES = ROOT / "eval_sets"


def asked(name: str, *texts: str, **more: object) -> LabelledCase:
    answers = tuple(Answer(author="book", text={"en": text}) for text in texts)
    return LabelledCase(Case(id=name, history="What is it?"), {}, answers=answers, **more)  # type: ignore[arg-type]


def lines(path: Path, *entries: object) -> Path:
    path.write_text("\n".join(map(json.dumps, entries)) + "\n", encoding="utf-8")
    return path


def test_row_30_words_in_common_and_exact_matches_by_hand() -> None:
    assert token_f1(["a", "red", "red", "ring"], ["a", "red", "plaque"]) == pytest.approx(2 * 2 / 7)
    assert token_f1([], []) == exact_match(["ring"], ["ring"]) == 1.0
    assert token_f1(["ring"], []) == token_f1(["x"], ["y"]) == exact_match(["a", "b"], ["b", "a"]) == 0.0


def test_row_30_four_answers_are_scored_beside_a_constant_one(tmp_path: Path) -> None:
    cases = [
        asked("1", "It is scabies."),
        asked("2", "Psoriasis", "plaque psoriasis"),
        asked("3", "Eczema"),
        asked("4", "Eczema"),
    ]
    path = lines(
        tmp_path / "a.jsonl",
        {"case_id": "1", "answer": "it is SCABIES"},
        {"case_id": "2", "answer": "Plaque psoriasis."},
        {"case_id": "3", "answer": "tinea"},
    )
    found = score_answers(path, cases, "en")
    figures = {one.name: one for one in found.figures}
    assert (found.cases, found.unanswered) == (4, 1)
    assert figures["exact match"].ours.value == figures["token F1"].ours.value == 0.5
    assert figures["exact match"].constant == 0.5  # "Eczema" for all is right twice
    assert figures["conditions named, F1"].ours.value == 0.5 and figures["ROUGE-L"].ours.n == 4


def test_row_05_boxes_are_scored_by_average_precision(tmp_path: Path) -> None:
    box = (0.1, 0.1, 0.3, 0.3)
    cases = [asked("1", boxes=(box,)), asked("2", boxes=(box,))]
    path = lines(
        tmp_path / "b.jsonl",
        {"case_id": "1", "boxes": [[*box, 0.9]]},
        {"case_id": "2", "boxes": [[0.6, 0.6, 0.9, 0.9, 0.9]]},
    )
    (figure,) = score_answers(path, cases, "en").figures
    assert figure.ours.value == 0.5 and figure.constant == 0.0


def submission(name: str, **changed: int) -> dict[str, object]:
    none = {question: len(FAMILIES[question[:7]][2]) - 1 for question in QUESTIONS}
    return {"encounter_id": name, **none, **changed}


def test_closed_answers_are_joined_by_encounter_and_stand_beside_the_commonest(tmp_path: Path) -> None:
    folder = SAMPLES / "magic_cvqa" / "sample"
    cases = list(data_set("magic_cvqa").load(folder, split="valid", language="en"))
    gold = json.loads((folder / "valid_cvqa.json").read_text(encoding="utf-8"))
    path = tmp_path / "s.json"
    path.write_text(json.dumps(gold[::-1]), encoding="utf-8")
    right = {one.name: one for one in score_choices(path, cases).figures}
    assert right["all"].ours.value == 1.0 and len(right) == 10 and right["all"].constant <= 1.0
    path.write_text(json.dumps([submission(gold[0]["encounter_id"])]), encoding="utf-8")
    some = score_choices(path, cases)
    assert some.unanswered == len(cases) - 1 and some.figures[-1].ours.value < 1.0


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('{"case_id": "1"}', "expected JSON lines with case_id and answer"),
        ("no json", "expected JSON lines with case_id and answer"),
        ('{"case_id": "1", "answer": "a"}\n{"case_id": "1", "answer": "b"}', "case 1 stands twice"),
        ('{"case_id": "9", "answer": "a"}', "none of its cases is in this set and split"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=problem):
        score_answers(path, [asked("1", "Eczema")], "en")


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{}", "none of its cases"),
        ('["x"]', "expected a JSON list of encounters"),
        (json.dumps([submission("a"), submission("a")]), "an encounter stands twice"),
        (json.dumps([submission("a", **{"CQID010-001": 9})]), "CQID010-001 is 9, expected 0 to 3"),
    ],
)
def test_a_submission_of_another_form_is_refused(tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "s.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=problem):
        score_choices(path, [asked("ENC1", "Eczema", choices=dict.fromkeys(FAMILIES, (0,)))])


def test_the_command_scores_answers_and_tells_the_sets_caveats(tmp_path: Path) -> None:
    folder = SAMPLES / "mm_skin" / "sample"
    cases = [case for case in data_set("mm_skin").load(folder, split="test", language="en") if case.answers]
    entries = [{"case_id": case.case.id, "answer": case.answers[0].text["en"]} for case in cases]
    path = lines(tmp_path / "a.jsonl", *entries)
    done = CliRunner().invoke(score_command, ["--predictions", str(path), "--set", "mm_skin", "--data", str(folder)])
    assert done.exit_code == 0, done.output
    assert "| exact match | 1.000 [1.000, 1.000] |" in done.output and "About the data set:" in done.output
