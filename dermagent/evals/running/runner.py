"""Run a workflow over a data set: bounded, resumable, within a budget, and no case lost or answered from an error."""

import asyncio
import logging
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from dermagent.errors import DermagentError, InputError
from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.running.lock import locked
from dermagent.evals.running.plan import Chosen, Plan, chosen
from dermagent.evals.running.records import (
    DATA,
    MAPPING,
    REPLIES,
    Record,
    Records,
    Run,
    held_in,
    read_run,
    record_about,
    record_of,
    same,
    write_run,
)
from dermagent.evals.running.records import write_trace as _write_trace
from dermagent.llm.base import ChatModel
from dermagent.llm.budget import Account, Limits, read_prices
from dermagent.llm.replay import replayed_file
from dermagent.provenance import files_sha256, knowledge_sha256, version
from dermagent.resources import PACKAGE, data_root
from dermagent.settings import MOST_AT_ONCE, Settings
from dermagent.types import Differential
from dermagent.workflow.deps import make_deps, make_model
from dermagent.workflow.run import Watch
from dermagent.workflow.run import run as diagnose

log = logging.getLogger(__name__)

#: Told after each case: what was recorded, how many are done, of how many, and what was paid so far.
Report = Callable[[Record, int, int, Account], None]
#: Where a model is served: the same model at another port is the same run.
_ADDRESSES = ("base_url", "embedding_base_url")


@dataclass
class Summary:
    """What a run did: cases recorded now, held before, and why it stopped if it did not come to its end.

    `degraded` counts the recorded answers that had less than what was configured, `reasons` why those and the failed
    ones came about.
    """

    recorded: int = 0
    held: int = 0
    left: int = 0
    stopped: str = ""
    degraded: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    account: Account = field(default_factory=Account)


async def run_set(
    plan: Plan, folder: Path, *, chat: ChatModel | None = None, report: Report = lambda *_: None
) -> Summary:
    """Run the cases that the folder does not hold yet and append a record for each.

    A model's replies are kept in the folder, or where the settings say, so that a case killed in the middle pays
    nothing twice. A limit that is reached stops the run; the cases under way then are not recorded, and a resumed run
    does them.

    Raises:
        InputError: the folder holds another run, one that is not resumed, or one under way; the set or a setting does
            not work.
    """
    async with AsyncExitStack() as stack:
        stack.enter_context(locked(folder))
        model = chat or make_model(settings_of_model(plan))
        if model and chat is None:
            stack.push_async_callback(model.aclose)
        make_deps(plan.settings, chat=model)  # a setting that does not work is said before anything is written
        ids, held = begin(plan, folder)
        book = stack.enter_context(Book(plan, folder, len(ids) * plan.repeats, len(held), report))
        todo = (
            (case, repeat)
            for repeat in range(plan.repeats)
            for case in cases_in_order(plan, ids)
            if (case.case.id, repeat) not in held
        )
        workers = Workers(plan, folder, model, book.summary.account, book.keep)
        await workers.run(todo)
        book.summary.stopped = workers.stopped
    return book.summary


def settings_of_model(plan: Plan) -> Settings:
    """The plan's settings, with as many calls at once as cases where nobody said how many."""
    settings = plan.settings
    if "concurrency" in settings.model_fields_set or settings.concurrency >= plan.concurrency:
        return settings
    return settings.model_copy(update={"concurrency": min(plan.concurrency, MOST_AT_ONCE)})


def cases_in_order(plan: Plan, ids: Sequence[str]) -> Iterator[LabelledCase]:
    """The cases of these ids as the set gives them, one at a time; shuffled ones are held until the last is read."""
    places = {name: place for place, name in enumerate(ids)}
    cases = plan.data_set.load(plan.root, split=plan.split, language=plan.language)
    wanted = (case for case in cases if case.case.id in places)
    return iter(sorted(wanted, key=lambda case: places[case.case.id])) if plan.shuffle else wanted


def begin(plan: Plan, folder: Path) -> tuple[list[str], set[tuple[str, int]]]:
    """Write down what is run; gives the ids of its cases, and the cases and repeats that the folder holds already.

    Raises:
        InputError: the folder holds another run, or one that is not resumed; no case can be run; a limit in dollars
            cannot be kept.
    """
    found = chosen_to_run(plan)
    _prepare(plan, folder, found)
    return found.ids, {one for one, wrong in held_in(folder).items() if not (wrong and plan.retry_failed)}


