"""Cases and results that a command is given: files, or standard input where a name is "-"."""

import json
import sys
from pathlib import Path

from dermagent.errors import InputError
from dermagent.steps.intake import MAX_CASE_FILE_BYTES, check_ids, read_case_file, read_cases, read_json_text
from dermagent.types import Case, Differential

_STDIN = Path("-")
_STDIN_NAME = "standard input"


def given_cases(files: tuple[Path, ...]) -> list[tuple[Case, Path]]:
    """Each case with the folder that its images lie in: that of its file, or the working directory.

    Raises:
        InputError: a file cannot be read, a case is not valid, or two have the same id.
    """
    if files.count(_STDIN) > 1:
        raise InputError("standard input can be read once; give '-' once")
    found: list[tuple[Case, Path]] = []
    for file in files:
        if file == _STDIN:
            text = _standard_input()
            found += [(case, Path.cwd()) for case in read_cases(text, _STDIN_NAME, by_line=_one_a_line(text))]
        else:
            found += [(case, file.resolve().parent) for case in read_case_file(file)]
    check_ids([case for case, _ in found], "the files given")
    return found


def given_results(file: Path) -> list[Differential]:
    """The results in a file that `diagnose` wrote: one JSON object, or one a line.

    Raises:
        InputError: it cannot be read, or holds anything else; never with a value of it in the message.
    """
    from pydantic import ValidationError

    text, name = (_standard_input(), _STDIN_NAME) if file == _STDIN else (read_json_text(file), file.name)
    parts = [line for line in text.splitlines() if line.strip()] if _one_a_line(text) else [text]
    found = []
    for part in parts:
        try:
            found.append(Differential.model_validate_json(part))
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False)[0]
            where = ".".join(str(step) for step in first["loc"])[:120]
            raise InputError(
                f"{name} holds no result: expected what `dermagent diagnose` prints as JSON"
                + (f"; see field {where!r}" if where else "")
            ) from error
    return found


def _one_a_line(text: str) -> bool:
    """Whether there is more than one JSON value, as in JSON Lines."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        return error.msg == "Extra data"
    except (ValueError, RecursionError):
        return False
    return False


def _standard_input() -> str:
    content = sys.stdin.buffer.read(MAX_CASE_FILE_BYTES + 1)
    if len(content) > MAX_CASE_FILE_BYTES:
        raise InputError(f"{_STDIN_NAME} is larger than {MAX_CASE_FILE_BYTES // 2**20} MiB; split it")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{_STDIN_NAME} is not UTF-8 text; send it as UTF-8") from error
