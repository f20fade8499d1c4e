"""Hostile, broken and odd image files: each is either loaded as described or refused in one sentence."""

import hashlib
import io
import os
import socket
import stat
import struct
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageCms

from dermagent.errors import InputError
from dermagent.imaging import fetch, load
from dermagent.imaging.limits import ImageLimits
from dermagent.imaging.load import LoadedImage, decode, read_image

# PIL warns about odd tags and goes on; so do we, whatever filter the test run sets.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning", "ignore::PIL.Image.DecompressionBombWarning")

LIMITS = ImageLimits(max_bytes=200_000, max_pixels=1_000_000)
SKIN = (198, 134, 110)


def gradient(width: int = 40, height: int = 24, mode: str = "RGB") -> Image.Image:
    rows, columns = np.mgrid[0:height, 0:width]
    pixels = np.stack((columns * 255 // width, rows * 255 // height, 255 - columns * 255 // width), axis=-1)
    return Image.fromarray(pixels.astype(np.uint8)).convert(mode)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, format=kind, **options)
    return buffer.getvalue()


def chunk(name: bytes, body: bytes = b"") -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png_of_size(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND")


def tiff(tags: dict[int, int], pages: int = 1) -> bytes:
    """Little-endian TIFF of 32 by 32 grey pixels whose LONG tags can be set at will; all pages show the same."""
    basic = {256: 32, 257: 32, 258: 8, 259: 1, 262: 1, 273: 8, 277: 1, 278: 32, 279: 1024}
    entries = sorted((basic | tags).items())
    directory = struct.pack("<H", len(entries))
    directory += b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries)
    start, length = 8 + 1024, len(directory) + 4
    following = [struct.pack("<I", start + page * length) for page in range(1, pages)] + [b"\0\0\0\0"]
    return b"II*\0" + struct.pack("<I", start) + bytes(range(256)) * 4 + b"".join(directory + at for at in following)


def bmp_of_size(width: int, height: int) -> bytes:
    return b"BM" + struct.pack("<IHHI", 54, 0, 0, 54) + struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, *[0] * 6)


def gif_of_size(width: int, height: int) -> bytes:
    small = bytearray(saved(gradient(20, 20, "P"), "GIF"))
    small[6:10] = struct.pack("<HH", width, height)
    return bytes(small)


def webp_of_size(width: int, height: int) -> bytes:
    extended = b"\0\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + extended
    return b"RIFF" + struct.pack("<I", len(body)) + body


def progressive_with_scans(extra: int) -> bytes:
    whole = saved(gradient(64, 64), "JPEG", progressive=True)
    last = whole[whole.rindex(b"\xff\xda") : -2]
    return whole[:-2] + last * extra + b"\xff\xd9"


def exif(orientation: int) -> bytes:
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = orientation
    tags[ExifTags.Base.Artist] = "Jane Patient"
    return tags.tobytes()


def palette_with_transparency() -> bytes:
    image = Image.new("P", (20, 20), 0)
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.paste(1, (0, 0, 10, 20))
    return saved(image, "PNG", transparency=1)


def with_alpha(alpha: int, mode: str = "RGBA") -> Image.Image:
    image = Image.new(mode, (20, 20), (0, alpha) if mode == "LA" else (255, 0, 0, alpha))
    return image


