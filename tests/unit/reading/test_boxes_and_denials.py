"""Boxes of forms, slashes between words, drugs not taken, "none" inside and behind: nothing is read as its contrary."""

import pytest

from dermagent.reading.text import read_text
from dermagent.types import Language
from tests.told import observed, otherwise, said


@pytest.mark.parametrize(
    ("text", "language", "present", "absent"),
    [
        ("[ ] fever [x] itching [ ] weight loss", "en", {"pruritus"}, {"fever", "weight_loss"}),
        ("Fever [ ] itching [x] joint pain [ ]", "en", {"pruritus"}, {"fever", "arthralgia"}),
        ("On exam: red.\nCough [X]\nPustules [ ]", "en", {"cough"}, {"pustule"}),
        ("☑ itching ☐ fever ☐ chills", "en", {"pruritus"}, {"fever", "chills"}),
        ("□发热 □腹泻 ☑瘙痒", "zh", {"pruritus"}, {"fever", "diarrhoea"}),
        ("□ fiebre ☑ picor □ diarrea", "es", {"pruritus"}, {"fever", "diarrhoea"}),
        ("Rash checklist: [x] fever [ ] cough [ ] itching", "en", {"rash", "fever"}, {"cough", "pruritus"}),
        ("Síntomas de la erupción: [x] fiebre [ ] tos", "es", {"fever"}, {"cough"}),
        ("Fever: [x] Cough: [ ] Itching: [ ]", "en", {"fever"}, {"cough", "pruritus"}),
        ("Fever (x) cough ( )", "en", {"fever"}, {"cough"}),
    ],
)
def test_a_box_speaks_of_what_it_stands_beside(
    text: str, language: Language, present: set[str], absent: set[str]
) -> None:
    found = said(text, language)
    assert not otherwise(found, present, "present"), found
    assert not otherwise(found, absent, "absent"), found


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("No chills/fever, and the nails look odd.", "en", "fever"),
        ("Without nausea/diarrhoea, walks well.", "en", "diarrhoea"),
        ("I do not use warfarin.", "en", "anticoagulant_use"),
        ("He has not tried any new medicine lately.", "en", "new_medication"),
        ("Abdomen: nil pain.", "en", "abdominal_pain"),
        ("I looked for blisters and there are none.", "en", "vesicle"),
        ("We felt for swollen glands but could not find any.", "en", "lymphadenopathy"),
        ("佢冇发烧", "zh", "fever"),
        ("塊皮唔痒", "zh", "pruritus"),
        ("娃儿烧没得，", "zh", "fever"),
    ],
)
def test_what_is_denied_in_these_ways_is_not_read_as_there(text: str, language: Language, finding: str) -> None:
    assert said(text, language).get(finding) in {"absent", None}


def test_the_longer_of_two_phrases_that_overlap_is_denied() -> None:
    assert said("There is no pigment on the nail fold or cuticle.", "en").get("hutchinson_sign") != "present"


@pytest.mark.parametrize(
    "text",
    [
        "I have not taken anything for the itch.",
        "Not used anything on the itching yet.",
        "The itch: 3/7, worse at night.",
    ],
)
def test_what_was_not_treated_is_still_there(text: str) -> None:
    assert said(text, "en").get("pruritus") == "present"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I'm 31 weeks with my third and itchy all over.", "en"),
        ("Five months along, spots on my belly.", "en"),
        ("We are expecting our first, and she has a rash.", "en"),
        ("Estoy de 30 semanas de gestación y me pica todo.", "es"),
        ("Espero un bebé y me pican las palmas.", "es"),
        ("我怀了七个月，手心很痒。", "zh"),
    ],
)
def test_a_pregnancy_is_read_though_the_word_is_not_said(text: str, language: Language) -> None:
    assert said(text, language).get("pregnancy") == "present"


def test_a_bump_is_no_pregnancy_and_a_time_that_is_only_about_right_is_one() -> None:
    for text in ("My bump on the arm itches.", "Three weeks with my second flare.", "Expecting our second opinion."):
        assert "pregnancy" not in said(text, "en")
    assert "pregnancy" not in said("孩子怀了好奇心", "zh")
    assert read_text("Scaly rash, roughly 3 weeks.", "en", "history").duration is not None


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("不到四十分钟，嘴唇就肿了", "zh", "angioedema"),
        ("没几个小时就起了风团", "zh", "wheal"),
        ("不足三天，水疱破了", "zh", "vesicle"),
        ("Not three hours later his lips swelled up.", "en", "angioedema"),
        ("In no time he had hives.", "en", "wheal"),
        ("No hacía ni una hora y se le hincharon los labios.", "es", "angioedema"),
        ("没等到半天就发烧了", "zh", "fever"),
        ("La fiebre no fue muy alta.", "es", "fever"),
        ("I have not taken my methotrexate this week.", "en", "immunosuppression"),
    ],
)
def test_a_short_time_a_low_degree_and_a_missed_dose_deny_nothing(text: str, language: Language, finding: str) -> None:
    assert said(text, language).get(finding) == "present"


