"""Words inside words and idioms that hold the name of a finding and mean none; and the findings themselves."""

import pytest

from dermagent.types import Language
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
