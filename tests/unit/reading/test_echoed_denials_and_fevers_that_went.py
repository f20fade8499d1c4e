"""A thing named and denied by its own verb; a fever that went yesterday; clean places; what happens at a friend's."""

import pytest

from tests.told import told_otherwise


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("咳嗽也不咳，身上就是痒。", "-cough +pruritus"),
        ("吐倒是没吐，拉肚子也没拉，就肚子有点疼。", "-vomiting -diarrhoea +abdominal_pain"),
        ("发烧倒没烧，手上起了水泡。", "-fever +vesicle"),
        ("流鼻涕也没流，咳嗽也没咳，就是身上出疹子。", "-coryza -cough +rash"),
        ("头疼也不疼，脖子也不硬。", "-headache -neck_stiffness"),
        ("流血没流，流脓也没流，就一个小包。", "-pustule"),
        ("抽筋倒没抽过，人是清醒的。", "-seizure"),
        ("恶心也不恶心，发冷也不发冷。", "-chills"),
        ("咳嗽没咳过一声，鼻子也不堵。", "-cough"),
        ("痒不痒的倒是不痒，就是疼。", "-pruritus +pain"),
        ("掉头发倒是不掉，头皮痒。", "-hair_loss +pruritus"),
        ("咳嗽不停，咳得睡不着，胸口疼。", "+cough"),
        ("咳嗽不见好，越咳越厉害。", "+cough"),
        ("咳嗽，不发烧。", "+cough -fever"),
        ("疼得不行，不碰也疼。", "+pain"),
        ("痒，不抓也痒。", "+pruritus"),
    ],
)
def test_what_is_named_is_denied_by_its_own_verb(text: str, keys: str) -> None:
    assert not told_otherwise(keys, text, "zh")


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("昨T 38.5，今36.8，未用退热药。手足小水疱。", "-fever +vesicle"),
        ("昨天39度，今早量了36度7。身上出了红疹。", "-fever +rash"),
        ("高热3天，昨已退，疹出。", "-fever"),
        ("发热4天，今晨热退，躯干出现玫瑰色斑疹。", "-fever +trunk"),
        ("前天T 39.2，现体温36.5℃，精神可。", "-fever"),
        ("烧了三天，前天就退了，退了以后身上起红点。", "-fever"),
        ("发热门诊就诊，女，30岁，双手湿疹2年，体温36.4。", "-fever +hand"),
        ("发热门诊预检：男，5岁，躯干红疹1天，无不适。", "~fever +trunk"),
        ("发热3天，已退热1天，现躯干红色斑丘疹。", "-fever +trunk"),
        ("昨晚38度2，现在不烧了，腿上有块红斑。", "-fever +leg"),
        ("热退疹出，颈部及躯干粉红色疹。", "-fever"),
        ("烧到39度三天，今天早上体温正常了，全身出疹子。", "-fever"),
    ],
)
def test_a_fever_that_went_is_none_now(text: str, keys: str) -> None:
    assert not told_otherwise(keys, text, "zh")


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("昨天36.8，今天39度2，全身红疹。", "+fever"),
        ("发热3天，昨退，今又起，39.1。", "+fever"),
        ("吃了布洛芬退到37.2，过四小时又烧到39。", "+fever"),
        ("高热3天，今39.4，热未退。", "+fever"),
        ("烧了五天没退，嘴唇裂了。", "+fever"),
        ("发热门诊就诊，T 39.3，全身红疹。", "+fever"),
        ("今T 38.9，昨36.5，右小腿红肿。", "+fever"),
        ("发烧3天，疹子昨天退了。", "+fever"),
        ("发热4天，红斑已退，T 38.9。", "+fever"),
        ("高热3天，手足肿已退。", "+fever"),
        ("患者怕光，头痛，发热。", "+fever +headache"),
        ("奶奶怕冷发抖，高烧39。", "+fever"),
    ],
)
def test_a_fever_that_is_there_stays(text: str, keys: str) -> None:
    assert not told_otherwise(keys, text, "zh")


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("手上干净，脚底一片小水泡。", "-hand +sole"),
        ("胳膊肘膝盖那些地方都干净，就手心裂。", "-elbow -knee +palm"),
        ("手指甲全好的，只有大脚趾甲黄厚。", "-fingernail +toenail"),
        ("头皮、腋下无类似皮损，颈部红斑。", "-scalp -axilla +neck"),
        ("脸上脖子上都光溜溜的，就肚子上有。", "-face -neck +abdomen"),
        ("背上倒没长，前胸全是。", "-back +chest"),
        ("面部、手背未累及，躯干红斑。", "-face -hand_dorsum +trunk"),
        ("腿上那些地方一点都没有，全在胳膊上。", "-leg +arm"),
        ("指甲、头皮未见类似改变，肘部斑块。", "-scalp"),
        ("嘴里干干净净，手上有泡。", "-oral_mucosa +hand"),
        ("脚趾甲都好好的，手指甲全坏了。", "-toenail +fingernail"),
        ("四肢、掌跖无类似皮疹，躯干红疹。", "-palms_and_soles +trunk"),
        ("屁股那块儿挺好的，就大腿根红。", "-buttock +groin"),
        ("后背、屁股都没事，就是脸上。", "-back -buttock +face"),
        ("手上不干净，全是水泡。", "+hand"),
        ("脸上洗得很干净，还是长痘。", "+face"),
        ("头皮和腋下都有类似皮损。", "+scalp +axilla"),
        ("膝盖那个地方一块一块的红斑。", "+knee"),
    ],
)
def test_clean_places_are_denied(text: str, keys: str) -> None:
    assert not told_otherwise(keys, text, "zh")


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("昨天在朋友工作室打了玻尿酸，晚上鼻头发紫，一碰就疼。我没发烧。", "+injected_filler +nose +violaceous +pain"),
        ("上午在同学家喝了一口农药，现在嗓子火辣辣疼，吐了两次。我没发烧。", "+vomiting +pain"),
        ("我在邻居诊所打了头孢，回来路上喉咙发紧、喘不上气。我没发烧。", "+throat_swelling +dyspnoea"),
        ("在同事家吃了虾，半小时后全身起风团，喘不上气。我没发烧。", "+wheal +dyspnoea"),
        ("周末去朋友店里做了热玛吉，脸上起了水泡，疼得睡不着。我没发烧。", "+face +vesicle +pain"),
        ("在闺蜜开的美容院打了溶脂针，下巴肿了一大块，又红又烫。我没发烧。", "+chin +erythema +warmth"),
        ("昨晚在室友床上睡的，早上起来手臂一片红包，很痒。我没发烧。", "+arm +pruritus"),
        ("朋友介绍的那家店打的水光针，打完眼睛看不清了，痛得要命。我没发烧。", "+visual_disturbance +pain"),
        ("我在表姐的美容店纹了眉，第三天眉毛那里流黄水，肿了。我没发烧。", "+exudate"),
        ("下午在朋友那儿做的填充，额头发白发紫，网状的，右眼看不见。我没发烧。", "+forehead +sudden_blindness"),
        ("用了朋友送的面霜，脸又红又痒，脱皮。我没发烧。", "+face +pruritus +scale"),
        ("在同学宿舍被开水烫了，小腿起了大水泡。我没发烧。", "+lower_leg +bulla +burn_injury"),
        ("我朋友在工作室打了玻尿酸，鼻头发紫，我没事。", "~violaceous ~nose"),
        ("朋友昨天发烧了，喉咙痛，我现在好好的。", "~fever"),
        ("邻居家孩子得了水痘，发高烧，我家的没事。", "~fever"),
        ("我同学宿舍里有人长了疥疮，痒得不行，我不痒。", "~pruritus"),
        ("同事喉咙肿、喘不上气被拉走了，我一点事没有。", "~throat_swelling ~dyspnoea"),
        ("室友脸上全是脓包，我就想问会不会传染。", "~pustule"),
    ],
)
def test_what_happens_at_a_friends_is_ones_own(text: str, keys: str) -> None:
    assert not told_otherwise(keys, text, "zh")


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("后背几块褐色的东西，像拿蜡油滴上去似的，摸着糙。", "~burn_injury +stuck_on_surface"),
        ("脸上的斑像滴了酱油，平的。", "~burn_injury"),
        ("老人背上一块块，像粘上去的蜡，一抠就掉渣。", "~burn_injury +stuck_on_surface"),
        ("胸口长的东西好像泥巴糊上去的。", "+stuck_on_surface"),
        ("腰疼得像过电，一阵一阵，没碰过电。", "~chemical_or_electrical_burn +pain"),
        ("大腿跟触电一样麻疼，后来起水泡。", "~chemical_or_electrical_burn +pain"),
        ("右肋像被电打了一样疼，三天后起一串水泡。", "+pain +vesicle"),
        ("脸上一阵阵电击样疼痛。", "~chemical_or_electrical_burn +pain"),
        ("皮肤像拿砂纸磨过一样糙。", "~burn_injury"),
        ("手背的疤像用烙铁印上去的，生下来就有。", "~burn_injury"),
        ("蜡油滴到手背上，起了水泡，疼。", "+burn_injury"),
        ("昨天被电打了，手指黑了一块。", "+chemical_or_electrical_burn"),
        ("修插座触电，手心焦了。", "+chemical_or_electrical_burn"),
        ("像往常一样端汤，热汤洒到脚背上，起泡了。", "+burn_injury"),
        ("屁股破皮，一擦就哭。", "~skin_detachment +erosion"),
        ("尿布疹，破皮，一擦就疼得叫。", "~skin_detachment"),
        ("大腿根破皮，一洗就哭。", "~skin_detachment"),
        ("全身红，一碰就哭，皮一擦就掉。", "+skin_detachment"),
        ("宝宝发烧，皮肤一碰就哭，一擦皮就成片掉下来。", "+skin_detachment"),
        ("吃药后皮肤大片脱落，一碰就疼。", "+skin_detachment"),
        ("护工疑“败血症”，双手背紫癜2年，无发热。", "~systemic_toxicity"),
        ("护工疑“血液病/败血症”。前臂瘀斑反复2年。", "~systemic_toxicity"),
        ("家属怕是坏死性筋膜炎。小腿红斑1周，不痛。", "~necrosis"),
        ("奶奶怕“脑膜炎”，宝宝热退疹出，颈软。", "~neck_stiffness"),
        ("家长担心败血症，患儿精神好，无发热。", "~systemic_toxicity"),
        ("我女儿以为是新闻讲的败血症，其实就是刮痧印。", "~systemic_toxicity"),
        ("邻居说别是休克了，人好好的，就是手上痒。", "~hypotension"),
        ("患者自述“血泡”，右足底黑斑。", "+black"),
        ("医生说是败血症，高烧，血压低。", "+fever +hypotension"),
        ("疑败血症，已抽血培养，高热寒战。", "+fever +chills"),
    ],
)
def test_what_is_only_likened_or_feared_is_no_event(text: str, keys: str) -> None:
    assert not told_otherwise(keys, text, "zh")
