"""Burns, currents, limbs without blood, bites and venom told in lay words reach their floor; harmless talk does not."""

import pytest

from dermagent.reading.text import read_text
from dermagent.types import Language
from tests.told import present, urgency


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "The kettle tipped over her belly and both thighs.", "burn_injury"),
        ("es", "Se le volcó la pava hirviendo en el pecho.", "burn_injury"),
        ("zh", "孩子打翻热汤，淋到肚子和大腿。", "burn_injury"),
        ("en", "He grabbed an overhead cable and was thrown back.", "chemical_or_electrical_burn"),
        ("es", "Lo agarró la alta tensión en el techo.", "chemical_or_electrical_burn"),
        ("zh", "他碰到高压线被弹开。", "chemical_or_electrical_burn"),
        ("en", "Sulphuric acid spilled on my thigh.", "chemical_or_electrical_burn"),
        ("es", "Le arrojaron ácido en el cuello.", "chemical_or_electrical_burn"),
        ("zh", "硫酸泼到脖子上。", "chemical_or_electrical_burn"),
        ("en", "Lime went into his eye while whitewashing.", "chemical_in_eye"),
        ("es", "Me saltó lejía al ojo.", "chemical_in_eye"),
        ("zh", "石灰崩进眼睛里了。", "chemical_in_eye"),
        ("en", "Her foot is icy.", "cold_limb"),
        ("es", "El pie está helado.", "cold_limb"),
        ("zh", "脚冰凉。", "cold_limb"),
        ("en", "They cannot find a pulse in the foot.", "absent_pulse"),
        ("es", "No le encuentran el pulso en el pie.", "absent_pulse"),
        ("zh", "足背摸不到脉。", "absent_pulse"),
        ("en", "My calf is as hard as a rock and about to burst.", "tense_limb"),
        ("es", "La pierna está dura como piedra.", "tense_limb"),
        ("zh", "小腿硬得像石头。", "tense_limb"),
        ("en", "She screams when anyone straightens her fingers.", "stretch_pain"),
        ("es", "Si le estiran los dedos grita.", "stretch_pain"),
        ("zh", "手指一掰就痛得叫。", "stretch_pain"),
        ("en", "He can't move his toes.", "loss_of_movement"),
        ("es", "No mueve los dedos del pie.", "loss_of_movement"),
        ("zh", "脚趾动不了。", "loss_of_movement"),
        ("en", "A thread is wound tightly round the toe, a hair tourniquet.", "tight_band"),
        ("es", "Le pusieron un yeso en el brazo.", "tight_band"),
        ("zh", "手臂打了石膏。", "tight_band"),
        ("en", "A beam pinned his leg for hours.", "constriction_or_crush"),
        ("es", "Quedó con las piernas aplastadas.", "constriction_or_crush"),
        ("zh", "大腿被墙压住了。", "constriction_or_crush"),
        ("en", "A krait bit him on the arm.", "snake_bite"),
        ("es", "Una yarará lo mordió en la mano.", "snake_bite"),
        ("zh", "被竹叶青咬了手。", "snake_bite"),
        ("en", "The goat bit my thumb.", "bite_wound"),
        ("es", "Me mordió un macaco en el brazo.", "bite_wound"),
        ("zh", "被猴子咬了胳膊。", "bite_wound"),
        ("en", "We clean marble with hydrofluoric acid.", "hydrofluoric_acid_contact"),
        ("es", "Usé ácido fluorhídrico.", "hydrofluoric_acid_contact"),
        ("zh", "上班用氢氟酸。", "hydrofluoric_acid_contact"),
    ],
)
def test_a_thing_and_what_happens_to_it_are_read_in_any_words(language: Language, text: str, finding: str) -> None:
    assert finding in present(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Boiling soup tipped over his chest and neck, the skin is peeling away."),
        ("es", "El caldo hirviendo le cayó en la cara y el cuello, con ampollas."),
        ("zh", "滚水泼到脸和脖子，起了大水泡，皮往下掉。"),
        ("en", "She chewed the charger cable and her lip is grey."),
        ("en", "Rust remover ran through my glove. Now the fingertips are white. The pain is terrible."),
        ("es", "Ácido fluorhídrico en la mano. Los dedos se ven blancos. Duele mucho."),
        ("zh", "用了氢氟酸。手指发白。痛得要命。"),
        ("en", "Oven cleaner sprayed into my eye."),
        ("es", "Le salpicó cemento en el ojo."),
        ("zh", "洁厕液喷到眼睛。"),
        ("en", "Since this morning her foot is white and cold and she cannot feel it."),
        ("es", "Desde esta mañana el pie está blanco y frío y no lo siente."),
        ("zh", "今早脚突然发白冰凉，没知觉。"),
        ("en", "Broken shin in a cast, toes numb, and the pain is getting worse."),
        ("es", "Con el yeso del brazo tiene los dedos dormidos y le duele mucho."),
        ("zh", "小腿打了石膏，脚趾麻木，痛得厉害。"),
        ("en", "The ring will not come off, ring stuck, my finger is purple and swollen."),
        ("en", "I am diabetic, my toe is black and stinks, and I have the shakes."),
        ("es", "Es diabético, el dedo del pie está negro, apesta y tirita."),
        ("zh", "糖尿病，脚趾发黑很臭，发冷发抖。"),
        ("en", "A cobra bit my heel ten minutes ago."),
        ("es", "Lo mordió una culebra en el tobillo."),
        ("zh", "被毒蛇咬了脚。"),
        ("en", "A black widow bit my thigh, cramps in my belly and sweating."),
        ("en", "Tick bite, fever, headache and purple dots on the wrists."),
        ("es", "Garrapata, fiebre, vómitos y manchas moradas en los tobillos."),
    ],
)
def test_these_are_emergencies(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My classmate bit me on the arm."),
        ("en", "A stray dog bit my calf yesterday."),
        ("es", "Un mono me mordió en el dedo."),
        ("zh", "被老鼠咬了脚趾。"),
    ],
)
def test_a_bite_is_seen_the_same_day(language: Language, text: str) -> None:
    assert urgency(text, language) == "same_day"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My fingers go white and numb in winter and come back with warmth."),
        ("es", "Mis dedos se ponen blancos y fríos en invierno."),
        ("zh", "冬天手指发白冰凉，一直这样。"),
        ("en", "I mop with bleach every day and my hands are dry."),
        ("es", "Soy albañil, el cemento me reseca las manos."),
        ("zh", "护士天天接触消毒液，手干裂。"),
        ("en", "Salicylic acid on my face made it peel."),
        ("en", "The cast came off and the skin of my leg is flaky."),
        ("es", "Me quitaron el yeso y la piel del brazo está seca."),
        ("zh", "石膏拆了，腿上脱屑。"),
        ("en", "A snake bit me on the foot nine years ago, the scar is dark."),
        ("es", "Hace nueve años me mordió un perro en la mano, queda una cicatriz."),
        ("zh", "小时候被开水烫过手臂，有疤。"),
        ("en", "The skin of my legs is scaly like snake skin."),
        ("en", "My legs feel tight and dry after a shower."),
        ("en", "Static from the car door zapped my finger, my hands are dry."),
        ("en", "My toddler bites her nails."),
        ("es", "Mi niña se muerde las uñas."),
        ("zh", "小孩咬指甲。"),
        ("en", "Spider veins on my thigh."),
        ("en", "Shampoo got into my eye, it is fine now, my brows flake."),
        ("en", "I am diabetic, the soles of my feet are dry."),
    ],
)
def test_harmless_talk_with_the_same_words_stays_below_the_same_day(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day")


def test_a_likeness_is_no_time_of_the_past() -> None:
    items = read_text("My leg is swollen, white as a sheet and numb.", "en", "history").items
    assert all(item.time == "current" for item in items)


def test_a_lasting_illness_does_not_end_what_happened() -> None:
    assert "burn_injury" in present("Soy diabético hace 20 años y me quemé el pie.", "es")
    assert "burn_injury" not in present("Hace 20 años me quemé el pie, queda una cicatriz.", "es")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "El pie está blanco y no siento los dedos."),
        ("zh", "手指张不开，发白。"),
        ("en", "The toes have gone black."),
    ],
)
def test_what_cannot_be_felt_or_moved_denies_nothing(language: Language, text: str) -> None:
    assert {"white", "black"} & present(text, language)


