"""Words and figures that hold another thing: ages and weather that are no fever, sesame that is no numbness."""

import pytest

from dermagent.steps.observe import observe
from dermagent.types import Case, Language


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("es", "Tengo 39 y me sale un sarpullido en el cuello.", "fever"),
        ("es", "Mi marido tiene 40 y le pican las manos.", "fever"),
        ("es", "Estuve trabajando a 40 grados y me salió un sarpullido.", "fever"),
        ("en", "It was 40 degrees in the tent and now my neck itches.", "fever"),
        ("zh", "户外40度，脖子上起了疹子。", "fever"),
        ("zh", "胳膊上有芝麻大的红点。", "numbness"),
        ("zh", "腿上荨麻疹，一块一块的。", "numbness"),
        ("en", "I take malaria pills; my arms itch.", "malar_with_nasolabial_sparing"),
        ("zh", "鼻头上红血丝好几年了。", "bleeding"),
        ("en", "I burn and never tan; a red patch on the ear.", "brown"),
        ("en", "She tans easily; itchy shins.", "brown"),
    ],
)
def test_what_only_holds_a_word_is_not_what_it_says(language: Language, text: str, finding: str) -> None:
    assert finding not in observe(Case(history=text, language=language)).counted()


@pytest.mark.parametrize(
    ("language", "text", "finding", "polarity"),
    [
        ("es", "Tengo 39 y escalofríos.", "fever", "present"),
        ("es", "El niño tiene 40 y no quiere comer.", "fever", "present"),
        ("zh", "手脚发麻。", "numbness", "present"),
        ("en", "A malar rash on both cheeks.", "malar_with_nasolabial_sparing", "present"),
        ("en", "She has put on three kilos.", "weight_loss", "absent"),
        ("en", "A tan patch on the wrist.", "brown", "present"),
    ],
)
def test_the_word_itself_is(language: Language, text: str, finding: str, polarity: str) -> None:
    seen = observe(Case(history=text, language=language)).counted().get(finding)
    assert seen is not None
    assert seen.polarity == polarity


def test_what_is_put_on_is_no_weight() -> None:
    assert "weight_loss" not in observe(Case(history="I put on gloves and was put on a cream.")).counted()
