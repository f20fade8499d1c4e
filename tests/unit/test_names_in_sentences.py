"""Names within what a model or a person says of them: denied, contrasted, with shares, companions and advice."""

import pytest

from dermagent.knowledge.grave import urgency_in_name
from dermagent.knowledge.meant import conditions_meant, meaning
from dermagent.steps.named import meant_by


@pytest.mark.parametrize(
    "name",
    [
        "This can't possibly be leprosy",
        "That\u2019s not impetigo",
        "Won't be vitiligo",
        "It ain't rosacea",
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


@pytest.mark.parametrize(
    ("name", "shares"),
    [
        ("scabies 60%, rosacea 30%, acne 10%", {"scabies": 0.6, "rosacea": 0.3, "acne_vulgaris": 0.1}),
        ("Vitiligo 60 %; rosacea 20 %", {"vitiligo": 0.75, "rosacea": 0.25}),
        ("Vitiligo (60%) / rosacea (20%)", {"vitiligo": 0.75, "rosacea": 0.25}),
        ("75% scabies, 25% rosacea", {"scabies": 0.75, "rosacea": 0.25}),
        ("白癜风75%、玫瑰痤疮25%", {"vitiligo": 0.75, "rosacea": 0.25}),
        ("Vitiligo 60 % und Rosazea 20 %", {"vitiligo": 0.75, "rosacea": 0.25}),
        ("Psoriasis covering 10% of trunk and 5% of scalp", {"plaque_psoriasis": 1.0}),
    ],
)
def test_several_names_with_shares_have_them(name: str, shares: dict[str, float]) -> None:
    assert conditions_meant(name) == pytest.approx(shares)


ZOSTER, OF_THE_EYE = {"herpes_zoster"}, {"herpes_zoster_ophthalmicus"}


@pytest.mark.parametrize(
    ("name", "conditions"),
    [
        ("Shingles. Please refer to an ophthalmologist.", ZOSTER),
        ("Shingles, urgent ophthalmology review", ZOSTER),
        ("Shingles (rule out ocular involvement)", ZOSTER),
        ("Herpes zóster, interconsulta a oftalmología", ZOSTER),
        ("带状疱疹，请眼科会诊", ZOSTER),
        ("Shingles around the eye, refer to ophthalmology", OF_THE_EYE),
        ("Shingles, refer. Hutchinson sign positive", OF_THE_EYE),
        ("Psoriasis, consult rheumatology about arthritis", {"plaque_psoriasis"}),
        ("Nevus, refer as suspicious", {"melanoma", "dysplastic_nevus"}),
        ("Bruises, refer for suspected abuse", {"physical_abuse_skin_injury"}),
    ],
)
def test_advice_behind_a_name_tells_nothing_of_the_disease(name: str, conditions: set[str]) -> None:
    assert set(conditions_meant(name)) == conditions


@pytest.mark.parametrize(
    ("name", "shares"),
    [
        ("Erysipelas with suspected necrotizing fasciitis", {"erysipelas": 0.5, "necrotizing_fasciitis": 0.5}),
        ("Eccema con posible eczema herpético", {"eczema_unspecified": 0.5, "eczema_herpeticum": 0.5}),
        ("Cellulitis with necrotizing fasciitis not ruled out", {"cellulitis": 0.8, "necrotizing_fasciitis": 0.2}),
        ("Eczema with possible HSV", {"eczema_herpeticum": 1.0}),
        ("Cellulitis with necrotizing fasciitis", {"necrotizing_fasciitis": 1.0}),
    ],
)
def test_a_doubtful_companion_leaves_the_disease_it_comes_with(name: str, shares: dict[str, float]) -> None:
    assert conditions_meant(name) == pytest.approx(shares)


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("Lupus-imitating rosacea", "rosacea"),
        ("Psoriasis-simulating scabies", "scabies"),
        ("酷似银屑病的玫瑰糠疹", "pityriasis_rosea"),
        ("Merkel cell carcinoma stage IIIB", "merkel_cell_carcinoma"),
        ("Melanoma pT3b N1a", "melanoma"),
        ("Melanoma estadio IIA", "melanoma"),
        ("Acne misdiagnosed as rosacea", "acne_vulgaris"),
        ("Melanoma that was mistaken for a wart", "melanoma"),
        ("Vitiligo, initially confused with tinea versicolor", "vitiligo"),
        ("Rosacea. Correction: lupus pernio, no, I meant acne", "acne_vulgaris"),
        ("Sarna; perdón, quise decir rosácea", "rosacea"),
        ("It is unlikely to be scabies and most likely rosacea", "rosacea"),
        ("Il ne s'agit pas d'un psoriasis mais d'une rosacée", "rosacea"),
        ("Previously treated for rosacea; now scabies", "scabies"),
        ("Rosacea is preferred", "rosacea"),
        ("无感染的玫瑰痤疮", "rosacea"),
        ("没有并发症的带状疱疹", "herpes_zoster"),
    ],
)
def test_the_disease_that_is_affirmed_is_the_one(name: str, condition: str) -> None:
    assert conditions_meant(name) == {condition: 1.0}


@pytest.mark.parametrize("name", ["无黑色素瘤的证据", "没有明显疥疮的迹象", "无疥疮"])
def test_no_sign_of_a_disease_is_none_in_chinese(name: str) -> None:
    assert meaning(name) == ({}, ())


def test_what_cannot_be_excluded_stands_behind_what_is_favoured() -> None:
    assert conditions_meant("Scabies could not be excluded, but rosacea is favoured.") == pytest.approx(
        {"rosacea": 0.8, "scabies": 0.2}
    )


@pytest.mark.parametrize("name", ["Trichoblastoma of the scalp", "Fibrous histiocytoma", "Pseudo-Kaposi"])
def test_a_benign_thing_with_a_grave_sound_is_no_danger(name: str) -> None:
    assert urgency_in_name(name) is None


@pytest.mark.parametrize(
    "name", ["Neuroblastoma", "Malignant histiocytoma", "Langerhans cell histiocytosis", "Kaposiform lymphangiomatosis"]
)
def test_a_grave_thing_with_a_like_name_stays_one(name: str) -> None:
    assert urgency_in_name(name)


def test_advice_alone_is_no_disease() -> None:
    assert not meant_by("Biopsy advised") and not meant_by("Referral to dermatology")
