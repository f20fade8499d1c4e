"""What somebody told a nurse, a teacher or a friend is told of him; what parents are warned of is not."""

import pytest

from dermagent.types import Language
from tests.told import unlike


@pytest.mark.parametrize(
    ("language", "told", "text"),
    [
        ("en", "+fever", "He told the nurse that he has fever and stiff neck."),
        ("en", "+dyspnoea", "She told the receptionist that she cannot breathe."),
        ("en", "+suicidal_intent", "He told the nurse that he wants to kill himself."),
        ("en", "+pruritus", "I told the GP that it itches all night."),
        ("en", "+pain", "She told the midwife that it hurts."),
        ("en", "+pain", "Told the triage nurse that the leg is agony."),
        ("en", "+suicidal_intent", "She told her teacher that she is going to hang herself."),
        ("en", "+fever", "My son told his dad that he has a fever and his neck is stiff."),
        ("en", "+suicidal_intent", "He told his girlfriend that he is going to hang himself."),
        ("en", "+bleeding", "Told the ward nurse that the wound is bleeding again."),
        ("en", "+numbness", "She told the 111 operator that her arm is numb."),
    ],
)
def test_what_is_told_to_helpers_is_there(language: Language, told: str, text: str) -> None:
    assert not unlike(told, text, language)


@pytest.mark.parametrize(
    ("language", "told", "text"),
    [
        ("en", "~fever", "Told the parents that fever may follow the vaccine."),
        ("en", "~fever", "I told the mother that if fever comes she must return."),
        ("en", "~bulla", "Told the patient that blisters are to be reported."),
        ("en", "~fever", "Warned the patient about fever and chills."),
        ("en", "~suicidal_intent", "Told her parents that suicidal behaviour is possible on isotretinoin."),
    ],
)
def test_what_is_warned_of_is_not_there(language: Language, told: str, text: str) -> None:
    assert not unlike(told, text, language)
