"""A face that flushes, dangers of years ago and further likenesses are none; what looks like them is."""

import pytest

from dermagent.types import Language
from tests.told import urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My face goes red and hot after a beer, nose and cheeks, for years."),
        ("en", "Whenever I eat curry my cheeks are red and warm for an hour."),
        ("es", "Con el vino se me pone la cara roja y caliente, desde siempre."),
        ("es", "Cuando como picante la cara se me pone roja y caliente media hora."),
        ("zh", "一喝啤酒脸就通红发烫,半小时就退。"),
        ("zh", "吃辣的时候脸又红又烫,从小这样。"),
        ("en", "Itchy red bumps on my thighs when I come into a warm room from the cold."),
        ("en", "Skin gets red and itchy when I'm warm in bed."),
        ("zh", "喝点酒脸红发热,脖子也红,一会儿就好。"),
        ("es", "Mi cara se pone colorada y caliente al tomar cerveza, nada más."),
    ],
)
def test_flushes_and_warm_rooms_are_no_danger(language: Language, text: str) -> None:
    """A face that wine or spices make hot, and a warm room, are no infection."""
    assert urgency(text, language) not in ("emergency", "same_day")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Had boils as a student, none for eight years now. Starting a new job in a kitchen."),
        ("en", "I haven't had an abscess in ten years, just the little scars left."),
        ("zh", "十几岁被蜂蛰得喘不上气,都过去二十年了,今天想问防晒霜。"),
        ("zh", "晕倒过一次,天热,十几年前了。现在想问脚气用什么药。"),
        ("es", "Tuve forúnculos de joven, hace diez años que no me sale ninguno. ¿Puedo donar sangre?"),
        ("es", "Me picó una avispa en 2015 y casi no respiro; desde entonces nada. ¿Llevo pulsera?"),
        ("en", "A wasp sting in the summer of '08 closed my throat, nothing like it since. Do I still need the pen?"),
        ("en", "Passed out once at army camp in the heat, fifteen years back. Now I ask about a sun cream."),
    ],
)
def test_dangers_of_years_ago_are_no_danger(language: Language, text: str) -> None:
    """What is told to be years ago, or not to have come back for years, is over."""
    assert urgency(text, language) not in ("emergency", "same_day")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "Bright red dots on my belly like drops of blood, I get a few more each decade, they "
            "don't change. I am 55.",
        ),
        ("es", "Puntitos rojos como gotitas de sangre en el pecho, desde hace años, no cambian. Tengo 60."),
        ("zh", "肚皮上几颗红痣,像血滴一样,好多年了不变,我五十岁。"),
        ("zh", "蚊子叮了眼皮,肿得像被人揍了一拳,不痛只是痒,眼睛看得清。"),
        ("en", "A midge bit my eyelid, looks like somebody punched me, only itchy, I can see fine."),
        ("es", "Un mosquito me picó el párpado y parece que me dieron un puñetazo, solo pica y veo bien."),
        ("es", "La crema solar me deja la cara blanca como un payaso. ¿Hay alguna sin ese efecto?"),
        ("zh", "指甲被门夹了,变黑了,三周了不疼,会掉吗?"),
        ("es", "La uña del pie está negra desde la carrera, ya no duele, se mueve bien."),
        ("en", "My toenail went black after a marathon, no pain now, will it fall off?"),
    ],
)
def test_further_likenesses_are_no_danger(language: Language, text: str) -> None:
    """Dots like drops of blood, a lid as if punched and a black nail are what they are."""
    assert urgency(text, language) not in ("emergency", "same_day")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "After wine and shrimp my face is red and hot, hives all over and I can't breathe."),
        ("zh", "喝酒吃头孢以后脸通红,喘不上气。"),
        ("es", "Después de comer camarones la cara roja y caliente, ronchas y no puedo respirar."),
        ("zh", "十几年前晕倒过,刚才又晕倒了,身上全是疹子。"),
        ("zh", "以前被蜂蛰喘不上气,今天又被蛰了,喉咙发紧。"),
        ("en", "Nothing like it since 2008, but today a wasp stung me and my throat is closing."),
        ("es", "Desde 2015 nada, pero hoy me picó una avispa y no puedo respirar."),
        ("en", "I passed out twenty minutes ago after a bee sting, hives all over."),
        ("en", "My boy has a fever and spots like drops of blood that don't fade."),
        ("es", "Mi hija tiene fiebre y manchitas como gotas de sangre que no desaparecen al apretar."),
        ("en", "My husband punched me, my eye is swollen shut and I see double."),
        ("es", "Mi papá está blanco como un fantasma, sudando frío y confuso, con manchas moradas."),
        ("es", "El dedo del pie está negro, frío y no lo siento."),
        (
            "en",
            "It is like in a film, the skin of my husband comes off in sheets since he took lamotrigine, with fever.",
        ),
        (
            "es",
            "Es como en una película: a mi marido se le cae la piel a tiras desde que toma lamotrigina, con fiebre.",
        ),
        ("zh", "像电影里那样,我老公全身掉皮,吃了卡马西平以后发烧39度。"),
    ],
)
def test_emergencies_beside_them_stay(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "After two beers I noticed one cheek is red, hot, swollen and painful, and I have a fever."),
        ("en", "My leg is red, warm and painful since yesterday; I ate curry too."),
        ("es", "Tomé vino anoche y hoy la mejilla está roja, caliente, hinchada y me duele."),
        ("zh", "昨晚喝酒,今天半边脸又红又肿又烫,很疼,发烧。"),
        ("en", "The knee area is red, warm and swollen, fever 38.5, even in a cool room."),
        ("es", "La pierna roja, caliente y dolorida desde ayer, con fiebre."),
        ("zh", "小腿红肿热痛两天,吃辣也没事。"),
        ("zh", "昨天被狗咬破小腿,又红又肿。"),
        ("es", "Hace diez años que no me salía; desde ayer tengo un absceso en la nalga con fiebre."),
        ("en", "Bitten by a dog yesterday on the hand, it is red and swollen."),
        ("zh", "乳房红肿热痛,发烧39度,在喂奶,生完三周。"),
        ("en", "Red dots like drops of blood all over my legs since yesterday, and my gums bleed."),
        ("zh", "腿上突然出很多像血点一样的红点,牙龈出血。"),
        ("zh", "老公打了我一拳,眼睛肿了。"),
        ("zh", "糖尿病,脚趾变黑了,发臭。"),
    ],
)
def test_dangers_for_today_beside_them_stay(language: Language, text: str) -> None:
    assert urgency(text, language) in ("emergency", "same_day")
