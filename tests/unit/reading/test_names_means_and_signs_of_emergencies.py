"""Emergencies told by a name in the present, by what lies at hand, or by signs that stand beside each other."""

import pytest

from dermagent.types import Language
from tests.told import times_of, urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My mum is having a heart attack right now."),
        ("en", "My flatmate is having a seizure on the floor."),
        ("en", "I'm having a stroke I think, my words come out wrong."),
        ("en", "He may be having a heart attack, what do I do?"),
        ("en", "My husband has had a stroke this morning."),
        ("es", "A mi marido le está dando un derrame."),
        ("es", "Mi abuela está sufriendo un ictus."),
        ("es", "Me está dando un infarto."),
        ("es", "Mi hija está teniendo una convulsión."),
        ("zh", "我爸正在心梗，怎么办？"),
        ("zh", "我妈好像中风了，刚刚。"),
        ("zh", "我好像心脏病发作了。"),
        ("en", "I'm sitting here with the tablets lined up and I'm about to swallow them all."),
        ("en", "I don't want to live any more and I have the rope in the garage."),
        ("en", "He wants to kill himself and he has a knife with him."),
        ("en", "I am standing on the bridge and I am going to jump."),
        ("en", "Going to end it tonight, the tablets are beside me."),
        ("es", "Tengo las pastillas en la mano y me las voy a tomar todas."),
        ("es", "Quiero matarme, tengo la cuerda lista."),
        ("es", "No quiero vivir y ya compré el veneno."),
        ("zh", "我手里拿着药，准备全吃下去。"),
        ("zh", "不想活了，刀就在旁边。"),
        ("zh", "我站在楼顶，马上就要跳下去。"),
        ("en", "Woken at four by pain in my left testicle, I've thrown up twice."),
        ("en", "My son of 13 has had a sore ball since lunchtime, it's rock hard and riding high."),
        ("en", "One of my balls has been hurting like mad for three hours."),
        ("en", "Testicle pain since this morning, it came on during football and I feel sick."),
        ("es", "Le duele un huevo desde esta mañana y ha vomitado dos veces."),
        ("es", "Dolor en los testículos que empezó hace tres horas, insoportable."),
        ("es", "Mi hijo tiene un testículo duro, subido y le duele mucho."),
        ("zh", "蛋蛋疼了两个小时，还吐了。"),
        ("zh", "儿子半夜睾丸痛醒，一边又硬又高。"),
        ("en", "My uncle puts his hand in my pants. I'm nine."),
        ("en", "A pupil told me her mother's boyfriend comes into her bed at night and touches her."),
        ("en", "My coach touches me down there and says it's our secret. I'm 13."),
        ("es", "Mi tío me toca ahí abajo. Tengo 10 años."),
        ("es", "Una niña de mi clase dice que su abuelo le mete la mano en las bragas."),
        ("es", "El novio de mi madre se mete en mi cama y me toca. Tengo 11 años."),
        ("zh", "叔叔老摸我下面，我今年10岁。"),
        ("zh", "我学生说她继父晚上钻她被窝摸她。"),
        ("zh", "教练摸我那里，还不让我说，我13岁。"),
        ("en", "The voices say I should drown my daughter."),
        ("en", "A voice keeps ordering me to hurt my son."),
        ("en", "Since the birth I hear a voice commanding me to throw the baby out of the window."),
        ("en", "I keep hearing someone telling me to kill myself though nobody is there."),
        ("es", "Una voz me ordena que ahogue a mi hija."),
        ("es", "Escucho que me mandan tirar al niño por el balcón."),
        ("es", "Un alumno de 11 años dice que su tío entra de noche en su habitación y le hace cosas."),
        ("en", "A girl of 12 told me her uncle does things to her in her bed at night."),
        ("es", "Escucho voces que me dicen que mate a mi bebé."),
        ("es", "Las voces me mandan que me tire por el balcón."),
        ("zh", "脑子里有声音叫我把宝宝扔下楼。"),
        ("zh", "我听到有人命令我掐死孩子，可屋里没人。"),
        ("zh", "有个声音一直让我去跳河。"),
        ("en", "Sweating buckets, clammy, left arm heavy and an ache in my jaw since breakfast."),
        ("en", "My dad has pain in his jaw and down his left arm, he's grey and sweating."),
        ("en", "There's an elephant sitting on my chest and I feel sick."),
        ("en", "A band tightening round my chest and my left arm is numb."),
        ("es", "Me duele la mandíbula y el brazo izquierdo y estoy sudando frío."),
        ("es", "Siento como un elefante sentado en el pecho y náuseas."),
        ("es", "Una faja apretándome el pecho, sudores y ganas de vomitar."),
        ("zh", "下巴疼，左胳膊麻，出冷汗半小时了。"),
        ("zh", "胸口像压了块大石头，一身冷汗。"),
        ("en", "Ten minutes after a prawn my voice went hoarse and I'm covered in bumps."),
        (
            "en",
            "Had a mouthful of cashew curry, bumps everywhere, voice sounds weird and I can't stop clearing my throat.",
        ),
        ("en", "A bee got me; bumps all over me and I sound like a frog."),
        ("es", "Comí gambas y tengo bultitos por todo el cuerpo y la voz ronca."),
        ("es", "Dos bocados de cacahuete y me salieron habones, tengo la voz tomada y carraspeo todo el rato."),
        ("zh", "吃了花生，全身起疙瘩，声音哑了。"),
        ("zh", "刚吃两口虾，身上一片片疙瘩，嗓子变声，老想清嗓子。"),
    ],
)
def test_it_is_an_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My father had a heart attack in 2010. I have dry hands."),
        ("en", "I am having a stroke of luck with my acne."),
        ("en", "I had a stroke six years ago and now I have dandruff."),
        ("es", "Tuve un infarto hace ocho años. Tengo caspa."),
        ("es", "Mi abuelo murió de un ictus. Tengo verrugas."),
        ("zh", "我爸十年前得过心梗。我手上长疣。"),
        ("en", "I have the pills ready for my acne, should I take them with food?"),
        ("en", "I'm going to take the tablets in the evening, dry skin since."),
        ("es", "Ya tengo las pastillas para la alergia en la mano, ¿cuándo las tomo?"),
        ("zh", "药就在手里，皮炎怎么涂？"),
        ("en", "Itchy scrotum for three weeks, a bit sore after scratching."),
        ("es", "Me pican los testículos desde hace dos meses."),
        ("zh", "阴囊痒了三个星期。"),
        ("en", "My dad touches my rash and says it feels rough. I'm 12."),
        ("es", "Mi madre me toca el brazo y dice que está áspero. Tengo 11 años."),
        ("zh", "妈妈摸我额头说有点烫，我12岁，手上长湿疹。"),
        ("en", "I hear her voice telling me to put cream on the baby. He has a rash."),
        ("es", "Oigo la voz de mi madre diciendo que ponga crema al bebé."),
        ("zh", "老人说让我把孩子抱去洗澡，身上长痱子。"),
        ("en", "Jaw acne for two years, sore spots."),
        ("es", "Granos en la mandíbula que duelen desde hace meses."),
        ("zh", "下巴长痘，按着疼。"),
        ("en", "A cold for a week, my voice is croaky and I have bumps on my arms for years."),
    ],
)
def test_what_is_long_past_or_only_sounds_like_it_is_none(language: Language, text: str) -> None:
    assert urgency(text, language) != "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Tengo diabetes y el toe está black, huele mal, y tengo fever."),
        ("en", "My foot has an úlcera that is negra and smells bad, fiebre since yesterday, I am diabética."),
        ("zh", "我有diabetes，脚趾black了，有fever。"),
    ],
)
def test_a_black_foot_with_fever_is_read_in_the_words_of_two_languages(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My two-year-old has had a temperature for three days and a red rash."),
        ("es", "Mi hija de dos años lleva tres días con fiebre y le ha salido un sarpullido rojo."),
        ("zh", "宝宝两岁，高烧三天，今天出红疹子。"),
    ],
)
def test_days_of_fever_with_a_rash_are_for_the_same_day_in_a_child(language: Language, text: str) -> None:
    assert urgency(text, language) in ("same_day", "emergency")


def test_what_has_gone_hoarse_is_not_gone() -> None:
    assert times_of("wheal", "Wheals all over, my voice has gone squeaky.") == {"current"}
