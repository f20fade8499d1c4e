"""What one was told to come back for is absent where none of it has come, and there where it has."""

import pytest

from dermagent.types import Language
from tests.told import misjudged


@pytest.mark.parametrize(
    ("language", "expected", "text"),
    [
        (
            "zh",
            "-fever -vomiting <=routine",
            "医生交代：要是发烧、呕吐、嗜睡就回来。这些现在一个都没有，就是膝盖擦破的地方有点疼。",
        ),
        (
            "zh",
            "-fever -dyspnoea <=routine",
            "药师说万一出现发热、呼吸困难、嘴唇肿就打120。到现在一样没出现，就胳膊上有几块红斑，痒。",
        ),
        ("zh", "-fever -exudate <=routine", "护士叮嘱如果发烧、流脓、红线往上走就赶紧来。目前全都没有，伤口干干的。"),
        ("zh", "-fever -numbness <=routine", "大夫说一旦发烧、手指发麻、发紫就马上回来。眼下统统没有，就有点疼。"),
        ("zh", "-fever -chills <=routine", "出院小结上写：如有发热、寒战、伤口渗液随诊。目前均无，缝线处微痒。"),
        (
            "zh",
            "-fever -bulla <=routine",
            "说明书上列了一堆：发热、起大水泡、嘴里烂就停药。我这些都没有，只是背上有点痒。",
        ),
        ("zh", "-fever -exudate <=routine", "他说要是发烧、伤口流水就回去复诊。这两样都没出现，就是结痂有点痒。"),
        (
            "zh",
            "-dyspnoea -dizziness <=routine",
            "社区护士让我留意呼吸困难、头晕、心慌。两天了，全没有，就打针处有点红。",
        ),
        ("zh", "-confusion -vomiting <=routine", "嘱：若意识模糊、呕吐、抽搐即返院。现上述均无，额头擦伤已结痂。"),
        (
            "zh",
            "-fever -pustule <=routine",
            "妈妈说若是发烧、化脓、肿得更大就带去急诊。暂时都没有，蚊子包还是小小一个。",
        ),
        (
            "zh",
            "-fever -pain <=routine",
            "如果发烧、疼得睡不着、皮发黑，就立刻回来，医生这么讲。以上目前一概没有，就是痒。",
        ),
        ("zh", "-numbness -violaceous <=routine", "打石膏的地方要是发麻、发凉、发紫就得拆。现在啥都没有，就是闷得痒。"),
        (
            "zh",
            "-fever -neck_stiffness <=routine",
            "老师发的单子写着：发烧、脖子硬、压不退的红点要马上送医院。我家孩子一个都不沾，就腿上几个蚊子包。",
        ),
        ("zh", "-fever -exudate <=routine", "换药室贴着：发烧、流脓、恶臭即来院。我目前为止都没碰上，伤口长得挺好。"),
        (
            "zh",
            "-fever -rapid_spread <=routine",
            "医生说过如果发烧、红肿往上窜就得住院。好在到今天这些都没发生，脚背上就一个小红包。",
        ),
        ("zh", "+fever >=same_day", "医生交代要是发烧、流脓、红肿往上爬就回来。现在真发烧了，39度，红肿爬到膝盖了。"),
        ("zh", "+fever", "大夫说如果发烧、起水泡就回来。水泡没有，但是昨晚烧到38.9。"),
        ("zh", "+exudate", "护士说要是流脓、发烧、发麻就回来。今天开始流脓了，其他没有。"),
        ("zh", "+fever", "说要是发热、寒战就来。现在这些都有了，烧到39.5，直哆嗦。"),
        ("zh", "+vomiting", "要是呕吐、头晕就回来，医生说的。今天吐了三回。"),
        ("zh", "+dyspnoea >=emergency", "药师说出现呼吸困难、嘴肿就打120。现在我嘴肿了，喘不上气。"),
        ("zh", "+numbness", "让我留意发麻、发凉、发紫。现在手指又麻又凉，还发紫。"),
        ("zh", "+fever", "他说如果发烧就回来。以前没有，今天有了，38.6。"),
        ("zh", "+fever +chills", "发烧、打寒战、伤口流水，从昨天开始的。其他都没有。"),
        ("zh", "+fever", "嘱若发热、流脓即返院。今晨发热39.1，流脓未见。"),
        ("zh", "+fever", "要是发烧、起疱就回来。起疱目前没有，烧有，39度。"),
        ("zh", "+confusion >=emergency", "说如果意识模糊、抽搐就叫救护车。刚才他开始说胡话了，抽搐倒没有。"),
        ("zh", "+fever +pain", "伤口发烧似的烫、疼、肿，体温39.2。这些前天还统统没有。"),
        ("zh", "+exudate", "如果发烧、渗液、发黑就来。发烧没有，渗液有，发黑没有。"),
        (
            "zh",
            "+fever +rapid_spread >=same_day",
            "医生说红肿往上窜、发烧就住院。这两样现在全占了，烧到39，红肿一夜窜到膝盖。",
        ),
        (
            "zh",
            "-fever -vomiting <=routine",
            "妈，护士让我们看看有没有发烧、呕吐、犯迷糊。到现在都没有，宝宝额头就擦破一点皮。",
        ),
        ("zh", "-numbness <=routine", "骨科说要是脚趾发麻、发青、疼得受不了就得拆石膏，我一样都没有，就是里面痒。"),
        (
            "zh",
            "-dyspnoea <=routine",
            "打完疫苗发了张单子，上面写着：嘴唇肿、呼吸困难、晕倒立即就医。我这边全都没有，就胳膊红了一块。",
        ),
        (
            "zh",
            "-fever -exudate <=routine",
            "If he gets a fever, numb fingers or pus comes out, come back at once, they said. None "
            "of these so far, just a bit sore. @en",
        ),
        ("zh", "+fever", "护士让我们看看有没有发烧、呕吐、犯迷糊。昨晚烧到39，还吐了三次。"),
        ("zh", "+dyspnoea >=emergency", "要是喘不上气、嘴唇肿就打120，我现在喘不上气。"),
        ("zh", "+wheal", "我一吃虾就起风团、喉咙发紧。查过敏原都没有。"),
        (
            "zh",
            "+throat_swelling >=emergency",
            "如果吃花生就起风团、喉咙肿、喘，今天误食了一口，喉咙又肿了。查体温都没有异常。",
        ),
        ("zh", "+fever", "发烧、流脓三天了。没别的，其他都没有。"),
        ("zh", "+exudate", "医生说流脓、发烧就回来。流脓有了，其余都没有。"),
        ("zh", "+numbness", "注意有没有发麻、发凉。今天手指发麻，别的都没有。"),
        ("zh", "+bulla >=same_day", "说明书写着发热、起大水泡、嘴烂就停药。我背上起了大水泡，嘴也烂了，就发热没有。"),
        (
            "en",
            "-fever -numbness <=routine",
            "They said if she gets a fever, vomits or her fingers go numb, come straight back. None "
            "of these so far, it is only a bit sore.",
        ),
        (
            "en",
            "-dyspnoea <=routine",
            "The pharmacist told me to look out for trouble breathing, swollen lips or fainting. "
            "None of that so far, just a red patch on my arm.",
        ),
        (
            "en",
            "+numbness",
            "They told us to watch out for numb fingers or a fever. Her fingers are numb today, nothing else.",
        ),
        (
            "en",
            "+dyspnoea >=emergency",
            "If I eat nuts I get hives and cannot breathe. The blood tests were all negative, and "
            "today I ate one and I cannot breathe.",
        ),
        (
            "en",
            "+fever",
            "If it gets worse or there is fever, come back. She has a fever of 39 today, none of the rest.",
        ),
        ("es", "+fever", "Que si fiebre o pus, volviera a urgencias. Hoy tiene fiebre de 39, lo demás no."),
    ],
)
def test_warnings(language: Language, expected: str, text: str) -> None:
    assert not misjudged(expected, text, language)
