"""Pain on being stretched or touched, sore joints, lost pulses and cold limbs are read however they are told."""

from collections.abc import Mapping, Sequence

import pytest

from dermagent.types import Language
from tests.told import each, present

#: Texts that tell each finding.
TOLD: Mapping[str, Sequence[tuple[Language, str]]] = {
    "stretch_pain": [
        ("en", "He broke his wrist on Monday and has a cast. When I pull his fingers straight he howls."),
        ("en", "Her leg is in plaster; if the nurse bends the toes back for her she shrieks."),
        ("en", "Cat bit my thumb, it is fat and hot, and having it straightened makes me yell."),
        ("en", "His forearm is tight. Gently opening his fingers has him in tears."),
        ("en", "The finger stays curled, and when my wife tried to uncurl it I nearly hit the ceiling."),
        ("en", "Cast on since yesterday; moving her toes up for her is agony."),
        ("es", "Mi hija tiene yeso en la pierna y cuando le estiro los deditos del pie grita."),
        ("es", "El dedo está encogido y si me lo enderezan veo las estrellas."),
        ("es", "Le pusieron férula; al abrirle los dedos de la mano llora a gritos."),
        ("es", "Con la escayola puesta, si le muevo los dedos hacia atrás pega un alarido."),
        ("zh", "孩子小腿打了石膏，护士把他脚趾往上扳，他就大哭大叫。"),
        ("zh", "手指弯着，别人给我拉直就疼得掉眼泪。"),
        ("zh", "前臂骨折以后，给她把手指伸开她就哇哇叫。"),
        ("zh", "我轻轻一拉他的手指，他疼得嗷嗷叫。"),
    ],
    "pain": [
        ("en", "My cat scratched me and I can't close the hand w/o screaming."),
        ("en", "She cries when anyone touches the rash."),
        ("en", "He yells if the blanket touches his leg."),
        ("es", "Me hace mucho daño cuando lo toco."),
        ("es", "El bebé llora en cuanto se le roza la piel."),
        ("es", "Veo las estrellas cuando me apoyo."),
        ("zh", "宝宝身上红，一碰就哭。"),
        ("zh", "一抱他就哭，皮都不让碰。"),
        ("en", "Cheek very tender, eye movements painless."),
    ],
    "arthritis": [
        ("en", "Both my knees have swollen up and ache so that I can hardly walk."),
        ("en", "His wrists are puffy and sore since the rash came."),
        ("en", "Left elbow joint hot, swollen and tender."),
        ("en", "She limps, her ankles are swollen and hurt."),
        ("es", "Tiene las rodillas hinchadas y le duelen al andar."),
        ("es", "Muñecas tumefactas y dolorosas desde hace dos días."),
        ("es", "Se le inflamaron los tobillos y camina cojeando de dolor."),
        ("zh", "左膝关节红肿热痛，不能走路。"),
        ("zh", "两个膝盖又肿又痛。"),
        ("zh", "双腕肿痛三天。"),
    ],
    "arthralgia": [
        ("en", "My knees ache and so do my wrists."),
        ("en", "He says both elbows hurt."),
        ("en", "Her ankles hurt when she walks."),
        ("es", "Me duelen los codos y las muñecas."),
        ("es", "A la niña le duelen mucho las rodillas."),
        ("es", "Dolor en ambos tobillos desde ayer."),
        ("zh", "两个膝盖疼得厉害。"),
        ("zh", "她说脚踝痛，走路一拐一拐。"),
        ("zh", "手腕和胳膊肘都痛。"),
    ],
    "absent_pulse": [
        ("en", "Leg white and cold, foot pulses not palpable."),
        ("en", "No popliteal or pedal pulses felt on the left."),
        ("en", "The nurse could not find a pulse in his ankle."),
        ("en", "Cap refill 7 sec in the toes."),
        ("en", "Dorsalis pedis absent, posterior tibial absent."),
        ("es", "Pulso pedio ausente en pie derecho."),
        ("es", "No se palpan pulsos distales en la pierna."),
        ("es", "La enfermera no le encontró el pulso en el pie."),
        ("es", "Llenado capilar de 6 segundos."),
        ("zh", "左足背动脉搏动消失。"),
        ("zh", "医生说脚上摸不到脉搏。"),
        ("zh", "胫后动脉(-)，足背动脉未扪及。"),
        ("zh", "毛细血管充盈时间5秒。"),
    ],
    "cold_limb": [
        ("en", "His foot is freezing while the other one is warm."),
        ("en", "Fingers sticking out of the plaster are icy."),
        ("en", "The finger is numb and feels cold to the touch."),
        ("en", "Burning up but hands and feet like ice."),
        ("es", "El pie está helado y el otro tibio."),
        ("es", "Se le puso la mano fría y blanca."),
        ("zh", "脚趾冰凉，颜色发白。"),
        ("zh", "石膏外面的手指摸着很凉。"),
        ("zh", "左脚冰冷，右脚温的。"),
    ],
}

