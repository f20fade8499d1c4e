"""Intervals and scores on cases counted by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dermagent.evals.metrics.ranking import top_k_hit
from dermagent.evals.metrics.statistics import interval_within, mean_with_interval, paired_difference

VALUES = st.lists(st.sampled_from([0.0, 1.0]), min_size=1, max_size=60)


def test_a_list_is_hit_within_its_first_k_places_only() -> None:
    assert top_k_hit(["a", "b", "c"], {"c"}, k=3) == 1.0
    assert top_k_hit(["a", "b", "c"], {"c"}, k=2) == 0.0
    assert top_k_hit([], {"c"}, k=5) == 0.0


@pytest.mark.parametrize(("reference", "k"), [(set(), 1), ({"a"}, 0)])
def test_what_cannot_be_scored_is_refused(reference: set[str], k: int) -> None:
    with pytest.raises(ValueError, match=r"scored|at least 1"):
        top_k_hit(["a"], reference, k=k)


@given(VALUES)
def test_the_mean_lies_in_its_interval_and_the_interval_is_reproducible(values: list[float]) -> None:
    first = mean_with_interval(values, resamples=200)
    assert first.low - 1e-9 <= first.value <= first.high + 1e-9
    assert first == mean_with_interval(values, resamples=200)
    assert first.n == len(values)


def test_the_interval_of_a_share_is_the_normal_one_of_95_percent() -> None:
    """400 of 1,000: the normal interval is .4 -/+ 1.96 x .0155; at 90 % it would end .005 nearer."""
    estimate = mean_with_interval([1.0] * 400 + [0.0] * 600)
    assert (estimate.low, estimate.high) == pytest.approx((0.3696, 0.4304), abs=0.0015)


def test_the_interval_within_strata_leaves_out_what_lies_between_them() -> None:
    """Two strata of 500, .2 and .6: a mean of .4 whose standard error is half the root of (.16 + .24) / 500, .0141."""
    values = [1.0] * 100 + [0.0] * 400 + [1.0] * 300 + [0.0] * 200
    patients = [str(number) for number in range(1000)]
    low, high = interval_within(values, strata=["a"] * 500 + ["b"] * 500, clusters=patients)
    assert (low, high) == pytest.approx((0.3723, 0.4277), abs=0.0015)


def test_cases_of_one_patient_are_drawn_together() -> None:
    values, patients = [1.0] * 50 + [0.0] * 50, ["one"] * 50 + ["two"] * 50
    assert (mean_with_interval(values, clusters=patients).low, mean_with_interval(values).low > 0.3) == (0.0, True)
    with pytest.raises(ValueError, match="clusters"):
        mean_with_interval(values, clusters=["one"])


def test_the_paired_difference_uses_the_pairs() -> None:
    ours, base = [1.0, 1.0, 0.0, 0.0] * 20, [1.0, 0.0, 0.0, 0.0] * 20
    difference = paired_difference(ours, base)
    assert difference.value == pytest.approx(0.25)
    assert difference.low > 0
    of_one = paired_difference(
        [1.0, 1.0, 0.0, 0.0], [0.0] * 4, clusters=["p"] * 4
    )  # one patient, drawn whole each time
    assert (of_one.value, of_one.low, of_one.high) == (0.5, 0.5, 0.5)
    same = paired_difference(ours, ours)
    assert (same.value, same.low, same.high) == (0.0, 0.0, 0.0)
    with pytest.raises(ValueError, match="zip"):
        paired_difference([1.0], [1.0, 0.0])
    with pytest.raises(ValueError, match="no values"):
        mean_with_interval([])
