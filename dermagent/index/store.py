"""An index on disk: a manifest of hashes over what its store wrote; opened, searched, verified and written here."""

import difflib
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from dermagent.encoders.protocol import ImageEncoder, Vectors
from dermagent.errors import InputError
from dermagent.imaging.fingerprint import SHAPE, Fingerprint
from dermagent.index.approximate import ApproximateStore, usearch, write_graph
from dermagent.index.basis import Basis, fit_basis, least_similarities
from dermagent.index.copies import are_copies
from dermagent.index.entries import FILTERS, IndexEntry, Neighbour, Rows, VectorStore, in_blocks
from dermagent.index.exact import ExactStore, write_entries
from dermagent.index.files import (
    BASIS,
    COLUMNS,
    ENTRIES,
    FINGERPRINTS,
    GRAPH,
    SEARCHED,
    VECTORS,
    aside,
    check,
    damaged,
    file_name,
    put_in_place,
    read_checked,
    read_manifest,
    write_npy,
)
from dermagent.index.lance import LanceStore, drop_table, write_table
from dermagent.index.lance import lancedb as lancedb_package
from dermagent.knowledge.spelt import exactly

#: Skin types as some tables write them.
_TYPES = ("I", "II", "III", "IV", "V", "VI")


class Index:
    """An opened index; opening checks sizes and the small files' hashes, `verify` all of them.

    So altered bytes of the vectors, of the same number, are found by `verify` alone unless they are no numbers.
    """

    def __init__(self, folder: Path) -> None:
        """Open an index; the vectors are mapped, not read.

        Raises:
            InputError: there is none, or its files are not what its manifest says.
        """
        self.folder = folder
        self.manifest = read_manifest(folder)
        try:
            self.basis = Basis.from_npz(read_checked(folder, BASIS, self.manifest))
            self.store = _store(folder, self.manifest)
            whole = len(self.store) == self.manifest["count"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise damaged(folder) from error
        if not whole:
            raise damaged(folder)

    def __len__(self) -> int:
        return len(self.store)

    @cached_property
    def entries(self) -> list[IndexEntry]:
        """All images, read when they are first asked for; a search reads only those it found."""
        return list(self.store.entries())

    def vectors(self) -> Vectors:
        """All of the encoder's own vectors in memory, in the order of the entries."""
        return np.concatenate(list(self.store.vectors()))

    @cached_property
    def fingerprints(self) -> Fingerprint | None:
        """(number of images, 16, 18) bits in bytes, mapped; None of an index that was built without them.

        Raises:
            InputError: the file is not what the manifest says.
        """
        if FINGERPRINTS not in self.manifest["sha256"]:
            return None
        try:
            path = self.folder / file_name(FINGERPRINTS, self.manifest)
            held = np.memmap(path, dtype=np.uint8, mode="r")
            return held.reshape(len(self), *SHAPE)
        except (OSError, ValueError) as error:
            raise damaged(self.folder) from error

    def shows(self, neighbours: Sequence[Neighbour], sha256: str, fingerprint: Fingerprint) -> list[Neighbour]:
        """Those of the neighbours that are the same photograph: the file itself, saved again, or cropped a little."""
        held = self.fingerprints
        alike = (
            are_copies(fingerprint, held[[one.place for one in neighbours]])
            if held is not None and neighbours
            else [False] * len(neighbours)
        )
        return [
            one for one, near in zip(neighbours, alike, strict=True) if near or (sha256 and one.entry.sha256 == sha256)
        ]

    def rows(self) -> Rows:
        """The encoder's own vectors in the order of the entries, mapped where they lie in a file of the index."""
        if VECTORS not in self.manifest["sha256"]:
            return self.vectors()
        mapped: Vectors = np.load(self.folder / file_name(VECTORS, self.manifest), mmap_mode="r", allow_pickle=False)
        return mapped

    @property
    def encoder(self) -> str:
        """The name of the encoder that it was built with."""
        return str(self.manifest["encoder"])

    @property
    def sha256(self) -> str:
        """A hash over all that it holds."""
        told = {**self.manifest["sha256"], **self.manifest.get("lancedb", {})}
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    def least_similarity(self, modality: str) -> float | None:
        """An image whose nearest of that modality, by the encoder's own vectors, is less similar is unlike any.

        None where the index holds too few of that modality, or all are of one patient.
        """
        least: float | None = self.manifest["least_similarity"].get(modality)
        return least

    def is_of(self, encoder: ImageEncoder) -> bool:
        """Whether it was built with that encoder."""
        return (encoder.name, encoder.sha256) == (self.manifest["encoder"], self.manifest["encoder_sha256"])

    def check_encoder(self, encoder: ImageEncoder) -> None:
        """Refuse another encoder than that of the index.

        Raises:
            InputError: it is another one.
        """
        if not self.is_of(encoder):
            raise InputError(
                f"the index {self.folder.name!r} was built with {self.encoder!r}, not with {encoder.name!r}; "
                "build it again or name that encoder"
            )

    def verify(self) -> None:
        """Compare everything with its hash.

        Raises:
            InputError: something differs.
        """
        self.store.verify()
        if self.fingerprints is not None:
            check(self.folder, FINGERPRINTS, self.manifest)

    def meant(self, told: Mapping[str, str]) -> dict[str, str]:
        """Filters of a search as the index writes them: a condition by any of its names, a skin type as I or 1.

        Raises:
            InputError: a value is neither one that an image of the index has, nor a condition or skin type that none
                happens to have; the message names those that it holds.
        """
        only = {}
        for name, value in told.items():
            each = [entry.conditions if name == "condition" else (getattr(entry, name),) for entry in self.entries]
            held = sorted({one for values in each for one in values if one})
            spelt = {one.casefold(): one for one in held}
            key = value.strip().casefold()
            also = [exactly(value) or ""] if name == "condition" else []
            if name == "fitzpatrick" and key.upper() in _TYPES:
                also = [str(_TYPES.index(key.upper()) + 1)]
            elif name == "fitzpatrick" and key in "123456":
                also = [_TYPES[int(key) - 1].casefold()]
            found = next((spelt[one] for one in (key, *also) if one in spelt), next(filter(None, also), None))
            if found is None:
                near = difflib.get_close_matches(key, spelt, n=8, cutoff=0.0)
                some = f"; the nearest it holds are {', '.join(repr(spelt[one]) for one in near)}" if near else ""
                raise InputError(f"no image of the index has {value[:60]!r} as its {name}{some}")
            only[name] = found
        return only

    def search(
        self,
        vectors: Vectors,
        *,
        k: int = 9,
        only: Mapping[str, str] | None = None,
        not_of: str = "",
        plain: bool = False,
    ) -> list[list[Neighbour]]:
        """The k most similar images of each vector (n, dimension), most similar first, ties by place in the index.

        `only` keeps entries by equal field ("modality", "site", "label", "fitzpatrick", or "condition"); images of
        the patient `not_of` are left out. `plain` compares the encoder's own vectors, as a text's must be: the
        components were fitted to images.

        Raises:
            ValueError: k < 1, vectors of another dimension or of no numbers, or a field that entries lack.
            InputError: the index holds vectors of no numbers.
        """
        if k < 1 or vectors.ndim != 2 or vectors.shape[1] != len(self.basis.mean) or not np.isfinite(vectors).all():
            raise ValueError(f"k of at least 1 and rows of {len(self.basis.mean)} numbers are needed")
        if unknown := set(only or {}) - set(FILTERS):
            raise ValueError(f"entries have no {', '.join(sorted(unknown))}")
        asked = vectors if plain else self.basis.of(vectors)
        return self.store.nearest(asked, k, only or {}, not_of, plain=plain)


def _store(folder: Path, manifest: Mapping[str, Any]) -> VectorStore:
    if "lancedb" in manifest:
        return LanceStore(folder, manifest)
    exact = ExactStore(folder, manifest)
    return ApproximateStore(exact) if GRAPH in manifest["sha256"] else exact


def write_index(
    folder: Path,
    vectors: Rows,
    entries: Sequence[IndexEntry],
    encoder: ImageEncoder,
    noted: Mapping[str, Any],
    *,
    approximate: bool = False,
    lancedb: str = "",
    fingerprints: Fingerprint | None = None,
    report: Callable[[str, int, int], None] = lambda what, done, total: None,
) -> None:
    """Write all files beside the old ones and put them in place with the manifest last.

    `vectors` are read in blocks, so they need not be in memory. `approximate` adds a graph for approximate search;
    with `lancedb`, an address, vectors and entries go to a table there instead of to files. Without `fingerprints`
    (number of images, 16, 18) a search knows only an image's very file again.

    Raises:
        InputError: no images, or as `check_store`.
    """
    if not entries:
        raise InputError("an index needs at least one image, found none that can be read")
    check_store(approximate, lancedb)
    folder.mkdir(parents=True, exist_ok=True)
    before = _table(folder)
    basis = fit_basis(vectors)
    blocks = map(basis.of, in_blocks(vectors))
    searched = write_npy(aside(folder, SEARCHED), blocks, (len(entries), basis.width))
    aside(folder, BASIS).write_bytes(basis.as_npz())
    manifest: dict[str, Any] = {
        "encoder": encoder.name,
        "encoder_sha256": encoder.sha256,
        "licence": encoder.licence,
        "dimension": len(basis.mean),
        "count": len(entries),
        "least_similarity": least_similarities(vectors, entries),
        **noted,
    }
    names = [BASIS]
    if lancedb:
        manifest["lancedb"] = write_table(lancedb, vectors, searched, entries, encoder)
    else:
        write_npy(aside(folder, VECTORS), in_blocks(vectors), (len(entries), len(basis.mean)))
        write_entries(folder, entries)
        names += [VECTORS, SEARCHED, ENTRIES, COLUMNS]
    if fingerprints is not None:
        aside(folder, FINGERPRINTS).write_bytes(fingerprints.tobytes())
        names.append(FINGERPRINTS)
    if approximate:
        names.append(GRAPH)
        manifest["approximate"] = write_graph(aside(folder, GRAPH), searched, report)
    put_in_place(folder, names, manifest)
    if before and before != _table(folder):
        with suppress(InputError):  # a table that stays costs room and nothing else
            drop_table(before)


def check_store(approximate: bool, lancedb: str) -> None:
    """Look, before long work, whether an index can be written in that way.

    Raises:
        InputError: a package is missing, or a graph is asked for over a table.
    """
    if approximate and lancedb:
        raise InputError("the graph for approximate search needs the vectors beside it; leave out it or the table")
    if approximate:
        usearch()
    if lancedb:
        lancedb_package()


def _table(folder: Path) -> dict[str, str] | None:
    """Address and name of the table of the index that is there, if it has one."""
    try:
        told = read_manifest(folder)["lancedb"]
    except (InputError, KeyError):
        return None
    return {"uri": told["uri"], "table": told["table"]}
