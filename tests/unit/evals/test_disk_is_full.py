"""A run whose disk is full ends with one sentence, keeps what was written, and goes on from there."""

import os
from pathlib import Path
from typing import Any

import pytest

from dermagent.errors import InputError
from dermagent.evals.running.records import read_records
from dermagent.evals.running.runner import run_set
from tests.unit.evals.test_runs import plan


@pytest.mark.parametrize("torn", [0, 7])
@pytest.mark.parametrize("concurrency", [1, 4])
async def test_it_ends_in_a_sentence_and_is_resumed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, torn: int, concurrency: int
) -> None:
    real, written = os.write, 0

    def full(file: int, content: bytes) -> int:
        nonlocal written
        if not content.endswith(b"\n") or written < 3:
            written += content.endswith(b"\n")
            return real(file, content)
        if torn:
            return real(file, content[:torn])
        raise OSError(28, "No space left on device")

    wanted: dict[str, Any] = {"concurrency": concurrency}
    with monkeypatch.context() as patched:
        patched.setattr("dermagent.evals.running.records.os.write", full)
        with pytest.raises(InputError, match=r"cannot write records\.jsonl: .*go on with --resume"):
            await run_set(plan(**wanted), tmp_path / "r")
    assert len(read_records(tmp_path / "r")) == 3
    await run_set(plan(resume=True, **wanted), tmp_path / "r")
    ids = [one.case_id for one in read_records(tmp_path / "r")]
    assert len(ids) == len(set(ids)) == 12
