"""Replies in more forms: conditions in one line, in tags, nested, behind a disclaimer, or beside a refuted one."""

import pytest

from dermagent.knowledge.meant import match_name
from dermagent.llm.json_text import declines
from dermagent.llm.schema import UnreadableReply, read_reply
from dermagent.steps.retrieve.vlm import VisionReply

Named = list[tuple[str, float]]


def named(reply: str) -> Named:
    return [(one.name, round(one.confidence, 2)) for one in read_reply(reply, VisionReply).candidates]


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        ("1. Psoriasis (70%)\n2. Eczema (20%)\n3. Excluded: scabies", [("Psoriasis", 0.7), ("Eczema", 0.2)]),
        ("1. Rosacea\n2. Acne\n3. Lupus ruled out", [("Rosacea", 0.0), ("Acne", 0.0)]),
        ("1. Impetigo (50%)\n2. Herpes simplex (40%)\n3. Not melanoma", [("Impetigo", 0.5), ("Herpes simplex", 0.4)]),
        ("1. Psoriasis (60%)\n2. Eccema (30%)\n3. Descartado: melanoma", [("Psoriasis", 0.6), ("Eccema", 0.3)]),
        ("1. 银屑病 (60%)\n2. 湿疹 (30%)\n3. 排除：疥疮", [("银屑病", 0.6), ("湿疹", 0.3)]),
        ("- Psoriasis (60%)\n- Eczema (30%)\n- Ruled out: lupus", [("Psoriasis", 0.6), ("Eczema", 0.3)]),
        ("1. Psoriasis (60%)\n2. Ruled out: lupus\n3. Eczema (30%)", [("Psoriasis", 0.6), ("Eczema", 0.3)]),
        ("1. Psoriasis (60%)\n2. Ekzem (30%)\n3. Ausgeschlossen: Melanom", [("Psoriasis", 0.6), ("Ekzem", 0.3)]),
        ("1. Scabies\n2. Eczema\n3. Melanoma - excluded by biopsy", [("Scabies", 0.0), ("Eczema", 0.0)]),
    ],
)
def test_an_item_that_is_refuted_takes_the_others_with_it_no_more(reply: str, told: Named) -> None:
    assert named(reply) == told


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (
            "Primary: Psoriasis, confidence 0.7; secondary: Eczema, confidence 0.2",
            [("Psoriasis", 0.7), ("Eczema", 0.2)],
        ),
        (
            "Main diagnosis: Rosacea, probability 0.6; differential diagnosis: Lupus, probability 0.3",
            [("Rosacea", 0.6), ("Lupus", 0.3)],
        ),
        ("First diagnosis: Scabies (0.8); second diagnosis: Eczema (0.1)", [("Scabies", 0.8), ("Eczema", 0.1)]),
        (
            "Most likely: Vitiligo, 70%; less likely: Pityriasis alba, 20%",
            [("Vitiligo", 0.7), ("Pityriasis alba", 0.2)],
        ),
        (
            "Diagnóstico principal: Psoriasis, confianza 0.7; diagnóstico secundario: Eccema, confianza 0.2",
            [("Psoriasis", 0.7), ("Eccema", 0.2)],
        ),
        ("主要诊断：银屑病，置信度0.7；次要诊断：湿疹，置信度0.2", [("银屑病", 0.7), ("湿疹", 0.2)]),
        ("诊断：白癜风，概率0.6；鉴别诊断：花斑癣，概率0.3", [("白癜风", 0.6), ("花斑癣", 0.3)]),
        (
            "Hauptdiagnose: Psoriasis, Wahrscheinlichkeit 0.7; Differentialdiagnose: Ekzem, Wahrscheinlichkeit 0.2",
            [("Psoriasis", 0.7), ("Ekzem", 0.2)],
        ),
        ("Diagnosis: Psoriasis; confidence: 0.7", [("Psoriasis", 0.7)]),
        (
            "Primary diagnosis: Impetigo, confidence 0.5; secondary diagnosis: Scabies, confidence 0.3; "
            "tertiary diagnosis: Eczema, confidence 0.1",
            [("Impetigo", 0.5), ("Scabies", 0.3), ("Eczema", 0.1)],
        ),
    ],
)
def test_fields_in_one_line_keep_each_its_own_share(reply: str, told: Named) -> None:
    assert named(reply) == told


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (
            '{"result":{"primary":{"condition":"Psoriasis"},"secondary":[{"condition":"Scabies"}]}}',
            [("Psoriasis", 0.0), ("Scabies", 0.0)],
        ),
        (
            '{"output":{"primary":{"name":"Rosacea"},"secondary":[{"name":"Lupus"},{"name":"Acne"}]}}',
            [("Rosacea", 0.0), ("Lupus", 0.0), ("Acne", 0.0)],
        ),
        ('{"response":{"primary":"Rosacea","secondary":["Melanoma"]}}', [("Rosacea", 0.0), ("Melanoma", 0.0)]),
        (
            '{"answer":{"main":{"condition":"Vitiligo"},"others":[{"condition":"Leprosy"}]}}',
            [("Vitiligo", 0.0), ("Leprosy", 0.0)],
        ),
        (
            '{"result":{"primary":{"condition":"Psoriasis","confidence":0.6},"secondary":[{"condition":"Scabies","confidence":0.3}]}}',
            [("Psoriasis", 0.6), ("Scabies", 0.3)],
        ),
        (
            '{"analysis":{"primary_diagnosis":{"condition":"Eczema"},"secondary_diagnoses":[{"condition":"Scabies"}]}}',
            [("Eczema", 0.0), ("Scabies", 0.0)],
        ),
        (
            '{"data":{"result":{"primary":{"condition":"Eczema"},"secondary":[{"condition":"Scabies"}]}}}',
            [("Eczema", 0.0), ("Scabies", 0.0)],
        ),
        (
            '{"resultado":{"principal":{"enfermedad":"Psoriasis"},"secundario":[{"enfermedad":"Melanoma"}]}}',
            [("Psoriasis", 0.0), ("Melanoma", 0.0)],
        ),
        (
            '{"结果":{"主要诊断":{"疾病":"银屑病"},"次要诊断":[{"疾病":"黑色素瘤"}]}}',
            [("银屑病", 0.0), ("黑色素瘤", 0.0)],
        ),
        (
            '{"result":{"top":{"condition":"Impetigo"},"alternatives":[{"condition":"Scabies"}]}}',
            [("Impetigo", 0.0), ("Scabies", 0.0)],
        ),
    ],
)
def test_a_second_diagnosis_within_an_object_is_kept(reply: str, told: Named) -> None:
    assert named(reply) == told


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (
            "I can't diagnose, but the possibilities include:\n1. Cellulitis\n2. Erysipelas",
            [("Cellulitis", 0.0), ("Erysipelas", 0.0)],
        ),
        (
            "As an AI, I can't provide a diagnosis, but here are some possibilities:\n1. Psoriasis\n2. Eczema",
            [("Psoriasis", 0.0), ("Eczema", 0.0)],
        ),
        (
            "I'm not a doctor and cannot give a diagnosis. Possible causes:\n- Scabies\n- Eczema",
            [("Scabies", 0.0), ("Eczema", 0.0)],
        ),
        (
            "I am unable to diagnose, however the differential would be:\n1. Melanoma\n2. Seborrheic keratosis",
            [("Melanoma", 0.0), ("Seborrheic keratosis", 0.0)],
        ),
        (
            "I cannot provide a medical diagnosis. Possibilities:\n1) Rosacea (60%)\n2) Lupus (20%)",
            [("Rosacea", 0.6), ("Lupus", 0.2)],
        ),
        (
            "No puedo diagnosticar, pero las posibilidades son:\n1. Psoriasis\n2. Eccema",
            [("Psoriasis", 0.0), ("Eccema", 0.0)],
        ),
        ("我无法诊断，但可能的情况有：\n1. 银屑病\n2. 湿疹", [("银屑病", 0.0), ("湿疹", 0.0)]),
        (
            "Ich kann keine Diagnose stellen, aber Möglichkeiten sind:\n1. Psoriasis\n2. Ekzem",
            [("Psoriasis", 0.0), ("Ekzem", 0.0)],
        ),
        (
            "As an AI language model I cannot diagnose. Consider:\n- Impetigo\n- Herpes simplex",
            [("Impetigo", 0.0), ("Herpes simplex", 0.0)],
        ),
        (
            "Sorry, I cannot make a diagnosis, but possible diagnoses are:\n1. Acne\n2. Rosacea",
            [("Acne", 0.0), ("Rosacea", 0.0)],
        ),
    ],
)
def test_a_list_behind_a_disclaimer_is_an_answer(reply: str, told: Named) -> None:
    assert named(reply) == told


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        ("<diagnosis>Psoriasis</diagnosis>\n<diagnosis>Eczema</diagnosis>", [("Psoriasis", 0.0), ("Eczema", 0.0)]),
        ("<condition>Psoriasis</condition>\n<condition>Eczema</condition>", [("Psoriasis", 0.0), ("Eczema", 0.0)]),
        (
            '<diagnosis rank="1">Rosacea</diagnosis><diagnosis rank="2">Acne</diagnosis>',
            [("Rosacea", 0.0), ("Acne", 0.0)],
        ),
        (
            '<diagnosis probability="0.6">Rosacea</diagnosis><diagnosis probability="0.3">Acne</diagnosis>',
            [("Rosacea", 0.6), ("Acne", 0.3)],
        ),
        (
            "<diagnosis>Rosacea</diagnosis><probability>0.6</probability><diagnosis>Acne</diagnosis><probability>0.2</probability>",
            [("Rosacea", 0.6), ("Acne", 0.2)],
        ),
        (
            "<disease>Scabies</disease> <disease>Eczema</disease> <disease>Impetigo</disease>",
            [("Scabies", 0.0), ("Eczema", 0.0), ("Impetigo", 0.0)],
        ),
        ("<enfermedad>Psoriasis</enfermedad>\n<enfermedad>Eccema</enfermedad>", [("Psoriasis", 0.0), ("Eccema", 0.0)]),
        ("<诊断>银屑病</诊断>\n<诊断>湿疹</诊断>", [("银屑病", 0.0), ("湿疹", 0.0)]),
        (
            '<candidate name="Psoriasis" confidence="0.7"/>\n<candidate name="Eczema" confidence="0.2"/>',
            [("Psoriasis", 0.7), ("Eczema", 0.2)],
        ),
        ("My answer: <diagnosis>Lichen planus</diagnosis>", [("Lichen planus", 0.0)]),
    ],
)
def test_tags_that_stand_side_by_side_are_a_list(reply: str, told: Named) -> None:
    assert named(reply) == told


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        ('{"candidates":"Psoriasis (60%), Eczema (30%)"}', [("Psoriasis", 0.6), ("Eczema", 0.3)]),
        ('{"candidates":"Rosacea (0.7), Acne (0.2)"}', [("Rosacea", 0.7), ("Acne", 0.2)]),
        ('{"candidates":"Rosacea 70%, Acne 20%, Lupus 5%"}', [("Rosacea", 0.7), ("Acne", 0.2), ("Lupus", 0.05)]),
        ('{"candidates":"Scabies: 80%, Eczema: 10%"}', [("Scabies", 0.8), ("Eczema", 0.1)]),
        (
            '{"differential":"Vitiligo (likely), Pityriasis alba (unlikely)"}',
            [("Vitiligo", 0.7), ("Pityriasis alba (unlikely)", 0.15)],
        ),
        ('{"candidates":"银屑病（60%），湿疹（30%）"}', [("银屑病", 0.6), ("湿疹", 0.3)]),
        ('{"candidates":"银屑病60%、湿疹30%"}', [("银屑病", 0.6), ("湿疹", 0.3)]),
        ('{"candidates":"Psoriasis (60 %), eccema (30 %)"}', [("Psoriasis", 0.6), ("eccema", 0.3)]),
        ('{"candidates":"Psoriasis (60%) and Eczema (30%)"}', [("Psoriasis", 0.6), ("Eczema", 0.3)]),
        (
            '{"candidates":[{"name":"Psoriasis","confidence":"two in three"},'
            '{"name":"Eczema","confidence":"one in four"}]}',
            [("Psoriasis", 0.67), ("Eczema", 0.25)],
        ),
        (
            '{"candidates":[{"name":"Psoriasis","confidence":"dos de cada tres"},'
            '{"name":"Eczema","confidence":"one out of five"}]}',
            [("Psoriasis", 0.67), ("Eczema", 0.2)],
        ),
        ('{"candidates":"Psoriasis, guttate (60%)"}', [("Psoriasis, guttate", 0.6)]),
    ],
)
def test_names_and_shares_in_one_text_are_each_a_candidate(reply: str, told: Named) -> None:
    assert named(reply) == told


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        ('{"name":"diagnosis_1","label":"Psoriasis","confidence":0.6}', [("Psoriasis", 0.6)]),
        (
            '{"candidates":[{"name":"candidate_1","label":"Psoriasis","confidence":0.6},{"name":"candidate_2","label":"Eczema","confidence":0.3}]}',
            [("Psoriasis", 0.6), ("Eczema", 0.3)],
        ),
        ('{"name":"prediction 1","diagnosis":"Rosacea","confidence":0.5}', [("Rosacea", 0.5)]),
        ('{"psoriasis":true,"eczema":false}', [("psoriasis", 0.0)]),
        ('{"scabies":true,"impetigo":true,"melanoma":false}', [("scabies", 0.0), ("impetigo", 0.0)]),
        ('{"银屑病":true,"湿疹":false}', [("银屑病", 0.0)]),
        (
            '{"candidates":[{"name":"Psoriasis","confidence":0.6}]}\n{"candidates":[{"name":"Eczema","confidence":0.3}]}',
            [("Psoriasis", 0.6), ("Eczema", 0.3)],
        ),
        (
            '{"candidates":[{"name":"Psoriasis"}]}{"candidates":[{"name":"Eczema"}]}{"candidates":[{"name":"Scabies"}]}',
            [("Psoriasis", 0.0), ("Eczema", 0.0), ("Scabies", 0.0)],
        ),
        (
            '{"differential":[{"name":"Psoriasis"}]} {"differential":[{"name":"Eczema"}]}',
            [("Psoriasis", 0.0), ("Eczema", 0.0)],
        ),
        (
            '{"candidates":[{"name":"Psoriasis","confidence":0.6}]}\nOn reflection:\n'
            '{"candidates":[{"name":"Eczema","confidence":0.8}]}',
            [("Eczema", 0.8)],
        ),
    ],
)
def test_numbered_names_marks_and_several_objects_are_read(reply: str, told: Named) -> None:
    assert named(reply) == told


