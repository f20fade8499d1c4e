"""The index of labelled images: built, resumed, searched, verified; and what is refused."""

import csv
import json
import signal
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from dermagent import Case, CaseImage, adiagnose
from dermagent.encoders.protocol import Vectors
from dermagent.encoders.registry import make_encoder
from dermagent.errors import InputError
from dermagent.imaging.synth import render
from dermagent.index.basis import fit_basis, least_similarities
from dermagent.index.build import Built, build, conditions_of, read_labels
from dermagent.index.entries import IndexEntry, Neighbour
from dermagent.index.scores import TEMPLATES, class_vectors, mean_votes, votes, zero_shot
from dermagent.index.store import Index, write_index
from dermagent.steps.retrieve import DecodedImage, Shown, Tools, make_retriever
from dermagent.types import Observations
from tests.unit.encoders.test_encoders import Colours, needs_package

ENCODER = "tests.unit.encoders.test_encoders:Colours"
COLOURS = {"scabies": (200, 40, 40), "plaque psoriasis": (40, 200, 40), "made-up disease": (40, 40, 200)}


def folder(tmp_path: Path, each: int = 4) -> tuple[Path, Path]:
    """Pictures of one colour a label, a little different each, and their table."""
    images = tmp_path / "pictures"
    images.mkdir(exist_ok=True)
    rng = np.random.default_rng(0)
    rows = []
    for label, colour in COLOURS.items():
        for n in range(each):
            shade = np.clip(np.array(colour) + rng.integers(-15, 16, 3), 0, 255).astype(np.uint8)
            name = f"{label[:3]}{n}.png"
            Image.fromarray(np.full((16, 16, 3), shade, np.uint8)).save(images / name)
            rows.append([name, label, f"p{n // 2}", "clinical", "arm", "III"])
    table = tmp_path / "labels.csv"
    with table.open("w", newline="") as file:
        csv.writer(file).writerows([["image", "label", "patient", "modality", "site", "fitzpatrick"], *rows])
    return images, table


def built(tmp_path: Path, **changes: Any) -> Built:
    images, table = folder(tmp_path, **changes)
    return build(images, table, Colours(), tmp_path / "index")


def colour(*rgb: int) -> Vectors:
    return Colours().encode_images([np.full((4, 4, 3), rgb, np.uint8)])


def test_building_says_what_it_found(tmp_path: Path) -> None:
    found = built(tmp_path)
    assert (found.images, found.encoded, found.unreadable) == (12, 12, {})
    assert found.unmapped == {"made-up disease": 4}
    index = Index(tmp_path / "index")
    assert len(index) == 12 and index.encoder == "colours"
    assert index.entries[0].conditions == ("scabies",) and index.entries[0].patient == "p0"
    index.verify()


def test_the_nearest_images_come_first(tmp_path: Path) -> None:
    built(tmp_path)
    found = Index(tmp_path / "index").search(colour(210, 45, 45), k=5)[0]
    assert [one.entry.label for one in found[:4]] == ["scabies"] * 4
    assert [one.similarity for one in found] == sorted((one.similarity for one in found), reverse=True)


