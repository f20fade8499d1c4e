"""Greedy matching of token vectors by hand, joined by case, and named so that nobody takes it for BERTScore."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from dermagent.cli.eval import evaluate
from dermagent.evals.datasets.dermavqa import READER
from dermagent.evals.metrics.text import greedy_match, greedy_match_mean
from dermagent.evals.running.predictions import read_predictions, token_similarity_of
from dermagent.knowledge import embedding
from dermagent.knowledge.embedding import MiniLM, Vectors, unit
from tests.shared import ROOT

X, Y, BETWEEN = [1.0, 0.0], [0.0, 1.0], [0.6, 0.8]
SAMPLE = ROOT / "eval_sets/dermavqa/sample"
HELD = list(READER.load(SAMPLE, split="valid", language="en"))


def rows(*vectors: list[float]) -> Vectors:
    return np.array(vectors, dtype=np.float32).reshape(-1, 2)


@pytest.mark.parametrize(
    ("said", "reference", "expected"),
    [
        (rows(X, Y), rows(X), (0.5, 1.0, 2 / 3)),
        (rows(X, Y), rows(BETWEEN, X), (0.9, 0.9, 0.9)),  # [[.6, 1], [.8, 0]]
        (rows(X), rows(Y), (0.0, 0.0, 0.0)),
        (rows(), rows(X), (0.0, 0.0, 0.0)),
        (rows(X), rows(), (0.0, 0.0, 0.0)),
    ],
)
def test_row_18_greedy_matching_by_hand(said: Vectors, reference: Vectors, expected: tuple[float, ...]) -> None:
    assert greedy_match(said, reference) == pytest.approx(expected)


def test_row_18_the_best_reference_counts_for_each_figure_and_cases_are_averaged() -> None:
    found = greedy_match_mean([rows(X, Y), rows(X)], [[rows(X), rows(BETWEEN, X)], [rows(Y)]])
    assert found == pytest.approx((0.9 / 2, 1.0 / 2, 0.9 / 2))
    for said, references in (([], []), ([rows(X)], []), ([rows(X)], [[]])):
        with pytest.raises(ValueError, match="each of which needs a reference"):
            greedy_match_mean(said, references)


class Letters:
    """A token is a word, its vector says which letter it begins with."""

    name = "letters"

    @staticmethod
    def installed() -> bool:
        return True

    def token_vectors(self, texts: Sequence[str]) -> list[Vectors]:
        found = []
        for text in texts:
            firsts = [ord(word[0].lower()) % 32 for word in text.split()]
            found.append(unit(np.eye(32, dtype=np.float32)[firsts]))
        return found


def submission(tmp_path: Path) -> Path:
    """The first case's first reference as its answer."""
    case = HELD[0]
    texts = {f"content_{tongue}": text for tongue, text in case.answers[0].text.items()}
    path = tmp_path / "prediction.json"
    path.write_text(json.dumps([{"encounter_id": case.case.id, "responses": [texts]}]))
    return path


def test_row_18_answers_are_joined_by_case_and_stand_beside_a_constant(tmp_path: Path) -> None:
    found = token_similarity_of(read_predictions(submission(tmp_path)), HELD, Letters())
    assert set(found) == {"en", "es"}
    answered = len([case for case in HELD if case.answers])
    assert found["en"]["F1"] == pytest.approx(1 / answered)  # one case by its own reference, the others not at all
    assert 0 <= found["en"]["F1, constant"] < 1


def test_row_18_the_report_says_that_it_is_not_bertscore_and_nothing_without_the_encoder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ["score", "--predictions", str(submission(tmp_path)), "--set", "dermavqa", "--data", str(SAMPLE)]
    command += ["--split", "valid", "--resamples", "100"]

    def told() -> str:
        return CliRunner().invoke(evaluate, command, catch_exceptions=False, standalone_mode=False).output

    monkeypatch.setattr(embedding, "MiniLM", Letters)
    assert "Token similarity, en: precision" in told()
    assert "by letters: never compare it with a published BERTScore" in told()
    monkeypatch.setattr(Letters, "installed", lambda: False)
    assert "deltaBLEU, en" in told() and "Token similarity" not in told()


@pytest.mark.skipif(not MiniLM.installed(), reason="the packaged text encoder is not installed")
def test_the_packaged_encoder_gives_words_vectors_without_marks_or_padding() -> None:
    short, long = MiniLM().token_vectors(["eczema", "It is eczema of the hands."])
    alone = MiniLM().token_vectors(["eczema"])[0]
    assert short.shape == alone.shape and len(long) > len(short)
    assert np.linalg.norm(long, axis=1) == pytest.approx(1.0, abs=1e-5)
    assert short == pytest.approx(alone, abs=0.05)  # 8-bit sums depend on the batch
    near, far = (greedy_match(short, one)[2] for one in MiniLM().token_vectors(["atopic eczema", "a broken bicycle"]))
    assert near > far
