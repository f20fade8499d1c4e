"""A differential as HTML: one page that needs no network, or the part of one that the server's page shows."""

import base64
import hashlib
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from dermagent.report import lines
from dermagent.report.markdown import Audience
from dermagent.report.urgency import urgency_line
from dermagent.text.controls import without_controls
from dermagent.types import Citation, Differential, Statement

_NONE: Mapping[int, bytes] = {}


def to_html(
    differential: Differential,
    thumbnails: Mapping[int, bytes] = _NONE,
    maps: Mapping[int, bytes] = _NONE,
    neighbours: Mapping[int, bytes] = _NONE,
    *,
    audience: Audience = "clinician",
) -> str:
    """The page; everything in it is escaped, nothing is loaded or run in it, and its links open elsewhere.

    All images are JPEG bytes: `thumbnails` by the place of the image in the case, `maps` overlaid by what an
    opinion rests on by the place in `differential.saliency`, `neighbours` of an index by the place in
    `differential.similar`.
    """
    said, css = lines.said_in(differential), style()
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    title = said.say("report.title" + ("_patient" if audience == "patient" else ""))
    case = lines.case_line(differential)
    return (
        _environment()
        .get_template("case.html.j2")
        .render(
            language=differential.language,
            title=f"{title} · {case}" if case else title,
            heading=title,
            case=case,
            css=Markup(css),  # noqa: S704 - our own file
            digest=digest,
            body=Markup(to_fragment(differential, thumbnails, maps, neighbours, audience=audience)),  # noqa: S704 - escaped
        )
    )


def to_fragment(
    differential: Differential,
    thumbnails: Mapping[int, bytes] = _NONE,
    maps: Mapping[int, bytes] = _NONE,
    neighbours: Mapping[int, bytes] = _NONE,
    *,
    audience: Audience = "clinician",
) -> str:
    """What stands below the title of the page, for a clinician or in the words of a patient."""
    said = lines.said_in(differential)
    shown = lines.shown_of(differential)
    return (
        _environment()
        .get_template(f"{audience}.html.j2")
        .render(
            d=differential,
            t=said.say,
            part=said.part,
            said=said,
            lines=lines,
            urgency=urgency_line(differential, for_patient=audience == "patient"),
            rest=max(0.0, 1 - sum(item.probability for item in shown)),
            statements={statement.id: statement for statement in differential.statements},
            references={reference.id: reference for reference in differential.references},
            named=_named(differential),
            measured=dict(lines.measured_lines(differential)),
            quoted=quoted,
            images=_inline(thumbnails),
            maps=_inline(maps),
            neighbours=_inline(neighbours),
        )
    )


def style() -> str:
    """The style sheet of a report."""
    return (files("dermagent.report") / "templates" / "report.css").read_text(encoding="utf-8")


def quoted(statement: Statement, citation: Citation) -> Markup:
    """The statement with the words that were quoted marked; of an altered quotation its words and the difference."""
    if citation.difference:
        return escape(citation.difference)
    words = re.escape(" ".join(citation.quote.split())).replace(r"\ ", r"\s+")
    found = re.search(words, statement.text, re.IGNORECASE) if citation.quote.strip() else None
    if not found:
        return escape(citation.quote)
    before, inside, after = statement.text[: found.start()], found[0], statement.text[found.end() :]
    return Markup("{}<mark>{}</mark>{}").format(before, inside, after)


def _named(d: Differential) -> set[str]:
    """The sources that the page names: of red flags, of statements that are quoted, and of next steps."""
    quoted = {citation.statement for item in lines.shown_of(d) for citation in item.citations}
    named = {source for flag in d.red_flags for source in flag.sources}
    named.update(source for one in d.statements if one.id in quoted for source in one.sources)
    named.update(source for _, step in lines.steps_of(d) for source in step.sources)
    return named


@cache
def _environment() -> Environment:
    loader = PackageLoader("dermagent.report", "templates")
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.filters["percent"] = lines.percent
    made.finalize = _shown
    return made


def _shown(told: object) -> object:
    """Text of a case in a page has no characters that a terminal would obey, or that HTML forbids."""
    return without_controls(told) if type(told) is str else told


def _inline(images: Mapping[int, bytes]) -> dict[int, str]:
    return {place: "data:image/jpeg;base64," + base64.b64encode(content).decode() for place, content in images.items()}