def test_search_is_exact_in_blocks_and_with_filters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    vectors = rng.normal(size=(300, 3)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    entries = [
        IndexEntry(sha256=f"{n:064x}", name=f"{n}", label="abc"[n % 3], patient=f"p{n % 7}", conditions=(f"c{n % 3}",))
        for n in range(300)
    ]
    write_index(tmp_path, vectors, entries, Colours(), {})
    index = Index(tmp_path)
    whole = index.search(vectors[:5], k=10)
    monkeypatch.setattr("dermagent.index.exact._PRODUCT", 35)
    assert index.search(vectors[:5], k=10) == whole
    assert [found[0].entry.name for found in whole] == ["0", "1", "2", "3", "4"]
    asked = fit_basis(vectors).of(vectors)
    assert [one.entry.name for one in whole[0]] == [str(n) for n in np.argsort(-(asked @ asked[0]), kind="stable")[:10]]
    cosines = vectors @ vectors[0]
    plain = index.search(vectors[:1], k=10, plain=True)[0]
    assert [one.entry.name for one in plain] == [str(n) for n in np.argsort(-cosines, kind="stable")[:10]]
    assert [one.similarity for one in plain] == pytest.approx(np.sort(cosines)[::-1][:10])
    only = index.search(vectors[:1], k=300, only={"condition": "c1"}, not_of="p1")[0]
    assert len(only) == sum(n % 3 == 1 and n % 7 != 1 for n in range(300))
    assert index.search(vectors[:1], k=3, only={"label": "z"}) == [[]]
    with pytest.raises(ValueError, match="have no colour"):
        index.search(vectors[:1], only={"colour": "red"})
    with pytest.raises(ValueError, match="rows of 3 numbers"):
        index.search(np.ones((1, 4), np.float32))
    with pytest.raises(ValueError, match="rows of 3 numbers"):
        index.search(np.array([[1.0, np.nan, 0.0]], np.float32))


def test_a_build_that_was_killed_goes_on(tmp_path: Path) -> None:
    images, table = folder(tmp_path, each=30)

    class Killed(BaseException):
        pass

    class Dying(Colours):
        def encode_images(self, given: Any) -> Vectors:
            if self.encoded >= 64:
                raise Killed
            return super().encode_images(given)

    with pytest.raises(Killed):
        build(images, table, Dying(), tmp_path / "index")
    assert not (tmp_path / "index/manifest.json").exists()
    [partial] = (tmp_path / "index").glob("partial-*.bin")
    with partial.open("ab") as file:
        file.write(b"torn")
    again = Colours()
    found = build(images, table, again, tmp_path / "index")
    assert (found.images, found.encoded, again.encoded) == (90, 26, 26)
    assert not partial.exists()


def test_a_build_killed_at_once_leaves_the_old_index_and_goes_on(tmp_path: Path) -> None:
    images, table = folder(tmp_path, each=1)
    build(images, table, Colours(), tmp_path / "index")
    before = Index(tmp_path / "index").sha256
    folder(tmp_path, each=40)
    code = f"""
import time
from pathlib import Path
from dermagent.index.build import build
from tests.unit.encoders.test_encoders import Colours

class Stuck(Colours):
    def encode_images(self, images):
        if self.encoded >= 48:
            time.sleep(600)
        return super().encode_images(images)

build(Path({str(images)!r}), Path({str(table)!r}), Stuck(), Path({str(tmp_path / "index")!r}))
"""
    running = subprocess.Popen([sys.executable, "-c", code])
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and running.poll() is None:
        if sum(path.stat().st_size for path in (tmp_path / "index").glob("partial-*")) >= 48 * (32 + 288 + 3 * 4):
            break
        time.sleep(0.01)
    running.kill()
    assert running.wait() == -signal.SIGKILL
    assert Index(tmp_path / "index").sha256 == before
    found = build(images, table, Colours(), tmp_path / "index")
    assert found.images == 120 and 0 < found.encoded <= 120 - 48
    Index(tmp_path / "index").verify()


def test_files_of_others_are_left_alone(tmp_path: Path) -> None:
    own = tmp_path / "index" / "my-own.npy"
    own.parent.mkdir()
    own.write_bytes(b"mine")
    built(tmp_path)
    built(tmp_path)
    assert own.read_bytes() == b"mine" and not list((tmp_path / "index").glob("*.new"))


def test_two_builds_do_not_write_to_one_folder(tmp_path: Path) -> None:
    images, table = folder(tmp_path)

    class Nosy(Colours):
        def encode_images(self, given: Any) -> Vectors:
            with pytest.raises(InputError, match="another build is writing to 'index'"):
                build(images, table, Colours(), tmp_path / "index")
            return super().encode_images(given)

    build(images, table, Nosy(), tmp_path / "index")
    Index(tmp_path / "index").verify()


def test_vectors_of_another_encoder_are_not_taken_up(tmp_path: Path) -> None:
    images, table = folder(tmp_path)

    class Other(Colours):
        sha256 = "1" * 64

        def encode_images(self, given: Any) -> Vectors:
            if self.encoded >= 1:
                raise KeyboardInterrupt
            return super().encode_images(given)[:, ::-1]

    build(images, table, Other(), tmp_path / "index")
    folder(tmp_path, each=20)
    with pytest.raises(KeyboardInterrupt):
        build(images, table, Other(), tmp_path / "index")
    assert build(images, table, Colours(), tmp_path / "index").encoded == 60
    assert not list((tmp_path / "index").glob("partial-*"))


def test_a_damaged_index_is_built_anew(tmp_path: Path) -> None:
    built(tmp_path)
    path = next((tmp_path / "index").glob("vectors-*"))
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))
    images, table = folder(tmp_path)
    assert build(images, table, Colours(), tmp_path / "index").encoded == 12
    Index(tmp_path / "index").verify()


