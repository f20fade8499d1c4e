"""What a report says of a result, sentence by sentence, in the result's language; all forms of report share it."""

import re
from collections.abc import Iterator

from dermagent.concepts.visible import visible_concepts, visible_findings
from dermagent.knowledge.base import knowledge
from dermagent.knowledge.schema import DEMOGRAPHIC
from dermagent.knowledge.texts import Texts, texts
from dermagent.reading.danger_words import EMERGENCY, SAME_DAY
from dermagent.types import (
    Correction,
    Differential,
    ImageAssessment,
    LesionOutline,
    NextStep,
    Observation,
    RankedCondition,
    RedFlag,
    Reference,
    Span,
    Term,
)

_SHOWN = 5
_LIKELY = 0.03
#: Share from which a form of a line's disease is named beside it, and how many are.
_FORM, _FORMS = 0.01, 6
#: Score of a concept above which an image shows it rather than not, and concepts told of one image.
_SEEN, _NAMED = 0.5, 8
#: Moved ranks that are told of one correction.
_MOVES = 4
#: Characters that are shown of words that a model quoted.
_QUOTED = 80
_HASH = "sha256:"


def said_in(d: Differential) -> Texts:
    """The texts of the result's language."""
    return texts(d.language)


def case_line(d: Differential) -> str:
    """The name of the case; empty where only its content names it."""
    return "" if d.case_id.startswith(_HASH) else said_in(d).say("report.case", id=d.case_id)


def no_answer_line(d: Differential) -> str:
    """That there is no diagnosis, and why; empty where there is one."""
    return "" if d.outcome == "answered" else said_in(d).say(f"outcome.{d.outcome}")


def first_limit(d: Differential) -> str:
    """Why an answer is degraded or missing: the first of the limits; empty where there is none."""
    return d.limits[0] if d.limits else ""


def shown_of(d: Differential) -> list[RankedCondition]:
    """The first five, those kept by a red flag, and where corrections fired every one that must not be missed."""
    fired = bool(d.corrections)
    return [item for item in d.ranked if item.rank <= _SHOWN or item.floored or (fired and item.must_not_miss)]


def worth_words(d: Differential) -> list[RankedCondition]:
    """The first three, without those that are neither likely nor dangerous."""
    return [item for item in d.ranked[:3] if item.rank == 1 or item.must_not_miss or item.probability >= _LIKELY]


def families_of(d: Differential) -> list[tuple[str, list[RankedCondition]]]:
    """What is shown by family of conditions, the family of the first condition first."""
    families: dict[str, list[RankedCondition]] = {}
    for item in shown_of(d):
        families.setdefault(item.family, []).append(item)
    return [(said_in(d).family(family), items) for family, items in families.items()]


def marks_of(item: RankedCondition, d: Differential) -> list[str]:
    """What is to be known of a line of the list beside its probability."""
    said = said_in(d)
    marks = (
        ("marks.must_not_miss", item.must_not_miss),
        ("marks.kept", item.floored),
        ("marks.outside", item.outside),
    )
    told = [said.say(key) for key, on in marks if on]
    below = [form for form in item.forms if form.condition != item.condition]
    below = [form for form in below if form.must_not_miss or form.probability >= _FORM][:_FORMS]
    if below:
        names = said.listed(f"{form.name} {percent(form.probability)}" for form in below)
        told.append(said.say("marks.with_forms", names=names))
    return told


def term_words(term: Term, said: Texts) -> str:
    """A piece of evidence in words, with its weight."""
    return f"{said.finding(term.finding, term.polarity)} ({term.log_ratio:+.1f})"


def percent(probability: float) -> str:
    return "< 1 %" if 0 < probability < 0.01 else f"{100 * probability:.0f} %"


def image_notes(d: Differential) -> list[tuple[str, list[str]]]:
    """Images that were left out, and those that were read but are poor, each with what to do, below a heading."""
    said = said_in(d)
    colon = said.say("names.colon")
    left_out = [f"{image.name}{colon}{image.refused}" for image in d.images if image.refused]
    poor = [f"{image.name}{colon}{_poor(image)}" for image in d.images if not image.refused and _poor(image)]
    told = (("report.unreadable", left_out), ("report.retake", poor))
    return [(said.say(heading), notes) for heading, notes in told if notes]


def _poor(image: ImageAssessment) -> str:
    return image.quality.sentence if image.quality and not image.quality.usable else ""


def other_limits(d: Differential) -> list[str]:
    """The limits without what is said on top: why the answer is degraded, and the images that could not be used."""
    above = [image.refused or _poor(image) for image in d.images]
    skipped = d.limits[1:] if d.degraded or d.outcome not in ("answered", "abstained") else d.limits
    return [limit for limit in skipped if not any(why and why in limit for why in above)]


