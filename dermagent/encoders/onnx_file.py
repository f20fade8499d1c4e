"""Cut an ONNX file to what one tensor needs, and make that tensor its only output; plain bytes, no onnx package.

Field numbers are those of onnx.proto: ModelProto.graph 7; GraphProto.node 1, initializer 5, output 12; NodeProto.input
1, output 2; TensorProto.name 8; ValueInfoProto.name 1.
"""

from collections.abc import Iterator

from dermagent.errors import InputError

_GRAPH, _NODE, _INITIALIZER, _OUTPUT = 7, 1, 5, 12
_TENSOR_NAME = 8


def cut(model: bytes, tensor: str) -> bytes:
    """The model with the nodes and weights that `tensor` depends on, and that tensor as its output.

    Raises:
        InputError: the bytes are no ONNX model, or no node gives such a tensor.
    """
    try:
        graph = next(bytes(value) for number, value, _ in _fields(model) if number == _GRAPH and value is not None)
        nodes = [bytes(value) for number, value, _ in _fields(graph) if number == _NODE and value is not None]
        maker = {name: node for node in nodes for name in _names(node, 2)}
    except (StopIteration, ValueError, IndexError) as error:
        raise InputError("expected an ONNX model, found other bytes") from error
    if tensor not in maker:
        raise InputError(f"the ONNX model has no tensor {tensor!r}")
    needed, wanted = set(), [tensor]
    while wanted:
        name = wanted.pop()
        if name not in needed:
            needed.add(name)
            wanted += _names(maker[name], 1) if name in maker else []
    kept = bytearray()
    for number, value, raw in _fields(graph):
        if number == _OUTPUT:
            continue
        if number == _NODE and value is not None and needed.isdisjoint(_names(bytes(value), 2)):
            continue
        if number == _INITIALIZER and value is not None and needed.isdisjoint(_names(bytes(value), _TENSOR_NAME)):
            continue
        kept += raw
    kept += message(_OUTPUT, message(1, tensor.encode()))
    whole = bytearray()
    for number, _, raw in _fields(model):
        whole += message(_GRAPH, bytes(kept)) if number == _GRAPH else raw
    return bytes(whole)


def _names(message: bytes, field: int) -> list[str]:
    return [bytes(value).decode() for number, value, _ in _fields(message) if number == field and value is not None]


def _fields(message: bytes) -> Iterator[tuple[int, memoryview | None, memoryview]]:
    """(field number, content of a length-delimited field, the whole field) in order."""
    view, at = memoryview(message), 0
    while at < len(view):
        start = at
        key, at = _varint(view, at)
        value: memoryview | None = None
        kind = key & 7
        if kind == 0:
            _, at = _varint(view, at)
        elif kind == 2:
            length, at = _varint(view, at)
            value, at = view[at : at + length], at + length
        elif kind in (1, 5):
            at += 8 if kind == 1 else 4
        else:
            raise ValueError(f"wire type {kind}")
        if at > len(view):
            raise ValueError("cut off")
        yield key >> 3, value, view[start:at]


def _varint(view: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = view[at]
        value, shift, at = value | (byte & 127) << shift, shift + 7, at + 1
        if byte < 128:
            return value, at


def message(field: int, content: bytes) -> bytes:
    """A length-delimited field."""
    return _as_varint(field << 3 | 2) + _as_varint(len(content)) + content


def number(field: int, value: int) -> bytes:
    """A field that holds a number of at least 0."""
    return _as_varint(field << 3) + _as_varint(value)


def _as_varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])
