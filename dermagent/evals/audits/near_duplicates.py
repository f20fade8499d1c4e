"""How many images two collections share, and which lie in one twice, for another patient too: what flatters a score.

A collection is a folder of images, an index, or the cases of a data set.
"""

import hashlib
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from dermagent.encoders.protocol import ImageEncoder, Vectors
from dermagent.errors import InputError
from dermagent.evals.datasets.base import LabelledCase
from dermagent.imaging.fingerprint import SHAPE, Fingerprint, fingerprint
from dermagent.imaging.limits import ImageLimits
from dermagent.imaging.load import decode
from dermagent.index.copies import ImageSet, copies
from dermagent.index.files import MANIFEST
from dermagent.index.store import Index
from dermagent.types import Value

Report = Callable[[str, int, int], None]
#: File of a run's folder that holds its leaks.
FILE = "near_duplicates.json"
#: Pairs that are named, and images that are read at a time.
NAMED, _BATCH = 20, 16
_SUFFIXES = frozenset(".jpg .jpeg .png .webp .bmp .tif .tiff .gif .heic .heif .dcm".split())


@dataclass(eq=False)
class Collection:
    """Images by name, whose each is ("" where that is not known) and which case it belongs to; how many were unread.

    `images.vectors` are of the encoder whose name and hash are `encoder`, if there are any.
    """

    name: str
    names: list[str] = field(default_factory=list)
    patients: list[str] = field(default_factory=list)
    cases: list[str] = field(default_factory=list)
    images: ImageSet = field(default_factory=lambda: ImageSet([], np.zeros((0, *SHAPE), np.uint8)))
    encoder: tuple[str, str] | None = None
    unreadable: int = 0


class Inside(Value):
    """Copies within one collection: pairs, images that have one, and pairs of two patients, with the first of each.

    Images of one case are not paired. `across_patients` is None where no patient is known.
    """

    name: str
    images: int
    unreadable: int
    pairs: int
    with_a_copy: int
    across_patients: int | None
    named: tuple[tuple[str, str], ...] = ()
    named_across: tuple[tuple[str, str], ...] = ()


class Between(Value):
    """Copies between two collections: how many images of each have one in the other, and the first pairs by name."""

    first: str
    second: str
    pairs: int
    of_first: int
    of_second: int
    share_of_first: float
    share_of_second: float
    named: tuple[tuple[str, str], ...] = ()


class Leaks(Value):
    """Near-duplicates within each collection and between two; `checked_by` names the encoder that had to agree."""

    inside: tuple[Inside, ...]
    between: Between | None = None
    checked_by: str = ""

    def sentences(self) -> list[str]:
        """What a report says of it."""
        told = []
        for one in self.inside:
            across = (
                "" if one.across_patients is None else f", {one.across_patients} of them of two patients or lesions"
            )
            told.append(
                f"{one.name}: {one.pairs} pairs of near-duplicate images of different cases{across}; "
                f"{one.with_a_copy} of {one.images} images have one"
                + (f"; {one.unreadable} could not be read" if one.unreadable else "")
                + "."
            )
        if self.between:
            both = self.between
            first, second = (one.images for one in self.inside)
            told.append(
                f"{both.of_second} of {second} images of {both.second} ({both.share_of_second:.1%}) have a "
                f"near-duplicate in {both.first}; {both.of_first} of {first} ({both.share_of_first:.1%}) the other way."
            )
        return told


def leaks(first: Collection, second: Collection | None = None, report: Report = lambda *_: None) -> Leaks:
    """The copies within each and between both.

    The encoder has a say only where both collections hold vectors of the same one.
    """
    ones = [first] if second is None else [first, second]
    agree = all(one.encoder and one.encoder == first.encoder for one in ones)
    if not agree:
        for one in ones:
            one.images = ImageSet(one.images.sha256, one.images.fingerprints)
    return Leaks(
        inside=tuple(_inside(one, report) for one in ones),
        between=None if second is None else _between(first, second, report),
        checked_by=first.encoder[0] if agree and first.encoder else "",
    )


def _inside(one: Collection, report: Report) -> Inside:
    pairs = [(a, b) for a, b in copies(one.images, report=report) if one.cases[a] != one.cases[b]]
    across = [(a, b) for a, b in pairs if one.patients[a] and one.patients[b] and one.patients[a] != one.patients[b]]
    return Inside(
        name=one.name,
        images=len(one.names),
        unreadable=one.unreadable,
        pairs=len(pairs),
        with_a_copy=len({place for pair in pairs for place in pair}),
        across_patients=len(across) if any(one.patients) else None,
        named=tuple((one.names[a], one.names[b]) for a, b in pairs[:NAMED]),
        named_across=tuple((one.names[a], one.names[b]) for a, b in across[:NAMED]),
    )


