"""Read a guideline file of any kind that is known, by its suffix; each reader is imported when it is needed."""

from pathlib import Path

from dermagent.errors import InputError
from dermagent.knowledge.documents.passages import Document

#: Kinds whose reader needs packages of the extra `guidelines`.
_WITH_PACKAGES = (".pdf", ".html", ".htm", ".xhtml", ".docx")
SUFFIXES = (".md", ".markdown", ".txt", *_WITH_PACKAGES)


def read_document(path: Path) -> Document:
    """The passages of a file, and what of it could not be read.

    Raises:
        InputError: the file cannot be read at all, is of an unknown kind, or its kind needs the extra `guidelines`.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(f"{path.name!r} is none of {', '.join(SUFFIXES)}")
    if suffix not in _WITH_PACKAGES:
        from dermagent.knowledge.documents.plain import read_markdown, read_text

        return read_text(path) if suffix == ".txt" else read_markdown(path)
    try:
        if suffix == ".pdf":
            from dermagent.knowledge.documents.pdf import read_pdf

            return read_pdf(path)
        if suffix == ".docx":
            from dermagent.knowledge.documents.docx import read_docx

            return read_docx(path)
        from dermagent.knowledge.documents.html import read_html

        return read_html(path)
    except ModuleNotFoundError as error:
        raise InputError(
            f"{path.name}: reading {suffix} needs the package {error.name}; run: pip install 'dermagent[guidelines]'"
        ) from error
