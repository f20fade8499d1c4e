"""What a run's scores are made of beside the headline: levels of a taxonomy, groups of patients, what is told apart."""

from dataclasses import replace
from pathlib import Path

import pytest

from dermagent.evals.metrics.groups import Judged, stratum
from dermagent.evals.metrics.readers import uncertain_top_k
from dermagent.evals.reporting.html import to_html
from dermagent.evals.reporting.levels import family_hit, level_hits
from dermagent.evals.reporting.lines import METRICS
from dermagent.evals.reporting.report import OVERLAP, scores_to_markdown
from dermagent.evals.reporting.scoring import ScoredCase, _levels, _uncertain, score
from dermagent.evals.reporting.separation import is_malignant, separation
from dermagent.evals.running.records import Record, Records, Run, read_every_record, read_records


def record(
    name: str, reference: str, said: dict[str, float], levels: tuple[str, ...] = (), **changes: object
) -> Record:
    given = {
        "case_id": name,
        "reference": {reference: 1.0},
        "levels": levels,
        "outcome": "answered" if said else "failed",
    }
    return Record.model_validate(given | {"urgency": "routine", "ranked": tuple(said.items())} | changes)


def test_row_06_sub_class_wrong_and_main_class_right() -> None:
    records = [
        record("1", "melanocytic_nevus", {"blue_nevus": 0.9}, ("melanocytic", "benign", "acral")),
        record("2", "blue_nevus", {"blue_nevus": 0.9}, ("melanocytic", "benign", "blue")),
        record("3", "melanocytic_nevus", {"psoriasis_of_nowhere": 0.9}, ("melanocytic", "benign", "acral")),
        record("4", "melanocytic_nevus", {}, ("melanocytic", "benign", "acral")),
    ]
    assert level_hits(records) == [(1.0, 1.0, 0.0), (1.0, 1.0, 1.0), (0.0, 0.0, 0.0), (0.0, 0.0, 0.0)]


def test_each_level_of_a_taxonomy_has_its_share_and_places_of_other_depths_are_no_taxonomy() -> None:
    nevus, blue = ("melanocytic", "benign", "acral"), ("melanocytic", "benign", "blue")
    placed = [
        record("1", "melanocytic_nevus", {"blue_nevus": 0.9}, nevus),
        record("2", "blue_nevus", {"blue_nevus": 0.9}, blue),
        record("3", "melanocytic_nevus", {"melanocytic_nevus": 0.9}, nevus),
        record("4", "blue_nevus", {"gout": 0.9}, blue),
    ]
    unplaced = record("5", "scabies", {"gout": 0.9})
    found = _levels([ScoredCase((one,)) for one in (*placed, unplaced)], 50)
    assert [one.value for one in found] == [0.75, 0.75, 0.5]
    assert _levels([ScoredCase((unplaced,))], 50) == ()
    shallow = record("6", "blue_nevus", {"blue_nevus": 0.9}, ("melanocytic", "benign"))
    with pytest.raises(ValueError, match="shorter"):
        _levels([ScoredCase((one,)) for one in (placed[1], shallow)], 50)


def test_the_family_counts_where_the_condition_does_not() -> None:
    assert family_hit(["basal_cell_carcinoma"], {"basal_cell_carcinoma": 1.0}) == 1.0
    assert family_hit(["squamous_cell_carcinoma_of_skin"], {"basal_cell_carcinoma": 1.0}) == 1.0
    assert family_hit(["scabies"], {"basal_cell_carcinoma": 1.0}) == 0.0
    assert family_hit([], {"basal_cell_carcinoma": 1.0}) == family_hit(["nothing"], {"scabies": 1.0}) == 0.0


def judged(light: list[float], dark: list[float]) -> Judged:
    right = light + dark
    groups = ["2"] * len(light) + ["5"] * len(dark)
    return Judged(
        right, ["x" if hit else "y" for hit in right], ["x"] * len(right), list(map(str, range(len(right)))), groups
    )


def test_row_01_two_groups_by_hand_with_intervals() -> None:
    found = stratum(judged([1.0] * 16 + [0.0] * 4, [1.0] * 12 + [0.0] * 8), "fitzpatrick", resamples=200)
    values = {name: one.value for name, one in found.distances.items() if one}
    assert values["(best - worst) / mean"] == pytest.approx(0.2 / 0.7)
    assert values["worst / best"] == values["true positive rate, worst / best"] == pytest.approx(0.75)
    assert values["true positive rate, light - dark"] == pytest.approx(0.2)
    interval = found.distances["worst / best"]
    assert interval is not None and interval.low < 0.75 < interval.high <= 1.0 and interval.n == 40


