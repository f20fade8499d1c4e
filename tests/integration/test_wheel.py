"""The wheel, installed alone into an empty virtual environment, works outside the checkout."""

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from tests.shared import ROOT


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    built = subprocess.run(command, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The installed `dermagent`; what it depends on is borrowed from here, since tests do not reach the network."""
    home = tmp_path_factory.mktemp("env")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(home)], check=True)
    installed = subprocess.run(
        [
            *(sys.executable, "-m", "pip", "--python", str(home / "bin" / "python"), "install", "--quiet"),
            *("--no-deps", "--no-index", "--disable-pip-version-check", str(wheel)),
        ],
        capture_output=True,
        text=True,
    )
    assert installed.returncode == 0, installed.stderr
    site = next((home / "lib").glob("python*")) / "site-packages"
    borrowed = site / "borrowed.pth"  # a folder named in a .pth file does not have its own .pth files read
    borrowed.write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return home / "bin" / "dermagent"


def run(command: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "DERMAGENT"))}
    return subprocess.run([str(command), *arguments], cwd=cwd, env=clean, capture_output=True, text=True, timeout=120)


def test_the_wheel_carries_prompts_graphs_evaluation_sets_and_knowledge(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for part in ("prompts/repair.md", "graphs/offline.py", "graphs/offline.yaml", "eval_sets/README.md"):
        assert f"dermagent/_data/{part}" in names
    assert "dermagent/knowledge/data/cards/herpes_zoster.yaml" in names
    assert {f"dermagent/knowledge/data/texts/{name}" for name in ("zh.yaml", "findings.csv")} <= set(names)
    assert "dermagent/py.typed" in names
    assert not [name for name in names if name.startswith(("tests/", "tools/", "examples/"))]


def test_the_wheel_alone_finds_its_own_prompts_graphs_sets_and_knowledge(wheel: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(tmp_path / "site")
    code = """if True:
        from dermagent.knowledge.base import knowledge
        from dermagent.prompts import read_prompt
        from dermagent.resources import KNOWLEDGE, data_root
        from dermagent.settings import graph_names, resolve

        print(KNOWLEDGE)
        print(data_root())
        assert resolve(graph="mac").graph == "mac" and "offline" in graph_names()
        assert len(knowledge().cards) > 500 and read_prompt("repair")
        assert (data_root() / "eval_sets" / "README.md").is_file()
    """
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "DERMAGENT"))}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=clean | {"PYTHONPATH": str(tmp_path / "site"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert all(line.startswith(str(tmp_path / "site")) for line in done.stdout.splitlines())


@pytest.mark.long
def test_the_installed_command_diagnoses_outside_the_checkout(command: Path, tmp_path: Path) -> None:
    case = tmp_path / "case.json"
    case.write_text((ROOT / "examples/shingles_near_eye.json").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "images").mkdir()
    image = Path("images/shingles_near_eye.png")
    (tmp_path / image).write_bytes((ROOT / "examples" / image).read_bytes())
    done = run(command, "diagnose", "case.json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result["outcome"] == "answered"
    assert result["images"][0]["quality"]
    where = "import dermagent; print(dermagent.__file__)"
    python = command.with_name("python")
    assert "site-packages" in run(python, "-c", where, cwd=tmp_path).stdout


@pytest.mark.long
def test_the_installed_command_checks_its_knowledge_and_itself(command: Path, tmp_path: Path) -> None:
    checked = run(command, "knowledge", "validate", cwd=tmp_path)
    assert checked.returncode == 0, checked.stderr
    assert "no problem found" in checked.stdout
    assert run(command, "doctor", cwd=tmp_path).returncode == 0
