"""What a text says was there and is over is denied of now; what came back, or goes on, is not."""

import pytest

from dermagent.types import Language
from tests.told import told_otherwise


@pytest.mark.parametrize(
    ("language", "told", "text"),
    [
        ("es", "-fever", "Fiebre tuvo el lunes y el martes y ya nada."),
        ("es", "-fever", "La fiebre la tuvo dos días y ya no."),
        ("es", "-fever", "Calentura le dio el domingo, desde ayer nada."),
        ("es", "-fever", "Fiebre hubo el fin de semana, ya no."),
        ("es", "-fever", "Tuvo fiebre martes y miércoles, y desde el jueves ni una décima."),
        ("es", "-fever", "Fiebre la pasó la semana pasada y ya está, hoy 36,5."),
        ("es", "-fever", "La calentura le duró hasta anteayer, hoy fresquito."),
        ("es", "-fever", "Hizo fiebre tres días, ya sin ella."),
        ("es", "-coryza", "Mocos tuvo la semana pasada, ahora ya no."),
        ("es", "-coryza", "Mocos sí tuvo hace unos días, ya no."),
        ("es", "-cough", "Tos sí tuvo en navidad, ahora ya no."),
        ("es", "-vomiting", "Vómitos los tuvo el lunes y ya nada."),
        ("es", "-diarrhoea", "Culito rojo, tras diarrea ya resuelta."),
        ("es", "-diarrhoea", "Eritema del pañal tras gastroenteritis con diarrea ya resuelta."),
        ("es", "-diarrhoea", "La diarrea la tuvo el finde y ya se le cortó."),
        ("es", "-fever", "Exantema tras fiebre ya resuelta."),
        ("es", "+fever", "Fiebre la tuvo el martes y sigue con ella."),
        ("es", "+fever", "Fiebre la tiene desde el martes y ya nada se la baja."),
        ("es", "+fever", "Tuvo fiebre ayer y hoy otra vez 39."),
        ("es", "+fever", "La fiebre la tuvo martes y miércoles, se le fue y hoy volvió."),
        ("es", "+fever", "Tiene fiebre y ya no come."),
        ("es", "+vomiting", "Vomitó el lunes y ya no para."),
        ("es", "+coryza", "Mocos sí tiene, tos ya no."),
        ("en", "-coryza", "Runny nose last week, not any more. Now an itchy rash on the arms."),
        ("en", "-cough", "He had a cough on Monday, gone now. Rash on the trunk."),
        ("en", "-diarrhoea", "Nappy rash after diarrhoea, now resolved."),
        ("en", "+cough", "He had a cough last week and it is back."),
        ("en", "+coryza", "Runny nose, no more than usual."),
        ("en", "-scalp -face", "The face is clear and the scalp too."),
        ("en", "+scalp", "The face itches and the scalp too."),
        ("zh", "-coryza", "上周流鼻涕，现在没有了。胳膊上起疹子。"),
        ("zh", "-cough", "前两天咳嗽，现在不咳了。身上有红疹。"),
        ("zh", "-diarrhoea", "前天拉肚子，已经好了，屁股红。"),
        ("zh", "+cough", "上周咳嗽，这两天又咳了。"),
    ],
)
def test_what_is_over_is_denied_of_now(language: Language, told: str, text: str) -> None:
    assert not told_otherwise(told, text, language)
