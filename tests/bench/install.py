"""What an install weighs, beside openai and langgraph alone; `python -m tests.bench.install`. Needs pip's index.

The wheel is built and installed into a fresh virtual environment; of each extra the packages that come on top of it are
installed into a folder of their own. Printed: MB on the disk (byte code included, pip itself not), packages, seconds
with the downloads; and which requirements of the base one room alone imports, and what would be gone without them.
Options: --extras NAME,NAME (default: all that users install but clip, which brings torch), --no-baseline.
"""

import argparse
import ast
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.shared import ROOT

BASELINE = ("openai", "langgraph")
#: Extras that only those who work on the program install.
FOR_DEVELOPERS = {"dev", "doors", "browser"}
LARGE = {"clip"}
MB = 1e6


def mb(folder: Path) -> float:
    """MB of all files in a folder."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir()) / MB


def pip(python: Path, *arguments: str) -> str:
    """What pip says on standard output."""
    command = [str(python), "-m", "pip", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


class Environment:
    """A fresh virtual environment, and what is in it."""

    def __init__(self, folder: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        self.python = folder / "bin" / "python"
        [self.site] = (folder / "lib").glob("python*/site-packages")
        self._before = mb(self.site)
        self.own = {named(one) for one in self.distributions()}

    def distributions(self) -> list[Distribution]:
        """All that is installed in it."""
        return list(distributions(path=[str(self.site)]))

    def install(self, *wanted: str) -> str:
        """Install; a line of what that came to."""
        began = time.perf_counter()
        pip(self.python, "install", "--quiet", *wanted)
        seconds = time.perf_counter() - began
        packages = len({named(one) for one in self.distributions()} - self.own)
        return line(mb(self.site) - self._before, packages, seconds)

    def on_top(self, wanted: str, folder: Path) -> str:
        """Install what a requirement wants beyond what is there into a folder; a line of what that came to."""
        began = time.perf_counter()
        report = json.loads(pip(self.python, "install", "--quiet", "--dry-run", "--report", "-", wanted))
        more = [f"{one['metadata']['name']}=={one['metadata']['version']}" for one in report["install"]]
        more = [one for one in more if not one.startswith("dermagent==")]
        if more:
            pip(self.python, "install", "--quiet", "--no-deps", "--target", str(folder), *more)
        return line(mb(folder) if more else 0.0, len(more), time.perf_counter() - began)


def line(megabytes: float, packages: int, seconds: float) -> str:
    """The three figures in columns."""
    return f"{megabytes:7.0f} MB  {packages:4d} packages  {seconds:5.0f} s"


def named(one: Distribution) -> str:
    """The name of a distribution, as others may spell it."""
    return canonicalize_name(one.name)


def needs(one: Distribution) -> set[str]:
    """The names of what a distribution requires here, without extras."""
    parsed = map(Requirement, one.requires or ())
    return {canonicalize_name(each.name) for each in parsed if not each.marker or each.marker.evaluate({"extra": ""})}


def reached(start: Iterable[str], graph: Mapping[str, set[str]]) -> set[str]:
    """All that can be reached from some names, themselves included."""
    found, open_ = set[str](), [name for name in start if name in graph]
    while open_:
        name = open_.pop()
        if name not in found:
            found.add(name)
            open_ += [other for other in graph[name] if other in graph]
    return found


def gone_without(dropped: set[str], requirements: set[str], graph: Mapping[str, set[str]]) -> set[str]:
    """What would not be installed were some requirements not there; they themselves only if no other needs them."""
    return reached(requirements, graph) - reached(requirements - dropped, graph)


def weight(one: Distribution) -> float:
    """MB of the files that a distribution installed."""
    paths = [Path(str(one.locate_file(path))) for path in one.files or ()]
    return sum(path.stat().st_size for path in paths if path.is_file()) / MB


def imported_as(one: Distribution) -> set[str]:
    """The names of its packages and modules, to the second part, so that those who share a first one are told apart."""
    found = set()
    for path in one.files or ():
        if path.suffix in {".py", ".so"} and ".." not in path.parts:
            parts = [part.partition(".")[0] for part in path.parts[:2]]
            found.add(".".join(part for part in parts if part != "__init__"))
    return found


def importers(package: Path) -> dict[str, set[str]]:
    """The modules of a package that import a name, by its first part and by its first two."""
    found: dict[str, set[str]] = {}
    for path in package.rglob("*.py"):
        module = ".".join(path.relative_to(package).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            elif isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            for name in names:
                for parts in (1, 2):
                    found.setdefault(".".join(name.split(".")[:parts]), set()).add(module)
    return found


def shared_room(modules: Iterable[str]) -> str:
    """The room that holds all of some modules, such as `knowledge.guidelines`; none where they share no room."""
    split = [module.split(".") for module in modules]
    shared = []
    for parts in zip(*split, strict=False):
        if len(set(parts)) > 1:
            break
        shared.append(parts[0])
    return ".".join(shared)


def of_one_room(installed: Mapping[str, Distribution]) -> Iterator[str]:
    """What one room alone imports of the base, heaviest first, and what would be gone with it; a line each."""
    graph = {name: needs(one) for name, one in installed.items()}
    users, by_room = importers(ROOT / "dermagent"), dict[str, set[str]]()
    for one in graph["dermagent"]:
        found = {module for name in imported_as(installed[one]) for module in users.get(name, ())}
        if room := shared_room(found):
            by_room.setdefault(room, set()).add(one)
    told = []
    for room, some in by_room.items():
        gone = gone_without(some, graph["dermagent"], graph)
        told.append((sum(weight(installed[name]) for name in gone), room, len(gone), sorted(some)))
    for megabytes, room, count, some in sorted((one for one in told if one[2]), reverse=True):
        yield f"  {room:32s} {megabytes:6.1f} MB  {count:3d} packages  {', '.join(some)}"


def main() -> int:
    """Print everything."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--extras")
    parser.add_argument("--no-baseline", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build = [
            sys.executable,
            "-m",
            "build",
            "--wheel",
            "--no-isolation",
            "--outdir",
            str(folder / "dist"),
            str(ROOT),
        ]
        subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
        [wheel] = (folder / "dist").glob("*.whl")
        print(f"the wheel itself          {wheel.stat().st_size / MB:7.1f} MB")
        if not given.no_baseline:
            print(f"{' and '.join(BASELINE):24s}  {Environment(folder / 'bare').install(*BASELINE)}", flush=True)
        base = Environment(folder / "base")
        print(f"{'dermagent':24s}  {base.install(str(wheel))}", flush=True)
        installed = {named(one): one for one in base.distributions() if named(one) not in base.own}
        offered: Any = set(installed["dermagent"].metadata.get_all("Provides-Extra") or ())
        wanted = given.extras.split(",") if given.extras else sorted(offered - FOR_DEVELOPERS - LARGE)
        for extra in wanted:
            told = base.on_top(f"dermagent[{extra}] @ {wheel.as_uri()}", folder / f"extra-{extra}")
            print(f"{f'+ [{extra}]':24s}  {told}", flush=True)
        heavy = sorted(((weight(one), name) for name, one in installed.items()), reverse=True)[:12]
        print("heaviest of the base:", ", ".join(f"{name} {megabytes:.0f} MB" for megabytes, name in heavy))
        print("of the base, what one room alone imports, and what would be gone with it:")
        for told in of_one_room(installed):
            print(told)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
