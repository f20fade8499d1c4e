"""A complaint that went and has not returned is there no more; one that came back, or beside which another went, is."""

import pytest

from dermagent.types import Language
from tests.told import unlike


@pytest.mark.parametrize(
    ("language", "told", "text"),
    [
        (
            "en",
            "~fever",
            "My boy is 3, pink spots on his tummy since this morning. His fever went yesterday and hasn't come back.",
        ),
        ("en", "-fever", "Yesterday fever went and has not returned, he is eating and jumping about."),
        ("en", "-fever", "The fever left him on Tuesday and has stayed away. Now there's a pink rash on his trunk."),
        (
            "en",
            "-fever",
            "High fever Sat to Mon; settled Mon night, not recurred. Rose-pink macules trunk today. Well, playing.",
        ),
        (
            "en",
            "-fever",
            "Had a temperature for three days, it disappeared on Sunday and there's been none since, then the rash.",
        ),
        ("en", "-fever", "Pyrexia resolved 24h ago and has not recurred. Maculopapular rash on trunk."),
        ("en", "-fever", "her temp went yesterday morning n hasnt been back since, pink spots all over belly"),
        ("en", "-fever", "Fever: subsided two days ago, not returned. Rash on chest and back."),
        (
            "en",
            "-fever",
            "The fever's gone since Wednesday and no sign of it returning. Little pink marks on his tummy.",
        ),
        ("en", "~fever", "the fever disappeared two days ago"),
        (
            "en",
            "-headache",
            "I had a headache on Monday, it went and has not returned. Now just a dry patch on my wrist.",
        ),
        ("en", "-pruritus", "The itch vanished last week and hasn't returned. The patch on my shin is still brown."),
        ("en", "-vomiting", "She was vomiting on Friday but that stopped and hasn't come back. Rash on her arms."),
        ("en", "-pruritus", "The itching left me a month ago and it's not been back. Brown marks stay."),
        ("en", "-pain", "Pain went on Thursday, has not recurred. Small crust on the left calf."),
        ("en", "-cough", "His cough has cleared up and not come back. The eczema on his elbows is still dry."),
        (
            "en",
            "-diarrhoea",
            "The diarrhoea went after two days and never returned. Only the spot on my nose bothers me.",
        ),
        ("en", "-sore_throat", "Her sore throat disappeared at the weekend and hasn't bothered her since. Dry hands."),
        ("en", "-oedema", "The swelling vanished overnight and has not returned."),
        ("en", "-wheal", "The hives left yesterday and have stayed away."),
        (
            "en",
            "-fever",
            "Grandson's temperature was 39.4 on Friday; by Saturday night the fever had gone "
            "and it has not come back. Pink rash now on his chest.",
        ),
        ("en", "-pruritus", "The itch cleared up in March and hasn't been back since."),
        ("en", "-headache", "Headache: resolved Monday, not recurred."),
        ("en", "-fever", "fever dropped off on its own saturday, never came back"),
        ("en", "-burning_sensation", "The burning went on its own and has stayed away. Just flaky now."),
        ("en", "-oedema", "The puffiness went down the next day and has not come back."),
        ("en", "-cough", "the cough left in june and never returned"),
        ("en", "-pruritus", "Her itching, it stopped on Sunday and never came back."),
        ("es", "-fever", "La fiebre se le fue ayer y no ha vuelto. Hoy tiene manchitas rosadas en la barriga."),
        ("es", "-fever", "Ayer la fiebre desapareció y no ha regresado, come y juega. Le salieron manchas rosadas."),
        ("es", "-pruritus", "La picazón se me quitó hace una semana y no ha vuelto. Queda una mancha marrón."),
        ("es", "-headache", "El dolor de cabeza se le pasó el lunes y no volvió. Tiene una placa seca."),
    ],
)
def test_what_went_and_stayed_away_is_denied(language: Language, told: str, text: str) -> None:
    assert not unlike(told, text, language)


@pytest.mark.parametrize(
    ("language", "told", "text"),
    [
        ("en", "+fever", "The fever went yesterday but has returned, 39.2 now."),
        ("en", "+fever", "Fever went on Tuesday and has come back today. Spots on chest."),
        ("en", "+fever", "The fever has not gone, still 39."),
        ("en", "+fever", "Her fever hasn't gone away and the spots won't vanish."),
        ("en", "+fever", "The rash vanished yesterday but the fever has not left him."),
        ("en", "+fever", "Feverish, his appetite went and has not returned."),
        ("en", "+fever", "Fever 39.5. His voice went yesterday and hasn't come back."),
        ("en", "+fever", "He has fever, his grandma went home yesterday and has not returned."),
        ("en", "+pruritus", "My hair went and has not returned and the scalp itches."),
        ("en", "+rash", "The fever went yesterday and has not returned, but the rash is spreading on her trunk."),
        (
            "en",
            "+non_blanching",
            "The fever went yesterday and has not returned. The spots do not vanish under a glass.",
        ),
        ("en", "+pain", "The numbness went yesterday and hasn't returned but the pain is dreadful."),
        ("en", "+pruritus", "The cream worked for a week, the itch vanished, then it returned."),
        ("en", "+headache", "Headache went with paracetamol and returned this morning."),
        ("en", "+fever", "Fever vanishes with Calpol and comes back every four hours."),
        ("en", "+depigmented", "The colour went from my hands and has not returned, milk white patches."),
        ("en", "+numbness", "Feeling in two fingers went yesterday and has not returned."),
        ("en", "+visual_disturbance", "My sight in the left eye went this morning and has not returned."),
        ("en", "+rash", "Everything vanishes under the glass, red rash over trunk and fever."),
        ("en", "+fever", "Fever since yesterday. The doctor went out and has not returned."),
        ("en", "+fever", "I went to the GP yesterday with fever and have not returned."),
        ("en", "+fever", "The fever left, never mind that, it has come back with a vengeance today."),
        ("en", "+dyspnoea", "He cannot breathe. The itch went and has not returned."),
        ("en", "+pruritus", "The fever went and has not returned and my skin itches."),
        ("en", "+fever", "He has a fever. The rash went and has not returned."),
        ("en", "+oedema", "The itch vanished and has not returned, the swelling has not gone."),
        ("en", "+pain", "My GP left and has not returned my call about the pain."),
        ("en", "+pain", "The pain started when my husband left and has not returned."),
        ("es", "+fever", "Tiene fiebre de 39. Su papá se fue ayer y no ha vuelto."),
        ("es", "+pruritus", "La fiebre se fue y no ha vuelto pero le pica mucho."),
        ("es", "+rash", "La fiebre se fue y no ha vuelto y el sarpullido crece."),
        ("es", "+hair_loss", "Se me cayó el pelo y no ha vuelto a salir."),
    ],
)
def test_what_came_back_or_another_that_went_is_there(language: Language, told: str, text: str) -> None:
    assert not unlike(told, text, language)
