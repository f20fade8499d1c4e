"""Reading a case: quantities, structured fields, spans."""

import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dermagent.errors import InputError
from dermagent.knowledge.lexicon import detect_language
from dermagent.reading.fields import resolve, scin
from dermagent.reading.text import Reading, read_text
from dermagent.reading.vocabulary import findings_in
from dermagent.steps.observe import observe
from dermagent.types import Case, CaseImage, Complaint, Drug, EarlierVisit, Language, Patient

YEAR = 365.25


def numbers(text: str, language: Language | None = None) -> Reading:
    return read_text(text, language or detect_language(text), "history")


def measured(text: str, finding: str) -> list[float | None]:
    return [item.value for item in numbers(text).items if item.finding == finding]


@pytest.mark.parametrize(
    ("language", "text", "years"),
    [
        ("en", "A 35-year-old man", 35),
        ("en", "35 years old", 35),
        ("en", "aged 7", 7),
        ("en", "Female, 16, rash", 16),
        ("en", "Patient: Male, 28 years old", 28),
        ("en", "a six-year-old girl", 6),
        ("en", "6 months old baby", 0.5),
        ("en", "a 9 day old boy", 9 / YEAR),
        ("en", "45M with a rash", 45),
        ("en", "had it for 35 years", None),
        ("en", "male, 3 days of fever", None),
        ("en", "no age here", None),
        ("zh", "患者男，28岁", 28),
        ("zh", "7个月大", 0.58),
        ("zh", "女，16，额部皮疹", 16),
        ("zh", "病程3年", None),
        ("es", "Paciente de 53 años", 53),
        ("es", "desde hace 5 años", None),
    ],
)
def test_the_age_is_read(language: Language, text: str, years: float | None) -> None:
    found = numbers(text, language).age
    assert (found is None) == (years is None)
    if found and years is not None:
        assert found.low == pytest.approx(years, abs=0.02)


@pytest.mark.parametrize(
    ("text", "present", "absent"),
    [
        ("A bump that does not hurt or itch.", {"papule", "no_symptoms"}, {"pain", "pruritus"}),
        ("A bump, neither painful nor itchy.", {"papule", "no_symptoms"}, {"pain", "pruritus"}),
        ("A lump with no pain or itching.", {"nodule", "no_symptoms"}, {"pain", "pruritus"}),
        ("She has no discomfort such as pain or itching.", {"no_symptoms"}, {"pain", "pruritus"}),
        ("He has hay fever and asthma.", {"atopy_personal_or_family"}, set()),
        ("A petechial rash since this morning.", {"petechia"}, set()),
        ("Male, 40 years old.", set(), set()),
        ("The mouth is fine, itching on the legs.", {"pruritus", "leg"}, {"oral_mucosa", "oral_ulcers"}),
        ("Dusky spots, and my brother has chickenpox.", {"dusky_macule", "contact_with_case"}, set()),
        ("Red patches that come and go.", {"patch", "recurrent"}, set()),
        ("They are not only on one leg.", {"leg"}, set()),
    ],
)
def test_findings_are_read_with_their_polarity(text: str, present: set[str], absent: set[str]) -> None:
    seen = observe(Case(id="x", history=text))
    current = [item for item in seen.items if item.time == "current" and item.experiencer == "patient"]
    found = {item.finding for item in current if item.polarity == "present"}
    assert present <= found
    assert absent == {item.finding for item in current if item.polarity == "absent"}
    assert not {"skin_detachment", "fever", "men_who_have_sex_with_men"} & found


