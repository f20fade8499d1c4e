"""Whole reports in Chinese and Spanish, for both readers and in both forms: no English but what is marked as quoted."""

import json
import re
from functools import cache
from html import unescape

import pytest

from dermagent import Case, CaseImage, Differential, diagnose
from dermagent.concepts.visible import visible_concepts, visible_findings
from dermagent.errors import ModelUnavailable
from dermagent.knowledge.texts import texts
from dermagent.llm.scripted import ScriptedModel
from dermagent.report.html import to_html
from dermagent.report.markdown import to_markdown
from dermagent.types import Language
from tests.shared import ROOT

OTHERS: tuple[Language, ...] = ("zh", "es")
EXAMPLES = sorted(path.name for path in (ROOT / "examples").glob("*.json"))
#: Two of these in a line are English; names of studies and of programs have one at most.
ENGLISH = re.compile(r"\b(?:the|of|is|was|not|and|with|from|this|by|are|or|to|for|it|that|as|at|an|which)\b")
MOLE = "A mole on my back has grown and bled. My mother had melanoma. The blue cream has stopped helping."


def naming(request: object) -> dict[str, object]:
    one = {"name": "melanoma", "confidence": 0.8, "reason": "It has grown and bled."}
    return {"reasoning": "", "findings": [], "candidates": [one, {"name": "no such thing", "confidence": 0.1}]}


def down(request: object) -> ModelUnavailable:
    return ModelUnavailable("the server did not answer", model="m", attempts=2)


@cache
def answered(name: str, language: Language) -> Differential:
    if name in EXAMPLES:
        case = Case.model_validate_json((ROOT / "examples" / name).read_text(encoding="utf-8"))
        return diagnose(case, folder=ROOT / "examples", language=language)
    images = (CaseImage(path="missing.png"),) if name == "photograph missing" else ()
    history = "Hello." if name == "says too little" else MOLE
    case = Case(id="one", history=history, images=images)
    if name == "with a model":
        return diagnose(case, language=language, graph="mac", chat=ScriptedModel(naming))
    if name == "with a dead model":
        return diagnose(case, language=language, graph="naive_cot", chat=ScriptedModel(down))
    return diagnose(case, language=language)


def said(page: str) -> list[str]:
    """The lines of a page that are said in its own language, attributes with words among them."""
    page = re.sub(r"<style>.*?</style>|<q lang=\"en\">.*?</q>|<span lang=\"en\">.*?</span>", "", page, flags=re.DOTALL)
    page = re.sub(r"<cite>.*?</a>|<cite>.*?</cite>", "", page, flags=re.DOTALL)
    attributes = re.findall(r' (?:alt|aria-label)="([^"]*)"', page)
    return [unescape(one) for one in (*attributes, *re.sub(r"<[^>]*>", "\n", page).splitlines())]


def unmarked(report: str, language: Language) -> list[str]:
    """The lines of a Markdown report that are said in its own language: not its list of sources, no quoted words."""
    report = report.split(f"## {texts(language).say('report.sources')}")[0]
    return re.sub(r"“[^”]*”", "", report).splitlines()


def english(lines: list[str]) -> list[str]:
    return [line for line in lines if len(ENGLISH.findall(line)) >= 2]


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize(
    "name", [*EXAMPLES, "with a model", "with a dead model", "photograph missing", "says too little"]
)
def test_no_sentence_is_left_in_english(name: str, language: Language) -> None:
    result = answered(name, language)
    for audience in ("clinician", "patient"):
        assert not english(unmarked(to_markdown(result, audience), language))  # type: ignore[arg-type]
        assert not english(said(to_html(result, audience=audience)))  # type: ignore[arg-type]


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("name", EXAMPLES)
def test_words_of_cards_are_in_quotation_marks_below_a_note_that_they_are_english(
    name: str, language: Language
) -> None:
    result, told = answered(name, language), texts(language)
    report = to_markdown(result)
    for key, words in (("why", result.ranked[0].citations[0].quote), ("apart", result.told_apart[0].text)):
        section = report.split(f"## {told.say(f'report.{key}')}\n")[1].split("\n## ")[0]
        assert f"“{' '.join(words.split())}”" in section.replace("\\", "") and told.say("report.card_words") in section
    assert to_html(result).count(told.say("report.card_words")) == 2
    patient = to_markdown(result, "patient")
    assert "“" not in patient and told.say("report.card_words") not in patient
    assert told.say("report.card_words") not in to_markdown(answered(name, "en"))


@pytest.mark.parametrize(("language", "prior"), [("zh", "远程皮肤科"), ("es", "teledermatología")])
def test_the_prior_is_named_and_no_option_of_a_command(language: Language, prior: str) -> None:
    report = to_markdown(answered(EXAMPLES[0], language))
    assert report.count(prior) == 2 and "--prior" not in report


def test_a_sentence_begins_with_a_capital_where_the_english_one_does() -> None:
    sentence = "Image 1 was left out: it was not found in the case's folder."
    assert texts("es").translated(sentence).startswith("Foto 1 quedó fuera")
    assert texts("es").translated("sharpness, light and size") == "nitidez, luz y tamaño"


@pytest.mark.parametrize("language", OTHERS)
def test_what_is_seen_beside_skin_and_what_scores_are_called_is_translated(language: Language) -> None:
    told, findings = texts(language), visible_findings()
    terms = [term for name, term in visible_concepts().items() if name not in findings]
    assert "ruler" in terms
    for words in (
        *terms,
        "the lesion head's score",
        "the score of clip",
        "Estimate of the authors of these cards; no document stands behind it",
        "undated",
        "2015, updated",
    ):
        assert told.translated(words) != words, words


def test_a_place_where_no_image_is_makes_no_result() -> None:
    result = answered("changing_mole.json", "en")
    whole = result.model_dump(mode="json")
    for change in ({"images": [{**whole["images"][0], "index": 7}]}, {"images": []}):
        seen = {"place": 0, "encoder": "x", "scores": {"ruler": 0.9}}
        with pytest.raises(ValueError, match="there is no image at"):
            Differential.model_validate_json(json.dumps({**whole, "concepts": [seen], **change}))
