"""A treatment that is only asked for, planned, offered, feared or turned down is not taken."""

import pytest

from dermagent.reading.text import read_text
from dermagent.types import Language

_TREATMENTS = {"immunosuppression", "teratogenic_drug", "new_medication"}


def _taken(text: str, language: Language) -> set[str]:
    items = read_text(text, language, "history").items
    return {item.finding for item in items if item.is_there and item.certainty == 1} & _TREATMENTS


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Please see re ciclosporin."),
        ("en", "Can you advise on methotrexate for her?"),
        ("en", "Any benefit in trying azathioprine?"),
        ("en", "The plan was to start methotrexate but her bloods were off."),
        ("en", "Dermatology advised ciclosporin; he declined because of his kidneys."),
        ("en", "I'd rather not take prednisolone."),
        ("en", "Would prednisolone help?"),
        ("es", "¿Puedo tomar prednisona?"),
        ("es", "El médico me habló de metotrexato pero tengo dudas."),
        ("es", "Está previsto empezar azatioprina en enero."),
        ("zh", "医生说可以试试环孢素，我没敢用。"),
        ("zh", "有没有必要用甲氨蝶呤？"),
        ("zh", "听说甲氨蝶呤效果好，想问问。"),
        ("en", "My rheumatologist floated the idea of tofacitinib."),
        ("en", "Is she old enough for methotrexate?"),
        ("en", "We are awaiting approval for adalimumab."),
        ("en", "I was prescribed prednisolone but never took it."),
        ("en", "Would like advice on whether ciclosporin is appropriate."),
        ("es", "¿Qué opinan de la ciclosporina para esto?"),
        ("es", "Le han prescrito metotrexato pero no lo ha empezado."),
        ("es", "A la espera de aprobación de adalimumab."),
        ("zh", "医生开了泼尼松，我没敢吃。"),
        ("zh", "想问一下能用环孢素吗？"),
        ("zh", "下一步准备上阿达木单抗。"),
        ("en", "Would she be a candidate for ciclosporin?"),
        ("en", "The dermatologist suggested azathioprine but I refused."),
        ("en", "We discussed methotrexate and she will think about it."),
        ("en", "They want me to take mycophenolate but I am scared of it."),
        ("en", "Plan: start prednisolone 30 mg."),
        ("en", "Should I ask for isotretinoin?"),
        ("en", "Consider acitretin if no better."),
        ("en", "She is due to begin adalimumab next month."),
        ("en", "Is methotrexate an option for him?"),
        ("en", "Referred for consideration of ciclosporin."),
        ("en", "Dapsone and prednisolone were considered."),
        ("en", "I don't want to go on steroids like prednisolone."),
        ("es", "¿Sería candidata a ciclosporina?"),
        ("es", "Me propusieron azatioprina pero no quise."),
        ("es", "Le ofrecieron metotrexato y lo rechazó."),
        ("es", "Pendiente de iniciar adalimumab."),
        ("es", "Se plantea tratamiento con prednisona."),
        ("es", "Me da miedo tomar isotretinoína."),
        ("zh", "医生建议用环孢素，我没同意。"),
        ("zh", "能不能吃泼尼松？"),
        ("zh", "打算下周开始用硫唑嘌呤。"),
        ("zh", "医生想让我吃异维A酸，我有点怕。"),
        ("zh", "考虑加用甲氨蝶呤。"),
        ("zh", "请问可以用阿达木单抗吗？"),
        ("en", "Query ciclosporin for her eczema?"),
        ("en", "My consultant is keen to try mycophenolate."),
        ("en", "We would like to give him prednisolone if you agree."),
        ("en", "Prednisolone was mentioned at the last visit."),
        ("en", "She turned down methotrexate."),
        ("es", "¿Me conviene tomar metotrexato?"),
        ("es", "El dermatólogo quiere ponerme adalimumab."),
        ("es", "Me da respeto la ciclosporina."),
        ("es", "¿Habría que darle prednisona?"),
        ("zh", "需要吃泼尼松吗？"),
        ("zh", "大夫想给我上生物制剂阿达木单抗，我还在犹豫。"),
        ("zh", "要不要打阿达木单抗？"),
    ],
)
def test_what_is_only_planned_is_not_taken(language: Language, text: str) -> None:
    assert not _taken(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Considering eczema, prednisolone treatment was without effect."),
        ("zh", "打算再去复查，用泼尼松无效。"),
        ("es", "Considerando un eccema, prednisona oral sin mejoría."),
        ("en", "We considered methotrexate toxicity; temp 39."),
        ("en", "Could you see this methotrexate patient with fever?"),
        ("en", "She was offered azathioprine and accepted."),
        ("en", "Please review this man, prednisolone 20 mg daily, hot shin."),
        ("es", "Valorar toxicidad por metotrexato."),
        ("en", "Thinking about it, the prednisolone he takes may mask a fever."),
        ("zh", "咨询：发热，用泼尼松两月。"),
        ("en", "He has been on prednisolone, would azathioprine be better?"),
        ("en", "Fever on methotrexate."),
        ("zh", "用甲氨蝶呤三个月，今天发烧。"),
        ("es", "En tratamiento con metotrexato, fiebre de 39."),
        ("en", "The methotrexate did not help."),
        ("en", "Can I carry on with azathioprine during the flu?"),
        ("en", "Would stopping prednisolone help?"),
        ("es", "¿Puedo seguir con la prednisona?"),
        ("en", "Should I go to A&E? I take methotrexate and have a fever."),
        ("zh", "想问下在用甲氨蝶呤能不能打疫苗？"),
        ("es", "Me da miedo la fiebre porque tomo azatioprina."),
        ("en", "Could you see this woman on methotrexate with a rash?"),
        ("en", "He started prednisolone on Monday and asks whether to continue."),
        ("en", "I have been taking azathioprine since March. Should I stop the azathioprine?"),
        ("en", "I was offered methotrexate and have taken it for two months."),
        ("en", "I wonder if the azathioprine I take causes this."),
        ("en", "The GP wanted to start prednisolone, and I have been on it for a week."),
        ("es", "Le ofrecieron metotrexato y lo toma desde enero."),
        ("es", "Toma prednisona y quiere saber si puede vacunarse."),
        ("es", "Inició ciclosporina hace tres semanas. ¿Suspender?"),
        ("zh", "正在吃甲氨蝶呤，是否需要停药？"),
        ("zh", "医生建议用环孢素，已经用了两个月。"),
        ("zh", "吃泼尼松一个月了，能不能打疫苗？"),
        ("en", "Is it safe to drink while on methotrexate?"),
        ("en", "She is due her methotrexate injection tomorrow."),
        ("en", "They recommended prednisolone 40 mg, which he takes every morning."),
        ("en", "Can you see this man, on azathioprine for Crohn's, with a fever."),
        ("en", "I am scared of infection because I take methotrexate."),
        ("en", "I wanted to try ciclosporin and it has helped for a month."),
        ("en", "Offered adalimumab in 2020 and doing well on it."),
        ("en", "Would you check this rash? Meds: methotrexate, folic acid."),
        ("en", "He should take his azathioprine daily but forgets; fever since last night."),
        ("en", "I am going to stop the prednisolone."),
        ("es", "Quiero dejar el metotrexato porque tengo fiebre."),
        ("es", "Le recomendaron prednisona y desde entonces mejora."),
        ("es", "Valorar fiebre en paciente con azatioprina."),
        ("es", "Voy a cambiar de médico; tomo metotrexato."),
        ("zh", "考虑感染，目前口服泼尼松。"),
        ("zh", "准备怀孕，还在吃甲氨蝶呤。"),
        ("zh", "医生让我吃泼尼松，吃了两周。"),
        ("zh", "担心感染，因为我用阿达木单抗。"),
        ("zh", "我想咨询，我吃环孢素发烧了。"),
    ],
)
def test_what_is_taken_stays_so_whatever_is_asked_about_it(language: Language, text: str) -> None:
    assert "immunosuppression" in _taken(text, language)


def test_an_end_that_is_planned_is_no_end_yet() -> None:
    assert "immunosuppression" in _taken("Should I stop the prednisolone? I have a fever.", "en")


@pytest.mark.parametrize("text", ["Could allopurinol cause this rash?", "Can this be from the lamotrigine he started?"])
def test_what_may_have_caused_it_is_taken(text: str) -> None:
    assert any(item.finding == "high_risk_drug" and item.is_there for item in read_text(text, "en", "history").items)
