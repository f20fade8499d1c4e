"""How long a complaint has lasted, told behind it, before it, by what has grown in it, or by the year that it is in."""

import pytest

from dermagent.steps.observe import observe
from dermagent.types import Case, Language


@pytest.mark.parametrize(
    ("language", "text", "days"),
    [
        ("en", "A labourer with five weeks of blisters on the forearms.", 35),
        ("en", "The wart tripled in about three months.", 91),
        ("en", "These three months my scalp flakes.", 91),
        ("en", "Only four days and the ring is as wide as a plate.", 4),
        ("en", "Fever six days on the trot.", 6),
        ("en", "A woman of 41 and for two years her cheeks burn.", 730),
        ("en", "Seven weeks with these bumps.", 49),
        ("es", "Placas en codos de 3 m de evol.", 91),
        ("es", "Ronchas en el tronco de 4 d.", 4),
        ("es", "Cinco días seguidos con picor.", 5),
        ("es", "El bulto creció en dos semanas.", 14),
        ("es", "Desde hace unas cinco semanas se me cae el pelo.", 35),
        ("es", "2 m con verrugas en la mano.", 61),
        ("zh", "这是第三年了，一到冬天手就裂。", 900),
        ("zh", "头皮掉屑小半年。", 150),
        ("zh", "左脸长斑两年半了。", 913),
        ("zh", "五六天前起了红疹。", 5.5),
        ("zh", "咳嗽个把星期，身上出疹。", 8),
        ("zh", "去年冬天就有这块癣。", 330),
        ("en", "See again in 2 weeks. Rash on the arm.", None),
        ("en", "Grown man, back in six weeks for review.", None),
        ("es", "Volver en dos semanas. Granos en la cara.", None),
        ("es", "Niño de 4 m con eccema.", None),
        ("zh", "两周后复诊，面部红斑。", None),
        ("zh", "第二年级的学生，脸上长痘。", None),
    ],
)
def test_a_time_of_the_complaint_is_its_duration_and_no_other_time(
    language: Language, text: str, days: float | None
) -> None:
    lasts = observe(Case(history=text, language=language)).duration
    if days is None:
        assert lasts is None
    else:
        assert lasts is not None
        assert lasts.low * 0.6 <= days <= max(lasts.high * 1.6, lasts.high + 1)
