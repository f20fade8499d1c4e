"""Emergencies told in other words: no urine, a foreskin that stays back, rings, blades, strays, spots that stay."""

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
        ("en", "72M, shingles over L buttock 3 days. Hasn't PU'd since last night, numb in saddle distribution."),
        ("en", "Unable to void since 6am, bladder distended, can't move left foot up. Vesicles over sacrum."),
        ("en", "Blisters beside my tailbone. Numb all over the part I sit on and can't get any wee to come out."),
        ("es", "Culebrilla en la nalga. Desde anoche no me sale la orina y tengo dormida la zona de sentarme."),
        ("zh", "屁股右边起了一串水泡四天，今早开始一滴尿都尿不下来，坐凳子的那一圈全麻了。"),
        ("en", "Shingles on my bum. Haven't passed water since yesterday evening and sitting feels like cotton wool."),
        ("es", "Herpes en la nalga derecha y llevo desde ayer sin poder orinar, con el culo dormido."),
        ("zh", "带状疱疹长在屁股上，从昨晚到现在没尿过，肛门一圈没知觉。"),
        (
            "es",
            "El prepucio quedó detrás del glande tras la sonda y no conseguimos ponerlo en su sitio, está hinchado.",
        ),
        ("es", "No consigo sacarme la sortija, el dedo está negro y frío."),
        ("en", "My son pulled his foreskin back in the bath and it is stuck there, the tip is swelling."),
        ("en", "Foreskin left retracted after catheterisation, can't be reduced, tip dark and puffy."),
        ("es", "A mi padre el pellejo del pene se le quedó recogido detrás y la punta se le ha hinchado y no baja."),
        ("zh", "爷爷插尿管以后包皮缩在龟头后面推不上去，龟头肿了。"),
        ("zh", "闺女一岁八个月，刚才把灶上的一锅粥拽下来了，胸口、肚子、胳膊都红了，起了大水泡。"),
        ("zh", "孙子3岁，刚把一锅汤扒翻了，肚子、胸口、大腿全是大水泡，一直哭。他奶奶要抹酱油我没让。"),
        ("en", "rash not fading, high fever, really cold shivers"),
        ("en", "He's got a temperature and a rash which does not fade"),
        ("es", "manchas que no se borran, con fiebre y tiritona"),
        ("zh", "皮疹不褪色，发烧发冷"),
        ("en", "bug bite, purple skin, vomiting, faint"),
        ("en", "Can't get my wedding ring off, finger blue"),
        ("es", "el anillo se me quedó atascado, dedo azul e hinchado"),
        ("zh", "指环摘不掉，手指发黑发麻"),
        ("en", "daughter scalded, currently in paediatric ICU"),
        ("es", "mi marido se quemó y está en la UCI"),
        ("zh", "老公烧伤，刚送进重症监护室"),
        ("en", "cut my foot with the lawnmower, it won't stop bleeding"),
        ("es", "me corté el pie con la desbrozadora y no para de sangrar"),
        ("zh", "被镰刀割到小腿，血流不止"),
    ],
)
def test_an_emergency_in_other_words_is_one(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "unexplained round purple marks on my 3-month-old baby"),
        ("es", "bebé de 4 meses con manchas moradas redondas de causa desconocida"),
        ("zh", "四个月宝宝后背有几个不明原因的圆形紫斑"),
        ("en", "red dots on my legs and low platelets"),
        ("es", "puntos rojos pequeños en los tobillos, plaquetas bajas en la analítica"),
        ("zh", "腿上红点，查血血小板减少"),
        ("en", "scratched by a wild monkey on holiday"),
        ("es", "me arañó un gato callejero la semana pasada"),
        ("es", "Me arañó un mono en Tailandia anteayer."),
        ("en", "3-month-old baby, round bluish marks on thigh, no known injury."),
        ("zh", "前天让野狗抓了一下，破皮了"),
    ],
)
def test_marks_of_a_baby_few_platelets_and_strays_are_for_the_same_day(language: Language, text: str) -> None:
    assert urgency(text, language) in ("same_day", "emergency")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Itchy dots on my forearms since gardening. Face not puffy, no lumps."),
        ("en", "My saddle rubbed the skin over my seat bones after the long ride, a bit sore."),
        ("zh", "骑马骑久了坐骨那里磨红了，小便正常。"),
        ("en", "My 3 year old's foreskin has never pulled back; no pain, wees fine."),
        ("es", "El prepucio sube y baja sin problema, solo tengo unos puntitos rojos en el glande."),
        ("zh", "女儿20岁，小时候被汤烫过，现在胸口有一块疤。"),
        ("en", "rash that doesn't fade with the cream I was given, no fever"),
        ("zh", "痘印一直褪不掉"),
        ("en", "bug bite, faint pink mark, no vomiting"),
        ("en", "I took my ring off easily, skin under it is itchy."),
        ("es", "De niño estuve en la UCI por una quemadura; ahora me pica la cicatriz."),
        ("zh", "我是重症监护室护士，手上有湿疹"),
        ("es", "mi bebé de 2 meses tiene una mancha color vino de nacimiento"),
        ("en", "red dots on my chest for years, platelets fine"),
        ("en", "The spots on my face don't fade, I had a fever last winter but not now."),
        ("en", "Baby, 4 months, purple mark on her bottom since birth, nobody knows why they happen."),
        ("es", "El trasero se me duerme cuando manejo mucho; tengo un granito ahí."),
        ("zh", "切菜切到手指,当时流血,一会就止住了,现在有个小疤痒。"),
        ("zh", "猫抓板碰了一下手有点痒"),
        ("en", "nicked my leg shaving, it bled for a minute and stopped"),
        ("zh", "割草划了一下脚，流了点血已经止住了"),
    ],
)
def test_what_is_told_alike_is_none(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day")


def test_a_child_and_its_age_are_told_of_though_the_writer_speaks_of_himself() -> None:
    scald = "女儿2岁半，刚才打翻了汤锅，前胸、肚子、大腿全红了，起了大水泡。婆婆要抹牙膏我没让。"
    assert urgency(scald, "zh") == "emergency"
    pox = observe(Case(id="t", history="女儿4岁，得了水痘，发烧。我昨天抱她，现在我没事。", language="zh"))
    assert {"fever", "vesicle"} <= {item.finding for item in pox.items if item.is_there}
