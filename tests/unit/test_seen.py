"""Findings in a model's words: what is denied never becomes present, what is doubted stays unknown."""

from pathlib import Path
from typing import Any

import pytest

from dermagent import Case, CaseImage, adiagnose
from dermagent.llm.base import Request
from dermagent.llm.scripted import ScriptedModel
from dermagent.steps.retrieve.seen import SeenFinding, observed
from dermagent.types import Language


def read(name: str, language: Language = "en", **more: Any) -> dict[str, str]:
    found = observed([SeenFinding(name=name, seen_in_picture=True, **more)], language, in_image=True)
    return {item.finding: item.polarity for item in found}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fever", {"fever": "present"}),
        ("no fever", {"fever": "absent"}),
        ("Fever: no", {"fever": "absent"}),
        ("fever absent", {"fever": "absent"}),
        ("fever not reported", {"fever": "absent"}),
        ("denies fever", {"fever": "absent"}),
        ("absence of fever", {"fever": "absent"}),
        ("neither fever nor itch", {"fever": "absent", "pruritus": "absent"}),
        ("plaque without fever", {"plaque": "present", "fever": "absent"}),
        ("no fever, but itching", {"fever": "absent", "pruritus": "present"}),
        ("fever, itching: none", {"fever": "absent", "pruritus": "absent"}),
        ("No blisters, erosions or crusts", {"vesicle": "absent", "erosion": "absent", "crust": "absent"}),
        ("erythema with scale, no blisters", {"erythema": "present", "scale": "present", "vesicle": "absent"}),
        ("mucosa spared", {"mucosal_involvement": "absent"}),
        ("non-itchy plaque", {"pruritus": "absent", "plaque": "present"}),
        ("purple spots that do not blanch", {"purpura": "present", "non_blanching": "present", "blanching": None}),
        ("possible fever", {}),
        ("fever?", {}),
    ],
)
def test_a_denied_finding_is_absent_and_a_doubted_one_unknown(text: str, expected: dict[str, str | None]) -> None:
    found = read(text)
    assert {finding: found.get(finding) for finding in expected} == expected
    if not expected:
        assert found == {}


@pytest.mark.parametrize("text", ["no skin detachment", "skin detachment: none", "without any skin detachment"])
def test_no_skin_detachment_is_never_skin_detachment(text: str) -> None:
    assert set(read(text).values()) <= {"absent"}
    assert set(read("skin detachment").values()) == {"present"}


@pytest.mark.parametrize(("text", "language"), [("sin fiebre", "es"), ("无发热", "zh"), ("没有发热", "zh")])
def test_denials_in_the_language_of_the_case(text: str, language: Language) -> None:
    assert read(text, language) == {"fever": "absent"}


@pytest.mark.parametrize(
    ("polarity", "expected"),
    [
        ("present", "present"),
        ("Absent", "absent"),
        (False, "absent"),
        (True, "present"),
        ("negative", "absent"),
        ("denied", "absent"),
        ("false", "absent"),
        ("none", "absent"),
        ("unsure", None),
        ("possible", None),
        ("not sure", None),
        (None, None),
    ],
)
def test_the_models_own_polarity_counts(polarity: Any, expected: str | None) -> None:
    assert read("fever", polarity=polarity).get("fever") == expected


def test_being_there_counts_where_both_are_said() -> None:
    items = [SeenFinding(name=name, seen_in_picture=True) for name in ("fever", "no fever")]
    for given in (items, items[::-1]):
        assert [item.polarity for item in observed(given, "en", in_image=True)] == ["present"]


async def test_told_findings_are_counted_and_denied_ones_raise_no_alarm(photo: Path) -> None:
    def reply(_: Request) -> dict[str, Any]:
        findings = [
            {"name": "no fever", "seen_in_picture": True},
            {"name": "no skin detachment", "seen_in_picture": True},
            {"name": "itch", "seen_in_picture": False},
        ]
        named = {"name": "Psoriasis", "reason": "r", "confidence": 0.6}
        return {"reasoning": "r", "findings": findings, "candidates": [named]}

    case = Case(id="c", history="Silvery plaques on both elbows.", images=(CaseImage(path=photo.name),))
    result = await adiagnose(case, chat=ScriptedModel(reply), graph="naive_cot", folder=photo.parent)
    assert (result.urgency, result.red_flags) == ("routine", ())
    assert result.observations is not None
    seen = {item.finding: item.polarity for item in result.observations.items if item.source == "vlm"}
    assert set(seen.values()) == {"absent"}
    assert any(limit.endswith("count only as read there: 1.") for limit in result.limits)


@pytest.mark.parametrize(
    ("said", "language", "found"),
    [
        ("mucosal erosions ruled out", "en", {"mucosal_involvement": "absent", "erosion": "absent"}),
        ("erosion of lips absent", "en", {"erosion": "absent", "oral_ulcers": "absent", "lip": "absent"}),
        ("fever unlikely", "en", {}),
        ("history of fever", "en", {}),
        ("fever two years ago", "en", {}),
        ("fever = no", "en", {"fever": "absent"}),
        ("fever: false", "en", {"fever": "absent"}),
        ("fever (-)", "en", {"fever": "absent"}),
        ("fever (absent), pain (present)", "en", {"fever": "absent", "pain": "present"}),
        ("pustules instead of bullae", "en", {"pustule": "present", "bulla": "absent"}),
        ("水疱（未见）", "zh", {"vesicle": "absent"}),
        ("发热：无", "zh", {"fever": "absent"}),
        ("发热(-)", "zh", {"fever": "absent"}),
        ("fiebre: ausente", "es", {"fever": "absent"}),
        ("blisters (not scratched)", "en", {"vesicle": "present", "excoriation": "absent"}),
        ("scale; no crust", "en", {"scale": "present", "crust": "absent"}),
    ],
)
def test_a_denial_is_heard_wherever_it_stands_and_what_is_past_or_unlikely_is_not_there(
    said: str, language: Language, found: dict[str, str]
) -> None:
    item = SeenFinding.model_validate({"name": said, "polarity": "present", "seen_in_picture": True})
    assert {one.finding: one.polarity for one in observed([item], language, in_image=True)} == found
