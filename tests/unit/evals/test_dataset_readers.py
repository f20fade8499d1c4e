"""Readers of closed questions, captions, boxes and folders, joined tables, your own files, and what a table may say."""

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from dermagent.errors import InputError
from dermagent.evals.datasets.base import LabelledCase, images_in
from dermagent.evals.datasets.itobos import read_coco, read_yolo
from dermagent.evals.datasets.magic_cvqa import FAMILIES, QUESTIONS, choices_of
from dermagent.evals.datasets.registry import check, data_set
from dermagent.evals.datasets.scin import CASE_COLUMNS, weights_of
from dermagent.evals.datasets.scin import READER as SCIN
from dermagent.evals.datasets.tables import read_rows
from dermagent.evals.datasets.tabular import own, site_of, type_of
from dermagent.evals.metrics.ranking import weight_covered
from dermagent.evals.metrics.segmentation import average_precision, box_overlap
from dermagent.evals.metrics.text import closed_answers
from dermagent.evals.reporting.lines import constant_list
from dermagent.evals.running.records import Record
from dermagent.steps.observe import observe
from tests.shared import ROOT, shared

SETS = ROOT / "eval_sets"
REDDIT = shared() / "data/dermavqa/reddit"


def load(name: str, split: str, root: Path | None = None) -> list[LabelledCase]:
    return list(data_set(name).load(root or SETS / name / "sample", split=split, language="en"))


def mapped(folder: Path, table: dict[str, Any], text: str, file: str = "mine.csv") -> list[LabelledCase]:
    (folder / file).write_text(text, "utf-8")
    (folder / "mine.yaml").write_text(json.dumps({"files": [{"path": file}], "table": table}), "utf-8")
    return list(own(folder / "mine.yaml").load(folder, split="all", language="en"))


# --- DermaVQA, Reddit part; MEDIQA-MAGIC 2025


def test_reddit_answers_without_a_query_are_references_of_an_empty_case() -> None:
    without, with_query = load("dermavqa_reddit", "valid")
    assert without.empty and not with_query.empty
    assert without.reference == {"scabies": 1.0}
    assert with_query.case.history == "Ring on the arm. It itches and grows."
    assert without.answers[0].text == {"en": "This is scabies."}


@pytest.mark.skipif(not REDDIT.is_dir(), reason="the shared data are not here")
def test_no_case_of_a_part_of_the_real_reddit_files_is_lost() -> None:
    assert len(list(data_set("dermavqa_reddit").load(REDDIT, split="valid", language="en"))) == 50


@pytest.mark.long
@pytest.mark.skipif(not REDDIT.is_dir(), reason="the shared data are not here")
def test_the_real_reddit_files_hold_what_their_card_says() -> None:
    found = check("dermavqa_reddit", REDDIT)
    assert (found.cases, found.problem, found.differing) == (347 + 50, "", ())
    assert found.missing == ("test_answersonly.json",)


def test_closed_questions_are_27_and_repeated_slots_become_one_set() -> None:
    assert len(QUESTIONS) == 27 and len(FAMILIES) == 9
    (case,) = load("magic_cvqa", "valid")  # the second encounter has no gold
    assert case.choices["CQID011"] == (2, 3, 7)
    assert case.choices["CQID020"] == (0, 9)
    assert case.choices["CQID034"] == (11,)
    assert case.reference == {"scabies": 1.0}


def test_gold_answers_score_fully_and_not_mentioned_everywhere_does_not() -> None:
    gold = {case.case.id: case.choices for case in load("magic_cvqa", "valid")}
    assert closed_answers(gold, gold)["all"] == 1.0
    nothing = {name: {family: (len(one[2]) - 1,) for family, one in FAMILIES.items()} for name in gold}
    assert closed_answers(nothing, gold)["CQID011"] == pytest.approx(1 / 3)
    assert closed_answers(nothing, gold)["CQID010"] == 0.0


@pytest.mark.parametrize("answer", [12, -1, True, 1.0, "1", None])
def test_an_answer_that_is_no_option_is_refused(answer: Any) -> None:
    answers = dict.fromkeys(QUESTIONS, 0) | {"CQID034-001": answer}
    with pytest.raises(InputError, match="CQID034-001"):
        choices_of(answers, "gold")


