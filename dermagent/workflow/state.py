"""What a run carries: the state that nodes read and return, and what stands beside it for one case."""

import operator
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Annotated, TypedDict

from dermagent import types
from dermagent.tracing import TraceSpan
from dermagent.workflow.deps import Deps
from dermagent.workflow.images import CaseImages


class CaseState(TypedDict, total=False):
    """What the nodes read and return; paths and hashes, never image bytes."""

    case: types.Case
    folder: str
    images: tuple[types.ImageAssessment, ...]
    compared: types.Compared
    observations: types.Observations
    triage: types.Triage
    reading: types.ModelReading
    retrieved: types.Retrieved
    unread: types.Unread | None
    uncorrected: types.Retrieved
    corrections: tuple[types.Correction, ...]
    statements: tuple[types.Statement, ...]
    opinion: types.Opinion
    opinions: tuple[types.Opinion, ...]
    failed_agents: dict[str, str]
    invented: tuple[str, ...]
    assessed: types.Assessed
    differential: types.Differential
    question: types.AskedQuestion | None
    asked: tuple[str, ...]
    unclear: tuple[str, ...]
    replied: tuple[str, str]
    dialogue: str
    opened_with: str
    seconds: Annotated[dict[str, float], operator.or_]


@dataclass(frozen=True)
class CaseRun:
    """What the nodes of one case are given beside its state: what all cases share, its images, and its span."""

    deps: Deps
    images: CaseImages
    trace: TraceSpan = field(default_factory=TraceSpan)


Update = CaseState
Node = Callable[[CaseState, CaseRun], Awaitable[Update]]