def with_swapped_primaries() -> bytes:
    """Red pixels and a colour profile in which red and blue have changed places."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"tmp_").replace(b"bXYZ", b"rXYZ").replace(b"tmp_", b"bXYZ")
    return saved(Image.new("RGB", (20, 20), (255, 0, 0)), "PNG", icc_profile=swapped)


def grey16(values: list[int]) -> Image.Image:
    return Image.fromarray(np.tile(np.array(values, dtype=np.uint16), (20, 20 // len(values))))


def ftyp(brand: bytes) -> bytes:
    return struct.pack(">I", 24) + b"ftyp" + brand + b"\0\0\0\0" + brand + b"mif1" + b"\0" * 40


def half(content: bytes) -> bytes:
    return content[: len(content) // 2]


Check = Callable[[LoadedImage], bool]


def has_note(text: str) -> Check:
    return lambda image: any(text in note for note in image.notes)


def near(colour: tuple[int, int, int], within: int = 3) -> Check:
    return lambda image: bool(np.abs(image.pixels[2, 2].astype(int) - colour).max() <= within)


def plain(image: LoadedImage) -> bool:
    return image.notes == ()


RGB = gradient()
ANIMATION = {"save_all": True, "append_images": [Image.new("RGB", (40, 24)), gradient(40, 24).rotate(180)]}
TOO_MANY = "1000000 pixels (`max_pixels`)"
DAMAGED = "damaged or not what its first bytes say"
CUT = "ends before its last pixel"

CONTENTS: dict[str, tuple[Callable[[], bytes], str | Check]] = {
    "a JPEG": (lambda: saved(RGB, "JPEG"), plain),
    "a progressive JPEG": (lambda: saved(RGB, "JPEG", progressive=True), plain),
    "a grey JPEG": (lambda: saved(gradient(mode="L"), "JPEG"), plain),
    "a CMYK JPEG": (lambda: saved(Image.new("CMYK", (20, 20), (0, 255, 255, 0)), "JPEG"), near((255, 0, 0), 8)),
    "a CMYK JPEG is noted": (lambda: saved(Image.new("CMYK", (20, 20)), "JPEG"), has_note("CMYK")),
    "a JPEG with a second image": (lambda: saved(RGB, "MPO", **ANIMATION), has_note("the first of 3 frames")),
    "a JPEG with too many scans": (lambda: progressive_with_scans(60), "more than 50 scans"),
    "a JPEG with some more scans": (lambda: progressive_with_scans(5), plain),
    "a JPEG of comments only": (lambda: b"\xff\xd8" + b"\xff\xfe\x00\x02" * 45_000, DAMAGED),
    "a JPEG cut in half": (lambda: half(saved(gradient(200, 200), "JPEG")), CUT),
    "a JPEG of three bytes": (lambda: b"\xff\xd8\xff", DAMAGED),
    "a JPEG with broken EXIF": (lambda: saved(RGB, "JPEG", exif=b"Exif\0\0MM\0*\0\0\xff\xff"), lambda i: True),
    "a PNG": (lambda: saved(RGB, "PNG"), lambda i: plain(i) and bool((i.pixels == np.asarray(RGB)).all())),
    "a PNG cut in half": (lambda: half(saved(RGB, "PNG")), CUT),
    "a PNG that is only a signature": (lambda: b"\x89PNG\r\n\x1a\n", DAMAGED),
    "a PNG with too little pixel data": (lambda: png_of_size(600, 600), CUT),
    "a PNG bomb": (lambda: png_of_size(30_000, 30_000), TOO_MANY),
    "a PNG just above PIL's own limit": (lambda: png_of_size(10_000, 9_000), TOO_MANY),
    "a PNG of width zero": (lambda: png_of_size(0, 20), ""),
    "a PNG with a text bomb": (
        lambda: saved(RGB, "PNG")[:33] + chunk(b"zTXt", b"k\0\0" + zlib.compress(bytes(9_000_000))) + chunk(b"IEND"),
        DAMAGED,
    ),
    "a PNG with thousands of chunks": (lambda: saved(RGB, "PNG")[:33] + chunk(b"teSt") * 15_000, DAMAGED),
    "an animated PNG": (lambda: saved(RGB, "PNG", **ANIMATION), has_note("the first of 3 frames")),
    "a 16-bit PNG": (lambda: saved(grey16([32896]), "PNG"), near((128, 128, 128), 0)),
    "a 16-bit PNG is noted": (lambda: saved(grey16([0, 65535]), "PNG"), has_note("16-bit")),
    "a 1-bit PNG": (lambda: saved(Image.new("1", (20, 20), 1), "PNG"), near((255, 255, 255), 0)),
    "a palette PNG": (lambda: saved(gradient(mode="P"), "PNG"), plain),
    "a palette with transparency": (palette_with_transparency, near((255, 255, 255), 0)),
    "an RGBA PNG on white": (lambda: saved(with_alpha(0), "PNG"), near((255, 255, 255), 0)),
    "a half transparent PNG": (lambda: saved(with_alpha(128), "PNG"), near((255, 127, 127), 1)),
    "transparency is noted": (lambda: saved(with_alpha(254), "PNG"), has_note("on white")),
    "an opaque alpha channel is no news": (lambda: saved(with_alpha(255), "PNG"), plain),
    "a grey PNG with alpha": (lambda: saved(with_alpha(128, "LA"), "PNG"), near((127, 127, 127), 1)),
    "a colour profile": (with_swapped_primaries, lambda i: bool(i.pixels[0, 0, 2] > 200 > i.pixels[0, 0, 0])),
    "a broken colour profile": (lambda: saved(RGB, "PNG", icc_profile=b"nonsense"), has_note("colour profile")),
    "a WebP": (lambda: saved(RGB, "WEBP", lossless=True), lambda i: bool((i.pixels == np.asarray(RGB)).all())),
    "a WebP cut in half": (lambda: half(saved(gradient(200, 200), "WEBP")), DAMAGED),
    "an animated WebP": (lambda: saved(RGB, "WEBP", **ANIMATION), has_note("the first of 3 frames")),
    "a WebP bomb": (lambda: webp_of_size(16_000, 16_000), ""),
    "a BMP": (lambda: saved(RGB, "BMP"), plain),
    "a BMP cut in half": (lambda: half(saved(RGB, "BMP")), CUT),
    "a BMP bomb": (lambda: bmp_of_size(40_000, 40_000), TOO_MANY),
    "a TIFF": (lambda: saved(RGB, "TIFF"), plain),
    "a compressed TIFF": (lambda: saved(RGB, "TIFF", compression="tiff_lzw"), plain),
    "a TIFF with pages": (lambda: tiff({}, pages=2), has_note("the first of several frames")),
    "a TIFF cut in half": (lambda: half(saved(gradient(200, 200), "TIFF")), ""),
    "a TIFF of floats from 0 to 1": (lambda: saved(Image.new("F", (20, 20), 0.5), "TIFF"), near((128, 128, 128), 0)),
    "a TIFF of large integers": (lambda: saved(Image.new("I", (20, 20), 70_000), "TIFF"), has_note("stretched")),
    "a TIFF of nothing but NaN": (lambda: saved(Image.new("F", (20, 20), float("nan")), "TIFF"), DAMAGED),
    "a CMYK TIFF": (lambda: saved(Image.new("CMYK", (20, 20), (0, 255, 255, 0)), "TIFF"), near((255, 0, 0))),
    "a Lab TIFF": (lambda: saved(Image.new("LAB", (20, 20), (255, 128, 128)), "TIFF"), near((255, 255, 255))),
    "a YCbCr TIFF": (lambda: saved(RGB.convert("YCbCr"), "TIFF"), plain),
    "a TIFF made by hand": (lambda: tiff({}), lambda i: i.pixels.shape == (32, 32, 3)),
    "a TIFF bomb": (lambda: tiff({256: 50_000, 257: 50_000}), TOO_MANY),
    "a TIFF with a giant tile": (lambda: tiff({322: 65_536, 323: 65_536, 324: 8, 325: 1024}), TOO_MANY),
    "a TIFF preview": (lambda: tiff({254: 1}), "camera raw"),
    "a DNG": (lambda: tiff({50706: 0x104}), "camera raw"),
    "a CR2": (lambda: b"II*\0\x10\0\0\0CR\2\0" + bytes(99), "camera raw"),
    "a TIFF whose frames form a ring": (lambda: tiff({})[:-4] + struct.pack("<I", 1032), lambda i: True),
    "a GIF": (lambda: saved(gradient(mode="P"), "GIF"), plain),
    "an animated GIF": (lambda: saved(RGB, "GIF", **ANIMATION), has_note("the first of several frames")),
    "a GIF cut in half": (lambda: half(saved(gradient(200, 200, "P"), "GIF")), CUT),
    "a GIF bomb": (lambda: gif_of_size(60_000, 60_000), TOO_MANY),
    "a HEIC without its decoder": (lambda: ftyp(b"heic"), "dermagent[heic]"),
    "an AVIF": (lambda: ftyp(b"avif"), "found an AVIF image"),
    "a video": (lambda: ftyp(b"isom"), "found a video"),
    "an SVG": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>", "found an SVG drawing"),
    "an SVG with an XML head": (lambda: b"\xef\xbb\xbf <?xml version='1.0'?><svg/>", "found an XML file"),
    "a web page": (lambda: b"\n<!DOCTYPE html><html>login</html>", "found a web page"),
    "a PDF": (lambda: b"%PDF-1.7\n", "found a PDF document"),
    "a PostScript file": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n", "found a PostScript file"),
    "an icon": (lambda: saved(Image.new("RGB", (32, 32)), "ICO"), "found an icon file"),
    "a broken DICOM file": (lambda: bytes(128) + b"DICM" + bytes(99), "DICOM"),
    "a JPEG 2000": (lambda: b"\x00\x00\x00\x0cjP  \r\n\x87\n", "found a JPEG 2000 file"),
    "a Photoshop file": (lambda: b"8BPS\0\1", "found a Photoshop file"),
    "a PPM": (lambda: saved(RGB, "PPM"), "no image format that is known"),
    "a text": (lambda: b"not an image", "no image format that is known"),
    "a file of zeros": (lambda: bytes(5000), "no image format that is known"),
    "an empty file": (lambda: b"", "is empty"),
    "a file one byte too long": (lambda: saved(RGB, "PNG").ljust(200_001, b"\0"), "(`max_bytes`)"),
    "an image too small": (lambda: saved(gradient(15, 200), "PNG"), "15 by 200 pixels"),
    "an image just large enough": (lambda: saved(gradient(16, 16), "PNG"), plain),
}


@pytest.mark.parametrize("name", CONTENTS)
def test_content_is_loaded_as_expected_or_refused_in_one_sentence(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    build, expected = CONTENTS[name]
    (tmp_path / "photo.dat").write_bytes(build())
    if isinstance(expected, str):
        with pytest.raises(InputError) as refusal:
            read_image("photo.dat", tmp_path, LIMITS)
        sentence = str(refusal.value)
        assert expected in sentence
        assert sentence.startswith("image 'photo.dat'")
        assert "\n" not in sentence and ". " not in sentence and "object at" not in sentence
        return
    image = read_image("photo.dat", tmp_path, LIMITS)
    assert image.pixels.ndim == 3 and image.pixels.shape[2] == 3 and image.pixels.dtype == np.uint8
    assert expected(image), image.notes


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF"])
@pytest.mark.parametrize(
    ("orientation", "stored"),
    [
        (1, None),
        (2, Image.Transpose.FLIP_LEFT_RIGHT),
        (3, Image.Transpose.ROTATE_180),
        (4, Image.Transpose.FLIP_TOP_BOTTOM),
        (5, Image.Transpose.TRANSPOSE),
        (6, Image.Transpose.ROTATE_90),
        (7, Image.Transpose.TRANSVERSE),
        (8, Image.Transpose.ROTATE_270),
    ],
)
def test_exif_orientation_is_applied_once(kind: str, orientation: int, stored: Image.Transpose | None) -> None:
    upright = gradient()
    turned = upright if stored is None else upright.transpose(stored)
    options: dict[str, object] = {"tiffinfo": {274: orientation}} if kind == "TIFF" else {"exif": exif(orientation)}
    if kind in {"JPEG", "WEBP"}:
        options |= {"quality": 95, "subsampling": 0, "lossless": True}
    image = decode(saved(turned, kind, **options), LIMITS)
    assert image.pixels.shape == (24, 40, 3)
    assert np.abs(image.pixels.astype(int) - np.asarray(upright)).max() <= 12


def test_an_orientation_that_cannot_be_read_is_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Image.Image) -> Image.Exif:
        raise struct.error("unpack requires a buffer")

    monkeypatch.setattr(Image.Image, "getexif", broken)
    assert has_note("may be turned")(decode(saved(RGB, "JPEG"), LIMITS))


def test_the_hash_is_of_the_original_bytes_and_the_format_is_named() -> None:
    image = decode(saved(Image.new("RGB", (20, 20), SKIN), "MPO"), LIMITS)
    assert image.format == "JPEG"
    content = saved(RGB, "PNG")
    assert decode(content, LIMITS).sha256 == hashlib.sha256(content).hexdigest()


def test_heic_is_loaded_upright_where_its_decoder_is_installed() -> None:
    pillow_heif = pytest.importorskip("pillow_heif", reason="pillow_heif is not installed")
    buffer = io.BytesIO()
    pillow_heif.from_pillow(gradient(60, 40)).save(buffer, quality=95, exif=exif(6))
    assert decode(buffer.getvalue(), LIMITS).pixels.shape == (60, 40, 3)
    with pytest.raises(InputError, match="max_pixels"):
        decode(buffer.getvalue(), ImageLimits(max_pixels=100))
    with pytest.raises(InputError, match=DAMAGED):
        decode(half(buffer.getvalue()), LIMITS)


def test_running_out_of_memory_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def exhausted(*_: object) -> Image.Image:
        raise MemoryError

    monkeypatch.setattr(load, "to_srgb", exhausted)
    with pytest.raises(InputError, match="needs more memory"):
        decode(saved(RGB, "PNG"), LIMITS)


def test_pillow_keeps_its_global_settings() -> None:
    from PIL import ImageFile

    before = (Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES)
    for build, _ in CONTENTS.values():
        try:
            decode(build(), LIMITS)
        except InputError:
            pass
    assert (Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES) == before
    assert before[1] is False


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A case's folder with one good image, beside a file that must stay out of reach."""
    content = saved(RGB, "PNG")
    (tmp_path / "secret.png").write_bytes(content)
    case = tmp_path / "case"
    (case / "images").mkdir(parents=True)
    (case / "photo.png").write_bytes(content)
    (case / "images" / "ein Bild ü.png").write_bytes(content)
    (case / "link.png").symlink_to(case / "photo.png")
    (case / "dangling.png").symlink_to(case / "nothing.png")
    (case / "ring.png").symlink_to(case / "ring.png")
    (case / "linked").symlink_to(case / "images")
    (case / "out").symlink_to(tmp_path)
    os.mkfifo(case / "pipe.png")
    return case


