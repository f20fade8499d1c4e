"""Streams: standard output and standard error take any text, whatever the encoding of the terminal or pipe."""

import codecs
import io
import sys

#: Name of the way in which characters are written that an encoding does not have.
_ESCAPES = "dermagent.escapes"


def prepare() -> None:
    """Write what an encoding cannot, as JSON escapes it (u and four hexadecimal digits); UTF-8 stays as it is."""
    codecs.register_error(_ESCAPES, _escaped)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not (is_utf8(stream) and stream.errors == "surrogateescape"):
            stream.reconfigure(errors=_ESCAPES)


def is_utf8(stream: object) -> bool:
    """Whether a stream is written in UTF-8; one without an encoding takes texts as they are."""
    encoding = getattr(stream, "encoding", None)
    try:
        return encoding is None or codecs.lookup(encoding).name == "utf-8"
    except LookupError:
        return False


def as_stdout_takes(text: str, form: str) -> str:
    """A document for standard output: where that is not UTF-8, JSON and HTML in ASCII, which is the same anywhere."""
    if is_utf8(sys.stdout) or form == "md":
        return text
    codecs.register_error(_ESCAPES, _escaped)
    return text.encode("ascii", "xmlcharrefreplace" if form == "html" else _ESCAPES).decode("ascii")


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """Each character that cannot be written, as JSON escapes it: above U+FFFF in two parts."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    parts = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    units = (int.from_bytes(parts[at : at + 2], "big") for at in range(0, len(parts), 2))
    return "".join(f"\\u{unit:04x}" for unit in units), error.end
