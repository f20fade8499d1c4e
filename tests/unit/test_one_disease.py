"""Conditions that are forms or names of one disease share a line; dangers and different diseases do not."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dermagent import Case, diagnose
from dermagent.knowledge.base import KnowledgeBase, knowledge
from dermagent.report import to_html, to_json, to_markdown
from dermagent.report.cds_hooks import to_cds
from dermagent.report.fhir import to_fhir
from dermagent.steps.one_disease import DiseaseLine, lines_of, shares_of
from dermagent.types import Differential

IDS = sorted(knowledge().conditions)


def lines(kb: KnowledgeBase, **shares: float) -> tuple[DiseaseLine, ...]:
    return lines_of(sorted(shares, key=lambda c: -shares[c]), shares, (), kb)


def test_the_subtypes_of_a_disease_stand_in_one_line_with_their_shares_together(kb: KnowledgeBase) -> None:
    subtypes = dict.fromkeys(
        (
            "melanoma_in_situ",
            "nodular_melanoma",
            "amelanotic_melanoma",
            "lentigo_maligna",
            "superficial_spreading_melanoma",
        ),
        0.02,
    )
    found = lines(kb, melanoma=0.05, scabies=0.1, **subtypes)
    assert [line.head for line in found] == ["melanoma", "scabies"]
    assert len(found[0].conditions) == 6
    assert shares_of(found, {"melanoma": 0.05, "scabies": 0.1, **subtypes}) == pytest.approx((0.15, 0.1))
    assert len(lines(kb, **subtypes)) == 1, "also where the disease itself is not listed"


def test_the_most_probable_form_names_the_line(kb: KnowledgeBase) -> None:
    assert lines(kb, guttate_psoriasis=0.6, plaque_psoriasis=0.2)[0].conditions == (
        "guttate_psoriasis",
        "plaque_psoriasis",
    )


@pytest.mark.parametrize(
    ("shares", "heads"),
    [
        ({"eczema_unspecified": 0.3, "atopic_dermatitis": 0.2, "scabies": 0.1}, ["atopic_dermatitis", "scabies"]),
        ({"eczema_unspecified": 0.3, "atopic_dermatitis": 0.05}, ["eczema_unspecified"]),
        ({"eczema_unspecified": 0.3, "scabies": 0.2}, ["eczema_unspecified", "scabies"]),
        (
            {
                "contact_dermatitis_unspecified": 0.2,
                "allergic_contact_dermatitis": 0.2,
                "irritant_contact_dermatitis": 0.1,
            },
            ["allergic_contact_dermatitis", "irritant_contact_dermatitis"],
        ),
        ({"tinea_unspecified": 0.2, "tinea_corporis": 0.1, "tinea_cruris": 0.1}, ["tinea_corporis", "tinea_cruris"]),
        ({"skin_infection_unspecified": 0.2, "impetigo": 0.3}, ["impetigo"]),
        (
            {"eczema_unspecified": 0.2, "contact_dermatitis_unspecified": 0.2, "allergic_contact_dermatitis": 0.2},
            ["allergic_contact_dermatitis"],
        ),
    ],
)
def test_a_name_that_leaves_the_kind_open_leads_only_where_no_kind_is_known(
    kb: KnowledgeBase, shares: dict[str, float], heads: list[str]
) -> None:
    assert [line.head for line in lines(kb, **shares)] == heads


def test_of_two_open_names_the_first_of_the_list_is_placed_first(kb: KnowledgeBase) -> None:
    shares = {"tinea_unspecified": 0.11, "fungal_dermatosis_unspecified": 0.1, "sporotrichosis": 0.05}
    found = lines(kb, **shares, tinea_manuum=0.02)
    assert [line.conditions for line in found] == [
        ("tinea_unspecified", "fungal_dermatosis_unspecified", "tinea_manuum"),
        ("sporotrichosis",),
    ]


def test_an_open_name_lifts_no_line_above_another_disease(kb: KnowledgeBase) -> None:
    shares = {"scabies": 0.2, "eczema_unspecified": 0.15, "atopic_dermatitis": 0.1, "hand_eczema": 0.06}
    found = lines(kb, **shares)
    assert [line.head for line in found] == ["scabies", "atopic_dermatitis", "hand_eczema"]
    assert shares_of(found, shares) == pytest.approx((0.2, 0.2, 0.06))


def test_a_danger_keeps_a_line_of_its_own_beside_a_harmless_disease_or_an_open_name(kb: KnowledgeBase) -> None:
    for harmless, danger in (
        ("drug_eruption", "stevens_johnson_syndrome"),
        ("herpes_zoster", "herpes_zoster_ophthalmicus"),
        ("purpura_unspecified", "thrombotic_thrombocytopenic_purpura"),
        ("skin_infection_unspecified", "necrotizing_fasciitis"),
    ):
        assert kb.must_not_miss(danger) and not kb.must_not_miss(harmless)
        assert [line.head for line in lines(kb, **{harmless: 0.6, danger: 0.02})] == [harmless, danger]
    shared = lines(kb, stevens_johnson_syndrome=0.1, toxic_epidermal_necrolysis=0.1, sjs_ten_overlap=0.1)
    assert len(shared) == 1, "grades of one danger share a line"


@given(
    st.dictionaries(st.sampled_from(IDS), st.floats(0, 0.02), max_size=50), st.sets(st.sampled_from(IDS), max_size=20)
)
def test_every_condition_stands_once_and_nothing_is_lost(shares: dict[str, float], dangers: set[str]) -> None:
    def danger(condition: str) -> bool:
        return condition in dangers or knowledge().must_not_miss(condition)

    listed = sorted(shares, key=lambda c: -shares[c])
    found = lines_of(listed, shares, dangers, knowledge())
    assert sorted(c for line in found for c in line.conditions) == sorted(shares)
    together = shares_of(found, shares)
    assert list(together) == sorted(together, reverse=True)
    assert sum(together) <= sum(shares.values()) + 1e-9
    for line in found:
        for condition in line.conditions:
            if danger(condition) and not danger(line.head):
                assert knowledge().leaves_open(condition), "a dangerous form below a harmless one"


@pytest.fixture(scope="module")
def mole() -> Differential:
    told = {"pigmented_lesion": True, "rapid_growth": True, "variegated_colour": True}
    return diagnose(Case(id="mole", complaint={"symptoms": told}))


def test_six_subtypes_no_longer_fill_the_list_and_scores_still_see_each(mole: Differential) -> None:
    assert mole.ranked[0].condition == "melanoma" and len(mole.ranked[0].forms) == 7
    assert len(mole.ranked) == 10, "the lines that they took are filled with other diseases"
    assert len(mole.exact) == len({form.condition for form in mole.exact}) == 16
    assert [f.probability for f in mole.exact] == sorted((f.probability for f in mole.exact), reverse=True)
    assert sum(f.probability for f in mole.exact) + mole.other_probability == pytest.approx(1, abs=1e-5)
    assert mole.ranked[0].probability == pytest.approx(sum(f.probability for f in mole.ranked[0].forms))


def test_every_format_tells_the_forms_in_the_line_of_their_disease(mole: Differential) -> None:
    assert Differential.model_validate_json(to_json(mole)) == mole
    health_record = to_fhir(mole, recorded=datetime(2026, 1, 1, tzinfo=UTC))
    for told in (to_markdown(mole), to_html(mole), to_cds(mole), health_record):
        assert "of which Acral lentiginous melanoma 1 %" in told
