"""A differential as Markdown that a doctor can read in half a minute: how urgent, what, why, what next."""

import re
from collections.abc import Iterator

from dermagent.concepts.visible import visible_concepts, visible_findings
from dermagent.knowledge.base import KnowledgeBase, knowledge
from dermagent.knowledge.outside import is_outside, name_of
from dermagent.report.urgency import urgency_line
from dermagent.types import Correction, Differential, LesionOutline, NextStep, RankedCondition, Reference, Span, Term

_SHOWN = 5
#: What is said of a condition that only a model names.
OUTSIDE = "outside the knowledge base: a model names it, nothing of it was checked"
_LIKELY = 0.03
#: Score of a concept above which a picture shows it rather than not, and concepts told of one picture.
_SEEN, _NAMED = 0.5, 8
#: Moved ranks that are told of one correction.
_MOVES = 4
#: Characters that are shown of words that a model quoted.
_QUOTED = 80


def to_markdown(differential: Differential) -> str:
    """The report; text of the case stands in it as escaped plain text, and only sources that it names are listed."""
    body = "\n".join(_lines(differential, knowledge())).rstrip()
    named = [reference for reference in differential.references if f"[{reference.id}]" in body]
    sources = "\n".join(_section("Sources", [_reference(reference) for reference in named]))
    return "\n\n".join(part.strip() for part in (body, sources, _foot(differential)) if part.strip()) + "\n"


def escape(text: str) -> str:
    """Text that Markdown shows as it is, on one line."""
    return re.sub(r"([\\`*_{}\[\]<>#|!])", r"\\\1", " ".join(text.split()))


def _lines(d: Differential, kb: KnowledgeBase) -> Iterator[str]:
    yield f"# Differential for {escape(d.case_id)}"
    yield ""
    if d.degraded:
        yield f"**{escape(d.limits[0])}**"
        yield ""
    yield f"**{urgency_line(d)}**"
    for flag in d.red_flags:
        because = ", ".join(_finding(finding, kb) for finding in flag.because)
        found = f" ({because})" if because else ""
        yield f"- **{flag.name}**{found}. {flag.clinician_text} {_keys(flag.sources)}"
    if review := review_line(d):
        yield f"- **{escape(review)}**"
    yield ""
    if d.outcome == "answered":
        yield from _table(d)
        yield from _reasons(d, kb)
    else:
        yield f"**No diagnosis is given: {d.outcome}.** {escape(d.limits[0]) if d.limits else ''}"
        yield ""
    yield from _section("Read from the case", [escape(line) for line in found_lines(d)])
    yield from _section("To ask next", [escape(question.text) for question in d.next_questions])
    yield from _section("To do next", [f"{name}: {step.text} {_keys(step.sources)}" for name, step in steps_of(d)])
    yield from _section("Corrected by your rules", [escape(line) for line in correction_lines(d)])
    yield from _section("Kept in view", [escape(line) for line in d.minority_report])
    yield from _section(
        "Measured in the pictures (estimates, no findings)",
        [f"{escape(d.images[place].name)}: {escape(line)}" for place, line in measured_lines(d)],
    )
    yield from _section(
        "Compared between pictures (estimates, no findings)", [escape(line) for line in compared_lines(d)]
    )
    yield from _section("What opinions rest on", [escape(line) for line in saliency_lines(d)])
    yield from _section("Seen in the pictures (estimates, no findings)", [escape(line) for line in concept_lines(d)])
    yield from _section("Nearest of your own pictures", list(_similar(d)))
    yield from _section("Limits", [escape(line) for line in d.limits])


def _foot(d: Differential) -> str:
    p = d.provenance
    model = escape(p.model_served or "none")
    made_by = f"*Graph {p.graph}, prior {escape(p.prior)}, model {model}, dermagent {p.dermagent}.*"
    return f"*{d.notice}*\n\n{made_by}" if d.notice else made_by


def _table(d: Differential) -> Iterator[str]:
    yield "| # | Diagnosis | ICD-10-CM | Probability | |"
    yield "| --- | --- | --- | --- | --- |"
    shown = shown_of(d)
    for item in shown:
        share = _percent(item.probability)
        yield f"| {item.rank} | {escape(item.name)} | {item.icd10cm} | {share} | {marks_of(item)} |"
    rest = 1 - sum(item.probability for item in shown)
    yield f"| | Something else | | {_percent(max(rest, 0))} | |"
    yield ""
    if not all(item.calibrated for item in d.ranked):
        yield "Probabilities are not calibrated for this setting; read them as an order of likelihood."
        yield ""