#: Texts that name its words and do not tell it.
NOT_TOLD: Mapping[str, Sequence[tuple[Language, str]]] = {
    "stretch_pain": [
        ("en", "He straightened his back and screamed with joy at the roller coaster."),
        ("en", "She can straighten the finger herself and it does not hurt at all."),
        ("es", "Cuando le corto las uñas de los dedos llora."),
        ("es", "Le estiro los dedos y no le duele."),
        ("zh", "我帮他掰直手指，他一点也不疼。"),
        ("zh", "给孩子剪指甲她就哭。"),
    ],
    "pain": [
        ("en", "She cries when she is hungry."),
        ("en", "Can touch it without pain."),
        ("es", "El bebé llora de hambre."),
        ("es", "No me hace daño."),
        ("zh", "一碰水就哭着要洗澡玩具。"),
    ],
    "arthritis": [
        ("en", "My feet and shins are swollen and the skin hurts."),
        ("en", "Her knees are not swollen and do not hurt."),
        ("es", "Tengo la cara hinchada y me duele."),
        ("es", "Las rodillas no están hinchadas ni le duelen."),
        ("zh", "双膝无肿痛。"),
        ("zh", "小腿红肿疼痛。"),
    ],
    "arthralgia": [
        ("en", "My knees do not ache."),
        ("es", "No le duelen las rodillas."),
        ("zh", "膝盖不疼。"),
        ("zh", "膝盖上擦破的皮有点疼。"),
    ],
    "absent_pulse": [
        ("en", "Foot pulses palpable, cap refill 2 sec."),
        ("en", "No loss of pulses."),
        ("es", "Pulsos pedios presentes, llenado capilar 2 segundos."),
        ("zh", "足背动脉可触及。"),
        ("zh", "毛细血管充盈时间2秒。"),
    ],
    "cold_limb": [
        ("en", "My feet are not cold."),
        ("en", "I held a cold drink in my hand."),
        ("es", "Se lavó las manos con agua fría."),
        ("zh", "手指不凉。"),
        ("zh", "用冰凉的水冲手指。"),
    ],
}


@pytest.mark.parametrize(("finding", "language", "text"), each(TOLD))
def test_is_read(finding: str, language: Language, text: str) -> None:
    assert finding in present(text, language)


@pytest.mark.parametrize(("finding", "language", "text"), each(NOT_TOLD))
def test_is_not_read(finding: str, language: Language, text: str) -> None:
    assert finding not in present(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Cheek very tender, eye movements full + painless.", "en"),
        ("Hand very tender, passive extension painless.", "en"),
        ("Mejilla muy dolorosa, movimientos oculares indoloros.", "es"),
        ("左颊压痛明显，眼动不痛。", "zh"),
    ],
)
def test_movement_without_pain_denies_no_other_pain(text: str, language: Language) -> None:
    assert "pain" in present(text, language)
