"""Misspelt words, numbers in words, mixed languages, forms on one line; others, work, allergies, figures of speech."""

import pytest

from dermagent.knowledge.lexicon import detect_language
from dermagent.reading.spelling import put_right
from dermagent.text.normal import normalise
from dermagent.types import Language
from tests.told import is_emergency, observed, otherwise, polarities, urgency


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Feaver and swolen lipps", "fever and swollen lips"),
        ("se le incha la lengua y la vaca", "se le hincha la lengua y la vaca"),
        ("thirty-eight point six", "38.6"),
        ("temperature 39 and a half", "temperature 39.5"),
        ("treinta y ocho y medio", "38.5"),
        ("39'2 de fiebre", "39.2 de fiebre"),
        ("烧到三十九度二", "烧到39.2度"),
        ("过民，起皮诊", "过敏，起皮疹"),
        ("The cow and the casa stay", "The cow and the casa stay"),
        ("SWOLEN", "SWOLLEN"),
    ],
)
def test_it_is_put_right(text: str, read: str) -> None:
    assert put_right(normalise(text)).text == normalise(read).text


def test_what_is_put_right_reads_back_to_what_was_written() -> None:
    text = "Since monday feaver, and my tounge is swolen."
    spans = [item.span for item in observed(text).items if item.span]
    assert {"feaver", "tounge is swolen"} <= {span.text for span in spans}
    assert all(text[span.start : span.end] == span.text for span in spans)


@pytest.mark.parametrize(
    "text",
    [
        "my doughter cant brethe and her tounge is swolen",
        "Babby 2 weks old, feaver 38.9",
        "mi bebe de 3 semnas tiene fievre de 39",
        "吃了头孢过民，喘不上汽",
        "吃了peanut butter，嘴唇swollen，呼吸有wheezing",
        "Mi hija ate peanuts and her throat is closing",
        "3/7 old, lethargic, not feeding",
        "Según mi marido estoy desorientada, y tengo fiebre y manchas moradas que no se quitan.",
    ],
)
def test_an_emergency_is_one_however_it_is_spelt(text: str) -> None:
    assert is_emergency(text)


@pytest.mark.parametrize(
    "text",
    [
        "My boss collapsed at a meeting. I have a callus.",
        "Our neighbours are in intensive care. I have eczema.",
        "My aunt couldn't breathe when she died. Verruca.",
        "We lost my uncle to sepsis. Skin tag.",
        "我叔叔去年喘不上气去世。我手上有疣。",
        "Our poodle was stung by a wasp and can't breathe. I have a dry spot.",
        "I work in the emergency department. I have dandruff.",
        "I am an ITU doctor and treat sepsis. My nails are brittle.",
        "Soy bombero y veo quemados cada semana. Tengo un callo.",
        "Allergic to latex (throat swelling). Here for a verruca.",
        "Alérgica al marisco (se le cierra la garganta). Consulta por caspa.",
        "In 2014 I had sepsis. I have a corn now.",
        "得过败血症，现在脚上有鸡眼。",
        "I laughed so much at the film that I couldn't breathe. Wart on my thumb.",
        "Por poco me desmayo del susto y de la vergüenza. Tengo un lunar.",
        "Siempre me mareo cuando me pinchan la vacuna. Verruga.",
        "累得喘不上气，脚上有鸡眼。",
        "Denies that he has any trouble breathing. Wart.",
        "呼吸困难：否认。疣。",
        "Dyspnoea 0, itch 2",
        "Shortness of breath: N Fever: N Itch: Y",
        "sob no fever no chills no itch yes",
        "Descartada meningitis, descartada sepsis. Picor leve.",
        "Necrosis ausente. Verruga.",
    ],
)
def test_what_is_no_emergency_is_called_none(text: str) -> None:
    assert not is_emergency(text)


@pytest.mark.parametrize(
    ("text", "present", "absent"),
    [
        ("it is on my left no right hand and it itches", {"pruritus", "hand"}, set()),
        ("el lunes no el martes me salieron ampollas", {"vesicle"}, set()),
        ("周三不对周四起水泡", {"vesicle"}, set()),
        ("不磕不碰，全身青紫。", {"generalised"}, {"recent_trauma"}),
        ("Fever: No Cough: No Rash: on the ankles", {"rash", "ankle"}, {"fever", "cough"}),
        ("痒也不痒，疼也不疼。", set(), {"pruritus", "pain"}),
        ("Purple spots that don't fade, fever.", {"fever", "non_blanching"}, set()),
    ],
)
def test_what_is_there_and_what_is_not(text: str, present: set[str], absent: set[str]) -> None:
    found = polarities(text)
    assert not otherwise(found, present, "present")
    assert not otherwise(found, absent, "absent")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Masculino 66a, TA 90/50, FC 130.", "es"),
        ("31F, rosacea. FBC N. Nil SI.", "en"),
        ("P90 BP128/80 O2 97%", "en"),
        ("Verruga plantar", "es"),
        ("Haem r/v, AML, post chemo, neuts 0.1.", "en"),
    ],
)
def test_a_short_note_is_in_its_language(text: str, language: Language) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("A non-tender lump on the neck", "nodule"),
        ("a non itchy rash", "rash"),
        ("non-healing sore on the lip", "ulcer"),
        ("Nil SOB, nil fever, nil itch. Arm red, hot.", "warmth"),
    ],
)
def test_a_prefix_denies_its_own_word_only(text: str, finding: str) -> None:
    assert polarities(text).get(finding) == "present"


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("My husband says I should ask. Itchy vulva.", "female"),
        ("My wife made me write. Sore on the penis.", "male"),
        ("The doctor said she was not sure. Itch.", None),
        ("Mi marido dice que pregunte. Manchas en la cara.", None),
        ("老公让我来问，手上起疹。", None),
    ],
)
def test_who_only_says_something_tells_no_sex(text: str, sex: str | None) -> None:
    assert observed(text).sex == sex


@pytest.mark.parametrize(
    ("text", "age"), [("Retired, 71, itchy back.", 71.0), ("Tengo mellizos de cinco años y me pican las manos.", None)]
)
def test_ages_are_of_the_patient(text: str, age: float | None) -> None:
    told = observed(text).age
    assert (told.low if told else None) == age


def test_a_birth_before_its_time_is_no_pregnancy() -> None:
    assert "pregnancy" not in polarities("Born at 30 weeks. She is four now and has pearly bumps.")


@pytest.mark.parametrize(
    ("text", "urgent"),
    [
        ("A sore rash all over with ulcers in the mouth.", True),
        ("My rash is all over and it hurts; it came with a new antibiotic.", True),
        ("The skin peels since I take lamotrigine.", True),
        ("Me duele un sarpullido por todo el cuerpo y tengo llagas en la boca.", True),
        ("Rash all over my face.", False),
        ("My skin peels after the sunburn of last week.", False),
        ("I take lamotrigine and have a wart.", False),
    ],
)
def test_a_painful_rash_with_sores_or_a_new_medicine_is_seen_the_same_day(text: str, urgent: bool) -> None:
    assert (urgency(text) in ("emergency", "same_day")) == urgent


@pytest.mark.parametrize(
    ("text", "polarity"),
    [("TA 7/4, frío y sudoroso.", "present"), ("Presión de 13/8.", "absent"), ("PA 70/40", "present")],
)
def test_a_pressure_in_centimetres_of_mercury(text: str, polarity: str) -> None:
    assert polarities(text, "es")["hypotension"] == polarity
