"""Names of models beside what was refuted, beside a place or a stage, and behind the name of all of a kind."""

import pytest

from dermagent.knowledge.base import KnowledgeBase
from dermagent.knowledge.outside import urgency_of
from dermagent.knowledge.speech import speech
from dermagent.steps.named import meant_by

PSORIASIS, ECZEMA, FUNGOIDES = "plaque_psoriasis", "eczema_unspecified", "mycosis_fungoides"
BASAL, SQUAMOUS, HIDRADENITIS = "basal_cell_carcinoma", "squamous_cell_carcinoma_of_skin", "hidradenitis_suppurativa"


@pytest.mark.parametrize(
    "name",
    [
        "Diagnoses ruled out: melanoma, basal cell carcinoma",
        "Differentials excluded: tinea, psoriasis",
        "Excluded diagnoses: scabies, eczema",
        "Diagnósticos descartados: eczema, sarna",
        "Enfermedades descartadas: lepra, sarna",
        "Diagnósticos excluídos: psoríase, eczema",
        "Hypothèses écartées : psoriasis, gale",
        "Diagnostics éliminés : mélanome, gale",
        "Erkrankungen ausgeschlossen: Krätze, Psoriasis",
        "Diagnosi escluse: psoriasi, scabbia",
        "已排除的诊断：湿疹、银屑病",
        "ATCD personnels de mélanome",
        "atcd familiaux de psoriasis",
        "ATCD familial de mélanome",
    ],
)
def test_nothing_below_a_heading_of_what_was_refuted_or_is_past_is_claimed(name: str) -> None:
    assert not meant_by(name)


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("psoriasis, having ruled out tinea", PSORIASIS),
        ("lichen planus after excluding syphilis", "lichen_planus"),
        ("acne, excluyéndose rosácea", "acne_vulgaris"),
        ("eccema tras descartar sarna", ECZEMA),
        ("tras descartar sarna, eccema", ECZEMA),
        ("psoriasis après exclusion d'une mycose", PSORIASIS),
        ("Psoriasis nach Ausschluss einer Tinea", PSORIASIS),
        ("rosácea após excluir lúpus", "rosacea"),
        ("rosacea dopo aver escluso il lupus", "rosacea"),
        ("Diagnoses: psoriasis; excluded: eczema", PSORIASIS),
    ],
)
def test_what_was_excluded_before_is_not_claimed_beside_the_disease(name: str, condition: str) -> None:
    assert set(meant_by(name)) == {condition}


@pytest.mark.parametrize(
    "name",
    [
        "psoriasis without having excluded melanoma",
        "no descartándose melanoma",
        "psoriasis, sin haber descartado melanoma",
        "Psoriasis ohne Ausschluss eines Melanoms",
        "Diagnoses not to be missed: melanoma",
        "diagnosis not excluded: melanoma",
    ],
)
def test_a_danger_that_was_not_excluded_stays(name: str) -> None:
    assert "melanoma" in meant_by(name)


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("Erysipelas faciei", "erysipelas"),
        ("Erysipel brachii dextri", "erysipelas"),
        ("Scabies manuum", "scabies"),
        ("Molluscum contagiosum axillae", "molluscum_contagiosum"),
        ("Psoriasis vulgaris capillitii", PSORIASIS),
        ("pyoderma gangrenosum cruris", "pyoderma_gangrenosum"),
        ("Melanom im Stadium IIIB", "melanoma"),
        ("melanoma, stade II", "melanoma"),
        ("melanoma estádio IB", "melanoma"),
        ("CTCL IA", FUNGOIDES),
        ("MF IIB", FUNGOIDES),
        ("acne inversa Hurley II", HIDRADENITIS),
        ("HS, Hurley stage III", HIDRADENITIS),
        ("plantar wart / verruca plantare", "plantar_wart"),
        ("黑色素瘤II期", "melanoma"),
        ("蕈样肉芽肿IB期", FUNGOIDES),
        ("麻风早期", "leprosy"),
        ("AD hands", "atopic_dermatitis"),
        ("BCC, left temple", BASAL),
        ("SK back", "seborrheic_keratosis"),
        ("BCC Nase", BASAL),
        # a place that is part of the name
        ("tinea cruris", "tinea_cruris"),
        ("tinea pedis", "tinea_pedis"),
        ("pruritus ani", "pruritus_ani"),
    ],
)
def test_a_place_or_a_stage_leaves_a_name_the_same_disease(name: str, condition: str) -> None:
    assert set(meant_by(name)) == {condition}


