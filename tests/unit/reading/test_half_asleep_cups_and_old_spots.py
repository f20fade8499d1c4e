"""What only looks like danger: half asleep, one half that flushes, cups, milk-white places, old spots, dry flakes."""

import pytest

from dermagent.steps.flag import flag
from dermagent.steps.observe import observe
from dermagent.steps.urgency import floor
from dermagent.types import Case, Language


def urgency(text: str, language: Language) -> str | None:
    """How urgent a text is by its findings."""
    return floor(flag(observe(Case(id="t", history=text, language=language)))).urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "Half asleep in the night I slapped a beetle on my neck; this morning a red stripe with little blisters.",
        ),
        ("es", "Entre sueños aplasté un bicho en el hombro y por la mañana tenía unas ampollitas."),
        ("zh", "夜里迷糊着感觉有东西爬，醒来胳膊上一条红线带小水泡。"),
        ("zh", "早上迷迷糊糊起床，发现脸上起了个疙瘩。"),
        (
            "en",
            "Day 4 baby, half the body deep pink straight midline, disappears after 2 minutes, eats well.",
        ),
        ("es", "Mi bebé de 6 días se pone colorado de medio cuerpo un minuto y luego se le quita solo, mama bien."),
        ("zh", "出生6天的儿子洗完澡半边身体通红，两三分钟褪了，不烧，吃得好。"),
        (
            "en",
            "Acupuncturist stuck glass jars on my back with a flame; eight purple marks, don't blanch, no fever.",
        ),
        ("en", "My gran does cups on us; my 9-year-old has round purple bruises on his back, feels fine."),
        (
            "es",
            "Me raspó el cuello con piedra de jade y quedaron puntitos rojos que no se van al apretar.",
        ),
        ("zh", "奶奶用牛角梳蘸油在我后颈刮，出了一条条红点，压不褪，没发烧。"),
        ("en", "The skin on my knuckles has turned white as milk over the past year, no itch."),
        ("es", "Tengo los codos blancos como la leche desde hace un año, manchas sin picor."),
        ("zh", "手指关节的皮肤一年来变得像牛奶一样白，不痒不脱屑。"),
        ("en", "61M, 3 yr hx cayenne-pepper spots both ankles, non-blanching, impalpable, platelets 230, well."),
        ("en", "For 14 months I have had orange-brown speckles on my shins that stay when pressed. I feel well."),
        (
            "es",
            "Desde hace año y medio manchas cobrizas con puntitos de pimienta en los tobillos, que siguen al apretar.",
        ),
        ("zh", "脚踝上像撒了胡椒粉似的小红点有一年半了，按不掉，查血查尿都好。"),
        ("en", "60M purple-black pinhead papules of scrotum, asymptomatic, bleed on scratching."),
        ("es", "Bolitas moradas casi negras en el escroto, sin picor ni dolor."),
        ("zh", "阴囊上一粒粒紫黑色小疙瘩好几年了，抓破会出血。"),
        ("en", "Every winter my shins go dry, white flakes fall off when I take my tights off, itchy at night."),
        ("zh", "头皮一挠就往下掉皮屑，衣服上一层白。"),
        (
            "es",
            "Exprimí limas la semana pasada y me quedaron manchas marrones, primero ardía como quemadura.",
        ),
        ("zh", "五天前摘无花果晒了太阳，手臂一条条红，好似火烧咁辣，现在变褐色。"),
    ],
)
def test_what_only_looks_like_danger_is_not_urgent(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My dad was half asleep at lunch, now he can't be woken; red hot leg and fever since yesterday."),
        ("zh", "老伴糖尿病，半夜迷糊中摔下床，头磕破了，现在呕吐。"),
        ("zh", "孩子睡得迷迷糊糊，烧到40度，身上有紫斑。"),
        (
            "es",
            "Recién nacido de 6 días con medio cuerpo rojo unos minutos, y no quiere mamar, está flojito y con fiebre.",
        ),
        ("zh", "出生4天的宝宝半边身子通红发烫两天了，越来越红，不肯吃奶。"),
        (
            "en",
            "Gran did the cups on my 4 year old who now has a fever, stiff neck and purple spots that don't blanch.",
        ),
        (
            "es",
            "Le pusieron ventosas y ahora tiene fiebre, cefalea y manchas moradas que no desaparecen al apretar.",
        ),
        ("en", "He has gone as white as milk and clammy, his lips are swelling after prawns."),
        ("es", "Se puso blanca como la leche tras el antibiótico, con ronchas y vómitos."),
        (
            "en",
            "Hiked all day, purple spots on my legs that don't blanch, fever 39 and headache. Last year the same rash.",
        ),
        ("zh", "阴囊发黑肿痛，发烧，有臭味。"),
        ("en", "Threw up all night, red dots only round my eyes that don't blanch, high fever, stiff neck."),
        ("zh", "像被火烧一样，火锅打翻烫到孩子肚子和大腿，大水泡。"),
    ],
)
def test_the_same_words_beside_danger_are_an_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "After cupping I have bruises everywhere and my gums bleed."),
        ("en", "Rusty speckles on my shins for two years, but since yesterday new purple dots that don't blanch."),
        (
            "es",
            "Manchas cobrizas en los tobillos hace años; ayer puntitos rojos en los muslos que no se van al apretar.",
        ),
        ("zh", "小腿铁锈色斑两年，昨天大腿又冒出紫点按不褪，尿也红了。"),
        ("es", "Manchas moradas en relieve en el escroto y las nalgas desde ayer, me duelen las rodillas."),
        ("zh", "吃了新药后皮肤一碰就掉白屑，往下掉皮，嘴也烂了，发烧。"),
    ],
)
def test_what_is_new_beside_the_old_is_for_the_same_day(language: Language, text: str) -> None:
    assert urgency(text, language) in ("same_day", "emergency")


def test_dots_round_the_eyes_alone_after_vomiting_are_no_emergency() -> None:
    assert urgency("昨天晕车吐得厉害，今天眼睛周围一圈小红点，按不褪，身上没有，人没事。", "zh") != "emergency"
    text = "Vomité toda la noche y amanecí con puntitos rojos alrededor de los ojos que no se van al apretar; "
    assert urgency(f"{text}en el resto del cuerpo nada y ya estoy bien.", "es") != "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "Brown pea on my calf for four years; squeeze it from the sides and it sinks in. I fear moles. Same size.",
        ),
        ("en", "Small tan hard lump on thigh, tucks in when pinched, unchanged for 6 years. Worried about moles."),
        (
            "es",
            "Bolita marrón en la pierna que al pellizcarla se mete para dentro, igual hace años; leí sobre lunares.",
        ),
        (
            "es",
            "Pápula parda firme en muslo, signo del hoyuelo positivo, sin cambios; la paciente teme un lunar maligno.",
        ),
        ("zh", "大腿上有颗深褐色小硬结,用手指夹着捏它会陷下去,五年了没长大,别人说像痣要切。"),
        ("zh", "小腿褐色丘疹4年,质硬,酒窝征阳性,无变化,患者担心黑痣癌变。"),
    ],
)
def test_a_lump_that_dimples_when_pinched_is_read_and_is_no_mole(language: Language, text: str) -> None:
    seen = observe(Case(id="t", history=text, language=language))
    assert "dimple_sign" in {item.finding for item in seen.items if item.is_there}
    assert floor(flag(seen)).urgency == "routine"


def test_a_mole_that_dimples_and_grows_is_for_a_specialist() -> None:
    assert urgency("A brown mole on my calf, dimples when pinched, but it has doubled in size and bleeds.", "en") == (
        "urgent_referral"
    )
