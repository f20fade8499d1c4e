"""One photograph saved again, made smaller or cropped is known again; it never votes for itself and is reported."""

import csv
import json
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from dermagent import Case
from dermagent.cli import cli
from dermagent.encoders.protocol import Pixels
from dermagent.errors import StepFailed
from dermagent.imaging.fingerprint import BITS, SHAPE, UNLIKE, distances, fingerprint
from dermagent.index.build import build
from dermagent.index.copies import FARTHEST, ImageSet, copies
from dermagent.index.entries import IndexEntry, Neighbour
from dermagent.index.store import Index, write_index
from dermagent.steps.retrieve import DecodedImage, Shown, Tools, make_retriever
from dermagent.steps.retrieve.voters import Barred, Photograph, voters
from dermagent.types import Observations, Patient, Proposal
from tests.copies import pixels_of, saved_again
from tests.unit.encoders.test_encoders import Colours

ENCODER = "tests.unit.encoders.test_encoders:Colours"


def photograph(seed: int, size: int = 200) -> Pixels:
    """Colours that run into each other, as different from any other seed's as two photographs are."""
    small = np.random.default_rng(seed).integers(40, 220, (9, 9, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(small).resize((size, size), Image.Resampling.BICUBIC))


def test_more_are_asked_for_as_long_as_too_many_of_the_nearest_may_not_vote() -> None:
    found = [
        Neighbour(IndexEntry(sha256=f"{n}", name=f"{n}.jpg", label="x", patient="me" if n < 30 else "you"), 1.0, n)
        for n in range(40)
    ]
    sizes: list[int] = []

    class Held:
        def search(self, vectors: object, *, k: int, **asked: object) -> list[list[Neighbour]]:
            sizes.append(k)
            return [found[:k]]

        def shows(self, near: object, sha256: str, own: object) -> list[Neighbour]:
            return []

    out = Barred(Photograph("", fingerprint(photograph(0))), frozenset({"me"}))
    [left] = voters(cast(Any, Held()), np.zeros((1, 2), np.float32), out, k=4, only={})
    assert [one.place for one in left] == [30, 31, 32, 33] and sizes == sorted(sizes) and len(sizes) > 1


@pytest.mark.parametrize("seed", range(6))
def test_an_image_saved_again_made_smaller_or_cropped_keeps_its_fingerprint(seed: int) -> None:
    pixels = photograph(seed)
    own = fingerprint(pixels)
    assert own.shape == SHAPE and own.dtype == np.uint8
    for what, content in saved_again(pixels, np.random.default_rng(seed)):
        [apart] = distances(fingerprint(pixels_of(content)), own[None])
        assert apart <= FARTHEST, what
    others = np.stack([fingerprint(photograph(other)) for other in range(100, 200)])
    assert distances(own, others).min() > FARTHEST


def test_an_image_too_plain_to_tell_is_like_none() -> None:
    plain = fingerprint(np.full((50, 70, 3), 90, np.uint8))
    assert not plain.any()
    assert distances(plain, np.stack([plain, fingerprint(photograph(1))])).tolist() == [UNLIKE, UNLIKE]
    assert distances(fingerprint(photograph(1)), plain[None]).tolist() == [UNLIKE]


def test_distances_count_the_bits_of_the_best_alignment() -> None:
    one, other = np.zeros(SHAPE, np.uint8), np.full(SHAPE, 255, np.uint8)
    one[0, 0] = 0b11100000
    other[5] = one[0]
    other[5, 1] = 0b10000000
    assert distances(one, other[None]).tolist() == distances(other, one[None]).tolist() == [1]
    assert distances(one, np.full((1, *SHAPE), 255, np.uint8)).tolist() == [BITS - 3]


def test_copies_are_found_within_and_between_collections_and_the_encoder_has_a_say() -> None:
    rng = np.random.default_rng(3)
    images = [photograph(seed) for seed in range(60)]
    again = [pixels_of(list(saved_again(images[n], rng))[n % 9][1]) for n in range(60)]
    prints = [np.stack([fingerprint(one) for one in group]) for group in (images, again)]
    one, other = (ImageSet([f"{name}{n}" for n in range(60)], held) for name, held in zip("ab", prints, strict=True))
    assert copies(one, other) == [(n, n) for n in range(60)]
    assert copies(one) == []
    both = ImageSet([*one.sha256, *other.sha256], np.concatenate(prints))
    assert copies(both) == [(n, n + 60) for n in range(60)]
    rows = np.eye(60, dtype=np.float32)
    assert copies(ImageSet(one.sha256, prints[0], rows), ImageSet(other.sha256, prints[1], rows)) == copies(one, other)
    assert copies(ImageSet(one.sha256, prints[0], rows), ImageSet(other.sha256, prints[1], rows[::-1])) == []


def test_equal_files_are_copies_however_plain_and_a_thousand_of_them_make_a_thousand_pairs() -> None:
    prints = np.zeros((1_000, *SHAPE), np.uint8)
    assert copies(ImageSet(["same"] * 1_000, prints)) == [(0, n) for n in range(1, 1_000)]
    assert copies(ImageSet(["x", "same"], prints[:2]), ImageSet(["same"], prints[:1])) == [(1, 0)]


def test_the_work_grows_as_the_number_of_images(monkeypatch: pytest.MonkeyPatch) -> None:
    """PictureSet that have all bits of a draw in common are not each compared with each."""
    prints = np.random.default_rng(0).integers(0, 256, (2_000, *SHAPE), dtype=np.uint8)
    monkeypatch.setattr("dermagent.index.copies._DRAWS", 2)
    monkeypatch.setattr("dermagent.index.copies._keys", lambda held, bits: np.zeros(held.shape[0] * held.shape[1]))
    compared = 0
    count = np.bitwise_count

    def counted(bits: np.ndarray) -> np.ndarray:
        nonlocal compared
        compared += len(bits)
        return count(bits)

    monkeypatch.setattr("dermagent.index.copies.np.bitwise_count", counted)
    copies(ImageSet([str(n) for n in range(2_000)], prints))
    assert compared == 2 * 2_000 * 64


def collection(tmp_path: Path) -> tuple[Path, Path]:
    """Thirty images of two labels and fifteen patients, one of them a second time under another patient."""
    images = tmp_path / "pictures"
    images.mkdir()
    rows = []
    for n in range(30):
        Image.fromarray(photograph(n)).save(images / f"{n}.png")
        rows.append([f"{n}.png", ("scabies", "melanoma")[n % 2], f"p{n // 2}"])
    (images / "again.jpg").write_bytes(dict(saved_again(photograph(4), np.random.default_rng(0)))["5 % of one edge"])
    rows.append(["again.jpg", "melanoma", "other"])
    table = tmp_path / "labels.csv"
    with table.open("w", newline="") as file:
        csv.writer(file).writerows([["image", "label", "patient"], *rows])
    return images, table


def test_building_reports_copies_and_those_across_patients(tmp_path: Path) -> None:
    images, table = collection(tmp_path)
    told = build(images, table, Colours(), tmp_path / "index")
    assert (told.copies, told.copies_across_patients) == (1, 1)
    assert told.nearly_the_same == told.across_patients == (("4.png", "again.jpg"),)
    assert told.labelled_otherwise == (("4.png: scabies", "again.jpg: melanoma"),)
    out = CliRunner().invoke(
        cli,
        ["index", "build", str(images), "--labels", str(table), "--out", str(tmp_path / "i"), "--encoder", ENCODER],
    )
    assert out.exit_code == 0, out.output
    assert "pairs of one photograph, saved again or cropped: 1, of two patients: 1" in out.stderr
    assert json.loads(out.stdout)["copies"] == 1


def test_a_build_that_goes_on_keeps_the_fingerprints(tmp_path: Path) -> None:
    images, table = collection(tmp_path)
    build(images, table, Colours(), tmp_path / "index")
    again = build(images, table, Colours(), tmp_path / "index")
    assert (again.encoded, again.copies) == (0, 1)
    held = Index(tmp_path / "index")
    assert held.fingerprints is not None and held.fingerprints.shape == (31, *SHAPE)
    assert np.array_equal(held.fingerprints[2], fingerprint(photograph(2)))


async def proposed(place: Path, pixels: Pixels, *, patient: str | None = None) -> Proposal:
    retriever = make_retriever("clip", Tools("teledermatology", index=place, encoder=ENCODER))
    case = Case(history="A spot.", patient=Patient(id=patient))
    shown = Shown(views=(DecodedImage(0, "clinical", pixels, pixels),))
    return await retriever.propose(case, Observations(language="en"), shown)


async def test_an_image_saved_again_does_not_vote_for_itself_nor_do_others_of_its_patient(tmp_path: Path) -> None:
    images, table = collection(tmp_path)
    build(images, table, Colours(), tmp_path / "index")
    rng = np.random.default_rng(1)
    for n in (4, 10, 15):
        for what, content in saved_again(photograph(n), rng):
            told = await proposed(tmp_path / "index", pixels_of(content))
            shown = {one.name for one in told.similar}
            own = {f"{n // 2 * 2}.png", f"{n // 2 * 2 + 1}.png"} | ({"again.jpg"} if n == 4 else set())
            assert shown and not shown & own, (what, told.notes)
            assert any("is in the index itself" in note for note in told.notes), what


async def test_copies_under_other_names_leave_nine_others_to_vote(tmp_path: Path) -> None:
    """An index padded with altered copies: they fill the first places, and none of them counts."""
    rng = np.random.default_rng(2)
    files = [content for _ in range(5) for _, content in saved_again(photograph(0), rng)]
    pixels = [pixels_of(content) for content in files] + [photograph(n) for n in range(50, 90)]
    named = ["scabies"] * len(files) + ["melanoma"] * 40
    entries = [
        IndexEntry(sha256=f"{n:064x}", name=str(n), label="x", patient=f"p{n}", conditions=(condition,))
        for n, condition in enumerate(named)
    ]
    prints = np.stack([fingerprint(one) for one in pixels])
    write_index(tmp_path, Colours().encode_images(pixels), entries, Colours(), {}, fingerprints=prints)
    told = await proposed(tmp_path, photograph(0))
    assert [(one.condition, one.score) for one in told.candidates] == [("melanoma", pytest.approx(1.0))]
    without = tmp_path / "without"
    write_index(without, Colours().encode_images(pixels), entries, Colours(), {})
    assert (await proposed(without, photograph(0))).candidates[0].condition == "scabies"


async def test_an_index_of_nothing_but_the_image_gives_no_vote(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    pixels = [pixels_of(content) for _ in range(3) for _, content in saved_again(photograph(0), rng)]
    entries = [IndexEntry(sha256=f"{n:064x}", name=str(n), label="x", conditions=("scabies",)) for n in range(27)]
    prints = np.stack([fingerprint(one) for one in pixels])
    write_index(tmp_path, Colours().encode_images(pixels), entries, Colours(), {}, fingerprints=prints)
    try:
        told = await proposed(tmp_path, photograph(0))
    except StepFailed:
        return
    assert told.candidates == ()
