"""`eval leaks`, and what `eval run` says at its end: near-duplicates within a set, with an index, across patients."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner, Result
from PIL import Image

from dermagent.cli import cli
from dermagent.evals.audits.near_duplicates import FILE, told_of_run
from dermagent.index.build import build
from tests.copies import saved_again
from tests.unit.encoders.test_encoders import Colours
from tests.unit.index.test_copies import ENCODER, photograph

MAPPING = """
files: [{path: cases.csv}]
table: {id: id, image: "{file}", label: label, text: story, group: [patient]}
"""


def invoked(*arguments: object) -> Result:
    return CliRunner().invoke(cli, [str(one) for one in arguments])


def folder(place: Path, seeds: range) -> Path:
    place.mkdir()
    for n in seeds:
        Image.fromarray(photograph(n)).save(place / f"{n}.png")
    return place


def again(place: Path, seed: int, what: str = "smaller") -> None:
    content = dict(saved_again(photograph(seed), np.random.default_rng(seed)))[what]
    (place / f"again{seed}.jpg").write_bytes(content)


def own_set(place: Path) -> tuple[Path, Path]:
    """Six cases of four patients; the first one's image again with another patient's case, and twice in its own."""
    folder(place, range(6))
    again(place, 0)
    again(place, 1, "quality 60")
    rows = [[str(n), f"{n}.png" + (";again1.jpg" if n == 1 else ""), "Scabies", "Itch.", f"p{n}"] for n in range(6)]
    rows.append(["7", "again0.jpg", "Scabies", "Itch.", "p7"])
    with (place / "cases.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["id", "file", "label", "story", "patient"], *rows])
    mapping = place.parent / "mapping.yaml"
    mapping.write_text(MAPPING.replace("{file}", "{file}"))
    return place, mapping


def test_the_share_of_two_folders_is_printed(tmp_path: Path) -> None:
    first, second = folder(tmp_path / "first", range(8)), folder(tmp_path / "second", range(20, 22))
    again(second, 3)
    again(second, 5, "5 % of one edge")
    (second / "broken.jpg").write_bytes(b"no image")
    out = invoked("eval", "leaks", first, second, "--encoder", ENCODER)
    assert out.exit_code == 0, out.output
    assert "2 of 4 images of second (50.0%) have a near-duplicate in first; 2 of 8 (25.0%) the other way." in out.output
    assert "- first: 3.png = second: again3.jpg" in out.output and "1 could not be read" in out.output
    assert "The encoder colours agreed." in out.output
    told = json.loads(invoked("eval", "leaks", first, "--format", "json", "--encoder", "none").output)
    assert told["between"] is None and told["checked_by"] == ""
    assert [one["pairs"] for one in told["inside"]] == [0] and told["inside"][0]["across_patients"] is None


def test_an_index_and_a_set_are_compared_and_patients_kept_apart(tmp_path: Path) -> None:
    cases, mapping = own_set(tmp_path / "cases")
    images = folder(tmp_path / "pictures", range(30, 34))
    again(images, 2)
    table = tmp_path / "labels.csv"
    table.write_text("image,label\n" + "".join(f"{path.name},scabies\n" for path in sorted(images.iterdir())))
    build(images, table, Colours(), tmp_path / "index")
    given = ("eval", "leaks", tmp_path / "index", f"own={cases}", "--mapping", mapping, "--encoder", ENCODER)
    told = json.loads(invoked(*given, "--format", "json").output)
    assert told["between"]["of_second"] == 1 and told["between"]["named"] == [["again2.jpg", "2.png"]]
    within = told["inside"][1]
    assert (within["pairs"], within["across_patients"], within["images"]) == (1, 1, 8)
    assert within["named_across"] == [["0.png", "again0.jpg"]]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("nowhere", "'nowhere': expected a folder, or SET=FOLDER"),
        ("pad_ufes_20=nowhere", "expected a folder, or SET=FOLDER with a folder that is there"),
    ],
)
def test_what_is_neither_folder_nor_set_is_refused(given: str, message: str) -> None:
    from dermagent.errors import InputError

    out = invoked("eval", "leaks", given, "--encoder", "none")
    assert isinstance(out.exception, InputError) and message in str(out.exception)


def test_a_folder_without_images_is_refused(tmp_path: Path) -> None:
    out = invoked("eval", "leaks", tmp_path, "--encoder", "none")
    assert "expected images that can be read, found none" in str(out.exception)


def test_a_run_says_at_its_end_what_leaks_and_reports_keep_it(tmp_path: Path) -> None:
    cases, mapping = own_set(tmp_path / "cases")
    images = folder(tmp_path / "pictures", range(30, 60))
    again(images, 2)
    table = tmp_path / "labels.csv"
    table.write_text("image,label\n" + "".join(f"{path.name},scabies\n" for path in sorted(images.iterdir())))
    build(images, table, Colours(), tmp_path / "index")
    run = ("eval", "run", "own", "--data", cases, "--mapping", mapping, "--encoder", ENCODER, "--index")
    out = invoked(*run, tmp_path / "index", "--out", tmp_path / "run")
    assert out.exit_code == 0, out.output
    inside = "1 pairs of near-duplicate images of different cases, 1 of them of two patients or lesions"
    between = "1 of 31 images of the index index"
    assert inside in out.output and between in out.output
    scored = invoked("eval", "score", tmp_path / "run", "--resamples", 100)
    assert inside in scored.output
    report = invoked("eval", "report", tmp_path / "run", "--no-pages", "--resamples", 100)
    assert report.exit_code == 0, report.output
    assert inside in (tmp_path / "run/report.html").read_text() and inside in (tmp_path / "run/report.md").read_text()
    quiet = invoked(*run, tmp_path / "index", "--out", tmp_path / "quiet", "--no-near-duplicates")
    assert "near-duplicate" not in quiet.output and not (tmp_path / "quiet/near_duplicates.json").exists()


def test_leaks_that_cannot_be_read_are_not_passed_over_in_silence(tmp_path: Path) -> None:
    assert told_of_run(tmp_path) == []
    (tmp_path / FILE).write_text("{", encoding="utf-8")
    (told,) = told_of_run(tmp_path)
    assert told.startswith("What leaks within this run is not known")
