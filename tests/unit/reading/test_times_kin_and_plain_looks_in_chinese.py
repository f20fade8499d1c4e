"""Times by weekdays and years, whose sex and age a word tells, cases around the patient, and looks in plain words."""

import pytest

from tests.told import told_otherwise


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("前天左眼皮开始肿，今早肿得只剩一条缝。", "+scin_less_than_one_week ~scin_one_day"),
        ("前天脚背红了一块，今天早上肿得穿不进鞋。", "+scin_less_than_one_week ~scin_one_day"),
        ("大前天脖子上起了个疙瘩，昨晚开始流脓。", "+scin_less_than_one_week ~scin_one_day"),
        ("周日开始右边腰疼，今天周三冒出水泡。", "+scin_less_than_one_week"),
        ("星期一起的疹子，今天星期四了还没退。", "+scin_less_than_one_week"),
        ("礼拜二嘴角起了泡，到今天礼拜五结痂了。", "+scin_less_than_one_week"),
        ("自从三天以前，在手臂上出现红点。", "+scin_less_than_one_week"),
        ("自从两个星期以前，我的背有痒的感觉。", "+scin_one_to_four_weeks"),
        ("被蚊子咬了四个包，痒得要死，今天第三天。", "+scin_less_than_one_week"),
        ("手背烫了以后起泡，今天第五天了。", "+scin_less_than_one_week"),
        ("脸上过敏，今天是第四天。", "+scin_less_than_one_week"),
        ("疹子起了有三天，今天更多了。", "+scin_less_than_one_week ~scin_one_day"),
        ("后背上这几块褐色的东西有年头了，十来年吧。", "+scin_more_than_five_years +chronic_course"),
        ("老毛病脚丫缝烂、痒，好几年了。", "+scin_more_than_one_year"),
        ("手上这个疣有些年头了。", "+scin_more_than_one_year"),
        ("脸上的斑有年头了。", "+chronic_course"),
        ("大腿根痒，断断续续两年多。", "+scin_more_than_one_year"),
        ("这个瘊子少说八年了。", "+scin_more_than_five_years"),
        ("胳膊上的疙瘩得有小十年了。", "+scin_more_than_five_years"),
        ("这块皮癣跟了我二十多年。", "+scin_more_than_five_years"),
        ("头皮屑好些年了，一直没断根。", "+scin_more_than_one_year"),
        ("昨晚开始起疹，今天中午更多。", "+scin_one_day"),
        ("今天早上起的，一片红疙瘩。", "+scin_one_day"),
        ("两天前开始发红，近3月未服任何药。", "+scin_less_than_one_week ~scin_three_to_twelve_months"),
        ("手上湿疹5天，近半年未用激素。", "+scin_less_than_one_week ~scin_three_to_twelve_months"),
        ("后天去看医生，疹子起了两周。", "+scin_one_to_four_weeks"),
    ],
)
def test_a_time_is_told(text: str, keys: str) -> None:
    assert not told_otherwise(keys, text, "zh")


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("幺孙才七个月，屁股红了。", "+male_sex +infant_age_1_year"),
        ("大孙今年上小学，头皮掉屑。", "+male_sex"),
        ("乖孙三岁了，手心脱皮。", "+male_sex +child_age_1_12_years"),
        ("长孙女两岁，腿上起包。", "+female_sex"),
        ("皮科复诊 M41。双肘红色斑块10年。", "+male_sex"),
        ("初诊 F56 右乳晕红斑半年。", "+female_sex"),
        ("门诊：M/68，左颊结痂。", "+male_sex +adult_age_60_years"),
        ("F35，妊娠20周，腹部瘙痒。", "+female_sex"),
        ("跑出租的，脚趾甲厚，我媳妇嫌难看。", "+male_sex"),
        ("手上长个疣，我老婆让我问问。", "+male_sex"),
        ("脸上长斑，我老公说像洗不干净。", "+female_sex"),
        ("我男人和娃都不痒，就我手指缝痒得厉害。", "~male_sex"),
        ("我女人说我背上有颗痣变大了。", "~female_sex"),
        ("他拥有 12 天的年龄，头皮有小水泡。", "+newborn_age_28_days"),
        ("我的女儿的年龄是20天，她的嘴里是白的。", "+newborn_age_28_days +female_sex"),
        ("新生儿，年龄9天，眼睛黄。", "+newborn_age_28_days"),
        ("生完娃半年，头发一抓一把地掉。", "+strain_months_before"),
        ("二胎五个月，我掉发掉得厉害，地上全是头发。", "~infant_age_1_year"),
        ("出月子后开始掉头发，现在孩子5个月，我头发越来越少。", "+strain_months_before ~infant_age_1_year"),
        ("宝宝四个月了，后脑勺秃了一圈。", "+infant_age_1_year"),
        ("宝宝五个月，头上一把一把掉头发，头皮有黄痂。", "+infant_age_1_year"),
        (
            "我家老大4岁昨天确诊水痘，满身疱疹，高烧。我怀孕31周，身上什么都没有，不发烧。",
            "+pregnancy -fever ~vesicle +contact_with_case ~child_age_1_12_years",
        ),
        ("孕20周。大儿子5岁手足口病，发烧39。我自己体温正常，没起疹子。", "+pregnancy -fever ~child_age_1_12_years"),
        (
            "来电者女，孕12周，女儿3岁昨日确诊风疹，低热。本人体温正常，无皮疹。",
            "+pregnancy -rash ~child_age_1_12_years",
        ),
        ("皮肤是黑的，我是从刚果来的，背上有斑。", "+skin_of_colour_phototype_iv_vi"),
        ("男34，尼日利亚籍，Fitz VI。颈部丘疹。", "+fitzpatrick_type_vi +skin_of_colour_phototype_iv_vi"),
        ("Fitz V型，面部色沉。", "+skin_of_colour_phototype_iv_vi"),
        ("FST IV，双颊褐斑。", "+skin_of_colour_phototype_iv_vi"),
        ("Fitz II，鼻背结节。", "~skin_of_colour_phototype_iv_vi"),
        ("我是肯尼亚人，黑皮肤，胸口有白点。", "+skin_of_colour_phototype_iv_vi"),
    ],
)
def test_who_the_patient_is(text: str, keys: str) -> None:
    assert not told_otherwise(keys, text, "zh")


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("托班3例同病，女，2岁，手心小水疱。", "+contact_with_case"),
        ("班里已有5例类似，手足水疱。", "+contact_with_case"),
        ("我带的三个老人都查出疥疮了，我也痒。", "+contact_with_case"),
        ("宿舍有个女生前天确诊流脑住ICU了，我不发烧。", "+contact_with_case"),
        ("同屋室友上周查出疥疮，我手指缝痒。", "+contact_with_case"),
        ("大儿昨日确诊水痘，本人孕31周，无水疱。", "+contact_with_case"),
        ("幼儿园最近好几个手足口，我家娃手心也有泡。", "+contact_with_case"),
        ("办公室同事得了带状疱疹，我胳膊上起了泡。", "+contact_with_case"),
        ("同班多名学生确诊猩红热，患儿皮疹1天。", "+contact_with_case"),
        ("邻床患者确诊疥疮，本人夜间瘙痒。", "+contact_with_case"),
        ("弟弟前几天出水痘，今天她也起泡了。", "+contact_with_case"),
        ("同班没有人得这个。", "~contact_with_case"),
        ("家里人都没得过疥疮，我查出是湿疹。", "~contact_with_case"),
        ("我查出疥疮了，家里人没事。", "~contact_with_case"),
        ("医生给我确诊了银屑病。", "~contact_with_case"),
        ("三个老人都查过了没有疥疮，我就是干痒。", "~contact_with_case"),
    ],
)
def test_a_case_around_the_patient(text: str, keys: str) -> None:
    assert not told_otherwise(keys, text, "zh")


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("尿布捂的，大腿根褶里红，边上散起些小红点点。", "+satellite_lesions"),
        ("腹股沟红，外围散在小红点。", "+satellite_lesions"),
        ("脖子褶里红，旁边星星点点的小红疹。", "+satellite_lesions"),
        ("胸背很多圆的点，比皮肤浅，它们连在一起了。", "+hypopigmented +macule +confluent"),
        ("一开始一点一点，后来连成片了。", "+confluent"),
        ("红斑互相融到一块儿了。", "+confluent"),
        ("出汗的时候多，天凉就少。", "+worse_with_heat_or_sweat"),
        ("一热一出汗就痒得厉害。", "+worse_with_heat_or_sweat"),
        ("夏天出汗更明显。", "+worse_with_heat_or_sweat"),
        ("我不喜欢它的样子，别人老问。", "+scin_bothersome_appearance"),
        ("太丑了，不敢穿短裤。", "+scin_bothersome_appearance"),
        ("影响美观，想去掉。", "+scin_bothersome_appearance"),
        ("脚趾甲黄不拉几，一剪掉渣。", "+nail_discolouration +yellow"),
        ("指甲发黄发暗，厚了。", "+nail_discolouration"),
        ("大脚趾的趾甲灰不溜秋的。", "+nail_discolouration"),
        ("指甲盖黑黄黑黄的。", "+nail_discolouration"),
        ("农民，常年田间劳作。", "+farming_or_soil_contact"),
        ("在地里干活划破了手。", "+farming_or_soil_contact +recent_trauma"),
        ("每天下田插秧。", "+farming_or_soil_contact"),
        ("种菜的，天天刨土。", "+farming_or_soil_contact"),
        ("背脊一条条紫红印，刮痧刮的。", "+linear +friction_or_pressure"),
        ("后背刮完痧一道一道的。", "+linear"),
        ("手臂一条一条的红道子。", "+linear"),
        ("拔罐以后一个个圆印。", "+friction_or_pressure"),
        ("右颈LN 2cm，压痛(+)。", "+lymphadenopathy"),
        ("颈部LN肿大，最大1.5cm。", "+lymphadenopathy"),
        ("双侧腹股沟可及肿大LN。", "+lymphadenopathy"),
        ("腋下LN可触及，活动好。", "+lymphadenopathy"),
        ("发热D6，Tmax 39.6。", "+fever_5_days"),
        ("发烧第6天，不退。", "+fever_5_days"),
        ("高热一周不退。", "+fever_5_days"),
        ("烧了六天了，眼睛红。", "+fever_5_days"),
        ("右腰先针扎火燎地疼了三天，膏药底下冒出一溜水泡。", "+prodromal_pain +pain"),
        ("左肋骨疼了两天，今天起了一串泡。", "+prodromal_pain"),
        ("头皮刺痛三天后出水疱。", "+prodromal_pain"),
        ("水泡从后腰绕到肚子，到肚脐就停，左边一个没有。", "+zosteriform +unilateral"),
        ("胸背一圈水泡，到正中线就不长了，只有右边。", "+zosteriform"),
        ("水疱沿肋间神经分布，未过中线。", "+zosteriform"),
        ("皮薄如纸，一碰就青。", "+atrophy"),
        ("手背皮肤像纸一样薄，起皱。", "+atrophy"),
        ("大腿内侧皮变薄了，血管都看见了。", "+atrophy"),
        ("平的，摸着不鼓。", "+scin_flat"),
        ("斑平平的不凸起来。", "+scin_flat"),
        ("痣深浅不一，边缘不齐。", "+variegated_colour"),
        ("颜色有黑有棕有红，不均匀。", "+variegated_colour"),
        ("色泽斑驳，部分发蓝。", "+variegated_colour"),
        ("痣没有变大，颜色均匀。", "~scin_increasing_size ~variegated_colour"),
        ("一点没连成片，散在的。", "~confluent"),
        ("出汗不影响，不痒。", "~worse_with_heat_or_sweat"),
        ("指甲颜色正常，不黄。", "~nail_discolouration"),
        ("颈部LN未及肿大。", "~lymphadenopathy"),
        ("发热2天。", "~fever_5_days"),
        ("肚脐两边都有水泡，双侧对称。", "~zosteriform"),
        ("摸着鼓起来一块。", "~scin_flat"),
    ],
)
def test_looks_in_plain_words(text: str, keys: str) -> None:
    assert not told_otherwise(keys, text, "zh")
