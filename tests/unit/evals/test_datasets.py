"""The readers on their self-written samples with the original columns, every trap by name, and on real files."""

import csv
import shutil
from pathlib import Path

import pytest

from dermagent.errors import InputError
from dermagent.evals.datasets.base import (
    LabelledCase,
    conditions_of,
    label_map,
    read_card,
    set_names,
)
from dermagent.evals.datasets.registry import check, data_set
from dermagent.evals.datasets.scin import CASE_COLUMNS, LABEL_COLUMNS, READER, weights_of
from dermagent.evals.datasets.tables import read_rows
from dermagent.evals.datasets.tabular import band_of, flag, number, own, type_of
from dermagent.steps.observe import observe
from tests.shared import ROOT, shared

SETS = ROOT / "eval_sets"
#: Sets that are references for other tasks: detection, text scores, generated images.
WITHOUT_DIAGNOSES = {"derm_t2im", "itobos", "mm_skin", "sddi"}
DATA = shared() / "data"


def sample(name: str, split: str = "") -> list[LabelledCase]:
    folder = SETS / name / "sample"
    return list(data_set(name).load(folder, split=split or read_card(name).splits[0], language="en"))


def by_id(cases: list[LabelledCase]) -> dict[str, LabelledCase]:
    return {case.case.id: case for case in cases}


@pytest.mark.parametrize("name", set_names())
def test_every_set_has_a_card_and_a_sample_that_loads(name: str) -> None:
    card = read_card(name)
    assert card.name == name
    assert card.licence and card.where and card.citation
    found = check(name, SETS / name / "sample")
    assert found.problem == ""
    assert found.cases >= 1
    assert bool(found.with_reference) == (name not in WITHOUT_DIAGNOSES)
    assert sum(found.left_out.values()) == found.cases - found.with_reference


def test_unknown_sets_and_splits_are_refused_with_the_known_ones() -> None:
    with pytest.raises(InputError, match="known are bcn20000, ddi"):
        data_set("nowhere")
    with pytest.raises(InputError, match="cannot be imported"):
        data_set("tests.shared:nothing")
    with pytest.raises(InputError, match="no split 'x'; known are all"):
        list(data_set("ham10000").load(SETS, split="x", language="en"))


def test_row_04_06_a_group_never_straddles_and_a_missing_age_is_unknown() -> None:
    train, test = sample("bcn20000", "train"), sample("bcn20000", "test")
    assert {c.group for c in train}.isdisjoint(c.group for c in test)
    assert train[1].case.patient.age_years is None
    assert train[0].reference == {"basal_cell_carcinoma": 1.0}
    assert train[0].missing_images == 1 and train[0].empty


def test_a_lesion_with_several_images_is_one_group_and_a_collective_label_is_shared() -> None:
    cases = sample("ham10000")
    assert [c.group for c in cases] == ["HAM_1", "HAM_1", "HAM_2"]
    assert cases[2].empty and cases[2].case.images[0].modality == "dermoscopic"
    assert sum(cases[2].reference.values()) == pytest.approx(1.0)
    assert set(cases[2].reference) == {"seborrheic_keratosis", "solar_lentigo"}


def test_one_hot_labels_and_a_class_that_is_no_diagnosis() -> None:
    first, second = sample("isic_2019")
    assert (first.label, second.label, second.why_empty) == ("NV", "UNK", "label not mapped")


def test_pad_unk_is_unknown_and_lesion_numbers_are_not_patients() -> None:
    cases = by_id(sample("pad_ufes_20"))
    first = cases["PAT_1_7_1.png"]
    assert first.case.complaint.symptoms == {
        "itching": False,
        "increasing_size": True,
        "pain": False,
        "bleeding": True,
        "raised_or_bumpy": True,
    }
    assert first.case.patient.fitzpatrick == "II" and first.strata["age"] == "60-74"
    second = cases["PAT_2_7_2.png"]
    assert "increasing_size" not in second.case.complaint.symptoms
    assert first.lesion != second.lesion != cases["PAT_2_8_3.png"].lesion
    assert first.group != cases["PAT_2_7_2.png"].group
    assert observe(first.case).counted()["scin_increasing_size"].polarity == "present"


def test_fitzpatrick17k_wrong_labels_are_left_out_and_counted_and_minus_one_is_unknown() -> None:
    cases = sample("fitzpatrick17k")
    assert [set(c.reference) for c in cases] == [{"plaque_psoriasis"}, {"lichen_planus"}, set()]
    assert [c.strata.get("fitzpatrick") for c in cases] == ["5", None, "2"]
    assert check("fitzpatrick17k", SETS / "fitzpatrick17k/sample").left_out == {"qc is '3 Wrongly labelled'": 1}


