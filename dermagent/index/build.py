"""Build an index from a folder of images and a table of labels; what was encoded before a kill is kept."""

import csv
import hashlib
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from dermagent.encoders.protocol import ImageEncoder, Pixels
from dermagent.errors import InputError
from dermagent.imaging.fingerprint import fingerprint
from dermagent.imaging.limits import ImageLimits
from dermagent.imaging.load import decode
from dermagent.index.copies import ImageSet, copies
from dermagent.index.entries import IndexEntry
from dermagent.index.files import MANIFEST
from dermagent.index.kept import Kept
from dermagent.index.store import Index, check_store, write_index
from dermagent.knowledge.base import knowledge
from dermagent.knowledge.spelt import exactly
from dermagent.pseudo import refuse_pseudo_labels
from dermagent.types import Value

Report = Callable[[str, int, int], None]
#: Why an image that the table names is not in the index.
MISSING = "there is no such file in the folder"
#: Images of one call of the encoder, and most pairs of copies told of.
_BATCH, _PAIRS = 16, 100
#: What tables of labels call a modality otherwise.
_ALSO_CALLED = {"dermoscopy": "dermoscopic"}
#: A note in parentheses with one of these may say that the label is not, or not surely, what it names.
_TAKEN_BACK = re.compile(
    r"\?|\b(?:no|not|non|without|excluded|excludes|ruled|denied|negative|vs|versus|or|and|ddx?|suspected|suspicion|"
    r"possible|possibly|probable|probably|likely|mimic\w*|history|healed|control)\b",
    re.IGNORECASE,
)
#: A skin type by Fitzpatrick as tables write it: a figure, two of them, or a Roman one, with words around it perhaps.
_SKIN_TYPE = re.compile(r"(?<![\d.])(?:[1-6]|12|34|56)(?:\.0)?(?![\d.])|\b(?:IV|VI?|I{1,3})(?![^\W\d_])", re.IGNORECASE)
_OPTIONAL = ("patient", "modality", "site", "fitzpatrick")
#: Files in the folder that count as images when those without a row are counted.
_SUFFIXES = frozenset(".jpg .jpeg .png .webp .bmp .tif .tiff .gif .heic .heif".split())


class Built(Value):
    """What building did: counts, and by name what was left out or is one photograph twice (at most 100 each).

    `copies` counts the pairs of one photograph, saved again, made smaller or cropped a little, `copies_across_patients`
    those of two patients; `nearly_the_same` and `across_patients` name them. `labelled_otherwise` are those of
    `nearly_the_same` of which the two have different labels, each as "name: label".
    `rows_left_out` says of rows of the table why they do not count: no image or label, twice, an unknown modality.
    `without_label` counts image files in the folder that the table does not name; `recall_at_10` is of the
    approximate search, on images that its graph did not hold yet.
    """

    images: int
    encoded: int
    unreadable: dict[str, str]
    rows_left_out: tuple[str, ...] = ()
    copies: int
    copies_across_patients: int
    nearly_the_same: tuple[tuple[str, str], ...]
    across_patients: tuple[tuple[str, str], ...]
    labelled_otherwise: tuple[tuple[str, str], ...]
    unmapped: dict[str, int]
    without_label: int
    recall_at_10: float | None = None


@dataclass(frozen=True)
class LabelledRow:
    """A line of the table: the image's path below the folder, and its entry without the hash."""

    name: str
    entry: IndexEntry


@dataclass(frozen=True)
class Labels:
    """The rows of a table that can be used, and a sentence for each other one."""

    rows: list[LabelledRow]
    left_out: tuple[str, ...] = ()


#: Rows with the hash of their file, its pixels if they must be encoded, and why it cannot be read.
Batch = list[tuple[LabelledRow, str, Pixels | None, str]]