def test_an_index_is_written_without_holding_its_vectors(tmp_path: Path) -> None:
    number, dimension = 25_000, 256
    path = tmp_path / "vectors.npy"
    rows = np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=(number, dimension))
    for start in range(0, number, 1_000):
        rows[start : start + 1_000] = np.random.default_rng(start).normal(size=(1_000, dimension))
    entries = [IndexEntry(sha256=f"{n:064x}", name=str(n), label="a") for n in range(number)]
    tracemalloc.start()
    try:
        write_index(tmp_path / "index", rows, entries, Colours(), {})
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1.5 * rows.nbytes
    assert len(Index(tmp_path / "index")) == number


def test_unchanged_images_are_not_encoded_again_and_old_files_go(tmp_path: Path) -> None:
    built(tmp_path)
    before = {path.name for path in (tmp_path / "index").iterdir()}
    images, table = folder(tmp_path)
    Image.new("RGB", (16, 16), (9, 9, 9)).save(images / "new.png")
    with table.open("a") as file:
        file.write("new.png,scabies,,,,\n")
    found = build(images, table, Colours(), tmp_path / "index")
    assert (found.images, found.encoded) == (13, 1)
    after = {path.name for path in (tmp_path / "index").iterdir()}
    assert len(before) == len(after) == 7 and before & after == {"manifest.json"} | (before & after)
    Index(tmp_path / "index").verify()


def test_unreadable_images_are_named_and_copies_too(tmp_path: Path) -> None:
    images, table = folder(tmp_path)
    (images / "broken.jpg").write_bytes(b"no image")
    for name in ("copy.png", "other.png"):
        (images / name).write_bytes((images / "sca0.png").read_bytes())
    with table.open("a") as file:
        file.write("broken.jpg,scabies,,,,\ncopy.png,scabies,,,,\nother.png,melanoma,,,,\n")
    found = build(images, table, Colours(), tmp_path / "index")
    assert list(found.unreadable) == ["broken.jpg"]
    assert ("sca0.png", "copy.png") in found.nearly_the_same
    assert ("sca0.png: scabies", "other.png: melanoma") in found.labelled_otherwise
    assert not any("copy.png" in one and "sca" in other for one, other in found.labelled_otherwise)
    assert len(found.labelled_otherwise) < len(found.nearly_the_same)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("image,label\nsca0.png,a\nsca0.png,b\n", "line 3: 'sca0.png' stands twice with another label"),
        ("image,label\ngone.png,a\n", "line 2: 'gone.png' is not in the folder 'pictures'"),
        ("image\nsca0.png\n", "label missing"),
        ("image,label\n", "names no image"),
        ("image,label,modality\nsca0.png,a,xray\n", "'xray' is none of clinical"),
        ("image,label\nsca0.png, \n", "line 2: 'sca0.png' has no label"),
        ("image,label\nsca0.png\n", "line 2: 'sca0.png' has no label"),
        ("image,label\n,scabies\n", "line 2: no image is named"),
    ],
)
def test_a_table_that_is_wrong_is_refused_with_its_line(tmp_path: Path, text: str, message: str) -> None:
    images, table = folder(tmp_path)
    table.write_text(text)
    with pytest.raises(InputError, match=message):
        build(images, table, Colours(), tmp_path / "index")
    assert not (tmp_path / "index" / "manifest.json").exists()


def test_rows_that_cannot_be_used_are_named_and_cost_no_other(tmp_path: Path) -> None:
    images, table = folder(tmp_path)
    rows = "sca0.png,scabies\nsca1.png,\n,scabies\nsca0.png,scabies\nsca2.png,scabies\nsca2.png,acne\nsca2.png,acne\n"
    table.write_text(f"image,label\n{rows}")
    found = build(images, table, Colours(), tmp_path / "index")
    assert found.images == 1 and found.without_label == 11
    assert found.rows_left_out == (
        "labels.csv, line 3: 'sca1.png' has no label",
        "labels.csv, line 4: no image is named",
        "labels.csv, line 5: 'sca0.png' stands twice; its first row counts",
        "labels.csv, line 7: 'sca2.png' stands twice with another label; none counts",
        "labels.csv, line 8: 'sca2.png' stands twice with another label; none counts",
    )
    from click.testing import CliRunner

    from dermagent.cli.index import index

    args = ["build", str(images), "--labels", str(table), "--out", str(tmp_path / "told"), "--encoder", ENCODER]
    told = CliRunner().invoke(index, args, standalone_mode=False)
    assert told.exit_code == 0 and "left out: labels.csv, line 3: 'sca1.png' has no label" in told.output


