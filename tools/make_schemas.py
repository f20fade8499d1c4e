"""Write the published JSON Schemas of `Case` and `Differential`. Usage: python -m tools.make_schemas"""

import json
from pathlib import Path

from dermagent.types import Case, Differential

FOLDER = Path(__file__).parents[1] / "docs" / "schema"


def schemas() -> dict[str, str]:
    """File name → text."""
    return {
        "case.schema.json": _text(Case.model_json_schema()),
        "differential.schema.json": _text(Differential.model_json_schema(mode="serialization")),
    }


def _text(schema: dict[str, object]) -> str:
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema, indent=2) + "\n"


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
