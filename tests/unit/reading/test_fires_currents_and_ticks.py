"""Burns, currents, chemicals, limbs, bites, ticks and temples in lay words: what is read, what urgency follows."""

import pytest

from dermagent.types import Language
from tests.told import present, urgency


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "Mother's sari caught fire at the stove.", "burn_injury"),
        ("en", "Detergent pod burst in her face, the left eye is screwed tight.", "chemical_in_eye"),
        ("en", "I punched a guy in the mouth, now the knuckle is swollen.", "bite_wound"),
        ("en", "The porridge pot turned over on him, skin is peeling off his chest.", "skin_detachment"),
        ("es", "Se le prendió la blusa a mi abuela.", "burn_injury"),
        ("es", "Le di un puñetazo en la boca y tengo el nudillo hinchado.", "bite_wound"),
        ("zh", "妈妈做饭围裙着火。", "burn_injury"),
        ("zh", "洗衣凝珠在她脸上爆开，眼睛睁不开。", "chemical_in_eye"),
        ("zh", "跟人打架，一拳打到牙齿，指关节肿了。", "bite_wound"),
    ],
)
def test_a_sign_is_read_from_a_thing_and_what_happens_to_it(language: Language, text: str, finding: str) -> None:
    assert finding in present(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Mother's sari caught fire at the stove, her belly and both legs are blistered."),
        ("en", "I knelt in wet cement half the day and now both knees are black with raw edges."),
        ("en", "Someone threw something in his face, his shirt has holes and the cheek is white."),
        ("en", "A thread got wound tight round baby's toe, toe is blue and swollen."),
        ("en", "Lightning hit the tree next to him, fern pattern on his back, cannot hear."),
        ("en", "Breaker exploded in his face, both hands burnt."),
        ("es", "Le explotó la cápsula de detergente en la cara, no puede abrir el ojo."),
        ("es", "Estuve arrodillado en el cemento mojado todo el día, las rodillas están negras y en carne viva."),
        ("es", "El bebé tiene un hilo enrollado en el dedo del pie, el dedo está morado e hinchado."),
        ("zh", "电瓶炸了，酸水喷到脸和手上，皮肤发白。"),
        ("zh", "穿雨靴站在水泥里一整天，脚踝黑了，皮都烂掉。"),
        ("zh", "打雷的时候他在树下，背上像树枝一样的红纹，耳朵听不到。"),
    ],
)
def test_a_danger_in_lay_words_is_an_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I work with cement all day with gloves, my hands are just dry and itchy."),
        ("en", "I changed detergent pods and have an itchy rash on my arms."),
        ("en", "I box on Saturdays with a mouth guard, my knuckles have calluses."),
        ("en", "My dog got hold of my slipper. I have eczema on my leg."),
        ("en", "My toes go white in the cold and come back to normal in minutes."),
        ("en", "My hair is wound tight in a bun, my scalp is a bit flaky."),
        ("en", "I had lime in my eye in 1970, it healed; my lids are scaly."),
        ("en", "I work with bleach, my hands are cracked, it got on my gloves."),
        ("es", "Me salpicó aceite y no dejó ni marca."),
        ("es", "Los pies se me ponen blancos en la piscina y vuelven a su color enseguida."),
        ("es", "Me cayó pintura en la cara, me la lavé y no pasó nada; solo tengo acné."),
        ("zh", "吃火锅脸上长了几颗痘。"),
        ("zh", "油点溅到手上，没留印，就是手干。"),
        ("zh", "打雷吓得睡不着，黑眼圈重。"),
    ],
)
def test_an_everyday_sentence_with_the_same_words_is_no_danger(language: Language, text: str) -> None:
    assert urgency(text, language) not in {"emergency", "same_day"}


