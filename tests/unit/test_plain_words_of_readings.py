"""Findings that a model names in plain words, and what the command line says of a case without an answer."""

import pytest

from dermagent import Case, diagnose
from dermagent.cli import shortfall
from dermagent.steps.read import ReadFinding, checked
from dermagent.types import Language, Observations


@pytest.mark.parametrize(
    ("said", "language", "finding"),
    [
        ("burning", "en", "burning_sensation"),
        ("itching", "en", "pruritus"),
        ("family_history_psoriasis", "en", "family_history_of_psoriasis"),
        ("hair_loss", "en", "hair_loss"),
        ("ardor", "es", "burning_sensation"),
        ("picor", "es", "pruritus"),
        ("fiebre", "es", "fever"),
        ("灼痛", "zh", "burning_sensation"),
        ("瘙痒", "zh", "pruritus"),
        ("发热", "zh", "fever"),
    ],
)
def test_a_finding_in_plain_words_is_the_one_of_the_vocabulary(said: str, language: Language, finding: str) -> None:
    reading = checked(
        [ReadFinding(quote="troubles me", finding=said)],
        Case(history="It troubles me a lot."),
        Observations(items=(), language=language),
    )
    assert [item.finding for item in reading.items] == [finding] and not reading.unknown


@pytest.mark.parametrize("said", ["no fever", "red spots on legs", "psoriasis", "itch and pain", "nonsense"])
def test_words_that_are_no_one_finding_stay_unknown(said: str) -> None:
    reading = checked(
        [ReadFinding(quote="troubles me", finding=said)],
        Case(history="It troubles me a lot."),
        Observations(items=(), language="en"),
    )
    assert not reading.items and reading.unknown == 1


@pytest.mark.parametrize("history", ["A rash on the skin.", "Una erupción en la piel.", "皮肤上有皮疹。"])
def test_why_there_is_no_answer_is_told_in_a_line(history: str) -> None:
    result = diagnose(Case(history=history))
    assert result.outcome == "abstained"
    assert shortfall(result) == f"abstained: {result.limits[0]}"
