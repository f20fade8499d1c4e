"""A differential as Markdown, read in half a minute: how urgent, what, why, what next; or what a patient needs."""

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from dermagent.knowledge.texts import Texts
from dermagent.report import lines
from dermagent.report.urgency import urgency_line
from dermagent.text.controls import without_controls
from dermagent.types import Differential, RankedCondition, Reference, Term

Audience = Literal["clinician", "patient"]


def to_markdown(differential: Differential, audience: Audience = "clinician") -> str:
    """The report; text of the case stands in it as escaped plain text, and only sources that it names are listed."""
    if audience == "patient":
        return "\n".join(_for_patient(differential, lines.said_in(differential))).rstrip() + "\n"
    said = lines.said_in(differential)
    body = "\n".join(_lines(differential, said)).rstrip()
    named = [reference for reference in differential.references if f"[{reference.id}]" in body]
    sources = "\n".join(_section(said.say("report.sources"), [_reference(one, said) for one in named]))
    return "\n\n".join(part.strip() for part in (body, sources, _foot(differential)) if part.strip()) + "\n"


def escape(text: str) -> str:
    """Text that Markdown shows as it is, on one line, without characters that a terminal would obey."""
    return re.sub(r"([\\`*_{}\[\]<>#|!])", r"\\\1", without_controls(" ".join(text.split())))


def _lines(d: Differential, said: Texts) -> Iterator[str]:
    yield from _title(said.say("report.title"), d)
    if d.degraded and d.limits:
        yield f"**{escape(lines.first_limit(d))}**"
        yield ""
    for heading, notes in lines.image_notes(d):
        yield f"**{heading}**"
        yield from (f"- {escape(line)}" for line in notes)
        yield ""
    yield f"**{urgency_line(d)}**"
    for flag in d.red_flags:
        because = lines.because_of(flag, d)
        found = f" ({escape(because)})" if because else ""
        yield f"- **{flag.name}**{found}{said.say('names.stop')} {flag.clinician_text} {_keys(flag.sources)}"
    if review := lines.review_line(d):
        yield f"- **{escape(review)}**"
    yield ""
    if d.outcome == "answered":
        yield from _table(d, said)
        yield from _reasons(d, said)
    else:
        yield f"**{lines.no_answer_line(d)}** {escape(lines.first_limit(d))}"
        yield ""
    for key, told in _sections(d):
        yield from _section(said.say(f"report.{key}"), told)


def _sections(d: Differential) -> Iterator[tuple[str, list[str]]]:
    """The headings after the reasons, and what stands below them."""
    yield "read", _escaped(lines.found_lines(d))
    yield "ask_next", _escaped(question.text for question in d.next_questions)
    colon, apart = lines.said_in(d).say("names.colon"), list(lines.apart_of(d))
    yield "apart", [f"{escape(line)} {escape(lines.in_quotes(text, d))}" for line, text in apart] + _note(d, apart)
    yield "do_next", [f"{name}{colon}{step.text} {_keys(step.sources)}" for name, step in lines.steps_of(d)]
    yield "by_rules", _escaped(lines.correction_lines(d))
    yield "minority", _escaped(d.minority_report)
    measured = [
        f"{escape(lines.begun(d.images[place].name))}{colon}{escape(line)}" for place, line in lines.measured_lines(d)
    ]
    yield "images", _estimates(measured, d)
    yield "compared", _estimates(_escaped(lines.compared_lines(d)), d)
    yield "saliency", _escaped(lines.saliency_lines(d))
    yield "concepts", _estimates(_escaped(lines.concept_lines(d)), d)
    yield "similar", list(_similar(d))
    yield "limits", _escaped(lines.other_limits(d))


def _estimates(told: list[str], d: Differential) -> list[str]:
    return [*told, lines.said_in(d).say("report.estimates")] if told else []


def _note(d: Differential, quoted: Iterable[object]) -> list[str]:
    """In another language, that the words of cards above are quoted in English."""
    return [f"*{lines.card_words(d)}*"] if quoted and lines.card_words(d) else []


