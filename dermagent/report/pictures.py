"""Small copies of a case's pictures, for the HTML report."""

from pathlib import Path

from dermagent.errors import InputError
from dermagent.types import Case, Differential


def thumbnails(case: Case, differential: Differential, folder: Path | None = None) -> dict[int, bytes]:
    """JPEG bytes by the place of the picture in the case, of those that the workflow could read.

    Paths are read relative to `folder` and nothing is fetched; without a folder only pictures given as bytes are shown.
    """
    shown: dict[int, bytes] = {}
    for assessment in differential.images:
        image = case.images[assessment.index]
        if assessment.refused or (image.content is None and folder is None):
            continue
        from dermagent.imaging.limits import Limits
        from dermagent.imaging.load import decode, read_image
        from dermagent.imaging.thumbnail import thumbnail

        try:
            loaded = (
                decode(image.content, Limits())
                if image.content
                else read_image(image.path or "", folder or Path(), Limits())
            )
        except InputError:
            continue  # an address, or a file that has changed since
        shown[assessment.index] = thumbnail(loaded.pixels)
    return shown