@pytest.mark.parametrize(
    ("text", "finding"), [("摸不到结节", "nodule"), ("看不到风团", "wheal"), ("三天没发烧", "fever")]
)
def test_what_cannot_be_felt_or_seen_is_still_denied(text: str, finding: str) -> None:
    assert said(text, "zh").get(finding) == "absent"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("PN visit day 6, feeding well, spots on the cheeks.", 6),
        ("NIPE recheck D3: red blotches.", 3),
        ("D11, born at term by LSCS, blisters on the scalp.", 11),
        ("My niece was born twelve days ago and has blisters.", 12),
        ("Born 2 weeks ago, red eyes.", 14),
        ("Seen on D4 of amoxicillin with hives.", None),
        ("Day 5 of fever, peeling fingers.", None),
    ],
)
def test_days_since_birth_are_an_age(text: str, days: int | None) -> None:
    age = read_text(text, "en", "history").age
    assert (round(age.low * 365.25) if age and age.unit == "years" else age) == days


def test_who_sees_no_second_colour_sees_well() -> None:
    assert "visual_disturbance" not in said("I don't see two colours in the mole.", "en")
    assert said("Since noon I see two of everything.", "en").get("visual_disturbance") == "present"


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("Exantema en tronco, s/ ampollas.", "es", "bulla"),
        ("Mucosas s/ lesiones.", "es", "mucosal_involvement"),
        ("VDRL y VIH no reactivos.", "es", "hiv_infection"),
        ("Escalofríos no me han dado.", "es", "chills"),
        ("La mancha no cambió de color.", "es", "changing_lesion"),
        ("Prurito en los pies ☐ fiebre ☐", "es", "fever"),
        ("Nobody has been feverish.", "en", "fever"),
        ("I can't feel any lumps in my groin.", "en", "lymphadenopathy"),
        ("The knees have nothing.", "en", "knee"),
    ],
)
def test_denials_of_other_forms(text: str, language: Language, finding: str) -> None:
    assert said(text, language).get(finding) != "present"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("His tongue is so fat he can hardly speak.", "en"),
        ("Her lips are like balloons.", "en"),
        ("The tongue no longer fits in his mouth.", "en"),
        ("Tengo la lengua muy gorda.", "es"),
        ("Los labios se le pusieron como chorizos.", "es"),
        ("舌头胀得说不了话", "zh"),
    ],
)
def test_a_tongue_or_lip_that_has_grown_is_swollen(text: str, language: Language) -> None:
    assert said(text, language).get("angioedema") == "present"


def test_what_grows_on_a_lip_is_no_swollen_lip() -> None:
    assert said("A mole on my lip is growing.", "en").get("angioedema") is None
    assert said("A lump on my tongue is huge.", "en").get("angioedema") is None
    assert said("嘴唇上长了个香肠一样的疙瘩", "zh").get("angioedema") is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Tiene once días de nacida y ampollas.", 11),
        ("La niña nació hace ocho días.", 8),
        ("Tres semanas de vida.", 21),
    ],
)
def test_days_since_birth_are_an_age_in_spanish(text: str, days: int) -> None:
    age = read_text(text, "es", "history").age
    assert age is not None and round(age.low * 365.25) == days


@pytest.mark.parametrize(
    ("text", "language", "present", "absent"),
    [
        ("Tender erythroderma, Nikolsky +, mucosa spared, T 38.8.", "en", {"skin_detachment"}, "mucosal_involvement"),
        ("Niño, ampollas, Nikolsky +, mucosas respetadas, febril.", "es", {"skin_detachment"}, "mucosal_involvement"),
        ("昨晚开始发烧，肚子上红疹，哭都没声音，没流鼻涕", "zh", {"fever", "rash"}, "coryza"),
    ],
)
def test_a_plus_answers_what_stands_before_it_and_joins_nothing(
    text: str, language: Language, present: set[str], absent: str
) -> None:
    found = said(text, language)
    assert not otherwise(found, present, "present"), found
    assert found.get(absent) == "absent"


def test_none_of_them_at_the_end_of_a_clause_denies_the_list() -> None:
    assert said("发烧咳嗽都没有，就是痒", "zh")["fever"] == "absent"


def test_a_box_behind_a_relative_is_of_the_patient() -> None:
    text = "Proforma: [x] rash [x] FHx vitiligo (aunt) [ ] itch [ ] scale [x] numbness"
    seen = observed(text).counted()
    assert {name: seen[name].polarity for name in ("rash", "pruritus", "scale", "numbness")} == {
        "rash": "present",
        "pruritus": "absent",
        "scale": "absent",
        "numbness": "present",
    }
