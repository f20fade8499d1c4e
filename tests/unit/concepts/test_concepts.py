"""Concept presence, the bottleneck, and confounders: formulas by hand, and KnoBo's published answers where they lie."""

import doctest
import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from dermagent import Case
from dermagent.concepts import bottleneck
from dermagent.concepts.bottleneck import (
    Layer,
    fit,
    logits,
    loss,
    presence_of,
    prior_loss,
    prior_of,
    read_answers,
    second_opinion,
)
from dermagent.concepts.confounders import cooccurrences, is_artefact
from dermagent.concepts.presence import TEMPERATURE, TEMPLATES, concept_texts, presence
from dermagent.encoders.protocol import TextEncoder, Vectors
from dermagent.errors import InputError
from dermagent.knowledge.base import knowledge
from dermagent.steps.observe import observe
from tests.shared import shared

ANSWERS = shared() / "data" / "knobo_skin_concepts" / "skin_class2concept2answer.json"


WORDS = {"ruler": (1.0, 0.0), "ink": (0.0, 1.0), "tape measure": (0.6, 0.8)}


class Words:
    """A text tower of two directions: a sentence that has a known word points to it, all others half way."""

    def encode_texts(self, texts: Sequence[str]) -> Vectors:
        half = (math.sqrt(0.5), math.sqrt(0.5))
        found = [next((v for word, v in WORDS.items() if word in text), half) for text in texts]
        return np.array(found, dtype=np.float32)


def test_row_29_the_temperature_is_that_of_clip_and_each_template_has_a_twin() -> None:
    assert pytest.approx(0.01011, abs=1e-5) == TEMPERATURE
    assert len(TEMPLATES) == 6
    assert all("{}" in template and "{}" not in twin for template, twin in TEMPLATES)


def test_row_29_a_concept_is_present_as_far_as_its_sentences_fit_better_than_their_twins() -> None:
    encoder = Words()
    assert isinstance(encoder, TextEncoder)
    texts = concept_texts(encoder, {"ruler": ["ruler"], "ink": ["ink"], "scale": ["scale"]})
    angle = math.pi / 4 + 0.01
    scores = presence(np.array([[1, 0], [math.cos(angle), math.sin(angle)]], dtype=np.float32), texts)
    assert scores[0, 0] > 0.99 and scores[0, 1] < 0.01
    assert scores[0, 2] == scores[1, 2] == 0.5  # s = r, exactly
    by_hand = 1 / (1 + math.exp(-(math.sin(angle) - math.cos(angle - math.pi / 4)) / TEMPERATURE))
    assert scores[1, 1] == pytest.approx(by_hand, abs=1e-6)


def test_row_29_several_terms_count_by_the_mean_of_their_cosines() -> None:
    texts = concept_texts(Words(), {"scale bar": ["ruler", "tape measure"]})
    looked_at = np.array([[math.cos(0.7), math.sin(0.7)]], dtype=np.float32)
    cosine = (math.cos(0.7) + 0.6 * math.cos(0.7) + 0.8 * math.sin(0.7)) / 2
    by_hand = 1 / (1 + math.exp(-(cosine - math.cos(0.7 - math.pi / 4)) / TEMPERATURE))
    assert presence(looked_at, texts)[0, 0] == pytest.approx(by_hand, abs=1e-6)
    with pytest.raises(ValueError, match="'ruler' has no term"):
        concept_texts(Words(), {"ruler": []})


def test_row_41_prior_loss_and_loss_by_hand() -> None:
    weights, prior = np.array([[0.0, 1.0], [-1.0, 2.0]]), np.array([[1.0, 1.0], [-1.0, 0.0]])
    expected = (1 + (1 - math.tanh(1)) + (1 - math.tanh(1)) + math.tanh(2)) / 4
    assert prior_loss(weights, prior) == pytest.approx(expected, rel=1e-12)
    layer = Layer(weights, np.array([0.5, 0.0]))
    seen = np.array([[1.0, 0.5]])
    assert logits(layer, seen) == pytest.approx(np.array([[1.0, 0.0]]))
    entropy = math.log(1 + math.exp(-1))
    assert loss(layer, seen, np.array([0]), prior) == pytest.approx(entropy + expected)
    assert loss(layer, seen, np.array([0]), prior, weight=0) == pytest.approx(entropy)


