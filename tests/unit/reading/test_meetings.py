"""Findings told in words apart from each other, and denials, times and pasts composed over a clause; own sentences."""

import pytest

from dermagent.knowledge.base import knowledge, read_yaml
from dermagent.knowledge.lexicon import shipped_phrases
from dermagent.reading.meetings import _aliases, part_names
from dermagent.resources import KNOWLEDGE
from dermagent.types import Language
from tests.told import observed, polarities, present


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "My big toenail has gone all yellow and thick.", "nail_thickening"),
        ("en", "The least knock and it starts to bleed, it does so with the slightest touch.", "friable_bleeds_easily"),
        ("en", "I can slide it around under the skin.", "mobile_subcutaneous"),
        ("en", "There's a harsh noise every time he breathes in.", "stridor"),
        ("en", "My trousers are falling off me, I must have dropped a stone.", "weight_loss"),
        ("en", "He hasn't had any of his jabs.", "unvaccinated"),
        ("en", "It itches, and it is worst in bed.", "nocturnal_pruritus"),
        ("en", "A sore lump came up on my left shin.", "unilateral"),
        ("en", "She has nine warts on her hand.", "multiple"),
        ("en", "It has doubled in size in three weeks.", "rapid_growth"),
        ("es", "La uña del dedo se me puso gruesa.", "nail_thickening"),
        ("es", "Con cualquier roce sangra.", "friable_bleeds_easily"),
        ("es", "Se me abren grietitas en los talones.", "fissure"),
        ("es", "Tiene el tobillo hinchadísimo.", "oedema"),
        ("es", "Me pica, sobre todo por la noche.", "nocturnal_pruritus"),
        ("es", "Le salieron tres verrugas en la mano.", "multiple"),
        ("zh", "大拇指的指甲变得又厚又硬。", "nail_thickening"),
        ("zh", "稍微碰一下就出血。", "friable_bleeds_easily"),
        ("zh", "小腿干得起皮。", "xerosis"),
        ("zh", "手上长了七八个瘊子。", "multiple"),
        ("zh", "洗头一抓一大把头发往下掉。", "hair_loss"),
    ],
)
def test_a_finding_is_read_from_words_apart_from_each_other(language: Language, text: str, finding: str) -> None:
    assert polarities(text, language).get(finding) == "present"


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "My toenails are not thick at all.", "nail_thickening"),
        ("en", "No nail changes.", "onycholysis"),
        ("en", "No systemic symptoms.", "weight_loss"),
        ("en", "No airway involvement.", "stridor"),
        ("en", "My joints are fine.", "arthralgia"),
        ("en", "My weight is steady.", "weight_loss"),
        ("en", "No red spots; when I press on one it fades.", "non_blanching"),
        ("es", "Las uñas no las tengo gruesas.", "nail_thickening"),
        ("es", "Uñas sin cambios.", "onycholysis"),
        ("es", "Sin síntomas constitucionales.", "weight_loss"),
        ("es", "Nadie en mi familia tiene psoriasis.", "family_history_of_psoriasis"),
        ("zh", "指甲没变化。", "onycholysis"),
        ("zh", "皮肤完整。", "ulcer"),
    ],
)
def test_parts_are_denied_together_and_a_word_for_a_class_denies_all_of_it(
    language: Language, text: str, finding: str
) -> None:
    assert polarities(text, language).get(finding) == "absent"


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("All right now, my eye feels good.", "unilateral"),
        ("A single knee got sore. I left a mark on the wall.", "unilateral"),
    ],
)
def test_words_that_only_look_like_parts_make_up_nothing(text: str, finding: str) -> None:
    assert finding not in polarities(text, "en")


def test_what_does_not_fade_when_pressed_is_told_by_the_word_between() -> None:
    assert polarities("I press a glass on them and they do not fade.", "en")["non_blanching"] == "present"
    faded = polarities("I press a glass on them and they fade.", "en")
    assert (faded["blanching"], faded["non_blanching"]) == ("present", "absent")


@pytest.mark.parametrize(
    ("language", "text", "sweat"),
    [
        ("en", "No itch, sweaty hands.", "present"),
        ("es", "Sin picazón, manos sudorosas.", "present"),
        ("en", "No itch, fever or sweaty hands.", "absent"),
    ],
)
def test_a_new_statement_behind_a_comma_is_not_denied_but_an_item_of_a_closed_list_is(
    language: Language, text: str, sweat: str
) -> None:
    read = polarities(text, language)
    assert (read["pruritus"], read["hyperhidrosis"]) == ("absent", sweat)


def test_no_itch_fever_or_pain_denies_all_three() -> None:
    read = polarities("No itch, fever or pain.", "en")
    assert [read[finding] for finding in ("pruritus", "fever", "pain")] == ["absent"] * 3


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Prednisone for 2 years. Itchy rash for 3 days."),
        ("en", "Type 2 diabetes for 2 years, itchy rash for 3 days."),
        ("es", "Prednisona desde hace 2 años. Sarpullido desde hace 3 días."),
        ("zh", "糖尿病史2年。皮疹3天。"),
    ],
)
def test_how_long_a_drug_or_another_illness_has_lasted_is_not_how_long_the_complaint_has(
    language: Language, text: str
) -> None:
    duration = observed(text, language).duration
    assert duration is not None and duration.high == 3


def test_a_list_between_semicolons_under_a_heading_is_past_as_a_whole() -> None:
    read = polarities("PMH: epilepsy; fever; blisters. Now itching.", "en")
    assert "fever" not in read and "vesicle" not in read and read["pruritus"] == "present"


def test_what_was_only_thought_ends_at_the_word_but() -> None:
    assert polarities("I thought it was flu, but there is no cough.", "en")["cough"] == "absent"


def test_each_part_has_words_in_each_language_and_each_rule_names_a_finding() -> None:
    findings = knowledge().findings
    aliases = {part for parts in _aliases().values() for part in parts}
    words = {name for name in part_names() if name not in findings} - aliases - {"number_of"}
    named_in_code = {
        "at_birth",
        "born_early",
        "began_then",
        "months_ago",
        "no_part",
        "other_illness",
        "time_unit",
        "unit",
        "years_ago",
        "young_then",
    }
    for language in ("en", "es", "zh"):
        shipped = set(shipped_phrases(language, "parts"))
        assert words <= shipped
        assert shipped <= {*part_names(), *aliases, *named_in_code}
    for rule in read_yaml(KNOWLEDGE / "meetings.yaml")["meetings"]:
        named = rule["finding"] if isinstance(rule["finding"], list) else [rule["finding"]]
        assert set(named) <= set(findings)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Me arde la piel y desde anoche tengo los ojos amarillos."),
        ("en", "My skin crawls and since Monday the whites of my eyes are yellow."),
        ("zh", "皮肤痒，昨天起眼白发黄。"),
    ],
)
def test_what_counts_only_where_it_is_denied_hides_nothing(language: Language, text: str) -> None:
    assert "jaundice" in present(text, language)
