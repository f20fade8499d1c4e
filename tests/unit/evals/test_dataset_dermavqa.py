"""The DermaVQA reader on a made-up file, and on the real one where it is."""

import json
from pathlib import Path
from typing import Any

import pytest

from dermagent.errors import InputError
from dermagent.evals.datasets.dermavqa import READER
from tests.shared import shared

REAL = shared() / "data" / "dermavqa" / "iiyi"


def entry(name: str, *answers: str, marked: int = 0) -> dict[str, Any]:
    query = {
        f"query_{part}_{language}": f"{part} {name}" for part in ("title", "content") for language in ("en", "zh", "es")
    }
    responses = [
        {"author_id": "a", "content_en": text, "content_zh": "", "contains_freq_ans": 1.0 if n < marked else 0.0}
        for n, text in enumerate(answers)
    ]
    return {"encounter_id": name, "image_ids": [f"IMG_{name}_1.jpg"], **query, "responses": responses}


def write(folder: Path, name: str, entries: list[dict[str, Any]]) -> None:
    (folder / name).write_text(json.dumps(entries), encoding="utf-8")


def test_on_train_two_answers_make_a_consensus(tmp_path: Path) -> None:
    entries = [
        entry("both", "Looks like psoriasis.", "Psoriasis, I think.", "scabies"),
        entry("one", "psoriasis", "scabies"),
        entry("none", "no idea"),
        entry("tie", "psoriasis", "psoriasis or scabies", "scabies"),
    ]
    write(tmp_path, "train.json", entries)
    cases = list(READER.load(tmp_path, split="train", language="en"))
    assert [c.reference for c in cases] == [
        {"plaque_psoriasis": 1.0},
        {},
        {},
        {"plaque_psoriasis": 0.5, "scabies": 0.5},
    ]
    assert [c.why_empty for c in cases] == ["", "no consensus", "no consensus", ""]
    assert cases[0].case.history == "title both. content both"
    assert cases[0].case.id == "both"


def test_on_valid_only_the_marked_answers_count(tmp_path: Path) -> None:
    entries = [
        entry("marked", "psoriasis", "scabies", "scabies", marked=1),
        entry("unmarked", "psoriasis", "psoriasis"),
        entry("unknown", "some made-up disease", marked=1),
    ]
    write(tmp_path, "valid_ht.json", entries)
    cases = list(READER.load(tmp_path, split="valid", language="zh"))
    assert [set(c.reference) for c in cases] == [{"plaque_psoriasis"}, set(), set()]
    assert [c.why_empty for c in cases] == ["", "no consensus", "consensus not mapped"]
    assert cases[0].case.history == "title marked。content marked"


def test_a_missing_or_broken_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"valid_ht\.json: expected this file of DermaVQA"):
        list(READER.load(tmp_path, split="valid", language="en"))
    (tmp_path / "train.json").write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match=r"train\.json: expected this file of DermaVQA"):
        list(READER.load(tmp_path, split="train", language="en"))


def test_an_entry_of_another_form_is_named(tmp_path: Path) -> None:
    broken = {name: value for name, value in entry("b").items() if name != "image_ids"}
    write(tmp_path, "train.json", [entry("a"), broken])
    with pytest.raises(InputError, match=r"train\.json, entry 2: .*image_ids"):
        list(READER.load(tmp_path, split="train", language="en"))
    write(tmp_path, "train.json", [["no", "encounter"]])
    with pytest.raises(InputError, match="list of encounters"):
        list(READER.load(tmp_path, split="train", language="en"))


@pytest.mark.skipif(not REAL.is_dir(), reason="the DermaVQA files are not here; set DERMAGENT_SHARED")
@pytest.mark.parametrize(("split", "number"), [pytest.param("train", 842, marks=pytest.mark.long), ("valid", 56)])
def test_no_case_of_the_real_files_is_lost(split: Any, number: int) -> None:
    cases = list(READER.load(REAL, split=split, language="en"))
    assert len(cases) == len({c.case.id for c in cases}) == number
    assert all(bool(c.reference) != bool(c.why_empty) for c in cases)
