"""Files of an index: written aside, named by the head of their hash, and put in place by the manifest, last of all."""

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from io import BufferedReader
from pathlib import Path
from typing import Any

import numpy as np

from dermagent.encoders.protocol import Vectors
from dermagent.errors import InputError

VERSION = 3
MANIFEST = "manifest.json"
VECTORS, SEARCHED, ENTRIES, COLUMNS = "vectors.npy", "searched.npy", "entries.jsonl", "columns.npz"
BASIS, GRAPH, FINGERPRINTS = "basis.npz", "graph.usearch", "fingerprints.bin"
#: All files that an index may have; whatever else lies in its folder is left alone.
NAMES = (VECTORS, SEARCHED, ENTRIES, COLUMNS, BASIS, GRAPH, FINGERPRINTS)
_NEW = ".new"
#: What every manifest tells, beside the files.
_TOLD = {
    "encoder": str,
    "encoder_sha256": str,
    "licence": str,
    "dimension": int,
    "count": int,
    "least_similarity": dict,
    "sha256": dict,
    "bytes": dict,
}


def aside(folder: Path, name: str) -> Path:
    """Where a file is written before it is put in place."""
    return folder / f"{name}{_NEW}"


def write_npy(path: Path, blocks: Iterable[Vectors], shape: tuple[int, int]) -> Vectors:
    """Rows into a .npy file of that shape, block by block; the file mapped."""
    mapped = np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=shape)
    start = 0
    for block in blocks:
        mapped[start : start + len(block)] = block
        start += len(block)
    mapped.flush()
    del mapped
    rows: Vectors = np.load(path, mmap_mode="r", allow_pickle=False)
    return rows


def put_in_place(folder: Path, names: Iterable[str], manifest: Mapping[str, Any]) -> None:
    """Give the files that were written aside their names, replace the manifest, and drop what it does not name."""
    hashes, sizes = {}, {}
    for name in names:
        with aside(folder, name).open("rb") as file:
            os.fsync(file.fileno())
            hashes[name] = hashlib.file_digest(file, "sha256").hexdigest()
            sizes[name] = file.tell()
    whole = {"version": VERSION, **manifest, "sha256": hashes, "bytes": sizes}
    kept = {MANIFEST}
    for name in hashes:
        os.replace(aside(folder, name), folder / file_name(name, whole))
        kept.add(file_name(name, whole))
    with aside(folder, MANIFEST).open("w", encoding="utf-8") as file:
        json.dump(whole, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    os.replace(aside(folder, MANIFEST), folder / MANIFEST)
    for name in NAMES:
        stem, suffix = name.split(".")
        for old in (*folder.glob(f"{stem}-*.{suffix}"), aside(folder, name)):
            if old.name not in kept:
                old.unlink(missing_ok=True)


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest, after a look at the size of every file that it names.

    Raises:
        InputError: there is no index, it is of another version, its manifest lacks something, or a file is missing or
            of another size.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise InputError(f"there is no index in {folder.name!r}; make one with `dermagent index build`")
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if manifest["version"] != VERSION:
            raise InputError(f"the index {folder.name!r} is of version {manifest['version']}; build it again")
        if lacking := [name for name, kind in _TOLD.items() if not isinstance(manifest.get(name), kind)]:
            raise InputError(
                f"the manifest of the index {folder.name!r} lacks {', '.join(lacking)}; build the index again"
            )
        found = {name: (folder / file_name(name, manifest)).stat().st_size for name in manifest["bytes"]}
        if found != manifest["bytes"]:
            raise damaged(folder)
        return manifest
    except (ValueError, KeyError, TypeError, OSError) as error:
        raise damaged(folder) from error


def file_name(name: str, manifest: Mapping[str, Any]) -> str:
    """The name of a file on disk: with the head of its hash."""
    stem, suffix = name.split(".")
    return f"{stem}-{manifest['sha256'][name][:12]}.{suffix}"


def read_checked(folder: Path, name: str, manifest: Mapping[str, Any]) -> bytes:
    """A small file, if its hash is right.

    Raises:
        InputError: it is missing or another.
    """
    with _opened(folder, name, manifest) as file:
        content = file.read()
    if hashlib.sha256(content).hexdigest() != manifest["sha256"][name]:
        raise damaged(folder)
    return content


def check(folder: Path, name: str, manifest: Mapping[str, Any]) -> None:
    """Compare a file with its hash, without holding it in memory.

    Raises:
        InputError: it is missing or another.
    """
    with _opened(folder, name, manifest) as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != manifest["sha256"][name]:
            raise damaged(folder)


def _opened(folder: Path, name: str, manifest: Mapping[str, Any]) -> BufferedReader:
    try:
        return (folder / file_name(name, manifest)).open("rb")
    except (OSError, KeyError, TypeError) as error:
        raise damaged(folder) from error


def damaged(folder: Path) -> InputError:
    """The error for a file that is not what the manifest says."""
    return InputError(f"the index {folder.name!r} is damaged: a file is not what its manifest says; build it again")
