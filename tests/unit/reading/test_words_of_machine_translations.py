"""Posts that a machine has put into English, and words that only look like a finding."""

import pytest

from tests.told import observed, present


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("Itchy patches on both sides of the thigh root.", "groin"),
        ("A rash at the root of the thigh for a week.", "groin"),
        ("Rash in the nail groove of the left foot.", "nail_fold"),
        ("We went camping in the woods last week.", "tick_season"),
        ("The lump is mobile under the skin.", "mobile_subcutaneous"),
        ("He has been sick twice since breakfast.", "vomiting"),
        ("Sharply cut off: it covers one side of the chest only.", "unilateral"),
        ("A spider bit my leg.", "insect_exposure"),
    ],
)
def test_it_is_read(text: str, finding: str) -> None:
    assert finding in present(text, "en")


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("After the camphor cream the itching stopped.", "tick_season"),
        ("The photo was taken with a mobile phone.", "mobile_subcutaneous"),
        ("A rash on one side of the body.", "dermatomal"),
        ("My son has been sick for 6 or 7 days with spots.", "vomiting"),
        ("Is it a spider nevus?", "insect_exposure"),
    ],
)
def test_it_is_not(text: str, finding: str) -> None:
    assert finding not in present(text, "en")


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("Is this simplex herpes?", "herpes_simplex"),
        ("Papular urticaria or prurigo?", "prurigo_other"),
        ("The old doctor called it cowhide ringworm.", "plaque_psoriasis"),
        ("Could it be snake sores?", "herpes_zoster"),
        ("I was told it is goose palm wind.", "tinea_manuum"),
        ("Could it be fish scale disease?", "ichthyosis_vulgaris"),
    ],
)
def test_a_name_as_it_is_translated_is_the_disease(text: str, condition: str) -> None:
    named = observed(text, "en").named
    assert condition in {one.condition for one in named}
