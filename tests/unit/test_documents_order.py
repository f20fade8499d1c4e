"""The order in which the words of a PDF are read: put right, or not to be quoted; no sentence loses its "not"."""

from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path

import pytest

from dermagent.knowledge.documents.passages import Passage
from dermagent.knowledge.documents.read import read_document
from dermagent.knowledge.documents.statements import statements_of
from tests.drawn_pdf import box, drawn, line, words
from tests.spread import every

BODY = [
    "Isotretinoin by mouth is for nodular acne that has",
    "scarred. It must not be given in pregnancy, nor to",
    "women who may become pregnant without two methods.",
]


def read(folder: Path, pages: Sequence[Sequence[str]], more: str = "") -> tuple[Passage, ...]:
    path = folder / "guide.pdf"
    path.write_bytes(drawn(pages, more=more))
    return read_document(path).passages


def quoted(folder: Path, *pages: Sequence[str], more: str = "") -> list[str]:
    """The statements of these pages that may be quoted."""
    return [s.text for s in statements_of("guide.pdf", read(folder, pages, more)) if s.quotable]


def down(lines: Sequence[str], x: float = 60, y: float = 700, size: float = 10, step: float = 12) -> list[str]:
    return [words(text, x, y - step * n, size) for n, text in enumerate(lines)]


@pytest.mark.parametrize(
    ("size", "text", "low"),
    every(4, product([14, 20, 28, 44, 70], ["SPECIMEN", "For training", "Entwurf"], [-6, 0, 5])),
)
def test_larger_letters_over_the_text_mix_no_lines(tmp_path: Path, size: float, text: str, low: float) -> None:
    mark = f"q 0.8 g {words(text, 110, 688 + low, size)} Q"
    for drawings in ([mark, *down(BODY)], [*down(BODY), mark]):
        assert quoted(tmp_path, drawings) == [" ".join(BODY)]
        apart = [passage for passage in read(tmp_path, [drawings]) if passage.text == text]
        assert [passage.quotable for passage in apart] == [False]


def test_letters_of_one_size_in_one_place_put_the_page_in_doubt(tmp_path: Path) -> None:
    assert quoted(tmp_path, [*down(BODY), words("not yet approved by the board", 90, 690)]) == []


@pytest.mark.parametrize("size", [24, 34])
def test_a_letter_over_several_lines_leaves_none_of_them_for_certain(tmp_path: Path, size: float) -> None:
    initial = words("D", 60, 682, size)
    assert (
        quoted(tmp_path, [initial, *down(["o not use potent", "steroids on eyelids.", "They thin the skin."], 90)])
        == []
    )


CUT = "Children with liver disease must never be given"
REST = "griseofulvin or ketoconazole by mouth."
BETWEEN = {
    "nothing": ([], []),
    "footnote": ([words("1 See the formulary for other doses.", 60, 90, 7)], []),
    "two footnotes": ([*down(["1 See the formulary.", "2 Expert opinion only."], 60, 90, 7, 9)], []),
}
IN_DOUBT = {
    "heading of its size": ([], [words("Table 4", 60, 740)]),
    "larger heading": ([], [words("Doses of children", 60, 750, 16)]),
    "caption": ([], [words("Figure 2. The nail in lichen planus is thin.", 60, 745)]),
}


@pytest.mark.parametrize("name", BETWEEN)
def test_a_sentence_goes_on_behind_footnotes_and_over_three_pages(tmp_path: Path, name: str) -> None:
    foot, _ = BETWEEN[name]
    first = [*down([*BODY, CUT]), *foot]
    assert any(text.endswith(f"{CUT} {REST}") for text in quoted(tmp_path, first, [words(REST, 60, 700)]))
    half, rest = "griseofulvin by mouth, for which the", "dose is not known."
    found = quoted(tmp_path, first, [words(half, 60, 700), *foot], [words(rest, 60, 700)])
    assert any(f"{CUT} {half} {rest}" in text for text in found)


@pytest.mark.parametrize("name", IN_DOUBT)
@pytest.mark.parametrize("rest", [REST, "Griseofulvin or ketoconazole by mouth.", "20 mg of griseofulvin in a day."])
def test_neither_half_of_a_sentence_is_quoted_where_something_stands_between(
    tmp_path: Path, name: str, rest: str
) -> None:
    _, head = BETWEEN[name] if name in BETWEEN else IN_DOUBT[name]
    found = quoted(tmp_path, down([*BODY[:2], CUT]), [*head, *down([rest, "Ask for a blood count."])])
    assert not any(rest in text for text in found)
    assert not any(CUT in text for text in found)


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("The patients must on no account take", "Acitretin in any dose at all."),
        ("The patients must on no account take", "30 mg of acitretin daily."),
        ("Los pacientes con hepatitis no deben tomar", "Metotrexato en dosis alguna."),
    ],
)
def test_a_full_line_without_an_end_puts_what_follows_on_the_next_page_in_doubt(
    tmp_path: Path, before: str, behind: str
) -> None:
    assert quoted(tmp_path, down([before]), down([behind])) == []
    assert quoted(tmp_path, down([f"{before} it."]), down([behind])) == [f"{before} it.", behind]


