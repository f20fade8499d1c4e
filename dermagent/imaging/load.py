"""Decode one untrusted image, from a file beside its case or an https address, into an sRGB array."""

import hashlib
import importlib
import io
import os
import re
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt
from PIL import ExifTags, Image, UnidentifiedImageError

from dermagent.errors import InputError
from dermagent.image_files import ACCEPTED, image_format, told_as
from dermagent.imaging.deep import full_colours, is_deep, unread_kind
from dermagent.imaging.dicom import open_dicom
from dermagent.imaging.limits import ImageLimits, decoding
from dermagent.imaging.srgb import to_srgb

# Python code in PIL reads a header part by part, so millions of two-byte parts (or a GIF comment, joined in
# quadratic time) would keep it busy for minutes. Photographs need some hundred reads, PNG some per chunk; only a
# run-length coded BMP is decoded in Python, one read per run.
_HEADER_READS = 20_000
_DECODER_READS = 200_000
_BMP_READS = 2_000_000
# Every scan of a progressive JPEG runs over the whole image and may be a few bytes long; encoders write 1 to 20.
_JPEG_SCANS = 50

#: Orientations in which width and height change places.
_SIDEWAYS = frozenset({5, 6, 7, 8})
_UPRIGHT: dict[int, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True, eq=False)
class LoadedImage:
    """One upright photograph without metadata.

    `pixels` is (height, width, 3) sRGB, `size` the (width, height) of the image as it came, which is larger where it
    was made smaller; `sha256` is of the bytes as they came; `notes` are plain sentences on what was left out or changed
    while decoding; `mm_per_px` is what one pixel of the image as it came spans, where the file says so.
    """

    pixels: npt.NDArray[np.uint8]
    size: tuple[int, int]
    sha256: str
    format: str
    notes: tuple[str, ...]
    mm_per_px: float | None = None

    @property
    def ratio(self) -> float:
        """How many of the pixels stand for one of the image as it came, along a side."""
        return float(max(self.pixels.shape[:2]) / max(self.size))


def read_image(path_text: str, folder: Path, limits: ImageLimits, longest: int | None = None) -> LoadedImage:
    """Load the image that a case file names: a path inside the case's folder, or an https address.

    With `longest` it is made smaller to that long side before any copy of it is made.

    Raises:
        InputError: the only error, whatever the path leads to.
    """
    scheme = re.match(r"\s*([A-Za-z][A-Za-z0-9+.\-]+):(//)?", path_text)
    if scheme and (scheme[2] or scheme[1].lower() in {"http", "https", "ftp", "file", "data", "blob", "javascript"}):
        if scheme[1].lower() != "https":
            raise InputError(
                f"an image is given as a {scheme[1][:20].lower()!r} address, but only files and https addresses can "
                "be read; save the image beside the case file and give its path"
            )
        if not limits.allow_urls:
            raise InputError(
                "an image is given as an https address, but fetching is switched off; save the image beside the "
                "case file and give its path, or set `allow_urls`"
            )
        from dermagent.imaging.fetch import fetch  # ssl is loaded only where an address is used

        host = urlsplit(path_text).hostname
        return _decode(fetch(path_text, limits), limits, f"the image at {host!r}", longest)
    label = "image " + repr(path_text if len(path_text) <= 80 else "…" + path_text[-79:])
    return _decode(_read_inside(path_text, folder, limits, label), limits, label, longest)


def decode(content: bytes, limits: ImageLimits, longest: int | None = None) -> LoadedImage:
    """Decode the bytes of one image file; what it is, is told from the content. `longest` as in `read_image`.

    Raises:
        InputError: the only error, whatever the bytes are.
    """
    return _decode(content, limits, "the image", longest)


