"""Where results go: standard output, one file, or a folder with one file a case."""

import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from dermagent.cli.streams import as_stdout_takes
from dermagent.errors import InputError

if TYPE_CHECKING:
    from dermagent.types import Case, Differential

#: The forms of a result, and the ending of its file in a folder.
FORMS = {"json": ".json", "md": ".md", "html": ".html", "fhir": ".fhir.json", "cds": ".cds.json"}
#: Control characters that JSON carries as they are and some terminals obey.
_C1 = re.compile("[\x7f-\x9f]")


class Write(Protocol):
    """Writes the text of one result."""

    def __call__(self, case_id: str, text: str) -> None: ...


@contextmanager
def output(out: Path | None, form: str, several: bool) -> Iterator[Write]:
    """A function that writes results; a folder is made where it is named and there are several documents.

    "-" is standard output, as it is standard input where a case is named.

    Raises:
        InputError: it cannot be written, or several documents would land in one file.
    """
    out = None if out == Path("-") else out
    try:
        if out and (out.is_dir() or (several and (form in ("md", "html") or not out.suffix))):
            if out.exists() and not out.is_dir():
                raise InputError(f"several cases as {form} need a folder; {out.name!r} is a file")
            out.mkdir(parents=True, exist_ok=True)
            yield _Folder(out, FORMS[form])
            return
        if several and form == "html":
            raise InputError("several cases make several HTML documents; name a folder with --out")
        if out is None:
            yield lambda case_id, text: _to_stdout(as_stdout_takes(text, form))
            return
        with out.open("w", encoding="utf-8") as file:

            def into_file(case_id: str, text: str) -> None:
                file.write(text.rstrip("\n") + "\n")

            yield into_file
    except BrokenPipeError:
        raise  # who reads has gone: no fault of the input
    except OSError as error:
        where = repr(out.name) if out else "to standard output"
        if isinstance(error.filename, str) and (out is None or Path(error.filename) != out):
            where = repr(Path(error.filename).name)  # another file than that of the result
        missing = out and error.filename == str(out) and not out.parent.is_dir()
        why = f"there is no folder {str(out.parent)!r}; make it first" if out and missing else error.strerror
        raise InputError(f"cannot write {where}: {why}") from error


class _Folder:
    """One file a case, named by the case; what was there under that name is replaced."""

    def __init__(self, folder: Path, ending: str) -> None:
        self._folder, self._ending, self._taken = folder, ending, set[str]()

    def __call__(self, case_id: str, text: str) -> None:
        stem = case_id.replace(":", "_")
        name, number = stem, 2
        while name.lower() in self._taken:  # "a:b" and "a_b", and "A" and "a" where files ignore case
            name, number = f"{stem}_{number}", number + 1
        self._taken.add(name.lower())
        (self._folder / f"{name}{self._ending}").write_text(text.rstrip("\n") + "\n", encoding="utf-8")


def _to_stdout(text: str) -> None:
    sys.stdout.write(text.rstrip("\n") + "\n")


def rendered(
    differential: "Differential",
    form: str,
    audience: Any,
    *,
    case: "Case | None" = None,
    folder: Path | None = None,
    index: Path | None = None,
    one_line: bool = False,
) -> str:
    """A result in a form; with its case, HTML shows the images, and with an index the nearest ones in it."""
    if form == "json":
        text = differential.model_dump_json(by_alias=True, indent=None if one_line else 2)
        return _C1.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    if form == "fhir":
        from datetime import UTC, datetime

        from dermagent.report.fhir import bundle_of
        from dermagent.report.images import copies

        images = copies(case, differential, folder) if case else {}
        bundle = bundle_of(differential, case, images, recorded=datetime.now(UTC))
        text = json.dumps(bundle, ensure_ascii=False, indent=None if one_line else 2)
        return _C1.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    if form == "cds":
        from dermagent.report.cds_hooks import response_of

        text = json.dumps(response_of(differential), ensure_ascii=False, indent=None if one_line else 2)
        return _C1.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
    if form == "md":
        from dermagent.report.markdown import to_markdown

        return to_markdown(differential, audience)
    from dermagent.report.html import to_html
    from dermagent.report.images import neighbours, thumbnails

    near = neighbours(differential, index) if index and differential.similar else {}
    shown, maps = thumbnails(case, differential, folder) if case else ({}, {})
    return to_html(differential, shown, maps, near, audience=audience)


def check_audience(form: str, audience: str) -> None:
    """Refuse words for patients where a form has none.

    Raises:
        InputError: it has none.
    """
    if form not in ("md", "html") and audience != "clinician":
        raise InputError("--audience is about the words of a report; give it with --format md or html")
