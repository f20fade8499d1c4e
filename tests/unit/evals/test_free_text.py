"""Free-text answers to the conditions they name: in three languages, and never one that they rule out."""

import csv
from typing import Any, cast

import pytest

from dermagent.evals.datasets.dermavqa import labelled
from dermagent.evals.datasets.free_text import conditions_named
from dermagent.knowledge.base import knowledge
from dermagent.knowledge.names import find_conditions
from dermagent.resources import KNOWLEDGE
from dermagent.types import Language
from tests.bench.label_mapping import SAMPLE, SECOND, answers, figures, mapped, sample
from tests.shared import ROOT


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Eczema, not psoriasis.", ["eczema_unspecified"]),
        ("en", "Scabies can be ruled out; I think of urticaria.", ["urticaria"]),
        ("en", "Melanoma cannot be ruled out.", ["melanoma"]),
        ("en", "We can't exclude melanoma.", ["melanoma"]),
        ("en", "No doubt psoriasis.", ["plaque_psoriasis"]),
        ("en", "Not vitiligo at first, but in the end: vitiligo.", ["vitiligo"]),
        ("zh", "不是白癜风，是湿疹。", ["eczema_unspecified"]),
        ("zh", "是不是黑色素瘤？", ["melanoma"]),
        ("zh", "不能排除黑色素瘤。", ["melanoma"]),
        ("zh", "湿疹，银屑病待排除。", ["eczema_unspecified", "plaque_psoriasis"]),
        ("zh", "做病理，排除基底细胞癌。", ["basal_cell_carcinoma"]),
        ("zh", "已排除疥疮，考虑湿疹。", ["eczema_unspecified"]),
        ("zh", "排除疥疮后考虑湿疹。", ["eczema_unspecified"]),
        ("es", "No es psoriasis, es un eccema.", ["eczema_unspecified"]),
        ("es", "No se puede descartar un melanoma.", ["melanoma"]),
        ("es", "Se ha descartado la sarna.", []),
        ("es", "Biopsia para descartar melanoma.", ["melanoma"]),
        ("en", "Amelanotic melanoma must be excluded histologically.", ["amelanotic_melanoma"]),
        ("en", "Hand, foot and mouth disease? Herpangina?", ["hand_foot_and_mouth_disease", "herpangina"]),
        ("en", "Tinea manuum (a fungal infection of the hand).", ["tinea_manuum"]),
        ("en", "Summer dermatitis? Sand dermatitis?", []),
        ("en", "Neurodermatitis, I think.", ["lichen_simplex_chronicus"]),
        ("zh", "可能是脓疱疮，如无好转需考虑单纯疱疹。", ["impetigo", "herpes_simplex"]),
        ("zh", "慢性湿疹，已经明显苔藓化了。", ["chronic_dermatitis_unspecified"]),
        ("zh", "考虑金黄色苔藓。", []),
        ("es", "Creo que es enfermedad de manos, pies y boca.", ["hand_foot_and_mouth_disease"]),
        ("es", "Conviene hacer pruebas para hongos.", []),
    ],
)
def test_a_condition_is_named_unless_it_is_ruled_out(language: Language, text: str, expected: list[str]) -> None:
    assert list(conditions_named(text, language)) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "I do not believe it is scabies. More likely insect bites.", ["insect_bite_reaction"]),
        ("en", "We wouldn't call it impetigo; herpes simplex fits better.", ["herpes_simplex"]),
        ("en", "Your father had vitiligo, while you have pityriasis alba.", ["pityriasis_alba"]),
        ("en", "His sister has eczema.", []),
        ("en", "Initially treated as tinea, but the biopsy shows granuloma annulare.", ["granuloma_annulare"]),
        ("en", "It was long believed to be rosacea and turned out to be lupus erythematosus.", None),
        ("en", "I would have said scabies if others itched, but they do not: urticaria.", ["urticaria"]),
        ("en", "In contrast to impetigo, erysipelas is painful.", ["erysipelas"]),
        ("en", "Vaccination protects against measles. This is roseola infantum.", ["roseola_infantum"]),
        ("en", "It was treated as tinea and got better.", ["tinea_unspecified"]),
        ("en", "I don't think you can rule out melanoma.", ["melanoma"]),
        ("en", "bcc, scc", ["basal_cell_carcinoma", "squamous_cell_carcinoma_of_skin"]),
        ("zh", "我不觉得是疥疮，更像丘疹性荨麻疹。", ["papular_urticaria"]),
        ("zh", "您父亲有白癜风，您这个是白色糠疹。", ["pityriasis_alba"]),
        ("zh", "起初诊断为脓疱疮，后来发现是单纯疱疹。", ["herpes_simplex"]),
        ("zh", "与丹毒不同，蜂窝织炎边界不清。", ["cellulitis"]),
        ("zh", "防晒可以预防基底细胞癌。", []),
        ("zh", "不除外黑色素瘤。", ["melanoma"]),
        ("zh", "这样的皮疹下“紫癜”有点勉强！", []),
        ("zh", "曾按癣治疗无效，是典型的环状肉芽肿。", ["granuloma_annulare"]),
        ("zh", "玫瑰痤疮。虽然与寻常痤疮相似，但没有粉刺，不支持。", ["rosacea"]),
        ("en", "Urticaria. Although scabies can look alike, the course argues against it.", ["urticaria"]),
        ("en", "Although it itches, scabies is likely.", ["scabies"]),
        ("en", "Herpes zoster. Contact dermatitis was considered but is unlikely.", ["herpes_zoster"]),
        ("es", "Se trató como tiña sin mejoría; es granuloma anular.", ["granuloma_annulare"]),
        ("es", "No me parece sarna, sino urticaria.", ["urticaria"]),
        ("es", "Mi hermana tiene vitíligo; esto es pitiriasis alba.", ["pityriasis_alba"]),
        ("es", "Al principio se trató como tiña, pero era granuloma anular.", ["granuloma_annulare"]),
        ("es", "A diferencia del impétigo, la erisipela duele.", ["erysipelas"]),
        ("es", "La vacuna protege contra el sarampión.", []),
        ("es", "No creo que se pueda descartar un melanoma.", ["melanoma"]),
    ],
)
def test_what_a_text_only_sets_aside_is_not_named(language: Language, text: str, expected: list[str] | None) -> None:
    named = list(conditions_named(text, language))
    assert named == expected if expected is not None else named and "rosacea" not in named


