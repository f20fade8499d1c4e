"""Put a case into words for a model: the same bytes first for every agent of one case."""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_args

from dermagent.errors import InputError
from dermagent.imaging.limits import ImageLimits, working_side
from dermagent.knowledge.base import KnowledgeBase, knowledge
from dermagent.knowledge.outside import name_of
from dermagent.llm.base import EncodedImage, Message
from dermagent.llm.capabilities import LONG_SIDE
from dermagent.prompts import read_prompt
from dermagent.settings import Settings
from dermagent.steps.retrieve.views import DecodedImage
from dermagent.types import Candidate, Case, Language, LesionOutline, Modality, Observations, PreparingStep, Statement

LANGUAGES: dict[Language, str] = {"en": "English", "zh": "Chinese", "es": "Spanish"}
#: The task of a retriever that looks.
LISTING = "retrieve/naive_cot"
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
    """The readable images of a case as pixels, named by their place; clinical ones prepared by `steps`.

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


def images_of(views: Sequence[DecodedImage], *, per_request: int, side: int = LONG_SIDE) -> tuple[EncodedImage, ...]:
    """Images re-encoded for a model that looks at `side` pixels at most; on one contact sheet if it takes fewer."""
    import hashlib

    from dermagent.imaging.encode import MEDIA_TYPE, contact_sheet, encode

    if len(views) > per_request:
        numbers = tuple(view.place + 1 for view in views)
        shown = [(numbers, contact_sheet([view.pixels for view in views], numbers, max_side=side))]
    else:
        shown = [((view.place + 1,), view.pixels) for view in views]
    images = []
    for numbers, pixels in shown:
        content = encode(pixels, max_side=side)
        height, width = pixels.shape[:2]
        size = round(height * width * min(1.0, side / max(height, width)) ** 2)
        images.append(EncodedImage(content, MEDIA_TYPE, hashlib.sha256(content).hexdigest(), numbers, size))
    return tuple(images)


def opening(
    case: Case, language: Language, images: Sequence[EncodedImage], tasks: tuple[str, ...], *, history: bool = True
) -> tuple[Message, ...]:
    """The first turns of every request that may show images: rules and `tasks`, then the case and its images.

    The first is the same for all cases of a workflow in a language, both are for all agents of a case. Without
    `history` only the images are shown, and what kind they are.
    """
    return rules(language, _tasks(tasks)), told_of(case, images, history=history)


def rules(language: Language, tasks: str) -> Message:
    """What holds for every reply, and the tasks of which the last turn names one."""
    return Message("system", read_prompt("agents/system").render({"tasks": tasks, "language": LANGUAGES[language]}))


def turn(task: str, role: str = "") -> Message:
    """The last turn: which task it is, and in what role."""
    return Message("user", read_prompt("agents/turn").render({"role": role, "task": task}))


def tasks_of(settings: Settings) -> tuple[str, ...]:
    """The prompts of the tasks of a workflow's model, but for the reading, in one order for all of its requests."""
    return (
        LISTING,
        *(("agents/opinion",) if settings.agents else ()),
        *(("agents/debate",) if settings.rounds and len(settings.agents) > 1 else ()),
    )


@cache
def _tasks(names: tuple[str, ...]) -> str:
    kinds = "\n".join(read_prompt(f"look/{kind}").body.strip() for kind in get_args(Modality))
    return "\n\n".join(read_prompt(name).render({"look": kinds} if name == LISTING else {}) for name in names)


def told_of(case: Case, images: Sequence[EncodedImage], *, history: bool = True) -> Message:
    """The case as data, with what is known of each image by its number, and those that are shown."""
    told = case.model_dump(mode="json", exclude_defaults=True, exclude=_UNTOLD) if history else {}
    if told.get("patient") == {}:
        del told["patient"]
    told["pictures"] = [
        {"number": number}
        | {key: value for key in ("modality", "view", "body_site") if (value := getattr(image, key)) is not None}
        for number, image in enumerate(case.images, start=1)
    ]
    attached = [number for image in images for number in image.numbers]
    missing = [number for number in range(1, len(case.images) + 1) if number not in attached]
    text = read_prompt("agents/case").render(
        {
            "case": json.dumps(told, ensure_ascii=False, sort_keys=True, default=str),
            "attached": ", ".join(map(str, attached)) or "none",
            "missing": ", ".join(map(str, missing)) or "none",
        }
    )
    return Message("user", text, tuple(images))


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
    listed = (f"- {c.condition}: {' '.join(name_of(c.condition, kb).split())}" for c in candidates)
    quotable = (f"- {s.id}: {s.text}" for s in statements)
    text = read_prompt("agents/material").render(
        {
            "findings": "\n".join(findings) or "- none",
            "candidates": "\n".join(listed) or "- none",
            "statements": "\n".join(quotable) or "- none",
        }
    )
    return Message("user", text)
