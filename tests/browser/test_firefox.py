"""The page in a real Firefox: a person's way through it, in three languages, light and dark, and what axe finds.

Needs Debian's `firefox-esr`, Node and the packages of `tests/node`; `make test-browser` runs it. Puppeteer drives it by
WebDriver BiDi; Playwright, which drives Chromium in `test_page.py`, wants a later Firefox than Debian's.
"""

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from dermagent.errors import ModelUnavailable
from dermagent.knowledge.texts import texts
from dermagent.llm.base import Request
from dermagent.llm.scripted import ScriptedModel
from dermagent.types import Language
from tests.npm import node

pytestmark = pytest.mark.browser
DRUG = "After starting a new medicine two weeks ago I have a painful rash all over."
HISTORIES = {
    "diagnoses": ["Itchy dry patches in the elbow creases for months. No fever.", DRUG, "A mole grew and bled."],
    "dialogue": DRUG,
    "abstention": "Please help.",
}
#: The language of the browser, that of the page, and whether the screen is dark.
SCREENS: tuple[tuple[str, Language, bool], ...] = (
    ("en-US", "en", False),
    ("zh-CN", "zh", True),
    ("es-MX", "es", False),
)


@pytest.fixture(scope="module")
def seen(serve: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Any]:
    """What each of three Firefoxes saw, by its language."""
    firefox = shutil.which("firefox-esr") or shutil.which("firefox")
    if firefox is None:
        pytest.skip("there is no Firefox; apt-get install firefox-esr")

    def dead(request: Request) -> str:
        raise ModelUnavailable("tiny cannot be reached at http://127.0.0.1:1; is the server running?")

    shots: Path = tmp_path_factory.mktemp("shots")
    given = {
        "firefox": firefox,
        "address": serve(),
        "dead": serve(chat=ScriptedModel(dead, name="tiny"), graph="mac"),
        "histories": HISTORIES,
        "shots": str(shots),
    }
    return {
        language: node("firefox.mjs", {**given, "locale": locale, "dark": dark}, "puppeteer-core", "axe-core")
        for locale, language, dark in SCREENS
    }


def test_no_script_fails_and_nothing_is_loaded_from_elsewhere(seen: Mapping[str, Any]) -> None:
    for told in seen.values():
        assert told["version"].lower().startswith("firefox/") and told["problems"] == []


def test_three_diagnoses_in_a_row_are_each_shown(seen: Mapping[str, Any]) -> None:
    diagnoses = seen["en"]["diagnoses"]
    assert [one["shown"] for one in diagnoses] == [True] * 3
    assert diagnoses[0]["urgency"] == texts("en").say("urgency.routine")
    assert all(len(one["ranked"]) >= 3 for one in diagnoses)
    assert len({tuple(one["ranked"]) for one in diagnoses}) == 3


@pytest.mark.parametrize("language", ["en", "zh", "es"])
def test_the_browsers_language_is_spoken(seen: Mapping[str, Any], language: Language) -> None:
    said = texts(language)
    assert seen[language]["language"] == {
        "page": language,
        "button": said.say("page.diagnose"),
        "urgency": said.say("urgency.routine"),
        "history": said.say("examples.eczema.history"),
    }


def test_questions_are_answered_one_after_the_other_the_dangerous_one_first(seen: Mapping[str, Any]) -> None:
    asked, corrected = seen["en"]["dialogue"]["asked"], seen["en"]["dialogue"]["corrected"]
    assert [one["kind"] for one in asked[:2]] == ["red_flag", "red_flag"]
    assert len({one["finding"] for one in asked}) == len(asked) >= 2
    assert asked[0]["urgency"] != asked[1]["urgency"] == texts("en").say("urgency.emergency")
    assert list(corrected.items())[:2] == [(asked[0]["finding"], False), (asked[1]["finding"], True)]


def test_an_abstention_is_told_on_top_and_ranks_nothing(seen: Mapping[str, Any]) -> None:
    told = seen["en"]["abstention"]
    assert "No diagnosis is given: the case says too little." in told["alert"] and told["ranked"] == []


def test_a_dead_model_does_not_look_like_success(seen: Mapping[str, Any]) -> None:
    alert = seen["en"]["dead"]["alert"]
    assert alert.startswith("Degraded: no model that was configured was heard") and "cannot be reached" in alert


def test_nothing_is_wider_than_a_phone(seen: Mapping[str, Any]) -> None:
    assert seen["en"]["narrow"] <= 360


@pytest.mark.parametrize("language", ["en", "zh", "es"])
def test_axe_finds_nothing(seen: Mapping[str, Any], language: Language) -> None:
    assert seen[language]["axe"] == {"clinician": [], "patient": []}
