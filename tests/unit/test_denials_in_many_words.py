"""Names of models that say of which kind a disease is not, and that deny it in more than one word."""

import pytest

from dermagent.knowledge.outside import urgency_of
from dermagent.steps.named import meant_by

NEVUS, PSORIASIS, ECZEMA = "melanocytic_nevus", "plaque_psoriasis", "eczema_unspecified"


def _urgencies(name: str) -> set[str | None]:
    return {urgency_of(condition) for condition in meant_by(name)}


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("celulitis no necrotizante", "cellulitis"),
        ("non-necrotising erysipelas", "erysipelas"),
        ("non necrotizing cellulitis of the leg", "cellulitis"),
        ("erisipela no necrotizante", "erysipelas"),
        ("非坏死性蜂窝织炎", "cellulitis"),
        ("nevo no maligno", NEVUS),
        ("non-malignant nevus", NEVUS),
        ("nicht bösartiges Muttermal", NEVUS),
        ("nevo não maligno", NEVUS),
        ("非恶性色素痣", NEVUS),
        # what is not of a kind that tells nothing of the danger
        ("nonmetastatic melanoma", "melanoma"),
        ("non-ulcerated malignant melanoma", "melanoma"),
        ("necrotizing cellulitis", "necrotizing_fasciitis"),
        ("non-tuberculous mycobacterial infection of the skin", "nontuberculous_mycobacterial_skin_infection"),
    ],
)
def test_of_a_kind_that_is_denied_the_rest_of_the_name_is_meant(name: str, condition: str) -> None:
    assert set(meant_by(name)) == {condition}


@pytest.mark.parametrize(
    "name",
    [
        "dermohypodermite non nécrosante",
        "cellulite non necrotizzante",
        "non-necrotising myositis",
        "non-tuberculous granuloma",
        "non-septic bursitis",
        "nonmalignant growth",
        "non-gangrenous toe lesion",
        "noncancerous growth of the skin",
        "non-meningitic rash",
        "nævus non malin",
        "Pseudolymphom der Haut",
        "pseudolinfoma cutáneo",
        "假性淋巴瘤",
        "非脓毒性皮疹",
        "非结核性溃疡",
    ],
)
def test_a_danger_that_is_denied_or_only_looks_like_one_makes_no_name_urgent(name: str) -> None:
    assert _urgencies(name) <= {None, "routine", "self_care"}


@pytest.mark.parametrize(
    ("name", "urgency"),
    [
        ("non-Hodgkin lymphoma", "urgent_referral"),
        ("non-Langerhans cell histiocytosis", "urgent_referral"),
        ("non-melanoma skin cancer", "urgent_referral"),
        ("non-accidental injury", "same_day"),
        ("nonbacterial thrombotic endocarditis", "same_day"),
        ("non-clostridial gas gangrene", "emergency"),
        ("pseudomonas sepsis", "emergency"),
        ("septic shock", "emergency"),
    ],
)
def test_a_danger_beside_another_word_that_is_denied_stays_one(name: str, urgency: str) -> None:
    assert _urgencies(name) == {urgency}


@pytest.mark.parametrize(
    "name",
    [
        "Undoubtedly not psoriasis",
        "This is clearly not melanoma",
        "This most certainly isn't melanoma",
        "almost surely not shingles",
        "by no means melanoma",
        "evidently no scabies",
        "melanoma: definitely not",
        "scabies? absolutely not",
        "seguramente no es sarna",
        "claramente no es un melanoma",
        "por supuesto que no es sarna",
        "de ninguna manera es melanoma",
        "melanoma, claramente no",
        "provavelmente não é herpes zóster",
        "certamente não é psoríase",
        "de jeito nenhum é melanoma",
        "Definitiv keine Krätze",
        "Mit Sicherheit kein Melanom",
        "höchstwahrscheinlich kein Melanom",
        "auf keinen Fall Melanom",
        "Melanom sicher nicht",
        "certainement pas une gale",
        "à coup sûr pas un psoriasis",
        "mélanome, sûrement pas",
        "en aucun cas un mélanome",
        "sicuramente non è scabbia",
        "肯定不是黑色素瘤",
        "几乎可以肯定不是带状疱疹",
        "百分之百不是麻风",
    ],
)
def test_however_sure_a_denial_is_nothing_is_claimed(name: str) -> None:
    assert not meant_by(name)


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("clearly not psoriasis, probably tinea corporis", "tinea_corporis"),
        ("certainly not scabies; lichen planus", "lichen_planus"),
        ("quite likely not eczema but scabies", "scabies"),
        ("most probably not tinea but psoriasis", PSORIASIS),
        ("claramente no es sarna, sino eccema", ECZEMA),
        ("Eindeutig keine Krätze, sondern ein Ekzem", ECZEMA),
        ("sûrement pas un eczéma mais une gale", "scabies"),
        ("très probablement une gale et non un eczéma", "scabies"),
        ("Il s'agit probablement d'un lichen plan et non d'un psoriasis", "lichen_planus"),
        ("muito provavelmente escabiose e não eczema", "scabies"),
        ("很可能不是湿疹，而是银屑病", PSORIASIS),
    ],
)
def test_what_is_claimed_in_place_of_what_is_surely_denied_is_kept(name: str, condition: str) -> None:
    assert set(meant_by(name)) == {condition}


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("definitely psoriasis", PSORIASIS),
        ("definitely necrotizing fasciitis", "necrotizing_fasciitis"),
        ("definitely cannot rule out melanoma", "melanoma"),
        ("certainly not to be overlooked: melanoma", "melanoma"),
        ("there is absolutely no doubt that this is melanoma", "melanoma"),
        ("most likely non-bullous impetigo", "impetigo"),
        ("clearly not only psoriasis", PSORIASIS),
        ("sin duda es melanoma", "melanoma"),
        ("definitivamente melanoma", "melanoma"),
        ("sicher ein Melanom", "melanoma"),
        ("certainement un mélanome", "melanoma"),
        ("com certeza melanoma", "melanoma"),
        ("sicuramente scabbia", "scabies"),
        ("肯定是银屑病", PSORIASIS),
    ],
)
def test_a_word_of_certainty_alone_denies_nothing(name: str, condition: str) -> None:
    assert set(meant_by(name)) == {condition}