def test_cases_of_no_known_group_are_counted_apart() -> None:
    records = [scored(f"c{n}", "scabies", strata={"fitzpatrick": "2"} if n < 12 else {}) for n in range(15)]
    scores = score(records, resamples=100)
    found = scores.strata["fitzpatrick"]
    assert (found.groups["2"].n, found.unknown) == (12, 3)
    told = "Cases of which fitzpatrick is not known, in no group and no distance: 3."
    assert told in scores_to_markdown(scores, "t")
    run = Run(name="r", data_set="s", split="all", language="en", cases=15, identity={"settings.graph": "offline"})
    assert told in to_html(run, records, scores, Path())


def test_tones_of_another_scale_are_not_taken_for_skin_types() -> None:
    held = judged([1.0] * 16 + [0.0] * 4, [1.0] * 12 + [0.0] * 8)
    for name, told in (("fitzpatrick_self", True), ("monk", False), ("age", False)):
        assert any("light - dark" in distance for distance in stratum(held, name, resamples=50).distances) == told


def test_a_small_group_is_shown_without_a_figure_and_is_in_no_distance() -> None:
    found = stratum(judged([1.0] * 20, [0.0] * 9), "fitzpatrick", resamples=50)
    assert found.groups["5"].n == 9 and found.groups["5"].accuracy is None
    assert found.groups["2"].accuracy is not None and set(found.distances.values()) == {None}


def test_patients_are_resampled_within_their_group_and_not_by_image() -> None:
    one = judged([1.0] * 10 + [0.0] * 10, [1.0] * 20)
    together = Judged(one.right, one.said, one.labels, ["a"] * 10 + ["b"] * 10 + ["c"] * 20, one.groups)
    wide = stratum(together, "fitzpatrick", resamples=200).groups["2"].accuracy
    assert wide is not None and (wide.low, wide.high) == (0.0, 1.0)
    assert stratum(together, "fitzpatrick", resamples=200) == stratum(together, "fitzpatrick", resamples=200)


def test_cases_of_more_clusters_than_there_are_cases_are_refused() -> None:
    one = judged([1.0] * 12, [0.0] * 12)
    with pytest.raises(ValueError, match="zip"):
        stratum(replace(one, clusters=[*one.clusters, "of nobody"]), "fitzpatrick", resamples=5)


def test_row_13_cancer_against_the_rest_by_the_sum_of_malignant_probabilities() -> None:
    sick = [
        record(f"m{n}", "melanoma", {"melanoma": 0.4, "basal_cell_carcinoma": 0.3 if n else 0.0}) for n in range(12)
    ]
    well = [record(f"n{n}", "melanocytic_nevus", {"melanocytic_nevus": 0.5, "melanoma": 0.5}) for n in range(12)]
    found = separation(sick + well).cancer
    assert found is not None and (found.n, found.malignant) == (24, 12)
    assert found.auroc == pytest.approx(11 / 12) and found.sensitivity == pytest.approx(11 / 12)
    assert separation(sick[:9] + well).cancer is None  # too few of one kind
    assert is_malignant("melanoma") and not is_malignant("melanocytic_nevus")


def test_sets_are_fitted_on_other_patients_than_they_are_tested_on() -> None:
    records = [
        record(f"c{n}", "scabies", {"scabies": 0.6, "plaque_psoriasis": 0.3}, group=f"patient {n // 2}")
        for n in range(80)
    ]
    found = separation(records).sets
    assert found is not None and found.fitted_on + found.n == 80
    assert found.fitted_on % 2 == found.n % 2 == 0  # both images of a patient fall on one side
    assert found.coverage == 1.0 and found.size == 1.0
    assert separation(records[:8]).sets is None


def scored(name: str, first: str, **changes: object) -> Record:
    given = {"outcome": "answered" if first else "abstained"} | changes
    return record(name, "scabies", {first: 0.9} if first else {}, **given)


