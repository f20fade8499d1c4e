"""What a year, an age or a phase of life opens is past, with what came of it, until the text turns to now."""

import pytest

from dermagent.types import Language
from tests.told import present, times_of, urgency


@pytest.mark.parametrize(
    "text",
    [
        "My heels are cracked. In 2009 a spider got me in Kenya, my leg turned black and I had septic shock.",
        "When I was in the navy I drank bad water and had fever and seizures, and they flew me home. I have dandruff.",
        "I have a wart on my thumb. During lockdown I had chest pain one night, which turned out to be nothing.",
        "The summer we moved I was short of breath and coughed blood; "
        "it was a clot and I took tablets. My elbows are flaky.",
        "My scalp flakes. When I was twenty six I blacked out on a train, and afterwards I was confused for an hour.",
        "En 1998 me cayó aceite encima, se me despegó la piel y estuve en la UCI. Tengo caspa.",
        "El año que me casé tuve fiebre muy alta y convulsiones. Tengo los talones agrietados.",
        "Cuando vivía en Brasil me mordió una serpiente y la pierna se me puso negra. Tengo caspa.",
        "En mi primer embarazo tuve una trombosis y me faltaba el aire. Ahora tengo caspa.",
        "二〇一六年出过车祸，昏迷了三天，后来恢复了。我头皮痒。",
        "我头皮屑多。下乡那几年得过疟疾，高烧、抽搐，差点没命，后来治好了。",
        "大学的时候我吃海鲜喘不上气，嘴唇肿，住了院。我手上有疣。",
        "我儿子脸上干。他三岁那年被开水烫过，皮都掉了，住了一个月。",
        "怀老大的时候我胸痛、呼吸困难，住院查出肺栓塞，治好了。我脚气。",
        "In 2007 a cat scratched me and my arm swelled and I got septic shock. I have dandruff.",
        "When I was sixteen I was stung by bees and could not breathe; they gave me a shot. My elbows are dry.",
        "During my time in the army I had chest pain and they kept me in for a night. I have dry hands.",
        "I know what erysipelas is like, I had it in 2016, hot, red, swollen. This is not the same. "
        "My toenail is yellow.",
        "Cuando estaba en la universidad tuve dolor en el pecho y me ingresaron. Tengo las manos secas.",
        "Durante la pandemia estuve con fiebre y falta de aire una semana, pero me curé. Tengo caspa.",
        "De joven tuve una erisipela, con la pierna roja y caliente. Esto es distinto: la uña está amarilla.",
        "二〇一三年被猫抓过，胳膊肿了，还得了败血症，治了一个月好了。我有头皮屑。",
        "十六岁那年被蜜蜂蜇了，喘不过气，打了针。我胳膊肘干。",
        "当兵的时候我胸痛住过院。我手干。",
        "我以前得过丹毒，腿红肿热痛，这次不是那样。脚趾甲发黄。",
    ],
)
def test_a_danger_of_then_is_no_danger_now(text: str) -> None:
    assert urgency(text) not in ("emergency", "same_day")


@pytest.mark.parametrize(
    "text",
    [
        "In 2018 I had shingles. Since Sunday my leg is purple with blisters and I am confused.",
        "The year I married I had eczema, and tonight my tongue is swelling.",
        "When I was in the army I was fit; now I cannot breathe and my lips are blue.",
        "In 2012 I was treated for lupus and for two days I have a stiff neck, fever and a rash that does not fade.",
        "Two hours ago a wasp stung me and my throat closed up.",
        "Cuando era pequeño tuve asma; hoy comí gambas y se me hincha la lengua y no puedo respirar.",
        "El año que viene me jubilo. Tengo dolor en el pecho que va al brazo y sudo frío.",
        "二〇一六年得过丹毒，昨天开始腿发紫起血泡，高烧，人糊涂。",
        "大学的时候得过哮喘，现在喘不上气，嘴唇发紫。",
        "小时候对花生过敏，刚才误吃了花生，喉咙发紧，喘不过气。",
        "At four in the morning he stopped breathing and went blue. He is two.",
        "2018年做过心脏支架，半小时前突然胸痛，出冷汗，左胳膊麻。",
        "Since 2021 I have had eczema. In March it began to spread and now my lips are swollen and I can't breathe.",
        "When I was bitten by a dog three days ago I thought nothing of it, "
        "and now I am shivering and confused, and the hand is purple.",
        "In 2019 I had shingles. Now my eye is red and I cannot see out of it.",
        "At nine this morning my tongue swelled and I was wheezing.",
        "Hace tres días me mordió un perro y ahora tengo fiebre, la mano morada y estoy confuso.",
        "En 2018 tuve un infarto. Desde esta mañana me duele el pecho y me falta el aire.",
        "A las nueve se me hinchó la lengua y no puedo respirar.",
        "二〇一九年得过湿疹。今天吃了虾嘴唇肿，喘不上气。",
        "三天前被狗咬了，现在发烧，手发紫，人糊涂。",
        "小时候得过哮喘，昨晚开始喘不上气，嘴唇发紫。",
        "My father, who is 70, has a purple leg with blisters, is in terrible pain and is confused. "
        "My neighbour had a stroke.",
        "In 2020 I had sepsis, and today I have the same again: fever, confused, cold mottled hands.",
    ],
)
def test_a_danger_of_now_stays_one_beside_what_is_told_of_then(text: str) -> None:
    assert urgency(text) == "emergency"


