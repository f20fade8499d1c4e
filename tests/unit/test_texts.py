"""What the program says to people is said in three languages: no text is missing, and none is left untranslated."""

import ast
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dermagent import Case, CaseImage, Differential, diagnose
from dermagent.imaging.encode import encode
from dermagent.knowledge.base import KnowledgeBase, knowledge, read_yaml, rows
from dermagent.knowledge.texts import FOLDER, LANGUAGES, pattern_of, read_sentences, texts
from dermagent.reading.text import read_text
from dermagent.report.html import to_html
from dermagent.report.markdown import to_markdown
from dermagent.steps.localise import localised, localised_flag
from dermagent.steps.questions import ASKABLE, danger_question, open_questions, separating_questions
from dermagent.types import Complaint, Language, Observations, Patient, RedFlag, Retrieved
from tests.shared import ROOT

OTHERS: tuple[Language, ...] = ("zh", "es")
#: Conditions whose names are what anybody calls what happened, or was told of.
SEEN_BY_ALL = frozenset({"burn_of_skin", "drug_eruption"})
#: Modules of the steps whose sentences stand in a result.
SPEAKING = (
    "dermagent/steps/limits.py",
    "dermagent/steps/heard.py",
    "dermagent/steps/explain.py",
    "dermagent/steps/compare.py",
    "dermagent/steps/critique/merge.py",
    "dermagent/steps/critique/rules.py",
    "dermagent/steps/urgency.py",
    "dermagent/steps/retrieve/lesion.py",
    "dermagent/steps/retrieve/step.py",
    "dermagent/imaging/quality.py",
    "dermagent/imaging/load.py",
    "dermagent/imaging/srgb.py",
)
#: Said to agents or to whoever asks for the raw opinion, not in a result.
UNSHOWN = re.compile(
    r"No finding of the case speaks|Its strongest support|The strongest objection|Look or ask"
    r"|the agents do not agree|nobody addressed|a statement was cited"
    r"|Agent1 1 gave|1; retake it|1; 1 1 % to"  # put together of parts; the list has each whole sentence
)
HISTORIES = {
    "zh": "我45岁，三周前开始服用拉莫三嗪。两天来胸口出现疼痛的红疹，发烧，口腔溃疡，眼睛发红。",
    "es": "Tengo 45 años y empecé lamotrigina hace tres semanas. Tengo una erupción roja y dolorosa, fiebre y llagas "
    "en la boca.",
}


