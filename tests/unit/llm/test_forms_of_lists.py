"""Lists in forms that models write beside JSON, and items that their own words, verdicts or marks rule out."""

import pytest

from dermagent.llm.schema import read_reply
from dermagent.steps.named import shares_of
from dermagent.steps.retrieve.vlm import VisionReply


@pytest.mark.parametrize(
    ("text", "there", "not_there"),
    [
        ("1. Psoriasis (60%)\n2. ~~Scabies~~ - ruled out", "plaque_psoriasis", "scabies"),
        (
            "1. Lichen planus (60%)\n2. Psoriasis (20%)\n3. ~~Scabies~~ (excluded)",
            "lichen_planus plaque_psoriasis",
            "scabies",
        ),
        (
            "- Rosacea 70%\n- <del>Lupus</del> – ruled out by biopsy",
            "rosacea",
            "cutaneous_lupus_erythematosus_unspecified",
        ),
        ("1. ~~Scabies~~ ruled out\n2. Psoriasis (60%)", "plaque_psoriasis", "scabies"),
        ("> 1. Psoriasis (60%)\n> 2. Tinea corporis (30%)", "plaque_psoriasis tinea_corporis", ""),
        ('> {"candidates":[{"name":"Rosacea","confidence":0.6}]}', "rosacea", ""),
        ('> ```json\n> {"candidates":[{"name":"Rosacea",\n> "confidence":0.6}]}\n> ```', "rosacea", ""),
        ("> Here is my answer:\n>\n> - Acné 50 %\n> - Rosácea 30 %", "acne_vulgaris rosacea", ""),
        ("{'candidates': [('Psoriasis', 0.6), ('Tinea corporis', 0.3)]}", "plaque_psoriasis tinea_corporis", ""),
        ("[('Rosacea', 0.6), ('Acne vulgaris', 0.3)]", "rosacea acne_vulgaris", ""),
        ("{'candidates': {('Psoriasis', 0.6)}}", "plaque_psoriasis", ""),
        ("{'candidates': {'Psoriasis', 'Tinea corporis'}}", "plaque_psoriasis tinea_corporis", ""),
        (
            (
                '{"considered":[{"disease":"Scabies","verdict":"rejected"},{"disease":"Psoriasis","verdict"'
                ':"accepted"}]}'
            ),
            "plaque_psoriasis",
            "scabies",
        ),
        (
            (
                '{"evaluated":[{"condition":"Rosacea","decision":"accepted"},{"condition":"Lupus","decision'
                '":"rejected"}]}'
            ),
            "rosacea",
            "cutaneous_lupus_erythematosus_unspecified",
        ),
        (
            ('{"reviewed":[{"diagnosis":"Impétigo","estado":"aceptado"},{"diagnosis":"Sarna","estado":"rechazado"}]}'),
            "impetigo",
            "scabies",
        ),
        (
            ('{"before":[{"name":"Scabies","confidence":0.7}],"after":[{"name":"Psoriasis","confidence":0.6}]}'),
            "plaque_psoriasis",
            "",
        ),
        ('{"candidates":[{"icd10":"L40.0","confidence":0.6}]}', "plaque_psoriasis", ""),
        ('{"candidates":[{"icd_code":"B86","confidence":0.6},{"icd_code":"L20.9","confidence":0.2}]}', "scabies", ""),
        ('{"diagnoses":[{"code":"L71.9","probability":0.6}]}', "rosacea", ""),
        ('{"candidates":[{"name":"L40","confidence":0.6}]}', "plaque_psoriasis", ""),
        ("\\boxed{Psoriasis}", "plaque_psoriasis", ""),
        ("$\\boxed{\\text{Rosacea}}$", "rosacea", ""),
        ("The answer is \\boxed{Tinea corporis}.", "tinea_corporis", ""),
        (
            ("{candidates: [{name: Psoriasis, confidence: 0.6}, {name: Tinea corporis, confidence: 0.3}]}"),
            "plaque_psoriasis tinea_corporis",
            "",
        ),
        ("{«candidates»: [{«name»: «Rosacea», «confidence»: 0.6}]}", "rosacea", ""),
        ("{”candidates”: [{”name”: ”Rosacea”, ”confidence”: 0.6}]}", "rosacea", ""),
        ('{"candidates" = [{"name" = "Rosacea", "confidence" = 0.6}]}', "rosacea", ""),
        ("%7B%22candidates%22%3A%5B%7B%22name%22%3A%22Rosacea%22%2C%22confidence%22%3A0.6%7D%5D%7D", "rosacea", ""),
        (
            ('{"candidates":[{"name":"Melanoma","confidence":"none"},{"name":"Rosacea","confidence":0.6}]}'),
            "rosacea",
            "melanoma",
        ),
        (
            '{"candidates":[{"name":"Rosacea","confidence":0.6},{"name":"Lupus","confidence":"nil"}]}',
            "rosacea",
            "cutaneous_lupus_erythematosus_unspecified",
        ),
        (
            (
                '{"candidates":[{"name":"Scabies","confidence":0.3,"reason":"No burrows, so scabies is rule'
                'd out."},{"name":"Rosacea","confidence":0.6}]}'
            ),
            "rosacea",
            "scabies",
        ),
        (
            (
                '{"candidates":[{"name":"Sarna","confidence":0.3,"reason":"Sin surcos; la sarna queda desca'
                'rtada."},{"name":"Rosácea","confidence":0.6}]}'
            ),
            "rosacea",
            "scabies",
        ),
        (
            (
                '{"candidates":[{"name":"疥疮","confidence":0.3,"reason":"无隧道，疥疮已排除。"},{"name":"玫瑰痤疮","confid'
                'ence":0.6}]}'
            ),
            "rosacea",
            "scabies",
        ),
        ("1. Psoriasis (60%)\n2. Scabies (10%)", "plaque_psoriasis scabies", ""),
        (
            (
                '{"candidates":[{"name":"Melanoma","confidence":0.3,"reason":"melanoma cannot be ruled out"'
                '},{"name":"Rosacea","confidence":0.6}]}'
            ),
            "melanoma",
            "",
        ),
        (
            (
                '{"candidates":[{"name":"Melanoma","confidence":0.3,"reason":"must be kept until melanoma i'
                's ruled out"},{"name":"Rosacea","confidence":0.6}]}'
            ),
            "melanoma",
            "",
        ),
        (
            (
                '{"candidates":[{"name":"Psoriasis","confidence":0.5,"reason":"Scabies is ruled out by derm'
                'oscopy."},{"name":"Rosacea","confidence":0.3}]}'
            ),
            "plaque_psoriasis",
            "",
        ),
        (
            ('{"candidates":[{"name":"Psoriasis","confidence":"none"},{"name":"Rosacea","confidence":"none"}]}'),
            "plaque_psoriasis rosacea",
            "",
        ),
        (
            ('{"candidates":[{"name":"Psoriasis","confidence":null},{"name":"Rosacea","confidence":0.3}]}'),
            "plaque_psoriasis rosacea",
            "",
        ),
        ("Psoriasis ~ 60%\nTinea corporis ~ 20%", "plaque_psoriasis tinea_corporis", ""),
    ],
)
def test_a_list_is_read_in_its_order_and_without_what_it_rules_out(text: str, there: str, not_there: str) -> None:
    reply = read_reply(text, VisionReply)
    shares = shares_of((one.name, one.confidence) for one in reply.candidates)
    assert set(there.split()) <= set(shares) and set(not_there.split()).isdisjoint(shares)
    if "reason" not in text:
        assert [one for one in shares if one in there.split()] == there.split()
