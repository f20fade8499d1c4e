"""A researcher can look at every case of a run: one page each, filters over all of them, and nothing from a network."""

import html
import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from dermagent.cli.eval import evaluate
from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.reporting.pages import rows_of, under_triaged, write_pages
from dermagent.evals.running.plan import Plan
from dermagent.evals.running.records import file_name, read_records, read_run
from dermagent.evals.running.runner import run_set
from dermagent.imaging.synth import render, save_png
from dermagent.llm.scripted import ScriptedModel
from dermagent.settings import resolve
from dermagent.types import Case, Patient
from tests.unit.evals.test_debate_told import talking
from tests.unit.evals.test_runs import record

EVIL = "<script>alert(1)</script>"
MAPPING = """
files: [{path: mine.csv}]
table: {id: nr, image: 'images/{file}', label: dx, text: story, group: [who], sex: sex, strata: {sex: sex}}
"""
ROWS = f"""nr,dx,story,who,sex,file
one,Melanoma,A mole on my back has grown and bled once. {EVIL},p1,female,a.png
two,Scabies,Itchy burrows between the fingers at night.,p2,male,
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    root = tmp_path / "data"
    (root / "images").mkdir(parents=True)
    save_png(render(np.random.default_rng(0), size=200), root / "images/a.png")
    (root / "mine.csv").write_text(ROWS)
    (root / "mine.yaml").write_text(MAPPING)
    return root


def call(*arguments: object) -> str:
    done = CliRunner().invoke(evaluate, [*map(str, arguments)], catch_exceptions=False, standalone_mode=False)
    assert done.return_value == 0, done.output
    return done.output


def test_every_case_has_a_page_that_shows_what_was_told_seen_and_read(tmp_path: Path, mine: Path) -> None:
    out = tmp_path / "r"
    call("run", "own", "--data", mine, "--mapping", mine / "mine.yaml", "--out", out)
    call("report", out, "--resamples", 100)
    report = (out / "report.html").read_text(encoding="utf-8")
    links = re.findall(r'href="(report_cases/[^"]+)"', report)
    assert sorted(links) == ["report_cases/one.0.html", "report_cases/two.0.html"]
    page = (out / "report_cases/one.0.html").read_text(encoding="utf-8")
    assert EVIL not in page and "&lt;script&gt;" in page and "A mole on my back has grown" in page
    assert page.count('src="data:image/jpeg;base64,') == 1
    words = html.unescape(page)
    for told in ("“bled”", "Lists of the retrievers", "findings", "Melanoma (1.00)", "Seconds by step", "0 calls"):
        assert told in words, told
    assert '<a href="../report.html">report</a>' in page, "each page leads back"
    assert 'rel="next"' in page and "two.0.html" in page
    for text in (report, page):
        assert "<script" not in text and "default-src 'none'" in text
        assert not re.search(
            r"""(src|href)=["'](?!data:|report_cases/|\.\./report\.html|traces/|(one|two)\.0\.html|#)""", text
        )
    assert str(mine) not in report, "the report names no folder of this machine"


async def test_a_page_shows_the_debate_with_replies_and_citations(tmp_path: Path, mine: Path) -> None:
    from dermagent.evals.datasets.tabular import own

    settings = resolve(graph="mac", model="m", base_url="http://127.0.0.1:9/v1", model_reads=False)
    plan = Plan(own(mine / "mine.yaml"), mine, "all", settings, traces=True, mapping=mine / "mine.yaml")
    await run_set(plan, tmp_path / "r", chat=ScriptedModel(talking, name="m"))
    call("report", tmp_path / "r", "--resamples", 100)
    page = html.unescape((tmp_path / "r/report_cases/two.0.html").read_text(encoding="utf-8"))
    for told in ("Round 1, blind", "Round 2, debate", "emergencies", "Together in the first round", "as it came"):
        assert told in page, told
    assert re.search(r"Scabies: \w+, confidence 0.60", page) and re.search(r"Urticaria: \w+, confidence 0.60", page)
    assert '"condition"' in page, "the raw reply"


def test_filters_hold_for_wrong_abstained_failed_under_triaged_and_groups(tmp_path: Path) -> None:
    records = [
        record("right", "scabies", strata={"sex": "female"}),
        record("wrong", "urticaria", strata={"sex": "male"}),
        record("silent", outcome="abstained"),
        record("down", outcome="failed"),
        record("late", "melanoma", reference="melanoma", urgency="routine"),
        record("soon", "melanoma", reference="melanoma", urgency="urgent_referral"),
    ]
    rows, filters = rows_of(records, {})
    kinds = {row.record.case_id: row.kinds for row in rows}
    assert kinds == {
        "right": (), "wrong": ("wrong",), "silent": ("abstained",), "down": ("failed",), "late": ("under",), "soon": (),
    }  # fmt: skip
    assert rows[0].record.case_id == "down" and filters.kinds["under"] == 1
    assert [name for name, _ in filters.groups.values()] == ["sex: female", "sex: male"]
    assert under_triaged(record("n", outcome="abstained", reference="melanoma", urgency=None))
    found = write_pages(records, tmp_path, tmp_path / "pages")
    assert len(found) == 6 and all((tmp_path / place).is_file() for place in found.values())
    assert "name their folder with --data" in (tmp_path / found[("right", 0)]).read_text()


def test_two_ids_never_share_a_file() -> None:
    ids = ["a:b", "a_b", "a/b", "ä", "../x", "x" * 128, "x" * 127]
    names = {file_name(one, 0) for one in ids}
    assert len(names) == len(ids) and all("/" not in name and len(name) < 130 for name in names)
    assert file_name("ENC1", 2) == "ENC1.2"


def test_without_pages_or_files_the_report_still_stands(tmp_path: Path, mine: Path) -> None:
    out = tmp_path / "r"
    call("run", "own", "--data", mine, "--mapping", mine / "mine.yaml", "--out", out, "--no-traces")
    assert not (out / "traces").exists()
    (mine / "mine.csv").unlink()
    told = call("report", out, "--resamples", 100)
    page = (out / "report_cases/one.0.html").read_text(encoding="utf-8")
    assert "further cases are not shown" in told and "kept no differential" in page and "Melanoma" in page
    call("report", out, "--resamples", 100, "--no-pages", "--out", out / "bare.html")
    assert not (out / "bare_cases").exists() and len(read_records(out)) == read_run(out).cases


def test_a_page_says_an_outcome_once_and_whole_numbers_as_such(tmp_path: Path) -> None:
    missed = record("a", "scabies", reference="melanoma")
    told = LabelledCase(Case(id="a", history="A mole.", patient=Patient(age_years=30)), {"melanoma": 1.0})
    write_pages([missed.model_copy(update={"degraded": True})], tmp_path, tmp_path / "cases", [told])
    page = html.unescape((tmp_path / "cases" / f"{file_name('a', 0)}.html").read_text(encoding="utf-8"))
    said = re.search("<dt>outcome</dt><dd>(.*?)</dd>", page)
    wrong, late = "not with a right condition first", "called less urgent than the card of a right condition says"
    assert said and said[1] == f"answered, degraded; {wrong}; {late}"
    assert "<dt>age years</dt><dd>30</dd>" in page and ">report</a>" not in page