@pytest.mark.parametrize(
    ("text", "language", "present", "absent", "unknown"),
    [
        ("Bleeding: no; itch: yes", "en", {"pruritus"}, {"bleeding"}, set()),
        ("itching: no, bleeding: yes, pain: unknown.", "en", {"bleeding"}, {"pruritus"}, {"pain"}),
        ("Fever, chills or weight loss: none", "en", set(), {"fever", "chills", "weight_loss"}, set()),
        ("Itch = TRUE\nBleeding = False", "en", {"pruritus"}, {"bleeding"}, set()),
        ("Pain: no (0/10) - itch: n/a", "en", set(), {"pain"}, {"pruritus"}),
        ("Does it itch? No. Does it bleed? Yes, sometimes.", "en", {"bleeding"}, {"pruritus"}, set()),
        ("Does the mole hurt? No.", "en", {"pigmented_lesion"}, {"pain"}, set()),
        ("Bleeding of the mole: no", "en", {"pigmented_lesion"}, {"bleeding"}, set()),
        ("Itching (+), pain (-), fever (−).", "en", {"pruritus"}, {"pain", "fever"}, set()),
        ("瘙痒（+），疼痛（-）", "zh", {"pruritus"}, {"pain"}, set()),
        ("Itching no, pain absent, bleeding yes.", "en", {"bleeding"}, {"pruritus", "pain"}, set()),
        ("Itching (yes), growth (no), pain (no).", "en", {"pruritus"}, {"scin_increasing_size", "pain"}, set()),
        ("No itching no more than usual, pain yes or no?", "en", set(), {"pruritus"}, set()),
        ("Itch: no fever: yes", "en", {"fever"}, set(), set()),
        ("Rash on the arms: no fever.", "en", {"rash", "arm"}, {"fever"}, set()),
        (
            "Growth: yes, elevation: no, changes: no",
            "en",
            {"scin_increasing_size"},
            {"efg_elevated", "changing_lesion"},
            set(),
        ),
        ("A growth on the nose, no change in size.", "en", {"tumour_mass", "nose"}, {"changing_lesion"}, set()),
        ("Fiebre: no. Picor: sí", "es", {"pruritus"}, {"fever"}, set()),
        ("发热：无，瘙痒：有，疼痛：不详", "zh", {"pruritus"}, {"fever"}, {"pain"}),
    ],
)
def test_an_answer_of_one_word_goes_before_all_else(
    text: str, language: Language, present: set[str], absent: set[str], unknown: set[str]
) -> None:
    seen = observe(Case(id="x", history=text, language=language))
    counted = seen.counted()
    assert present <= {finding for finding, item in counted.items() if item.polarity == "present"}
    assert absent <= {finding for finding, item in counted.items() if item.polarity == "absent"}
    assert unknown <= {item.finding for item in seen.items} and not unknown & counted.keys()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("63 y/o woman. Nose lesion. Itching (yes), growth (no), pain (no), raised (yes).", "en"),
        ("23 y F, rash on arm", "en"),
        ("23 Y M", "en"),
        ("Mancha en la nariz y el brazo, no pica.", "es"),
        ("Picor y dolor", "es"),
    ],
)
def test_years_old_make_no_history_spanish(text: str, language: Language) -> None:
    assert observe(Case(id="x", history=text)).language == language


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("It has grown over the last months.", True),
        ("The spot got bigger.", True),
        ("The nodes are not enlarged and my hair has grown back.", False),
        ("Something has grown on my hand. The pores became larger. He is a grown man.", False),
    ],
)
def test_what_grows_is_the_lesion(text: str, told: bool) -> None:
    assert ("scin_increasing_size" in observe(Case(id="x", history=text)).counted()) is told


def test_an_answer_about_a_diagnosis_denies_it() -> None:
    seen = observe(Case(id="x", history="Psoriasis: no. Is it scabies? No. Eczema: yes."))
    assert {(one.condition, one.stance) for one in seen.named} >= {
        ("plaque_psoriasis", "denied"),
        ("scabies", "denied"),
    }
    assert "suggested" in {one.stance for one in seen.named}


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("A 35-year-old man", "male"),
        ("My daughter has a rash; her brother has none", "female"),
        ("患者，女", "female"),
        ("varón de 40 años", "male"),
        ("the rash itches", None),
    ],
)
def test_the_sex_is_read(text: str, sex: str | None) -> None:
    assert numbers(text).sex == sex


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("rash for 3 weeks", 21, 21),
        ("It started two days ago", 2, 2),
        ("over 10 years", 3652, 3653),
        ("for 2-3 weeks", 14, 21),
        ("since a few months", 91, 92),
        ("half a year ago", 182, 183),
        ("已3天", 3, 3),
        ("病史10余年", 3652, 3653),
        ("半年前", 182, 183),
        ("desde hace dos semanas", 14, 14),
        ("a 35-year-old man", None, None),
        ("twice every 3 days", None, None),
        ("took antibiotics for 5 days", None, None),
        ("no time is told", None, None),
    ],
)
def test_the_duration_is_read(text: str, low: float | None, high: float | None) -> None:
    found = numbers(text).duration
    assert (found is None) == (low is None), found
    if found and low is not None and high is not None:
        assert low <= found.low <= found.high <= high


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("Three weeks ago I started lamotrigine. For two days I have had a rash.", 19, 19),
        ("A rash one week after starting amoxicillin.", 7, 7),
        ("I take ibuprofen now and then.", None, None),
        ("The rash has been there for two days.", None, None),
    ],
)
def test_the_time_from_a_drug_to_the_rash_is_read(text: str, low: float | None, high: float | None) -> None:
    found = numbers(text).drug_to_onset
    assert (found is None) == (low is None), found
    if found:
        assert (found.low, found.high) == (low, high)


def test_extent_and_count_are_read() -> None:
    assert measured("redness over 95% of the body", "body_surface_percent") == [95]
    assert measured("120% of the body", "body_surface_percent") == []
    assert measured("six red bumps on her back", "lesion_count") == [6]
    assert measured("many bumps", "lesion_count") == []


