"""Rare and everyday conditions that had no card: other words than the card's put them among the first three."""

import pytest

from dermagent.api import diagnose
from dermagent.knowledge.base import knowledge
from dermagent.knowledge.meant import conditions_meant
from dermagent.types import Case, Language


def listed(text: str, language: Language) -> list[str]:
    """The conditions of the answer, the likeliest first."""
    return [one.condition for one in diagnose(Case(history=text, language=language)).ranked]


@pytest.mark.parametrize(
    ("condition", "language", "text"),
    [
        (
            "pseudoxanthoma_elasticum",
            "en",
            "F 41. Asymptomatic yellow coalescing papules, lateral neck + antecubital fossae + groins, "
            "cobblestoned and lax, slowly progressive since teens. Fundus: angioid streaks, reduced vision left "
            "eye. Cousin affected.",
        ),
        (
            "pseudoxanthoma_elasticum",
            "zh",
            "我三十岁，脖子两侧和腋窝从十几岁起就有一片片黄色小疙瘩，摸着软软的，皮肤也松了，不疼不痒，姐姐也一样。",
        ),
        (
            "erythropoietic_protoporphyria",
            "zh",
            "女儿五岁，从两岁起一晒太阳十来分钟手背和脸就火辣辣地痛，哭闹不止，要用冷水冲。之后手背肿起来，但从来没有起过水疱，第二天就好。每年春夏都这样。",
        ),
        (
            "erythropoietic_protoporphyria",
            "en",
            "Boy 7 y. Since toddlerhood recurrent burning pain and swelling of face and dorsal hands within "
            "minutes of sunlight, even through window glass. No blisters. Faint waxy scars on nose and over "
            "knuckles. Uncle has the same.",
        ),
        (
            "yellow_nail_syndrome",
            "es",
            "Varón de 63 años. Todas las uñas de manos y pies amarillas, engrosadas y muy curvas desde hace dos "
            "años, casi no crecen. Edema de ambas piernas, tos crónica con expectoración y derrame pleural "
            "derecho.",
        ),
        (
            "yellow_nail_syndrome",
            "en",
            "My mum is 58. Every one of her nails has gone thick and yellow and she hardly ever has to cut them "
            "any more. Both ankles and feet are puffy, and she has had a cough and blocked sinuses for years.",
        ),
        (
            "pachyonychia_congenita",
            "zh",
            "男，24岁。自幼二十个指趾甲均增厚、变硬、呈楔形隆起，足底承重处疼痛性角化斑块及水疱，行走困难，足底多汗。舌背白色斑块，腋下多发囊肿。父亲有同样病史。",
        ),
        (
            "pachyonychia_congenita",
            "en",
            "Our daughter is 6 and all her nails have been thick as wood since she was a few months old. Since "
            "she started walking she gets very sore calluses with blisters under them on her soles, and her dad "
            "and gran have the same feet. There is white stuff on her tongue that is not thrush.",
        ),
        (
            "necrolytic_migratory_erythema",
            "en",
            "61M, 8 kg weight loss, newly diagnosed diabetes. Migrating annular red patches with erosions and "
            "crusts at the edge, groin, buttocks, lower abdomen and around the mouth, coming and going for 9 "
            "months. Sore red tongue, diarrhoea. Antifungals and steroid creams no help.",
        ),
        (
            "necrolytic_migratory_erythema",
            "es",
            "Tengo 57 años y desde hace meses me salen en las ingles, las nalgas y alrededor de la boca unas "
            "manchas rojas en anillo que se van moviendo, se despellejan y hacen costra. Duelen. He adelgazado "
            "mucho, me han encontrado azúcar en la sangre y me arde la lengua.",
        ),
        (
            "juvenile_plantar_dermatosis",
            "zh",
            "孩子8岁，两只脚前脚掌和大脚趾底面皮肤发红发亮、干燥，还裂口子，走路疼，脚趾缝倒是好好的。他脚爱出汗，整天穿球鞋，小时候有湿疹。断断续续一年了。",
        ),
        (
            "juvenile_plantar_dermatosis",
            "es",
            "Niño de 9 años, atópico. Plantas de ambos antepiés y pulpejos de los dedos de los pies "
            "eritematosas, brillantes, secas, con fisuras dolorosas; espacios interdigitales respetados. Usa "
            "zapatillas sintéticas y le sudan mucho los pies. Cultivo de hongos negativo.",
        ),
        (
            "pilonidal_disease",
            "en",
            "I'm a 22 year old lorry driver, pretty hairy. There's a sore lump at the top of my bum crack over "
            "the tailbone that leaks smelly stuff and blood on my pants every few weeks. The nurse saw two "
            "little holes with hair poking out.",
        ),
        (
            "pilonidal_disease",
            "zh",
            "男，19岁，骶尾部臀沟正中见两个小凹孔，内有毛发，反复流脓半年，近日旁边肿痛结节。体毛重，久坐，体型肥胖。",
        ),
        (
            "lipschutz_ulcer",
            "en",
            "Girl, 13, never sexually active. Three days after a flu-like illness with fever and sore throat: "
            "sudden extremely painful deep ulcers on both inner labia, facing each other, with a grey-black "
            "base. No mouth ulcers, never before.",
        ),
        (
            "lipschutz_ulcer",
            "es",
            "Mi hija de 14 años ha tenido gripe con fiebre y ahora tiene en la vulva dos llagas profundas muy "
            "dolorosas con el fondo gris, no puede ni orinar. No ha tenido relaciones. Le salieron de un día "
            "para otro.",
        ),
        (
            "pruritus_ani",
            "zh",
            "男，48岁，肛门周围瘙痒一年多，夜里更厉害，忍不住抓，越擦越痒。大便后总擦不干净，爱喝咖啡吃辣。皮肤稍红有抓痕，没有流血，大便正常。",
        ),
        (
            "pruritus_ani",
            "en",
            "45 year old man, maddening itch round the back passage for eight months, worst at night and after a "
            "bowel movement. Perianal skin thickened with scratch marks and a few small cracks, otherwise well, "
            "skin elsewhere clear. Uses wet wipes many times a day.",
        ),
        (
            "prurigo_pigmentosa",
            "en",
            "I'm a 24 year old woman and went on a keto diet six weeks ago. Itchy red bumps came up on my "
            "upper back, chest and neck in crops, and where they fade there is a brown net-like pattern. "
            "Steroid cream did nothing.",
        ),
        (
            "prurigo_pigmentosa",
            "zh",
            "女，22岁，节食减肥一个月后，背部和胸口反复冒出成片的红色小疙瘩，很痒，消退后留下网状的褐色色素沉着。",
        ),
        (
            "swimmer_s_itch",
            "en",
            "Yesterday the kids paddled in the lake with the ducks for an hour. My son's legs were tingling "
            "when he came out and by the evening both legs were covered in very itchy little red bumps, not "
            "where his trunks were.",
        ),
        (
            "swimmer_s_itch",
            "zh",
            "男，35岁，昨天下水田插秧，上岸后小腿刺痒，几小时后两腿泡水的地方出了很多红色小丘疹，奇痒，没有发烧。",
        ),
        (
            "progressive_macular_hypomelanosis",
            "en",
            "19F, Black. Two years of pale spots on the lower back and belly that run together in the middle. "
            "No itch, no scaling, never red. Antifungal shampoo and cream made no difference.",
        ),
        (
            "stucco_keratosis",
            "en",
            "Man of 71. Dozens of small dry whitish bumps on both ankles and the tops of my feet for years, "
            "they look stuck on and I can pick them off with a nail. They don't hurt or itch.",
        ),
        (
            "stucco_keratosis",
            "zh",
            "男，68岁，双小腿和脚背好多年长了许多灰白色的小颗粒，干干的像粘在皮肤上，用指甲能刮下来，不痛不痒。",
        ),
        (
            "poikiloderma_of_civatte",
            "en",
            "Woman 56, fair skin, lots of sunbathing in her life. Both sides of the neck are reddish brown and "
            "mottled with fine veins for ten years; the skin right under the chin is normal. It does not "
            "bother her otherwise.",
        ),
        (
            "poikiloderma_of_civatte",
            "es",
            "Mujer de 60 años. A ambos lados del cuello y en el escote tengo desde hace años una mancha rojiza "
            "y marrón como en red con venitas finas. No pica. He tomado mucho el sol.",
        ),
        (
            "demodicosis",
            "en",
            "62 year old man, for months rough itchy red spots with tiny pustules on one cheek, round the eye "
            "and along the lashes with scales. Never flushed in my life. Metronidazole cream did not help; it "
            "feels as if something crawls on the face.",
        ),
        (
            "demodicosis",
            "zh",
            "女，50岁，鼻子两边和眼睛周围毛囊性红疙瘩、脓疱伴细小鳞屑半年，脸上又痒又有虫爬感，眼睫毛也掉，平时脸不潮红。",
        ),
        (
            "tattoo_reaction",
            "en",
            "M 41. Sharply confined to the red ink of a forearm tattoo: indurated, itchy, hyperkeratotic "
            "plaque with nodules for eight months, black ink spared. No fever.",
        ),
        (
            "tattoo_reaction",
            "es",
            "Hombre de 33 años con placa indurada, edematosa y muy pruriginosa limitada a la tinta roja del "
            "tatuaje del brazo desde hace cinco meses.",
        ),
        (
            "progressive_macular_hypomelanosis",
            "es",
            "Chica de 19 años, piel morena. Máculas hipopigmentadas de bordes mal definidos, confluentes, en "
            "la zona lumbar y el abdomen desde hace dos años. No hay picor ni descamación ni eritema.",
        ),
        (
            "tinea_barbae",
            "en",
            "I'm a dairy farmer, 38. Three weeks ago a patch came up in my beard on the left jaw, now it is a "
            "boggy lump with crusts and pus and the whiskers fall out when I touch them. It hardly hurts. "
            "Antibiotics did nothing.",
        ),
        (
            "tinea_barbae",
            "es",
            "Varón de 45 años, ganadero. Placa inflamatoria en la barba del lado derecho con pústulas, costras "
            "y pelos que se caen fácilmente desde hace un mes. Cría terneros. Los antibióticos no han servido.",
        ),
        (
            "majocchi_granuloma",
            "en",
            "Woman 31. I shave my legs and have athlete's foot. For two months there is a scaly patch on my "
            "left shin with red firm bumps and pustules around the hairs. Hydrocortisone made it worse, it "
            "itches a bit.",
        ),
        (
            "majocchi_granuloma",
            "zh",
            "女，40岁，右小腿一片红斑鳞屑，涂激素药膏两个月后毛囊处长出许多红色丘疹和小结节、脓疱，轻微瘙痒，有脚气。",
        ),
        (
            "solar_urticaria",
            "en",
            "Every time I step into the sun, within five minutes the bare skin of my arms and chest comes up "
            "in itchy red welts. They are gone an hour or two after I go back inside. This has been going on "
            "for three years. I'm 34, female.",
        ),
        (
            "solar_urticaria",
            "zh",
            "女，28岁，两年来一晒太阳几分钟后暴露的胳膊和脖子就起一片片风团，很痒，回到室内一两个小时就退，衣服遮住的地方没有。",
        ),
        (
            "photoallergic_contact_dermatitis",
            "en",
            "44 year old man. I rubbed ketoprofen gel on my knee and forearms after football and sat in the "
            "sun. Two days later an itchy red weeping rash with little blisters came there and on other sunny "
            "skin.",
        ),
        (
            "photoallergic_contact_dermatitis",
            "es",
            "Mujer de 36 años. Dos días después de usar una crema solar nueva en la playa me salió un eccema "
            "rojo con ampollitas que pica mucho en la cara, el escote y los antebrazos. La piel tapada por el "
            "bañador está bien.",
        ),
        (
            "surgical_site_infection",
            "en",
            "I had my gallbladder operation nine days ago. Since yesterday the cut on my belly is red, hot and "
            "more painful, and smelly yellow pus is coming out between the stitches. Temperature 38.1.",
        ),
        (
            "surgical_site_infection",
            "es",
            "Hombre de 66 años operado de hernia hace una semana. La herida de la ingle está roja, caliente, "
            "hinchada y duele cada vez más, y le sale pus.",
        ),
        (
            "foreign_body_in_skin",
            "en",
            "Two days ago I was carrying planks and something went into my palm. There is a small black line "
            "under the skin and it hurts when I press just there, a little red around it.",
        ),
        (
            "foreign_body_in_skin",
            "zh",
            "男，30岁，昨天干活时手指被木刺扎了，皮下能看到一个小黑点，按压时刺痛，周围有点红肿。",
        ),
        (
            "herpangina",
            "en",
            "Our 3 year old has had a fever of 39.5 since yesterday, a sore throat, drools and will not eat. "
            "At the back of the throat there are several tiny blisters and little grey sores on the soft "
            "palate. Hands and feet are clear.",
        ),
        (
            "herpangina",
            "zh",
            "孩子2岁，昨天突然高烧39度，咽痛流口水不肯吃东西，软腭和咽部有好几个小水疱和溃疡，手脚没有疹子，牙龈也正常。",
        ),
        (
            "foreign_body_in_skin",
            "es",
            "Ayer se me clavó una astilla en el dedo al serrar madera. Se ve una rayita negra bajo la piel y "
            "me duele si aprieto justo ahí.",
        ),
        (
            "hidrocystoma",
            "en",
            "Woman 51. A single clear, slightly bluish bump like a tiny water balloon on the edge of my lower "
            "eyelid for a year. Painless. It gets bigger in hot weather and smaller in winter.",
        ),
        (
            "hidrocystoma",
            "zh",
            "男，55岁，右下眼睑一个半透明淡蓝色小囊肿两年，慢慢长大，夏天出汗时变大，不痛不痒，表面光滑。",
        ),
        (
            "accessory_nipple",
            "en",
            "26 year old man, small soft brown bump about 8 cm below my left nipple. It has been there since "
            "birth and never changed. It has a little dimple in the middle and looks a bit like a nipple.",
        ),
        (
            "accessory_nipple",
            "es",
            "Mujer de 30 años. Debajo del pecho derecho tengo desde que nací un granito marrón, blando, con un "
            "hoyito en el centro. No duele ni ha cambiado, solo se hinchó un poco en el embarazo.",
        ),
        (
            "accessory_tragus",
            "en",
            "Our newborn girl has a little skin-coloured fleshy tag in front of her right ear. It was there at "
            "birth, soft with something firm inside. She is well.",
        ),
        (
            "accessory_tragus",
            "zh",
            "宝宝3个月，出生时左耳前面就有一个肤色的小肉疙瘩，摸着有点软骨，不痛不痒，一直没变化。",
        ),
        (
            "exogenous_ochronosis",
            "en",
            "Black woman, 47, used a skin-lightening cream with hydroquinone on her face for eight years. Now "
            "both cheeks and the forehead are getting darker, blue-grey to black speckles like a net, no itch.",
        ),
        (
            "exogenous_ochronosis",
            "es",
            "Mujer de 50 años, piel negra. Lleva años aplicándose una crema blanqueadora en la cara y ahora "
            "las mejillas están cada vez más oscuras, de color azul grisáceo, con puntitos negros. No pica.",
        ),
        (
            "cheilitis_granulomatosa",
            "en",
            "22M. For a year my upper lip swells up every few weeks, at first it went down in days, now it "
            "stays thick, firm and rubbery with a crack in the middle. Antihistamines do nothing. My tongue "
            "has deep furrows.",
        ),
        (
            "cheilitis_granulomatosa",
            "zh",
            "女，19岁，下唇反复肿胀一年多，开始几天消退，现在一直肿着，硬硬的像橡皮，还有裂口，不痒，吃抗过敏药没用。",
        ),
        (
            "erosive_pustular_dermatosis_of_the_scalp",
            "en",
            "Man 81, bald, sun-damaged scalp. Since the keratoses were frozen six months ago the top of his "
            "head has been covered by yellow-brown crusts, underneath it is raw and weeping with small pools "
            "of pus. Antibiotics did not help.",
        ),
        (
            "erosive_pustular_dermatosis_of_the_scalp",
            "es",
            "Mujer de 78 años. Desde hace ocho meses tiene en el cuero cabelludo, fino y calvo, costras con "
            "erosiones y pústulas debajo que no curan. Empezó después de un golpe. Los cultivos son negativos.",
        ),
        (
            "kimura_disease",
            "en",
            "Chinese man, 28. For three years a painless lump under the skin behind his right ear has slowly "
            "grown, another by the jaw, swollen glands in the neck. It itches at times. Blood test: "
            "eosinophils 22 %.",
        ),
        (
            "kimura_disease",
            "zh",
            "男，25岁，左耳后和腮部皮下肿块四年，慢慢增大，不痛，表面皮肤正常，颈部淋巴结肿大，血嗜酸性粒细胞明显升高。",
        ),
        (
            "hirsutism",
            "zh",
            "女，22岁，近两年下巴和上唇长出粗黑的毛，肚脐下面也有一条，月经不规律，体重增加，脸上有痘。",
        ),
        (
            "koilonychia",
            "en",
            "My fingernails have become thin and dip in the middle like little spoons, you could put a drop "
            "of water in them. I'm 35, very heavy periods and always tired.",
        ),
        (
            "koilonychia",
            "zh",
            "女，40岁，手指甲变薄，中间凹下去，边缘往上翘，像勺子一样，半年了，月经量大，头晕乏力，不痛。",
        ),
        (
            "nail_clubbing",
            "en",
            "Man 62, smoker. Over the last few months the ends of all my fingers have become wide and round "
            "and the nails curve over them. No pain. I have a cough and have lost some weight.",
        ),
        (
            "nail_clubbing",
            "zh",
            "男，58岁，吸烟四十年，近半年双手手指末端膨大，指甲拱起，像鼓槌，不痛，有咳嗽。",
        ),
        (
            "beau_lines",
            "en",
            "My 4 year old has deep grooves running across several of his fingernails, and two nails are "
            "lifting off at the bottom. He had hand, foot and mouth disease about six weeks ago. No pain.",
        ),
        (
            "beau_lines",
            "zh",
            "男，30岁，两个多月前高烧一周，现在十个手指甲上都有一道横沟，往外长，不痛不痒。",
        ),
        (
            "uremic_pruritus",
            "en",
            "I have been on haemodialysis for four years and I itch all over, the back is worst, I can't "
            "sleep at night. There is no rash, just dry skin and scratch marks. Nobody else at home itches.",
        ),
        (
            "uremic_pruritus",
            "zh",
            "男，65岁，尿毒症透析五年，全身瘙痒半年，夜里更厉害，背部最明显，皮肤干燥，只有抓痕，没有皮疹，家里人不痒。",
        ),
        (
            "acne_excoriee",
            "en",
            "I'm 23 and I can't stop picking at my face. Every tiny pimple on my chin and cheeks gets "
            "squeezed and scratched until it bleeds and now I have scabs and dark marks everywhere. I feel "
            "awful about it. It gets worse when I am stressed.",
        ),
        (
            "acne_excoriee",
            "es",
            "Chica de 19 años. Se aprieta y se rasca todos los granitos de la cara frente al espejo, tiene "
            "costras, heridas y cicatrices en la barbilla y las mejillas, pocos comedones. Empeora en época "
            "de exámenes.",
        ),
        (
            "tattoo_reaction",
            "es",
            "Tengo un tatuaje en la pierna y las zonas rojas se han hinchado, pican mucho y están duras desde "
            "hace tres meses.",
        ),
        (
            "jellyfish_sting",
            "es",
            "Ayer en la playa, dentro del mar, sentí un latigazo en el brazo con ardor muy fuerte y enseguida "
            "salieron ronchas rojas en línea. Hoy pica y sigue rojo.",
        ),
        (
            "jellyfish_sting",
            "zh",
            "今天在海里游泳时小腿突然火辣辣地刺痛，马上起了一条条红肿的线，像鞭子抽的一样，又痛又痒。",
        ),
        (
            "symmetrical_drug_related_intertriginous_and_flexural_exanthema",
            "en",
            "Two days after starting amoxicillin I got a bright red, sharply edged rash on both buttocks, in "
            "the groin and both armpits. It itches a bit. No fever, mouth fine, I feel well.",
        ),
        (
            "symmetrical_drug_related_intertriginous_and_flexural_exanthema",
            "es",
            "Hombre de 50 años. Al día siguiente de tomar un antibiótico nuevo, nalgas y pliegues de las "
            "ingles y axilas muy rojos por los dos lados, con borde nítido. Sin fiebre ni ampollas.",
        ),
        (
            "bowenoid_papulosis",
            "en",
            "27 year old man, for eight months several small flat brown bumps on the shaft of my penis, "
            "slowly more of them. They don't itch or hurt. I've had several partners. Wart cream did nothing.",
        ),
        (
            "bowenoid_papulosis",
            "es",
            "Mujer de 30 años, desde hace un año varios granitos marrones oscuros en la vulva, no pican, han "
            "ido aumentando poco a poco. Fumadora, relaciones sin protección.",
        ),
        (
            "leukonychia",
            "en",
            "My 9 year old has little white spots on several fingernails, they come and go. Nails are smooth "
            "and don't hurt. He bites and bangs them all the time.",
        ),
        (
            "leukonychia",
            "zh",
            "女，15岁，手指甲上经常有几个白点，不痛不痒，指甲光滑，过几个月又长新的。",
        ),
        (
            "median_canaliform_dystrophy",
            "zh",
            "男，28岁，两个大拇指指甲中间一条纵沟，两边有很多小横纹，一年多，不痛，紧张时喜欢抠甲根。",
        ),
        (
            "palmar_erythema",
            "en",
            "I'm 30 weeks pregnant and both of my palms have been red for two months, the redness fades when "
            "I press. They don't itch or hurt and the skin is smooth.",
        ),
        (
            "palmar_erythema",
            "es",
            "Hombre de 55 años, bebedor, cirrosis. Las dos palmas están rojas desde hace un año, no pican ni "
            "duelen, palidecen al apretar.",
        ),
        (
            "larva_currens",
            "en",
            "Man 70, grew up in Jamaica. For years, every few weeks an itchy raised winding line appears on "
            "his buttocks and runs over the thigh within hours, then it is gone the next day. Eosinophils "
            "high.",
        ),
        (
            "pediculosis_corporis",
            "zh",
            "男，60岁，流浪，长期不换衣服，肩背和腰部瘙痒，抓痕结痂，衣服缝里发现虱子。",
        ),
    ],
)
def test_a_story_of_a_condition_puts_it_among_the_first_three(condition: str, language: Language, text: str) -> None:
    assert condition in listed(text, language)[:3]


