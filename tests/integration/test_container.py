"""The Dockerfile's own lines, run in a fresh folder that holds only what it copies: they build a server that answers.

No Docker is needed. Its packages are borrowed from here, since tests do not reach the network; nothing else is.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest

from tests.shared import ROOT
from tests.unit.test_packaging import STEPS

KEY = "k" * 16


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The folders in the places of /src and /opt/dermagent after each COPY and RUN of the first stage."""
    source, home = tmp_path_factory.mktemp("src"), tmp_path_factory.mktemp("opt") / "dermagent"
    clean = {**own_environment(), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    # The index is not there: what would come from it is borrowed, and the wheel is built with the hatchling from here.
    clean |= {"PIP_NO_DEPS": "1", "PIP_NO_INDEX": "1", "PIP_NO_BUILD_ISOLATION": "0"}
    for instruction, text in STEPS[: 1 + max(place for place, (name, _) in enumerate(STEPS) if name == "FROM")]:
        if instruction == "COPY":
            *names, target = text.split()
            for name in names:
                copied(ROOT / name, source / target / ("" if (ROOT / name).is_dir() else name))
        elif instruction == "RUN":
            command = text.replace("/opt/dermagent", str(home))
            done = subprocess.run(["sh", "-c", command], cwd=source, env=clean, capture_output=True, text=True)
            assert done.returncode == 0, f"RUN {text}\n{done.stdout[-2000:]}{done.stderr[-4000:]}"
            borrow(home)
    return source, home


def own_environment() -> dict[str, str]:
    """The environment without what could lead back to here."""
    return {name: told for name, told in os.environ.items() if not name.startswith(("PYTHON", "DERMAGENT", "PIP"))}


def copied(given: Path, target: Path) -> None:
    if given.is_dir():
        shutil.copytree(given, target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    else:
        shutil.copy(given, target)


def borrow(home: Path) -> None:
    site = next((home / "lib").glob("python*")) / "site-packages"
    (site / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")


@pytest.fixture(scope="module")
def address(built: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of the server that ENTRYPOINT and CMD begin, on a free port; callers need the key."""
    kept, told = tmp_path_factory.mktemp("var"), dict(STEPS)
    arguments = [one.replace("/var/lib/dermagent", str(kept)) for one in json.loads(told["CMD"])]
    program = [str(built[1] / "bin" / json.loads(told["ENTRYPOINT"])[0]), *arguments]
    program += ["--port", "0", "--processes", "1"]
    environment = {**own_environment(), "DERMAGENT_SERVE_TOKEN": KEY, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(program, cwd=kept, env=environment, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        first = server.stderr.readline()
        found = re.search(r"http://\S+?:(\d+)/", first)
        assert found, first + server.stderr.read()
        yield f"http://127.0.0.1:{found[1]}/"
        server.terminate()
        server.wait(30)
        assert (kept / "talks.sqlite").is_file()
        assert "Traceback" not in server.stderr.read()


@pytest.mark.long
def test_what_is_copied_builds_a_package_that_takes_nothing_from_here(built: tuple[Path, Path], tmp_path: Path) -> None:
    _, home = built
    told = "import dermagent, dermagent.resources as r; print(dermagent.__file__); print(r.data_root())"
    command, clean = [home / "bin" / "python", "-c", told], own_environment()
    done = subprocess.run(command, cwd=tmp_path, env=clean, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(str(home)) == 2 and all(line.startswith(str(home)) for line in done.stdout.splitlines())


@pytest.mark.long
def test_the_container_answers_with_a_key_only_and_is_healthy(built: tuple[Path, Path], address: str) -> None:
    before = files(built[1])
    case = {"history": "Burning blisters in a strip on the left chest for two days."}
    key = {"Authorization": f"Bearer {KEY}"}
    assert httpx2.post(f"{address}v1/diagnose", json=case, timeout=60).status_code == 401
    answer = httpx2.post(f"{address}v1/diagnose", json=case, headers=key, timeout=60)
    assert (answer.status_code, answer.json()["ranked"][0]["condition"]) == (200, "herpes_zoster")
    begun = httpx2.post(f"{address}v1/sessions", json=case, headers=key, timeout=60).json()
    assert httpx2.get(f"{address}v1/sessions/{begun['session']}", headers=key, timeout=60).status_code == 200
    [health] = [text for name, text in STEPS if name == "HEALTHCHECK"]
    _, program, *arguments = json.loads(health[health.index("[") :].replace('["', '["CMD", "', 1))
    told = [one.replace("http://127.0.0.1:8000/", address) for one in arguments]
    done = subprocess.run([str(built[1] / "bin" / program), *told], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert files(built[1]) == before  # it may write nothing there; all that is compiled was compiled before


def files(home: Path) -> set[str]:
    return {str(path.relative_to(home)) for path in home.rglob("*")}
