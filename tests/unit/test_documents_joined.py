"""Short texts of guideline files that are put together, and sentences that lack a half: none says what nobody reads."""

from pathlib import Path

import pytest

from tests.unit.test_documents_lines import quoted, word_paragraphs

GLUED = [
    (
        "<p>Wash the scalp daily.</p><dl><dt>Not in infants</dt><dd>Lindane</dd></dl>",
        "daily. Not in",
        "Not in infants \u203a Lindane",
    ),
    (
        "<ul><li>Keep nails short.</li></ul><dl><dt>Forbidden</dt><dd>Oral steroids</dd></dl>",
        "short. Forbidden",
        "Forbidden \u203a Oral steroids",
    ),
    (
        "<dl><dt>Safe</dt><dd>Zinc.</dd><dt>Unsafe</dt><dd>Retinoids.</dd></dl>",
        "Zinc. Unsafe",
        "Unsafe \u203a Retinoids.",
    ),
    (
        "<p>Lavar a diario.</p><dl><dt>Nunca</dt><dd>Lindano en lactantes</dd></dl>",
        "diario. Nunca",
        "Nunca \u203a Lindano en lactantes",
    ),
    (
        "<p>\u6bcf\u65e5\u6da6\u80a4\u3002</p><dl><dt>\u7981\u7528</dt><dd>\u56db\u73af\u7d20</dd></dl>",
        "\u3002 \u7981\u7528",
        "\u7981\u7528 \u203a \u56db\u73af\u7d20",
    ),
    (
        "<p>Rest it.</p><dl><div><dt>Never</dt><dd>Ice on the skin</dd></div><div><dt>Yes</dt><dd>Oil</dd></div></dl>",
        "it. Never",
        "Never \u203a Ice on the skin",
    ),
    (
        "<p>Cool the burn.</p><p>Never:</p><ul><li>use butter</li></ul>",
        "burn. Never",
        "Never: use butter",
    ),
    (
        "<ul><li>Use SPF 50.</li></ul><p>Contraindicated</p><p>Methotrexate.</p>",
        "50. Contra",
        "Contraindicated \u2022 Methotrexate.",
    ),
    (
        "<dl><dt>Never</dt><dt>Not at all</dt><dd>Chrysarobin</dd></dl>",
        "\u0000",
        "Never \u2022 Not at all \u203a Chrysarobin",
    ),
]


@pytest.mark.parametrize(("page", "glued", "told"), GLUED)
def test_a_term_or_a_label_begins_a_statement_of_its_own(tmp_path: Path, page: str, glued: str, told: str) -> None:
    found = quoted(tmp_path, "a.html", page)
    assert not any(glued in text for text in found)
    assert told in found


@pytest.mark.parametrize(
    ("before", "label", "behind"),
    [
        ("Cool the burn.", "Never:", "Use butter or oil."),
        ("Lave a diario.", "Evitar", "Lindano en lactantes."),
        ("\u6bcf\u65e5\u6da6\u80a4\u3002", "\u7981\u7528", "\u56db\u73af\u7d20\u3002"),
    ],
)
def test_a_label_of_any_file_stays_with_what_stands_below_it(
    tmp_path: Path, before: str, label: str, behind: str
) -> None:
    for name, content in (
        ("a.txt", f"{before}\n\n{label}\n\n{behind}\n"),
        ("a.md", f"{before}\n\n{label}\n\n{behind}\n"),
        ("a.html", f"<p>{before}</p><p>{label}</p><p>{behind}</p>"),
        ("a.docx", word_paragraphs(before, label, behind)),
    ):
        found = quoted(tmp_path, name, content)
        assert not any(before in text and label in text for text in found)
        assert any(label in text and behind in text for text in found)