def test_ddi_groups_of_two_types_are_kept_as_they_are() -> None:
    assert [c.strata["skin_tone"] for c in sample("ddi")] == ["56", "12"]
    assert sample("ddi")[0].reference == {"mycosis_fungoides": 1.0}


def test_row_06_three_levels_of_labels_are_kept() -> None:
    case = sample("derm12345", "train")[1]
    assert case.reference == {"basal_cell_carcinoma": 1.0}
    assert case.strata["main_class"] == "keratinocytic" and case.strata["malignancy"] == "malignant"


@pytest.mark.parametrize(
    ("text", "value"), [("55.0", 55.0), ("10 - 20", 15.0), ("", None), ("21岁", None), ("FST 4", None)]
)
def test_numbers(text: str, value: float | None) -> None:
    assert number(text) == value


def test_small_readers_of_values() -> None:
    assert [type_of(v) for v in ("3.0", "FST 4", "II", "7", "-1", "")] == [3, 4, 2, None, None, None]
    assert [flag(v) for v in ("True", "False", "UNK", "")] == [True, False, None, None]
    assert [band_of(v) for v in (0, 17.5, 18, 80, None)] == ["0-17", "0-17", "18-39", "75+", ""]


# --- SCIN: a test for each trap of the original files


def test_row_33_scin_has_the_original_73_columns() -> None:
    assert len(CASE_COLUMNS) == 57 and len(LABEL_COLUMNS) == 17  # case_id stands in both
    assert len({*CASE_COLUMNS, *LABEL_COLUMNS}) == 73
    assert "dermatologist_skin_condition_on_label_name" in LABEL_COLUMNS


def test_row_33_scin_ids_beyond_64_bits_of_a_float_stay_text() -> None:
    assert [c.case.id for c in sample("scin")] == [
        "scin:-1000600354148496558",
        "scin:-1002039107727665188",
        "scin:9200000000000000003",
    ]


def test_row_33_scin_the_shipped_weights_go_first_and_labels_are_python_literals() -> None:
    first = sample("scin")[0]
    assert first.reference == pytest.approx({"eczema_unspecified": 0.69, "irritant_contact_dermatitis": 0.31})
    assert first.label == "Eczema"


def test_row_33_scin_an_empty_differential_is_written_as_brackets() -> None:
    second = sample("scin")[1]
    assert (second.reference, second.why_empty) == ({}, "not gradable")


def test_row_33_scin_without_shipped_weights_ties_take_one_place() -> None:
    third = sample("scin")[2]
    assert third.reference == pytest.approx({"urticaria": 0.5, "scabies": 0.25, "plaque_psoriasis": 0.25})


def test_row_33_scin_a_box_that_is_not_ticked_is_not_absent() -> None:
    first = sample("scin")[0]
    assert first.case.complaint.symptoms == {"itching": True, "no_relevant_symptoms": True}
    assert first.case.complaint.sites == ("arm", "other")
    assert all(item.polarity == "present" for item in observe(first.case).counted().values())


def test_row_33_scin_unknown_ages_and_types_make_no_group_and_graders_types_are_their_median() -> None:
    first, second, third = sample("scin")
    assert first.strata == {
        "fitzpatrick_self": "3",
        "fitzpatrick": "3",
        "monk": "4",
        "age": "30_to_39",
        "sex": "female",
    }
    assert second.strata == {}
    assert third.strata["monk"] == "9"


def test_row_33_scin_durations_are_read_as_intervals() -> None:
    seen = observe(sample("scin")[0].case)
    assert seen.duration is not None and (seen.duration.low, seen.duration.high) == (7, 28)


def test_row_33_scin_missing_images_are_counted_and_the_words_stay() -> None:
    first = sample("scin")[0]
    assert (first.missing_images, first.case.images, first.empty) == (2, (), False)


def test_row_33_scin_images_that_are_there_keep_their_view(tmp_path: Path) -> None:
    shutil.copytree(SETS / "scin" / "sample", tmp_path / "s")
    (tmp_path / "s/dataset/images").mkdir(parents=True)
    (tmp_path / "s/dataset/images/2.png").write_bytes(b"x")
    first = next(iter(READER.load(tmp_path / "s", split="all", language="en")))
    assert [(i.path, i.view) for i in first.case.images] == [("dataset/images/2.png", "at_an_angle")]
    assert first.missing_images == 1


