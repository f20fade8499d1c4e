"""What a stranger's review of the reader found: kinds of text that stopped it, slowed it or turned what was said."""

import time

import pytest

from dermagent.reading.text import read_text
from dermagent.types import Language
from tests.told import said


@pytest.mark.parametrize("text", ["rash after d'aspirin", "o'paracetamol", "a rash since 'n'ibuprofen"])
def test_a_drug_glued_to_an_apostrophe_at_the_end_is_read(text: str) -> None:
    read_text(text, "en", "history")


@pytest.mark.parametrize(
    "text", ["Itchy rash, 39{} years", "a mole, 5{}mm x", "aged 4{}y", "itch ({}", "itch {}"], ids=range(5)
)
@pytest.mark.parametrize("run", [" ", "+", "-"])
def test_a_run_of_one_character_costs_its_length(text: str, run: str) -> None:
    read_text("warm", "en", "history")
    began = time.process_time()
    read_text(text.format(run * 8000), "en", "history")
    assert time.process_time() - began < 4


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("Urticaria. Él sí presenta disnea", "dyspnoea"),
        ("No tiene fiebre, pero sí picazón y ampollas", "pruritus"),
        ("Niega fiebre, sí dificultad para respirar", "dyspnoea"),
    ],
)
def test_the_spanish_yes_is_no_if(text: str, finding: str) -> None:
    told = [one for one in read_text(text, "es", "history").items if one.finding == finding]
    assert told and all((one.polarity, one.time) == ("present", "current") for one in told)


def test_the_spanish_if_still_imagines() -> None:
    told = [one for one in read_text("Volver si presenta disnea", "es", "history").items if one.finding == "dyspnoea"]
    assert not [one for one in told if (one.polarity, one.time) == ("present", "current")]


def test_behind_the_knees_is_no_extensor_side() -> None:
    found = said("Itchy elbows and behind the knees", "en")
    assert "flexural" in found and "extensor" not in found
    assert "extensor" in said("Scales on elbows and knees", "en")


@pytest.mark.parametrize(
    ("language", "text", "finding", "polarity"),
    [
        ("en", "No itching and the fever is high.", "fever", "present"),
        ("en", "No fever and chills.", "chills", "absent"),
        ("en", "He has never had blisters like that before.", "vesicle", "present"),
        ("en", "She has had no blisters.", "vesicle", "absent"),
        ("en", "Not a day without pain.", "pain", "present"),
        ("en", "No decrease in the bleeding.", "bleeding", "present"),
        ("en", "Itching, fever and pain: all denied", "fever", "absent"),
        ("en", "She no longer has blisters.", "vesicle", "absent"),
        ("es", "Nunca había tenido ampollas como estas, y con fiebre.", "fever", "present"),
        ("es", "Niega fiebre, tos y vómitos, refiere picor.", "pruritus", "present"),
        ("es", "Dolor negado.", "pain", "absent"),
        ("zh", "问：有没有瘙痒？答：没有。", "pruritus", "absent"),
        ("zh", "有没有水疱？有。", "vesicle", "present"),
        ("zh", "从没长过这样的皮疹，还发烧。", "fever", "present"),
        ("zh", "没有一天不疼。", "pain", "present"),
        ("zh", "没有不适，不疼。", "pain", "absent"),
    ],
)
def test_what_looks_like_a_denial_is_told_from_one(language: Language, text: str, finding: str, polarity: str) -> None:
    told = {one.polarity for one in read_text(text, language, "history").items if one.finding == finding}
    assert told == {polarity}


def test_that_nobody_else_itches_says_nothing_of_the_patient() -> None:
    told = read_text("I have a rash. Nobody else at home is itching.", "en", "history").items
    assert all(one.experiencer == "contact" for one in told if one.finding == "pruritus")


@pytest.mark.parametrize(
    ("text", "finding", "part"),
    [
        ("She also has hay fever.", "atopy_personal_or_family", "fever"),
        ("He had scarlet fever in spring.", "recent_streptococcal_infection", "fever"),
        ("The rash came back.", "recurrent", "back"),
    ],
)
def test_a_phrase_that_hides_its_part_still_means_what_it_means(text: str, finding: str, part: str) -> None:
    found = said(text, "en")
    assert finding in found and part not in found


