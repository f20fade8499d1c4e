"""What a page lays side by side, turns round, shows in a form, in place of a film or hardly at all."""

from pathlib import Path

import pytest

from tests.unit.test_documents_kinds import told
from tests.unit.test_documents_lines import quoted

_TWO = "display:grid;grid-template-columns:1fr 1fr"
BESIDE = [
    f"<div style='{_TWO}'><p>Allowed<p>Forbidden<p>Zinc paste.<p>Lindane.</div>",
    "<style>.row{display:flex}</style><div class=row><div>Forbidden</div><div>Allowed</div></div>"
    "<div class=row><div>Lindane.</div><div>Zinc paste.</div></div>",
    "<style>@media (min-width:40em){.g{display:grid;grid-template-columns:repeat(2,1fr)}}</style>"
    "<div class=g><div>Forbidden</div><div>Allowed</div><div>Lindane.</div><div>Zinc paste.</div></div>",
    "<style>.c{float:left;width:50%}</style><div class=c>Forbidden</div><div class=c>Allowed</div>"
    "<div class=c>Lindane.</div><div class=c>Zinc paste.</div>",
    "<style>.r{display:table-row}.r div{display:table-cell}</style><div class=r><div>Forbidden</div><div>Allowed</div>"
    "</div><div class=r><div>Lindane.</div><div>Zinc paste.</div></div>",
    f"<section style='{_TWO}'><p>Prohibido<p>Permitido<p>Lindano.<p>Pasta de zinc.</section>",
    f"<div style='{_TWO}'><p>\u7981\u7528<p>\u53ef\u7528<p>\u6797\u4e39\u3002<p>\u6c27\u5316\u950c\u3002</div>",
    "<div style='display:flex;flex-direction:row-reverse'><span>on the face.</span><span>Never put it</span></div>",
    "<div style='display:flex;flex-direction:column-reverse'><p>on the face.<p>Never put it there</div>",
    "<div style='display:flex;flex-flow:column'><p style='order:2'>Wash it off.<p style='order:1'>Never lindane.</div>",
    "<p>Forbidden in pregnancy</p><p>Allowed in pregnancy</p><p>Acitretin.</p><p>Zinc paste.</p>",
]


@pytest.mark.parametrize("page", BESIDE)
def test_short_texts_that_may_stand_side_by_side_or_turned_round_are_not_quoted(tmp_path: Path, page: str) -> None:
    assert quoted(tmp_path, "a.html", page) == []
    assert "in.Never" not in "".join(text for text, _ in told(tmp_path, "a.html", page))


def test_markdown_in_an_element_that_lays_side_by_side_is_not_quoted(tmp_path: Path) -> None:
    text = f'<div style="{_TWO}">\n\nForbidden\n\nAllowed\n\nLindane.\n\nZinc paste.\n\n</div>\n'
    assert quoted(tmp_path, "a.md", text) == []


RULE = "Lindane is never given to children under two."


@pytest.mark.parametrize(
    "page",
    [
        f"<div style='display:grid'><p>{RULE}</p><p>Zinc paste is.</p></div>",
        f"<div style='display:flex;flex-direction:column'><p>{RULE}</p><p>Zinc paste is.</p></div>",
        f"<div style='{_TWO}'><nav>Home</nav><p>{RULE}</p></div>",
        f"<div style='{_TWO}'><div><p>{RULE}</p></div><div><h2>More</h2><p>Zinc paste is.</p></div></div>",
        f"<ul><li style='display:flex'><span>1.</span><span>{RULE}</span></ul>",
        f"<p>Lindane</p><p>{RULE}</p>",
        f"<body style='display:flex'><main><p>{RULE}</p></main><div class=more><p>See also</p></div>",
        f"<p><span style='float:left'>!</span>{RULE}</p>",
        f"<div style='display:flex;order:1'><p style='order:0'>{RULE}</p></div>",
        f"<p>A label</p><ul><li>{RULE}<li>Zinc</ul>",
    ],
)
def test_a_layout_of_one_column_or_of_whole_parts_leaves_sentences_to_be_quoted(tmp_path: Path, page: str) -> None:
    assert any(RULE in text for text in quoted(tmp_path, "a.html", page))


def test_columns_and_boxes_of_a_page_are_not_put_together(tmp_path: Path) -> None:
    page = (
        f"<div style='{_TWO}'><div><h3>A</h3><p>Never use it.</p></div><div><p>Always use it.</p></div></div>"
        "<main><p>Dry it.</p><div class='cookie-banner'><p>We use cookies.</p></div><p>Wet it.</p></main>"
    )
    for text in quoted(tmp_path, "a.html", page):
        assert text.count(".") == 1


FORMS = [
    f"<form id=aspnetForm method=post><input type=hidden name=state value=x><p>{RULE}</p></form>",
    f"<body><form><div id=s4-workspace><div><h1>Lice</h1><p>{RULE}</p></div></div></form>",
    f"<main><form><p>{RULE}</p><input type=text></form></main>",
    f"<form><table><tr><td>{RULE}</td></tr></table></form>",
    f"<form><fieldset><legend>Lice</legend><p>{RULE}</p></fieldset></form><p>And more.</p>",
    f"<form>{RULE}</form>",
    f"<article><form action=/print><button>Print</button><section><p>{RULE}</p></section></form></article>",
    f"<form><ul><li>{RULE}</li></ul></form>",
    f"<form runat=server><div><span>{RULE}</span></div></form>",
    f"<form><blockquote>{RULE}</blockquote><input type=search></form>",
]