def _read_inside(path_text: str, folder: Path, limits: ImageLimits, label: str) -> bytes:
    """Bytes of a regular file below `folder`, reached without following a symbolic link."""
    if not path_text.strip() or "\x00" in path_text:
        raise InputError(f"{label}: expected a file name, found an empty name or a NUL character; correct the path")
    try:
        root = Path(folder).resolve(strict=True)
        os.fsencode(path_text)
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: a loop of links, before Python 3.13
        raise InputError(f"{label}: the case's folder or the path cannot be resolved; correct the path") from error
    # Lexical `..` is exact here because no component below the folder may be a link.
    wanted = os.path.normpath(os.path.join(root, path_text))
    parts: tuple[str, ...] = ()
    for base in (root, Path(os.path.abspath(folder))):
        if Path(wanted).is_relative_to(base):
            parts = Path(wanted).relative_to(base).parts
            break
    else:
        raise InputError(f"{label} lies outside the case's folder; copy the file into that folder")
    if not parts:
        raise InputError(f"{label} is a folder, but a file was expected; name the image file itself")
    try:
        return _read_chain(root, parts, limits, label)
    except FileNotFoundError as error:
        raise InputError(f"{label} was not found in the case's folder; check the name (capitals count)") from error
    except PermissionError as error:
        raise InputError(f"{label} may not be read by this user; change the file's permissions") from error
    except NotADirectoryError as error:
        raise InputError(f"{label}: a part of the path is not a folder; correct the path") from error
    except OSError as error:  # a name too long, a link put there meanwhile, a failing disk
        raise InputError(f"{label} could not be read ({error.strerror or 'no reason'}); correct the path") from error


def _read_chain(root: Path, parts: tuple[str, ...], limits: ImageLimits, label: str) -> bytes:
    """Open folder by folder relative to the one before, so that a link swapped in meanwhile is not followed."""
    handle = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for position, name in enumerate(parts):
            last = position == len(parts) - 1
            _check_kind(os.stat(name, dir_fd=handle, follow_symlinks=False), last, limits, label)
            # O_NONBLOCK: should the file have become a FIFO since the check, opening it must not hang.
            flags = os.O_NONBLOCK if last else os.O_DIRECTORY
            opened = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | flags, dir_fd=handle)
            os.close(handle)
            handle = opened
        _check_kind(os.fstat(handle), True, limits, label)
        with os.fdopen(os.dup(handle), "rb") as file:
            return file.read(limits.max_bytes + 1)  # may have grown; `_decode` refuses the extra byte
    finally:
        os.close(handle)


def _check_kind(status: os.stat_result, last: bool, limits: ImageLimits, label: str) -> None:
    if stat.S_ISLNK(status.st_mode):
        raise InputError(f"{label} is or passes through a symbolic link; copy the file itself into the case's folder")
    if not last:
        if not stat.S_ISDIR(status.st_mode):
            raise InputError(f"{label}: a part of the path is not a folder; correct the path")
        return
    if stat.S_ISDIR(status.st_mode):
        raise InputError(f"{label} is a folder, but a file was expected; name the image file itself")
    if not stat.S_ISREG(status.st_mode):
        raise InputError(f"{label} is a device, pipe or socket, but a regular file was expected; name an image file")
    if status.st_size > limits.max_bytes:
        raise InputError(_too_many_bytes(label, limits))


def _too_many_bytes(label: str, limits: ImageLimits) -> str:
    return f"{label} is larger than {limits.max_bytes / 2**20:.3g} MiB (`max_bytes`); save it smaller"


class _Reads(io.BytesIO):
    """The file for PIL; ends a decoder that reads in too many small steps."""

    def __init__(self, content: bytes, left: int = _HEADER_READS) -> None:
        """Of these bytes, in so many steps."""
        super().__init__(content)
        self.left = left

    def read(self, size: int | None = -1, /) -> bytes:
        self.left -= 1
        if self.left < 0:
            raise OSError("more parts than a photograph has")
        return super().read(size)


