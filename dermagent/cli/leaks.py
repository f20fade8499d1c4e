"""`dermagent eval leaks`: which images two folders, indexes or data sets share, and which lie in one twice."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from dermagent.evals.audits.near_duplicates import Collection, Leaks


@click.command()
@click.argument("first", metavar="FIRST")
@click.argument("second", metavar="[SECOND]", required=False)
@click.option(
    "--encoder",
    default="nsfw",
    show_default=True,
    help="Must agree that two images are one: nsfw (packaged), onnx:FILE, …, or none.",
)
@click.option("--mapping", type=click.Path(path_type=Path), help="Of own=FOLDER: YAML that says what its columns mean.")
@click.option("--format", "form", type=click.Choice(["md", "json"]), default="md", show_default=True)
def leaks(first: str, second: str | None, encoder: str, mapping: Path | None, form: str) -> int:
    """Count near-duplicate images within FIRST, within SECOND, and the share of each that lies in the other.

    Each is a folder of images, the folder of an index, or SET=FOLDER or SET,SPLIT=FOLDER for a data set. An image
    saved again, of another size or cropped by up to 5 % is a near-duplicate.
    """
    from dermagent.cli.progress import bar
    from dermagent.encoders.registry import make_encoder
    from dermagent.evals.audits.near_duplicates import leaks as found_in

    made = None if encoder == "none" else make_encoder(encoder)
    with bar() as report:
        one = _collection(first, made, mapping, report)
        found = found_in(one, _collection(second, made, mapping, report) if second else None, report)
    click.echo(found.model_dump_json(indent=2) if form == "json" else _told(found))
    return 0


def _collection(given: str, encoder: Any, mapping: Path | None, report: Any) -> "Collection":
    from dermagent.cli.set_options import set_of
    from dermagent.errors import InputError
    from dermagent.evals.audits.near_duplicates import of_cases, of_folder

    folder = Path(given)
    if folder.is_dir():
        return of_folder(folder, encoder, report)
    named, equals, place = given.partition("=")
    root = Path(place)
    if not equals or not root.is_dir():
        raise InputError(f"{given!r}: expected a folder, or SET=FOLDER with a folder that is there")
    name, _, split = named.partition(",")
    data_set, first = set_of(name, mapping)
    cases = data_set.load(root, split=split or first, language="en")
    return of_cases(f"{name}, {split or first}", cases, root, encoder, report)


def _told(found: "Leaks") -> str:
    lines = found.sentences()
    for one in found.inside:
        lines += [f"- {a} = {b}" for a, b in one.named]
        lines += [f"- of two patients or lesions: {a} = {b}" for a, b in one.named_across]
    if found.between:
        lines += [f"- {found.between.first}: {a} = {found.between.second}: {b}" for a, b in found.between.named]
    checked = f"The encoder {found.checked_by} agreed." if found.checked_by else "No encoder had a say."
    return "\n".join([*lines, checked])
