"""Closed questions are answered from the case, all 27 of them, and scored beside constant answers."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from dermagent.cli.eval import evaluate
from dermagent.evals.datasets.magic_answers import answers_of, rules, submission
from dermagent.evals.datasets.magic_cvqa import FAMILIES, QUESTIONS, choices_of
from dermagent.evals.reporting.answers import Closed, choice_scores
from dermagent.evals.running.records import read_records
from dermagent.knowledge.base import knowledge
from dermagent.steps.observe import observe
from dermagent.types import Case, Language
from tests.bench.magic import HALVES, TOLD, half_of, told
from tests.shared import ROOT, shared


def answered(text: str) -> dict[str, tuple[int, ...]]:
    return answers_of(observe(Case(id="a", history=text, language="en")))


@pytest.mark.parametrize(
    ("text", "family", "options"),
    [
        ("An itchy rash on the back for three weeks.", "CQID025", (0,)),
        ("A rash on the back that does not itch.", "CQID025", (1,)),
        ("A rash on the back.", "CQID025", (2,)),
        ("An itchy rash on the back for three weeks.", "CQID011", (5, 7)),
        ("An itchy rash on the neck and the left hand.", "CQID011", (1, 2, 7)),
        ("An itchy rash on the back for three weeks.", "CQID015", (2,)),
        ("A rash for four months.", "CQID015", (3,)),
        ("A rash for five years.", "CQID015", (5,)),
        ("A rash.", "CQID015", (6,)),
        ("A rash for ten days.", "CQID015", (1,)),
        ("A rash for twenty days.", "CQID015", (1,)),
        ("A rash for fourteen days.", "CQID015", (2,)),
        ("A rash for forty days.", "CQID015", (3,)),
        ("A 16-year-old girl with a red mark since birth.", "CQID015", (5,)),
        ("A rash on the neck and the limbs.", "CQID011", (1, 2, 3, 7)),
        ("A generalised rash.", "CQID010", (2,)),
        ("An itchy rash on the neck and the left hand.", "CQID010", (2,)),
        ("There is a lump on my arm.", "CQID010", (0,)),
        ("There is a lump on my arm.", "CQID035", (0,)),
        ("Male, 71, has had a hemangioma on the scalp for three years.", "CQID035", (0,)),
        ("A mole on the right arm for 18 years, and for 7 years a spot on the left side of the neck.", "CQID035", (1,)),
        ("There were several lumps on my arm.", "CQID035", (1,)),
        ("There is a lump on my arm, and another small one.", "CQID035", (1,)),
        ("A growth on my right arm. This is the only spot on my entire body.", "CQID010", (0,)),
        ("A rash on the lower and upper limbs.", "CQID011", (2, 3, 7)),
        ("Born with a haemangioma on the back, at the posterior axillary line.", "CQID011", (5, 7)),
        ("Adolescent male, asymptomatic, a spot on the calf.", "CQID025", (2,)),
    ],
)
def test_what_the_text_says_is_answered_and_nothing_is_made_up(
    text: str, family: str, options: tuple[int, ...]
) -> None:
    assert answered(text)[family] == options


def test_the_rules_name_findings_that_exist_and_every_submission_has_27_answers() -> None:
    held = rules()
    named = {f for ones in held.rules.values() for rule in ones for f in (*rule.present, *rule.absent)}
    named |= {f for ones in held.sites.values() for f in ones}
    assert named <= knowledge().findings.keys() and held.unsaid.keys() == FAMILIES.keys()
    for observed in (None, observe(Case(id="a", history="An itchy rash on face, neck, arms, legs, chest and back."))):
        (entry,) = submission({"e": answers_of(observed)})
        assert len(entry) == 28 and set(QUESTIONS) <= entry.keys()
        assert choices_of(entry, "here") == answers_of(observed)


def test_the_command_answers_scores_and_writes_a_submission(tmp_path: Path) -> None:
    given = ["magic_cvqa", "--data", str(ROOT / "eval_sets/magic_cvqa/sample"), "--split", "valid"]
    done = CliRunner().invoke(
        evaluate, ["run", *given, "--out", str(tmp_path / "r")], catch_exceptions=False, standalone_mode=False
    )
    assert done.return_value == 0 and "| itch (CQID025) |" in done.stdout and "| all |" in done.stdout
    records = read_records(tmp_path / "r")
    assert records and all(record.choices and record.gold_choices for record in records)
    entries = json.loads((tmp_path / "r/submission.json").read_text())
    assert {entry["encounter_id"] for entry in entries} == {record.case_id for record in records}
    again = CliRunner().invoke(
        evaluate,
        ["score", "--predictions", str(tmp_path / "r/submission.json"), "--set", *given],
        catch_exceptions=False,
        standalone_mode=False,
    )
    line = next(line for line in done.stdout.splitlines() if line.startswith("| all |"))
    assert line in again.stdout, "the submission scores as the run does"
    scored = CliRunner().invoke(evaluate, ["score", str(tmp_path / "r")], standalone_mode=False)
    assert line in scored.stdout


def test_a_case_that_failed_is_unanswered_and_wrong() -> None:
    gold = dict.fromkeys(FAMILIES, (0,))
    found = choice_scores({"a": gold}, [Closed("a", "a", gold), Closed("b", "b", gold)])
    assert found.unanswered == 1 and found.figures[-1].ours.value == 0.5 and found.figures[-1].ours.n == 2


@pytest.mark.long
def test_text_alone_beats_constant_answers_on_train(tmp_path: Path) -> None:
    data = shared() / "data"
    if not (data / "magic_cvqa/train_cvqa.json").is_file():
        pytest.skip("magic_cvqa is not in the folder that DERMAGENT_SHARED names")
    shutil.copy(data / "dermavqa/iiyi/train.json", tmp_path)
    shutil.copy(data / "magic_cvqa/train_cvqa.json", tmp_path)
    from dermagent.evals.datasets.magic_cvqa import READER

    cases = list(READER.load(tmp_path, split="train", language="en"))
    said = {case.case.id: answers_of(observe(case.case)) for case in cases}
    found = {
        one.name: one for one in choice_scores(said, [Closed(c.case.id, c.case.id, c.choices) for c in cases]).figures
    }
    for name in ("itch (CQID025)", "site (CQID011)", "onset (CQID015)", "extent (CQID010)", "all"):
        assert found[name].ours.low > found[name].constant, name
    assert found["itch (CQID025)"].ours.value >= 0.93 and found["onset (CQID015)"].ours.value >= 0.8


@pytest.mark.parametrize(
    ("language", "text", "family", "options"),
    [
        ("zh", "脸上几个月前长了一个疙瘩。", "CQID035", (0,)),
        ("zh", "脸上长了几个疙瘩。", "CQID035", (1,)),
        ("zh", "右手手臂上长了一块东西，全身只有这么一块。", "CQID010", (0,)),
        ("zh", "膝盖长了一个疙瘩，现在越来越多。", "CQID035", (1,)),
        ("zh", "肚皮上出现一处，手按轻微疼痛。", "CQID011", (4, 7)),
        ("zh", "本人口腔医师，手上皮肤溃烂。", "CQID011", (2, 7)),
        ("es", "Está en las extremidades inferiores y superiores.", "CQID011", (2, 3, 7)),
        ("es", "Un hemangioma en la espalda, en la línea axilar posterior.", "CQID011", (5, 7)),
        ("es", "Tengo una mancha en la cara desde hace tres días.", "CQID035", (0,)),
        ("es", "Tengo una mancha en la cara y cada vez hay más.", "CQID035", (1,)),
    ],
)
def test_number_and_site_are_answered_in_chinese_and_spanish(
    language: Language, text: str, family: str, options: tuple[int, ...]
) -> None:
    assert answers_of(observe(Case(id="a", history=text, language=language)))[family] == options


def test_the_gain_over_one_answer_for_all_is_paired_by_case() -> None:
    commonest = dict.fromkeys(FAMILIES, (0,))
    asked = [
        Closed(name, name, {**commonest, "CQID025": (option,)})
        for name, option in zip("abcd", (0, 0, 0, 1), strict=True)
    ]
    said = {one.case_id: one.choices for one in asked}
    itch = next(figure for figure in choice_scores(said, asked).figures if "CQID025" in figure.name)
    assert itch.gain and (itch.ours.value, itch.constant, itch.gain.value) == (1.0, 0.75, 0.25)


def test_the_sample_of_keys_lies_in_the_half_that_may_be_looked_at() -> None:
    rows = TOLD.read_text(encoding="utf-8").splitlines()[1:]
    assert len(rows) == 60 == len({row.split(",")[0] for row in rows})
    assert {half_of(row.split(",")[0]) for row in rows} == {HALVES[0]}
    assert all(sum(found.values()) == 60 for found in told().values())
