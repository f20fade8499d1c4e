"""Names of dangers that hold the name of something harmless, and what is said beside a name: neither leads astray."""

import pytest

from dermagent.knowledge.meant import conditions_meant
from dermagent.knowledge.outside import is_outside, name_of, urgency_of
from dermagent.steps.named import meant_by, shares_of


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("Malignant cellular blue nevus", "melanoma"),
        ("Blue naevus, malignant", "melanoma"),
        ("Spitz nevus (malignant)", "melanoma"),
        ("Cancerous moles", "melanoma"),
        ("Lunar maligno", "melanoma"),
        ("Malignant lentigo of the cheek", "lentigo_maligna"),
        ("Melanoma ex congenital nevus", "melanoma"),
        ("Melanoma ex dysplastic naevus", "melanoma"),
        ("SCC ex Bowen disease", "squamous_cell_carcinoma_of_skin"),
        ("Malignant melanoma of the scalp", "melanoma"),
        ("Malignant atrophic papulosis", "malignant_atrophic_papulosis"),
        ("Non-malignant ulcer", "skin_ulcer_unspecified"),
        ("Premalignant wart", "verruca_vulgaris"),
        ("Dermatomyositis with malignancy", "dermatomyositis"),
    ],
)
def test_a_word_of_cancer_leads_to_the_cancer_and_not_to_the_benign_thing(name: str, condition: str) -> None:
    assert conditions_meant(name) == {condition: 1.0}


@pytest.mark.parametrize(
    "name",
    [
        "Malignant verruca",
        "Cancerous keratosis",
        "Malignant neurofibroma",
        "Malignant angioma",
        "Ulcer, cancerous",
        "Malignant eccrine poroma",
        "Malignant acanthosis nigricans",
        "Epidermoid cyst with malignant transformation",
        "Malignant transformation in a chronic ulcer",
        "Sarcoma ex neurofibroma",
        "Úlcera cancerosa",
        "Verruga maligna",
        "Bösartiges Lipom",
        "Ulcère malin",
        "Verruca maligna",
        "恶性溃疡",
        "癌性溃疡",
    ],
)
def test_a_benign_thing_that_is_called_malignant_has_its_own_name_and_is_urgent(name: str) -> None:
    meant = meant_by(name)
    assert len(meant) == 1 and not conditions_meant(name)
    assert urgency_of(next(iter(meant))) == "urgent_referral"


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("Marjolin's ulcer", "marjolin_ulcer"),
        ("Marjolins ulcer", "marjolin_ulcer"),
        ("Buruli’s ulcer", "buruli_ulcer"),
        ("Lipschütz's ulcer", "lipschutz_ulcer"),
        ("Spitz's naevus", "spitz_nevus"),
        ("Becker's naevus", "becker_nevus"),
        ("Sutton's naevus", "halo_nevus"),
        ("Clark's nevus", "dysplastic_nevus"),
        ("Reed's nevus", "pigmented_spindle_cell_nevus"),
        ("Ota's nevus", "nevus_of_ota"),
        ("Kaposi's sarcoma", "kaposi_sarcoma"),
    ],
)
def test_a_disease_is_found_by_whose_it_is_called(name: str, condition: str) -> None:
    assert conditions_meant(name) == {condition: 1.0}


@pytest.mark.parametrize(
    "name", ["Martorell's ulcer", "Meleney ulcer", "Kennedy's ulcer", "Hunner ulcer", "Unna's nevus"]
)
def test_one_called_after_a_person_who_is_not_known_here_has_its_own_name(name: str) -> None:
    assert not conditions_meant(name)
    assert [name_of(one).lower() for one in meant_by(name)] == [name.lower()]


def test_meleneys_ulcer_is_an_emergency() -> None:
    assert [urgency_of(one) for one in meant_by("Meleney's ulcer")] == ["emergency"]


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("Meningococcemia: improbable but cannot be missed", "meningococcemia"),
        ("TEN, very unlikely, do not miss", "toxic_epidermal_necrolysis"),
        ("Anaphylaxis (low probability; emergency)", "anaphylaxis"),
        ("Erysipelas - unlikely given no fever, but potentially fatal", "erysipelas"),
        ("Melanoma - less likely, must be ruled out", "melanoma"),
        ("Melanoma (low suspicion but important to exclude)", "melanoma"),
        ("Melanoma, unlikely; not excluded", "melanoma"),
        ("Fascitis necrosante - poco probable, pero hay que descartarla", "necrotizing_fasciitis"),
        ("Fasciitis necrotizans, unwahrscheinlich, aber lebensbedrohlich", "necrotizing_fasciitis"),
        ("Mélanome, peu probable, à ne pas manquer", "melanoma"),
        ("Melanoma, poco probabile ma pericoloso", "melanoma"),
        ("Melanoma, pouco provável, mas perigoso", "melanoma"),
        ("坏死性筋膜炎（可能性不大，但危及生命）", "necrotizing_fasciitis"),
    ],
)
def test_a_danger_that_is_unlikely_and_warned_of_keeps_a_small_share(name: str, condition: str) -> None:
    assert shares_of([(name, 0.8)]) == {condition: pytest.approx(0.16)}


