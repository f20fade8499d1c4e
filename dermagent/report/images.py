"""Copies of a case's images: small ones for HTML, with what opinions rest on; plain ones; and those of an index."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from dermagent.errors import InputError
from dermagent.types import Case, Differential, ImageAssessment

if TYPE_CHECKING:
    from dermagent.imaging.colour import Pixels


class Thumbnails(NamedTuple):
    """JPEG bytes: by the place of the image in the case, and by the place in `Differential.saliency`."""

    shown: dict[int, bytes]
    maps: dict[int, bytes]


def thumbnails(case: Case, differential: Differential, folder: Path | None = None) -> Thumbnails:
    """Those of the images that the workflow could read.

    Paths are read relative to `folder` and nothing is fetched; without a folder only images given as bytes are shown.
    """
    made = Thumbnails({}, {})
    for assessment, pixels in _read(case, differential, folder):
        import numpy as np

        from dermagent.imaging.thumbnail import thumbnail

        outline = assessment.outline  # what is drawn is what was measured
        made.shown[assessment.index] = thumbnail(pixels, outline=outline)
        for number, one in enumerate(differential.saliency):
            if one.place == assessment.index:
                made.maps[number] = thumbnail(pixels, heat=np.array(one.heat), outline=outline)
    return made


def copies(case: Case, differential: Differential, folder: Path | None = None) -> dict[int, bytes]:
    """JPEG bytes by the place of the image in the case, without metadata, long side at most 1024 px; as `thumbnails`.

    Nothing is drawn on them, so they can be looked at anew.
    """
    from dermagent.imaging.encode import encode

    return {assessment.index: encode(pixels) for assessment, pixels in _read(case, differential, folder)}


def _read(case: Case, differential: Differential, folder: Path | None) -> "Iterator[tuple[ImageAssessment, Pixels]]":
    """What the workflow could read and can still be read."""
    for assessment in differential.images:
        image = case.images[assessment.index]
        if assessment.refused or (image.content is None and folder is None):
            continue
        from dermagent.imaging.limits import ImageLimits
        from dermagent.imaging.load import decode, read_image

        try:
            loaded = (
                decode(image.content, ImageLimits())
                if image.content
                else read_image(image.path or "", folder or Path(), ImageLimits())
            )
        except InputError:
            continue  # an address, or a file that has changed since
        yield assessment, loaded.pixels


def neighbours(differential: Differential, index: Path) -> dict[int, bytes]:
    """JPEG bytes by the place in `Differential.similar`, of the index's images that still lie where it was built.

    They are other patients' images: for who keeps the index, not for who asks a server. None was measured, so none
    bears an outline.
    """
    from dermagent.imaging.limits import ImageLimits
    from dermagent.imaging.load import read_image
    from dermagent.imaging.thumbnail import thumbnail
    from dermagent.index.files import read_manifest

    made = {}
    try:
        root = (index / read_manifest(index)["pictures"]).resolve()
    except (InputError, KeyError):
        return {}  # an index that does not say where its images are
    for place, one in enumerate(differential.similar):
        try:
            made[place] = thumbnail(read_image(one.name, root, ImageLimits()).pixels)
        except InputError:
            continue  # it was moved or changed; its name and label stand in the report all the same
    return made
