"""Another system's answers: what they do not hold is not made up, and what they hold is not lost without a word."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dermagent.cli.eval import evaluate
from dermagent.errors import InputError
from dermagent.evals.datasets.registry import data_set
from dermagent.evals.datasets.tabular import own as data_set_of
from dermagent.evals.reporting.report import scores_to_markdown
from dermagent.evals.reporting.scoring import score
from dermagent.evals.running.predictions import delta_bleu_of, read_predictions, records_of
from tests.shared import ROOT
from tests.unit.evals.test_runs import cases

SAMPLE = ROOT / "eval_sets/dermavqa/sample"


def lists(folder: Path, *ranked: Any) -> Path:
    """The file of a system that says this of c0, c1 and so on."""
    path = folder / "p.jsonl"
    path.write_text("\n".join(json.dumps({"case_id": f"c{n}", "ranked": one}) for n, one in enumerate(ranked)))
    return path


def table(folder: Path, text: str) -> Path:
    path = folder / "p.csv"
    path.write_text(text)
    return path


def told_of(path: Path, *options: str) -> str:
    """What the command prints of a file about the sample of DermaVQA."""
    command = ["score", "--predictions", str(path), "--set", "dermavqa", "--data", str(SAMPLE), "--split", "valid"]
    done = CliRunner().invoke(
        evaluate, [*command, "--resamples", "100", *options], catch_exceptions=False, standalone_mode=False
    )
    return done.output


@pytest.mark.parametrize("some", [[], [{"condition": "scabies", "probability": 0.4}]])
def test_without_probabilities_nothing_is_said_about_them(tmp_path: Path, some: list[Any]) -> None:
    given = read_predictions(lists(tmp_path, ["scabies"], ["urticaria"], some))
    scores = score(records_of(given, cases()), resamples=100, probabilities=given.has_probabilities)
    assert not given.has_probabilities
    assert (scores.brier, scores.log_loss, scores.calibration_error, scores.separation) == (None, None, None, None)
    told = scores_to_markdown(scores, "t")
    assert "No probabilities were given for every answer" in told
    assert "Brier" not in told and "Sets that aim" not in told


@pytest.mark.parametrize("rows", ["ENC90002,1,psoriasis,", "ENC90002,1,psoriasis,0.5\nENC90002,2,scabies,"])
def test_the_case_whose_answer_lacks_a_probability_is_named(tmp_path: Path, rows: str) -> None:
    path = table(tmp_path, f"case_id,rank,condition,probability\nENC90001,1,scabies,0.5\n{rows}\n")
    assert read_predictions(path).lacking == ("ENC90002",)
    assert "answers of 1 cases have no probability (ENC90002)" in told_of(path)
    assert read_predictions(table(tmp_path, "case_id,rank,condition\nENC90001,1,scabies\n")).lacking == ()


def test_the_command_makes_no_probabilities_up(tmp_path: Path) -> None:
    bare = table(tmp_path, "case_id,rank,condition\nENC90001,1,scabies\n")
    assert "No probabilities were given" in told_of(bare)
    sure = table(tmp_path, "case_id,rank,condition,probability\nENC90001,1,scabies,0.5\n")
    assert "Brier" in told_of(sure)


def test_with_probabilities_the_share_of_answers_without_the_truth_stands_beside_them(tmp_path: Path) -> None:
    listed = [[{"condition": name, "probability": 0.5}] for name in ("scabies", "urticaria", "urticaria", "psoriasis")]
    given = read_predictions(lists(tmp_path, *listed))
    scores = score(records_of(given, cases()), resamples=100, probabilities=given.has_probabilities)
    assert {record.urgency for record in records_of(given, cases())} == {None}  # other systems assess none
    assert scores.calibrated == 4 and scores.unlisted is not None
    assert (scores.unlisted.value, scores.unlisted.n) == (0.5, 4)
    assert "Of 4 answers: expected calibration error" in scores_to_markdown(scores, "t")
    assert "of them do not list the reference condition" in scores_to_markdown(scores, "t")


@pytest.mark.parametrize("value", ["37", "nan", "-0.1", "1.01", "inf"])
def test_what_is_no_probability_is_refused(tmp_path: Path, value: str) -> None:
    with pytest.raises(InputError, match=r"p\.csv: case c0: expected probabilities from 0 to 1"):
        read_predictions(table(tmp_path, f"case_id,rank,condition,probability\nc0,1,scabies,{value}\n"))


def test_probabilities_that_add_up_to_more_than_one_are_refused(tmp_path: Path) -> None:
    ranked = [{"condition": name, "probability": 0.6} for name in ("scabies", "urticaria")]
    with pytest.raises(InputError, match="add up to at most 1"):
        read_predictions(lists(tmp_path, ranked))


def test_predicted_cases_that_are_not_in_the_set_are_no_abstentions(tmp_path: Path) -> None:
    path = table(tmp_path, "case_id,rank,condition\nENC90001,1,scabies\nenc90002,1,scabies\n")
    with pytest.raises(InputError, match=r"1 of 2 predicted cases are not in this set and split \(enc90002\)"):
        told_of(path)
    told = told_of(path, "--allow-strangers")
    assert "Predicted cases that are not in this set and split, and not scored: 1." in told


def test_a_list_that_is_a_word_is_not_read_letter_by_letter(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"line 1: case c0: ranked is no list; expected names in brackets"):
        read_predictions(lists(tmp_path, "eczema"))


def test_what_another_system_took_is_not_known(tmp_path: Path) -> None:
    told = told_of(table(tmp_path, "case_id,rank,condition\nENC90001,1,scabies\n"))
    assert "What these answers took and cost is not known." in told and "USD" not in told


def test_predictions_about_your_own_file_are_scored_with_its_mapping(tmp_path: Path) -> None:
    own = ROOT / "eval_sets/own/sample"
    name = next(iter(data_set_of(own / "mapping.yaml").load(own, split="all", language="en"))).case.id
    path = table(tmp_path, f"case_id,rank,condition\n{name},1,scabies\n")
    told = told_of(path, "--set", "own", "--data", str(own), "--split", "all", "--mapping", str(own / "mapping.yaml"))
    assert "2 of 3 cases scored" in told


def test_risk_classes_and_readers_of_a_set_are_scored_by_the_command(tmp_path: Path) -> None:
    root = ROOT / "eval_sets/ddx_uncertain/sample"
    first, second = data_set("ddx_uncertain").load(root, split="all", language="en")
    assert (first.readers, first.high_risk, second.readers, second.high_risk) == (2, (), 1, ("melanoma",))
    path = table(tmp_path, "case_id,rank,condition\nddx-0000,1,Eczema\nddx-0001,1,Eczema\n")
    told = told_of(path, "--set", "ddx_uncertain", "--data", str(root), "--split", "all")
    assert "Of high risk by the set's own classes and not among the first three: 1.000 [1.000, 1.000] of 1." in told
    assert "With the readers' doubt (1 answers to cases with several readers): top-1 at a trust of 10 0." in told


# --- submissions


def submission(folder: Path, **answers: list[Any]) -> Path:
    """A submission with these responses by encounter."""
    path = folder / "prediction.json"
    path.write_text(json.dumps([{"encounter_id": name, "responses": said} for name, said in answers.items()]))
    return path


def test_reddit_answers_are_scored_without_a_table_of_authors(tmp_path: Path) -> None:
    root = ROOT / "eval_sets/dermavqa_reddit/sample"
    held = list(data_set("dermavqa_reddit").load(root, split="valid", language="en"))
    given = read_predictions(submission(tmp_path, aaa1=[{"content_en": "This is scabies."}]))
    found = delta_bleu_of(given, held, root)
    assert set(found) == {"en"} and (found["en"]["fixed"] or 0) > (found["en"]["compat"] or 0) > 0


def test_row_18_the_first_entry_says_which_languages_are_scored(tmp_path: Path) -> None:
    held = list(data_set("dermavqa").load(SAMPLE, split="valid", language="en"))
    last = held[-1].case.id
    given = read_predictions(submission(tmp_path, **{last: [{"content_en": "Scabies", "content_es": "Sarna"}]}))
    assert set(delta_bleu_of(given, held, SAMPLE)) == {"en", "es"}
    with pytest.raises(InputError, match=r"df_userinfo\.csv"):
        delta_bleu_of(given, held, tmp_path)


def test_an_encounter_without_a_response_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="encounter ENC90001 has no response"):
        read_predictions(submission(tmp_path, ENC90001=[]))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("case_id,rank,condition\nc0,0,scabies\n", "whole number from 1 as rank.*found '0' and ''"),
        ("case_id,rank,condition\nc0,-1,scabies\n", "found '-1' and ''"),
        ("case_id,rank,condition\nc0,2,scabies\n", "case c0 has rank 2 but no rank 1"),
        ("case_id,rank,condition\nc0,1,scabies\nc0,4,acne\n", "case c0 has rank 4 but no rank 2"),
        ("case_id,rank,condition\nc1,1,acne\nc0,3,scabies\nc0,2,acne\n", "case c0 has rank 3 but no rank 1"),
        ("case_id,rank,condition\nc0,1.5,scabies\n", "found '1.5' and ''"),
        ("case_id,rank,condition\nc0,first,scabies\n", "found 'first' and ''"),
        ("case_id,rank,condition,probability\nc0,1,scabies,high\n", "found '1' and 'high'"),
        ("case_id,rank,condition\nc0,1,\n", "line 2: expected a condition, found none"),
        ("case_id,rank,condition,confidence\nc0,1,scabies,0.7\n", "found a column 'confidence', which is not read"),
        ("case_id,rank,condition,score\nc0,1,scabies,3\n", "found a column 'score'"),
    ],
)
def test_a_row_that_cannot_be_meant_says_what_was_found(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        read_predictions(table(tmp_path, text))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('{"id": "c", "ranked": []}', "found id, ranked"),
        ('{"case_id": null, "ranked": []}', "case_id as a text or a whole number, found null"),
        ('{"case_id": "c", "ranked": ["acne"], "ranked": ["scabies"]}', "line 1: the field 'ranked' stands twice"),
        ('{"case_id": "c", "ranked": ["acne", ""]}', "found one without"),
        ('{"case_id": "c", "ranked": [{"condition": " "}]}', "found one without"),
        ('{"case_id": "c", "ranked": [{"condition": 3}]}', "found one without"),
    ],
)
def test_a_line_that_cannot_be_meant_says_what_was_found(tmp_path: Path, line: str, told: str) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(InputError, match=told):
        read_predictions(path)


def test_ranks_and_ids_are_read_as_other_programs_write_them(tmp_path: Path) -> None:
    rows = read_predictions(table(tmp_path, "case_id,rank,condition\n7,2.0,acne_vulgaris\n7,1.0,scabies\n"))
    path = tmp_path / "p.jsonl"
    path.write_text('{"case_id": 7, "ranked": ["scabies", "acne_vulgaris"]}', encoding="utf-8")
    listed = read_predictions(path)
    assert rows.ranked == listed.ranked == {"7": [("scabies", 0.0), ("acne_vulgaris", 0.0)]}


@pytest.mark.parametrize(
    "entry",
    [
        {"condition": "scabies", "probability": "soon"},
        {"name": "scabies", "confidence": "soon"},
    ],
)
def test_a_probability_that_is_none_is_refused(tmp_path: Path, entry: object) -> None:
    with pytest.raises(InputError, match="expected names, or condition and probability"):
        read_predictions(lists(tmp_path, [entry]))


def test_a_text_with_a_share_in_words_gives_its_name_without_a_share(tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    text = '{"diagnosis": "scabies", "confidence": "soon"}'
    path.write_text(json.dumps({"case_id": "1", "ranked": ["urticaria", text]}), encoding="utf-8")
    (_, first), (name, share) = read_predictions(path).ranked["1"]
    assert name == "scabies" and share == first


@pytest.mark.parametrize(
    "text", ["{}", '{"note": "see a doctor"}', '{"condition": null}', '{"most_likely": {"x": []}}']
)
def test_an_object_that_names_nothing_keeps_its_rank_as_an_unknown_name(text: str, tmp_path: Path) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text(json.dumps({"case_id": "1", "ranked": [text, "scabies"]}), encoding="utf-8")
    given = read_predictions(path)
    assert [name for name, _ in given.ranked["1"]] == [f"unknown:{text}", "scabies"]
    assert given.unmapped == {text: 1}


def test_a_list_whose_probabilities_rise_is_scored_as_it_stands_and_named(tmp_path: Path) -> None:
    rising = [{"condition": "Rosacea", "probability": 0.1}, {"condition": "Impetigo", "probability": 0.7}]
    given = read_predictions(lists(tmp_path, rising))
    assert given.rising == ("c0",) and [name for name, _ in given.ranked["c0"]] == ["rosacea", "impetigo"]
    assert read_predictions(lists(tmp_path, rising[::-1])).rising == ()


@pytest.mark.parametrize(
    "entry",
    [
        {"diagnosis": "scabies", "confidence": 0.4},
        {"name": "scabies", "probability": 0.4},
        {"disease": "scabies", "likelihood": "40%"},
        {"enfermedad": "scabies", "confianza": 0.4},
        {"疾病": "scabies", "概率": 0.4},
        '{"diagnosis": "scabies", "confidence": 0.4}',
        '{"condition": "scabies", "probability": 0.4}',
    ],
)
def test_an_entry_may_call_the_condition_and_its_probability_otherwise(tmp_path: Path, entry: Any) -> None:
    given = read_predictions(lists(tmp_path, [entry]))
    assert dict(given.ranked["c0"]) == pytest.approx({"scabies": 0.4})
    assert not given.unmapped


@pytest.mark.parametrize("entry", [{"confidence": 0.4}, {"rank": 1}, 3, None])
def test_an_entry_without_a_name_is_refused(tmp_path: Path, entry: Any) -> None:
    with pytest.raises(InputError):
        read_predictions(lists(tmp_path, [entry]))
