"""Who mistakes people, hides from light or sleeps through feeds, and spots beyond counting, are heard in more words."""

import pytest

from dermagent import Case
from dermagent.steps.flag import flag
from dermagent.steps.observe import observe
from dermagent.steps.urgency import floor
from dermagent.types import URGENCIES, Observations
from tests.bench.reading import is_absent, is_present


def seen(text: str) -> Observations:
    """What is read of a history."""
    return observe(Case(id="x", history=text, language="en"))


@pytest.mark.parametrize(
    ("text", "finding", "told"),
    [
        (
            "Husband of 66, hot red leg since last night, he called me by his sister's name and doesn't know the year.",
            "confusion",
            "there",
        ),
        ("Dad has a fever and a red shin, keeps calling me Mum.", "confusion", "there"),
        ("Nan's leg is hot, she thought I was her brother this morning.", "confusion", "there"),
        ("He has cellulitis, twice he called me by the dog's name.", "confusion", "there"),
        ("He put his slippers in the fridge since the fever started, not himself at all.", "confusion", "there"),
        ("He doesn't recognise our daughter today.", "confusion", "there"),
        (
            "9 days old, I have to wake her for every feed and she lets the nipple drop out.",
            "poor_feeding_or_floppiness",
            "there",
        ),
        ("Baby of two weeks, had to wake him for the last three feeds.", "poor_feeding_or_floppiness", "there"),
        (
            "He's three weeks; takes two sucks and falls asleep at the breast, won't finish a bottle.",
            "poor_feeding_or_floppiness",
            "there",
        ),
        ("newborn, so quiet, not waking for milk", "poor_feeding_or_floppiness", "there"),
        (
            "She's 12 days and hasn't woken up to eat all night, I tickle her feet and nothing.",
            "poor_feeding_or_floppiness",
            "there",
        ),
        ("My baby just lets the teat fall out of his mouth.", "poor_feeding_or_floppiness", "there"),
        ("ten day old baby super chill, has skipped two feeds", "poor_feeding_or_floppiness", "there"),
        ("My finger is throbbing so badly for how little there is to see.", "pain_out_of_proportion", "there"),
        ("It hurts like hell considering there's hardly a mark.", "pain_out_of_proportion", "there"),
        ("Screaming with pain and yet there's only a pink smudge.", "pain_out_of_proportion", "there"),
        ("So much pain for such a tiny spot.", "pain_out_of_proportion", "there"),
        ("The pain is way more than it looks.", "pain_out_of_proportion", "there"),
        ("Agony in my calf and the skin looks almost normal.", "pain_out_of_proportion", "there"),
        ("You'd never think a red dot could hurt this badly.", "pain_out_of_proportion", "there"),
        ("My left eye's gone a bit foggy since the filler.", "visual_disturbance", "there"),
        ("After the injection everything is misty on the right.", "visual_disturbance", "there"),
        ("I can't see properly out of the left eye.", "visual_disturbance", "there"),
        ("There's like a curtain over one eye.", "visual_disturbance", "there"),
        ("The eye is smeary, like looking through vaseline.", "visual_disturbance", "there"),
        ("He begs us to turn the lamp off, hides under the blanket from the light.", "photophobia", "there"),
        ("He wants the curtains shut, the light hurts.", "photophobia", "there"),
        ("she screams when I switch on the light", "photophobia", "there"),
        ("light dey pain am for eye", "photophobia", "there"),
        ("She looks so sick.", "systemic_toxicity", "there"),
        ("He looks terribly ill, grey and listless.", "systemic_toxicity", "there"),
        ("My son looks really poorly, I've never seen him like this.", "systemic_toxicity", "there"),
        ("looks toxic", "systemic_toxicity", "there"),
        ("She looks awful, like death warmed up.", "systemic_toxicity", "there"),
        ("There were three spots when I bathed her, now I can't count them.", "rapid_spread", "there"),
        ("Two dots at lunch, by tea dozens.", "rapid_spread", "there"),
        ("It was one at noon and now there are too many to count.", "rapid_spread", "there"),
        ("five this morning, fifty tonight", "rapid_spread", "there"),
        ("More of them every time I look, within the hour.", "rapid_spread", "there"),
        ("When mum straightens my fingers I scream.", "stretch_pain", "there"),
        ("Straightening his toes for him makes him yell.", "stretch_pain", "there"),
        ("If the nurse bends the toes back it's unbearable.", "stretch_pain", "there"),
        ("Passive extension of fingers very painful.", "stretch_pain", "there"),
        ("temperature hundred and two and rash", "fever", "there"),
        ("Her temp is a hundred and three point five.", "fever", "there"),
        ("temperature one hundred and one this morning", "fever", "there"),
        ("running a hundred and four", "fever", "there"),
        ("he has thirty nine point five temperature", "fever", "there"),
        ("temp thirty-nine", "fever", "there"),
        ("Her lips are thick like somebody punched her.", "angioedema", "there"),
        ("lips like she's been boxed in the mouth", "angioedema", "there"),
        ("his lip is like a sausage", "angioedema", "there"),
        ("lips ballooned like a duck", "angioedema", "there"),
        ("Burn to forearm, white, leathery, insensate.", "burn_full_thickness", "there"),
        ("Burn L hand, leathery and painless.", "burn_full_thickness", "there"),
        ("The burnt bit is white like wax and I can't feel it.", "burn_full_thickness", "there"),
        ("scald, waxy, no sensation", "burn_full_thickness", "there"),
        (
            "My son, 3, hot since this afternoon, tiny tiny spots that stay when I press a clear tumbler on them.",
            "new_non_blanching_spots",
            "there",
        ),
        (
            "My son, 3, hot since this afternoon, tiny tiny spots that stay when I press a clear tumbler on them.",
            "petechia",
            "there",
        ),
        (
            "She has a fever and small small dots which remain under the glass since this morning.",
            "new_non_blanching_spots",
            "there",
        ),
        ("Little little purple dots that remain when I press a glass on them.", "petechia", "there"),
        ("My husband's leg is itchy. He called me by my nickname.", "confusion", "not there"),
        ("Dad keeps calling me about his rash.", "confusion", "not there"),
        ("She thought I was right about the eczema.", "confusion", "not there"),
        ("9 days old, wakes for every feed, never misses one.", "poor_feeding_or_floppiness", "not there"),
        (
            "Baby acne. I don't have to wake him for feeds, he wakes himself.",
            "poor_feeding_or_floppiness",
            "not there",
        ),
        ("My nipple is sore when the baby lets go.", "poor_feeding_or_floppiness", "not there"),
        ("He falls asleep after a full bottle.", "poor_feeding_or_floppiness", "not there"),
        ("There's little to see and no pain.", "pain_out_of_proportion", "not there"),
        ("It hurts about as much as you'd expect from a bruise.", "pain_out_of_proportion", "not there"),
        ("The bathroom mirror is foggy and my face is red.", "visual_disturbance", "not there"),
        ("My glasses go foggy, otherwise sight fine.", "visual_disturbance", "not there"),
        ("My memory is foggy but the eye is fine.", "visual_disturbance", "not there"),
        ("She turned the light off and went to sleep. Rash on her arm.", "photophobia", "not there"),
        ("I turned off the light to see whether the spots glow.", "photophobia", "not there"),
        ("She looks so sick of the itching.", "systemic_toxicity", "not there"),
        ("He doesn't look ill.", "systemic_toxicity", "not there"),
        ("I have too many moles to count.", "rapid_spread", "not there"),
        ("Three spots when I was a girl, now dozens, over forty years.", "rapid_spread", "not there"),
        ("There were three warts last year and now I can't count them.", "rapid_spread", "not there"),
        ("I straighten my fingers fine.", "stretch_pain", "not there"),
        ("straightening my hair hurts my scalp", "stretch_pain", "not there"),
        ("I weigh a hundred and two kilos.", "fever", "not there"),
        ("I have a hundred and one spots on my back.", "fever", "not there"),
        ("temperature ninety eight point six", "fever", "denied"),
        ("He was punched in the arm, bruise.", "angioedema", "not there"),
        ("My lip was punched at boxing, bruised.", "angioedema", "not there"),
        ("Leathery brown skin on my neck from years of sun.", "burn_full_thickness", "not there"),
    ],
)
def test_it_is_read_as_it_is_told(text: str, finding: str, told: str) -> None:
    found = seen(text)
    present, absent = is_present(found, finding), is_absent(found, finding)
    assert {"there": present, "denied": absent and not present, "not there": not present}[told]


@pytest.mark.parametrize(
    ("text", "bound", "urgency"),
    [
        (
            "Husband of 66, hot red leg since last night, he called me by his sister's name and doesn't know the year.",
            "at least",
            "emergency",
        ),
        (
            "My son, 3, hot since this afternoon, tiny tiny spots that stay when I press a clear tumbler on them.",
            "at least",
            "emergency",
        ),
        (
            "She has a fever and small small dots which remain under the glass since this morning.",
            "at least",
            "emergency",
        ),
    ],
)
def test_it_is_as_urgent_as_it_is(text: str, bound: str, urgency: str) -> None:
    called = floor(flag(seen(text))).urgency
    level = URGENCIES.index(called) if called else len(URGENCIES)
    assert level <= URGENCIES.index(urgency) if bound == "at least" else level >= URGENCIES.index(urgency)
