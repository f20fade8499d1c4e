"""Write an ONNX network as plain bytes; no onnx package.

Field numbers are those of onnx.proto: ModelProto.ir_version 1, graph 7, opset_import 8; GraphProto.node 1, name 2,
initializer 5, input 11, output 12; NodeProto.input 1, output 2, op_type 4, attribute 5; AttributeProto.name 1, i 3,
s 4, ints 8, type 20; TensorProto.dims 1, data_type 2, name 8, raw_data 9; ValueInfoProto.name 1, type 2;
TypeProto.tensor_type 1; its elem_type 1, shape 2; a dimension's dim_value 1, dim_param 2.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from dermagent.encoders.onnx_file import message, number

_FLOAT, _IR_VERSION, _OPERATORS = 1, 8, 13
_INT, _STRING, _INTS = 2, 3, 7


class OnnxGraph:
    """Nodes and weights in the order in which they are added; a node is named by its output."""

    def __init__(self, given: str, shape: Sequence[int | str]) -> None:
        """A graph with one float32 input; a size that is a word is free."""
        self._parts = [message(2, b"dermagent"), message(11, _value(given, shape))]

    def weight(self, name: str, values: npt.NDArray[np.floating]) -> str:
        """Add numbers, as float32; their name."""
        dims = b"".join(number(1, size) for size in values.shape)
        raw = np.ascontiguousarray(values, dtype="<f4").tobytes()
        self._parts.append(message(5, dims + number(2, _FLOAT) + message(8, name.encode()) + message(9, raw)))
        return name

    def node(self, kind: str, inputs: Sequence[str], **attributes: int | str | Sequence[int]) -> str:
        """Add an operator; the name of its output."""
        output = f"{kind.lower()}{len(self._parts)}"
        parts = [message(1, name.encode()) for name in inputs]
        parts += [message(2, output.encode()), message(4, kind.encode())]
        parts += [message(5, message(1, name.encode()) + _attribute(value)) for name, value in attributes.items()]
        self._parts.append(message(1, b"".join(parts)))
        return output

    def model(self, output: str, shape: Sequence[int | str]) -> bytes:
        """The whole model with that output."""
        graph = b"".join(self._parts) + message(12, _value(output, shape))
        return number(1, _IR_VERSION) + message(7, graph) + message(8, message(1, b"") + number(2, _OPERATORS))


def _attribute(value: int | str | Sequence[int]) -> bytes:
    if isinstance(value, int):
        return number(3, value) + number(20, _INT)
    if isinstance(value, str):
        return message(4, value.encode()) + number(20, _STRING)
    return b"".join(number(8, one) for one in value) + number(20, _INTS)


def _value(name: str, shape: Sequence[int | str]) -> bytes:
    sizes = (number(1, size) if isinstance(size, int) else message(2, size.encode()) for size in shape)
    dims = b"".join(message(1, size) for size in sizes)
    return message(1, name.encode()) + message(2, message(1, number(1, _FLOAT) + message(2, dims)))