def _for_patient(d: Differential, said: Texts) -> Iterator[str]:
    yield from _title(said.say("report.title_patient"), d)
    yield f"**{urgency_line(d, for_patient=True)}**"
    yield ""
    for heading, notes in lines.image_notes(d):
        yield from _section(heading, [escape(line) for line in notes])
    yield from _section(said.say("report.why_patient"), lines.reasons_for_patient(d))
    yield from _section(said.say("report.please_answer"), [escape(q.for_patient or q.text) for q in d.next_questions])
    yield from _section(said.say("report.watch_for"), said.part("report.watch"))
    yield said.say("report.see_doctor_if")
    yield ""
    understood = []
    for key, polarity in (("you_have", "present"), ("you_have_not", "absent")):
        names = lines.told_by_patient(d, polarity)
        if names:
            understood.append(
                f"{said.say(f'report.{key}')}{said.say('names.colon')}{said.listed(names)}{said.say('names.stop')}"
            )
    yield from _section(said.say("report.you_told"), understood)
    yield f"*{said.say('notice_for_patient')}*"


def _title(title: str, d: Differential) -> Iterator[str]:
    case = lines.case_line(d)
    yield f"# {title} · {escape(case)}" if case else f"# {title}"
    yield ""


def _foot(d: Differential) -> str:
    made_by = f"*{escape(lines.made_by(d))}*"
    return f"*{d.notice}*\n\n{made_by}" if d.notice else made_by


def _table(d: Differential, said: Texts) -> Iterator[str]:
    heads = (said.say(f"report.{key}") for key in ("diagnosis", "probability", "marks"))
    diagnosis, probability, remarks = heads
    yield f"| # | {diagnosis} | ICD-10-CM | {probability} | {remarks} |"
    yield "| --- | --- | --- | --- | --- |"
    shown = lines.shown_of(d)
    for item in shown:
        marks = said.say("names.semicolon").join(lines.marks_of(item, d))
        yield f"| {item.rank} | {escape(item.name)} | {item.icd10cm} | {lines.percent(item.probability)} | {marks} |"
    rest = 1 - sum(item.probability for item in shown)
    yield f"| | {said.say('names.other')} | | {lines.percent(max(rest, 0))} | |"
    yield ""
    if not all(item.calibrated for item in d.ranked):
        yield said.say("marks.not_calibrated")
        yield ""


def _reasons(d: Differential, said: Texts) -> Iterator[str]:
    yield f"## {said.say('report.why')}"
    for note in _note(d, [cited for item in lines.worth_words(d) for cited in item.citations]):
        yield from (note, "")
    for item in lines.worth_words(d):
        yield f"**{item.rank}. {escape(item.name)}**"
        yield from _terms(said.say("report.for"), item.for_, said)
        yield from _terms(said.say("report.against"), item.against, said)
        yield from _citations(item, d, said)
        if words := lines.concept_words(item, said):
            yield f"- {escape(words)}"
        yield ""


def _terms(word: str, terms: tuple[Term, ...], said: Texts) -> Iterator[str]:
    if terms:
        told = said.listed(escape(lines.term_words(term, said)) for term in terms[:4])
        yield f"- {word}{said.say('names.colon')}{told}"


def _citations(item: RankedCondition, d: Differential, said: Texts) -> Iterator[str]:
    sources = {s.id: _keys(s.sources) if s.sources else escape(f"[{s.file}, {s.anchor}]") for s in d.statements}
    for citation in item.citations[:2]:
        against = f"({said.say('report.says_against')}) " if citation.speaks == "against" else ""
        mark = "" if citation.verdict == "verified" else f" **({said.say(f'marks.{citation.verdict}')})**"
        words = citation.difference or citation.quote
        yield f"- {against}{escape(lines.in_quotes(words, d))} {sources[citation.statement]}{mark}"


def _similar(d: Differential) -> Iterator[str]:
    said = lines.said_in(d)
    for one in d.similar:
        near = said.say("report.similar_to", number=f"{one.similarity:.2f}", image=said.image(one.image))
        begun, label = lines.begun(said.image(one.image)), said.condition(one.label)
        yield f"{escape(begun)}{said.say('names.colon')}{escape(label)} ({escape(one.name)}, {escape(near)})"


def _reference(reference: Reference, said: Texts) -> str:
    checked = f", {said.say('report.checked', date=reference.checked_on)}" if reference.checked_on else ""
    mark = f" ({lines.reference_mark(reference, said)})" if reference.mark else ""
    return f"[{reference.id}] {lines.titled(reference, said)} {reference.identifier}{checked}{mark}"


def _keys(sources: tuple[str, ...]) -> str:
    return " ".join(f"[{source}]" for source in sources)


def _escaped(told: Iterable[str]) -> list[str]:
    return [escape(line) for line in told]


def _section(title: str, told: Iterable[str]) -> Iterator[str]:
    told = list(told)
    if told:
        yield f"## {title}"
        yield from (f"- {line}" for line in told)
        yield ""
