"""English tellings of emergencies in side remarks, horror lists of leaflets, and medicines changed long ago."""

import pytest

from tests.told import is_told, misjudged

THERE = {
    "major_wound": [
        "Hydraulic hose had a tiny split and the jet hit my palm, just a pinprick, now the hand is throbbing.",
        "I put my finger over the leak in the diesel line, 300 bar, only a dot to see.",
        "There was a pinhole in the oil pipe and the stream went in my hand, 150 bar.",
        "HPI injury L index, solvent, 2/24 ago, entry wound 1 mm.",
    ],
    "sudden_blindness": [
        "Halfway through the filler the sight of her right eye just went.",
        "On that side she still sees nothing but black.",
        "My left eye went blank the second the needle came out of my nose.",
        "NLP left eye since forehead filler at 14:00.",
        "her eye just stopped seeing after the filler",
    ],
    "button_battery": [
        "The battery of the singing card is missing and he says he ate it.",
        "XR: disc battery in L nostril.",
        "my baby gulped down a small round battery",
    ],
    "dysphagia": [
        "I can hardly swallow.",
        "I have to spit because swallowing is a bother.",
        "I can't get my own spit down.",
        "Swallow impaired, pooling secretions.",
        "My nan can't manage her tea, it comes back up her nose.",
    ],
    "dyspnoea": [
        "Breath's short an' all.",
        "I'm puffed just doing up my laces.",
        "She has to stop for air on the stairs.",
    ],
    "heavy_bleeding": [
        "Nosebleed since 18:00 has soaked a pillowcase, pressure not holding.",
        "Her nose bleeds through one towel after another and pressing does nothing.",
        "I'm pressing but it comes through the second towel.",
        "Wound bleeding ++, not settling with direct pressure 30 min.",
    ],
    "paraphimosis": [
        "my 8 year old pulled his willy skin back and now it won't go over the tip again, tip is swollen",
        "The skin on my penis is stuck behind the head since last night.",
        "Skin behind the glans forms a tight band, irreducible.",
    ],
    "stretch_pain": ["screams on passive finger extension"],
    "confusion": ["she speaks but says things without sense", "Not orientated to time or place."],
    "diarrhoea": ["runs five times, everything's gone blurry", "trots all night"],
    "trismus": ["can't open wider than a straw, gum is swollen", "Her teeth barely part, swollen cheek and fever."],
    "insensitive_lesion": ["theres a purple bit in the middle I cant feel when I poke it"],
    "pain_out_of_proportion": ["Worse than childbirth and only a little red spot to show for it."],
    "haemorrhagic_crust": ["Lips: haem crusts.", "the lips are black with scabs"],
    "conjunctivitis": ["Eyes injected. Sore throat.", "The eye has gone like a tomato."],
    "visual_disturbance": ["The telly is a blur since this morning.", "The letters in the newspaper swim."],
    "lymphadenopathy": ["1.5 cm hard submandibular node."],
    "newborn_age_28_days": ["Our Alfie is 11 days.", "Baby Tom, 9 days, little blisters on his head.", "D5 of life."],
    "contact_with_case": ["The big one dragged chickenpox home from reception"],
    "sunburn_history": ["I burnt to a crisp every holiday as a child."],
    "skin_detachment": [
        "The leaflet says peeling skin, and that is exactly what I have got: my skin is coming off in sheets."
    ],
    "fever": ["The leaflet mentions fever and I do have fever, 39."],
    "bulla": ["I read the leaflet because of my blisters: there are big blisters on both arms."],
    "ace_inhibitor_use": ["I was switched from losartan to ramipril last month."],
    "injected_filler": ["Had lip filler yesterday, now a lacy purple net."],
}
NOT_THERE = {
    "major_wound": [
        "The shower jet hits my back and it itches afterwards.",
        "I washed the car with a pressure washer and my hands are dry and cracked.",
        "Hydraulic oil dripped on my hands all day, now they itch.",
    ],
    "sudden_blindness": [
        "My left eye is swollen shut so I see nothing on that side.",
        "The sight of her left foot just shocked me.",
        "At night I see nothing but black when I close my eyes, and my skin itches.",
    ],
    "heavy_bleeding": [
        "I had a nosebleed that stopped after five minutes of pressing.",
        "The mole bled a little on the sheet last week.",
        "Sweat soaks my pillowcase at night.",
    ],
    "paraphimosis": [
        "I pulled the skin back on my cuticle and it bleeds.",
        "My foreskin has a tight ring and does not go back at all, since childhood.",
    ],
    "dysphagia": ["I can't get my ring down the finger.", "The swelling won't go down."],
    "dyspnoea": ["He stops for breath mints; itchy scalp."],
    "diarrhoea": ["She runs five times a week and has athlete's foot."],
    "confusion": ["The leaflet makes no sense to me."],
    "trismus": ["The wound opens one finger's breadth."],
    "fever": ["Side effects according to the box: fever, swollen glands, rash, death. Mine is just dandruff."],
    "skin_detachment": [
        "The package insert is a horror show: skin peeling off in sheets, blindness, coma. All I've got is dry heels.",
        "Little rough bumps like a plucked chicken on my arms, no fever.",
    ],
    "newborn_age_28_days": ["The rash is 11 days.", "School is ten days away and my daughter has spots."],
    "ace_inhibitor_use": [
        "Came off ramipril five years ago.",
        "They swapped my perindopril for something else long ago.",
        "Enalapril was stopped in 2018 because of a cough, not had it since.",
        "My tablets used to be lisinopril, now it is the other sort.",
    ],
    "injected_filler": ["Wants filler to lips, pencilled in for 3/52."],
}
DENIED = {
    "dysphagia": ["Swallowing is no bother.", "She gets her tea down no problem."],
    "dyspnoea": ["right as rain, no pain, no short breath", "Breath not short."],
    "trismus": ["Mouth opening full."],
    "changing_lesion": ["same size, same colour, twelve years it must be", "Mole stable on serial photos."],
    "nose_tip_zoster_sign": ["nose tip never involved"],
    "botulinum_injection": ["no toxin ever"],
}