PARTED = [
    ("Do not give ibuprofen to children with chickenpox;", "unless a doctor has seen them first."),
    ("Isotretinoin is never given in pregnancy;", "only where two tests were negative is it begun."),
    ("Steroid creams are not for the face,", "Save for a short course of a weak one."),
    ("No se dar\u00e1 aspirina a los ni\u00f1os;", "salvo en la enfermedad de Kawasaki."),
    ("El metotrexato no se toma a diario;", "sino una vez por semana."),
    ("\u513f\u7ae5\u7981\u7528\u963f\u53f8\u5339\u6797\uff1b", "\u5ddd\u5d0e\u75c5\u9664\u5916\u3002"),
    ("Avoid tetracycline \u2013", "before the age of eight at least."),
    ("Nothing by mouth;", "in erythroderma fluids are given all the same."),
    ("Lesions on the lip are excised;", "not those that bleed on touch."),
    ("\u5b55\u5987\u4e0d\u5f97\u670d\u7528\u6b64\u836f\uff0c", "\u9664\u975e\u533b\u5e08\u5141\u8bb8\u3002"),
]


@pytest.mark.parametrize(("rule", "exception"), PARTED)
def test_a_rule_whose_exception_is_cut_off_is_not_quoted(tmp_path: Path, rule: str, exception: str) -> None:
    for name, content in (
        ("a.txt", f"{rule}\n\n{exception}\n"),
        ("a.md", f"{rule}\n\n{exception}\n"),
        ("a.html", f"<p>{rule}</p><div>{exception}</div>"),
        ("a.docx", word_paragraphs(rule, exception)),
    ):
        assert not any(rule in text for text in quoted(tmp_path, name, content)), name


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.html", "<ul><li>zinc paste on the skin of babies at night;<li>oils</ul>", "zinc paste on the skin"),
        ("a.md", "- wash the whole of the scalp each morning;\n- oil it\n", "wash the whole of the scalp"),
        ("a.txt", "Treat with:\n\n1. permethrin on the whole body;\n\n2. ivermectin by mouth.\n", "permethrin on the"),
        ("a.txt", "Rest it; raise it; cool it for ten minutes.\n", "Rest it; raise it"),
        ("a.txt", "Do not give it to children;\nexcept on advice.\n", "Do not give it to children; except on advice."),
        ("a.html", "<p>Do not give it in:</p><p>pregnancy;</p><p>children;</p><p>asthma.</p>", "pregnancy; children;"),
    ],
)
def test_items_and_whole_sentences_with_a_semicolon_are_quoted(
    tmp_path: Path, name: str, content: str, told: str
) -> None:
    assert any(told in text for text in quoted(tmp_path, name, content))


@pytest.mark.parametrize(
    ("rule", "rest"),
    [
        ("Do not give codeine to children; unless", "a specialist of pain has said so."),
        ("It is put on the whole body; but not", "on the face of a baby."),
        ("No se usa en lactantes; salvo", "que lo indique un especialista."),
        ("Lindane is for adults; never for", "those with epilepsy or asthma."),
        ("\u513f\u7ae5\u7981\u7528\u6b64\u836f\uff1b\u9664\u975e", "\u533b\u5e08\u5141\u8bb8\u3002"),
    ],
)
def test_a_rule_before_a_semicolon_is_not_quoted_without_what_stands_behind_it(
    tmp_path: Path, rule: str, rest: str
) -> None:
    begun = rule.replace("\uff1b", ";").split(";")[0]
    for name, content in (
        ("a.txt", f"It heals. {rule}\n\n{rest}\n"),
        ("a.md", f"It heals. {rule}\n\n{rest}\n"),
        ("a.html", f"<p>It heals. {rule}</p><p>{rest}</p>"),
        ("a.docx", word_paragraphs(f"It heals. {rule}", rest)),
    ):
        assert not any(begun in text for text in quoted(tmp_path, name, content)), name


def test_a_long_paragraph_is_not_cut_at_a_semicolon(tmp_path: Path) -> None:
    clause = "Do not give it to children under two; except where a doctor of the skin has seen them first. "
    for text in quoted(tmp_path, "a.txt", clause * 40):
        assert text.count("; except") == text.count("Do not")


