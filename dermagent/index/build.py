"""Build an index from a folder of pictures and a table of labels; what was encoded before a kill is kept."""

import csv
import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from dermagent.encoders.base import ImageEncoder, Pixels, Vectors
from dermagent.errors import InputError
from dermagent.imaging.limits import Limits
from dermagent.imaging.load import decode
from dermagent.index.store import MANIFEST, Entry, Index, write_index
from dermagent.knowledge.base import knowledge
from dermagent.knowledge.names import find_conditions
from dermagent.pseudo import refuse_pseudo_labels
from dermagent.types import Value

PARTIAL = "partial.bin"
_BATCH = 32
#: Cosine of the encoder's own vectors from which on two pictures count as nearly the same.
NEARLY_THE_SAME = 0.995
_OPTIONAL = ("patient", "modality", "site", "fitzpatrick")


class Built(Value):
    """What building did: counts, and by name what was left out or looks doubled."""

    pictures: int
    encoded: int
    unreadable: dict[str, str]
    nearly_the_same: tuple[tuple[str, str], ...]
    unmapped: dict[str, int]


@dataclass(frozen=True)
class Row:
    """A line of the table: the picture's path below the folder, and its entry without the hash."""

    name: str
    entry: Entry


def build(
    folder: Path,
    labels: Path,
    encoder: ImageEncoder,
    out: Path,
    report: Callable[[str, int, int], None] = lambda what, done, total: None,
    limits: Limits | None = None,
) -> Built:
    """Read, encode and write; the old index stays until the new one is whole.

    `labels` is a CSV file with image and label, and if known patient, modality, site and fitzpatrick.

    Raises:
        InputError: the table lacks a column, names a picture twice or one that is not there, or nothing can be read.
    """
    rows = read_labels(labels, folder)
    known = _known(out, encoder)
    entries: list[Entry] = []
    vectors: list[Vectors] = []
    unreadable: dict[str, str] = {}
    encoded = 0
    out.mkdir(parents=True, exist_ok=True)
    with (out / PARTIAL).open("ab") as partial:
        for done, batch in _batches(rows, folder, set(known), limits or Limits()):
            report("encoding pictures", done, len(rows))
            new = {sha: pixels for _, sha, pixels, _ in batch if pixels is not None and sha not in known}
            if new:
                for sha, vector in zip(new, encoder.encode_images(list(new.values())), strict=True):
                    known[sha] = vector
                    partial.write(bytes.fromhex(sha) + np.ascontiguousarray(vector, dtype=np.float32).tobytes())
                partial.flush()
                encoded += len(new)
            for row, sha, _, problem in batch:
                if problem:
                    unreadable[row.name] = problem
                else:
                    entries.append(row.entry.model_copy(update={"sha256": sha}))
                    vectors.append(known[sha])
    report("encoding pictures", len(rows), len(rows))
    stacked = np.stack(vectors) if vectors else np.zeros((0, encoder.dimension), dtype=np.float32)
    write_index(out, stacked, entries, encoder, {"folder": folder.name, "labels": labels.name})
    (out / PARTIAL).unlink()
    return Built(
        pictures=len(entries),
        encoded=encoded,
        unreadable=unreadable,
        nearly_the_same=nearly_the_same(stacked, entries),
        unmapped=dict(Counter(entry.label for entry in entries if not entry.conditions).most_common()),
    )


def read_labels(path: Path, folder: Path) -> list[Row]:
    """The rows of a table of labels.

    Raises:
        InputError: a column is missing, a picture stands twice or is not there, there is no row, or the labels are a
            model's own.
    """
    rows: list[Row] = []
    seen: set[str] = set()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            refuse_pseudo_labels(reader.fieldnames or (), path.name)
            lacking = {"image", "label"} - set(reader.fieldnames or ())
            if lacking:
                raise InputError(
                    f"{path.name}: expected the columns image and label, {', '.join(sorted(lacking))} missing"
                )
            for number, line in enumerate(reader, start=2):
                name = (line["image"] or "").strip()
                if name in seen:
                    raise InputError(f"{path.name}, line {number}: {name!r} stands twice")
                if not (folder / name).is_file():
                    raise InputError(f"{path.name}, line {number}: {name!r} is not in {folder.name}")
                seen.add(name)
                rows.append(Row(name, _entry(line, name, path, number)))
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name}: expected a CSV file with image and label") from error
    if not rows:
        raise InputError(f"{path.name} names no picture")
    return rows


