"""What relatives and partners only say, fear or do is no sex and no injury."""

import pytest

from dermagent.reading.text import read_text
from dermagent.types import Language


def _told(text: str, language: Language) -> set[str]:
    reading = read_text(text, language, "history")
    return {item.finding for item in reading.items if item.is_there} | {reading.sex or ""}


@pytest.mark.parametrize(
    ("language", "text", "what"),
    [
        ("zh", "男朋友说我屁股上有个疙瘩。", "unexplained_injury"),
        ("zh", "保姆说他身上起了红疹。", "unexplained_injury"),
        ("zh", "继父说我脖子上有块白斑。", "unexplained_injury"),
        ("zh", "奶奶嫌他穿得少，宝宝五个月，脸红。", "female"),
        ("zh", "我吵到我妈了，我手上长湿疹。", "female"),
        ("zh", "老婆笑我，我头皮屑多。", "female"),
        ("en", "My girlfriend laughs at me, my scalp flakes.", "female"),
        ("en", "Nan fusses over him; the baby has a red bottom.", "female"),
        ("es", "Mi madre se ríe de mí, tengo caspa.", "female"),
        ("es", "Discutí con mi hermana; me salió urticaria.", "female"),
        ("en", "My boyfriend says I have a mole on my back.", "unexplained_injury"),
        ("zh", "女朋友说我头皮上有红斑。", "unexplained_injury"),
        ("zh", "妈妈担心宝宝晒黑，孩子两个月，身上起红点。", "female"),
        ("zh", "外婆怕他冷，小宝宝屁股红。", "female"),
        ("zh", "我女儿被我吓到了，我腿上流血。", "female"),
        ("zh", "我把妈妈气哭了，我起荨麻疹。", "female"),
        ("zh", "我老公说我腿上有块斑。", "unexplained_injury"),
        ("zh", "丈夫说我脖子后面长了个包。", "unexplained_injury"),
        ("es", "Mi novio dice que tengo un lunar en la espalda.", "unexplained_injury"),
        ("es", "La abuela teme que se enfríe; el bebé tiene granitos.", "female"),
        ("en", "Grandma is afraid he is too cold; our baby has a rash.", "female"),
        ("en", "I gave my wife a fright, my nose was bleeding.", "female"),
        ("es", "Le di un susto a mi mujer, me sangra la nariz.", "female"),
        ("zh", "姐姐说他脸上的疹子像湿疹，宝宝六个月。", "female"),
    ],
)
def test_what_a_relative_only_does_tells_nothing(language: Language, text: str, what: str) -> None:
    assert what not in _told(text, language)


@pytest.mark.parametrize(
    ("language", "text", "what"),
    [
        ("zh", "男朋友打我，背上有淤青。", "inflicted_injury"),
        ("zh", "我女儿3岁，她脸上起疹子。", "female"),
        ("zh", "老婆身上起疹子，她很痒。", "female"),
        ("en", "My wife has a rash on her legs.", "female"),
        ("zh", "宝宝手臂有淤青，男朋友说他自己摔的。", "unexplained_injury"),
        ("zh", "保姆说孩子从床上掉下来，腿上一块青。", "unexplained_injury"),
        ("zh", "奶奶身上起疹子，很痒。", "female"),
        ("es", "Mi mujer tiene una mancha en la pierna.", "female"),
        ("en", "Grandma is worried about a mole on her back.", "female"),
    ],
)
def test_who_is_told_of_and_hurt_is_read(language: Language, text: str, what: str) -> None:
    assert what in _told(text, language)