def test_labels_of_few_patients_give_the_balanced_figure_no_interval() -> None:
    rare = [record(f"{n}", "urticaria" if n < 9 else "scabies", {"urticaria": 0.9}) for n in range(30)]
    scores = score(rare, resamples=100)
    assert scores.balanced_top_1 == 0.5 and scores.balanced_interval is None
    assert "Balanced top-1 0.500 (a label has fewer than 10 patients: no interval)" in scores_to_markdown(scores, "t")
    just_enough = [record(f"{n}", "urticaria" if n < 10 else "scabies", {"urticaria": 0.9}) for n in range(30)]
    assert score(just_enough, resamples=100).balanced_interval is not None
    one_patient = [one.model_copy(update={"group": "p"}) for one in [*rare, *rare[:9]]]
    assert score(one_patient, resamples=100).balanced_interval is None


def test_who_abstains_covers_less_and_is_no_safer_in_all() -> None:
    records = [*(scored(f"a{n}", "scabies") for n in range(10)), *(scored(f"b{n}", "") for n in range(90))]
    scores = score(records, resamples=100)
    assert scores.calibrated == 10
    assert scores.risk_coverage == ((0.1, 0.0), (1.0, 0.9))
    assert scores.risk_coverage_area == pytest.approx(0.9 * 0.9 / 2)


def test_tied_reference_conditions_may_stand_in_any_order() -> None:
    overlap, tied = METRICS["average overlap at 3"], {"scabies": 0.5, "urticaria": 0.5}
    assert overlap(["urticaria", "scabies"], tied) == pytest.approx(overlap(["scabies", "urticaria"], tied))
    three, five = ["scabies", "a", "b"], ["scabies", "a", "b", "c", "d"]
    assert f"{overlap(three, {'scabies': 1.0}):.3f}"[1:] in OVERLAP
    assert f"{METRICS['average overlap at 5'](five, {'scabies': 1.0}):.3f}"[1:] in OVERLAP
    assert overlap([], tied) == 0.0


def test_failed_cases_and_second_attempts_were_paid_for_too(tmp_path: Path) -> None:
    lost = [scored(f"c{n}", "scabies", outcome="failed", cost_usd=1.0) for n in range(10)]
    kept = [scored(f"c{n}", "scabies", cost_usd=1.0) for n in range(12)]
    with Records(tmp_path) as file:
        for one in (*lost, *kept):
            file.append(one)
    assert read_records(tmp_path) == kept
    told = scores_to_markdown(score(kept, resamples=100, paid=read_every_record(tmp_path)), "t")
    assert "Paid in all, failed cases and second attempts too: 22.00 USD" in told and "waiting for them" in told
    assert score([*lost, *kept[10:]], resamples=100).cost_usd == 12.0
    unknown = scores_to_markdown(score(kept, resamples=100, paid=()), "t")
    assert "What these answers took and cost is not known." in unknown and "USD" not in unknown


def test_any_condition_of_weight_three_tenths_counts_where_the_line_says_so() -> None:
    reference = {"scabies": 0.5, "urticaria": 0.3, "acne_vulgaris": 0.2}
    any_of = METRICS["any of weight .3 among 1"]
    assert [any_of([c], reference) for c in reference] == [1.0, 1.0, 0.0]
    assert METRICS["top-1"](["urticaria"], reference) == 0.0
    assert METRICS["any of weight .3 among 3"](["x", "y", "urticaria"], reference) == 1.0
    assert any_of(["scabies"], {"scabies": 0.25, "unmapped:x": 0.2}) == 1.0


def test_labels_of_several_readers_are_drawn_by_the_place_of_their_case() -> None:
    weights = {"scabies": 0.5, "urticaria": 0.3, "rosacea": 0.2}
    one, two = (
        record(name, "scabies", {"scabies": 0.9}).model_copy(update={"reference": weights, "readers": readers})
        for name, readers in (("1", 3), ("2", 2))
    )
    alone = record("3", "scabies", {"scabies": 0.9}, readers=1)
    found = _uncertain([ScoredCase((each,)) for each in (one, alone, two)], 50)
    assert {name: (each.value, each.n) for name, each in found.items()} == {
        f"top-{k} at a trust of {trust}": (
            sum(uncertain_top_k(["scabies"], weights, k=k, trust=trust, seed=place) for place in (0, 1)) / 2,
            2,
        )
        for k in (1, 3)
        for trust in (10, 50)
    }
