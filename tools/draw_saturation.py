"""Draw what each further author of wordings added at first sight: eval_sets/reading/saturation.csv as a picture.

Usage: python -m tools.draw_saturation
"""

import csv
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
FIGURES = ROOT / "eval_sets" / "reading" / "saturation.csv"
DRAWING = ROOT / "docs" / "saturation.svg"
NAMES = {"en": "English", "es": "Spanish", "zh": "Chinese"}
#: Line styles that need no colour to be told apart.
DASHES = {"en": "", "es": "8 4", "zh": "2 3"}
#: How far below the end of its line a name stands, so that no name lies on another line.
BELOW = {"en": 4, "es": 20, "zh": 4}
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 560, 300, 60, 20, 100, 50
LOW, HIGH = 0.60, 0.85


def curves() -> dict[str, list[tuple[int, float]]]:
    """For each language the number of authors and the share of stated findings read, on a set that nobody had seen."""
    found: dict[str, list[tuple[int, float]]] = defaultdict(list)
    with FIGURES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["language"]].append((int(row["authors"]), int(row["stated_present"]) / int(row["stated_n"])))
    return dict(found)


def drawing() -> str:
    """The chart as SVG."""
    lines = curves()
    most = max(authors for points in lines.values() for authors, _ in points)

    def x(authors: int) -> float:
        return LEFT + authors * (WIDTH - LEFT - RIGHT) / most

    def y(share: float) -> float:
        return TOP + (HIGH - share) / (HIGH - LOW) * (HEIGHT - TOP - BOTTOM)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"',
        ' font-family="sans-serif" font-size="13">',
        "<title>Stated findings read at first sight, by number of authors of wordings</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
    ]
    for step in range(6):
        share = LOW + step * (HIGH - LOW) / 5
        parts.append(f'<path d="M{LEFT} {y(share):.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y(share) + 4:.1f}" text-anchor="end">{share:.2f}</text>')
    for authors in range(most + 1):
        parts.append(f'<text x="{x(authors):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{authors}</text>')
    for language, points in lines.items():
        path = "L".join(f"{x(authors):.1f} {y(share):.1f}" for authors, share in points)
        parts.append(
            f'<path d="M{path}" fill="none" stroke="#111" stroke-width="2" stroke-dasharray="{DASHES[language]}"/>'
        )
        authors, share = points[-1]
        parts.append(
            f'<text x="{x(authors) + 8:.1f}" y="{y(share) + BELOW[language]:.1f}">{NAMES[language]} {share:.2f}</text>'
        )
    parts.append(
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2:.0f}" y="{HEIGHT - 8}" text-anchor="middle">authors of wordings</text>'
    )
    return "\n".join([*parts, "</svg>", ""])


def main() -> None:
    """Write the drawing."""
    DRAWING.write_text(drawing(), encoding="utf-8")


if __name__ == "__main__":
    main()
