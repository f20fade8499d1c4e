"""Which form a caller wants: weights, wildcards and broken parts of `Accept`."""

import pytest

from dermagent.serve.wanted import wanted_most

FORMS = {"json": "application/json", "md": "text/markdown", "html": "text/html", "fhir": "application/fhir+json"}


@pytest.mark.parametrize(
    ("header", "form"),
    [
        ("", "json"),
        ("*/*", "json"),
        ("text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8", "html"),
        ("text/markdown;q=0.1, application/fhir+json", "fhir"),
        ("text/html;q=0.3, text/markdown;q=0.7, application/json;q=0.5", "md"),
        ("application/json;q=0.4, text/*;q=0.6", "md"),
        ("text/*, text/markdown;q=0", "html"),
        ("text/html;q=0, */*;q=0.1", "json"),
        ("application/json;q=0, */*;q=0.1", "md"),
        ("text/markdown;q=0.9, */*", "json"),
        ("*/*, text/markdown", "md"),
        ("TEXT/HTML ; Q=1.000", "html"),
        ("text/markdown; charset=utf-8; q=0.2, text/html ;q=0.3", "html"),
        ("text/markdown;q=2, text/html;q=0.1", "html"),
        ("text/markdown;q=x", "json"),
        ("image/png", "json"),
        (", ,;;q=x", "json"),
    ],
)
def test_the_form_that_is_wanted_most_is_given(header: str, form: str) -> None:
    assert wanted_most(header, FORMS) == form
