"""Dangers of airway, allergy, newborns, scalded skin, pregnancy, heat and cold told in lay words, and look-alikes."""

import pytest

from dermagent.types import Language
from tests.told import observed, present, urgency

EMERGENCIES: list[tuple[Language, str]] = [
    ("en", "My nephew took one bite of the cashew cake and now his face is like a football and he is wheezing."),
    ("en", "Auntie chop crayfish, her body full of rashes, she dey vomit and her eye dey turn."),
    (
        "en",
        "Mum's tongue is filling her mouth since the new blood pressure tablet, she's dribbling.",
    ),
    (
        "en",
        "Got stung by a wasp in the garden twenty minutes ago. Itchy all over, feel like the room is spinning.",
    ),
    ("en", "After the ceftriaxone drip the patient is having full body hives, BP 80/50 and restless."),
    (
        "en",
        "Sir, my wife ate prawn curry, after that lips became thick like anything, throat is becoming tight.",
    ),
    ("en", "Bee got him on the neck. He's gone grey and sweaty and keeps saying he's going to pass out."),
    ("en", "My son has hives after his amoxicillin and now his breathing sounds like a squeaky toy."),
    ("en", "Her lips are swelling by the minute and her voice has gone funny, like she's got a cold."),
    ("en", "Grandad's tongue has swollen so much he can't close his mouth."),
    ("en", "The child swallow piece of groundnut, im face don swell, e no fit breathe well."),
    ("en", "Newborn, 12 days old, cluster of tiny blisters on her scalp, feeding fine."),
    ("en", "Our three week old is sleeping through feeds, hot to touch and has a blotchy rash."),
    ("en", "Baby is six weeks, temp 38.6, spotty, breathing with a grunt."),
    ("en", "My baby two months, fever and spots, not sucking, head falling back when I lift."),
    ("en", "5 week old with rash, cries like a cat and won't take her bottle."),
    ("en", "Four year old, skin so sore he screams when touched, it's coming off in my hands when I lift him."),
    (
        "en",
        "My toddler looks sunburnt all over. Skin slides off under his arms when I dry him. Fever 39.",
    ),
    ("en", "Ran the half marathon in the heat, collapsed, skin red and dry, talking rubbish."),
    ("en", "Grandma was in the flat without fan, skin hot and dry, very confused, heat rash on chest."),
    ("en", "Measles spots for four days and now he is having fits and won't wake up properly."),
    ("en", "Pregnant 30 weeks with chickenpox, struggling to breathe and coughing."),
    ("es", "Comí camarones y se me está cerrando el pecho, tengo ronchas por todas partes."),
    (
        "es",
        "A mi hijo le dieron una galleta con nuez y se le puso la cara como un globo, está vomitando.",
    ),
    ("es", "Después de la inyección de penicilina se puso pálida, sudaba frío y se desmayó, llena de ronchas."),
    ("es", "A mi abuelo se le está hinchando la lengua y ya no puede tragar ni la saliva."),
    ("es", "Me picó una abeja hace un rato, tengo la garganta apretada y siento que me muero."),
    ("es", "Mi tía tiene la cara deformada y le cuesta respirar desde que tomó el naproxeno."),
    ("es", "Mi esposo con la boca hinchada como bemba, ronco y babeando."),
    ("es", "La picó una avispa y a los diez minutos estaba en el suelo, fría, y no contestaba."),
    ("es", "Mi bebé de 15 días tiene ampollitas en el párpado y no quiere comer."),
    ("es", "Bebé de mes y medio con fiebre de 38.5, manchas y muy dormido, no despierta para comer."),
    ("es", "Mi guagua de 2 meses con calentura, quejándose al respirar y moradita alrededor de la boca."),
    ("es", "Recién nacida con pielecita que se le cae al tocarla y ampollas grandes."),
    (
        "es",
        "Mi hijo de 3 años tiene la piel roja, le duele que lo toquen y se le está pelando como quemado, con fiebre.",
    ),
    ("es", "La piel del niño se desprende cuando lo baño, debajo está en carne viva, grita de dolor, 4 años."),
    ("es", "Se insoló en la obra, tiene la piel ardiendo, no suda y está diciendo incoherencias."),
    ("es", "Dejaron al perro y a la niña en el coche al sol, ella está roja, caliente y no reacciona."),
    ("es", "Se le congelaron los dedos en la montaña, están blancos y duros y no los siente."),
    ("es", "Tengo VIH sin tratamiento, fiebre y granos con ombligo por todo el cuerpo que se hacen llagas negras."),
    ("es", "Embarazada con varicela y mucha falta de aire."),
    ("es", "Tuvo sarampión y ahora convulsiona."),
    ("zh", "吃了腰果之后全身起风团，喉咙像被掐住，喘不上气。"),
    ("zh", "被黄蜂蜇了十分钟，全身痒，头晕眼花，站都站不住。"),
    ("zh", "打完头孢吊针，脸色煞白，浑身湿冷，叫他没反应。"),
    ("zh", "我爸吃了新的降压药，舌头肿得说不清话，口水直流。"),
    ("zh", "小朋友吃咗虾，成面肿晒，气喘，仲呕。"),
    ("zh", "嘴唇肿得像香肠，声音沙哑，吞咽困难，昨晚吃了海鲜。"),
    ("zh", "宝宝出生十天，额头几个小水泡，吃奶正常。"),
    ("zh", "宝宝四十天，发烧38.3，身上有红疹，精神很差不吃奶。"),
    ("zh", "两个月大的婴儿高烧，皮肤花花的，一直哼哼，奶也不喝。"),
    ("zh", "三岁孩子皮肤像烫伤一样，一碰就掉皮，哭得厉害，发烧。"),
    ("zh", "娃娃全身通红，一抱就喊痛，腋下的皮一搓就掉下来，两岁。"),
    ("zh", "工地干活中暑，皮肤滚烫不出汗，人糊涂说胡话。"),
    ("zh", "冻伤，脚趾发黑起血泡，没有知觉。"),
    ("zh", "在雪山上手指冻得像石头，又白又硬，摸着没感觉。"),
    ("zh", "孩子出麻疹第五天，抽搐，叫不醒。"),
    ("zh", "怀孕七个月出水痘，喘得厉害，咳嗽带血。"),
    ("en", "De boy eat snapper and now he mouth swell up big so, and he cyah catch he breath."),
    ("en", "Since this morning my top lip keeps getting fatter and now my throat feels full."),
    ("en", "My uncle takes ramipril. Tonight his tongue is thick and he can't get his words out, drooling."),
    ("en", "54M, ACE inhibitor, tongue oedema, muffled voice, drooling."),
    ("en", "F 23, post peanut, urticaria, wheeze, SBP 78."),
    ("en", "Hornet stung my dad at the back of the mouth, it is puffing up inside."),
    ("en", "Bitten by red ants all over the leg, now she is itching everywhere and has passed out twice."),
    ("en", "Given penicillin injection at the chemist, then body start to shake, eyes go white and she fall."),
    ("en", "Baby is nine days. Little clear blisters near the eye, I get cold sores."),
    ("en", "1/52 old, vesicles on scalp electrode site, lethargic."),
    ("en", "He is only 20 days and the belly button is red, hard and smelly, and he is burning up."),
    ("en", "Our newborn is yellow, won't wake for feeds and has peeling skin with big loose blisters."),
    ("en", "10/52 infant T 38.9 mottled, grunting, bulging fontanelle."),
    ("en", "She's 2 months old, has a temperature and little purple dots, she's just lying there."),
    ("en", "The baby just lie down, him no dey suck, body hot, rash for belly, two months old."),
    ("en", "Child 3y, tender erythroderma, perioral crusting, Nikolsky positive, T 39."),
    ("en", "Roofer working all afternoon at 40 degrees, stopped sweating, stumbling and abusive, temp 41."),
    ("en", "My gran was found in the hot caravan, skin burning, won't answer us."),
    ("en", "Frozen fingers after being stuck on the hill, like wood, grey, no feeling and now blistering."),
    ("en", "Day 6 of measles, breathing very fast, lips blue."),
    ("en", "Chickenpox, 33 weeks pregnant, short of breath."),
    ("es", "Se comió un alfajor con maní, le salieron ronchas y se está ahogando."),
    ("es", "A mi pibe lo picaron avispas, está todo hinchado, pálido y se desmayó."),
    ("es", "Mi patrona tomó enalapril y se le hincharon la lengua y los labios, no puede hablar."),
    ("es", "Tengo la lengua hinchada, saliva que no puedo tragar, la voz me sale como tapada."),
    ("es", "Le pusieron ceftriaxona y se llenó de ronchas, vomitó y tiene la presión en 70/40."),
    ("es", "Varón 60 a, edema lingual, estridor, IECA."),
    ("es", "Mi mamita comió mariscos y ahora le silba el pecho y tiene la cara hinchadota."),
    ("es", "Al wawa de 5 días le salieron ampollitas en la cabeza."),
    ("es", "RN 8 días, vesículas en cuero cabelludo, hipoactivo."),
    ("es", "Bebecita de un mes, calentura, no quiere chichi, está aguadita."),
    ("es", "Mi nena de 2 meses tiene 39, puntitos morados y no se despierta bien."),
    ("es", "Tiene veinte días de nacido y el ombligo está rojo, hinchado y con mal olor, fiebre."),
    ("es", "Estuvo en la zafra todo el día, lo trajeron con la piel seca y caliente, convulsionando."),
    ("es", "Después de la nevada tiene los dedos de los pies negros y con ampollas, sin sensibilidad."),
    ("es", "Mi hijo con sarampión está respirando muy rápido y se le hunde el pecho."),
    ("zh", "俺娘吃了海蟹，脸肿得跟发面馒头似的，喘不上气来。"),
    ("zh", "阿爸食完降压药条脷肿到讲唔到嘢，流口水。"),
    ("zh", "老汉遭马蜂锥了几下，脸都青了，喊他都不晓得应。"),
    ("zh", "吃头孢过敏，全身风团，血压70/40，意识模糊。"),
    ("zh", "小孩吃了开心果，眼睛肿得睁不开，全身疹子还一直吐。"),
    ("zh", "新生儿8天，头皮成簇水疱，嗜睡。"),
    ("zh", "宝宝二十天，肚脐红肿流脓还发臭，发烧。"),
    ("zh", "两个月宝宝高烧不退，身上有紫点点，抱着软绵绵。"),
    ("zh", "满月不久的毛毛，发烧，奶也不吃，一身花纹。"),
    ("zh", "一岁半娃娃全身红得像煮熟的虾，碰一下就哭，脖子的皮被毛巾擦掉了。"),
    ("zh", "麦田里割麦中了暑，浑身烫，抽筋，喊不醒。"),
    ("zh", "冻得脚趾发白发硬，像石头，没有感觉，起了血泡。"),
    ("zh", "麻疹第七天，嘴唇发紫，呼吸很快。"),
    ("zh", "孕三十周出水痘，气促，血氧90%。"),
]
TODAY: list[tuple[Language, str]] = [
    ("en", "I am 20 weeks and sat next to a girl who came out with chickenpox the next day. I never had it."),
    ("en", "My wife is 8 months, her palms itch like mad every night, no rash."),
    ("en", "Expecting our first, shingles on my dad, he hugged me yesterday. Never had chicken pox."),
    ("en", "Rash started at the belly button in my last month of pregnancy, now it's big tense blisters."),
    ("en", "My unvaccinated kid has a fever, cough, red eyes and a rash that began behind the ears."),
    ("en", "Fever, swollen groin glands and pus bumps on my penis after a festival hook up."),
    ("en", "Baby of ten days with pus spots on the neck but feeding well."),
    ("es", "Estoy embarazada de 5 meses y mi sobrino con varicela durmió en mi cama. No la he tenido."),
    ("es", "Tengo 8 meses de embarazo y me pican las manos y los pies de noche sin ronchas."),
    ("es", "Estoy de 32 semanas con ampollas grandes alrededor del ombligo, pican horrible."),
    ("es", "Niño sin vacunas con fiebre, tos, ojos rojos y manchas que bajan de la cara."),
    ("es", "Granitos con pus en los genitales, fiebre y ganglios en la ingle después de una fiesta."),
    ("zh", "怀孕五个月，邻居孩子得水痘，昨天一起玩，我没得过。"),
    ("zh", "怀孕三十四周，晚上手心脚心痒得睡不着，没有疹子。"),
    ("zh", "孕晚期肚脐周围起大水泡，特别痒。"),
    ("zh", "孩子没打麻疹疫苗，发烧流鼻涕眼睛红，耳朵后面开始出疹子。"),
    ("zh", "下面长了带脓的疹子，发烧，腹股沟淋巴结肿，两周前有过性接触。"),
    ("en", "Six months pregnant, little boy at nursery has chicken pox and I sat him on my lap. Never had it."),
    ("en", "Pregnant lady with itchy blisters around umbilicus spreading to thighs."),
    ("en", "Came back from the Congo with fever, swollen glands and dimpled pus spots on my hands and privates."),
    ("en", "No MMR, fever, runny nose, red eyes, rash from hairline going down."),
    ("en", "Mother had chickenpox three days before delivery, baby now 5 days old."),
    ("es", "Mi señora está de siete meses y le pican las palmas toda la noche, la orina oscura."),
    ("es", "Estoy preñada de 20 semanas, mi hermanita brotó de lechina y yo nunca la tuve."),
    ("es", "Embarazo 34 s, prurito palmoplantar nocturno, sin lesiones."),
    ("es", "Fiebre, ganglios y pústulas umbilicadas en el pene, pareja nueva."),
    ("es", "Bebé de 10 meses no vacunado, fiebre, ojitos rojos, tos y ronchas desde la frente."),
    ("zh", "老婆怀孕七个月，半夜手掌脚掌奇痒，小便颜色深。"),
    ("zh", "大肚婆廿周，邻居细路出水痘，我未出过。"),
    ("zh", "孕妇肚脐周围水疱，痒，往大腿发展。"),
    ("zh", "没打过麻腮风，高烧咳嗽流涕眼红，脸上开始出疹。"),
    ("zh", "男同性恋，发烧，肛周和手掌长带肚脐眼的疱，淋巴结肿大。"),
]
HARMLESS: list[tuple[Language, str]] = [
    ("en", "My lips are dry and cracked from the cold wind, what balm is best?"),
    ("en", "I get hives when I am stressed, they go in an hour, I breathe fine and feel well."),
    ("en", "Baby is 3 months, has cradle cap, feeds well, smiling and gaining weight."),
    ("en", "I'm 25 weeks pregnant and my stretch marks itch."),
    ("en", "My toddler has dry skin that peels a bit on his fingertips, he plays happily."),
    ("en", "My fingers go white and numb in the cold and come back in ten minutes, been so for years."),
    ("en", "Prickly heat on my neck after a hot day, feeling fine, drinking plenty."),
    ("en", "The wart on my toe is hard like a stone and a bit white."),
    ("en", "I turned white as a sheet when I saw the price of the cream. Eczema on my hands."),
    ("en", "The eczema is driving me crazy, I can't sleep and I feel like a zombie at work."),
    ("en", "My sister had an allergic reaction to nuts years ago. I only have acne."),
    ("en", "Sunburnt shoulders, peeling, no blisters, I feel fine."),
    ("es", "Tengo los labios resecos y se me pelan en invierno."),
    ("es", "Me picó un zancudo en la mano, está un poco hinchada y pica, nada más."),
    ("es", "Mi bebé de 2 meses tiene granitos de leche en la cara, come bien y está contento."),
    ("es", "Estoy embarazada de 6 meses y me salieron manchas en la cara."),
    ("es", "Mi hijo de 4 años tiene la piel seca y se le pelan los dedos."),
    ("es", "Los dedos se me ponen blancos con el frío y luego vuelven."),
    ("es", "Tengo ronquera por el resfriado y una verruga en el dedo."),
    ("es", "Mi hija no quiere la crema porque le arde. Eccema leve."),
    ("es", "El año pasado tuve ronchas por camarones; hoy solo consulto por acné."),
    ("es", "Sarpullido por calor en el cuello, tomo mucha agua y me siento bien."),
    ("zh", "嘴唇冬天干裂起皮，用什么润唇膏好？"),
    ("zh", "蚊子咬了手背，有点肿有点痒，没别的。"),
    ("zh", "宝宝两个月，脸上有奶癣，吃奶好，睡得香。"),
    ("zh", "怀孕六个月，脸上长斑，不痛不痒。"),
    ("zh", "手指遇冷发白，暖了就好，好多年了。"),
    ("zh", "天热脖子长痱子，人没事，喝水多。"),
    ("zh", "孩子四岁，手指尖脱皮，不痛不痒，玩得好。"),
    ("zh", "脚底有个硬疙瘩像石头，走路有点痛。"),
    ("zh", "感冒嗓子哑，手上有个疣想问问。"),
    ("zh", "去年吃虾起过疹子，现在只有青春痘。"),
    ("en", "I was told I'm allergic to penicillin as a child. Today: dandruff."),
    ("en", "Since the steroid tablets my face is a bit round. I have acne on my chest."),
    ("en", "Bee sting on my foot yesterday, a bit red and itchy, walking fine."),
    ("en", "Hives on and off for two months, antihistamines help, no swelling, no trouble breathing."),
    ("en", "My baby is 5 months with nappy rash, laughing and drinking all his milk."),
    ("en", "Newborn, 6 days old, peeling dry hands and feet, feeding well, no fever."),
    ("en", "Baby is 4 weeks with pimples on cheeks, feeding well, alert."),
    ("en", "My baby cries when I bathe her because the eczema stings. She is 8 months, eats well."),
    ("en", "20 weeks pregnant with acne, which creams are safe?"),
    ("en", "I had chickenpox as a child and am now 12 weeks pregnant; I have dry hands."),
    ("en", "Itchy spots after sauna, gone in an hour."),
    ("en", "I went skiing and my nose peeled."),
    ("en", "My wart was frozen with liquid nitrogen last week and now it has a blister on my finger."),
    ("en", "Cold hands, purple when cold, since I was a teenager."),
    ("en", "Warts on my fingers, hard as a stone and painless."),
    ("en", "I ate a lot of chocolate and have more pimples on my face."),
    ("en", "My mole looks like a raisin and hangs from my neck."),
    ("en", "He talks a lot about his psoriasis, he is just staring at it all day."),
    ("en", "The lotion is too thick, it won't come out of the bottle. My baby has cradle cap."),
    ("en", "My kid's sunburn is peeling, she looks like a lobster but is playing and eating."),
    ("es", "Soy alérgica a la penicilina. Consulto por caspa."),
    ("es", "Me picó una abeja ayer en el pie, rojo y con picor, camino bien."),
    ("es", "Urticaria desde hace dos meses, va y viene, sin hinchazón, respiro bien."),
    ("es", "Mi bebé de 5 meses tiene pañalitis, ríe y toma toda su leche."),
    ("es", "Recién nacido de 6 días, se le pelan manos y pies, mama bien, sin fiebre."),
    ("es", "Estoy de 20 semanas y me salió acné."),
    ("es", "Fui a esquiar y se me peló la nariz."),
    ("es", "Me quemaron una verruga con frío y ahora tengo una ampolla en el dedo."),
    ("es", "Comí mucho chocolate y me salieron granos en la cara."),
    ("es", "Mi hijo come bien y juega, tiene la piel seca como papel de lija."),
    ("es", "La crema no sale del tubo, mi bebé tiene costra láctea."),
    ("zh", "我对青霉素过敏，今天看头皮屑。"),
    ("zh", "昨天脚被蜜蜂蜇了一下，红红的有点痒，走路没事。"),
    ("zh", "荨麻疹两个月，时好时坏，吃药就消，不肿不喘。"),
    ("zh", "宝宝五个月红屁股，能吃能笑。"),
    ("zh", "新生儿六天，手脚有点脱皮，吃奶好，不发烧。"),
    ("zh", "滑雪回来鼻子脱皮。"),
    ("zh", "瘊子冷冻后手指起了个水泡。"),
    ("zh", "吃了巧克力脸上痘痘多了。"),
    ("zh", "孩子湿疹晚上抓，胃口好，精神好。"),
    ("zh", "嘴唇起了个小水泡，上火了，没别的。"),
]


