"""Dangers that are denied by what was not done and by what still works."""

import pytest

from dermagent.types import Language
from tests.told import polarities, present


@pytest.mark.parametrize(
    ("finding", "language", "text"),
    [
        ("commanding_voices", "en", "I can't stop hearing voices telling me to jump."),
        ("commanding_voices", "en", "A voice tells me to cut myself and I can't shut it out."),
    ],
)
def test_dangers_that_are_told_are_heard(finding: str, language: Language, text: str) -> None:
    assert finding in present(text, language)


@pytest.mark.parametrize(
    ("finding", "language", "text"),
    [
        ("swallowed_poison", "en", "I have not swallowed anything, it only splashed on my arm."),
        ("swallowed_poison", "en", "She didn't drink any of it."),
        ("swallowed_poison", "en", "None went in his mouth."),
        ("swallowed_poison", "es", "No se tragó nada, sólo le cayó en el brazo."),
        ("swallowed_poison", "es", "No llegó a beberlo."),
        ("swallowed_poison", "zh", "没有咽下去，只是溅到手上。"),
        ("swallowed_poison", "zh", "一口都没喝。"),
        ("chemical_in_eye", "en", "Nothing went in the eyes, only the hands."),
        ("chemical_in_eye", "en", "Acid on the forearm, didn't get any in my eyes."),
        ("chemical_in_eye", "es", "A los ojos no le entró nada."),
        ("chemical_in_eye", "es", "Cal en el brazo, no le salpicó en los ojos."),
        ("chemical_in_eye", "zh", "水泥弄到手上，眼睛里没进。"),
        ("commanding_voices", "en", "I don't hear voices or anything like that."),
        ("commanding_voices", "en", "No voices telling me what to do."),
        ("commanding_voices", "es", "No oigo voces que me manden nada."),
        ("commanding_voices", "zh", "没有听到什么声音叫我做什么。"),
        ("loss_of_movement", "en", "Full range of movement at the wrist."),
        ("loss_of_movement", "en", "I can still make a fist and spread my fingers."),
        ("loss_of_movement", "en", "He can wiggle his toes."),
        ("loss_of_movement", "es", "Los dedos los dobla bien."),
        ("loss_of_movement", "es", "Movilidad completa de la mano."),
        ("loss_of_movement", "zh", "手指还能动。"),
        ("loss_of_movement", "zh", "关节活动自如，手指屈伸可。"),
        ("sudden_blindness", "en", "His eyesight is the same as before."),
        ("sudden_blindness", "en", "She can still see light and count my fingers."),
        ("sudden_blindness", "en", "I can see just as well as last week."),
        ("sudden_blindness", "es", "Ve igual que siempre."),
        ("sudden_blindness", "es", "Todavía ve la luz y mi mano."),
        ("sudden_blindness", "zh", "视力跟以前一样。"),
        ("sudden_blindness", "zh", "还看得见光和手指。"),
        ("immunosuppression", "en", "My immune system is fine."),
        ("immunosuppression", "en", "There's nothing the matter with her immune system."),
        ("immunosuppression", "es", "Mis defensas están bien."),
        ("immunosuppression", "zh", "免疫力没问题。"),
        ("reduced_fetal_movements", "en", "FMs good, no PV bleeding, no contractions."),
        ("obstetric_danger", "en", "FMs good, no PV bleeding, no contractions."),
        ("reduced_fetal_movements", "en", "Baby is kicking as always."),
        ("obstetric_danger", "en", "No PV loss, no tightenings."),
        ("reduced_fetal_movements", "es", "Siento al bebé moverse igual que siempre."),
        ("reduced_fetal_movements", "zh", "胎动好，宝宝踢得跟平时一样。"),
        ("obstetric_danger", "zh", "没有见红，没有流水。"),
        ("reduced_urine_or_dehydration", "en", "PU'ing normally, plenty of wet nappies."),
        ("reduced_urine_or_dehydration", "en", "Drinking and weeing fine."),
        ("reduced_urine_or_dehydration", "es", "Orina bien y moja los pañales."),
        ("reduced_urine_or_dehydration", "zh", "尿布湿的次数正常，喝水好。"),
        ("urinary_retention", "en", "He is passing urine without any difficulty."),
        ("urinary_retention", "en", "Urine comes out freely."),
        ("urinary_retention", "es", "Orina sin problema, le sale bien."),
        ("urinary_retention", "zh", "小便通畅。"),
        ("inflicted_injury", "en", "No one has hit her."),
        ("inflicted_injury", "en", "Nobody in this house has ever laid a hand on him."),
        ("inflicted_injury", "es", "A la niña no le ha pegado nadie."),
        ("inflicted_injury", "es", "A solas niega que le peguen."),
        ("inflicted_injury", "zh", "没有人打过她。"),
        ("inflicted_injury", "zh", "家里谁也没打过孩子。"),
        ("snake_bite", "en", "It was not a snake, I saw it was a thorn."),
        ("snake_bite", "en", "It is no snake bite, we were there."),
        ("snake_bite", "es", "No fue una culebra, lo vimos."),
        ("snake_bite", "zh", "不是蛇咬的，我们在场看见的。"),
        ("swallowed_poison", "en", "Bleach on the sleeve only, he didn't swallow any."),
        ("chemical_in_eye", "es", "Cemento en las piernas; no me cayó en los ojos."),
        ("commanding_voices", "es", "Niega voces."),
        ("loss_of_movement", "zh", "肿得厉害，手指还能弯。"),
        ("sudden_blindness", "en", "The lid is swollen but her vision is unchanged."),
        ("immunosuppression", "zh", "我免疫没有问题。"),
        ("reduced_fetal_movements", "en", "Fetal movements normal, no vaginal bleeding."),
        ("urinary_retention", "es", "El escroto hinchado, orina sin dificultad."),
        ("inflicted_injury", "en", "Nobody has ever hit this child."),
        ("snake_bite", "es", "No fue víbora, lo que me picó fue una avispa."),
        ("obstetric_danger", "es", "Estoy de 30 semanas, sin contracciones."),
        ("commanding_voices", "en", "Low mood, I'm not hearing voices."),
        ("commanding_voices", "es", "Jamás ha oído voces, come y duerme bien."),
        ("obstetric_danger", "es", "Embarazo de 28 semanas, no he sangrado por abajo."),
        ("chemical_in_eye", "es", "En ojos no le cayó nada, todo fue en la mano."),
        ("snake_bite", "zh", "小腿肿，无蛇咬史。"),
        ("insensitive_lesion", "en", "Pale patch on the cheek, he feels a pin there normally."),
        ("insensitive_lesion", "es", "Mancha clara con sensibilidad conservada."),
        ("insensitive_lesion", "zh", "颈部白斑，白斑处感觉正常。"),
    ],
)
def test_dangers_are_denied_by_acts_and_by_what_still_works(finding: str, language: Language, text: str) -> None:
    assert polarities(text, language).get(finding) == "absent"


@pytest.mark.parametrize(
    ("finding", "language", "text"),
    [
        ("loss_of_movement", "en", "I can bend my elbow fine."),
        ("inflicted_injury", "en", "Nobody knows how he was hurt."),
        ("inflicted_injury", "en", "Nobody has seen who hit him."),
    ],
)
def test_what_only_sounds_like_a_denied_danger_is_none(finding: str, language: Language, text: str) -> None:
    assert finding not in present(text, language)
