"""`dermagent index`: build, search, probe, share and describe an index of your own labelled pictures."""

from pathlib import Path

import click


@click.group()
def index() -> None:
    """Your own labelled pictures, to find the nearest ones to a case."""


_place = click.argument("folder", metavar="INDEX", type=click.Path(path_type=Path))
_encoder = click.option(
    "--encoder", default="nsfw", show_default=True, help="nsfw (packaged), open_clip:ID or folder, or module:factory."
)


@index.command()
@click.argument("pictures", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--labels", required=True, type=click.Path(path_type=Path), help="CSV: image,label[,patient,modality,…].")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder of the index.")
@_encoder
def build(pictures: Path, labels: Path, out: Path, encoder: str) -> int:
    """Encode the PICTURES that the table names; a build that was stopped goes on, unchanged pictures are kept."""
    from dermagent.cli.progress import bar
    from dermagent.encoders.registry import make_encoder
    from dermagent.index.build import build as make

    made = make_encoder(encoder)
    click.echo(f"{made.name}; licence of its weights: {made.licence}", err=True)
    with bar() as report:
        built = make(pictures, labels, made, out, report)
    click.echo(built.model_dump_json(indent=2))
    return 0


@index.command()
@_place
@click.argument("picture", type=click.Path(path_type=Path))
@click.option("-k", type=click.IntRange(1, 100), default=9, show_default=True)
@click.option("--modality", help="Only pictures of this kind.")
@click.option("--site", help="Only pictures of this body site.")
@click.option("--label", help="Only pictures of this label.")
@click.option("--fitzpatrick", help="Only pictures of this skin type.")
@_encoder
def search(folder: Path, picture: Path, k: int, encoder: str, **filters: str | None) -> int:
    """Show the pictures of INDEX that are nearest to PICTURE, as JSON."""
    import json

    from dermagent.encoders.registry import make_encoder
    from dermagent.imaging.limits import Limits
    from dermagent.imaging.load import read_image
    from dermagent.index.store import Index

    held, made = Index(folder), make_encoder(encoder)
    held.check_encoder(made)
    pixels = read_image(picture.name, picture.resolve().parent, Limits()).pixels
    only = {name: value for name, value in filters.items() if value}
    found = held.search(made.encode_images([pixels]), k=k, only=only)[0]
    nearest = max((one.similarity for one in found), default=-1.0)
    if nearest < held.least_similarity:
        click.echo("this picture is unlike anything in the index; its neighbours mean little", err=True)
    told = [{"similarity": round(one.similarity, 4)} | one.entry.model_dump() for one in found]
    click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    return 0 if found else 3


@index.command()
@_place
def verify(folder: Path) -> int:
    """Compare every file of INDEX with its hash."""
    from dermagent.index.store import Index

    held = Index(folder)
    held.verify()
    click.echo(f"{len(held)} pictures, all files as they were written")
    return 0


@index.command()
@_place
def stats(folder: Path) -> int:
    """Say what INDEX holds: pictures, patients, labels, skin types, and what it was built with."""
    import json
    from collections import Counter

    from dermagent.index.store import Index

    held = Index(folder)
    fields = {name: Counter(getattr(entry, name) or "unknown" for entry in held.entries) for name in _COUNTED}
    told = {name: dict(counts.most_common()) for name, counts in fields.items()}
    patients = len({entry.patient for entry in held.entries if entry.patient})
    head = {"pictures": len(held), "patients": patients, "encoder": held.encoder, "licence": held.manifest["licence"]}
    click.echo(json.dumps(head | told, ensure_ascii=False, indent=2))
    return 0


@index.command()
@_place
@click.option("--shots", default="1,5,10,20", show_default=True, help="Labelled pictures of each class to learn from.")
@click.option("--draws", type=click.IntRange(1, 1000), default=10, show_default=True, help="Seeded draws of them.")
def probe(folder: Path, shots: str, draws: int) -> int:
    """Say what INDEX's vectors tell apart: a linear classifier learnt from a few labelled pictures of each class."""
    import json

    from dermagent.errors import InputError
    from dermagent.index.probe import probe as probed
    from dermagent.index.store import Index

    try:
        wanted = [int(one) for one in shots.split(",")]
    except ValueError as error:
        raise InputError(f"--shots takes numbers divided by commas, got {shots!r}") from error
    if min(wanted) < 1:
        raise InputError("--shots takes numbers from 1 on")
    held = Index(folder)
    labels = [entry.label for entry in held.entries]
    patients = [entry.patient or entry.sha256 for entry in held.entries]
    found = [probed(held.vectors(), labels, patients, shots=k, draws=draws).model_dump() for k in wanted]
    click.echo(json.dumps({"encoder": held.encoder, "pictures": len(held), "probes": found}, indent=2))
    return 0 if any(one["accuracy"] for one in found) else 3


_COUNTED = ("label", "modality", "site", "fitzpatrick")
