"""Metrics against hand-worked examples and the published targets; the real files are used where they are."""

import math
import random
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.metrics.calibration import (
    brier,
    conformal_sets,
    expected_calibration_error,
    reliability,
    risk_coverage,
)
from dermagent.evals.metrics.deltableu import Answer, Mode, Weighted, delta_bleu, read_authors, tokens, weight_of
from dermagent.evals.metrics.fairness import (
    Coded,
    by_group,
    demographic_parity_measure,
    equal_opportunity_difference,
    equal_opportunity_measure,
    normalised_accuracy_range,
    predictive_quality_disparity,
    tally,
)
from dermagent.evals.metrics.ranking import (
    auroc,
    average_overlap,
    balanced_accuracy,
    heaviest,
    rank_biased_overlap,
    reciprocal_rank,
    weight_covered,
)
from dermagent.evals.metrics.readers import (
    ceiling,
    inverse_rank_weights,
    partial_average_overlap,
    reader_baseline,
    uncertain_top_k,
)
from dermagent.evals.metrics.statistics import sign_test
from dermagent.types import Language
from tests.shared import shared

DATA = shared() / "data"
real = pytest.mark.skipif(not DATA.is_dir(), reason="the shared data are not here")


def test_row_22_the_scin_schema_example_of_weights() -> None:
    readers = [[["Eczema"], ["Dermatitis"], ["Psoriasis"]], [["Eczema"]], [["Eczema"], ["PIH"]]]
    weights = inverse_rank_weights(readers)
    assert [round(w, 4) for w in weights.values()] == [0.6923, 0.1154, 0.0769, 0.1154]
    assert heaviest(weights) == {"Eczema"}


def test_a_tie_takes_one_place() -> None:
    weights = inverse_rank_weights([[["a", "b"], ["c"]]])
    assert weights == pytest.approx({"a": 0.4, "b": 0.4, "c": 0.2})
    assert heaviest(weights) == {"a", "b"}
    assert inverse_rank_weights([]) == {}


def test_row_22_average_overlap_by_hand() -> None:
    assert average_overlap(["a", "b", "c"], ["a", "c", "d"], m=3) == pytest.approx((1 + 1 / 2 + 2 / 3) / 3)
    assert average_overlap(["a"], ["a"], m=0) == 0.0


def test_partial_average_overlap_of_ties() -> None:
    assert partial_average_overlap([["a"], ["b"]], [["a"], ["b"]], m=2) == pytest.approx(1.0)
    assert partial_average_overlap([["a", "b"]], [["b", "a"]], m=2) == pytest.approx(1.0)
    assert partial_average_overlap([["a"]], [], m=2) == 0.0
    assert 0 < partial_average_overlap([["a", "b"]], [["a"], ["b"]], m=2) < 1


def test_weight_rank_and_balance() -> None:
    assert weight_covered(["a", "x", "b"], {"a": 0.5, "b": 0.3}, k=2) == 0.5
    assert weight_covered(["a", "a"], {"a": 0.7}, k=2) == 0.7
    assert reciprocal_rank(["x", "a"], {"a"}) == 0.5
    assert reciprocal_rank([], {"a"}) == 0.0
    assert balanced_accuracy([1, 1, 0], ["a", "a", "b"]) == 0.5


@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from("abc")), min_size=1))
def test_row_20_doubling_a_label_changes_no_balanced_score(cases: list[tuple[float, str]]) -> None:
    hits, labels = [h for h, _ in cases], [name for _, name in cases]
    extra = [(h, name) for h, name in cases if name == labels[0]]
    doubled = balanced_accuracy(hits + [h for h, _ in extra], labels + [name for _, name in extra])
    assert doubled == pytest.approx(balanced_accuracy(hits, labels))


def test_row_13_auc_with_ties_by_hand() -> None:
    assert auroc([0.1, 0.4, 0.4, 0.8], [False, False, True, True]) == pytest.approx(3.5 / 4)
    assert auroc([0.1, 0.2], [True, True]) is None


def test_row_35_rank_biased_overlap() -> None:
    assert rank_biased_overlap(["a", "b"], ["a", "b"]) == pytest.approx(1.0)
    assert rank_biased_overlap(["a"], ["b"]) == 0.0
    assert rank_biased_overlap([], []) == 1.0
    assert rank_biased_overlap([], ["a"]) == 0.0
    near = rank_biased_overlap(["a", "b", "c"], ["a", "c", "b"])
    assert rank_biased_overlap(["a", "b", "c"], ["b", "c", "a"]) < near < 1