def test_the_folder_where_one_stands_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    images, table = folder(tmp_path)
    table.write_text("image,label\ngone.png,a\n")
    monkeypatch.chdir(images)
    with pytest.raises(InputError, match=r"'gone\.png' is not in the folder 'pictures'"):
        build(Path(), table, Colours(), tmp_path / "index")


def test_images_without_a_row_are_counted(tmp_path: Path) -> None:
    images, table = folder(tmp_path)
    table.write_text("image,label\nsca0.png,scabies\n")
    assert build(images, table, Colours(), tmp_path / "index").without_label == 11


def test_nothing_readable_and_vectors_of_no_numbers_write_no_index(tmp_path: Path) -> None:
    images, table = folder(tmp_path)

    class Broken(Colours):
        def encode_images(self, given: Any) -> Vectors:
            return np.full((len(given), 3), np.nan, np.float32)

    with pytest.raises(InputError, match="no numbers\\); the index stays"):
        build(images, table, Broken(), tmp_path / "index")

    class Longer(Colours):
        def encode_images(self, given: Any) -> Vectors:
            return np.ones((len(given), 4), np.float32) / 2

    with pytest.raises(InputError, match=r"shape \(12, 4\) instead of \(12, 3\)"):
        build(images, table, Longer(), tmp_path / "index")
    for path in images.iterdir():
        path.write_bytes(b"")
    with pytest.raises(InputError, match="at least one image"):
        build(images, table, Colours(), tmp_path / "other")
    assert not (tmp_path / "index/manifest.json").exists()


def test_one_image_is_an_index(tmp_path: Path) -> None:
    images, table = folder(tmp_path)
    table.write_text("image,label\nsca0.png,scabies\n")
    build(images, table, Colours(), tmp_path / "index")
    assert len(Index(tmp_path / "index").search(colour(1, 2, 3), k=9)[0]) == 1


@pytest.mark.parametrize("kind", ["vectors", "searched", "entries", "columns", "basis", "fingerprints", "manifest"])
def test_a_truncated_file_is_noticed(tmp_path: Path, kind: str) -> None:
    built(tmp_path)
    path = next((tmp_path / "index").glob(f"{kind}*"))
    path.write_bytes(path.read_bytes()[:-8])
    with pytest.raises(InputError, match="damaged"):
        Index(tmp_path / "index").verify()


@pytest.mark.parametrize("some", [slice(None), slice(3, 4)])
def test_vectors_of_no_numbers_on_disk_end_a_search(tmp_path: Path, some: slice) -> None:
    built(tmp_path)
    for path in (tmp_path / "index").glob("*.npy"):
        rows = np.load(path)
        rows[some] = np.nan
        np.save(path, rows)
    for plain in (False, True):
        with pytest.raises(InputError, match="the index 'index' is damaged"):
            Index(tmp_path / "index").search(colour(200, 40, 40), k=2, plain=plain)


@pytest.mark.parametrize("lacking", ["least_similarity", "licence", "encoder"])
def test_a_manifest_that_lacks_something_is_named(tmp_path: Path, lacking: str) -> None:
    built(tmp_path)
    manifest = tmp_path / "index" / "manifest.json"
    told = json.loads(manifest.read_text())
    del told[lacking]
    manifest.write_text(json.dumps(told))
    with pytest.raises(InputError, match=f"the manifest of the index 'index' lacks {lacking}; build"):
        Index(tmp_path / "index")


def test_another_encoder_than_the_index_s_is_refused(tmp_path: Path) -> None:
    built(tmp_path)

    class Other(Colours):
        sha256 = "1" * 64

    with pytest.raises(InputError, match="was built with 'colours'"):
        Index(tmp_path / "index").check_encoder(Other())
    with pytest.raises(InputError, match="there is no index in"):
        Index(tmp_path)