REFUSED_PATHS: dict[str, tuple[str, str]] = {
    "a missing file": ("nothing.png", "was not found"),
    "a missing folder": ("nowhere/photo.png", "was not found"),
    "a folder": ("images", "is a folder"),
    "the folder itself": (".", "is a folder"),
    "an empty name": ("", "an empty name"),
    "a blank name": ("  ", "an empty name"),
    "a NUL character": ("photo.png\0.jpg", "NUL"),
    "a lone surrogate": ("photo\ud800.png", "cannot be resolved"),
    "a FIFO": ("pipe.png", "device, pipe or socket"),
    "a link to a file inside": ("link.png", "symbolic link"),
    "a dangling link": ("dangling.png", "symbolic link"),
    "a ring of links": ("ring.png", "symbolic link"),
    "a linked folder": ("linked/ein Bild ü.png", "symbolic link"),
    "a linked folder that leads out": ("out/secret.png", "symbolic link"),
    "a path up and out": ("../secret.png", "outside the case's folder"),
    "a path down, up and out": ("images/../../secret.png", "outside the case's folder"),
    "an absolute path elsewhere": ("/etc/passwd", "outside the case's folder"),
    "an absolute path with two slashes": ("//etc/passwd", "outside the case's folder"),
    "a sibling with the same beginning": ("../case2/photo.png", "outside the case's folder"),
    "a file used as a folder": ("photo.png/photo.png", "not a folder"),
    "a name too long": ("x" * 300 + ".png", "could not be read"),
    "a path too long": ("images/" * 2000 + "photo.png", "was not found"),
    "an http address": ("http://example.com/photo.png", "'http' address"),
    "an ftp address": ("FTP://example.com/photo.png", "'ftp' address"),
    "a file address": ("file:///etc/passwd", "'file' address"),
    "a file address without slashes": ("file:photo.png", "'file' address"),
    "a data address": ("data:image/png;base64,SECRET", "'data' address"),
    "an unknown scheme": ("gopher://example.com/SECRET", "'gopher' address"),
    "an https address while switched off": ("https://example.com/SECRET?token=SECRET", "`allow_urls`"),
    "an https address in capitals": (" HTTPS://example.com/SECRET", "`allow_urls`"),
}


