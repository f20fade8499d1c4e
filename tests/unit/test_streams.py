"""What is printed where standard output is not UTF-8: a terminal or pipe of another encoding never ends a run."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from dermagent.cli import main

HISTORY = "躯干红色丘疹😀，瘙痒两周。Rötung"


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Run the command with standard output in an encoding; the bytes that it wrote, after an exit code of 0."""

    def run(encoding: str, *args: str) -> bytes:
        case = tmp_path / "病例.json"
        case.write_text(json.dumps({"id": "x", "history": HISTORY}), encoding="utf-8")
        out = io.BytesIO()
        with monkeypatch.context() as patched:
            stream = io.TextIOWrapper(out, encoding=encoding, write_through=True)
            patched.setattr(sys, "stdout", stream)
            with pytest.raises(SystemExit) as ended:
                main([args[0], str(case), *args[1:]])
            stream.detach()
        assert ended.value.code == 0
        return out.getvalue()

    return run


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp850", "big5"])
@pytest.mark.parametrize("form", ["json", "fhir", "cds"])
def test_json_is_the_same_in_every_encoding(printed: Any, encoding: str, form: str) -> None:
    written = printed(encoding, "diagnose", "--format", form, "--language", "zh")
    assert written.isascii() and "不是医疗器械" in json.dumps(json.loads(written), ensure_ascii=False)


def test_html_is_written_in_references_and_markdown_with_escapes(printed: Any) -> None:
    page = printed("cp1252", "diagnose", "--format", "html", "--language", "zh")
    assert page.isascii() and f"&#{ord('疗')};".encode() in page
    report = printed("cp1252", "diagnose", "--format", "md", "--language", "zh").decode("cp1252")
    assert f"\\u{ord('疗'):04x}" in report
    assert "é" in printed("latin-1", "diagnose", "--format", "md", "--language", "es").decode("latin-1")


def test_utf_8_is_written_as_it_is(printed: Any) -> None:
    assert "疗".encode() in printed("utf-8", "diagnose", "--format", "md", "--language", "zh")


def test_what_another_encoding_lacks_is_escaped_as_json_escapes_it() -> None:
    from dermagent.cli.streams import as_stdout_takes

    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sys, "stdout", stream)
        assert json.loads(as_stdout_takes('"é😀\ud800"', "json")) == "é😀\ud800"
