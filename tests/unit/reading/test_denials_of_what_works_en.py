"""English denials: what is not there, what works or is of its usual size, and what was there of late and ended."""

import pytest

from tests.told import is_told


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("Pain there is not, and the finger moves.", "pain"),
        ("Vomiting there has been none.", "vomiting"),
        ("There is on my leg a spot, pain it does not give.", "pain"),
        ("I have swallowed no new drug, not even Panadol.", "new_medication"),
        ("I did not swallow any new drug.", "new_medication"),
        ("Mouth clear of ulcers.", "oral_ulcers"),
        ("Head clear of lice.", "lice_or_nits"),
        ("No jt pain/swelling.", "arthralgia"),
        ("No jt pain/swelling.", "arthritis"),
        ("Denies fever, jt pain, abdo pain.", "arthralgia"),
        ("No blue-white veil, no peppering.", "regression_peppering"),
        ("Passing urine, so no retention.", "urinary_retention"),
        ("No lifting of plate.", "onycholysis"),
        ("I got no sugar, VA checks me.", "diabetes_mellitus"),
        ("No snake touched him.", "snake_bite"),
        ("Nobody saw any snake.", "snake_bite"),
        ("He feels every pebble.", "numbness"),
        ("He can tell hot from cold there.", "numbness"),
        ("I do not have cold in the fingers.", "cold_limb"),
        ("He bends them all fine.", "loss_of_movement"),
        ("The fingers obey me.", "loss_of_movement"),
        ("Blue hands since yesterday, but they move.", "loss_of_movement"),
        ("The lips are rosy.", "cyanosis"),
        ("My throat is open.", "throat_swelling"),
        ("Tongue and lips are of usual size.", "angioedema"),
        ("Our baby sleeps, guzzles, grins.", "poor_feeding_or_floppiness"),
        ("Liver is fine, doctor checked.", "chronic_liver_disease"),
        ("Nothing wrong with the liver.", "chronic_liver_disease"),
    ],
)
def test_it_is_denied(text: str, finding: str) -> None:
    assert is_told("denied", finding, text, "en")


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("The pain there is not going away.", "pain"),
        ("I have swallowed a new drug since Monday.", "new_medication"),
        ("C/o jt pain.", "arthralgia"),
        ("Grey peppering seen at edge.", "regression_peppering"),
        ("In retention, 800 ml on catheter.", "urinary_retention"),
        ("Lifting of the plate at the tip.", "onycholysis"),
        ("I got sugar, on metformin.", "diabetes_mellitus"),
        ("He feels nothing in the toes.", "numbness"),
        ("The fingers don't move.", "loss_of_movement"),
        ("I have cold in the fingers and they are blue.", "cold_limb"),
        ("Cold last week, settled.", "recent_viral_infection"),
        ("URTI last week, resolved.", "recent_viral_infection"),
        ("Fell last week, bruise gone, URTI settled.", "recent_viral_infection"),
    ],
)
def test_it_is_there(text: str, finding: str) -> None:
    assert is_told("there", finding, text, "en")


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("No cold last week.", "recent_viral_infection"),
        ("The weather was cold last week and my hands cracked.", "recent_viral_infection"),
        ("No fluid retention.", "urinary_retention"),
        ("Heavy lifting of plates at work.", "onycholysis"),
        ("I take my tea with no sugar.", "diabetes_mellitus"),
    ],
)
def test_it_is_not_there(text: str, finding: str) -> None:
    assert is_told("not there", finding, text, "en")
