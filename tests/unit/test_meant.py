"""Which conditions a name means, as models and people write names."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dermagent.knowledge.base import KnowledgeBase, rows
from dermagent.knowledge.meant import conditions_meant, match_name
from dermagent.knowledge.outside import is_outside, name_of
from dermagent.knowledge.speech import speech
from dermagent.knowledge.spelt import exactly, folded
from dermagent.resources import KNOWLEDGE
from dermagent.steps.named import meant_by, shares_of
from tests.shared import shared


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("Urticaria (hives)", "urticaria"),
        ("Tinea corporis [ringworm]", "tinea_corporis"),
        ("Varicella (Chickenpox)", "varicella"),
        ("Psoriasis (L40.0)", "plaque_psoriasis"),
        ("Herpes zoster, ICD-10: B02.9", "herpes_zoster"),
        ("**Scabies**", "scabies"),
        ("Psoriasis flare-up", "plaque_psoriasis"),
        ("Rosacea, acute exacerbation", "rosacea"),
        ("Urticaria episode", "urticaria"),
        ("Acné vulgar, brote", "acne_vulgaris"),
        ("Eczema (atopic dermatitis)", "atopic_dermatitis"),
        ("Ringworm (tinea corporis)", "tinea_corporis"),
        ("Atopic dermatitis (eczema)", "atopic_dermatitis"),
        ("Pityrosporum (Malassezia) folliculitis", "malassezia_folliculitis"),
        ("Malignant melanoma, superficial spreading type", "melanoma"),
        ("Contact dermatitis due to nickel", "contact_dermatitis_unspecified"),
        ("Chronic idiopathic urticaria", "urticaria"),
        ("Possible early tinea pedis", "tinea_pedis"),
        ("hyperkeratotic eczema of the palms", "eczema_unspecified"),
        ("Solar lentigines", "solar_lentigo"),
        ("Ecchymoses", "ecchymosis"),
        ("Henoch-Schönlein purpura", "iga_vasculitis"),
        ("Seborrhoeic keratosis", "seborrheic_keratosis"),
        ("Psorisis vulgaris", "plaque_psoriasis"),
        ("verruca vulgaris", "verruca_vulgaris"),
        ("Café-au-lait spots", "cafe_au_lait_macule"),
        ("Lentigines", "solar_lentigo"),
        ("Psoriasis of the nails", "nail_psoriasis"),
        ("Majocchi's disease", "pigmented_purpuric_dermatosis"),
        ("Drug-induced skin reactions", "drug_eruption"),
        ("Schuppenflechte", "plaque_psoriasis"),
        ("Gürtelrose", "herpes_zoster"),
        ("Verdacht auf Basalzellkarzinom", "basal_cell_carcinoma"),
        ("银屑病", "plaque_psoriasis"),
        ("荨麻疹（风团）", "urticaria"),
        ("Benign nevus rather than melanoma", "melanocytic_nevus"),
        ("Melanocytic nevus, not melanoma", "melanocytic_nevus"),
        ("Autoimmune conditions like psoriasis", "plaque_psoriasis"),
        ("Burn", "burn_of_skin"),
    ],
)
def test_a_name_is_understood_with_what_stands_around_it(name: str, condition: str) -> None:
    assert conditions_meant(name) == {condition: 1.0}
    assert match_name(name) == condition


IRRITANT_OR_ALLERGIC = {"irritant_contact_dermatitis": 0.5, "allergic_contact_dermatitis": 0.5}


@pytest.mark.parametrize(
    ("name", "shares"),
    [
        ("psoriasis or eczema", {"plaque_psoriasis": 0.5, "eczema_unspecified": 0.5}),
        ("Folliculitis/boils", {"folliculitis": 0.5, "furuncle": 0.5}),
        ("Irritant or allergic contact dermatitis", IRRITANT_OR_ALLERGIC),
        ("Herpes simplex or zoster", {"herpes_simplex": 0.5, "herpes_zoster": 0.5}),
        ("Scabies vs. an unheard-of disease", {"scabies": 0.5}),
        ("psoriasis oder Ekzem", {"plaque_psoriasis": 0.5, "eczema_unspecified": 0.5}),
        ("银屑病或湿疹", {"plaque_psoriasis": 0.5, "eczema_unspecified": 0.5}),
        ("Autoimmune disorders such as lichen planus or morphea", {"lichen_planus": 0.5, "morphea": 0.5}),
    ],
)
def test_of_alternatives_each_has_its_share(name: str, shares: dict[str, float]) -> None:
    assert conditions_meant(name) == shares


@pytest.mark.parametrize(
    "name",
    [
        "Not melanoma",
        "No evidence of melanoma",
        "Non-melanoma",
        "Melanoma (ruled out)",
        "Melanoma ruled out",
        "melanoma unlikely",
        "Melanoma is excluded",
        "kein Melanom",
        "非黑色素瘤",
        "排除黑色素瘤",
        "Unheard-of disease",
        "Sarna-like thing",
        "Psoriasis-like rash",
        "Basal cell nevus syndrome",
        "infection",
        "trauma",
        "unknown",
        "",
        "()",
    ],
)
def test_what_is_denied_or_unknown_means_nothing(name: str) -> None:
    assert conditions_meant(name) == {}
    assert match_name(name) is None


def test_every_name_and_synonym_means_its_own_condition(kb: KnowledgeBase) -> None:
    for condition in kb.conditions.values():
        assert conditions_meant(condition.name) == {condition.id: 1.0}, condition.name
    for row in rows(KNOWLEDGE / "names_of_models.csv"):
        assert row["condition_id"] in kb.conditions
        assert conditions_meant(row["name"]) == {row["condition_id"]: 1.0}, row["name"]


WORDS = st.sampled_from(("psoriasis", "or", "/", "(", ")", "not", ",", "eczema", ""))


@given(st.text(max_size=400) | st.lists(WORDS, max_size=40).map(" ".join))
def test_any_text_means_conditions_with_shares_of_at_most_one(text: str) -> None:
    assert sum(conditions_meant(text).values()) <= 1 + 1e-9


def test_hardly_any_name_that_a_vision_model_gave_is_lost() -> None:
    """Of the mentions, some name no disease ("trauma", "allergic reaction") or one without a condition here."""
    path = shared() / "data" / "model_names.csv"
    if not path.is_file():
        pytest.skip("model_names.csv is not in the folder that DERMAGENT_SHARED names")
    with path.open(newline="", encoding="utf-8") as file:
        counts = {row["name"]: int(row["count"]) for row in csv.DictReader(file)}
    lost = sum(count for name, count in counts.items() if not conditions_meant(name))
    assert lost / sum(counts.values()) < 0.1


@pytest.mark.parametrize(
    ("name", "conditions"),
    [
        ("Cellulitis - must not be missed", {"cellulitis"}),
        ("Meningococcemia, do not overlook", {"meningococcemia"}),
        ("Erysipelas, not to be missed", {"erysipelas"}),
        ("Erysipelas, not cellulitis", {"erysipelas"}),
        ("DIHS syndrome", {"drug_reaction_with_eosinophilia_and_systemic_symptoms"}),
        ("Nodule of the lip (keratoacanthoma)", {"keratoacanthoma"}),
        ("Odd mole (blue nevus)", {"blue_nevus"}),
        ("Chancre (syphilis)", {"primary_syphilis"}),
        ("Scabies > papular urticaria", {"scabies", "papular_urticaria"}),
        ("Nevus of Becker", {"becker_nevus"}),
        ("Rosácea, descartado lupus", {"rosacea"}),
        ("Lues I", {"primary_syphilis"}),
    ],
)
def test_warnings_glosses_ranks_and_turned_names_are_read_as_meant(name: str, conditions: set[str]) -> None:
    assert set(conditions_meant(name)) == conditions


def test_the_150_names_are_mapped_no_worse_than_at_first_sight() -> None:
    from tests.bench.names import names

    asked = names()
    assert len(asked) == 150
    assert sum(set(conditions_meant(name)) == wanted for name, wanted in asked) >= 146


def test_hardly_any_of_the_names_that_claim_less_means_a_wrong_condition() -> None:
    from tests.bench.names import names

    asked = names("claims")
    wrong = {name for name, wanted in asked if not set(conditions_meant(name)) <= wanted}
    assert len(asked) == 194 and len(wrong) <= 2, wrong


def test_what_words_beside_a_name_mean_is_in_the_vocabulary(kb: KnowledgeBase) -> None:
    rows_beside = speech("names")["beside"]
    assert {one for row in rows_beside for one in (*row.get("of", ()), *row["means"])} <= set(kb.conditions)
    plain = [row["words"].replace("\\W", "") for row in rows_beside]
    assert all(words == folded(words) for words in plain), "they are looked for in folded text"


SEVERE = {
    "stevens_johnson_syndrome",
    "toxic_epidermal_necrolysis",
    "drug_reaction_with_eosinophilia_and_systemic_symptoms",
}


@pytest.mark.parametrize(
    "name",
    [
        "Personal history of rosacea",
        "Status post impetigo",
        "S/p shingles in 2019",
        "Varicella in childhood",
        "Vitiligo (resolved)",
        "FHx: alopecia areata",
        "Brother has tinea capitis",
        "Psoriasis in the family",
        "Afraid of leprosy",
        "Imagined pemphigus",
        "Exposure to measles",
        "Risk factor for cellulitis",
        "Very low suspicion of lichen planus",
        "Improbable mycosis fungoides",
        "Morphea unlikely given the age",
        "Scabies ruled out by dermoscopy",
        "Skin biopsy negative for sarcoidosis",
        "Excluded: rubella",
        "Antecedentes familiares de vitíligo",
        "Abuela con pénfigo",
        "Temor a lepra",
        "Urticaria muy improbable",
        "Se ha descartado impétigo",
        "Z.n. Erysipel",
        "Schwester mit Akne",
        "Angst vor Krätze",
        "Lipom ausgeschlossen",
        "白癜风家族史",
        "既往湿疹",
        "痤疮可能性极小",
        "担心疥疮",
        "丹毒已治愈",
        "哥哥有银屑病",
        "We doubt that it is rubella",
        "Nothing suggestive of leprosy",
        "Lipoma? No",
        "Maternal vitiligo",
        "Alopecia areata (mother)",
        "Patient is concerned about scabies",
        "AP de rosácea",
        "Lipom in der Anamnese",
    ],
)
def test_what_is_past_of_others_feared_or_unlikely_is_not_claimed(name: str) -> None:
    assert meant_by(name) == {}


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("Pemphigus vulgaris cannot be ruled out", "pemphigus_vulgaris"),
        ("Not yet excluded: scabies", "scabies"),
        ("Leprosy has not been excluded", "leprosy"),
        ("Basal cell carcinoma less likely", "basal_cell_carcinoma"),
        ("No es posible descartar lepra", "leprosy"),
        ("Basaliom nicht sicher auszuschließen", "basal_cell_carcinoma"),
        ("基底细胞癌不除外", "basal_cell_carcinoma"),
        ("未能排除麻风", "leprosy"),
        ("Morphea can't be ruled out entirely at this stage", "morphea"),
        ("Morphea cannot be excluded without biopsy", "morphea"),
        ("Vitiligo is less probable", "vitiligo"),
        ("Cannot exclude Erdheim disease", "outside:erdheim disease"),
    ],
)
def test_what_cannot_be_excluded_stays_with_a_small_share(name: str, condition: str) -> None:
    assert meant_by(name) == {condition: pytest.approx(0.2)}
    assert shares_of([(name, 0.9)])[condition] == pytest.approx(0.18)
    assert shares_of([(name, 0.0)])[condition] == pytest.approx(0.1)


def test_a_danger_named_as_not_excluded_stays_beside_what_is_claimed() -> None:
    assert meant_by("Halo nevus, melanoma cannot be excluded") == pytest.approx({"halo_nevus": 0.8, "melanoma": 0.2})
    assert meant_by("Halo nevus (melanoma not ruled out)") == pytest.approx({"halo_nevus": 0.8, "melanoma": 0.2})
    assert meant_by("Lipoma; history of melanoma") == {"lipoma": 1.0}
    assert meant_by("Kaposi sarcoma must be ruled out") == {"kaposi_sarcoma": 1.0}


@pytest.mark.parametrize(
    ("name", "conditions"),
    [
        ("Erythema nodosum of lepromatous leprosy", {"leprosy"}),
        ("Chronic familial benign pemphigus", {"hailey_hailey_disease"}),
        ("Wide-based condylomata lata", {"secondary_syphilis"}),
        ("Delusion of mites", {"delusional_infestation"}),
        ("Zoster scars", {"scar_unspecified"}),
        ("Impetigo scarring", {"scar_unspecified"}),
        ("Keloid scarring", {"keloid"}),
        ("Psoriasis (inverse type)", {"inverse_psoriasis"}),
        ("Psoriasis, erythrodermic variant", {"exfoliative_dermatitis"}),
        ("Psoriasis eritrodérmica", {"exfoliative_dermatitis"}),
        ("银屑病（点滴状）", {"guttate_psoriasis"}),
        ("Scabies, crusted", {"crusted_scabies"}),
        ("Atopic dermatitis with secondary bacterial infection", {"infected_eczema"}),
        ("Impetiginized eczema", {"infected_eczema"}),
        ("Dermatitis atópica sobreinfectada", {"infected_eczema"}),
        ("湿疹继发感染", {"infected_eczema"}),
        ("Zoster, generalized", {"disseminated_herpes_zoster"}),
        ("Erysipelas with necrosis", {"necrotizing_fasciitis"}),
        ("Severe drug exanthem", SEVERE),
        ("Drug eruption (severe)", SEVERE),
        ("重型药疹", SEVERE),
        ("Toxicodermia grave", SEVERE),
        ("Mild drug eruption", {"drug_eruption"}),
        ("Impetigo, bullous", {"bullous_impetigo"}),
        ("Lupus, discoid type", {"discoid_lupus_erythematosus"}),
        ("Nevus, Becker type", {"becker_nevus"}),
    ],
)
def test_words_beside_a_name_make_the_disease_that_they_mean(name: str, conditions: set[str]) -> None:
    assert set(meant_by(name)) == conditions
    assert sum(meant_by(name).values()) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Zoster meningitis", "Zoster meningitis"),
        ("Conjunctival melanoma", "Conjunctival melanoma"),
        ("Erysipelas carcinomatosum", "Erysipelas carcinomatosum"),
        ("结核样麻疹", "结核样麻疹"),
        ("Prurigo nervosus", "Prurigo nervosus"),
        ("Ludwig's", "Ludwig's"),
        ("Common variable immunodeficiency", "Common variable immunodeficiency"),
        ("Enfermedad de Lafora cutánea", "Enfermedad de lafora cutánea"),
        ("HTLV-1 dermatitis infectiva", "HTLV 1 dermatitis infectiva"),
    ],
)
def test_another_disease_is_none_of_ours_and_is_shown_whole(name: str, shown: str) -> None:
    (condition,) = meant_by(name)
    assert is_outside(condition) and name_of(condition) == shown


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("Several actinic keratoses", "actinic_keratosis"),
        ("Akute Urtikaria", "urticaria"),
        ("Scabies still likely", "scabies"),
        ("Melanoma until proven otherwise", "melanoma"),
        ("Rosacea - to be confirmed by biopsy", "rosacea"),
        ("Photoallergic contact dermatitis to sunscreen", "photoallergic_contact_dermatitis"),
        ("DD: Vitiligo", "vitiligo"),
        ("Vitiligo (biopsy to exclude)", "vitiligo"),
        ("Rubella in the differential", "rubella"),
        ("Lipoma favoured over keloid", "lipoma"),
        ("考虑白癜风可能", "vitiligo"),
        ("Dringender Verdacht auf Skabies", "scabies"),
        ("疥疮可能性大", "scabies"),
        ("麻风？", "leprosy"),
        ("Tinea incognito (treated with steroids)", "tinea_unspecified"),
    ],
)
def test_a_suspicion_and_a_plain_remark_leave_the_name_as_it_is(name: str, condition: str) -> None:
    assert meant_by(name) == {condition: 1.0}


@pytest.mark.parametrize(
    "name",
    [
        "Se descarta psoriasis",
        "Queda descartado el vitíligo",
        "No se observan signos de celulitis",
        "Descartamos lepra",
        "ruled-out lupus",
        "Ruled-out: scabies",
        "pas de psoriasis",
        "pas d'eczéma",
        "Aucun signe de gale",
        "impétigo peu probable",
        "Absence de zona",
        "psoriasis exclu",
        "sem sinais de celulite",
        "Não é sarampo",
        "escabiose descartada",
        "nessun segno di melanoma",
        "Non è scabbia",
        "psoriasi poco probabile",
        "senza segni di impetigo",
    ],
)
def test_what_is_refuted_in_any_language_is_not_claimed(name: str) -> None:
    assert meant_by(name) == {}


@pytest.mark.parametrize(
    ("name", "shares"),
    [
        ("On ne peut pas exclure une gale", {"scabies": 0.2}),
        ("zona moins probable", {"herpes_zoster": 0.2}),
        ("Non si può escludere la scabbia", {"scabies": 0.2}),
        ("Não se pode excluir sarampo", {"measles": 0.2}),
        ("Suspicion de gale", {"scabies": 1.0}),
        ("gale à éliminer", {"scabies": 1.0}),
        ("Sospetto morbillo", {"measles": 1.0}),
        ("scabbia da escludere", {"scabies": 1.0}),
        ("Suspeita de celulite", {"cellulitis": 1.0}),
        ("sarampo a excluir", {"measles": 1.0}),
        ("dermatite de contact", {"contact_dermatitis_unspecified": 1.0}),
        ("Dermatitis de contacto", {"contact_dermatitis_unspecified": 1.0}),
        ("Melanoma sospechoso", {"melanoma": 1.0}),
        ("Sans doute un psoriasis", {"plaque_psoriasis": 1.0}),
    ],
)
def test_what_is_suspected_or_not_excluded_in_any_language_stays(name: str, shares: dict[str, float]) -> None:
    assert meant_by(name) == pytest.approx(shares)


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("MF", "mycosis_fungoides"),
        ("GA", "granuloma_annulare"),
        ("CL", "cutaneous_leishmaniasis"),
        ("aGVHD", "acute_graft_versus_host_disease"),
        ("VLU", "venous_leg_ulcer"),
        ("HZO", "herpes_zoster_ophthalmicus"),
        ("PWS", "port_wine_stain"),
        ("TSS", "toxic_shock_syndrome"),
        ("BCCs", "basal_cell_carcinoma"),
        ("T. pedis", "tinea_pedis"),
        ("Grover", "grover_disease"),
        ("Raynaud's", "raynaud_phenomenon"),
        ("Kaposi's", "kaposi_sarcoma"),
        ("nec fasc", "necrotizing_fasciitis"),
        ("poison oak rash", "toxicodendron_dermatitis"),
        ("Pressure sore, heel, stage 4", "pressure_injury"),
        ("syndrome de Stevens-Johnson", "stevens_johnson_syndrome"),
        ("choc anaphylactique", "anaphylaxis"),
        ("zona thoracique", "herpes_zoster"),
        ("hanseníase", "leprosy"),
        ("fascite necrotizzante", "necrotizing_fasciitis"),
        ("rosolia", "rubella"),
        ("Erythrodermie", "exfoliative_dermatitis"),
        ("Psoriasis der Kopfhaut", "plaque_psoriasis"),
        ("Herpes simplex (whitlow)", "herpetic_whitlow"),
        ("CRPS", None),
        ("TSSS", None),
    ],
)
def test_short_names_and_those_of_other_languages_are_known(name: str, condition: str | None) -> None:
    assert conditions_meant(name) == ({condition: 1.0} if condition else {})


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("Impetego", "impetigo"),
        ("impitego", None),
        ("vitiligi", "vitiligo"),
        ("Rosacia", "rosacea"),
        ("scabeis", "scabies"),
        ("melonoma", "melanoma"),
        ("Excema", "eczema_unspecified"),
        ("ekzema", "eczema_unspecified"),
        ("urtikaria", "urticaria"),
        ("Cellulites", "cellulitis"),
        ("shingels", "herpes_zoster"),
        ("hepatoma", None),
    ],
)
def test_a_slip_of_the_pen_is_forgiven_and_another_word_is_not(name: str, condition: str | None) -> None:
    assert conditions_meant(name) == ({condition: 1.0} if condition else {})


def test_names_that_differ_by_a_word_are_no_misspellings() -> None:
    assert conditions_meant("Bacterial nail infection") == {}
    assert conditions_meant("Pityriasis rosae") == {"pityriasis_rosea": 1.0}


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("Das könnte ein Melanom sein", "melanoma"),
        ("Es handelt sich um Skabies", "scabies"),
        ("Es ist eine Gürtelrose", "herpes_zoster"),
        ("C’est une gale", "scabies"),
        ("Il s'agit d'un zona", "herpes_zoster"),
        ("Sembra una scabbia", "scabies"),
        ("Si tratta di lebbra", "leprosy"),
        ("Trata-se de hanseníase", "leprosy"),
        ("Se trata de una tiña", "tinea_unspecified"),
        ("Maybe rubella", "rubella"),
        ("Quizás lepra", "leprosy"),
        ("Peut-être une rougeole", "measles"),
        ("非黑色素瘤皮肤癌", "skin_cancer_unspecified"),
        ("非典型痣", "dysplastic_nevus"),
    ],
)
def test_a_sentence_that_says_what_it_is_names_it(name: str, condition: str) -> None:
    assert meant_by(name) == {condition: 1.0}


@pytest.mark.parametrize(
    "name",
    [
        "非黑色素瘤",
        "可能是非黑色素瘤",
        "非麻风",
        "Non-melanoma",
        "Es ist keine Krätze",
        "C'est pas un zona",
        "No parece sarna",
    ],
)
def test_a_sentence_that_says_what_it_is_not_names_nothing(name: str) -> None:
    assert meant_by(name) == {}


def test_doubt_in_front_of_a_second_name_names_it_in_any_language() -> None:
    for word in ("perhaps", "maybe", "vielleicht", "quizás", "peut-être", "forse", "talvez"):
        assert set(meant_by(f"Psoriasis, {word} eczema")) == {"plaque_psoriasis", "eczema_unspecified"}, word


@pytest.mark.parametrize(
    ("label", "condition"),
    [
        ("Grover's disease", "grover_disease"),
        ("Raynaud\u2019s phenomenon", "raynaud_phenomenon"),
        ("Becker's naevus", "becker_nevus"),
        ("Merkel's cell carcinoma", "merkel_cell_carcinoma"),
        ("generalised pustular psoriasis", "generalized_pustular_psoriasis"),
        ("Scar", "scar_unspecified"),
        ("Paget's disease", None),
        ("men's disease", None),
    ],
)
def test_a_label_with_an_apostrophe_or_in_british_spelling_is_known(label: str, condition: str | None) -> None:
    assert exactly(label, short=False) == condition


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("angiosarcoma unlikely but must be excluded", "angiosarcoma_cutaneous"),
        ("Merkel cell carcinoma is unlikely but cannot be excluded", "merkel_cell_carcinoma"),
        ("unlikely melanoma, but biopsy to exclude", "melanoma"),
        ("erysipelas improbable; needs to be ruled out", "erysipelas"),
        ("rule out Kaposi sarcoma, although unlikely", "kaposi_sarcoma"),
        ("low suspicion for melanoma, excision recommended to exclude", "melanoma"),
        ("melanoma poco probable pero hay que descartarlo", "melanoma"),
        ("melanoma poco probable, biopsia para descartar", "melanoma"),
        ("Melanom unwahrscheinlich, Biopsie zum Ausschluss", "melanoma"),
        ("mélanome peu probable, biopsie pour exclure", "melanoma"),
        ("melanoma poco probabile ma da escludere", "melanoma"),
        ("melanoma pouco provável mas a excluir", "melanoma"),
        ("黑色素瘤可能性小，但仍不能排除", "melanoma"),
        ("黑色素瘤可能性不大，活检排除", "melanoma"),
    ],
)
def test_what_is_unlikely_and_yet_to_be_excluded_keeps_a_fifth(name: str, condition: str) -> None:
    assert conditions_meant(name) == {condition: pytest.approx(0.2)}


@pytest.mark.parametrize(
    "name", ["rule out melanoma", "rule out: melanoma", "melanoma to be ruled out", "黑色素瘤待排"]
)
def test_what_is_only_to_be_excluded_is_claimed_in_full(name: str) -> None:
    assert conditions_meant(name) == {"melanoma": 1.0}


@pytest.mark.parametrize(
    "name",
    [
        "melanoma, unlikely",
        "melanoma excluded by biopsy",
        "melanoma excluded, no doubt",
        "无黑色素瘤",
        "无黑色素瘤证据",
    ],
)
def test_what_is_unlikely_or_excluded_without_a_warning_means_nothing(name: str) -> None:
    assert not meant_by(name)


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("Lupus (discoid)", "discoid_lupus_erythematosus"),
        ("Pemphigus (foliaceus)", "pemphigus_foliaceus"),
        ("Herpes (genital)", "genital_herpes"),
        ("Keratosis (actinic)", "actinic_keratosis"),
        ("Tinea (cruris)", "tinea_cruris"),
        ("Porphyria (cutanea tarda)", "porphyria_cutanea_tarda"),
        ("Vasculitis (leukocytoclastic)", "leukocytoclastic_vasculitis"),
        ("Urticaria (cholinergic)", "cholinergic_urticaria"),
        ("Angioedema (hereditary)", "hereditary_angioedema"),
        ("Alopecia (androgenetic)", "androgenetic_alopecia"),
        ("Dermatitis (seborrheic)", "seborrheic_dermatitis"),
        ("dissecting cellulitis, scalp", "dissecting_cellulitis_of_the_scalp"),
        ("cellulitis, eosinophilic", "eosinophilic_cellulitis"),
        ("celulitis disecante", "dissecting_cellulitis_of_the_scalp"),
        ("eosinophilic folliculitis in HIV", "eosinophilic_pustular_folliculitis"),
        ("lupus neonatal", "neonatal_lupus_erythematosus"),
        ("无色素型黑色素瘤", "amelanotic_melanoma"),
        ("無黑色素黑色素瘤", "amelanotic_melanoma"),
        ("爪白癬", "onychomycosis"),
        ("ICD-10: C43.4", "melanoma"),
        ("C43.31", "melanoma"),
        ("D03.4", "melanoma_in_situ"),
        ("C44.311", "basal_cell_carcinoma"),
        ("C44.622", "squamous_cell_carcinoma_of_skin"),
        ("C44.5", "skin_cancer_unspecified"),
        ("C4A.9", "merkel_cell_carcinoma"),
        ("C84.08", "mycosis_fungoides"),
    ],
)
def test_a_kind_in_brackets_or_in_a_code_is_the_one_that_is_meant(name: str, condition: str) -> None:
    assert conditions_meant(name) == {condition: 1.0}


@pytest.mark.parametrize("pieces", ["allergic|irritant", "allergic vs irritant", "irritant or allergic"])
def test_of_several_kinds_in_brackets_each_is_meant(pieces: str) -> None:
    both = {"allergic_contact_dermatitis": 0.5, "irritant_contact_dermatitis": 0.5}
    assert conditions_meant(f"Contact dermatitis ({pieces})") == both
    assert conditions_meant(f"Dermatitis ({pieces} contact)") == both


@pytest.mark.parametrize(
    "name",
    [
        "nonscarring alopecia",
        "nonscarring alopecias",
        "nicht vernarbende Alopezie",
        "nicht-vernarbende Alopezie",
        "alopecia no cicatricial",
        "Nicht-Melanom-Hautkrebs",
        "neutrophilic eccrine hidradenitis",
        "idiopathic palmoplantar hidradenitis",
        "palmoplantar eccrine hidradenitis",
        "hidradenitis ecrina neutrofílica",
        "C50.9",
        "ICD-10 K50.0",
    ],
)
def test_a_name_that_holds_that_of_another_disease_stands_for_itself(name: str) -> None:
    (condition,) = meant_by(name)
    assert is_outside(condition)


@pytest.mark.parametrize(
    "name",
    [
        "悪性黒色腫ではない",
        "乾癬は否定的",
        "帯状疱疹の可能性は低い",
        "nicht Psoriasis",
        "nicht wahrscheinliche Psoriasis",
    ],
)
def test_what_japanese_and_german_names_deny_means_nothing(name: str) -> None:
    assert not meant_by(name)


@pytest.mark.parametrize(
    ("name", "first", "second"),
    [
        ("Favor benign nevus over melanoma", "melanocytic_nevus", "melanoma"),
        ("favour eczema over psoriasis", "eczema_unspecified", "plaque_psoriasis"),
        ("tinea corporis vs psoriasis; favor psoriasis", "plaque_psoriasis", "tinea_corporis"),
    ],
)
def test_what_is_favoured_goes_first(name: str, first: str, second: str) -> None:
    shares = conditions_meant(name)
    assert shares[first] > shares[second] > 0
