"""The age of a child beside his name is his age, and makes no spot that will not fade an old one."""

import pytest

from tests.told import is_told, misjudged


@pytest.mark.parametrize(
    ("text", "finding", "told"),
    [
        (
            "My son is 3 years old, fever since this morning, spots that stay when I press a glass on them.",
            "new_non_blanching_spots",
            "there",
        ),
        ("Girl of 4 years, temp 39.5, dots that don't fade under the glass.", "new_non_blanching_spots", "there"),
        (
            "My daughter Adaeze, 4 years, her body is hot, and when I press clear tumbler on the spots they remain.",
            "new_non_blanching_spots",
            "there",
        ),
        ("He's five years. The spots won't vanish with the tumbler since lunch.", "new_non_blanching_spots", "there"),
        ("boy 6 years, tiny dots, pressed a glass, they stay", "new_non_blanching_spots", "there"),
        (
            "She had measles jabs years back. Spots that stay under the glass since noon.",
            "new_non_blanching_spots",
            "there",
        ),
        ("child, 2 years, spots not blanching, fever", "new_non_blanching_spots", "there"),
        ("My boy Kofi, 8yrs, dots that do not fade with the glass.", "new_non_blanching_spots", "there"),
        ("Red dots on my tummy for years, they don't fade under a glass.", "new_non_blanching_spots", "not there"),
        ("Had these cherry dots years; don't blanch.", "new_non_blanching_spots", "not there"),
        (
            "The dots have been there fifteen years at least. They don't fade when pressed with a glass.",
            "new_non_blanching_spots",
            "not there",
        ),
        ("I've had ruby dots twenty years, non-blanching.", "new_non_blanching_spots", "not there"),
        (
            "Rubies on her chest, there donkey's years, non blanching, no fever.",
            "new_non_blanching_spots",
            "not there",
        ),
        ("Brown-red spots on shins many years, don't fade when pressed.", "new_non_blanching_spots", "not there"),
        ("spots unchanged 10 years, non-blanching", "new_non_blanching_spots", "not there"),
        ("He has been well for 3 years. Spots today that stay under the glass.", "new_non_blanching_spots", "there"),
        ("She is 8 years old and has spots that don't fade under a glass.", "new_non_blanching_spots", "there"),
        (
            "We have lived here ten years. Since noon my girl has dots that stay under the tumbler, fever 39.",
            "new_non_blanching_spots",
            "there",
        ),
        ("My daughter Adaeze, 4 years, her body is hot since this afternoon.", "child_age_1_12_years", "there"),
        ("My daughter Adaeze, 4 years, her body is hot since this afternoon.", "chronic_course", "not there"),
        ("My son Tunde, 6 years, has ringworm on the head for two weeks.", "child_age_1_12_years", "there"),
        ("My son Tunde, 6 years, has ringworm on the head for two weeks.", "chronic_course", "not there"),
        ("Our girl Priya, 3 years, fever and rash since morning.", "child_age_1_12_years", "there"),
        ("Our girl Priya, 3 years, fever and rash since morning.", "chronic_course", "not there"),
        ("My boy Kofi, 8yrs, spots on his belly since Monday.", "child_age_1_12_years", "there"),
        ("My boy Kofi, 8yrs, spots on his belly since Monday.", "chronic_course", "not there"),
        ("My son Musa, 9 months, rash on the cheeks.", "infant_age_1_year", "there"),
        ("My mother Ngozi, 71 years, leg red since yesterday.", "adult_age_60_years", "there"),
        ("My mother Ngozi, 71 years, leg red since yesterday.", "chronic_course", "not there"),
        ("Father Ramesh, 65 years, blisters on the chest for two days.", "adult_age_60_years", "there"),
        ("Father Ramesh, 65 years, blisters on the chest for two days.", "chronic_course", "not there"),
        ("My niece Amara, five years, itching at night.", "child_age_1_12_years", "there"),
        ("my grandson Emeka 7 years he dey scratch head", "child_age_1_12_years", "there"),
        ("My daughter has had eczema, 4 years, I'm 30.", "child_age_1_12_years", "not there"),
        ("Eczema since Lagos, 4 years, itching.", "child_age_1_12_years", "not there"),
        ("Worked in Kano, 6 years, then the patches came.", "child_age_1_12_years", "not there"),
    ],
)
def test_it_is_read_as_it_is_told(text: str, finding: str, told: str) -> None:
    assert is_told(told, finding, text, "en")


@pytest.mark.parametrize(
    ("text", "bound", "urgency"),
    [
        (
            "My son is 3 years old, fever since this morning, spots that stay when I press a glass on them.",
            ">=",
            "emergency",
        ),
        ("Girl of 4 years, temp 39.5, dots that don't fade under the glass.", ">=", "emergency"),
        (
            "My daughter Adaeze, 4 years, her body is hot, and when I press clear tumbler on the spots they remain.",
            ">=",
            "emergency",
        ),
    ],
)
def test_it_is_as_urgent_as_it_is(text: str, bound: str, urgency: str) -> None:
    assert not misjudged(f"{bound}{urgency}", text, "en")
