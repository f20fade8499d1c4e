"""English tellings of dangers in everyday words, and what only sounds like them."""

import pytest

from tests.told import is_told


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("Severe pain R calf, far in excess of the clinical signs.", "pain_out_of_proportion"),
        ("Perineal pain greatly exceeding the visible changes.", "pain_out_of_proportion"),
        ("The pain is too much, more than anything we are seeing there.", "pain_out_of_proportion"),
        ("The agony is out of all keeping with the little scratch.", "pain_out_of_proportion"),
        ("Purple dots on her tummy at six, now it's eight and her legs and arms are covered too.", "rapid_spread"),
        ("The swelling has passed the knee since morning.", "rapid_spread"),
        ("Someone wrapped a bandana really tight around her forearm.", "tight_band"),
        ("One uncle has tied the leg tightly with his lungi.", "tight_band"),
        ("A thread is wrapped round baby's finger and it cuts in.", "tight_band"),
        ("1 damp nappy in 24h", "reduced_urine_or_dehydration"),
        ("Hardly any wet nappies today.", "reduced_urine_or_dehydration"),
        ("He hasn't filled a nappy since yesterday lunch.", "reduced_urine_or_dehydration"),
        ("c/o double vision when lid lifted", "visual_disturbance"),
        ("Everything looks doubled to her.", "visual_disturbance"),
        ("Her lips are raw, and there are flat purple spots on her chest.", "dusky_macule"),
        ("Her tongue is twice its usual size.", "angioedema"),
        ("His willy has stayed stiff since 4am and it's agony.", "priapism"),
        ("Boner that won't go away, it's been like 7 hours.", "priapism"),
        ("The nurse did not put the foreskin back and it is all swelled.", "paraphimosis"),
        ("Cannot get the foreskin forward, tip is swollen.", "paraphimosis"),
        ("Testis high riding and exquisitely tender.", "acute_scrotal_pain"),
        ("Sharp pain in the scrotum out of nowhere.", "acute_scrotal_pain"),
        ("Haven't been able to pass a drop since last night.", "urinary_retention"),
        ("I need to go but nothing comes out.", "urinary_retention"),
        ("He can barely get a spoon between his teeth.", "trismus"),
        ("I don't feel the toilet paper anymore.", "saddle_numbness"),
        ("Perianal sensation reduced.", "saddle_numbness"),
        ("Pain in jaw with mastication.", "jaw_claudication"),
        ("I am 32 weeks pregnant and baby hasn't kicked today.", "reduced_fetal_movements"),
        ("32 weeks pregnant, itchy palms, baby stopped kicking.", "reduced_fetal_movements"),
        ("He threw up something like coffee grounds.", "gut_bleeding"),
        ("Pink froth when coughing.", "haemoptysis"),
        ("The light stings my eyes.", "photophobia"),
        ("Passive extension of toes excruciating.", "stretch_pain"),
        ("Every breath is a knife in my ribs.", "pleuritic_pain"),
        ("He blacked out and his arms were shaking.", "seizure"),
        ("She fitted in the ambulance.", "seizure"),
        ("Her eyeballs are the colour of custard.", "jaundice"),
        ("His back arches and all muscles lock when there's a noise.", "tetanic_spasms"),
        ("She struggles to lift her arms.", "muscle_weakness"),
    ],
)
def test_it_is_there(text: str, finding: str) -> None:
    assert is_told("there", finding, text, "en")


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("The pain is in keeping with what one sees.", "pain_out_of_proportion"),
        ("Pain not in excess of the findings.", "pain_out_of_proportion"),
        ("The swelling has not climbed past the wrist.", "rapid_spread"),
        ("The rash was on my belly last year, now it is on my legs.", "rapid_spread"),
        ("I wear a tight belt for work and the skin below itches.", "tight_band"),
        ("Six wet nappies in 24h.", "reduced_urine_or_dehydration"),
        ("One damp nappy every two hours.", "reduced_urine_or_dehydration"),
        ("His nappy rash stays dry now.", "reduced_urine_or_dehydration"),
        ("Flat purple birthmark on the cheek since birth.", "dusky_macule"),
        ("I'm hard of hearing.", "priapism"),
        ("The lump is hard and won't go down.", "priapism"),
        ("Foreskin retracts easily, red spots on the glans.", "paraphimosis"),
        ("The tennis ball hit my arm and it hurts.", "acute_scrotal_pain"),
        ("Nothing comes out of the spot when I squeeze.", "urinary_retention"),
        ("Saddle sores from cycling, itchy.", "saddle_numbness"),
        ("My bum has gone numb from sitting in the hide.", "saddle_numbness"),
        ("My toddler moves less since the burn.", "reduced_fetal_movements"),
        ("Rash on the ribs hurts when touched.", "pleuritic_pain"),
        ("The shoes fitted badly.", "seizure"),
        ("Yellow crusts on his scalp.", "jaundice"),
        ("I can't get the nits off my hair.", "muscle_weakness"),
    ],
)
def test_it_is_not(text: str, finding: str) -> None:
    assert is_told("not there", finding, text, "en")


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("No pain on passive stretch.", "stretch_pain"),
        ("No testicular pain.", "acute_scrotal_pain"),
        ("No trouble passing water.", "urinary_retention"),
        ("No c/o double vision.", "visual_disturbance"),
    ],
)
def test_it_is_denied(text: str, finding: str) -> None:
    assert is_told("denied", finding, text, "en")
