"""Vectors and fingerprints in one file that a build appends to: what was encoded before a kill is not encoded again."""

import hashlib
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np

from dermagent.encoders.protocol import ImageEncoder, Vectors
from dermagent.errors import InputError
from dermagent.imaging.fingerprint import SHAPE, Fingerprint
from dermagent.index.entries import BLOCK, Rows

_PATTERN = "partial-*.bin"


class Kept:
    """The hashes in memory and the vectors in the file; used with `with`, by one build at a time."""

    def __init__(self, folder: Path, encoder: ImageEncoder) -> None:
        """Take up what a killed build of the same encoder left.

        Raises:
            InputError: another build is writing to the folder.
        """
        self._folder, self._encoder = folder, encoder
        self._record = np.dtype(
            [("sha256", "u1", 32), ("fingerprint", "u1", SHAPE), ("vector", "<f4", encoder.dimension)]
        )
        of_encoder = hashlib.sha256(f"{encoder.name} {encoder.sha256} {SHAPE}".encode()).hexdigest()
        self._path = folder / _PATTERN.replace("*", of_encoder[:12])
        self._file = self._path.open("a+b")
        _lock(self._file, folder)
        self._file.truncate(self._path.stat().st_size // self._record.itemsize * self._record.itemsize)
        self._places: dict[str, int] = {}
        written = self._mapped()
        for start in range(0, len(written), BLOCK):
            block = written[start : start + BLOCK]
            for n in np.nonzero(_whole(block["vector"]))[0]:
                self._places[block["sha256"][n].tobytes().hex()] = start + int(n)
        self._number = len(written)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()

    def __contains__(self, sha256: object) -> bool:
        return sha256 in self._places

    def add(self, hashes: Collection[str], vectors: Vectors, fingerprints: Fingerprint) -> None:
        """Append vectors and fingerprints by the SHA-256 of their image's file.

        Raises:
            InputError: they are not as many or not as long as they should be, or a vector is not of length 1.
        """
        if vectors.shape != (expected := (len(hashes), self._encoder.dimension)):
            raise InputError(f"{self._encoder.name} gave vectors of shape {vectors.shape} instead of {expected}")
        if not _whole(vectors).all():
            raise InputError(
                f"{self._encoder.name} gave a vector that is not of length 1 (zeros, or no numbers); the index stays "
                "as it was"
            )
        for sha256, vector, bits in zip(hashes, vectors, fingerprints, strict=True):
            row = np.ascontiguousarray(vector, dtype="<f4").tobytes()
            self._file.write(bytes.fromhex(sha256) + bits.tobytes() + row)
            self._places[sha256] = self._number
            self._number += 1
        self._file.flush()

    def rows(self, hashes: Sequence[str]) -> Rows:
        """The vectors of those images, read from the file where they are asked for."""
        return _Gathered(self._mapped(), self._at(hashes))

    def fingerprints(self, hashes: Sequence[str]) -> Fingerprint:
        """(number, 16, 18): the fingerprints of those images."""
        return np.asarray(self._mapped()["fingerprint"][self._at(hashes)])

    def _at(self, hashes: Sequence[str]) -> Any:
        return np.array([self._places[one] for one in hashes], dtype=np.int64)

    def drop(self) -> None:
        """Delete the file, and those of builds with other encoders; the index is whole."""
        self._file.close()
        for path in self._folder.glob(_PATTERN):
            path.unlink()

    def _mapped(self) -> Any:
        if not self._path.stat().st_size:
            return np.zeros(0, dtype=self._record)
        return np.memmap(self._path, dtype=self._record, mode="r")


class _Gathered:
    """Rows of a mapped file in another order."""

    def __init__(self, records: Any, places: Any) -> None:
        self._vectors, self._places = records["vector"], places
        self.shape = (len(places), records.dtype["vector"].shape[0])

    def __getitem__(self, rows: slice) -> Vectors:
        return np.asarray(self._vectors[self._places[rows]])


def _whole(vectors: Vectors) -> Any:
    """Which rows are of length 1; after a power cut a file may hold others."""
    return np.abs(np.linalg.norm(vectors, axis=1) - 1) < 1e-3


def _lock(file: Any, folder: Path) -> None:
    if sys.platform == "win32":
        return  # a second build is not noticed there
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        raise InputError(f"another build is writing to {folder.name!r}; wait for it, or stop it") from error
