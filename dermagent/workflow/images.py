"""The images of one case as its steps see them: each decoded and re-encoded once, and gone with the case."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from dermagent.imaging.limits import ImageLimits
from dermagent.llm.base import EncodedImage
from dermagent.llm.capabilities import capabilities_of
from dermagent.settings import Settings
from dermagent.steps.intake import assess_images
from dermagent.steps.present import images_of, views_of
from dermagent.steps.retrieve.views import DecodedImage, Shown
from dermagent.types import Case, ImageAssessment
from dermagent.workflow.deps import Deps

T = TypeVar("T")


@dataclass(eq=False)
class CaseImages:
    """What was made of a case's images so far; made with the case's run and dropped with it.

    `blobs` are images that were handed in as bytes, by their names. Work is done in a thread: a second of computing
    must not hold up other cases.
    """

    deps: Deps
    blobs: Mapping[str, bytes] = field(default_factory=lambda: MappingProxyType({}))
    _made: dict[str, object] = field(default_factory=dict)

    async def assessed(self, case: Case, folder: str) -> tuple[ImageAssessment, ...]:
        """What became of each image: its quality and outline, or why it was left out."""
        if not case.images:
            return ()
        limits, segmenter = image_limits(self.deps.settings), self.deps.segmenter
        return await asyncio.to_thread(assess_images, case, Path(folder), limits, self.blobs, segmenter)

    async def views(self, case: Case, folder: str, images: tuple[ImageAssessment, ...]) -> tuple[DecodedImage, ...]:
        """The readable images as pixels."""
        if not case.images:
            return ()
        limits, steps = image_limits(self.deps.settings), self.deps.settings.prepare
        outlines = {image.index: image.outline for image in images if image.outline}
        return await self._once("views", lambda: views_of(case, Path(folder), limits, self.blobs, steps, outlines))

    async def encoded(self, case: Case, folder: str, images: tuple[ImageAssessment, ...]) -> tuple[EncodedImage, ...]:
        """What a model is shown: nothing is encoded where there is no model."""
        if self.deps.client is None or not case.images:
            return ()
        views = await self.views(case, folder, images)
        return await self._once("encoded", lambda: images_of(views, per_request=self._per_request(), side=self._side()))

    async def shown(self, case: Case, folder: str, images: tuple[ImageAssessment, ...]) -> Shown:
        """What retrievers may look at: pixels only where one says that it looks, or preparing is asked for."""
        looked_at = any(retriever.info.looks_at_images for retriever in self.deps.retrievers)
        if not (looked_at or self.deps.settings.prepare):
            return Shown()
        views = await self.views(case, folder, images)
        encoded = await self.encoded(case, folder, images)
        apart: tuple[EncodedImage, ...] = ()
        if encoded and self.deps.settings.several_images == "each" and len(views) > self._per_request():
            apart = await self._once("apart", lambda: images_of(views, per_request=len(views), side=self._side()))
        return Shown(encoded, apart, views)

    def _per_request(self) -> int:
        """How many images the model takes at once."""
        model = self.deps.client.model.name if self.deps.client else ""
        return self.deps.settings.images_per_request or capabilities_of(model).images

    def _side(self) -> int:
        """The long side up to which the model looks at an image, in pixels."""
        return capabilities_of(self.deps.client.model.name if self.deps.client else "").side

    async def _once(self, name: str, make: Callable[[], T]) -> T:
        if name not in self._made:
            self._made[name] = await asyncio.to_thread(make)
        made: T = self._made[name]  # type: ignore[assignment]
        return made


def image_limits(settings: Settings) -> ImageLimits:
    """How large an image may be, and whether one may be fetched."""
    return ImageLimits(
        max_bytes=settings.max_image_bytes,
        max_pixels=settings.max_image_pixels,
        allow_urls=settings.allow_urls,
        fetch_timeout_s=settings.fetch_timeout_s,
    )