def test_calibration_by_hand() -> None:
    assert [(b.n, b.confidence, b.right) for b in reliability([0.2, 0.4, 0.9, 0.9], [0, 1, 1, 1], bins=2)] == [
        (2, pytest.approx(0.3), 0.5),
        (2, pytest.approx(0.9), 1.0),
    ]
    assert expected_calibration_error([0.2, 0.4, 0.9, 0.9], [0, 1, 1, 1], bins=2) == pytest.approx(0.15)
    assert brier({"a": 0.6, "b": 0.4}, 0.0, {"a": 1.0}) == pytest.approx(0.32)
    assert brier({"a": 0.6}, 0.4, {"z": 1.0}) == pytest.approx(0.36 + 0.36)
    points, area = risk_coverage([0.9, 0.5, 0.1], [1, 0, 0])
    assert points == [(pytest.approx(1 / 3), 0.0), (pytest.approx(2 / 3), 0.5), (1.0, pytest.approx(2 / 3))]
    assert 0 < area < 0.5
    for confidence, right in (([], []), ([0.9], [1, 0])):
        with pytest.raises(ValueError, match="confidences but"):
            risk_coverage(confidence, right)


def test_conformal_sets_cover_what_they_promise() -> None:
    rng = random.Random(0)

    def case() -> tuple[dict[str, float], frozenset[str]]:
        p = rng.random()
        return {"a": p, "b": 1 - p}, frozenset({"a" if rng.random() < p else "b"})

    covered, size = conformal_sets([case() for _ in range(2000)], [case() for _ in range(2000)], coverage=0.9)
    assert 0.87 < covered < 0.93
    assert 1 < size < 2
    for coverage in (0.0, 1.0, 1.5):
        with pytest.raises(ValueError, match="coverage between 0 and 1"):
            conformal_sets([case()], [case()], coverage=coverage)


def test_row_01_fairness_of_six_groups_by_hand() -> None:
    shares = {"1": 0.9, "2": 0.8, "3": 0.7, "4": 0.6, "5": 0.5, "6": 0.5}
    right, groups = [], []
    for name, share in shares.items():
        right += [1.0] * int(share * 10) + [0.0] * (10 - int(share * 10))
        groups += [name] * 10
    found = by_group(right, groups)
    assert normalised_accuracy_range(found) == pytest.approx(0.4 / (4.0 / 6), abs=1e-12)
    assert predictive_quality_disparity(found) == pytest.approx(0.5 / 0.9, abs=1e-12)


def test_row_01_a_perfect_model_is_even_and_small_groups_are_not_computable() -> None:
    found = by_group([1.0] * 25, ["a"] * 10 + ["b"] * 10 + ["c"] * 5)
    assert found["c"].accuracy is None and found["c"].n == 5
    assert normalised_accuracy_range(found) == 0.0
    assert normalised_accuracy_range(by_group([], [])) is None
    assert normalised_accuracy_range(by_group([0.0] * 20, ["a"] * 10 + ["b"] * 10)) is None
    assert equal_opportunity_measure(tally(["x", "y"] * 2, ["x", "y"] * 2, ["a", "a", "b", "b"])) == (1.0, 2)


def test_equal_opportunity_and_parity_skip_labels_that_a_group_lacks() -> None:
    labels, predicted = ["x", "x", "x", "x", "y"], ["x", "z", "x", "x", "y"]
    counts = tally(predicted, labels, ["light", "light", "dark", "dark", "dark"])
    assert equal_opportunity_measure(counts) == (0.5, 1)
    assert equal_opportunity_difference(counts) == (-0.5, 0.5, 1)
    assert equal_opportunity_difference(tally(["x"], ["x"], ["light"])) is None
    measured = demographic_parity_measure(counts)
    assert measured is not None and measured[0] == pytest.approx((0.5 / (2 / 3) + 0) / 2)


def test_a_resample_counts_each_case_as_often_as_it_was_drawn() -> None:
    coded = Coded(["x", "y", "x", "x"], ["x", "x", "y", "x"], ["a", "a", "a", ""])
    drawn = coded.tally(np.array([3.0, 0.0, 2.0, 7.0]))  # the last has no group
    assert (drawn.groups, drawn.labels) == (("a",), ("x", "y"))
    assert drawn.cases.tolist() == [[3.0, 2.0]] and drawn.right.tolist() == [[3.0, 0.0]]
    assert drawn.called.tolist() == [[5.0, 0.0]]
    assert coded.tally().cases.tolist() == [[2.0, 1.0]]


def test_a_group_of_one_case_counts_unless_more_are_asked_for() -> None:
    said, labels, groups = ["x", "y", "y", "x"], ["x", "y", "x", "x"], ["b", "a", "a", "c"]
    assert Coded(said, labels, groups).groups == tally(said, labels, groups).groups == ("a", "b", "c")
    two = Coded(said, labels, groups, least=2)
    assert (two.groups, two.kept.tolist()) == (("a",), [1, 2])
    assert tally(said, labels, groups, least=2).right.tolist() == [[0.0, 1.0]]


