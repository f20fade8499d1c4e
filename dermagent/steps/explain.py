"""Explain: what in the images each retriever's first condition rests on, where that was asked for."""

import asyncio
import logging
from collections.abc import Sequence

from dermagent.errors import DermagentError
from dermagent.steps.retrieve import DecodedImage, Explaining, Retriever
from dermagent.types import Case, Heard, Retrieved, Saliency

log = logging.getLogger(__name__)
NOTHING_EXPLAINED = (
    "Nothing in the images was explained (--explain): lesion head, index and names of conditions gave no opinion."
)


async def explain(
    case: Case, retrieved: Retrieved, retrievers: Sequence[Retriever], views: Sequence[DecodedImage]
) -> Retrieved:
    """What was retrieved, with a map of each image that a list rests on; a note where there is none.

    A map that cannot be made is noted and takes nothing of the answer away. It costs about 110 encodings an image.
    """
    able = {one.info.name: one for one in retrievers if isinstance(one, Explaining)}
    notes: list[str] = []
    explained = []
    for one in retrieved.heard:
        retriever = able.get(one.info.name)
        if retriever and one.proposal.candidates:
            one = await asyncio.to_thread(_explained, case, one, retriever, views, notes)
        explained.append(one)
    if not notes and not any(one.proposal.saliency for one in explained):
        notes.append(NOTHING_EXPLAINED)
    return retrieved.model_copy(update={"heard": tuple(explained), "notes": (*retrieved.notes, *notes)})


def _explained(
    case: Case, heard: Heard, retriever: Explaining, views: Sequence[DecodedImage], notes: list[str]
) -> Heard:
    maps: list[Saliency] = []
    for view in views:
        if view.place in heard.proposal.looked_at:
            try:
                maps.append(retriever.explain(case, view, heard.proposal.candidates[0].condition))
            except DermagentError as error:
                log.warning("%s explained nothing of case %s: %s", heard.info.name, case.id, type(error).__name__)
                notes.append(f"{view.name} was not explained by {heard.info.called}: {error}.")
    return heard.model_copy(update={"proposal": heard.proposal.model_copy(update={"saliency": tuple(maps)})})