@pytest.mark.parametrize(("language", "text"), EMERGENCIES)
def test_an_emergency_told_in_lay_words_reaches_its_floor(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(("language", "text"), TODAY)
def test_what_a_doctor_should_see_today_does_so(language: Language, text: str) -> None:
    assert urgency(text, language) in {"emergency", "same_day"}


@pytest.mark.parametrize(("language", "text"), HARMLESS)
def test_an_everyday_look_alike_stays_below_the_same_day(language: Language, text: str) -> None:
    assert urgency(text, language) not in {"emergency", "same_day"}


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "After the wasp sting her knees gave way.", "hypotension"),
        ("en", "Baby's soft spot is bulging.", "systemic_toxicity"),
        ("en", "The lower lip is like a sausage.", "angioedema"),
        ("en", "He only mumbles and does not know his own name.", "confusion"),
        ("en", "I am 31 weeks gone.", "pregnancy"),
        ("en", "BP machine is showing 75 by 40.", "hypotension"),
        ("en", "Man of 40, RR 28.", "dyspnoea"),
        ("es", "Tiene la mollera hinchada.", "systemic_toxicity"),
        ("es", "Después de la picadura se le doblaron las piernas.", "hypotension"),
        ("es", "Se le nota la voz ronca y los labios hinchados.", "stridor"),
        ("es", "Mi hermana sale de cuentas en mayo.", "pregnancy"),
        ("es", "No conoce a nadie y no reacciona.", "confusion"),
        ("zh", "孩子囟门鼓起来了。", "systemic_toxicity"),
        ("zh", "被马蜂蜇后腿软站不起来。", "hypotension"),
        ("zh", "嘴巴肿成猪嘴。", "angioedema"),
        ("zh", "我怀着八个月。", "pregnancy"),
        ("zh", "喊他不答应。", "confusion"),
    ],
)
def test_a_sign_is_read_from_a_thing_and_what_happens_to_it(language: Language, text: str, finding: str) -> None:
    assert finding in present(text, language)


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "The skin around the mole turned white.", "hypotension"),
        ("en", "The rash has not responded to any cream.", "confusion"),
        ("en", "Man of 40, RR 16.", "dyspnoea"),
        ("en", "My son is 6, in Primary One.", "newborn_age_28_days"),
        ("es", "El sarpullido se desvanece cuando lo aprieto; soy alérgica a los ácaros.", "hypotension"),
        ("es", "Antes había una mancha rara en el labio.", "stridor"),
        ("zh", "诊断为色素失禁症。", "confusion"),
        ("zh", "蚊虫咬后用甲紫液外擦。", "cyanosis"),
    ],
)
def test_what_only_sounds_like_a_sign_is_none(language: Language, text: str, finding: str) -> None:
    assert finding not in present(text, language)


