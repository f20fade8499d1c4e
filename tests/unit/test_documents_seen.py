"""What a reader of a file does not see is no text, and marks that browsers print small keep their height."""

from collections.abc import Sequence
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_COLOR_INDEX
from docx.shared import RGBColor

from dermagent.knowledge.documents.passages import Passage
from dermagent.knowledge.documents.read import read_document
from tests.drawn_pdf import box, drawn, image, words


def passages(folder: Path, drawings: Sequence[str], more: str = "") -> tuple[Passage, ...]:
    (folder / "page.pdf").write_bytes(drawn([drawings], more=more))
    return read_document(folder / "page.pdf").passages


def told(folder: Path, *drawings: str, more: str = "") -> str:
    """The text of a page; words that may not be quoted in brackets."""
    found = passages(folder, drawings, more)
    return " / ".join(one.text if one.quotable else f"[{one.text}]" for one in found)


#: "Take " is 24.46 points wide at 10 points, "Take 40 " 38.36.
DOSE = words("Take 40 mg of it each week.", 50, 700)
OVER = box(74.2, 697, 86, 709)


@pytest.mark.parametrize(
    ("drawings", "text"),
    [
        ([DOSE, OVER], "[Take mg of it each week.]"),
        ([DOSE, OVER, words("15", 74.46, 700)], "Take 15 mg of it each week."),
        ([DOSE, box(40, 690, 400, 712), words("Take 15 mg of it.", 50, 700)], "Take 15 mg of it."),
        ([DOSE, box(40, 690, 400, 712, "0 g")], ""),
        ([DOSE, box(40, 690, 400, 712, "0.9 0.1 0.1 rg")], ""),
        ([DOSE, "q 14 w 40 704 m 400 704 l S Q"], ""),
        ([box(40, 690, 400, 712, "1 1 0 rg"), DOSE], "Take 40 mg of it each week."),
        ([DOSE, box(40, 690, 400, 712, "1 1 0 rg", "tint")], "Take 40 mg of it each week."),
        ([DOSE, box(40, 690, 400, 712, "0 g", "faint")], "Take 40 mg of it each week."),
        ([DOSE, box(40, 690, 400, 712, "1 g", "clear")], "Take 40 mg of it each week."),
        ([DOSE, box(40, 650, 400, 690)], "Take 40 mg of it each week."),
        ([DOSE, box(79.5, 697, 86, 709)], "[Take 4 mg of it each week.]"),
        ([DOSE, "1 g 200 690 m 90 712 l 60 690 l h f"], "[Take 40 mg of it each week.]"),
        ([DOSE, "0 g 40 690 360 22 re 41 691 358 20 re f*"], "Take 40 mg of it each week."),
        (
            [DOSE, "q 200 0 0 30 40 690 cm /P Do Q", words("Another line is here, and it is longer.", 50, 600)],
            "Another line is here, and it is longer.",
        ),
        ([DOSE, image()], "[Take 40 mg of it each week.]"),
        ([image(), f"3 Tr {DOSE}"], "[Take 40 mg of it each week.]"),
    ],
)
def test_covered_words_are_no_text_and_ground_tints_and_frames_cover_none(
    tmp_path: Path, drawings: list[str], text: str
) -> None:
    assert told(tmp_path, *drawings) == text


SEEN = words("Wash the sheets.", 50, 600)


@pytest.mark.parametrize(
    "hidden",
    [
        words("Secret words.", -300, 700),
        words("Secret words.", 50, 900),
        f"q 300 300 10 10 re W n {words('Secret words.', 50, 700)} Q",
        f"q 0 0 600 650 re W* n 0 0 600 640 re W n {words('Secret words.', 50, 700)} Q",
        f"q 0.98 g {words('Secret words.', 50, 700)} Q",
        f"q 0.97 0.99 0.98 rg {words('Secret words.', 50, 700)} Q",
        f"q 0 0 0 0.03 k {words('Secret words.', 50, 700)} Q",
        f"q 3 Tr {words('Secret words.', 50, 700)} Q",
        f"q 7 Tr {words('Secret words.', 50, 700)} Q",
        f"q /clear gs {words('Secret words.', 50, 700)} Q",
        f"{box(40, 690, 300, 712, '0 g')} {words('Secret words.', 50, 700)}",
        f"{box(40, 690, 300, 712, '0 0.5 0 rg')} q 0 0.52 0 rg {words('Secret words.', 50, 700)} Q",
        f"q 1 G 1 Tr {words('Secret words.', 50, 700)} Q",
    ],
)
def test_words_off_the_page_clipped_clear_or_of_the_colour_of_their_ground_are_no_text(
    tmp_path: Path, hidden: str
) -> None:
    assert told(tmp_path, hidden, SEEN) == "Wash the sheets."


