"""Sites that share counts only: their figures are those of the pooled records, and small counts stay at home."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from pydantic import ValidationError

from dermagent.cli.eval import evaluate
from dermagent.errors import InputError
from dermagent.evals.federated import Cell, Counted, Site, pool, site_counts
from dermagent.evals.metrics.calibration import binned, error_of_bins
from dermagent.evals.records import Record, Records, Run, write_run
from dermagent.evals.scoring import score
from tests.unit.evals.test_runs import record

LABELS = ("scabies", "urticaria", "acne_vulgaris")
TYPES = ("1", "3", "5", "")


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
        made.append(record(f"s{site}-{i}", *ranked, reference=label, strata={"skin": group}, **answer))
    return made


def three() -> list[list[Record]]:
    return [records(1, 300), records(2, 400), records(3, 350)]


def test_row_39_pooled_figures_equal_those_of_the_pooled_records() -> None:
    parts = three()
    sites = [site_counts(part, site=f"site {n}", stratum="skin", least=1) for n, part in enumerate(parts)]
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
    stratum = scores.strata["skin"]
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
    found = pool([site_counts(part, site=f"site {n}", stratum="skin", least=1) for n, part in enumerate(parts)])
    ours = score([one for part in parts for one in part], resamples=1000).lines[0].ours
    assert found.top_1 is not None
    assert found.top_1.low == pytest.approx(ours.low, abs=0.01) and found.top_1.high == pytest.approx(
        ours.high, abs=0.01
    )
    assert pool([site_counts(parts[0], site="a", stratum="skin")]) == pool(
        [site_counts(parts[0], site="a", stratum="skin")]
    )


def test_row_39_pictures_of_one_patient_do_not_make_an_interval_narrow() -> None:
    few = [one.model_copy(update={"group": f"p{n // 10}"}) for n, one in enumerate(records(1, 300))]
    clustered, apart = (pool([site_counts(r, site="a", stratum="skin")]).top_1 for r in (few, records(1, 300)))
    assert clustered and apart and clustered.value == apart.value
    assert clustered.high - clustered.low > 2 * (apart.high - apart.low)


def test_row_39_small_cells_are_withheld_and_the_sums_say_so() -> None:
    few = site_counts(
        [*records(1, 90), record("x", "scabies", reference="melanoma")], site="a", stratum="skin", least=2
    )
    hidden = [cell for cell in few.cells if cell.label == "melanoma"]
    assert [(cell.n, cell.right_1) for cell in hidden] == [(None, None)]
    assert pool([few]).lower_bound and pool([few]).n < 91
    nothing = pool([site_counts(records(1, 3), site="a", stratum="skin")])
    assert (nothing.n, nothing.top_1, nothing.log_loss, nothing.calibration_error) == (0, None, None, None)
    assert nothing.lower_bound and set(nothing.distances.values()) == {None}


def test_row_39_one_patient_often_and_few_right_answers_are_withheld_too() -> None:
    often = [record(f"a{n}", "scabies", group="one patient", strata={"skin": "dark"}) for n in range(9)]
    rare = [record(f"b{n}", "scabies" if n == 0 else "acne_vulgaris", strata={"skin": "light"}) for n in range(9)]
    repeated = [one.model_copy(update={"repeat": n}) for n in range(5) for one in [record("c", "scabies")]]
    failed = [record("d", "scabies", outcome="failed")]
    shown = site_counts([*often, *rare, *repeated, *failed], site="a", stratum="skin")
    assert all(cell.n is None for cell in shown.cells if cell.label == "scabies")
    assert shown.excluded == {"failed": None}
    surest = [record(f"e{n}", "scabies", ranked=(("scabies", 0.97),)) for n in range(3)]
    shown = site_counts([*often, *surest], site="a", stratum="skin")
    assert shown.calibration[9] == Counted() and shown.calibration[5].n == 9
    assert pool([shown]).lower_bound


def test_row_39_what_is_shared_holds_no_ids_no_texts_and_no_small_count() -> None:
    shared = json.loads(site_counts(records(1, 90), site="a", stratum="skin").model_dump_json())
    assert "s1-" not in json.dumps(shared)
    words = {value for cell in shared["cells"] for value in cell.values() if isinstance(value, str)}
    assert words <= {*TYPES, *LABELS}
    assert all(cell.keys() == Cell.model_fields.keys() for cell in shared["cells"])
    counts = [cell[name] for cell in shared["cells"] for name in ("n", "right_1", "right_3", "called")]
    counts += [one["n"] for one in shared["calibration"]] + [*shared["excluded"].values()]
    assert None in counts
    assert all(count is None or count == 0 or count >= 5 for count in counts)


def test_row_39_sites_must_differ_and_agree_on_the_form() -> None:
    one = site_counts(records(1, 40), site="a", stratum="skin")
    other = site_counts(records(2, 40), site="b", stratum="age")
    old = one.model_copy(update={"site": "c", "schema_version": 1})
    for wrong in ([], [one, one], [one, other], [one, old]):
        with pytest.raises(InputError):
            pool(wrong)


def test_row_39_counts_that_cannot_be_are_refused() -> None:
    site = site_counts(records(1, 90), site="a", stratum="skin").model_dump()
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
        done = CliRunner().invoke(evaluate, ["share", str(folder), "--site", f"s{number}", "--by", "skin"])
        files.append(tmp_path / f"{number}.json")
        files[-1].write_text(done.stdout)
    done = CliRunner().invoke(evaluate, ["pool", *map(str, files)], standalone_mode=False)
    assert json.loads(done.stdout)["sites"] == 2
