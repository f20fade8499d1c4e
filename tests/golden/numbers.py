"""Every number by name that can decide something; `python -m tests.golden.numbers` writes them to numbers.csv.

Constants of modules, defaults of fields and parameters, and the numbers of the data files of rules, ranker, fusion,
measures, questions and priors. The numbers of cards, lexicon wordings and cases of priors are not here: they have tests
of their own. A changed threshold stands as a line in a diff that a clinician can read.
"""

import ast
import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from tests.shared import ROOT

FILE = Path(__file__).with_suffix(".csv")
PACKAGE = ROOT / "dermagent"
_DATA = PACKAGE / "knowledge" / "data"
_FILES = (
    *_DATA.glob("*.yaml"),
    *(_DATA / "lexicon").glob("numbers_*.yaml"),
    *(_DATA / "lexicon").glob("fields_*.yaml"),
)
Number = tuple[str, str]


def numbers() -> list[Number]:
    """Address and value of each, sorted; a value with several numbers is written as it stands."""
    code = (found for path in PACKAGE.rglob("*.py") for found in _of_module(path))
    data = (found for path in _FILES for found in _of_data(yaml.safe_load(path.read_text("utf-8")), path.stem))
    return sorted({*code, *data})


def _of_module(path: Path) -> Iterator[Number]:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    yield from _of_body(ast.parse(path.read_text(encoding="utf-8")), name)


def _of_body(node: ast.AST, where: str) -> Iterator[Number]:
    """Named values of a module or class, and default values of the parameters of its functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Assign | ast.AnnAssign) and child.value is not None and not _in_function(node):
            target = child.targets[0] if isinstance(child, ast.Assign) else child.target
            annotation = [child.annotation] if isinstance(child, ast.AnnAssign) else []
            yield from _named(f"{where}.{ast.unparse(target)}", *annotation, child.value)
        elif isinstance(child, ast.AnnAssign) and not _in_function(node):
            yield from _named(f"{where}.{ast.unparse(child.target)}", child.annotation)
        elif isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            arguments = child.args
            positional = [*arguments.posonlyargs, *arguments.args]
            with_default = zip(positional[len(positional) - len(arguments.defaults) :], arguments.defaults, strict=True)
            keyword = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
            for argument, default in (*with_default, *keyword):
                if default is not None:
                    yield from _named(f"{where}.{child.name}({argument.arg})", default)
            yield from _of_body(child, f"{where}.{child.name}")
        elif isinstance(child, ast.ClassDef):
            yield from _of_body(child, f"{where}.{child.name}")


def _in_function(node: ast.AST) -> bool:
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)


def _named(where: str, *values: ast.expr) -> Iterator[Number]:
    found = [
        repr(part.value)
        for value in values
        for part in ast.walk(value)
        if isinstance(part, ast.Constant) and type(part.value) in (int, float)
    ]
    if found:
        yield where, " ".join(found)


def _of_data(value: Any, where: str) -> Iterator[Number]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _of_data(part, f"{where}.{key}")
    elif isinstance(value, list):
        for place, part in enumerate(value):
            named = part.get("id") or part.get("finding") if isinstance(part, dict) else None
            yield from _of_data(part, f"{where}.{named or place}")
    elif type(value) in (int, float):
        yield where, repr(value)


def main() -> None:
    """Write them down."""
    with FILE.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("number", "value"), *numbers()])


if __name__ == "__main__":
    main()
