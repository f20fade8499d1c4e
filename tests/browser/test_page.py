"""The page in a real Chromium: a person's way through it, in three languages, and what a screen reader finds.

Needs Playwright and Debian's Chromium (`apt-get install chromium`); `make test-browser` runs it.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dermagent.errors import ModelUnavailable
from dermagent.imaging.synth import render, save_png
from dermagent.knowledge.texts import texts
from dermagent.llm.base import Request
from dermagent.llm.scripted import ScriptedModel

pytestmark = pytest.mark.browser
#: Longest wait for an answer, in ms: the machine may be busy.
PATIENCE = 60_000
ECZEMA = "A 6-year-old girl, itchy dry patches in the elbow creases for months. No fever."
DRUG = "After starting a new medicine two weeks ago I have a painful rash all over."


@pytest.fixture
def open_page(browser: Any, address: str) -> Iterator[Callable[..., Any]]:
    """A page in its own profile; nothing may be loaded from elsewhere, and no script may fail."""
    contexts, problems = [], []

    def opened(where: str = address, *, locale: str = "en-US", **given: Any) -> Any:
        context = browser.new_context(locale=locale, **{"viewport": {"width": 1100, "height": 800}, **given})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
        page.on(
            "request", lambda one: None if one.url.startswith((where, "blob:", "data:")) else problems.append(one.url)
        )
        page.goto(where)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not problems


def diagnosed(page: Any, history: str) -> str:
    """The urgency that the page shows for a history."""
    page.fill("#history", history)
    page.click("#go")
    page.wait_for_selector("#state:not(:empty)")
    page.wait_for_selector("#progress", state="hidden")
    page.wait_for_selector("#answer .urgency")
    return str(page.inner_text("#answer .urgency"))


def ranked(page: Any) -> list[str]:
    return [
        str(one)
        for one in page.locator("#answer details.condition").evaluate_all(
            "all => all.map(one => one.dataset.condition)"
        )
    ]


def until(page: Any, condition: str) -> None:
    """Wait for an expression; Playwright's own way would need a policy that lets texts run as scripts."""
    end = time.monotonic() + PATIENCE / 1000
    while not page.evaluate(condition):
        assert time.monotonic() < end, condition
        page.wait_for_timeout(20)


def again(page: Any, act: Callable[[], None]) -> None:
    """Do what ranks the case again, and wait until it is done."""
    before = page.evaluate("number")
    act()
    until(page, f"number > {before} && running === null")


def test_three_diagnoses_in_a_row_are_each_shown(open_page: Callable[..., Any]) -> None:
    page = open_page()
    first = diagnosed(page, ECZEMA)
    assert first == "Routine: no red flag found" and page.is_visible("#answer .condition .name")
    seen = [ranked(page)]
    for history in (DRUG, "A mole on my back has grown, is uneven and bled."):
        again(page, lambda history=history: (page.fill("#history", history), page.click("#go")))
        assert page.is_visible("#answer .urgency") and page.locator("#answer .condition").count() >= 3
        seen.append(ranked(page))
    assert len({tuple(one) for one in seen}) == 3


@pytest.mark.parametrize(("locale", "language"), [("en-US", "en"), ("zh-CN", "zh"), ("es-MX", "es"), ("de-DE", "en")])
def test_the_browsers_language_is_spoken(open_page: Callable[..., Any], locale: str, language: str) -> None:
    said = texts(language)  # type: ignore[arg-type]
    page = open_page(locale=locale)
    assert page.get_attribute("html", "lang") == language
    assert page.inner_text("#go") == said.say("page.diagnose")
    page.click('[data-example="eczema"]')
    page.wait_for_selector("#answer .urgency")
    assert page.inner_text("#answer .urgency") == said.say("urgency.routine")
    assert page.input_value("#history") == said.say("examples.eczema.history")


def test_the_language_can_be_switched_with_an_answer_on_the_page(open_page: Callable[..., Any]) -> None:
    page = open_page()
    diagnosed(page, ECZEMA)
    before = ranked(page)
    again(page, lambda: page.select_option("#language", "zh"))
    assert page.inner_text("#answer .urgency") == texts("zh").say("urgency.routine")
    assert page.input_value("#history") == ECZEMA and ranked(page) == before


def test_a_citation_opens_with_statement_source_and_link(open_page: Callable[..., Any]) -> None:
    page = open_page()
    diagnosed(page, ECZEMA)
    citation = page.locator("#answer details.citation").first
    assert not citation.locator("mark").is_visible()
    citation.locator("summary").click()
    assert citation.locator("mark").is_visible()
    link = citation.locator("a").first
    assert link.get_attribute("href").startswith(("http://", "https://")) and link.get_attribute("target") == "_blank"


