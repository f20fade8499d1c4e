"""A dark streak of a nail that widens, is uneven or stains the skin is urgent; steady ones and dyes are not."""

import pytest

from dermagent.types import Language
from tests.told import misjudged


@pytest.mark.parametrize(
    ("language", "expected", "text"),
    [
        ("zh", "+hutchinson_sign >=urgent_referral", "左手大拇指指甲一条黑线，一年里变宽了一倍，指甲根的皮也黑了。"),
        ("zh", "+hutchinson_sign >=urgent_referral", "脚大拇趾甲上那道黑杠，从细线变成半个指甲宽，旁边的肉也染黑了。"),
        ("zh", "+hutchinson_sign >=urgent_referral", "指甲黑线越来越宽，黑到指甲外头的皮上去了。"),
        ("zh", "+hutchinson_sign >=urgent_referral", "甲下黑线3年，近1年增宽，近端甲皱襞色素沉着。"),
        ("zh", "+hutchinson_sign >=urgent_referral", "右拇指甲纵行黑线增宽，颜色不均，甲小皮及甲周皮肤可见色素。"),
        ("zh", "+hutchinson_sign >=urgent_referral", "奶奶拇指甲一道黑的，现在黑色都爬到指甲边的肉上了。"),
        (
            "zh",
            "+hutchinson_sign >=urgent_referral",
            "大脚趾甲里的黑条，去年铅笔芯那么细，今年小拇指那么宽，甲沟的皮也发黑。",
        ),
        ("zh", "+hutchinson_sign >=urgent_referral", "食指指甲黑纹，月牙上面的皮都变黑了，没碰过。"),
        ("zh", "+hutchinson_sign >=urgent_referral", "甲黑线，甲床黑，甲缘皮肤也黑了一圈，慢慢扩大。"),
        ("zh", "+hutchinson_sign >=urgent_referral", "指甲盖黑线变粗，靠手指头那边的皮也跟着黑。"),
        ("zh", "+hutchinson_sign >=urgent_referral", "小指甲的黑带，黑色漫出来，倒刺那块皮都是黑的。"),
        ("zh", ">=urgent_referral", "大拇指指甲有条黑线，去年细细一根，今年占了半个指甲。"),
        ("zh", ">=urgent_referral", "脚趾甲黑线，从一毫米变到快占满整个趾甲，一边深一边浅。"),
        ("zh", ">=urgent_referral", "指甲里的黑条一年比一年宽，颜色深深浅浅。"),
        ("zh", ">=urgent_referral", "指甲黑线越长越宽，都三分之一指甲了，没砸过。"),
        ("zh", ">=urgent_referral", "甲纵向黑线，1年内由1mm增至6mm，色泽不均。"),
        ("zh", "-hutchinson_sign <=routine", "拇指甲褐线，宽度多年不变，甲周皮肤无色素。"),
        ("zh", "-hutchinson_sign <=routine", "甲纵行色素线，均匀，宽1mm，近端甲皱襞未见色素沉着。"),
        ("zh", "~hutchinson_sign <=routine", "前天锤子砸了拇指，指甲底下一片黑紫，随着指甲往外长。"),
        ("zh", "~hutchinson_sign <=routine", "跑完马拉松大脚趾甲黑了，正在慢慢长出去。"),
        ("zh", "~hutchinson_sign <=routine", "灰指甲，趾甲发黄变厚，甲沟有点红。"),
        ("zh", "~hutchinson_sign <=routine", "美甲卸了以后指甲有点发黄，边上皮干。"),
        ("zh", "~hutchinson_sign <=routine", "我是黑皮肤，十个指甲都有好几条浅褐色竖线，多少年没变，妈妈也这样。"),
        ("zh", "~hutchinson_sign <=routine", "指甲有竖纹，一棱一棱的，不黑。"),
        ("zh", "~hutchinson_sign <=routine", "指甲上有白点，皮没事。"),
        ("zh", "~hutchinson_sign <=routine", "染发剂把指甲和旁边的皮都染黑了，洗几天就淡了。"),
        ("zh", "~hutchinson_sign <=routine", "剥核桃皮，指甲连指甲边的皮都染黑了，过几天就掉。"),
        (
            "en",
            "+hutchinson_sign >=urgent_referral",
            "Brown-black stripe in my right thumbnail, a year ago it was a hairline, now it covers "
            "half the nail and even the skin at the base of the nail has turned black.",
        ),
        ("en", ">=urgent_referral", "A dark band in her big toenail has doubled in width since last spring, no knock."),
        (
            "en",
            ">=urgent_referral",
            "Grandad's thumbnail has a black streak that was pencil thin and now takes up half the "
            "nail, some parts darker than others.",
        ),
        (
            "en",
            "+hutchinson_sign >=urgent_referral",
            "Black line in the nail, getting wider, and the cuticle has gone dark too.",
        ),
        (
            "en",
            "+hutchinson_sign >=urgent_referral",
            "Longitudinal melanonychia, widening over 12/12, pigment spilling onto the proximal nail fold.",
        ),
        ("en", "~hutchinson_sign <=routine", "I hit my thumb with a hammer, black under the nail, it is growing out."),
        (
            "en",
            "~hutchinson_sign <=routine",
            "Thin brown line in my nail since childhood, same width, cuticle is not stained.",
        ),
        (
            "es",
            "+hutchinson_sign >=urgent_referral",
            "Mi abuelo tiene una raya negra en la uña del pulgar, hace un año era un hilo y ahora "
            "ocupa media uña, y hasta la piel de la raíz se ha manchado de negro.",
        ),
        (
            "es",
            ">=urgent_referral",
            "Una banda oscura en la uña del dedo gordo que se ha ensanchado en un año, sin golpe.",
        ),
        (
            "es",
            "+hutchinson_sign >=urgent_referral",
            "Melanoniquia longitudinal que se ensancha, con pigmento en el pliegue ungueal proximal.",
        ),
        (
            "es",
            "+hutchinson_sign >=urgent_referral",
            "La línea negra de la uña es cada vez más ancha y la cutícula también se puso negra.",
        ),
        (
            "es",
            "~hutchinson_sign <=routine",
            "Me pillé el dedo con la puerta, la uña está negra por debajo y va saliendo.",
        ),
        (
            "es",
            "~hutchinson_sign <=routine",
            "Una línea marrón fina en la uña desde niño, igual de ancha, la cutícula no está manchada.",
        ),
    ],
)
def test_streaks(language: Language, expected: str, text: str) -> None:
    assert not misjudged(expected, text, language)
