"""`dermagent eval segment`: score a segmenter on images and masks that you have."""

from pathlib import Path

import click

_folder = click.Path(path_type=Path, exists=True, file_okay=False)


@click.command()
@click.option("--images", required=True, type=_folder, help="Folder of images.")
@click.option("--masks", required=True, type=_folder, help="Folder of masks, each called as its image.")
@click.option("--segmenter", "name", default="classical", show_default=True, help="classical, or module:factory.")
@click.option("--resamples", type=click.IntRange(100), default=1000, show_default=True)
@click.option("--format", "form", type=click.Choice(["md", "json"]), default="md", show_default=True)
def segment(images: Path, masks: Path, name: str, resamples: int, form: str) -> int:
    """Outline the images and compare with their masks: NAME.png, NAME_segmentation.png, NAME.npy of sDDI, …

    Masks of several annotators (NAME_mask_ann0.tiff, …) count by their majority and are scored one by one too.
    """
    from dermagent.cli.progress import bar
    from dermagent.evals.audits.outlines import outlines_to_markdown, score_outlines
    from dermagent.imaging.segment import make_segmenter

    with bar() as report:
        found = score_outlines(images, masks, make_segmenter(name), report=report, resamples=resamples)
    click.echo(found.model_dump_json(indent=2) if form == "json" else outlines_to_markdown(found))
    return 0
