"""What is read of or told by a screen, what bit the dog, and a child in the womb that moves less."""

import pytest

from tests.told import present


@pytest.mark.parametrize(
    ("language", "history"),
    [
        ("es", "Estoy de 35 semanas y desde ayer casi no siento moverse al bebé."),
        ("es", "Mi mujer, de ocho meses, dice que el niño no da patadas desde anoche."),
        ("es", "Embarazada de 36. Hace horas que no noto al bebé."),
        ("es", "De 36 semanas, está muy quieto el bebé en la barriga."),
        ("es", "Semana 35. Desde ayer casi no lo siente moverse."),
        ("zh", "怀孕35周，从昨天起几乎感觉不到宝宝动。"),
        ("zh", "孕34周，肚子里的娃今天不怎么踢了"),
    ],
)
def test_a_child_in_the_womb_that_moves_less_is_heard(language: str, history: str) -> None:
    assert "reduced_fetal_movements" in present(history, language)


@pytest.mark.parametrize(
    ("language", "history"),
    [
        ("es", "El bebé se mueve mucho, patea como siempre."),
        ("en", "Baby kicking away as usual."),
        ("zh", "胎动跟平时一样"),
        ("zh", "宝宝在床上动得很欢"),
    ],
)
def test_one_that_moves_as_ever_is_not(language: str, history: str) -> None:
    assert "reduced_fetal_movements" not in present(history, language)


@pytest.mark.parametrize(
    ("language", "history"),
    [
        ("es", "La víbora mordió a mi perra, no a mí."),
        ("es", "Un perro mordió a mi gato; yo me arañé con la jaula."),
        ("en", "The adder bit the dog, not me."),
        ("en", "A rattlesnake struck our old horse. I have a rash from the hay."),
        ("zh", "蛇咬的是我家狗，不是我。"),
        ("es", "El gato fue mordido por un perro. Yo tengo un hongo en la uña."),
        ("en", "Our dog was bitten by a fox. I have a wart."),
        ("zh", "狗被蛇咬了，我没事，就是手上湿疹。"),
    ],
)
def test_what_bit_an_animal_has_bitten_nobody(language: str, history: str) -> None:
    assert not {"snake_bite", "bite_wound"} & present(history, language)


@pytest.mark.parametrize(
    ("language", "history"),
    [
        ("en", "My dog bit me."),
        ("en", "The snake bit my dog and then me."),
        ("en", "The dog bit my hand when I pulled him off the cat."),
        ("es", "La víbora mordió a mi perra y a mí."),
        ("es", "El perro me mordió la mano."),
        ("zh", "狗咬了我"),
        ("zh", "蛇咬了我家狗，又咬我一口"),
    ],
)
def test_what_bit_the_writer_has(language: str, history: str) -> None:
    assert {"snake_bite", "bite_wound"} & present(history, language)


@pytest.mark.parametrize(
    ("language", "history", "finding"),
    [
        ("es", "Leyó en el prospecto «eritrodermia» y llamó preocupado.", "erythroderma"),
        ("es", "Un foro acaba de diagnosticarme leucemia. Tengo granitos rojos.", "malignancy_internal"),
        ("en", "A forum just diagnosed me with leukaemia. I have red dots.", "malignancy_internal"),
        ("en", 'He read "erythroderma" in the leaflet and rang worried.', "erythroderma"),
        ("zh", "论坛刚给我诊断了白血病，其实就几个红点。", "malignancy_internal"),
        ("zh", "看说明书上写红皮病，打电话来问。", "erythroderma"),
    ],
)
def test_an_illness_that_a_screen_or_leaflet_names_is_nobodys(language: str, history: str, finding: str) -> None:
    assert finding not in present(history, language)


@pytest.mark.parametrize(
    ("language", "history", "finding"),
    [
        ("es", "El hematólogo me diagnosticó leucemia hace un año.", "malignancy_internal"),
        ("en", "I was diagnosed with leukaemia last spring and my legs have purple dots.", "malignancy_internal"),
        ("en", "Erythroderma, hot and shivering.", "erythroderma"),
        ("zh", "医院确诊白血病，正在化疗。", "malignancy_internal"),
    ],
)
def test_one_that_a_doctor_found_is_the_patients(language: str, history: str, finding: str) -> None:
    assert finding in present(history, language)
