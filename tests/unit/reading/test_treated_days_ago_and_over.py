"""What was treated days ago and is over by what is told of now is past; what is back or told of now is not."""

import pytest

from dermagent.types import Language
from tests.told import misjudged


@pytest.mark.parametrize(
    ("language", "expected", "text"),
    [
        (
            "zh",
            "~hypotension <=routine",
            "5天前吃花生后全身风团、喉头水肿、血压下降，外院肾上腺素抢救后缓解，观察24小时出院。现无风团，"
            "无气促，仅留置针处硬结压痛。",
        ),
        (
            "zh",
            "~dyspnoea <=routine",
            "上周吃虾过敏，当时喘不上气，打了肾上腺素好了，现在什么症状都没有，就打针的地方青了一块。",
        ),
        ("zh", "~hypotension <=routine", "两天前蜂蜇后过敏性休克，已抢救成功，留观后出院，现无不适，仅蜇伤处微红。"),
        (
            "zh",
            "~throat_swelling <=routine",
            "四天前吃头孢后嗓子肿、起风团，急诊打针后都退了，现在只剩胳膊上针眼有点青。",
        ),
        ("zh", "~dyspnoea <=routine", "十天前做皮试晕倒，呼吸困难，抢救过来了，现已完全恢复，问以后能不能用青霉素。"),
        ("zh", "~syncope <=routine", "上个月被马蜂蜇后昏倒，送急诊输液后好了，现在就手背上留个小疤，偶尔痒。"),
        (
            "zh",
            "~angioedema <=routine",
            "前天吃腰果后嘴唇肿、喘，急诊打了肾上腺素，当晚就消了，今天一切正常，就来开肾上腺素笔。",
        ),
        (
            "zh",
            "~hypotension <=routine",
            "随访：1周前输注造影剂后风团、低血压，予肾上腺素、补液后恢复，24h后出院。现无皮疹，无不适。",
        ),
        (
            "zh",
            "~dyspnoea <=routine",
            "大前天吃螃蟹起一身疙瘩还憋气，120拉去打了针，住了一晚，现在全好了，只是屁股针眼疼。",
        ),
        (
            "zh",
            "~dyspnoea <=routine",
            "电话回访：三天前过敏反应，当时喉紧、气促，经治疗已缓解出院，目前无喉紧气促，皮疹已退。",
        ),
        (
            "zh",
            "~hypotension <=routine",
            "外院：食坚果后风团、血压测不出，肾上腺素两支后好转，留观一夜。今复诊，无风团，血压正常，呼吸平顺。",
        ),
        (
            "zh",
            "~throat_swelling <=routine",
            "上周三被蜂蜇喉咙发紧，当天打了针就没事了，这几天都好好的，就想查过敏原。",
        ),
        ("zh", "~hypotension <=routine", "8天前食蟹后喉紧、血压低，当地医院抢救后痊愈出院。现来查过敏原，皮肤无疹。"),
        (
            "zh",
            "~angioedema ~dyspnoea",
            "3天前服布洛芬后眼睑口唇肿胀、呼吸困难，急诊处理后症状消失，现仅左手背留置针处红肿硬条。",
        ),
        (
            "zh",
            "+dyspnoea >=emergency",
            "3天前食虾后全身风团、血压下降，外院肾上腺素后缓解出院。今晨又起风团，喉紧，喘不上气。",
        ),
        ("zh", "+hypotension >=emergency", "一小时前食虾后全身风团、喉紧、血压下降，肾上腺素一支后稍缓解，正转运。"),
        ("zh", ">=emergency", "半小时前蜂蜇后风团，晕倒，打了肾上腺素笔现在好一点了，要不要去医院？"),
        ("zh", ">=emergency", "刚才吃花生喉咙发紧、起风团，打了一针肾上腺素缓解了，现在在家。"),
        ("zh", ">=emergency", "食坚果后20分钟风团、血压80/50，肾上腺素0.5mg后血压回升，留观中。"),
        ("zh", "+hypotension >=emergency", "三天前起全身红皮，外院治疗后好转出院，今日血压下降，高热。"),
        ("zh", ">=emergency", "昨晚过敏打了肾上腺素好了，今早又开始嗓子发紧，舌头变大。"),
        ("zh", "+dyspnoea >=emergency", "前天过敏缓解出院，现再次气促、喉紧，全身风团。"),
        ("zh", ">=emergency", "上周过敏抢救过来的，刚才吃了点心又晕倒了，身上起包。"),
        ("zh", ">=emergency", "今晨食虾后风团、喉紧、血压下降，外院肾上腺素后缓解，现转来我院，仍有喉鸣。"),
        ("zh", ">=emergency", "两小时前被蜂蜇，喉咙肿，急诊打了针退了些，现在又肿起来。"),
        ("zh", "+confusion >=emergency", "三天前出院，当时一切正常，今天开始说胡话，腿红肿发烫，发烧39度。"),
        ("zh", "+dyspnoea >=emergency", "上周打了青霉素好好的，今天打完第二针喘不上气，嘴唇肿。"),
        ("zh", ">=emergency", "10分钟前输头孢后风团、低血压，肾上腺素肌注后血压仍85/40。"),
        ("zh", ">=emergency", "5天前起疹，外院激素后稍退，昨起高热、全身皮肤一碰就掉，口腔糜烂。"),
        (
            "zh",
            "~hypotension ~throat_swelling <=routine",
            "上周日吃了杧果整张脸肿、喉咙发紧，送医院打了三针救过来了，现在一切正常，就是想知道以后能不能打疫苗。",
        ),
        (
            "zh",
            "~hypotension <=routine",
            "急诊随访：4日前头孢静滴后休克，肾上腺素后恢复，住院两日出院。现无不适，穿刺处轻度瘀斑。",
        ),
        ("zh", "~dyspnoea <=routine", "前几天蜂子蜇了，气都上不来，卫生院抢救过来的，现在好好的，蜇的地方有点痒。"),
        ("zh", "~dyspnoea <=routine", "我前两天吃面条过敏，喘、吐、晕，急诊处理后痊愈，目前无症状，来查过敏原。"),
        ("zh", ">=emergency", "上周日吃了杧果喉咙发紧，打了针好了，今天没吃啥又肿了，喉咙紧得很。"),
        ("zh", ">=emergency", "4日前头孢静滴后休克，恢复出院。现仅诉胸闷、呼吸困难。"),
        ("zh", ">=emergency", "三天前被狗咬伤，清创后好转出院，现在一切正常，就是今天吃饭喝水都呛，见风就抽，怕水。"),
        ("zh", ">=emergency", "前天开始发烧起疹，打了退烧针好了，今天又烧到40，身上紫点子，叫不醒。"),
        ("zh", ">=emergency", "两天前误服百草枯，外院洗胃后好转出院，现无不适，来问要不要复查。"),
        ("zh", ">=emergency", "三天前吞了纽扣电池，没处理，现在好好的，啥症状都没有。"),
        ("zh", ">=same_day", "一周前小腿蜂窝织炎输液好转出院，现仅小腿红肿热痛、发热38.5。"),
    ],
)
def test_over(language: Language, expected: str, text: str) -> None:
    assert not misjudged(expected, text, language)
