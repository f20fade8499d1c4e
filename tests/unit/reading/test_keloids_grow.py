"""A keloid that grows and itches is no suspected cancer; one that bleeds, or has another lump beside it, may be."""

import pytest

from dermagent.types import Language
from tests.told import urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "got my second ear hole at the mall and now theres a hard shiny ball on the lobe "
            "bigger than the earring, its a keloid. 20, Black girl, my dad has em too. "
            "itches, worse when its hot",
        ),
        (
            "en",
            "Keloid on the right ear lobe after piercing, 8 months, firm, growing slowly, "
            "itchy. 24F, father has keloids.",
        ),
        (
            "en",
            "My daughter 16 had her ears pierced last year, now a rubbery lump on the lobe "
            "that keeps getting bigger. Nurse says keloid.",
        ),
        (
            "en",
            "Firm smooth growth at the cartilage piercing, getting bigger over six months, "
            "itches. I'm prone to keloids like my mum.",
        ),
        ("en", "Keloid chest after acne, getting bigger, firm and shiny, two years, pruritic."),
        ("en", "hard ball behind earring hole, grows n itches, brown n shiny, 5 months, my sis keloids too. 19m"),
        (
            "en",
            "Grandson's ear: a shiny hard lump where the stud was, it's doubled since Easter."
            " The doctor calls it a keloid. Itches him.",
        ),
        ("en", "C-section scar raised, firm, growing past the edges, itchy for a year. Keloid."),
        ("en", "Dark firm nodule at the ear piercing site for 10 months, enlarging, keloid, no ulcer, no bleeding."),
        ("en", "Keloid on shoulder from vaccine, pink, hard, enlarged over months, tender at times."),
        (
            "es",
            "Tengo un queloide en el lóbulo de la oreja tras el piercing, una bola dura y "
            "brillante, crece y pica desde hace 8 meses. Mi papá también hace queloides.",
        ),
        ("es", "Bola dura en el agujero del arete, ha crecido en seis meses, pica, la doctora dice queloide. 22 años."),
        ("zh", "打耳洞后耳垂长了个硬疙瘩，发亮，越长越大，痒，八个月，医生说是瘢痕疙瘩，我爸也有。"),
        ("zh", "胸口瘢痕疙瘩两年，又硬又痒，慢慢变大。"),
        (
            "en",
            "Nan here. The lad had his ear done at fourteen and there's this shiny hard pea "
            "on it, getting bigger every month, itches him. Keloids run in his father's side.",
        ),
        (
            "en",
            "19F, bilat earlobe keloids post piercing 2/12 then enlarging 1 yr, firm, "
            "pruritic, no ulceration or bleeding.",
        ),
        (
            "en",
            "Keloid from a spot on my jaw, raised hard, sticks out and spreads past the scar,"
            " sore when I shave, grew for three years.",
        ),
        ("en", "nose piercing bump for 6 months its a keloid i think, hard pink shiny growing a lil, itchy"),
        ("es", "Queloide en hombro por vacuna, duro, rosado, fue creciendo en años, pica con el calor."),
        ("zh", "穿耳洞后长的疤痕疙瘩，硬，痒，慢慢长大，一年了，没破没出血。"),
        (
            "en",
            "Had my ear pierced at Claire's, seven months on a firm smooth lump has grown "
            "there, itchy. Dad got one on his chest.",
        ),
        (
            "en",
            "My girl's second hole left a rubbery lump that itches and grows, six months.",
        ),
        (
            "es",
            "Muchacha de 17, piel negra. Me abrí otro hoyito en la oreja y hace siete meses "
            "me está creciendo una bola dura, pica. A mi papá le salió una igualita en el "
            "pecho.",
        ),
        (
            "es",
            "Me hice un piercing y ahí salió un bulto duro que crece y pica, cinco meses.",
        ),
        (
            "zh",
            "打了耳洞半年，耳洞那里长了个硬疙瘩，痒，慢慢变大。",
        ),
    ],
)
def test_a_keloid_is_routine(language: Language, text: str) -> None:
    assert urgency(text, language) in (None, "routine")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Keloid on the ear for years, now a nodule in it bleeds and has an ulcer that won't heal."),
        ("en", "Old burn scar on the leg, a hard lump in it growing fast and it bleeds."),
        ("en", "Ear lobe lump, growing fast for two months, bleeds and ulcerated. They say keloid but I doubt it."),
        ("en", "70M hard nodule on ear rim growing for six weeks, crusted, sun-damaged."),
        ("en", "A black nodule on my ear where it was pierced, growing fast and bleeding."),
        ("en", "A firm lump on my ear, growing fast over two months. 66 years old, outdoors all my life."),
        ("en", "Mole on the earlobe turned black and lumpy and is growing fast."),
        ("en", "Scar on my cheek from skin cancer surgery, a firm lump is growing in it."),
        ("es", "Queloide en la oreja de años, ahora crece rápido, sangra y tiene una úlcera."),
        ("zh", "耳朵瘢痕疙瘩多年，最近长得很快，破溃出血不愈合。"),
        ("en", "I have a keloid on my chest. Also a mole on my calf that is growing, changing shape and itches."),
        ("en", "Keloid on my ear since a piercing. A new lump on my scalp is firm and growing fast."),
        ("en", "71M. Keloid sternum old. Hard nodule in it, growing fast x 6 weeks."),
        ("en", "Keloid on my shoulder. Another lump on my lip, hard, growing quickly, smoker."),
        ("en", "Ear piercing keloid, treated twice; now it weeps, bleeds and grows fast."),
        ("en", "My brother has keloids. I have a firm lump on my ear growing fast in weeks."),
        ("es", "Tengo un queloide en el pecho. También un lunar en la pierna que crece y cambió de color."),
        ("zh", "胸口有瘢痕疙瘩。另外脚底一颗痣最近变大变黑。"),
        (
            "en",
            "I'm 72, a firm lump on my ear where the earring sat, growing fast, itches and crusts.",
        ),
        (
            "es",
            "En el agujero de la oreja salió una bola dura que crece, pica, sangra y se ulceró.",
        ),
        (
            "zh",
            "打耳洞的地方长了硬块，很快变大，痒，破溃出血。",
        ),
    ],
)
def test_what_a_cancer_does_stays_urgent(language: Language, text: str) -> None:
    assert urgency(text, language) in ("urgent_referral", "same_day")
