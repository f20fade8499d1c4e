"""An index on disk: vectors by memory map, a line a picture, and a manifest of hashes; searched exactly, in blocks."""

import hashlib
import io
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import ValidationError

from dermagent.encoders.base import ImageEncoder, Vectors
from dermagent.errors import InputError
from dermagent.types import Modality, Value

_VERSION = 1
VECTORS, SEARCHED, ENTRIES, BASIS, MANIFEST = (
    "vectors.npy",
    "searched.npy",
    "entries.jsonl",
    "basis.npz",
    "manifest.json",
)
#: Rows of one matrix product: small enough to stay in the cache, large enough to be worth one.
_BLOCK = 16_384
#: Principal components kept for search, and pictures from which on they are worth fitting (docs: specs of encoders).
_COMPONENTS, _LEAST_FOR_COMPONENTS = 128, 64


class Entry(Value):
    """One picture of the index: its file, its label and what that means, whose it is, and what is known of it."""

    sha256: str
    name: str
    label: str
    conditions: tuple[str, ...] = ()
    patient: str = ""
    modality: Modality = "clinical"
    site: str = ""
    fitzpatrick: str = ""


@dataclass(frozen=True)
class Neighbour:
    """A picture of the index and how near it is, by cosine."""

    entry: Entry
    similarity: float