def test_a_missing_question_or_an_unknown_encounter_is_named(tmp_path: Path) -> None:
    shutil.copytree(SETS / "magic_cvqa/sample", tmp_path / "m")
    path = tmp_path / "m/valid_cvqa.json"
    gold = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps([gold[0], gold[0]]), "utf-8")
    with pytest.raises(InputError, match="'ENC90001' stands there twice"):
        load("magic_cvqa", "valid", tmp_path / "m")
    path.write_text(json.dumps([gold[0] | {"encounter_id": "ENC1"}]), "utf-8")
    with pytest.raises(InputError, match=r"'ENC1' is not in valid\.json"):
        load("magic_cvqa", "valid", tmp_path / "m")
    del gold[0]["CQID036-001"]
    path.write_text(json.dumps(gold), "utf-8")
    with pytest.raises(InputError, match="CQID036-001 is missing"):
        load("magic_cvqa", "valid", tmp_path / "m")


# --- captions and questions


def test_skincap_captions_are_references_and_labels_those_of_its_parents() -> None:
    first, second, third = load("skincap", "all")
    assert first.reference == {"plaque_psoriasis": 1.0}
    assert second.reference == {"mycosis_fungoides": 1.0}  # written as in DDI
    assert set(first.answers[0].text) | set(first.answers[1].text) == {"en", "zh"}
    assert first.case.history == ""  # a caption would give the diagnosis away
    assert third.answers == () and third.why_empty == "label not mapped"


def test_skincap_without_labels_still_gives_captions(tmp_path: Path) -> None:
    (tmp_path / "skincap_v240623.csv").write_text("filename,caption_zh_polish_en\n1490.png,A red patch.\n", "utf-8")
    (case,) = load("skincap", "all", tmp_path)
    assert (case.why_empty, case.answers[0].text) == ("no label", {"en": "A red patch."})


def test_mm_skin_refusals_are_no_gold_answers() -> None:
    first, second, third = load("mm_skin", "test")
    assert first.group == second.group and first.case.id != second.case.id
    assert [len(case.answers) for case in (first, second, third)] == [1, 1, 0]
    assert third.why_empty == "the gold answer is a refusal"
    assert first.case.history == "What is the colour of the patch?"


# --- boxes


def test_yolo_and_coco_say_the_same_of_the_same_box(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("0 0.2 0.25 0.2 0.3\n", "utf-8")
    (yolo,) = read_yolo(tmp_path / "a.txt")
    coco = read_coco(SETS / "itobos/sample/test.json")
    assert yolo == pytest.approx((0.1, 0.1, 0.4, 0.3))
    assert coco["tile_9.png"][0] == pytest.approx(yolo)
    assert coco["tile_8.png"] == ()


def test_row_05_identical_boxes_score_one_and_disjoint_ones_nothing() -> None:
    tile, empty = load("itobos", "train")
    assert len(tile.boxes) == 2 and empty.boxes == ()
    assert average_precision([(box, 0.9) for box in tile.boxes], tile.boxes) == pytest.approx(1.0)
    assert box_overlap(*tile.boxes) == 0.0
    assert tile.empty  # its image is not in the sample


@pytest.mark.parametrize("line", ["0 0.5 0.5 0.2", "0 a 0.5 0.2 0.1", "0 1.2 0.5 0.2 0.1", "0 0.5 0.5 0 0.1"])
def test_a_box_of_another_form_or_outside_the_image_is_refused(tmp_path: Path, line: str) -> None:
    (tmp_path / "a.txt").write_text(f"0 0.5 0.5 0.1 0.1\n{line}\n", "utf-8")
    with pytest.raises(InputError, match=r"a\.txt, line 2"):
        read_yolo(tmp_path / "a.txt")


def test_a_file_that_is_no_coco_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"images": [{"id": 1}], "annotations": []}', "utf-8")
    with pytest.raises(InputError, match=r"a\.json: expected COCO"):
        read_coco(tmp_path / "a.json")


# --- folders


def test_msld_patients_keep_together_and_augmented_copies_are_never_read() -> None:
    train, test, valid = (load("msld", f"fold1-{part}") for part in ("train", "test", "valid"))
    assert [case.group for case in train] == ["MKP_01", "MKP_01"]
    assert train[0].reference == {"mpox": 1.0} and test[0].reference == {"varicella": 1.0}
    assert (valid[0].label, valid[0].why_empty) == ("CWP", "label not mapped")
    assert load("msld", "fold2-train") == []
    assert "Augmented" not in "".join(case.case.images[0].path or "" for case in train)


