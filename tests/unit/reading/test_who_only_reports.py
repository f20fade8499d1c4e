"""Who only reports, swears or tries a test tells of the patient; what he says of himself is his own."""

import pytest

from dermagent.types import Language
from tests.told import unlike


@pytest.mark.parametrize(
    ("language", "told", "text"),
    [
        (
            "en",
            "+poor_feeding_or_floppiness +fever",
            "Triage. Baby girl, 3 weeks. Dad: refusing every bottle since last night, very floppy, T 38.4.",
        ),
        (
            "en",
            "+scin_increasing_size +bleeding",
            "I am 58. My husband swears the mole on my back has got bigger and that it bled last week.",
        ),
        (
            "en",
            "+christmas_tree_pattern +pruritus",
            "I'm 22, rash on my chest. My sister reckons the spots make a christmas tree shape. It itches a bit.",
        ),
        ("en", "+blanching", "I've got red dots on my legs. My flatmate did the glass test and they fade."),
        (
            "en",
            "-scin_increasing_size -bleeding",
            "I have a brown spot on my calf. My daughter insists it has neither bled nor grown.",
        ),
        (
            "es",
            "+christmas_tree_pattern +pruritus",
            "Tengo 19 años y manchas rosadas en el pecho. Mi prima jura que forman un árbol de navidad. Pican algo.",
        ),
        (
            "es",
            "+blanching",
            "Me salieron puntos rojos en las piernas. Mi hermano hizo la prueba del vaso y desaparecen.",
        ),
        (
            "es",
            "+poor_feeding_or_floppiness",
            "Lactante de 20 días. Madre: no despierta para las tomas, llanto débil, muy flojito.",
        ),
        (
            "es",
            "-rapid_spread -bleeding",
            "Tengo un lunar en la espalda. Mi esposa asegura que no ha crecido ni ha sangrado.",
        ),
        ("zh", "-rapid_spread -bleeding", "我背上有一块斑。老婆说没变大，也没出过血。"),
        ("zh", "+christmas_tree_pattern +pruritus", "我胸口起了红斑一周，室友说排得像圣诞树，有点痒。"),
        ("zh", "+poor_feeding_or_floppiness", "新生儿，12天。妈妈说：叫不醒吃奶，哭声很弱，软绵绵的。"),
        ("zh", "+blanching", "我腿上起了红点。我妹拿玻璃杯压了一下，会褪色。"),
        (
            "en",
            "+pain",
            "I've this lump on my neck. My husband is adamant that it has got harder and it aches at night.",
        ),
        (
            "en",
            "+vomiting",
            "Nursery staff note. Mother: vomiting since midnight, refusing drinks. Girl of 2 with itchy spots.",
        ),
        ("en", "+non_blanching", "I have a brown mark on my shin. My mate held a glass on it and it stayed."),
        ("es", "+fever +wheal", "Niño de 2 años. Abuela: fiebre desde ayer y ronchas en la panza."),
    ],
)
def test_what_is_reported_is_the_patients(language: Language, told: str, text: str) -> None:
    assert not unlike(told, text, language)


@pytest.mark.parametrize(
    ("language", "told", "text"),
    [
        ("en", "~fever ~vesicle", "My itchy elbows are no better. My sister says she has a fever and blisters."),
        ("es", "~fever +wheal", "Mi hermano dice que tiene fiebre. Yo tengo ronchas que pican."),
        ("zh", "~fever ~vesicle +pruritus", "我手上很痒。邻居说他发烧还起水泡。"),
        ("en", "~arthralgia", "Itchy rash on my arms for a week. FH - Mum: psoriasis and joint pains. Sister: asthma."),
        (
            "es",
            "~diabetes_mellitus ~arthritis",
            "Tengo picor en los brazos. Antecedentes familiares: madre: diabetes y artritis.",
        ),
    ],
)
def test_what_others_have_is_theirs(language: Language, told: str, text: str) -> None:
    assert not unlike(told, text, language)
