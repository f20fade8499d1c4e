"""Intervals and scores on cases counted by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dermagent.evals.metrics.ranking import top_k_hit
from dermagent.evals.metrics.statistics import mean_with_interval, paired_difference

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


def test_the_interval_of_a_share_is_near_the_normal_one() -> None:
    estimate = mean_with_interval([1.0] * 30 + [0.0] * 70)
    assert estimate.low == pytest.approx(0.3 - 1.96 * (0.3 * 0.7 / 100) ** 0.5, abs=0.02)
    assert estimate.high == pytest.approx(0.3 + 1.96 * (0.3 * 0.7 / 100) ** 0.5, abs=0.02)


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
    same = paired_difference(ours, ours)
    assert (same.value, same.low, same.high) == (0.0, 0.0, 0.0)
    with pytest.raises(ValueError, match="zip"):
        paired_difference([1.0], [1.0, 0.0])
    with pytest.raises(ValueError, match="no values"):
        mean_with_interval([])
