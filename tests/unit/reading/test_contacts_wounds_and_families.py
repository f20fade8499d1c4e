"""Injuries nobody accounts for, contacts, wounds, drugs, families and cancers are read however they are told."""

from collections.abc import Mapping, Sequence

import pytest

from dermagent.types import Language
from tests.told import present

#: Texts that tell each finding.
TOLD: Mapping[str, Sequence[tuple[Language, str]]] = {
    "unexplained_injury": [
        ("en", "Twelve week old girl with a bruise on the jaw. Dad cannot explain it."),
        (
            "en",
            "5/12 boy, not sitting. Straight-edged burn on the L calf. Aunt says she has no idea, "
            "uncle blames the heater - versions conflict.",
        ),
        ("en", "A nine-week-old with bruises on both arms; the parents offered no account of how they happened."),
        (
            "en",
            '4/12 F, cannot roll. Mother: "she rolled off the sofa". Mechanism inconsistent with '
            "developmental stage. Bruise R cheek.",
        ),
        ("es", "Lactante de 3 meses, todavía no gira. Moretones en el brazo. Los padres no dan ninguna explicación."),
        (
            "es",
            "Niño de 4 meses con quemadura en la pierna. Versiones de los padres discordantes, "
            "historia no concordante con la lesión.",
        ),
        ("es", "La bebé tiene dos meses y un cardenal en la cara. La niñera dice que no sabe, que así la encontró."),
        (
            "es",
            "Nena de 6 m con equimosis en la oreja, la madre refiere que se golpeó sola; el relato "
            "varía según quién lo cuente.",
        ),
        ("zh", "两个月男婴，脸上一块青紫，爸爸妈妈都说不知道怎么来的。"),
        ("zh", "女婴5月，不会翻身，大腿烫伤，家长说法前后不同。"),
        ("zh", "宝宝三个月，手臂瘀青，问保姆，保姆讲没注意，也说不出原因。"),
    ],
    "contact_with_case": [
        ("en", "Little pearly bumps on his tummy since May. Two girls from his dance class have identical ones."),
        ("en", "6M. Umbilicated papules L flank. Sister same."),
        ("en", "A rough lump on my heel with black specks. My eldest has one on his finger."),
        ("en", "7F verruca R heel, goes barefoot at gymnastics; twin has them."),
        ("es", "Niña de 5 años, pápulas umbilicadas en el brazo. Hermanita con las mismas."),
        ("es", "Ped. Niño 3 a: pápulas color piel en axila. Primo igual."),
        ("es", "Le salieron granitos con hoyito en la barriga, y dos amiguitas de natación tienen unos idénticos."),
        ("zh", "女儿腰上长了些亮亮的小疙瘩，中间有个窝，同班的两个小孩也长了。"),
        ("zh", "男，4岁，躯干脐凹丘疹数枚，其姐有相同皮损。"),
        ("zh", "脚底长了个硬疙瘩有黑点，我弟脚上也有一个。"),
        (
            "en",
            "Ring shaped itchy patches in my groin for months. My husband has started with the same rings on his leg.",
        ),
        (
            "en",
            "My baby is ten days old with little blisters on her scalp. Her granny had a cold sore "
            "and kissed her all week.",
        ),
        ("en", "Eczema on her face now covered in identical blisters. My partner has a cold sore at the moment."),
        ("en", "RN 8 days, vesicles on scalp. Maternal genital herpes at delivery."),
        ("es", "Mi bebé de 11 días tiene ampollitas en la cabeza. La tía tenía un herpes labial y le dio besos."),
        ("es", "RN de 10 días con vesículas agrupadas; madre con herpes genital en el tercer trimestre."),
        (
            "es",
            "Con dermatitis atópica desde chiquito, ayer se le llenó la cara de ampollas iguales. Su "
            "papá tiene un fuego labial.",
        ),
        ("zh", "宝宝湿疹，脸上突然冒出一堆小水泡。奶奶前几天嘴上长热疮还抱着亲。"),
        ("zh", "生后11天，头皮水疱。母亲产时外阴有疱疹。"),
        ("zh", "孩子满脸小水疱，外公嘴唇起了唇疱疹，上周亲过他。"),
        ("en", "Hand foot and mouth is doing the rounds at nursery and now she has spots."),
        ("en", "My cousin came for tea last Sunday and turned out to have measles. Now I have a fever."),
        ("en", "Grandson had chicken pox and I minded him two weeks ago."),
        ("en", "High fever, cough, red eyes, blotchy rash. A girl in her class has it confirmed."),
        ("en", "Slapped cheek is going about at school, and his cheeks are bright red."),
        ("es", "En la guardería anda la varicela y mi niño amaneció con granitos."),
        ("es", "Mi ahijada tuvo sarampión hace dos semanas y estuve con ella."),
        ("es", "El niño tiene costras amarillas; su hermano tuvo impétigo la semana pasada."),
        ("zh", "幼儿园最近有手足口，我家娃手上也起泡了。"),
        ("zh", "两周前侄女出水痘，我去照顾过她，现在我身上起水泡。"),
        ("zh", "他姐姐前几天也长黄痂，现在他嘴边也有。"),
    ],
    "recent_trauma": [
        (
            "en",
            "My girl is ten and broke her arm off the monkey bars, plaster went on last night and her "
            "fingers are swollen.",
        ),
        ("en", "I had two teeth taken out on Friday and now my jaw is swollen."),
        ("en", "The grease gun went off into his thumb an hour ago, tiny hole."),
        ("en", "Five tackles on Saturday left bruises on his thighs."),
        ("en", "Day 3 after a caesarean, wound red and weeping."),
        ("en", "He fractured his tibia yesterday and has a cast."),
        ("es", "Mi hija se quebró la muñeca ayer y le pusieron yeso; los dedos están morados."),
        ("es", "Hace dos días me sacaron una muela y se me hinchó el cuello."),
        ("es", "Me dieron un pisotón en el partido y la uña se puso negra."),
        ("es", "Fractura de radio ayer, férula de yeso; dolor desproporcionado."),
        ("zh", "儿子昨天从秋千上跌下来，手腕骨折，打了石膏，手指发紫。"),
        ("zh", "拔牙后第二天，下巴和脖子肿得厉害。"),
        ("zh", "痔疮术后4天，会阴部剧痛发黑。"),
    ],
    "new_medication": [
        ("en", "Six days into doxycycline and now a rash on my arms."),
        ("en", "Lip swelling. Lisinopril since 3 weeks."),
        ("en", "Just finished a week of co-amoxiclav and my tongue is black."),
        ("en", "I have been on roaccutane for five weeks, lips cracked."),
        ("en", "Ibuprofen started on Tuesday, wheals since."),
        ("en", "The tablet for his blood pressure was begun a fortnight ago by the surgery."),
        ("es", "Captopril desde hace tres semanas; hoy se le hinchó la lengua."),
        ("es", "Acabo de terminar una semana de amoxicilina y me salieron manchas."),
        ("es", "Warfarina iniciada hace 5 d, placas violáceas dolorosas en mama."),
        ("es", "Me han pinchado un Enantyum hace media hora y estoy lleno de ronchas."),
        ("zh", "吃阿莫西林第五天，身上起红疹。"),
        ("zh", "上周开始服用异维A酸，嘴唇干裂。"),
        ("zh", "刚吃完一个礼拜头孢，舌头变黑。"),
    ],
    "family_history_of_same_condition": [
        ("en", "Brown patches on both cheeks since the baby. My mother had them too."),
        ("en", "A hard lump is growing on my earlobe after piercing. My dad gets keloids."),
        ("en", "HAE. His mum and aunt have it also."),
        ("en", "My lips swell for no reason. My father has hereditary angioedema."),
        ("en", "40F depigmented patches, FHx vitiligo (mother)."),
        ("en", "Tiny red dots on my chest for years, my dad is full of them."),
        ("es", "Manchas marrones en la cara desde el embarazo; mi hermana tiene las mismas manchas."),
        ("es", "Puntos rojos en la barriga, mi madre los tiene iguales."),
        ("es", "Cuello oscuro y aterciopelado. Mamá igual."),
        ("es", "Espinillas en toda la cara; mi papá tuvo mucho acné."),
        ("zh", "手背白斑一年，边界清楚，我姑姑也有白癜风。"),
        ("zh", "两颊对称褐斑，母亲也这样。"),
        ("zh", "双手掌皮厚，父亲同样。"),
    ],
    "malignancy_internal": [
        ("en", "Haem ward. 51M ALL D9 post chemo, neuts 0.2."),
        ("en", "63F AML, day 14 after induction."),
        ("en", "I am on chemo for bladder cancer."),
        ("en", "He has myeloma and is on lenalidomide."),
        ("en", "58M NHL, cycle 3 R-CHOP, febrile."),
        ("es", "Mujer 44 a, LLA, día 10 de QT, neutropenia."),
        ("es", "Estoy con quimio por un linfoma."),
        ("es", "Varón 60 a con mieloma múltiple."),
        ("zh", "急性白血病化疗后第8天，发热。"),
        ("zh", "我妈胃癌，刚打完第二次化疗。"),
        ("zh", "男，66，AML，巩固化疗后。"),
    ],
}
#: Texts that only sound like it, or deny it.
UNTOLD: Mapping[str, Sequence[tuple[Language, str]]] = {
    "unexplained_injury": [
        ("en", "He bruised his shin playing hockey; we saw the stick hit him."),
        ("en", "My rash came out of nowhere and I have no idea what it is."),
        ("es", "No sé qué me picó, tengo una roncha en el brazo."),
        ("es", "Me salió un moretón ayer, me golpeé con la mesa."),
        ("zh", "我身上起疹子，不知道是什么病。"),
        ("zh", "不知道怎么回事脸上痒。"),
    ],
    "contact_with_case": [
        ("en", "I have had the same rash before."),
        ("en", "My sister has a dog and he scratches."),
        ("en", "Nobody at home has the same."),
        ("es", "En casa nadie tiene lo mismo."),
        ("zh", "家里其他人都没有。"),
        ("zh", "我姐也有高血压。"),
        ("en", "I get a cold sore every winter."),
        ("en", "No one at home has a cold sore."),
        ("en", "My husband kissed me and my lips swelled after he ate nuts."),
        ("es", "Tengo un fuego en la boca desde ayer."),
        ("es", "La mamá no tiene herpes."),
        ("zh", "我嘴角起了疱疹，痛。"),
        ("zh", "家里没人长疱疹。"),
        ("en", "I had chickenpox as a child."),
        ("en", "No chickenpox going round at school."),
        ("es", "De niño tuve varicela."),
        ("es", "En el cole no hay nadie con varicela."),
        ("zh", "我小时候出过水痘。"),
        ("zh", "班里没有人出水痘。"),
    ],
    "recent_trauma": [
        ("en", "I broke my arm as a child."),
        ("en", "It broke out all over my arm."),
        ("en", "A mosquito bit my arm yesterday."),
        ("es", "No se ha caído ni golpeado."),
        ("es", "Me picó un mosquito en la pierna."),
        ("es", "De pequeño me rompí el brazo."),
        ("zh", "没有骨折，没有摔过。"),
        ("zh", "蚊子咬了一个包，很痒。"),
        ("zh", "十年前骨折过。"),
    ],
    "new_medication": [
        ("en", "On lisinopril for eight years, nothing new."),
        ("en", "She takes no medicines."),
        ("es", "Toma enalapril desde hace seis años."),
        ("es", "No toma medicinas nuevas."),
        ("es", "No he tomado amoxicilina."),
        ("zh", "长期服用降压药十年。"),
        ("zh", "没有吃过阿莫西林。"),
        ("zh", "最近没吃新药。"),
    ],
    "family_history_of_same_condition": [
        ("en", "My mother had them removed."),
        ("en", "Nobody in my family has it."),
        ("en", "My mum has diabetes."),
        ("es", "Mi madre no tiene manchas."),
        ("es", "En mi familia nadie tiene esto."),
        ("es", "Mi papá tiene presión alta."),
        ("zh", "家里没有人得过这个。"),
        ("zh", "父亲有高血压。"),
        ("zh", "妈妈说没关系。"),
    ],
    "malignancy_internal": [
        ("en", "I am scared it could be leukaemia."),
        ("en", "Could this be lymphoma?"),
        ("es", "Tengo miedo de que sea leucemia."),
        ("zh", "怕是淋巴瘤。"),
    ],
}


@pytest.mark.parametrize(("finding", "language", "text"), [(key, *one) for key, told in TOLD.items() for one in told])
def test_it_is_read_however_it_is_told(finding: str, language: Language, text: str) -> None:
    assert finding in present(text, language)


@pytest.mark.parametrize(("finding", "language", "text"), [(key, *one) for key, told in UNTOLD.items() for one in told])
def test_what_only_sounds_like_it_or_denies_it_is_none(finding: str, language: Language, text: str) -> None:
    assert finding not in present(text, language)
