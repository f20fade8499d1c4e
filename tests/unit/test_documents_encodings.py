"""Old encodings: letters that another page of Windows reads otherwise are certain only where the language is."""

from pathlib import Path

import pytest

from dermagent.knowledge.documents.read import read_document
from tests.unit.test_documents_lines import quoted

OTHERS = [
    ("A b\u0151rt naponta kr\u00e9mezni kell.", "cp1250"),
    ("Vyr\u00e1\u017eka se ma\u017ee dvakr\u00e1t denn\u011b.", "cp1250"),
    ("Ko\u017eu treba o\u0161etrova\u0165 ka\u017ed\u00fd de\u0148.", "cp1250"),
    ("Ma\u015b\u0107 stosuje si\u0119 na noc.", "cp1250"),
    ("Crema se aplic\u0103 de dou\u0103 ori pe zi.", "cp1250"),
    ("Merhem g\u00fcnde iki kez s\u00fcr\u00fcl\u00fcr, \u0131l\u0131k suyla y\u0131kan\u0131r.", "cp1254"),
    ("Tepalas tepamas du kartus per dien\u0105, v\u0117liau nuplaunamas.", "cp1257"),
    ("Ziedi lieto divreiz dien\u0101, p\u0113c tam mazg\u0101.", "cp1257"),
    ("Krema se ma\u017ee dvaput na dan, a ne \u010de\u0161\u0107e.", "iso8859-2"),
    ("Me\u010f\u010din se nedoporu\u010duje u d\u011bt\u00ed do dvou let v\u011bku.", "cp1250"),
    ("Kr\u0113ms un ziede, par ko runa, der ar\u012b b\u0113rniem.", "cp1257"),
    ("Be kell kenni \u00e9s a h\u0171v\u00f6s f\u00fcrd\u0151 is j\u00f3.", "cp1250"),
    ("To by m\u011blo sta\u010dit na cel\u00e9 t\u011blo.", "cp1250"),
    ("Kortizon \u00e7ocu\u011fun y\u00fcz\u00fcne s\u00fcr\u00fclmez.", "cp1254"),
]


@pytest.mark.parametrize(("text", "encoding"), OTHERS)
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.html"])
def test_letters_of_other_pages_of_windows_are_a_guess(tmp_path: Path, text: str, encoding: str, name: str) -> None:
    assert quoted(tmp_path, name, text.encode(encoding)) == []
    assert [one.where for one in read_document(tmp_path / name).unread] == ["text"]


WESTERN = [
    "La crema se aplica a los ni\u00f1os por la ma\u00f1ana.",
    "La cr\u00e8me s\u2019applique le soir, apr\u00e8s la toilette de l\u2019enfant.",
    "Die Salbe wird t\u00e4glich auf die H\u00e4nde und F\u00fc\u00dfe aufgetragen.",
    "A pomada n\u00e3o se usa nas crian\u00e7as.",
    "La crema non si usa pi\u00f9 di due volte; \u00e8 per adulti.",
    "Salvan ska inte anv\u00e4ndas p\u00e5 barn.",
    "Cremen m\u00e5 ikke bruges p\u00e5 b\u00f8rn.",
    "M\u00e9ni\u00e8re\u2019s disease is not a disease of the skin.",
    "The na\u00efve patient is given a patch test.",
    "H\u00e4nde waschen.",
    "Sj\u00f6gren: \u00b5g, \u00a9 Jos\u00e9.",
    "La pell no s\u2019ha de fregar despr\u00e9s del bany, per\u00f2 s\u00ed hidratar.",
]


@pytest.mark.parametrize("text", WESTERN)
def test_letters_of_a_western_language_are_certain(tmp_path: Path, text: str) -> None:
    for name in ("a.txt", "a.md", "a.html"):
        assert quoted(tmp_path, name, text.encode("cp1252")) == [text]
