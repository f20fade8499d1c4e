"""No patient stands on both sides of a score: not of the lesion head's training, nor of an index that votes."""

import csv
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from dermagent.cli import cli
from dermagent.errors import InputError
from dermagent.evals.datasets.base import patient_in_name, read_card, seen_by
from dermagent.evals.datasets.registry import data_set
from dermagent.evals.datasets.tables import read_rows
from dermagent.evals.running.plan import Plan, chosen
from dermagent.evals.running.records import read_records, read_run
from dermagent.evals.running.runner import begin, run_set
from dermagent.index.build import build
from dermagent.index.store import Index
from dermagent.resources import data_root
from dermagent.settings import resolve
from tests.shared import shared
from tests.unit.encoders.test_encoders import Colours
from tests.unit.index.test_copies import ENCODER, photograph

SAMPLE = data_root() / "eval_sets/pad_ufes_20/sample/metadata.csv"
MANIFEST = shared() / "data/skin_photos/manifest.csv"
#: Named in public tables; the lesion head saw this patient, and not the other.
SEEN, UNSEEN = "PAT_1006", "PAT_2"


def pad(place: Path, *patients: str) -> Path:
    """Rows as the data set's own, one for each of these patients, each with an image."""
    (place / "images").mkdir(parents=True)
    with SAMPLE.open(newline="") as file:
        [row, *_] = list(csv.DictReader(file))
    rows = []
    for n, patient in enumerate(patients):
        name = f"{patient}_{n}_{n}.png"
        Image.fromarray(photograph(n)).save(place / "images" / name)
        rows.append({**row, "patient_id": patient, "lesion_id": str(n), "img_id": name})
    with (place / "metadata.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerows(rows)
    return place


def plan(root: Path, **settings: Any) -> Plan:
    return Plan(data_set("pad_ufes_20"), root, "all", resolve(graph="offline", **settings))


def test_patients_that_the_lesion_head_was_trained_on_are_left_out_where_it_is_asked(tmp_path: Path) -> None:
    root = pad(tmp_path, SEEN, UNSEEN, SEEN)
    found = chosen(plan(root))
    assert len(found.ids) == 1 and found.ids[0].startswith(UNSEEN)
    assert found.left_out == {"the retriever lesion was trained on images of the same patient": 2}
    assert len(chosen(plan(root, retrievers=("findings",))).ids) == 3


def test_a_set_of_nothing_but_such_patients_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nothing to run in pad_ufes_20.*the retriever lesion was trained on"):
        begin(plan(pad(tmp_path / "set", SEEN)), tmp_path / "run")


@pytest.mark.skipif(not MANIFEST.is_file(), reason="the shared photographs are not there")
def test_the_shipped_list_holds_every_patient_of_the_photographs_that_were_trained_on() -> None:
    rows = read_rows(MANIFEST, ("patient_id", "source_dataset"))
    patients = {row["patient_id"] for row in rows if row["source_dataset"] == "PAD-UFES-20"}
    assert all(seen_by("pad_ufes_20", one, ("findings", "lesion")) == "lesion" for one in patients)
    listed = (data_root() / "eval_sets/pad_ufes_20" / read_card("pad_ufes_20").seen_by["lesion"]).read_text().split()
    assert len(listed) == len(set(listed)) == len(patients)
    assert seen_by("pad_ufes_20", min(patients), ("findings",)) == ""


async def test_a_patients_other_images_in_an_index_do_not_vote_on_a_case_of_the_set(tmp_path: Path) -> None:
    """Three other patients' images are melanomas, the patient's own second image is a carcinoma."""
    root = pad(tmp_path / "set", UNSEEN)
    images = tmp_path / "pictures"
    images.mkdir()
    rng = np.random.default_rng(0)
    lines = ["image,label,patient"]
    for n in range(40):
        own = n % 8 == 0
        shown = np.clip(photograph(n + 5).astype(int) // 4 + photograph(0) // 2 + rng.integers(0, 4), 0, 255)
        Image.fromarray(shown.astype(np.uint8)).save(images / f"{n}.png")
        lines.append(f"{n}.png,{'basal cell carcinoma' if own else 'melanoma'},{UNSEEN if own else f'PAT_x{n}'}")
    table = tmp_path / "labels.csv"
    table.write_text("\n".join(lines) + "\n")
    build(images, table, Colours(), tmp_path / "index")
    given = plan(root, retrievers=("clip",), index=tmp_path / "index", encoder=ENCODER)
    await run_set(given, tmp_path / "run")
    [record] = read_records(tmp_path / "run")
    assert [name for name, _ in record.lists["clip"]] == ["melanoma"]
    assert read_run(tmp_path / "run").cases == 1


def test_cases_of_sets_of_patients_say_whose_they_are_and_those_of_others_do_not(tmp_path: Path) -> None:
    [case] = data_set("pad_ufes_20").load(pad(tmp_path / "pad", UNSEEN), split="all", language="en")
    assert case.case.patient.id == case.group == UNSEEN
    place = tmp_path / "ham"
    shutil.copytree(data_root() / "eval_sets/ham10000/sample", place)
    others = list(data_set("ham10000").load(place, split="all", language="en"))
    assert others and all(one.case.patient.id is None and one.group for one in others)
    fold = tmp_path / "msld/Original Images/FOLDS/fold1/test/Monkeypox"
    fold.mkdir(parents=True)
    Image.fromarray(photograph(1)).save(fold / "MKP_07_01.jpg")
    [case] = data_set("msld").load(tmp_path / "msld", split="fold1-test", language="en")
    assert case.case.patient.id == case.group == "MKP_07"


def test_an_index_of_the_sets_images_knows_their_patients_by_their_names(tmp_path: Path) -> None:
    """Without a column of patients a probe would learn from and ask about the same one."""
    root = pad(tmp_path / "set", *(f"PAT_{n // 3}" for n in range(12)))
    names = sorted(path.name for path in (root / "images").iterdir())
    table = tmp_path / "labels.csv"
    table.write_text("image,label\n" + "".join(f"{name},{'a' if n % 2 else 'b'}\n" for n, name in enumerate(names)))
    place = str(tmp_path / "index")
    given = [str(root / "images"), "--labels", str(table), "--out", place, "--encoder", ENCODER]
    assert CliRunner().invoke(cli, ["index", "build", *given]).exit_code == 0
    assert {entry.name: entry.patient for entry in Index(tmp_path / "index").entries} == {
        name: "_".join(name.split("_")[:2]) for name in names
    }
    assert "name no patient" not in CliRunner().invoke(cli, ["index", "probe", place, "--shots", "1"]).stderr
    assert patient_in_name("images/PAT_7_1_22.jpg") == "PAT_7" and patient_in_name("images/IMG_7_1_22.jpg") == ""


def test_a_probe_of_images_without_patients_says_that_it_flatters(tmp_path: Path) -> None:
    images = tmp_path / "pictures"
    images.mkdir()
    for n in range(6):
        Image.fromarray(photograph(n)).save(images / f"{n}.png")
    table = tmp_path / "labels.csv"
    table.write_text("image,label\n" + "".join(f"{n}.png,{'a' if n % 2 else 'b'}\n" for n in range(6)))
    build(images, table, Colours(), tmp_path / "index")
    told = CliRunner().invoke(cli, ["index", "probe", str(tmp_path / "index"), "--shots", "1"])
    assert "6 of 6 images name no patient" in told.stderr and told.exit_code == 0
