"""Read a .pth file of PyTorch's first format without PyTorch: numbers and names only, whatever the pickle asks for.

The file is five pickles (a magic number, a protocol number, the writer's byte order, the tensors by name, the keys of
the storages), then for each key a count and the bare numbers (torch/serialization.py, "legacy" format).
"""

import io
import math
import pickle
import struct
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt

from dermagent.errors import InputError

_MAGIC, _PROTOCOL = 0x1950A86A20F9469CFC6C, 1001
_STORAGES = {"FloatStorage": np.dtype("<f4"), "LongStorage": np.dtype("<i8")}


@dataclass(frozen=True)
class _Storage:
    key: str
    kind: np.dtype[Any]
    size: int


@dataclass(frozen=True)
class _Tensor:
    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


def _tensor(storage: _Storage, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: object) -> _Tensor:
    return _Tensor(storage, offset, tuple(shape), tuple(strides))


class _Unpickler(pickle.Unpickler):
    """Knows five names and calls nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _tensor
        if module == "torch" and name in _STORAGES:
            return _STORAGES[name]
        raise pickle.UnpicklingError("a name that tensors do not need")

    def persistent_load(self, pid: Any) -> _Storage:
        word, kind, key, _, size, view = pid
        if word != "storage" or view is not None or not isinstance(kind, np.dtype):
            raise pickle.UnpicklingError("no plain storage")
        return _Storage(key, kind, size)


def tensors(content: bytes) -> dict[str, npt.NDArray[Any]]:
    """Arrays by name.

    Raises:
        InputError: it is no such file, or holds anything but tensors of float32 and int64.
    """
    file = io.BytesIO(content)
    try:
        if (_read(file), _read(file)) != (_MAGIC, _PROTOCOL) or not _read(file)["little_endian"]:
            _refuse()
        named: dict[str, _Tensor] = _read(file)
        kinds = {tensor.storage.key: tensor.storage for tensor in named.values()}
        held = {}
        for key in _read(file):
            [size] = struct.unpack("<q", file.read(8))
            storage = kinds[key]
            if size != storage.size:
                _refuse()
            held[key] = np.frombuffer(file.read(size * storage.kind.itemsize), storage.kind, size)
        return {name: _array(tensor, held[tensor.storage.key]) for name, tensor in named.items()}
    except InputError:
        raise
    except Exception as error:  # a pickle of rubbish can fail in any way
        raise InputError(_TOLD) from error


_TOLD = "expected a .pth file of PyTorch's first format with plain tensors, found something else; nothing of it was run"


def _refuse() -> NoReturn:
    raise InputError(_TOLD)


def _read(file: io.BytesIO) -> Any:
    return _Unpickler(file).load()


def _array(tensor: _Tensor, held: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """The tensor's own numbers; a view beyond its storage would read foreign memory, a repeating one fill ours."""
    last = tensor.offset + sum((n - 1) * step for n, step in zip(tensor.shape, tensor.strides, strict=True))
    whole = all(isinstance(n, int) and n >= 0 for n in (tensor.offset, *tensor.shape, *tensor.strides))
    if not whole or not 1 <= math.prod(tensor.shape) <= len(held) or last >= len(held):
        _refuse()
    steps = [step * held.itemsize for step in tensor.strides]
    return np.lib.stride_tricks.as_strided(held[tensor.offset :], tensor.shape, steps).copy()
