"""A part that cannot be felt is there and moves no eye, dye that wipes off is no cyanosis, burns have a side."""

import pytest

from tests.told import is_told, misjudged


@pytest.mark.parametrize(
    ("text", "finding", "told"),
    [
        ("My toe is black and I can't feel it.", "black", "there"),
        ("The skin is white and I can't feel it.", "white", "there"),
        ("The skin is white and I can't feel it.", "numbness", "there"),
        ("Fingertip is blue and I cannot feel it any more.", "blue", "there"),
        ("The finger is painful and I can't feel it when I press.", "pain", "there"),
        ("There is a lump and I can't move it.", "painful_eye_movement", "not there"),
        ("My thumb is swollen and it hurts to move it.", "painful_eye_movement", "not there"),
        ("The ankle is bruised, hurts to turn it.", "painful_eye_movement", "not there"),
        ("Sore toe, painful to move it.", "painful_eye_movement", "not there"),
        ("His eyelid is swollen and the eye hurts; it hurts to move it.", "painful_eye_movement", "there"),
        ("The eye is bulging and red, she can't move it.", "painful_eye_movement", "there"),
        ("I looked for lumps but couldn't feel any.", "nodule", "denied"),
        ("I searched for blisters and could not find any.", "vesicle", "denied"),
        ("Burn L forearm, white, leathery, insensate.", "burn_injury", "there"),
        ("Burn L forearm, white, leathery, insensate.", "burn_full_thickness", "there"),
        ("Scald R hand 2% TBSA, blistered.", "burn_injury", "there"),
        ("burn dorsum L foot, kettle", "burn_injury", "there"),
        ("Burn R thigh ~3%, charred, no sensation.", "burn_injury", "there"),
        ("Burn R thigh ~3%, charred, no sensation.", "burn_full_thickness", "there"),
        ("The burnt bit is white like wax and I can't feel it.", "burn_injury", "there"),
        ("The burnt bit is white like wax and I can't feel it.", "burn_full_thickness", "there"),
        ("My feet burn at night.", "burn_injury", "not there"),
        ("heartburn, rash on chest", "burn_injury", "not there"),
        ("My hands burn and tingle.", "burn_injury", "not there"),
        ("razor burn neck", "burn_injury", "not there"),
        ("my legs burn after the gym", "burn_injury", "not there"),
        ("Fingers blue, comes off on a wet wipe, lips pink, sats 98.", "cyanosis", "not there"),
        ("Both hands blue since this morning, comes off with alcohol. New jeans.", "cyanosis", "not there"),
        ("my feet went blue in the new wellies, washes straight off in the shower", "cyanosis", "not there"),
        ("Son's fingers are purple, it rubs off on the towel. Feels great.", "cyanosis", "not there"),
        ("Hands blue. Wiped clean with a baby wipe, cap refill fine.", "cyanosis", "not there"),
        ("Blue fingertips after dyeing wool, scrubs off with soap.", "cyanosis", "not there"),
        ("Lips blue and fingers blue, doesn't wash off, breathless.", "cyanosis", "there"),
    ],
)
def test_it_is_read_as_it_is_told(text: str, finding: str, told: str) -> None:
    assert is_told(told, finding, text, "en")


@pytest.mark.parametrize(
    ("text", "bound", "urgency"),
    [
        ("My thumb is swollen and it hurts to move it.", "<=", "same_day"),
        ("Burn L forearm, white, leathery, insensate.", ">=", "emergency"),
        ("Fingers blue, comes off on a wet wipe, lips pink, sats 98.", "<=", "routine"),
        ("Both hands blue since this morning, comes off with alcohol. New jeans.", "<=", "routine"),
        ("my feet went blue in the new wellies, washes straight off in the shower", "<=", "routine"),
        ("Son's fingers are purple, it rubs off on the towel. Feels great.", "<=", "routine"),
        ("Hands blue. Wiped clean with a baby wipe, cap refill fine.", "<=", "routine"),
        ("Blue fingertips after dyeing wool, scrubs off with soap.", "<=", "routine"),
        ("Lips blue and fingers blue, doesn't wash off, breathless.", ">=", "emergency"),
        ("Baby's face is blue, he came off the breast choking.", ">=", "emergency"),
        ("Fingers blue and cold, can't feel them, came off the bike onto my hand.", ">=", "emergency"),
    ],
)
def test_it_is_as_urgent_as_it_is(text: str, bound: str, urgency: str) -> None:
    assert not misjudged(f"{bound}{urgency}", text, "en")
