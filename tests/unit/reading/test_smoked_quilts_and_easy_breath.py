"""Smoked quilts, food and make-up are no breath of smoke, easy breath no short one; fires and short breath are."""

import pytest

from dermagent.types import Language
from tests.told import misjudged


@pytest.mark.parametrize(
    ("language", "expected", "text"),
    [
        ("zh", "~smoke_inhalation <=routine", "全家痒了一个月，被褥用艾草熏过，衣服也用开水烫了，还是痒。"),
        ("zh", "~smoke_inhalation <=routine", "屋子里打了烟雾弹灭跳蚤，腿上还是每天几个红包，痒。"),
        ("zh", "~smoke_inhalation <=routine", "老人说用艾烟熏熏湿疹就好，熏了三回，手上还是干裂发痒。"),
        ("zh", "~smoke_inhalation <=routine", "宿舍点了蚊香，蚊帐也拿烟熏了，早上起来胳膊还是一串包。"),
        ("zh", "~smoke_inhalation <=routine", "床垫拿硫磺熏了一遍，疥疮药也擦了，手指缝还是痒。"),
        ("zh", "~smoke_inhalation <=routine", "衣柜用樟脑熏过，床单天天晒，腰上还是起红疙瘩。"),
        ("zh", "~smoke_inhalation <=routine", "奶奶烧艾叶把整个屋子熏了一遍，娃儿身上的痱子还是没消。"),
        ("zh", "~smoke_inhalation <=routine", "脚气我拿醋熏过脚，没用，脚趾缝还是烂。"),
        ("zh", "~smoke_inhalation <=routine", "厨房油烟熏了十几年，脸上黄褐斑越来越深。"),
        ("zh", "~smoke_inhalation <=routine", "我是烧烤摊的，天天烟熏火燎，脸上出油长痘。"),
        ("zh", "~smoke_inhalation <=routine", "化了个烟熏妆，卸妆以后眼皮有点红有点痒。"),
        ("zh", "~smoke_inhalation <=routine", "爱吃烟熏肉，吃完下巴长了几颗痘。"),
        ("zh", "~smoke_inhalation <=routine", "被子用烟熏完又曝晒，虱子还是有，头皮痒。"),
        ("zh", "~smoke_inhalation <=routine", "他们让我用草药熏蒸患处，熏了一周银屑病的皮屑少了点。"),
        ("zh", "~smoke_inhalation <=routine", "猪圈里熏过烟赶蚊子，我小腿上的包还是痒。"),
        ("zh", "~smoke_inhalation <=routine", "中药熏洗外阴处，每日一次，湿疹好转。"),
        ("zh", "~smoke_inhalation <=routine", "手指被烟熏得焦黄，抽了三十年，没别的不舒服，就手上裂口。"),
        ("zh", "~smoke_inhalation <=routine", "被套枕头都熏了烟，臭虫咬的包还是一排排的。"),
        ("zh", "+smoke_inhalation >=emergency", "屋里着火，他被烟熏了十来分钟，现在嗓子哑，咳黑痰。"),
        ("zh", "+smoke_inhalation >=emergency", "蚊香点着了被子，满屋子的烟，我吸了好多烟才跑出来，嗓子疼。"),
        ("zh", "+smoke_inhalation >=emergency", "仓库失火，被困在浓烟里，鼻孔里都是黑灰，手上烫了泡。"),
        ("zh", "+smoke_inhalation >=emergency", "烧艾草把窗帘点着了，吸进去不少浓烟，声音哑了。"),
        ("zh", "+smoke_inhalation >=emergency", "我妈在厨房炸东西起火，被浓烟呛到了，脸上也烧红了。"),
        ("zh", "+smoke_inhalation >=emergency", "电动车充电爆炸，楼道里全是烟，孩子熏得直咳，鼻子里黑的。"),
        ("zh", "+smoke_inhalation >=emergency", "火灾现场救出，吸入大量烟雾，声嘶，鼻毛烧焦。"),
        ("zh", "+smoke_inhalation >=emergency", "昨夜炕上被褥着了，老爷子给烟熏晕了，脸上一层水泡。"),
        ("zh", "+smoke_inhalation >=emergency", "车着火了，司机被烟呛得喘不上来，眉毛烧没了。"),
        ("zh", "+smoke_inhalation >=emergency", "灶房起火，奶奶被烟熏到了，现在声音沙哑。"),
        ("zh", "+smoke_inhalation >=emergency", "睡着了屋子着火，熏了一屋烟，消防员把我背出来，吐的痰是黑的。"),
        ("zh", "+smoke_inhalation >=emergency", "宾馆火灾，浓烟熏了半小时，面部烧伤，痰中带炭末。"),
        ("zh", "+smoke_inhalation >=emergency", "家里着火被烟熏着了，嗓子火辣辣。"),
        ("zh", "+smoke_inhalation >=emergency", "火场里待了五分钟，烟吸得不少，现在胸闷。"),
        ("zh", "+smoke_inhalation >=emergency", "炉子倒烟把床单点着了，我爸吸了烟，脸黑黑的，说话声音变了。"),
    ],
)
def test_smoke(language: Language, expected: str, text: str) -> None:
    assert not misjudged(expected, text, language)


