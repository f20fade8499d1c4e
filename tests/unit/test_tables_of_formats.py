"""The tables of the manual that say which guideline and image files are read, row by row against the readers."""

import io
import re
import struct
from collections.abc import Callable
from pathlib import Path

import docx
import numpy as np
import pytest
from PIL import Image

from dermagent.errors import InputError
from dermagent.image_files import FORMATS
from dermagent.imaging.limits import ImageLimits
from dermagent.imaging.load import decode
from dermagent.knowledge.documents.read import SUFFIXES, read_document
from tests.drawn_pdf import drawn, image, line, words
from tests.shared import ROOT

SENTENCE = "Lice of the head are combed out of wet hair every third day."


def table(page: str) -> dict[str, str]:
    """The rows of a page's table of files: what the file is, and what becomes of it."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8").partition("## Which files are read")[2]
    found = re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|", text, re.MULTILINE)
    return {name: outcome for name, outcome in found if outcome not in ("outcome", "---")}


def saved(kind: str, mode: str = "RGB", **options: object) -> bytes:
    made = Image.fromarray(np.random.default_rng(5).integers(40, 210, (48, 36, 3), dtype=np.uint8)).convert(mode)
    buffer = io.BytesIO()
    made.save(buffer, kind, **options)
    return buffer.getvalue()


def frames(kind: str) -> bytes:
    return saved(kind, save_all=True, append_images=[Image.new("RGB", (36, 48)), Image.new("RGB", (36, 48), "red")])


def sixteen() -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(np.linspace(0, 4095, 48 * 36).reshape(48, 36).astype(np.uint16)).save(buffer, "PNG")
    return buffer.getvalue()


def dicom(kind: str) -> bytes:
    pydicom = pytest.importorskip("pydicom")
    made = pydicom.dataset.Dataset()
    made.file_meta = pydicom.dataset.FileMetaDataset()
    made.file_meta.TransferSyntaxUID = pydicom.uid.ExplicitVRLittleEndian
    made.file_meta.MediaStorageSOPClassUID = made.SOPClassUID = pydicom.uid.UID(kind)
    made.file_meta.MediaStorageSOPInstanceUID = made.SOPInstanceUID = pydicom.uid.UID("1.2.7")
    made.Rows, made.Columns, made.SamplesPerPixel, made.PlanarConfiguration = 48, 36, 3, 0
    made.PhotometricInterpretation, made.BitsAllocated, made.BitsStored, made.HighBit = "RGB", 8, 8, 7
    made.PixelRepresentation, made.PixelData = 0, bytes(48 * 36 * 3)
    buffer = io.BytesIO()
    made.save_as(buffer, enforce_file_format=True)
    return buffer.getvalue()


def heic() -> bytes:
    pillow_heif = pytest.importorskip("pillow_heif")
    buffer = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (64, 64), "pink")).save(buffer)
    return buffer.getvalue()


def brand(name: bytes) -> bytes:
    return struct.pack(">I", 24) + b"ftyp" + name + b"\0\0\0\0" + name + b"mif1" + bytes(40)


#: A row of the table of images by its first words, and files that it speaks of.
IMAGES: dict[str, list[Callable[[], bytes]]] = {
    "JPEG, progressive": [lambda: saved("JPEG", progressive=True), lambda: saved("JPEG", "CMYK")],
    "MPO": [lambda: frames("MPO")],
    "PNG, WebP": [lambda: saved("PNG"), lambda: saved("WEBP"), lambda: frames("PNG"), lambda: frames("WEBP")],
    "PNG or TIFF of 16 bits": [sixteen],
    "BMP": [lambda: saved("BMP")],
    "TIFF": [lambda: saved("TIFF", "L"), lambda: frames("TIFF")],
    "GIF": [lambda: frames("GIF")],
    "HEIC": [heic],
    "DICOM of visible light": [
        lambda: dicom("1.2.840.10008.5.1.4.1.1.77.1.4"),
        lambda: dicom("1.2.840.10008.5.1.4.1.1.7"),
    ],
    "DICOM of another kind": [lambda: dicom("1.2.840.10008.5.1.4.1.1.4")],
    "camera raw": [lambda: b"II*\0\x10\0\0\0CR\2\0" + bytes(200)],
    "AVIF": [lambda: brand(b"avif"), lambda: b"8BPS\0\1" + bytes(90), lambda: b"<svg/>"],
    "any other kind": [lambda: saved("PPM"), lambda: saved("PCX")],
    "PDF": [lambda: b"%PDF-1.4\n", lambda: b"<html>", lambda: b"PK\x03\x04" + bytes(90), lambda: brand(b"mp42")],
    "cut off": [lambda: saved("PNG")[:1500], lambda: b"", lambda: b"\xff\xd8\xff"],
    "more bytes": [
        lambda: saved("PNG") + bytes(400_000),
        lambda: saved("PNG").replace(b"\0\0\0\x24", b"\0\0\x24\0", 1),
    ],
}


@pytest.mark.parametrize("row", IMAGES)
def test_the_table_of_images_says_what_becomes_of_each(row: str) -> None:
    outcomes = {name: outcome for name, outcome in table("images.md").items() if name.startswith(row)}
    assert len(outcomes) >= 1, row
    outcome = outcomes[min(outcomes, key=len)]
    limits = ImageLimits(max_bytes=300_000, max_pixels=100_000)
    for build in IMAGES[row]:
        content = build()
        if outcome == "read":
            assert decode(content, limits).pixels.shape[2] == 3
        else:
            with pytest.raises(InputError):
                decode(content, limits)


def test_the_table_of_images_is_whole() -> None:
    told = " ".join(table("images.md"))
    assert len(table("images.md")) == len(IMAGES)
    assert all(
        kind.replace("HEIF", "HEIC") in told for kind in {kind for _, kind in FORMATS} | {"WebP", "HEIC", "DICOM"}
    )


def word_file() -> bytes:
    made = docx.Document()
    made.add_heading("Lice", 1)
    made.add_paragraph(SENTENCE)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def ruled() -> bytes:
    lines = [line(50, y, 450, y) for y in (660, 690, 720)] + [line(x, 660, x, 720) for x in (50, 200, 450)]
    cells = [words("Age", 60, 700), words("Care", 210, 700), words("all", 60, 670), words(SENTENCE, 210, 670)]
    return drawn([[*lines, *cells]])


#: A row of the table of guidelines by its first words, and files that it speaks of: name and content.
GUIDELINES: dict[str, list[tuple[str, Callable[[], bytes]]]] = {
    "Markdown": [("a.md", SENTENCE.encode), ("a.markdown", SENTENCE.encode)],
    "text": [("a.txt", SENTENCE.encode), ("b.txt", lambda: SENTENCE.encode("utf-16"))],
    "PDF with text": [("a.pdf", lambda: drawn([[words(SENTENCE, 60, 700)]]))],
    "PDF, table with lines": [("a.pdf", ruled)],
    "PDF, page that is a picture": [("a.pdf", lambda: drawn([[words(SENTENCE, 60, 700)], [image()]]))],
    "PDF, recognised text": [("a.pdf", lambda: drawn([[words(SENTENCE, 60, 700), image()]]))],
    "HTML": [
        (f"a.{end}", lambda: f"<html><body><p>{SENTENCE}</p></body></html>".encode())
        for end in ("html", "htm", "xhtml")
    ],
    "Word": [("a.docx", word_file)],
    "PDF or Word file with a password": [("a.docx", lambda: b"\xd0\xcf\x11\xe0" + bytes(600))],
    "old Word": [
        ("a.doc", lambda: b"\xd0\xcf\x11\xe0" + bytes(600)),
        ("a.txt", lambda: b"{\\rtf1 Lice.}"),
        ("b.txt", lambda: b"%!PS-1\n"),
    ],
    "a file that is another kind": [("a.pdf", word_file), ("a.docx", lambda: drawn([[words(SENTENCE, 60, 700)]]))],
    "any other suffix": [("a.odt", SENTENCE.encode), ("a.txt", lambda: bytes(range(256)) * 3)],
}


@pytest.mark.parametrize("row", GUIDELINES)
def test_the_table_of_guidelines_says_what_becomes_of_each(tmp_path: Path, row: str) -> None:
    outcomes = {name: outcome for name, outcome in table("guidelines.md").items() if name.startswith(row)}
    assert len(outcomes) == 1, outcomes
    (outcome,) = outcomes.values()
    for name, build in GUIDELINES[row]:
        (tmp_path / name).write_bytes(build())
        if outcome == "refused":
            with pytest.raises(InputError):
                read_document(tmp_path / name)
            continue
        found = read_document(tmp_path / name)
        assert "combed" in " ".join(passage.text for passage in found.passages)
        assert bool(found.unread) is (outcome == "named")


def test_the_table_of_guidelines_names_every_suffix() -> None:
    told = " ".join(table("guidelines.md"))
    assert all(f"`{suffix}`" in told for suffix in SUFFIXES)