def flat(content: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(content, dict):
        for key, value in content.items():
            yield from flat(value, f"{above}.{key}")
    elif isinstance(content, list):
        for number, value in enumerate(content):
            yield from flat(value, f"{above}.{number}")
    else:
        yield above, content


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_has_a_translation_with_the_same_holes(language: Language) -> None:
    english = dict(flat(read_yaml(FOLDER / "en.yaml")))
    theirs = dict(flat(read_yaml(FOLDER / f"{language}.yaml")))
    assert {key for key in english if ".articles" not in key} == theirs.keys()
    for key, text in english.items():
        if isinstance(text, str) and key in theirs:
            assert sorted(re.findall(r"\{\w*\}", text)) == sorted(re.findall(r"\{\w*\}", theirs[key])), key
            said_the_same = text == theirs[key] and re.search(r"[a-z]{3}", re.sub(r"\{\w*\}", "", text))
            assert not said_the_same or key.endswith(".sex"), f"{key} is not translated"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_condition_finding_family_and_rule_has_a_name(language: Language, kb: KnowledgeBase) -> None:
    said = texts(language)
    assert said.conditions.keys() == kb.conditions.keys()
    assert said.findings.keys() == kb.findings.keys() == said.plain.keys()
    assert all([*said.conditions.values(), *said.findings.values(), *said.plain.values()])
    assert {condition.family for condition in kb.conditions.values()} <= said.part("families").keys()
    assert said.flags.keys() == kb.rules.keys()
    for texts_of_rule in said.flags.values():
        assert all(texts_of_rule[key] for key in ("name", "patient_text", "clinician_text"))


def test_names_are_translated(kb: KnowledgeBase) -> None:
    zh, es = texts("zh"), texts("es")
    has_han = re.compile(r"[\u4e00-\u9fff]")
    for names in (zh.conditions, zh.findings, zh.plain):
        assert not [one for one, name in names.items() if not has_han.search(name)]
    same = [one for one, name in es.conditions.items() if name == kb.conditions[one].name]
    assert len(same) < 0.1 * len(es.conditions), "these are names that both languages share, such as Melanoma"
    for row in rows(FOLDER / "findings.csv"):
        assert row["zh"] and row["es"], row["id"]
        if kb.findings[row["id"]].category in ASKABLE and not row["id"].startswith("scin_"):
            assert row["plain_zh"] or row["zh"], row["id"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_internal_word_is_a_name(language: Language) -> None:
    internal = re.compile(r"SCIN|W7PC|\b[37]PC\b|\bCC\b|EFG|ABCDE|_|>=|<=|\bNOS\b")
    said = texts(language)
    for names in (said.findings, said.plain, said.conditions):
        assert not [name for name in names.values() if internal.search(name)]


@pytest.mark.parametrize("language", OTHERS)
def test_the_next_steps_that_reports_show_are_translated(language: Language, kb: KnowledgeBase) -> None:
    shown = {step.text for card in kb.cards.values() for step in card.next_steps[:2]}
    said = texts(language)
    assert shown == said.steps.keys()
    assert not [text for text in shown if said.translated(text) == text]


def sentences_of(path: Path) -> Iterator[str]:
    """The sentences that a module writes, with {} where a value is put in."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef)
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "1" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs | inner:
            yield re.sub(r"\{\w*\}", "1", node.value)


@pytest.mark.parametrize("module", SPEAKING)
def test_every_sentence_that_a_step_says_is_in_the_list(module: str) -> None:
    known = [pattern_of(entry["en"]) for entry in read_sentences(FOLDER / "sentences.yaml")]
    said = [one for one in sentences_of(ROOT / module) if re.match(r"[A-Z1]", one) and one.endswith((".", ": 1"))]
    said = [one for one in said if one.count(" ") >= 3 and not UNSHOWN.match(one)]
    missing = [one for one in said if not any(pattern.fullmatch(one) for pattern in known)]
    assert not missing


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_comes_out_in_the_language(language: Language) -> None:
    said = texts(language)
    for entry in read_sentences(FOLDER / "sentences.yaml"):
        assert set(re.findall(r"\{(\w+)\}", entry[language])) <= set(re.findall(r"\{(\w+)\}", entry["en"]))
        filled = re.sub(r"\{\w+\}", "7", entry["en"])
        assert said.translated(filled) != filled
        assert texts("en").translated(filled) == filled


def test_names_in_a_sentence_are_translated_and_names_with_commas_stay_whole() -> None:
    spoken = "Named in the history but without a knowledge card, so never ranked: Eczema, unspecified, Orf."
    assert "湿疹，未特指、羊口疮" in texts("zh").translated(spoken)
    assert "Eccema, no especificado, Orf" in texts("es").translated(spoken)
    told = "Stated both as present and as absent, and counted as present: fever, the history names Rosacea."
    assert "发热、病史提到玫瑰痤疮" in texts("zh").translated(told)


def test_an_unknown_sentence_and_a_servers_words_stay_as_they_are() -> None:
    assert texts("zh").translated("Nobody wrote this one.") == "Nobody wrote this one."
    told = texts("es").translated("The retriever vlm did not work: x: the server answered 500: boom, after 3 attempts")
    assert told == "El buscador vlm no funcionó: x: el servidor respondió 500: boom tras 3 intentos"


@pytest.mark.parametrize("language", OTHERS)
def test_the_answer_is_in_the_language_of_the_history(language: Language) -> None:
    result = diagnose(Case(id="one", history=HISTORIES[language]))
    said = texts(language)
    assert result.language == language
    assert [item.name for item in result.ranked] == [said.conditions[item.condition] for item in result.ranked]
    assert result.notice == said.say("notice")
    assert result.red_flags and result.red_flags[0].name == said.flags[result.red_flags[0].rule]["name"]
    for audience in ("clinician", "patient"):
        report = to_markdown(result, audience)  # type: ignore[arg-type]
        assert not untranslated(report, result), audience
        page = to_html(result, audience=audience)  # type: ignore[arg-type]
        assert f'<html lang="{language}">' in page


def untranslated(report: str, result: Differential) -> list[str]:
    """Lines of English: those with three English function words that no card and no source says."""
    quoted = {" ".join(c.quote.split()) for item in result.ranked for c in item.citations}
    quoted |= {step.text for item in result.ranked for step in item.next_steps}
    quoted |= {one.text for one in result.told_apart}
    lines = report.split("## 来源")[0].split("## Fuentes")[0].splitlines()
    english = re.compile(r"\b(the|of|is|was|not|and|with|from|this|by|are)\b", re.IGNORECASE)
    return [line for line in lines if len(english.findall(line)) >= 2 and not any(q in line for q in quoted)]


def test_the_case_may_ask_for_another_language_than_its_own() -> None:
    case = Case(id="one", history="An itchy rash in both elbow creases.", answer_language="es")
    result = diagnose(case)
    assert result.language == "es" and result.observations is not None and result.observations.language == "en"
    assert diagnose(case.model_copy(update={"answer_language": None}), language="zh").language == "zh"
    assert Case(history="x", answer_language="es").id == Case(history="x").id


def test_a_failure_is_told_in_the_language_too(photo: Path) -> None:
    result = diagnose(
        Case(id="one", history="Una mancha", images=(CaseImage(path="missing.png"),)), folder=photo.parent
    )
    assert any("quedó fuera: no se encontró en la carpeta" in limit for limit in result.limits)


def test_questions_have_words_for_patients_and_words_for_clinicians(kb: KnowledgeBase) -> None:

    asked = {language: danger_question("mucosal_involvement", "sjs_ten", kb, language) for language in LANGUAGES}
    assert asked["en"].for_patient == "Any sores in the mouth, eyes or genitals?"
    assert asked["en"].text.startswith("Are mucosae involved? Ask this first: it would point to ")
    assert asked["es"].text.startswith("¿Hay afectación de mucosas? Pregunte esto primero")
    assert asked["zh"].text.startswith("黏膜是否受累？请先问这一项")
    assert "Stevens-Johnson" in asked["zh"].text and "Stevens" not in asked["zh"].for_patient
    assert asked["es"].for_patient == "¿Tiene o nota llagas en la boca, los ojos o los genitales?"
    assert danger_question("new_medication", "dress", kb).for_patient == "Any new medicine in the last weeks?"
    assert danger_question("sole", "dress", kb).for_patient == "Is any of it on the sole?"
    assert danger_question("rapid_growth", "dress", kb).for_patient == "Does this fit: fast growth?"
    assert danger_question("rapid_growth", "dress", kb, "es").for_patient.startswith("¿Es así: ")
    separating = (("fever", 0.9), ("non_blanching", 0.8), ("pruritus", 0.5), ("hand", 0.3))
    retrieved = Retrieved(fused=(), between=("scabies", "atopic_dermatitis"), separating=separating)
    for language, first, second in (
        ("en", "Any fever?", "Any itching?"),
        ("es", "¿Tiene o nota fiebre?", "¿Tiene o nota picor?"),
        ("zh", "是否有以下情况：发烧？", "是否有以下情况：痒？"),
    ):
        found = separating_questions(retrieved, most=3, kb=kb, language=language)
        said = {one.finding: one.for_patient for one in found}
        assert len(found) == 3 and (said["fever"], said["pruritus"]) == (first, second)
        assert {(one.kind, one.separates) for one in found} == {("separating", ("scabies", "atopic_dermatitis"))}
    assert "separate Scabies from Atopic dermatitis" in separating_questions(retrieved, most=1, kb=kb)[0].text
    assert danger_question("rapid_growth", "dress", kb, "zh").for_patient.startswith("是否符合：")
    assert len({open_questions(Observations(language="en"), language)[0].text for language in LANGUAGES}) == 3


@pytest.mark.parametrize(
    ("finding", "en", "es", "zh"),
    [
        ("flaccid_bulla", "Are there any flaccid bullae?", "¿Hay ampollas flácidas?", "有无松弛性大疱？"),
        ("truncal", "Is the trunk affected?", "¿Está afectado el tronco?", "皮损是否分布于躯干？"),
        ("recurrent", "Does it recur?", "¿Es recurrente?", "是否反复发作？"),
        ("grey", "Are any lesions grey?", "¿Hay lesiones de color gris?", "皮损是否呈灰色？"),
        ("stridor", "Is there any stridor?", "¿Hay estridor?", "有无喘鸣（吸气性）？"),
        ("night_sweats", "Are there any night sweats?", "¿Hay sudores nocturnos?", "有无盗汗？"),
        ("obesity", "Does the history include obesity?", "¿Hay constancia de obesidad?", "有无肥胖？"),
        ("tongue", "Are there lesions of the tongue?", "¿Hay lesiones en esta zona: lengua?", "舌有无皮损？"),
    ],
)
def test_a_clinician_is_asked_whole_questions(finding: str, en: str, es: str, zh: str, kb: KnowledgeBase) -> None:

    for language, asked in (("en", en), ("es", es), ("zh", zh)):
        assert danger_question(finding, "dress", kb, language).text.startswith(asked)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_that_is_asked_about_makes_one_question(language: Language, kb: KnowledgeBase) -> None:

    form = {
        "en": "(?:Are|Is|Was|Were|Do|Does|Did|Has|Have) [^?:]+\\?",
        "es": "¿[A-ZÁÉÍÓÚ][^?¿]+\\?",
        "zh": "[^?？]+？",
    }[language]
    said = texts(language)
    assert said.part("questions.of").keys() <= kb.findings.keys()
    for finding in (one.id for one in kb.findings.values() if one.category in ASKABLE):
        told = danger_question(finding, "dress", kb, language).text
        assert re.match(form, told), told
        assert told.count("?") + told.count("？") == 1 and "{" not in told, told


def test_nothing_but_words_changes() -> None:
    english = diagnose(Case(id="one", history="A mole on my back has grown and bled."))
    spanish = localised(english, "es")
    assert [i.condition for i in english.ranked] == [i.condition for i in spanish.ranked]
    assert [i.probability for i in english.ranked] == [i.probability for i in spanish.ranked]
    assert english.urgency == spanish.urgency and len(english.limits) == len(spanish.limits)


def test_a_flag_that_the_ranking_raised_speaks_the_language_of_the_patient(kb: KnowledgeBase) -> None:
    red = RedFlag(
        rule="likely:melanoma",
        name="Melanoma, by the ranking",
        urgency="urgent_referral",
        because=(),
        conditions=("melanoma",),
        sources=("s",),
        patient_text="What is described is something that a doctor should see today.",
        clinician_text="Its rule did not fire by findings; the ranking gives 61 % to Melanoma.",
    )
    for language in ("es", "zh"):
        told = localised_flag(red, language)
        assert told.patient_text == texts(language).translated(red.patient_text) != red.patient_text


def test_what_is_doubted_of_an_image_is_said_in_the_language_of_the_case() -> None:
    dark = np.full((300, 300, 3), 12, np.uint8)
    dark[100:200, 100:200] = 2
    case = Case(id="one", history="背上的痣变大并出血。", language="zh", images=(CaseImage(content=encode(dark)),))
    (image,) = diagnose(case).images
    assert image.quality is not None and image.outline is not None and image.outline.doubts
    for sentence in (image.quality.sentence, *image.outline.doubts):
        assert re.search(r"[\u4e00-\u9fff]", sentence) and not re.search(r"[a-z]{4}", sentence), sentence


@pytest.mark.parametrize(
    ("history", "told"),
    [
        ("An itchy rash.", "still to come"),
        ("一片发痒的皮疹。", "尚未到来"),
        ("Una erupción que pica.", "aún no ha llegado"),
    ],
)
def test_an_onset_that_is_still_to_come_is_told(history: str, told: str) -> None:
    later, before = (date.today() + timedelta(days=days) for days in (400, -400))
    assert any(told in limit for limit in diagnose(Case(history=history, complaint=Complaint(onset=later))).limits)
    limits = diagnose(Case(history=history, complaint=Complaint(onset=before))).limits
    assert not any(told in limit for limit in limits)


@pytest.mark.parametrize(
    ("history", "told"),
    [
        ("An itchy rash, 20 weeks pregnant.", "whose sex is told as male"),
        ("怀孕20周，皮肤发痒。", "所述患者为男性"),
        ("Embarazada de 20 semanas, me pica la piel.", "consta como masculino"),
    ],
)
def test_a_pregnancy_of_a_male_patient_is_told_and_counts(history: str, told: str) -> None:
    man, woman = (diagnose(Case(history=history, patient=Patient(sex=sex))) for sex in ("male", "female"))
    assert any(told in limit for limit in man.limits) and not any(told in limit for limit in woman.limits)
    assert man.urgency == woman.urgency


@pytest.mark.parametrize("language", ["en", "es", "zh"])
def test_a_patient_is_told_no_diagnosis_by_a_red_flag(language: Language) -> None:
    for rule in knowledge().rules.values():
        told = texts(language).flags[rule.id]["patient_text"]
        named = {one.condition for one in read_text(told, language, "told").named}
        kin = {wider for one in rule.conditions for wider in (one, *knowledge().broader_conditions(one))}
        assert not named & kin - SEEN_BY_ALL, (rule.id, named & kin, told)
