"""The sex of a relative who is another is not the patient's."""

import pytest

from dermagent.steps.observe import observe
from dermagent.types import Case, Language, Sex


@pytest.mark.parametrize(
    ("language", "text", "sex"),
    [
        ("en", "Itchy rash. My brother has psoriasis.", None),
        ("en", "Itchy bumps at night for two weeks. My husband has it too.", None),
        ("en", "Rash after my mother visited.", None),
        ("en", "Please help. My father is 72 and has blisters.", "male"),
        ("en", "My wife has an itchy rash.", "female"),
        ("en", "A red lump on the cheek of my uncle.", "male"),
        ("en", "Itchy rash on legs. My mother is 72 and diabetic.", "female"),
        ("en", "Painful blisters since yesterday, and my sister has cold sores.", None),
        ("en", "Spots on my chest because my girlfriend... no idea. My dad had melanoma.", None),
        ("es", "Me pica todo. Mi hermano tiene psoriasis.", None),
        ("es", "Ronchas desde que mi suegra cambió el jabón.", None),
        ("es", "Mi marido tiene ronchas en la espalda.", "male"),
        ("es", "Granos en las manos, y mi esposo también los tiene.", None),
        ("es", "Una mancha en la pierna de mi madre.", "female"),
        ("zh", "全身发痒。我哥哥有银屑病。", None),
        ("zh", "手上起水泡,我老公也痒。", None),
        ("zh", "我妈妈腿上起红疹。", "female"),
        ("zh", "我老公背上长了个疙瘩。", "male"),
    ],
)
def test_a_relative_behind_the_complaint_is_another(language: Language, text: str, sex: Sex | None) -> None:
    seen = observe(Case(history=text, language=language)).counted()
    told = [one for one in ("female", "male") if (item := seen.get(f"{one}_sex")) and item.polarity == "present"]
    assert told == ([sex] if sex else [])
