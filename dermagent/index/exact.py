"""The default store: rows by memory map, a line an image, columns to filter by; every row is looked at, in blocks."""

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import ValidationError

from dermagent.encoders.protocol import Vectors
from dermagent.index.entries import IndexEntry, Neighbour, in_blocks
from dermagent.index.files import (
    COLUMNS,
    ENTRIES,
    SEARCHED,
    VECTORS,
    aside,
    check,
    damaged,
    file_name,
    read_checked,
)

#: Numbers that one matrix product gives: each product waits for all threads, so on a busy machine few are faster.
_PRODUCT = 4_194_304
#: Fields that are held as columns; the value of "conditions" is a list.
_FIELDS = ("modality", "site", "label", "fitzpatrick", "patient", "conditions")


class ExactStore:
    """Opening checks sizes and the small files' hashes, `verify` the vectors' too.

    A search notices vectors of no numbers; other altered bytes of them only `verify` finds.
    """

    told = "exact"

    def __init__(self, folder: Path, manifest: Mapping[str, Any]) -> None:
        """Map the vectors and read the images' lines.

        Raises:
            InputError: a file is not what the manifest says.
        """
        self.folder, self.manifest = folder, manifest
        self._lines = read_checked(folder, ENTRIES, manifest).splitlines()
        self.rows = self._mapped(SEARCHED)

    def __len__(self) -> int:
        return len(self._lines)

    def nearest(
        self, asked: Vectors, k: int, only: Mapping[str, str], not_of: str, *, plain: bool = False
    ) -> list[list[Neighbour]]:
        """See `VectorStore`; the product of all rows with the question, those that do not fit left out."""
        return self.exactly(asked, k, self.fitting(only, not_of), plain=plain)

    def exactly(
        self, asked: Vectors, k: int, fitting: npt.NDArray[np.bool_] | None, *, plain: bool = False
    ) -> list[list[Neighbour]]:
        """The nearest among the rows that fit; None means all do.

        Raises:
            InputError: rows on disk hold what are no numbers.
        """
        rows = self._mapped(VECTORS) if plain else self.rows
        k = min(k, len(self) if fitting is None else int(fitting.sum()))
        if k == 0 or not len(asked):
            return [[] for _ in asked]
        best: npt.NDArray[Any] = np.full((len(asked), k), -np.inf, dtype=np.float32)
        where = np.zeros((len(asked), k), dtype=np.int64)
        size = max(1, _PRODUCT // len(asked))
        for start in range(0, len(self), size):
            fits = None if fitting is None else fitting[start : start + size]
            if fits is not None and not fits.any():
                continue
            block = asked @ rows[start : start + size].T
            if not np.isfinite(block).all():
                raise damaged(self.folder)
            if fits is not None:
                block[:, ~fits] = -np.inf
            taken = min(k, block.shape[1])
            top = np.argpartition(-block, taken - 1, axis=1)[:, :taken]
            scores = np.hstack([best, np.take_along_axis(block, top, axis=1)])
            places = np.hstack([where, start + top])
            order = np.lexsort((places, -scores), axis=1)[:, :k]
            best, where = np.take_along_axis(scores, order, axis=1), np.take_along_axis(places, order, axis=1)
        return [self.neighbours(w, b) for w, b in zip(where, best, strict=True)]

    def neighbours(self, places: npt.NDArray[np.int64], similar: npt.NDArray[np.float32]) -> list[Neighbour]:
        """The images at those places."""
        return [Neighbour(self._entry(n), float(s), int(n)) for n, s in zip(places, similar, strict=True)]

    def fitting(self, only: Mapping[str, str], not_of: str) -> npt.NDArray[np.bool_] | None:
        """Which rows fit; None if all do."""
        fits = np.ones(len(self), dtype=bool)
        for field, value in only.items():
            if field == "condition":
                codes, values = self._columns["conditions"]
                fits &= np.isin(codes, [code for code, held in enumerate(values) if value in held])
            else:
                fits &= self._equal(field, value)
        if not_of:
            fits &= ~self._equal("patient", not_of)
        return None if fits.all() else fits

    def entries(self) -> Iterator[IndexEntry]:
        """See `VectorStore`."""
        return map(self._entry, range(len(self)))

    def vectors(self) -> Iterator[Vectors]:
        """See `VectorStore`."""
        return in_blocks(self._mapped(VECTORS))

    def verify(self) -> None:
        """See `VectorStore`."""
        for name in self.manifest["sha256"]:
            check(self.folder, name, self.manifest)

    def _entry(self, n: int) -> IndexEntry:
        try:
            return IndexEntry.model_validate_json(self._lines[n])
        except ValidationError as error:
            raise damaged(self.folder) from error

    def _mapped(self, name: str) -> Vectors:
        try:
            path = self.folder / file_name(name, self.manifest)
            rows: Vectors = np.load(path, mmap_mode="r", allow_pickle=False)
        except (OSError, ValueError, KeyError) as error:
            raise damaged(self.folder) from error
        if rows.ndim != 2 or len(rows) != len(self):
            raise damaged(self.folder)
        return rows

    def _equal(self, field: str, value: str) -> npt.NDArray[np.bool_]:
        codes, values = self._columns[field]
        return np.asarray(codes == (values.index(value) if value in values else -1))

    @cached_property
    def _columns(self) -> dict[str, tuple[npt.NDArray[np.int32], list[Any]]]:
        """By field a code for each row, and what the codes stand for; read when a search first has a filter."""
        with np.load(io.BytesIO(read_checked(self.folder, COLUMNS, self.manifest)), allow_pickle=False) as held:
            return {field: (held[field], json.loads(held[f"{field} values"].tobytes())) for field in _FIELDS}


def write_entries(folder: Path, entries: Sequence[IndexEntry]) -> None:
    """Write the images' lines and columns aside."""
    with aside(folder, ENTRIES).open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(entry.model_dump_json() + "\n" for entry in entries)
    columns: dict[str, npt.NDArray[Any]] = {}
    for field in _FIELDS:
        codes: dict[Any, int] = {}
        of_rows = [codes.setdefault(getattr(entry, field), len(codes)) for entry in entries]
        columns[field] = np.array(of_rows, dtype=np.int32)
        columns[f"{field} values"] = np.frombuffer(json.dumps(list(codes)).encode(), dtype=np.uint8)
    with aside(folder, COLUMNS).open("wb") as out:
        np.savez(out, **columns)  # type: ignore[arg-type]  # NumPy's stub takes them for allow_pickle
