"""PDF files drawn for tests: pages of words at places, ruled lines and images, written byte by byte."""

from collections.abc import Sequence

_IMAGE = (
    b"<< /Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 4 >>\n"
    b"stream\n\x00\x7f\xff\x20\nendstream"
)
_SYMBOL = "<< /Type /Font /Subtype /Type1 /BaseFont /Symbol >>"


def words(text: str, x: float, y: float, size: float = 10, quarter: int = 0, font: str = "F1") -> str:
    """Draw a text with its first letter at (x, y) in points from the lower left, turned by quarters."""
    a, b = [(1, 0), (0, 1), (-1, 0), (0, -1)][quarter]
    shown = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT /{font} {size} Tf {a} {b} {-b} {a} {x} {y} Tm ({shown}) Tj ET"


def line(x0: float, y0: float, x1: float, y1: float) -> str:
    """Draw a ruled line."""
    return f"{x0} {y0} m {x1} {y1} l S"


def image() -> str:
    """Draw an image over the whole page, as a scanner does."""
    return "q 600 0 0 800 0 0 cm /P Do Q"


def box(x0: float, y0: float, x1: float, y1: float, colour: str = "1 g", state: str = "") -> str:
    """Fill a rectangle in a colour, in one of the states `clear` (opacity 0), `faint` (0.3) and `tint` (multiplied)."""
    return f"q {f'/{state} gs' if state else ''} {colour} {x0} {y0} {x1 - x0} {y1 - y0} re f Q"


def drawn(pages: Sequence[Sequence[str]], *, rotate: int = 0, more: str = "", font: str = _SYMBOL) -> bytes:
    """A PDF of 600 by 800 points with these drawings on its pages; `rotate` degrees as /Rotate says them.

    `more` is written into the dictionary of each page, and `font` is the font F2 beside F1, Helvetica.
    """
    kids = " ".join(f"{5 + 2 * n} 0 R" for n in range(len(pages)))
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        _IMAGE,
    ]
    for n, drawings in enumerate(pages):
        stream = "\n".join(drawings).encode("latin-1")
        bodies.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Rotate {rotate} {more} /Contents {6 + 2 * n} 0 R "
            f"/Resources << /Font << /F1 3 0 R /F2 {font} >> /XObject << /P 4 0 R >> "
            "/ExtGState << /clear << /ca 0 /CA 0 >> "
            "/faint << /ca 0.3 >> /tint << /BM /Multiply >> >> >> >>".encode()
        )
        bodies.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    content, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(bodies) + 1
    end = f"trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{len(content)}\n%%EOF".encode()
    return content + f"xref\n0 {size}\n0000000000 65535 f \n".encode() + table + end