def test_row_14_generated_images_are_marked() -> None:
    cases = load("derm_t2im", "all")
    assert [case.label for case in cases] == ["benign", "malignant"]
    assert all(case.synthetic and case.case.images[0].modality == "dermoscopic" for case in cases)


def test_a_folder_without_such_images_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="expected the folders of msld"):
        load("msld", "fold1-train", tmp_path)
    with pytest.raises(InputError, match="no split 'fold9-train'"):
        load("msld", "fold9-train")


# --- tables


def test_a_second_file_adds_columns_whatever_the_order_of_its_rows() -> None:
    first, second, third = load("isic_2018", "train")
    assert [case.group for case in (first, second, third)] == ["HAM_1", "HAM_2", "HAM_2"]
    assert [case.group for case in load("isic_2018", "valid")] == ["ISIC_0000004"]
    aged = load("isic_2019", "all")[0]
    assert (aged.case.patient.age_years, aged.lesion, aged.strata["sex"]) == (35.0, "L1", "female")


def test_isic_2017_what_is_neither_class_is_a_nevus() -> None:
    cases = load("isic_2017", "test")
    assert [case.label for case in cases] == ["melanoma", "seborrheic_keratosis", "nevus"]
    assert [case.case.patient.age_years for case in cases] == [None, 65.0, None]


def test_a_missing_second_file_is_named(tmp_path: Path) -> None:
    shutil.copy(SETS / "isic_2019/sample/ISIC_2019_Training_GroundTruth.csv", tmp_path)
    with pytest.raises(InputError, match=r"ISIC_2019_Training_Metadata\.csv: expected this file"):
        load("isic_2019", "all", tmp_path)


def test_midas_controls_have_no_reference_and_wrong_suffixes_are_found(tmp_path: Path) -> None:
    shutil.copytree(SETS / "midas/sample", tmp_path / "m")
    (tmp_path / "m/images").mkdir()
    (tmp_path / "m/images/a.png").write_bytes(b"x")  # the table says a.jpg
    near, dermoscopy, control, virtual = load("midas", "all", tmp_path / "m")
    assert (near.case.images[0].path, near.missing_images, near.empty) == ("images/a.png", 0, False)
    assert [case.case.images[0].modality for case in (near, dermoscopy)] == ["clinical", "dermoscopic"]
    assert (control.reference, control.why_empty) == ({}, "midas_iscontrol is 'yes'")
    assert near.group == dermoscopy.group != control.group
    assert [case.strata["fitzpatrick"] for case in (near, virtual)] == ["2", "5"]


def test_hiba_takes_the_level_above_where_the_finest_is_empty() -> None:
    assert load("hiba", "all")[1].label == "Benign soft tissue proliferations - Vascular"


def test_row_34_descriptors_are_split_and_na_is_unknown(tmp_path: Path) -> None:
    (case,) = load("dermacon_in", "all")
    assert case.concepts == ("Scale", "Plaque")
    assert (case.case.patient.monk, case.strata["monk"], case.strata["fitzpatrick"]) == (6, "6", "4")
    text = (SETS / "dermacon_in/sample/Skin_Metadata.csv").read_text("utf-8")
    other = (
        text.replace("Main_class", "Main_class(Rook's_Classification)").replace("FST 4", "N/A").replace("MST 6", "N/A")
    )
    (tmp_path / "Skin_Metadata.csv").write_text(other, "utf-8")
    (case,) = load("dermacon_in", "all", tmp_path)
    assert case.strata["main_class"] == "Infectious"
    assert "monk" not in case.strata and case.case.patient.fitzpatrick is None


def test_fitzpatrick17k_is_read_by_its_older_columns_too(tmp_path: Path) -> None:
    (tmp_path / "fitzpatrick17k.csv").write_text(
        "hasher,fitzpatrick,label,three_partition_label\nab,6,scabies,x\n", "utf-8"
    )
    (case,) = load("fitzpatrick17k", "all", tmp_path)
    assert (case.case.images[0].path, case.strata["fitzpatrick"]) == ("images/ab.jpg", "6")