@pytest.mark.parametrize("name", REFUSED_PATHS)
def test_paths_that_lead_astray_are_refused(name: str, folder: Path) -> None:
    path_text, expected = REFUSED_PATHS[name]
    with pytest.raises(InputError) as refusal:
        read_image(path_text, folder, LIMITS)
    assert expected in str(refusal.value)
    assert "SECRET" not in str(refusal.value)
    assert len(str(refusal.value)) < 300


@pytest.mark.parametrize(
    "path_text", ["photo.png", "./photo.png", "images/ein Bild ü.png", "images/../photo.png", "../case/photo.png"]
)
def test_paths_that_stay_inside_are_read(path_text: str, folder: Path) -> None:
    assert read_image(path_text, folder, LIMITS).pixels.shape == (24, 40, 3)


def test_an_absolute_path_inside_the_folder_is_read_even_through_a_linked_folder(folder: Path) -> None:
    assert read_image(str(folder / "photo.png"), folder, LIMITS).format == "PNG"
    linked = folder.parent / "alias"
    linked.symlink_to(folder)
    assert read_image(str(linked / "photo.png"), linked, LIMITS).format == "PNG"


def test_a_folder_that_is_missing_or_a_file_is_refused(folder: Path) -> None:
    for wrong in (folder / "nowhere", folder / "photo.png", folder / "ring.png"):
        with pytest.raises(InputError):
            read_image("photo.png", wrong, LIMITS)


