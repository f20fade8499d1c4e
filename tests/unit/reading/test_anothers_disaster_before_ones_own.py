"""What somebody else had, told before one's own trifle, is his; a child or whoever needs help now stays the patient."""

import pytest

from tests.told import present


@pytest.mark.parametrize(
    ("history", "finding"),
    [
        ("Mrs Lee upstairs had shingles, eyes swollen shut. I've got two little blisters on my lip.", "eyelid_oedema"),
        ("A lad at our unit took a tablet and all his skin peeled. I just have dandruff.", "swallowed_poison"),
        ("My cousin's classmate's throat swelled and she couldn't breathe. My tongue has a few cracks.", "dyspnoea"),
        ("The farmer down the road got bitten by a snake, his leg went black. I've a gnat bite.", "snake_bite"),
        ("Dave from work lost his leg, it went black in a day. I only have athlete's foot, it itches.", "black"),
        ("A colleague took a tablet and couldn't breathe. I have a rash on my hands.", "dyspnoea"),
        ("Auntie Mary upstairs was covered in purple spots and died of it. Me, I get heat rash.", "purpura"),
        ("Old Tom next door nicked his hand, the arm went black. I have a rash.", "black"),
    ],
)
def test_it_is_the_others(history: str, finding: str) -> None:
    assert finding not in present(history, "en")


@pytest.mark.parametrize(
    ("history", "finding"),
    [
        ("My brother Tom has purple spots and a fever. I've got a cold sore.", "purpura"),
        ("My daughter, 3, has purple spots and a fever. I've only got chapped hands.", "purpura"),
        ("My baby is floppy and feverish. Me, I am fine.", "fever"),
        ("My friend collapsed after a bee sting, help, he can't breathe!", "dyspnoea"),
        ("Old Tom next door was bitten by a snake and his leg has gone black, send someone.", "snake_bite"),
        ("A colleague took a picture of my back, it is full of blisters.", "vesicle"),
        ("Dave, 54. Leg black since this morning, cold, no pulse.", "black"),
    ],
)
def test_who_needs_help_is_the_patient(history: str, finding: str) -> None:
    assert finding in present(history, "en")