def _entry(line: dict[str, str], name: str, path: Path, number: int) -> Entry:
    label = (line["label"] or "").strip()
    told = {field: (line.get(field) or "").strip() for field in _OPTIONAL}
    modality = told.pop("modality") or "clinical"
    if modality not in ("clinical", "dermoscopic", "histopathology"):
        raise InputError(f"{path.name}, line {number}: {modality!r} is none of clinical, dermoscopic, histopathology")
    made = {"sha256": "", "name": name, "label": label, "conditions": conditions_of(label), "modality": modality}
    return Entry.model_validate(made | told)


def conditions_of(label: str) -> tuple[str, ...]:
    """The condition that a label names exactly, by id or name; none if it names none or several."""
    plain = " ".join(label.replace("_", " ").split())
    if label in knowledge().conditions:
        return (label,)
    found = [match.key for match in find_conditions(plain, "en") if match.end - match.start == len(plain)]
    return tuple(found[:1])


def _known(out: Path, encoder: ImageEncoder) -> dict[str, Vectors]:
    """Vectors by picture from the index that is there and from a build that was killed, of the same encoder."""
    known: dict[str, Vectors] = {}
    if (out / MANIFEST).is_file():
        index = Index(out)
        if (index.manifest["encoder"], index.manifest["encoder_sha256"]) == (encoder.name, encoder.sha256):
            known = {entry.sha256: np.array(row) for entry, row in zip(index.entries, index.vectors(), strict=True)}
    path = out / PARTIAL
    if path.is_file():
        size = 32 + 4 * encoder.dimension
        content = path.read_bytes()
        whole = len(content) // size * size
        for start in range(0, whole, size):
            vector = np.frombuffer(content[start + 32 : start + size], dtype=np.float32)
            if abs(float(np.linalg.norm(vector)) - 1) < 1e-3:
                known[content[start : start + 32].hex()] = vector
        with path.open("r+b") as file:
            file.truncate(whole)
    return known


def _batches(
    rows: Sequence[Row], folder: Path, known: set[str], limits: Limits
) -> Iterator[tuple[int, list[tuple[Row, str, Pixels | None, str]]]]:
    """(rows done before, batch of (row, hash, pixels if they must be encoded, why it cannot be read)), read ahead."""

    def load(row: Row) -> tuple[Row, str, Pixels | None, str]:
        try:
            content = (folder / row.name).read_bytes()
            sha = hashlib.sha256(content).hexdigest()
            return row, sha, None if sha in known else decode(content, limits).pixels, ""
        except (InputError, OSError) as error:
            return row, "", None, str(error)

    with ThreadPoolExecutor() as pool:
        done, remaining = 0, iter(rows)
        while batch := list(islice(remaining, _BATCH)):
            yield done, list(pool.map(load, batch))
            done += len(batch)


def nearly_the_same(vectors: Vectors, entries: Sequence[Entry], *, most: int = 100) -> tuple[tuple[str, str], ...]:
    """Pairs of pictures whose vectors are nearly equal: copies that would flatter any score."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    rows = vectors / lengths
    pairs: list[tuple[str, str]] = []
    for start in range(0, len(rows), 1_024):
        similar = rows[start : start + 1_024] @ rows.T
        for i, j in zip(*np.nonzero(similar >= NEARLY_THE_SAME), strict=True):
            if start + i < j:
                pairs.append((entries[start + i].name, entries[j].name))
                if len(pairs) >= most:
                    return tuple(pairs)
    return tuple(pairs)
