"""Long stories: what befell a pet, a colleague or a stranger, years ago or in a tale, is no danger of today."""

import pytest

from dermagent.types import Language
from tests.told import rules, said_now, times_of, urgency


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Our terrier was poisoned by antifreeze. I have a corn.", "en"),
        ("Two of our hens were poisoned by the neighbour. My elbows are dry.", "en"),
        ("I sew at home. My cat was stung by a wasp and his whole mouth blew up. I have dandruff.", "en"),
        ("Nuestra gata se bebió el anticongelante. Tengo caspa.", "es"),
        ("A mi yegua la mordió una víbora. Tengo un callo.", "es"),
        ("鹦鹉误吃了老鼠药。我脚上有鸡眼。", "zh"),
        ("小狗喝了百草枯没救回来。我头皮屑多。", "zh"),
        ("I sell shoes. My apprentice was electrocuted on Monday. I have a wart.", "en"),
        ("Me salen granos. En mayo un turista se ahogó y lo sacamos.", "es"),
        ("我脚上有鸡眼。昨天店里有个人吃了六十片阿司匹林。", "zh"),
    ],
)
def test_what_befell_an_animal_or_a_stranger_is_no_danger_of_the_patient(text: str, language: Language) -> None:
    assert urgency(text, language) in (None, "routine")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("My toddler ate the dog's rat poison.", "en"),
        ("My calf was bitten by an adder.", "en"),
        ("My horse collapsed on me and I can't breathe.", "en"),
        ("My daughter is six. Her friend threw acid in her face.", "en"),
        ("My daughter is six. Her friend was eating nuts next to her and now she can't breathe.", "en"),
        ("She had a seizure when she was six weeks old, last week.", "en"),
        ("El niño se comió el matarratas del perro.", "es"),
        ("Mi hijo tiene dos años. Un vecino le dio un cacahuete y se le hincha la boca y no respira.", "es"),
        ("Mi marido dice que me va a matar.", "es"),
        ("猫吃了老鼠药，我也吃了老鼠药", "zh"),
        ("狗喝了百草枯，孩子也喝了", "zh"),
    ],
)
def test_what_befell_the_patient_beside_them_stays_an_emergency(text: str, language: Language) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("finding", "text", "language"),
    [
        ("hypotension", "I fainted on our honeymoon.", "en"),
        ("hypotension", "I collapsed at my graduation.", "en"),
        ("seizure", "He had a febrile fit when he was eighteen months.", "en"),
        ("burn_injury", "I scalded my shin in 2022, and it keeps itching.", "en"),
        ("neutropenia_or_chemotherapy", "I had chemotherapy for lymphoma in 2011 and have been well since.", "en"),
        ("burn_injury", "Me quemé el pie en 2021.", "es"),
        ("hypotension", "En mi boda me desmayé.", "es"),
        ("seizure", "他三岁的时候抽搐过一次。", "zh"),
        ("burn_injury", "2020年右手烫伤，起了泡。", "zh"),
    ],
)
def test_what_happened_at_a_time_long_ago_is_over(finding: str, text: str, language: Language) -> None:
    assert times_of(finding, text, language) == {"past"}


@pytest.mark.parametrize(
    ("finding", "text"),
    [
        ("neutropenia_or_chemotherapy", "Diagnosed with leukaemia in 2018 on chemo, fever 39."),
        ("neutropenia_or_chemotherapy", "I'm on chemo for bowel cancer since 2012, fever 39."),
        ("seizure", "My daughter had a seizure when she was one day old."),
    ],
)
def test_a_time_beside_what_goes_on_ends_nothing(finding: str, text: str) -> None:
    assert times_of(finding, text, "en") == {"current"}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I saw a film about a man with sepsis. I have a wart.", "en"),
        ("Estudio medicina y hoy hemos dado el shock y la sepsis. Tengo caspa.", "es"),
        ("在游戏里被雷劈了。我手上有茧。", "zh"),
        ("I got choked up during the speech. My lips are chapped.", "en"),
        ("Este calor me va a matar.", "es"),
        ("Me mato trabajando y tengo callos.", "es"),
        ("¿Será septicemia? Tengo un grano.", "es"),
        ("会不会得败血症？我就一个粉刺。", "zh"),
    ],
)
def test_tales_lessons_and_figures_of_speech_are_no_emergency(text: str, language: Language) -> None:
    assert urgency(text, language) in (None, "routine")


def test_a_grandmother_is_no_baby_at_the_breast() -> None:
    assert "newborn_danger" not in rules("背上一个软软的包，奶奶有糖尿病。", "zh")
    assert said_now("宝宝喝奶少，软软的没力气。", "zh").get("poor_feeding_or_floppiness") == "present"


def test_purple_stretch_marks_are_no_purpura() -> None:
    found = said_now("Purple stretch marks on both thighs.", "en")
    assert (found.get("purpura"), found.get("striae"), found.get("violaceous")) == (None, "present", "present")