@pytest.mark.parametrize(
    ("language", "text", "days"),
    [
        ("es", "Llevo con esta mancha más de 12 años.", 12 * 365.25),
        ("es", "Han pasado 3 años y sigue igual.", 3 * 365.25),
        ("es", "Hace aproximadamente un mes, comenzaron a salir.", 30.4),
        ("zh", "五年的湿疹，越来越重。", 5 * 365.25),
        ("zh", "双手脱屑两年伴瘙痒", 2 * 365.25),
        ("en", "Twenty years of itching.", 20 * 365.25),
    ],
)
def test_how_long_it_lasts_is_no_age(language: Language, text: str, days: float) -> None:
    read = read_text(text, language, "history")
    assert read.age is None
    assert read.duration is not None and read.duration.high == pytest.approx(days)


@pytest.mark.parametrize(
    "text", ["Niña de 7 años con ronchas.", "Tiene 7 años y le pica.", "Paciente femenina, 7 años."]
)
def test_an_age_in_spanish_is_still_one(text: str) -> None:
    age = read_text(text, "es", "history").age
    assert age is not None and age.high == 7


def test_words_of_another_language_tell_no_sex() -> None:
    assert read_text("He usado cremas. Las lesiones son rojas.", "es", "history").sex is None
    assert read_text("He used creams.", "en", "history").sex == "male"
    assert read_text("45 F, ronchas", "es", "history").sex == "female"


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "A rash on the back of her left hand.", "back"),
        ("zh", "五年前做过手术，请高手指导。", "hand"),
        ("zh", "请各位老师指点。", "finger"),
    ],
)
def test_a_place_inside_another_word_is_none(language: Language, text: str, finding: str) -> None:
    assert finding not in said(text, language)


def test_the_back_of_a_place_is_that_place() -> None:
    found = said("An itchy patch on the back of his right calf.", "en")
    assert "calf" in found and "back" not in found


def test_the_backs_of_the_knees_are_bends_whatever_stands_between() -> None:
    found = said("Eczema at the back of both knees.", "en")
    assert {"popliteal_fossa", "flexural"} <= found.keys() and "back" not in found


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("My grandson has had a fever since Sunday, red lips, and his eyes are red too.", "en", "fever"),
        ("Grandad's foot is icy, he says it feels like it's somebody else's.", "en", "cold_limb"),
        ("Mi sobrina tiene fiebre, le arden las manos y los pies también.", "es", "fever"),
        ("邻居手掌一块焦黑，脚底也有一块。", "zh", "black"),
    ],
)
def test_whom_a_story_opens_with_is_its_patient_though_a_second_place_is_affected_too(
    text: str, language: Language, finding: str
) -> None:
    told = [item for item in read_text(text, language, "history").items if item.finding == finding]
    assert told and {item.experiencer for item in told} == {"patient"}, told


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("My brother has these itchy bumps too.", "en", "papule"),
        ("Mi hermano también tiene ronchas.", "es", "wheal"),
        ("我同事身上也有红疹。", "zh", "rash"),
    ],
)
def test_a_relative_who_has_it_too_is_no_patient(text: str, language: Language, finding: str) -> None:
    told = [item for item in read_text(text, language, "history").items if item.finding == finding]
    assert {item.experiencer for item in told} != {"patient"}, told


@pytest.mark.parametrize(
    "unit",
    [
        "my brother has it too, ",
        "My mum had a bad rash years ago. ",
        "The mole was small last year and has doubled. ",
        "[x] FHx eczema (aunt) [ ] itch ",
    ],
)
def test_four_times_the_text_takes_no_more_than_about_four_times_as_long(unit: str) -> None:
    def seconds(characters: int) -> float:
        text = (unit * (characters // len(unit) + 1))[:characters]
        started = time.process_time()
        read_text(text, "en", "history")
        return time.process_time() - started

    seconds(500)
    short = min(seconds(4_000) for _ in range(3))
    assert any(seconds(16_000) < 9 * short for _ in range(2))  # 16 times where it grows with the square
