"""A user's own table as people write them: ages and answers in words, separators, rows out of shape."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from dermagent.cli import cli
from dermagent.errors import InputError
from dermagent.evals.datasets.base import LabelledCase, read_card
from dermagent.evals.datasets.tables import read_rows
from dermagent.evals.datasets.tabular import age_of, flag, own, tone_of
from dermagent.evals.running.predictions import read_predictions
from dermagent.evals.running.records import read_run

MAPPING = """files: [{path: %s}]
table: {id: nr, label: said, text: told, age: years, sex: sex, fitzpatrick: skin, symptoms: {pruritus: itch}}
"""
HEADER = "nr,said,told,years,sex,skin,itch\n"


def cases(folder: Path, text: str, name: str = "mine.csv") -> list[LabelledCase]:
    (folder / name).write_text(text, "utf-8")
    (folder / "map.yaml").write_text(MAPPING % name, "utf-8")
    return list(own(folder / "map.yaml").load(folder, split="all", language="en"))


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("33", 33),
        ("33 yrs", 33),
        ("33,5", 33.5),
        ("18 Monate", 1.5),
        ("3 weeks old", 0.06),
        ("2 d", 0.01),
        ("40 \u2013 49", 44.5),
        (">90", 90),
        ("85+", 85),
        ("12\u5c81", 12),
        ("<1", None),
        ("-4", None),
        ("150", None),
        ("adult", None),
        ("5 parsecs", None),
        ("", None),
    ],
)
def test_ages_are_read_as_people_write_them(text: str, years: float | None) -> None:
    assert age_of(text) == years


def test_answers_and_tones_are_read_as_people_write_them() -> None:
    assert [flag(one) for one in ("Moderate", "\u2713", "nein", "0", "?", "blue")] == [
        True,
        True,
        False,
        False,
        None,
        None,
    ]
    assert [tone_of(one) for one in ("MST 4", "10", "11", "dark")] == [4, 10, None, None]


def test_what_cannot_be_read_is_named_and_what_nobody_knows_is_not(tmp_path: Path) -> None:
    rows = (
        "1,Scabies,Itch at night.,66 Jahre,Frau,IV,oui\n2,Scabies,Itch.,old,2,9,blue\n3,Scabies,Itch.,n/a,unknown,-,?\n"
    )
    read, unread, unknown = cases(tmp_path, HEADER + rows)
    assert (read.case.patient.age_years, read.case.patient.sex, read.case.complaint.symptoms) == (
        66,
        "female",
        {"pruritus": True},
    )
    assert read.unread == unknown.unread == ()
    assert set(unread.unread) == {"years 'old'", "sex '2'", "skin '9'", "itch 'blue'"}
    out = tmp_path / "run"
    args = ["eval", "run", "own", "--data", str(tmp_path), "--mapping", str(tmp_path / "map.yaml"), "--out", str(out)]
    dry = CliRunner().invoke(cli, [*args, "--dry-run"])
    told = CliRunner().invoke(cli, args)
    for said in (dry, told):
        assert "not read: mine.csv, nr '2': itch 'blue'" in said.output, said.output
        assert "4 values were not read and count as unknown" in said.output
    assert read_run(out).unread_values == 4


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("1,Scabies,Itch, at night,5,f,,\n", r"mine\.csv, line 2: expected 7 values, one a column, found 8.*comma"),
        ("1,Scabies,Itch,5,f,,\n2,Scabies\n", r"line 3: expected 7 values, one a column, found 2"),
        ('1,Scabies,"Itch,5,f,,\n2,Acne,x,5,f,,\n', r"line 2: a double quote is not closed"),
        ('1,Scabies,Itch,5,f,,\n2,Scabies,"Itch,5,f,,\n3,A,"x",5,f,,\n', r"line 3: a double quote is not closed"),
        ('1,Scabies,"Itch,5,f,,\n2,A,x,5,f,,\n3,A,x",5,f,,\n', r"line 2: a double quote is not closed before the next"),
    ],
)
def test_a_row_out_of_shape_is_refused_by_its_line(tmp_path: Path, rows: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        cases(tmp_path, HEADER + rows)


def test_texts_of_several_lines_are_read(tmp_path: Path) -> None:
    made = cases(tmp_path, HEADER + '1,Scabies,"Itch.\nAt night, mostly.\nAll of us.",5,f,,\n\n')
    assert [one.case.history for one in made] == ["Itch.\nAt night, mostly.\nAll of us."]


@pytest.mark.parametrize("first", ["", "sep=;\n"])
@pytest.mark.parametrize("sign", [";", "\t"])
def test_other_separators_and_blanks_in_the_header_are_read(tmp_path: Path, sign: str, first: str) -> None:
    text = HEADER.replace(",", f"{sign} ") + sign.join(["1", "Scabies", "Itch, at night", "4,5", "w", "2", "x"]) + "\n"
    [case] = cases(tmp_path, (first if sign == ";" else "") + text)
    assert (case.case.history, case.case.patient.age_years, case.unread) == ("Itch, at night", 4.5, ())


@pytest.mark.parametrize(
    ("header", "row", "doubled"),
    [
        ("nr,said,told,years,sex,skin,itch,years", "1,Acne,A rash.,3,f,II,no,30", "years"),
        ("nr;said;said;told;years;sex;skin;itch", "1;Acne;Scabies;A rash.;3;f;II;no", "said"),
        ("nr, nr,said,told,years,sex,skin,itch", "1,2,Acne,A rash.,3,f,II,no", "nr"),
        ("nr,said,told,years,sex,skin,itch,note,note,,", "1,Acne,A rash.,3,f,II,no,a,b,,", ""),
    ],
)
def test_two_columns_of_one_name_are_refused_where_one_of_them_is_read(
    tmp_path: Path, header: str, row: str, doubled: str
) -> None:
    if not doubled:
        assert len(cases(tmp_path, f"{header}\n{row}\n")) == 1
        return
    with pytest.raises(InputError, match=f"the column {doubled} stands there twice"):
        cases(tmp_path, f"{header}\n{row}\n")


def test_a_line_with_one_name_twice_is_refused(tmp_path: Path) -> None:
    line = '{"nr": "1", "said": "Acne", "told": "A rash.", "years": "3", "years": "30"}'
    with pytest.raises(InputError, match=r"mine.jsonl, line 1"):
        cases(tmp_path, line + "\n", "mine.jsonl")


@pytest.mark.parametrize("name", ["mine.xlsx", "mine.ODS"])
def test_a_spreadsheet_is_refused_with_what_to_do(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="found a spreadsheet; save it as CSV"):
        cases(tmp_path, "", name)
    (tmp_path / "renamed.csv").write_bytes(b"PK\x03\x04rest")
    with pytest.raises(InputError, match=r"^renamed\.csv: .*save it as CSV"):
        list(read_rows(tmp_path / "renamed.csv", ("nr",)))
    (tmp_path / "map.yaml").write_text(MAPPING % "notes.docx", "utf-8")
    with pytest.raises(InputError, match="names no table"):
        own(tmp_path / "map.yaml")
    with pytest.raises(InputError, match=r"none\.yaml cannot be read: No such file or directory; name the YAML file"):
        own(tmp_path / "none.yaml")


def test_json_lines_may_leave_out_what_they_do_not_know(tmp_path: Path) -> None:
    first = {"nr": 1, "said": "Scabies", "told": "Itch", "years": 5, "skin": None, "itch": True}
    second = {"nr": 2, "said": "Scabies", "sex": "f"}
    lines = "\n".join(map(json.dumps, (first, second)))
    assert cases(tmp_path, json.dumps(first), "mine.jsonl")[0].unread == ("no line has 'sex'",)
    one, two = cases(tmp_path, lines, "mine.jsonl")
    assert (one.case.patient.sex, two.case.patient.sex, one.case.complaint.symptoms) == (
        None,
        "female",
        {"pruritus": True},
    )
    with pytest.raises(InputError, match=r"mine\.jsonl, line 3: expected a JSON object"):
        cases(tmp_path, lines + "\n{broken\n", "mine.jsonl")


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("p.jsonl", '{"case_id": "1", "ranked": []}\nbroken\n', r"p\.jsonl, line 2: expected a JSON object"),
        ("p.jsonl", '{"case_id": "1"}\n', r"p\.jsonl, line 1: expected case_id and ranked"),
        ("p.jsonl", '{"case_id": "1", "ranked": [7]}\n', r"p\.jsonl, line 1: expected names"),
        ("p.csv", "case_id,rank,condition\n1,1,Scabies\n1,first,Acne\n", r"p\.csv, line 3: expected a whole number"),
        ("p.csv", "case_id,rank\n1,1\n", r"p\.csv: expected the columns condition"),
        ("p.json", "[\n{,\n", r"p\.json, line 2: not valid JSON"),
    ],
)
def test_a_broken_file_of_predictions_is_told_by_its_line(tmp_path: Path, name: str, text: str, sentence: str) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(InputError, match=sentence):
        read_predictions(tmp_path / name)


def test_predictions_with_semicolons_are_read(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("case_id;rank;condition\n1;1;Scabies\n", "utf-8")
    assert list(read_predictions(tmp_path / "p.csv").ranked) == ["1"]


def test_a_finding_of_a_mapping_that_does_not_exist_is_named_before_a_case_is_read(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text((MAPPING % "mine.csv").replace("pruritus: itch", "prurits: itch"), "utf-8")
    with pytest.raises(InputError, match=r"map.yaml: table.symptoms: 'prurits' is not a known finding; did you mean"):
        own(tmp_path / "map.yaml")
    run = ["eval", "run", "own", "--data", str(tmp_path), "--mapping", str(tmp_path / "map.yaml")]
    run += ["--out", str(tmp_path / "run"), "--dry-run"]
    assert "'prurits' is not a known finding" in str(CliRunner().invoke(cli, run).exception)


def test_a_set_of_a_mapping_that_does_not_exist_is_named(tmp_path: Path) -> None:
    (tmp_path / "map.yaml").write_text((MAPPING % "mine.csv").replace("{id:", "{label_maps: [scinn], id:"), "utf-8")
    with pytest.raises(InputError, match=r"table.label_maps: there is no set 'scinn'; did you mean 'scin'"):
        own(tmp_path / "map.yaml")


def test_a_value_that_is_too_long_is_called_so_and_no_open_quote(tmp_path: Path) -> None:
    row = 'a,scabies,"' + "itchy " * 30_000 + '",7,f,II,yes\n'
    with pytest.raises(InputError, match=r"line 2: a value has more than 131,072 characters; shorten it"):
        cases(tmp_path, HEADER + row)
    swallowed = 'a,scabies,"itchy,7,f,II,yes\n' + "b,acne,spots\n" * 20_000
    with pytest.raises(InputError, match=r"characters over \d+ lines; is a double quote not closed\?"):
        cases(tmp_path, HEADER + swallowed)


@pytest.mark.parametrize(
    ("label", "condition"),
    [
        ("\u6e7f\u75b9", "eczema_unspecified"),
        ("\u75a5\u75ae", "scabies"),
        ("\u5e26\u72b6\u75b1\u75b9", "herpes_zoster"),
        ("\u767d\u765c\u98ce", "vitiligo"),
        ("Sarna", "scabies"),
        ("Herpes z\u00f3ster", "herpes_zoster"),
        ("Vitiligo", "vitiligo"),
        ("\u76ae\u80a4\u75c5", ""),
        ("Erupci\u00f3n", ""),
    ],
)
def test_a_label_is_a_name_in_any_of_the_languages(tmp_path: Path, label: str, condition: str) -> None:
    [case] = cases(tmp_path, f"{HEADER}1,{label},An itch.,3,f,II,no\n")
    assert list(case.reference) == ([condition] if condition else [])


def test_a_set_that_is_misspelt_is_told_with_what_was_meant_and_ones_own() -> None:
    with pytest.raises(InputError, match=r"did you mean 'dermavqa'.*known are .*, own, or module:factory"):
        read_card("dermavqaa")
