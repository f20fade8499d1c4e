"""The command line as a user meets it: output, exit codes, one sentence instead of a traceback."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from dermagent.types import Differential
from tests.bench.orchestration import reply
from tests.commands import run
from tests.mock_server import MockServer, serving
from tests.shared import ROOT

EXAMPLES = sorted((ROOT / "examples").glob("*.json"))


@pytest.fixture(scope="module")
def results() -> dict[str, Differential]:
    """Each example once through the command line."""
    found = {}
    for path in EXAMPLES:
        done = run("diagnose", str(path))
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
        found[path.stem] = Differential.model_validate_json(done.stdout)
    return found


def test_there_are_four_examples(results: dict[str, Differential]) -> None:
    assert set(results) == {"flexural_eczema", "changing_mole", "shingles_near_eye", "drug_rash_mouth_sores"}
    assert all(image.quality for result in results.values() for image in result.images)


@pytest.mark.parametrize(
    ("name", "urgency", "first"),
    [
        ("flexural_eczema", "routine", {"atopic_dermatitis"}),
        ("changing_mole", "urgent_referral", {"melanoma", "superficial_spreading_melanoma", "nodular_melanoma"}),
        ("shingles_near_eye", "same_day", {"herpes_zoster_ophthalmicus", "herpes_zoster"}),
        ("drug_rash_mouth_sores", "emergency", {"stevens_johnson_syndrome", "toxic_epidermal_necrolysis"}),
    ],
)
def test_each_example_gets_the_urgency_and_the_first_diagnosis_a_doctor_expects(
    results: dict[str, Differential], name: str, urgency: str, first: set[str]
) -> None:
    assert results[name].urgency == urgency
    assert results[name].ranked[0].condition in first


def test_the_markdown_goes_to_a_file_and_nothing_to_standard_output(tmp_path: Path) -> None:
    out = tmp_path / "report.md"
    done = run("diagnose", str(EXAMPLES[0]), "--format", "md", "--out", str(out))
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert out.read_text(encoding="utf-8").startswith("# Differential diagnosis")


def test_many_cases_give_one_line_each_and_the_worst_exit_code(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text('{"id": "a", "history": "Itchy burrows between the fingers."}\n{"id": "b", "history": "Hello."}\n')
    done = run("diagnose", str(path))
    outcomes = {r["case_id"]: r["outcome"] for r in map(json.loads, done.stdout.splitlines())}
    assert outcomes == {"a": "answered", "b": "abstained"}
    assert done.returncode == 3


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["diagnose", "nowhere.json"], 2, "is not there"),
        (["diagnose", "."], 2, "is a directory"),
        (["diagnose"], 2, "Missing argument"),
        (["diagnose", "examples/changing_mole.json", "--graph", "nothing"], 2, "there is no graph 'nothing'"),
        (["diagnose", "examples/changing_mole.json", "--prior", "nothing"], 2, "prior 'nothing'"),
        (["diagnose", "examples/changing_mole.json", "--top-k", "0"], 2, "top_k"),
        (["diagnose", "examples/changing_mole.json", "--corrections", "no.yaml"], 2, "corrections 'no.yaml'"),
        (["diagnose", "examples/changing_mole.json", "--format", "pdf"], 2, "pdf"),
        (["diagnose", "examples/changing_mole.json", "--out", "no/such/folder/x"], 2, "cannot write"),
        (["knowledge", "show", "psoriasys"], 2, "did you mean"),
        (["knowledge", "show", "qqqq"], 2, "`dermagent knowledge show` lists them"),
        (["nonsense"], 2, "there is no command"),
    ],
)
def test_bad_input_ends_with_one_sentence_and_code_2(arguments: list[str], code: int, sentence: str) -> None:
    done = run(*arguments)
    assert done.returncode == code, done.stderr
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_wrong_name_in_a_field_is_bad_input(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text('{"history": "x", "complaint": {"symptoms": {"itchyness": true}}}')
    done = run("diagnose", str(path))
    assert done.returncode == 2
    assert "complaint.symptoms: 'itchyness' is not a known finding; did you mean" in done.stderr


def test_a_model_behind_a_server_is_asked_and_a_dead_one_is_a_failure(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text('{"history": "Itchy burrows between the fingers, worse at night."}')

    def answer(body: dict[str, Any]) -> str:
        schema = body["response_format"]["json_schema"]["name"]
        return json.dumps(reply(schema, str(body["messages"][-1]["content"]), hard=False))

    with serving(MockServer(answer)) as server:
        done = run("diagnose", str(path), "--model", "mock", "--base-url", server.base_url, "--local-only")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)["provenance"]
    assert (told["graph"], told["calls"], told["model_served"]) == ("mac", 6, "mock-served")
    refused = run("diagnose", str(path), "--model", "m", "--base-url", "https://example.org/v1", "--local-only")
    assert refused.returncode == 2
    assert "neither local nor in allowed_hosts" in refused.stderr
    dead = ("--model", "m", "--base-url", "http://127.0.0.1:9/v1", "--graph", "naive_cot")
    failed = run("diagnose", str(path), *dead)
    assert failed.returncode == 1
    assert json.loads(failed.stdout)["outcome"] == "failed"
    assert "cannot be reached" in json.loads(failed.stdout)["limits"][0]


def test_patient_text_never_reaches_standard_error(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text('{"history": "SECRETWORD itchy", "patient": {"age_years": "SECRETWORD"}}')
    done = run("diagnose", str(path), DERMAGENT_TOP_K="5")
    assert done.returncode == 2
    assert "SECRETWORD" not in done.stderr


def test_knowledge_validate_finds_no_problem() -> None:
    done = run("knowledge", "validate")
    assert done.returncode == 0, done.stderr
    assert "no problem found" in done.stdout


def test_knowledge_show_prints_cards_findings_rules_and_priors() -> None:
    assert "herpes_zoster.1" in run("knowledge", "show", "herpes_zoster").stdout
    assert "pruritus" in run("knowledge", "show", "--findings").stdout
    assert "sjs_ten" in run("knowledge", "show", "--rules").stdout
    assert "teledermatology" in run("knowledge", "show", "--priors").stdout
    assert "herpes_zoster" in run("knowledge", "show").stdout


@pytest.mark.parametrize(
    ("name", "condition"),
    [("气性坏疽", "Gas gangrene"), ("Rubéola", "Rubella"), ("PIODERMA GANGRENOSO", "Pyoderma"), ("bcc", "Basal cell")],
)
def test_knowledge_show_knows_the_names_of_all_languages(name: str, condition: str) -> None:
    assert run("knowledge", "show", name).stdout.startswith(condition)


@pytest.mark.parametrize("name", ["Psoriatic arthritis", "psoriatic_arthritis", "Albinismo", "Skin cancer"])
def test_of_a_condition_without_a_card_knowledge_show_names_another(name: str) -> None:
    done = run("knowledge", "show", name)
    assert done.returncode == 2
    nearest = re.search(r"has no card; a card of its family is '(\w+)'", done.stderr)
    assert nearest and run("knowledge", "show", nearest[1]).returncode == 0


def test_doctor_says_what_is_missing_and_what_it_would_add() -> None:
    done = run("doctor")
    assert done.returncode == 0
    assert "red-flag rules" in done.stdout
    assert "no model looks at images" in done.stdout


def test_doctor_says_whether_the_model_can_be_reached(tmp_path: Path) -> None:
    def told(**environment: str) -> str:
        done = run("doctor", **environment)
        assert done.returncode == 0, done.stderr
        return done.stdout

    dead = told(DERMAGENT_MODEL="llama3.2-vision", DERMAGENT_BASE_URL="http://127.0.0.1:9/v1")
    assert "Llama 3.2 Vision" in dead
    assert "NOT reachable" in dead
    remote = told(DERMAGENT_MODEL="gpt-4o", OPENAI_API_KEY="sk-secret")
    assert "api.openai.com; API key set" in remote
    assert "sk-secret" not in remote
    assert "there is no guideline corpus" in told(DERMAGENT_GUIDELINES=str(tmp_path / "none"))


def test_a_setting_from_the_environment_is_used_and_a_wrong_one_named(tmp_path: Path) -> None:
    done = run("diagnose", "examples/changing_mole.json", DERMAGENT_PRIOR="uniform")
    assert json.loads(done.stdout)["provenance"]["prior"] == "uniform"
    done = run("diagnose", "examples/changing_mole.json", DERMAGENT_TOP_K="many")
    assert done.returncode == 2
    assert "top_k" in done.stderr


def test_ask_runs_a_dialogue_and_goes_on_with_it_later(tmp_path: Path) -> None:
    case = tmp_path / "drug.json"
    case.write_text('{"history": "After starting a new medicine two weeks ago I have a painful rash all over."}')

    def dialogue(answers: str) -> subprocess.CompletedProcess[str]:
        return run("ask", str(case), "--sessions", str(tmp_path / "s.sqlite"), "--thread", "one", given=answers)

    stopped = dialogue("\n")
    assert stopped.returncode == 0
    assert stopped.stderr.count("> ") == 1 and "Ask this first" in stopped.stderr
    assert Differential.model_validate_json(stopped.stdout).urgency == "same_day"  # by the ranking alone
    done = dialogue("yes\n")
    result = Differential.model_validate_json(done.stdout)
    assert result.urgency == "emergency"
    assert "can be a dangerous drug reaction" in done.stderr
    assert Differential.model_validate_json(dialogue("").stdout) == result


def test_a_dialogue_is_about_one_case(tmp_path: Path) -> None:
    cases = tmp_path / "two.jsonl"
    cases.write_text('{"history": "An itchy rash."}\n{"history": "A mole."}\n')
    alone = run("ask", str(cases), "--thread", "two")
    assert alone.returncode == 2
    assert "--sessions" in alone.stderr
    done = run("ask", str(cases))
    assert done.returncode == 2
    assert done.stderr == "dermagent: two.jsonl holds 2 cases; a dialogue is about one\n"