@pytest.mark.parametrize("name", ["../{}", "sub/../../{}", "./../pictures/../{}"])
def test_a_row_that_leads_out_of_the_folder_is_named_and_not_read(tmp_path: Path, name: str) -> None:
    images, table = folder(tmp_path)
    outside = name.format("out.png")
    (images / "sub").mkdir()
    Image.new("RGB", (16, 16), "red").save(tmp_path / "out.png")
    table.write_text(
        f"image,label\nsca0.png,scabies\n./sca1.png,scabies\n{outside},scabies\n{tmp_path}/out.png,scabies\n"
    )
    found = build(images, table, Colours(), tmp_path / "index")
    assert found.images == 2
    assert found.rows_left_out[0] == f"labels.csv, line 4: {outside!r} lies outside the folder; copy the file into it"
    assert len(found.rows_left_out) == 2


@pytest.mark.parametrize(
    "told", ["III", "3", "3.0", "FST 3", "iii light brown", "type VI", "12", "I-II", "Fitzpatrick V"]
)
def test_a_skin_type_stays_as_the_table_writes_it(tmp_path: Path, told: str) -> None:
    images, table = folder(tmp_path)
    table.write_text(f"image,label,fitzpatrick\nsca0.png,scabies,{told}\n")
    assert build(images, table, Colours(), tmp_path / "index").rows_left_out == ()
    assert Index(tmp_path / "index").entries[0].fitzpatrick == told


@pytest.mark.parametrize("told", ["0", "7", "9", "31", "2.5", "banana", "light", "Vivid", "VII", "unknown", "-"])
def test_what_is_no_skin_type_is_named_and_unknown(tmp_path: Path, told: str) -> None:
    images, table = folder(tmp_path)
    table.write_text(f"image,label,fitzpatrick\nsca0.png,scabies,{told}\n")
    found = build(images, table, Colours(), tmp_path / "index")
    assert found.rows_left_out == (f"labels.csv, line 2: {told!r} is no skin type from I to VI; taken as unknown",)
    assert Index(tmp_path / "index").entries[0].fitzpatrick == ""


def test_labels_name_a_condition_exactly_or_none() -> None:
    assert conditions_of("plaque_psoriasis") == ("plaque_psoriasis",)
    assert conditions_of("Basal cell carcinoma") == ("basal_cell_carcinoma",)
    assert conditions_of("psoriasis or scabies") == ()
    assert conditions_of("psoriasis, scabies") == ()
    assert conditions_of("hand, foot and mouth disease") == ("hand_foot_and_mouth_disease",)
    assert conditions_of("leukocytoclastic vasculitis (drug-induced)") == conditions_of("leukocytoclastic vasculitis")
    assert conditions_of("leukocytoclastic vasculitis")
    for label in ("(scabies)", "melanoma (excluded)", "melanoma (?)", "melanoma (vs. naevus)", "melanoma (Ruled out)"):
        assert conditions_of(label) == ()


def test_dermoscopy_is_the_modality_dermoscopic(tmp_path: Path) -> None:
    images, table = folder(tmp_path)
    table.write_text("image,label,modality\nsca0.png,scabies,dermoscopy\n")
    assert [row.entry.modality for row in read_labels(table, images).rows] == ["dermoscopic"]


def test_the_least_similarity_compares_other_patients_of_the_same_modality_only() -> None:
    def least(*patients: str) -> dict[str, float]:
        told = [IndexEntry(sha256=f"{n}", name="", label="", patient=patient) for n, patient in enumerate(patients)]
        few = [IndexEntry(sha256=f"d{n}", name="", label="", modality="dermoscopic") for n in range(19)]
        return least_similarities(np.eye(3, dtype=np.float32)[[n % 2 for n in range(20)] + [2] * 19], told + few)

    assert least(*(f"p{n % 2}" for n in range(20))) == {"clinical": 0.0}
    assert least(*(f"p{n // 2}" for n in range(20))) == {"clinical": 1.0}
    assert least(*["p"] * 20) == {}


def neighbour(similarity: float, *conditions: str) -> Neighbour:
    return Neighbour(IndexEntry(sha256="", name="", label="", conditions=conditions), similarity)


