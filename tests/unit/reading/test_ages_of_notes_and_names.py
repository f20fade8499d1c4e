"""Ages as notes and parents tell them: "Nene 8 a", "preescolar 4 a", "Sofi (7)", "de 6 añito", "lad 8y"."""

import pytest

from dermagent.steps.observe import observe
from dermagent.types import Case, Language


@pytest.mark.parametrize(
    ("language", "text", "years"),
    [
        ("es", "Guardia pediátrica. Nene 8 a, desde anoche vómitos.", 8),
        ("es", "Preescolar 4 a, niña, dermatitis atópica desde los 5 meses.", 4),
        ("es", "Escolar de 9a con ronchas.", 9),
        ("es", "mamis, a Sofi (7) le encontré piojos anoche", 7),
        ("es", "Ay doctor al nene de la vecina, de 6 añito, le brincó ácido en un ojo", 6),
        ("es", "mi gordo de 3 está lleno de ronchas", 3),
        ("es", "nena 5a, fiebre y manchas", 5),
        ("es", "Chico 11a. Ojo de gallo planta D", 11),
        ("es", "Lactante 7 m con costras", 0.58),
        ("es", "Pcte 34a, ronchas", 34),
        ("es", "Adolescente 12 a, acné", 12),
        ("en", "Lad 8y, spots", 8),
        ("en", "my Ellie (7) has nits", 7),
        ("en", "preschooler 4 y/o girl, eczema", 4),
        ("en", "the neighbour's boy, 6 yrs, got acid in the eye", 6),
        ("zh", "学龄前女童4岁,湿疹", 4),
        ("zh", "男童8y,皮疹", 8),
        ("zh", "我家小雨(7岁)头上有虱子", 7),
        ("es", "Escolar con manchas de 3 a 5 cm.", None),
        ("es", "Niña con 3 a 4 ronchas desde ayer", None),
        ("es", "Aplicar crema a Pedro (2) veces", None),
        ("es", "Mujer 51a, placas", 51),
        ("es", "Adolescente de 16 a con acné", 16),
        ("es", "el nene de 2 añitos tiene varicela", 2),
        ("en", "rash on Monday (2) and Tuesday", None),
        ("en", "our Jack (12) came home with a rash", 12),
        ("zh", "男,皮疹8天", None),
        ("zh", "女25y,面部红斑", 25),
    ],
)
def test_an_age_is_read_as_it_is_written(language: Language, text: str, years: float | None) -> None:
    age = observe(Case(history=text, language=language)).age
    assert (age.low if age else None) == (pytest.approx(years, abs=0.05) if years else None)
