"""Itchy bites and keloids are no infection and no cancer, a plan is no new drug, a face not swollen is no place."""

import pytest

from tests.told import is_told, misjudged


@pytest.mark.parametrize(
    ("text", "finding", "told"),
    [
        ("Itchy red patches on both elbows for months; face isn't swollen.", "face", "not there"),
        ("Hives daily for 3 months. Dermographism negative.", "wheal", "there"),
        ("Weals on trunk after running, no dermographism.", "wheal", "there"),
        ("Small blisters on palms, no bullae.", "vesicle", "there"),
        ("Papules on elbows, no umbilicated papules.", "papule", "there"),
        ("no purpura", "purpura", "denied"),
        ("19M wheals in gym, no meds. Imp: cholinergic urticaria. Cetirizine, r/v 6/52.", "new_medication", "denied"),
        ("30F eczema hands, no regular meds. Eumovate, emollient, r/v 4/52.", "new_medication", "not there"),
        ("Acne. Lymecycline, f/u 3/12.", "new_medication", "not there"),
        ("Rash since amoxicillin last week. r/v 1/52.", "new_medication", "there"),
        ("Started lamotrigine 2/52 ago, rash now.", "new_medication", "there"),
        ("New tablets last week. Imp: drug rash. Cetirizine, r/v 1/52.", "new_medication", "there"),
    ],
)
def test_it_is_read_as_it_is_told(text: str, finding: str, told: str) -> None:
    assert is_told(told, finding, text, "en")


@pytest.mark.parametrize(
    ("text", "bound", "urgency"),
    [
        (
            "28F horsefly bite L calf yesterday, 5 cm red, hot, itchy, not tender, afebrile, face "
            "not swollen, breathing fine.",
            "<=",
            "routine",
        ),
        (
            "Mozzie bite on my right forearm last night, red and warm and really itchy, doesn't "
            "hurt, no fever, not past the pen line.",
            "<=",
            "routine",
        ),
        (
            "Wasp sting left hand 3 hours ago, red, itchy, hot, not painful now, no lump in throat, face fine.",
            "<=",
            "routine",
        ),
        ("40M insect bite R ankle, red, warm, pruritic++, non tender, T 36.7, not spreading.", "<=", "routine"),
        ("Itchy red patches on both elbows for months; face isn't swollen.", "<=", "routine"),
        ("33F horsefly bite R calf 3 days ago. Red, hot, tender, spreading past the line.", ">=", "same_day"),
        ("Insect bite left leg, red hot swollen and painful, fever 38.3.", ">=", "same_day"),
        ("Red hot left calf, no bite, spreading up.", ">=", "same_day"),
        ("bitten by a horsefly, red hot, not itchy, red line up my leg", ">=", "same_day"),
        ("Acne on the back, painful nodules, two keloids on the chest hard as rubber.", "<=", "routine"),
        ("I get cysts on my jawline and hard raised scars from old spots on my shoulders.", "<=", "routine"),
        ("Teen, nodular acne, hypertrophic scar L shoulder firm.", "<=", "routine"),
        ("A hard lump is growing in my old burn scar and it bleeds.", ">=", "urgent_referral"),
        ("A firm nodule in a 20-year-old vaccination scar that has changed.", ">=", "urgent_referral"),
    ],
)
def test_it_is_as_urgent_as_it_is(text: str, bound: str, urgency: str) -> None:
    assert not misjudged(f"{bound}{urgency}", text, "en")
