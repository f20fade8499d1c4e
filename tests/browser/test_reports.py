"""The evaluation report and its case pages in a real Chromium: what axe finds, at a desk's and a phone's width.

Needs what `test_page.py` needs.
"""

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from PIL import Image

from dermagent.cli import cli
from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.running.plan import Plan
from dermagent.evals.running.runner import run_set
from dermagent.settings import resolve
from dermagent.types import Case, CaseImage, Language, Patient
from tests.unit.index.test_copies import photograph

pytestmark = pytest.mark.browser
LISTED = [{"name": "Scabies", "confidence": 0.6}, {"name": "Melanoma", "confidence": 0.2}]
HISTORIES = (
    "Itchy burrows between the fingers.",
    "Red scaly plaques on the elbows.",
    "A mole that grew.",
    "Fever, rash.",
)


class Few:
    """Eight cases of two skin types with an image each, some of them answered wrongly."""

    name = "tests.browser.test_reports:Few"

    def load(self, root: Path, *, split: str, language: Language) -> Iterator[LabelledCase]:
        for n in range(8):
            yield LabelledCase(
                Case(
                    id=f"case-{n}",
                    history=HISTORIES[n % 4],
                    images=(CaseImage(path=f"{n}.png"),),
                    patient=Patient(fitzpatrick="II" if n % 2 else "V", age_years=30 + n, sex="female"),
                ),
                {("scabies", "plaque_psoriasis", "melanoma", "measles")[n % 4]: 1.0},
                label="as told",
                strata={"fitzpatrick": "2" if n % 2 else "5", "sex": "female"},
            )


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of several agents with its report and pages; one case has no answer of the model."""
    place = tmp_path_factory.mktemp("reported")
    for n in range(8):
        Image.fromarray(photograph(n, 96)).save(place / f"{n}.png")
    lists = place / "lists.jsonl"
    lists.write_text("".join(json.dumps({"case_id": f"case-{n}", "candidates": LISTED}) + "\n" for n in range(7)))
    plan = Plan(Few(), place, "all", resolve(graph="mac", model=f"replay:{lists}"), traces=True)
    with ThreadPoolExecutor(1) as beside:  # Playwright's own loop may be running here
        beside.submit(lambda: asyncio.run(run_set(plan, place / "run"))).result()
    data = ["--data", str(place)]
    out = CliRunner().invoke(cli, ["eval", "report", str(place / "run"), "--resamples", "100", *data])
    assert out.exit_code == 0, out.output
    return place / "run"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_in_the_report_and_its_pages(browser: Any, reported: Path, scheme: str, width: int) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    pages = sorted((reported / "report_cases").glob("*.html"))
    assert len(pages) == 8
    for path in (reported / "report.html", pages[0], pages[3], pages[-1]):
        context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True)
        page = context.new_page()
        page.goto(path.as_uri())
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        found = axe.run(page)
        assert not found.response["violations"], f"{path.name}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path.name
        context.close()
