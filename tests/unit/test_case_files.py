"""Case files: strict, and each broken one ends with one sentence that names the field and no value of the case."""

import ast
import inspect
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from dermagent.errors import InputError, InvalidCase
from dermagent.imaging.limits import ImageLimits
from dermagent.steps.intake import assess_images, case_from, parse_case, read_case_file
from dermagent.types import MAX_TEXT, Case, CaseImage, Complaint, Drug, EarlierVisit

PRIVATE = "Ms Very Private"
MINIMAL: dict[str, Any] = {"history": "itchy rash"}


def with_(**fields: Any) -> dict[str, Any]:
    return MINIMAL | fields


#: A broken case → a part of the sentence that it must give.
BROKEN: list[tuple[Any, str]] = [
    ({}, "needs at least one image, a history or a complaint"),
    ({"history": "   "}, "needs at least one image"),
    (with_(histroy="x"), "did you mean 'history'?"),
    (with_(patient={"age": 3}), "did you mean 'age_years'?"),
    (with_(patient={"fitzpatrik": "I"}), "did you mean 'fitzpatrick'?"),
    (with_(complaint={"symptom": {}}), "did you mean 'symptoms'?"),
    (with_(images=[{"file": "a.jpg"}]), "is not known; known are"),
    (with_(zzz=1), "field 'zzz' is not known"),
    (with_(patient={"age_years": -1}), "patient.age_years"),
    (with_(patient={"age_years": 900}), "patient.age_years"),
    (with_(patient={"age_years": "old"}), "patient.age_years"),
    (with_(patient={"age_years": True}), "patient.age_years"),
    (with_(patient={"sex": "F"}), "patient.sex"),
    (with_(patient={"fitzpatrick": "VII"}), "patient.fitzpatrick"),
    (with_(patient={"fitzpatrick": 3}), "patient.fitzpatrick"),
    (with_(patient={"monk": 11}), "patient.monk"),
    (with_(patient={"monk": 2.5}), "patient.monk"),
    (with_(patient=[]), "patient"),
    (with_(patient="x"), "patient"),
    (with_(images={}), "images"),
    (with_(images="a.jpg"), "images"),
    (with_(images=["a.jpg"]), 'images[0]\': expected an object such as {"path": \u2026}, found a text'),
    (with_(images=[None]), 'images[0]\': expected an object such as {"path": \u2026}, found null'),
    (with_(complaint={"drugs": [5]}), 'drugs[0]\': expected an object such as {"name": \u2026}, found a number'),
    (with_(complaint={"symptoms": ["itch"]}), "symptoms': expected an object, found a list"),
    (with_(complaint={"symptoms": {"itch": "yes"}}), "symptoms.itch': expected true or false, found a text"),
    (
        with_(id="../7"),
        "expected a letter or figure and up to 127 more of A-Z, a-z, 0-9 and . _ : -, found another sign in",
    ),
    (with_(id="case 7"), "found another sign in place 5"),
    (with_(id="\u00e97"), "found another sign in place 1"),
    (with_(id=".7"), "found another sign in place 1"),  # only a letter or a figure begins it
    (with_(id="X.y_7:a-Z+"), "found another sign in place 10"),
    (with_(id="7" * 129), "found a longer text"),
    (with_(id=7), "field 'id': expected a text, found a number"),
    (with_(images=[{}]), "images[0]': give either path or content"),
    (with_(images=[{"path": "a", "content": "QQ=="}]), "give either path or content"),
    (with_(images=[{"path": ""}]), "images[0].path': expected a text, found an empty one"),
    (with_(images=[{"path": 5}]), "images[0].path"),
    (with_(images=[{"content": "***"}]), "images[0].content': expected the bytes of the image in base64, found a text"),
    (with_(images=[{"path": "a.jpg", "modality": "xray"}]), "images[0].modality"),
    (with_(images=[{"path": "a.jpg", "view": "far"}]), "images[0].view"),
    (with_(images=[{"path": "a.jpg", "date": "yesterday"}]), "images[0].date"),
    (with_(images=[{"path": "a.jpg"}] * 51), "images"),
    (with_(history=5), "history"),
    (with_(history=None), "history"),
    (with_(history="x" * (MAX_TEXT + 1)), "history"),
    (with_(language="fr"), "language"),
    (with_(id="../etc"), "id"),
    (with_(id="a b"), "id"),
    (with_(id="x" * 200), "id"),
    (with_(complaint={"symptoms": {"itching": "yes please"}}), "complaint.symptoms"),
    (with_(complaint={"symptoms": ["itching"]}), "complaint.symptoms"),
    (with_(complaint={"sites": "arm"}), "complaint.sites"),
    (with_(complaint={"duration": -3}), "complaint.duration"),
    (with_(complaint={"drugs": [{"start": "2026-01-01"}]}), "complaint.drugs[0].name"),
    (with_(complaint={"drugs": ["aspirin"]}), "complaint.drugs[0]"),
    (with_(complaint={"drugs": [{"name": ""}]}), "complaint.drugs[0].name"),
    (with_(complaint={"onset": "2026-13-01"}), "complaint.onset"),
    (with_(complaint={"body_surface_percent": 101}), "complaint.body_surface_percent"),
    (with_(complaint={"lesion_count": -1}), "complaint.lesion_count"),
    (with_(earlier_visits=[{"date": "2020-01-01"}]), "earlier_visits[0].note"),
    (with_(earlier_visits=[{"note": "x"}] * 101), "earlier_visits"),
    (with_(earlier_visits=[{"note": "x" * MAX_TEXT}] * 3), "of all earlier visits together, found 150000"),
    (with_(complaint={"sites": ["arm"] * 501}), "complaint.sites"),
    (with_(complaint={"sites": ["x" * 201]}), "complaint.sites[0]"),
    (with_(complaint={"symptoms": {f"itch {n}": True for n in range(501)}}), "complaint.symptoms"),
]


