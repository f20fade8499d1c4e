"""Encoders from ONNX files of the user's own: what is read, how images are fed, what is refused."""

import hashlib
import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import yaml

from dermagent.encoders.registry import make_encoder
from dermagent.errors import InputError
from tests.onnx_graph import OnnxGraph

if importlib.util.find_spec("onnxruntime") is None:  # an import of it by itself would send reports to its maker
    pytest.skip("onnxruntime is not installed", allow_module_level=True)


def model(tmp_path: Path, layout: str = "nchw", batch: int | str = "n", **changes: Any) -> Path:
    """A network that gives the mean of each channel and, under another name, six times that; and its sheet."""
    shape = (batch, 3, 8, 8) if layout == "nchw" else (batch, 8, 8, 3)
    graph = OnnxGraph("x", shape)
    at = graph.node("Transpose", ["x"], perm=(0, 3, 1, 2)) if layout == "nhwc" else "x"
    inner = graph.node("GlobalAveragePool", [at])
    six = graph.weight("six", np.array([[[[6.0]], [[6.0]], [[5.0]]]]))
    output = graph.node("Mul", [inner, six])
    path = tmp_path / "own.onnx"
    path.write_bytes(graph.model(output, (batch, 3, 1, 1)))
    sheet = {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "licence": "MIT", "size": 8, "layout": layout}
    sheet |= {name: inner if value == "inner" else value for name, value in changes.items()}
    path.with_suffix(".yaml").write_text(yaml.safe_dump({name: value for name, value in sheet.items() if value}))
    return path


def coloured(*rgb: int) -> npt.NDArray[np.uint8]:
    return np.full((20, 30, 3), rgb, np.uint8)


def direction(*numbers: float) -> Any:
    return np.array(numbers) / np.linalg.norm(numbers)


@pytest.mark.parametrize("layout", ["nchw", "nhwc"])
@pytest.mark.parametrize("batch", ["n", 1])
def test_an_own_model_is_fed_as_its_sheet_says(tmp_path: Path, layout: str, batch: int | str) -> None:
    path = model(tmp_path, layout, batch, mean=[0.1, 0.2, 0.3], std=[1.0, 2.0, 4.0], channels="bgr", tensor="inner")
    encoder = make_encoder(f"onnx:{path}")
    assert (encoder.name, encoder.licence, encoder.dimension) == ("onnx own", "MIT", 3)
    found = encoder.encode_images([coloured(255, 0, 51), coloured(0, 255, 0)])
    assert np.allclose(found[0], direction(0.2 - 0.1, (0 - 0.2) / 2, (1 - 0.3) / 4), atol=1e-5)
    assert np.allclose(found[1], direction(-0.1, (1 - 0.2) / 2, -0.3 / 4), atol=1e-5)


def test_without_a_tensor_the_output_is_taken_and_two_views_are_side_by_side(tmp_path: Path) -> None:
    encoder = make_encoder(f"onnx:{model(tmp_path, scale=1.0, centre_half=True)}")
    shown = coloured(0, 0, 100)
    shown[5:15, 7:23] = (100, 0, 0)
    [row] = encoder.encode_images([shown])
    assert encoder.dimension == 6 and np.allclose(row[3:], direction(1, 0, 0) / np.sqrt(2), atol=1e-6)
    assert row[2] > row[0] * 5 / 6 > 0


def test_the_identity_of_an_own_model_holds_its_sheet(tmp_path: Path) -> None:
    first = make_encoder(f"onnx:{model(tmp_path)}").sha256
    assert make_encoder(f"onnx:{model(tmp_path)}").sha256 == first
    assert make_encoder(f"onnx:{model(tmp_path, channels='bgr')}").sha256 != first


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sha256": "0" * 64}, "expected a model of SHA-256 '0000"),
        ({"sha256": ""}, "own.yaml: sha256: Field required"),
        ({"licence": ""}, "own.yaml: licence: Field required"),
        ({"std": [1, 0, 1]}, "own.yaml: std.1: Input should be greater than 0"),
        ({"sise": 9}, "own.yaml: sise: Extra inputs"),
        ({"tensor": "nothing"}, "no tensor 'nothing'"),
        ({"size": 9}, "check size, layout and tensor"),
        ({"mean": [128 / 255] * 3}, "own.onnx: the model does not give finite features"),
    ],
)
def test_a_sheet_that_does_not_fit_is_refused(tmp_path: Path, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        make_encoder(f"onnx:{model(tmp_path, **changes)}")


def test_missing_or_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.onnx: expected an ONNX model"):
        make_encoder(f"onnx:{tmp_path / 'gone.onnx'}")
    path = model(tmp_path)
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_suffix(".yaml").unlink()
    with pytest.raises(InputError, match=rf"own\.yaml is missing; it must say at least sha256: {found}"):
        make_encoder(f"onnx:{path}")
    path.with_suffix(".yaml").write_text("a: [")
    with pytest.raises(InputError, match=r"own\.yaml: expected YAML"):
        make_encoder(f"onnx:{path}")
    path.write_bytes(b"no model")
    sheet = {"sha256": hashlib.sha256(b"no model").hexdigest(), "licence": "MIT", "size": 8}
    path.with_suffix(".yaml").write_text(yaml.safe_dump(sheet))
    with pytest.raises(InputError, match="onnxruntime cannot read the network"):
        make_encoder(f"onnx:{path}")
