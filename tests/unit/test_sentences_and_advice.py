"""Sentences around a name: how hard it is to tell, what it goes by, advice behind it, and which of two is preferred."""

import pytest

from dermagent.steps.named import meant_by


@pytest.mark.parametrize(
    ("name", "shares"),
    [
        ("That does not resemble rosacea. It is seborrheic dermatitis.", {"seborrheic_dermatitis": 1.0}),
        ("It doesn't look like scabies. Likely atopic dermatitis.", {"atopic_dermatitis": 1.0}),
        ("Given the location, rosacea", {"rosacea": 1.0}),
        ("Considering the morphology, psoriasis", {"plaque_psoriasis": 1.0}),
        ("Based on the appearance, vitiligo", {"vitiligo": 1.0}),
        ("Eczema was considered but the scraping was positive: tinea corporis", {"tinea_corporis": 1.0}),
        ("Impetigo was suspected but the culture was negative: herpes simplex", {"herpes_simplex": 1.0}),
        ("difficult to tell without a biopsy, melanoma", {"melanoma": 1.0}),
        ("hard to tell from this photo, keratosis pilaris", {"keratosis_pilaris": 1.0}),
        ("Not easy to say, rosacea", {"rosacea": 1.0}),
        ("Considerando la distribución, psoriasis", {"plaque_psoriasis": 1.0}),
        ("Dada la localización, rosácea", {"rosacea": 1.0}),
        ("difícil de decir sin mejor foto, queratosis pilar", {"keratosis_pilaris": 1.0}),
        ("根据分布，银屑病", {"plaque_psoriasis": 1.0}),
        ("照片不清楚，白癜风", {"vitiligo": 1.0}),
    ],
)
def test_words_of_a_sentence_are_no_disease_beside_the_name(name: str, shares: dict[str, float]) -> None:
    assert meant_by(name) == pytest.approx(shares)


@pytest.mark.parametrize(
    ("name", "shares"),
    [
        (
            "Rosacea (see a dermatologist to exclude lupus)",
            {"rosacea": 0.8, "cutaneous_lupus_erythematosus_unspecified": 0.2},
        ),
        (
            "Seborrheic dermatitis. If it persists, consider psoriasis.",
            {"seborrheic_dermatitis": 0.8, "plaque_psoriasis": 0.2},
        ),
        ("Vitiligo. If no response to treatment, consider leprosy.", {"vitiligo": 0.8, "leprosy": 0.2}),
        ("Psoriasis (biopsy to rule out mycosis fungoides)", {"plaque_psoriasis": 0.8, "mycosis_fungoides": 0.2}),
        ("Melanocytic nevus (dermoscopy advised to rule out melanoma)", {"melanocytic_nevus": 0.8, "melanoma": 0.2}),
        ("Impetigo; consult a doctor to rule out cellulitis", {"impetigo": 0.8, "cellulitis": 0.2}),
        (
            "Tinea corporis. If not better in 4 weeks think of nummular eczema.",
            {"tinea_corporis": 0.8, "nummular_dermatitis": 0.2},
        ),
        (
            "Dermatitis atópica (consulte al médico para descartar melanoma)",
            {"atopic_dermatitis": 0.8, "melanoma": 0.2},
        ),
        ("Pitiriasis versicolor. Si no mejora, considerar vitiligo.", {"tinea_versicolor": 0.8, "vitiligo": 0.2}),
        ("特应性皮炎（建议就医排除黑色素瘤）", {"atopic_dermatitis": 1.0}),
        ("花斑癣。如无好转，考虑白癜风。", {"tinea_versicolor": 1.0}),
    ],
)
def test_what_is_only_advised_has_a_fifth_at_most(name: str, shares: dict[str, float]) -> None:
    assert meant_by(name) == pytest.approx(shares)