def test_votes_are_weighted_by_similarity() -> None:
    assert votes([neighbour(0.6, "a"), neighbour(0.2, "b"), neighbour(0.2)]) == pytest.approx({"a": 0.6, "b": 0.2})
    assert votes([neighbour(1.0, "a", "b")]) == {"a": 0.5, "b": 0.5}
    assert votes([neighbour(-0.5, "a")]) == {} == votes([])
    assert mean_votes([{"a": 1.0}, {"b": 0.5}]) == {"a": 0.5, "b": 0.25}


class Words:
    """Texts about red lie along the first axis, others along the second."""

    def encode_texts(self, texts: Any) -> Vectors:
        return np.array([[1.0, 0.0] if "red" in text else [0.0, 1.0] for text in texts], np.float32)


def test_zero_shot_follows_the_eight_sentences() -> None:
    assert len(TEMPLATES) == 8
    order, vectors = class_vectors(Words(), {"r": "red disease", "g": "green disease"})
    assert order == ["r", "g"] and np.allclose(vectors, np.eye(2))
    shares = zero_shot(np.array([[1.0, 0.0]], np.float32), (order, vectors))
    assert shares["r"] > 0.99


# --- in the pipeline


async def test_an_index_votes_in_a_case_and_shows_its_neighbours(tmp_path: Path) -> None:
    built(tmp_path, each=8)
    Image.new("RGB", (16, 16), (45, 205, 45)).save(tmp_path / "case.png")
    case = Case(id="one", images=(CaseImage(path="case.png"),), history="A spot on the arm.")
    result = await adiagnose(case, folder=tmp_path, index=tmp_path / "index", encoder=ENCODER)
    assert result.ranked[0].condition == "plaque_psoriasis"
    assert "clip" in result.ranked[0].retrievers
    assert result.similar[0].label == "plaque psoriasis" and result.similar[0].similarity > 0.9
    assert not any("No model has looked" in limit for limit in result.limits)


async def test_an_image_of_the_index_is_no_witness_for_itself_nor_are_its_patient_s_others(tmp_path: Path) -> None:
    built(tmp_path, each=8)
    case = Case(id="one", images=(CaseImage(path="pla0.png"),), history="A spot on the arm.")
    result = await adiagnose(case, folder=tmp_path / "pictures", index=tmp_path / "index", encoder=ENCODER)
    assert {one.name for one in result.similar} == {f"pla{n}.png" for n in range(2, 8)}
    table = tmp_path / "labels.csv"
    rows = [line.split(",")[:2] for line in table.read_text().splitlines()]
    table.write_text("\n".join(",".join(row) for row in rows))
    build(tmp_path / "pictures", table, Colours(), tmp_path / "index")
    result = await adiagnose(case, folder=tmp_path / "pictures", index=tmp_path / "index", encoder=ENCODER)
    assert {one.name for one in result.similar} < {f"pla{n}.png" for n in range(1, 8)}


async def test_an_image_unlike_anything_gives_no_vote_and_the_rest_goes_on(tmp_path: Path) -> None:
    built(tmp_path, each=8)
    Image.new("RGB", (16, 16), (255, 0, 255)).save(tmp_path / "odd.png")
    history = "Itchy burrows between the fingers and on the wrists, worse at night."
    case = Case(id="one", images=(CaseImage(path="odd.png"),), history=history)
    result = await adiagnose(case, folder=tmp_path, index=tmp_path / "index", encoder=ENCODER)
    assert result.ranked[0].condition == "scabies"
    [told] = [limit for limit in result.limits if "unlike anything in the index" in limit]
    assert told == "Image 1 is unlike anything in the index and gave no vote."
    assert not any("did not work" in limit for limit in result.limits)
    asked = await adiagnose(case, folder=tmp_path, index=tmp_path / "index", encoder=ENCODER, explain=True)
    [told] = set(asked.limits) - set(result.limits)
    assert told.startswith("Nothing in the images was explained (--explain)")


async def test_a_case_of_unlike_images_alone_has_no_answer(tmp_path: Path) -> None:
    built(tmp_path, each=8)
    Image.new("RGB", (16, 16), (255, 0, 255)).save(tmp_path / "odd.png")
    case = Case(id="one", images=(CaseImage(path="odd.png"),), history="A spot.")
    result = await adiagnose(case, folder=tmp_path, index=tmp_path / "index", encoder=ENCODER, retrievers=("clip",))
    assert (result.outcome, result.ranked) == ("abstained", ())