def chosen_to_run(plan: Plan) -> Chosen:
    """The cases of a plan that can be carried out.

    Raises:
        InputError: no case can be run, or a limit in dollars cannot be kept.
    """
    model = plan.settings.model
    if plan.limits.cost_usd is not None and model and model not in account_of(plan, plan.limits).prices:
        raise InputError(f"a limit in dollars needs the price of {model!r}; name a file of prices in DERMAGENT_PRICES")
    found = chosen(plan)
    if not found.ids:
        why = "; ".join(f"{n} × {reason}" for reason, n in found.left_out.items()) or "no case is there"
        why += f" ({'; '.join(found.unmapped[:5])})" if found.unmapped else ""
        raise InputError(f"nothing to run in {plan.data_set.name}, split {plan.split}: {why}")
    return found


class Book:
    """Where a run's records are kept and counted; opened by the one process that writes the folder."""

    def __init__(self, plan: Plan, folder: Path, total: int, held: int, report: Report) -> None:
        self.summary = Summary(held=held, left=total - held, account=account_of(plan, plan.limits))
        self._folder, self._total, self._report = folder, total, report
        self._records = Records(folder)

    def __enter__(self) -> Self:
        self._records.__enter__()
        return self

    def __exit__(self, *raised: Any) -> None:
        self._records.__exit__(*raised)

    def keep(self, record: Record, trace: Differential | None) -> None:
        """Append a record, and the whole differential where it is wanted."""
        if trace:
            _write_trace(self._folder, trace, record.repeat)
        self._records.append(record)
        self.summary.recorded += 1
        self.summary.left -= 1
        self.summary.degraded += record.degraded
        if record.reason:
            self.summary.reasons[record.reason] += 1
        self._report(record, self._total - self.summary.left, self._total, self.summary.account)


def account_of(plan: Plan, limits: Limits) -> Account:
    """An account with the plan's prices."""
    return Account(limits, read_prices(plan.settings.prices) if plan.settings.prices else {})


@dataclass
class Workers:
    """As many workers as the plan says, over one stream of cases; each result goes to `keep`."""

    plan: Plan
    folder: Path
    model: ChatModel | None
    account: Account
    keep: Callable[[Record, Differential | None], None]
    #: Why no further case is begun; empty as long as there is no reason.
    stopped: str = ""
    _started: float = field(default_factory=time.monotonic)

    async def run(self, todo: Iterator[tuple[LabelledCase, int]]) -> None:
        """Do all of them, or as many as a limit allows.

        Raises:
            InputError: a record cannot be written.
        """
        unwritten: list[Exception] = []
        try:
            async with asyncio.TaskGroup() as workers:
                for _ in range(self.plan.concurrency):
                    workers.create_task(self._work(todo))
        except* InputError as told:
            unwritten.extend(told.exceptions)
        if unwritten:
            raise unwritten[0]

    async def _work(self, todo: Iterator[tuple[LabelledCase, int]]) -> None:
        while not self._over() and (item := next(todo, None)):
            await self._one(*item)

    def _over(self) -> bool:
        limit = self.plan.limits.seconds
        if not self.stopped and limit is not None and time.monotonic() - self._started >= limit:
            self.stopped = f"{limit / 60:g} minutes are over"
        return bool(self.stopped)

    async def _one(self, case: LabelledCase, repeat: int) -> None:
        started = time.perf_counter()
        settings = self.plan.settings
        if self.model:
            kept = settings.reply_cache or self.folder / REPLIES
            settings = settings.model_copy(update={"reply_cache": kept / str(repeat)})
        seen: dict[str, Any] = {}
        result = await _guarded(case, settings, self.plan.root, self.model, self.account, seen.update)
        if self.account.refused:  # an agent may have gone unheard: the case is run again when the run is resumed
            self.stopped = self.stopped or f"the run's budget of {self.account.refused} is used up"
            return
        if result is None:
            why = "the case could not be run"
            record = record_about(case, repeat=repeat, outcome="failed", urgency=None, reason=why)
        else:
            took = time.perf_counter() - started
            record = record_of(case, result, repeat=repeat, seconds=took, retrieved=seen.get("retrieved"))
        self.keep(record, result if self.plan.traces else None)


