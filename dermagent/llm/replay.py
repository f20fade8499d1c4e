"""Replay: another system's stored lists put through our workflows as if a model had given them."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from dermagent.errors import InputError, ModelUnusable
from dermagent.llm.answered import without_thoughts
from dermagent.llm.base import Completion, Request, Usage
from dermagent.llm.entries import as_entry
from dermagent.llm.items import without_emphasis
from dermagent.llm.json_text import objects_in

#: How the agents behave who speak beside a replayed list: repeat it, give no reply, or name anything but it.
ReplayAgents = Literal["agree", "absent", "adversarial"]
#: What a model's name begins with where it is a file of lists.
PREFIX = "replay:"
_NAMED, _AGAINST = 5, 24
#: The largest confidence: percent.
_MOST = 100
#: What adversarial agents are as sure of as can be.
_SURE = (0.6, 0.2, 0.1, 0.06, 0.04)

Listed = tuple[tuple[str, float | str | None], ...]


def read_lists(path: Path) -> dict[str, Listed]:
    """Names and confidences, as they were written, by case: one JSON object a line with `case_id` and `candidates`.

    A candidate is a name, or an object with `name` and, where the system gave one, `confidence` (or `probability`, as
    in a reply). An empty list says that the system named nothing.

    Raises:
        InputError: the file is missing, a line of it is of another form, or a case stands twice.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except FileNotFoundError as error:
        raise InputError(f"{path.name}: there is no such file; expected one of lists to replay") from error
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name}: expected a file of lists to replay, one JSON object a line") from error
    lists: dict[str, Listed] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            case_id, listed = _entry(line)
        except ValueError as error:
            raise InputError(
                f'{path.name}, line {number}: expected {{"case_id": …, "candidates": [{{"name": …, '
                f'"confidence": 0.5}}]}}, a candidate being a plain name where no confidence was given; found {error}'
            ) from error
        if case_id in lists:
            raise InputError(f"{path.name}, line {number}: case {case_id!r} stands twice; keep one list of each case")
        lists[case_id] = listed
    return lists


def _entry(line: str) -> tuple[str, Listed]:
    """The case and the list of one line.

    Raises:
        ValueError: it is of another form; says what was found in place of what, and no name of a case or a condition.
    """
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError("no JSON") from error
    if not isinstance(entry, dict):
        raise ValueError(f"{_kind(entry)} in place of an object")
    if not entry.keys() >= {"case_id", "candidates"} or entry["case_id"] in (None, ""):
        raise ValueError(f"the fields {', '.join(map(str, entry)) or 'of an empty object'}")
    if not isinstance(entry["candidates"], list):
        raise ValueError(f"{_kind(entry['candidates'])} as candidates")
    return str(entry["case_id"]), tuple(_candidates(entry["candidates"]))


def _candidates(listed: Sequence[Any]) -> Iterator[tuple[str, float | str | None]]:
    """Each candidate's name, and its confidence under any name that a model's reply may give it."""
    for one in listed:
        if isinstance(one, str):
            objects = objects_in(one)
            if len(objects) != 1:
                yield without_emphasis(without_thoughts(one)) or one, None
                continue
            one = objects[0].value  # an object that was written as a text
        read = as_entry(one, "name", "confidence")
        name, confidence = (read.get("name"), read.get("confidence")) if isinstance(read, dict) else (None, None)
        if not isinstance(name, str) or not name.strip():
            told = f"an object of {', '.join(map(str, one)) or 'nothing'}" if isinstance(one, dict) else _kind(one)
            raise ValueError(f"{told} as a candidate")
        if isinstance(confidence, bool) or not isinstance(confidence, int | float | str | None):
            raise ValueError(f"{_kind(confidence)} as a confidence")
        if isinstance(confidence, int | float) and not 0 <= confidence <= _MOST:
            raise ValueError(f"the confidence {confidence!r}")
        yield name, confidence


def _kind(value: object) -> str:
    kinds = {
        str: "a text",
        bool: "true or false",
        int: "a number",
        float: "a number",
        list: "a list",
        dict: "an object",
    }
    return kinds.get(type(value), "null")


def replayed_file(model: str | None) -> Path | None:
    """The file of lists that a model's name means; None if it means a model."""
    return Path(model.removeprefix(PREFIX)) if model and model.startswith(PREFIX) else None


class ReplayLists:
    """A model that answers every request for candidates with the case's stored list.

    It reads nothing in the history. As an agent it agrees with the list, gives no reply, or is adversarial: it is sure
    of conditions that the list does not hold, the same for every agent of a case, and opposes every claim.
    """

    def __init__(self, path: Path, agents: ReplayAgents = "agree", others: Sequence[str] = ()) -> None:
        """Read the lists; `others` are names that adversarial agents choose from.

        Raises:
            InputError: as `read_lists`.
        """
        self.name = f"{PREFIX}{path.name}"
        self._lists = read_lists(path)
        self._agents = agents
        self._others = tuple(others)
        self.fingerprint = f"{self.name} {hashlib.sha256(path.read_bytes()).hexdigest()} {agents}"

    async def complete(self, request: Request) -> Completion:
        if request.case_id not in self._lists:
            raise ModelUnusable(f"{self.name} holds no list of case {request.case_id!r}")
        if request.schema_name == "HistoryReply":
            raise ModelUnusable(f"{self.name} holds lists of conditions and reads nothing")
        reply = self._reply(request, self._lists[request.case_id])
        if reply is None:
            raise ModelUnusable(f"{self.name} replays agents that are absent")
        return Completion(json.dumps(reply, ensure_ascii=False), self.name, Usage())

    def _reply(self, request: Request, listed: Listed) -> Mapping[str, Any] | None:
        if request.schema_name == "VisionReply":
            return {"findings": [], "candidates": [{"name": name, "confidence": said} for name, said in listed]}
        if self._agents == "absent":
            return None
        said = listed[:_NAMED] if self._agents == "agree" else self._instead(request.case_id, listed)
        views: list[Mapping[str, Any]] = [
            {"condition": name, "claims": [], "probability": confidence} for name, confidence in said
        ]
        if self._agents == "agree" or request.schema_name != "StanceReply":
            return {"views": views}
        stances = [{"claim": number, "reason": "", "stance": "opposes"} for number in range(1, _AGAINST + 1)]
        return {"views": views, "stances": stances}

    def _instead(self, case_id: str, listed: Listed) -> Listed:
        """Names that are not in the list, drawn by the case's id."""
        held = {name.lower() for name, _ in listed}
        free = [name for name in self._others if name.lower() not in held]
        drawn = sorted(free, key=lambda name: hashlib.sha256(f"{case_id} {name}".encode()).digest())
        return tuple(zip(drawn, _SURE, strict=False))

    async def aclose(self) -> None:
        """Nothing to release."""
