"""onnxruntime is imported in one place, and so that it reports nothing."""

import os
import re
import sys
from pathlib import Path

import pytest

from dermagent.onnx import onnxruntime
from dermagent.resources import PACKAGE


@pytest.mark.parametrize("before", [None, "0"])
def test_reports_are_forbidden_while_it_is_imported_and_the_environment_stays(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, before: str | None
) -> None:
    (tmp_path / "onnxruntime.py").write_text("import os\nasked = os.environ.get('ORT_DISABLE_TELEMETRY')\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(sys.modules, "onnxruntime", None)  # so that what is imported here is gone afterwards
    del sys.modules["onnxruntime"]
    monkeypatch.delenv("ORT_DISABLE_TELEMETRY", raising=False)
    if before is not None:
        monkeypatch.setenv("ORT_DISABLE_TELEMETRY", before)
    assert onnxruntime().asked == "1"
    assert os.environ.get("ORT_DISABLE_TELEMETRY") == before


def test_no_other_module_imports_it() -> None:
    importing = re.compile(r"^\s*(?:import|from) onnxruntime", re.MULTILINE)
    found = [path.name for path in PACKAGE.rglob("*.py") if importing.search(path.read_text(encoding="utf-8"))]
    assert found == ["onnx.py"]