def test_every_scin_name_resolves_to_a_finding(kb: Any) -> None:
    for name, finding in scin()["names"].items():
        assert finding in kb.findings
        assert resolve(name, "x") == finding
    assert resolve("no_relevant_symptoms", "x") is None
    assert set(scin()["durations"]) | {"UNKNOWN"} == {
        "ONE_DAY", "LESS_THAN_ONE_WEEK", "ONE_TO_FOUR_WEEKS", "ONE_TO_THREE_MONTHS", "THREE_TO_TWELVE_MONTHS",
        "MORE_THAN_ONE_YEAR", "MORE_THAN_FIVE_YEARS", "SINCE_CHILDHOOD", "UNKNOWN",
    }  # fmt: skip


@pytest.mark.parametrize(("name", "nearest"), [("pruritis", "pruritus"), ("feverr", "fever"), ("antecubital", "ante")])
def test_an_unknown_finding_is_refused_with_the_nearest_known_one(name: str, nearest: str) -> None:
    with pytest.raises(InputError, match=nearest):
        resolve(name, "complaint.symptoms")


def finding(case: Case, name: str) -> Any:
    return observe(case).counted().get(name)


def test_fields_state_findings_with_their_polarity_and_field() -> None:
    case = Case(
        patient=Patient(age_years=0.01, sex="female", fitzpatrick="VI", pregnant=False, immunosuppressed=True),
        complaint=Complaint(
            symptoms={"itching": True, "fever": False, "pain": None},
            sites=("head_or_neck", "other"),
            textures=("fluid_filled",),
            duration="LESS_THAN_ONE_WEEK",
            body_surface_percent=12,
            lesion_count=7,
        ),
    )
    seen = observe(case).counted()
    assert seen["scin_itching"].polarity == "present"
    assert seen["scin_itching"].field == "complaint.symptoms.itching"
    assert seen["scin_fever"].polarity == "absent"
    assert "scin_pain" not in seen
    assert seen["head_and_neck"].polarity == seen["scin_fluid_filled"].polarity == "present"
    assert seen["newborn_age_28_days"].field == "patient.age_years"
    assert seen["immunosuppression"].polarity == "present"
    assert seen["pregnancy"].polarity == "absent"
    assert seen["skin_of_colour_phototype_iv_vi"].polarity == "present"
    assert seen["body_surface_percent"].value == 12
    assert seen["lesion_count"].value == 7
    assert observe(case).duration is not None


def test_a_wrong_scin_duration_is_refused() -> None:
    with pytest.raises(InputError, match="ONE_DAY"):
        observe(Case(history="x", complaint=Complaint(duration="TWO_DAYS")))


def test_a_drug_field_gives_the_latency_findings() -> None:
    drug = Drug(name="carbamazepine", started_days_before_onset=20)
    seen = observe(Case(complaint=Complaint(drugs=(drug,)))).counted()
    assert {"new_medication", "high_risk_drug"} <= seen.keys()
    assert seen["onset_4_28_days_after_new_drug"].certainty == 1.0
    dated = Drug(name="aspirin", start=datetime.date(2026, 1, 1))
    seen = observe(Case(complaint=Complaint(drugs=(dated,), onset=datetime.date(2026, 2, 10)))).counted()
    assert "onset_2_8_weeks_after_new_drug" in seen
    assert "onset_4_28_days_after_new_drug" not in seen
    assert "high_risk_drug" not in seen


def test_an_earlier_visit_is_past() -> None:
    case = Case(history="A new rash.", earlier_visits=(EarlierVisit(note="Fever and blisters then."),))
    seen = observe(case)
    assert seen.items
    assert "fever" not in seen.counted()
    assert any(item.finding == "fever" and item.time == "past" for item in seen.items)


def test_a_diagnosis_in_the_history_is_named_with_its_stance() -> None:
    stances = {n.condition: n.stance for n in observe(Case(history="Is this psoriasis? It is not scabies.")).named}
    assert stances == {"plaque_psoriasis": "suggested", "scabies": "denied"}


texts = st.text(max_size=150) | st.lists(
    st.sampled_from(
        "no not fever itchy blisters pain my mother if maybe the rash on hands "
        ", . ? ago two weeks 无 痒 发热 ， sin fiebre".split()
    ),
    max_size=25,
).map(" ".join)


@settings(deadline=None)  # the first text of a language reads its lexicon
@given(texts, st.sampled_from(["en", "zh", "es", None]))
def test_a_span_always_reads_back_to_its_words(text: str, language: Language | None) -> None:
    if not text.strip():
        return
    seen = observe(Case(history=text, language=language))
    spans = [item.span for item in seen.items] + [name.span for name in seen.named]
    spans += [quantity.span for quantity in (seen.age, seen.duration, seen.drug_to_onset) if quantity]
    for span in spans:
        if span:
            assert text[span.start : span.end] == span.text