def test_sign_test_is_exact() -> None:
    assert sign_test([1, 1, 1, 1, 1, 0], [0, 0, 0, 0, 0, 0]) == pytest.approx(2 / 32)
    assert sign_test([1, 0], [1, 0]) == 1.0


def test_uncertain_labels_follow_the_trust() -> None:
    weights = {"a": 0.6, "b": 0.4}
    sure = uncertain_top_k(["a"], weights, k=1, trust=1000)
    assert sure > 0.99 > uncertain_top_k(["a"], weights, k=1, trust=1) > 0.4


# --- deltaBLEU


def test_words_are_cut_as_by_the_official_scorer() -> None:
    assert tokens("a photo-\nsensitive\nrash", "en") == ["a", "photosensitive", "rash"]
    assert tokens("a &quot;herald&quot; patch &lt;2 cm", "en") == ["a", '"', "herald", '"', "patch", "<", "2", "cm"]
    assert tokens("It's 3.5 cm, (red).", "en") == ["It's", "3.5", "cm", ",", "(", "red", ")", "."]
    assert tokens("湿疹 is A&amp;B", "zh") == ["湿", "疹", "is", "A", "&", "amp", ";", "B"]
    assert tokens("“湿疹”", "zh") == ["“", "湿", "疹", "”"]  # quotes pass the official comparison of strings


def test_the_first_and_the_last_character_of_a_block_are_words_and_those_beside_it_are_none() -> None:
    assert tokens("一个红斑,一年", "zh") == ["一", "个", "红", "斑", ",", "一", "年"]
    for char in "\u3400\u4db5\u4e00\u9fa5\u9fa6\u9fbb\uf900\ufa2d\ufa30\ufa6a\ufa70\ufad9\ufe10\ufe1f\ufe30\ufe4f":
        assert tokens(f"a{char}b", "zh") == ["a", char, "b"], hex(ord(char))
    for char in "\u3001\u303f\u3100\u312f\u31a0\u31bf\u31c0\u31ef\u3200\u32ff\u3300\u33ff\uff00\uffef\u2e80\u2fff":
        assert tokens(f"a{char}b", "zh") == ["a", char, "b"], hex(ord(char))
    for char in "\u2e7f\u3040\u30ff\u3130\u319f\u31f0\u4db6\u4dff\u9fbc\uf8ff\ufa2e\ufa6b\ufada\ufe0f\ufe50\ufff0":
        assert tokens(f"a{char}b", "zh") == [f"a{char}b"], hex(ord(char))


def test_weights_of_authors() -> None:
    authors = {"d": ("md_validated", "level_4"), "p": ("", "unk")}
    authors |= {
        "old": ("", "senior_level_5"),
        "four": ("", "level_4"),
        "three": ("md", "level_3"),
        "odd": ("", "level_x"),
    }

    def weight(author: str, complete: float, consensus: bool) -> float:
        return weight_of(Answer(author, {}, complete, consensus), authors)

    assert weight("d", 1.0, True) == 1.0
    assert weight("p", 1.0, False) == 0.7
    assert weight("p", 0.5, False) == 0.6
    assert weight("stranger", 0.0, True) == 0.7
    assert weight("old", 1.0, False) == weight("four", 1.0, False) == 0.8  # the level stands behind the last underscore
    assert (weight("three", 1.0, False), weight("odd", 1.0, False)) == (0.8, 0.7)
    assert (weight("three", 1.0, True), weight("three", 0.5, True), weight("d", 0.5, True)) == (0.9, 0.8, 0.9)


def test_an_empty_answer_costs_length_only_and_all_empty_is_zero() -> None:
    references = [[Weighted("eczema it is", 1.0)], [Weighted("psoriasis", 1.0)]]
    assert delta_bleu(["", ""], references, language="en") == 0.0
    one = delta_bleu(["eczema it is", ""], references, language="en")
    both = delta_bleu(["eczema it is", "psoriasis"], references, language="en")
    assert one == pytest.approx(100 * math.exp(1 - 4 / 3))
    assert both == pytest.approx(100.0)


def test_compat_lower_cases_answers_only() -> None:
    references = [[Weighted("Eczema", 1.0)]]
    assert delta_bleu(["Eczema"], references, language="en") < 100
    assert delta_bleu(["Eczema"], references, language="en", mode="fixed") == pytest.approx(100.0)


@cache
def official_cases() -> tuple[tuple[LabelledCase, ...], dict[str, tuple[str, str]]]:
    """The cases that the official scores are of, and the authors of their answers."""
    from dermagent.evals.datasets.dermavqa import READER

    root = DATA / "dermavqa/iiyi"
    return tuple(READER.load(root, split="valid", language="en")), read_authors(root / "df_userinfo.csv")