async def test_a_picture_of_a_kind_that_the_index_lacks_does_not_silence_the_next_one(tmp_path: Path) -> None:
    built(tmp_path, each=8)
    for name in ("first", "second"):
        Image.new("RGB", (16, 16), (45, 205, 45)).save(tmp_path / f"{name}.png")
    images = (CaseImage(path="first.png", modality="dermoscopic"), CaseImage(path="second.png"))
    case = Case(id="one", images=images, history="A spot on the arm.")
    result = await adiagnose(case, folder=tmp_path, index=tmp_path / "index", encoder=ENCODER)
    assert result.similar[0].label == "plaque psoriasis" and "clip" in result.ranked[0].retrievers
    assert any("Image 1 gave no vote: the index needs 20 dermoscopic images" in limit for limit in result.limits)


async def test_too_few_images_give_no_vote_and_say_so(tmp_path: Path) -> None:
    built(tmp_path)
    Image.new("RGB", (16, 16), (45, 205, 45)).save(tmp_path / "case.png")
    case = Case(id="one", images=(CaseImage(path="case.png"),), history="A spot on the arm.")
    result = await adiagnose(case, folder=tmp_path, index=tmp_path / "index", encoder=ENCODER)
    assert not result.similar and "clip" not in result.ranked[0].retrievers
    assert any("the index needs 20 clinical images of two patients" in limit for limit in result.limits)


