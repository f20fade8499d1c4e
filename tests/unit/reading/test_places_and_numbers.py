"""Limbs, places in lists, numbers in words, traditional signs, and how far denials and families reach."""

import pytest

from dermagent.knowledge.lexicon import in_simplified
from dermagent.reading.text import read_text
from dermagent.text.normal import normalise
from dermagent.types import Language
from tests.told import observed, polarities, present


@pytest.mark.parametrize(
    ("language", "text", "places", "others"),
    [
        ("en", "Spots on the neck, belly, and limbs.", {"neck", "abdomen", "arm", "leg"}, set()),
        ("en", "Spots on the lower limbs.", {"leg"}, {"arm"}),
        ("es", "Manchas en el cuello y las extremidades.", {"neck", "arm", "leg"}, set()),
        ("es", "Manchas en miembros inferiores.", {"leg"}, {"arm"}),
        ("zh", "颈部及四肢红斑。", {"neck", "arm", "leg"}, set()),
        ("en", "Mostly on the face, back, and both hands.", {"face", "back", "hand"}, set()),
        ("en", "Worse on arms, head, and chest.", {"arm", "head_and_neck", "chest"}, set()),
        ("en", "Itchy face, back in June it was worse.", {"face"}, {"back"}),
        ("en", "The rash came back on my face.", {"face"}, {"back"}),
        ("en", "A rash on the belly and back of the neck.", {"abdomen", "neck"}, {"back"}),
        ("en", "Spots on the lower limbs and the trunk.", {"leg", "trunk"}, {"arm"}),
        ("es", "Manchas en ambas extremidades inferiores.", {"leg"}, {"arm"}),
        ("zh", "右足背红斑。", {"foot", "foot_dorsum"}, {"back"}),
        ("zh", "双侧腹股沟丘疹。", {"groin"}, {"abdomen"}),
        ("zh", "身上起疹子。", set(), {"trunk"}),
        ("zh", "胸腔积液患者。", set(), {"chest"}),
        ("en", "Worst on the waist, back, and both thighs.", {"flank", "back", "thigh"}, set()),
        ("en", "A lump the size of a fingertip behind the ear.", {"behind_ear"}, {"finger"}),
        ("en", "It fades when I press it with a finger. My calf is red.", {"calf"}, {"finger"}),
        ("es", "Bulto del tamaño de una uña en el cuello.", {"neck"}, {"fingernail"}),
        ("zh", "背部有指甲盖大的红斑。", {"back"}, {"fingernail"}),
        ("en", "She had breast cancer. A spot on the neck.", {"neck", "malignancy_internal"}, {"breast"}),
        ("en", "A corn at the bottom of my right foot.", {"sole"}, {"buttock"}),
    ],
)
def test_places_are_read_as_lists_and_wholes_tell_them(
    language: Language, text: str, places: set[str], others: set[str]
) -> None:
    found = present(text, language)
    assert places <= found and not others & found


@pytest.mark.parametrize(
    ("language", "text", "days"),
    [
        ("en", "Itchy rash for forty days.", 40),
        ("en", "Itching in her feet for a week.", 7),
        ("en", "Red spots for sixteen weeks.", 112),
        ("es", "Picor en los pies durante una semana.", 7),
        ("es", "La enfermedad ha durado tres semanas.", 21),
        ("es", "Manchas rojas desde hace cuarenta días.", 40),
        ("zh", "全身起疹子四十天。", 40),
        ("zh", "全身起疹子二十五天。", 25),
        ("zh", "這兩天手上起了紅斑。", 2),
    ],
)
def test_times_in_words_are_whole_numbers(language: Language, text: str, days: float) -> None:
    duration = read_text(text, language, "history").duration
    assert duration is not None and (duration.low, duration.high) == (days, days)


@pytest.mark.parametrize(
    ("language", "text", "finding", "polarity"),
    [
        ("en", "There is no itching or pain, and flat warts have been ruled out.", "pruritus", "absent"),
        ("en", "There is a family history, accompanied by itching.", "pruritus", "present"),
        ("zh", "有家族史，伴瘙痒。", "pruritus", "present"),
        ("zh", "不疼也不痒。", "pruritus", "absent"),
        ("es", "El área no era grande y a veces picaba.", "pruritus", "present"),
        ("es", "El muslo está un poco picante, y no hay nada raro.", "pruritus", "present"),
        ("zh", "手腳反复起紅斑，很癢。", "pruritus", "present"),
    ],
)
def test_a_denial_and_a_family_reach_no_further_than_they_are_told(
    language: Language, text: str, finding: str, polarity: str
) -> None:
    assert polarities(text, language).get(finding) == polarity


def test_nor_it_itches_says_nothing_of_the_household() -> None:
    assert "household_contacts_itching" not in polarities("不疼也不痒。", "zh")
    assert "household_contacts_itching" in polarities("室友也痒。", "zh")


def test_a_span_of_a_traditional_text_quotes_the_text_as_it_is() -> None:
    text = "手上起紅斑，很癢。"
    (item,) = [one for one in read_text(text, "zh", "history").items if one.finding == "pruritus"]
    assert item.span is not None and item.span.text == text[item.span.start : item.span.end] == "很癢"
    assert len(in_simplified(normalise(text)).text) == len(text)


@pytest.mark.parametrize(
    ("language", "history", "years"),
    [
        ("en", "Eighty-two year old man with a rash", 82),
        ("en", "He is seventy six and has a rash", 76),
        ("es", "Varón de sesenta y tres años con manchas", 63),
        ("en", "2.5 year old girl with a rash", 2.5),
        ("en", "Three and a half yr old boy with a rash", 3.5),
        ("es", "Niña de 2,5 años con granos", 2.5),
        ("zh", "3.5岁男孩，皮疹", 3.5),
        ("en", "34 year old man with a plaque of 3.5 cm", 34),
    ],
)
def test_an_age_is_its_whole_number(language: Language, history: str, years: float) -> None:
    age = observed(history, language).age
    assert age is not None
    assert age.low == pytest.approx(years)


@pytest.mark.parametrize(
    ("language", "history", "days"),
    [
        ("en", "An itchy rash for twenty five days", 25),
        ("en", "An itchy rash for thirty-nine days", 39),
        ("es", "Ronchas desde hace cuarenta y dos días", 42),
        ("es", "Niña de 2,5 años con granos desde hace 3 días", 3),
    ],
)
def test_a_time_is_its_whole_number(language: Language, history: str, days: float) -> None:
    lasted = observed(history, language).duration
    assert lasted is not None
    assert lasted.high == pytest.approx(days)
