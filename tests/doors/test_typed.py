"""What a user's type checkers say of the examples in the manual and in `examples/`."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shared import ROOT

pytestmark = pytest.mark.doors
PAGES = ("README.md", "docs/library.md", "docs/dialogue.md", "docs/serve.md")
#: What people write who have read no type: lists for tuples, dicts for records, days as texts.
WRITTEN = """
from pathlib import Path

from dermagent import Case, CaseImage, Session
from dermagent.types import Complaint, Drug, EarlierVisit

dated = CaseImage(path=Path("a.png"), date="2026-01-02", lesion="left wrist", mm_per_px=0.1)
Complaint(sites=["scalp"], drugs=[Drug(name="lamotrigine", start="2026-01-02")])
EarlierVisit(note="x", date="2026-01-02")
photos: list[CaseImage] = [CaseImage(content=Path("a.png").read_bytes())]
case = Case(
    history="x",
    images=[{"path": "a.png", "view": "close_up"}, *photos],
    patient={"age_years": 6, "sex": "female"},
    complaint={"sites": ["scalp"], "symptoms": {"fever": True}, "onset": "2026-01-02"},
    earlier_visits=[{"note": "x"}],
    corrected={"fever": None},
)
turn = Session(Case(images=photos)).tell("more", images=[{"path": "b.png"}])
"""
WRONG = "from dermagent import Case\nCase(historie='x')\nCase(history=1)\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples as files."""
    folder = tmp_path_factory.mktemp("typed")
    for page in PAGES:
        text = (ROOT / page).read_text(encoding="utf-8")
        for number, code in enumerate(re.findall(r"```python\n(.*?)```", text, re.DOTALL)):
            (folder / f"{Path(page).stem.lower()}_{number}.py").write_text(code, encoding="utf-8")
    (folder / "written.py").write_text(WRITTEN, encoding="utf-8")
    assert len(list(folder.glob("*.py"))) >= 6
    return folder


def checked(*command: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, timeout=300)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout + done.stderr)


def test_mypy_is_content_and_finds_what_is_wrong(folder: Path, tmp_path: Path) -> None:
    mypy = ("mypy", "--strict", f"--cache-dir={tmp_path}", "--config-file=")
    files = [str(path) for path in (*folder.glob("*.py"), *(ROOT / "examples").glob("*.py"))]
    done = checked(*mypy, *files)
    assert done.returncode == 0, done.stdout
    (tmp_path / "wrong.py").write_text(WRONG, encoding="utf-8")
    assert "Found 2 errors" in checked(*mypy, str(tmp_path / "wrong.py")).stdout


def test_pyright_is_content_and_finds_what_is_wrong(folder: Path, tmp_path: Path) -> None:
    pyright = ("pyright", "--pythonpath", sys.executable)
    done = checked(*pyright, str(folder), str(ROOT / "examples"))
    assert "0 errors, 0 warnings" in done.stdout, done.stdout
    (tmp_path / "wrong.py").write_text(WRONG, encoding="utf-8")
    assert "2 errors" in checked(*pyright, str(tmp_path / "wrong.py")).stdout
