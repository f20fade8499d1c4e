"""Items of checklists that plain findings amount to, counts of lesions, ages since which, skin types and dermoscopy."""

from pathlib import Path

import pytest

from dermagent.knowledge.base import knowledge, shipped
from dermagent.knowledge.validate import checklist_problems
from dermagent.resources import KNOWLEDGE
from dermagent.steps.observe import observe
from dermagent.types import Case, Language, Polarity


def _told(text: str, language: Language) -> dict[str, Polarity]:
    return {
        finding: item.polarity for finding, item in observe(Case(history=text, language=language)).counted().items()
    }


@pytest.mark.parametrize(
    ("language", "text", "present", "absent"),
    [
        (
            "en",
            "A mole on my calf grew a lot over ten weeks and is sore. It weeps a bit.",
            "w7pc_change_in_size w7pc_oozing w7pc_change_in_sensation efg_growing_for_more_than_one_month",
            "",
        ),
        (
            "en",
            "Brown mole on the arm, not changed at all. It doesn't itch or hurt, no bleeding, no crust.",
            "",
            "w7pc_change_in_size abcde_evolution w7pc_change_in_sensation w7pc_oozing",
        ),
        (
            "en",
            "Black nodule on the shoulder, firm, 9 mm, blue in places.",
            "efg_elevated efg_firm abcde_diameter_6_mm",
            "",
        ),
        (
            "es",
            "Lunar en la pierna que creció el doble en tres meses y pica.",
            "w7pc_change_in_size abcde_evolution",
            "",
        ),
        (
            "es",
            "Lunar en el brazo que no ha cambiado nada. No pica ni duele.",
            "",
            "w7pc_change_in_sensation abcde_evolution",
        ),
        ("zh", "腿上一颗黑痣，三个月来大了一倍，碰到会出血。", "w7pc_change_in_size abcde_evolution w7pc_oozing", ""),
        ("zh", "手臂上一颗痣，多年没变化，不痒不痛。", "", "w7pc_change_in_sensation abcde_evolution"),
    ],
)
def test_what_is_told_of_a_mole_answers_its_checklists(
    language: Language, text: str, present: str, absent: str
) -> None:
    told = _told(text, language)
    assert {finding: told.get(finding) for finding in present.split()} == dict.fromkeys(present.split(), "present")
    assert {finding: told.get(finding) for finding in absent.split()} == dict.fromkeys(absent.split(), "absent")


def test_a_rash_answers_no_checklist_of_a_mole() -> None:
    told = _told("Itchy red rash on both arms, spreading for two months, it weeps and bleeds where I scratch.", "en")
    items = {finding for finding in told if finding.startswith(("w7pc_", "abcde_", "efg_"))}
    assert not items


@pytest.mark.parametrize(
    ("language", "text", "count"),
    [
        ("en", "There are about 25 small shiny bumps on her thigh.", 25),
        ("en", "Six round sores on the shins since Monday.", 6),
        ("en", "O/E papules x 7 on the flank", 7),
        ("en", "My 4 year old has spots.", None),
        ("en", "Two weeks of red spots, 3 tablets taken, day 5 spots.", None),
        ("en", "blisters x 3 days", None),
        ("es", "Tiene unos 15 granitos en la espalda", 15),
        ("es", "Úlceras x 3 en la lengua", 3),
        ("es", "Hace 2 semanas manchas rojas", None),
        ("zh", "肚子上有三十来颗小疙瘩", 30),
        ("zh", "双下肢红斑，大约20个，不痒", 20),
        ("zh", "两个月前起疹子，三天前加重", None),
    ],
)
def test_a_number_of_lesions_is_counted_and_no_other_number(language: Language, text: str, count: float | None) -> None:
    seen = observe(Case(history=text, language=language)).counted().get("lesion_count")
    assert (seen.value if seen else None) == count


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "I am 58. A brown waxy spot came on my back when I was 52 and is a nodule now.", True),
        ("en", "He is 45 with a mole on the arm since he was 20.", False),
        ("en", "61 year old, itchy scaly plaques since she was 50.", False),
        ("es", "Tengo 66 años. Lunar en la cara desde los 60.", True),
        ("es", "Tengo 44 años. Lunar en la cara desde los 20.", False),
        ("zh", "男，63岁，背部色素痣，55岁后出现。", True),
        ("zh", "女，42岁，面部色素痣，20岁起有。", False),
    ],
)
def test_a_spot_is_new_after_forty_by_the_age_and_since_when_it_is_there(
    language: Language, text: str, expected: bool
) -> None:
    assert ("new_lesion_after_age_40" in _told(text, language)) is expected


@pytest.mark.parametrize(
    ("language", "text", "finding", "polarity"),
    [
        ("en", "Dermoscopy: atypical network, irregular dots and globules.", "7pc_irregular_dots_globules", "present"),
        ("en", "Dermoscopy: no atypical network, no regression structures.", "3pc_atypical_network", "absent"),
        ("en", "No blue-white veil.", "7pc_blue_whitish_veil", "absent"),
        ("es", "Dermatoscopia: sin retículo atípico ni proyecciones irregulares.", "7pc_irregular_streaks", "absent"),
        ("zh", "皮肤镜：未见不典型色素网及不规则条纹。", "7pc_atypical_pigment_network", "absent"),
        ("en", "Skin type V, itchy ankles.", "fitzpatrick_type_v", "present"),
        ("en", "I always burn and never tan.", "fitzpatrick_type_i", "present"),
        ("es", "Paciente fototipo II con placa.", "fitzpatrick_type_ii", "present"),
        ("zh", "患者皮肤IV型，面部褐斑。", "fitzpatrick_type_iv", "present"),
        ("en", "I hate how it looks.", "scin_bothersome_appearance", "present"),
        ("es", "Me da vergüenza mostrar los brazos.", "scin_bothersome_appearance", "present"),
        ("zh", "脸上长斑，太难看了。", "scin_bothersome_appearance", "present"),
    ],
)
def test_dermoscopy_skin_types_and_looks_that_bother_are_read(
    language: Language, text: str, finding: str, polarity: Polarity
) -> None:
    assert _told(text, language).get(finding) == polarity


@pytest.mark.parametrize(
    ("days", "finding"), [("three days", "less_than_one_week"), ("two years", "more_than_one_year")]
)
def test_how_long_it_has_lasted_answers_the_question_of_scin(days: str, finding: str) -> None:
    assert f"scin_{finding}" in _told(f"Itchy rash on the legs for {days}.", "en")


def test_a_finding_of_the_lists_that_does_not_exist_is_a_problem(tmp_path: Path) -> None:
    text = (KNOWLEDGE / "checklists.yaml").read_text(encoding="utf-8")
    (tmp_path / "checklists.yaml").write_text(text.replace("of: [[asymmetry]]", "of: [[assymetry]]"), encoding="utf-8")
    [problem] = checklist_problems(knowledge(), tmp_path)
    assert "'assymetry' is not in findings.csv" in str(problem)
    assert not [*checklist_problems(knowledge(), KNOWLEDGE)]


def test_the_answers_to_scin_are_findings() -> None:
    assert {f"scin_{name.lower()}" for name in shipped("scin.yaml")["durations"]} <= knowledge().findings.keys()