def test_row_41_changing_one_concept_moves_the_score_by_its_weight() -> None:
    rng = np.random.default_rng(0)
    layer, seen = Layer(rng.normal(size=(3, 5)), rng.normal(size=3)), rng.random(5)
    changed = seen.copy()
    changed[2] += 0.25
    assert logits(layer, changed) - logits(layer, seen) == pytest.approx(0.25 * layer.weights[:, 2])
    prior, names = np.array([1.0, -1.0, 1.0, 0.0, -1.0]), tuple("abcde")
    before, after = second_opinion(prior, seen, names), second_opinion(prior, changed, names)
    assert after.score - before.score == pytest.approx(2 * 0.25 * prior[2] / 4)


def test_row_41_the_loss_is_finite_for_weights_that_are_far_too_large() -> None:
    layer, seen = Layer(np.array([[900.0, 0.0], [0.0, 900.0]]), np.zeros(2)), np.array([[1.0, 0.0], [0.0, 1.0]])
    prior = np.array([[1.0, 0.0], [0.0, 1.0]])
    assert loss(layer, seen, np.array([1, 0]), prior) == pytest.approx(900.0)
    assert loss(layer, seen, np.array([0, 1]), prior) == pytest.approx(0.0)
    assert np.isfinite(fit(900 * seen, np.array([1, 0]), prior, steps=5).weights).all()


def test_row_41_the_prior_keeps_a_confounded_split_from_teaching_the_shortcut() -> None:
    rng = np.random.default_rng(1)
    labels = np.arange(400) % 2
    sign = np.where(rng.random(400) < 0.85, labels, 1 - labels).astype(float)
    at_home, elsewhere = np.column_stack([sign, labels]), np.column_stack([sign, 1 - labels])
    prior = np.array([[-1.0, 0.0], [1.0, 0.0]])  # the sign speaks for class 1, of the shortcut nothing is known

    def right(layer: Layer, seen: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> float:
        return float((logits(layer, seen).argmax(axis=1) == labels).mean())

    plain, guided = (fit(at_home, labels, prior, weight=weight, steps=2_000) for weight in (0.0, 4.0))
    assert right(plain, at_home) == 1.0 and right(plain, elsewhere) < 0.2
    assert right(guided, at_home) > 0.8 and right(guided, elsewhere) > 0.8
    start = Layer(prior, np.zeros(2))
    assert loss(guided, at_home, labels, prior, weight=4) < loss(start, at_home, labels, prior, weight=4)


def test_row_41_a_cards_prior_and_a_cases_findings_make_a_second_opinion() -> None:
    kb = knowledge()
    concepts = ("silvery_scale", "koebner_phenomenon", "vesicle", "scale", "nose", "urticaria_like")
    prior = prior_of(kb.cards["plaque_psoriasis"], concepts, kb)
    assert prior.tolist() == [1, 0, -1, 1, 0, 0]  # occasional, elsewhere occasional, and not stated: nothing
    seen = observe(Case(id="c", history="Silvery scales on both elbows, no blisters."))
    found = presence_of(seen, concepts, kb)
    assert found.tolist() == [1, 0.5, 0, 1, 0.5, 0.5]  # a silvery scale is a scale; unknown is not absent
    opinion = second_opinion(prior, found, concepts)
    assert opinion.score == 1.0
    assert opinion.strongest(for_it=False) == ()
    assert second_opinion(np.zeros(2), np.ones(2), ("a", "b")).score == 0.0


def test_row_41_the_module_says_what_it_does() -> None:
    assert doctest.testmod(bottleneck) == doctest.TestResults(failed=0, attempted=7)


def test_every_cards_prior_separates_it_from_its_own_negative() -> None:
    kb = knowledge()
    concepts = tuple(kb.findings)
    for card in kb.cards.values():
        prior = prior_of(card, concepts, kb)
        assert (prior > 0).sum() >= 3, card.id
        assert second_opinion(prior, (prior + 1) / 2, concepts).score == pytest.approx(1)
        assert second_opinion(prior, (1 - prior) / 2, concepts).score == pytest.approx(-1)


@pytest.mark.skipif(not ANSWERS.is_file(), reason="KnoBo's answers are not in the shared data")
def test_row_41_knobos_published_answers_are_read_as_they_are() -> None:
    classes, questions, prior = read_answers(ANSWERS)
    assert (len(classes), len(questions), prior.shape) == (15, 1118, (15, 1118))
    assert set(np.unique(prior)) == {-1.0, 1.0}
    assert "maliganant" in classes and "malignant" in classes  # misspelt as published
    own = [second_opinion(row, (row + 1) / 2, questions).score for row in prior]
    assert own == pytest.approx([1.0] * 15)
    melanoma, nevus = (prior[classes.index(name)] for name in ("melanoma", "nevus"))
    assert second_opinion(melanoma, (nevus + 1) / 2, questions).score == pytest.approx(melanoma @ nevus / 1118)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "expected a JSON object of class"),
        ("{}", "expected a JSON object of class"),
        ("{", "expected a JSON file"),
        ('{"a": {"Is it red?": "maybe"}}', "'a': expected yes or no to 'Is it red\\?', found 'maybe'"),
        ('{"a": {"Is it red?": ["yes"]}}', "expected yes or no"),
    ],
)
def test_a_file_of_answers_that_is_none_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "answers.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_answers(path)


