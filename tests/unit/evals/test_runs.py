"""Runs over a data set: nothing lost or doubled, budgets that bind, records that can be scored, reports to read."""

import html
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dermagent import adiagnose
from dermagent.errors import InputError, ModelUnavailable
from dermagent.evals.datasets.base import LabelledCase, caveats_of
from dermagent.evals.reporting.ablation import row_of, variants
from dermagent.evals.reporting.html import to_html
from dermagent.evals.reporting.report import (
    ablation_to_markdown,
    citations_sentence,
    paid_sentence,
    recall_sentence,
    scores_to_markdown,
)
from dermagent.evals.reporting.scoring import score
from dermagent.evals.running.dry_run import estimate
from dermagent.evals.running.plan import Plan, chosen
from dermagent.evals.running.predictions import delta_bleu_of, read_predictions, records_of
from dermagent.evals.running.records import Record, Records, Run, read_records, read_run, record_of
from dermagent.evals.running.runner import run_set
from dermagent.llm.base import Request
from dermagent.llm.budget import Limits
from dermagent.llm.scripted import ScriptedModel
from dermagent.settings import resolve
from dermagent.types import Case, CaseImage, Language
from tests.shared import ROOT


class Small:
    """Cases about two diseases; every third is of one patient."""

    name = "small"

    def __init__(self, n: int = 12) -> None:
        self.n = n

    def load(self, root: Path, *, split: str, language: Language) -> Iterator[LabelledCase]:
        for i in range(self.n):
            disease = ("scabies", "plaque_psoriasis")[i % 2]
            story = ("Itchy burrows between the fingers", "Thick plaques with silvery scale on both elbows")[i % 2]
            yield LabelledCase(
                Case(id=f"c{i}", history=f"{story}, case {i}."),
                {disease: 1.0},
                group=f"p{i // 3}",
                label=disease,
                strata={"sex": "female" if i % 4 < 2 else "male"},
            )
        yield LabelledCase(Case(id="none", history="An itch."), {}, why_empty="no consensus")
        yield LabelledCase(Case(id="gone", images=(CaseImage(path="gone.png"),)), {"scabies": 1.0}, missing_images=1)


def plan(size: int = 12, **changes: Any) -> Plan:
    settings = changes.pop("settings", resolve())
    return Plan(data_set=Small(size), root=Path(), split="all", settings=settings, **changes)


def psoriasis(request: Request) -> dict[str, Any]:
    if request.schema_name == "VisionReply":
        candidate = {"name": "Plaque psoriasis", "confidence": 0.8, "reason": ""}
        return {"reasoning": "", "findings": [], "candidates": [candidate]}
    if request.schema_name == "HistoryReply":
        return {"findings": []}
    return {"views": [{"condition": "plaque_psoriasis", "probability": 0.8, "claims": []}], "concerns": []}


async def test_every_case_with_a_reference_gets_one_record_and_others_are_counted(tmp_path: Path) -> None:
    summary = await run_set(plan(), tmp_path)
    records = read_records(tmp_path)
    assert (summary.recorded, summary.left) == (12, 0)
    assert sorted(r.case_id for r in records) == sorted(f"c{i}" for i in range(12))
    run = read_run(tmp_path)
    assert run.skipped == {"no consensus": 1, "its images are not there and it says nothing else": 1}
    assert run.identity["settings.graph"] == "offline"
    assert {r.conditions[0] for r in records} == {"scabies", "plaque_psoriasis"}


async def test_a_run_is_not_overwritten_and_goes_on_only_as_itself(tmp_path: Path) -> None:
    await run_set(plan(), tmp_path)
    with pytest.raises(InputError, match="holds a run already; go on with --resume"):
        await run_set(plan(), tmp_path)
    with pytest.raises(InputError, match=r"another settings\.prior"):
        await run_set(plan(resume=True, settings=resolve(prior="uniform")), tmp_path)
    again = await run_set(plan(resume=True), tmp_path)
    assert (again.recorded, again.held) == (0, 12)


async def test_a_torn_line_is_run_again_and_doubles_nothing(tmp_path: Path) -> None:
    await run_set(plan(), tmp_path)
    path = tmp_path / "records.jsonl"
    path.write_bytes(path.read_bytes()[:-40])
    assert len(read_records(tmp_path)) == 11
    assert (await run_set(plan(resume=True), tmp_path)).recorded == 1
    assert len(path.read_bytes().splitlines()) == 12


