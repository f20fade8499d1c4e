"""What is told beside a denied thing, in company, and dangers told without a name: of drugs, pills and lost words."""

import pytest

from dermagent.steps.flag import flag
from dermagent.steps.observe import observe
from dermagent.types import Case, Language, Polarity


def _told(text: str, language: Language) -> dict[str, Polarity]:
    return {
        finding: item.polarity for finding, item in observe(Case(history=text, language=language)).counted().items()
    }


@pytest.mark.parametrize(
    ("language", "text", "denied", "told"),
    [
        ("es", "Manchas moradas sin picor y vómitos.", "pruritus", "vomiting"),
        ("es", "Placas sin dolor y fiebre desde ayer.", "pain", "fever"),
        ("es", "Cara hinchada sin ronchas y ahogo.", "wheal", "dyspnoea"),
        ("es", "Granos sin pus y picor en la espalda.", "", "pruritus"),
        ("en", "A rash without itching and a very high temperature.", "pruritus", "fever"),
        ("en", "Hives without fever and trouble breathing.", "fever", "dyspnoea"),
        ("en", "Swollen foot without any injury and severe pain.", "recent_trauma", "pain"),
        ("en", "No itching and a stiff neck.", "pruritus", "neck_stiffness"),
        ("zh", "没有发烧就起了水疱。", "fever", "vesicle"),
        ("zh", "没碰就肿了，很痛。", "", "oedema"),
    ],
)
def test_what_stands_beside_a_denied_thing_is_told(language: Language, text: str, denied: str, told: str) -> None:
    read = _told(text, language)
    assert read.get(told) == "present"
    assert not denied or read.get(denied) == "absent"


@pytest.mark.parametrize(
    ("language", "text", "denied"),
    [
        ("es", "Sin fiebre ni vómitos.", "vomiting"),
        ("es", "No tiene picor, dolor ni fiebre.", "fever"),
        ("en", "No fever and chills.", "chills"),
        ("en", "Without pain and itching.", "pruritus"),
        ("en", "No high fever or severe pain.", "pain"),
        ("en", "Without a rash and a fever.", "fever"),
        ("zh", "没有发烧和呕吐。", "vomiting"),
    ],
)
def test_what_is_joined_as_the_language_joins_denials_is_denied(language: Language, text: str, denied: str) -> None:
    assert _told(text, language).get(denied) == "absent"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Mi bebé tiene cuatro meses. Se queda con la niñera y le veo moratones."),
        ("es", "Mi bebé tiene tres meses. Después de una noche solo con mi hermano tiene moratones."),
        ("en", "My baby is three months old. After a day with my sister she has bruises."),
        ("zh", "宝宝三个月，跟保姆在家，身上有淤青。"),
    ],
)
def test_a_child_in_somebodys_company_keeps_its_bruises(language: Language, text: str) -> None:
    assert "abuse_pattern" in {one.rule for one in flag(observe(Case(history=text, language=language))).red_flags}


@pytest.mark.parametrize(
    ("language", "text", "rule"),
    [
        ("en", "Taking propylthiouracil since May. Mouth ulcers and shivering, 38.9.", "immunosuppressed_fever"),
        ("es", "Toma clozapina. Fiebre de 39 y dolor de garganta.", "immunosuppressed_fever"),
        ("zh", "一直吃氯氮平，昨天发烧39度，喉咙痛。", "immunosuppressed_fever"),
        ("en", "Tablets for an overactive thyroid; throat sore, fever of 39.", "immunosuppressed_fever"),
        ("en", "He's gone yellow and covered in bruises.", "jaundice"),
        ("en", "I am yellow.", "jaundice"),
        ("es", "Me he puesto toda amarilla y tengo moretones.", "jaundice"),
        ("zh", "她发黄，还有瘀青。", "jaundice"),
        ("en", "Supposed to be once a week but I took the tablet every morning. Mouth sores.", "venom_or_poison"),
        ("es", "El metotrexato semanal lo tomé todos los días. Llagas en la boca.", "venom_or_poison"),
        ("zh", "药应该一周一次，我每天都吃。嘴里烂了。", "venom_or_poison"),
        ("en", "Counting out the sleeping tablets, and I've left a letter for the kids.", "suicide_risk"),
        ("es", "He contado las pastillas y he dejado una carta para mis hijos.", "suicide_risk"),
        ("zh", "把药数好了，给妈妈写了一封信。", "suicide_risk"),
        ("en", "I gave my cat away and wrote letters to everyone.", "suicide_risk"),
    ],
)
def test_a_danger_told_without_its_name_is_one(language: Language, text: str, rule: str) -> None:
    assert rule in {one.rule for one in flag(observe(Case(history=text, language=language))).red_flags}


@pytest.mark.parametrize(
    ("language", "text", "rule"),
    [
        ("en", "Sore throat for two days, no fever, no tablets.", "immunosuppressed_fever"),
        ("en", "I'm yellow belt in judo and have bruises.", "jaundice"),
        ("es", "El moratón está amarillo.", "jaundice"),
        ("en", "I take vitamin D once a week, and my eczema itches every day.", "venom_or_poison"),
        ("en", "Weekly methotrexate, and folic acid every day.", "venom_or_poison"),
        ("es", "Metotrexato semanal y ácido fólico todos los días.", "venom_or_poison"),
        ("zh", "每周吃一次甲氨蝶呤，每天吃叶酸。", "venom_or_poison"),
        ("en", "I counted the tablets left in the box: ten. Rash on the arms.", "suicide_risk"),
        ("zh", "数了一下药片还剩十片，皮疹没好。", "suicide_risk"),
    ],
)
def test_a_harmless_likeness_of_it_is_none(language: Language, text: str, rule: str) -> None:
    assert rule not in {one.rule for one in flag(observe(Case(history=text, language=language))).red_flags}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Diabética, la planta no tiene sensibilidad."),
        ("zh", "右脚没有感觉，趾头发黑。"),
        ("en", "The white patch has no feeling."),
    ],
)
def test_a_part_without_feeling_is_numb(language: Language, text: str) -> None:
    assert _told(text, language).get("numbness") == "present"


@pytest.mark.parametrize(
    "text",
    [
        "Mujer embarazada, el bebé se mueve. Me pican las palmas.",
        "Mujer gestante de 30 semanas, la niña bien. Me pican las plantas.",
    ],
)
def test_a_pregnant_woman_of_a_note_is_the_patient(text: str) -> None:
    assert _told(text, "es").get("pregnancy") == "present"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "For ten minutes I couldn't find my words."),
        ("es", "Estuve un rato sin encontrar las palabras."),
        ("zh", "刚才突然说不出话，腿上有出血点。"),
    ],
)
def test_words_that_fail_for_a_while_are_read(language: Language, text: str) -> None:
    assert _told(text, language).get("confusion") == "present"
