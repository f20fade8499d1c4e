"""Dangers in disguise: what a name says a disease looks like, lies beside, or was shown to be."""

import pytest

from dermagent.steps.named import meant_by

#: Names, the conditions that they mean, and those that they do not.
_SHOWN = (
    ("Leprosy masquerading as vitiligo", "leprosy", "vitiligo"),
    ("Merkel cell carcinoma posing as a cyst", "merkel_cell_carcinoma", ""),
    ("Secondary syphilis appearing as lichen planus", "secondary_syphilis", "lichen_planus"),
    ("Angiosarcoma manifesting as rosacea", "angiosarcoma_cutaneous", "rosacea"),
    ("Mycosis fungoides disguised as psoriasis", "mycosis_fungoides", "plaque_psoriasis"),
    ("Toxic epidermal necrolysis initially labelled as sunburn", "toxic_epidermal_necrolysis", "sunburn"),
    ("Necrotizing fasciitis, first diagnosed as cellulitis", "necrotizing_fasciitis", "cellulitis"),
    ("Melanoma that looks like a seborrheic keratosis", "melanoma", "seborrheic_keratosis"),
    ("Melanoma which was called a mole for years", "melanoma", "melanocytic_nevus"),
    ("Squamous cell carcinoma passed off as a wart", "squamous_cell_carcinoma_of_skin", "verruca_vulgaris"),
    ("Pemphigus vulgaris behaving like aphthous stomatitis", "pemphigus_vulgaris", "aphthous_stomatitis"),
    ("Anaphylaxis presenting as urticaria", "anaphylaxis", ""),
    ("Meningococcemia that passed for a viral exanthem", "meningococcemia", "viral_exanthem"),
    ("Cutaneous tuberculosis treated as eczema", "cutaneous_tuberculosis", "eczema_unspecified"),
    ("Amelanotic melanoma under the guise of pyogenic granuloma", "amelanotic_melanoma", "pyogenic_granuloma"),
    ("Kaposi sarcoma with the appearance of a hemangioma", "kaposi_sarcoma", ""),
    ("Melanoma que se presenta como verruga", "melanoma", "verruca_vulgaris"),
    ("Lepra disfrazada de vitíligo", "leprosy", "vitiligo"),
    ("Fascitis necrotizante que se hace pasar por celulitis", "necrotizing_fasciitis", "cellulitis"),
    ("Micosis fungoide diagnosticada como eccema", "mycosis_fungoides", "eczema_unspecified"),
    ("Carcinoma basocelular con aspecto de nevus", "basal_cell_carcinoma", "melanocytic_nevus"),
    ("Melanoma etiquetado como nevus", "melanoma", "melanocytic_nevus"),
    ("Sífilis secundaria que se manifiesta como pitiriasis rosada", "secondary_syphilis", "pityriasis_rosea"),
    ("Angiosarcoma interpretado como rosácea", "angiosarcoma_cutaneous", "rosacea"),
    ("黑色素瘤表现为寻常疣", "melanoma", "verruca_vulgaris"),
    ("表现为白癜风的麻风", "leprosy", "vitiligo"),
    ("伪装成湿疹的蕈样肉芽肿", "mycosis_fungoides", "eczema_unspecified"),
    ("坏死性筋膜炎，最初诊断为蜂窝织炎", "necrotizing_fasciitis", "cellulitis"),
    ("被当作疣治疗的黑色素瘤", "melanoma", "verruca_vulgaris"),
    ("基底细胞癌，外观似色素痣", "basal_cell_carcinoma", "melanocytic_nevus"),
    ("看起来像玫瑰痤疮的皮肤血管肉瘤", "angiosarcoma_cutaneous", "rosacea"),
    ("Lesion diagnosed as melanoma", "melanoma", ""),
    ("Mole diagnosed as melanoma", "melanoma", ""),
    ("Rash presenting as psoriasis", "plaque_psoriasis", ""),
    ("Drug reaction presenting as Stevens-Johnson syndrome", "stevens_johnson_syndrome", ""),
    ("Psoriasis presenting as guttate psoriasis", "guttate_psoriasis", ""),
    ("Psoriasis presenting as thick plaques", "plaque_psoriasis", ""),
    ("Sunburn mistaken for cellulitis", "sunburn", "cellulitis"),
    ("Wart mimicking melanoma", "verruca_vulgaris", "melanoma"),
    ("Seborrheic keratosis masquerading as melanoma", "seborrheic_keratosis", "melanoma"),
    ("Nevus labelled as melanoma", "melanoma", ""),
    ("Cellulitis presenting as sepsis", "cellulitis", ""),
    ("A plaque interpreted as mycosis fungoides", "mycosis_fungoides", ""),
    ("Lesión diagnosticada como melanoma", "melanoma", ""),
    ("Erupción que se presenta como psoriasis", "plaque_psoriasis", ""),
    ("Queratosis seborreica que simula un melanoma", "seborrheic_keratosis", "melanoma"),
    ("皮疹表现为银屑病", "plaque_psoriasis", ""),
    ("病变诊断为黑色素瘤", "melanoma", ""),
    ("酷似黑色素瘤的脂溢性角化病", "seborrheic_keratosis", "melanoma"),
    ("Most likely interpreted as psoriasis", "plaque_psoriasis", ""),
    ("Urticaria presenting as anaphylaxis", "anaphylaxis", ""),
)
_BESIDE = (
    ("Melanoma complicating a burn scar", "melanoma", ""),
    ("Toxic shock syndrome complicating varicella", "toxic_shock_syndrome varicella", ""),
    ("Squamous cell carcinoma beneath a cutaneous horn", "squamous_cell_carcinoma_of_skin", ""),
    ("Melanoma next to a seborrheic keratosis", "melanoma seborrheic_keratosis", ""),
    ("Basal cell carcinoma arising beside a nevus", "basal_cell_carcinoma melanocytic_nevus", ""),
    ("Anaphylaxis preceded by urticaria", "anaphylaxis", ""),
    ("Eczema herpeticum complicating atopic dermatitis", "eczema_herpeticum", ""),
    ("Necrotizing fasciitis underneath an abscess", "necrotizing_fasciitis", ""),
    ("Melanoma hidden under a wart", "melanoma", ""),
    ("Melanoma contiguous with a nevus", "melanoma", ""),
    ("Sepsis as a complication of erysipelas", "erysipelas", ""),
    ("Fascitis necrotizante complicando una varicela", "necrotizing_fasciitis varicella", ""),
    ("Melanoma adyacente a un nevus", "melanoma melanocytic_nevus", ""),
    ("Carcinoma basocelular junto a una queratosis seborreica", "basal_cell_carcinoma seborrheic_keratosis", ""),
    ("Melanoma bajo una verruga", "melanoma", ""),
    ("Celulitis que complica una tiña del pie", "cellulitis tinea_pedis", ""),
    ("坏死性筋膜炎并发于水痘", "necrotizing_fasciitis varicella", ""),
    ("疣旁的黑色素瘤", "melanoma", ""),
    ("色素痣下方的黑色素瘤", "melanoma", ""),
    ("水痘继发坏死性筋膜炎", "necrotizing_fasciitis varicella", ""),
    ("黑色素瘤邻近脂溢性角化病", "melanoma seborrheic_keratosis", ""),
    ("Varicella complicated by necrotizing fasciitis", "necrotizing_fasciitis varicella", ""),
    ("Atopic dermatitis complicated by molluscum contagiosum", "atopic_dermatitis molluscum_contagiosum", ""),
    ("Psoriasis next to the elbow", "plaque_psoriasis", ""),
    ("Abscess beneath the skin", "abscess_of_skin", ""),
    ("Eczema adjacent to a wound", "eczema_unspecified", ""),
    ("Psoriasis under treatment with methotrexate", "plaque_psoriasis", ""),
    ("Urticaria preceded by a cold", "urticaria", ""),
    ("Celulitis bajo tratamiento", "cellulitis", ""),
    ("Eccema junto al ojo", "eczema_unspecified", ""),
)
_HEDGED = (
    ("Pityriasis rosea or, less likely, secondary syphilis", "pityriasis_rosea secondary_syphilis", ""),
    ("Pityriasis rosea or, much less likely, secondary syphilis", "pityriasis_rosea secondary_syphilis", ""),
    ("Pityriasis rosea or (less likely) secondary syphilis", "pityriasis_rosea secondary_syphilis", ""),
    ("Pityriasis rosea or, though less probable, secondary syphilis", "pityriasis_rosea secondary_syphilis", ""),
    ("Pityriasis rosea or, unlikely, secondary syphilis", "pityriasis_rosea secondary_syphilis", ""),
    ("Pityriasis rosea or, rarely, secondary syphilis", "pityriasis_rosea secondary_syphilis", ""),
    ("Pityriasis rosea or less likely secondary syphilis", "pityriasis_rosea secondary_syphilis", ""),
    ("Pityriasis rosea or, possibly, secondary syphilis", "pityriasis_rosea secondary_syphilis", ""),
    ("Pityriasis rosea or, alternatively, secondary syphilis", "pityriasis_rosea secondary_syphilis", ""),
    ("Pityriasis rosea or, failing that, secondary syphilis", "pityriasis_rosea secondary_syphilis", ""),
    ("Pityriasis rosea or, less commonly, secondary syphilis", "pityriasis_rosea secondary_syphilis", ""),
    ("Pityriasis rosea or, as a second choice, secondary syphilis", "pityriasis_rosea secondary_syphilis", ""),
    ("Pityriasis rosea or, more rarely, secondary syphilis", "pityriasis_rosea secondary_syphilis", ""),
    ("Pityriasis rosea and, less likely, secondary syphilis", "pityriasis_rosea secondary_syphilis", ""),
    ("Melanoma o, menos probable, queratosis seborreica", "melanoma seborrheic_keratosis", ""),
    ("Psoriasis o, con menor probabilidad, micosis fungoide", "plaque_psoriasis mycosis_fungoides", ""),
    ("Psoriasis o, rara vez, micosis fungoide", "plaque_psoriasis mycosis_fungoides", ""),
    ("Melanoma o (menos probable) nevus", "melanoma melanocytic_nevus", ""),
    ("黑色素瘤或（可能性较小）脂溢性角化病", "melanoma seborrheic_keratosis", ""),
    ("银屑病，或较少见的蕈样肉芽肿", "plaque_psoriasis mycosis_fungoides", ""),
    ("银屑病或，可能性小，蕈样肉芽肿", "plaque_psoriasis mycosis_fungoides", ""),
    ("Melanoma more likely than seborrheic keratosis", "melanoma seborrheic_keratosis", ""),
    ("Tinea corporis, with granuloma annulare as a distant second", "tinea_corporis granuloma_annulare", ""),
    ("Melanoma, or, less plausibly, a blue nevus", "melanoma blue_nevus", ""),
    ("Less likely melanoma, more likely seborrheic keratosis", "seborrheic_keratosis melanoma", ""),
    ("Melanoma or, more likely, seborrheic keratosis", "seborrheic_keratosis melanoma", ""),
    ("Psoriasis or eczema, unlikely scabies", "plaque_psoriasis eczema_unspecified", "scabies"),
    ("Psoriasis or eczema", "plaque_psoriasis eczema_unspecified", ""),
    ("Eczema, unlikely psoriasis", "eczema_unspecified", "plaque_psoriasis"),
    ("Wart rather than melanoma", "verruca_vulgaris", "melanoma"),
    ("Melanoma o, más probable, queratosis seborreica", "seborrheic_keratosis melanoma", ""),
    ("Possibly psoriasis or eczema", "plaque_psoriasis eczema_unspecified", ""),
)
_TESTED = (
    ("Seborrheic keratosis (biopsy revealed melanoma)", "melanoma", ""),
    ("Eczema (histology: mycosis fungoides)", "mycosis_fungoides", ""),
    ("Clinically a cyst, histologically Merkel cell carcinoma", "merkel_cell_carcinoma", ""),
    ("Dermatofibroma clinically, dermatofibrosarcoma protuberans on histology", "dermatofibrosarcoma_protuberans", ""),
    ("Nevus; pathology confirmed melanoma", "melanoma", ""),
    ("Wart that turned out to be squamous cell carcinoma", "squamous_cell_carcinoma_of_skin", ""),
    ("Presumed wart, biopsy consistent with melanoma", "melanoma", ""),
    ("Pyogenic granuloma - histopathology returned amelanotic melanoma", "amelanotic_melanoma", ""),
    ("Verruga (biopsia: melanoma)", "melanoma", ""),
    ("Nevus, la histología mostró melanoma", "melanoma", ""),
    ("Clínicamente eccema, histológicamente micosis fungoide", "mycosis_fungoides", ""),
    ("Verruga que resultó ser un carcinoma espinocelular", "squamous_cell_carcinoma_of_skin", ""),
    ("疣（活检示黑色素瘤）", "melanoma", ""),
    ("临床为湿疹，病理为蕈样肉芽肿", "mycosis_fungoides", ""),
    ("色素痣，病理证实为黑色素瘤", "melanoma", ""),
    ("Wart (biopsy negative for melanoma)", "verruca_vulgaris", "melanoma"),
    ("Wart (biopsy showed no melanoma)", "verruca_vulgaris", "melanoma"),
    ("Seborrheic keratosis (biopsy to exclude melanoma)", "seborrheic_keratosis", ""),
    ("Psoriasis (biopsy pending)", "plaque_psoriasis", ""),
    ("Psoriasis (histology: parakeratosis)", "plaque_psoriasis", ""),
    ("Melanoma (biopsy confirmed)", "melanoma", ""),
    ("Clinically and histologically psoriasis", "plaque_psoriasis", ""),
    ("Verruga (biopsia negativa para melanoma)", "verruca_vulgaris", "melanoma"),
    ("Nevus, biopsia pendiente", "melanocytic_nevus", ""),
    ("疣（活检未见黑色素瘤）", "verruca_vulgaris", "melanoma"),
    ("银屑病（待病理）", "plaque_psoriasis", ""),
)


def _check(name: str, there: str, not_there: str) -> None:
    meant = meant_by(name)
    assert set(there.split()) <= set(meant) and set(not_there.split()).isdisjoint(meant)


@pytest.mark.parametrize(("name", "there", "not_there"), _SHOWN)
def test_a_disease_is_what_it_is_and_not_what_it_looks_like(name: str, there: str, not_there: str) -> None:
    _check(name, there, not_there)


@pytest.mark.parametrize(("name", "there", "not_there"), _BESIDE)
def test_what_complicates_a_disease_or_lies_beside_it_is_there_too(name: str, there: str, not_there: str) -> None:
    _check(name, there, not_there)


@pytest.mark.parametrize(("name", "there", "not_there"), [*_HEDGED, *_TESTED])
def test_a_hedge_is_of_the_name_behind_it_and_a_test_is_heard_before_the_clinic(
    name: str, there: str, not_there: str
) -> None:
    meant = meant_by(name)
    _check(name, there, not_there)
    assert meant[there.split()[0]] == max(meant.values())
