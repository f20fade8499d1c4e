"""Definitions of metrics held against brute force, other orders of the same cases, and hand-worked examples."""

import itertools
import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dermagent.errors import InputError
from dermagent.evals.metrics.calibration import (
    binned,
    error_of_bins,
    expected_calibration_error,
    log_loss,
    reliability,
)
from dermagent.evals.metrics.deltableu import read_authors
from dermagent.evals.metrics.fairness import (
    LEAST,
    demographic_parity_measure,
    equal_opportunity_measure,
    fitzpatrick_bands,
    tally,
)
from dermagent.evals.metrics.ranking import (
    auroc,
    average_overlap,
    hierarchical_hits,
    macro_auroc,
    sensitivity_at,
)
from dermagent.evals.metrics.readers import inverse_rank_weights, partial_average_overlap, uncertain_top_k
from dermagent.evals.metrics.safety import missed_high_risk, urgency_confusion
from dermagent.evals.metrics.segmentation import empty_pairs, failure_rate
from dermagent.types import Urgency

NAMES = "abcd"


def orders(blocks: Sequence[str]) -> list[list[str]]:
    """All full rankings that a ranking with ties stands for; names it lacks are one last tie."""
    rest = "".join(name for name in NAMES if name not in "".join(blocks))
    ways = itertools.product(*(itertools.permutations(block) for block in [*blocks, rest]))
    return [list(itertools.chain.from_iterable(way)) for way in ways]


def by_brute_force(first: Sequence[str], second: Sequence[str], m: int) -> float:
    def overlap(x: Sequence[str], y: Sequence[str]) -> float:
        return float(np.mean([average_overlap(p, q, m=m) for p in orders(x) for q in orders(y)]))

    return overlap(first, second) / float(np.sqrt(overlap(first, first) * overlap(second, second)))


@st.composite
def rankings(draw: st.DrawFn) -> list[str]:
    names = draw(st.permutations(NAMES))[: draw(st.integers(1, 4))]
    cuts = sorted(draw(st.sets(st.integers(1, 3))))
    blocks = ["".join(names[i:j]) for i, j in itertools.pairwise([0, *cuts, 4])]
    return [block for block in blocks if block]


@settings(max_examples=60, deadline=None)
@given(rankings(), rankings(), st.integers(1, 4))
def test_row_22_ties_overlap_as_all_their_orders_do_on_average(first: list[str], second: list[str], m: int) -> None:
    found = partial_average_overlap(first, second, m=m, classes=4)
    assert found == pytest.approx(by_brute_force(first, second, m), abs=1e-12)
    assert partial_average_overlap(second, first, m=m, classes=4) == pytest.approx(found)


def test_overlap_with_ties_by_hand() -> None:
    # Overlap (.5/1 + 1/2) / 2; with themselves (1 + 1) / 2 and (.5/1 + 2/2) / 2, as products of shares.
    assert partial_average_overlap([["a"], ["b"]], [["a", "c"], ["b"]], m=2) == pytest.approx(0.5 / np.sqrt(1 * 0.75))
    many = partial_average_overlap([["a"]], [["a"], ["b"]], m=2, classes=10**9)
    assert many == pytest.approx(partial_average_overlap([["a"]], [["a"], ["b"]], m=2), abs=1e-6)


@pytest.mark.parametrize(("blocks", "m", "classes"), [([["a", "b"]], 1, 1), ([["a"]], 3, 2), ([["a"], ["a"]], 2, 4)])
def test_overlap_refuses_what_can_not_be(blocks: list[list[str]], m: int, classes: int) -> None:
    with pytest.raises(ValueError, match="ranked"):
        partial_average_overlap(blocks, [["a"]], m=m, classes=classes)


def test_average_ranks_of_ties_and_an_ungradable_case() -> None:
    readers = [[["a", "b"], ["c"]], []]
    third, tied = 1 / 3, 1 / 1.5
    total = third + 2 * tied
    assert inverse_rank_weights(readers, ties="average") == pytest.approx(
        {"a": tied / total, "b": tied / total, "c": third / total}
    )
    strict = [[["a"], ["b"], ["c"]]]
    assert inverse_rank_weights(strict, ties="average") == inverse_rank_weights(strict)


