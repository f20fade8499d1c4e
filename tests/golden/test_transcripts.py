"""The transcripts in this folder are what happens; after a wanted change `python -m tests.golden.transcripts`."""

from pathlib import Path

import pytest

from tests.golden.transcripts import FOLDER, asking, questions, transcript


@pytest.mark.parametrize("graph", asking())
async def test_a_workflow_asks_and_decides_as_its_transcript_says(graph: str, tmp_path: Path) -> None:
    expected = (FOLDER / f"{graph}.md").read_text(encoding="utf-8")
    assert await transcript(graph, tmp_path) == expected


def test_the_transcripts_show_every_verdict_that_a_reader_can_earn() -> None:
    text = (FOLDER / "mac.md").read_text(encoding="utf-8")
    assert "scabies.1 verified" in text
    assert "scabies.1 altered" in text
    assert "does not exist: tumours: nowhere.9" in text
    assert "round 2" in text


def test_row_43_the_questions_that_are_asked_about_images_are_those_of_the_transcript() -> None:
    assert questions() == (FOLDER / "synth_qa.md").read_text(encoding="utf-8")