@pytest.mark.parametrize(
    "shown",
    [
        f"q 0.8 g {words('Grey words.', 50, 700)} Q",
        f"{box(40, 690, 300, 712, '0 0 0.4 rg')} q 1 g {words('Grey words.', 50, 700)} Q",
        f"q 40 690 300 30 re W n {words('Grey words.', 50, 700)} Q",
        f"q 0 G 1 g 2 Tr {words('Grey words.', 50, 700)} Q",
        f"q /faint gs {words('Grey words.', 50, 700)} Q",
        f"q 0 0 10 10 re W n Q {words('Grey words.', 50, 700)}",
    ],
)
def test_pale_outlined_and_clipped_words_that_are_seen_stay(tmp_path: Path, shown: str) -> None:
    assert "Grey words." in told(tmp_path, shown, SEEN)


def test_words_outside_what_of_the_page_is_shown_are_no_text(tmp_path: Path) -> None:
    trimmed = told(tmp_path, words("Printer's mark.", 50, 785), SEEN, more="/CropBox [20 20 580 780]")
    assert trimmed == "Wash the sheets."


@pytest.mark.parametrize("kind", ["/FreeText", "/Redact", "/Square /IC [1 1 1]"])
def test_a_note_that_is_drawn_over_words_puts_the_page_in_doubt(tmp_path: Path, kind: str) -> None:
    note = f"/Annots [<< /Type /Annot /Subtype {kind} /Rect [70 690 90 712] >>]"
    assert told(tmp_path, DOSE, more=note) == "[Take 40 mg of it each week.]"
    aside = note.replace("70 690 90 712", "70 100 90 120")
    assert told(tmp_path, DOSE, more=aside) == "Take 40 mg of it each week."


@pytest.mark.parametrize("share", [0.6, 0.75, 0.83, 0.89])
def test_raised_and_lowered_marks_of_any_smaller_size_keep_their_height(tmp_path: Path, share: float) -> None:
    size = round(12 * share, 2)

    def row(y: float, before: str, mark: str, rise: float, behind: str, width: float) -> str:
        at = 50 + width
        wide = sum(0.556 if c.isdigit() else 0.5 for c in mark) * size
        return " ".join((words(before, 50, y, 12), words(mark, at, y + rise, size), words(behind, at + wide, y, 12)))

    power = row(700, "At 10", "5", 4.5, " cells it fails.", 28.0)
    index = row(660, "The CO", "2", -2.5, " is normal.", 42.0)
    note = row(620, "Give bleomycin", "4", 4.5, " for one day.", 82.0)
    assert told(tmp_path, power).startswith("At 10\u2075 cells")
    assert told(tmp_path, index).startswith("The CO2 is")
    assert told(tmp_path, note) == "Give bleomycin for one day."


def page(folder: Path, text: str, name: str = "page.html") -> str:
    (folder / name).write_text(text, "utf-8")
    return " / ".join(one.text for one in read_document(folder / name).passages)


UNSEEN = [
    "color:#fff",
    "color:white",
    "COLOR: #FEFEFE",
    "color:rgb(255, 255, 255)",
    "color:hsl(0,0%,100%)",
    "color:transparent",
    "color:rgba(0,0,0,0)",
    "color:#00000000",
    "background:black;color:#000",
    "position:absolute;left:-9999px",
    "display:inline-block;text-indent:-5000em",
    "clip-path:inset(100%)",
    "clip-path: circle(0px)",
    "position:absolute;clip:rect(0,0,0,0)",
    "display:inline-block;transform:scale(0)",
    "display:inline-block;max-height:0;overflow:hidden",
    "display:inline-block;width:0px;overflow-x:hidden",
    "display:none",
    "opacity:0",
]
SHOWN = [
    "color:#333",
    "color:red",
    "background:#003366;color:#fff",
    "background-image:url(x.png);color:#fff",
    "color:rgba(0,0,0,0.6)",
    "position:absolute;left:-4px",
    "text-indent:-2em",
    "transform:scale(0.9)",
    "max-height:0",
    "height:20px;overflow:hidden",
    "color:inherit",
]