@pytest.mark.parametrize(
    ("text", "urgent"),
    [
        ("I'm on dialysis, the dark patch on my thigh is purple and smells.", True),
        ("A tick bite, then fever and a rash on the wrists.", True),
        ("A tick was on my sock, I brushed it off, no fever.", False),
        ("My dialysis goes well, the belly itches.", False),
    ],
)
def test_a_rule_takes_a_sign_beside_its_cause_and_not_the_cause_alone(text: str, urgent: bool) -> None:
    assert (urgency(text, "en") in {"emergency", "same_day"}) is urgent


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Pulled a tick off her neck last week, now she's 103, head splitting, red dots on wrists and palms."),
        ("es", "Le saqué una garrapata; fiebre de 40, le duele la cabeza y manchitas rojas en las muñecas."),
        ("zh", "蜱虫咬后高烧头痛，手腕脚踝起红点。"),
        ("en", "Roofing since dawn, 41 degrees out, skin hot and dry, he keeps mumbling and can't walk straight."),
        ("es", "Pizcando bajo el sol del mediodía se cayó, está hirviendo y seco, dice incoherencias."),
        ("zh", "工地上晒了一天，皮肤又干又烫，说话颠三倒四。"),
        ("en", "Lost in the snow, two toes grey and hard, no feeling, blisters with blood."),
        ("es", "En la nevada se me helaron los dedos, blancos y duros, no los siento, con ampollas."),
        ("zh", "雪地里冻的，脚趾发灰，没知觉，起了水泡。"),
    ],
)
def test_ticks_heat_and_frost_are_emergencies(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "41 degrees out and the children have prickly heat on their backs, playing happily."),
        ("es", "Hace 40 grados y al niño le salió sarpullido de calor, juega contento."),
        ("zh", "大热天孩子背上起痱子，玩得开心。"),
        ("en", "Toes went white in the snow and pinked up at once indoors."),
        ("en", "Pulled a tick off the dog, I have no rash."),
    ],
)
def test_heat_and_snow_alone_are_no_danger(language: Language, text: str) -> None:
    assert urgency(text, language) not in {"emergency", "same_day"}


def test_a_bare_figure_of_degrees_behind_a_person_is_a_fever_and_no_age() -> None:
    assert "adult_age_60_years" not in present("Now he's 103, head pounding.", "en")
    assert "fever" in present("Eight days later 102.9, head splitting.", "en")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Back from safari: tick scab black in the armpit, sweats, splitting head, rash all over."),
        ("es", "Costra negra donde tenía la garrapata, la cabeza me estalla, manchas en brazos y piernas."),
        ("zh", "腋下黑痂，是蜱叮的，头痛欲裂，全身红疹。"),
    ],
)
def test_a_black_scab_of_a_tick_with_a_headache_and_a_rash_is_an_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


def test_a_scab_of_a_tick_alone_is_none() -> None:
    assert urgency("A little black scab where the tick sat, nothing else.", "en") != "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "He was at the fuse box when it threw him across the room. Black dent on the palm."),
        ("es", "Tocó el medidor y salió despedido. Un hueco negro en la mano."),
        ("zh", "修电闸被弹飞，手心一个黑洞。"),
        ("en", "Gas lantern burst, her dress caught. Thighs are raw, in the middle leathery."),
        ("es", "La lámpara estalló y se le prendió la falda, los dos muslos y la barriga en carne viva."),
        ("zh", "油锅烧到围裙，围裙着了，胸口肚子起泡，皮掉了。"),
        ("en", "Sat in the bath with no cold in it, his bottom and thighs are blistering and the skin floats off."),
        ("es", "Se metió en la bañera sin echar la fría, nalgas y muslos con ampollas, se le suelta el pellejo."),
        ("zh", "一脚踩进没加冷水的澡盆，屁股大腿起泡，皮漂起来。"),
        ("en", "Kneeling in wet mix all day, shins are green and black with deep holes."),
        ("es", "De rodillas en la mezcla toda la tarde, las canillas verdosas, negras, con hoyos."),
        ("zh", "跪在水泥浆里一下午，膝盖发黑发绿有深坑。"),
        ("en", "Rim cleaner on my thumb. Looks normal but it aches deep in the bone, worse by the hour."),
        ("es", "Limpiallantas en el pulgar. Casi no se ve, pero duele hasta el hueso, cada hora peor."),
        ("zh", "轮毂清洗剂沾到拇指，看着还好，可是骨头里钻心地疼。"),
        ("en", "Caustic sprayed up under my goggles, my sight is like milk."),
        ("es", "La sosa me saltó por debajo de los lentes, veo nublado."),
        ("zh", "烧碱喷到护目镜里，眼睛看东西像雾。"),
    ],
)
def test_a_burn_by_fire_current_or_chemical_told_by_its_things_is_an_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I used a drain cleaner yesterday with gloves on. Hands fine, a bit dry."),
        ("en", "Bit of bleach on my thumb, rinsed, never went red."),
        ("en", "We moved the meter box in the hall, and my knuckles are dry."),
        ("en", "I wash cars with wheel cleaner, my hands are dry in winter."),
        ("es", "Me cayó lavandina en un dedo, me lavé, no se puso rojo, no duele."),
        ("es", "El verano pasado me entró cloro en el ojo, me dieron el alta. ¿Qué gafas compro?"),
        ("es", "Destapé el caño con soda usando guantes, no me cayó nada."),
        ("zh", "用管道疏通剂戴了手套，没沾到，手有点干。"),
        ("zh", "手套戴久了手上脱皮，老毛病。"),
    ],
)
def test_what_left_no_mark_or_touched_nobody_is_no_danger(language: Language, text: str) -> None:
    assert urgency(text, language) not in {"emergency", "same_day"}