def test_row_26_a_ruler_that_goes_with_one_label_is_flagged_by_its_lift() -> None:
    labels = ["melanoma"] * 20 + ["naevus"] * 80
    ruler = [1.0] * 15 + [0.0] * 5 + [1.0] * 5 + [0.0] * 75
    pairs = cooccurrences({"ruler": ruler, "scale": ruler}, labels)
    first = pairs[0]
    assert (first.concept, first.label, first.both, first.of_label) == ("ruler", "melanoma", 15, 20)
    assert first.lift == pytest.approx((15 / 20) / (20 / 100)) and first.flagged
    assert [pair.flagged for pair in pairs] == [True, False, False, False]  # scale is a sign, not an artefact


def test_row_26_few_images_or_a_low_lift_are_not_flagged_and_unknown_is_not_absent() -> None:
    labels = ["a"] * 20 + ["b"] * 80
    few = [1.0] * 9 + [0.0] * 91
    assert not cooccurrences({"ink": few}, labels)[0].flagged
    even = [1.0] * 10 + [0.0] * 10 + [1.0] * 40 + [0.0] * 40
    assert {pair.lift for pair in cooccurrences({"ink": even}, labels)} == {1.0}
    half_known = [1.0] * 10 + [math.nan] * 10 + [0.0] * 80
    (pair,) = cooccurrences({"ink": half_known}, labels)
    assert (pair.of_label, pair.lift) == (10, 9.0)
    assert cooccurrences({"ink": [math.nan] * 100}, labels) == ()
    with pytest.raises(ValueError, match="ink: 3 values for 100 labels"):
        cooccurrences({"ink": [1.0] * 3}, labels)


def test_artefacts_are_known_by_name_and_hair_vessels_are_none() -> None:
    assert all(map(is_artefact, ("Ruler", "ink_marks", "dark-corners", "Hairs", "dermoscopy_gel", "stickers")))
    assert not any(map(is_artefact, ("scale", "comma_hairs", "hairpin_vessels", "crust", "hair loss")))