def found(text: str, language: Language) -> list[str]:
    return [match.key for match in find_conditions(text, language)]


def test_the_characters_of_tinea_and_lichen_may_be_taken_for_each_other() -> None:
    assert found("股藓", "zh") == found("股癣", "zh") == ["tinea_cruris"]
    assert found("扁平苔癣", "zh") == found("扁平苔藓", "zh") == ["lichen_planus"]


@pytest.mark.parametrize(
    ("text", "condition"),
    [("lunares", "melanocytic_nevus"), ("verrugas planas", "verruca_plana"), ("melanomas", "melanoma")],
)
def test_spanish_names_are_found_in_the_plural(text: str, condition: str) -> None:
    assert found(text, "es") == [condition]


def test_a_response_that_rules_a_condition_out_is_no_vote_for_it() -> None:
    says = ("银屑病", "银屑病", "不是湿疹", "不像湿疹")
    responses = [{"author_id": f"U{n}", "content_zh": text, "content_en": ""} for n, text in enumerate(says)]
    entry: dict[str, Any] = {
        "encounter_id": "E1",
        "image_ids": [],
        "query_content_en": "A rash.",
        "responses": responses,
    }
    case = labelled(entry, ROOT, "", "en", marked=False, where="here")
    assert case.reference == {"plaque_psoriasis": 1.0}


def test_the_judged_sample_holds_no_text_of_dermavqa_and_known_conditions_only() -> None:
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["number"]) for row in rows] == list(range(1, 151))
    assert all(bool(row["encounter_id"]) != bool(row["text"]) for row in rows)
    counted = [
        sum(bool(row["encounter_id"]) and row["language"] == tongue for row in rows) for tongue in ("en", "zh", "es")
    ]
    assert counted == [40, 40, 40]
    named = {condition for row in rows for condition in row["conditions"].split(";") if condition}
    assert named <= knowledge().conditions.keys()


def test_the_second_sample_shares_no_response_with_the_first() -> None:
    given = []
    for path in (SAMPLE, SECOND):
        with path.open(encoding="utf-8", newline="") as file:
            given.append(list(csv.DictReader(file)))
    first, second = ({(row["encounter_id"], row["response"]) for row in rows if row["encounter_id"]} for rows in given)
    assert len(second) == 60 and not first & second and not any(row["text"] for row in given[1])
    named = {one for row in given[1] for one in row["conditions"].split(";") if one}
    assert named <= knowledge().conditions.keys()


def test_the_figures_of_the_sample_are_shares_over_mentions_and_texts() -> None:
    own = [one for one in sample() if one.own]
    wrong = [one for one in own if mapped(one) != one.conditions]
    precision, recall, exact = figures(own)
    assert (exact.n, round(exact.value * 30)) == (30, 30 - len(wrong))
    assert precision.n == sum(len(mapped(one)) for one in own)
    assert recall.n == sum(len(one.conditions) for one in own)


def test_a_disease_that_is_not_held_hides_the_name_inside_its_own() -> None:
    with (KNOWLEDGE / "names_not_held.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({(row["language"], row["name"]) for row in rows}) == len(rows) > 50
    for row in rows:
        assert found(row["name"], cast(Language, row["language"])) == [], row["name"]


def test_the_answers_in_the_style_of_vision_models_are_mapped_as_they_were_judged() -> None:
    given = answers()
    assert len(given) == 80 and {c for one in given for c in one.conditions} <= knowledge().conditions.keys()
    precision, recall, _ = figures(given)
    assert precision.value >= 0.97 and recall.value >= 0.97