def test_a_site_alone_is_said_of_the_image_and_does_not_save_a_case_without_one() -> None:
    case = load("bcn20000", "train")[0]
    assert case.empty
    assert case.case.images[0].body_site == site_of("anterior torso") == "trunk"
    assert "trunk" in observe(case.case).counted()


@pytest.mark.parametrize(
    ("text", "skin"), [("ii light skin", 2), ("v brown skin", 5), ("FST 6", 6), ("4.0", 4), ("dark", None), ("", None)]
)
def test_skin_types_are_read_in_every_spelling_seen(text: str, skin: int | None) -> None:
    assert type_of(text) == skin


# --- your own files


def test_own_json_lines_with_the_mapping_that_ships() -> None:
    folder = SETS / "own/sample"
    first, second, third = own(folder / "mapping.yaml").load(folder, split="all", language="en")
    assert first.case.complaint.symptoms == {"itching": True, "fever": False}
    assert second.reference == {"tinea_corporis": 0.5, "nummular_dermatitis": 0.5}
    assert (second.missing_images, second.case.complaint.symptoms, second.empty) == (2, {}, False)
    assert (third.reference, third.why_empty) == ({}, "label not mapped")
    assert first.group == second.group != third.group


def test_a_row_of_which_a_label_has_no_condition_is_left_out_as_either_would_be_right(tmp_path: Path) -> None:
    (case,) = mapped(
        tmp_path, {"id": "n", "text": "t", "label": "d"}, "n,t,d\n1,An itch.,scabies;an invented disease\n"
    )
    assert (case.reference, case.why_empty, case.unmapped) == ({}, "label not mapped", ("an invented disease",))


def test_values_that_a_case_may_not_hold_name_file_and_row_but_not_the_words(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"mine\.csv, n '1': history") as told:
        mapped(tmp_path, {"id": "n", "text": "t"}, f"n,t\n1,{'Secret words.' * 5000}\n")
    assert "Secret" not in str(told.value)


def test_a_name_that_leads_out_of_the_folder_counts_as_missing(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "out.png").write_bytes(b"x")
    assert images_in(tmp_path / "in", ["../out.png", str(tmp_path / "out.png")]) == ((), 2)


def test_of_a_wordless_case_all_images_stay_and_it_is_empty_only_if_none_is_there(tmp_path: Path) -> None:
    (tmp_path / "b.png").write_bytes(b"x")
    table = {"id": "n", "image": "{p}", "label": "d"}
    some, none = mapped(tmp_path, table, "n,p,d\n1,a.png;b.png;c.png,scabies\n2,a.png;c.png,scabies\n")
    assert (some.missing_images, some.empty) == (2, False)
    assert (none.missing_images, none.empty) == (2, True)


def test_a_row_that_holds_nothing_is_counted_as_empty(tmp_path: Path) -> None:
    (case,) = mapped(tmp_path, {"id": "n", "image": "{p}", "text": "t", "label": "d"}, "n,p,t,d\n1,,,scabies\n")
    assert case.empty and case.reference == {"scabies": 1.0}


def test_files_that_are_no_tables_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"x\n\xff\xfe\n")
    with pytest.raises(InputError, match=r"a\.csv: expected UTF-8 text"):
        list(read_rows(path, ("x",)))
    lines = tmp_path / "a.jsonl"
    lines.write_text('{"x": 1}\n[2]\n', "utf-8")
    with pytest.raises(InputError, match=r"a\.jsonl, line 2: expected a JSON object"):
        list(read_rows(lines, ("x",)))
    lines.write_text('{"y": 1}\n', "utf-8")
    with pytest.raises(InputError, match="expected the columns x"):
        list(read_rows(lines, ("x",)))


# --- SCIN: traps beyond the columns


def scin(folder: Path, changes: dict[int, dict[str, str]]) -> list[LabelledCase]:
    """The sample with fields of its rows changed."""
    shutil.copytree(SETS / "scin/sample", folder / "s")
    path = folder / "s/scin_cases.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for number, fields in changes.items():
        rows[number].update(fields)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return list(SCIN.load(folder / "s", split="all", language="en"))


def test_row_33_scin_cases_that_share_an_image_are_not_torn_apart(tmp_path: Path) -> None:
    first, second, third = scin(tmp_path, {2: {"image_2_path": "dataset/images/2.png"}})
    assert third.group == first.group != second.group


