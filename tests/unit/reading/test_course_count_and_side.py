"""How a complaint comes, grows and comes back, how many there are, and on which side."""

import pytest

from dermagent.types import Language
from tests.told import present


@pytest.mark.parametrize(
    ("language", "finding", "text"),
    [
        ("en", "rapid_spread", "At ten the red patch stopped below my wrist, by noon it was over my elbow."),
        ("en", "rapid_spread", "There were a couple of purple dots at bedtime and this morning her legs are covered."),
        ("en", "rapid_spread", "Redness moved from the ankle past the knee in five hours."),
        ("en", "rapid_spread", "It was one blister at lunch and by teatime dozens of them."),
        ("es", "rapid_spread", "El rojo ha subido de la muñeca al codo en cuatro horas."),
        ("es", "rapid_spread", "Esta mañana eran dos puntitos morados y ahora son un montón."),
        ("es", "rapid_spread", "El eritema rebasó la rodilla en 3 h."),
        ("zh", "rapid_spread", "早上只有手背红，五个小时就红到胳膊肘了。"),
        ("zh", "rapid_spread", "紫点两小时内又多出好多。"),
        ("zh", "rapid_spread", "红肿半天就爬到膝盖上面了。"),
        ("en", "recurrent", "I get blisters on my lip three times a year."),
        ("en", "recurrent", "This is my fourth episode of hives."),
        ("en", "recurrent", "Same thing last autumn, then it cleared by itself."),
        ("en", "recurrent", "The rash comes n goes."),
        ("es", "recurrent", "El verano pasado me salió lo mismo y se fue sola."),
        ("es", "recurrent", "Lleva dos años con brotes en los codos."),
        ("es", "recurrent", "Ya le había pasado en abril, más leve."),
        ("zh", "recurrent", "去年冬天也来过一次，自己好的。"),
        ("zh", "recurrent", "皮疹隔三差五就冒出来。"),
        ("zh", "recurrent", "药一停又犯。"),
        ("en", "hyperacute_onset", "Her lips puffed up around noon."),
        ("en", "hyperacute_onset", "A jellyfish got him about forty minutes ago."),
        ("en", "hyperacute_onset", "He woke at 3 with his tongue swollen."),
        ("es", "hyperacute_onset", "La abeja la picó hará diez minutos."),
        ("es", "hyperacute_onset", "Hoy amaneció con el párpado hinchado."),
        ("es", "hyperacute_onset", "Media hora después de comer gambas se llenó de ronchas."),
        ("zh", "hyperacute_onset", "刚才被开水烫到了手。"),
        ("zh", "hyperacute_onset", "今儿早上嘴唇肿了。"),
        ("zh", "hyperacute_onset", "吃虾后半小时内全身起风团。"),
        ("en", "unilateral", "My left cheek is red and burning; the right one is fine."),
        ("en", "unilateral", "R shin hot and swollen, L NAD."),
        ("en", "unilateral", "Blisters on the forehead, nothing on the right side."),
        ("es", "unilateral", "El ojo derecho está hinchado; el izquierdo está bien."),
        ("es", "unilateral", "Me duele la frente, en el lado izquierdo no tengo nada."),
        ("zh", "unilateral", "左小腿又红又肿，右边是好的。"),
        ("zh", "unilateral", "右眼皮肿，左眼没事。"),
        ("en", "multiple", "A second patch has come up behind my ear."),
        ("en", "multiple", "I have a good dozen like that on my chest."),
        ("en", "multiple", "Bruises x4 on the shins."),
        ("es", "multiple", "Tengo otros iguales en la espalda."),
        ("es", "multiple", "Pápulas rojas, ya van como doce."),
        ("zh", "multiple", "肚子上二十来颗小红疙瘩。"),
        ("zh", "multiple", "腿上又起了一块，是第二块了。"),
        (
            "en",
            "worsens_with_topical_corticosteroid",
            "I put betamethasone cream on the ring and it only made it worse.",
        ),
        ("en", "worsens_with_topical_corticosteroid", "The steroid cream helps for a day, then it comes back bigger."),
        (
            "es",
            "worsens_with_topical_corticosteroid",
            "Me pongo la crema de corticoide y cuanto más me pongo, peor se pone.",
        ),
        ("zh", "worsens_with_topical_corticosteroid", "抹了皮炎平，越抹越大。"),
        ("en", "changing_lesion", "The mole on my calf has tripled in size since spring."),
        ("en", "changing_lesion", "A black lump on my shoulder went from a pea to a walnut in six weeks."),
        ("es", "changing_lesion", "El lunar de la espalda ha duplicado su tamaño en dos meses."),
        ("zh", "changing_lesion", "背上那颗黑痣这两个月疯长。"),
        ("en", "spares_palms_and_soles", "Rash on the trunk, palms and soles spared."),
        ("es", "spares_palms_and_soles", "Placas en el tronco; palmas y plantas respetadas."),
        ("zh", "spares_palms_and_soles", "躯干红斑，手心脚心没有。"),
    ],
)
def test_it_is_told(language: Language, finding: str, text: str) -> None:
    assert finding in present(text, language)


@pytest.mark.parametrize(
    ("language", "finding", "text"),
    [
        ("en", "rapid_spread", "A red patch on my arm. I went to the clinic this morning."),
        ("en", "rapid_spread", "The rash is red and has not moved since last night."),
        ("es", "rapid_spread", "Manchas rojas en el brazo, a las 10 fui a la consulta."),
        ("zh", "rapid_spread", "胳膊上一块红斑，今天已经看过医生。"),
        ("en", "recurrent", "She swims twice a week and has warts."),
        ("es", "recurrent", "Me pica todos los días."),
        ("en", "hyperacute_onset", "Each weal is gone an hour later; I have had them for months."),
        ("en", "unilateral", "Nothing on the left side and nothing on the right side."),
        ("en", "multiple", "A red patch of 2 cm on my arm."),
        ("en", "multiple", "He is nine now and has a wart."),
        ("zh", "multiple", "前臂有一块2cm环形红斑。"),
        ("en", "worsens_with_topical_corticosteroid", "I used hydrocortisone. It itches more after eating nuts."),
        ("en", "changing_lesion", "The brown mole on my back is the same as ten years ago."),
        ("en", "spares_palms_and_soles", "The rash is on my palms and soles."),
    ],
)
def test_it_is_not_told(language: Language, finding: str, text: str) -> None:
    assert finding not in present(text, language)
