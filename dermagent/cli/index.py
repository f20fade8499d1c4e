"""`dermagent index`: build, search, verify, describe, audit, probe and share an index of your own labelled images."""

from pathlib import Path

import click

from dermagent.cli.options import not_empty


@click.group()
def index() -> None:
    """Your own labelled images, to find the nearest ones to a case."""


_place = click.argument("folder", metavar="INDEX", type=click.Path(path_type=Path))
_encoder = click.option(
    "--encoder",
    default="nsfw",
    show_default=True,
    help="nsfw (packaged), onnx:FILE, open_clip:FOLDER or hf-hub:OWNER/NAME, or module:factory.",
)


@index.command()
@click.argument("images", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--labels", required=True, type=click.Path(path_type=Path), help="CSV: image,label[,patient,modality,…].")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder of the index.")
@_encoder
@click.option("--approximate", is_flag=True, help="Add a graph for approximate search (extra ann); prints its recall.")
@click.option(
    "--lancedb", default="", metavar="URI", help="Vectors and entries into a LanceDB table there (extra lancedb)."
)
def build(images: Path, labels: Path, out: Path, encoder: str, approximate: bool, lancedb: str) -> int:
    """Encode the IMAGES that the table names; a build that was stopped goes on, unchanged images are kept."""
    from dermagent.cli.progress import bar
    from dermagent.encoders.registry import make_encoder
    from dermagent.evals.datasets.base import patient_in_name
    from dermagent.index.approximate import RECALL
    from dermagent.index.build import build as make

    made = make_encoder(encoder)
    click.echo(f"{made.name}; licence of its weights: {made.licence}", err=True)
    with bar() as report:
        built = make(
            images,
            labels,
            made,
            out,
            report,
            approximate=approximate,
            lancedb=lancedb,
            patient_of=patient_in_name,
        )
    if built.recall_at_10 is not None and built.recall_at_10 < RECALL:
        click.echo(f"approximate search misses more than {1 - RECALL:.0%} of the ten nearest images here", err=True)
    if built.copies:
        click.echo(
            f"pairs of one photograph, saved again or cropped: {built.copies}, of two patients: "
            f"{built.copies_across_patients}",
            err=True,
        )
    if built.labelled_otherwise:
        click.echo(f"pairs of nearly the same image with different labels: {len(built.labelled_otherwise)}", err=True)
    for row in built.rows_left_out[:50]:
        click.echo(f"left out: {row}", err=True)
    for name, why in list(built.unreadable.items())[:50]:
        click.echo(f"left out: {name}: {why}", err=True)
    click.echo(built.model_dump_json(indent=2))
    return 0


