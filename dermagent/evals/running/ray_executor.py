"""Run a plan on Ray: workers in processes of their own, on this machine or many, over the same cases and records.

Slower than the asyncio runner where one machine is enough. With RAY_ADDRESS set the workers run on that cluster: the
set's files and the run's folder must then be reached from every node by the same path, each node reads its key from its
own environment, and a base URL on loopback is the node's own model server.
"""

import asyncio
import logging
import math
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from dermagent.errors import DermagentError, InputError
from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.running.lock import locked
from dermagent.evals.running.plan import Plan
from dermagent.evals.running.records import Record
from dermagent.evals.running.runner import Book, Report, Summary, Workers, account_of, begin
from dermagent.llm.budget import Entry, Limits
from dermagent.settings import Settings, resolve
from dermagent.types import Differential, Value
from dermagent.workflow.deps import make_deps, make_model

#: Least number of cases in a batch: what a killed run has under way in each worker, and reads again from its replies.
_BATCH = 32
#: With fewer logical processors Ray Data waits for ever (2.60).
_LEAST_PROCESSORS = 4


class Done(Value):
    """What a worker did with one batch: its records, what they cost, and why it takes no further case, if so."""

    kept: tuple[tuple[Record, Differential | None], ...] = ()
    calls: int = 0
    entries: tuple[Entry, ...] = ()
    stopped: str = ""


def run_set_on_ray(plan: Plan, folder: Path, *, workers: int, report: Report = lambda *_: None) -> Summary:
    """`run_set` with so many worker processes, each of `plan.concurrency` cases at once.

    This process alone writes records, batch by batch. Each worker keeps to its equal share of the run's limits for as
    long as it lives, so that together they never pass them; what one leaves unused, another does not get.

    Raises:
        InputError: Ray is not installed, a limit cannot be shared out, or as for `run_set`.
        DermagentError: a worker ended; the run can be resumed.
    """
    ray = needed_ray()
    share = share_of(plan.limits, workers)
    plan, folder = replace(plan, root=plan.root.resolve()), folder.resolve()
    asyncio.run(_try_settings(plan.settings))
    with ExitStack() as stack:
        stack.enter_context(locked(folder))
        ids, held = begin(plan, folder)
        todo = [(case, repeat) for repeat in range(plan.repeats) for case in ids if (case, repeat) not in held]
        book = stack.enter_context(Book(plan, folder, len(ids) * plan.repeats, len(held), report))
        if todo:
            sent = replace(plan, settings=plan.settings.model_copy(update={"api_key": None}))
            with _running(ray, workers):
                for done in _mapped(ray, sent, folder, share, todo, workers):
                    book.summary.account.add(done.calls, done.entries)
                    for record, trace in done.kept:
                        book.keep(record, trace)
                    book.summary.stopped = book.summary.stopped or done.stopped
    return book.summary


