"""`dermagent index`: build, search, verify, describe and audit an index of your own labelled pictures."""

from pathlib import Path

import click


@click.group()
def index() -> None:
    """Your own labelled pictures, to find the nearest ones to a case."""


_place = click.argument("folder", metavar="INDEX", type=click.Path(path_type=Path))
_encoder = click.option(
    "--encoder",
    default="nsfw",
    show_default=True,
    help="nsfw or lite0 (packaged), onnx:FILE, open_clip:FOLDER or hf-hub:OWNER/NAME, or module:factory.",
)


@index.command()
@click.argument("pictures", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--labels", required=True, type=click.Path(path_type=Path), help="CSV: image,label[,patient,modality,…].")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder of the index.")
@_encoder
@click.option("--approximate", is_flag=True, help="Add a graph for approximate search (extra ann); prints its recall.")
@click.option(
    "--lancedb", default="", metavar="URI", help="Vectors and entries into a LanceDB table there (extra lancedb)."
)
def build(pictures: Path, labels: Path, out: Path, encoder: str, approximate: bool, lancedb: str) -> int:
    """Encode the PICTURES that the table names; a build that was stopped goes on, unchanged pictures are kept."""
    from dermagent.cli.progress import bar
    from dermagent.encoders.registry import make_encoder
    from dermagent.index.approximate import RECALL
    from dermagent.index.build import build as make

    made = make_encoder(encoder)
    click.echo(f"{made.name}; licence of its weights: {made.licence}", err=True)
    with bar() as report:
        built = make(pictures, labels, made, out, report, approximate=approximate, lancedb=lancedb)
    if built.recall_at_10 is not None and built.recall_at_10 < RECALL:
        click.echo(f"approximate search misses more than {1 - RECALL:.0%} of the ten nearest pictures here", err=True)
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
@click.option("--condition", help="Only pictures whose label means this condition.")
@click.option("--not-of", default="", metavar="PATIENT", help="No pictures of this patient.")
@_encoder
def search(folder: Path, picture: Path, k: int, not_of: str, encoder: str, **filters: str | None) -> int:
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
    found = held.search(made.encode_images([pixels]), k=k, only=only, not_of=not_of)[0]
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
    head = {
        "pictures": len(held),
        "patients": patients,
        "encoder": held.encoder,
        "licence": held.manifest["licence"],
        "search": held.store.told,
    }
    click.echo(json.dumps(head | told, ensure_ascii=False, indent=2))
    return 0


@index.command()
@_place
@click.option("--concepts", required=True, type=click.Path(path_type=Path), help="CSV: image, a 0/1 column a concept.")
@click.option("--environment", help="Column of environments, or modality, site or fitzpatrick of the index.")
@click.option("--format", "form", type=click.Choice(["json", "md"]), default="json", help="Form of the output.")
def audit(folder: Path, concepts: Path, environment: str | None, form: str) -> int:
    """Say which artefacts go with a label of INDEX, and with environments what a linear probe leans on."""
    from dermagent.concepts.audit import audit as audited
    from dermagent.concepts.audit import read_concepts, to_markdown
    from dermagent.index.store import Index

    told = audited(Index(folder), read_concepts(concepts, environment), environment=environment)
    click.echo(to_markdown(told) if form == "md" else told.model_dump_json(indent=2))
    return 0


_COUNTED = ("label", "modality", "site", "fitzpatrick")