async def _guarded(
    case: LabelledCase,
    settings: Settings,
    root: Path,
    model: ChatModel | None,
    account: Account,
    watch: Watch | None = None,
) -> Differential | None:
    """The result of a case; None if it cannot be run at all, which must not end the run."""
    try:
        return await diagnose(case.case, settings, folder=root, chat=model, above=account, watch=watch)
    except (DermagentError, OSError, ValueError) as error:
        log.warning("case %s could not be run (%s)", case.case.id, type(error).__name__)
        return None


def _prepare(plan: Plan, folder: Path, found: Chosen) -> None:
    """Write down what is run; of a resumed run everything that determines an answer must be the same."""
    run = Run(
        name=folder.name,
        data_set=plan.data_set.name,
        split=plan.split,
        language=plan.language,
        cases=len(found.ids),
        skipped=dict(found.left_out),
        unmapped=found.unmapped,
        unread=found.unread,
        unread_values=found.unread_values,
        identity={**_identity(plan), "data_sha256": found.data_sha256},
        noted={**_noted(plan.settings), DATA: str(plan.root.resolve()), **_mapped(plan.mapping)},
    )
    if not (folder / "run.json").is_file():
        write_run(folder, run)
        return
    held = read_run(folder)
    if not (plan.resume or plan.retry_failed):
        raise InputError(f"{folder.name!r} holds a run already; go on with --resume, or choose another folder")
    if "data_sha256" not in held.identity:
        raise InputError(
            f"{folder.name!r} was begun by an older version, which did not note the data and prompts of a run, so that "
            "nobody can tell whether they are the same; it can be scored, but not gone on with: choose another folder"
        )
    differs = same(held.identity, run.identity)
    if differs:
        raise InputError(
            f"{folder.name!r} was run with another {differs} ({held.identity.get(differs)!r}, now "
            f"{run.identity.get(differs)!r}); choose another folder"
        )


def _identity(plan: Plan) -> dict[str, Any]:
    unseen = {"api_key", "checkpoints", "reply_cache", "concurrency", "timeout_s", "prices", *_ADDRESSES}
    settings = plan.settings.model_dump(mode="json", exclude=unseen)
    return {
        "data_set": plan.data_set.name,
        "split": plan.split,
        "language": plan.language,
        "n": plan.n,
        "seed": plan.seed,
        "repeats": plan.repeats,
        **({"draw": "balanced"} if plan.balanced else {}),
        **({"ids": sorted(plan.ids)} if plan.ids is not None else {}),
        **({"limit": plan.limit} if plan.limit is not None else {}),
        **({"order": "shuffled"} if plan.shuffle else {}),
        "knowledge_sha256": knowledge_sha256(),
        **_contents(plan.settings),
        **{f"settings.{name}": value for name, value in settings.items()},
    }


def _contents(settings: Settings) -> dict[str, str]:
    """Hashes of what a run reads beside its cases; corpus and index are known by the hashes in their manifest."""
    read = {
        "prompts": data_root() / "prompts",
        "lesion_head": PACKAGE / "encoders" / "lesion_head.npz",
        "prior": Path(settings.prior),
        "corrections": settings.corrections,
        "replay": replayed_file(settings.model),
        "guidelines": settings.guidelines and settings.guidelines / "manifest.json",
        "index": settings.index and settings.index / "manifest.json",
    }
    return {f"{name}_sha256": files_sha256(path) for name, path in read.items() if path and path.exists()}


def _mapped(path: Path | None) -> dict[str, str]:
    return {MAPPING: str(path.resolve())} if path else {}


def _noted(settings: Settings) -> dict[str, Any]:
    """Versions, the servers' addresses, and the commit and state of the checkout where there is one."""
    noted: dict[str, Any] = {"dermagent": version("dermagent"), "langgraph": version("langgraph")}
    noted |= {name: address for name in _ADDRESSES if (address := getattr(settings, name))}
    root = data_root()
    if (root / ".git").exists():
        command = ["git", "-C", str(root), "describe", "--always", "--dirty", "--exclude", "*"]  # fixed words only
        done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603
        noted["commit"] = done.stdout.strip()
    return noted
