"""Which format of image a file is, or what else it is, by its first bytes and not by what it is called."""

ACCEPTED = "JPEG, PNG, WebP, BMP, TIFF, GIF, HEIC or DICOM"

#: First bytes of the images that are decoded, and their format.
FORMATS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"II+\x00", "TIFF"),
    (b"MM\x00+", "TIFF"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
)
#: First bytes of what people mistake for a photograph, markup in small letters; only to word the refusal.
_REFUSED: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"%!PS", "a PostScript file"),
    (b"\xc5\xd0\xd3\xc6", "a PostScript file"),
    (b"<svg", "an SVG drawing"),
    (b"<!doctype svg", "an SVG drawing"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"<?xml", "an XML file (perhaps an SVG drawing)"),
    (b"8BPS", "a Photoshop file"),
    (b"\x00\x00\x01\x00", "an icon file"),
    (b"\x00\x00\x02\x00", "a cursor or TGA file"),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 file"),
    (b"\xff\x4f\xff\x51", "a JPEG 2000 file"),
    (b"\xff\x0a", "a JPEG XL file"),
    (b"\x00\x00\x00\x0cJXL ", "a JPEG XL file"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
)
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})


def image_format(content: bytes) -> str | None:
    """The accepted format of an image ("JPEG", "HEIF"); None for anything else."""
    known = next((kind for magic, kind in FORMATS if content.startswith(magic)), None)
    if known is None and content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    if known is None and content[4:8] == b"ftyp" and not _is_avif(content) and content[8:12] in _HEIF_BRANDS:
        return "HEIF"
    return "DICOM" if known is None and content[128:132] == b"DICM" else known


def told_as(content: bytes) -> str:
    """What a file is that is no accepted image, in words."""
    text = content[:64].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    told = [name for magic, name in _REFUSED if content.startswith(magic) or text.startswith(magic)]
    if told:
        return told[-1]
    if content[4:8] == b"ftyp":
        return "an AVIF image" if _is_avif(content) else "a video or another media file"
    return "no image format that is known here"


def _is_avif(content: bytes) -> bool:
    brands = content[8 : min(int.from_bytes(content[:4], "big"), 256)]
    return b"avif" in brands or b"avis" in brands
