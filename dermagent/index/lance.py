"""A LanceDB table as store: a folder or object storage, for collections that one machine's disk does not hold.

Vectors and images stand in one table, filters are pushed down, and every row is looked at, as in the default store;
who wants an approximate index makes it with LanceDB's own tools. The index folder keeps the manifest and the basis.
"""

import hashlib
import importlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from dermagent.encoders.protocol import ImageEncoder, Vectors
from dermagent.errors import InputError
from dermagent.index.entries import BLOCK, IndexEntry, Neighbour, Rows
from dermagent.index.files import damaged

_FIELDS = tuple(IndexEntry.model_fields)
#: Rows of one read or write: with the encoder's own vectors a row may take 10 kB.
_ROWS = BLOCK // 8


class LanceStore:
    """Opening looks at the number of rows, `verify` at all that they hold."""

    told = "exact, by LanceDB"

    def __init__(self, folder: Path, manifest: Mapping[str, Any]) -> None:
        """Open the table that the manifest names.

        Raises:
            InputError: lancedb is missing, or there is no such table.
        """
        self._folder, self._sha256 = folder, manifest["lancedb"]["sha256"]
        try:
            self._table = _connected(manifest["lancedb"]["uri"]).open_table(manifest["lancedb"]["table"])
        except (OSError, ValueError, RuntimeError) as error:
            raise InputError(
                f"the table of the index {folder.name!r} cannot be opened: {type(error).__name__}"
            ) from error

    def __len__(self) -> int:
        return int(self._table.count_rows())

    def nearest(
        self, asked: Vectors, k: int, only: Mapping[str, str], not_of: str, *, plain: bool = False
    ) -> list[list[Neighbour]]:
        """See `VectorStore`; of rows that are equally near as the k-th any may be left out."""
        where = _where(only, not_of)
        found = []
        for row in asked:
            query = (
                self._table.search(row, vector_column_name="own" if plain else "searched").distance_type("dot").limit(k)
            )
            if where:
                query = query.where(where, prefilter=True)
            told = query.select([*_FIELDS, "place", "_distance"]).to_list()
            told.sort(key=lambda one: (one["_distance"], one["place"]))
            found.append([Neighbour(_entry(one), 1.0 - one["_distance"], one["place"]) for one in told])
        return found

    def entries(self) -> Iterator[IndexEntry]:
        """See `VectorStore`."""
        for batch in self._batches(*_FIELDS):
            yield from map(_entry, batch.to_pylist())

    def vectors(self) -> Iterator[Vectors]:
        """See `VectorStore`."""
        return (_numbers(batch["own"]) for batch in self._batches("own"))

    def verify(self) -> None:
        """See `VectorStore`."""
        digest = hashlib.sha256()
        for batch in self._batches(*_FIELDS, "own", "searched"):
            _digest(digest, _numbers(batch["own"]), _numbers(batch["searched"]), map(_entry, batch.to_pylist()))
        if digest.hexdigest() != self._sha256:
            raise damaged(self._folder)

    def _batches(self, *columns: str) -> Iterator[Any]:
        """Columns of all rows in the order of their places."""
        for start in range(0, len(self), _ROWS):
            rows = self._table.search().where(f"place >= {start} AND place < {start + _ROWS}").limit(_ROWS)
            yield rows.select(["place", *columns]).to_arrow().sort_by("place")


def write_table(
    uri: str, vectors: Rows, searched: Rows, entries: Sequence[IndexEntry], encoder: ImageEncoder
) -> dict[str, str]:
    """Write a table beside those that are there, named by what is in it; what the manifest must keep of it.

    Raises:
        InputError: lancedb is missing, or nothing can be written there.
    """
    arrow: Any = importlib.import_module("pyarrow")
    fields = [(name, arrow.list_(arrow.string()) if name == "conditions" else arrow.string()) for name in _FIELDS]
    sizes = {"own": vectors.shape[1], "searched": searched.shape[1]}
    lists = [(name, arrow.list_(arrow.float32(), size)) for name, size in sizes.items()]
    schema = arrow.schema([("place", arrow.int64()), *fields, *lists])
    digest = hashlib.sha256()

    def batches() -> Iterator[Any]:
        for start in range(0, len(entries), _ROWS):
            part = entries[start : start + _ROWS]
            blocks = [np.asarray(rows[start : start + _ROWS]) for rows in (vectors, searched)]
            _digest(digest, blocks[0], blocks[1], part)
            columns = [arrow.array(range(start, start + len(part)))]
            columns += [arrow.array([getattr(entry, name) for entry in part], kind) for name, kind in fields]
            flat = [arrow.array(block.reshape(-1)) for block in blocks]
            columns += [arrow.FixedSizeListArray.from_arrays(f, b.shape[1]) for f, b in zip(flat, blocks, strict=True)]
            yield arrow.RecordBatch.from_arrays(columns, schema=schema)

    uri = uri if "://" in uri else str(Path(uri).resolve())
    named = hashlib.sha256(f"{encoder.name} {encoder.sha256}".encode())
    for entry in entries:
        named.update(entry.model_dump_json().encode())
    name = f"pictures_{named.hexdigest()[:12]}"
    try:
        _connected(uri).create_table(name, data=batches(), schema=schema, mode="overwrite")
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError(f"LanceDB cannot write the index's table: {type(error).__name__}") from error
    return {"uri": uri, "table": name, "sha256": digest.hexdigest()}


def drop_table(told: Mapping[str, str]) -> None:
    """Delete a table that no manifest names any more; one that is gone already is no matter.

    Raises:
        InputError: lancedb is missing, or the place cannot be reached.
    """
    try:
        _connected(told["uri"]).drop_table(told["table"], ignore_missing=True)
    except (OSError, ValueError, RuntimeError) as error:
        raise InputError(f"LanceDB cannot drop the old table: {type(error).__name__}") from error


def lancedb() -> Any:
    """The package.

    Raises:
        InputError: it is missing.
    """
    try:
        return importlib.import_module("lancedb")
    except ImportError as error:
        raise InputError("this index needs LanceDB; pip install 'dermagent[lancedb]'") from error


def _connected(uri: str) -> Any:
    return lancedb().connect(uri)


def _where(only: Mapping[str, str], not_of: str) -> str:
    """The filter as SQL; a quote in a value is doubled."""
    quoted = {field: "'" + value.replace("'", "''") + "'" for field, value in {**only, "patient": not_of}.items()}
    parts = [
        f"array_has(conditions, {quoted[field]})" if field == "condition" else f"{field} = {quoted[field]}"
        for field in only
    ]
    return " AND ".join(parts + [f"patient <> {quoted['patient']}"] * bool(not_of))


def _entry(row: Mapping[str, Any]) -> IndexEntry:
    return IndexEntry.model_validate({name: row[name] for name in _FIELDS})


def _numbers(column: Any) -> Vectors:
    """A column of lists of equal length as an array."""
    flat = column.combine_chunks()
    return np.asarray(flat.flatten().to_numpy().reshape(len(flat), -1), dtype=np.float32)


def _digest(digest: Any, own: Vectors, searched: Vectors, entries: Iterable[IndexEntry]) -> None:
    for array in (own, searched):
        digest.update(np.ascontiguousarray(array, dtype="<f4").tobytes())
    for entry in entries:
        digest.update(entry.model_dump_json().encode())