def test_a_device_is_refused_without_being_opened() -> None:
    with pytest.raises(InputError, match="device, pipe or socket"):
        read_image("null", Path("/dev"), LIMITS)


def test_a_socket_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)  # the name of a socket must be short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("s.png")
        with pytest.raises(InputError, match="device, pipe or socket"):
            read_image("s.png", folder, LIMITS)


def test_a_file_that_may_not_be_read_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() == 0:  # permissions do not bind root

        def denied(*_: object, **__: object) -> int:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(os, "open", denied)
    else:
        (folder / "photo.png").chmod(0)
    with pytest.raises(InputError, match="may not be read"):
        read_image("photo.png", folder, LIMITS)


def test_a_link_or_fifo_swapped_in_after_the_check_is_not_followed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    regular = os.stat(folder / "photo.png")
    real = os.stat

    def too_early(name: object, *, dir_fd: int | None = None, follow_symlinks: bool = True) -> os.stat_result:
        if dir_fd is None:
            return real(name, follow_symlinks=follow_symlinks)  # type: ignore[arg-type]
        return regular

    monkeypatch.setattr(os, "stat", too_early)
    for swapped in ("link.png", "pipe.png"):
        with pytest.raises(InputError):
            read_image(swapped, folder, LIMITS)


def test_a_large_file_is_refused_before_it_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open(folder / "sparse.png", "wb") as file:
        file.truncate(10**12)
    with pytest.raises(InputError, match=r"larger than 0\.191 MiB \(`max_bytes`\)"):
        read_image("sparse.png", folder, LIMITS)


