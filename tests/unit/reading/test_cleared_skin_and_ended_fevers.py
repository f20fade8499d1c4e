"""A fever that lasted until a day is over, and a rash is where the skin has been clear since."""

import pytest

from tests.told import is_told, misjudged


@pytest.mark.parametrize(
    ("text", "finding", "told"),
    [
        (
            "My daughter, 3, has a rash on her chest. She had a raging fever until Tuesday, it's "
            "gone, three days normal now.",
            "fever",
            "denied",
        ),
        ("He had a high temperature up to Saturday; that has gone and he's been normal since.", "fever", "denied"),
        ("Burning fever till last night, that's over now, cool today.", "fever", "denied"),
        (
            "My lad ran a scorching fever till Monday, that's all done with, thermometer normal for two days.",
            "fever",
            "denied",
        ),
        ("Baby was boiling hot till Friday, now back to normal, and today a pink rash on tummy.", "fever", "denied"),
        ("Fever up until yesterday morning, normal temperature now for a whole day.", "fever", "denied"),
        ("We had four days of fever, it stopped on Sunday, 36.8 since.", "fever", "denied"),
        ("The fever she had till the weekend has gone; two days without any.", "fever", "denied"),
        ("Temp was 40 till Thursday, gone now, two normal days.", "fever", "denied"),
        ("He had a roasting fever till Thursday, that went, and it's back tonight.", "fever", "there"),
        ("Fever since Thursday, two days now.", "fever", "there"),
        ("His rash is gone, two days now, but the fever is still roasting.", "fever", "there"),
        ("Fever till morning with tablets and then it comes up again each evening.", "fever", "there"),
        ("The cough has gone, fever not.", "fever", "there"),
        ("He was normal till Thursday, then a roasting fever.", "fever", "there"),
        ("He was fine two days, normal, now a roasting fever.", "fever", "there"),
        ("Had no fever till Thursday, since then 39.", "fever", "there"),
        (
            "Yesterday I came out in hives after a shrimp taco, an hour later gone, skin totally "
            "clear today. Do I need a test?",
            "wheal",
            "denied",
        ),
        (
            "Had welts on my legs last night for half an hour, all gone by bedtime, nothing on me now.",
            "wheal",
            "denied",
        ),
        (
            "My boy had hives on his back for about 40 minutes after peanuts on Sunday. Gone by "
            "supper, his skin is spotless today, breathing fine.",
            "wheal",
            "denied",
        ),
        ("There was a rash on my arms on Monday, cleared by the evening, clear skin since.", "rash", "denied"),
        (
            "I had wheals on both forearms for twenty minutes, took a Zyrtec, gone within the hour "
            "and completely clear now.",
            "wheal",
            "denied",
        ),
        (
            "Rash on his tummy yesterday for maybe an hour, gone by tea time, not a mark on him today.",
            "rash",
            "denied",
        ),
        (
            "After the strawberries I had welts on my neck for ten minutes; by lunch they were gone "
            "and there is nothing to see today.",
            "wheal",
            "denied",
        ),
        ("Hives came up on my chest Friday night, gone by Saturday, skin normal today.", "wheal", "denied"),
        ("Hives on both arms, gone by dinner, back again this morning.", "wheal", "there"),
        ("Welts on my arms for two days, my face is clear today.", "wheal", "there"),
        ("I had a rash on my arms, gone by Monday, now it's all over my legs.", "rash", "there"),
        ("Rash since Monday. The fever was gone by dinner, his chest is clear today.", "rash", "there"),
        (
            "Every evening hives, gone by morning, skin clear today until now when they came up again.",
            "wheal",
            "there",
        ),
    ],
)
def test_it_is_read_as_it_is_told(text: str, finding: str, told: str) -> None:
    assert is_told(told, finding, text, "en")


@pytest.mark.parametrize(
    ("text", "bound", "urgency"),
    [
        (
            "Yesterday I came out in hives after a shrimp taco, an hour later gone, skin totally "
            "clear today. Do I need a test?",
            "<=",
            "routine",
        ),
        (
            "Had welts on my legs last night for half an hour, all gone by bedtime, nothing on me now.",
            "<=",
            "routine",
        ),
        (
            "My boy had hives on his back for about 40 minutes after peanuts on Sunday. Gone by "
            "supper, his skin is spotless today, breathing fine.",
            "<=",
            "routine",
        ),
        ("There was a rash on my arms on Monday, cleared by the evening, clear skin since.", "<=", "routine"),
        (
            "I had wheals on both forearms for twenty minutes, took a Zyrtec, gone within the hour "
            "and completely clear now.",
            "<=",
            "routine",
        ),
    ],
)
def test_it_is_as_urgent_as_it_is(text: str, bound: str, urgency: str) -> None:
    assert not misjudged(f"{bound}{urgency}", text, "en")