@pytest.mark.parametrize("style", UNSEEN)
def test_words_that_a_style_takes_out_of_sight_are_no_text(tmp_path: Path, style: str) -> None:
    inside = f'Stop <span style="{style}">never</span> the <b>tablets</b>.'
    assert page(tmp_path, f"<p>{inside}</p>") == "Stop the tablets."
    assert " ".join(page(tmp_path, inside, "page.md").split()) == "Stop the tablets."
    sheet = f"<style>.q, [data-note] {{{style}}}</style>"
    assert page(tmp_path, f'{sheet}<p>Stop <span class="q">never</span> it.</p>') == "Stop it."
    assert page(tmp_path, f'{sheet}<p>Stop <span data-note="1">never</span> it.</p>') == "Stop it."


@pytest.mark.parametrize("style", SHOWN)
def test_words_that_a_style_leaves_in_sight_stay(tmp_path: Path, style: str) -> None:
    inside = f'Stop <span style="{style}">all</span> tablets.'
    assert page(tmp_path, f"<p>{inside}</p>") == "Stop all tablets."
    assert page(tmp_path, inside, "page.md") == "Stop all tablets."


def test_the_colour_of_words_is_judged_on_the_ground_that_they_stand_on(tmp_path: Path) -> None:
    dark = '<body style="background:#111;color:#eee"><p>Pale on dark <span style="color:#121212">gone</span> words.</p>'
    assert page(tmp_path, dark) == "Pale on dark words."
    back = '<div style="color:#fff"><p>gone <b style="color:#000">Black again.</b> gone</p></div>'
    assert page(tmp_path, back) == "Black again."
    cell = "<table><tr bgcolor=navy><td><font color=white>Head</font><td>Dose<tr><td>A<td>5 mg</table>"
    assert "Head" in page(tmp_path, cell)
    assert page(tmp_path, "<p>Give <font color=white>not</font> all.</p>") == "Give all."
    linked = '<link rel="stylesheet" href="x.css"><p style="color:#fff">White on what the other sheet says.</p>'
    assert page(tmp_path, linked) == "White on what the other sheet says."
    odd = "<style>p:first-child{background:#036}</style><p style='color:#fff'>White on a ground of a rule.</p>"
    assert page(tmp_path, odd) == "White on a ground of a rule."


def test_white_words_of_a_word_file_are_no_text_unless_their_ground_is_dark(tmp_path: Path) -> None:
    file = docx.Document()
    first = file.add_paragraph("Use it ")
    for text, colour, mark in (
        ("never ", "FFFFFF", None),
        ("twice ", "FF0000", None),
        ("a day ", "FFFFFF", WD_COLOR_INDEX.DARK_BLUE),
        ("at night ", "FFFF00", WD_COLOR_INDEX.YELLOW),
    ):
        run = first.add_run(text)
        run.font.color.rgb = RGBColor.from_string(colour)
        run.font.highlight_color = mark
    plain, styled = file.add_table(1, 2), file.add_table(1, 2, style="Light Grid")
    for table in (plain, styled):
        for n, cell in enumerate(table.rows[0].cells):
            run = cell.paragraphs[0].add_run(f"cell {n}")
            run.font.color.rgb = RGBColor(255, 255, 255) if n == 0 else RGBColor(0, 0, 0)
    file.save(str(tmp_path / "page.docx"))
    told = [one.text for one in read_document(tmp_path / "page.docx").passages]
    assert told == ["Use it twice a day", "| \u2013 | cell 1 |", "| cell 0 | cell 1 |"]