PLAIN_FINDINGS = ["fever", "pruritus", "pain", "bleeding", "chills", "headache", "cough", "vesicle", "pustule", "scale"]


@pytest.mark.parametrize("name", PLAIN_FINDINGS)
def test_adding_no_before_a_finding_flips_it(name: str) -> None:
    word = {"pruritus": "itching", "vesicle": "blisters", "pustule": "pustules", "scale": "scaling"}.get(name, name)
    assert name in {match.key for match in findings_in(word, "en")}
    with_it = finding(Case(history=f"There is {word} today.", language="en"), name)
    without = finding(Case(history=f"There is no {word} today.", language="en"), name)
    assert with_it.polarity == "present"
    assert without.polarity == "absent"


@pytest.mark.parametrize(("text", "nails"), [("Tengo una mancha y unas ronchas.", False), ("Me duele la uña.", True)])
def test_a_spanish_article_is_no_nail(text: str, nails: bool) -> None:
    assert ("fingernail" in observe(Case(history=text, language="es")).counted()) == nails


@pytest.mark.parametrize(
    ("feared", "thought_of"),
    [
        (
            "I keep worrying about skin cancer, though my skin is clear.",
            "I keep worrying about skin cancer: a dark mole.",
        ),
        ("I am afraid of vitiligo. My aunt has it.", "I have white patches on my hands and am afraid of vitiligo."),
        ("Me preocupa la lepra, pero no tengo nada.", "Me preocupa la lepra: una mancha blanca en el brazo."),
        ("我很担心得红斑狼疮。", "我很担心得红斑狼疮，脸上有红斑。"),
    ],
)
def test_a_disease_that_is_only_feared_is_no_evidence_where_nothing_is_told_of_the_skin(
    feared: str, thought_of: str
) -> None:
    assert {one.stance for one in observe(Case(history=feared)).named} <= {"feared", "family", "denied"}
    assert "suggested" in {one.stance for one in observe(Case(history=thought_of)).named}
    alone = observe(Case(history=feared, images=(CaseImage(path="a.png"),)))
    assert "suggested" in {one.stance for one in alone.named}


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("I have had vitiligo on my hands since I was ten.", "vitiligo"),
        ("They say it is eczema herpeticum.", "eczema_herpeticum"),
        ("Creo que es herpes z\u00f3ster.", "herpes_zoster"),
        ("\u533b\u751f\u8bf4\u662f\u6591\u79c3\u3002", "alopecia_areata"),
    ],
)
def test_the_name_of_a_disease_is_named_whatever_sign_its_words_tell_too(text: str, condition: str) -> None:
    assert condition in {one.condition for one in observe(Case(history=text)).named}


@pytest.mark.parametrize(
    "text",
    ["A mole on my back.", "Hives all over.", "Tengo un lunar en la espalda.", "\u80f3\u818a\u4e0a\u6709\u75e3\u3002"],
)
def test_a_word_for_what_is_seen_names_no_diagnosis(text: str) -> None:
    assert not observe(Case(history=text)).named


def test_a_shorter_time_tells_no_pace_that_the_complaint_itself_has() -> None:
    twice = observe(Case(history="A rash for 10 days, with fever for 6 days."))
    assert [item.span and item.span.text for item in twice.items if item.finding == "acute_onset"] == ["10 days"]
    longer = observe(Case(history="A rash for 9 weeks, with fever for 6 days."))
    assert [item.span and item.span.text for item in longer.items if item.finding == "acute_onset"] == ["6 days"]


@pytest.mark.parametrize(
    ("site", "found"),
    [
        ("left ankle", "ankle"),
        ("just above the right knee", "knee"),
        ("rodilla izquierda", "knee"),
        ("detrás de la oreja", "ear"),
        ("右手腕", "wrist"),
        ("后背", "back"),
        ("forearm", "forearm"),
        ("the sore place", None),
    ],
)
def test_the_place_of_an_image_is_told_in_free_words_too(site: str, found: str | None) -> None:
    case = Case(history="A rash.", images=[CaseImage(path="a.png", body_site=site)])
    placed = {item.finding for item in observe(case).items if item.field == "images[0].body_site"}
    assert found in placed if found else not placed


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("papuel", "papule"),
        ("pruritis", "pruritus"),
        ("fore arm", "forearm"),
        ("codo", None),
        ("R\u00fccken", None),
        ("tobillo", None),
        ("Handgelenk", None),
    ],
)
def test_only_what_is_near_is_taken_for_a_slip_of_the_pen(name: str, meant: str | None) -> None:
    with pytest.raises(InputError) as refused:
        resolve(name, "complaint.sites")
    assert (f"did you mean {meant!r}" in str(refused.value)) if meant else "did you mean" not in str(refused.value)