def _decode(content: bytes, limits: ImageLimits, label: str, longest: int | None) -> LoadedImage:
    if not content:
        raise InputError(f"{label} is empty (0 bytes); export or copy it again")
    if len(content) > limits.max_bytes:
        raise InputError(_too_many_bytes(label, limits))
    kind = _kind(content, label)
    notes: list[str] = []
    mm_per_px = None
    try:
        if kind == "DICOM":
            dicom = open_dicom(content, limits, label, notes)
            opened, mm_per_px = _Opened(dicom.size, dicom.load), dicom.mm_per_px
        elif kind == "HEIF":
            opened = _open_heif(content, limits, label, notes)
        else:
            opened = _open(content, kind, limits, label, notes)
        with decoding.taken(opened.size[0] * opened.size[1]):
            image = opened.load(longest)
            if longest and max(image.size) > longest:
                image = _made_smaller(image, longest)
            upright = to_srgb(image, notes)
            del image
            if opened.orientation in _UPRIGHT:
                upright = upright.transpose(_UPRIGHT[opened.orientation])
            pixels = np.array(upright, dtype=np.uint8)
        turned = opened.orientation in _SIDEWAYS
        size = (opened.size[1], opened.size[0]) if turned else opened.size
    except InputError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise InputError(_too_many_pixels(label, limits)) from error
    except MemoryError as error:
        raise InputError(f"{label} needs more memory than there is; save it with fewer pixels") from error
    # Decoders of untrusted bytes raise an open set of errors (OSError, SyntaxError, ValueError, struct.error,
    # zlib.error, EOFError, IndexError, KeyError, TypeError, OverflowError, ZeroDivisionError, ... and a plug-in's
    # own), and each means the same to the caller: this file is not a sound image.
    except Exception as error:
        cut = not isinstance(error, UnidentifiedImageError) and re.search("truncat|not enough|cut short", str(error))
        found = "ends before its last pixel" if cut else "is damaged or not what its first bytes say"
        raise InputError(f"{label} starts like a {kind} image but {found}; export or copy it again") from error
    return LoadedImage(pixels, size, hashlib.sha256(content).hexdigest(), kind, tuple(notes), mm_per_px)


@dataclass
class _Opened:
    """An image whose header was read: its size as it is stored, its orientation, and how its pixels are got."""

    size: tuple[int, int]
    load: Callable[[int | None], Image.Image]
    orientation: int = 1


def _made_smaller(image: Image.Image, longest: int) -> Image.Image:
    """The image with this long side, each pixel the mean of those that it stands for; grey of 16 bits stays so."""
    ratio = longest / max(image.size)
    size = (max(1, round(image.width * ratio)), max(1, round(image.height * ratio)))
    if image.mode == "1" or image.mode in {"P", "PA"}:
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    if image.mode.startswith("I;16"):
        return image.resize(size, Image.Resampling.NEAREST)
    return image.resize(size, Image.Resampling.BOX)


def _kind(content: bytes, label: str) -> str:
    """Name of the accepted format, by the first bytes."""
    kind = image_format(content)
    if kind is None:
        found = told_as(content)
        raise InputError(f"{label}: expected a {ACCEPTED} image, found {found}; save the photograph as JPEG or PNG")
    if content[8:10] == b"CR" and kind == "TIFF":
        raise InputError(f"{label} is a camera raw file; export it as JPEG")
    return kind


def _too_many_pixels(label: str, limits: ImageLimits) -> str:
    return (
        f"{label} has more than {limits.max_pixels} pixels (`max_pixels`) according to its header; save it with "
        "fewer pixels"
    )


def _check_size(size: tuple[int, int], limits: ImageLimits, label: str) -> None:
    if size[0] * size[1] > limits.max_pixels:
        raise InputError(_too_many_pixels(label, limits))
    if min(size) < limits.min_side_px:
        raise InputError(
            f"{label} is {size[0]} by {size[1]} pixels, but each side needs at least {limits.min_side_px} "
            "(`min_side_px`); use the original photograph"
        )