@pytest.mark.parametrize(("content", "sentence"), BROKEN, ids=[sentence[:40] for _, sentence in BROKEN])
def test_a_broken_case_is_refused_with_a_sentence_that_names_the_field(content: Any, sentence: str) -> None:
    content = dict(content)
    if isinstance(content.get("history"), str) and len(content["history"]) < 50 and content["history"].strip():
        content["history"] += PRIVATE
    with pytest.raises(InputError) as caught:
        parse_case(json.dumps(content), "case.json")
    message = str(caught.value)
    assert sentence in message
    assert message.startswith("case.json")
    assert PRIVATE not in message
    assert "\n" not in message


#: Texts that are no case at all → part of the sentence.
NOT_A_CASE: list[tuple[str, str]] = [
    ("", "not valid JSON"),
    ("{", "not valid JSON"),
    ("[]", "holds a list"),
    ('"text"', "holds a text"),
    ("12", "holds a number"),
    ("null", "holds null"),
    ("true", "holds true or false"),
    ('{"history": NaN}', "NaN is not a JSON number"),
    ('{"patient": {"age_years": Infinity}, "history": "x"}', "Infinity is not a JSON number"),
    ('{"history": "a", "history": "b"}', "stands twice"),
    ("[" * 100_000, "nested too deeply"),
    ('{"patient": ' * 5_000 + "1" + "}" * 5_000, "case.json"),
    ('{"history": "\\ud800"}', "case.json"),
    ('{"patient": {"age_years": ' + "9" * 5_000 + '}, "history": "x"}', "case.json"),
]


@pytest.mark.parametrize(("text", "sentence"), NOT_A_CASE, ids=range(len(NOT_A_CASE)))
def test_text_that_is_no_case_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        parse_case(text, "case.json")


def _not_utf8(path: Path) -> None:
    path.write_bytes(b'{"history": "\xff\xfe"}')


def _fifo(path: Path) -> None:
    os.mkfifo(path)


BAD_FILES: list[tuple[Callable[[Path], Any], str]] = [
    (lambda path: None, "is not there"),
    (lambda path: path.mkdir(), "is a directory"),
    (lambda path: path.write_text(""), "is empty"),
    (lambda path: path.write_text("\n \n"), "is empty"),
    (_not_utf8, "not UTF-8"),
    (_fifo, "not a regular file"),
    (lambda path: path.write_text('{"history": "x"}\n{"history": "y"}'), "not valid JSON"),
]


@pytest.mark.parametrize(("make", "sentence"), BAD_FILES, ids=[sentence for _, sentence in BAD_FILES])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, make: Callable[[Path], Any], sentence: str) -> None:
    path = tmp_path / "case.json"
    make(path)
    with pytest.raises(InputError, match=sentence):
        read_case_file(path)


