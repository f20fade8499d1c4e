"""The Markdown report of a made-up differential, word for word, and that text of the case cannot shape it."""

import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageFilter

from dermagent import Case, CaseImage, diagnose
from dermagent.knowledge.texts import texts
from dermagent.report import FORMATS
from dermagent.report.html import to_html
from dermagent.report.lines import observed_of, told_by_patient
from dermagent.report.markdown import escape, to_markdown
from dermagent.types import (
    Citation,
    Differential,
    Form,
    NextQuestion,
    NextStep,
    Observation,
    Observations,
    Provenance,
    RankedCondition,
    RedFlag,
    Reference,
    Statement,
    Term,
)

GOLDEN = Path(__file__).parent / "golden_report.md"


def made_up(case_id: str = "made-up", **changes: object) -> Differential:
    term = Term(finding="vesicle", polarity="present", p=0.9, q=0.1, log_ratio=2.0, sources=("s_one",))
    no_fever = Term(finding="fever", polarity="absent", p=0.2, q=0.3, log_ratio=-0.1)
    step = NextStep(text="Look at the eye.", sources=("s_two",))
    citation = Citation(
        statement="herpes_zoster.1", claim="vesicle fits", quote="Blisters in one strip.", verdict="verified"
    )
    common = {"calibrated": False, "must_not_miss": False, "floored": False}
    first = RankedCondition(
        rank=1,
        condition="herpes_zoster",
        name="Herpes zoster",
        icd10cm="B02.9",
        probability=0.6,
        for_=(term,),
        against=(no_fever,),
        citations=(citation,),
        retrievers=("findings",),
        next_steps=(step,),
        **common,
    )
    second = first.model_copy(
        update={"rank": 2, "condition": "scabies", "name": "Scabies", "icd10cm": "B86", "probability": 0.004}
    )
    flag = RedFlag(
        rule="zoster_risk",
        name="Zoster near the eye",
        urgency="same_day",
        because=("vesicle", "eyelid"),
        conditions=("herpes_zoster",),
        sources=("s_two",),
        patient_text="See a doctor today.",
        clinician_text="Antiviral today.",
    )
    differential = Differential(
        case_id=case_id,
        outcome="answered",
        urgency="same_day",
        red_flags=(flag,),
        ranked=(first, second),
        other_probability=0.396,
        minority_report=("Unusual here: fever.",),
        next_questions=(NextQuestion(finding="crust", text="Look or ask for crust."),),
        limits=("No model has looked at the image.",),
        observations=Observations(language="en"),
        statements=(Statement(id="herpes_zoster.1", text="Blisters in one strip.", sources=("s_one",)),),
        references=(
            Reference(id="s_one", title="One", body="Body", year="2020", identifier="doi:10.1/one", mark=""),
            Reference(id="s_two", title="Two", body="Body", year="2021", identifier="PMID 2", mark="not fully checked"),
            Reference(id="s_unused", title="Unused", body="Body", year="2022", identifier="PMID 3", mark=""),
        ),
        provenance=Provenance(graph="offline", dermagent="0", knowledge_sha256="0", prior="uniform"),
        notice="Not a medical device.",
    )
    return differential.model_copy(update=changes)


def test_the_report_is_the_golden_one() -> None:
    assert to_markdown(made_up()) == GOLDEN.read_text(encoding="utf-8")
    assert FORMATS["md"](made_up()) == to_markdown(made_up())


