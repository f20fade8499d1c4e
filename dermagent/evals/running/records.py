"""The folder of an evaluation run: what was run, and one line a case that is enough to score it again."""

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self, TypeVar

from pydantic import BaseModel, Field, ValidationError

from dermagent.errors import InputError
from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.datasets.magic_answers import answers_of
from dermagent.steps.critique.merge import last_opinions, ranking, said_together
from dermagent.types import Differential, Opinion, Outcome, Retrieved, Urgency, Value

V = TypeVar("V", bound=BaseModel)
Draw = Literal["natural", "balanced"]
#: What became of a case; "not_predicted" is a case of the set that another system's file does not name.
Ended = Outcome | Literal["not_predicted"]
#: Outcomes in which closed questions are not answered either.
_UNREAD = frozenset({"failed", "budget"})
#: Conditions kept of each list.
_KEPT = 10
#: Where a run notes the folder of its set and the mapping of an own one.
DATA, MAPPING = "data", "mapping"
#: Outcomes that are run again by `--retry-failed`, beside cases in which a retriever or agent went unheard.
FAILED = frozenset({"failed", "budget"})
RUN, RECORDS, TRACES, REPLIES = "run.json", "records.jsonl", "traces", "replies"


class Run(Value):
    """What was run; two records may be compared only if this says how they came about.

    `identity` holds everything that determines an answer and must be the same when a run is resumed; `noted` holds the
    rest: versions, the commit and whether the checkout was clean, times. `unmapped` names rows, at most 100,
    whose label means no condition, `unread` as many of the `unread_values` of rows that could not be read.
    """

    name: str
    data_set: str
    split: str
    language: str
    cases: int
    skipped: dict[str, int] = Field(default_factory=dict)
    unmapped: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    unread_values: int = 0
    identity: dict[str, Any]
    noted: dict[str, Any] = Field(default_factory=dict)

    @property
    def draw(self) -> Draw:
        """Whether the cases are as frequent as in the set, or were drawn evenly over the labels."""
        return "balanced" if self.identity.get("draw") == "balanced" else "natural"


class AgentList(Value):
    """What one agent held for possible in one round, likeliest first, with its confidence."""

    agent: str
    round: int
    ranked: tuple[tuple[str, float], ...] = ()


