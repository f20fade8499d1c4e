"""Tablets laid out tonight, or beside a letter, are a plan; words that only look like a danger are none."""

import pytest

from dermagent.types import Language
from tests.told import present, rules, urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My skin is no better. Tonight the pills are lined up in front of me."),
        ("en", "I've saved my capsules, they are laid out on the bed, and I wrote the letter to my mum."),
        ("en", "Nobody knows it but this evening I put all my sleeping tablets on the table."),
        ("es", "Esta noche puse todas las pastillas sobre la mesa."),
        ("es", "Tengo los comprimidos contados en la mano y la carta escrita; ya dejé la nota."),
        ("zh", "今晚我把安眠药排成一排。"),
        ("zh", "药片摆好了，遗书也写了。"),
    ],
)
def test_it_is_an_emergency(language: Language, text: str) -> None:
    assert "suicide_risk" in rules(text, language)
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My tablets are on the table, I take them with food every morning as prescribed. Dry skin."),
        ("es", "Las pastillas del acné están en la mesa, las tomo con comida."),
        ("zh", "药放在桌上，每天饭后吃，皮肤还是干。"),
    ],
)
def test_tablets_that_are_taken_are_none(language: Language, text: str) -> None:
    assert "suicide_risk" not in rules(text, language)


@pytest.mark.parametrize(
    ("language", "finding", "text"),
    [
        ("en", "fever", "After a boiling day at the beach my shins are blotchy."),
        ("en", "crepitus", "Thin crinkly patches on the vulva, itchy."),
        ("en", "newborn_age_28_days", "PN visit day 2. Mum 29, sore nipples."),
        ("es", "neck_stiffness", "Bultitos duros en la nuca después de afeitarme."),
        ("es", "seizure", "Una mancha roja en el blanco del ojo."),
        ("es", "hypotension", "Estuve tirada en la playa y me pica la planta del pie."),
        ("zh", "systemic_toxicity", "脸上有红点，网上说是败血症。"),
    ],
)
def test_it_only_looks_like_a_danger(language: Language, finding: str, text: str) -> None:
    assert finding not in present(text, language)