def test_row_02_each_item_and_citation_stands_once_in_sections_and_none_is_invented() -> None:
    said = made_up(
        observations=Observations(
            language="en",
            items=(
                Observation(finding="vesicle", polarity="present", source="field", field="x"),
                Observation(finding="fever", polarity="absent", source="field", field="x"),
                Observation(finding="pain", polarity="unknown", source="field", field="x"),
            ),
        )
    )
    report = to_markdown(said)
    for section in ("## Read from the case", "## Why", "## What was not assessed", "## Sources"):
        assert report.count(section) == 1
    assert "- Present: vesicle.\n- Denied: fever." in report and "Present: pain" not in report
    for item in said.ranked:
        assert report.count(f"| {item.name} | {item.icd10cm} |") == 1
    cited = set(re.findall(r"\[(s_\w+)\]", report.split("## Sources")[0]))
    listed = set(re.findall(r"^- \[(s_\w+)\]", report, flags=re.MULTILINE))
    assert cited == listed == {"s_one", "s_two"}
    held = json.loads(said.model_dump_json(by_alias=True))
    assert [item["condition"] for item in held["ranked"]] == ["herpes_zoster", "scabies"]
    statements = {statement["id"] for statement in held["statements"]}
    assert {c["statement"] for item in held["ranked"] for c in item["citations"]} <= statements


def test_an_abstention_shows_no_table() -> None:
    report = to_markdown(made_up(outcome="abstained", ranked=(), red_flags=(), urgency="routine"))
    assert "**No diagnosis is given: the case says too little.**" in report
    assert "| # |" not in report


@pytest.mark.parametrize("outcome", ["answered", "abstained", "failed", "refused", "unusable", "budget"])
def test_only_an_answer_may_be_called_routine(outcome: str) -> None:
    def first_line(urgency: str | None) -> str:
        return to_markdown(made_up(outcome=outcome, red_flags=(), urgency=urgency)).splitlines()[2]

    assert (first_line("routine") == "**Routine: no red flag found**") == (outcome == "answered")
    assert ("that is no all-clear" in first_line("routine")) == (outcome != "answered")
    assert first_line(None).startswith("**Urgency: not assessed. ")
    assert first_line("emergency") == "**EMERGENCY: act now**"


@pytest.mark.parametrize(
    "text", ["# a\n# b", "<script>x</script>", "[x](javascript:y)", "a|b", "`x`", "**x**", "![i](u)"]
)
def test_text_of_the_case_cannot_shape_the_report(text: str) -> None:
    first = to_markdown(made_up(text)).splitlines()[0]
    assert first == f"# Differential diagnosis · Case {escape(text)}"
    assert "<script>" not in first
    assert "](" not in first.replace("\\](", "").replace("\\]", "")


def test_the_forms_of_a_disease_stand_beside_it_in_one_line() -> None:
    def form(condition: str, name: str, probability: float, must_not_miss: bool = True) -> Form:
        return Form(condition=condition, name=name, icd10cm="", probability=probability, must_not_miss=must_not_miss)

    forms = (form("melanoma", "Melanoma", 0.3), form("nodular_melanoma", "Nodular melanoma", 0.02))
    update = {"condition": "melanoma", "name": "Melanoma", "must_not_miss": True, "probability": 0.32, "forms": forms}
    first = made_up().ranked[0].model_copy(update=update)
    report = to_markdown(made_up(ranked=(first,), other_probability=0.68))
    assert "| 32 % | must not miss; of which Nodular melanoma 2 % |" in report
    assert "| | Other conditions | | 68 % | |" in report


@pytest.mark.parametrize("audience", ["clinician", "patient"])
@pytest.mark.parametrize(
    ("language", "left_out", "retake"),
    [
        ("en", "An image could not be used", "A better photograph would help"),
        ("es", "Una foto no se pudo usar", "Una foto mejor ayudar\u00eda"),
        (
            "zh",
            "\u6709\u7167\u7247\u65e0\u6cd5\u4f7f\u7528",
            "\u66f4\u6e05\u695a\u7684\u7167\u7247\u4f1a\u6709\u5e2e\u52a9",
        ),
    ],
)
def test_an_image_that_was_read_is_not_told_as_one_that_could_not_be_used(
    photo: Path, audience: Any, language: Any, left_out: str, retake: str
) -> None:
    sharp = Image.open(photo).convert("RGB").resize((600, 600))
    blurred, bytes_of = io.BytesIO(), io.BytesIO()
    sharp.filter(ImageFilter.GaussianBlur(25)).save(blurred, "PNG")
    bytes_of.write(b"no image at all")
    told = {}
    for name, content in (("blurred", blurred.getvalue()), ("broken", bytes_of.getvalue())):
        case = Case(
            history="Itchy rash on both arms for a week.",
            images=(CaseImage(content=content),),
            answer_language=language,
        )
        answer = diagnose(case)
        told[name] = to_markdown(answer, audience), to_html(answer, {}, {}, {}, audience=audience)
    for page in told["blurred"]:
        assert retake in page and left_out not in page
    for page in told["broken"]:
        assert left_out in page and retake not in page


