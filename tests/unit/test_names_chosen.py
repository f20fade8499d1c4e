"""Which of the names in one text is meant: not what treats it, what it was preferred to, what was dismissed."""

import pytest

from dermagent.knowledge.outside import urgency_of
from dermagent.steps.named import meant_by

ECZEMA, PSORIASIS, TINEA = "eczema_unspecified", "plaque_psoriasis", "tinea_unspecified"
MELANOMA, NEVUS, FASCIITIS = "melanoma", "melanocytic_nevus", "necrotizing_fasciitis"


@pytest.mark.parametrize(
    ("name", "conditions"),
    [
        ("scabies partially treated with permethrin", {"scabies"}),
        ("cellulitis treated with antibiotics", {"cellulitis"}),
        ("impetigo previously treated with mupirocin", {"impetigo"}),
        ("Psoriasis, currently being treated with methotrexate and folic acid", {PSORIASIS}),
        ("acne being managed using isotretinoin", {"acne_vulgaris"}),
        ("eczema unresponsive to hydrocortisone", {ECZEMA}),
        ("Rosacea under treatment with doxycycline", {"rosacea"}),
        ("tiña tratada con corticoides", {TINEA}),
        ("Krätze, behandelt mit Permethrin", {"scabies"}),
        ("Onychomykose unter Terbinafin", {"onychomycosis"}),
        ("psoriasis traité par méthotrexate", {PSORIASIS}),
        ("psoriasi trattata con ciclosporina", {PSORIASIS}),
        ("带状疱疹（口服阿昔洛韦治疗中）", {"herpes_zoster"}),
        # a disease beside the treatment is one
        ("erysipelas treated with penicillin, necrotizing fasciitis", {"erysipelas", FASCIITIS}),
        (
            "Pemphigus vulgaris treated with rituximab vs bullous pemphigoid",
            {"pemphigus_vulgaris", "bullous_pemphigoid"},
        ),
    ],
)
def test_a_treatment_is_no_diagnosis(name: str, conditions: set[str]) -> None:
    assert set(meant_by(name)) == conditions


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("eher Ekzem als Psoriasis", ECZEMA),
        ("Ekzem eher als Psoriasis", ECZEMA),
        ("statt Melanom eher seborrhoische Keratose", "seborrheic_keratosis"),
        ("Nävus statt Melanom", NEVUS),
        ("eczéma plutôt que psoriasis", ECZEMA),
        ("plutôt un eczéma qu'un psoriasis", ECZEMA),
        ("dermatophytie plutôt que mélanome", TINEA),
        ("nevus más que melanoma", NEVUS),
        ("más probable psoriasis que eczema", PSORIASIS),
        ("nevo em vez de melanoma", NEVUS),
        ("più probabile rosacea che acne", "rosacea"),
        ("更像湿疹而不是银屑病", ECZEMA),
        ("湿疹而非银屑病", ECZEMA),
        ("与其说是银屑病，不如说是湿疹", ECZEMA),
        ("乾癬というより湿疹", ECZEMA),
        ("rather than psoriasis, lichen planus", "lichen_planus"),
        ("more like lichen planus than psoriasis", "lichen_planus"),
        ("Melanoma rather than nevus", MELANOMA),
        ("Scabies was considered, but eczema is more likely", ECZEMA),
        ("Although it resembles eczema, this is scabies", "scabies"),
        ("obwohl es an Psoriasis erinnert, ist es Tinea corporis", "tinea_corporis"),
        # what compares no diseases
        ("scabies for more than 3 weeks", "scabies"),
        ("melanoma thicker than 1 mm", MELANOMA),
        ("Although rare, necrotizing fasciitis", FASCIITIS),
    ],
)
def test_of_two_that_are_compared_the_likelier_is_meant(name: str, condition: str) -> None:
    assert meant_by(name) == {condition: 1.0}


def test_what_follows_a_comparison_is_kept_and_what_is_still_thought_of_counts_little() -> None:
    assert set(meant_by("Eczema rather than psoriasis; melanoma must be excluded")) == {ECZEMA, MELANOMA}
    shares = meant_by("Melanoma should be considered but seborrheic keratosis is more likely")
    assert shares == pytest.approx({"seborrheic_keratosis": 0.8, MELANOMA: 0.2})