@pytest.mark.parametrize(
    ("text", "language", "finding", "time"),
    [
        ("In 2011 I was stung by a ray and was sick and had a fit on the beach.", "en", "seizure", "past"),
        ("As a young man I drove a lorry and had a swollen, red leg. It was a clot.", "en", "oedema", "past"),
        ("I had a rotten tooth in 2014. After that I had a fever for a week.", "en", "fever", "past"),
        ("I had erysipelas in 2017: red, hot and swollen. This is nothing like that.", "en", "warmth", "past"),
        ("Nuts gave me hives and I could not breathe, but I grew out of it.", "en", "dyspnoea", "past"),
        ("As a child I choked on eggs and could not breathe; I have outgrown that.", "en", "dyspnoea", "past"),
        ("En la mili me dio una insolación y vomité tres días.", "es", "vomiting", "past"),
        ("Hace diez años tuve una celulitis, roja y caliente; esto es distinto.", "es", "warmth", "past"),
        ("De niña el huevo me daba ronchas; se me quitó con los años.", "es", "wheal", "past"),
        ("插队的时候腿上长过疮，发烧，打针就好了。", "zh", "fever", "past"),
        ("我以前得过蜂窝织炎，腿又红又烫，跟这个不一样。", "zh", "warmth", "past"),
        ("Since 2015 I have had red, swollen hands.", "en", "oedema", "current"),
        ("The rash I had in 2016 is back and it itches.", "en", "pruritus", "current"),
        ("In 2019 I had a mole cut out and my scalp itches.", "en", "pruritus", "current"),
        ("Desde 2018 tengo fiebre por temporadas.", "es", "fever", "current"),
        ("En 2018 tuve varicela y ahora tengo ronchas.", "es", "wheal", "current"),
        ("二〇一八年开始手上起水疱，反复发作。", "zh", "vesicle", "current"),
        ("2018年得过水痘，最近身上起风团。", "zh", "wheal", "current"),
    ],
)
def test_a_time_reaches_to_the_last_clause_that_tells_of_it(
    text: str, language: Language, finding: str, time: str
) -> None:
    assert times_of(finding, text, language) == {time}


@pytest.mark.parametrize(
    ("language", "finding", "text"),
    [
        ("en", "angioedema", "When I was twelve my lips swelled after a sting. Today it is the same again."),
        ("en", "vesicle", "Three years ago I had blisters on my palms. It's exactly the same again this month."),
        ("es", "angioedema", "En 2018 se me hincharon los labios por una picadura. Hoy otra vez igual."),
        ("es", "vesicle", "Hace tres años tuve ampollas en las palmas. Ahora de nuevo lo mismo."),
        ("zh", "angioedema", "二〇一八年被蜂蜇过，嘴唇肿了。今天又这样。"),
        ("zh", "vesicle", "三年前手心起过水泡。这次又一样。"),
    ],
)
def test_what_was_then_and_is_the_same_again_is_there(language: Language, finding: str, text: str) -> None:
    assert finding in present(text, language)


@pytest.mark.parametrize(
    ("language", "finding", "text"),
    [
        ("en", "angioedema", "When I was twelve my lips swelled after a sting. Today I have a wart."),
        ("es", "angioedema", "En 2018 se me hincharon los labios por una picadura. Hoy tengo una verruga."),
        ("zh", "angioedema", "二〇一八年嘴唇肿过一次。今天手上有个瘊子。"),
    ],
)
def test_what_was_then_and_is_another_thing_now_is_not(language: Language, finding: str, text: str) -> None:
    assert finding not in present(text, language)