@real
@pytest.mark.parametrize(
    ("answer", "language", "weighed", "mode", "target"),
    [
        (None, "en", True, "compat", 65.6451),
        (None, "es", True, "compat", 73.6119),
        (None, "zh", True, "compat", 91.7826),
        ("It is eczema.", "en", True, "compat", 8.1152),
        ("Es un eccema.", "es", True, "compat", 2.8141),
        ("湿疹", "zh", True, "compat", 4.2504),
        ("It is eczema.", "en", False, "compat", 8.7350),
        ("Eczema.", "en", True, "compat", 9.0025),
        ("eczema", "en", True, "compat", 0.9496),
        ("eccema", "es", True, "compat", 0.7003),
        (None, "en", True, "fixed", 93.6836),
        ("It is eczema.", "en", True, "fixed", 8.8873),
        ("Eczema.", "en", True, "fixed", 10.5173),
    ],
)
def test_delta_bleu_meets_the_official_scores(
    answer: str | None, language: Language, weighed: bool, mode: Mode, target: float
) -> None:
    cases, authors = official_cases()
    references = [
        [Weighted(a.text[language], weight_of(a, authors) if weighed else 1.0) for a in case.answers] for case in cases
    ]
    answers = [answer or case.answers[0].text[language] for case in cases]
    assert delta_bleu(answers, references, language=language, mode=mode) == pytest.approx(target, abs=1e-4)


@real
def test_the_readers_of_the_multi_reader_set_score_as_published() -> None:
    from dermagent.evals.datasets.ddx_uncertain import rankings

    found = reader_baseline(rankings(DATA / "ddx_uncertain_ground_truth"))
    assert found["n"] == 9313
    assert (found["top_1"], found["top_3"], found["weight_of_3"]) == (
        pytest.approx(0.6607, abs=1e-4),
        pytest.approx(0.7289, abs=1e-4),
        pytest.approx(0.5494, abs=1e-4),
    )


def test_a_reader_is_scored_by_the_first_three_of_all_names_against_the_others() -> None:
    third = [[["a"], ["b"], ["c"]], [["c"], ["b"]], [["c"]]]  # the others' c weighs .8, 8/17 and .4
    fourth = [[["a"], ["b"], ["d"], ["c"]], [["c"]], [["c"]]]  # 1 against none of the first three, then twice 15/37
    found = reader_baseline([third, fourth, [[["a"]], [["a"]]]])  # two readers are too few
    assert found == pytest.approx(
        {"n": 6.0, "top_1": 4 / 6, "top_3": 5 / 6, "weight_of_3": (1 + 11 / 17 + 0.4 + 0 + 2 * 15 / 37) / 6}
    )
    assert reader_baseline([[[["a"]], [["a"]], []]])["n"] == 2.0  # who found nothing to grade is no reader to score
    assert reader_baseline([[], [[["a"]], [["b"]]]]) == {"n": 0.0}


@real
def test_no_answer_covers_more_of_the_readers_weight_than_the_published_ceiling() -> None:
    from dermagent.evals.datasets.ddx_uncertain import rankings

    weights = [inverse_rank_weights(readers) for readers in rankings(DATA / "ddx_uncertain_ground_truth")]
    assert ceiling(weights, k=1) == pytest.approx(0.5773, abs=5e-5)
    assert ceiling(weights, k=3) == pytest.approx(0.8954, abs=5e-5)
    with pytest.raises(ValueError, match="no cases"):
        ceiling([], k=1)


def test_a_word_said_again_weighs_again_and_each_order_without_a_match_halves_the_next() -> None:
    said = delta_bleu(["the the the"], [[Weighted("the cat", 1.0)]], language="en")
    assert said == pytest.approx((100 / 3 * 100 / (2 * 2) * 100 / (4 * 1)) ** (1 / 3))
    half = delta_bleu(["the the the"], [[Weighted("the cat", 0.5), Weighted("a dog", 1.0)]], language="en")
    assert half == pytest.approx((100 * 0.5 / 3 * 100 / (2 * 2) * 100 / (4 * 1)) ** (1 / 3))


@pytest.mark.parametrize(("answers", "references"), [(1, [1, 1]), (2, [1]), (2, [1, 0])])
def test_delta_bleu_needs_an_answer_and_a_reference_a_case(answers: int, references: list[int]) -> None:
    given = [[Weighted("eczema", 1.0)] * n for n in references]
    with pytest.raises(ValueError, match=f"{answers} answers for {len(references)} cases"):
        delta_bleu(["eczema"] * answers, given, language="en")
