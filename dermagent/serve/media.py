"""What kind of body a request says that it sends."""


def is_json(content_type: str) -> bool:
    """Whether a Content-Type is JSON, or a format that is written in it ("application/fhir+json")."""
    kind, _, name = _bare(content_type).partition("/")
    return kind == "application" and (name == "json" or name.endswith("+json"))


def is_form(content_type: str) -> bool:
    """Whether a Content-Type is a form with files."""
    return _bare(content_type) == "multipart/form-data"


def _bare(content_type: str) -> str:
    return content_type.partition(";")[0].strip().lower()