def share_of(limits: Limits, workers: int) -> Limits:
    """The limits of one worker.

    Raises:
        InputError: there is not one call or token for each.
    """
    calls, tokens = (None if limit is None else limit // workers for limit in (limits.calls, limits.tokens))
    if calls == 0 or tokens == 0:
        raise InputError(f"a limit of less than one for each of {workers} workers; raise it, or take fewer workers")
    cost = None if limits.cost_usd is None else limits.cost_usd / workers
    return Limits(calls, tokens, cost, limits.seconds)


class RayWorker:
    """One of the processes: it keeps its model, its place in the set's files and its share of the budget."""

    def __init__(self, plan: Plan, folder: Path, share: Limits, deadline: float) -> None:
        """`deadline` is in seconds since the epoch. The key comes from the environment: Ray logs what it is sent."""
        if share.seconds is not None:
            share = replace(share, seconds=max(0.0, deadline - time.time()))
        settings = plan.settings.model_copy(update={"api_key": resolve().api_key})
        self._plan = replace(plan, settings=settings, limits=share)
        self._account = account_of(plan, share)
        self._kept: list[tuple[Record, Differential | None]] = []
        self._workers = Workers(self._plan, folder, make_model(settings), self._account, self._keep)
        if share != Limits() and _started_anew():
            self._workers.stopped = "a worker was lost, and with it what it had left of the run's budget"
        self._loop = asyncio.Runner()  # one loop for all batches, so that connections are kept
        self._ahead: Iterator[LabelledCase] = iter(())

    def __call__(self, batch: Mapping[str, Sequence[Any]]) -> dict[str, list[str]]:
        """Columns `case_id` and `repeat` to a column `done` with one row: a `Done` as JSON."""
        wanted: dict[str, list[int]] = {}
        for case_id, repeat in zip(batch["case_id"], batch["repeat"], strict=True):
            wanted.setdefault(str(case_id), []).append(int(repeat))
        calls, entries = self._account.calls, len(self._account.entries)
        self._kept.clear()
        self._loop.run(self._workers.run(self._cases(wanted)))
        done = Done(
            kept=tuple(self._kept),
            calls=self._account.calls - calls,
            entries=tuple(self._account.entries[entries:]),
            stopped=self._workers.stopped,
        )
        return {"done": [done.model_dump_json(by_alias=True)]}

    def close(self) -> None:
        """Release the connections; Ray ends the whole process instead."""
        if self._workers.model:
            self._loop.run(self._workers.model.aclose())
        self._loop.close()

    def _keep(self, record: Record, trace: Differential | None) -> None:
        self._kept.append((record, trace))

    def _cases(self, wanted: dict[str, list[int]]) -> Iterator[tuple[LabelledCase, int]]:
        """Read on where the last batch ended, and from the start only for cases that are not met before the end."""
        plan = self._plan
        for again in (False, True):
            if again:
                self._ahead = iter(plan.data_set.load(plan.root, split=plan.split, language=plan.language))
            for case in self._ahead:
                for repeat in wanted.pop(case.case.id, ()):
                    yield case, repeat
                if not wanted:
                    return
        raise InputError(f"{len(wanted)} cases are not in the files that this worker reads; are they the same files?")


async def _try_settings(settings: Settings) -> None:
    """A setting that does not work is said before anything is started."""
    model = make_model(settings)
    make_deps(settings, chat=model)
    if model:
        await model.aclose()


def _started_anew() -> bool:
    """Whether Ray made this worker again after the first had died, which does not know what that had spent."""
    ray: Any = sys.modules.get("ray")  # there in a worker, wherever it runs
    return bool(ray and ray.is_initialized() and ray.get_runtime_context().was_current_actor_reconstructed)


def needed_ray() -> Any:
    """Ray itself.

    Raises:
        InputError: it is not installed.
    """
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # read when Ray is imported
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise InputError('the ray executor needs Ray; pip install "dermagent[ray]"') from error
    return ray


@contextmanager
def _running(ray: Any, workers: int) -> Iterator[None]:
    """The cluster of RAY_ADDRESS, or one of this machine's own that listens on loopback and ends with the run."""
    options: dict[str, Any] = {}
    if "RAY_ADDRESS" not in os.environ:
        processors = max(_LEAST_PROCESSORS, workers + 2)  # logical ones: the workers wait for a server
        options = {"address": "local", "num_cpus": processors, "include_dashboard": False}
        options["_node_ip_address"] = "127.0.0.1"
    ray.init(log_to_driver=False, logging_level="ERROR", **options)
    try:
        yield
    except ray.exceptions.RayError as error:
        raise DermagentError(f"a worker ended ({type(error).__name__}); go on with --resume") from error
    finally:
        ray.shutdown()


def _mapped(
    ray: Any, plan: Plan, folder: Path, share: Limits, todo: Sequence[tuple[str, int]], workers: int
) -> Iterator[Done]:
    """What comes back from the workers, in the order in which they are done."""
    ray.data.DataContext.get_current().enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)  # it says on stderr what it plans and does
    size = min(max(_BATCH, 2 * plan.concurrency), math.ceil(len(todo) / workers))
    rows = [{"case_id": case, "repeat": repeat} for case, repeat in todo]
    data = ray.data.from_items(rows, override_num_blocks=math.ceil(len(todo) / size)).map_batches(
        RayWorker,
        fn_constructor_args=(plan, folder, share, time.time() + (plan.limits.seconds or 0.0)),
        batch_size=None,  # a block is a batch
        compute=ray.data.ActorPoolStrategy(size=workers),
    )
    for row in data.iter_rows():
        yield Done.model_validate_json(row["done"])