def observed_of(d: Differential, polarity: str) -> list[Observation]:
    """The findings that count as present, absent, or as corrected to unknown, by finding."""
    if d.observations is None:
        return []
    if polarity == "unknown":
        return [one for one in d.observations.items if one.source == "person" and one.polarity == "unknown"]
    return [one for _, one in sorted(d.observations.counted().items()) if one.polarity == polarity]


def told_by_patient(d: Differential, polarity: str) -> dict[str, str]:
    """What a patient has told, each once in plain words, with its finding.

    Not who the patient is, and nothing that was only measured. Where nothing is to be seen, plain words for a place,
    which speak of spots, would say that there is.
    """
    said, findings = said_in(d), knowledge().findings
    category = {
        one.finding: findings[one.finding].category for one in observed_of(d, "present") if one.finding in findings
    }
    bare = not any(kind.startswith("morphology") for kind in category.values())
    told: dict[str, str] = {}
    for one in observed_of(d, polarity):
        known = findings.get(one.finding)
        if one.finding in DEMOGRAPHIC or (known and known.category == "measure"):
            continue
        placed = bare and known is not None and known.category == "distribution"
        told.setdefault(said.finding(one.finding) if placed else said.plain_finding(one.finding), one.finding)
    return told


def reasons_for_patient(d: Differential) -> list[str]:
    """What red flags tell a patient, each sentence once."""
    return list(dict.fromkeys(flag.patient_text for flag in d.red_flags if flag.patient_text))


def found_lines(d: Differential) -> Iterator[str]:
    """What was understood as present and as denied, so that a reader can see what was misread."""
    said = said_in(d)
    for key, polarity in (("present", "present"), ("denied", "absent"), ("unsure", "unknown")):
        terms = [_found(one, said) for one in observed_of(d, polarity)]
        if terms:
            yield f"{said.say(f'report.{key}')}{said.say('names.colon')}{said.listed(terms)}{said.say('names.stop')}"
    yield from read_lines(d)


def because_of(flag: RedFlag, d: Differential) -> str:
    """The findings that a red flag rests on, and the words themselves where it rests on how they are told."""
    said = said_in(d)
    counted = d.observations.counted() if d.observations else {}
    words = {name: f"“{_short(counted[name].span)}”" for name in (EMERGENCY, SAME_DAY) if name in counted}
    return said.listed(words.get(finding) or said.finding(finding) for finding in flag.because)


def _found(one: Observation, said: Texts) -> str:
    hand = f" ({said.say('report.by_hand')})" if one.source == "person" else ""
    return said.finding(one.finding) + hand


def read_lines(d: Differential) -> Iterator[str]:
    """What only a model read in the history, with the words that it rests on; what it read as absent is not counted."""
    said = said_in(d)
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
    for key, found in (("read_by_model", present), ("denied_by_model", denied)):
        if found:
            told = said.listed(f"{said.finding(one.finding)} (“{_short(one.span)}”)" for one in found)
            yield f"{said.say(f'report.{key}')}{said.say('names.colon')}{told}{said.say('names.stop')}"


def _short(span: Span | None) -> str:
    text = " ".join(span.text.split()) if span else ""
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED].rstrip()}…"


def measured_lines(d: Differential) -> Iterator[tuple[int, str]]:
    """Place of each outlined image, and its outline and measures in words."""
    said = said_in(d)
    for image in d.images:
        if image.outline is None:
            continue
        m, doubts = image.measures, image.outline.doubts
        parts = [_outline_words(image.outline, said)]
        if m and image.outline.share and not doubts:  # else shape would be told of something that may be no lesion
            px = f"{m.diameter_px:.0f}"
            parts.append(
                said.say("report.measured_diameter_mm", px=px, mm=f"{m.diameter_mm:.1f}")
                if m.diameter_mm
                else said.say("report.measured_diameter", px=px)
            )
            shape = {"asymmetry": f"{m.asymmetry:.2f}", "border": f"{m.border:.2f}", "colours": f"{m.colours:.1f}"}
            parts.append(said.say("report.measured_shape", **shape))
        if m and m.contrast is not None:
            parts.append(said.say("report.measured_contrast", contrast=f"{m.contrast:.2f}"))
            if m.delta_e is not None:
                parts.append(said.say("report.measured_colour", delta=f"{m.delta_e:.1f}"))
        if m and m.ita is not None:
            key = "report.measured_tone" + ("_doubtful" if m.ita_quality == "low" else "")
            parts.append(said.say(key, angle=f"{m.ita:.0f}", band=m.ita_band))
        text = said.say("names.semicolon").join(parts)
        yield image.index, f"{text[0].upper()}{text[1:]}{said.say('names.stop')}"