class Index:
    """An opened index; opening checks sizes and the small files' hashes, `verify` all of them."""

    def __init__(self, folder: Path) -> None:
        """Open an index; the vectors are mapped, not read.

        Raises:
            InputError: there is none, or its files are not what its manifest says.
        """
        self.folder = folder
        self.manifest = _manifest(folder)
        self._lines = _checked(folder, ENTRIES, self.manifest).splitlines()
        try:
            path = folder / file_name(SEARCHED, self.manifest)
            self._vectors: npt.NDArray[np.float32] = np.load(path, mmap_mode="r", allow_pickle=False)
            with np.load(io.BytesIO(_checked(folder, BASIS, self.manifest)), allow_pickle=False) as held:
                self._basis = Basis(held["mean"], held["components"], held["scale"])
        except (OSError, ValueError, KeyError) as error:
            raise InputError(_damaged(folder)) from error
        if self._vectors.shape[0] != len(self._lines):
            raise InputError(_damaged(folder))

    def __len__(self) -> int:
        return len(self._lines)

    @cached_property
    def entries(self) -> list[Entry]:
        """All pictures, read when they are first asked for; a search without filters reads only those it found."""
        return [self._entry(n) for n in range(len(self))]

    def _entry(self, n: int) -> Entry:
        try:
            return Entry.model_validate_json(self._lines[n])
        except ValidationError as error:
            raise InputError(_damaged(self.folder)) from error

    def vectors(self) -> Vectors:
        """The encoder's own vectors, mapped; rows in the order of the entries."""
        rows: Vectors = np.load(self.folder / file_name(VECTORS, self.manifest), mmap_mode="r", allow_pickle=False)
        return rows

    @property
    def encoder(self) -> str:
        """The name of the encoder that it was built with."""
        return str(self.manifest["encoder"])

    @property
    def sha256(self) -> str:
        """A hash over all its files."""
        return hashlib.sha256(json.dumps(self.manifest["sha256"], sort_keys=True).encode()).hexdigest()

    @property
    def least_similarity(self) -> float:
        """A picture whose nearest neighbour is less similar than this is unlike anything in the index."""
        return float(self.manifest["least_similarity"])

    def check_encoder(self, encoder: ImageEncoder) -> None:
        """Refuse another encoder than that of the index.

        Raises:
            InputError: it is another one.
        """
        if (encoder.name, encoder.sha256) != (self.manifest["encoder"], self.manifest["encoder_sha256"]):
            raise InputError(
                f"the index {self.folder.name!r} was built with {self.encoder!r}, not with {encoder.name!r}; "
                "build it again or name that encoder"
            )

    def verify(self) -> None:
        """Compare every file with its hash and look at every vector.

        Raises:
            InputError: something differs.
        """
        for name in self.manifest["sha256"]:
            _checked(self.folder, name, self.manifest)
        if not np.isfinite(self._vectors).all():
            raise InputError(_damaged(self.folder))

    def search(
        self,
        vectors: Vectors,
        *,
        k: int = 9,
        only: Mapping[str, str] | None = None,
        not_of: str = "",
        plain: bool = False,
    ) -> list[list[Neighbour]]:
        """The k most similar pictures of each vector (n, dimension), most similar first, ties by place in the index.

        `only` keeps entries by equal field ("modality", "site", "label", "fitzpatrick", or "condition"); pictures of
        the patient `not_of` are left out. `plain` compares the encoder's own vectors, as a text's must be: the
        components were fitted to pictures.

        Raises:
            ValueError: k < 1, vectors of another dimension, or a field that entries lack.
        """
        if k < 1 or vectors.ndim != 2 or vectors.shape[1] != len(self._basis.mean):
            raise ValueError(f"k of at least 1 and rows of {len(self._basis.mean)} numbers are needed")
        kept = self._kept(only or {}, not_of)
        number = len(self) if kept is None else len(kept)
        k = min(k, number)
        if k == 0:
            return [[] for _ in vectors]
        held, asked = (self.vectors(), vectors) if plain else (self._vectors, self._basis.of(vectors))
        best: npt.NDArray[Any] = np.full((len(asked), k), -np.inf, dtype=np.float32)
        where = np.zeros((len(asked), k), dtype=np.int64)
        for start in range(0, number, _BLOCK):
            rows = slice(start, start + _BLOCK) if kept is None else kept[start : start + _BLOCK]
            block = asked @ held[rows].T
            places = np.arange(start, start + block.shape[1]) if kept is None else kept[start : start + _BLOCK]
            taken = min(k, block.shape[1])
            top = np.argpartition(-block, taken - 1, axis=1)[:, :taken]
            scores = np.hstack([best, np.take_along_axis(block, top, axis=1)])
            all_places = np.hstack([where, places[top]])
            order = np.lexsort((all_places, -scores), axis=1)[:, :k]
            best, where = np.take_along_axis(scores, order, axis=1), np.take_along_axis(all_places, order, axis=1)
        return [
            [Neighbour(self._entry(n), float(s)) for n, s in zip(w, b, strict=True) if np.isfinite(s)]
            for w, b in zip(where, best, strict=True)
        ]

    def _kept(self, only: Mapping[str, str], not_of: str) -> npt.NDArray[np.int64] | None:
        unknown = set(only) - {"modality", "site", "label", "fitzpatrick", "condition"}
        if unknown:
            raise ValueError(f"entries have no {', '.join(sorted(unknown))}")
        if not only and not not_of:
            return None
        fits = [
            n
            for n, entry in enumerate(self.entries)
            if (not not_of or entry.patient != not_of)
            and all(
                value in entry.conditions if field == "condition" else getattr(entry, field) == value
                for field, value in only.items()
            )
        ]
        return np.array(fits, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Basis:
    """Principal components with half-power whitening: rows to short rows of length 1 that cosines are taken of."""

    mean: npt.NDArray[np.float32]
    components: npt.NDArray[np.float32]
    scale: npt.NDArray[np.float32]

    def of(self, vectors: Vectors) -> Vectors:
        """(n, dimension) to (n, components), each row of length 1; a row that is all mean stays zero."""
        if not len(self.components):
            inside: npt.NDArray[Any] = np.asarray(vectors)
        else:
            inside = (vectors - self.mean) @ self.components.T / self.scale
        lengths = np.linalg.norm(inside, axis=1, keepdims=True)
        return np.asarray(inside / np.where(lengths > 0, lengths, 1.0), dtype=np.float32)


def fit_basis(vectors: Vectors) -> Basis:
    """Components of the vectors, divided by eigenvalue^0.25; too few vectors are searched as they are."""
    dimension = vectors.shape[1]
    if len(vectors) < _LEAST_FOR_COMPONENTS:
        empty = np.zeros((0, dimension), dtype=np.float32)
        return Basis(np.zeros(dimension, dtype=np.float32), empty, np.zeros(0, dtype=np.float32))
    mean = vectors.mean(axis=0)
    sample = vectors[:: max(1, len(vectors) // 20_000)] - mean
    _, spread, components = np.linalg.svd(sample, full_matrices=False)
    n = min(_COMPONENTS, len(spread) - 1, dimension)
    signs = np.sign(components[np.arange(n), np.abs(components[:n]).argmax(axis=1)])
    scale = np.sqrt(np.maximum(spread[:n], spread[0] * 1e-4) / np.sqrt(len(sample)))
    return Basis(mean, (components[:n] * signs[:, None]).astype(np.float32), scale.astype(np.float32))


def write_index(
    folder: Path, vectors: Vectors, entries: Sequence[Entry], encoder: ImageEncoder, noted: Mapping[str, Any]
) -> None:
    """Write all files beside the old ones and put them in place with the manifest last.

    Raises:
        InputError: no pictures, or a vector of zeros or of no numbers.
    """
    if not len(vectors):
        raise InputError("an index needs at least one picture, found none that can be read")
    if not np.isfinite(vectors).all() or (np.linalg.norm(vectors, axis=1) <= 0).any():
        raise InputError(f"{encoder.name} gave a vector of zeros or of no numbers; nothing was written")
    basis = fit_basis(vectors)
    searched = basis.of(vectors)
    held = io.BytesIO()
    np.savez(held, mean=basis.mean, components=basis.components, scale=basis.scale)
    contents = {
        VECTORS: _npy(vectors),
        SEARCHED: _npy(searched),
        BASIS: held.getvalue(),
        ENTRIES: "".join(entry.model_dump_json() + "\n" for entry in entries).encode(),
    }
    manifest = {
        "version": _VERSION,
        "encoder": encoder.name,
        "encoder_sha256": encoder.sha256,
        "licence": encoder.licence,
        "dimension": int(vectors.shape[1]),
        "count": len(entries),
        "least_similarity": least_similarity(searched, [entry.patient or entry.sha256 for entry in entries]),
        "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()},
        **noted,
    }
    folder.mkdir(parents=True, exist_ok=True)
    names = {file_name(name, manifest) for name in contents}
    for name, content in contents.items():
        (folder / file_name(name, manifest)).write_bytes(content)
    (folder / f"{MANIFEST}.new").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    os.replace(folder / f"{MANIFEST}.new", folder / MANIFEST)
    for name in contents:
        stem, suffix = name.split(".")
        for old in folder.glob(f"{stem}-*.{suffix}"):
            if old.name not in names:
                old.unlink()


def file_name(name: str, manifest: Mapping[str, Any]) -> str:
    """The name of a file on disk: with the head of its hash."""
    try:
        stem, suffix = name.split(".")
        return f"{stem}-{manifest['sha256'][name][:12]}.{suffix}"
    except (KeyError, TypeError) as error:
        raise InputError("the manifest of the index does not name its files; build it again") from error


def least_similarity(searched: Vectors, patients: Sequence[str], *, share: float = 0.01, sample: int = 2_000) -> float:
    """The similarity to the nearest picture of another patient that all but this share of the pictures reach.

    -1 where there is no other patient to compare with.
    """
    codes = np.unique(np.asarray(patients), return_inverse=True)[1]
    chosen = np.linspace(0, len(searched) - 1, min(sample, len(searched))).astype(int)
    similar = searched[chosen] @ searched.T
    similar[codes[chosen][:, None] == codes[None]] = -np.inf
    nearest = similar.max(axis=1)
    nearest = nearest[np.isfinite(nearest)]
    return float(np.quantile(nearest, share)) if len(nearest) else -1.0


def _npy(array: npt.NDArray[Any]) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, np.ascontiguousarray(array, dtype=np.float32))
    return buffer.getvalue()


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    if not path.is_file():
        raise InputError(f"there is no index in {folder.name!r}; make one with `dermagent index build`")
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if manifest["version"] != _VERSION:
            raise InputError(f"the index {folder.name!r} is of version {manifest['version']}; build it again")
        return manifest
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise InputError(_damaged(folder)) from error


def _checked(folder: Path, name: str, manifest: Mapping[str, Any]) -> bytes:
    try:
        content = (folder / file_name(name, manifest)).read_bytes()
        expected = manifest["sha256"][name]
    except OSError as error:
        raise InputError(_damaged(folder)) from error
    if hashlib.sha256(content).hexdigest() != expected:
        raise InputError(_damaged(folder))
    return content


def _damaged(folder: Path) -> str:
    return f"the index {folder.name!r} is damaged: a file is not what its manifest says; build it again"
