"""What nothing was read of is never called routine: in the library, on the command line, in reports, by the server."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from dermagent import Case, Differential, Session, diagnose
from dermagent.cli import main
from dermagent.knowledge.texts import texts
from dermagent.report.html import to_html
from dermagent.report.markdown import to_markdown
from dermagent.steps.observe import observe
from dermagent.types import Language
from tests.unit.serve.app import serving

LANGUAGES: dict[str, Language] = {"你好": "zh"}
#: What says who the patient is, and not what is the matter.
WHO = {"newborn_age_28_days", "infant_age_1_year", "child_age_1_12_years", "adult_age_60_years"}
WHO |= {"female_sex", "male_sex", "fair_skin_phototype_i_ii", "skin_of_colour_phototype_iv_vi"}
#: Greetings, signs and languages that are not read.
SILENT = [
    "hello",
    "Please help!",
    "你好",
    "hola",
    "Bonjour, ça va ?",
    "Здравствуйте",
    "こんにちは",
    "👋 😀",
    "...",
    "?",
]

silent = (
    st.lists(st.sampled_from(SILENT), min_size=1, max_size=4).map("\n ".join)
    | st.text("абвгдежз אבגד ابتث ΑΒΓδε \t\n", min_size=1, max_size=80).filter(str.strip)
    | st.text(st.characters(categories=["So", "Zs"]), min_size=1, max_size=20).filter(str.strip)
)
patients = st.fixed_dictionaries(
    {},
    optional={
        "age_years": st.floats(0, 120),
        "sex": st.sampled_from(["female", "male", "other"]),
        "fitzpatrick": st.sampled_from(["I", "III", "VI"]),
        "monk": st.integers(1, 10),
    },
)
told = st.lists(
    st.sampled_from(
        [
            *SILENT,
            "Itchy rash for three weeks.",
            "No fever.",
            "Fever and purple spots that do not fade when pressed.",
            "A mole that grows and bleeds.",
            "Is this melanoma?",
            "My brother had blisters.",
            "皮疹很痒",
            "ampollas y fiebre",
        ]
    ),
    min_size=1,
    max_size=5,
).map(" ".join)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with serving() as client:
        yield client


def never_reassures(report: str) -> bool:
    words = re.sub(r"<[^>]*>", " ", report)
    return not any(texts(language).say("urgency.routine") in words for language in ("en", "zh", "es"))


@given(history=silent, patient=patients)
@settings(max_examples=20, deadline=None)
def test_where_nothing_is_read_no_door_says_how_urgent_it_is(
    client: TestClient, history: str, patient: dict[str, Any]
) -> None:
    given = {"id": "c", "history": history, "patient": patient}
    result = diagnose(Case.model_validate(given))
    assert (result.urgency, result.red_flags) == (None, ())
    assert json.loads(result.model_dump_json())["urgency"] is None
    served = client.post("/v1/diagnose", json=given)
    assert served.json()["urgency"] is None
    pages = [client.post(f"/v1/diagnose?format={form}", json=given).text for form in ("md", "html")]
    for report in (to_markdown(result), to_html(result), *pages):
        assert texts(result.language).say("urgency.not_assessed") in report
        assert never_reassures(report)


@given(history=told, patient=patients)
@settings(max_examples=40, deadline=None)
def test_the_urgency_is_open_just_where_nothing_was_read_and_no_red_flag_stands(
    history: str, patient: dict[str, Any]
) -> None:
    case = Case.model_validate({"id": "c", "history": history, "patient": patient})
    result = diagnose(case)
    seen = observe(case)
    read = {finding for finding, item in seen.counted().items() if seen.understood or item.source != "history"} - WHO
    assert (result.urgency is None) == (not read and not result.red_flags)
    if result.outcome != "answered":
        assert never_reassures(to_markdown(result)) and never_reassures(to_html(result))


@pytest.mark.parametrize("history", [*SILENT, " \t "])
def test_the_command_line_gives_null_and_says_so_in_words(
    history: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "case.json"
    unanswered = {"symptoms": {"itching": None}}
    file.write_text(json.dumps({"id": "c", "history": history, "complaint": unanswered}))

    def printed(form: str) -> str:
        with pytest.raises(SystemExit) as ended:
            main(["diagnose", str(file), "--format", form])
        assert ended.value.code == 3
        return capsys.readouterr().out

    result = json.loads(printed("json"))
    assert (result["urgency"], result["outcome"]) == (None, "abstained")
    said = texts(LANGUAGES.get(history, "en"))
    assert printed("md").splitlines()[2] == f"**{said.say('urgency.not_assessed')}**"
    assert f'<p class="urgency not_assessed">{said.say("urgency.not_assessed")}</p>' in printed("html")


def test_an_abstention_with_something_read_keeps_its_floor_and_is_no_all_clear(client: TestClient) -> None:
    given = {"id": "c", "history": "No fever."}
    result = diagnose(Case.model_validate(given))
    assert (result.outcome, result.urgency) == ("abstained", "routine")
    assert to_markdown(result).splitlines()[2] == f"**{texts('en').say('urgency.no_all_clear')}**"
    page = client.post("/v1/diagnose?format=html", json=given).text
    assert texts("en").say("urgency.no_all_clear") in page and never_reassures(page)


def test_a_dialogue_says_so_until_something_is_told(
    client: TestClient, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session(Case(id="c", history="hello"))
    assert session.start().differential.urgency is None
    assert session.answer("Itchy rash on both elbows for three weeks.").differential.urgency is not None

    turn = client.post("/v1/sessions", json={"history": "hello"}).json()
    assert turn["differential"]["urgency"] is None
    told = "Fever and purple spots that do not fade when pressed."
    answer = {"question": turn["question"]["id"], "answer": told}
    turn = client.post(f"/v1/sessions/{turn['session']}/answer", json=answer).json()
    assert turn["differential"]["urgency"] == "emergency"

    file = tmp_path / "case.json"
    file.write_text('{"history": "hello"}')
    monkeypatch.setattr("sys.stdin.readline", lambda: "")
    with pytest.raises(SystemExit):
        main(["ask", str(file)])
    printed = capsys.readouterr()
    assert f"{texts('en').say('urgency.not_assessed')}\nSo far: too little to rank" in printed.err
    assert Differential.model_validate_json(printed.out).urgency is None
