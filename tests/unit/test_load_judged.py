"""What the benchmark of the server says of its own figures: it tells a run that did not hold from one that did."""

import pytest

from tests.bench.serve import flat, held

FINE = {"begin 200": 90, "begin 503": 4, "answer 200": 90, "answered": 90, "mixed up": 0, "healthz slowest, ms": 40}


@pytest.mark.parametrize(
    "wrong",
    [
        {"healthz slowest, ms": 100},
        {"answer 500": 1},
        {"begin 502": 1},
        {"answer 504": 1},
        {"mixed up": 1},
        {"answered": 0},
    ],
)
def test_dialogues_held_only_if_nothing_was_late_wrong_or_mixed_up(wrong: dict[str, int]) -> None:
    assert held(FINE).startswith("held: ")
    assert held({**FINE, **wrong}).startswith("NOT held: ")


def test_memory_is_flat_if_it_grows_no_more_after_the_first_tenth() -> None:
    assert flat([100, 200, 300] + [310] * 17).startswith("held: memory at the end 1.03 x")
    assert flat([300.0 + 4 * part for part in range(20)]).startswith("NOT held: ")