@needs_package
async def test_noise_and_plain_images_give_no_vote_among_drawn_skin(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    encoder = make_encoder("nsfw")
    drawn = [render(np.random.default_rng(n), size=64).pixels for n in range(81)]
    entries = [IndexEntry(sha256=f"{n}", name=f"{n}", label="scabies", conditions=("scabies",)) for n in range(80)]
    write_index(tmp_path, encoder.encode_images(drawn[:80]), entries, encoder, {})
    retriever = make_retriever("clip", Tools("teledermatology", index=tmp_path))

    async def voted(pixels: Any) -> bool:
        shown = Shown(views=(DecodedImage(0, "clinical", pixels, pixels),))
        return bool((await retriever.propose(Case(history="A spot."), Observations(language="en"), shown)).candidates)

    assert await voted(drawn[80])
    for odd in (rng.integers(0, 256, (64, 64, 3)), np.full((64, 64, 3), 255), np.zeros((64, 64, 3))):
        assert not await voted(odd.astype(np.uint8))


async def test_an_encoder_that_does_not_exist_ends_the_run_before_it_begins_without_an_index_too() -> None:
    with pytest.raises(InputError, match="there is no encoder 'nonsense'"):
        await adiagnose(Case(history="An itch."), encoder="nonsense")


async def test_an_index_of_another_encoder_ends_the_run_before_it_begins(tmp_path: Path) -> None:
    built(tmp_path)
    with pytest.raises(InputError, match="there is no index"):
        await adiagnose(Case(history="An itch."), index=tmp_path / "nowhere", encoder=ENCODER)


def test_the_command_line_builds_searches_and_tells(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from dermagent.cli.index import index

    images, table = folder(tmp_path)
    place = str(tmp_path / "index")

    def call(*arguments: str) -> str:
        done = CliRunner().invoke(index, list(arguments), catch_exceptions=False, standalone_mode=False)
        assert done.return_value == 0, done.output
        return str(done.stdout)

    made = call("build", str(images), "--labels", str(table), "--out", place, "--encoder", ENCODER)
    assert json.loads(made)["images"] == 12
    found = json.loads(call("search", place, str(images / "pla0.png"), "-k", "2", "--encoder", ENCODER))
    assert [one["label"] for one in found] == ["plaque psoriasis"] * 2
    assert "12 images, all files as they were written" in call("verify", place)
    told = json.loads(call("stats", place))
    assert told["label"]["scabies"] == 4 and told["fitzpatrick"] == {"III": 12} and told["search"] == "exact"
    asked = ["search", place, str(images / "pla0.png"), "-k", "12", "--encoder", ENCODER]
    for narrowed, number in (
        (["--fitzpatrick", "III"], 12),
        (["--site", "arm", "--modality", "clinical", "--label", "scabies"], 4),
        (["--condition", "plaque_psoriasis"], 4),
        (["--not-of", "p0"], 6),
    ):
        assert len(json.loads(call(*asked, *narrowed))) == number
    none = CliRunner().invoke(index, [*asked, "--fitzpatrick", "VI"], standalone_mode=False)
    assert none.return_value == 3 and json.loads(none.stdout) == []
    assert none.stderr == "no image of the index fits the filters\n"
    few = CliRunner().invoke(index, asked, standalone_mode=False)
    assert few.stderr == "the index holds too few images to tell what is unlike them\n"
    folder(tmp_path, each=8)
    call("build", str(images), "--labels", str(table), "--out", place, "--encoder", ENCODER)
    Image.new("RGB", (16, 16), (255, 0, 255)).save(tmp_path / "odd.png")
    for name, told in ((tmp_path / "odd.png", "unlike anything in the index"), (images / "pla0.png", "")):
        said = CliRunner().invoke(index, ["search", place, str(name), "--encoder", ENCODER], standalone_mode=False)
        assert (told in said.stderr) if told else not said.stderr


def test_a_missing_image_is_named_and_the_rest_is_built(tmp_path: Path) -> None:
    images, table = folder(tmp_path)
    (images / "sca0.png").unlink()
    found = build(images, table, Colours(), tmp_path / "index")
    assert found.images == 11 and found.unreadable == {"sca0.png": "there is no such file in the folder"}
    from click.testing import CliRunner

    from dermagent.cli.index import index

    given = ["build", str(images), "--labels", str(table), "--out", str(tmp_path / "two"), "--encoder", ENCODER]
    done = CliRunner().invoke(index, given, catch_exceptions=False, standalone_mode=False)
    assert done.return_value == 0 and "left out: sca0.png: there is no such file" in done.stderr
    for file in images.glob("*.png"):
        file.unlink()
    with pytest.raises(InputError, match=r"labels\.csv, line 2: .* nor is any other of the 12"):
        build(images, table, Colours(), tmp_path / "none")


def test_an_index_is_written_into_no_file(tmp_path: Path) -> None:
    images, table = folder(tmp_path, 1)
    for out in (table, table / "below"):
        with pytest.raises(InputError, match="; name a folder"):
            build(images, table, make_encoder(ENCODER), out)


@pytest.mark.parametrize(
    ("told", "meant"),
    [
        ({"condition": "naevus"}, {"condition": "melanocytic_nevus"}),
        ({"condition": "skin cancre"}, None),
        ({"condition": "Sarna"}, {"condition": "scabies"}),
        ({"condition": "\u75a5\u75ae"}, {"condition": "scabies"}),
        ({"condition": "Psoriasis vulgaris"}, {"condition": "plaque_psoriasis"}),
        ({"condition": "melanoma"}, {"condition": "melanoma"}),
        ({"label": "Plaque Psoriasis"}, {"label": "plaque psoriasis"}),
        ({"label": "plaque soriasis"}, None),
        ({"modality": "clinical"}, {"modality": "clinical"}),
        ({"modality": "dermatoscopic"}, None),
        ({"fitzpatrick": "VII"}, None),
        ({"fitzpatrick": "IV"}, {"fitzpatrick": "4"}),
    ],
)
def test_filters_are_spelt_freely_and_a_value_that_no_image_has_is_told(
    tmp_path: Path, told: dict[str, str], meant: dict[str, str] | None
) -> None:
    images, table = folder(tmp_path, 2)
    build(images, table, make_encoder(ENCODER), tmp_path / "index")
    held = Index(tmp_path / "index")
    if meant is None:
        with pytest.raises(InputError, match="no image of the index has"):
            held.meant(told)
    else:
        assert held.meant(told) == meant


@pytest.mark.parametrize(("written", "told"), [("2", "II"), ("II", "2"), ("ii", "II"), ("6", "vi"), ("VI", "6")])
def test_skin_types_are_found_as_they_are_or_in_the_other_figures(tmp_path: Path, written: str, told: str) -> None:
    images, table = folder(tmp_path, 2)
    lines = table.read_text(encoding="utf-8").splitlines()
    table.write_text(
        "\n".join([f"{lines[0]},fitzpatrick", *(f"{line},{written}" for line in lines[1:])]), encoding="utf-8"
    )
    build(images, table, make_encoder(ENCODER), tmp_path / "index")
    assert Index(tmp_path / "index").meant({"fitzpatrick": told}) == {"fitzpatrick": written}
