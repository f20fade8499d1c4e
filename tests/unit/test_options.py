"""Options: an answer that is only a letter or figure is what stands behind it in the list."""

import pytest

from dermagent.llm.options import with_choice


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("A. Foo\nB. Bar\nAnswer: A or B", "Answer: Foo, Bar"),
        ("A. Foo\nB. Bar\nAnswer: D", "A. Foo\nB. Bar\nAnswer: D"),
        ("Differential: (a) foo, (b) bar. Answer: (a), mild", "Differential: . Answer: foo, mild\nDifferential: bar"),
        ("1. Foo\n2. Bar\nFinal answer: 2 possible diagnoses", "1. Foo\n2. Bar\nFinal answer: 2 possible diagnoses"),
    ],
)
def test_a_chosen_option_stands_in_place_of_its_letter(text: str, plain: str) -> None:
    assert " ".join(with_choice(text).split()) == " ".join(plain.split())
