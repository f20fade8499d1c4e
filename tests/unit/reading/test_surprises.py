"""What somebody never thought could happen, and tells of since it did."""

import pytest

from dermagent.types import Language
from tests.told import observed, urgency


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "I never imagined one ibuprofen would close my throat.", "emergency"),
        ("en", "Nobody expected that a wasp could make his lips and tongue swell like this.", "emergency"),
        (
            "en",
            "Who could have guessed the pills would make my skin peel off in sheets and my eyes sore.",
            "emergency",
        ),
        ("es", "Nunca imaginé que una avispa me cerraría la garganta.", "emergency"),
        ("es", "Quién diría que unos cacahuetes me hincharían la lengua.", "emergency"),
        ("zh", "没想到吃了一颗花生，喉咙就肿得喘不上气。", "emergency"),
    ],
)
def test_a_surprise_is_told_of_now(language: Language, text: str, expected: str) -> None:
    assert urgency(text, language) == expected


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "I never thought it was contagious, my mother thought it was a fever blister.", "fever"),
        ("es", "Nunca pensé que fuera una fiebre.", "fever"),
        ("en", "I thought it would itch.", "pruritus"),
    ],
)
def test_what_was_only_thought_is_not_there(language: Language, text: str, finding: str) -> None:
    found = observed(text, language).counted().get(finding)
    assert found is None or found.polarity == "absent"
