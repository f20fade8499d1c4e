"""Figures that are dates, white fingers that recover, soles that burn on marches: words of danger, none meant."""

import pytest

from dermagent.types import Language
from tests.told import urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Platelets 2/52 ago normal. Mild bruise on the shin after football, yellowing. Well."),
        ("en", "Plt 6/12 ago normal, no bleeding. Small lump on the scalp, smooth, three years."),
        ("en", "Platelets 3/7 ago normal, Hb normal. Patch of eczema on the hand."),
        (
            "es",
            "Soy de piel muy negra y desde hace años me salen bolitas en la nuca después de cortarme el "
            "pelo, algunas con pus. Me pican y me duelen un poco.",
        ),
        ("es", "Mujer de 40 años, de piel bien oscura, casi negra. Manchas claras en la espalda, sin dolor."),
        (
            "es",
            "Mi hijo es de piel negra, tiene 6 años y unas placas blanquecinas en las mejillas que no le "
            "duelen ni pican.",
        ),
        (
            "es",
            "Sarpullido por un virus en el pecho y la barriga. No afecta a palmas ni a ninguna mucosa; "
            "sin fiebre desde el lunes, come y juega.",
        ),
        (
            "es",
            "Cada invierno los dedos se me ponen blancos como la cera y luego morados y rojos; en veinte "
            "minutos vuelven a lo normal. Nunca heridas. No fumo.",
        ),
        (
            "es",
            "Mujer, 30 a. Con el frío dedos blancos como papel, después azules, hormigueo al recuperar. "
            "Desde la adolescencia. Sin úlceras. Exploración normal.",
        ),
        (
            "en",
            "Fingers go white as candles in the freezer aisle, then blue and red with tingling; back to "
            "normal in 15 minutes. Years of it. No sores.",
        ),
        ("en", "My face feels prickling and warm after wine, goes red, fades in an hour. No hives."),
        ("zh", "冬天一碰冷水手指就白得像蜡烛，然后发紫发红，一刻钟就恢复正常，好几年了，没有破过。"),
        (
            "en",
            "They think somebody scalded me but nobody did; just brown streaks from limes two weeks ago, "
            "flat, not sore.",
        ),
        (
            "en",
            "Feet stink, white soggy soles with tiny pits, they burn on long shifts in wellies. Not red, "
            "no blisters, no cracks.",
        ),
        (
            "en",
            "19F waitress. Soles sweaty, pitted, burn after a double shift, smelly trainers. No itch, no "
            "blisters, toenails clear.",
        ),
        (
            "en",
            "My feet burn when I've been standing all day, heels dry with little cracks, otherwise skin "
            "normal, no numbness, no diabetes.",
        ),
        ("en", "Palms burn a bit after washing up, dry and rough for months, no blisters."),
        (
            "es",
            "Me queman las plantas cuando camino mucho, huelen mal y tienen hoyitos. No hay ampollas ni "
            "grietas, no pican.",
        ),
        (
            "es",
            "Recluta de 20 años, plantas maceradas con depresiones puntiformes, queman en las marchas "
            "largas. Sin vesículas, sin fisuras.",
        ),
        ("zh", "脚底出汗多，有小坑，走久了火烧一样，味道大，不痒不红，没有水疱。"),
        ("zh", "战士，20岁，足底浸渍发白有点状凹陷，长途行军后灼热感，无水疱无裂口。"),
        (
            "es",
            "Fui yo misma preparando mojitos: quedaron rayas marrones en los dedos, ya no arden, no hay "
            "ampollas. Mi jefa cree que me quemaron y no es así.",
        ),
        (
            "es",
            "Me ardían las manos al día siguiente de pelar limas al sol; eso pasó, ahora solo manchas "
            "oscuras en rayas, lisas, sin dolor. Nadie me quemó.",
        ),
        (
            "en",
            "Squeezed limes on the beach. My hands stung and blistered a bit two days later; that's "
            "gone, now just brown drips on the back of the hands, smooth, not sore. Nobody burned me, it "
            "was my limes.",
        ),
        (
            "zh",
            "在海边挤了一下午青柠，两天后手背火辣辣起了小水泡，现在都好了，不痛不痒，只剩一条条褐色的印子。别人以为是被烫的，其实没人烫我。",
        ),
        (
            "en",
            "People ask who burned my neck. Nobody did, it's brown streaks from my perfume in the sun "
            "three weeks ago, flat, no pain now.",
        ),
        ("zh", "脖子上喷了香水晒太阳后留下褐色条纹，同事以为我被烫伤，没有，不痛。"),
    ],
)
def test_words_of_danger_that_mean_none_are_not_urgent(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Platelets 3 today. Purple spots all over the legs and gums bleeding since this morning."),
        ("es", "La pierna se le ha puesto negra desde ayer, la piel negra y huele mal, tiene 39 de fiebre."),
        (
            "es",
            "Desde hace dos horas los dedos blancos como la cera, duros y sin sentir nada, estuvo en la "
            "nieve toda la noche.",
        ),
        (
            "es",
            "Exantema tras amoxicilina con fiebre 39, ampollas, llagas en la boca y los ojos rojos, se "
            "le despega la piel.",
        ),
    ],
)
def test_the_dangers_they_sound_like_are_still_heard(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Pricked my finger on a rose thorn, it's red, hot and swollen up to the wrist with pus."),
        ("en", "My toddler pulled the kettle over: the chest and arm are burnt, blisters all over the chest."),
        (
            "es",
            "Alguien me quemó la espalda con un cigarro, son quemaduras redondas de ayer, tengo ampollas "
            "y miedo de volver a casa.",
        ),
        ("zh", "开水烫了手和胳膊，起了大水泡，两岁孩子。"),
        ("en", "Marched barefoot over hot coals last night, both soles burnt, big blisters."),
        ("es", "Me quemé las plantas de los pies con la arena ardiendo, se me levantó la piel y no puedo pisar."),
    ],
)
def test_burns_and_pricked_fingers_are_seen_the_same_day(language: Language, text: str) -> None:
    assert urgency(text, language) in ("emergency", "same_day")