@pytest.mark.parametrize(
    ("not_this", "language", "text"),
    [
        (
            "pseudoxanthoma_elasticum",
            "en",
            "Man 45, crops of yellow-orange firm bumps on elbows, knees and buttocks over the last month; "
            "triglycerides very high, diabetes.",
        ),
        (
            "erythropoietic_protoporphyria",
            "en",
            "Every May, the day after my first sunny picnic, I get itchy red bumps on my chest, arms and neck "
            "that last a week. No pain. I am 28 and it has been so for six years.",
        ),
        (
            "yellow_nail_syndrome",
            "es",
            "Hombre de 60 años con la uña del dedo gordo del pie gruesa, amarilla y que se desmenuza desde hace "
            "tres años, con descamación entre los dedos.",
        ),
        (
            "pachyonychia_congenita",
            "en",
            "Woman 30 with even thick yellow horn over the whole of both palms and soles with a red border since "
            "infancy, father the same, nails and mouth normal.",
        ),
        (
            "necrolytic_migratory_erythema",
            "en",
            "50 year old woman with sharp, smooth, shiny red plaques in both groins and under the breasts for "
            "two years; her sister has psoriasis. No weight loss, no diabetes.",
        ),
        (
            "juvenile_plantar_dermatosis",
            "en",
            "Man 34, itchy white soggy peeling skin between the fourth and fifth toes and scaling along the sole "
            "of the right foot all summer, smelly.",
        ),
        (
            "pilonidal_disease",
            "en",
            "Woman 29, smoker, painful boils again and again in both armpits and groins for five years with "
            "scars, tunnels and blackheads.",
        ),
        (
            "lipschutz_ulcer",
            "en",
            "Woman 26, grouped small blisters on the vulva that broke into shallow sores, tingling the day "
            "before; third time this year, new partner.",
        ),
        (
            "pruritus_ani",
            "en",
            "Boy 4, bright red sharply edged ring round the anus for three weeks, it hurts when he passes stool "
            "and there is blood on the paper. His sister had a strep throat.",
        ),
        (
            "prurigo_pigmentosa",
            "en",
            "17 year old with brown scaly patches between the breasts that join into a net over half a year, "
            "no itching.",
        ),
        (
            "tattoo_reaction",
            "en",
            "The week after a cut on my forearm the skin is hot, red and swollen and I have a fever.",
        ),
        (
            "swimmer_s_itch",
            "en",
            "After a week in a bed and breakfast I have lines of three or four itchy bites on my arms and neck "
            "each morning.",
        ),
        (
            "progressive_macular_hypomelanosis",
            "en",
            "Man 25, light brown and pale spots on chest and back every summer that flake when I scratch them.",
        ),
        (
            "stucco_keratosis",
            "en",
            "74 year old with several brown waxy growths on the back and face that look stuck on, one catches "
            "on the shirt.",
        ),
        (
            "poikiloderma_of_civatte",
            "en",
            "Woman 52, weakness climbing stairs for two months, purple eyelids and red rash of neck and chest.",
        ),
        (
            "demodicosis",
            "en",
            "45 year old woman whose cheeks and nose have been red for years, she flushes with wine and hot "
            "drinks, has fine veins and some pustules.",
        ),
        (
            "tinea_barbae",
            "en",
            "Black man, 27, small itchy bumps along the jaw and neck on both sides whenever I shave, some with "
            "ingrown hairs, dark marks afterwards.",
        ),
        (
            "majocchi_granuloma",
            "en",
            "Man 33, one itchy ring on the belly with a scaly edge that grows slowly and is clear in the "
            "middle; we have a new kitten.",
        ),
        (
            "solar_urticaria",
            "en",
            "Each spring the day after my first sunny day itchy bumps come on arms and chest and stay for a week.",
        ),
        (
            "photoallergic_contact_dermatitis",
            "en",
            "Itchy blistery rash on the wrist under my new watch for a week.",
        ),
        (
            "surgical_site_infection",
            "en",
            "Woman 70, leg suddenly red, hot and swollen since yesterday with fever and shivering, no wound.",
        ),
        (
            "foreign_body_in_skin",
            "en",
            "For half a year I have a hard sore spot under the sole with little black dots, it hurts when I "
            "squeeze it from the sides.",
        ),
        (
            "herpangina",
            "en",
            "Boy of 2 with fever, sores in the mouth and small blisters on palms, soles and bottom for two days.",
        ),
        (
            "hidrocystoma",
            "en",
            "Woman 35, lots of tiny firm skin-coloured bumps under both eyes for ten years.",
        ),
        (
            "accessory_nipple",
            "en",
            "Man 40, brown flat mole on the belly that has been the same for twenty years.",
        ),
        (
            "accessory_tragus",
            "en",
            "Woman 55, several soft little tags on the neck and in the armpits that catch on the necklace.",
        ),
        (
            "exogenous_ochronosis",
            "en",
            "Woman 33, brown even patches on both cheeks and the upper lip since her pregnancy, darker in summer.",
        ),
        (
            "cheilitis_granulomatosa",
            "en",
            "Man 45, lips and one eyelid swelled up within an hour this morning after a new blood pressure tablet.",
        ),
        (
            "erosive_pustular_dermatosis_of_the_scalp",
            "en",
            "Man 74, bald, many rough dry scaly spots on the scalp and forehead for years, more felt than seen.",
        ),
        (
            "kimura_disease",
            "en",
            "Woman 48, soft lump under the skin of the shoulder for six years, painless, can be moved.",
        ),
        (
            "hirsutism",
            "en",
            "Man 28, sore bumps on the chin and neck where he shaves, with curly hairs growing back into the "
            "skin for two years.",
        ),
        (
            "koilonychia",
            "en",
            "Man 60, thick yellow big toenail that crumbles, for three years, athlete's foot between the toes.",
        ),
        (
            "nail_clubbing",
            "en",
            "Woman 38 with pits in most fingernails, the tips coming loose, and scaly plaques on elbows and scalp.",
        ),
        (
            "beau_lines",
            "es",
            "Mujer de 40 años con hoyuelos en casi todas las uñas, despegadas por la punta, y placas con "
            "escamas en los codos desde hace años.",
        ),
        (
            "uremic_pruritus",
            "en",
            "Man 30, terrible itch at night for three weeks, little bumps and lines between the fingers and "
            "on the wrists, his wife itches too.",
        ),
        (
            "acne_excoriee",
            "en",
            "Boy 16 with blackheads, whiteheads and red pimples of forehead, cheeks and back for two years.",
        ),
        (
            "jellyfish_sting",
            "en",
            "Wasp stung my hand in the garden an hour ago, one hot painful swelling with a dot in the middle.",
        ),
        (
            "symmetrical_drug_related_intertriginous_and_flexural_exanthema",
            "en",
            "Woman 58, overweight, sore wet red skin under both breasts and in the groins every summer, worse "
            "with sweat.",
        ),
        (
            "bowenoid_papulosis",
            "es",
            "Hombre de 25 años con verrugas blandas color piel, como coliflor, con tallito, en el pene y "
            "alrededor del ano desde hace un mes.",
        ),
        (
            "leukonychia",
            "en",
            "Man 60, thick yellow big toenail that crumbles and has chalky stuff below, three years.",
        ),
        (
            "median_canaliform_dystrophy",
            "en",
            "Woman 55, single soft shiny lump between the nail and the last joint of one finger, clear jelly "
            "came out, a groove along that nail in front of it.",
        ),
        (
            "palmar_erythema",
            "en",
            "Woman 35, hairdresser, both palms red, itchy, scaly with painful cracks for a year.",
        ),
        (
            "larva_currens",
            "en",
            "Woman 25, wherever I scratch my arms, red raised itchy lines come up within minutes and are gone in "
            "half an hour, for two years.",
        ),
        (
            "pediculosis_corporis",
            "en",
            "Girl 8, itchy scalp, nits stuck to the hair behind the ears, three classmates have it.",
        ),
    ],
)
def test_a_story_of_its_look_alike_does_not(not_this: str, language: Language, text: str) -> None:
    assert not_this not in listed(text, language)[:3]