def test_what_is_not_felt_stays_denied() -> None:
    assert not {"malaise", "pain"} & present("No me siento mal, no siento dolor en el pie.", "es")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Tibial fracture, cast since noon. Tense calf, pain on passive stretch, tingling toes."),
        ("es", "Yeso desde ayer en la muñeca, los dedos hinchados, hormigueo, los calmantes no hacen nada."),
        ("zh", "小腿骨折打石膏，止痛针没用，绷得发亮，脚趾麻。"),
        ("en", "Snakebite, left hand, swelling past the elbow."),
        ("es", "Ofidismo en el pie, hinchado hasta la rodilla."),
        ("zh", "脚背两个牙印，眼皮抬不起来，流口水。"),
        ("en", "A rat bit her finger, now fever, the finger swollen, joints sore and spots on her hands."),
        ("es", "Me mordió un gato, la mano roja e hinchada, una raya roja y escalofríos."),
        ("zh", "被狗咬了小腿，红肿往上爬，发冷发抖。"),
    ],
)
def test_casts_venom_and_bites_with_a_failing_body_are_emergencies(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "We saw the adder at the zoo, my hand got a nettle rash."),
        ("es", "Vimos una culebra en el campo y el niño tiene picaduras de mosquito."),
        ("zh", "动物园看了蛇，胳膊上有蚊子包。"),
        ("en", "Our own pup nipped my hand five weeks ago, it healed, a pink dot is left."),
        ("en", "Cast since Monday, fingers warm and pink, itchy underneath."),
        ("zh", "石膏拆了，皮干掉屑，手指活动正常。"),
    ],
)
def test_snakes_seen_bites_healed_and_casts_that_fit_are_no_danger(language: Language, text: str) -> None:
    assert urgency(text, language) not in {"emergency", "same_day"}


