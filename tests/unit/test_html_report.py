"""The HTML report of a case: nothing missing, nothing executed, nothing loaded."""

import base64
import re
from pathlib import Path

import pytest

from dermagent import Case, CaseImage, diagnose
from dermagent.imaging.synth import render, save_png
from dermagent.imaging.thumbnail import thumbnail
from dermagent.report.html import to_html
from tests.shared import ROOT

HISTORY = "A mole on my back has grown. The border is irregular, it has several colours and bled once."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import numpy as np

    place = tmp_path_factory.mktemp("case")
    save_png(render(np.random.default_rng(0), size=300), place / "a.png")
    return place


def test_the_page_holds_what_the_differential_holds(folder: Path) -> None:
    case = Case(id="one", images=(CaseImage(path="a.png"),), history=HISTORY)
    result = diagnose(case, folder=folder)
    page = to_html(result)
    for item in result.ranked[:5]:
        assert page.count(f"<td>{item.name}</td>") == 1
    assert all(flag.clinician_text in page for flag in result.red_flags)
    assert "URGENT REFERRAL" in page and "The outline fills" in page and result.notice[:40] in page
    cited = {source for statement in result.statements for source in statement.sources}
    listed = {reference.id for reference in result.references}
    assert cited <= listed
    assert set(re.findall(r"<li class=\"source\">\[([a-z0-9_]+)\]", page)) == listed


def test_text_of_a_case_is_text_and_nothing_is_loaded(folder: Path) -> None:
    evil = "<script>alert(1)</script>"
    (folder / f"{evil.replace('/', '')}.png").write_bytes(b"no picture")
    case = Case(id="evil", images=(CaseImage(path=f"{evil.replace('/', '')}.png"),), history=f"{evil} An itchy rash.")
    page = to_html(diagnose(case, folder=folder))
    assert "<script" not in page and "&lt;script&gt;" in page
    assert "default-src 'none'" in page
    assert not re.search(r"""(src|href)=["'](?!data:)""", page)


def test_an_abstention_is_no_answer_and_asks(folder: Path) -> None:
    page = to_html(diagnose(Case(id="thin", history="Please help.")))
    assert "Outcome: abstained. There is no answer." in page
    assert "To ask next" in page and "<th>Diagnosis</th>" not in page


def test_thumbnails_are_small_and_without_metadata(folder: Path) -> None:
    import io

    import numpy as np
    from PIL import Image

    content = thumbnail(render(np.random.default_rng(0), size=1200).pixels)
    image = Image.open(io.BytesIO(content))
    assert max(image.size) == 360 and len(content) < 60_000
    assert not image.getexif()
    page = to_html(diagnose(Case(id="t", images=(CaseImage(path="a.png"),)), folder=folder), {0: content})
    assert f"data:image/jpeg;base64,{base64.b64encode(content).decode()}" in page


def test_the_command_writes_the_page_with_its_pictures(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from dermagent.cli.diagnose import diagnose as command

    out = tmp_path / "report.html"
    done = CliRunner().invoke(
        command,
        [str(ROOT / "examples/changing_mole.json"), "--format", "html", "--out", str(out)],
        catch_exceptions=False,
        standalone_mode=False,
    )
    assert done.return_value == 0
    assert out.read_text(encoding="utf-8").count("data:image/jpeg;base64,") == 1
