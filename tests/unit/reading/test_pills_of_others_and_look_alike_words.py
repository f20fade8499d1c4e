"""A plan with the pills of a relative is the writer's; KOH is a test; who is identical is not absent."""

import pytest

from dermagent import Case
from dermagent.steps.observe import observe
from dermagent.types import Language


def own(text: str, language: Language) -> set[str]:
    items = observe(Case(id="x", history=text, language=language)).items
    return {one.finding for one in items if one.polarity == "present" and one.experiencer == "patient"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I am going to take all my antihistamines to die."),
        ("en", "I will take all the pills tonight like I planned."),
        ("es", "Tengo granos. Junté las pastillas de mi mamá y hoy en la noche me las voy a tomar todas."),
        ("es", "Ya ni importa, guardé los comprimidos de mi abuela y mañana me los tomo todos."),
        ("zh", "最近觉得活着没意思，药我都攒好了，打算月考完一次吃掉。别告诉我妈。"),
        ("zh", "剩下的药打算一次吃完，反正也没人在乎。"),
    ],
)
def test_a_plan_with_the_pills_of_others_is_the_writers(language: Language, text: str) -> None:
    assert "suicidal_intent" in own(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I will take all the antibiotics as told."),
        ("en", "We will take all precautions with the burn."),
        ("es", "Le di las pastillas de mi mamá y le salieron ronchas."),
        ("es", "Me las voy a tomar todas como dijo el doctor, una cada ocho horas."),
        ("zh", "早上的药一次吃完就行，痘痘好多了。"),
        ("zh", "药攒齐了，下周三复诊带给医生看。"),
    ],
)
def test_pills_that_are_taken_or_brought_along_are_no_plan(language: Language, text: str) -> None:
    assert "suicidal_intent" not in own(text, language)


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("es", "Uña gruesa. Tomo muestra para KOH y cultivo.", "chemical_or_electrical_burn"),
        ("en", "Thick nail, took scrapings for KOH.", "chemical_or_electrical_burn"),
        ("es", "El lunar está idéntico desde hace diez años.", "confusion"),
        ("es", "La mancha está idéntica.", "confusion"),
    ],
)
def test_words_that_only_look_like_a_danger_are_none(language: Language, text: str, finding: str) -> None:
    assert finding not in own(text, language)


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "KOH splashed in his eye, he cannot open it.", "chemical_in_eye"),
        ("en", "Potassium hydroxide splashed on my hand.", "chemical_or_electrical_burn"),
        ("es", "Le salpicó KOH en el ojo.", "chemical_in_eye"),
        ("es", "Estaba como ido y con fiebre.", "confusion"),
    ],
)
def test_the_dangers_that_they_look_like_are_heard(language: Language, text: str, finding: str) -> None:
    assert finding in own(text, language)
