"""Few-shot probes: what vectors tell apart, drawn by patient, beside the commonest class."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from dermagent.cli.index import index
from dermagent.index import probe as module
from dermagent.index.probe import probe
from tests.unit.index.test_index import built


def gaussians(classes: int = 4, each: int = 40, apart: float = 1.0) -> tuple[np.ndarray, list[str], list[str]]:  # type: ignore[type-arg]
    """Rows around one centre a class in 64 dimensions, and patients of two rows each."""
    rng = np.random.default_rng(0)
    centres = apart * rng.normal(size=(classes, 64))
    rows = np.concatenate([centre + 0.3 * rng.normal(size=(each, 64)) for centre in centres])
    labels = [f"class {n // each}" for n in range(classes * each)]
    return rows, labels, [f"p{n // 2}" for n in range(len(rows))]


def test_row_28_separable_gaussians_are_told_apart_from_five_of_each() -> None:
    found = probe(*gaussians(), shots=5)
    assert found.accuracy is not None and found.accuracy.mean >= 0.95
    assert found.commonest is not None and found.commonest.mean < 0.3
    assert (found.classes, found.draws, found.left_out) == (4, 10, 0)
    assert probe(*gaussians(), shots=5) == found


def test_row_28_without_any_signal_the_probe_is_no_better_than_chance() -> None:
    rows, labels, patients = gaussians()
    noise = np.random.default_rng(1).normal(size=rows.shape)
    found = probe(noise, labels, patients, shots=5, draws=20)
    assert found.balanced is not None and abs(found.balanced.mean - 0.25) < 0.06


def test_row_28_more_shots_help_and_scale_and_shift_of_the_vectors_do_not_matter() -> None:
    rows, labels, patients = gaussians(apart=0.15)
    few, many = (probe(rows, labels, patients, shots=k).accuracy for k in (1, 15))
    moved = probe(1e-3 * rows + 7, labels, patients, shots=15).accuracy
    assert few and many and moved
    assert many.mean > few.mean and moved.mean == pytest.approx(many.mean, abs=0.01)


def test_row_28_no_patient_is_on_both_sides() -> None:
    """Every patient has a colour of its own; a probe that saw a patient before would know all of its images."""
    rng = np.random.default_rng(0)
    labels = [f"class {n // 60}" for n in range(120)]
    patients = [f"p{n // 6}" for n in range(120)]
    rows = np.repeat(rng.normal(size=(20, 64)), 6, axis=0)
    found = probe(rows, labels, patients, shots=5, draws=20)
    assert found.accuracy is not None and found.accuracy.mean < 0.7
    assert found.tested == 60.0  # ten of twenty patients are drawn, with all their images


def test_row_28_a_class_with_too_few_patients_is_left_out_and_counted() -> None:
    rows, labels, patients = gaussians(classes=3, each=10)
    one_patient = ["same" if label == "class 2" else name for label, name in zip(labels, patients, strict=True)]
    found = probe(rows, labels, one_patient, shots=2)
    assert (found.classes, found.left_out) == (2, 1)
    nothing = probe(rows, labels, one_patient, shots=5)
    assert (nothing.accuracy, nothing.left_out, nothing.draws) == (None, 3, 0)
    with pytest.raises(ValueError, match="0 shots"):
        probe(rows, labels, patients, shots=0)
    with pytest.raises(ValueError, match="30 vectors, 30 labels and 1 patients"):
        probe(rows, labels, ["p"], shots=1)


def test_row_28_ridge_by_hand() -> None:
    rows = np.array([[0.0], [1.0]])
    say = module.ridge(rows, np.array([0, 1]), 2)
    assert say(np.array([[-3.0], [0.4], [0.6], [9.0]])).tolist() == [0, 0, 1, 1]
    assert module.ridge(np.zeros((2, 1)), np.array([0, 1]), 2)(np.zeros((1, 1))).tolist() == [0]


def test_row_28_the_command_prints_accuracy_beside_the_commonest_class(tmp_path: Path) -> None:
    built(tmp_path, each=8)
    done = CliRunner().invoke(index, ["probe", str(tmp_path / "index"), "--shots", "1,2,9"], standalone_mode=False)
    told = json.loads(done.output)
    assert [one["shots"] for one in told["probes"]] == [1, 2, 9]
    assert told["probes"][1]["accuracy"]["mean"] > told["probes"][1]["commonest"]["mean"]
    assert told["probes"][2]["accuracy"] is None
    with pytest.raises(Exception, match="--shots takes numbers"):
        CliRunner().invoke(
            index, ["probe", str(tmp_path / "index"), "--shots", "a"], standalone_mode=False, catch_exceptions=False
        )
