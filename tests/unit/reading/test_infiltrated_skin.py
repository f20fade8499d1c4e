"""Skin that is infiltrated has not been injected; lips that were filled have."""

import pytest

from dermagent.reading.text import read_text
from dermagent.types import Language


def _told(text: str, language: Language) -> set[str]:
    return {item.finding for item in read_text(text, language, "history").items if item.is_there}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Lesión infiltrada y eritematosa en el labio superior."),
        ("es", "Orejas infiltradas y brillantes."),
        ("es", "Pómulos infiltrados, rojos."),
        ("en", "Lips are infiltrated and cracked."),
        ("en", "Infiltration of the chin and nose."),
        ("zh", "下巴浸润性结节。"),
        ("es", "Nariz infiltrada y roja desde hace un año."),
        ("es", "Placa infiltrada en la mejilla."),
        ("es", "Labios infiltrados y engrosados."),
        ("en", "The nose is infiltrated and shiny."),
        ("en", "Face infiltrated, ear lobes thick."),
        ("en", "Infiltrated lips and cheeks for months."),
        ("zh", "鼻部浸润、发亮。"),
        ("zh", "嘴唇浸润肥厚。"),
        ("zh", "额部浸润性红斑。"),
        ("es", "Frente infiltrada, facies leonina."),
        ("es", "Lesión infiltrada del mentón, labios secos."),
        ("es", "Ojos inyectados y labios rojos con fiebre."),
    ],
)
def test_infiltrated_skin_is_no_filler(language: Language, text: str) -> None:
    assert "injected_filler" not in _told(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Me inyectaron ácido en el surco."),
        ("es", "Me infiltraron ácido hialurónico en los labios."),
        ("en", "I had filler injected in my lips."),
        ("zh", "我打了玻尿酸。"),
        ("es", "Labios infiltrados con ácido hialurónico ayer."),
        ("es", "Me infiltraron la cara con bioplastia."),
    ],
)
def test_what_was_injected_is_read(language: Language, text: str) -> None:
    assert "injected_filler" in _told(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Placa infiltrada en la mejilla."),
        ("en", "An infiltrated plaque on the shin."),
        ("zh", "小腿浸润性斑块。"),
    ],
)
def test_infiltrated_skin_is_indurated(language: Language, text: str) -> None:
    assert "induration" in _told(text, language)