def build(
    folder: Path,
    labels: Path,
    encoder: ImageEncoder,
    out: Path,
    report: Report = lambda what, done, total: None,
    limits: ImageLimits | None = None,
    *,
    approximate: bool = False,
    lancedb: str = "",
    patient_of: Callable[[str], str] = lambda name: "",
) -> Built:
    """Read, encode and write; the old index stays until the new one is whole.

    `labels` is a CSV file with image and label, and if known patient, modality, site and fitzpatrick; `patient_of`
    tells the patient of an image of which the table does not, by its name ("" for unknown). Vectors go to a file as
    they are made, so that memory does not grow with their number beyond an entry and a hash each.

    Raises:
        InputError: the table lacks a column, nothing can be read, the vectors are none, `out` is no folder, or as
            `check_store`.
    """
    rows, left_out = _rows(labels, folder, patient_of)
    entries: list[IndexEntry] = []
    unreadable: dict[str, str] = {}
    encoded = 0
    check_store(approximate, lancedb)
    _make_folder(out)
    with Kept(out, encoder) as kept:
        _take_over(out, encoder, kept)
        for done, batch in _batches(rows, folder, kept, limits or ImageLimits()):
            report("encoding images", done, len(rows))
            encoded += _encode(batch, encoder, kept)
            unreadable.update({row.name: problem for row, _, _, problem in batch if problem})
            entries += [row.entry.model_copy(update={"sha256": sha}) for row, sha, _, problem in batch if not problem]
        report("encoding images", len(rows), len(rows))
        hashes = [entry.sha256 for entry in entries]
        vectors, fingerprints = kept.rows(hashes), kept.fingerprints(hashes)
        noted = {"folder": folder.resolve().name, "labels": labels.name, "pictures": _way(out, folder)}
        write_index(
            out, vectors, entries, encoder, noted,
            approximate=approximate, lancedb=lancedb, fingerprints=fingerprints, report=report,
        )  # fmt: skip
        pairs = [(entries[n], entries[m]) for n, m in copies(ImageSet(hashes, fingerprints, vectors), report=report)]
        kept.drop()
    across, doubled = _across_patients(pairs), _named(pairs)
    return Built(
        images=len(entries),
        encoded=encoded,
        unreadable=unreadable,
        rows_left_out=left_out[:_PAIRS],
        copies=len(pairs),
        copies_across_patients=len(across),
        nearly_the_same=doubled,
        across_patients=_named(across),
        labelled_otherwise=_labelled_otherwise(doubled, {entry.name: entry.label for entry in entries}),
        unmapped=dict(Counter(entry.label for entry in entries if not entry.conditions).most_common()),
        without_label=_without(folder, {row.name for row in rows}),
        recall_at_10=Index(out).manifest["approximate"]["recall"] if approximate else None,
    )


def _across_patients(pairs: Sequence[tuple[IndexEntry, IndexEntry]]) -> list[tuple[IndexEntry, IndexEntry]]:
    return [(one, other) for one, other in pairs if one.patient and other.patient and one.patient != other.patient]


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"the index cannot be written into {out.name!r} ({error.strerror}); name a folder") from error


def _way(out: Path, folder: Path) -> str:
    """The folder of images, seen from the index."""
    return Path(os.path.relpath(folder.resolve(), out.resolve())).as_posix()


def _encode(batch: Batch, encoder: ImageEncoder, kept: Kept) -> int:
    """Encode what is not held yet; how many images that were."""
    new = {sha: pixels for _, sha, pixels, _ in batch if pixels is not None and sha not in kept}
    if new:
        made = encoder.encode_images(list(new.values()))
        kept.add(new, made, np.stack([fingerprint(pixels) for pixels in new.values()]))
    return len(new)


def _rows(labels: Path, folder: Path, patient_of: Callable[[str], str]) -> tuple[list[LabelledRow], tuple[str, ...]]:
    """The rows of the table with their patients, and why others are left out."""
    table = read_labels(labels, folder)
    return [_with_patient(row, patient_of) for row in table.rows], table.left_out


def _with_patient(row: LabelledRow, patient_of: Callable[[str], str]) -> LabelledRow:
    told = "" if row.entry.patient else patient_of(row.name)
    return replace(row, entry=row.entry.model_copy(update={"patient": told})) if told else row


def _named(pairs: Sequence[tuple[IndexEntry, IndexEntry]]) -> tuple[tuple[str, str], ...]:
    return tuple((one.name, other.name) for one, other in pairs[:_PAIRS])


