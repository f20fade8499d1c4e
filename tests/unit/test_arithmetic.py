"""What several parts share: vectors of length 1, softmax, reciprocal ranks."""

import numpy as np
import pytest

from dermagent.ranks import reciprocal_ranks
from dermagent.vectors import log_softmax, softmax, unit


def test_rows_get_length_1_and_a_row_of_zeros_stays() -> None:
    rows = np.array([[3.0, 4.0], [0.0, 0.0]], dtype=np.float32)
    assert np.array_equal(unit(rows), np.array([[0.6, 0.8], [0, 0]], dtype=np.float32))
    assert unit(rows).dtype == np.float32 and unit(rows[0]).tolist() == pytest.approx([0.6, 0.8])


def test_softmax_is_of_each_row_and_holds_for_large_scores() -> None:
    shares = softmax(np.array([[0.0, np.log(3.0)], [1e6, 1e6]]))
    assert shares.tolist() == [pytest.approx([0.25, 0.75]), [0.5, 0.5]]
    assert softmax(np.array([1e6, 1e6 - 1])).sum() == pytest.approx(1.0)


def test_the_logarithms_of_a_softmax_are_finite_where_a_probability_rounds_to_0() -> None:
    scores = np.array([[np.log(1.0), np.log(4.0)], [0.0, 2_000.0]])
    assert log_softmax(scores).tolist() == [pytest.approx([np.log(0.2), np.log(0.8)]), [-2_000.0, 0.0]]
    assert np.exp(log_softmax(scores)) == pytest.approx(softmax(scores))


def test_reciprocal_ranks_add_up_over_lists() -> None:
    scores = reciprocal_ranks([{"a": 1, "b": 2}, {"b": 1}])
    assert scores == {"a": 1 / 61, "b": 1 / 62 + 1 / 61} and list(scores) == ["a", "b"]