def marks_of(item: RankedCondition) -> str:
    """What a reader must know of a line of the table."""
    marks = (
        ("must not miss", item.must_not_miss),
        ("floor", item.floored),
        ("outside the knowledge base", item.outside),
    )
    return ", ".join(mark for mark, on in marks if on)


def shown_of(d: Differential) -> list[RankedCondition]:
    """The first five, those kept by a floor, and where corrections fired every one that must not be missed."""
    corrected = bool(d.corrections)
    return [i for i in d.ranked if i.rank <= _SHOWN or i.floored or (corrected and i.must_not_miss)]


def _reasons(d: Differential, kb: KnowledgeBase) -> Iterator[str]:
    yield "## Why"
    for item in worth_words(d):
        yield f"**{item.rank}. {escape(item.name)}**"
        if item.outside:
            yield f"- {OUTSIDE}"
        yield from _terms("for", item.for_, kb)
        yield from _terms("against", item.against, kb)
        yield from _citations(item, d)
        if words := concept_words(item, kb):
            yield f"- {escape(words)}"
        yield ""


def worth_words(d: Differential) -> list[RankedCondition]:
    """The first three, without those that are neither likely nor dangerous."""
    return [item for item in d.ranked[:3] if item.rank == 1 or item.must_not_miss or item.probability >= _LIKELY]


def _terms(word: str, terms: tuple[Term, ...], kb: KnowledgeBase) -> Iterator[str]:
    if terms:
        parts = (f"{_term(term, kb)} ({term.log_ratio:+.1f})" for term in terms[:4])
        yield f"- {word}: {', '.join(parts)}"


def _term(term: Term, kb: KnowledgeBase) -> str:
    name = _finding(term.finding, kb)
    return name if term.polarity == "present" else f"no {name}"


def _finding(finding: str, kb: KnowledgeBase) -> str:
    if finding.startswith("named:"):
        return f"named in the history: {kb.conditions[finding.removeprefix('named:')].name}"
    return kb.findings[finding].term if finding in kb.findings else finding


def _citations(item: RankedCondition, d: Differential) -> Iterator[str]:
    sources = {s.id: _keys(s.sources) if s.sources else escape(f"[{s.file}, {s.anchor}]") for s in d.statements}
    for citation in item.citations[:2]:
        against = "against it: " if citation.speaks == "against" else ""
        mark = "" if citation.verdict == "verified" else f" **({citation.verdict})**"
        words = citation.difference or citation.quote
        yield f"- {against}{escape(words)} {sources[citation.statement]}{mark}"


def found_lines(d: Differential) -> Iterator[str]:
    """What was understood as present and as denied, so that a reader can see what was misread."""
    counted = sorted(d.observations.counted().items()) if d.observations else []
    for word, polarity in (("Present", "present"), ("Denied", "absent")):
        terms = [_finding(finding, knowledge()) for finding, item in counted if item.polarity == polarity]
        if terms:
            yield f"{word}: {', '.join(terms)}."
    yield from _read_lines(d)


def _read_lines(d: Differential) -> Iterator[str]:
    """What only a model read in the history, with the words that it rests on; what it read as absent is not counted."""
    items = d.observations.items if d.observations else ()
    counted = d.observations.counted() if d.observations else {}
    by_others = {item.finding for item in items if item.source != "model" and item.polarity == "absent"}
    present = [item for _, item in sorted(counted.items()) if item.source == "model"]
    denied = [
        item
        for item in sorted(items, key=lambda item: item.finding)
        if item.source == "model"
        and (item.polarity, item.experiencer, item.time) == ("absent", "patient", "current")
        and item.finding not in by_others
    ]
    for words, found in (("Read so by a model", present), ("Denied as a model reads it, and not counted", denied)):
        if found:
            told = (f"{_finding(one.finding, knowledge())} (“{_short(one.span)}”)" for one in found)
            yield f"{words}: {', '.join(told)}."


def _short(span: Span | None) -> str:
    text = " ".join(span.text.split()) if span else ""
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED].rstrip()}…"