DOUBTED = [
    ".q:first-child{display:none}",
    ".q:not(.on){visibility:hidden}",
    "div > .q:nth-child(2n+1){opacity:0}",
    "h1 ~ .q{display:none}",
    ".q:is(.a, .b, p){text-decoration:line-through}",
    '.q::before{content:"Never "}',
    ".q:after{content:' \u4e0d\u53ef'}",
    ".q{display:var(--show)}",
    ".q[class^=q]{display:none}",
]
CERTAIN = [
    ".q:hover{display:none}",
    '.q::before{content:"\\f101"}',
    ".q::before{content:'\u2022 '}",
    ".q:first-child{margin:0}",
    ".r:first-child{display:none}",
    "@media print{.q{display:none}}",
    "@media (max-width:600px){.q{display:none}}",
    "@media screen{.r{display:none}}",
]


@pytest.mark.parametrize("rule", [*DOUBTED, *CERTAIN])
@pytest.mark.parametrize("body", ["<p class=q>{}</p>", "<div class=q><p>{}</p></div>", "<ul><li class=q>{}</ul>"])
def test_what_a_rule_may_hide_or_add_to_is_not_quoted(tmp_path: Path, rule: str, body: str) -> None:
    html = f"<style>{rule}</style><div><h1>Acne</h1>{body.format('Give 40 mg daily.')}<p>Wash it.</p></div>"
    (tmp_path / "a.html").write_text(html, encoding="utf-8")
    found = {one.text: one.quotable for one in read_document(tmp_path / "a.html").passages}
    assert found == {"Give 40 mg daily.": rule in CERTAIN, "Wash it.": True}


@pytest.mark.parametrize("medium", ["screen", "only screen", "all", "SCREEN"])
def test_a_rule_for_every_screen_hides(tmp_path: Path, medium: str) -> None:
    sheet = f"<style>@media {medium} {{ .q{{display:none}} .r{{color:red}} }} .s{{display:none}}</style>"
    assert page(tmp_path, f"{sheet}<p class=q>A b.</p><p class=r>C d.</p><p class=s>E f.</p>") == "C d."


RECOGNISED = {
    "without ink, over the image": [image(), "3 Tr", words("Shave the wart off by night.", 60, 700), "0 Tr"],
    "without ink, below it": ["3 Tr", words("Shave the wart off by night.", 60, 700), "0 Tr", image()],
    "in ink, below it": [words("Shave the wart off by night.", 60, 700), image()],
    "clear, over it": [image(), f"q /clear gs {words('Shave the wart off by night.', 60, 700)} Q"],
}


@pytest.mark.parametrize("name", RECOGNISED)
def test_words_recognised_in_an_image_are_searched_named_and_never_quoted(tmp_path: Path, name: str) -> None:
    [found] = passages(tmp_path, RECOGNISED[name])
    assert (found.text, found.quotable) == ("Shave the wart off by night.", False)
    [unread] = read_document(tmp_path / "page.pdf").unread
    assert unread.where == "page 1" and "recognised in an image" in unread.why


def test_words_in_ink_over_an_image_are_quoted(tmp_path: Path) -> None:
    [found] = passages(tmp_path, [image(), words("Shave the wart off by night.", 60, 700)])
    assert found.quotable and not read_document(tmp_path / "page.pdf").unread


HIDING = ["hidden", 'style="display:none"', 'class="sr-only"', 'style="color:#fff"', 'style="opacity: 0"', "class=gone"]
INSIDE = [
    "Gold cures it.",
    "- Gold cures it.\n- Gold does.",
    "## Gold\n\nGold cures it.",
    "| Gold | is |\n| --- | --- |\n| Gold | good |",
]


@pytest.mark.parametrize("hiding", HIDING)
@pytest.mark.parametrize("inside", INSIDE)
@pytest.mark.parametrize("tag", ["div", "section", "blockquote"])
def test_what_an_element_around_blocks_of_markdown_hides_is_no_text(
    tmp_path: Path, hiding: str, inside: str, tag: str
) -> None:
    sheet = "<style>.gone{visibility:hidden}</style>\n\n"
    text = f"{sheet}<{tag} {hiding}>\n\n<div>\n\n{inside}\n\n</div>\n\n{inside}\n\n</{tag}>\n\nWash it.\n"
    assert page(tmp_path, text, "a.md") == "Wash it."


@pytest.mark.parametrize(
    "around", ["<div align=center>", "<details>", "<p hidden>", "<div hidden></div>", "<!-- <div hidden> -->"]
)
def test_an_element_that_hides_no_block_of_markdown_leaves_it(tmp_path: Path, around: str) -> None:
    assert page(tmp_path, f"{around}\n\nWash it.\n", "a.md") == "Wash it."


