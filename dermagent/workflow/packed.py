"""How checkpoints are written: packed, and read back as our own types only."""

import zlib
from collections import OrderedDict
from typing import Any

from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from dermagent import types

_PACKED = "+zlib"
#: Shorter ones are not packed; of longer ones a sample is tried first, for photographs gain nothing by it.
_SHORT, _LONG, _SAMPLE = 128, 2**18, 4096
#: A value is written twice, as what a node has found and as part of the state; so many are remembered between.
_RECENT = 32


class Packed(JsonPlusSerializer):
    """A serialiser that makes no object but plain ones and those of `dermagent.types`, and packs what it writes."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self._recent: OrderedDict[int, tuple[object, tuple[str, bytes]]] = OrderedDict()

    def dumps_typed(self, obj: Any) -> tuple[str, bytes]:
        """The kind of a value and its bytes."""
        if not isinstance(obj, (types.Value, tuple)):  # only these cannot have changed since
            return _packed(*super().dumps_typed(obj))
        known = self._recent.get(id(obj))
        if known and known[0] is obj:
            return known[1]
        packed = _packed(*super().dumps_typed(obj))
        self._recent[id(obj)] = (obj, packed)
        while len(self._recent) > _RECENT:
            self._recent.popitem(last=False)
        return packed

    def loads_typed(self, data: tuple[str, bytes]) -> Any:
        """The value again."""
        kind, content = data
        if kind.endswith(_PACKED):
            return super().loads_typed((kind.removesuffix(_PACKED), zlib.decompress(content)))
        return super().loads_typed(data)


def own_types_only() -> JsonPlusSerializer:
    """A serialiser for checkpoints that makes no object but plain ones and those of `dermagent.types`."""
    own = [(kind.__module__, name) for name, kind in vars(types).items() if isinstance(kind, type)]
    return Packed(allowed_msgpack_modules=own)


def _packed(kind: str, content: bytes) -> tuple[str, bytes]:
    if len(content) < _SHORT:
        return kind, content
    if len(content) > _LONG:
        middle = len(content) // 2
        sample = content[middle : middle + _SAMPLE]
        if len(zlib.compress(sample, 1)) > 0.8 * len(sample):
            return kind, content
    return kind + _PACKED, zlib.compress(content, 1)
