"""Looks, habits, healed hurts, treatments, imagined dangers and trifles are none; what looks like them is."""

import pytest

from dermagent.types import Language
from tests.told import urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Flat tan marks on my forearms, like spilled coffee, there for years."),
        ("en", "The skin of my heels is like dried leather, no pain, every winter."),
        ("en", "A pale patch on my back, as if someone had splashed bleach on a shirt. It doesn't itch."),
        ("en", "The mole looks like a little drop of hot wax, same size since school."),
        ("es", "Tengo manchas claras en los hombros, como gotas de cloro en una camisa, no me molestan."),
        ("es", "Los talones los tengo duros como cuero viejo, sin heridas."),
        ("es", "Me salieron pecas en las manos, como si me hubiera caído café encima."),
        ("zh", "后颈那块老是抓,摸上去像牛皮一样厚,痒了三年。"),
        ("zh", "长了一颗痘,跳着疼,跟被电了一样,今天瘪了。"),
    ],
)
def test_looks_are_no_danger(language: Language, text: str) -> None:
    """What something only looks like has not happened."""
    assert urgency(text, language) not in ("emergency", "same_day")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "She showers in water so hot the mirror drips, and her shins are dry and flaky. She is 70."),
        ("en", "My cheeks go bright red and burn after hot soup or a glass of red wine."),
        ("en", "I like my baths boiling hot; my legs itch afterwards, every winter."),
        ("en", "He soaks his feet in very hot water each night, has dry heels, no sores. He is 68."),
        ("es", "Mi papá de 74 se baña con agua hirviendo todos los días y tiene las piernas resecas."),
        ("es", "La cara se me pone roja y me quema cuando tomo vino o té caliente."),
        ("es", "Lavo los platos con agua muy caliente y se me agrietan los dedos."),
        ("zh", "奶奶七十五了,天天用很烫的水泡脚,脚后跟干裂。"),
    ],
)
def test_habits_are_no_danger(language: Language, text: str) -> None:
    """A hot bath and what makes a face flush burn nobody."""
    assert urgency(text, language) not in ("emergency", "same_day")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I scalded my hand with soup in 2012, it healed fine. A pale mark is left, can I tan it?"),
        (
            "en",
            "An adder bit my calf as a teenager, two days in hospital, never any trouble since. "
            "Is a tattoo over the spot all right?",
        ),
        ("en", "Burned my forearm on a baking sheet in spring, long healed, only a brown line now."),
        ("en", "Cellulitis of my leg two years ago, antibiotics, all cleared up. Which sock for the flight?"),
        ("es", "Me quemé la muñeca con la plancha en enero, sanó perfecto, queda una rayita rosada."),
        ("es", "De niño me picó un alacrán, me pusieron suero y salí como nuevo. Hoy solo pregunto por mis pecas."),
        (
            "es",
            "Hace cuatro años tuve una anafilaxia por camarón, todo bien desde entonces. Tengo una verruga en el dedo.",
        ),
        ("zh", "小时候被开水烫过小腿,早就长好了,留了一块白印,能激光吗?"),
        ("zh", "五年前被毒蛇咬过,打了血清就好了,现在只有个小疤,想问怎么淡化。"),
        ("zh", "大前年腿上丹毒住过院,治好后再没犯过,今天想问灰指甲。"),
    ],
)
def test_healed_are_no_danger(language: Language, text: str) -> None:
    """What has healed long ago is over."""
    assert urgency(text, language) not in ("emergency", "same_day")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Skin graft on the nose after a basal cell was cut out, two months on, took well, no pain."),
        ("en", "Full thickness graft on my ear took nicely, stitches out, what sun cream do you advise?"),
        ("en", "Fractional laser a week ago, face was red like a lobster for two days, now just flaky and fine."),
        ("en", "The doctor burned off three skin tags on my neck with a hot wire, little scabs, all dry."),
        ("es", "Me quemaron una verruga en la mano con nitrógeno, se hizo costra y se cayó, todo bien."),
        ("es", "Injerto de piel en la nariz hace dos meses por un carcinoma, prendió perfecto, sin dolor."),
        ("es", "Me hice un peeling, la cara se puso roja y se peló, ya está rosadita y no me duele."),
        ("zh", "鼻子上做了全层植皮,三个月了,长得很好,不疼。"),
        ("zh", "点痣一周,痂掉了,底下粉红,不痛,能化妆吗?"),
        ("zh", "做了果酸换肤,脸红了两天,现在只是有点脱皮,不痛。"),
    ],
)
def test_treatments_are_no_danger(language: Language, text: str) -> None:
    """What a doctor did on purpose is no burn."""
    assert urgency(text, language) not in ("emergency", "same_day")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "If a wasp ever got into my mouth, would my tongue swell up? Just wondering, I have never been stung."),
        (
            "en",
            "We had first aid at work: what to do when somebody gets burned with acid or stops "
            "breathing. Nobody was hurt. I have dry hands.",
        ),
        ("en", "I'm writing a story in which the hero is bitten by a cobra and his arm goes black. How would it look?"),
        ("en", "Watched a film where the skin of a man falls off in strips. My son wants to know whether that exists."),
        (
            "es",
            "Escribo una novela en la que a la heroína la muerde una serpiente y el brazo se le "
            "pone negro. ¿Cómo se vería?",
        ),
        ("es", "¿Y si algún día me traga una abeja mi hijo, se le cerraría la garganta? Nunca ha pasado nada."),
        (
            "es",
            "Preparo un cartel para la escuela: qué hacer ante quemaduras, anafilaxia o "
            "mordeduras de serpiente. Nadie está enfermo.",
        ),
        ("zh", "如果哪天孩子被开水烫了,第一步该做什么?现在一切都好,就是想先学一下。"),
        ("zh", "看电视剧里有人喝了酒吃头孢突然喘不上气倒下了,真有这种事吗?我家没人吃。"),
        ("zh", "我在写剧本,女主角被毒蛇咬了,腿肿得发紫,要怎么描写才真实?"),
    ],
)
def test_imagined_are_no_danger(language: Language, text: str) -> None:
    """What is asked, written or feared only has not happened."""
    assert urgency(text, language) not in ("emergency", "same_day")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Cold sore on my upper lip again, lip puffy on that corner, scab since today."),
        ("en", "I chewed my lip by accident at dinner, it swelled up a bit, nearly normal now."),
        ("en", "Zovirax for my usual fever blister, the bottom lip is swollen where it sits."),
        ("en", "I banged my lip on a mug, it was fat for an afternoon, now fine."),
        ("es", "Otra vez el fuego en el labio, las ampollitas de siempre y el labio hinchadito de ese lado."),
        ("es", "Me mordí el labio masticando chicle, se hinchó un poco y ya casi no se nota."),
        ("es", "Herpes labial en la comisura, el labio algo inflamado, me estoy poniendo aciclovir."),
        ("zh", "吃饭咬到嘴唇,肿了一点,现在消得差不多了。"),
        ("zh", "嘴角又长疱疹,嘴唇那边有点肿,老样子。"),
        ("zh", "上火嘴唇起了一小串泡,有点肿,已经结痂了。"),
    ],
)
def test_lips_are_no_danger(language: Language, text: str) -> None:
    """A lip swells by a cold sore or a bite of its own."""
    assert urgency(text, language) not in ("emergency", "same_day")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "I'm on apixaban; a coin-size bruise on the arm from the blood draw is fading to "
            "yellow. No other bleeding.",
        ),
        ("en", "A drop of hot fat on my thumb, red dot, no blister, pain gone."),
        ("en", "INR 2.4 this week, one small bruise on my hip where I hit the desk, turning yellow."),
        ("es", "Rocé la bandeja del horno con un dedo, quedó rojito, no hay ampolla y ya no duele."),
        ("es", "Tomo warfarina, el INR bien, un moretoncito en el brazo donde me sacaron sangre, ya está amarillo."),
        ("es", "Me salpicó una gotita de aceite en la mano, un puntito rojo, sin ampolla, ya no arde."),
        ("zh", "炒菜溅了一滴油在手背上,一个小红点,没起泡,不疼了。"),
        ("zh", "手指碰了一下熨斗,有点红,没有水泡,冲完凉水就不痛了。"),
        ("zh", "我吃利伐沙班,胳膊抽血的地方青了一小块,已经变黄,没有别处出血。"),
    ],
)
def test_trifles_are_no_danger(language: Language, text: str) -> None:
    """A drop of hot oil or a fading bruise is a trifle."""
    assert urgency(text, language) not in ("emergency", "same_day")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "House fire an hour ago, the skin on both my arms is like leather and I feel nothing there."),
        ("en", "The skin of her back looks as if scalded and slides off when I touch it, she has a fever."),
        ("es", "Se quemó con aceite hirviendo, la piel del brazo está blanca como cartón y no siente nada."),
        ("es", "Al bebé se le pela la piel como si lo hubieran escaldado, tiene fiebre y llora al tocarlo."),
        ("es", "Me cayó lejía pura en el ojo, me arde como fuego y veo borroso."),
        ("zh", "孩子全身皮肤像被开水烫过一样,一碰就掉皮,发烧39度。"),
        ("zh", "昨天被火烧伤,手臂的皮像皮革一样硬,没有知觉。"),
        ("zh", "硫酸溅到手臂上,像火烧一样痛,皮都白了。"),
        (
            "en",
            "I was stung by a wasp ten minutes ago, my lips are swelling and I can't catch my "
            "breath. The same happened in 2015 and I was fine then.",
        ),
        ("en", "A rattlesnake bit my hand an hour ago, the swelling goes up the arm."),
        (
            "en",
            "Had cellulitis two years ago, healed fine. Since yesterday the leg is red and hot, I "
            "have 39.5 and shake with chills, confused.",
        ),
        ("es", "Me mordió una víbora hace dos horas, la pierna está morada y se hincha."),
        ("es", "Tuve una anafilaxia hace años y todo bien; hoy comí camarón y se me cierra la garganta."),
        ("zh", "刚才被蛇咬了手指,现在整只手肿起来发黑。"),
        ("en", "Skin graft last week on the leg, now it is black, smells and I have a fever of 39."),
        ("en", "Full-thickness burns of both legs, skin graft planned, he is pale and his blood pressure is 80/40."),
        ("es", "Me hice un peeling en casa con ácido fuerte, me cayó en el ojo y no veo."),
        ("zh", "植皮的地方发黑发臭,高烧39.5度,人迷糊。"),
        ("en", "I think a wasp got into my drink and stung my tongue, it is swelling. Would I die of it?"),
        ("en", "What if this is a snake bite? Two holes in my ankle, the leg is swelling and purple."),
        ("en", "I am writing to ask what to do, my son was bitten by a viper and his arm goes black."),
        ("es", "¿Qué pasa si me tragué una abeja? Siento que se me cierra la garganta."),
        ("es", "Escribo porque a mi hija la mordió una serpiente y el brazo se le hincha."),
        ("zh", "如果是过敏怎么办?孩子吃了花生嘴唇肿了,喘不上气。"),
        ("zh", "看了视频还是不放心,刚被蛇咬了,手肿得发黑。"),
        ("zh", "写这个帖子求助,我妈吃了头孢后喝酒,现在脸通红喘不上气。"),
        ("en", "My lip is swelling after I ate prawns and my voice is hoarse."),
        (
            "en",
            "I have a cold sore, but since the new antibiotic both lips and my tongue are "
            "swelling and I cannot breathe well.",
        ),
        ("es", "Se me hincharon los labios y la lengua después de comer nueces y me cuesta respirar."),
        ("es", "Tengo herpes labial y después de la amoxicilina se me hinchó toda la cara y me falta el aire."),
        ("zh", "吃了虾嘴唇肿起来,喉咙发紧。"),
        ("zh", "嘴角有疱疹,打完针以后嘴唇和舌头都肿了,喘不上气。"),
        ("en", "Acid splashed on my arm, the skin looks like parchment."),
        ("en", "My skin feels as if it is burning off after the drain cleaner splashed over my legs."),
        ("en", "I touched the live wire, it was like a hammer, my hand has a black hole."),
        ("es", "La electricidad me tiró, fue como un martillazo, tengo un agujero negro en la mano."),
        ("es", "Se le prendió la ropa, la piel del pecho está como cuero."),
        ("zh", "家里着火,他手臂的皮像皮革一样。"),
        ("zh", "摸到电线,像被雷劈了一样,手上一个黑洞。"),
        (
            "en",
            "I got sunburnt on Sunday, started lamotrigine three weeks ago, now my skin is "
            "peeling in sheets and my mouth is raw.",
        ),
        ("en", "I have a cold sore and now my tongue is swelling."),
        ("en", "Throat tight with nerves they say, but I can't breathe and have hives all over."),
        ("es", "Se me cerró la garganta de golpe después de comer maní."),
        ("zh", "我很紧张,喉咙发紧,喘不上气,全身起疹子。"),
        ("en", "Third degree burn on my arm, the skin is like leather."),
        ("zh", "手臂三度烧伤,像皮革。"),
        ("zh", "胳膊压麻了,两个小时了还没恢复,手冰凉发白。"),
    ],
)
def test_emergencies_in_such_words_stay(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "There are round deep sores on the baby's back like cigarette burns, three of them."),
        ("en", "Grandad fell asleep in a scalding bath, his legs are red and blistered. He is 78."),
        ("en", "I spilled hot soup on my lap, my thighs are red and blistered, and I am pregnant."),
        ("en", "She pulled a mug of hot tea over herself, her chest is red. She is 2."),
        ("en", "I have diabetes and soaked my feet in very hot water, now the sole has a big blister."),
        ("es", "Mi hija de 2 años se tiró el té caliente encima, el pecho está rojo y con ampollas."),
        ("es", "Mi papá diabético metió los pies en agua hirviendo y le salieron ampollas."),
        ("es", "Se quemó la mano con sopa caliente, tiene ampollas, tiene 4 años."),
        ("zh", "爷爷有糖尿病,用滚烫的水泡脚,脚背烫起了大水泡。"),
        ("zh", "宝宝一岁半,打翻热茶烫到胸口,红了一片还起泡。"),
        ("zh", "热汤洒在手上,起了水泡,孩子3岁。"),
        ("en", "The burn on my hand from last week seemed healed but now it oozes pus and I have a fever."),
        ("es", "Me quemé la mano con aceite ayer, tengo ampollas grandes."),
        ("zh", "昨天开水烫到手,起了好几个大水泡。"),
        ("zh", "上周烫伤本来好了,今天又流脓发烧。"),
        ("en", "I burned my hand badly with a home wart acid, deep blisters and the skin is white."),
        ("es", "Después del peeling la cara se llenó de ampollas con pus y tengo fiebre."),
        ("es", "El injerto se puso negro y huele mal, tengo fiebre."),
        (
            "es",
            "Hicimos un curso de primeros auxilios y aun así mi hijo de 3 años se quemó el pecho "
            "con sopa, tiene ampollas.",
        ),
        ("en", "My lips swelled up half an hour after the new tablets."),
        ("es", "El labio hinchado desde que tomé enalapril."),
        ("zh", "吃了新的降压药以后嘴唇肿了。"),
        ("en", "I'm on warfarin and bruises come up all over without a knock, and my gums bleed."),
        ("en", "Touched a hot pan, the whole palm is red with a big blister."),
        ("en", "I'm on apixaban, hit my head on a cupboard, a bruise and a headache."),
        ("es", "Tomo acenocumarol y me salen moretones sin golpes por todo el cuerpo."),
        ("es", "Me quemé la mano con aceite, toda la palma con ampollas."),
        ("es", "Mi bebé de 10 meses tocó la estufa, la palma roja y llora."),
        ("zh", "吃华法林,身上到处是瘀斑,牙龈出血。"),
        ("zh", "手背被热油烫了,起了很大的水泡。"),
        ("en", "I was like burned by hot oil on my arm, it blistered."),
        ("en", "Like an idiot I burned my hand on the iron."),
        ("en", "It looks like I burned my hand on the radiator, I can't feel much since the diabetes."),
        ("es", "Como un tonto me quemé la mano con aceite."),
        ("es", "Como me quemé la mano con la plancha, no puedo cocinar."),
        ("zh", "好像被开水烫到了,手背红红的。"),
        ("en", "He takes hot baths; yesterday he scalded his legs, red and sore, he is 80."),
        ("zh", "奶奶每天用热水泡脚,昨天烫伤了脚背,起泡了。"),
        ("en", "Drank wine and then spilled boiling water over my hand."),
        ("es", "Tomé vino y después me cayó aceite hirviendo en la mano."),
        ("en", "The burn healed up fine last week but today the hand is red, swollen and painful with pus."),
        ("en", "My lip swelled up ten minutes after a peanut."),
        ("en", "Boil on my neck the size of an egg, fever."),
        ("en", "My mum, 88, in the care home has marks like cigarette burns on her back."),
        ("es", "A mi abuela en la residencia le encontré marcas como quemaduras de cigarrillo."),
        ("zh", "养老院里奶奶背上有像烟头烫的圆疤,新的,还流水。"),
    ],
)
def test_dangers_for_today_in_such_words_stay(language: Language, text: str) -> None:
    assert urgency(text, language) in ("emergency", "same_day")


@pytest.mark.parametrize("text", ["我脸上的烧伤像被雷劈了一样。", "身上的烫伤跟被雷劈了一样，左手。"])
def test_a_named_disease_before_a_likeness_is_no_place(text: str) -> None:
    assert urgency(text, "zh") is not None
