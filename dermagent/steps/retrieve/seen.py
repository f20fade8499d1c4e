"""What a vision model says it sees or was told, in the vocabulary of findings: present, absent or unsure."""

import re
from collections.abc import Iterable
from typing import Annotated

from pydantic import BaseModel, BeforeValidator

from dermagent.knowledge.lexicon import Match
from dermagent.knowledge.speech import spoken
from dermagent.llm.keys import is_named, plain_key
from dermagent.llm.lenient import TEXT, longest
from dermagent.llm.polarity import Said, not_known, polarity_of_group, polarity_said
from dermagent.reading.vocabulary import findings_in
from dermagent.types import Language, Observation, Polarity

#: A finding that only a model has seen counts half: models see what they expect.
_CERTAINTY = 0.5
_FIELD = "vlm"
#: The field that says where a finding is from.
_SEEN = "seen_in_picture"
#: What links the name of a finding to what is said of it behind it.
_BEFORE_WORDS = re.compile(r"^[\s:=([\u2013\uff1a\uff08-]*(?:(?:is|are|was|were|est[aá]|ist|est|[eé]) )?")
#: A denial of the one word that follows it.
_DENIES_NEXT = re.compile(r"\bnon[- ]?$", re.IGNORECASE)


#: What a model says of a finding, however it spells it.
SAID = BeforeValidator(polarity_said)


class SeenFinding(BaseModel):
    """A sign or symptom in the model's words."""

    name: Annotated[str, TEXT, longest(120)]
    polarity: Annotated[Said, SAID] = "present"
    seen_in_picture: bool = False

    def is_of_picture(self, *, unsaid: bool) -> bool:
        """Whether it was seen in a picture; `unsaid` where the reply does not tell where it is from."""
        return self.seen_in_picture if _SEEN in self.model_fields_set else unsaid


def listed(findings: object) -> list[object]:
    """The findings of a reply as a list, in whatever form: names, objects that call the name or the polarity otherwise,
    names with their polarity, or groups of those that are there and those that are not.

    What has no name is left out: a form that was not understood is no reason to throw a differential away.
    """
    if isinstance(findings, str):
        return [{"name": findings}]
    if isinstance(findings, dict):
        if any(isinstance(value, str) and is_named(str(key), "finding") for key, value in findings.items()):
            return listed([findings])
        return [one for key, value in findings.items() for one in _of_key(str(key), value)]
    return [one for item in findings for one in _of_item(item)] if isinstance(findings, list) else []


def _of_key(key: str, value: object) -> list[object]:
    """The findings under one key of an object: of a group all, each there or not, else the one that it is called."""
    if isinstance(value, list):
        return with_polarity(value, polarity_of_group(key) or "present")
    return [{"name": plain_key(key).replace("_", " "), **(value if isinstance(value, dict) else {"polarity": value})}]


def with_polarity(findings: object, told: Said) -> list[object]:
    """The findings of a list with this polarity where they tell none."""
    return [{"polarity": told, **one} if isinstance(one, dict) else one for one in listed(findings)]


def _of_item(item: object) -> list[object]:
    """The finding that an item of a list is; none where it has no name."""
    if isinstance(item, str):
        return [{"name": item}]
    if not isinstance(item, dict):
        return []
    name = item.get("name") or next(
        (v for k, v in item.items() if isinstance(v, str) and is_named(str(k), "finding")), None
    )
    if name is None:
        return _of_key(*next(iter(item.items()))) if len(item) == 1 else []
    told = [value for key, value in item.items() if is_named(str(key), "polarity") and key != _SEEN]
    made = {**({"polarity": told[0]} if told else {}), **item, "name": name}
    seen = polarity_said(made.pop(_SEEN, None) if _SEEN in made else _place_said(item))
    return [{**made, **({} if seen == "unsure" else {_SEEN: seen == "present"})}]


def _place_said(item: dict[str, object]) -> bool | None:
    """Whether a field such as "source" says that a finding is from a picture; None where none says so."""
    said = [value for key, value in item.items() if isinstance(value, str) and is_named(str(key), "where")]
    return next((kind == "picture" for value in said for kind in ("picture", "told") if is_named(value, kind)), None)


def observed(
    findings: Iterable[SeenFinding], language: Language, *, in_image: bool, shown: bool = True
) -> tuple[Observation, ...]:
    """The findings that were seen in an image, or those that were told, each once.

    One that does not say where it is from is from the image where one was `shown`.

    A finding in words of denial is absent whatever the model calls it, a doubted one unknown. Where one is said to be
    both, being there counts.
    """
    found: dict[str, Polarity] = {}
    for item in findings:
        if item.is_of_picture(unsaid=shown) != in_image:
            continue
        for finding, polarity in _read(item, language):
            if found.get(finding) != "present":
                found[finding] = polarity
    return tuple(
        Observation(finding=finding, polarity=polarity, source="vlm", field=_FIELD, certainty=_CERTAINTY)
        for finding, polarity in found.items()
        if polarity != "unknown"
    )


def _read(item: SeenFinding, language: Language) -> Iterable[tuple[str, Polarity]]:
    """The known findings of one text; models answer in English or in the case's language."""
    read: dict[str, Polarity] = {}
    for name in dict.fromkeys((language, "en")):
        matches = findings_in(item.name, name)
        for match in matches:
            if not any(_denied_by(other, match, item.name) for other in matches):
                read.setdefault(match.key, _said_of(item, match.start, match.end))
    return read.items()


def _denied_by(longer: Match, match: Match, text: str) -> bool:
    """Whether a phrase is the denied part of a longer one: "blanch" in "do not blanch"."""
    within = longer.start <= match.start and match.end <= longer.end and longer.key != match.key
    return within and bool(spoken("denies_within").search(text[longer.start : match.start]))


def _said_of(item: SeenFinding, start: int, end: int) -> Polarity:
    """What a text says of the finding at [start, end): a denial reaches from its word to where the sentence turns."""
    before, behind = item.name[:start], item.name[end:]
    if not_known().fullmatch(_BEFORE_WORDS.sub("", behind).rstrip(" .)]")):
        return "unknown"
    turned = [turn.end() for turn in spoken("turns").finditer(before)]
    reach = before[turned[-1] :] if turned else before
    denied = spoken("denies").search(reach) or _DENIES_NEXT.search(before) or spoken("denied_behind").search(behind)
    if item.polarity == "absent" or denied:
        return "absent"
    if item.polarity == "unsure" or spoken("doubted").search(item.name):
        return "unknown"
    return "present"