@pytest.mark.parametrize("text", ["__import__('os')", "{'Eczema': ", "[1] * 10"])
def test_row_33_scin_a_label_is_never_executed(text: str) -> None:
    row = dict.fromkeys(LABEL_COLUMNS, "") | {"case_id": "1", "weighted_skin_condition_label": text}
    with pytest.raises(InputError, match="no Python literal"):
        weights_of(row)


def test_row_33_scin_names_and_confidences_must_match() -> None:
    row = dict.fromkeys(LABEL_COLUMNS, "") | {"case_id": "1"}
    row |= {"dermatologist_skin_condition_on_label_name": "['a']", "dermatologist_skin_condition_confidence": "[1, 2]"}
    with pytest.raises(InputError, match="1 names and 2 confidences"):
        weights_of(row)


# --- files that are not what they should be


def test_missing_columns_doubled_ids_and_missing_files_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with pytest.raises(InputError, match=r"a\.csv: expected this file"):
        list(read_rows(path, ("x",)))
    path.write_text("x,y\n1,2\n1,3\n")
    with pytest.raises(InputError, match="expected the columns z"):
        list(read_rows(path, ("x", "z")))
    with pytest.raises(InputError, match="line 3: x '1' twice"):
        list(read_rows(path, ("x",), key="x"))


def test_wrong_counts_and_hashes_are_told(tmp_path: Path) -> None:
    (tmp_path / "train.json").write_text("[]")
    (tmp_path / "df_userinfo.csv").write_text("author_id\n")
    found = check("dermavqa", tmp_path)
    assert "train.json holds 0 rows, the card says 842" in found.differing
    (tmp_path / "dermatology_risks.txt").write_text("0\n")
    assert check("ddx_uncertain", tmp_path).differing == (
        "dermatology_risks.txt is not the file that the card means (another SHA-256)",
    )


def test_labels_are_mapped_or_left_and_never_guessed() -> None:
    assert conditions_of("SCABIES", "scin") == ("scabies",)
    assert conditions_of("basal cell carcinoma", "nowhere_else") == ("basal_cell_carcinoma",)
    assert conditions_of("Scabiees", "nowhere_else") == ()
    assert conditions_of("psoriasis or scabies", "nowhere_else") == ()
    assert all(label_map(name) for name in ("scin", "ham10000", "fitzpatrick17k", "ddi"))


def test_your_own_csv_is_read_by_a_mapping(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("nr,dx,story,who\n1,scabies,It itches at night.,a\n2,eczema,,b\n", "utf-8")
    mapping = tmp_path / "mine.yaml"
    mapping.write_text(
        "name: own\ntitle: Mine\nlicence: mine\nwhere: here\ncitation: none\nsplits: [all]\n"
        "files: [{path: mine.csv}]\ntable: {id: nr, image: '', label: dx, text: story, group: [who]}\n",
        "utf-8",
    )
    cases = list(own(mapping).load(tmp_path, split="all", language="en"))
    assert [(c.case.id, c.reference, c.group) for c in cases if not c.empty] == [("1", {"scabies": 1.0}, "a")]
    assert len(cases) == 2  # the second row holds nothing, and is counted as such
    mapping.write_text("name: own\n", "utf-8")
    with pytest.raises(InputError, match=r"mine\.yaml: expected a card with a table"):
        own(mapping)


# --- the real files, where they are


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared data are not here")
@pytest.mark.long
def test_the_real_files_of_dermavqa_hold_what_its_card_says() -> None:
    found = check("dermavqa", DATA / "dermavqa/iiyi")
    assert (found.cases, found.problem, found.differing) == (842 + 56, "", ())


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared data are not here")
def test_the_real_files_of_the_readers_hold_what_their_card_says() -> None:
    readers = check("ddx_uncertain", DATA / "ddx_uncertain_ground_truth")
    assert (readers.cases, readers.left_out, len(readers.unmapped)) == (1947, {"label not mapped": 14}, 54)


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared data are not here")
def test_pad_ufes_20_as_it_is_shared(tmp_path: Path) -> None:
    shutil.copy(DATA / "skin_photos/pad_ufes_20_metadata.csv", tmp_path / "metadata.csv")
    cases = list(data_set("pad_ufes_20").load(tmp_path, split="all", language="en"))
    assert len(cases) == 2072
    assert len({c.group for c in cases}) == 1260
    assert len({c.lesion for c in cases}) == 1713
    assert all(c.reference for c in cases)
    with (tmp_path / "metadata.csv").open() as file:
        unk = sum(row["grew"] == "UNK" for row in csv.DictReader(file))
    assert unk == 367 == sum("increasing_size" not in c.case.complaint.symptoms for c in cases)
