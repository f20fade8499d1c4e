"""Words inside words and idioms that hold the name of a finding and mean none; and the findings themselves."""

import pytest

from dermagent.steps.flag import flag
from dermagent.steps.observe import observe
from dermagent.types import Case, Language
from tests.told import is_emergency, mentioned


@pytest.mark.parametrize(
    ("language", "finding", "present", "text"),
    [
        ("en", "pain", False, "He is a retired painter with brown spots on the hands."),
        ("en", "pain", False, "I spent the weekend painting the fence, dry palms."),
        ("en", "vascular_disease", False, "Strangers stroke my baby's cheek and ask about the rash."),
        ("en", "vascular_disease", False, "The bill almost gave me a heart attack. Corn on the toe."),
        ("en", "animal_exposure", False, "She eats like a horse and has a dry scalp."),
        ("en", "animal_exposure", False, "Dry calves every winter."),
        ("en", "recent_trauma", False, "I cut back on sugar, spots are better."),
        ("en", "oedema", False, "He keeps his puffer in the bag, eczema in the elbows."),
        ("en", "oedema", False, "She takes the brown puffer twice a day. Dry lips."),
        ("en", "reduced_fetal_movements", False, "There is a lump on my shoulder, I don't feel it."),
        ("en", "coryza", False, "I get a cold sore every summer."),
        ("en", "dermatomal", False, "Itchy patch under my belt."),
        ("en", "dermatomal", False, "A red mark where the seat belt rubs."),
        ("en", "fever", False, "My feet feel like they are on fire at night."),
        ("en", "genitalia_male", False, "I ate mixed nuts and my lip swells a bit."),
        ("en", "serpiginous", False, "The lipoma moves about under the finger."),
        ("en", "malodour", False, "Feeling rotten with this chickenpox."),
        ("en", "pain", True, "The painter's thumb is painful and sore."),
        ("en", "vascular_disease", True, "He had a heart attack and a stroke at sixty."),
        ("en", "animal_exposure", True, "Works with the calves on our farm, ring on the arm."),
        ("en", "oedema", True, "His eyelids are puffed up and puffy."),
        ("en", "dermatomal", True, "A belt of blisters round the waist on one side."),
        ("en", "coryza", True, "He had a cold and a cough last week, now a rash."),
        (
            "en",
            "reduced_fetal_movements",
            True,
            "34 weeks pregnant, I have not felt the baby kick since last night, itchy palms.",
        ),
        ("en", "serpiginous", True, "A winding line that moves under the skin of my foot."),
        ("en", "malodour", True, "The wound smells rotten."),
        ("en", "fever", True, "The baby is burning up, skin hot to touch all over, fever 39.5."),
        ("en", "recent_trauma", False, "I cut out dairy and nuts, still red hives."),
        ("en", "recent_trauma", False, "I had my hair cut short, I cut my hair because of the itch."),
        ("en", "rapid_spread", False, "Red blotches on the baby, each gone within hours."),
        ("en", "rapid_spread", True, "The redness has gone from ankle to knee in two hours."),
        ("en", "dermographism", True, "If I scratch a line on my arm it comes up raised."),
        ("en", "wandering_patches", True, "Red patches on my tongue, this week left side, next week tip."),
        ("en", "ecchymosis", True, "My baby of 4 months has blue patches on the ear, as if somebody hit him."),
        ("en", "ecchymosis", False, "The blue patch was there at birth, it looks like he was smacked."),
        ("es", "confusion", False, "La médica nueva todavía no me conoce, tengo una verruga."),
        ("es", "confusion", True, "Mi padre tiene fiebre y ya no me conoce."),
        ("es", "tick_exposure", False, "Tengo los nudillos secos y colorados."),
        ("es", "tick_exposure", True, "Se me pegaron bichos colorados en las piernas."),
        ("es", "poor_feeding_or_floppiness", False, "Embarazada de 6 meses, bolita roja blandita en el dedo."),
        ("es", "poor_feeding_or_floppiness", True, "Mi bebé de 10 días no come y está blandito."),
        ("es", "wandering_patches", True, "Manchas en la lengua, una semana a la izquierda, otra semana en la punta."),
        ("zh", "wandering_patches", True, "舌头上红斑,今天在左边明天又在舌尖。"),
        ("zh", "ecchymosis", False, "宝宝屁股一片青灰色,像被打过,生下来就有。"),
        ("zh", "ecchymosis", True, "宝宝屁股一片青,像被打过,昨天才发现。"),
        ("es", "brown", False, "Bebo café y tengo la nariz roja."),
        ("es", "brown", False, "Dejé el café por la rosácea."),
        ("es", "obesity", False, "Las uñas se me ponen gordas y amarillas."),
        ("es", "ecchymosis", False, "La escama está muy pegada al codo."),
        ("es", "eye", False, "Esta crema cuesta un ojo de la cara."),
        ("es", "face", False, "Esta crema cuesta un ojo de la cara."),
        ("es", "brown", True, "Una mancha café en la espalda."),
        ("es", "systemic_toxicity", True, "El bebé tiene la mollera abombada y fiebre."),
        ("es", "confusion", False, "El bebé tiene la mollera abombada."),
        ("zh", "oedema_of_face", False, "下面的阴囊肿了。"),
        ("zh", "oedema", False, "手腕上有一个囊肿，不疼。"),
        ("zh", "fever", False, "鼻子上的痣激光烧了一个，结痂了。"),
        ("zh", "black", False, "蹲久了起来眼前发黑。"),
        ("zh", "scale", False, "外面下雪天手背干裂。"),
        ("zh", "constriction_or_crush", False, "用玻璃杯压着手上的红点。"),
        ("zh", "oedema_of_face", True, "脸肿得睁不开眼。"),
        ("zh", "oedema_of_face", True, "面部明显肿胀。"),
        ("zh", "fever", True, "孩子烧了一个星期，身上起疹。"),
        ("zh", "scale", True, "头皮像下雪一样掉屑。"),
        ("zh", "black", True, "脚趾发黑。"),
    ],
)
def test_a_finding_is_read_where_it_is_told_and_not_in_an_idiom(
    language: Language, finding: str, present: bool, text: str
) -> None:
    assert (finding in mentioned(text, language)) is present


@pytest.mark.parametrize(
    "text", ["El bebé tiene la mollera abombada y fiebre.", "Fontanela tensa, 7 meses, exantema y decaído."]
)
def test_a_bulging_fontanelle_is_an_emergency_by_itself(text: str) -> None:
    assert is_emergency(text, "es")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Since two years red patches on the tongue, and they are shifting, this week left side, next week tip."),
        ("es", "Manchas rojas en la lengua hace dos años, una semana a la izquierda, otra semana en la punta."),
        ("zh", "舌头上光滑红斑两年,今天在左边明天又在舌尖"),
    ],
)
def test_a_map_that_wanders_on_the_tongue_is_no_tumour(language: Language, text: str) -> None:
    assert not flag(observe(Case(history=text, language=language))).red_flags


def test_an_ulcer_of_the_tongue_is_referred_though_patches_wander() -> None:
    text = (
        "Red patches on the tongue for two years that are shifting, and an ulcer on the left side that does not heal."
    )
    assert flag(observe(Case(history=text, language="en"))).red_flags
