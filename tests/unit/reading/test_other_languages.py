"""A history in a language that is not read gets no reassurance, and one in ours is never taken for one."""

import pytest

from dermagent import Case, diagnose
from tests.told import observed

FOREIGN = [
    "Ma mère a 80 ans et depuis ce matin sa main est gonflée, très chaude, avec des frissons.",
    "Mia figlia ha due anni e da ieri non mangia, la pelle della schiena si stacca e ha la febbre.",
    "O meu filho tem febre desde ontem e a pele dele está com manchas roxas que não somem.",
    "Meine Mutter hat seit gestern rote Flecken an den Beinen und ist sehr schwach.",
    "Mijn zoon heeft sinds gisteren koorts en blaren op zijn huid, hij wil niet drinken.",
    "Oğlumun dünden beri ateşi var ve bacağında mor lekeler oldu, çok halsiz.",
    "Mojej córce od wczoraj schodzi skóra i ma bardzo wysoką gorączkę, nie chce pić.",
    "La meva filla té febre des d'ahir i taques morades a les cames que no marxen.",
    "У ребёнка со вчерашнего дня сыпь и высокая температура.",
    "어제부터 열이 나고 온몸에 물집이 생겼어요.",
    "子どもの足に紫色の斑点が出て、ぐったりしています。",
]
OURS = [
    "34F, c/o pruritic papules B/L UL x3/52, Hx nil, Rx nil, O/E: nil else.",
    "da rash itch so bad man, on mah legs n arms, pls halp",
    "Les brazos me pican mucho y las piernas también, hace dos días.",
    "masakit ang paa ko since yesterday, with fever and the skin is red",
    "Urticaria et angioedema, de novo, am prednisone.",
    "皮疹 + pruritus 3 天，pt 无发热。",
    "???",
]


@pytest.mark.parametrize("history", FOREIGN)
def test_nothing_is_said_of_a_history_in_another_language(history: str) -> None:
    result = diagnose(Case(id="c", history=history))
    assert result.urgency is None or result.red_flags
    assert result.outcome == "abstained" or result.red_flags
    assert any("none of the languages" in line for line in result.limits)
    assert result.language == "en"


@pytest.mark.parametrize("history", OURS)
def test_shorthand_slang_and_mixed_words_are_of_our_languages(history: str) -> None:
    assert observed(history).understood


def test_what_the_fields_say_beside_such_a_history_still_counts() -> None:
    case = Case.model_validate(
        {"id": "c", "history": FOREIGN[3], "complaint": {"symptoms": {"pruritus": True, "burrow": True}}}
    )
    result = diagnose(case)
    assert (result.outcome, result.urgency) == ("answered", "routine")


def test_it_is_told_in_the_language_that_was_asked_for() -> None:
    result = diagnose(Case(id="c", history=FOREIGN[0], answer_language="es"))
    assert any("ninguno de los idiomas" in line for line in result.limits)
