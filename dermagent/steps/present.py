"""Put a case into words for a model: the same bytes first for every agent of one case."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dermagent.errors import InputError
from dermagent.imaging.limits import ImageLimits, working_side
from dermagent.knowledge.base import KnowledgeBase, knowledge
from dermagent.knowledge.outside import name_of
from dermagent.llm.base import Message, Picture
from dermagent.prompts import read_prompt
from dermagent.steps.retrieve.views import DecodedImage
from dermagent.types import Candidate, Case, Language, LesionOutline, Observations, PreparingStep, Statement

LANGUAGES: dict[Language, str] = {"en": "English", "zh": "Chinese", "es": "Spanish"}
#: What a model is not told, or told elsewhere.
_UNTOLD: dict[str, Any] = {
    "id": True,
    "images": True,
    "language": True,
    "answer_language": True,
    "patient": {"id": True},
}


def views_of(
    case: Case,
    folder: Path,
    limits: ImageLimits,
    blobs: Mapping[str, bytes],
    steps: Sequence[PreparingStep] = (),
    outlines: Mapping[int, LesionOutline] = MappingProxyType({}),
) -> tuple[DecodedImage, ...]:
    """The readable pictures of a case as pixels, named by their place; clinical ones prepared by `steps`.

    `outlines` are by that place too.
    """
    from dermagent.imaging.load import decode, read_image
    from dermagent.imaging.prepare import prepare

    views = []
    side = working_side(len(case.images))
    for place, image in enumerate(case.images):
        path = image.path or ""
        try:
            loaded = decode(blobs[path], limits, side) if path in blobs else read_image(path, folder, limits, side)
        except InputError:
            continue  # intake has said why it was left out
        made = prepare(loaded.pixels, steps if image.modality == "clinical" else ())
        views.append(
            DecodedImage(
                place,
                image.modality,
                made.pixels,
                loaded.pixels,
                sha256=loaded.sha256,
                done=made.done,
                lesion=image.lesion or "",
                outline=outlines.get(place),
            )
        )
    return tuple(views)


def pictures_of(views: Sequence[DecodedImage], *, per_request: int) -> tuple[Picture, ...]:
    """Pictures re-encoded for a model; on one contact sheet if it takes fewer than there are."""
    import hashlib

    from dermagent.imaging.encode import MEDIA_TYPE, contact_sheet, encode

    if len(views) > per_request:
        sheet = contact_sheet([view.pixels for view in views], [view.place + 1 for view in views])
        contents = [encode(sheet, max_side=max(sheet.shape[:2]))]
    else:
        contents = [encode(view.pixels) for view in views]
    return tuple(Picture(content, MEDIA_TYPE, hashlib.sha256(content).hexdigest()) for content in contents)


def opening(
    case: Case, language: Language, pictures: Sequence[Picture], *, history: bool = True
) -> tuple[Message, ...]:
    """The first turns of every request about a case: the rules, then the case with its pictures.

    Without `history` only the pictures are shown, and what kind they are.
    """
    system = read_prompt("agents/system").render({"language": LANGUAGES[language]})
    told = case.model_dump(mode="json", exclude_defaults=True, exclude=_UNTOLD) if history else {}
    if told.get("patient") == {}:
        del told["patient"]
    views = [
        {key: value for key in ("modality", "view", "body_site") if (value := getattr(image, key)) is not None}
        for image in case.images
    ]
    told["pictures"] = views
    shown = f"{len(pictures)} picture(s) are attached." if pictures else "No picture is attached."
    text = read_prompt("agents/case").render(
        {"case": json.dumps(told, ensure_ascii=False, sort_keys=True, default=str), "pictures": shown}
    )
    return Message("system", system), Message("user", text, tuple(pictures))


def look(case: Case) -> str:
    """How to describe the kinds of pictures of this case."""
    kinds = dict.fromkeys(image.modality or "clinical" for image in case.images)
    return "\n".join(read_prompt(f"look/{kind}").body.strip() for kind in kinds) or "There is no picture."


def material(
    seen: Observations,
    candidates: Iterable[Candidate],
    statements: Iterable[Statement],
    kb: KnowledgeBase | None = None,
) -> Message:
    """Findings, candidates and statements as one turn, in a fixed order."""
    kb = kb or knowledge()
    found = sorted(seen.counted().items())
    findings = (f"- {'' if item.polarity == 'present' else 'denied: '}{kb.findings[f].term}" for f, item in found)
    listed = (f"- {c.condition}: {name_of(c.condition, kb)}" for c in candidates)
    quotable = (f"- {s.id}: {s.text}" for s in statements)
    text = read_prompt("agents/material").render(
        {
            "findings": "\n".join(findings) or "- none",
            "candidates": "\n".join(listed) or "- none",
            "statements": "\n".join(quotable) or "- none",
        }
    )
    return Message("user", text)
