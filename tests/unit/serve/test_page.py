"""The page as it is served: its language, and the reports that it gets of a result."""

import json
import re

import pytest

from dermagent.knowledge.texts import LANGUAGES, texts
from dermagent.report.markdown import to_markdown
from dermagent.serve.page import _words
from dermagent.types import Differential, Language
from tests.unit.serve.app import BURNING, serving


@pytest.mark.parametrize(
    ("address", "browser", "language"),
    [
        ("/", "", "en"),
        ("/", "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("/", "fr;q=0.9,es-MX;q=0.8,en;q=0.1", "es"),
        ("/", "de, en;q=broken, zh;q=0.1", "zh"),
        ("/", "es; q=0.2, zh; q=0.7", "zh"),
        ("/", "zh;q=0, es;q=0.1", "es"),
        ("/?language=es", "zh", "es"),
        ("/?language=xx", "xx", "en"),
    ],
)
def test_the_page_speaks_the_browsers_language(address: str, browser: str, language: Language) -> None:
    with serving() as client:
        answer = client.get(address, headers={"Accept-Language": browser})
    assert f'<html lang="{language}">' in answer.text and answer.headers["content-language"] == language
    assert texts(language).say("page.lead") in answer.text


def test_all_texts_and_names_of_findings_come_with_it() -> None:
    with serving() as client:
        page = client.get("/").text
    words = json.loads(re.search(r'id="words">(.*?)</script>', page, re.DOTALL)[1])  # type: ignore[index]
    assert words.keys() == {"en", "zh", "es"}
    assert words["zh"]["findings"]["pruritus"] == "瘙痒" and words["es"]["sites"]["scalp"] == "cuero cabelludo"
    assert not [one for one in words["en"]["findings"] if one.startswith(("scin_", "monk_", "ita_"))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_that_can_be_added_has_a_name_of_its_own(language: Language) -> None:
    names = [name.lower() for name in _words(None, "")[language]["findings"].values()]
    assert len(set(names)) == len(names)


def test_a_result_is_put_into_words_for_each_reader() -> None:
    with serving() as client:
        result = client.post("/v1/diagnose", json={**BURNING, "answer_language": "es"}).text
        post = {"content": result, "headers": {"Content-Type": "application/json"}}
        clinician = client.post("/page/report?audience=clinician", **post)
        patient = client.post("/page/report?audience=patient", **post)
        whole = client.post("/page/report?whole=1", **post)
    assert "Diagnóstico diferencial" in clinician.text and "<html" not in clinician.text
    assert "ICD" not in patient.text and "%" not in patient.text and "Pida ayuda de inmediato si" in patient.text
    assert whole.text.startswith("<!doctype html>") and '<html lang="es">' in whole.text
    assert "style=" not in clinician.text.replace("<style", "")


def test_what_is_no_result_is_told_and_a_form_of_another_site_is_refused() -> None:
    with serving() as client:
        json_type = {"Content-Type": "application/json"}
        assert client.post("/page/report", content="{}", headers=json_type).status_code == 422
        assert client.post("/page/report?audience=nurse", content="{}", headers=json_type).status_code == 422
        assert client.post("/page/report", content="x", headers={"Content-Type": "text/plain"}).status_code == 415
        assert client.post("/page/report", content=b" " * (9 * 2**20), headers=json_type).status_code == 413


def test_two_languages_in_the_address_are_refused() -> None:
    with serving() as client:
        answer = client.get("/?language=es&language=zh")
    assert answer.status_code == 422 and "stands twice" in answer.json()["error"]


@pytest.mark.parametrize("outcome", ["answered", "unusable"])
def test_a_degraded_result_that_says_not_why_is_shown_all_the_same(outcome: str) -> None:
    with serving() as client:
        result = {**client.post("/v1/diagnose", json=BURNING).json(), "degraded": True, "limits": []}
        if outcome != "answered":
            result |= {"outcome": outcome, "ranked": [], "told_apart": [], "next_questions": []}
        for address in ("/page/report", "/page/report?whole=1", "/page/report?audience=patient"):
            assert client.post(address, json=result).status_code == 200, address
    assert to_markdown(Differential.model_validate(result))


def test_a_number_for_a_yes_or_no_is_no_result() -> None:
    with serving() as client:
        result = client.post("/v1/diagnose", json=BURNING).json()
        assert client.post("/page/report", json=result).status_code == 200
        assert client.post("/page/report", json={**result, "degraded": 0}).status_code == 422


def test_a_report_of_a_hostile_result_runs_nothing() -> None:
    with serving() as client:
        result = client.post("/v1/diagnose", json=BURNING).json()
        evil = '<img src=x onerror="alert(1)">'
        result["ranked"][0]["name"] = result["limits"][0] = result["notice"] = evil
        result["references"][0]["identifier"] = "javascript:alert(1)"
        page = client.post("/page/report", json=result).text
    assert "<img" not in page and "javascript:" not in re.findall(r'href="([^"]*)"', page)


def test_the_stream_tells_red_flags_first_and_in_the_language() -> None:
    history = "Since a new medicine my skin is painful, there are blisters and my mouth is sore, with fever."
    with serving() as client:
        told = client.post("/v1/stream", json={"history": history, "answer_language": "zh"}).text
    events = re.findall(r"^event: (\w+)$", told, re.MULTILINE)
    assert events.index("red_flags") < events.index("result")
    first = re.search(r"event: red_flags\ndata: (.*)\n", told)
    assert first and "Stevens-Johnson综合征或中毒性表皮坏死松解症" in [
        f["name"] for f in json.loads(first[1])["red_flags"]
    ]