def test_items_and_headings_behind_a_line_without_an_end_stay(tmp_path: Path) -> None:
    pages = (down(["- wash the clothes of the whole family"]), down(["- treat all of them on one and the same day"]))
    assert quoted(tmp_path, *pages) == [
        "- wash the clothes of the whole family",
        "- treat all of them on one and the same day",
    ]


def test_a_line_that_introduces_a_table_or_items_is_told_with_them(tmp_path: Path) -> None:
    def ruled(y: float, cells: Sequence[Sequence[str]]) -> list[str]:
        drawings = [line(60, y - 20 * n, 360, y - 20 * n) for n in range(len(cells) + 1)]
        drawings += [line(x, y, x, y - 20 * len(cells)) for x in (60, 210, 360)]
        return drawings + [
            words(cell, 65 + 150 * m, y - 14 - 20 * n) for n, row in enumerate(cells) for m, cell in enumerate(row)
        ]

    page = [words("Not with alcohol:", 60, 740), *ruled(730, [("Metronidazole", "any dose"), ("Ketoconazole", "too")])]
    page += [words("With alcohol:", 60, 670), *ruled(660, [("Nystatin", "any dose")])]
    assert quoted(tmp_path, page) == [
        "Not with alcohol: | Metronidazole | any dose | | Ketoconazole | too |",
        "With alcohol: | Nystatin | any dose |",
    ]
    items = down([*BODY, "Never before the age of eight:"]) + down(["- doxycycline, whatever the disease is"], 70, 644)
    items += down(["- minocycline, whatever the", "disease is"], 70, 624) + down(
        ["They stain growing teeth for ever."], 60, 580
    )
    assert quoted(tmp_path, items)[-3:] == [
        "Never before the age of eight: - doxycycline, whatever the disease is",
        "Never before the age of eight: - minocycline, whatever the disease is",
        "They stain growing teeth for ever.",
    ]


CELLS = [
    (("Give", "Do not give"), ("Zinc paste on wet skin of babies", "Oils on wet skin of babies")),
    (("Allowed in breast feeding", "Not allowed in breast feeding"),),
    (("Avoid", "very hot baths and long showers"), ("Prefer", "very short baths and showers")),
    (("Contraindicated in severe asthma", "Indicated in mild asthma"),),
]


@pytest.mark.parametrize("rows", CELLS)
@pytest.mark.parametrize("gap", [2.2, 3.5, 5.5])
def test_cells_that_stand_close_are_never_one_sentence(
    tmp_path: Path, rows: Sequence[Sequence[str]], gap: float
) -> None:
    from pdfminer.fontmetrics import FONT_METRICS

    widths = FONT_METRICS["Helvetica"][1]
    reach = max(sum(widths[c] for c in row[0]) / 100 for row in rows)
    page = [
        words(cell, 60 + (reach + gap) * m, 700 - 14 * n) for n, row in enumerate(rows) for m, cell in enumerate(row)
    ]
    assert quoted(tmp_path, page) == []


LEFT = ["Clobetasol is strong and is used", "for short times on thick skin of", "the palms, and on the scalp."]
RIGHT = ["Mometasone is for the other parts", "of the trunk and the limbs of all", "who are older than two years."]
LOWER = ["None of these is to be used on", "the eyelids, in rosacea, or for", "acne of any kind. Never give"]
REST_OF_IT = ["clobetasol to a baby, and do not", "let it be used for longer than a", "month without a visit."]


@pytest.mark.parametrize("size", [10, 13, 18])
def test_a_heading_across_two_columns_parts_them_and_breaks_no_sentence(tmp_path: Path, size: float) -> None:
    page = [*down(LEFT), *down(RIGHT, 310), words("Warnings", 60, 646, size)]
    page += [*down(LOWER, 60, 620), *down(REST_OF_IT, 310, 620)]
    told = quoted(tmp_path, page)
    assert " ".join([*LOWER, *REST_OF_IT]) in " ".join(told)
    assert [" ".join(told).index(lines[0]) for lines in (LEFT, RIGHT, LOWER)] == sorted(
        " ".join(told).index(lines[0]) for lines in (LEFT, RIGHT, LOWER)
    )