def test_a_line_that_is_no_record_is_refused(tmp_path: Path) -> None:
    (tmp_path / "records.jsonl").write_text('{"case_id": "x"}\n{"case_id": "y"}\n')
    with pytest.raises(InputError, match="line 1, is no record"):
        read_records(tmp_path)


async def test_a_draw_is_the_same_for_the_same_seed(tmp_path: Path) -> None:
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        await run_set(plan(40, n=5, seed=seed), tmp_path / name)
    ids = {name: {r.case_id for r in read_records(tmp_path / name)} for name in "abc"}
    assert ids["a"] == ids["b"] != ids["c"]
    assert len(ids["a"]) == 5


class Skewed(Small):
    """Forty cases of one disease, three of another, one of a third."""

    def load(self, root: Path, *, split: str, language: Language) -> Iterator[LabelledCase]:
        for i in range(44):
            disease = "scabies" if i < 40 else "plaque_psoriasis" if i < 43 else "urticaria"
            yield LabelledCase(Case(id=f"c{i}", history="Itchy burrows."), {disease: 1.0}, label=disease)


@pytest.mark.parametrize(("n", "expected"), [(3, [1, 1, 1]), (9, [5, 3, 1]), (44, [40, 3, 1])])
def test_row_20_a_balanced_draw_gives_rare_labels_as_many_cases_as_they_have(n: int, expected: list[int]) -> None:
    def drawn(seed: int) -> list[str]:
        return chosen(Plan(Skewed(), Path(), "all", resolve(), n=n, balanced=True, seed=seed))[0]

    ids = [int(name[1:]) for name in drawn(1)]
    assert [sum(i < 40 for i in ids), sum(40 <= i < 43 for i in ids), sum(i == 43 for i in ids)] == expected
    assert ids == sorted(set(ids)) and drawn(1) == drawn(1)
    assert n == 44 or drawn(1) != drawn(2)


def test_row_20_a_balanced_draw_needs_a_number() -> None:
    with pytest.raises(InputError, match="needs the number of cases, --n"):
        chosen(Plan(Skewed(), Path(), "all", resolve(), balanced=True))


