"""A name of a person that is a word of something else tells nothing by it, and an age may stand with a name."""

import pytest

from dermagent import Case
from dermagent.steps.observe import observe
from dermagent.types import Language


def findings(text: str, language: Language) -> set[str]:
    return {item.finding for item in observe(Case(id="x", history=text, language=language)).items}


@pytest.mark.parametrize(
    ("language", "finding", "as_name", "as_word"),
    [
        ("en", "red", "Ruby's seven and has an itchy tummy.", "Ruby red lump on the finger."),
        ("en", "violaceous", "Our daughter Violet itches at night.", "Violet patch on the thigh."),
        ("en", "blanching", "Blanche is 82, her shins itch.", "It blanches when I press."),
        ("en", "pearly_surface", "Pearl keeps scratching her arms.", "A pearly bump on the nose."),
        ("en", "brown", "My son is called Tan and his elbows itch.", "A tan patch on the cheek."),
        ("es", "pain", "Dolores tiene 70 años y le pican las piernas.", "Dolores desde hace 3 días en la pierna."),
        ("es", "pain", "Doña Dolores Ruiz, 81 años. Prurito.", "Dolores, prurito y fiebre."),
        ("es", "white", "Blanca tiene cinco años, le pica.", "Blanca y seca la placa del codo."),
        ("es", "white", "Me vio la doctora Blanco, me pica la pierna.", "Tengo un grano blanco en la pierna."),
        ("es", "pink", "Mi hija Rosa se rasca mucho.", "Mi hija tiene una placa rosa."),
        ("es", "red", "Mi tía Consuelo Rojas tiene manchas.", "Mi tía tiene manchas rojas."),
        ("zh", "red", "小红今年五岁，身上痒。", "胳膊上一个小红点。"),
        ("zh", "black", "阿黑，40岁，手痒。", "手上一个黑点。"),
    ],
)
def test_a_name_is_no_finding_and_the_word_is(language: Language, finding: str, as_name: str, as_word: str) -> None:
    assert finding not in findings(as_name, language)
    assert finding in findings(as_word, language)


@pytest.mark.parametrize(
    ("language", "text", "age"),
    [
        ("en", "Maya is five and has a rash on her tummy.", 5),
        ("en", "Our daughter Maya (6) has an itchy rash.", 6),
        ("en", "Desmond (61) woke with a swollen lip.", 61),
        ("en", "Maya, 14, has dry patches behind the knees.", 14),
        ("en", "Edith has just turned ninety, her shins itch.", 90),
        ("en", "Pain is 8 and he cannot sleep.", None),
        ("en", "Grade (2) is how they scored it.", None),
        ("en", "Purple spots since yesterday. Platelets 8.", None),
        ("en", "Leucocytes 12, CRP 60, hot red leg.", None),
        ("es", "Dolores tiene 70 años y le pican las piernas.", 70),
        ("es", "Lucía (6) tiene ronchas.", 6),
        ("es", "Lucía, 14, tiene la piel seca.", 14),
        ("es", "Mi nieto Mateo (9) se rasca.", 9),
        ("es", "Fase (2) es lo que pone el informe.", None),
    ],
)
def test_an_age_stands_with_a_name(language: Language, text: str, age: float | None) -> None:
    told = observe(Case(id="x", history=text, language=language)).age
    assert (told.low if told else None) == age