@pytest.mark.parametrize(
    ("card", "urgency"),
    [
        ("necrolytic_migratory_erythema", "urgent_referral"),
        ("lipschutz_ulcer", "urgent_referral"),
        ("pachyonychia_congenita", "routine"),
        ("pruritus_ani", "self_care"),
        ("swimmer_s_itch", "self_care"),
        ("tattoo_reaction", "routine"),
        ("surgical_site_infection", "same_day"),
        ("tinea_barbae", "urgent_referral"),
        ("herpangina", "routine"),
        ("kimura_disease", "urgent_referral"),
        ("erosive_pustular_dermatosis_of_the_scalp", "urgent_referral"),
        ("accessory_nipple", "self_care"),
        ("hirsutism", "routine"),
        ("nail_clubbing", "urgent_referral"),
        ("beau_lines", "self_care"),
        ("uremic_pruritus", "routine"),
        ("jellyfish_sting", "self_care"),
        ("bowenoid_papulosis", "routine"),
        ("leukonychia", "self_care"),
        ("larva_currens", "urgent_referral"),
        ("pediculosis_corporis", "routine"),
    ],
)
def test_its_card_says_how_soon_to_be_seen(card: str, urgency: str) -> None:
    assert knowledge().cards[card].urgency == urgency


@pytest.mark.parametrize(
    ("said", "condition"),
    [
        ("Grönblad-Strandberg syndrome", "pseudoxanthoma_elasticum"),
        ("síndrome de las uñas amarillas", "yellow_nail_syndrome"),
        ("黄甲综合征", "yellow_nail_syndrome"),
        ("paquioniquia congénita", "pachyonychia_congenita"),
        ("先天性厚甲症", "pachyonychia_congenita"),
        ("sweaty sock dermatitis", "juvenile_plantar_dermatosis"),
        ("quiste pilonidal", "pilonidal_disease"),
        ("急性女阴溃疡", "lipschutz_ulcer"),
        ("síndrome del glucagonoma", "necrolytic_migratory_erythema"),
        ("keto rash", "prurigo_pigmentosa"),
        ("尾蚴性皮炎", "swimmer_s_itch"),
        ("alergia a la tinta del tatuaje", "tattoo_reaction"),
        ("keratosis alba", "stucco_keratosis"),
        ("毛囊虫病", "demodicosis"),
        ("tiña de barba", "tinea_barbae"),
        ("sun hives", "solar_urticaria"),
        ("切口感染", "surgical_site_infection"),
        ("疱疹性咽颊炎", "herpangina"),
        ("astilla clavada", "foreign_body_in_skin"),
        ("fotoalergia", "photoallergic_contact_dermatitis"),
        ("granuloma trichophyticum", "majocchi_granuloma"),
        ("木村病", "kimura_disease"),
        ("third nipple", "accessory_nipple"),
        ("副耳", "accessory_tragus"),
        ("ocronosis", "exogenous_ochronosis"),
        ("Melkersson-Rosenthal syndrome", "cheilitis_granulomatosa"),
        ("quiste de Moll", "hidrocystoma"),
        ("erosive pustulosis of the scalp", "erosive_pustular_dermatosis_of_the_scalp"),
        ("spoon-shaped nails", "koilonychia"),
        ("uñas en cuchara", "koilonychia"),
        ("clubbed fingers", "nail_clubbing"),
        ("dedos en palillo de tambor", "nail_clubbing"),
        ("杵状指", "nail_clubbing"),
        ("Beau's lines", "beau_lines"),
        ("dialysis itch", "uremic_pruritus"),
        ("尿毒症瘙痒", "uremic_pruritus"),
        ("acné excoriada", "acne_excoriee"),
        ("picadura de carabela portuguesa", "jellyfish_sting"),
        ("海蜇皮炎", "jellyfish_sting"),
        ("síndrome del babuino", "symmetrical_drug_related_intertriginous_and_flexural_exanthema"),
        ("狒狒综合征", "symmetrical_drug_related_intertriginous_and_flexural_exanthema"),
        ("Bowen样丘疹病", "bowenoid_papulosis"),
        ("white spots on nails", "leukonychia"),
        ("habit-tic nail deformity", "median_canaliform_dystrophy"),
        ("肝掌", "palmar_erythema"),
        ("piojos del cuerpo", "pediculosis_corporis"),
        ("estrongiloidiasis cutánea", "larva_currens"),
    ],
)
def test_its_names_mean_it(said: str, condition: str) -> None:
    assert condition in conditions_meant(said)