def test_at_low_trust_the_right_name_may_be_one_that_no_reader_gave() -> None:
    sure = {"a": 1.0}
    assert uncertain_top_k(["a"], sure, k=1, trust=1) == 1.0
    low = uncertain_top_k(["a"], sure, k=1, trust=1, classes=419, draws=2000)
    high = uncertain_top_k(["a"], sure, k=1, trust=50, classes=419, draws=2000)
    assert low < 0.5 < 0.95 < high
    # The heaviest of two draws from one distribution is either with equal probability.
    assert uncertain_top_k(["b"], {"a": 0.0}, k=1, trust=1, classes=2, draws=4000) == pytest.approx(0.5, abs=0.03)
    with pytest.raises(ValueError, match="out of 1"):
        uncertain_top_k(["b"], sure, k=1, trust=1, classes=1)


@given(st.permutations(range(10)), st.integers(1, 10))
def test_calibration_does_not_depend_on_the_order_of_cases(order: list[int], bins: int) -> None:
    right = [1.0] * 8 + [0.0] * 2
    error = expected_calibration_error([0.8] * 10, [right[i] for i in order], bins=bins)
    assert error == pytest.approx(0.0, abs=1e-12)


def test_bins_keep_equal_numbers_where_confidences_tie() -> None:
    bins = reliability([0.9, 0.5, 0.5, 0.5], [1, 1, 0, 0], bins=2)
    assert [b.n for b in bins] == [2, 2]
    assert [b.confidence for b in bins] == pytest.approx([0.5, 0.7])
    assert [b.right for b in bins] == pytest.approx([1 / 3, (1 / 3 + 1) / 2])


@pytest.mark.parametrize("measure", [equal_opportunity_measure, demographic_parity_measure])
def test_row_01_a_lone_case_of_a_rare_group_does_not_decide(measure) -> None:  # type: ignore[no-untyped-def]
    labels = ["x", "y"] * 20 + ["x"]
    predicted = ["x", "y"] * 20 + ["y"]
    groups = ["1"] * 20 + ["2"] * 20 + ["6"]
    assert measure(tally(predicted, labels, groups, least=LEAST)) == (1.0, 2)
    alone, _ = measure(tally(predicted, labels, groups))
    assert alone < 1
    assert measure(tally(predicted, labels, groups, least=21)) is None


def test_bands_of_skin_types() -> None:
    assert [fitzpatrick_bands(n) for n in (1, 3, 4, 6)] == [
        ("12", "light"),
        ("34", "light"),
        ("34", "dark"),
        ("56", "dark"),
    ]
    with pytest.raises(ValueError, match="between 1 and 6"):
        fitzpatrick_bands(-1)  # Fitzpatrick17k's word for unknown


def test_row_13_macro_area_and_sensitivity_by_hand() -> None:
    scores = [{"a": 0.8, "b": 0.2}, {"a": 0.4, "b": 0.6}, {"b": 0.9}, {"a": 0.3, "b": 0.7}]
    labels = ["a", "a", "b", "c"]
    a = auroc([0.8, 0.4, 0.0, 0.3], [True, True, False, False])
    assert a == 1.0
    assert macro_auroc(scores, labels) == ((1.0 + 1.0 + 0.5) / 3, 3)  # c is never scored: all tied
    assert macro_auroc(scores, ["a"] * 4) is None
    values, marks = [0.1, 0.4, 0.4, 0.8], [False, False, True, True]
    assert sensitivity_at(values, marks, specificity=0.5) == 1.0
    assert sensitivity_at(values, marks, specificity=1.0) == 0.5
    assert sensitivity_at(values, marks, specificity=0.0) == 1.0
    assert sensitivity_at([0.9, 0.1], [False, True], specificity=1.0) == 0.0
    assert sensitivity_at([0.1], [True], specificity=0.9) is None
    with pytest.raises(ValueError, match="specificity"):
        sensitivity_at(values, marks, specificity=90)


def test_row_06_the_levels_of_a_taxonomy() -> None:
    right = ["melanocytic", "benign nevus", "blue nevus"]
    assert hierarchical_hits(["melanocytic", "benign nevus", "acral nevus"], right) == (1.0, 1.0, 0.0)
    assert hierarchical_hits(["vascular", "benign nevus", "blue nevus"], right) == (0.0, 0.0, 0.0)
    assert hierarchical_hits([], right) == (0.0, 0.0, 0.0)


