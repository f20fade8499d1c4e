"""Whole answers: after "not X; it is Y", by letters, in marks, rows and fields, read alike at both doors."""

import json
from pathlib import Path

import pytest

from dermagent.evals.datasets.free_text import conditions_named
from dermagent.evals.datasets.laid_out import in_plain_lines
from dermagent.evals.running.predictions import read_predictions
from dermagent.types import Language

#: Texts, the condition that comes first, and what is no answer.
OVERTURNED: list[tuple[Language, str, str, set[str]]] = [
    ("en", "On second thoughts this isn't scabies at all; it is papular urticaria.", "papular_urticaria", {"scabies"}),
    ("en", "The lesion was not rosacea in the end. It is perioral dermatitis.", "perioral_dermatitis", {"rosacea"}),
    ("en", "My first idea, rosacea, has been abandoned in favour of acne vulgaris.", "acne_vulgaris", {"rosacea"}),
    ("en", "Mistaken for rosacea, but lupus pernio is the diagnosis I hold.", "cutaneous_sarcoidosis", {"rosacea"}),
    ("en", "Call it cellulitis? I wouldn't; this is stasis dermatitis.", "stasis_dermatitis", {"cellulitis"}),
    ("en", "None of acne, rosacea or scabies: this is perioral dermatitis.", "perioral_dermatitis", {"scabies"}),
    ("en", "At first I believed it was vitiligo; in the end it is pityriasis alba.", "pityriasis_alba", {"vitiligo"}),
    ("en", "In contrast to rosacea, scabies itches at night, as here. Hence: scabies.", "scabies", {"rosacea"}),
    ("es", "Al principio pensé en sarna, pero al final se trata de urticaria.", "urticaria", {"scabies"}),
    ("es", "Se consideró melanoma y se rechazó a favor de nevus.", "melanocytic_nevus", {"melanoma"}),
    (
        "es",
        "Ni psoriasis ni sarna: se trata de pitiriasis rosada.",
        "pityriasis_rosea",
        {"scabies", "plaque_psoriasis"},
    ),
    ("zh", "起初以为是银屑病，最后还是扁平苔藓。", "lichen_planus", {"plaque_psoriasis"}),
    ("zh", "容易被误认为体癣，但诊断是玫瑰糠疹。", "pityriasis_rosea", {"tinea_corporis"}),
    ("zh", "疥疮、银屑病都不是，而是玫瑰糠疹。", "pityriasis_rosea", {"plaque_psoriasis", "scabies"}),
]
CHOSEN: list[tuple[Language, str, str, set[str]]] = [
    ("en", "A. Vitiligo\nB. Scabies\nC. Leprosy\nAnswer: C", "leprosy", {"vitiligo", "scabies"}),
    ("en", "(a) scabies (b) urticaria (c) vitiligo. The correct answer is (b).", "urticaria", {"scabies", "vitiligo"}),
    ("en", "1) Melanoma\n2) Dermatofibroma\n3) Scabies\nFinal answer: 2", "dermatofibroma", {"melanoma", "scabies"}),
    ("en", "[A] Cellulitis [B] Erysipelas [C] Scabies\n**Answer: C**", "scabies", {"cellulitis", "erysipelas"}),
    ("en", "i) Vitiligo ii) Lichen planus iii) Scabies\nAnswer: ii", "lichen_planus", {"vitiligo", "scabies"}),
    ("en", "A) Vitiligo\nB) Lichen planus\nC) Scabies\n\nB", "lichen_planus", {"vitiligo", "scabies"}),
    ("en", "The answer is B.\n\nA. Vitiligo\nB. Scabies\nC. Milia", "scabies", {"vitiligo", "milia"}),
    ("es", "a) Melanoma\nb) Sarna\nc) Dermatofibroma\nRespuesta: b)", "scabies", {"melanoma", "dermatofibroma"}),
    ("es", "1. Sarna 2. Urticaria 3. Rosácea. La opción correcta es la 3.", "rosacea", {"scabies", "urticaria"}),
    ("zh", "A、湿疹 B、疥疮 C、玫瑰糠疹\n答案：C", "pityriasis_rosea", {"scabies"}),
    ("zh", "（1）荨麻疹（2）疥疮（3）白癜风。正确答案为（2）。", "scabies", {"urticaria", "vitiligo"}),
    ("zh", "A．白癜风\nB．疥疮\nC．荨麻疹\n故选B。", "scabies", {"vitiligo", "urticaria"}),
]
LAID_OUT: list[tuple[Language, str, str, set[str]]] = [
    ("en", "✔ Urticaria ✘ Scabies ✘ Rosacea", "urticaria", {"scabies", "rosacea"}),
    ("en", "[x] Lichen planus\n[ ] Rosacea\n[ ] Scabies", "lichen_planus", {"rosacea", "scabies"}),
    ("en", "Likelihood: impetigo low, rosacea moderate, scabies high", "scabies", set()),
    ("en", "Confidence: rosacea 0.1, scabies 0.2, impetigo 0.7", "impetigo", set()),
    ("en", "rank;diagnosis\n3;rosacea\n1;scabies\n2;impetigo", "scabies", set()),
    ("en", "diagnosis,rank\nvitiligo,2\npityriasis alba,1", "pityriasis_alba", set()),
    ("en", "Differential: impetigo, rosacea. Impression: scabies.", "scabies", set()),
    ("en", "Least likely: scabies. Most likely: urticaria.", "urticaria", set()),
    ("en", "| Dx | Verdict |\n|---|---|\n| Scabies | excluded |\n| Rosacea | most probable |", "rosacea", {"scabies"}),
    ("en", "<think>Could be scabies.</think>\nUrticaria", "urticaria", {"scabies"}),
    ("es", "Confianza: rosácea baja, sarna alta", "scabies", set()),
    ("es", "Diferencial: sarna, rosácea. Conclusión: urticaria.", "urticaria", set()),
    ("zh", "鉴别诊断：疥疮、荨麻疹。结论：银屑病。", "plaque_psoriasis", set()),
    ("zh", "可能性：银屑病低，体癣高", "tinea_corporis", set()),
    ("zh", "❌荨麻疹 ✅疥疮", "scabies", {"urticaria"}),
]
FIELDS: list[tuple[Language, str, str, set[str]]] = [
    ("en", '{"ruled_out": ["melanoma"], "most_likely": "scabies"}', "scabies", {"melanoma"}),
    ("en", '{"ruledOut": ["scabies"], "finalDiagnosis": "urticaria"}', "urticaria", {"scabies"}),
    ("en", '{"differential": ["rosacea", "scabies"], "final": "impetigo"}', "impetigo", set()),
    ("en", '{"rosacea": 0.2, "scabies": 0.8}', "scabies", set()),
    ("en", '{"rosacea": false, "scabies": true}', "scabies", {"rosacea"}),
    ("en", '{"diagnosis": "scabies", "confidence": "high"}', "scabies", set()),
    ("es", '{"descartados": ["sarna"], "mas_probable": "urticaria"}', "urticaria", {"scabies"}),
    ("zh", '{"排除": ["荨麻疹"], "最可能": "疥疮"}', "scabies", {"urticaria"}),
]
#: What looks like one of these and is none.
PLAIN: list[tuple[Language, str, str, set[str]]] = [
    ("en", "This is not typical of psoriasis; it is nevertheless psoriasis.", "plaque_psoriasis", set()),
    ("en", "Melanoma was mistaken for a wart before. Melanoma is the diagnosis.", "melanoma", {"verruca_vulgaris"}),
    ("en", "None of the creams helped; it is tinea corporis.", "tinea_corporis", set()),
    ("en", "Answer: A. Psoriasis", "plaque_psoriasis", set()),
    ("en", "A) Psoriasis is most likely. B) Lichen planus is possible.", "plaque_psoriasis", set()),
    ("en", "Hepatitis B was excluded. Answer: lichen planus.", "lichen_planus", set()),
    ("en", "Impression: rosacea. Differential: acne vulgaris, scabies.", "rosacea", set()),
    ("en", "diagnosis,date\nscabies,2021\nrosacea,2020", "scabies", set()),
    ("es", "No es grave; es psoriasis.", "plaque_psoriasis", set()),
    ("zh", "不排除黑色素瘤；建议活检。", "melanoma", set()),
]


@pytest.mark.parametrize(("language", "text", "first", "none"), [*OVERTURNED, *CHOSEN, *LAID_OUT, *FIELDS, *PLAIN])
def test_both_doors_put_the_answer_first_and_what_is_refuted_nowhere(
    language: Language, text: str, first: str, none: set[str], tmp_path: Path
) -> None:
    path = tmp_path / "p.jsonl"
    path.write_text(json.dumps({"case_id": "1", "ranked": [text]}), encoding="utf-8")
    scored = [name for name, _ in read_predictions(path).ranked["1"]]
    for named in (list(conditions_named(text, language)), scored):
        assert named[:1] == [first]
        assert none.isdisjoint(named)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("rank,name\n2,foo\n1,bar", "bar\nfoo"),
        ("| Name | Verdict |\n|---|---|\n| Foo | out |", "Foo: out"),
        ("a, b\nc, d", "a, b\nc, d"),
        ("~~foo~~ bar", "  bar"),
        ('{"a_b": ["x", "y"], "c": [{"d": 1}]}', '{"a_b": ["x", "y"], "c": [{"d": 1}]}'),
    ],
)
def test_rows_and_fields_become_lines_of_words(text: str, plain: str) -> None:
    assert in_plain_lines(text) == plain