@pytest.mark.parametrize(
    ("text", "age"),
    [("Baby is at day eight.", 0.022), ("Bebé de 6 semanas, bien.", 0.115), ("日龄25天。", 0.068)],
)
def test_the_age_of_a_baby_is_read_as_parents_tell_it(text: str, age: float) -> None:
    found = observed(text).age
    assert found is not None and found.low == pytest.approx(age, abs=0.01)


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "My soles itch, I'm 33 wks.", "pregnancy"),
        ("es", "Voy por la semana 22, me pican las plantas.", "pregnancy"),
        ("zh", "嫂子怀到七个月，脚底痒。", "pregnancy"),
        ("en", "Pregnant, and the baby has hardly moved since breakfast.", "reduced_fetal_movements"),
        ("es", "Embarazada, el bebé se mueve menos que ayer.", "reduced_fetal_movements"),
        ("zh", "孕三十六周，宝宝动得少了。", "reduced_fetal_movements"),
        ("en", "Fourteen weeks pregnant, my pupil came out in the pox.", "contact_with_case"),
        ("es", "Estoy de 15 semanas y mi alumno tiene las viruelas locas.", "contact_with_case"),
        ("en", "His ribs suck in with each breath.", "dyspnoea"),
        ("es", "Se le hunde el pecho al respirar.", "dyspnoea"),
        ("es", "Respira rápido y no toma nada.", "dyspnoea"),
        ("en", "Son running 103 since lunch.", "fever"),
    ],
)
def test_pregnancy_the_unborn_child_and_breath_are_read(language: Language, text: str, finding: str) -> None:
    assert finding in present(text, language)


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "My palms have itched for 20 weeks, hand cream helps.", "pregnancy"),
        ("es", "Llevo 20 semanas con picor en las palmas.", "pregnancy"),
        ("zh", "手心干痒二十周，擦护手霜好些。", "pregnancy"),
        ("en", "Pregnant, my baby is kicking like mad.", "reduced_fetal_movements"),
        ("es", "Embarazada, el bebé se mueve mucho.", "reduced_fetal_movements"),
        ("zh", "怀孕八个月，宝宝动得很好。", "reduced_fetal_movements"),
        ("en", "Pregnant. I had chickenpox at five and the blood test says I'm immune.", "contact_with_case"),
        ("zh", "怀孕五个月，同事家孩子一个月前出过水痘，我抗体阳性。", "contact_with_case"),
        ("en", "She lives alone, she's 88.", "fever"),
    ],
)
def test_a_time_of_weeks_a_kick_and_a_proof_of_immunity_are_no_danger(
    language: Language, text: str, finding: str
) -> None:
    assert finding not in present(text, language)


