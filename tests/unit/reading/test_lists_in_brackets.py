"""Lists in brackets that give examples of what is denied before them, and brackets that do not."""

import pytest

from dermagent.types import Language
from tests.told import observed, urgency


@pytest.mark.parametrize(
    ("language", "text", "findings"),
    [
        ("en", "Dry elbows. No general symptoms (fatigue, chills, weight loss).", {"chills", "weight_loss"}),
        ("en", "Mole on the back; without other signs (bleeding, itching).", {"bleeding", "pruritus"}),
        ("en", "Tinea. Other complaints (itch, burning): none.", {"pruritus", "burning_sensation"}),
        ("en", "Tinea. Other findings: none (purpura, oedema).", {"purpura", "oedema"}),
        ("es", "Nevo. Sin otros síntomas (picor, dolor, sangrado).", {"pruritus", "pain", "bleeding"}),
        ("es", "Acné. Niega manifestaciones generales (fiebre, pérdida de peso).", {"fever", "weight_loss"}),
        ("zh", "色素痣。无其他不适（瘙痒、疼痛、出血）。", {"pruritus", "pain", "bleeding"}),
        ("zh", "体癣。报警症状：无（发热、休克）。", {"fever", "hypotension"}),
        ("zh", "白癜风。否认全身症状（发热、消瘦）。", {"fever", "weight_loss"}),
    ],
)
def test_what_brackets_behind_a_denial_list_is_denied(language: Language, text: str, findings: set[str]) -> None:
    read_of = observed(text, language).counted()
    assert {finding: read_of[finding].polarity for finding in findings} == dict.fromkeys(findings, "absent")
    assert urgency(text, language) != "emergency"


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "Pain: no (itch, scaling).", "pruritus"),
        ("en", "She has other symptoms (fever, itch).", "fever"),
        ("en", "No change in the symptoms (itch, burning).", "pruritus"),
        ("en", "No symptoms (though she itches at night).", "pruritus"),
        ("es", "Tiene síntomas (fiebre, picor) y no tose.", "fever"),
        ("zh", "疼痛：无（瘙痒、脱屑）。", "pruritus"),
        ("zh", "有全身症状（发热、乏力），无咳嗽。", "fever"),
    ],
)
def test_other_brackets_keep_what_they_tell(language: Language, text: str, finding: str) -> None:
    assert observed(text, language).counted()[finding].polarity == "present"