def measured_lines(d: Differential) -> Iterator[tuple[int, str]]:
    """Place of each outlined picture, and its outline and measures in words."""
    for image in d.images:
        if image.outline is None:
            continue
        m, doubts = image.measures, image.outline.doubts
        parts = [_outline_words(image.outline)]
        if m and image.outline.share and not doubts:  # else shape would be told of something that may be no lesion
            parts.append(
                f"longest diameter {m.diameter_px:.0f} px{f' ({m.diameter_mm:.1f} mm)' if m.diameter_mm else ''}"
            )
            parts.append(
                f"asymmetry {m.asymmetry:.2f} (0 even), border {m.border:.2f} (1 round), colours {m.colours:.1f}"
            )
        if m and m.contrast is not None:
            colour = "" if m.delta_e is None else f", difference in colour {m.delta_e:.1f} (CIEDE2000)"
            parts.append(f"contrast to the skin around it {m.contrast:.2f} : 1{colour}")
        if m:
            doubt = ", doubtful in this light" if m.ita_quality == "low" else ""
            parts.append(
                f"skin tone angle {m.ita:.0f}° (band {m.ita_band} of 6{doubt}; light moves it, it is no skin type)"
            )
        text = "; ".join(parts)
        yield image.index, f"{text[0].upper()}{text[1:]}."


def _outline_words(outline: LesionOutline) -> str:
    """What stands out in a picture, by whom it was outlined where not by the classical segmenter, and the doubts."""
    by = "" if outline.segmenter == "classical" else f" by {outline.segmenter}"
    if not outline.share:
        return f"no lesion stands out{by}"
    fills = f"the outline{by} fills {_percent(outline.share)} of the picture"
    fills += f" and stands out by {outline.stands_out:.2f} (0 to 1)"
    return f"{fills}; it is doubtful: {', '.join(outline.doubts)}" if outline.doubts else fills


def compared_lines(d: Differential) -> Iterator[str]:
    """Changes of named lesions in time, and how unlike the others the most unlike lesion is, in words."""
    for one in d.compared.changes:
        doubt = f"; doubtful: {', '.join(one.doubts)}" if one.doubts else ""
        moved = "Light and angle of the camera move all three, distance the look."
        if not one.to_scale:
            moved = "Distance, light and angle of the camera move all three."
        yield (
            f"{one.lesion}, {d.images[one.before].name} to {d.images[one.after].name} ({one.days} days): outlined area "
            f"{one.growth:+.0%}{' by the scales given' if one.to_scale else ''}, colour {one.colour:.1f} (CIEDE2000), "
            f"look {one.look:.2f} (0 the same){doubt}. {moved}"
        )
    if d.compared.likeness:
        first = d.compared.likeness[0]
        worth = "worth a look" if first.unlike else "none stands out"
        yield (
            f"Of {len(d.compared.likeness)} lesions {first.lesion} is the most unlike the others "
            f"({first.deviations:.1f} robust deviations, {worth}); among drawn patients without an outlier 15 % have "
            "one of 3 or more."
        )


def saliency_lines(d: Differential) -> Iterator[str]:
    """What in the pictures each explained opinion rests on, in words, in the order of `d.saliency`."""
    names = {info.name: info.score_called for info in d.retrievers}
    for one in d.saliency:
        score = names.get(one.retriever, f"the score of {one.retriever}")
        whose = f"{score} for {knowledge().conditions[one.condition].name}"
        if not any(cell for row in one.heat for cell in row):
            no_part = "covering no part of it lowers" if one.method == "occlusion" else "no part of it speaks for"
            yield f"{d.images[one.place].name}: {no_part} {whose}."
            continue
        by = ", by gradient" if one.method == "gradient" else ""
        within = "" if one.inside is None else f"; {_percent(one.inside)} of that lies in the outline"
        doubt = "" if one.deletion < one.insertion else "; the map says little, since the order hardly matters"
        yield (
            f"{d.images[one.place].name}: {whose} rests on the parts marked blue{by}{within}. Score with those covered "
            f"first {one.deletion:.2f}, with those alone shown first {one.insertion:.2f}{doubt}."
        )