async def test_row_20_a_balanced_run_says_so_and_is_never_compared_with_a_natural_one(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from dermagent.cli.eval import evaluate

    for name, balanced in (("even", True), ("natural", False)):
        await run_set(Plan(Skewed(), tmp_path, "all", resolve(), n=9, balanced=balanced), tmp_path / name)
    with pytest.raises(InputError, match="another draw"):
        await run_set(Plan(Skewed(), tmp_path, "all", resolve(), n=9, resume=True), tmp_path / "even")

    def call(*arguments: str) -> str:
        return CliRunner().invoke(evaluate, list(arguments), catch_exceptions=False, standalone_mode=False).stdout

    even, natural = str(tmp_path / "even"), str(tmp_path / "natural")
    assert "drawn evenly over the labels" in call("score", even, "--resamples", "100")
    assert "drawn evenly" not in call("score", natural, "--resamples", "100")
    assert json.loads(call("score", even, "--format", "json", "--resamples", "100"))["draw"] == "balanced"
    assert call("report", even, "--resamples", "100")
    assert "drawn evenly over the labels" in (tmp_path / "even" / "report.html").read_text()
    shared = [tmp_path / "a.json", tmp_path / "b.json"]
    for file, run in zip(shared, (even, natural), strict=True):
        file.write_text(call("share", run, "--site", file.stem, "--by", ""))
    for refused in (("compare", even, natural), ("compare", natural, even), ("pool", *map(str, shared))):
        with pytest.raises(InputError, match=r"drew its cases evenly|drawn differently"):
            call(*refused)
    assert "common cases" in call("compare", even, even, "--resamples", "100")


def test_row_20_macro_recall_and_its_interval_ignore_how_common_a_label_is() -> None:
    rare = [record(f"r{n}", "scabies" if n % 2 else "urticaria") for n in range(10)]
    common = [record(f"c{n}", "urticaria" if n % 4 else "scabies", reference="urticaria") for n in range(16)]
    again = [one.model_copy(update={"case_id": f"again-{one.case_id}"}) for one in common]
    once, doubled = (score(records, resamples=400) for records in ([*rare, *common], [*rare, *common, *again]))
    assert once.balanced_top_1 == doubled.balanced_top_1 == pytest.approx((0.5 + 0.75) / 2)
    assert once.lines[0].ours.value != doubled.lines[0].ours.value
    assert once.labels == {"urticaria": 16, "scabies": 10}
    assert once.balanced_interval is not None
    low, high = once.balanced_interval
    assert low < once.balanced_top_1 < high
    assert "mean over 2 labels of 10 to 16 cases" in scores_to_markdown(once, "t")


async def test_a_model_that_fails_is_recorded_as_failed_and_can_be_retried(tmp_path: Path) -> None:
    broken = True

    def sometimes(request: Request) -> dict[str, Any]:
        if broken and "case 3." in request.messages[1].text:
            raise ModelUnavailable("down")
        return psoriasis(request)

    settings = resolve(graph="naive_cot", retrievers=("vlm",), model_reads=False)
    model = ScriptedModel(sometimes)
    await run_set(plan(settings=settings), tmp_path, chat=model)
    failed = [r for r in read_records(tmp_path) if r.outcome == "failed"]
    assert [r.case_id for r in failed] == ["c3"] and "down" in failed[0].reason
    scores = score(read_records(tmp_path), resamples=100)
    assert scores.excluded == {"failed": 1} and scores.scored == 11
    broken = False
    summary = await run_set(plan(settings=settings, retry_failed=True), tmp_path, chat=model)
    assert summary.recorded == 1
    assert {r.outcome for r in read_records(tmp_path)} == {"answered"}


async def test_a_reader_that_fails_is_told_in_the_record_and_the_score_and_can_be_retried(tmp_path: Path) -> None:
    broken = True

    def sometimes(request: Request) -> dict[str, Any]:
        if broken and request.agent == "generalist" and "case 3." in request.messages[1].text:
            raise ModelUnavailable("down")
        return psoriasis(request)

    settings, model = resolve(graph="guideline_cot"), ScriptedModel(sometimes)
    await run_set(plan(settings=settings), tmp_path, chat=model)
    records = {record.case_id: record for record in read_records(tmp_path)}
    assert records["c3"].outcome == "answered" and records["c3"].unheard == ("generalist",)
    assert not records["c2"].unheard
    told = score(list(records.values()), resamples=100)
    assert told.unheard is not None and told.unheard.value == pytest.approx(1 / 12)
    assert "A retriever or agent failed and was left out in 0.083" in scores_to_markdown(told, "t")
    broken = False
    assert (await run_set(plan(settings=settings, retry_failed=True), tmp_path, chat=model)).recorded == 1
    healed = read_records(tmp_path)
    assert len(healed) == 12 and score(healed, resamples=100).unheard is None


async def test_a_retriever_whose_model_fails_is_unheard_and_one_without_an_image_is_not(tmp_path: Path) -> None:
    def down(request: Request) -> dict[str, Any]:
        raise ModelUnavailable("down")

    for name, unheard in (("vlm", ("vlm",)), ("vlm_images", ())):
        settings = resolve(graph="naive_cot", retrievers=("findings", name), model_reads=False)
        await run_set(plan(2, settings=settings), tmp_path / name, chat=ScriptedModel(down))
        assert {record.unheard for record in read_records(tmp_path / name)} == {unheard}


async def test_a_budget_stops_the_run_cleanly_and_resuming_pays_nothing_twice(tmp_path: Path) -> None:
    settings = resolve(graph="guideline_cot", model_reads=False)
    model = ScriptedModel(psoriasis)
    first = await run_set(plan(settings=settings, limits=Limits(calls=9), concurrency=3), tmp_path, chat=model)
    assert "9 calls" in first.stopped
    assert 0 < first.recorded < 12 and first.left == 12 - first.recorded
    assert all(r.outcome == "answered" for r in read_records(tmp_path))
    second = await run_set(plan(settings=settings, resume=True), tmp_path, chat=model)
    assert second.left == 0
    assert len(model.requests) == 24  # two calls a case, those of cases under way at the stop included
    whole = tmp_path / "whole"
    await run_set(plan(settings=settings), whole, chat=ScriptedModel(psoriasis))
    assert sum(r.reply_tokens for r in read_records(tmp_path)) == sum(r.reply_tokens for r in read_records(whole))
    assert score(read_records(tmp_path), resamples=100).lines == score(read_records(whole), resamples=100).lines


async def test_time_is_a_budget_too(tmp_path: Path) -> None:
    summary = await run_set(plan(limits=Limits(seconds=0.0)), tmp_path)
    assert summary.recorded == 0 and "minutes are over" in summary.stopped


async def test_repeats_are_asked_anew_and_their_spread_is_told(tmp_path: Path) -> None:
    asked = 0

    def wavering(request: Request) -> dict[str, Any]:
        nonlocal asked
        asked += 1
        name = "Scabies" if asked <= 12 else "Plaque psoriasis"
        candidates = [{"name": name, "confidence": 0.8, "reason": ""}] * (1 if asked != 20 else 0)
        return {"reasoning": "", "findings": [], "candidates": candidates}

    settings = resolve(graph="naive_cot", model_reads=False)
    await run_set(plan(settings=settings, repeats=2, concurrency=1), tmp_path, chat=ScriptedModel(wavering))
    records = read_records(tmp_path)
    assert len(records) == 24 and asked == 24
    scores = score(records, resamples=100)
    assert scores.repeats == 2 and scores.scored == 12
    assert scores.lines[0].repeats_sd is not None and scores.lines[0].repeats_sd > 0


async def test_a_dry_run_says_what_would_be_asked_and_asks_nothing() -> None:
    told = await estimate(plan(settings=resolve(graph="mac", model="gpt-x", base_url="http://127.0.0.1:9/v1")))
    assert "12 runs of 12 cases" in told
    assert "if agents agree: 72 calls" in told
    assert "if agents differ: 120 calls" in told
    assert "cost unknown" in told
    assert "nothing is paid" in await estimate(plan())


async def test_nothing_to_run_is_said_with_the_reasons(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing to run in small, split all: 1 × no consensus"):
        await run_set(plan(0), tmp_path)


def record(name: str, *ranked: str, reference: str = "scabies", **changes: Any) -> Record:
    share = {"ranked": tuple((c, 0.5 / (i + 1)) for i, c in enumerate(ranked)), "outcome": "answered"}
    return Record(**{"case_id": name, "reference": {reference: 1.0}, "urgency": "routine", **share, **changes})


def test_abstentions_and_refusals_are_wrong_and_failures_are_left_out() -> None:
    records = [
        record("a", "scabies"),
        record("b", outcome="abstained"),
        record("c", outcome="refused"),
        record("d", outcome="failed"),
        record("e", "scabies").model_copy(update={"reference": {}}),
    ]
    scores = score(records, resamples=100)
    assert (scores.scored, scores.excluded) == (3, {"failed": 1, "no reference": 1})
    assert scores.lines[0].ours.value == pytest.approx(1 / 3)
    with pytest.raises(InputError, match="none of 1 records"):
        score([record("d", outcome="failed")])


async def test_images_that_nobody_saw_are_told_beside_the_score(tmp_path: Path) -> None:
    (tmp_path / "broken.png").write_bytes(b"no image")
    case = Case(id="b", images=(CaseImage(path="broken.png"),), history="A mole on the back that grew and bled.")
    result = await adiagnose(case, folder=tmp_path)
    unread = record_of(LabelledCase(case, {"melanoma": 1.0}), result, repeat=0, seconds=0.1)
    assert unread.refused_images == 1
    scores = score([unread, record("a", "scabies", missing_images=2), record("c", "scabies")], resamples=100)
    assert scores.unseen == {"images were not on disk": 1, "images could not be read": 1}
    assert "In 1 scored cases images could not be read." in scores_to_markdown(scores, "t")


def test_what_to_know_of_a_set_stands_beside_every_score() -> None:
    caveats = caveats_of("pad_ufes_20")
    assert any("lesion head was trained on" in line for line in caveats) and caveats_of("module:factory") == ()
    told = scores_to_markdown(score([record("a", "scabies")], resamples=100), "t", {"about the data set": caveats})
    assert all(f"- {line}" in told for line in caveats)


def test_row_14_synthetic_images_are_scored_apart() -> None:
    scores = score([record("a", "scabies"), record("b", "urticaria", synthetic=True)], resamples=100)
    assert scores.lines[0].ours.value == 1.0
    assert scores.synthetic is not None and scores.synthetic.lines[0].ours.value == 0.0
    told = scores_to_markdown(scores, "t")
    assert "Synthetic images, apart" in told and told.count("All of these images are synthetic") == 1


async def test_row_14_the_page_keeps_synthetic_images_apart_and_says_when_there_are_no_others(tmp_path: Path) -> None:
    await run_set(plan(1), tmp_path)
    real, made = record("a", "scabies"), record("b", "urticaria", synthetic=True)
    both = to_html(read_run(tmp_path), [real, made], score([real, made], resamples=100), tmp_path)
    head, _, rest = both.partition("<h2>Synthetic images, apart</h2>")
    table, _, lists = rest.partition("<h2>What was put first, by reference</h2>")
    assert "All of these images are synthetic" in table and "<td>top-1</td><td>0.000" in table
    assert "synthetic" not in head and "<td>top-1</td><td>1.000" in head
    assert "Urticaria" not in lists.partition("<h2>Methods")[0]
    scores = score([made], resamples=100)
    alone = to_html(read_run(tmp_path), [made], scores, tmp_path)
    assert alone.count("All of these images are synthetic") == 1 and "Urticaria" in alone
    assert "All of these images are synthetic" in scores_to_markdown(scores, "t")


async def test_the_page_holds_what_the_markdown_holds(tmp_path: Path) -> None:
    await run_set(plan(1), tmp_path)
    held = read_run(tmp_path)
    held = held.model_copy(update={"identity": held.identity | {"prompts_sha256": "abc123"}})
    seen = {"retrieved": {"vlm": ("scabies",)}, "claim_coverage": 0.5, "citation_precision": 1.0}
    records = [record("a", "scabies", **seen)]
    scores = score(records, resamples=100)
    page = html.unescape(to_html(held, records, scores, tmp_path))
    for sentence in (recall_sentence(scores), citations_sentence(scores), paid_sentence(scores)):
        assert sentence in page and sentence in scores_to_markdown(scores, "t")
    assert "area under risk and coverage 0.000" in page and "<dt>prompts_sha256</dt><dd>abc123</dd>" in page


def test_a_dangerous_condition_outside_the_first_three_counts_as_missed() -> None:
    seen = record("a", "urticaria", "melanoma", reference="melanoma")
    hidden = record("b", "urticaria", "scabies", "acne_vulgaris", "melanoma", reference="melanoma")
    flagged = hidden.model_copy(update={"case_id": "c", "must_not_miss": ("melanoma",)})
    scores = score([seen, hidden, flagged], resamples=100)
    assert scores.missed_dangerous is not None
    assert scores.missed_dangerous.value == pytest.approx(1 / 3)


def test_dangerous_conditions_missed_in_many_images_of_one_patient_are_one_patients() -> None:
    hidden = [record(f"a{n}", "urticaria", reference="melanoma", group="p0") for n in range(20)]
    seen = [record(f"b{n}", "melanoma", reference="melanoma", group="p1") for n in range(20)]
    missed = score([*hidden, *seen], resamples=200).missed_dangerous
    assert missed is not None and (missed.value, missed.low, missed.high) == (0.5, 0.0, 1.0)


async def test_the_html_report_needs_no_network_and_escapes_what_it_shows(tmp_path: Path) -> None:
    await run_set(plan(40, traces=True), tmp_path)
    records = read_records(tmp_path)
    evil = record("evil", "urticaria", reason="<script>alert(1)</script>", strata={"sex": "<b>x</b>"})
    page = to_html(read_run(tmp_path), [*records, evil], score([*records, evil], resamples=100), tmp_path)
    assert page.startswith("<!doctype html>")
    assert "<script" not in page and "&lt;b&gt;x" in page
    assert "http://" not in page.replace("http://www.w3.org", "").replace("http://purl.org", "").replace(
        "http://creativecommons.org", ""
    )
    assert page.count("<svg") >= 2
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page


async def test_an_accepted_condition_is_no_confusion(tmp_path: Path) -> None:
    await run_set(plan(1), tmp_path)
    both = {"squamous_cell_carcinoma_in_situ": 0.5, "squamous_cell_carcinoma_of_skin": 0.5}
    firsts = ("squamous_cell_carcinoma_of_skin", "squamous_cell_carcinoma_in_situ", "actinic_keratosis")
    records = [record(f"c{n}", first).model_copy(update={"reference": both}) for n, first in enumerate(firsts)]
    page = to_html(read_run(tmp_path), records, score(records, resamples=100), tmp_path)
    either = "Squamous cell carcinoma in situ or Squamous cell carcinoma of skin"
    assert f"<tr><td>{either}</td><td>3</td><td>right 2, Actinic keratosis 1</td></tr>" in page
    assert "<p>Abstentions, refusals and unusable replies count as wrong" in page


def test_ablation_covers_the_matrix_of_the_paper() -> None:
    found = variants()
    assert len(found) == 12
    for changes in found.values():
        resolve(**changes)
    assert sum("sees images alone" in title for title in found) == 6
    assert all(("vlm_images" in changes["retrievers"]) == ("alone" in title) for title, changes in found.items())


def test_an_ablation_says_what_is_left_out_and_how_far_each_variant_is_from_the_first() -> None:
    held = Run(name="r", data_set="s", split="all", language="en", cases=4, skipped={"no consensus": 2}, identity={})
    run = held.model_copy(update={"identity": {"settings.prior": "uniform"}})
    first = [record(name, "scabies", retrieved={"vlm": ("scabies",)}) for name in "abcd"]
    second = [record("a", "scabies"), *(record(name, "urticaria") for name in "bc"), record("d", outcome="failed")]
    none = [record("a", outcome="failed")]
    rows = {
        title: row_of(run, records, (run, first), left=left)
        for title, records, left in (("one", first, 0), ("two", second, 3), ("three", none, 0))
    }
    one, two, three = (rows[title] for title in rows)
    assert one.difference is not None and two.difference is not None and three.scores is None
    assert one.difference.value == 0 and two.difference.value == pytest.approx(-2 / 3)
    assert two.left_out == {"no consensus": 2, "failed": 1, "not run within the limit": 3}
    told = ablation_to_markdown(rows)
    assert "| two | 3 | 1 × failed; 2 × no consensus; 3 × not run within the limit |" in told
    assert "| -0.667 " in told and "(n 3)" in told and "vlm 1.000" in told
    assert "| three | 0 | 1 × failed; 2 × no consensus | not scorable |" in told
    assert "none of them is a diagnosis from images alone" in told


# --- other systems' answers


def cases() -> list[LabelledCase]:
    return [case for case in Small(4).load(Path(), split="all", language="en") if case.reference]


@pytest.mark.parametrize("suffix", ["csv", "jsonl"])
def test_another_systems_answers_are_scored_alike(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"p.{suffix}"
    if suffix == "csv":
        path.write_text(
            "case_id,rank,condition,probability\nc0,1,Sarna-like thing,0.5\nc0,2,Scabies,0.4\nc1,1,psoriasis,0.9\n"
        )
    else:
        lines = [
            {"case_id": "c0", "ranked": ["Sarna-like thing", "Scabies"]},
            {"case_id": "c1", "ranked": [{"condition": "psoriasis", "probability": 0.9}]},
        ]
        path.write_text("\n".join(map(json.dumps, lines)))
    given = read_predictions(path)
    assert given.unmapped == {"Sarna-like thing": 1}
    scores = score(records_of(given, cases()), resamples=100)
    by_name = {line.name: line.ours.value for line in scores.lines}
    assert by_name["top-1"] == pytest.approx(1 / 5)  # c1 of five cases; what was not predicted is wrong
    assert by_name["top-3"] == pytest.approx(2 / 5)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("p.csv", "case_id,rank,condition\nc0,1,a\nc0,1,b\n", "rank 1 twice"),
        ("p.jsonl", '{"case_id": "c0", "ranked": []}\n{"case_id": "c0", "ranked": []}', "stands twice"),
        ("p.json", "[]x", "expected case_id"),
        ("p.csv", "a,b\n1,2\n", "expected the columns case_id, rank, condition"),
        ("p.json", '{"a": 1}', "expected case_id"),
    ],
)
def test_predictions_that_are_none_are_refused(tmp_path: Path, name: str, text: str, message: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(InputError, match=message):
        read_predictions(path)


def test_predictions_about_other_cases_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("case_id,rank,condition\nelsewhere,1,scabies\n")
    with pytest.raises(InputError, match="none of the predicted cases"):
        records_of(read_predictions(path), cases())


def test_a_submission_is_joined_by_id_and_stands_beside_a_constant(tmp_path: Path) -> None:
    from dermagent.evals.datasets.dermavqa import READER

    root = ROOT / "eval_sets/dermavqa/sample"
    held = list(READER.load(root, split="valid", language="en"))
    answers = {"content_en": "Scabies", "content_zh": "疥疮", "content_es": "Sarna"}
    empty = dict.fromkeys(answers, "")
    path = tmp_path / "prediction.json"
    entries = [{"encounter_id": "ENC90002", "responses": [empty]}, {"encounter_id": "ENC90001", "responses": [answers]}]
    path.write_text(json.dumps(entries))
    given = read_predictions(path)
    assert score(records_of(given, held), resamples=100).lines[0].ours.value == 1.0
    scores = delta_bleu_of(given, held, root)
    assert set(scores) == {"en", "zh", "es"}
    assert set(scores["en"]) == {"compat", "compat, constant", "fixed", "fixed, constant"}
    assert (scores["en"]["fixed"] or 0) > (scores["en"]["compat"] or 0)


def test_recall_and_citations_say_of_how_many_answers_they_are() -> None:
    seen = {"retrieved": {"vlm": ("scabies",)}, "claim_coverage": 0.5}
    records = [record("a", "scabies", **seen, citation_precision=1.0), record("b", "urticaria"), record("c", **seen)]
    scores = score(records, resamples=100)
    assert scores.retrieval_recall["vlm"].n == 3 and scores.retrieval_recall["vlm"].value == pytest.approx(2 / 3)
    assert scores.citation_precision and scores.claim_coverage
    assert (scores.citation_precision.n, scores.claim_coverage.n) == (1, 2)
    told = scores_to_markdown(scores, "t")
    assert "Found by retriever (any rank of the list, 3 answers): vlm 0.667 [" in told
    assert "hold (1 answers with any), 0 were invented; 0.500 [0.500, 0.500] of its claims" in told


def test_what_was_not_run_stands_beside_the_score_and_at_the_end_of_the_run(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from dermagent.cli.eval import evaluate

    def call(*arguments: str) -> str:
        return CliRunner().invoke(evaluate, list(arguments), catch_exceptions=False, standalone_mode=False).stdout

    data, out = str(ROOT / "eval_sets/dermavqa/sample"), str(tmp_path / "r")
    left_out = "Not run: 1 × no consensus."
    assert left_out in call("run", "dermavqa", "--data", data, "--split", "valid", "--out", out)
    assert left_out in call("score", out, "--resamples", "100")
    told = json.loads(call("score", out, "--resamples", "100", "--format", "json"))
    assert told["not_run"] == {"no consensus": 1}
    call("report", out, "--resamples", "100")
    assert left_out in (tmp_path / "r/report.html").read_text()
    assert (tmp_path / "r/report.md").read_text() == call("score", out, "--resamples", "100").removesuffix("\n")
    with pytest.raises(InputError, match="--out names the HTML file"):
        call("report", out, "--out", str(tmp_path / "x.md"))
    for form in (["report"], ["export", "--mediqa", "--data", data]):
        with pytest.raises(InputError, match="would be written over"):
            call(form[0], out, *form[1:], "--out", str(tmp_path / "r/run.json"))


def test_records_are_appended_inside_a_with_block_only(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="with block"):
        Records(tmp_path).append(record("a"))


def test_the_command_line_runs_scores_compares_and_reports(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from dermagent.cli.eval import evaluate

    data = str(ROOT / "eval_sets/dermavqa/sample")

    def call(*arguments: str) -> str:
        done = CliRunner().invoke(evaluate, list(arguments), catch_exceptions=False, standalone_mode=False)
        assert done.return_value in (0, None), done.output
        return done.output

    assert "scin: SCIN" in call("sets")
    assert "1 with a reference" in call("sets", "dermavqa", "--data", data)
    run = ["run", "dermavqa", "--data", data, "--split", "valid"]
    assert "1 cases recorded" in call(*run, "--out", str(tmp_path / "a"))
    assert "1 cases recorded" in call(*run, "--out", str(tmp_path / "b"), "--prior", "uniform")
    assert "nothing is paid" in call(*run, "--out", str(tmp_path / "c"), "--dry-run")
    assert "| top-1 | 1.000" in call("score", str(tmp_path / "a"), "--resamples", "100")
    assert json.loads(call("score", str(tmp_path / "a"), "--format", "json", "--resamples", "100"))["scored"] == 1
    assert "a against b, 1 common cases" in call("compare", str(tmp_path / "a"), str(tmp_path / "b"))
    assert "report.html" in call("report", str(tmp_path / "a"), "--resamples", "100")
