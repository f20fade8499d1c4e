"""A heading with a question mark that a few words deny, and denials before or behind what they are of."""

import pytest

from dermagent.reading.text import read_text
from dermagent.types import Language


def _polarities(text: str, language: Language, finding: str) -> set[str]:
    items = read_text(text, language, "history").items
    return {item.polarity for item in items if item.finding == finding and item.time == "current"}


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("es", "¿Adenopatías? no se tocan.", "lymphadenopathy"),
        ("es", "¿Ganglios, bazo? no palpables.", "lymphadenopathy"),
        ("es", "¿Heparina o Sintrom? no usa.", "anticoagulant_use"),
        ("es", "¿Embarazo? prueba negativa.", "pregnancy"),
        ("en", "Fever? has not had any.", "fever"),
        ("en", "Anticoagulants? doesn't take them.", "anticoagulant_use"),
        ("en", "Pregnancy? test negative.", "pregnancy"),
        ("es", "Picazón, le diré que no.", "pruritus"),
        ("es", "Costras tampoco ni pus.", "crust"),
        ("es", "Manchas moradas no se le han puesto.", "purpura"),
        ("es", "Fiebre no le hemos encontrado.", "fever"),
        ("en", "A fever we never found.", "fever"),
        ("zh", "发烧倒是没测到。", "fever"),
        ("en", "nor can she feel any swollen glands", "lymphadenopathy"),
        ("en", "It does not itch, nor have I noticed any bleeding.", "bleeding"),
        ("es", "Respeta la cara y todas las mucosas.", "mucosal_involvement"),
        ("en", "It spares the palms and soles and all the mucous membranes.", "mucosal_involvement"),
    ],
)
def test_it_is_denied(language: Language, text: str, finding: str) -> None:
    assert _polarities(text, language, finding) == {"absent"}


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("es", "¿Fiebre? 39, no cede.", "fever"),
        ("es", "¿Anticoagulantes? toma Sintrom, no sabe la dosis.", "anticoagulant_use"),
        ("en", "Fever? yes, not coming down.", "fever"),
        ("en", "Itch? does not stop at night.", "pruritus"),
        ("zh", "发热？有，没有退。", "fever"),
        ("es", "La fiebre no se le ha quitado.", "fever"),
        ("es", "La fiebre no le hemos podido bajar.", "fever"),
        ("es", "La úlcera no le ha cerrado, fiebre tampoco.", "ulcer"),
        ("en", "nor can I stop the bleeding", "bleeding"),
        ("es", "Respeta palmas, pero las mucosas están erosionadas.", "mucosal_involvement"),
        ("en", "It spares the palms but the mucous membranes are eroded.", "mucosal_involvement"),
        ("zh", "手掌未累及，黏膜糜烂", "mucosal_involvement"),
        ("en", "The fever settled and then came back last night.", "fever"),
        ("en", "The headache eased, then it came back worse.", "headache"),
        ("en", "The swelling of my lip went down and came back overnight.", "oedema"),
        ("es", "Se le pasó la fiebre pero anoche le volvió.", "fever"),
        ("es", "La calentura se me quitó tres días y ha regresado.", "fever"),
        ("es", "La fiebre cedió unas horas pero volvió.", "fever"),
        ("es", "Las ronchas desaparecieron y hoy han vuelto a salir.", "wheal"),
        ("es", "El dolor se le quitó pero le ha vuelto.", "pain"),
        ("zh", "烧退了两天，今天又发烧了", "fever"),
        ("zh", "我把药全吞了", "swallowed_poison"),
    ],
)
def test_it_is_there_all_the_same(language: Language, text: str, finding: str) -> None:
    assert "present" in _polarities(text, language, finding)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "No fever when we came back."),
        ("en", "The fever went away and has not come back."),
        ("en", "No fever, and he went to school and came back."),
        ("es", "No tiene fiebre, fue al cole y volvió."),
        ("es", "La fiebre se le fue y no ha vuelto."),
        ("es", "La fiebre se le quitó y volvió a comer."),
        ("es", "La fiebre se le quitó y ya volvió al cole."),
        ("en", "Fever broke and he came home."),
        ("zh", "烧退了，没有再烧"),
    ],
)
def test_it_has_not_come_back(language: Language, text: str) -> None:
    assert "present" not in _polarities(text, language, "fever")