def _outline_words(outline: LesionOutline, said: Texts) -> str:
    """What stands out in an image, by whom it was outlined where not by the classical segmenter, and the doubts."""
    if not outline.share:
        return said.say("report.measured_nothing")
    holes = {"share": percent(outline.share), "by": f"{outline.stands_out:.2f}", "segmenter": outline.segmenter}
    key = "report.measured_outline" + ("" if outline.segmenter == "classical" else "_by")
    fills = said.say(key, **holes)
    if not outline.doubts:
        return fills
    return said.say("report.measured_doubtful", outline=fills, doubts=said.listed(outline.doubts))


def compared_lines(d: Differential) -> Iterator[str]:
    """Changes of named lesions in time, and how unlike the others the most unlike lesion is, in words."""
    said = said_in(d)
    for one in d.compared.changes:
        scale = "_to_scale" if one.to_scale else ""
        told = said.say(
            f"report.change{scale}",
            lesion=one.lesion,
            before=d.images[one.before].name,
            after=d.images[one.after].name,
            days=one.days,
            growth=f"{one.growth:+.0%}",
            colour=f"{one.colour:.1f}",
            look=f"{one.look:.2f}",
        )
        doubt = said.say("report.change_doubtful", doubts=said.listed(map(said.translated, one.doubts)))
        yield " ".join((told, *((doubt,) if one.doubts else ()), said.say(f"report.change_moved{scale}")))
    if d.compared.likeness:
        first = d.compared.likeness[0]
        yield said.say(
            "report.duckling",
            number=len(d.compared.likeness),
            lesion=first.lesion,
            deviations=f"{first.deviations:.1f}",
            worth=said.say("report.duckling_worth" if first.unlike else "report.duckling_none"),
        )


def saliency_lines(d: Differential) -> Iterator[str]:
    """What in the images each explained opinion rests on, in words, in the order of `d.saliency`."""
    said = said_in(d)
    names = {info.name: info.score_called for info in d.retrievers}
    for one in d.saliency:
        score = said.translated(names.get(one.retriever, one.retriever))
        whose = said.say("report.saliency_score", score=score, condition=said.condition(one.condition))
        image = d.images[one.place].name
        by = "gradient" if one.method == "gradient" else "covered"
        if not any(cell for row in one.heat for cell in row):
            yield said.say(f"report.saliency_none_{by}", image=image, whose=whose)
            continue
        scores = {"deletion": f"{one.deletion:.2f}", "insertion": f"{one.insertion:.2f}"}
        key = "report.saliency_rests" + ("_gradient" if one.method == "gradient" else "")
        told = [said.say(key, image=image, whose=whose, **scores)]
        if one.inside is not None:
            told.append(said.say("report.saliency_inside", share=percent(one.inside)))
        if one.deletion >= one.insertion:
            told.append(said.say("report.saliency_little"))
        yield " ".join(told)


def concept_lines(d: Differential) -> Iterator[str]:
    """What an encoder sees in each image more than not, strongest first, artefacts apart."""
    said, terms, findings = said_in(d), visible_concepts(), visible_findings()
    for concepts in d.concepts:
        ranked = sorted(concepts.scores.items(), key=lambda one: (-one[1], one[0]))
        seen = [name for name, score in ranked if score > _SEEN]
        told = [f"{said.finding(name)} {concepts.scores[name]:.2f}" for name in seen if name in findings]
        beside = [
            f"{said.translated(terms.get(name, name))} {concepts.scores[name]:.2f}"
            for name in seen
            if name not in findings
        ]
        text = said.listed(told[:_NAMED]) or said.say("report.concepts_none")
        if beside:
            also = said.say("report.concepts_artefacts", names=said.listed(beside[:_NAMED]))
            text += f"{said.say('names.semicolon')}{also}"
        image = d.images[concepts.place].name
        yield said.say("report.concepts_seen", image=image, encoder=concepts.encoder, seen=text)


def concept_words(item: RankedCondition, said: Texts) -> str:
    """A condition's second opinion by what was seen in the images; empty where that says nothing or was not asked."""
    if item.concepts is None or not item.concepts.contributions:
        return ""
    told = []
    for key, sign in (("report.for", 1), ("report.against", -1)):
        parts = [
            f"{said.finding(one.finding, 'present' if one.seen > _SEEN else 'absent')} {one.part:+.2f}"
            for one in item.concepts.contributions
            if sign * one.part > 0
        ]
        told += [f"{said.say(key)}{said.say('names.colon')}{said.listed(parts)}"] if parts else []
    opinion = said.say("report.concept_opinion", score=f"{item.concepts.score:+.2f}")
    return opinion + (f" ({said.say('names.semicolon').join(told)})" if told else "")


def review_line(d: Differential) -> str:
    """That a person must review the result, and which rules say so; empty where none does."""
    names = dict.fromkeys(f"“{one.rule}”" for one in d.corrections if one.done == "require_review")
    return said_in(d).say("report.review", rules=said_in(d).listed(names)) if names else ""


