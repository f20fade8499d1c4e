"""Replies without JSON: what they hold as YAML, as a table or as lists under headings is read, and nothing else."""

import pytest

from dermagent.llm.schema import UnreadableReply, read_reply
from dermagent.steps.retrieve.vlm import VisionReply


def _read(text: str) -> list[tuple[str, float]]:
    return [(one.name, round(one.confidence, 2)) for one in read_reply(text, VisionReply).candidates]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (
            "```yaml\ncandidates:\n  - name: Lichen planus\n    confidence: 0.6\n"
            "  - name: Psoriasis\n    confidence: 0.3\n```",
            [("Lichen planus", 0.6), ("Psoriasis", 0.3)],
        ),
        (
            "- condition: Tinea\n  probability: 55%\n- condition: Eczema\n  probability: 20%",
            [("Tinea", 0.55), ("Eczema", 0.2)],
        ),
        ("diagnosis: Rosacea\nconfidence: 0.8\nreason: flushing", [("Rosacea", 0.8)]),
        (
            "My view:\n\n| # | Condition | Likelihood | Why |\n|--:|:--|---|---|\n"
            "| 1 | **Rosacea** | 65 % | flushing |\n"
            "| 2 | Acne | 20 % | pustules |\n\nThis is no advice.",
            [("Rosacea", 0.65), ("Acne", 0.2)],
        ),
        ("Enfermedad\tProbabilidad\nRosácea\t65 %\nAcné\t20 %", [("Rosácea", 0.65), ("Acné", 0.2)]),
        (
            "From the history I would put the differential diagnoses in this order:\n"
            "1. **Urticaria** (70%) \u2013 wheals that move.\n"
            "   - no scale\n   - hours only\n2. **Insect bites** (20%): legs.\n\n"
            "### Next steps\n1. Antihistamine\n2. Diary",
            [("Urticaria", 0.7), ("Insect bites", 0.2)],
        ),
        (
            "**Most likely diagnosis:** Vitiligo\n**Confidence:** 75%\n\n**Alternatives:**\n- Pityriasis alba (15%)\n\n"
            "**Ruled out:**\n- Leprosy",
            [("Vitiligo", 0.75), ("Pityriasis alba", 0.15)],
        ),
        (
            "\u6700\u53ef\u80fd\u7684\u8bca\u65ad\uff1a\u8368\u9ebb\u75b9\uff0860%\uff09\n\u9274\u522b\u8bca\u65ad\uff1a\n"
            "1\u3001\u866b\u54ac\u76ae\u708e\uff0820%\uff09\n2\u3001\u6e7f\u75b9\uff0810%\uff09",
            [("\u8368\u9ebb\u75b9", 0.6), ("\u866b\u54ac\u76ae\u708e", 0.2), ("\u6e7f\u75b9", 0.1)],
        ),
        ("# Diagnosis\n\nWarts\n\n# Differential\n* Corns - pressure", [("Warts", 0.0), ("Corns", 0.0)]),
        (
            "Possible causes:\n\n1. Scabies - itch at night\n2. Folliculitis - pustules",
            [("Scabies", 0.0), ("Folliculitis", 0.0)],
        ),
        ("Psoriasis", [("Psoriasis", 0.0)]),
        ("```\nPsoriasis\n```", [("Psoriasis", 0.0)]),
        ("Psoriasis; seborrheic dermatitis.", [("Psoriasis", 0.0), ("seborrheic dermatitis", 0.0)]),
        ("Not this:\n- Melanoma\n\nThis:\n- Angioma", [("Angioma", 0.0)]),
        ("must_not_miss: Meningococcemia\ndiagnosis: Hives", [("Hives", 0.42), ("Meningococcemia", 0.15)]),
        ("Red flags:\n- Erysipelas\n\nDiagnosis:\n- Eczema", [("Eczema", 0.42), ("Erysipelas", 0.15)]),
        ("Most likely: Rosacea\nOthers: Acne, lupus", [("Rosacea", 0.0), ("Acne", 0.0), ("lupus", 0.0)]),
        ("name: Lupus\nconfidence: 0.6\n\nname: Rosacea\nconfidence: 0.2", [("Lupus", 0.6), ("Rosacea", 0.2)]),
        ("Diagnoses:\nLupus\nRosacea", [("Lupus", 0.0), ("Rosacea", 0.0)]),
        ("### 1. Wart\nA rough lump.\n### 2. Corn\nOver bone.", [("Wart", 0.0), ("Corn", 0.0)]),
        ("Diagnoses:\n- Scabies\n\n**Impetigo**\n\nCare: wash.", [("Scabies", 0.0), ("Impetigo", 0.0)]),
        (
            "| Condition | Likelihood | Why |\n|---|---|---|\n| Gout | 60 % | pain |\n| Lupus | 30 % |",
            [("Gout", 0.6), ("Lupus", 0.3)],
        ),
        ("1. Wart\n2. No melanoma\n3. Corn", [("Wart", 0.0), ("Corn", 0.0)]),
        ("Wart: 70%\nCorn: 20%", [("Wart", 0.7), ("Corn", 0.2)]),
        ("First: Wart\nSecond: Corn\nThird: Callus", [("Wart", 0.0), ("Corn", 0.0), ("Callus", 0.0)]),
        ("Wart > Corn > Callus", [("Wart", 0.0), ("Corn", 0.0), ("Callus", 0.0)]),
        ("<think>Psoriasis? Lupus?</think>\n1. Lupus: likely\n2. Rosacea: low", [("Lupus", 0.7), ("Rosacea", 0.1)]),
    ],
)
def test_a_reply_in_another_form_than_json_is_read(text: str, read: list[tuple[str, float]]) -> None:
    assert _read(text) == read


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry, I can't give a diagnosis. You should:\n1. See a doctor\n2. Keep it dry",
        "The image shows:\n1. Erythema\n2. Scale",
        "Risk factors:\n- Eczema\n- Asthma",
        "Questions:\n1. Is there psoriasis in the family?\n2. Any new drug?",
        "The following diagnoses can be excluded here by the history alone:\n- Melanoma\n- Lupus",
        "I find no:\n- Melanoma",
        "Things people ask about:\n- Lupus\n\nWhat they found:\n- Rosacea",
        "As an AI I cannot diagnose this. Examples of rashes:\n- Rosacea\n- Lupus",
        "Ruled out:\n- Melanoma\n- Lupus",
        "| Finding | Present |\n|---|---|\n| scale | yes |",
        "It is hard to say whether this is psoriasis or eczema.",
        "The lesion is benign.",
        "To my eye it might well be a psoriasis.",
        "a: &a [Lupus, Lupus]\ndiagnoses: [*a, *a]",
        '"name": "Lupus",\n  "confidence": {',
        "diagnosis: Lupus\n" * 2_000,
    ],
)
def test_what_names_no_conditions_is_asked_for_again(text: str) -> None:
    with pytest.raises(UnreadableReply):
        read_reply(text, VisionReply)
