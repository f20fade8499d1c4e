"""The page of the 43 papers: every row has tests of its own name, and what it points to is there."""

import re

from tests.shared import ROOT

TEXT = (ROOT / "docs" / "capabilities.md").read_text(encoding="utf-8")
ROWS = {
    int(cells[1]): cells
    for cells in (line.split("|") for line in TEXT.splitlines())
    if cells[1:2] and cells[1].strip().isdigit()
}


def rows_with_tests() -> set[int]:
    """Numbers in the names of tests such as `test_row_03_…` and `test_rows_08_09_16_42_…`."""
    names = re.findall(
        r"def test_rows?_((?:\d+_|and_)+)",
        "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")),
    )
    return {int(number) for name in names for number in re.findall(r"\d+", name)}


def test_every_paper_has_a_row_and_tests_named_by_it() -> None:
    assert set(ROWS) == set(range(1, 44))
    assert rows_with_tests() >= set(ROWS)


def test_the_files_and_commands_it_points_to_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for cells in ROWS.values():
        for name in re.findall(r"`([a-z_/]+(?:\.py|\.md|/))`", cells[4]):
            assert any((ROOT / place / name).exists() for place in ("tests/unit", "tests", "")), name
        for module in re.findall(r"python -m (\S+?)`", cells[4]):
            assert (ROOT / (module.replace(".", "/") + ".py")).is_file(), module
        for target in re.findall(r"`make ([a-z-]+)`", cells[4]):
            assert f"\n{target}:" in makefile


def test_a_file_that_a_row_names_for_its_tests_holds_one() -> None:
    for number, cells in ROWS.items():
        for files in re.findall(r"`test_rows?_[0-9_]+\*` in ((?:`[^`]+`(?:, )?)+)", cells[4]):
            for name in re.findall(r"`([^`]+)`", files):
                place = next(ROOT / p / name for p in ("tests/unit", "tests") if (ROOT / p / name).exists())
                texts = "".join(
                    p.read_text(encoding="utf-8") for p in (place.glob("*.py") if place.is_dir() else [place])
                )
                assert re.search(rf"def test_rows?_(?:\d+_|and_)*0?{number}_", texts), f"row {number}: {name}"
