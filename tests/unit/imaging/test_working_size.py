"""A case's images are made smaller while they are decoded, sensors of few bits keep their light, DICOM is read."""

import base64
import io
import json
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian

from dermagent.errors import InputError
from dermagent.imaging.limits import WORKING_SIDE, ImageLimits, _Budget, working_side
from dermagent.imaging.load import decode
from dermagent.imaging.segment import Classical
from dermagent.steps.intake import assess_images, parse_case
from dermagent.types import Case, CaseImage

LIMITS = ImageLimits()


def skin(width: int, height: int) -> Image.Image:
    """A brown spot on light skin."""
    y, x = np.mgrid[:height, :width]
    inside = ((x / width - 0.5) ** 2 + ((y - height / 2) / width) ** 2) ** 0.5 < 0.15
    pixels = np.full((height, width, 3), (214, 168, 148), np.uint8)
    pixels[inside] = (92, 58, 44)
    noise = np.random.default_rng(0).integers(-9, 9, pixels.shape)
    return Image.fromarray(np.clip(pixels + noise, 0, 255).astype(np.uint8))


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


@pytest.mark.parametrize(("kind", "options"), [("JPEG", {"quality": 90}), ("PNG", {}), ("WEBP", {}), ("TIFF", {})])
def test_a_large_image_is_made_smaller_and_says_how_large_it_was(kind: str, options: dict[str, object]) -> None:
    content = saved(skin(1600, 1200), kind, **options)
    whole, small = decode(content, LIMITS), decode(content, LIMITS, 400)
    assert (whole.size, whole.pixels.shape, whole.ratio) == ((1600, 1200), (1200, 1600, 3), 1.0)
    assert (small.size, small.pixels.shape, small.ratio) == ((1600, 1200), (300, 400, 3), 0.25)
    means = (one.pixels.reshape(-1, 3).mean(axis=0) for one in (whole, small))
    assert np.abs(next(means) - next(means)).max() < 1.5


def test_a_turned_image_is_upright_and_its_size_too() -> None:
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = 6
    loaded = decode(saved(skin(1600, 1200), "JPEG", exif=tags.tobytes()), LIMITS, 400)
    assert (loaded.size, loaded.pixels.shape) == ((1200, 1600), (400, 300, 3))


def test_measures_are_in_pixels_and_millimetres_of_the_image_as_it_came(tmp_path: Path) -> None:
    (tmp_path / "large.png").write_bytes(saved(skin(3000, 2250), "PNG"))
    image = CaseImage(path="large.png", mm_per_px=0.01)
    (one,) = assess_images(Case(id="a", images=(image,)), tmp_path, LIMITS, {}, Classical())
    assert one.quality is not None and (one.quality.width_px, one.quality.height_px) == (3000, 2250)
    assert one.measures is not None and one.measures.diameter_px == pytest.approx(900, rel=0.05)
    assert one.measures.diameter_mm == pytest.approx(9.0, rel=0.05)


def test_many_images_are_each_made_smaller_so_that_all_fit() -> None:
    assert working_side(1) == working_side(7) == WORKING_SIDE
    assert 50 * working_side(50) ** 2 <= 32_000_000
    assert working_side(1000) >= 170


@pytest.mark.parametrize("bits", [10, 12, 14, 16])
def test_values_of_a_sensor_of_fewer_bits_keep_their_light(bits: int) -> None:
    values = np.linspace(0.2, 0.95, 64 * 64).reshape(64, 64)
    content = saved(Image.fromarray((values * (2**bits - 1)).astype(np.uint16)), "PNG")
    loaded = decode(content, LIMITS)
    assert np.abs(loaded.pixels[..., 0] / 255 - values).max() < 0.01
    assert any(f"only {bits} bits" in note for note in loaded.notes) == (bits < 16)


JPEG = saved(skin(64, 64), "JPEG")
PLAIN = base64.b64encode(JPEG).decode()


