"""Which statement a model means, and what it is asked for."""

import pytest

from dermagent.llm.schema import strict_schema
from dermagent.steps.critique.replies import OpinionReply, StanceReply, schema_for, statement_id
from dermagent.steps.retrieve.vlm import VisionReply
from dermagent.types import Statement

STATEMENTS = {
    name: Statement(id=name, text="Plaques are red.") for name in ("psoriasis.3", "psoriasis.30", "guide.md#2")
}


@pytest.mark.parametrize(
    ("named", "meant"),
    [
        ("psoriasis.3", "psoriasis.3"),
        (" psoriasis.3\n", "psoriasis.3"),
        ("psoriasis.3 Plaques are red.", "psoriasis.3"),
        ("- psoriasis.3: Plaques are red.", "psoriasis.3"),
        ("[psoriasis.30]", "psoriasis.30"),
        ("“psoriasis.3.”", "psoriasis.3"),
        ("statement psoriasis.3 (guideline)", "psoriasis.3"),
        ("guide.md#2 Plaques", "guide.md#2"),
        ("psoriasis.3, psoriasis.30", "psoriasis.3"),
        ("from psoriasis.3 or psoriasis.30", "from psoriasis.3 or psoriasis.30"),
        ("PSORIASIS.3", "psoriasis.3"),
        ("Statement Psoriasis.30:", "psoriasis.30"),
        ("GUIDE.MD#2", "guide.md#2"),
        ("psoriasis.31", "psoriasis.31"),
        ("", ""),
    ],
)
def test_an_id_is_understood_with_what_stands_around_it(named: str, meant: str) -> None:
    assert statement_id(named, STATEMENTS) == meant


@pytest.mark.parametrize("kind", [OpinionReply, StanceReply])
def test_only_the_supplied_statements_can_be_named(kind: type[OpinionReply]) -> None:
    schema = schema_for(kind, STATEMENTS)
    claim = schema["$defs"]["Claim"]["properties"]
    assert claim["statement"] == {"type": "string", "enum": [*STATEMENTS, ""]}
    assert "enum" not in strict_schema(kind)["$defs"]["Claim"]["properties"]["statement"]


@pytest.mark.parametrize("kind", [OpinionReply, StanceReply, VisionReply])
def test_every_list_and_every_free_text_is_bounded_and_reasons_come_first(kind: type[OpinionReply]) -> None:
    schema = schema_for(kind, STATEMENTS) if kind is not VisionReply else strict_schema(kind)
    parts = [schema, *schema["$defs"].values()]
    for part in parts:
        for name, told in part["properties"].items():
            if told.get("type") == "array":
                assert told["maxItems"] <= 24, name
            elif told.get("type") == "string" and "enum" not in told:
                assert told["maxLength"] <= 1200, name
        order = list(part["properties"])
        for number in {"probability", "confidence"} & set(order):
            assert order[-1] == number
    assert next(iter(schema["properties"])) == ("regions" if kind is VisionReply else "reasoning")
