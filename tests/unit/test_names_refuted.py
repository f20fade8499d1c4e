"""Refusals within a name: a cross, a share of nought, or words of another form refute it, and their likes do not."""

import pytest

from dermagent.steps.named import meant_by


@pytest.mark.parametrize(
    "name",
    [
        "0% tinea corporis",
        "Rosacea 0 %",
        "Impetigo (0%)",
        "Leprosy – 0 %",
        "Lichen planus ✗",
        "❌ Vitiligo",
        "Erysipelas 👎",
        "🚫 Melanoma",
        "Urticaria (neg)",
        "Herpes zoster (-)",
        "Cellulitis NOT",
        "Folliculitis (negligible)",
        "Measles: 0%",
        "Psoriasis ✘",
        "Melanoma (0.0 %)",
        "Acne absent",
        "Cellulitis ruled-out",
        "Tinea corporis is out",
        "Erysipelas would be very unusual here",
        "Lupus would be atypical at this age",
        "Melanoma seems unlikely",
        "Leprosy contradicted by normal sensation",
        "Syphilis is inconsistent with the serology",
        "Herpes zoster: extremely low probability",
        "Vitiligo, very low likelihood",
        "Impetigo status post treatment",
        "Measles is incompatible with the course",
        "Melanoma at odds with dermoscopy",
        "Melanoma is off the list",
        "Psoriasis does not make sense here",
        "Sarna 0 %",
        "Psoriasis (0 %)",
        "Melanoma ausente",
        "Sarna (neg)",
        "Varicela sería atípica aquí",
        "Rosácea, probabilidad muy baja",
        "Lepra contradicha por la sensibilidad normal",
        "Sífilis inconsistente con la serología",
        "Melanoma ✗",
        "Celulitis: probabilidad nula",
        "Sarna fuera de cuestión",
        "疥疮✗",
        "银屑病(0%)",
        "❌黑色素瘤",
        "麻风与感觉正常不符",
        "水痘不存在",
        "带状疱疹(阴性)",
        "玫瑰痤疮概率极低",
        "蜂窝织炎说不通",
        "白癜风可能性极低",
        "梅毒与血清学矛盾",
    ],
)
def test_what_a_mark_a_share_or_a_word_refutes_is_not_ranked(name: str) -> None:
    assert not meant_by(name)


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("Atypical scabies", "scabies"),
        ("Scabies 100%", "scabies"),
        ("Psoriasis (70%)", "plaque_psoriasis"),
        ("10% psoriasis", "plaque_psoriasis"),
        ("Unusual psoriasis", "plaque_psoriasis"),
        ("Psoriasis ✓", "plaque_psoriasis"),
        ("✅ Scabies", "scabies"),
        ("Scabies (+)", "scabies"),
        ("Melanoma would not be unusual here", "melanoma"),
        ("Psoriasis, burnt out", "plaque_psoriasis"),
        ("Scabies not ruled out", "scabies"),
        ("Seronegative psoriatic arthritis", "psoriatic_arthritis"),
        ("Psoriasis without arthritis", "plaque_psoriasis"),
        ("Rosacea (80%), acne (20%)", "rosacea"),
        ("Rosacea (100%), acne (0%)", "rosacea"),
        ("Scabies 0.6", "scabies"),
        ("Psoriasis - chronic", "plaque_psoriasis"),
        ("HPV-negative squamous cell carcinoma", "squamous_cell_carcinoma_of_skin"),
        ("Melanoma, absent regression", "melanoma"),
        ("Sarna típica", "scabies"),
        ("Psoriasis atípica", "plaque_psoriasis"),
        ("Melanoma 100 %", "melanoma"),
        ("Varicela típica", "varicella"),
        ("Psoriasis (alta probabilidad)", "plaque_psoriasis"),
        ("银屑病✓", "plaque_psoriasis"),
        ("银屑病（80%）", "plaque_psoriasis"),
        ("不典型疥疮", "scabies"),
        ("疥疮可能性高", "scabies"),
        ("白癜风，概率高", "vitiligo"),
        ("❌ Scabies ✅ Psoriasis", "plaque_psoriasis"),
        ("Scabies-negative psoriasis", "plaque_psoriasis"),
        ("Wart, melanoma absent", "verruca_vulgaris"),
    ],
)
def test_what_only_looks_like_a_refusal_leaves_the_name(name: str, condition: str) -> None:
    meant = meant_by(name)
    assert meant.get(condition, 0) == max(meant.values(), default=0) > 0


def test_a_word_that_links_a_name_to_nothing_is_no_part_of_it() -> None:
    assert meant_by("Melanoma or") == meant_by("Melanoma") == {"melanoma": 1.0}
    assert all(" or" not in one for one in meant_by("Zebra stripe disease or"))
