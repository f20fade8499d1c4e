"""How likely an age or a duration is with the typical range of a card."""

import math

import numpy as np
import pytest

from dermagent.steps.retrieve.ranges import limits_of_ages, limits_of_durations, with_age, with_duration
from dermagent.types import Quantity

EDGES = (0.2, 0.4)


def days(number: float) -> Quantity:
    return Quantity(low=number, high=number, unit="days", field="x")


def test_an_age_counts_by_its_share_of_ten_years() -> None:
    limits = limits_of_ages([(20.0, 40.0), None])
    inside, outside = (with_age(Quantity(low=n, high=n, unit="years", field="x"), limits) for n in (30.0, 41.0))
    assert inside.tolist() == pytest.approx([10 * (0.8 / 20 + 0.2 / 100), 0.0])
    assert outside.tolist() == pytest.approx([10 * 0.2 / 100, 0.0])  # an age ends hard


def test_a_duration_within_its_range_counts_by_its_share_of_half_a_decade() -> None:
    limits = limits_of_durations([(10.0, 1000.0), None])
    p = with_duration(days(100), limits, EDGES)
    width = 2 + math.sqrt(math.pi / 2) * 0.6
    assert p.tolist() == pytest.approx([0.5 * (0.8 / width + 0.2 / 5.9), 0.0])


def test_a_duration_ends_softly_and_more_so_above() -> None:
    limits = limits_of_durations([(10.0, 1000.0)])
    at = [float(with_duration(days(n), limits, EDGES)[0]) for n in (1.0, 5.0, 10.0, 1000.0, 2000.0, 10000.0)]
    assert at[0] < at[1] < at[2] == at[3] > at[4] > at[5]
    assert at[4] > at[1]  # twice too long is less odd than half as long
    floor = 0.5 * 0.2 / 5.9
    one_deviation = float(with_duration(days(1000 * 10**0.4), limits, EDGES)[0])
    assert (one_deviation - floor) / (at[3] - floor) == pytest.approx(math.exp(-0.5))


def test_less_than_an_hour_counts_as_an_hour() -> None:
    limits = limits_of_durations([(0.01, 1.0)])
    assert np.array_equal(with_duration(days(0.001), limits, EDGES), with_duration(days(1 / 24), limits, EDGES))
