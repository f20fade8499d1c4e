"""Phrases of a differential: guises, two at once, ranks in free words and refusals, by the words around known names."""

import pytest

from dermagent.knowledge.meant import conditions_meant


@pytest.mark.parametrize(
    ("phrase", "conditions"),
    [
        ("Vitiligo is the frontrunner, pityriasis alba the runner-up", "vitiligo pityriasis_alba"),
        ("Vitiligo leads, pityriasis alba trails", "vitiligo pityriasis_alba"),
        ("湿疹居首,疥疮居次", "eczema_unspecified scabies"),
        ("Lepromatous leprosy wearing the coat of sarcoidosis", "leprosy"),
        ("Carcinoma basocelular con disfraz de eccema", "basal_cell_carcinoma"),
        ("被当成湿疹治了半年的疥疮", "scabies"),
        ("Vitiligo side by side with alopecia areata", "vitiligo alopecia_areata"),
        ("疥疮叠加脓疱疮", "scabies impetigo"),
        ("Varicela 0 %, impétigo 100 %", "impetigo"),
        ("Lichen planus pemphigoides", ""),
        ("Bowen disease long accepted as psoriasis", "squamous_cell_carcinoma_in_situ plaque_psoriasis"),
        ("Impetigo riding on scabies", "impetigo scabies"),
        (
            "Biopsy upgraded actinic keratosis to squamous cell carcinoma",
            "squamous_cell_carcinoma_of_skin actinic_keratosis",
        ),
        ("Zoster scar", "scar_unspecified"),
        ("Atopic dermatitis (eczema)", "atopic_dermatitis"),
        ("Scabies (struck off)", ""),
        ("Zoster — retracted", ""),
        ("Scabies (retracted), nummular eczema", "nummular_dermatitis"),
        ("Zóster (anulado), fitofotodermatitis", "phytophotodermatitis"),
        ("药疹;麻疹(已否定)", "drug_eruption"),
        ("Melanoma (deleted scene)", "melanoma"),
        ("Psoriasis excluded, eczema excluded", ""),
        ("Psoriasis, biopsy negative for mycosis fungoides", "plaque_psoriasis"),
        ("Scabies without superimposed impetigo", "scabies"),
    ],
)
def test_a_phrase_claims_what_the_words_around_its_names_say(phrase: str, conditions: str) -> None:
    assert set(conditions_meant(phrase)) == set(conditions.split())


@pytest.mark.parametrize(
    ("phrase", "first"),
    [
        ("Lichen planus versus psoriasis, favouring the latter", "plaque_psoriasis"),
        ("Dermatitis herpetiformis versus pemphigoid, the latter unlikely", "dermatitis_herpetiformis"),
        ("Dermatitis herpetiformis versus pemphigoid, the latter more likely", "bullous_pemphigoid"),
        ("皮肤纤维瘤与基底细胞癌之间,倾向后者", "basal_cell_carcinoma"),
    ],
)
def test_the_former_and_the_latter_are_chosen_or_doubted(phrase: str, first: str) -> None:
    meant = conditions_meant(phrase)
    assert max(meant, key=lambda one: meant[one]) == first


def test_what_cannot_be_excluded_is_not_chosen_against() -> None:
    meant = conditions_meant("Melanoma vs nevus, the former cannot be excluded")
    assert meant["melanoma"] >= meant["melanocytic_nevus"]


@pytest.mark.parametrize("phrase", ["Foobaritis, early", "Pemphigus herpetiformis, early", "Foobaritis, bowel"])
def test_a_word_of_course_is_no_misspelt_name_of_a_person(phrase: str) -> None:
    assert not {"sezary_syndrome", "squamous_cell_carcinoma_in_situ"} & conditions_meant(phrase).keys()


@pytest.mark.parametrize("phrase", ["Former eczema", "Formerly psoriasis, now clear"])
def test_what_was_is_over(phrase: str) -> None:
    assert not conditions_meant(phrase)