@pytest.mark.parametrize("size", [10, 11, 12, 18])
def test_a_heading_across_two_columns_parts_them_where_sentences_run_over_both(tmp_path: Path, size: float) -> None:
    left, right = [*LEFT[:2], "the palms. It is never to be"], ["put on the eyelids of anybody, and", *RIGHT[1:]]
    page = [*down(left), *down(right, 310), words("Warnings", 60, 646, size)]
    page += [*down(LOWER, 60, 620), *down(REST_OF_IT, 310, 620)]
    told = " ".join(quoted(tmp_path, page))
    assert " ".join([*left, *right]) in told and " ".join([*LOWER, *REST_OF_IT]) in told


def test_a_heading_of_one_column_parts_no_other(tmp_path: Path) -> None:
    page = [*down(LEFT), words("Warnings", 60, 646, 10), *down(LOWER, 60, 620)]
    page += [*down(REST_OF_IT, 310), *down(RIGHT, 310, 620)]
    assert " ".join([*LOWER, *REST_OF_IT]) in " ".join(quoted(tmp_path, page))


def test_the_last_line_of_a_box_beside_a_text_is_in_doubt(tmp_path: Path) -> None:
    text = down(["Doxycycline is for adults who have many", "papules on the trunk. It is given with"])
    wide = down(["a glass of water. Treat them for three months and see them once a month, please."], 60, 664)
    for last in ("Peel before it.", "peel before it.", "Never before noon."):
        aside = down(["Warn of the sun: no", "sunbed, and never a", last], 330, 702, 8, 9)
        assert quoted(tmp_path, [*aside, *text, *wide]) == []


@pytest.mark.parametrize("start", [1, 7, 41])
@pytest.mark.parametrize("step", [1, 2, 5])
def test_numbers_of_lines_are_no_numbers_of_the_sentence(tmp_path: Path, start: int, step: int) -> None:
    lines = ["Give it for no less than", "weeks, at no more than", "mg in a day, and not for", "months", "or", "years."]
    told = [f"{start + n} {text}" if n % step == 0 else text for n, text in enumerate(lines)]
    behind = [f"{text} {start + n}" if n % step == 0 else text for n, text in enumerate(lines)]
    for numbered in (told, behind):
        assert quoted(tmp_path, down(numbered)) == []
        path = tmp_path / "numbered.txt"
        path.write_text("\n".join(numbered), encoding="utf-8")
        assert not any(passage.quotable for passage in read_document(path).passages)


def test_text_of_another_direction_is_kept_and_not_quoted(tmp_path: Path) -> None:
    stamp = words("Taken from the library on the 3rd of March by a guest of the house", 580, 100, 8, 1)
    page = [*down(BODY[:2]), stamp, words("Copy for the ward", 400, 300, 12, 2)]
    told = " ".join(passage.text for passage in read(tmp_path, [page]))
    assert BODY[0] in told and "Taken from the library" in told and "Copy for the ward" in told
    slanted = "BT /F1 40 Tf 0.7 0.7 -0.7 0.7 100 600 Tm (SPECIMEN) Tj ET"
    assert quoted(tmp_path, [*down(BODY), slanted]) == [" ".join(BODY)]
    assert "SPECIMEN" in {passage.text for passage in read(tmp_path, [[*down(BODY), slanted]])}


def test_the_value_of_a_filled_field_is_read_at_its_place(tmp_path: Path) -> None:
    field = "/Annots [<< /Type /Annot /Subtype /Widget /FT /Tx /T (dose) /V (none at all) /Rect [190 696 330 712] >>]"
    page = down(["Dose below the age of two:", "All others have the full dose."])
    (passage,) = read(tmp_path, [page], more=field)
    assert passage.text == "Dose below the age of two: none at all All others have the full dose."
    assert not passage.quotable


@pytest.mark.parametrize("head", ["NO SUBSTITUTE FOR A SPECIALIST", "Solo para adultos", "Skin course 3"])
def test_a_head_of_every_page_is_told_once(tmp_path: Path, head: str) -> None:
    pages = [[words(head, 60, 770), *down(part, 60, 700)] for part in (LEFT, RIGHT, REST_OF_IT)]
    found = read(tmp_path, pages)
    assert [passage.where for passage in found if passage.text == head] == ["page 1, head or foot of every page"]
    assert not any(head in passage.text for passage in found if passage.text != head)


@pytest.mark.parametrize(
    ("head", "told"),
    [
        (
            ("This cream is never to be", "used by nursing mothers."),
            "This cream is never to be used by nursing mothers.",
        ),
        (
            ("Do not give it together with", "Warfarin at any dose."),
            "Do not give it together with Warfarin at any dose.",
        ),
    ],
)
def test_a_sentence_in_the_head_of_every_page_is_told_whole(tmp_path: Path, head: tuple[str, str], told: str) -> None:
    pages = [
        [words(head[0], 60, 770), words(head[1], 60, 758), *down(part, 60, 700)] for part in (LEFT, RIGHT, REST_OF_IT)
    ]
    found = [passage for passage in read(tmp_path, pages) if "head or foot" in passage.where]
    assert [(passage.text, passage.quotable) for passage in found] == [(told, True)]