@pytest.mark.parametrize("page", FORMS)
def test_what_a_form_shows_is_read(tmp_path: Path, page: str) -> None:
    assert any(RULE in text for text in quoted(tmp_path, "a.html", page))


def test_boxes_of_a_form_that_are_open_are_read_and_not_quoted(tmp_path: Path) -> None:
    page = "<form><label><input type=checkbox> Lindane for all of them</label></form><p>Dry it well.</p>"
    assert told(tmp_path, "a.html", page) == [("\u2610 Lindane for all of them", False), ("Dry it well.", True)]


@pytest.mark.parametrize(
    "form",
    [
        "<form><input type=search placeholder='Find a page'><button>Go</button></form>",
        "<form role=search><label for=q>Find a page</label><input id=q name=q></form>",
        "<form><select><option>Find a page</option></select><input type=submit value='Find a page'></form>",
    ],
)
def test_a_form_of_fields_alone_is_no_text(tmp_path: Path, form: str) -> None:
    assert told(tmp_path, "a.html", f"{form}<p>{RULE}</p>") == [(RULE, True)]


@pytest.mark.parametrize(
    "unseen",
    [
        *(f"<{tag}>Lindane for all.</{tag}>" for tag in ("video", "audio", "canvas", "progress", "meter", "noframes")),
        "<video controls><source src=a.mp4><p>Lindane for all.</p></video>",
        "<datalist><option>Lindane for all.</option></datalist>",
        "<p style='opacity:.04'>Lindane for all.</p>",
        "<p style='opacity:5%'>Lindane for all.</p>",
        "<style>.f{opacity:0.09}</style><p class=f>Lindane for all.</p>",
        "<style>.f{opacity: 1%}</style><p>Dry it. <span class=f>Lindane for all.</span></p>",
        "<div style='opacity:1e-3'><p>Lindane for all.</p></div>",
    ],
)
def test_what_no_reader_sees_is_no_text(tmp_path: Path, unseen: str) -> None:
    for name, page in (("a.html", f"<p>{RULE}</p>{unseen}"), ("a.md", f"{RULE}\n\n{unseen}\n")):
        assert not any("Lindane for" in text for text, _ in told(tmp_path, name, page))


@pytest.mark.parametrize("opacity", ["0.6", "60%", "1", ".5"])
def test_pale_words_are_read(tmp_path: Path, opacity: str) -> None:
    assert quoted(tmp_path, "a.html", f"<p style='opacity:{opacity}'>{RULE}</p>") == [RULE]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Give zinc ![not to babies](a.png) each night to all.", "Give zinc each night to all."),
        ("![Lindane for all.](a.png)\n\nDry it well.", "Dry it well."),
        ("Rub it in [![twice a day](a.png)](b) and let it dry.", "Rub it in and let it dry."),
        ("Dar zinc ![salvo a lactantes][i] cada noche.\n\n[i]: a.png", "Dar zinc cada noche."),
        ("| Drug | Use |\n| --- | --- |\n| zinc | all ![not babies](a.png) |", "| Drug | Use | | zinc | all |"),
        ("- dry it ![never](a.png) well", "dry it well"),
        ("Below ![<](a.png) 2 mg it is safe.", "Below < 2 mg it is safe."),
        (
            "\u6bcf\u65e5![\u7981\u7528](a.png)\u6da6\u80a4\u4e00\u6b21\u3002",
            "\u6bcf\u65e5\u6da6\u80a4\u4e00\u6b21\u3002",
        ),
    ],
)
def test_the_description_of_an_image_is_no_word_of_the_sentence(tmp_path: Path, text: str, shown: str) -> None:
    assert [text for text, _ in told(tmp_path, "a.md", text + "\n")] == [shown]


@pytest.mark.parametrize(
    ("name", "text", "shown"),
    [
        ("a.html", "<p>At most 4<sup>[12]</sup> ml a day.</p>", "At most 4 ml a day."),
        ("a.html", "<p>At most 4 <sup>[2,3]</sup> ml a day.</p>", "At most 4 ml a day."),
        ("a.html", "<p>At most 4<sup>\u2020</sup> ml a day.</p>", "At most 4 ml a day."),
        ("a.html", "<p>At most 4<sup>[a]</sup> ml a day.</p>", "At most 4 ml a day."),
        ("a.md", "At most 4<sup>[7]</sup> ml a day.", "At most 4 ml a day."),
        ("a.md", "Wash it off at dawn.^14^ Dry it.", "Wash it off at dawn. Dry it."),
        ("a.md", "Wash it off at dawn^3,4^ and dry it.", "Wash it off at dawn and dry it."),
        ("a.md", "Some 10^6^ mites, 4 mg/m^2^, H~2~O and CO~2~.", "Some 10\u2076 mites, 4 mg/m\u00b2, H2O and CO2."),
        ("a.html", "<p>Some 10<sup>6</sup> mites on 2 m<sup>2</sup>.</p>", "Some 10\u2076 mites on 2 m\u00b2."),
        ("a.md", "A ^ sign and x^y stay, ~5 ml too.", "A ^ sign and x^y stay, ~5 ml too."),
    ],
)
def test_a_mark_in_brackets_is_no_power_and_raised_signs_of_markdown_are_read(
    tmp_path: Path, name: str, text: str, shown: str
) -> None:
    assert [text for text, _ in told(tmp_path, name, text + "\n")] == [shown]
