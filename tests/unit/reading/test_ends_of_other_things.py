"""Something that ends takes nothing else with it; what is listed ends together."""

import pytest

from dermagent.steps.observe import observe
from dermagent.types import Case, Language


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "She has a high temperature and her voice is gone.", "fever"),
        ("en", "Blisters in the mouth, the sore throat has settled.", "vesicle"),
        ("en", "He's confused since last night and the fever has come down.", "confusion"),
        ("en", "Purple spots on both shins and the cough is better.", "purpura"),
        ("es", "Tengo ronchas y se me fue el sueño.", "wheal"),
        ("es", "Manchas moradas en las piernas, la tos ya pasó.", "purpura"),
        ("es", "Le falta el aire y la fiebre ya bajó.", "dyspnoea"),
        ("zh", "腿上起了水疱，咳嗽已经好了。", "vesicle"),
        ("zh", "一直呕吐，发烧退了。", "vomiting"),
        ("en", "She has a fever, her energy has gone.", "fever"),
        ("en", "Short of breath all day, my voice is gone.", "dyspnoea"),
        ("es", "Fiebre desde ayer, las fuerzas se le han ido.", "fever"),
        ("zh", "发烧两天，力气都没了。", "fever"),
    ],
)
def test_what_ends_takes_nothing_else_with_it(language: Language, text: str, finding: str) -> None:
    seen = observe(Case(history=text, language=language)).counted().get(finding)
    assert seen is not None
    assert seen.polarity == "present"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The fever and the cough have gone."),
        ("en", "Fever, cough and sore throat all settled."),
        ("en", "He had a fever for three days, but that is gone."),
        ("es", "La fiebre y los vómitos se han ido."),
        ("zh", "发烧、咳嗽都好了。"),
        ("en", "A fever for two days, which has completely stopped."),
        ("zh", "发烧三天，昨天就退了。"),
    ],
)
def test_what_is_listed_ends_together(language: Language, text: str) -> None:
    seen = observe(Case(history=text, language=language)).counted().get("fever")
    assert seen is None or seen.polarity == "absent"