def test_a_pill_that_does_nothing_denies_nothing_before_it() -> None:
    assert "finger" in present("Yeso en la muñeca, los dedos hinchados, hormigueo, los calmantes no hacen nada.", "es")
    assert "fever" not in present("No tiene nada de fiebre.", "es")


def test_a_brother_who_is_too_weak_is_the_patient() -> None:
    assert "pustule" in present("My brother has bumps with pus on his palms, and he's too weak.", "en")
    assert "pustule" not in present("I itch. My brother has bumps with pus too.", "en")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A thread is wound round his toe, it is dark purple."),
        ("es", "El bebé tiene un pelo enrollado en el dedo del pie, está morado."),
        ("zh", "宝宝手指被丝线缠住，发紫。"),
        ("en", "Granddad's leg went white, stone cold and numb an hour ago, it feels like somebody else's."),
        ("es", "MII frío, sin pulsos, parestesias y paresia, inicio súbito."),
        ("zh", "奶奶突然一只手像浸冰水，手指发白发紫，又痛又麻，拿不住碗。"),
        ("en", "Diabetic. Her toe is black and smells like a dead mouse, foot swollen, she's shaking."),
        ("es", "Es azucarada, la planta tiene un hoyo que hiede, el pie hinchado, y está con calentura y vómitos."),
        ("zh", "糖尿病，脚底烂了发臭，脚肿到小腿，一直呕，把我叫成我妈。"),
        ("es", "Dos dedos del pie negros, sale pus con burbujas, temblando toda la noche."),
    ],
)  # fmt: skip
def test_a_digit_that_is_strangled_and_a_foot_that_rots_are_an_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My ring feels tight in the evening, the finger keeps its colour."),
        ("en", "I get the sweats at night from the change, and my feet smell."),
        ("en", "Dad's diabetes is fine, the feet were checked, a callus on the heel."),
        ("es", "El anillo me aprieta con el calor, el dedo tiene color normal."),
        ("es", "Me sudan los pies y huelen, la piel entre los dedos está blanca."),
        ("zh", "冬天手冷拿不住笔，暖一暖就好。"),
        ("zh", "夏天出汗多，脚臭，脚趾缝脱皮发白。"),
    ],
)
def test_tight_rings_and_sweaty_feet_are_no_danger(language: Language, text: str) -> None:
    assert urgency(text, language) not in {"emergency", "same_day"}