def test_a_chip_that_is_corrected_ranks_again_and_says_so(open_page: Callable[..., Any]) -> None:
    page = open_page()
    diagnosed(page, ECZEMA)
    chip = '.chip[data-finding="pruritus"]'
    assert page.get_attribute(chip, "data-polarity") == "present"
    share = page.inner_text("#answer .condition .number >> nth=0")
    again(page, lambda: page.click(f'{chip} button[aria-label="pruritus: set to absent"]'))
    assert page.get_attribute(chip, "data-polarity") == "absent"
    assert page.inner_text("#answer .condition .number >> nth=0") != share
    assert page.inner_text("#state") == "Ranked again"
    assert page.evaluate("document.activeElement.closest('.chip')?.dataset.finding") == "pruritus"
    page.fill("#add-finding", "skin detachment")
    again(page, lambda: page.press("#add-finding", "Enter"))
    assert page.get_attribute('.chip[data-finding="skin_detachment"]', "data-polarity") == "present"
    again(page, lambda: page.click('.chip[data-finding="skin_detachment"] button:last-child'))
    assert page.locator('.chip[data-finding="skin_detachment"][data-polarity="present"]').count() == 0


def test_questions_are_answered_in_place_the_dangerous_one_first(open_page: Callable[..., Any]) -> None:
    page = open_page()
    diagnosed(page, DRUG)
    first = page.locator("#answer .question").first
    assert first.get_attribute("data-kind") == "red_flag"
    asked = first.get_attribute("data-finding")
    again(page, lambda: first.locator("button").first.click())
    assert page.inner_text("#answer .urgency") == "EMERGENCY: act now"
    assert page.locator(f'#answer .question[data-finding="{asked}"]').count() == 0


def test_a_double_tap_answers_one_question_only(open_page: Callable[..., Any]) -> None:
    page = open_page()
    diagnosed(page, DRUG)
    first = page.locator("#answer .question").first.get_attribute("data-finding")
    no = f'#answer .question[data-finding="{first}"] button:nth-child(2)'
    again(page, lambda: page.dblclick(no))
    until(page, "running === null")
    assert page.evaluate("Object.keys(corrected)") == [first]


def test_an_abstention_asks_in_words(open_page: Callable[..., Any]) -> None:
    page = open_page()
    diagnosed(page, "Please help.")
    assert "No diagnosis is given: the case says too little." in page.inner_text("#answer [role=alert] >> nth=0")
    question = page.locator("#answer .question").first
    question.locator("input").fill("Itchy burrows between the fingers and on the wrists, my partner itches too")
    again(page, lambda: question.locator("button").click())
    assert ranked(page)[0] == "scabies"


def test_a_patient_reads_no_jargon(open_page: Callable[..., Any]) -> None:
    page = open_page()
    diagnosed(page, DRUG)
    page.click("[data-view=patient]")
    text = page.inner_text("#answer")
    assert "See a doctor today." in text and "Get help at once if this is new" in text and "Any " in text
    for jargon in ("ICD", "%", "L51", "Toxic epidermal", "mucosal", "differential", "prior"):
        assert jargon not in text
    assert page.locator("#answer .question button").count() >= 3


def test_photographs_are_shown_ordered_removed_and_outlined(open_page: Callable[..., Any], tmp_path: Path) -> None:
    import numpy as np

    for seed in (0, 1):
        save_png(render(np.random.default_rng(seed), size=300), tmp_path / f"{seed}.png")
    page = open_page()
    page.set_input_files("#files", [str(tmp_path / "0.png"), str(tmp_path / "1.png")])
    until(page, "document.querySelectorAll('#photos img').length === 2")
    first = page.get_attribute("#photos img >> nth=0", "src")
    page.click('[aria-label="Photograph 2: Move earlier"]')
    assert page.get_attribute("#photos img >> nth=1", "src") == first
    page.select_option("#photos select >> nth=0", "dermoscopic")
    page.click('[aria-label="Photograph 2: Remove"]')
    assert page.locator("#photos li").count() == 1
    diagnosed(page, "A mole on my back has grown.")
    assert page.evaluate("document.querySelector('#answer figure canvas').width") > 100
    assert page.locator("#answer .layers button").count() >= 2


def test_a_spot_is_compared_on_two_dates(open_page: Callable[..., Any], tmp_path: Path) -> None:
    import numpy as np

    files = []
    for number in range(2):
        save_png(render(np.random.default_rng(number), size=300), tmp_path / f"{number}.png")
        files.append(str(tmp_path / f"{number}.png"))
    page = open_page()
    page.set_input_files("#files", files)
    until(page, "document.querySelectorAll('#photos img').length === 2")
    for number, day in (("1", "2026-05-04"), ("2", "2026-09-07")):
        page.get_by_label(f"Photograph {number}: Taken on").fill(day)
        page.get_by_label(f"Photograph {number}: Which spot it shows").select_option("1")
    diagnosed(page, "A brown spot on the back.")
    row = page.locator('[data-part="compared"] .dates')
    assert row.locator("figcaption").all_inner_texts() == ["2026-05-04", "2026-09-07"]
    assert "Spot 1" in page.locator('[data-part="compared"] li').first.inner_text()
    with page.expect_download() as saving:
        page.click("#save")
    assert saving.value.path().read_text(encoding="utf-8").count("data:image/jpeg") >= 4