HEADS = [
    ("Each of these may harm an unborn child:", ["Acitretin is stopped.", "Thalidomide is banned."]),
    ("Never combine these with oral retinoids:", ["Doxycycline.", "Minocycline.", "Vitamin A."]),
    ("The following need a dermatologist the same day:", ["Skin that peels off.", "Sores in the mouth."]),
    ("No se recomiendan en el embarazo los siguientes:", ["Metotrexato semanal.", "Acitretina oral."]),
    ("Los siguientes medicamentos est\u00e1n prohibidos:", ["Lindano.", "Talidomida.", "Aspirina."]),
    (
        "\u4ee5\u4e0b\u836f\u7269\u5728\u598a\u5a20\u671f\u95f4\u4e00\u5f8b\u7981\u7528\uff1a",
        ["\u7532\u6c28\u8776\u5464\u6bcf\u5468\u4e00\u6b21\u3002", "\u963f\u7ef4A\u9178\u3002"],
    ),
]


@pytest.mark.parametrize(("head", "below"), HEADS)
def test_a_line_that_leads_on_is_told_with_the_short_ones_below_it(tmp_path: Path, head: str, below: list[str]) -> None:
    for name, content in (
        ("a.txt", "\n\n".join([head, *below])),
        ("a.md", "\n\n".join([head, *below])),
        ("a.html", "".join(f"<p>{line}</p>" for line in [head, *below])),
        ("a.docx", word_paragraphs(head, *below)),
    ):
        found = quoted(tmp_path, name, content)
        assert all(text.startswith(head) and len(text) > len(head) for text in found), found
        assert all(any(line in text for text in found) for line in below), found


def test_a_head_without_anything_below_it_is_not_quoted(tmp_path: Path) -> None:
    kept = "Wash it twice a day and dry it well."
    for blank in ("\n\n", " "):
        assert quoted(tmp_path, "a.txt", f"{kept}{blank}None of these is for children at all:\n") == [kept]


LONG = "Permethrin is left on the whole body for eight hours and washed off in the morning."


def test_what_follows_the_paragraph_below_a_head_stands_by_itself(tmp_path: Path) -> None:
    found = quoted(tmp_path, "a.txt", f"This is what we do for household scabies:\n\n{LONG}\n\n{LONG}\n")
    assert found == [f"This is what we do for household scabies: {LONG}", LONG]


HEADLESS = [
    "in pregnant women at any time. Emollients may go on.",
    "and never on the face of a child. Wash it off.",
    "but not in those under eight. Use another one.",
    "except on the eyelids. It stings a little.",
    "of the drug within an hour. Then look at the skin.",
    "salvo en el embarazo. Se aplica por la noche.",
    "que no deben tomarlo nunca. Los dem\u00e1s s\u00ed pueden.",
    "y nunca en la cara. L\u00e1vese despu\u00e9s.",
    "should be avoided in asthma. Ask before each dose.",
    ", nor on broken skin. Cover it for a day.",
]


@pytest.mark.parametrize("text", HEADLESS)
def test_a_sentence_without_its_beginning_is_not_quoted_where_a_file_or_part_begins(tmp_path: Path, text: str) -> None:
    first = text.split(". ")[0]
    for name, content in (
        ("a.txt", text),
        ("a.md", text),
        ("b.md", f"Zinc paste soothes the skin.\n\n## Doses\n\n{text}\n"),
        ("a.html", f"<p>{text}</p>"),
        ("a.docx", word_paragraphs(text)),
    ):
        assert not any(first in told for told in quoted(tmp_path, name, content)), name


@pytest.mark.parametrize(
    "text",
    [
        "pH of the skin is about five. Soap raises it.",
        "eGFR is checked before methotrexate. Repeat it.",
        "iPLEDGE is the name of the programme. It is for acne.",
        "p53 is lost in many of them. Excise them.",
        "a) Wash the skin. Dry it well.",
        "- wash the skin. Dry it well.",
        "'bateau' is the name of a shoe. It holds nickel.",
        "emollients are used twice a day. they are safe for all.",
        "el permetrino se deja ocho horas. luego se lava.",
    ],
)
def test_names_items_and_files_without_capitals_begin_small(tmp_path: Path, text: str) -> None:
    assert quoted(tmp_path, "a.txt", text)


def test_a_line_that_leads_on_may_be_followed_by_a_small_letter(tmp_path: Path) -> None:
    text = "The dose for an adult of average weight is:\n\ntwo tablets at night, taken with food. Not more.\n"
    assert any("two tablets" in told for told in quoted(tmp_path, "a.txt", text))
