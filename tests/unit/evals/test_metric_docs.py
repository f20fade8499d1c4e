"""Row 18: every metric of the documentation exists in the code, and the other way round."""

import inspect
import pkgutil
import re
from importlib import import_module

import dermagent.evals.metrics as package
from tests.shared import ROOT


def test_row_18_documentation_and_code_name_the_same_metrics() -> None:
    there = set()
    for module in pkgutil.iter_modules(package.__path__):
        if module.name in {"statistics", "groups"}:  # how sure a score is, and for whom; no scores of their own
            continue
        loaded = import_module(f"dermagent.evals.metrics.{module.name}")
        for name, one in inspect.getmembers(loaded, inspect.isfunction):
            if one.__module__ == loaded.__name__ and not name.startswith("_"):
                there.add(f"{module.name}.{name}")
    text = (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8")
    table = "\n".join(line.split("|")[1] for line in text.splitlines() if line.startswith("| `"))
    assert set(re.findall(r"`([a-z_0-9]+\.[a-z_0-9]+)`", table)) == there
