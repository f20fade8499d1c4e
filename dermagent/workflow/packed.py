"""How checkpoints are written: packed, and read back as our own types only."""

import zlib
from typing import Any

from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer

from dermagent import types

_PACKED = "+zlib"
#: Bytes that are tried before all are packed: photographs gain nothing by it.
_SAMPLE = 4096


class Packed(JsonPlusSerializer):
    """A serialiser that makes no object but plain ones and those of `dermagent.types`, and packs what it writes."""

    def dumps_typed(self, obj: Any) -> tuple[str, bytes]:
        """The kind of a value and its bytes."""
        kind, content = super().dumps_typed(obj)
        middle = len(content) // 2
        sample = content[middle : middle + _SAMPLE]
        if len(sample) < 64 or len(zlib.compress(sample, 1)) > 0.8 * len(sample):
            return kind, content
        return kind + _PACKED, zlib.compress(content, 6)

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
