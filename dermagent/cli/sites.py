"""`dermagent eval share` and `pool`: the counts that a site may give away, and the figures of several sites."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dermagent.cli.options import not_empty

if TYPE_CHECKING:
    from dermagent.evals.audits.federated import Site


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--site", required=True, callback=not_empty, help="Name of this site.")
@click.option("--by", "stratum", default="fitzpatrick", show_default=True, help='Groups to count by; "" for none.')
def share(folder: Path, site: str, stratum: str) -> int:
    """Print the counts of the run in FOLDER that a site may share: no ids, no texts, small cells withheld."""
    from dermagent.evals.audits.federated import site_counts
    from dermagent.evals.running.records import read_records, read_run

    counts = site_counts(read_records(folder), site=site, stratum=stratum, draw=read_run(folder).draw)
    click.echo(counts.model_dump_json(indent=2))
    return 0


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
def pool(files: tuple[Path, ...]) -> int:
    """Pool the counts that sites shared."""
    from dermagent.evals.audits.federated import pool as pooled

    given = [_site(file) for file in files]
    click.echo(pooled(given).model_dump_json(indent=2))
    return 0


def _site(file: Path) -> "Site":
    from pydantic import ValidationError

    from dermagent.errors import InputError
    from dermagent.evals.audits.federated import Site

    try:
        return Site.model_validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise InputError(f"{file.name}: expected a file written by `dermagent eval share`") from error
