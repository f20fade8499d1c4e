"""What a run's scores are made of beside the headline: levels of a taxonomy, groups of patients, what is told apart."""

import pytest

from dermagent.evals.groups import Judged, stratum
from dermagent.evals.levels import family_hit, level_hits
from dermagent.evals.records import Record
from dermagent.evals.separation import is_malignant, separation


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


def test_tones_of_another_scale_are_not_taken_for_skin_types() -> None:
    held = judged([1.0] * 16 + [0.0] * 4, [1.0] * 12 + [0.0] * 8)
    for name, told in (("fitzpatrick_self", True), ("monk", False), ("age", False)):
        assert any("light - dark" in distance for distance in stratum(held, name, resamples=50).distances) == told


def test_a_small_group_is_shown_without_a_figure_and_is_in_no_distance() -> None:
    found = stratum(judged([1.0] * 20, [0.0] * 9), "fitzpatrick", resamples=50)
    assert found.groups["5"].n == 9 and found.groups["5"].accuracy is None
    assert found.groups["2"].accuracy is not None and set(found.distances.values()) == {None}


def test_patients_are_resampled_within_their_group_and_not_by_picture() -> None:
    one = judged([1.0] * 10 + [0.0] * 10, [1.0] * 20)
    together = Judged(one.right, one.said, one.labels, ["a"] * 10 + ["b"] * 10 + ["c"] * 20, one.groups)
    wide = stratum(together, "fitzpatrick", resamples=200).groups["2"].accuracy
    assert wide is not None and (wide.low, wide.high) == (0.0, 1.0)
    assert stratum(together, "fitzpatrick", resamples=200) == stratum(together, "fitzpatrick", resamples=200)


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
    assert found.fitted_on % 2 == found.n % 2 == 0  # both pictures of a patient fall on one side
    assert found.coverage == 1.0 and found.size == 1.0
    assert separation(records[:8]).sets is None