def test_an_unreadable_photograph_is_told_on_top_and_not_in_grey(open_page: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0" + b"x" * 2000)
    page = open_page()
    page.set_input_files("#files", str(tmp_path / "broken.jpg"))
    page.wait_for_selector("#photos p.note")
    for view in ("clinician", "patient"):
        diagnosed(page, ECZEMA)
        page.click(f"[data-view={view}]")
        assert "An image could not be used" in page.inner_text("#answer .unusable")
        tops = [page.locator(one).bounding_box()["y"] for one in ("#answer", "#answer .unusable")]
        assert tops[1] - tops[0] < 300


def test_a_file_that_is_no_photograph_is_named_and_not_added(open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.set_input_files(
        "#files",
        [
            {"name": "letter.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"},
            {"name": "scan.dcm", "mimeType": "", "buffer": b"\0" * 200},
        ],
    )
    assert "letter.pdf is no photograph and was not added" in page.inner_text("#problem")
    assert page.locator("#photos > li").count() == 1


def test_an_answer_that_fails_leaves_the_one_before_and_takes_the_correction_back(
    open_page: Callable[..., Any],
) -> None:
    page = open_page()
    assert diagnosed(page, DRUG) != "Routine: no red flag found"
    flags = page.inner_text("#answer .urgency")
    chip = '.chip[data-finding="pain"]'
    events = [("red_flags", {"red_flags": [{"name": "Airway at risk"}]}), ("error", {"error": "it took too long"})]
    body = "".join(f"event: {name}\ndata: {json.dumps(data)}\n\n" for name, data in events)
    page.route("**/v1/stream", lambda route: route.fulfill(content_type="text/event-stream", body=body))
    again(page, lambda: page.click(f"{chip} button >> nth=0"))
    told = page.inner_text("#problem")
    assert all(words in told for words in ("Airway at risk.", "it took too long", "the answer from before"))
    assert page.is_visible("#answer .urgency") and page.inner_text("#answer .urgency") == flags
    assert page.evaluate("Object.keys(corrected)") == []
    page.unroute("**/v1/stream")
    again(page, lambda: page.click(f"{chip} button >> nth=0"))
    assert page.evaluate("Object.keys(corrected)") == ["pain"] and not page.is_visible("#problem")


@pytest.mark.parametrize(("zone", "day"), [("Asia/Shanghai", "2026-03-01"), ("America/Lima", "2026-02-28")])
def test_a_day_is_that_of_the_person(open_page: Callable[..., Any], zone: str, day: str) -> None:
    page = open_page(timezone_id=zone)
    page.clock.set_fixed_time("2026-03-01T02:30:00+00:00")
    assert page.evaluate("dayBefore(0)") == day


def test_a_dead_model_does_not_look_like_success(open_page: Callable[..., Any], serve: Callable[..., str]) -> None:
    def dead(request: Request) -> str:
        raise ModelUnavailable(
            "tiny cannot be reached at http://127.0.0.1:1; is the server running, and --base-url its address?"
        )

    page = open_page(serve(chat=ScriptedModel(dead, name="tiny"), graph="mac"))
    diagnosed(page, DRUG)
    alert = page.inner_text("#answer [role=alert] >> nth=0")
    assert alert.startswith("Degraded: no model that was configured was heard") and "cannot be reached" in alert


def test_red_flags_are_told_before_the_model_has_answered(
    open_page: Callable[..., Any], serve: Callable[..., str]
) -> None:
    go = threading.Event()

    def slow(request: Request) -> dict[str, Any]:
        go.wait(60)
        return {"reasoning": "", "findings": [], "candidates": []}

    page = open_page(serve(chat=ScriptedModel(slow, name="slow"), graph="naive_cot"))
    try:
        page.fill(
            "#history", "Since a new medicine my skin is painful, there are blisters and my mouth is sore, with fever."
        )
        page.click("#go")
        page.wait_for_selector("#early p")
        assert "Stevens-Johnson" in page.inner_text("#early") and not page.is_visible("#answer .urgency")
        assert page.locator("#steps li").count() >= 2
    finally:
        go.set()
    page.wait_for_selector("#progress", state="hidden")


def test_it_prints_and_saves_complete(open_page: Callable[..., Any], tmp_path: Path, browser: Any) -> None:
    page = open_page()
    diagnosed(page, ECZEMA)
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#answer details:not([open])").count() == 0
    assert not page.is_visible("#case") and page.is_visible("#answer .bar >> nth=0")
    assert len(page.pdf()) > 20_000
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    with page.expect_download() as started:
        page.click("#save")
    started.value.save_as(tmp_path / "saved.html")
    saved = browser.new_page()
    saved.goto((tmp_path / "saved.html").as_uri())
    assert saved.inner_text(".urgency") == page.inner_text("#answer .urgency")
    assert saved.evaluate("parseFloat(getComputedStyle(document.querySelector('.urgency')).borderLeftWidth)") > 5
    saved.close()


def test_the_form_says_all_that_it_asks(open_page: Callable[..., Any]) -> None:
    page = open_page()
    posted: list[dict[str, Any]] = []
    page.on("request", lambda one: posted.append(json.loads(one.post_data)) if "v1/stream" in one.url else None)
    page.fill("#age", "34")
    page.select_option("#sex", "female")
    page.select_option("#skin", "V")
    page.fill("#since", "2")
    page.select_option("#unit", label="weeks")
    page.fill("#site", "scalp")
    page.press("#site", "Enter")
    page.fill("#medicines", "lamotrigine 2026-05-03\nibuprofen")
    diagnosed(page, "Itchy rash.")
    (case,) = posted
    assert case["patient"] == {"age_years": 34, "sex": "female", "fitzpatrick": "V"}
    assert case["complaint"]["sites"] == ["scalp"] and case["complaint"]["duration"] == 14
    assert case["complaint"]["drugs"] == [{"name": "lamotrigine", "start": "2026-05-03"}, {"name": "ibuprofen"}]


def test_it_works_by_keyboard_alone(open_page: Callable[..., Any]) -> None:
    page = open_page()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.focus("#history")
    page.keyboard.type(ECZEMA)
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "go":
            break
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer .urgency")
    until(page, "document.activeElement.id === 'result-title'")


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_is_wider_than_the_screen(open_page: Callable[..., Any], width: int) -> None:
    page = open_page(viewport={"width": width, "height": 800})
    diagnosed(page, DRUG)
    for view in ("clinician", "patient"):
        page.click(f"[data-view={view}]")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["en-US", "zh-CN", "es-ES"])
def test_axe_finds_nothing(open_page: Callable[..., Any], scheme: str, locale: str, tmp_path: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff\xe0" + b"x" * 2000)
    page = open_page(locale=locale, color_scheme=scheme, bypass_csp=True)
    page.set_input_files("#files", str(tmp_path / "broken.jpg"))
    page.click('[data-example="drug_rash"]')
    page.wait_for_selector("#answer .urgency")
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    for view in ("clinician", "patient"):
        page.click(f"[data-view={view}]")
        found = axe.run(page)
        assert not found.response["violations"], found.generate_report()


@pytest.mark.parametrize(("locale", "language"), [("en-US", "en"), ("zh-CN", "zh"), ("es-MX", "es")])
def test_similar_cases_and_a_heat_map_are_switched_over_the_photograph(
    open_page: Callable[..., Any], serve: Callable[..., str], tmp_path: Path, locale: str, language: str
) -> None:
    import numpy as np

    said = texts(language)  # type: ignore[arg-type]
    save_png(render(np.random.default_rng(0), size=300), tmp_path / "mole.png")
    page = open_page(serve(retrievers=("tests.seeing:seeing",)), locale=locale)
    page.set_input_files("#files", str(tmp_path / "mole.png"))
    until(page, "document.querySelectorAll('#photos img').length === 1")
    diagnosed(page, "A mole on my back has grown, is uneven and bled.")
    page.wait_for_selector("#answer .layers button")
    names = page.locator("#answer .layers button").all_inner_texts()
    plain, mask, heat, similar = (said.say(f"page.{key}") for key in ("plain", "mask", "heat", "similar"))
    assert names == [plain, mask, heat, similar]
    left = [page.locator(f"#answer section.images {one}").bounding_box()["x"] for one in ("h2", "figure")]
    assert abs(left[0] - left[1]) < 1, "the picture stands below its heading"
    pixels = {}
    for name in names:
        page.click(f"#answer .layers button:text-is('{name}')")
        pixels[name] = page.evaluate("document.querySelector('#answer figure canvas').toDataURL()")
        assert page.is_visible("#answer .near") is (name == similar)
    assert pixels[plain] == pixels[similar] and len(set(pixels.values())) == 3
    told = page.locator("#answer .near li").all_inner_texts()
    assert len(told) == 2 and said.condition("melanoma") in told[0] and "0.91" in told[0] and "II" in told[0]
    assert "{" not in "".join(told) and "II" not in told[1]