@pytest.mark.parametrize(
    "given",
    [
        {"content": PLAIN},
        {"content": f"data:image/jpeg;base64,{PLAIN}"},
        {"content": f"data:image/jpeg;charset=utf-8;base64,{PLAIN}"},
        {"content": f"data:;base64,{PLAIN}"},
        {"path": f"data:image/jpeg;base64,{PLAIN}"},
        {"content": base64.encodebytes(JPEG).decode()},
        {"content": "\r\n".join(PLAIN[i : i + 76] for i in range(0, len(PLAIN), 76))},
        {"content": PLAIN.rstrip("=")},
        {"content": base64.urlsafe_b64encode(JPEG).decode()},
    ],
    ids=range(9),
)
def test_base64_is_read_as_people_write_it(given: dict[str, str]) -> None:
    case = parse_case(json.dumps({"history": "a spot", "images": [given]}), "case.json")
    assert case.images[0].content == JPEG
    assert Case.model_validate_json(case.model_dump_json()) == case


@pytest.mark.parametrize("content", ["not base64!", "data:image/png,abc", "AAAAA"])
def test_what_is_no_base64_is_refused_in_one_sentence(content: str) -> None:
    with pytest.raises(InputError, match=r"images\[0\]\.content.*base64"):
        parse_case(json.dumps({"history": "a spot", "images": [{"content": content}]}), "case.json")


def dicom(pixels: np.ndarray, *, kind: str = "1.2.840.10008.5.1.4.1.1.77.1.4", **tags: object) -> bytes:
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = UID(kind)
    meta.MediaStorageSOPInstanceUID = UID("1.2.3")
    made = Dataset()
    made.file_meta = meta
    made.SOPClassUID, made.SOPInstanceUID = UID(kind), UID("1.2.3")
    made.PatientName = "Private^Person"
    made.Rows, made.Columns = pixels.shape[:2]
    made.SamplesPerPixel = 3 if pixels.ndim == 3 else 1
    made.PhotometricInterpretation = "RGB" if pixels.ndim == 3 else "MONOCHROME2"
    made.BitsAllocated = made.BitsStored = pixels.dtype.itemsize * 8
    made.HighBit, made.PixelRepresentation = made.BitsStored - 1, 0
    if pixels.ndim == 3:
        made.PlanarConfiguration = 0
    for name, value in tags.items():
        setattr(made, name, value)
    made.PixelData = pixels.tobytes()
    buffer = io.BytesIO()
    made.save_as(buffer, enforce_file_format=True)
    return buffer.getvalue()


def test_a_photograph_in_dicom_is_read_with_what_a_pixel_spans() -> None:
    pixels = np.asarray(skin(80, 60))
    loaded = decode(dicom(pixels, PixelSpacing=[0.02, 0.02]), LIMITS)
    assert np.array_equal(loaded.pixels, pixels)
    assert (loaded.mm_per_px, loaded.format) == (0.02, "DICOM")
    assert "Private" not in repr(loaded)


def test_grey_dicom_of_twelve_bits_keeps_its_light() -> None:
    values = np.linspace(0, 4095, 64 * 64).reshape(64, 64).astype(np.uint16)
    loaded = decode(dicom(values, BitsStored=12, HighBit=11), LIMITS)
    assert np.abs(loaded.pixels[..., 1] - values / 4095 * 255).max() <= 1


def test_a_dicom_file_that_is_no_photograph_is_refused_in_one_sentence() -> None:
    with pytest.raises(InputError, match="without a photograph"):
        decode(dicom(np.zeros((64, 64), np.uint16), kind="1.2.840.10008.5.1.4.1.1.2"), LIMITS)
    with pytest.raises(InputError, match="max_pixels"):
        decode(dicom(np.zeros((64, 64), np.uint8)), ImageLimits(max_pixels=1000))


def test_decoding_waits_for_its_share_of_memory() -> None:
    budget, order = _Budget(10), []

    def work(name: str, pixels: int, held: threading.Event, go: threading.Event) -> None:
        with budget.taken(pixels):
            order.append(name)
            held.set()
            go.wait(5)

    first_held, first_go, second_held, second_go = (threading.Event() for _ in range(4))
    second_go.set()
    threads = [
        threading.Thread(target=work, args=("large", 99, first_held, first_go)),
        threading.Thread(target=work, args=("small", 4, second_held, second_go)),
    ]
    threads[0].start()
    assert first_held.wait(5)
    threads[1].start()
    assert not second_held.wait(0.1)
    first_go.set()
    for thread in threads:
        thread.join(5)
    assert order == ["large", "small"]
