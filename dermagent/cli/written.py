"""Where results go: standard output, one file, or a folder with one file a case."""

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click

from dermagent.cli.streams import as_stdout_takes
from dermagent.errors import InputError

if TYPE_CHECKING:
    from dermagent.types import Case, Differential

#: The forms of a result, and the ending of its file in a folder.
FORMS = {"json": ".json", "md": ".md", "html": ".html", "fhir": ".fhir.json", "cds": ".cds.json"}
#: Control characters that JSON carries as they are and some terminals obey.
_C1 = re.compile("[\x7f-\x9f]")


#: Parameters that name what a command writes, and what stands before the file of another system's lists.
_WRITTEN, _STORED = frozenset({"out", "checkpoints", "sessions", "audit"}), "replay:"


class Write(Protocol):
    """Writes the text of one result."""

    def __call__(self, case_id: str, text: str) -> None: ...


def not_over(target: Path, read: Iterable[Path] = ()) -> Path:
    """A file that a command is about to write, if it is none that the command was given or that `read` names.

    Raises:
        InputError: it is one of them.
    """
    given = (*_given(), *read) if target.is_file() else ()
    if any(one.is_file() and os.path.samefile(one, target) for one in given):
        raise InputError(f"{target.name!r} is what is read here, and would be written over; name another file")
    return target


def _given() -> Iterator[Path]:
    """The files that the command was given by any parameter but those that name what it writes."""
    context = click.get_current_context(silent=True)
    for name, value in context.params.items() if context else ():
        for one in value if isinstance(value, tuple) else (value,):
            if name not in _WRITTEN and isinstance(one, Path | str) and str(one):
                yield Path(str(one).removeprefix(_STORED))


@contextmanager
def output(out: Path | None, form: str, ids: Sequence[str], read: Iterable[Path] = ()) -> Iterator[Write]:
    """A function that writes the results of these cases, in this order.

    A folder is made where it is named and there are several documents.

    "-" is standard output, as it is standard input where a case is named. Nothing is written over what was given to
    the command or is `read`, such as the images of a case.

    Raises:
        InputError: it cannot be written, it is read, or several documents would land in one file.
    """
    out, several = None if out == Path("-") else out, len(ids) > 1
    try:
        if out and (out.is_dir() or (several and (form in ("md", "html") or not out.suffix))):
            if out.exists() and not out.is_dir():
                raise InputError(f"several cases as {form} need a folder; {out.name!r} is a file")
            out.mkdir(parents=True, exist_ok=True)
            paths = [not_over(path, read) for path in _paths(out, FORMS[form], ids)]
            yield _Folder(iter(paths))
            return
        if several and form == "html":
            raise InputError("several cases make several HTML documents; name a folder with --out")
        if out is None:
            yield lambda case_id, text: _to_stdout(as_stdout_takes(text, form))
            return
        with not_over(out, read).open("w", encoding="utf-8") as file:

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
    """One file a case; what was there under its name is replaced."""

    def __init__(self, paths: Iterator[Path]) -> None:
        self._paths = paths

    def __call__(self, case_id: str, text: str) -> None:
        next(self._paths).write_text(text.rstrip("\n") + "\n", encoding="utf-8")


def _paths(folder: Path, ending: str, ids: Sequence[str]) -> Iterator[Path]:
    """The file of each case, named by it."""
    taken = set[str]()
    for case_id in ids:
        stem = case_id.replace(":", "_")
        name, number = stem, 2
        while name.lower() in taken:  # "a:b" and "a_b", and "A" and "a" where files ignore case
            name, number = f"{stem}_{number}", number + 1
        taken.add(name.lower())
        yield folder / f"{name}{ending}"


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