@pytest.mark.parametrize(
    ("language", "text", "at_least"),
    [
        ("en", "36 weeks gone, palms itch at night, and the baby is moving less today.", "emergency"),
        ("es", "Embarazada de 37 semanas, pican las manos y el bebé casi no se mueve.", "emergency"),
        ("zh", "怀孕三十五周，手心脚心痒，今天胎动少。", "emergency"),
        ("en", "Nine months pregnant, blisters all over my body, fever, new ones still coming.", "emergency"),
        (
            "es",
            "Estoy de 29 semanas con varicela: ampollas en la cara y el pecho, sarpullido, y tengo tos.",
            "emergency",
        ),
        ("en", "34 weeks and my soles itch at night, nothing to see on them.", "same_day"),
        ("zh", "孕十六周，邻居家小孩昨天出水痘，我没得过。", "same_day"),
        ("en", "20 weeks pregnant, bump a bit dry, palms and soles don't itch.", None),
        ("es", "Embarazada de 20 semanas, la panza tirante, sin picor en palmas ni plantas.", None),
    ],
)
def test_danger_to_mother_or_child_reaches_its_floor(language: Language, text: str, at_least: str | None) -> None:
    found = urgency(text, language)
    assert (found if found in {"emergency", "same_day"} else None) == at_least


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "She's fifteen months, crusted face, the skin under her vest came away, wet and pink beneath."),
        ("es", "Niño de 3 años, bolsas flojas de agua en las ingles que se rompen al tocarlas, rojo y con fiebre."),
        ("zh", "两岁娃，腋下起软泡，毛巾一揩皮就滑下来，红红的，发烧。"),
        ("en", "Baby of ten months, the skin slides off where the nappy was, he screams."),
        ("es", "Niño 16 m, eritrodermia dolorosa, Nikolsky +, mucosas respetadas, T 38,7."),
        ("zh", "十个月宝宝，尿布那块皮往下滑，发烫，一抱就哭。"),
        ("en", "He is nine weeks old, mottled and cold hands, vomits each feed."),
        ("es", "Si le hago cosquillas a mi bebé de cinco semanas ni se mueve, y tiene fiebre."),
        ("zh", "宝宝六周，烧到39度，挠脚心也不动。"),
    ],
)  # fmt: skip
def test_skin_that_slides_off_small_children_and_babies_that_do_not_stir(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My toddler gets thin little blisters on the heel from new shoes, otherwise well."),
        ("en", "Baby of nine weeks, cradle cap, feeds and smiles."),
        ("es", "Mi niño tiene ampollitas finas en el talón por los zapatos, anda contento."),
        ("zh", "孩子新鞋磨脚，脚后跟一个薄薄的水泡，能跑能跳。"),
    ],
)
def test_blisters_of_new_shoes_are_no_danger(language: Language, text: str) -> None:
    assert urgency(text, language) not in {"emergency", "same_day"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Five creams did nothing for my skin, prom is in six weeks."),
        ("zh", "孩子腋下红点，抓破皮后有血痂，痒。"),
        ("zh", "脚趾皱褶处水泡二十年，冬天不裂。"),
    ],
)
def test_what_real_posts_tell_is_no_danger(language: Language, text: str) -> None:
    assert urgency(text, language) not in {"emergency", "same_day"}