@pytest.mark.parametrize(
    ("name", "shares"),
    [
        ("Might be eczema, though I would lean towards psoriasis", {"plaque_psoriasis": 1.0}),
        ("It may be impetigo, but I lean toward herpes simplex", {"herpes_simplex": 1.0}),
        ("Could be lupus, although I favour rosacea", {"rosacea": 1.0}),
        ("Rosacea > lupus erythematosus", {"rosacea": 0.8, "cutaneous_lupus_erythematosus_unspecified": 0.2}),
        ("Psoriasis >> eczema", {"plaque_psoriasis": 0.8, "eczema_unspecified": 0.2}),
        ("Scabies > bed bug bites > eczema", {"scabies": 0.8, "insect_bite_reaction": 0.1, "eczema_unspecified": 0.1}),
        ("Podría ser eczema, aunque me inclino por psoriasis", {"plaque_psoriasis": 1.0}),
        ("首先排除丹毒，更可能是接触性皮炎", {"contact_dermatitis_unspecified": 0.8, "erysipelas": 0.2}),
        ("需排除黑色素瘤，更倾向色素痣", {"melanocytic_nevus": 0.8, "melanoma": 0.2}),
        ("可能是湿疹，但我更倾向于银屑病", {"plaque_psoriasis": 0.8, "eczema_unspecified": 0.2}),
        ("It could be impetigo, although I'd lean towards cellulitis", {"cellulitis": 0.8, "impetigo": 0.2}),
    ],
)
def test_the_one_that_is_preferred_comes_first(name: str, shares: dict[str, float]) -> None:
    assert meant_by(name) == pytest.approx(shares)


@pytest.mark.parametrize(
    ("name", "shares"),
    [
        ("See a dermatologist to rule out melanoma", {"melanoma": 1.0}),
        ("Biopsy to rule out melanoma", {"melanoma": 1.0}),
        ("hard to tell from melanoma, nevus", {"melanoma": 0.5, "melanocytic_nevus": 0.5}),
        ("Given the fever and purpura, meningococcemia", {"purpura_unspecified": 0.5, "meningococcemia": 0.5}),
        ("Rosacea, consider lupus", {"rosacea": 0.5, "cutaneous_lupus_erythematosus_unspecified": 0.5}),
        ("Psoriasis, rule out mycosis fungoides", {"plaque_psoriasis": 0.5, "mycosis_fungoides": 0.5}),
        ("Tinea on more than 10 % of the skin", {"tinea_unspecified": 1.0}),
    ],
)
def test_a_danger_in_front_of_a_name_or_alone_keeps_its_share(name: str, shares: dict[str, float]) -> None:
    assert meant_by(name) == pytest.approx(shares)


@pytest.mark.parametrize(
    ("name", "shares"),
    [
        ("Il s'agit probablement d'une rosacée et non d'un lupus", {"rosacea": 1.0}),
        ("C'est très probablement un psoriasis et non un eczéma", {"plaque_psoriasis": 1.0}),
        ("Il s'agit vraisemblablement d'un vitiligo et non d'une mycose", {"vitiligo": 1.0}),
        ("Il s'agit sans doute d'une gale et non d'un eczéma", {"scabies": 1.0}),
        ("Se trata muy probablemente de una rosácea y no de un lupus", {"rosacea": 1.0}),
        ("Trata-se muito provavelmente de psoríase e não de eczema", {"plaque_psoriasis": 1.0}),
        ("Es handelt sich sehr wahrscheinlich um eine Rosazea und nicht um ein Ekzem", {"rosacea": 1.0}),
        ("probably not eczema but psoriasis", {"plaque_psoriasis": 1.0}),
        ("very possibly not scabies but prurigo nodularis", {"prurigo_nodularis": 1.0}),
        ("perhaps not acne but rosacea", {"rosacea": 1.0}),
        ("posiblemente no eczema sino psoriasis", {"plaque_psoriasis": 1.0}),
        ("很可能不是湿疹，而是银屑病", {"plaque_psoriasis": 1.0}),
        ("Il s'agit très probablement d'un psoriasis", {"plaque_psoriasis": 1.0}),
        ("Trata-se provavelmente de melanoma e não de nevo", {"melanoma": 1.0}),
        ("Melanoma and no fever", {"melanoma": 1.0}),
        ("Psoriasis and not an eczema", {"plaque_psoriasis": 1.0}),
    ],
)
def test_the_one_that_is_named_in_place_of_another_is_not_lost(name: str, shares: dict[str, float]) -> None:
    assert meant_by(name) == pytest.approx(shares)
