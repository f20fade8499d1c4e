"""`dermagent show`: a result that was kept, in another form."""

from pathlib import Path
from typing import Any

import click

from dermagent.cli.options import NAMED_PATH, audience_option
from dermagent.cli.written import FORMS, check_audience, output, rendered


@click.command()
@click.argument("result_file", metavar="RESULT.json", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(list(FORMS)), default="md", help="Form of the output.")
@click.option(
    "--out",
    type=NAMED_PATH,
    help="Write to this file instead of standard output; of several results to this folder, one file a case.",
)
@click.option(
    "--case",
    "case_file",
    type=click.Path(path_type=Path),
    help="The case file that it was made of: HTML then shows the images.",
)
@audience_option
def show(result_file: Path, form: str, out: Path | None, case_file: Path | None, audience: Any) -> int:
    """Show RESULT.json, which `dermagent diagnose` wrote (- is standard input); nothing is computed anew.

    Exit code: 0, or 2 where it holds no result.
    """
    from dermagent.cli.given import given_cases, given_results
    from dermagent.errors import InputError

    check_audience(form, audience)
    results = given_results(result_file)
    cases = {case.id: (case, folder) for case, folder in given_cases((case_file,))} if case_file else {}
    if case_file and (missing := [one.case_id for one in results if one.case_id not in cases]):
        raise InputError(f"{case_file.name} does not hold the case {missing[0]!r} that the result is about")
    one_line = len(results) > 1 and not (out and (out.is_dir() or not out.suffix))
    images = [folder / image.path for case, folder in cases.values() for image in case.images if image.path]
    with output(out, form, [one.case_id for one in results], images) as write:
        for one in results:
            case, folder = cases.get(one.case_id, (None, None))
            write(one.case_id, rendered(one, form, audience, case=case, folder=folder, one_line=one_line))
    return 0