def concept_lines(d: Differential) -> Iterator[str]:
    """What an encoder sees in each picture more than not, strongest first, artefacts apart."""
    terms, findings = visible_concepts(), visible_findings()
    for picture in d.concepts:
        ranked = sorted(picture.scores.items(), key=lambda one: (-one[1], one[0]))
        seen = [name for name, score in ranked if score > _SEEN]
        told = [f"{terms.get(name, name)} {picture.scores[name]:.2f}" for name in seen if name in findings]
        beside = [f"{terms.get(name, name)} {picture.scores[name]:.2f}" for name in seen if name not in findings]
        text = ", ".join(told[:_NAMED]) or "no finding more than not"
        artefacts = f"; artefacts: {', '.join(beside[:_NAMED])}" if beside else ""
        yield f"{d.images[picture.place].name}, by {picture.encoder}: {text}{artefacts} (0 to 1, .5 is undecided)."


def concept_words(item: RankedCondition, kb: KnowledgeBase) -> str:
    """A condition's second opinion by what was seen in the pictures; empty where that says nothing or was not asked."""
    if item.concepts is None or not item.concepts.contributions:
        return ""
    told = []
    for word, sign in (("for it", 1), ("against it", -1)):
        parts = [
            f"{'' if one.seen > _SEEN else 'no '}{_finding(one.finding, kb)} {one.part:+.2f}"
            for one in item.concepts.contributions
            if sign * one.part > 0
        ]
        told += [f"{word}: {', '.join(parts)}"] if parts else []
    return f"by findings seen in the pictures {item.concepts.score:+.2f} of 1" + (
        f" ({'; '.join(told)})" if told else ""
    )


def review_line(d: Differential) -> str:
    """That a person must review the result, and which rules say so; empty where none does."""
    names = dict.fromkeys(f"“{one.rule}”" for one in d.corrections if one.done == "require_review")
    return f"A person must review this result: {', '.join(names)}." if names else ""


def correction_lines(d: Differential) -> Iterator[str]:
    """What each rule that fired did, what that moved, and why it fired."""
    kb = knowledge()
    for one in d.corrections:
        yield f"“{one.rule}” {_done(one, kb)}{_moved(one, kb)}, since {one.expression}."


def _done(one: Correction, kb: KnowledgeBase) -> str:
    if one.done != one.asked:
        return f"would veto {_condition(one.target, kb)}, which must not be missed: it stays, and a person must review"
    words = {
        "require_review": "requires a review by a person",
        "ignore_concept": f"takes {_finding(one.target or '', kb)} out of the ranking, not out of the red flags",
        "veto_label": f"vetoes {_condition(one.target, kb)}",
        "boost_label": f"adds {one.by or 0:+.1f} to {_condition(one.target, kb)}",
    }
    return words[one.done]


def _moved(one: Correction, kb: KnowledgeBase) -> str:
    """The first ranks that changed, and how many more."""
    told = [f"{_condition(m.condition, kb)} {m.before or 'unlisted'} → {m.after or 'unlisted'}" for m in one.moved]
    more = f" and {len(told) - _MOVES} more" if len(told) > _MOVES else ""
    return f" (rank: {', '.join(told[:_MOVES])}{more})" if told else ""


def _condition(condition: str | None, kb: KnowledgeBase) -> str:
    known = condition and (condition in kb.conditions or is_outside(condition))
    return name_of(condition, kb) if condition and known else str(condition)


def _similar(d: Differential) -> Iterator[str]:
    for one in d.similar:
        yield f"{escape(one.picture)}: {escape(one.label)} ({escape(one.name)}, similarity {one.similarity:.2f})"


def steps_of(d: Differential) -> list[tuple[str, NextStep]]:
    """What to do next for the first two conditions worth words: the condition's name, and the step."""
    return [(item.name, step) for item in worth_words(d)[:2] for step in item.next_steps[:2]]


def _reference(reference: Reference) -> str:
    checked = f", checked {reference.checked_on}" if reference.checked_on else ""
    mark = f" ({reference.mark})" if reference.mark else ""
    return (
        f"[{reference.id}] {reference.title}. {reference.body}, {reference.year}. {reference.identifier}{checked}{mark}"
    )


def _keys(sources: tuple[str, ...]) -> str:
    return " ".join(f"[{source}]" for source in sources)


def _section(title: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield f"## {title}"
        yield from (f"- {line}" for line in lines)
        yield ""


def _percent(probability: float) -> str:
    return "< 1 %" if probability < 0.01 else f"{100 * probability:.0f} %"