def test_an_address_is_fetched_only_where_the_setting_allows_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "fetch", lambda url, limits: saved(RGB, "PNG"))
    assert read_image("https://example.com/a.png", folder, ImageLimits(allow_urls=True)).format == "PNG"
    monkeypatch.setattr(fetch, "fetch", lambda url, limits: b"%PDF")
    with pytest.raises(InputError, match=r"the image at 'example\.com': expected a JPEG") as refusal:
        read_image("https://example.com/SECRET?SECRET", folder, ImageLimits(allow_urls=True))
    assert "SECRET" not in str(refusal.value)
    with pytest.raises(InputError, match="'http' address"):
        read_image("http://example.com/a.png", folder, ImageLimits(allow_urls=True))


def test_no_file_handle_is_left_open(folder: Path) -> None:
    if not stat.S_ISDIR(os.stat("/proc/self/fd").st_mode):
        pytest.skip("no /proc")
    before = len(os.listdir("/proc/self/fd"))
    for path_text in ["photo.png", *(path for path, _ in REFUSED_PATHS.values())]:
        try:
            read_image(path_text, folder, LIMITS)
        except InputError:
            pass
    assert len(os.listdir("/proc/self/fd")) == before


VALID = [
    saved(gradient(24, 24), "JPEG", exif=exif(6)),
    saved(gradient(24, 24), "JPEG", progressive=True),
    saved(gradient(24, 24), "PNG", icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()),
    saved(gradient(24, 24, "P"), "PNG", transparency=3),
    saved(gradient(24, 24), "GIF", save_all=True, append_images=[gradient(24, 24, "L")]),
    saved(gradient(24, 24), "WEBP"),
    saved(gradient(24, 24), "BMP"),
    saved(gradient(24, 24), "TIFF", compression="tiff_adobe_deflate"),
    saved(gradient(24, 24, "F"), "TIFF"),
    tiff({}),
    saved(gradient(24, 24), "MPO", save_all=True, append_images=[gradient(24, 24)]),
]
Mutation = tuple[float, int, int]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(VALID),
    st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255), st.integers(0, 2)), max_size=12),
    st.floats(0, 1),
)
def test_mutated_files_give_an_image_or_an_input_error(valid: bytes, mutations: list[Mutation], keep: float) -> None:
    content = bytearray(valid)
    for where, value, action in mutations:
        at = int(where * len(content))
        content[at : at + (action != 1)] = b"" if action == 2 else bytes([value])
    if keep < 0.3:
        del content[int(len(content) * keep * 3) :]
    try:
        image = decode(bytes(content), LIMITS)
    except InputError as refusal:
        assert str(refusal).startswith("the image")
    else:
        assert image.pixels.shape[2] == 3 and min(image.pixels.shape[:2]) >= LIMITS.min_side_px
