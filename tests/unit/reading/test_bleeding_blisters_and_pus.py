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
    ("en", "Rash and a fever of 39, tiny blood spots on his belly, and he screams if I open the blinds."),
    ("en", "Her foot wound smells, skin cold and marbled up to the knees."),
    ("en", "A purple splodge on her thigh like spilt wine, temperature of 40 and cold hands."),
    ("en", "On dapsone a month, fever, red rash everywhere, and my eyes have gone yellow."),
    ("en", "My forearm is bronze and numb in the middle, agony round the edges, with blisters."),
    ("en", "Baby with eczema, fever of 39, punched out sores on his cheeks, very lethargic and off his milk."),
    ("es", "Tiene 39 de fiebre, manchitas de sangre en la barriga y grita si abro la persiana."),
    ("es", "La herida del pie apesta, la piel fría y como mármol hasta las rodillas."),
    ("es", "Un mes con dapsona, fiebre, sarpullido por todo el cuerpo y los ojos amarillos."),
    ("zh", "发烧39度，肚子上小血点，一开窗帘就尖叫。"),
    ("zh", "腿上伤口发臭，皮肤冰凉，膝盖像大理石花纹。"),
    ("zh", "吃氨苯砜一个月，发烧，全身红疹，眼白发黄。"),
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
    ("en", "My calf is swollen and painful and it has crept two inches up the leg since last night."),
    ("en", "On the mino one for my spots, now a rash, fever of 39, puffy eyes and lumps in the neck."),
    ("en", "Dad is 80, water bags as big as plums on his thighs and his belly, itchy."),
    ("en", "Not an inch of good skin left with my psoriasis, all red and flaking, and I can't get warm."),
    ("en", "Zoster with vesicles in V1, Hutchinson positive."),
    ("es", "Don Julio tiene 78 años y está todo ampollado, hasta en los pies."),
    ("es", "Desde que dejé la cortisona la psoriasis me cubrió entero, roja, y se me cae la piel a puñados."),
    ("es", "Una pupa en la punta la nariz y otras en la frente, solo del lado izquierdo."),
    ("zh", "银屑病扩散到全身，没有一块好皮，又红又掉皮，总觉得冷。"),
    ("zh", "小腿肚又肿又痛，昨晚到现在又往上爬了两指。"),
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
    ("en", "Little red spots where the rucksack rubbed him, they go white when I press, he is well."),
    ("en", "Marbled legs and cold hands whenever I sit still in winter, since I was a girl."),
    ("en", "A bruise the colour of a plum on my thigh from the table, already yellow at the edge."),
    ("en", "On epilepsy tablets for ten years, liver numbers normal, only some dandruff."),
    ("en", "A sore pimple on the tip of my nose since last night."),
    ("es", "Puntitos rojos donde le aprieta la mochila, los aprieto y se borran, anda jugando."),
    ("es", "Hace cinco años me puse rojo entero por la psoriasis. Hoy solo me queda una plaquita en la rodilla."),
    ("es", "Un grano en la punta de la nariz que duele si lo toco."),
    ("zh", "泡完温泉全身通红，一会儿就好了。"),
    ("zh", "鼻尖上一颗痘，碰着疼。"),
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
        ("en", "Down there is swollen and turned dark like plum, blisters, stinks, the pain kills me."),
        ("es", "Los testículos oscuros con una ampolla negra, sudado y frío."),
        ("zh", "阴囊胀到好似柚子，黑咗一撻，起水泡，好痛。"),
        ("en", "Behind the scrotum the skin is dusky and crackles under my finger, heart racing."),
        ("en", "Stopped prednisone. Red all over with sheets of pus dots, fever and shivers."),
        ("es", "Dejé la cortisona; toda roja, llena de granitos de pus, fiebre y escalofríos."),
        ("zh", "停了激素，全身通红，一片片小脓点，高烧寒战。"),
    ],
)
def test_dark_privates_and_pus_on_red_skin_are_emergencies(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A lump beside the anus, hot, I can't sit."),
        ("es", "Un bulto al lao del ano, caliente, no me puedo sentar."),
        ("zh", "肛门边鼓个包，烫手，坐不下去。"),
        ("en", "My lad has a lump on his jaw, red, mouth opens a finger, 39.1."),
        ("es", "No está vacunado, fiebre, tos, ojos rojos y manchas detrás de la oreja."),
    ],
)
def test_pus_beside_the_anus_and_a_hot_jaw_are_seen_the_same_day(language: Language, text: str) -> None:
    assert urgency(text, language) in {"emergency", "same_day"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My scrotum is darker than my other skin and always was."),
        ("es", "Las partes íntimas son más oscuras desde siempre, sin dolor."),
        ("zh", "下面皮肤从来就比较黑，没有不舒服。"),
        ("zh", "大腿根红圈，裤裆捂得痒得坐不住。"),
        ("en", "My bottom hurts to sit after the bike tour, skin a little red."),
        ("en", "Stopped my steroid cream last month, a few dry patches on the elbows."),
    ],
)
def test_dark_skin_saddles_and_itch_are_no_danger(language: Language, text: str) -> None:
    assert urgency(text, language) not in {"emergency", "same_day"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Brote de pústulas chiquitas en placas rojas después de dejar el corticoide, 38,5."),
        ("zh", "停泼尼松后泛发红斑上无菌性脓疱，T 39.5。"),
    ],
)
def test_pustules_and_fever_after_a_steroid_are_seen_the_same_day(language: Language, text: str) -> None:
    assert urgency(text, language) in {"emergency", "same_day"}


def test_a_spot_of_pus_under_a_steroid_cream_is_no_danger() -> None:
    assert urgency("One pimple with pus under my steroid cream, no fever.", "en") not in {"emergency", "same_day"}


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
