"""Answers behind dashes and brackets, what an exception excepts, and places that are told to be clear."""

import pytest

from dermagent.types import Language
from tests.told import polarities


def _read(text: str, language: Language, told: str) -> tuple[dict[str, str], dict[str, str]]:
    """What is expected of findings ("+rash -fever"), and what was read of them."""
    signs = {"+": "present", "-": "absent"}
    expected = {one[1:]: signs[one[0]] for one in told.split()}
    polarity = polarities(text, language)
    return expected, {one: polarity.get(one, "unread") for one in expected}


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("en", "Any wheeze? - none", "-wheeze"),
        ("en", "Chills? – No.\nSore throat? – Yes.", "-chills +sore_throat"),
        ("en", "Diarrhoea? ... nope. Vomiting? > yes", "-diarrhoea +vomiting"),
        ("en", "Swollen joints, sees double, headache? - No.", "-arthritis -headache"),
        ("es", "¿Diarrea? – No. ¿Escalofríos? – Sí.", "-diarrhoea +chills"),
        ("es", "P: ¿vómitos, ve borroso? R: no.", "-vomiting"),
        ("zh", "有咳嗽吗？——没有。有腹泻吗？——有。", "-cough +diarrhoea"),
        ("zh", "脸肿吗？不肿。", "-oedema"),
        ("zh", "医生问：尿红吗？答：不红。", "-haematuria"),
        ("zh", "【腹泻】无【呕吐】有", "-diarrhoea +vomiting"),
        ("en", "[cough] no [wheeze] yes", "-cough +wheeze"),
        ("es", "Diarrea: jamás.", "-diarrhoea"),
    ],
)
def test_an_answer_is_of_the_question_before_it(language: Language, text: str, told: str) -> None:
    expected, read = _read(text, language, told)
    assert read == expected


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("en", "ROS (-) chills (-) wheeze (+) vomiting (-) headache", "-chills -wheeze +vomiting -headache"),
        ("en", "[-] cough [+] scale [-] pustules", "-cough +scale -pustule"),
        ("en", "[ + ] crust [ - ] bleeding", "+crust -bleeding"),
        ("es", "Anamnesis (-) diarrea (+) picor (-) costras", "-diarrhoea +pruritus -crust"),
        ("zh", "[-]咳嗽 [+]鳞屑 [-]溃疡", "-cough +scale -ulcer"),
        ("en", "Cough (-) wheeze (+) since Sunday", "-cough +wheeze"),  # the marks are of the word before
        ("en", "Cough [-] Itch [+] Pustules [-]", "-cough +pruritus -pustule"),
    ],
)
def test_a_mark_in_brackets_before_a_thing_is_of_that_thing(language: Language, text: str, told: str) -> None:
    expected, read = _read(text, language, told)
    assert read == expected
