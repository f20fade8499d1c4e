"""What stands first for plain words; conditions of pregnancy and infancy are listed only where there is one."""

import pytest

from dermagent.api import diagnose
from dermagent.types import Case, Language

OF_PREGNANCY = {
    "atopic_eruption_of_pregnancy",
    "polymorphic_eruption_of_pregnancy",
    "pemphigoid_gestationis",
    "intrahepatic_cholestasis_of_pregnancy",
}
OF_INFANTS = {"roseola_infantum", "infantile_hemangioma", "neonatal_acne", "nevus_simplex", "diaper_dermatitis"}


def listed(text: str, language: Language) -> list[str]:
    """The conditions of the answer, the likeliest first."""
    return [one.condition for one in diagnose(Case(history=text, language=language)).ranked]


@pytest.mark.parametrize(
    ("language", "text", "first"),
    [
        ("en", "A tick bit me ten days ago, now there is a red ring that grows.", "lyme_disease_erythema_migrans"),
        ("es", "Me picó una garrapata y el anillo rojo va creciendo.", "lyme_disease_erythema_migrans"),
        ("zh", "两周前被蜱虫叮咬，红圈越来越大。", "lyme_disease_erythema_migrans"),
        ("en", "Wheals all over for two hours and my throat is closing, I can't breathe.", "anaphylaxis"),
        ("es", "Habones desde ayer y ahora me falta el aire y se me cierra la garganta.", "anaphylaxis"),
        ("zh", "全身风团，喉咙发紧，呼吸困难。", "anaphylaxis"),
        ("en", "Ulcers in my mouth and on my genitals for a week.", "behcet_disease"),
        ("es", "Úlceras en la boca y en los genitales desde hace cuatro días.", "behcet_disease"),
        ("zh", "口腔和生殖器溃疡一周。", "behcet_disease"),
        ("en", "My second toe went black.", "arterial_ulcer"),
        ("es", "El dedo gordo del pie se puso negro.", "arterial_ulcer"),
        ("zh", "大脚趾发黑。", "arterial_ulcer"),
        ("en", "I spilled boiling oil on my arm, large blisters.", "burn_of_skin"),
        (
            "es",
            "Mi hija de 6 años: pica y hay placas rojas en los pliegues de codos y rodillas, su padre es asmático.",
            "atopic_dermatitis",
        ),
        ("zh", "6岁，肘窝和腘窝红疹很痒，反复多年，冬天加重。", "atopic_dermatitis"),
    ],
)
def test_the_expected_condition_stands_first(language: Language, text: str, first: str) -> None:
    assert listed(text, language)[0] == first


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Girl of 7, itchy elbow folds, eczema in the family."),
        ("es", "Niña de 7 años con picor en los pliegues de los codos, su madre tiene asma."),
        ("zh", "7岁女孩，肘窝很痒，妈妈有哮喘。"),
        ("en", "I have a rash and a temperature of 39."),
        ("es", "Tengo sarpullido y fiebre de 39."),
        ("zh", "我发烧39度，起了红疹。"),
        ("en", "A red lump on my arm that grows."),
    ],
)
def test_conditions_of_pregnancy_and_infancy_need_one(language: Language, text: str) -> None:
    assert (OF_PREGNANCY | OF_INFANTS).isdisjoint(listed(text, language)[:5])


@pytest.mark.parametrize(
    ("language", "text", "condition"),
    [
        ("en", "30 weeks pregnant, itching all over and on my palms.", "intrahepatic_cholestasis_of_pregnancy"),
        ("en", "My baby of 3 months has a bright red soft lump that grows fast.", "infantile_hemangioma"),
        ("es", "Mi bebé de 10 meses tuvo fiebre y ahora manchitas rosadas en el tronco.", "roseola_infantum"),
    ],
)
def test_they_are_listed_where_there_is_one(language: Language, text: str, condition: str) -> None:
    assert condition in listed(text, language)[:5]