@pytest.mark.parametrize(
    "name",
    [
        "Scabies, unlikely",
        "Lupus, ruled out",
        "Melanoma, excluded by biopsy",
        "Urgent",
        "Melanoma mimic",
        "Melanoma risk",
    ],
)
def test_what_is_unlikely_or_excluded_without_a_warning_means_nothing(name: str) -> None:
    assert not meant_by(name)


@pytest.mark.parametrize("warning", ["emergency", "must not be missed", "life-threatening", "urgente", "致命"])
def test_a_warning_alone_takes_nothing_away_and_is_no_disease(warning: str) -> None:
    assert meant_by(f"Herpes zoster, {warning}") == {"herpes_zoster": 1.0}
    assert not meant_by(warning)


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("Lipoma, not suspicious for liposarcoma or melanoma", "lipoma"),
        ("Dermatofibroma - not concerning for melanoma", "dermatofibroma"),
        ("Pityriasis rosea, not suggestive of syphilis", "pityriasis_rosea"),
        ("Seborrheic keratosis, does not suggest malignancy", "seborrheic_keratosis"),
        ("Lunar, no sospechoso de melanoma", "melanocytic_nevus"),
        ("Nävus, nicht verdächtig auf Melanom", "melanocytic_nevus"),
        ("色素痣，不考虑黑色素瘤", "melanocytic_nevus"),
        ("Not scabies but papular urticaria", "papular_urticaria"),
        ("This is not eczema, rather tinea corporis", "tinea_corporis"),
        ("No es sarna sino urticaria", "urticaria"),
        ("Keine Krätze, sondern Urtikaria", "urticaria"),
        ("Ce n'est pas un psoriasis mais une urticaire", "urticaria"),
        ("Non psoriasi ma scabbia", "scabies"),
        ("Não é psoríase, mas escabiose", "scabies"),
        ("不是湿疹而是疥疮", "scabies"),
        ("Nothing other than scabies", "scabies"),
        ("Undoubtedly scabies", "scabies"),
        ("Scabies, without any doubt", "scabies"),
        ("Scabies (certain, no other explanation likely)", "scabies"),
        ("Sin duda sarna", "scabies"),
        ("Ohne Zweifel Krätze", "scabies"),
        ("Sans aucun doute une urticaire", "urticaria"),
        ("毫无疑问是疥疮", "scabies"),
        ("Urticaria 2/2 penicillin", "urticaria"),
        ("Urticaria 2° to penicillin", "urticaria"),
        ("Vaccinia", "outside:vaccinia"),
        ("Venous lake", "outside:venous lake"),
        ("Scar", "scar_unspecified"),
        ("Angioma cereza", "cherry_angioma"),
        ("悪性黒色腫の疑い", "melanoma"),
        ("壊死性筋膜炎", "necrotizing_fasciitis"),
        ("帯状疱疹", "herpes_zoster"),
    ],
)
def test_a_name_beside_what_is_denied_or_sure_is_kept(name: str, condition: str) -> None:
    assert meant_by(name) == {condition: 1.0}


@pytest.mark.parametrize(
    ("name", "conditions"),
    [
        ("Scar around a melanoma", {"scar_unspecified", "melanoma"}),
        ("Cutaneous horn over SCC", {"cutaneous_horn", "squamous_cell_carcinoma_of_skin"}),
        ("Psoriasis / eczema overlap", {"plaque_psoriasis", "eczema_unspecified"}),
        ("Not only eczema but also scabies", {"eczema_unspecified", "scabies"}),
    ],
)
def test_each_of_two_names_is_kept(name: str, conditions: set[str]) -> None:
    assert meant_by(name).keys() == conditions


@pytest.mark.parametrize("name", ["黒皮症", "色素失調症", "皮膚線維腫症の一種"])
def test_a_japanese_name_is_shown_in_the_signs_that_it_was_written_in(name: str) -> None:
    assert all(name_of(one) == name for one in meant_by(name) if one.startswith("outside:"))


@pytest.mark.parametrize(
    "piece",
    ["must ", "but and ", "is a very ", "not a but ", "low suspicion ", "emergency and ", "very dangerous and x "],
)
def test_a_hostile_name_is_read_in_a_moment(piece: str) -> None:
    assert len(meant_by((piece * 300)[:300])) <= 2


@pytest.mark.parametrize(
    "name",
    [
        "Eczema vaccinatum",
        "generalized vaccinia",
        "Weil's disease",
        "Morbus Weil",
        "leptospirosis",
        "cigarette burns (abuse)",
    ],
)
def test_rare_dangers_and_those_in_brackets_are_for_the_same_day(name: str) -> None:
    (condition,) = meant_by(name)
    assert is_outside(condition) and urgency_of(condition) == "same_day"