@index.command()
@_place
@click.argument("image", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("-k", type=click.IntRange(1, 100), default=9, show_default=True)
@click.option("--modality", help="Only images of this kind.")
@click.option("--site", help="Only images of this body site.")
@click.option("--label", help="Only images of this label.")
@click.option("--fitzpatrick", help="Only images of this skin type.")
@click.option("--condition", help="Only images whose label means this condition.")
@click.option("--not-of", default="", metavar="PATIENT", help="No images of this patient.")
@_encoder
def search(folder: Path, image: Path, k: int, not_of: str, encoder: str, **filters: str | None) -> int:
    """Show the images of INDEX that are nearest to IMAGE, as JSON."""
    import json

    from dermagent.encoders.registry import make_encoder
    from dermagent.imaging.limits import ImageLimits
    from dermagent.imaging.load import read_image
    from dermagent.index.store import Index

    held, made = Index(folder), make_encoder(encoder)
    held.check_encoder(made)
    pixels = read_image(image.name, image.resolve().parent, ImageLimits()).pixels
    only = held.meant({name: value for name, value in filters.items() if value})
    vector = made.encode_images([pixels])
    [found] = held.search(vector, k=k, only=only, not_of=not_of)
    if found:
        kind = {name: value for name, value in only.items() if name == "modality"}
        [[nearest]] = held.search(vector, k=1, only=kind, not_of=not_of, plain=True)
        least = held.least_similarity(nearest.entry.modality)
        if least is None:
            click.echo("the index holds too few images to tell what is unlike them", err=True)
        elif nearest.similarity < least:
            click.echo("this image is unlike anything in the index; its neighbours mean little", err=True)
    else:
        click.echo("no image of the index fits the filters", err=True)
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
    click.echo(f"{len(held)} images, all files as they were written")
    return 0


@index.command()
@_place
def stats(folder: Path) -> int:
    """Say what INDEX holds: images, patients, labels, skin types, and what it was built with."""
    import json
    from collections import Counter

    from dermagent.index.store import Index

    held = Index(folder)
    fields = {name: Counter(getattr(entry, name) or "unknown" for entry in held.entries) for name in _COUNTED}
    told = {name: dict(counts.most_common()) for name, counts in fields.items()}
    patients = len({entry.patient for entry in held.entries if entry.patient})
    head = {
        "images": len(held),
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


@index.command()
@_place
@click.option("--shots", default="1,5,10,20", show_default=True, help="Labelled images of each class to learn from.")
@click.option("--draws", type=click.IntRange(1, 1000), default=10, show_default=True, help="Seeded draws of them.")
def probe(folder: Path, shots: str, draws: int) -> int:
    """Say what INDEX's vectors tell apart: a linear classifier learnt from a few labelled images of each class."""
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
    if unknown := sum(not entry.patient for entry in held.entries):
        click.echo(
            f"{unknown} of {len(held)} images name no patient; each counts as a patient of its own, so that one "
            "patient may be learnt from and asked about, which flatters",
            err=True,
        )
    found = [probed(held.vectors(), labels, patients, shots=k, draws=draws).model_dump() for k in wanted]
    click.echo(json.dumps({"encoder": held.encoder, "images": len(held), "probes": found}, indent=2))
    return 0 if any(one["accuracy"] for one in found) else 3


@index.command()
@_place
@click.option("--site", required=True, callback=not_empty, help="Name of this site.")
def share(folder: Path, site: str) -> int:
    """Print the mean vector of each condition that a site may share; those of fewer than 5 patients are withheld."""
    from dermagent.index.federated import site_centroids
    from dermagent.index.store import Index

    click.echo(site_centroids(Index(folder), site=site).model_dump_json(indent=1))
    return 0


@index.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--cut", type=click.FloatRange(0, 2), default=0.5, show_default=True, help="Distance that parts sites.")
def pool(files: tuple[Path, ...], cut: float) -> int:
    """Pool the means that sites shared, over all of them and over groups of sites that look alike."""
    from pydantic import ValidationError

    from dermagent.errors import InputError
    from dermagent.index.federated import SiteCentroids, pool_centroids

    try:
        given = [SiteCentroids.model_validate_json(file.read_text(encoding="utf-8")) for file in files]
    except (OSError, ValueError, ValidationError) as error:
        raise InputError("expected files written by `dermagent index share`") from error
    click.echo(pool_centroids(given, cut=cut).model_dump_json(indent=1))
    return 0


@index.command()
@click.argument("pooled", type=click.Path(path_type=Path, exists=True))
@click.argument("image", type=click.Path(path_type=Path))
@click.option("-k", type=click.IntRange(1, 100), default=9, show_default=True)
@click.option("--like", metavar="SITE", help="Use the means of the sites that look like this one, not of all.")
@_encoder
def nearest(pooled: Path, image: Path, k: int, like: str | None, encoder: str) -> int:
    """Show the conditions whose POOLED mean, of `dermagent index pool`, is nearest to IMAGE, as JSON."""
    import json

    from pydantic import ValidationError

    from dermagent.encoders.registry import make_encoder
    from dermagent.errors import InputError
    from dermagent.imaging.limits import ImageLimits
    from dermagent.imaging.load import read_image
    from dermagent.index.federated import PooledCentroids, nearest_conditions

    try:
        held = PooledCentroids.model_validate_json(pooled.read_text(encoding="utf-8"))
    except (OSError, ValueError, ValidationError) as error:
        raise InputError(f"{pooled.name}: expected a file written by `dermagent index pool`") from error
    made = make_encoder(encoder)
    if (made.name, made.sha256) != (held.encoder, held.encoder_sha256):
        raise InputError(f"{pooled.name} was made with {held.encoder!r}, not with {made.name!r}; name that encoder")
    centroids = held.centroids if like is None else held.of_sites_like(like)
    pixels = read_image(image.name, image.resolve().parent, ImageLimits()).pixels
    found = nearest_conditions(centroids, made.encode_images([pixels]))[0][:k]
    click.echo(json.dumps([{"condition": name, "similarity": round(one, 4)} for name, one in found], indent=2))
    return 0


_COUNTED = ("label", "modality", "site", "fitzpatrick")
