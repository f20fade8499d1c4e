"""A drug that somebody takes for the cause of what he tells is taken; one that he asks for or does not bear is not."""

import pytest

from dermagent.reading.text import read_text
from dermagent.types import Language


def _taken(text: str, language: Language) -> bool:
    return any(
        item.finding == "high_risk_drug" and item.is_there and item.certainty == 1
        for item in read_text(text, language, "history").items
    )


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My skin is peeling and my eyes are gummed shut. Could it be the lamotrigine?"),
        ("en", "Sores in her mouth and a spreading rash, I wonder whether the phenytoin caused this."),
        ("en", "Is this rash from the nevirapine?"),
        ("en", "My husband thinks it's from the phenytoin."),
        ("en", "What if it was the lamotrigine that caused it?"),
        ("en", "Should I blame the allopurinol?"),
        ("en", "Raw lips. Could she be allergic to the lamotrigine?"),
        ("en", "Can this be a reaction to nevirapine?"),
        ("es", "Se me pela la piel y me arden los ojos. ¿Puede ser por la carbamazepina?"),
        ("es", "Me pregunto si la culpa la tiene el alopurinol."),
        ("es", "Me da miedo que sea el alopurinol."),
        ("es", "¿Podría ser una reacción a la lamotrigina?"),
        ("es", "¿No será cosa de la fenitoína?"),
        ("es", "¿Esto me lo habrá provocado la carbamazepina?"),
        ("zh", "会不会是拉莫三嗪过敏？"),
        ("zh", "是不是对别嘌醇过敏了？"),
        ("zh", "担心是卡马西平引起的，嘴唇都破了"),
        ("zh", "这疹子难道是苯妥英钠闹的？"),
    ],
)
def test_a_drug_that_is_suspected_is_taken(language: Language, text: str) -> None:
    assert _taken(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I have trigeminal neuralgia and a rash. Would lamotrigine help?"),
        ("en", "Could I start allopurinol for the gout?"),
        ("en", "Is lamotrigine better than valproate?"),
        ("en", "He is allergic to allopurinol."),
        ("en", "It is not the carbamazepine, she never took it."),
        ("es", "¿Me serviría la carbamazepina para el dolor?"),
        ("es", "¿Sería mejor la lamotrigina?"),
        ("es", "Es alérgica a la carbamazepina."),
        ("zh", "可以吃别嘌醇吗？"),
        ("zh", "是不是要吃卡马西平？"),
        ("zh", "对别嘌醇过敏，没吃过药"),
    ],
)
def test_a_drug_that_is_asked_for_or_not_borne_is_not_taken(language: Language, text: str) -> None:
    assert not _taken(text, language)