def _between(first: Collection, second: Collection, report: Report) -> Between:
    pairs = copies(first.images, second.images, report)
    of_first, of_second = len({a for a, _ in pairs}), len({b for _, b in pairs})
    return Between(
        first=first.name,
        second=second.name,
        pairs=len(pairs),
        of_first=of_first,
        of_second=of_second,
        share_of_first=of_first / max(len(first.names), 1),
        share_of_second=of_second / max(len(second.names), 1),
        named=tuple((first.names[a], second.names[b]) for a, b in pairs[:NAMED]),
    )


def of_run(cases: Collection, index: Path | None, folder: Path, report: Report = lambda *_: None) -> Leaks:
    """Find the leaks of a run's cases, and of the index that voted, and keep them in the run's folder.

    An index without fingerprints is passed over.
    """
    held = Index(index) if index else None
    found = leaks(cases, of_index(held) if held and held.fingerprints is not None else None, report)
    (folder / FILE).write_text(found.model_dump_json(indent=1), encoding="utf-8")
    return found


def told_of_run(folder: Path) -> list[str]:
    """What is known of the leaks of a run, in sentences; nothing where they were not looked for."""
    if not (folder / FILE).exists():
        return []
    try:
        return Leaks.model_validate_json((folder / FILE).read_bytes()).sentences()
    except (OSError, ValidationError):
        return [f"What leaks within this run is not known: {FILE} cannot be read; run `eval run --resume` again."]


@dataclass(frozen=True)
class _File:
    """An image file to read: how it is called, where it lies, whose it is, and the case that it belongs to."""

    name: str
    path: Path
    patient: str
    case: str


def of_folder(folder: Path, encoder: ImageEncoder | None = None, report: Report = lambda *_: None) -> Collection:
    """The images below a folder, or those of the index that it holds.

    Raises:
        InputError: there is no image, or the index is damaged or holds no fingerprints.
    """
    if (folder / MANIFEST).is_file():
        return of_index(Index(folder))
    files = [
        _File(name := path.relative_to(folder).as_posix(), path, "", name)
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in _SUFFIXES and path.is_file()
    ]
    return _read(folder.name, files, encoder, report)


def of_index(index: Index) -> Collection:
    """The images of an index, by what it holds of them.

    Raises:
        InputError: it was built without fingerprints.
    """
    if index.fingerprints is None:
        raise InputError(f"the index {index.folder.name!r} holds no fingerprints of its images; build it again")
    entries = index.entries
    return Collection(
        name=f"the index {index.folder.name}",
        names=[one.name for one in entries],
        patients=[one.patient for one in entries],
        cases=[one.name for one in entries],
        images=ImageSet([one.sha256 for one in entries], index.fingerprints, index.rows()),
        encoder=(index.encoder, str(index.manifest["encoder_sha256"])),
    )


def of_cases(
    name: str,
    cases: Iterable[LabelledCase],
    root: Path,
    encoder: ImageEncoder | None = None,
    report: Report = lambda *_: None,
) -> Collection:
    """The images of a data set's cases; the patient of each is the group that its card names."""
    files = [
        _File(image.path, root / image.path, case.group, case.case.id)
        for case in cases
        for image in case.case.images
        if image.path and (root / image.path).is_file()
    ]
    return _read(name, files, encoder, report)


def _read(name: str, files: list[_File], encoder: ImageEncoder | None, report: Report) -> Collection:
    held = Collection(name, encoder=(encoder.name, encoder.sha256) if encoder else None)
    hashes: list[str] = []
    prints: list[Fingerprint] = []
    paths: list[Path] = []
    with ThreadPoolExecutor() as pool:
        for start in range(0, len(files), _BATCH):
            report(f"reading {name}", start, len(files))
            batch = files[start : start + _BATCH]
            for file, looked in zip(batch, pool.map(_looked_at, batch), strict=True):
                if looked is None:
                    continue
                hashes.append(looked[0])
                prints.append(looked[1])
                paths.append(file.path)
                held.names.append(file.name)
                held.patients.append(file.patient)
                held.cases.append(file.case)
    report(f"reading {name}", len(files), len(files))
    if not hashes:
        raise InputError(f"{name}: expected images that can be read, found none")
    held.unreadable = len(files) - len(hashes)
    held.images = ImageSet(hashes, np.stack(prints), _Encoded(paths, encoder) if encoder else None)
    return held


def _looked_at(file: _File) -> tuple[str, Fingerprint] | None:
    try:
        content = file.path.read_bytes()
        return hashlib.sha256(content).hexdigest(), fingerprint(decode(content, ImageLimits()).pixels)
    except (InputError, OSError):
        return None


class _Encoded:
    """Vectors of files, made when they are asked for: only images that may be copies are encoded."""

    def __init__(self, paths: list[Path], encoder: ImageEncoder) -> None:
        self._paths, self._encoder = paths, encoder
        self._held: dict[Path, Vectors] = {}
        self.shape = (len(paths), encoder.dimension)

    def __getitem__(self, rows: slice) -> Vectors:
        for path in self._paths[rows]:
            if path not in self._held:
                pixels = decode(path.read_bytes(), ImageLimits()).pixels
                self._held[path] = self._encoder.encode_images([pixels])[0]
        return np.stack([self._held[path] for path in self._paths[rows]])
