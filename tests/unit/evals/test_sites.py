"""Sites that share counts only: their figures are those of the pooled records, and small counts stay at home."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from pydantic import ValidationError

from dermagent.cli.eval import evaluate
from dermagent.errors import InputError
from dermagent.evals.audits.federated import OTHER_GROUPS, OTHER_LABELS, Cell, Counted, Site, pool, site_counts
from dermagent.evals.metrics.calibration import binned, error_of_bins
from dermagent.evals.metrics.groups import OF_GROUPS_ALONE
from dermagent.evals.reporting.scoring import score
from dermagent.evals.running.records import Record, Records, Run, write_run
from dermagent.knowledge.base import knowledge
from tests.unit.evals.test_runs import record

LABELS = ("scabies", "urticaria", "acne_vulgaris")
TYPES = ("1", "3", "5", "")
DIFFERENCES = (("n", "right_1"), ("n", "right_3"), ("right_3", "right_1"))


def records(site: int, n: int) -> list[Record]:
    """Answers that are right, right among three, or wrong; a tenth abstains, a tenth has no skin type."""
    rng = np.random.default_rng(site)
    made = []
    for i in range(n):
        label = LABELS[int(rng.choice(3, p=[0.5, 0.3, 0.2]))]
        others = [name for name in LABELS if name != label]
        ranked = [label, *others] if rng.random() < 0.6 else [others[0], label] if rng.random() < 0.5 else others[:1]
        share = float(rng.uniform(0.05, 0.9))
        answer = (
            {"outcome": "abstained"}
            if rng.random() < 0.1
            else {
                "ranked": tuple((name, share / (place + 1)) for place, name in enumerate(ranked)),
                "other": 1 - share,
            }
        )
        group = str(rng.choice(TYPES, p=[0.3, 0.3, 0.3, 0.1]))
        made.append(record(f"s{site}-{i}", *ranked, reference=label, strata={"fitzpatrick": group}, **answer))
    return made


def three() -> list[list[Record]]:
    return [records(1, 300), records(2, 400), records(3, 350)]


def test_row_39_pooled_figures_equal_those_of_the_pooled_records() -> None:
    parts = three()
    sites = [site_counts(part, site=f"site {n}", stratum="fitzpatrick", least=1) for n, part in enumerate(parts)]
    found = pool([Site.model_validate_json(site.model_dump_json()) for site in sites])
    whole = [one for part in parts for one in part]
    scores = score(whole, resamples=100)
    lines = {line.name: line.ours.value for line in scores.lines}
    assert found.n == 1050 and not found.lower_bound
    assert found.top_1 and found.top_3 and found.macro_top_1
    exact = {"abs": 1e-12, "rel": 0}
    assert found.top_1.value == pytest.approx(lines["top-1"], **exact)
    assert found.top_3.value == pytest.approx(lines["top-3"], **exact)
    assert found.macro_top_1.value == pytest.approx(scores.balanced_top_1, **exact)
    assert found.log_loss == pytest.approx(scores.log_loss, **exact)
    stratum = scores.strata["fitzpatrick"]
    assert found.by_group.keys() == stratum.groups.keys()
    for name, group in stratum.groups.items():
        mine = found.by_group[name]
        assert mine.accuracy and group.accuracy and mine.n == group.n
        assert mine.accuracy.value == pytest.approx(group.accuracy.value, **exact)
    assert found.distances.keys() == stratum.distances.keys() and len(found.distances) == 6
    for name, distance in stratum.distances.items():
        assert distance is not None
        assert found.distances[name] == pytest.approx(distance.value, **exact)
    answered = [one for one in whole if one.outcome == "answered"]
    sure, right = (
        [one.ranked[0][1] for one in answered],
        [float(one.conditions[0] in one.reference) for one in answered],
    )
    assert found.calibration_error == pytest.approx(error_of_bins(binned(sure, right)), **exact)


def test_row_39_intervals_from_counts_are_those_of_the_records() -> None:
    parts = three()
    found = pool([site_counts(part, site=f"site {n}", stratum="fitzpatrick", least=1) for n, part in enumerate(parts)])
    ours = score([one for part in parts for one in part], resamples=1000).lines[0].ours
    assert found.top_1 is not None
    assert found.top_1.low == pytest.approx(ours.low, abs=0.01) and found.top_1.high == pytest.approx(
        ours.high, abs=0.01
    )
    assert pool([site_counts(parts[0], site="a", stratum="fitzpatrick")]) == pool(
        [site_counts(parts[0], site="a", stratum="fitzpatrick")]
    )


def test_row_39_images_of_one_patient_do_not_make_an_interval_narrow() -> None:
    few = [one.model_copy(update={"group": f"p{n // 10}"}) for n, one in enumerate(records(1, 300))]
    clustered, apart = (pool([site_counts(r, site="a", stratum="fitzpatrick")]).top_1 for r in (few, records(1, 300)))
    assert clustered and apart and clustered.value == apart.value
    assert clustered.high - clustered.low > 2 * (apart.high - apart.low)


def rare_ones_are_wrong() -> list[Record]:
    """A common label that is always right, and twelve rare ones of six cases, of which two are right."""
    labels = sorted(knowledge().cards)[:12]
    common = [record(f"c{n}", "scabies", strata={"fitzpatrick": str(1 + n % 2)}) for n in range(60)]
    rare = [
        record(f"{label}{n}", label if n < 2 else "scabies", reference=label, strata={"fitzpatrick": str(1 + n % 2)})
        for label in labels
        for n in range(6)
    ]
    return common + rare


def test_row_39_small_cells_do_not_make_a_figure_better() -> None:
    held = rare_ones_are_wrong()
    site = site_counts(held, site="a", stratum="fitzpatrick")
    found, true = pool([site]), score(held, resamples=100)
    assert found.n == 132 and found.top_1 and found.top_3
    assert found.top_1.value == pytest.approx(true.lines[0].ours.value, abs=1e-12)
    assert found.top_3.value == pytest.approx(true.lines[1].ours.value, abs=1e-12)
    for name, group in found.by_group.items():
        mine = true.strata["fitzpatrick"].groups[name]
        assert group.accuracy and mine.accuracy and group.accuracy.value == pytest.approx(mine.accuracy.value)
    assert {cell.label for cell in site.cells if cell.n} == {"scabies", OTHER_LABELS}
    assert found.macro_top_1 is None  # it needs the rare labels apart
    assert [name for name, value in found.distances.items() if value is not None] == list(OF_GROUPS_ALONE)


def test_row_39_a_group_that_is_too_small_is_counted_with_others_and_has_no_figure() -> None:
    small = [record(f"x{n}", "urticaria", reference="scabies", strata={"fitzpatrick": "6"}) for n in range(3)]
    held = [*rare_ones_are_wrong(), *small]
    site = site_counts(held, site="a", stratum="fitzpatrick")
    found = pool([site, site_counts(records(1, 300), site="b", stratum="fitzpatrick")])
    assert [cell.n for cell in site.cells if cell.group == "6"] == [None]
    assert found.n == 435 and found.top_1 and found.lower_bound
    whole = score([*held, *records(1, 300)], resamples=100)
    assert found.top_1.value == pytest.approx(whole.lines[0].ours.value, abs=1e-12)
    assert "6" not in found.by_group and set(found.distances.values()) == {None}
    # One group joined the small one, so that the sum does not tell its counts; it has no share right then.
    joined = {cell.group for cell in site.cells if cell.n is None} - {"6"}
    assert len(joined) == 1 and found.by_group[joined.pop()].accuracy is None


def test_row_39_a_site_that_is_too_small_leaves_no_figure() -> None:
    large, small = records(1, 300), records(2, 3)
    found = pool(
        [site_counts(large, site="a", stratum="fitzpatrick"), site_counts(small, site="b", stratum="fitzpatrick")]
    )
    assert found.lower_bound and (found.top_1, found.top_3, found.macro_top_1) == (None, None, None)
    assert (found.log_loss, found.calibration_error, set(found.distances.values())) == (None, None, {None})


def test_row_39_one_patient_often_and_few_right_or_wrong_answers_are_withheld_too() -> None:
    often = [record(f"a{n}", "scabies", group="one patient") for n in range(9)]
    few_right = [record(f"b{n}", "scabies" if n == 0 else "acne_vulgaris") for n in range(9)]
    few_wrong = [record(f"c{n}", "scabies" if n else "acne_vulgaris") for n in range(9)]
    few_third = [record(f"d{n}", *(["scabies"] if n > 1 else ["acne_vulgaris", "scabies"])) for n in range(9)]
    for held in (often, few_right, few_wrong, few_third):
        assert all(cell.n is None for cell in site_counts(held, site="a", stratum="").cells)
    repeated = [one.model_copy(update={"repeat": n}) for n in range(5) for one in [record("c", "scabies")]]
    shown = site_counts([*repeated, record("d", "scabies", outcome="failed")], site="a", stratum="")
    assert all(cell.n is None for cell in shown.cells) and shown.excluded == {"failed": None}
    surest = [record(f"e{n}", "scabies", ranked=(("scabies", 0.97),)) for n in range(3)]
    shown = site_counts([*often, *surest], site="a", stratum="")
    assert shown.calibration[9] == Counted() and shown.calibration[5].n == 9
    assert pool([shown]).lower_bound


def test_row_39_called_and_rightly_called_do_not_tell_a_small_count() -> None:
    wrong = [record(f"w{n}", "scabies", reference="urticaria") for n in range(2)]
    other = [record(f"u{n}", "urticaria", reference="urticaria") for n in range(6)]
    none = [record(f"n{n}", "acne_vulgaris", reference="urticaria") for n in range(6)]
    held = [*(record(f"r{n}", "scabies") for n in range(9)), *wrong, *other, *none]
    (scabies,) = (cell for cell in site_counts(held, site="a", stratum="").cells if cell.label == "scabies")
    assert (scabies.n, scabies.right_1, scabies.called) == (9, 9, None)  # 11 would tell that two were called so wrongly


def test_row_39_groups_that_no_record_has_are_refused() -> None:
    with pytest.raises(InputError, match="no record has the groups 'nonsense'; known are fitzpatrick"):
        site_counts(records(1, 40), site="a", stratum="nonsense")


def test_row_39_what_is_shared_holds_no_ids_no_texts_and_no_small_count() -> None:
    shared = json.loads(site_counts(records(1, 90), site="a", stratum="fitzpatrick").model_dump_json())
    assert "s1-" not in json.dumps(shared)
    words = {value for cell in shared["cells"] for value in cell.values() if isinstance(value, str)}
    assert words <= {*TYPES, *LABELS, OTHER_LABELS, OTHER_GROUPS}
    assert all(cell.keys() == Cell.model_fields.keys() for cell in shared["cells"])
    counts = [cell[name] for cell in shared["cells"] for name in ("n", "right_1", "right_3", "called")]
    counts += [one["n"] for one in shared["calibration"]] + [*shared["excluded"].values()]
    counts += [cell[more] - cell[less] for cell in shared["cells"] if cell["n"] for more, less in DIFFERENCES]
    assert None in counts
    assert all(count is None or count == 0 or count >= 5 for count in counts)


def test_row_39_sites_must_differ_and_agree_on_the_form() -> None:
    one = site_counts(records(1, 40), site="a", stratum="fitzpatrick")
    other = site_counts(records(2, 40), site="b", stratum="")
    old = one.model_copy(update={"site": "c", "schema_version": 1})
    for wrong in ([], [one, one], [one, other], [old]):
        with pytest.raises(InputError):
            pool(wrong)


def test_row_39_counts_that_cannot_be_are_refused() -> None:
    site = site_counts(records(1, 90), site="a", stratum="fitzpatrick").model_dump()
    cell = {"group": "1", "label": "scabies", "called": 0}
    for wrong in ({"n": 9, "right_1": 9, "right_3": 8}, {"n": 9, "right_1": None, "right_3": 9}, {"n": -1}):
        counts = {"n": 9, "right_1": 0, "right_3": 0} | wrong
        with pytest.raises(ValidationError):
            Site.model_validate(site | {"cells": [cell | counts]})
    with pytest.raises(ValidationError):
        Site.model_validate(site | {"calibration": site["calibration"][:3]})


def test_row_39_the_commands_share_and_pool(tmp_path: Path) -> None:
    files = []
    for number in (1, 2):
        folder = tmp_path / f"run{number}"
        write_run(folder, Run(name="r", data_set="own", split="all", language="en", cases=60, identity={}))
        with Records(folder) as held:
            for one in records(number, 60):
                held.append(one)
        done = CliRunner().invoke(evaluate, ["share", str(folder), "--site", f"s{number}", "--by", "fitzpatrick"])
        files.append(tmp_path / f"{number}.json")
        files[-1].write_text(done.stdout)
    done = CliRunner().invoke(evaluate, ["pool", *map(str, files)], standalone_mode=False)
    assert json.loads(done.stdout)["sites"] == 2


def test_row_39_monk_tones_are_no_skin_types() -> None:
    monk = [one.model_copy(update={"strata": {"monk": one.strata["fitzpatrick"]}}) for one in records(1, 300)]
    found = pool([site_counts(monk, site="a", stratum="monk", least=1)])
    assert list(found.distances) == list(score(monk, resamples=100).strata["monk"].distances)
    assert not any("light - dark" in name for name in found.distances)
