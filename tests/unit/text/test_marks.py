"""Marks around words, taken away before a name is read."""

import pytest

from dermagent.text.marks import in_words, unmarked


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("<b>Rosacea</b>", "Rosacea"),
        ("<p class='x'>Acne</p>", "\nAcne\n"),
        ("Acne<BR />Rosacea", "Acne\nRosacea"),
        ("less than <2 cm, more than >1", "less than <2 cm, more than >1"),
        ("<Rosacea>", "<Rosacea>"),
        ("&lt;b&gt; &amp; c", "<b> & c"),
        ("AT&T", "AT&T"),
        ("\U0001f525Acne\u2705", " Acne "),
        ("\u26a0\ufe0f Acne", "  Acne"),
        ("\u2192Acne", " Acne"),
        ("5 \u00b1 2 \u2265 3", "5 \u00b1 2 \u2265 3"),
    ],
)
def test_tags_entities_and_pictures_are_taken_away(text: str, left: str) -> None:
    assert unmarked(text) == left


def test_vowel_signs_belong_to_their_letters() -> None:
    assert in_words("\u0938\u094b\u0930\u093e, x-y") == "\u0938\u094b\u0930\u093e  x y"