class Record(Value):
    """One case of one repeat: its reference, its answer, and what that cost.

    `reference` gives each condition its weight; `levels` is the label's place in the set's own taxonomy, coarsest
    first; `readers` and `high_risk` are as in `LabelledCase`; `ranked` is (condition, probability) in order;
    `retrieved` the conditions that each retriever proposed and the differential lists; `lists` the first ten of each
    retriever with their probability, or None where it gives none; `agents` what each agent held in each round, `before`
    and `after` the first ten of what they say together in the first round and in the last; `choices` and
    `gold_choices` the options that were answered and that are right, by family of closed questions; `unheard` the
    retrievers and agents that failed while others were heard; `degraded` is as in the differential; `missing_images`
    were not on disk, `refused_images` could not be read; `calls` and `tokens` were paid in this run, `replies` and
    `reply_tokens` count those out of the cache too and do not depend on kills; `urgency` is None where it was not
    assessed.
    """

    case_id: str
    repeat: int = 0
    group: str = ""
    label: str = ""
    reference: dict[str, float] = Field(default_factory=dict)
    why_empty: str = ""
    strata: dict[str, str] = Field(default_factory=dict)
    levels: tuple[str, ...] = ()
    readers: int = 0
    high_risk: tuple[str, ...] = ()
    synthetic: bool = False
    missing_images: int = 0
    refused_images: int = 0
    outcome: Ended
    degraded: bool = False
    urgency: Urgency | None
    red_flags: tuple[str, ...] = ()
    must_not_miss: tuple[str, ...] = ()
    ranked: tuple[tuple[str, float], ...] = ()
    other: float = 1.0
    retrieved: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    lists: dict[str, tuple[tuple[str, float | None], ...]] = Field(default_factory=dict)
    agents: tuple[AgentList, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()
    choices: dict[str, tuple[int, ...]] = Field(default_factory=dict)
    gold_choices: dict[str, tuple[int, ...]] = Field(default_factory=dict)
    citation_precision: float | None = None
    claim_coverage: float | None = None
    invented: int = 0
    agreement: float | None = None
    unheard: tuple[str, ...] = ()
    calls: int = 0
    replies: int = 0
    tokens: int = 0
    reply_tokens: int = 0
    cost_usd: float | None = 0.0
    seconds: float = 0.0
    model_served: str | None = None
    reason: str = ""

    @property
    def conditions(self) -> list[str]:
        """The ranked conditions."""
        return [condition for condition, _ in self.ranked]


def record_of(
    case: LabelledCase, result: Differential, *, repeat: int, seconds: float, retrieved: Retrieved | None = None
) -> Record:
    """What is kept of a result, by exact conditions.

    `seconds` is the wall time of the case, `retrieved` what the retrievers proposed.
    """
    found: dict[str, tuple[str, ...]] = {}
    for form in result.exact:
        for name in form.retrievers:
            found[name] = (*found.get(name, ()), form.condition)
    used = result.provenance
    return record_about(
        case,
        repeat=repeat,
        outcome=result.outcome,
        degraded=result.degraded,
        urgency=result.urgency,
        refused_images=sum(bool(image.refused) for image in result.images),
        red_flags=tuple(flag.rule for flag in result.red_flags),
        must_not_miss=tuple(form.condition for form in result.exact if form.must_not_miss),
        ranked=tuple((form.condition, form.probability) for form in result.exact),
        other=result.other_probability,
        retrieved=found,
        lists=_lists(retrieved),
        **_agents(result.opinions),
        choices=answers_of(result.observations) if case.choices and result.outcome not in _UNREAD else {},
        citation_precision=result.citation_precision,
        claim_coverage=result.claim_coverage,
        invented=len(result.invented_citations),
        agreement=result.agreement,
        unheard=result.unheard,
        calls=used.calls,
        replies=used.replies,
        tokens=used.tokens,
        reply_tokens=used.reply_tokens,
        cost_usd=used.cost_usd,
        seconds=round(seconds, 4),
        model_served=used.model_served,
        reason=_reason(result),
    )


def _lists(retrieved: Retrieved | None) -> dict[str, tuple[tuple[str, float | None], ...]]:
    held = retrieved.lists if retrieved else {}
    return {
        name: tuple(
            (one.condition, None if one.probability is None else round(one.probability, 4)) for one in ones[:_KEPT]
        )
        for name, ones in held.items()
    }


def _agents(opinions: Sequence[Opinion]) -> dict[str, Any]:
    """What each agent held in each round, and what they say together before and after the debate."""
    sure = [{view.condition: view.confidence for view in one.conditions} for one in opinions]
    lists = tuple(
        AgentList(agent=one.agent, round=one.round, ranked=tuple((c, shares[c]) for c in ranking(one)[:_KEPT]))
        for one, shares in zip(opinions, sure, strict=True)
    )
    first = [one for one in opinions if one.round == 1]
    return {"agents": lists, "before": _together(first), "after": _together(last_opinions(opinions))}


def _together(opinions: Sequence[Opinion]) -> tuple[str, ...]:
    shares = said_together(opinions).shares if opinions else {}
    return tuple(sorted(shares, key=lambda condition: (-shares[condition], condition))[:_KEPT])


def _reason(result: Differential) -> str:
    """Why there is no answer, or less than what was configured."""
    told = result.degraded or result.outcome in {"failed", "budget", "refused", "unusable"}
    return result.limits[0] if told and result.limits else ""


def record_about(case: LabelledCase, **answer: Any) -> Record:
    """A record with what the set says of a case, and what was answered."""
    return Record(
        case_id=case.case.id,
        group=case.group,
        label=case.label,
        reference=dict(case.reference),
        gold_choices=dict(case.choices),
        why_empty=case.why_empty,
        strata=dict(case.strata),
        levels=case.levels,
        readers=case.readers,
        high_risk=case.high_risk,
        synthetic=case.synthetic,
        missing_images=case.missing_images,
        **answer,
    )


#: What a run does that could not write.
_GO_ON = "make room and go on with --resume, all that was written before is kept"


class Lines:
    """A file of JSON lines; each is appended with one write, so that a kill can tear the last line only."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def __enter__(self) -> Self:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._drop_torn_line()
            self._file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        except OSError as error:
            raise InputError(f"cannot write {self._path.name}: {error.strerror}") from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            os.fsync(self._file)
            os.close(self._file)

    def _drop_torn_line(self) -> None:
        if not self._path.is_file():
            return
        content = self._path.read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            with self._path.open("r+b") as file:
                file.truncate(whole)

    def append(self, line: Value) -> None:
        """Keep a line."""
        if self._file is None:
            raise ValueError("records are appended inside a with block")
        content = line.model_dump_json().encode() + b"\n"
        try:
            written = os.write(self._file, content)
        except OSError as error:
            raise InputError(f"cannot write {self._path.name}: {error.strerror}; {_GO_ON}") from error
        if written < len(content):
            raise InputError(f"cannot write {self._path.name}: no space is left for a whole line; {_GO_ON}")


class Records(Lines):
    """The records of a run folder."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / RECORDS)


def read_run(folder: Path) -> Run:
    """What was run.

    Raises:
        InputError: the folder holds no run.
    """
    try:
        return Run.model_validate_json((folder / RUN).read_text(encoding="utf-8"))
    except (OSError, ValidationError) as error:
        raise InputError(f"{folder.name!r} is no folder of a run; make one with `dermagent eval run`") from error


def check_same_draw(runs: Sequence[Run]) -> None:
    """Refuse to compare runs whose cases are of another mix of labels.

    Raises:
        InputError: one run drew its cases evenly over the labels and another did not.
    """
    kinds = {run.draw: run.name for run in runs}
    if len(kinds) > 1:
        raise InputError(
            f"{kinds['balanced']!r} drew its cases evenly over the labels and {kinds['natural']!r} did not, so their "
            "figures are about different mixes; run both with --balanced or both without"
        )


def write_run(folder: Path, run: Run) -> None:
    """Write down what is run, whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f"{RUN}.tmp"
    temporary.write_text(run.model_dump_json(indent=2), encoding="utf-8")
    os.replace(temporary, folder / RUN)


def read_every_record(folder: Path) -> list[Record]:
    """Every record in the order in which they were written, those replaced by a later one too: all were paid for.

    Raises:
        InputError: a line other than the last cannot be read.
    """
    return list(read_lines(folder / RECORDS, Record))


def read_records(folder: Path) -> list[Record]:
    """The last record of each case and repeat, in the order of their first; a torn last line is left out.

    Raises:
        InputError: a line other than the last cannot be read.
    """
    last: dict[tuple[str, int], Record] = {}
    for record in read_every_record(folder):
        last[(record.case_id, record.repeat)] = record
    return list(last.values())


def last_records(folder: Path) -> Iterator[Record]:
    """The last record of each case and repeat as `read_records` gives them, but one at a time, in the file's order.

    Raises:
        InputError: a line other than the last cannot be read.
    """
    places: dict[tuple[str, int], int] = {}
    for place, record in enumerate(read_lines(folder / RECORDS, Record)):
        places[(record.case_id, record.repeat)] = place
    for place, record in enumerate(read_lines(folder / RECORDS, Record)):
        if places.get((record.case_id, record.repeat)) == place:
            yield record


def held_in(folder: Path) -> dict[tuple[str, int], bool]:
    """The cases and repeats that a folder holds, and whether the last record of each is of what went wrong.

    Raises:
        InputError: a line other than the last cannot be read.
    """
    return {
        (one.case_id, one.repeat): one.outcome in FAILED or bool(one.unheard)
        for one in read_lines(folder / RECORDS, _Ended)
    }


class _Ended(BaseModel):
    """What a record says of how its case ended; the rest is passed over, which is faster than to check it."""

    case_id: str
    repeat: int = 0
    outcome: str
    unheard: tuple[str, ...] = ()


def read_lines(path: Path, kind: type[V]) -> Iterator[V]:
    """The values of a file of JSON lines; none if it is not there, a torn last line is left out.

    Raises:
        InputError: a line other than the last cannot be read.
    """
    if not path.is_file():
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                yield kind.model_validate_json(line)
            except ValidationError as error:
                if not line.endswith(b"\n"):
                    return  # torn by a kill
                raise InputError(
                    f"{path.name}, line {number}, is no record of a case; take that line out and go on with `dermagent "
                    "eval run --resume`, which runs its case again"
                ) from error


def write_trace(folder: Path, result: Differential, repeat: int) -> None:
    """Keep the whole differential of a case."""
    path = trace_of(folder, result.case_id, repeat)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(result.model_dump_json(by_alias=True), encoding="utf-8")


def trace_of(folder: Path, case_id: str, repeat: int) -> Path:
    """Where the whole differential of a case is kept."""
    return folder / TRACES / f"{file_name(case_id, repeat)}.json"


def file_name(case_id: str, repeat: int) -> str:
    """A name for a file about a case: safe for any case id, and no other case's."""
    name = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in case_id)[:100]
    if name != case_id:
        name += f"-{hashlib.sha256(case_id.encode()).hexdigest()[:8]}"
    return f"{name}.{repeat}"


def same(a: Mapping[str, Any], b: Mapping[str, Any]) -> str:
    """The first name whose values differ; empty if none does."""
    return next((name for name in sorted({*a, *b}) if a.get(name) != b.get(name)), "")
