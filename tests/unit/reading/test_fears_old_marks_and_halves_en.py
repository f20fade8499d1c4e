"""English: what a search spat out, bruises that are none, ages and times as people tell them, and colours by halves."""

import pytest

from tests.told import is_told, misjudged, rules


@pytest.mark.parametrize(
    "text",
    [
        "Bright red domed dots on my chest for ten years. I typed that in: leukemia, sepsis, the lot. No fever.",
        "I put my symptoms in and it spat out leukaemia, sepsis and lupus. It is a scaly patch on my elbow, two years.",
        "The search gave me: sepsis, meningitis, gangrene. My big toenail is thick and yellow, years.",
        "Dr Google says cancer, HIV and leukaemia. I have dandruff.",
        "WebMD: sepsis, vasculitis, the works. Dry cracked heels since autumn.",
        "Red dots on shoulders since my thirties, I'm 55, they don't vanish under the glass.",
        "Bright red dots on my chest, had them eight or nine years. They don't fade when pushed.",
        "ok so i got this bump on my heel like 2 months, little black dots, hurts to step on. i swim mon wed fri",
        "Nursery asked about bruises. My son, 9 months, has a grey-blue flat mark on his bottom since birth.",
        "Teacher thinks bruise, he is 2, but the blue spot on his bum is from birth, it is a Mongolian spot.",
        "Black area under big toenail, 8 weeks, after new running shoes, growing out, clear nail behind.",
        "I pierced my ear two years ago, one ball grew at the lobe. It is shiny and growing small small. It itches.",
    ],
)
def test_a_harmless_story_is_none_of_today(text: str) -> None:
    assert not misjudged("<=routine ~systemic_toxicity ~immunosuppression", text, "en")


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (">=emergency", "The paramedic said sepsis, he is 38.9, blotchy and confused."),
        (">=same_day", "Treated for leukemia last year, now fever 38.5 and a black spot."),
        ("+immunosuppression", "I have leukaemia and now a sore finger."),
        (">=same_day", "Red dots on my legs since yesterday, they don't fade when I press."),
        (">=same_day", "New red pinpricks all over since Monday that don't fade; I had some cherry spots for years."),
        (
            ">=same_day",
            "She has a blue-grey mark on her bottom since birth and a new bruise on her cheek, she is 8 months.",
        ),
        (">=same_day", "My baby of 7 months has a blue bruise on her bottom since yesterday."),
        (">=same_day", "My big toe is black and cold since yesterday."),
        (">=urgent_referral", "A black band in my thumbnail getting wider, now the skin by the nail is dark too."),
    ],
)
def test_a_danger_stays_one(expected: str, text: str) -> None:
    assert not misjudged(expected, text, "en")


def test_dots_on_the_skin_at_an_hour_that_has_passed_are_not_of_long_ago() -> None:
    text = "Purple dots on her tummy at six, now it's eight and her legs and arms are covered too."
    assert is_told("there", "purpura", text, "en")
    assert "meningococcal" in rules(text, "en")


@pytest.mark.parametrize(
    ("told", "finding", "text"),
    [
        ("there", "child_age_1_12_years", "Our Cian is three. Temperature 39.6."),
        ("there", "child_age_1_12_years", "Our Ben's nearly five, eczema."),
        ("there", "child_age_1_12_years", "Our youngest is three and has a blister."),
        ("not there", "child_age_1_12_years", "My biggest is three centimetres across."),
        ("not there", "child_age_1_12_years", "Our Cian is three days in bed with fever."),
        ("there", "scin_one_day", "My hands, from the evening of yesterday, have become blue."),
        ("there", "female_sex", "Respected madam, welts. Housewife, 38, Coimbatore."),
        ("there", "male_sex", "Foot itches. Ray, 49 y/o guy."),
        ("there", "pruritus", "Itches like a son of a gun."),
        ("there", "topical_corticosteroid_use", "Rubbed my wife's hydrocortisone on it and that made it worse."),
        (
            "there",
            "worsens_with_topical_corticosteroid",
            "Put my brother's steroid cream on, it got redder and bigger.",
        ),
        ("there", "diffuse_hair_loss", "Hair coming out in handfuls, diffuse, whole head."),
        ("there", "oedema", "The second toe is fat and dark purple."),
        ("there", "finger", "Fingers on the right hand look like nothing, bit white at the tips."),
        ("there", "burning_sensation", "They burn with alcohol gel."),
        ("not there", "burn_injury", "They burn with alcohol gel."),
        ("there", "occupational_wet_work", "Washes ~40x per shift."),
        ("not there", "occupational_wet_work", "Washes his face twice a day."),
        ("there", "recurrent", "Better on annual leave, back after two shifts."),
        ("not there", "recurrent", "Better now, back to work next week."),
        ("there", "slow_growth", "A lump has grown there, slowly slowly."),
        ("there", "scin_rough_or_flaky", "One dry rough patch."),
        ("not there", "scin_rough_or_flaky", "I had a rough week."),
        ("there", "reticulate", "A purple marbled net on the cheek."),
        ("there", "variegated_colour", "It is black one side, pink the other."),
        ("there", "variegated_colour", "Black at one end and brown at the other."),
        ("not there", "variegated_colour", "A brown spot one side of the nose."),
        ("there", "brown", "Red-brown skin on both shins."),
        ("there", "patch", "A blue-grey mark on her bottom, flat, big as a saucer."),
        ("there", "family_history_of_same_condition", "It is the same as I had in my baby photos."),
        ("there", "homogeneous_pattern", "Dermoscopy homogeneous, no band."),
        ("there", "hematoma", "Dx: subungual haematoma."),
        ("there", "seasonal", "Summer time it becomes more dark."),
        ("not there", "seasonal", "It began last summer."),
        ("there", "hyperhidrosis", "My palms are so wet the phone won't unlock."),
        ("there", "maceration", "The skin looks boiled and wet."),
        ("there", "lichenification", "Thick with deep lines from rubbing."),
        ("there", "pedunculated_lesion", "A little flap of skin hanging under my arm."),
        ("not there", "pedunculated_lesion", "Hanging out in the sun."),
        ("there", "nail_groove", "A long dent from cuticle to tip in the nail."),
        ("not there", "scale", "Please suggest any cream or peel."),
    ],
)
def test_told_as_people_tell_it(told: str, finding: str, text: str) -> None:
    assert is_told(told, finding, text, "en")