def test_row_33_scin_a_case_joins_those_that_it_shares_images_with(tmp_path: Path) -> None:
    images = {0: ("a", ""), 1: ("b", ""), 2: ("a", "b")}
    cases = scin(tmp_path, {n: {"image_1_path": x, "image_2_path": y} for n, (x, y) in images.items()})
    assert len({case.group for case in cases}) == 1


@pytest.mark.parametrize(("types", "expected"), [("235", "3"), ("25", None), ("24", "3"), ("4", "4"), ("", None)])
def test_row_33_scin_a_median_between_two_types_is_no_type(tmp_path: Path, types: str, expected: str | None) -> None:
    shutil.copytree(SETS / "scin/sample", tmp_path / "s")
    path = tmp_path / "s/scin_labels.csv"
    given = ",".join(f"FST{types[n]}" if n < len(types) else "" for n in range(3))
    path.write_text(path.read_text("utf-8").replace("FST2,FST3,FST5", given, 1), "utf-8")
    first = next(iter(SCIN.load(tmp_path / "s", split="all", language="en")))
    assert first.strata.get("fitzpatrick") == expected


def test_row_33_scin_an_unknown_duration_alone_says_nothing(tmp_path: Path) -> None:
    boxes = ("textures_", "body_parts_", "condition_symptoms_", "other_symptoms_")
    bare = {name: "" for name in CASE_COLUMNS if name.startswith(boxes)} | {"condition_duration": "UNKNOWN"}
    first, second, _ = scin(tmp_path, {0: bare | {"condition_duration": "ONE_DAY"}, 1: bare})
    assert not first.empty and second.empty


def test_row_33_scin_rounded_weights_never_pass_one(tmp_path: Path) -> None:
    shutil.copytree(SETS / "scin/sample", tmp_path / "s")
    path = tmp_path / "s/scin_labels.csv"
    path.write_text(path.read_text("utf-8").replace("'Eczema': 0.69", "'Eczema': 0.7"), "utf-8")
    first = next(iter(SCIN.load(tmp_path / "s", split="all", language="en")))
    assert sum(first.reference.values()) == pytest.approx(1.0)
    assert first.reference["eczema_unspecified"] == pytest.approx(0.7 / 1.01)


def weighing(folder: Path, weights: str) -> LabelledCase:
    """The first case of the sample with this differential."""
    shutil.copytree(SETS / "scin/sample", folder)
    path = folder / "scin_labels.csv"
    held = "{'Eczema': 0.69, 'Irritant Contact Dermatitis': 0.31}"
    path.write_text(path.read_text("utf-8").replace(held, weights), "utf-8")
    return next(iter(SCIN.load(folder, split="all", language="en")))


def test_row_33_scin_a_top_label_without_a_condition_makes_no_other_label_the_truth(tmp_path: Path) -> None:
    first = weighing(tmp_path / "a", "{'Alopecia neurotica': 0.6, 'Eczema': 0.4}")
    assert (first.reference, first.why_empty, first.label) == ({}, "label not mapped", "Alopecia neurotica")
    tied = weighing(tmp_path / "b", "{'Eczema': 0.5, 'Alopecia neurotica': 0.5}")
    assert (tied.reference, tied.unmapped) == ({}, ("Alopecia neurotica",))


def test_row_33_scin_a_lesser_label_without_a_condition_keeps_its_weight_and_is_counted(tmp_path: Path) -> None:
    first = weighing(tmp_path / "s", "{'Eczema': 0.6, 'Alopecia neurotica': 0.4}")
    assert first.readers == 2
    assert first.reference == {"eczema_unspecified": 0.6, "unmapped:Alopecia neurotica": 0.4}
    assert check("scin", tmp_path / "s").unmapped == {"Alopecia neurotica": 1}
    held = [
        Record(case_id="a", reference=dict(first.reference), outcome="answered", urgency="routine", ranked=((c, 0.5),))
        for c in ("scabies", "eczema_unspecified")
    ]
    assert constant_list(held) == ["eczema_unspecified"]
    assert weight_covered(["unmapped", "Alopecia neurotica", "eczema_unspecified"], first.reference, k=3) == 0.6


def test_row_33_scin_weights_must_be_a_dictionary() -> None:
    with pytest.raises(InputError, match="no dictionary"):
        weights_of({"case_id": "1", "weighted_skin_condition_label": "['Eczema']"})
