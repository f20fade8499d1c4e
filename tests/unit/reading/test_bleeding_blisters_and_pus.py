"""Dangers of infection, bleeding, blisters, pustules and harm told in lay words, and look-alikes that are none."""

import pytest

from dermagent.types import Language
from tests.told import present, urgency

EMERGENCIES: list[tuple[Language, str]] = [
    ("en", "She has fever, blood pressure is not recordable and the whole skin is red."),
    ("en", "An infected toe, shivering all night, heart at 138 and he has not passed urine since yesterday."),
    ("en", "Abscess in the groin with fever, now he is seeing people on the wall."),
    ("en", "My thigh is swollen and shivery fever since the injection, there is a part I can't feel anything in."),
    ("en", "He is four with chickenpox, one spot turned purple and hard, fever again, won't let me touch it."),
    ("en", "He came home from school with fever and purple marks are coming on his legs while we watch."),
    ("en", "Bruises everywhere, gums bleeding, black poo since Monday and light-headed on the stairs."),
    ("en", "Gums bleeding and nose bleeding all day and now a terrible headache."),
    ("en", "Sepsis from a leg ulcer, GCS 12, lactate 5.1."),
    ("es", "Le sangran las encías, tiene moretones, la caca negra como brea y mareos al pararse."),
    ("es", "Flemón en la ingle con fiebre y desde anoche ve bichos que no están en la pared."),
    ("es", "La herida está roja y caliente, tiritona, el corazón a 145."),
    ("es", "Mujer con fiebre y piel roja, la presión no se registra."),
    ("es", "Tiene varicela, una lesión se puso morada y dura, fiebre alta y no deja que le toquen."),
    ("zh", "血压测不出，发烧，全身发红，拉肚子。"),
    ("zh", "后背一个脓包，发冷，心跳到138，人也站不住。"),
    ("zh", "腿上脓疱发烧，夜里说看见墙上有虫。"),
    ("zh", "牙龈出血，胳膊上瘀斑，大便黑，头晕。"),
    ("zh", "女60，蜂窝织炎，GCS 12，乳酸5.2。"),
    ("zh", "全身红，脓疱连成脓湖，冷得发抖，皮一碰就痛。"),
]
SAME_DAY: list[tuple[Language, str]] = [
    ("en", "On antibiotics since Monday and the redness keeps creeping, now halfway up my calf."),
    ("en", "The scratched bite on his arm is hot and red and wider again since last night."),
    ("en", "He is peeling and red like a lobster boiled, shivering under blankets and his legs are swollen."),
    ("en", "The skin comes off when I wash and my gums are raw."),
    ("en", "Spots on both shins that don't fade when pressed, and the urine is the colour of cola."),
    ("es", "Tomo cefalexina hace tres días y el rojo de la pierna sigue subiendo."),
    ("es", "Tengo la piel roja universal y descamación, tirito todo el día."),
    ("es", "Al niño le vi en la espalda la silueta de la plancha, tiene cuatro años."),
    ("zh", "吃头孢三天了，小腿的红还在往上爬，又痛。"),
    ("zh", "背上大腿上几十个泡，破了的地方烂，嘴里都烂。"),
    ("zh", "小腿一粒粒暗红，膝盖疼，小便像洗肉水。"),
]
HARMLESS: list[tuple[Language, str]] = [
    ("en", "I use ammonium lactate 12% lotion for my dry shins."),
    ("en", "She won't let me touch her hair because of the nits."),
    ("en", "Our girl had purple spots when she was four, now she has mild eczema."),
    ("en", "He came back from school with an itchy bump on his arm."),
    ("en", "My gums bleed a little when I floss and I have a headache from work, no spots."),
    ("en", "He has had laser for the third session and the spots are fading."),
    ("en", "There is a ringworm patch on his arm that keeps growing slowly, it itches."),
    ("es", "El sarpullido se desvanece al apretarlo."),
    ("es", "Hice la tercera sesión de láser y tengo granitos."),
    ("es", "Me operaron hace tres años de una infección gravísima, ahora solo tira la cicatriz."),
    ("es", "Tengo una verruga que sigue creciendo despacio en el dedo."),
    ("es", "Parezco un tomate cuando hago ejercicio, luego se me pasa."),
    ("zh", "心跳正常，血压120，手上有个疣。"),
    ("zh", "宝宝屁股上一块青灰色，出生就有，是胎记。"),
    ("zh", "一蹭皮就红，过一会就退。"),
    ("zh", "蚊子包大一圈，痒，不痛不烧。"),
    ("zh", "孩子泡泡浴之后腿上有点痒。"),
    ("zh", "转氨酶正常，肌酐68，只是手癣。"),
]


@pytest.mark.parametrize(("language", "text"), EMERGENCIES)
def test_a_danger_told_in_lay_words_is_an_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(("language", "text"), SAME_DAY)
def test_a_danger_that_can_wait_hours_is_seen_the_same_day(language: Language, text: str) -> None:
    assert urgency(text, language) in {"emergency", "same_day"}


@pytest.mark.parametrize(("language", "text"), HARMLESS)
def test_what_only_sounds_like_a_danger_stays_below_the_same_day(language: Language, text: str) -> None:
    assert urgency(text, language) not in {"emergency", "same_day"}


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "Come back from camp with fever, his foot is cold.", "fever"),
        ("en", "Heart 138 on the watch.", "tachycardia"),
        ("es", "Fiebre, ojitos como de conejo.", "conjunctivitis"),
        ("es", "El corazón va a 140.", "tachycardia"),
        ("zh", "心跳一百三。", "tachycardia"),
        ("zh", "娃儿烧了一个星期。", "fever"),
        ("zh", "手指一推皮就滑走。", "skin_detachment"),
    ],
)
def test_a_sign_is_read(language: Language, text: str, finding: str) -> None:
    assert finding in present(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Bruises out of nowhere, gums oozing and a nosebleed since noon."),
        ("es", "Equimosis, gingivorragia y epistaxis desde ayer."),
        ("zh", "身上好多瘀青，鼻血流个不停，牙龈渗血。"),
        ("en", "On apixaban. Bruises big as plates, black stools, dizzy."),
        ("es", "Toma warfarina, moretones en la barriga, popó negro y mareo."),
        ("zh", "吃华法林，肚皮上大片瘀青，大便发黑，头晕。"),
        ("en", "I got my sister's kidney, on anti-rejection pills. Blisters all over and 39 degrees."),
        ("es", "Le cambiaron el riñón, tiene bolitas rojas en las piernas y fiebre de 39."),
        ("zh", "换了肝，吃抗排斥药，今天发烧，腿上起红斑。"),
        ("en", "New bone marrow from a donor. Palms and ears bright red, rash, on the toilet all day, green water."),
        ("es", "Le pusieron médula del hermano. Palmas y orejas rojas, sarpullido, caga verde diez veces."),
        ("zh", "用了姐姐的骨髓，手掌耳朵通红，起疹子，一天拉绿水。"),
    ],
)
def test_bleeding_from_several_places_and_a_graft_that_attacks_are_an_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "On warfarin, gums bleed a little when I brush, a small bruise from the table."),
        ("en", "The nosebleed stopped after five minutes."),
        ("en", "My brother gave a kidney to our cousin years ago, I have a scaly patch."),
        ("es", "Me sangran un poquito las encías al cepillarme."),
        ("es", "Le cambiaron el colchón y le pica la espalda."),
        ("zh", "鼻血流了一会儿就停了。"),
        ("zh", "换了新枕头，背有点痒。"),
    ],
)
def test_little_bleedings_and_changed_pillows_are_no_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) != "emergency"