@pytest.mark.parametrize("language", ["en", "es", "zh"])
def test_a_flag_without_a_rule_of_its_own_names_the_patient_no_disease(language: Any) -> None:
    history = {
        "en": "Burning blisters in a strip on the right chest for three days.",
        "es": "Ampollas con ardor en una franja del t\u00f3rax izquierdo desde hace dos d\u00edas.",
        "zh": "\u5de6\u80f8\u4e00\u6761\u5e26\u72b6\u7684\u707c\u75db\u6c34\u75b1\u4e24\u5929\u3002",
    }[language]
    named = Case(history="A rash.", diagnoses=({"name": "herpes_zoster"},), answer_language=language)
    for case in (Case(history=history, answer_language=language), named):
        answer = diagnose(case)
        assert answer.urgency == "same_day" and answer.red_flags
        names = [item.name for item in answer.ranked] + ["zoster", "Zoster", "\u5e26\u72b6\u75b1\u75b9"]
        told = " ".join(flag.patient_text for flag in answer.red_flags)
        assert told and not [name for name in names if name in told]


@pytest.mark.parametrize(
    ("history", "once"),
    [
        ("I am a woman of 70. A mole on my back is changing, it evolves in size and shape.", "a spot that changes"),
        ("Mujer de 70 años. El lunar cambia, ha evolucionado de tamaño y forma.", "una lesión que cambia"),
        ("女，70岁，背上的痣在变化，大小和形状都变了。", "皮损在变化"),
    ],
)
def test_a_patient_reads_what_was_told_once_and_not_who_the_patient_is(history: str, once: str) -> None:
    result = diagnose(
        {"history": history, "complaint": {"symptoms": {"abcde_evolution": True, "changing_lesion": True}}}
    )
    assert {"female_sex", "adult_age_60_years"} <= {one.finding for one in observed_of(result, "present")}
    told = list(told_by_patient(result, "present"))
    said = texts(result.language)
    assert told.count(once) == 1
    assert not {said.plain_finding(one) for one in ("female_sex", "adult_age_60_years", "told_like_same_day")} & set(
        told
    )
    assert said.listed(told) in to_markdown(result, "patient")
    shown = to_html(result, audience="patient")
    assert shown.count(f">{once}<") == 1 and 'data-finding="female_sex"' not in shown


@pytest.mark.parametrize(
    ("history", "words", "spots"),
    [
        ("24 weeks pregnant. My palms and soles itch badly, but there is no rash.", "palms and soles", "spots on"),
        (
            "Embarazada de 30 semanas, me pican mucho las palmas y las plantas, sin erupción.",
            "palmas y plantas",
            "lesiones en",
        ),
        ("怀孕30周，手心脚心痒得厉害，没有皮疹。", "掌跖", "有皮疹"),
    ],
)
def test_where_nothing_is_to_be_seen_a_place_is_told_without_spots(history: str, words: str, spots: str) -> None:
    result = diagnose({"history": history, "complaint": {"sites": ["palms_and_soles"]}})
    told = told_by_patient(result, "present")
    assert words in told and not [one for one in told if spots in one]
    seen = diagnose({"history": "Red spots.", "complaint": {"sites": ["palms_and_soles"]}})
    assert "spots on palms and soles" in told_by_patient(seen, "present")