def _open(content: bytes, kind: str, limits: ImageLimits, label: str, notes: list[str]) -> _Opened:
    """The first frame, and its EXIF orientation (1 if upright or unknown)."""
    if kind == "JPEG" and _jpeg_scans(content) > _JPEG_SCANS:
        raise InputError(f"{label} is a JPEG image with more than {_JPEG_SCANS} scans; save it again as plain JPEG")
    reads = _Reads(content)
    try:
        image = Image.open(reads, formats=[kind])
    except UnidentifiedImageError as error:
        kept = unread_kind(content) if kind == "TIFF" else ""
        if kept:
            raise InputError(
                f"{label} is a TIFF image whose colours are kept as {kept}, a kind that is not read here; "
                "save it as 8-bit JPEG or PNG"
            ) from error
        raise
    _check_size(image.size, limits, label)
    tags = getattr(image, "tag_v2", {})
    if tags:
        if 50706 in tags or int(tags.get(254, 0)) & 1:  # DNGVersion; NewSubfileType "reduced-resolution image"
            raise InputError(f"{label} is a camera raw file or begins with a preview; export it as JPEG")
        # A tile is decoded whole, so its size is a second way to ask for memory.
        if int(tags.get(322, 0)) * int(tags.get(323, 0)) > limits.max_pixels:
            raise InputError(_too_many_pixels(label, limits))
    if getattr(image, "is_animated", False):
        # Counting the frames of a TIFF or GIF means walking through all of them; the others state the number.
        frames = "several" if kind in {"TIFF", "GIF"} else str(getattr(image, "n_frames", "several"))
        notes.append(f"Only the first of {frames} frames was used.")
    opened = _Opened(image.size, lambda longest: loaded(longest))

    def loaded(longest: int | None) -> Image.Image:
        reads.left = _BMP_READS if kind == "BMP" else _DECODER_READS
        if kind == "JPEG" and longest:
            image.draft(None, (longest, longest))  # decoded at an eighth, a quarter or a half where that is enough
        deep = is_deep(image)
        image.load()
        shown: Image.Image = image
        if deep:
            shown = full_colours(image, lambda: Image.open(_Reads(content, _DECODER_READS), formats=[kind]), notes)
        try:
            opened.orientation = int(image.getexif().get(ExifTags.Base.Orientation, 1))  # PIL has turned a TIFF already
        except Exception:  # as open a set as the decoder's, and a photograph with broken EXIF is still a photograph
            notes.append("The EXIF data could not be read, so the photograph may be turned.")
        return shown

    return opened


_JPEG_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")


def _jpeg_scans(content: bytes) -> int:
    """Number of scans up to the end of the first image, counted no further than needed."""
    at, scans = 2, 0
    for _ in range(_HEADER_READS):
        marker = _JPEG_MARKER.search(content, at)
        if marker is None or content[marker.start() + 1] == 0xD9 or scans > _JPEG_SCANS:
            break
        scans += content[marker.start() + 1] == 0xDA
        at = marker.end() + int.from_bytes(content[marker.end() : marker.end() + 2], "big")
    return scans


def _open_heif(content: bytes, limits: ImageLimits, label: str, notes: list[str]) -> _Opened:
    """Main image of a HEIC file, already upright: its decoder applies the container's own rotation."""
    try:
        pillow_heif: Any = importlib.import_module("pillow_heif")
    except ImportError as error:
        raise InputError(
            f"{label} is a HEIC image, which needs an extra; install `dermagent[heic]` or convert the image to JPEG"
        ) from error
    file = pillow_heif.open_heif(io.BytesIO(content), convert_hdr_to_8bit=True)
    _check_size(file.size, limits, label)
    if len(file) > 1:
        notes.append(f"Only the main one of {len(file)} images was used.")
    return _Opened(file.size, lambda longest: file.to_pillow())