@pytest.mark.parametrize(
    ("told", "finding", "text"),
    [
        (told, finding, text)
        for told, table in (("there", THERE), ("not there", NOT_THERE), ("denied", DENIED))
        for finding, texts in table.items()
        for text in texts
    ],
)
def test_it_is_told(told: str, finding: str, text: str) -> None:
    assert is_told(told, finding, text, "en")


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (
            "<=routine",
            "The card from the surgery says ring 999 for blue lips, trouble breathing, a rash that doesn't fade under "
            "a glass, floppy or won't wake. None of these. She has cradle cap, that's all.",
        ),
        (
            "<=routine",
            "Post-op leaflet: pus, spreading red, fever, bad smell, wound opening: call us. I've got not one of them. "
            "The scar itches.",
        ),
        (
            "<=routine",
            "First aid course: pressure on arteries, blood spurting everywhere, great fun. The plaster gave me a rash "
            "under it, itchy square.",
        ),
        (
            "<=routine",
            "Spotted on my mammogram leaflet: dimpling, blood from nipple, lump. I've none of them. My nipples are "
            "just dry from running.",
        ),
        ("<=routine", "my hands went blue from the new denim, rubbing alcohol took it straight off, nothing hurts"),
        (
            "<=routine",
            "The leaflet of carbamazepine is a nightmare: blisters, skin coming off, death. Been on it eight years, "
            "never had any of it. I have rough little bumps on my arms since I was a child.",
        ),
        (">=emergency", "My hands are blue and it does not wash off, and I'm short of breath."),
        (
            ">=emergency",
            "My lips are blue, I thought it was the blackberries but it won't wipe off and I can't breathe properly.",
        ),
        (
            ">=emergency",
            "My leg with the bad veins: I scratched it in the shower and a jet of blood hits the tiles, I feel woozy.",
        ),
        (">=emergency", "Hair of mine was wrapped round baby's toe and it's blue and swollen now, she screams."),
        (">=emergency", "The bouncer stepped on my hand, the finger hangs on a bit of skin. Can it wait till morning?"),
        (
            ">=emergency",
            "Mum, 80, warfarin, knocked her shin on the car door, blood is running into her shoe and the third tea "
            "towel is red. She says it's only skin.",
        ),
        (
            ">=emergency",
            "Fitter, 50. Pipe had a pinhole, 180 bar, jet went in the end of my thumb. Left a dot. Thumb is throbbing.",
        ),
        (">=emergency", "Teen here, I took all of mum's hydroxyzine because of my acne, 30 of them, feeling sleepy."),
        (">=emergency", "The leaflet for ramipril lists tongue swelling. Mine is swelling now, I can hardly swallow."),
        (">=emergency", "ChatGPT says wait, but my lips are blue and I am short of breath."),
        (">=emergency", "Google says wait, tongue swollen, cannot breathe."),
        (">=same_day", "Forum says it's nothing, shingles on my nose tip, eye red and sore."),
        (">=emergency", "The leaflet says call 999 for a swollen tongue. My tongue is swollen and I can't breathe."),
    ],
)
def test_how_urgent_it_is(expected: str, text: str) -> None:
    assert not misjudged(expected, text, "en")
