"""How the code is built, counted from its syntax without running it; `python -m tests.bench.structure`.

Printed: modules and their lines, functions over 60 lines, return annotations, broad excepts with their reasons, circles
of imports, class names that stand in several modules, lines of the graph's nodes, files with CJK characters.
"""

import ast
import re
import statistics
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

from tests.shared import ROOT

LONG = 60
_CJK = re.compile("[\u2e80-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")
_BROAD = {"Exception", "BaseException"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One module: its dotted name, its text and its syntax."""

    name: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        """Lines of the file."""
        return len(self.text.splitlines())

    @cached_property
    def functions(self) -> dict[str, Function]:
        """Each function, methods and inner ones too, by its name with those that it stands in."""
        return dict(_functions(self.tree, self.name))


def modules(package: Path) -> list[Module]:
    """The modules of a package, sorted by file; a package is its `__init__`."""
    found = []
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        text = path.read_text(encoding="utf-8")
        found.append(Module(name, text, ast.parse(text)))
    return found


def _statements(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes right below one that may hold statements: an expression holds none."""
    return (child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.expr))


def _all_statements(node: ast.AST) -> Iterator[ast.AST]:
    """All nodes below one, at any depth, but for expressions."""
    for child in _statements(node):
        yield child
        yield from _all_statements(child)


def _functions(node: ast.AST, within: str) -> Iterator[tuple[str, Function]]:
    for child in _statements(node):
        if isinstance(child, Function):
            yield f"{within}.{child.name}", child
        inside = f"{within}.{child.name}" if isinstance(child, Function | ast.ClassDef) else within
        yield from _functions(child, inside)


def length(function: Function) -> int:
    """Lines from `def` to the end; decorators, such as the options of a command, are not counted."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def long_functions(code: list[Module], over: int = LONG) -> dict[str, int]:
    """Lines of each function that has more than so many, the longest first."""
    lengths = {name: length(one) for module in code for name, one in module.functions.items()}
    return {name: n for name, n in sorted(lengths.items(), key=lambda item: (-item[1], item[0])) if n > over}


def return_annotations(code: list[Module]) -> tuple[int, int]:
    """How many functions say what they return, and how many there are."""
    functions = [one for module in code for one in module.functions.values()]
    return sum(one.returns is not None for one in functions), len(functions)


def broad_excepts(code: list[Module]) -> dict[str, str]:
    """Place of each handler of everything to its reason: the comment at it, else that it raises the error again."""
    found = {}
    for module in code:
        lines = module.text.splitlines()
        for node in _all_statements(module.tree):
            if isinstance(node, ast.ExceptHandler) and _is_broad(node):
                found[f"{module.name}:{node.lineno}"] = _reason(node, lines)
    return found


def _reason(handler: ast.ExceptHandler, lines: list[str]) -> str:
    """Lines of comment above it, the comment behind it and those before its first statement."""
    first = handler.lineno - 1
    above = first
    while above and lines[above - 1].lstrip().startswith("#"):
        above -= 1
    around = [*lines[above:first], *lines[first + 1 : handler.body[0].lineno - 1]]
    comments = [*(line.strip().lstrip("# ") for line in around), lines[first].partition("  # ")[2]]
    last = handler.body[-1]
    raised = isinstance(last, ast.Raise) and last.exc is None
    return " ".join(filter(None, comments)) or ("tidies up and raises it again" if raised else "")


def _is_broad(handler: ast.ExceptHandler) -> bool:
    if handler.type is None:
        return True
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(isinstance(kind, ast.Name) and kind.id in _BROAD for kind in kinds)


def import_circle(code: list[Module]) -> list[str]:
    """One circle of imports, those inside functions counted and those only for type checkers not; empty if none."""
    known = {module.name for module in code}
    edges = {module.name: set(_imported(module.tree, known)) - {module.name} for module in code}
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def _imported(node: ast.AST, known: set[str]) -> Iterator[str]:
    """The modules of the package that are imported; of `from package import module` the module, else the package."""
    for child in _statements(node):
        if isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING"):
            continue
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names if alias.name in known)
        elif isinstance(child, ast.ImportFrom) and child.module:
            for alias in child.names:
                inner = f"{child.module}.{alias.name}"
                yield from {inner if inner in known else child.module} & known
        yield from _imported(child, known)


def duplicate_classes(code: list[Module]) -> dict[str, list[str]]:
    """Class names that stand in several modules, with these."""
    homes: dict[str, set[str]] = {}
    for module in code:
        for node in _all_statements(module.tree):
            if isinstance(node, ast.ClassDef):
                homes.setdefault(node.name, set()).add(module.name)
    return {name: sorted(places) for name, places in sorted(homes.items()) if len(places) > 1}


def node_lines(module: Module, table: str = "STEPS") -> dict[str, int]:
    """Lines of each node's function, by the table in which a name stands for a function of the module."""
    for statement in module.tree.body:
        target = statement.target if isinstance(statement, ast.AnnAssign) else None
        if isinstance(target, ast.Name) and target.id == table and isinstance(statement.value, ast.Dict):
            pairs = zip(statement.value.keys, statement.value.values, strict=True)
            return {
                str(key.value): length(module.functions[f"{module.name}.{value.id}"])
                for key, value in pairs
                if isinstance(key, ast.Constant) and isinstance(value, ast.Name)
            }
    raise ValueError(f"{module.name}: expected a table {table} of nodes, found none")


def with_cjk(code: list[Module]) -> list[str]:
    """Modules that hold a Chinese, Japanese or Korean character."""
    return [module.name for module in code if _CJK.search(module.text)]


def table(package: Path) -> Iterator[str]:
    """The printed lines for a package with a table of nodes in `workflow/nodes.py`."""
    code = modules(package)
    by_name = {module.name: module for module in code}
    lines = {module.name: module.lines for module in code}
    largest = max(lines, key=lambda name: lines[name])
    told, functions = return_annotations(code)
    nodes = node_lines(by_name[f"{package.name}.workflow.nodes"])
    longest = max(nodes, key=lambda name: nodes[name])
    broad = broad_excepts(code)
    yield "| | |"
    yield "| --- | --- |"
    yield f"| modules, lines | {len(code)}, {sum(lines.values()):,} |"
    yield f"| median and largest | {statistics.median(lines.values()):g}, {lines[largest]} ({largest}) |"
    yield f"| functions over {LONG} lines | {_list(long_functions(code))} |"
    yield f"| functions that say what they return | {told:,} of {functions:,} |"
    yield f"| broad excepts, without a reason | {len(broad)}, {sum(not reason for reason in broad.values())} |"
    yield f"| circle of imports | {' → '.join(import_circle(code)) or 'none'} |"
    yield f"| class names in several modules | {_list(duplicate_classes(code))} |"
    middle = statistics.median(nodes.values())
    yield f"| nodes, their lines, median and longest | {len(nodes)}, {middle:g}, {nodes[longest]} ({longest}) |"
    yield f"| modules with CJK characters | {', '.join(with_cjk(code)) or 'none'} |"
    yield ""
    yield "Broad excepts and why:"
    yield ""
    yield from (f"- `{place}`: {reason or 'no reason given'}" for place, reason in broad.items())


def _list(found: Mapping[str, object]) -> str:
    return ", ".join(f"{name} ({value})" for name, value in found.items()) or "none"


def main() -> int:
    """Print the table of the package."""
    sys.stdout.write("\n".join(table(ROOT / "dermagent")) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