@pytest.mark.parametrize("name", ["gangraena pedis", "gangrene of the foot stage 4", "Gasbrand cruris, septic shock"])
def test_a_danger_beside_a_place_stays_one(name: str) -> None:
    assert "emergency" in {urgency_of(condition) for condition in meant_by(name)}


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("Hautkrebs, wahrscheinlich Melanom", "melanoma"),
        ("skin cancer, likely basal cell", BASAL),
        ("skin cancer, probably melanoma", "melanoma"),
        ("cáncer de piel, probablemente melanoma", "melanoma"),
        ("cáncer de piel, más probablemente espinocelular", SQUAMOUS),
        ("cancer de la peau, probablement basocellulaire", BASAL),
        ("câncer de pele, provavelmente basocelular", BASAL),
        ("tumore della pelle, probabilmente basocellulare", BASAL),
        ("皮肤癌，最可能是基底细胞癌", BASAL),
        ("Ekzem, am ehesten atopisch", "atopic_dermatitis"),
        ("eccema, probablemente atópico", "atopic_dermatitis"),
        ("eczéma, probablement atopique", "atopic_dermatitis"),
        ("tiña, probablemente del cuerpo", "tinea_corporis"),
    ],
)
def test_one_of_a_kind_is_meant_and_not_the_name_of_all(name: str, condition: str) -> None:
    assert meant_by(name) == {condition: pytest.approx(1.0)}


def test_alternatives_of_different_kinds_keep_their_parts() -> None:
    assert meant_by("psoriasis, probably eczema") == {PSORIASIS: 0.5, ECZEMA: 0.5}
    assert meant_by("melanocytic nevus vs skin cancer") == {"melanocytic_nevus": 0.5, "skin_cancer_unspecified": 0.5}


def test_umbrellas_and_their_kinds_are_in_the_vocabulary(kb: KnowledgeBase) -> None:
    for umbrella, kinds in speech("names")["umbrellas"].items():
        assert {umbrella, *kinds} <= kb.conditions.keys()


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("queratosis actínicas múltiples", "actinic_keratosis"),
        ("光化性角化", "actinic_keratosis"),
        ("pelade ophiasique", "alopecia_areata"),
        ("eczématide achromiante", "pityriasis_alba"),
        ("良性黑痣", "melanocytic_nevus"),
        ("eczema manuum", "hand_eczema"),
        ("eczema palmare", "hand_eczema"),
        ("nicht-nekrotisierende Zellulitis", "cellulitis"),
        ("herpetiforme Dermatitis", "dermatitis_herpetiformis"),
    ],
)
def test_everyday_names_of_other_languages_are_known(name: str, condition: str) -> None:
    assert set(meant_by(name)) == {condition}


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("mole (possible melanoma)", "melanoma"),
        ("mole (maybe melanoma)", "melanoma"),
        ("lunar (posible melanoma)", "melanoma"),
        ("Muttermal (möglicherweise Melanom)", "melanoma"),
        ("grain de beauté (peut-être un mélanome)", "melanoma"),
        ("grain de beauté (probablement un mélanome)", "melanoma"),
        ("痣（可能是黑色素瘤）", "melanoma"),
        ("痣（疑似黑色素瘤）", "melanoma"),
        ("cellulitis (possibly necrotizing fasciitis)", "necrotizing_fasciitis"),
        ("drug eruption (possible SJS)", "stevens_johnson_syndrome"),
        ("skin cancer (probably SCC)", SQUAMOUS),
        ("eczema (probably atopic)", "atopic_dermatitis"),
        ("pemphigus (likely foliaceus)", "pemphigus_foliaceus"),
    ],
)
def test_a_danger_or_a_kind_that_is_supposed_in_brackets_is_meant_as_well(name: str, condition: str) -> None:
    assert condition in meant_by(name)


@pytest.mark.parametrize("name", ["nevus (melanoma unlikely)", "nevus (not melanoma)", "nevus (possibly not melanoma)"])
def test_what_is_denied_in_brackets_is_not_meant(name: str) -> None:
    assert set(meant_by(name)) == {"melanocytic_nevus"}
