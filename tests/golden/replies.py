"""What each of many replies of models is read as; `python -m tests.golden.replies` reads them anew.

`replies.jsonl` holds one reply a line, made up after real ones by outsiders who had not seen the code: which
form was asked for (`kind`), the text, and what is read of it (`read`: the fields that are not empty, or why it is
unreadable). A change of the reading stands as a line in a diff, to be judged by somebody who reads the reply beside it.
"""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from dermagent.llm.schema import UnreadableReply, read_reply
from dermagent.steps.critique.replies import OpinionReply, StanceReply
from dermagent.steps.read import HistoryReply
from dermagent.steps.retrieve.vlm import VisionReply

FILE = Path(__file__).with_suffix(".jsonl")
_KINDS: dict[str, type[BaseModel]] = {
    kind.__name__: kind for kind in (HistoryReply, OpinionReply, StanceReply, VisionReply)
}


def kept() -> list[dict[str, Any]]:
    """The replies with what was read of them when the file was written."""
    return [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]


def read(kind: str, text: str) -> dict[str, Any] | str:
    """What a reply is read as now: its fields that say something, or the reason why it cannot be read."""
    try:
        value = read_reply(text, _KINDS[kind])
    except UnreadableReply as reason:
        return str(reason)
    return value.model_dump(mode="json", exclude_defaults=True)


def main() -> None:
    """Write down what is read now."""
    lines = [{"kind": one["kind"], "text": one["text"], "read": read(one["kind"], one["text"])} for one in kept()]
    FILE.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
