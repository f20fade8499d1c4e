"""A biologic that is only assessed suppresses nothing, a free mucosa is no place, a round bald patch no ring."""

import pytest

from dermagent.types import Language
from tests.told import misjudged


@pytest.mark.parametrize(
    ("language", "expected", "text"),
    [
        ("zh", "~immunosuppression <=routine", "化脓性汗腺炎5年，双腋反复结节、窦道，申请评估阿达木单抗，择期。"),
        ("zh", "~immunosuppression <=routine", "请风湿科评估能否使用司库奇尤单抗，银屑病8年，斑块。"),
        ("zh", "~immunosuppression <=routine", "请贵科会诊评估乌司奴单抗，非急诊。"),
        ("zh", "~immunosuppression <=routine", "希望评估是否适合阿达木单抗，汗腺炎。"),
        ("zh", "+immunosuppression", "阿达木单抗用了半年，评估疗效。"),
        ("zh", "+immunosuppression", "正在打阿达木单抗，腋下长脓肿。"),
        ("zh", "+immunosuppression >=same_day", "用阿达木单抗3个月，右腋脓肿，发热38.8，请评估。"),
        ("zh", "~oral_mucosa <=routine", "银屑病斑块3年，肘膝伸侧，口腔、外阴黏膜未受累，指甲点状凹陷。"),
        ("zh", "~oral_mucosa <=routine", "躯干斑块2年，银白色鳞屑，口腔黏膜(-)。"),
        ("zh", "~oral_mucosa <=routine", "四肢斑块5年，口腔及生殖器黏膜无损害。"),
        ("zh", "~oral_mucosa <=routine", "肘部斑块10年，口腔黏膜正常。"),
        ("zh", "~oral_mucosa <=routine", "头皮斑块2年，口腔外阴黏膜均未见异常。"),
        ("zh", "~oral_mucosa <=routine", "斑块1年，口眼及外阴黏膜无受累。"),
        ("zh", "+oral_mucosa", "口腔黏膜糜烂3个月，外阴黏膜(-)。"),
        ("zh", "+oral_mucosa >=urgent_referral", "颊黏膜白斑变硬，口腔溃疡两个月不愈。"),
        ("zh", "~annular", "枕部圆形脱发斑，无环形红斑。"),
        ("zh", "~annular", "头皮一块圆形秃斑，身上没有圈圈样的红斑。"),
        ("zh", "~annular", "圆形断发区一处，躯干未见环状皮损。"),
        ("zh", "~annular", "后脑勺圆圆的一块没头发，身上没钱癣那种圈。"),
        ("zh", "~annular", "硬币大圆形脱发，皮肤光滑。"),
        ("zh", "~annular", "头上一块圆形斑秃，别处无环状红斑。"),
        ("zh", "+annular", "躯干环形红斑，边缘鳞屑，中央消退。"),
        ("zh", "+annular", "圆圈样红斑，中间好了，边上起皮，头皮没有脱发。"),
        ("zh", "+annular", "手臂一圈一圈的红，越来越大。"),
    ],
)
def test_planned_free_and_round(language: Language, expected: str, text: str) -> None:
    assert not misjudged(expected, text, language)
