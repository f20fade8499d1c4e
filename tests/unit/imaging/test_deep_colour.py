"""Colour images of more than 8 bits a value: read by the bits that are filled, or named as what they are."""

import struct
import zlib

import numpy as np
import numpy.typing as npt
import pytest

from dermagent.errors import InputError
from dermagent.imaging.limits import ImageLimits
from dermagent.imaging.load import decode
from dermagent.imaging.measured import measured
from dermagent.imaging.outline import outlined
from dermagent.imaging.segment import Classical

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")
LIMITS = ImageLimits()
SKIN = np.array([224, 172, 141], dtype=np.uint16)


def skin(bands: int = 3) -> npt.NDArray[np.uint16]:
    """A patch of light skin, a little shaded, of 8 bits in 16."""
    shade = np.linspace(0.9, 1.0, 40)[None, :, None] * np.ones((24, 1, 1))
    pixels = np.rint(SKIN * shade).astype(np.uint16)
    return pixels if bands == 3 else np.concatenate([pixels, np.full((24, 40, 1), 255, np.uint16)], axis=2)


def tiff(pixels: npt.NDArray[np.generic], *, order: str = "<", packed: bool = False) -> bytes:
    """A TIFF of colours of that type, plain or deflated."""
    bits, kind = pixels.dtype.itemsize * 8, {"u": 1, "i": 2, "f": 3}[pixels.dtype.kind]
    body = pixels.astype(pixels.dtype.newbyteorder(order)).tobytes()
    body = zlib.compress(body) if packed else body
    high, wide, bands = pixels.shape
    tags: list[tuple[int, int, list[int]]] = [
        (256, 3, [wide]),
        (257, 3, [high]),
        (258, 3, [bits] * bands),
        (259, 3, [8 if packed else 1]),
        (262, 3, [2]),
        (273, 4, [8]),
        (277, 3, [bands]),
        (278, 3, [high]),
        (279, 4, [len(body)]),
        *([(338, 3, [2])] if bands == 4 else []),
        (339, 3, [kind] * bands),
    ]
    start = 8 + len(body)
    more = start + 2 + 12 * len(tags) + 4
    directory, behind = struct.pack(order + "H", len(tags)), b""
    for tag, form, values in tags:
        told = struct.pack(order + "HI"[form == 4] * len(values), *values)
        if len(told) > 4:
            place = struct.pack(order + "I", more + len(behind))
            behind += told
            told = place
        directory += struct.pack(order + "HHI", tag, form, len(values)) + told.ljust(4, b"\0")
    sign = b"II*\0" if order == "<" else b"MM\0*"
    return sign + struct.pack(order + "I", start) + body + directory + b"\0\0\0\0" + behind


def png(pixels: npt.NDArray[np.uint16]) -> bytes:
    """A PNG of 16 bits a value."""
    high, wide, bands = pixels.shape
    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in pixels)

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", wide, high, 16, 2 if bands == 3 else 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def filled(pixels: npt.NDArray[np.uint16], bits: int) -> npt.NDArray[np.uint16]:
    """Pixels of 8 bits as a sensor of so many keeps them."""
    scaled: npt.NDArray[np.uint16] = np.rint(pixels * ((2**bits - 1) / 255)).astype(np.uint16)
    return scaled


FILES = [
    ("12 bits, little-endian", tiff(filled(skin(), 12)), 12),
    ("12 bits, big-endian", tiff(filled(skin(), 12), order=">"), 12),
    ("12 bits, deflated", tiff(filled(skin(), 12), packed=True), 12),
    ("12 bits, deflated, big-endian", tiff(filled(skin(), 12), packed=True, order=">"), 12),
    ("10 bits", tiff(filled(skin(), 10)), 10),
    ("14 bits", tiff(filled(skin(), 14)), 14),
    ("14 bits, deflated", tiff(filled(skin(), 14), packed=True), 14),
    ("12 bits with transparency", tiff(filled(skin(4), 12)), 12),
    ("PNG of 12 bits", png(filled(skin(), 12)), 12),
    ("PNG of 10 bits with transparency", png(filled(skin(4), 10)), 10),
]


@pytest.mark.parametrize(("content", "bits"), [file[1:] for file in FILES], ids=[file[0] for file in FILES])
def test_colours_of_a_sensor_are_read_by_the_bits_that_are_filled(content: bytes, bits: int) -> None:
    image = decode(content, LIMITS)
    assert np.abs(image.pixels.astype(int) - skin().astype(int)).max() <= 1
    assert any(f"only {bits} bits" in note for note in image.notes)


@pytest.mark.parametrize(
    "content", [tiff(filled(skin(), 16)), tiff(filled(skin(), 16), packed=True), png(filled(skin(), 16))]
)
def test_colours_of_sixteen_bits_are_read_and_noted(content: bytes) -> None:
    image = decode(content, LIMITS)
    assert np.abs(image.pixels.astype(int) - skin().astype(int)).max() <= 1
    assert image.notes == ("16-bit values were reduced to 8 bits.",)


def test_colours_of_eight_bits_have_no_note() -> None:
    image = decode(tiff(skin().astype(np.uint8)), LIMITS)
    assert (image.pixels == skin()).all()
    assert not image.notes


@pytest.mark.parametrize("kind", ["float32", "float16", "float64", "int16", "int32", "uint32"])
@pytest.mark.parametrize("order", ["<", ">"])
def test_colours_of_another_kind_are_named_and_not_called_damaged(kind: str, order: str) -> None:
    pixels = (skin() / 255).astype(kind) if kind.startswith("float") else skin().astype(kind)
    with pytest.raises(InputError, match=r"is a TIFF image whose colours are kept as .* save it as 8-bit JPEG or PNG"):
        decode(tiff(pixels, order=order), LIMITS)


@pytest.mark.parametrize("content", [tiff(skin())[:200], b"II*\0" + b"\xff" * 60])
def test_a_damaged_file_is_still_called_so(content: bytes) -> None:
    with pytest.raises(InputError, match=r"damaged|ends before"):
        decode(content, LIMITS)


def grey(level: int, noise: int = 0) -> npt.NDArray[np.uint8]:
    ramp = np.linspace(0, 40, 64).astype(np.uint8)[None, :, None] + level
    shown: npt.NDArray[np.uint8] = np.repeat(np.repeat(ramp, 48, axis=0), 3, axis=2).astype(np.uint8)
    shown[::2, :, 0] += noise
    return shown


COLOURLESS = [grey(level, noise) for level, noise in ((0, 0), (30, 0), (90, 2), (150, 0), (200, 3), (215, 0))]
COLOURLESS += [np.full((48, 64, 3), level, np.uint8) for level in (0, 1, 128, 255)]


@pytest.mark.parametrize("pixels", COLOURLESS)
def test_an_image_without_colours_has_no_skin_tone(pixels: npt.NDArray[np.uint8]) -> None:
    told = measured(pixels, outlined(pixels, Classical()))
    assert (told.ita, told.ita_band, told.ita_quality) == (None, None, None)


@pytest.mark.parametrize("colour", [(224, 172, 141), (246, 226, 212), (90, 56, 40), (52, 36, 28), (150, 100, 80)])
def test_skin_of_any_tone_has_one(colour: tuple[int, int, int]) -> None:
    pixels = np.full((48, 64, 3), colour, np.uint8)
    pixels[10:20, 10:30] = (120, 40, 40)
    told = measured(pixels, outlined(pixels, Classical()))
    assert told.ita is not None
    assert told.ita_band is not None
