"""An infection that others treated and that is ruled out since is absent; one that is not ruled out is there."""

import pytest

from dermagent.types import Language
from tests.told import misjudged


@pytest.mark.parametrize(
    ("language", "expected", "text"),
    [
        (
            "zh",
            "-named_skin_infection <=routine",
            "外院按“左小腿蜂窝织炎”输液5天无效，查皮温不高，无压痛，不发热，蜂窝织炎可除外，考虑淤积性皮炎。",
        ),
        (
            "zh",
            "-named_skin_infection <=routine",
            "曾于当地诊断“丹毒”，予青霉素10天无好转，现查不支持丹毒，双小腿静脉曲张，色素沉着，痒。",
        ),
        (
            "zh",
            "-named_skin_infection <=routine",
            "社区当丹毒治了一周没效果，专家看了说不是丹毒，是静脉曲张引起的湿疹，痒，不烧不烫。",
        ),
        (
            "zh",
            "-named_skin_infection <=routine",
            "外院拟“蜂窝组织炎”抗感染无效转来。双侧对称，皮温正常，无触痛，可排除蜂窝组织炎，印象脂性硬皮病。",
        ),
        ("zh", "-named_skin_infection <=routine", "前医以丹毒处理，效不佳，今会诊否定丹毒诊断，印象接触性皮炎。"),
        (
            "zh",
            "-named_skin_infection <=routine",
            "乡卫生院说是丹毒，打了三天吊针，县里医生讲根本不是丹毒，是湿疹，痒得很。",
        ),
        ("zh", "-named_skin_infection <=routine", "误诊为丹毒，静滴头孢，实为静脉性湿疹，双小腿红斑瘙痒，无热无痛。"),
        (
            "zh",
            "-named_skin_infection <=routine",
            "一直被当成蜂窝织炎治，三个月里用了四轮抗生素，皮肤科说蜂窝织炎不成立，是瘀积性皮炎。",
        ),
        ("zh", "~named_skin_infection <=routine", "丹毒可除外，双小腿瘙痒色沉两年，静脉曲张。"),
        ("zh", "~named_skin_infection <=routine", "丹毒、蜂窝织炎均可除外，考虑湿疹。"),
        ("zh", "~named_skin_infection <=routine", "外院疑“丹毒”，复核后丹毒依据不足，考虑静脉性湿疹，不痛不热。"),
        (
            "zh",
            "-named_skin_infection <=routine",
            "镇上按丹毒打针，没用，市里大夫一看：丹毒不像，湿疹。小腿痒，不发烧。",
        ),
        ("zh", "-named_skin_infection <=routine", "按“丹毒”治疗无效，体温正常，皮温不高，基本除外丹毒，印象慢性湿疹。"),
        (
            "zh",
            "+named_skin_infection >=same_day",
            "外院按“湿疹”治疗无效，右小腿红肿热痛、发热38.6，考虑丹毒，湿疹可除外。",
        ),
        ("zh", "+named_skin_infection >=same_day", "外院按丹毒静滴头孢7天，红肿仍扩大，皮温高，压痛明显。"),
        ("zh", "+named_skin_infection >=same_day", "当地诊断丹毒，输液三天，今天又烧到39度，小腿红肿发烫。"),
        ("zh", "+named_skin_infection >=same_day", "丹毒不能除外，右小腿红肿热痛，建议住院。"),
        ("zh", "+named_skin_infection >=same_day", "深静脉血栓可除外，诊断丹毒，左小腿红肿热，T38.8。"),
        ("zh", "+named_skin_infection >=same_day", "外院按接触性皮炎处理，今来诊：面部红肿热痛，边界清，丹毒，T 39。"),
        ("zh", "+named_skin_infection >=same_day", "蜂窝织炎，坏死性筋膜炎暂可除外，右小腿红肿热痛。"),
        ("zh", "+named_skin_infection >=same_day", "外院丹毒治疗后好转，停药三天复发，小腿再次红肿热痛，发热。"),
        ("zh", "+named_skin_infection >=same_day", "丹毒尚不能排除，左足背红肿，皮温高，低热。"),
        ("zh", "+named_skin_infection", "考虑蜂窝织炎，痛风可排除，踝部红肿热痛。"),
        ("zh", ">=same_day", "外院按丹毒治无效，丹毒可除外，现高热、皮肤发黑、捻发感，考虑坏死性筋膜炎。"),
        ("zh", ">=same_day", "丹毒除外，但右小腿红肿剧痛，发热39，怀疑坏死性筋膜炎。"),
        ("zh", "+named_skin_infection >=same_day", "医生说不是湿疹，是丹毒，小腿红肿发烫，38.5度。"),
        (
            "zh",
            "+named_skin_infection >=same_day",
            "外院按过敏治疗3天无效，会诊后过敏可除外，诊断蜂窝织炎，局部红肿热痛。",
        ),
        ("zh", "+named_skin_infection >=same_day", "丹毒待排，右下肢红肿热痛伴寒战。"),
        (
            "zh",
            "-named_skin_infection",
            "当地按右足蜂窝织炎输了六天液，后来专科看了，蜂窝织炎证据不足，考虑接触性皮炎。",
        ),
        ("zh", "-named_skin_infection", "入院时拟诊丹毒，查PCT正常，丹毒不成立，诊断为淤积性皮炎。"),
        ("zh", "-named_skin_infection", "门诊以“蜂窝织炎”收入，后超声示静脉功能不全，基本排除蜂窝织炎。"),
        ("zh", "-named_skin_infection", "都说我是丹毒，打了一周针，教授说丹毒可以排除，就是湿疹。"),
        ("zh", "+named_skin_infection", "外院按带状疱疹处理，现考虑丹毒，带状疱疹可除外。"),
        ("zh", "+named_skin_infection", "上次按丹毒治好了，这回又是丹毒，小腿红肿热痛。"),
        ("zh", "+named_skin_infection", "不像湿疹，像丹毒，小腿红肿，发热。"),
        ("zh", "+named_skin_infection", "痛风可除外，丹毒可能性大，足背红肿热痛。"),
        ("zh", "+named_skin_infection", "骨髓炎已排除，蜂窝织炎诊断明确。"),
        ("zh", "+named_skin_infection", "外院按丹毒治疗，深静脉血栓已排除，红肿仍在扩大。"),
    ],
)
def test_ruled_out(language: Language, expected: str, text: str) -> None:
    assert not misjudged(expected, text, language)
