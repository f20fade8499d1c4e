"""What happens in a run, told while it happens: steps, and what they find, before the result is there."""

from collections.abc import Iterator
from typing import Literal, TypedDict

from dermagent.types import Candidate, Differential, Observation, Opinion, RedFlag, Turn
from dermagent.workflow.state import Update


class Started(TypedDict):
    """A node begins."""

    event: Literal["started"]
    node: str


class Finished(TypedDict):
    """A node is done."""

    event: Literal["finished"]
    node: str
    seconds: float


class Findings(TypedDict):
    """All findings observed so far: from fields and history, later with what a model has seen or read."""

    event: Literal["findings"]
    findings: tuple[Observation, ...]


class RedFlags(TypedDict):
    """All red flags found so far, by rules; they never become fewer."""

    event: Literal["red_flags"]
    red_flags: tuple[RedFlag, ...]
    must_not_miss: tuple[str, ...]


class Candidates(TypedDict):
    """The candidates as retrieved, best first: no differential yet."""

    event: Literal["candidates"]
    candidates: tuple[Candidate, ...]


class Opinions(TypedDict):
    """The agents' opinions so far."""

    event: Literal["opinions"]
    opinions: tuple[Opinion, ...]


class Result(TypedDict):
    """The last event of a run."""

    event: Literal["result"]
    differential: Differential


class TurnTaken(TypedDict):
    """The last event of a dialogue's turn."""

    event: Literal["turn"]
    turn: Turn


Event = Started | Finished | Findings | RedFlags | Candidates | Opinions | Result
SessionEvent = Event | TurnTaken


def told(node: str, update: Update) -> Iterator[Event]:
    """What a node has found, for people who watch."""
    if "observations" in update:
        yield {"event": "findings", "findings": update["observations"].items}
    if "triage" in update:
        triage = update["triage"]
        yield {
            "event": "red_flags",
            "red_flags": triage.red_flags,
            "must_not_miss": triage.must_not_miss,
        }
    if node in {"retrieve", "correct"} and "retrieved" in update:
        yield {"event": "candidates", "candidates": update["retrieved"].fused}
    if update.get("opinions"):
        yield {"event": "opinions", "opinions": update["opinions"]}
