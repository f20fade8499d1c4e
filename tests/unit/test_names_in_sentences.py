"""Names within what a model or a person says of them: denied, contrasted, with shares, companions and advice."""

import pytest

from dermagent.knowledge.meant import conditions_meant, meaning


@pytest.mark.parametrize(
    "name",
    [
        "This can't possibly be leprosy",
        "That\u2019s not impetigo",
        "Won't be vitiligo",
        "Rosacea couldn't be the cause",
        "I wouldn't call this eczema",
        "Tinea wasn't confirmed",
        "Vitiligo is not it",
        "I can't see this being scabies",
        "Scarcely rosacea",
        "Kann keine Rosazea sein",
        "Das ist wohl kaum Vitiligo",
        "Ce ne peut pas être une rosacée",
        "Vitiligo passt nicht",
        "La tiña no encaja",
        "Le vitiligo ne colle pas",
        "A psoríase não se encaixa",
        "绝不是白癜风",
        "白癜风说不通",
    ],
)
def test_what_a_contraction_or_a_bad_fit_denies_is_nothing_at_all(name: str) -> None:
    assert meaning(name) == ({}, ())


@pytest.mark.parametrize(
    ("name", "shares"),
    [
        ("It isn't vitiligo; it's rosacea", {"rosacea": 1.0}),
        ("That can't be anything but rosacea", {"rosacea": 1.0}),
        ("Isn't that melanoma?", {"melanoma": 1.0}),
        ("Couldn't agree more: rosacea", {"rosacea": 1.0}),
        ("I can't think of anything other than rosacea", {"rosacea": 1.0}),
        ("Don't miss melanoma", {"melanoma": 1.0}),
        ("Would not want to overlook melanoma", {"melanoma": 1.0}),
        ("Cannot be distinguished from melanoma", {"melanoma": 1.0}),
        ("Melanoma isn't excluded", {"melanoma": 0.2}),
        ("I would not rule out melanoma", {"melanoma": 0.2}),
        ("Might not be scabies", {"scabies": 0.2}),
        ("Melanoma that does not heal", {"melanoma": 1.0}),
        ("Scabies that hasn't responded", {"scabies": 1.0}),
        ("Melanoma should not be delayed", {"melanoma": 1.0}),
        ("Ulcer that isn't healing: basal cell carcinoma", {"basal_cell_carcinoma": 1.0}),
    ],
)
def test_a_denial_of_something_else_takes_nothing_away(name: str, shares: dict[str, float]) -> None:
    assert conditions_meant(name) == pytest.approx(shares)