def test_a_head_and_a_foot_of_every_page_stay_apart(tmp_path: Path) -> None:
    frame = [words("Only for use by", 60, 770), words("nobody else may read this.", 60, 30)]
    pages = [[*frame, *down(part, 60, 700)] for part in (LEFT, RIGHT, REST_OF_IT)]
    found = [passage for passage in read(tmp_path, pages) if "head or foot" in passage.where]
    assert [(passage.text, passage.quotable) for passage in found] == [
        ("Only for use by", True),
        ("nobody else may read this.", False),
    ]


def test_words_written_from_right_to_left_are_read_so_and_not_quoted() -> None:
    from dermagent.knowledge.documents.layout import Box, Row
    from dermagent.knowledge.documents.letters import _as_written

    drawn_word = "\u05d4\u05e9\u05d9\u05d0\u05dc"
    letters = [{"text": c} for c in drawn_word]
    assert _as_written({"text": drawn_word, "chars": letters}) == (drawn_word[::-1], False)
    assert _as_written({"text": "scabies", "chars": []}) == ("scabies", True)
    row = Row(tuple(Box(text, 10.0 * n, 0, 10.0 * n + 8, 10) for n, text in enumerate(["\u05d1", "\u05d0"])))
    assert row.text == "\u05d0 \u05d1"


def test_the_rest_of_a_word_that_is_half_struck_is_not_quoted(tmp_path: Path) -> None:
    text = [words("Always stop it in fever.", 60, 700)]
    assert quoted(tmp_path, text) == ["Always stop it in fever."]
    assert quoted(tmp_path, [*text, line(60, 703.5, 72, 703.5)]) == []
    assert quoted(tmp_path, [*text, line(114, 703.5, 124, 703.5)]) == []


@pytest.mark.parametrize(("indent", "certain"), [(0, False), (14, True)])
def test_an_item_with_another_mark_is_of_the_list_above_it_where_it_stands_further_in(
    tmp_path: Path, indent: float, certain: bool
) -> None:
    items = [*down([*BODY, "Never before the age of eight:"]), *down(["- doxycycline, whatever the disease"], 70, 644)]
    items += down(["1. Erythromycin in a dose by weight"], 70 + indent, 624)
    found = quoted(tmp_path, items)
    assert "Never before the age of eight: - doxycycline, whatever the disease" in found
    assert any("Erythromycin" in text for text in found) is certain


ROWS = [
    ("Advised for most people", "Not advised for most people"),
    ("Zinc paste on the wet skin of babies", "Oils on the wet skin of small babies"),
    ("Cool baths for a short time", "Hot baths for a very long time"),
    ("Cotton next to the skin of all", "Wool next to the skin of anybody"),
]


def ruled_table() -> list[str]:
    cells = [words(cell, 60 + 200 * m, 700 - 14 * n) for n, row in enumerate(ROWS) for m, cell in enumerate(row)]
    return [*cells, *(line(58, y, 460, y) for y in (712, 696, 652))]


def striped_table() -> list[str]:
    cells = [words(cell, 60 + 200 * m, 700 - 14 * n) for n, row in enumerate(ROWS) for m, cell in enumerate(row)]
    return [*(box(58, 696 - 28 * n, 460, 710 - 28 * n, "0.9 g") for n in range(2)), *cells]


def uneven_cells() -> list[str]:
    left = [
        *down(["Do not use it on the skin", "of babies at all."]),
        *down(["Wash it off in the morning", "with cool water."], 60, 640),
    ]
    right = [*down(["Use zinc paste on the skin", "of babies as often as they", "need it by day and", "night."], 260)]
    return [*left, *right, *down(["Then rub in some oil and", "leave it there."], 260, 640)]


@pytest.mark.parametrize("table", [ruled_table, striped_table, uneven_cells])
def test_a_table_without_upright_lines_is_read_across_and_not_quoted(
    tmp_path: Path, table: Callable[[], list[str]]
) -> None:
    page = [*table(), *down(BODY, 60, 500)]
    found = quoted(tmp_path, page)
    assert [text for text in found if "skin" in text] == [] and " ".join(BODY) in found
    assert any(" | " in one.text and "babies" in one.text for one in read(tmp_path, [page]))


def test_columns_between_rules_of_a_page_are_read_one_after_the_other(tmp_path: Path) -> None:
    left, right = down([*BODY, *BODY], 60), down([f"{text[:40]}," for text in BODY], 330)
    page = [*left, *right, *down(["Journal of the skin and of its care, one page"], 60, 760)]
    found = quoted(tmp_path, [*page, *(line(58, y, 560, y) for y in (772, 750, 560))])
    assert any(text.startswith(" ".join(BODY)) for text in found)
