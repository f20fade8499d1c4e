"""Which conditions a name means, as models and people write names."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dermagent.knowledge.base import KnowledgeBase, rows
from dermagent.knowledge.meant import conditions_meant, match_name
from dermagent.resources import KNOWLEDGE
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
    for row in rows(KNOWLEDGE / "names_in_latin_and_german.csv"):
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
    assert sum(set(conditions_meant(name)) == wanted for name, wanted in asked) >= 140