def correction_lines(d: Differential) -> Iterator[str]:
    """What each rule that fired did, what that moved, and why it fired."""
    said = said_in(d)
    for one in d.corrections:
        yield " ".join(part for part in (_done(one, said), _moved(one, said)) if part)


def _done(one: Correction, said: Texts) -> str:
    keys = {
        "require_review": "rule_review",
        "ignore_concept": "rule_ignored",
        "veto_label": "rule_veto",
        "boost_label": "rule_boost",
    }
    key = keys[one.done] if one.done == one.asked else "rule_refused"
    return said.say(
        f"report.{key}",
        rule=one.rule,
        expression=one.expression,
        finding=said.finding(one.target or ""),
        condition=said.condition(one.target or ""),
        by=f"{one.by or 0:+.1f}",
    )


def _moved(one: Correction, said: Texts) -> str:
    """The first ranks that changed, and how many more."""
    if not one.moved:
        return ""
    unlisted = said.say("report.unlisted")
    told = [f"{said.condition(m.condition)} {m.before or unlisted} → {m.after or unlisted}" for m in one.moved]
    more = [said.say("report.rule_more", number=len(told) - _MOVES)] if len(told) > _MOVES else []
    return said.say("report.rule_moved", moves=said.listed([*told[:_MOVES], *more]))


def steps_of(d: Differential) -> list[tuple[str, NextStep]]:
    """What to do next for the first two conditions worth words: the condition's name, and the step."""
    return [(item.name, step) for item in worth_words(d)[:2] for step in item.next_steps[:2]]


def apart_of(d: Differential) -> Iterator[tuple[str, str]]:
    """For each look-alike of the first line, what to look for with what is known of it, and the card's own sentence."""
    said = said_in(d)
    told = d.observations.counted() if d.observations else {}
    for one in d.told_apart:
        first, second = one.names
        looked_for = [_known(said.finding(finding), told.get(finding), said) for finding in one.findings]
        yield said.say("report.apart_line", first=first, second=second, findings=said.listed(looked_for)), one.text


def _known(name: str, told: Observation | None, said: Texts) -> str:
    """A finding with whether the case has it, where that is known."""
    if told is None:
        return name
    return f"{name} ({said.say('page.is_present' if told.polarity == 'present' else 'page.is_absent')})"


def begun(name: str) -> str:
    """The name of an image as the first word of a line; that of a file stays as it is."""
    return name if "." in name or "/" in name else f"{name[:1].upper()}{name[1:]}"


def in_quotes(text: str, d: Differential) -> str:
    """Words of a card; in quotation marks where they are in another language than the report."""
    return text if d.language == "en" else f"“{text}”"


def card_words(d: Differential) -> str:
    """That words of cards are quoted in English; empty in an English report."""
    return "" if d.language == "en" else said_in(d).say("report.card_words")


def titled(reference: Reference, said: Texts) -> str:
    """A source by its title, who published it and when; a title stays in its own language."""
    return f"{said.translated(reference.title)}. {reference.body}, {said.translated(reference.year)}."


def short_name(reference: Reference, said: Texts) -> str:
    """What a source is called in a line of text: who published it, and the year."""
    return f"{reference.body.partition(',')[0]} {said.translated(reference.year)}"


def reference_mark(reference: Reference, said: Texts) -> str:
    """How far a source was checked; empty where title and identifier were seen."""
    key = f"report.{reference.mark.replace(' ', '_')}"
    known = reference.mark in ("identifier unchecked", "unverified", "estimate")
    return said.say(key) if known else reference.mark


def links_of(identifier: str) -> list[tuple[str, str]]:
    """The addresses in a source's identifier, each with what to call it: DOIs, PubMed numbers, web addresses."""
    links = []
    for part in re.split(r"[;\s]+(?=doi:|PMID|https?:)|;\s*", identifier):
        text = part.strip().rstrip(".,")
        if found := re.fullmatch(r"doi:\s*(10\.\S+)", text, re.IGNORECASE):
            links.append((text, f"https://doi.org/{found[1]}"))
        elif found := re.fullmatch(r"PMID:?\s*(\d+)", text):
            links.append((text, f"https://pubmed.ncbi.nlm.nih.gov/{found[1]}/"))
        elif re.fullmatch(r"https?://\S+", text):
            links.append((text, text))
        elif found := re.fullmatch(r"((?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+/\S*)", text):
            links.append((text, f"https://{text}"))
    return links


def made_by(d: Differential) -> str:
    """What made the result."""
    said, p = said_in(d), d.provenance
    model = p.model_served or said.say("report.no_model")
    told = said.say("report.made_by", graph=p.graph, prior=said.prior(p.prior), model=model, version=p.dermagent)
    return f"{told} {said.say('report.made_by_calls', calls=p.calls, tokens=p.tokens)}" if p.calls else told
