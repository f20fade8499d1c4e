"""Make the retrievers that the settings name: the shipped ones by their names, others as module:factory."""

from dataclasses import dataclass
from pathlib import Path

from dermagent.errors import InputError
from dermagent.imaging.segment import Classical
from dermagent.llm.client import Client
from dermagent.plugins import make
from dermagent.steps.retrieve.protocol import Retriever
from dermagent.types import RetrieverInfo

#: Name → "module:factory"; a factory takes the `Tools` and gives a retriever.
RETRIEVERS = {
    "aspects": "dermagent.steps.retrieve.aspects:aspect_retriever",
    "clip": "dermagent.steps.retrieve.clip:index_retriever",
    "concepts": "dermagent.steps.retrieve.concepts:concept_retriever",
    "findings": "dermagent.steps.retrieve.findings:findings_retriever",
    "lesion": "dermagent.steps.retrieve.lesion:lesion_retriever",
    "vlm": "dermagent.steps.retrieve.vlm:with_history",
    "vlm_images": "dermagent.steps.retrieve.vlm:images_only",
    "zero_shot": "dermagent.steps.retrieve.zero_shot:zero_shot_retriever",
}
#: The retriever over an index of images, which joins the others where an index is set.
_OVER_AN_INDEX = "clip"


@dataclass(frozen=True)
class Tools:
    """What a retriever may use: the prior profile's name, a model's client, an index of images and its encoder.

    `tasks` are the prompts of the tasks that the first turn of a model's requests holds. `regions` says that the index
    is asked about what stands out in an image too, not only about the whole; `segmenter` finds that.
    """

    prior: str
    client: Client | None = None
    index: Path | None = None
    encoder: str = "nsfw"
    regions: bool = False
    segmenter: str = Classical.name
    tasks: tuple[str, ...] = ()


def make_retrievers(names: tuple[str, ...], tools: Tools) -> tuple[Retriever, ...]:
    """The retrievers of these names, and the one over the index where one is set.

    Raises:
        InputError: as `make_retriever`, or two of them have one name.
    """
    more = (_OVER_AN_INDEX,) if tools.index and _OVER_AN_INDEX not in names else ()
    made = tuple(make_retriever(name, tools) for name in names + more)
    called = [retriever.info.name for retriever in made]
    if doubled := sorted({name for name in called if called.count(name) > 1}):
        raise InputError(f"two retrievers are named {doubled[0]!r}; give each its own name")
    return made


def make_retriever(name: str, tools: Tools) -> Retriever:
    """A retriever by its name in `RETRIEVERS` or as "module:factory".

    Raises:
        InputError: no such name, module or factory, or what it makes does not describe itself.
    """
    made: Retriever = make("retriever", name, tools, known=RETRIEVERS)
    if not isinstance(getattr(made, "info", None), RetrieverInfo):
        raise InputError(f"retriever {name!r} does not describe itself; give it info = RetrieverInfo(name=...)")
    return made