def test_json_lines_hold_one_case_a_line_and_errors_name_the_line(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text('{"id": "a", "history": "x"}\n\n{"id": "b", "history": "y"}\n')
    assert [case.id for case in read_case_file(path)] == ["a", "b"]
    path.write_text('{"id": "a", "history": "x"}\n{"id": "b"}\n')
    with pytest.raises(InputError, match="line 2"):
        read_case_file(path)
    path.write_text('{"id": "a", "history": "x"}\n{"id": "a", "history": "y"}\n')
    with pytest.raises(InputError, match="'a' stands twice"):
        read_case_file(path)


def test_a_byte_order_mark_is_no_obstacle(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(MINIMAL).encode())
    assert read_case_file(path)[0].history == "itchy rash"


def test_a_case_without_an_id_is_named_by_its_content() -> None:
    one, same, other = Case(history="x"), Case(history="x"), Case(history="y")
    assert one.id.startswith("sha256:")
    assert one.id == same.id != other.id


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["history", "images", "patient", "complaint", "path", "id", "age_years", "symptoms", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=15,
)


@given(values)
def test_any_json_is_either_a_case_or_a_sentence(content: Any) -> None:
    try:
        case = parse_case(json.dumps(content), "fuzz.json")
    except InputError as error:
        assert "\n" not in str(error)
    else:
        assert isinstance(case, Case)


@given(st.text(max_size=200))
def test_any_text_is_either_a_case_or_a_sentence(text: str) -> None:
    with pytest.raises(InputError):
        parse_case(text, "fuzz.json")


def test_the_days_of_images_are_read() -> None:
    """They were refused in every case file, so no two images of a lesion could be compared from one."""
    images = [{"path": f"{n}.png", "lesion": "left wrist", "date": f"202{n}-01-31"} for n in (4, 5)]
    case = parse_case(json.dumps({"images": images}), "case.json")
    assert [str(image.date) for image in case.images] == ["2024-01-31", "2025-01-31"]
    for wrong in ("2025-02-30", "20250101", 1, 20250101, "2025-01-01T10:00:00"):
        with pytest.raises(InputError, match=r"images\[0\]\.date"):
            parse_case(json.dumps({"images": [{"path": "a.png", "date": wrong}]}), "case.json")


def test_an_error_about_a_value_shows_no_word_of_it() -> None:
    """Who calls `Case(...)` may log what it raises."""
    for wrong in (
        {"history": ["SECRETWORD"]},
        {"history": "SECRETWORD" * 6000},
        {"history": "SECRETWORD", "patient": {"age_years": "SECRETWORD"}},
        {"images": [{"path": "SECRETWORD", "content": b"SECRETWORD"}]},
        {"history": "x", "complaint": {"drugs": [{"name": "SECRETWORD", "start": "SECRETWORD"}]}},
    ):
        with pytest.raises(ValidationError) as raised:
            Case.model_validate(wrong)
        assert "SECRETWORD" not in str(raised.value) and "SECRETWORD" not in repr(raised.value)


def test_a_path_of_python_is_a_path() -> None:
    assert CaseImage(path=Path("photos") / "a.png").path == os.path.join("photos", "a.png")


def test_what_type_checkers_are_told_are_the_fields() -> None:
    kinds = {kind.__name__: kind for kind in (Case, CaseImage, Complaint, Drug, EarlierVisit)}
    tree = ast.parse(Path(inspect.getfile(Case)).read_text(encoding="utf-8"))
    told = {
        found.name: [one.arg for one in init.args.kwonlyargs]
        for found in tree.body
        if isinstance(found, ast.ClassDef)
        for init in ast.walk(found)
        if isinstance(init, ast.FunctionDef) and init.name == "__init__"
    }
    assert told == {name: list(kind.model_fields) for name, kind in kinds.items()}


@pytest.mark.parametrize(
    ("path", "name"),
    [("https://elsewhere.example/a.jpg", "image 1"), ("sha256:" + "0" * 64, "image 1"), ("b.jpg", "b.jpg")],
)
def test_an_image_that_is_no_file_is_named_by_its_number(path: str, name: str, tmp_path: Path) -> None:
    case = Case(id="one", history="itch", images=(CaseImage.model_construct(path=path),))
    (told,) = assess_images(case, tmp_path, ImageLimits(), {}, None)
    assert (told.name, bool(told.refused)) == (name, True)


def test_a_case_that_is_no_file_is_called_a_case() -> None:
    with pytest.raises(InvalidCase, match=r"^case: "):
        case_from({"history": 3})
