"""Emergencies of vessels, penis, testicle, jaw, bladder and others that come beside the skin, and their look-alikes."""

import pytest

from dermagent.types import Language
from tests.told import urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My leg vein burst in the shower and the blood is pumping out."),
        ("en", "I knocked a varicose vein on the coffee table, it will not stop bleeding whatever I press on it."),
        ("en", "Ruptured varicosity L ankle, bleeding profusely."),
        ("es", "Me rasqué la pierna y de una várice sale sangre a borbotones."),
        ("es", "Se rompió una variz del tobillo, llevo tres toallas y no deja de sangrar."),
        ("zh", "小腿青筋破了，血直往外喷，按也按不住。"),
        ("zh", "洗澡时腿上静脉曲张的包破裂，出血不止，已湿透两条毛巾。"),
        ("en", "The varicose vein on my calf has opened up and I can't stop the bleeding."),
        ("en", "Blood is squirting out of a little hole at my ankle where the vein is."),
        ("es", "Me sangra una variz y no hay manera de pararla."),
        ("zh", "腿上曲张的静脉出血止不住。"),
        ("en", "Bled heavily from a varicose vein, blood spurting across the floor, feeling faint."),
        ("en", "The ulcer over my varicose vein keeps bleeding, pressure does not stop it."),
        ("es", "Sangre a chorros por una úlcera sobre la variz del tobillo."),
        ("zh", "脚踝静脉曲张处血像水枪一样喷出来。"),
    ],
)
def test_a_burst_vein_or_blood_that_spurts_is_an_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "18M sickle cell, painful erection for 5 hours."),
        ("es", "Tengo una erección dolorosa desde la madrugada que no se me baja."),
        ("zh", "阴茎勃起已经七个小时软不下去，很痛。"),
        ("en", "My son, 13, woke with agony in his left testicle and is throwing up."),
        ("es", "Mi hijo de 14 años tiene un dolor repentino y muy fuerte en un testículo."),
        ("zh", "儿子12岁，半夜左边睾丸突然剧痛。"),
        ("en", "I rolled my foreskin back to wash and now it is stuck behind the head, swollen."),
        ("es", "Me bajé el prepucio y no vuelve a su sitio, está hinchado y morado."),
        ("zh", "给孩子洗澡包皮翻上去回不来了，龟头肿。"),
        ("en", "Penis erect and painful for 5 hours after an injection."),
        ("en", "foreskin got pulled back at the catheter change and won't come forward, glans swollen"),
        ("en", "One testicle suddenly became very painful an hour ago."),
        ("es", "Niño de 11 años, testículo derecho con dolor brusco desde hace 3 horas."),
        ("zh", "左侧睾丸突然疼得厉害，两小时了。"),
        ("en", "Torsion of the testis suspected, pain 3 h, vomiting."),
        ("es", "Erección que no cede desde hace cuatro horas."),
        ("zh", "孩子包皮卡在冠状沟后面翻不回来，水肿。"),
    ],
)
def test_priapism_torsion_and_paraphimosis_is_an_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Cut my hand on barbed wire nine days ago, now I can't open my mouth and my neck is stiff."),
        ("en", "Lockjaw and back spasms after a garden fork went through his foot."),
        ("es", "Me clavé un alambre oxidado hace una semana y ahora se me traba la mandíbula."),
        ("zh", "十天前被生锈的铁钉扎了脚，现在牙关紧闭，脖子发硬。"),
        ("en", "Trod on a nail a week ago; jaw stiff, can't open my mouth, back spasms."),
        ("es", "Trismo y rigidez de nuca una semana tras herida con alambre."),
        ("zh", "手被铁皮割伤八天，现在张口困难，颈部发硬。"),
        ("en", "No tetanus jabs. Cut foot on glass, now spasms of the jaw and a stiff neck, swallowing hard."),
    ],
)
def test_tetanus_is_an_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Stung by a scorpion on the foot, my toddler is drooling and her eyes are rolling about."),
        ("es", "A la niña la picó un alacrán, echa mucha baba y no se está quieta, mueve los ojos sin control."),
        ("zh", "被蝎子蛰了脚，手脚乱抖，口水流个不停。"),
        ("en", "A scorpion got him on the hand; he is slobbering and his eyes dart about."),
        ("zh", "小孩被蝎子蜇伤，流涎、眼球震颤、烦躁。"),
    ],
)
def test_a_scorpion_sting_with_general_signs_is_an_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "On lisinopril, my tongue is huge this evening."),
        ("en", "Ramipril for years. Woke with fat lips and a swollen tongue."),
        ("es", "Estoy con ramipril y se me hinchó la lengua."),
        ("zh", "吃贝那普利三年，今天舌头肿得说话费劲。"),
        ("en", "Taking perindopril; my lips and tongue have swollen up."),
        ("es", "Toma enalapril y se le ha puesto la lengua enorme."),
        ("zh", "长期吃卡托普利，早上起来嘴唇和舌头肿大。"),
        ("es", "Lisinopril desde hace meses, hoy labios y lengua hinchados."),
    ],
)
def test_a_tongue_that_swells_on_an_ace_inhibitor_is_an_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Six days on warfarin, my thigh has a very sore black patch."),
        ("en", "Marcoumar begun last week; the breast is painful and going black."),
        ("es", "Empecé warfarina hace 4 días, el muslo me duele mucho y se puso negro."),
        ("zh", "吃华法林第五天，乳房疼得厉害，皮肤发黑。"),
        ("en", "Day 4 of warfarin, painful purple-black area on the buttock."),
        ("zh", "服用华法林一周，大腿皮肤疼痛变黑坏死。"),
    ],
)
def test_dead_skin_on_a_coumarin_is_an_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Shingles on my bottom, I can't pee and it is numb between my legs."),
        ("en", "Sacral zoster with urinary retention and saddle anaesthesia."),
        ("es", "Herpes zóster en el glúteo, retención de orina y entrepierna dormida."),
        ("zh", "屁股长带状疱疹，尿不出来，会阴没感觉。"),
        ("en", "Blisters on the buttock from shingles, I can't feel it when I wipe and can't pass water."),
        ("es", "Zóster sacro con retención urinaria y anestesia en silla de montar."),
        ("zh", "骶部带状疱疹，排不出尿，肛周麻木。"),
        ("en", "Herpes zoster S2-S4 with urinary retention, numb saddle area."),
    ],
)
def test_a_bladder_that_does_not_empty_with_sacral_zoster_is_an_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Scratched my shin on a bramble, the leg is swollen and turning black."),
        ("es", "Me hice un rasguño en la pierna y está hinchada y negra."),
        ("zh", "前天脚被刺扎了，脚肿得厉害，皮肤发黑。"),
        ("en", "Grazed my knee on Monday; now the leg is hugely swollen and going black."),
    ],
)
def test_a_black_swollen_limb_after_a_scratch_is_an_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Chickenpox, and the baby's fitting."),
        ("en", "Rash and fever, she keeps fitting."),
        ("es", "Tiene sarampión y le dio un ataque con sacudidas, convulsiona."),
        ("zh", "出麻疹，孩子抽风了。"),
        ("en", "Scarlet rash and high temperature, he's fitting now."),
    ],
)
def test_a_fit_with_an_exanthem_is_an_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "On azathioprine. Shingles began on the ribs, now blisters all over the body."),
        ("es", "Tomo metotrexato. La culebrilla se me extendió por todo el cuerpo."),
        ("zh", "肾移植后，带状疱疹扩散到全身。"),
        ("en", "Renal transplant. Zoster, now disseminated all over the body."),
        ("es", "Trasplantado de riñón, herpes zóster diseminado por todo el cuerpo."),
        ("es", "Con quimioterapia, la culebrilla se extendió por todo el cuerpo."),
    ],
)
def test_zoster_all_over_with_weak_defences_is_an_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Cartilage piercing five days ago, upper ear red, swollen and very sore."),
        ("es", "Me hice un piercing en el cartílago y la oreja está roja, caliente e hinchada."),
        ("zh", "打耳骨钉后整个耳朵又红又肿又烫。"),
        ("en", "Helix piercing last week. The ear is throbbing, hot and swollen."),
        ("es", "Piercing en el hélix hace 4 días, oreja hinchada, roja y con dolor."),
        ("zh", "耳轮打洞后红肿热痛。"),
        ("zh", "打耳骨洞一周，耳廓红肿疼痛流脓。"),
    ],
)
def test_a_pierced_ear_that_swells_is_for_the_same_day(language: Language, text: str) -> None:
    assert urgency(text, language) in ("emergency", "same_day")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Varicose veins for years, itchy brown patches round the ankles, no bleeding."),
        ("en", "Nicked a mole shaving, it bled a lot but stopped after five minutes of pressing."),
        ("en", "I squeezed the pimple and blood squirted out, now a scab."),
        ("es", "Me apreté un grano y salió un chorro de sangre, ya se secó."),
        ("zh", "挤痘痘的时候喷了一点血，现在结痂。"),
        ("en", "The spot on my nose keeps bleeding on and off for months."),
        ("en", "Itchy scrotum for three weeks, sore from scratching."),
        ("en", "Tight foreskin since childhood that won't pull back, no pain."),
        ("en", "No priapism, no testicular pain. Dry skin on the penis."),
        ("es", "Picor en los testículos desde hace un mes."),
        ("zh", "阴囊湿痒两个月。"),
        ("zh", "真是蛋疼，脸上又长痘。"),
        ("en", "Stepped on a nail yesterday, tetanus jab given, tiny hole, no pain."),
        ("en", "My jaw clicks when I chew. Acne on the jaw line."),
        ("es", "Pisé un clavo hace un año, me quedó un callo."),
        ("zh", "打过破伤风针，脚上有个小疤。"),
        ("en", "Teething baby drools all day, mosquito bites on the legs."),
        ("es", "El bebé babea por los dientes y tiene picaduras de mosquito."),
        ("zh", "宝宝长牙流口水，下巴有红疹，腿上蚊子包。"),
        ("en", "I take enalapril. Lips are dry and cracked."),
        ("es", "Tomo enalapril, sin hinchazón de labios ni lengua. Caspa."),
        ("zh", "吃依那普利，嘴唇干裂。"),
        ("en", "On warfarin for years. Black mole on the back, unchanged."),
        ("en", "On apixaban, small dry patch on the elbow."),
        ("es", "Tomo Sintrom. Uña negra por un golpe hace un mes."),
        ("zh", "吃华法林五年，背上有颗黑痣没变化。"),
        ("en", "Shingles scar on the buttock, I pee normally, no numbness."),
        ("zh", "屁股带状疱疹好了，小便正常。"),
        ("es", "Puedo orinar bien, granos en las nalgas."),
        ("en", "Ears pierced as a child, keloid on the lobe."),
        ("es", "Tengo una bolita junto al piercing de la nariz desde hace meses."),
        ("en", "Twisted my ankle, swollen and black and blue, walking fine."),
        ("en", "He's fitting a kitchen and his hands are cracked."),
        ("en", "I need well fitting shoes, corn on the toe."),
        ("en", "Had shingles years ago. Dry skin all over."),
        ("zh", "打了带状疱疹疫苗，全身干痒。"),
        ("en", "A little vein burst in my eye, the white is red, no pain, sight fine."),
        ("en", "Spider veins on the cheeks, one popped years ago."),
        ("en", "The wart bled when I picked it."),
        ("es", "Arañitas en las piernas, una vena se me rompió y quedó un moretón."),
        ("zh", "腿上有蚯蚓一样的静脉，没出过血。"),
        ("en", "Red itchy patch under the foreskin for two weeks."),
        ("en", "Small painless lump in the testicle skin for years."),
        ("en", "I picked a scab off and it would not stop bleeding for a minute, fine now."),
        ("es", "Se me inflaman las varices y me pica el tobillo."),
        ("zh", "静脉曲张多年，脚踝色素沉着，痒。"),
    ],
)
def test_their_look_alikes_are_not_urgent(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day")
