"""Run `dermagent` as a process of its own that has everything imported and loaded: a fork of one that did so once.

A new process takes seconds for its imports, and the tests run hundreds of commands. What depends on a fresh start
(imports, signals, servers) is tested with `subprocess` where it is tested.
"""

import atexit
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from tests.shared import ROOT

_TIMEOUT_S = 120
forks = multiprocessing.get_context("forkserver")
forks.set_forkserver_preload(["tests.loaded"])


def run(
    *arguments: str, cwd: Path = ROOT, given: str = "", without: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """The command with these arguments, with `given` at its standard input, in this environment and more.

    `without` names a package that is imported where it is needed, and is as if it were not installed.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "0").write_text(given, encoding="utf-8")
        process = forks.Process(target=_work, args=(arguments, cwd, folder, {**os.environ, **environment}, without))
        process.start()
        _wait(process)
        said, told = ((folder / stream).read_text(encoding="utf-8") for stream in "12")
        return subprocess.CompletedProcess(arguments, process.exitcode or 0, said, told)


def _wait(process: BaseProcess) -> None:
    process.join(_TIMEOUT_S)
    if process.is_alive():
        process.kill()
        process.join()
        raise TimeoutError(f"the command took longer than {_TIMEOUT_S} s")


def _work(arguments: tuple[str, ...], cwd: Path, folder: Path, environment: Mapping[str, str], without: str) -> None:
    """Be the command, with its standard streams in files."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(cwd)
    for number, flags in enumerate((os.O_RDONLY, os.O_WRONLY | os.O_CREAT, os.O_WRONLY | os.O_CREAT)):
        os.dup2(os.open(folder / str(number), flags), number)
    streams: Any = (("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w"))
    for name, number, mode in streams:
        setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))
    if without:
        for module in [module for module in sys.modules if module.startswith(f"{without}.")]:
            del sys.modules[module]
        sys.modules[without] = None  # type: ignore[assignment]
    be_the_command(arguments)


def be_the_command(arguments: tuple[str, ...]) -> None:
    """Run the command in this process to its end, with what is to be done then, as an interpreter of its own would."""
    from dermagent.cli import main

    sys.argv = ["dermagent", *arguments]
    atexit._clear()
    try:
        main()
    finally:
        atexit._run_exitfuncs()  # such as sending the last spans