#: Ways to hide or turn words that are not understood here, or may be.
NOT_UNDERSTOOD = [
    "filter:contrast(0)",
    "-webkit-filter:opacity(3%)",
    "content-visibility:hidden",
    "mask-image:url(#none)",
    "-webkit-text-fill-color:transparent",
    "-webkit-text-security:disc",
    "font-size:1px",
    "font-size:0.1em",
    "font:0/0 serif",
    "line-height:0",
    "zoom:0.02",
    "scale:0",
    "rotate:y 90deg",
    "transform:rotateY(90deg)",
    "transform:translate(-200vw)",
    "clip-path:polygon(0 0,0 0,0 0)",
    "margin-left:-4000px",
    "letter-spacing:-1em",
    "unicode-bidi:bidi-override;direction:rtl",
    "animation:fade 1s forwards",
    "color:var(--ink)",
]
UNDERSTOOD = [
    "font:12px/1.4 Arial, sans-serif;letter-spacing:-0.01em;line-height:1.5",
    "margin:-4px 0 0 20px;padding:0;border:1px solid #ccc;border-radius:4px;box-shadow:0 0 3px #999",
    "display:flex;flex-wrap:wrap;gap:1rem;align-items:center;order:2",
    "filter:none;mask:none;transform:none;content-visibility:visible;animation:none",
    "-webkit-font-smoothing:antialiased;-moz-osx-font-smoothing:grayscale;-webkit-text-size-adjust:100%",
    "mso-bidi-font-size:11.0pt;text-transform:uppercase;white-space:nowrap;--ink:red",
    "font-size:80%;max-width:60ch;hyphens:auto;text-shadow:none;z-index:3",
]


@pytest.mark.parametrize("style", [*NOT_UNDERSTOOD, *UNDERSTOOD])
@pytest.mark.parametrize("name", ["a.html", "a.md"])
def test_what_a_style_does_that_is_not_understood_puts_its_words_in_doubt(
    tmp_path: Path, style: str, name: str
) -> None:
    for text in (
        f'<div style="{style}"><p>Take 40 mg.</p></div>\n\n<p>Wash it.</p>\n',
        f"<style>.q{{{style}}}</style>\n\n<div class=q><p>Take 40 mg.</p></div>\n\n<p>Wash it.</p>\n",
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
        found = {one.text: one.quotable for one in read_document(tmp_path / name).passages}
        assert found == {"Take 40 mg.": style in UNDERSTOOD, "Wash it.": True}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('<body bgcolor="#101010" text="#f0f0f0"><p>Wash it.</p>', {"Wash it.": True}),
        ('<body background="dark.gif" text="white"><p>Wash it.</p>', {"Wash it.": True}),
        ('<body text="white"><p>Gold.</p><p style="color:red">Wash it.</p>', {"Wash it.": True}),
        ("<body><dialog open><p>Wash it.</p></dialog><dialog><p>Gold.</p></dialog>", {"Wash it.": True}),
        ('<body><p aria-hidden="true">Wash it.</p><i aria-hidden="true"></i>', {"Wash it.": False}),
        ("<body><div hidden><main><p>Gold.</p></main></div><main><p>Wash it.</p></main>", {"Wash it.": True}),
        ('<body style="filter:invert(1)"><main><p>Wash it.</p></main>', {"Wash it.": False}),
    ],
)
def test_what_a_page_says_of_all_of_it_counts(tmp_path: Path, text: str, told: dict[str, bool]) -> None:
    (tmp_path / "a.html").write_text(text, encoding="utf-8")
    assert {one.text: one.quotable for one in read_document(tmp_path / "a.html").passages} == told


@pytest.mark.parametrize(
    ("behind", "told"), [("/L of blood.", "10\u2079/L of blood."), (", or less.", "10\u2079, or less.")]
)
def test_a_stroke_or_sign_behind_a_power_stands_close_to_it(tmp_path: Path, behind: str, told: str) -> None:
    drawings = [words("Stop below 10", 60, 700), words("9", 123.4, 703.6, 6), words(behind, 126.8, 700)]
    [found] = passages(tmp_path, drawings)
    assert found.text == f"Stop below {told}"
