"""Who sees nothing with one eye has lost its sight, however it is told; treatments that fail are no faint."""

import pytest

from dermagent.steps.observe import observe
from dermagent.types import Case, Language
from tests.told import is_emergency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "When I got up I saw nothing with my right eye and it is still so, like a blind pulled down."),
        ("en", "I couldn't see out of my left eye when I woke and it hasn't come back."),
        ("en", "She sees nothing out of the right eye since lunch."),
        ("en", "Nose filler an hour ago, now I see only black with the right eye."),
        ("es", "Esta mañana no veía nada por el ojo derecho y así sigo, como si me hubieran echado la persiana."),
        ("es", "Desde ayer no veo con el ojo izquierdo."),
        ("es", "Dejó de ver por un ojo esta tarde."),
        ("en", "There is no sight at all from her left eye since ten."),
        ("zh", "左眼一片黑,什么都看不到"),
        ("zh", "早上醒来右眼看不到了"),
    ],
)
def test_an_eye_that_sees_nothing_is_blind(language: Language, text: str) -> None:
    assert observe(Case(history=text, language=language)).counted()["sudden_blindness"].polarity == "present"
    assert is_emergency(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I see nothing in his left eye, no grit."),
        ("en", "His eyelids are so swollen he cannot see out of his right eye."),
        ("en", "I can't see my back so my wife took the photo."),
        ("es", "No veo nada raro en el ojo izquierdo."),
        ("es", "Tiene los párpados tan hinchados que no ve por el ojo derecho."),
    ],
)
def test_nothing_in_an_eye_is_no_blindness(language: Language, text: str) -> None:
    assert "sudden_blindness" not in observe(Case(history=text, language=language)).counted()


@pytest.mark.parametrize(
    ("language", "text", "unresponsive"),
    [
        ("es", "Infección de piernas que no responde a ATB, eritema y edema.", False),
        ("es", "Eccema que no ha respondido bien a las cremas.", False),
        ("es", "El niño no responde a los estímulos, está frío.", True),
        ("en", "Leg infection that is not responding to antibiotics.", False),
        ("en", "She is not responding when I speak to her, fever.", True),
    ],
)
def test_what_does_not_respond_to_treatment_is_awake(language: Language, text: str, unresponsive: bool) -> None:
    assert ("confusion" in observe(Case(history=text, language=language)).counted()) is unresponsive


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Puntitos morados. Hice lo del vaso de vidrio que vi en internet y no se borran."),
        ("en", "Purple dots. I did the glass thing I saw on the internet and they don't fade."),
        ("en", "Purple dots. The glass test that I found online: they do not fade."),
    ],
)
def test_a_glass_test_that_was_learnt_was_done(language: Language, text: str) -> None:
    assert observe(Case(history=text, language=language)).counted()["non_blanching"].polarity == "present"


@pytest.mark.parametrize(
    ("text", "spared"),
    [
        ("Pliegues y genitales respetados.", {"flexural", "genital_area"}),
        ("Pliegues, mucosas y cuero cabelludo indemnes.", {"flexural", "scalp"}),
    ],
)
def test_what_is_spared_is_absent(text: str, spared: set[str]) -> None:
    seen = observe(Case(history=text, language="es")).counted()
    assert {seen[one].polarity for one in spared} == {"absent"}