def _labelled_otherwise(doubled: Iterable[tuple[str, str]], labels: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The pairs of nearly the same images whose labels differ, each with its label."""
    return tuple(
        (f"{one}: {labels[one]}", f"{other}: {labels[other]}") for one, other in doubled if labels[one] != labels[other]
    )


def _take_over(out: Path, encoder: ImageEncoder, kept: Kept) -> None:
    """Keep what the index that is there holds, if it is whole, of the same encoder, and knows its images again."""
    if not (out / MANIFEST).is_file():
        return
    try:
        index = Index(out)
        fingerprints = index.fingerprints
        if not index.is_of(encoder) or fingerprints is None:
            return
        index.verify()
    except InputError:
        return
    at = 0
    for block in index.store.vectors():
        hashes = [entry.sha256 for entry in index.entries[at : at + len(block)]]
        new = [n for n, sha in enumerate(hashes) if sha not in kept]
        kept.add([hashes[n] for n in new], block[new], fingerprints[at : at + len(block)][new])
        at += len(block)


def _without(folder: Path, names: set[str]) -> int:
    """How many image files of the folder have no row."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES)
    return sum(name not in names for name in found)


def read_labels(path: Path, folder: Path) -> Labels:
    """The rows of a table of labels that can be used, and why others cannot.

    A row without image or label, or of an unknown modality, is left out; of an image that stands twice the first row
    counts if both say the same label, else none.

    Raises:
        InputError: a column is missing, no row can be used, none of their files is there, or the labels are a model's
            own.
    """
    rows: dict[str, LabelledRow] = {}
    left_out: list[str] = []
    doubtful: set[str] = set()
    place = folder.resolve().name or str(folder)
    first = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            refuse_pseudo_labels(reader.fieldnames or (), path.name)
            lacking = {"image", "label"} - set(reader.fieldnames or ())
            if lacking:
                raise InputError(
                    f"{path.name}: expected the columns image and label, {', '.join(sorted(lacking))} missing"
                )
            for line in reader:
                number, name = reader.line_num, (line["image"] or "").strip()
                row, problem = _row(line, name)
                if row and not _is_inside(name, folder):
                    row, problem = None, f"{name!r} lies outside the folder; copy the file into it"
                if row and row.entry.fitzpatrick and not _SKIN_TYPE.search(row.entry.fitzpatrick):
                    said = row.entry.fitzpatrick
                    left_out.append(
                        f"{path.name}, line {number}: {said!r} is no skin type from I to VI; taken as unknown"
                    )
                    row = LabelledRow(row.name, row.entry.model_copy(update={"fitzpatrick": ""}))
                held = rows.get(name)
                if row and held:
                    same = held.entry.label == row.entry.label and name not in doubtful
                    counts = "; its first row counts" if same else " with another label; none counts"
                    problem = f"{name!r} stands twice{counts}"
                    if not same:
                        doubtful.add(name)
                if problem:
                    left_out.append(f"{path.name}, line {number}: {problem}")
                elif row:
                    first = first or number
                    rows[name] = row
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path.name}: expected a CSV file with image and label") from error
    used = [row for name, row in rows.items() if name not in doubtful]
    if not used:
        raise InputError(f"{left_out[0]}, and no other row can be used" if left_out else f"{path.name} names no image")
    if not any((folder / row.name).is_file() for row in used):
        others = f", nor is any other of the {len(used)}" if len(used) > 1 else ""
        raise InputError(f"{path.name}, line {first}: {used[0].name!r} is not in the folder {place!r}{others}")
    return Labels(used, tuple(left_out))


def _is_inside(name: str, folder: Path) -> bool:
    """Whether a path of the table, as it is written, leads to a place in the folder."""
    home = os.path.abspath(folder)
    return Path(os.path.normpath(os.path.join(home, name))).is_relative_to(home)


def _row(line: Mapping[str, str], name: str) -> tuple[LabelledRow | None, str]:
    """A row that can be used, else why it cannot."""
    label = (line["label"] or "").strip()
    told = {field: (line.get(field) or "").strip() for field in _OPTIONAL}
    modality = told.pop("modality") or "clinical"
    modality = _ALSO_CALLED.get(modality, modality)
    if not name:
        return None, "no image is named"
    if not label:
        return None, f"{name!r} has no label"
    if modality not in ("clinical", "dermoscopic", "histopathology"):
        return None, f"{modality!r} is none of clinical, dermoscopic, histopathology"
    made = {"sha256": "", "name": name, "label": label, "conditions": conditions_of(label), "modality": modality}
    return LabelledRow(name, IndexEntry.model_validate(made | told)), ""


def conditions_of(label: str) -> tuple[str, ...]:
    """The condition that a label names exactly, by id or name; none if it names none or several.

    What stands in parentheses at the end, if it does not take the name back, and commas are left out where the label as
    it is names none.
    """
    if label in knowledge().conditions:
        return (label,)
    spaced = label.replace("_", " ")
    noted = re.search(r"\(([^()]*)\)\s*$", spaced)
    bare = spaced[: noted.start()] if noted and not _TAKEN_BACK.search(noted[1]) else spaced
    for written in (spaced, bare, spaced.replace(",", " "), bare.replace(",", " ")):
        plain = " ".join(written.split())
        if found := exactly(plain, short=False):
            return (found,)
    return ()


def _batches(rows: Sequence[LabelledRow], folder: Path, kept: Kept, limits: ImageLimits) -> Iterator[tuple[int, Batch]]:
    """(rows done before, [(row, hash, pixels if it must be encoded, why it cannot be read)]), a batch read ahead."""

    def load(row: LabelledRow) -> tuple[LabelledRow, str, Pixels | None, str]:
        try:
            content = (folder / row.name).read_bytes()
            sha = hashlib.sha256(content).hexdigest()
            return row, sha, None if sha in kept else decode(content, limits).pixels, ""
        except InputError as error:
            return row, "", None, str(error)
        except OSError:
            return row, "", None, MISSING

    with ThreadPoolExecutor() as pool:
        ahead = pool.map(load, rows[:_BATCH])
        for start in range(0, len(rows), _BATCH):
            batch, ahead = ahead, pool.map(load, rows[start + _BATCH : start + 2 * _BATCH])
            yield start, list(batch)