@pytest.mark.parametrize(
    "reply",
    [
        "I cannot diagnose. Please see:\n1. A dermatologist\n2. Your GP",
        "I'm sorry, I can't help with that.",
        "I cannot diagnose skin conditions such as:\n- Psoriasis\n- Eczema\nPlease see a doctor.",
        "I cannot say whether this is melanoma or not.",
    ],
)
def test_a_disclaimer_without_a_list_of_conditions_stays_a_refusal(reply: str) -> None:
    with pytest.raises(UnreadableReply):
        named(reply)
    assert declines(reply)


@pytest.mark.parametrize(
    "reply",
    [
        "1. Lichen planus\n2. Rosacea\n3. Not yet ruled out: melanoma",
        "1. Lichen planus\n2. Rosacea\n3. Cannot be excluded: melanoma",
        "1. Lichen planus\n2. Rosacea\n3. To be ruled out: melanoma",
        "1. Rosacea\n2. Eccema\n3. A descartar: melanoma",
        "1. 银屑病\n2. 湿疹\n3. 不能排除：黑色素瘤",
    ],
)
def test_what_is_not_excluded_or_yet_to_be_is_kept_in_a_list(reply: str) -> None:
    assert match_name(named(reply)[-1][0]) == "melanoma"


@pytest.mark.parametrize("further", ["other", "others", "secondary", "alternates"])
@pytest.mark.parametrize("wrapping", ["result", "report", "output"])
def test_a_danger_beside_a_named_first_one_is_kept_within_a_wrapping(wrapping: str, further: str) -> None:
    reply = f'{{"{wrapping}":{{"main_diagnosis":"Acne","{further}":["Melanoma"]}}}}'
    assert [name for name, _ in named(reply)] == ["Acne", "Melanoma"]