@pytest.mark.parametrize(
    ("language", "expected", "text"),
    [
        ("zh", "-dyspnoea <=routine", "身上起风疙瘩，痒，喘气儿顺溜着呢，吃嘛嘛香。"),
        ("zh", "-dyspnoea <=routine", "胳膊上起了一片风团，痒，喘气匀乎，没啥别的。"),
        ("zh", "-dyspnoea <=routine", "起风疙瘩两天了，痒得慌，出气儿匀着呢，说话也利索。"),
        ("zh", "-dyspnoea <=routine", "风团散在四肢，痒，呼吸平稳顺畅，无喉头紧缩感。"),
        ("zh", "-dyspnoea <=routine", "我娃起风丹，痒得抠，出气伸展得很，吃得跑得。"),
        ("zh", "-dyspnoea <=routine", "出风疹块，好痕，唞气顺晒，喉咙冇事。"),
        ("zh", "-dyspnoea <=routine", "身上起疙瘩痒，喘气啥的都没毛病，嗓子也不堵。"),
        ("zh", "-dyspnoea <=routine", "吃了虾身上起包，痒，出气不费劲，嗓子眼儿也不紧。"),
        ("zh", "-dyspnoea <=routine", "风团三天，痒，呼吸自如，声音不哑。"),
        ("zh", "-dyspnoea <=routine", "娃身上起坨坨，痒，气出得匀净，没得啥子。"),
        ("zh", "-dyspnoea <=routine", "荨麻疹又犯了，大腿上一片，痒，喘气跟平时一个样。"),
        ("zh", "-dyspnoea <=routine", "起风团，痒，喘气一点不费劲，爬五楼都不带喘的。"),
        ("zh", "-dyspnoea <=routine", "风疙瘩一身，痒死了，喘气倍儿顺。"),
        ("zh", "-dyspnoea <=routine", "身上几块风团，痒，透气透得蛮好，喉咙也不紧。"),
        ("zh", "-dyspnoea <=routine", "起了风团，痒，气儿喘得挺顺当，脑袋也清楚。"),
        ("zh", "-dyspnoea <=routine", "胳膊上疙瘩，痒，呼吸没啥不得劲儿。"),
        ("zh", "-throat_swelling <=routine", "起风疙瘩，痒，嗓子眼儿敞亮着呢，喘气不费劲。"),
        ("zh", "-throat_swelling <=routine", "吃完海鲜起包，痒，喉咙不紧也不堵，说话正常。"),
        ("zh", "-throat_swelling <=routine", "风团，痒，喉咙里通通泰泰的，没别的。"),
        ("zh", "-throat_swelling <=routine", "身上痒起包，嗓子利利索索的，唱歌都行。"),
        ("zh", "~dyspnoea <=routine", "孩子湿疹三年，肘窝干痒，小时候得过哮喘，现在没犯。"),
        ("zh", "~dyspnoea <=routine", "我自己有哮喘，女儿肘窝湿疹，干，痒。"),
        ("zh", "~dyspnoea <=routine", "她爸爸有哮喘，她肘窝膝窝痒，皮厚。"),
        ("zh", "~dyspnoea <=routine", "我本人有哮喘和鼻炎，儿子腿弯一到冬天就痒，抓破皮。"),
        ("zh", "~dyspnoea <=routine", "她爷爷有老慢支哮喘，娃儿脸上湿疹，痒。"),
        ("zh", "~dyspnoea <=routine", "家族史：母哮喘，父过敏性鼻炎。患儿肘窝苔藓样变，痒。"),
        ("zh", "+dyspnoea >=emergency", "起了一身风疙瘩，现在喘气费劲，嗓子发紧。"),
        ("zh", "+dyspnoea >=emergency", "喘气儿呼噜呼噜的，嘴唇也肿了，刚吃了花生。"),
        ("zh", "+dyspnoea >=emergency", "喘气不顺溜，一口一口倒着喘，身上全是包。"),
        ("zh", "+dyspnoea >=emergency", "出气不匀，憋得脸通红，身上起风团。"),
        ("zh", "+dyspnoea >=emergency", "刚才喘气还挺顺的，这会儿喘不上来了，身上起包。"),
        ("zh", "+dyspnoea >=emergency", "嗓子不通畅，喘气跟拉风箱似的，脸肿了。"),
        ("zh", "+dyspnoea >=emergency", "娃出气困难，嘴皮子发乌，身上起坨坨。"),
        ("zh", "+dyspnoea >=emergency", "唞唔到气，成身起风癞，嘴肿晒。"),
        ("zh", "+dyspnoea >=emergency", "我有哮喘，现在喘得厉害，身上起风团。"),
        ("zh", "+dyspnoea >=emergency", "吃了虾，喘上了，一口气接不上一口气，身上痒。"),
        ("zh", "+dyspnoea >=emergency", "气儿不够使，嗓子眼儿堵得慌，浑身起大包。"),
        ("zh", "+dyspnoea >=emergency", "她喘得直不起腰，嘴唇发紫，吃了芒果起的疹子。"),
        ("zh", "+dyspnoea >=emergency", "平时喘气顺溜，今天吃完药就喘不过气，起疹子。"),
        ("zh", "+dyspnoea >=emergency", "出不赢气，心慌，脸都肿起来了。"),
        ("zh", "+dyspnoea >=emergency", "喘气儿一抽一抽的，胸口都凹下去，身上起包。"),
    ],
)
def test_breath_and_throat(language: Language, expected: str, text: str) -> None:
    assert not misjudged(expected, text, language)
