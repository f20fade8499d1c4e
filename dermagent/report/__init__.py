"""A differential in the forms people and programs read; pure functions."""

from collections.abc import Callable

from dermagent.report.html import to_html
from dermagent.report.markdown import to_markdown
from dermagent.types import Differential


def to_json(differential: Differential) -> str:
    """The whole differential as JSON, two-space indented, field names as published in the schema."""
    return differential.model_dump_json(indent=2, by_alias=True)


FORMATS: dict[str, Callable[[Differential], str]] = {"json": to_json, "md": to_markdown, "html": to_html}