def test_row_12_failures_and_empty_outlines_are_counted() -> None:
    assert failure_rate([0.64, 0.65, 1.0, 0.0]) == 0.5
    with pytest.raises(ValueError, match="no images"):
        failure_rate([])
    none, some = np.zeros((2, 2), dtype=bool), np.ones((2, 2), dtype=bool)
    assert empty_pairs([none, none, some], [none, some, none]) == 1


def test_each_dangerous_condition_is_missed_for_itself() -> None:
    high = {"melanoma", "sjs", "cellulitis"}
    assert missed_high_risk(["melanoma", "x", "y"], {"melanoma": 0.5, "sjs": 0.5}, high) == frozenset({"sjs"})
    assert missed_high_risk(["x", "y", "z", "sjs"], {"sjs": 0.3, "x": 0.7}, high) == frozenset({"sjs"})
    assert missed_high_risk(["x", "sjs"], {"sjs": 0.3, "x": 0.7}, high) == frozenset()
    assert missed_high_risk([], {"sjs": 0.29, "x": 0.71}, high) is None


def test_urgencies_by_hand() -> None:
    right: list[Urgency] = ["emergency", "emergency", "routine", "same_day", "self_care"]
    said: list[Urgency] = ["emergency", "routine", "emergency", "same_day", "routine"]
    found = urgency_confusion(said, right)
    assert (found.n, found.under, found.over, found.missed_emergencies) == (5, 0.2, 0.4, 0.5)
    assert found.counts == ((1, 0, 0, 1, 0), (0, 1, 0, 0, 0), (0,) * 5, (1, 0, 0, 0, 0), (0, 0, 0, 1, 0))
    assert found.not_assessed == (0,) * 5
    none = urgency_confusion([], [])
    assert (none.under, none.over, none.missed_emergencies) == (None, None, None)
    with pytest.raises(ValueError, match="1 urgencies for 0"):
        urgency_confusion(["routine"], [])


def test_an_urgency_that_was_not_assessed_is_counted_apart_and_no_emergency_found() -> None:
    found = urgency_confusion([None, "emergency", None, "routine"], ["emergency", "emergency", "routine", "routine"])
    assert found.not_assessed == (1, 0, 0, 1, 0)
    assert found.counts == ((1, 0, 0, 0, 0), (0,) * 5, (0,) * 5, (0, 0, 0, 1, 0), (0,) * 5)
    assert (found.n, found.under, found.over, found.missed_emergencies) == (4, 0.0, 0.0, 0.5)


def test_a_table_of_authors_that_is_not_text_is_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "df_userinfo.csv").write_bytes(b"author_id\n\xff\xfe\n")
    with pytest.raises(InputError, match="df_userinfo"):
        read_authors(tmp_path / "df_userinfo.csv")


def test_row_39_log_loss_by_hand() -> None:
    assert log_loss({"a": 0.5}, 0.5, {"a": 1.0}) == pytest.approx(math.log(2))
    assert log_loss({"a": 0.5}, 0.25, {"b": 1.0}) == pytest.approx(math.log(4))  # not listed: something else
    assert log_loss({"a": 0.5, "b": 0.5}, 0.0, {"a": 0.5, "b": 0.5}) == pytest.approx(math.log(2))
    assert log_loss({"a": 1.0}, 0.0, {"b": 1.0}) == pytest.approx(-math.log(1e-6))
    assert log_loss({"a": 1.0}, 0.0, {"a": 1.0}) == 0.0


def test_row_39_bins_of_equal_width_add_up() -> None:
    sure, right = [0.05, 0.15, 0.18, 1.0], [0.0, 1.0, 0.0, 1.0]
    found = binned(sure, right)
    assert [one.n for one in found] == [1, 2, 0, 0, 0, 0, 0, 0, 0, 1]
    assert (found[1].confidence, found[1].right) == (pytest.approx(0.165), 0.5)
    assert error_of_bins(found) == pytest.approx((0.05 + 2 * 0.335 + 0.0) / 4)
    with pytest.raises(ValueError, match="between 0 and 1"):
        binned([1.2], [1.0])
    with pytest.raises(ValueError, match="no cases"):
        error_of_bins(binned([], []))
