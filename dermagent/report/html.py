"""A differential as one HTML page that needs no network: what the Markdown report says, with the pictures."""

import base64
from collections.abc import Mapping

from jinja2 import Environment, PackageLoader, StrictUndefined

from dermagent.knowledge.base import knowledge
from dermagent.report.markdown import (
    OUTSIDE,
    compared_lines,
    concept_lines,
    concept_words,
    correction_lines,
    found_lines,
    marks_of,
    measured_lines,
    review_line,
    saliency_lines,
    shown_of,
    steps_of,
    worth_words,
)
from dermagent.report.urgency import urgency_line
from dermagent.types import Differential


def to_html(
    differential: Differential,
    thumbnails: Mapping[int, bytes] | None = None,
    maps: Mapping[int, bytes] | None = None,
    neighbours: Mapping[int, bytes] | None = None,
) -> str:
    """The page; everything in it is escaped, and scripts and addresses are forbidden to it.

    All pictures are JPEG bytes: `thumbnails` by the place of the picture in the case, `maps` overlaid by what an
    opinion rests on by the place in `differential.saliency`, `neighbours` of an index by the place in
    `differential.similar`.
    """
    environment = Environment(
        loader=PackageLoader("dermagent.report", "templates"), autoescape=True, undefined=StrictUndefined
    )
    names = {finding.id: finding.term for finding in knowledge().findings.values()}
    shown = shown_of(differential)
    return environment.get_template("case.html.j2").render(
        d=differential,
        urgency=urgency_line(differential),
        shown=shown,
        worth=worth_words(differential),
        steps=steps_of(differential),
        marks=marks_of,
        outside=OUTSIDE,
        rest=max(0.0, 1 - sum(item.probability for item in shown)),
        statements={statement.id: statement for statement in differential.statements},
        term=lambda finding: names.get(finding, finding.removeprefix("named:").replace("_", " ")),
        review=review_line(differential),
        corrections=list(correction_lines(differential)),
        measured=dict(measured_lines(differential)),
        found=list(found_lines(differential)),
        compared=list(compared_lines(differential)),
        rests_on=list(saliency_lines(differential)),
        concepts=list(concept_lines(differential)),
        by_concepts=lambda item: concept_words(item, knowledge()),
        pictures=_inline(thumbnails or {}),
        maps=_inline(maps or {}),
        neighbours=_inline(neighbours or {}),
    )


def _inline(pictures: Mapping[int, bytes]) -> dict[int, str]:
    return {
        place: "data:image/jpeg;base64," + base64.b64encode(content).decode() for place, content in pictures.items()
    }