@pytest.mark.parametrize(
    "name",
    [
        "melanoma was considered but dismissed",
        "melanoma has been considered and discarded",
        "scabies was suspected but later rejected",
        "Psoriasis (considered and set aside)",
        "se consideró melanoma pero se descartó",
        "Melanom wurde erwogen, aber verworfen",
        "atypical for melanoma",
    ],
)
def test_what_was_dismissed_is_not_meant(name: str) -> None:
    assert not meant_by(name)


def test_what_a_disease_leaves_behind_is_not_the_disease() -> None:
    assert set(meant_by("residual pigmentation after lichen planus")) == {"post_inflammatory_hyperpigmentation"}
    assert set(meant_by("residual erythema after cellulitis")) == {"outside:residual erythema after cellulitis"}
    assert set(meant_by("residual melanoma after excision")) == {MELANOMA}


def test_a_cause_behind_from_counts_where_it_is_more_dangerous() -> None:
    assert set(meant_by("petechiae from meningococcal disease")) == {"petechiae", "meningococcemia"}
    assert set(meant_by("drug eruption from amoxicillin")) == {"drug_eruption"}


@pytest.mark.parametrize(
    ("name", "conditions"),
    [
        ("PV (pityriasis versicolor)", {"tinea_versicolor"}),
        ("pityriasis versicolor (PV)", {"tinea_versicolor"}),
        ("PV - pityriasis versicolor", {"tinea_versicolor"}),
        ("BP (bullous impetigo)", {"bullous_impetigo"}),
        ("NF (neurofibromatosis)", {"neurofibromatosis_type_1"}),
        ("necrotising fasciitis (NF)", {FASCIITIS}),
        ("AA (allergic angioedema)", {"angioedema"}),
        ("suspected bullous pemphigoid (BP)", {"bullous_pemphigoid"}),
        ("erythema nodosum (EN) vs erythema multiforme (EM)", {"erythema_nodosum", "erythema_multiforme"}),
        ("MM - multiple myeloma", {"outside:multiple myeloma"}),
        # what spells out nothing, says less, or is not known beside something urgent
        ("TEN (drug-induced)", {"toxic_epidermal_necrolysis"}),
        ("SCC (skin cancer)", {"squamous_cell_carcinoma_of_skin"}),
        ("MF (molluscum fibrosum)", {"mycosis_fungoides"}),
    ],
)
def test_the_spelt_out_name_decides_what_its_abbreviation_means(name: str, conditions: set[str]) -> None:
    assert set(meant_by(name)) == conditions


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("Baghdad boil", "cutaneous_leishmaniasis"),
        ("botón de Oriente", "cutaneous_leishmaniasis"),
        ("leucocytoclastic vasculitis due to drug", "leukocytoclastic_vasculitis"),
        ("seborheic keratosis", "seborrheic_keratosis"),
        ("actinc keratosis", "actinic_keratosis"),
        ("cystic acne", "acne_vulgaris"),
        ("SSMM, Breslow 0.8 mm", "superficial_spreading_melanoma"),
        ("desmoplastic MM", MELANOMA),
        ("syphilis II", "secondary_syphilis"),
        ("NET", "toxic_epidermal_necrolysis"),
        ("fibrous histiocytoma", "dermatofibroma"),
    ],
)
def test_a_misspelt_or_usual_name_is_the_disease_itself_and_no_kind_of_another(name: str, condition: str) -> None:
    assert set(meant_by(name)) == {condition}


def test_dangers_without_a_card_keep_their_urgency_and_their_one_name() -> None:
    assert urgency_of("outside:catastrophic APS") == "emergency"
    assert urgency_of("outside:kasabach merritt phenomenon") == "same_day"
    assert urgency_of(next(iter(meant_by("malignant fibrous histiocytoma")))) == "urgent_referral"
    assert meant_by("Schnitzler's syndrome") == meant_by("Schnitzler syndrome")
