"""What was made of data files is kept beside the byte code, and never outlives a change of them."""

import importlib.util
import marshal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dermagent import compiled as module
from dermagent.compiled import compiled
from dermagent.knowledge.lexicon import Lexicon, words_of
from dermagent.knowledge.names import name_phrases
from dermagent.text.match import Matcher
from dermagent.text.tokens import cut
from dermagent.types import Language


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(module, "PACKAGE", tmp_path)
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", None)
    return tmp_path


class Maker:
    """Counts how often it was asked."""

    def __init__(self, value: Any) -> None:
        self.value, self.asked = value, 0

    def __call__(self) -> Any:
        self.asked += 1
        return self.value


@pytest.fixture
def words(package: Path) -> Path:
    path = package / "words.txt"
    path.write_text("itch", encoding="utf-8")
    return path


def test_it_is_made_once_while_its_files_stay(words: Path) -> None:
    make = Maker({"itch": [1]})
    assert compiled("words", [words], make) == compiled("words", [words], make) == {"itch": [1]}
    assert make.asked == 1


def _other_content(words: Path) -> None:
    words.write_text("itchy", encoding="utf-8")


def _other_name(words: Path) -> None:
    words.rename(words.with_name("other.txt"))


def _damaged(words: Path) -> None:
    _place(words).write_bytes(b"{")


def _of_another_form(words: Path) -> None:
    _place(words).write_bytes(marshal.dumps([1]))


def _place(words: Path) -> Path:
    return Path(importlib.util.cache_from_source(str(words.parent / "words.py"))).with_suffix(".data")


@pytest.mark.parametrize("change", [_other_content, _other_name, _damaged, _of_another_form])
def test_it_is_made_anew_after_a_change(words: Path, change: Callable[[Path], None]) -> None:
    make = Maker(1)
    compiled("words", [words], make)
    change(words)
    assert compiled("words", list(words.parent.glob("*.txt")), make) == 1
    assert make.asked == 2


def test_another_version_is_made_anew(words: Path) -> None:
    make = Maker(1)
    compiled("words", [words], make, version="1")
    compiled("words", [words], make, version="2")
    assert make.asked == 2


def test_nothing_is_written_where_python_writes_no_byte_code(words: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert compiled("words", [words], Maker(1)) == 1
    assert not _place(words).exists()


def test_a_place_that_cannot_be_written_costs_nothing_but_time(words: Path) -> None:
    (words.parent / "__pycache__").write_text("a file where the folder should be", encoding="utf-8")
    make = Maker(1)
    assert compiled("words", [words], make) == compiled("words", [words], make) == 1
    assert make.asked == 2


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Not psoriasis, but SLE or seborrhoeic dermatitis, maybe a basal cell carcinomas of the nose"),
        ("es", "sin psoriasis, pero carcinoma basocelular o dermatitis seborreica"),
        ("zh", "不是银屑病，可能是脂溢性皮炎或带状疱疹"),
    ],
)
def test_a_matcher_read_from_a_file_finds_the_same(language: Language, text: str) -> None:
    made = Lexicon(name_phrases(language), language, {"swelling": ["swollen lips"] if language != "zh" else ["嘴唇肿"]})
    matcher = made._matcher
    loaded = Matcher(words_of(language))
    loaded.load(marshal.loads(marshal.dumps(matcher.dump())))  # noqa: S302 - its own
    for one in (text, "my lips are badly swollen and basal-cell carcinom", "嘴唇肿"):
        assert loaded.find(cut(one)) == matcher.find(cut(one))
    assert matcher.find(cut(text))
