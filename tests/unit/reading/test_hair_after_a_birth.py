"""Hair after a birth, thinner all over and in handfuls, and brows that are in their place."""

import pytest

from dermagent.types import Language
from tests.told import polarities, present


@pytest.mark.parametrize(
    ("finding", "language", "text"),
    [
        ("female_sex", "en", "I had my baby boy five months ago and my hair is falling out like mad."),
        ("strain_months_before", "en", "I had my baby boy five months ago and my hair is falling out like mad."),
        ("female_sex", "en", "Since I gave birth 3 months ago I am losing so much hair."),
        ("strain_months_before", "en", "Since I gave birth 3 months ago I am losing so much hair."),
        ("female_sex", "en", "Delivered twins four months back, hair shedding since last month."),
        ("strain_months_before", "en", "Delivered twins four months back, hair shedding since last month."),
        (
            "strain_months_before",
            "en",
            "My little girl was born in June, four months ago, and now clumps of my hair come out in the shower.",
        ),
        ("female_sex", "es", "Tuve a mi bebé hace cuatro meses y se me cae muchísimo el cabello."),
        ("strain_months_before", "es", "Tuve a mi bebé hace cuatro meses y se me cae muchísimo el cabello."),
        ("female_sex", "es", "Parí hace tres meses y el pelo se me viene en la mano al lavarlo."),
        ("strain_months_before", "es", "Parí hace tres meses y el pelo se me viene en la mano al lavarlo."),
        ("female_sex", "es", "Nació mi niña hace seis meses y desde entonces se me cae el pelo a manojos."),
        ("strain_months_before", "es", "Nació mi niña hace seis meses y desde entonces se me cae el pelo a manojos."),
        ("female_sex", "zh", "我生完孩子三个月，头发大把大把地掉。"),
        ("strain_months_before", "zh", "我生完孩子三个月，头发大把大把地掉。"),
        ("female_sex", "zh", "产后五个月，掉发厉害，全头都稀了。"),
        ("strain_months_before", "zh", "产后五个月，掉发厉害，全头都稀了。"),
        ("female_sex", "zh", "剖腹产完四个月了，一梳头就掉一把。"),
        ("strain_months_before", "zh", "剖腹产完四个月了，一梳头就掉一把。"),
        ("diffuse_hair_loss", "en", "Hair is coming away in clumps and it's thinner everywhere, no bald spots."),
        ("shedding_in_handfuls", "en", "It comes out in fistfuls when I wash it, the whole head is thinner."),
        ("diffuse_hair_loss", "en", "My ponytail is half what it was and it's thinning all over."),
        ("diffuse_hair_loss", "es", "El pelo se me ha quedado más fino por toda la cabeza por igual."),
        ("diffuse_hair_loss", "es", "Se me cae el pelo a mechones, de toda la cabeza."),
        ("shedding_in_handfuls", "es", "Se me cae el pelo a mechones, de toda la cabeza."),
        ("diffuse_hair_loss", "zh", "整个头的头发都变稀了，没有一块块的秃。"),
        ("shedding_in_handfuls", "zh", "洗头一抓就是一大把，地漏都堵了。"),
        ("eyebrow_or_lash_loss", "en", "My eyebrows are gone and the lashes are falling out too."),
        ("eyebrow_or_lash_loss", "zh", "头发掉光了，眉毛也掉了。"),
        (
            "female_sex",
            "en",
            "Had my second in March, five months ago, and hair has been coming out in clumps ever since.",
        ),
        (
            "strain_months_before",
            "en",
            "Had my second in March, five months ago, and hair has been coming out in clumps ever since.",
        ),
        ("female_sex", "en", "I've had a baby boy, he's 16 weeks, and my hair is shedding like crazy."),
        ("shedding_in_handfuls", "en", "When I wash my hair it falls out by the handful."),
        ("diffuse_hair_loss", "en", "My hair has got so much thinner all over since summer."),
        ("female_sex", "es", "Me hicieron cesárea hace cuatro meses y se me está cayendo el pelo a manojos."),
        ("strain_months_before", "es", "Me hicieron cesárea hace cuatro meses y se me está cayendo el pelo a manojos."),
        ("diffuse_hair_loss", "es", "El cabello se me ve más ralo en toda la cabeza."),
        ("female_sex", "zh", "生完老二五个月，头发掉得厉害。"),
        ("strain_months_before", "zh", "生完老二五个月，头发掉得厉害。"),
        ("diffuse_hair_loss", "zh", "掉发两个月，整体稀了很多。"),
    ],
)
def test_hair_after_a_birth_and_how_it_falls_are_read(finding: str, language: Language, text: str) -> None:
    assert finding in present(text, language)


@pytest.mark.parametrize(
    ("finding", "language", "text"),
    [
        ("eyebrow_or_lash_loss", "en", "Hair loss on the crown but my brows and lashes are all there."),
        ("eyebrow_or_lash_loss", "en", "Round bald patch. Eyebrows still intact, lashes too."),
        ("eyebrow_or_lash_loss", "en", "I'm losing hair by the fistful. My eyelashes are still there."),
        (
            "eyebrow_or_lash_loss",
            "es",
            "Se me cae el pelo de la coronilla; las cejas y las pestañas las tengo completas.",
        ),
        ("eyebrow_or_lash_loss", "es", "Una placa calva en la nuca, las cejas siguen ahí."),
        ("eyebrow_or_lash_loss", "es", "Mucha caída del pelo. Pestañas y cejas en su lugar."),
        ("eyebrow_or_lash_loss", "zh", "头顶掉了一块，眉毛还在，睫毛也在。"),
        ("eyebrow_or_lash_loss", "zh", "头发掉得多，眉毛和睫毛都好好的。"),
        ("eyebrow_or_lash_loss", "zh", "后脑勺一块圆形脱发，眉毛睫毛都没掉。"),
        ("eyebrow_or_lash_loss", "en", "Smooth bald patch behind the ear. My eyebrows and lashes are all there."),
        ("eyebrow_or_lash_loss", "es", "Calva redonda en la coronilla. Cejas y pestañas completas."),
        ("eyebrow_or_lash_loss", "zh", "头顶秃了一块，眉毛睫毛都在。"),
    ],
)
def test_brows_and_lashes_in_their_place_are_not_lost(finding: str, language: Language, text: str) -> None:
    assert polarities(text, language).get(finding) == "absent"


@pytest.mark.parametrize(
    ("finding", "language", "text"),
    [
        ("strain_months_before", "en", "I had my boiler fixed four months ago and my hair is dry."),
        ("female_sex", "en", "My wife had our little fella 4 months ago. I am a man of 30 with dandruff."),
        ("strain_months_before", "zh", "我养的猫生完小猫四个月，我手上有抓痕。"),
        ("diffuse_hair_loss", "es", "Me pica por toda la cabeza, no se me cae el pelo."),
    ],
)
def test_births_of_others_and_other_hair_are_none(finding: str, language: Language, text: str) -> None:
    assert finding not in present(text, language)
