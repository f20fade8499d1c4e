"""What to run: a plan, and which cases of its data set it means."""

import hashlib
import itertools
import json
import os
import random
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from dermagent.errors import InputError
from dermagent.evals.datasets.base import NOT_MAPPED, DataSet, LabelledCase, prior_of, read_card, safe_id, seen_by
from dermagent.evals.metrics.ranking import heaviest
from dermagent.llm.budget import Limits
from dermagent.settings import Settings
from dermagent.types import Language

#: Labels that are named at most where they mean no condition.
MOST_NAMED = 100


@dataclass(frozen=True)
class Plan:
    """What to run: which cases of which set, with which settings, how often, how many at once, and within what.

    `balanced` draws the `n` cases evenly over the labels, so that rare ones are seen more often than they occur.
    `ids` are the only cases to run, `limit` takes the first of what is left; `shuffle` puts them in a random order by
    the seed before that.
    `mapping` is the file that an own set was read by: noted, so that the run can be looked into.
    """

    data_set: DataSet
    root: Path
    split: str
    settings: Settings
    language: Language = "en"
    n: int | None = None
    balanced: bool = False
    seed: int = 0
    repeats: int = 1
    concurrency: int = 8
    limits: Limits = field(default_factory=Limits)
    resume: bool = False
    retry_failed: bool = False
    traces: bool = False
    mapping: Path | None = None
    ids: tuple[str, ...] | None = None
    limit: int | None = None
    shuffle: bool = False

    def __post_init__(self) -> None:
        """Where no prior was chosen, take the one that fits where the set's cases come from."""
        prior = prior_of(self.data_set.name, self.split)
        if prior and "prior" not in self.settings.model_fields_set:
            object.__setattr__(self, "settings", self.settings.model_copy(update={"prior": prior}))


class Chosen(NamedTuple):
    """The ids of the cases to run, why others are left out, a hash over all that can be run, and labels not known.

    Each of `unmapped` names the row of a case and its label that means no condition, each of `unread` a row, its column
    and a value that could not be read; there are `unread_values` of these. `without_images` cases name images that are
    not there.
    """

    ids: list[str]
    left_out: Counter[str]
    data_sha256: str
    unmapped: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    unread_values: int = 0
    without_images: int = 0

    @property
    def images_told(self) -> str:
        """How many of the cases name images that are not there; empty where none does."""
        number = self.without_images
        return f"{number} of {len(self.ids)} cases name images that are not there; look at the path" if number else ""


def chosen(plan: Plan) -> Chosen:
    """Which cases to run, in the set's order or shuffled.

    With `n` that many are drawn by the seed. Only ids and labels are held, so that memory does not grow with images
    and texts. The hash is over ids, contents and references; of an image file it takes the size, not the content.

    Raises:
        InputError: the draw is to be balanced, and nothing says how many to draw; a case that is asked for by its id is
            not there.
    """
    if plan.balanced and plan.n is None:
        raise InputError("a balanced draw needs the number of cases, --n")
    left_out: Counter[str] = Counter()
    ids: list[str] = []
    labels: list[str] = []
    unmapped: list[str] = []
    unread: list[str] = []
    unread_values = 0
    missing: set[str] = set()
    seen: set[str] = set()
    wanted = None if plan.ids is None else set(map(safe_id, plan.ids))
    name = plan.data_set.name.partition(" ")[0]  # a set that `eval robust` alters is "name kind severity"
    digest = hashlib.sha256()
    for case in plan.data_set.load(plan.root, split=plan.split, language=plan.language):
        if case.case.id in seen:
            raise InputError(f"{case.where or plan.data_set.name}: id {case.case.id!r} twice; each case needs its own")
        seen.add(case.case.id)
        if case.why_empty == NOT_MAPPED and len(unmapped) < MOST_NAMED:
            unmapped.append(f"{case.where or case.case.id}: label {case.label[:80]!r}")
        unread_values += len(case.unread)
        unread += [f"{case.where or case.case.id}: {one}" for one in case.unread][: MOST_NAMED - len(unread)]
        if wanted is not None and case.case.id not in wanted:
            left_out["not among --ids"] += 1
        elif case.empty:
            left_out["its images are not there and it says nothing else"] += 1
        elif saw := seen_by(name, case.group, plan.settings.retrievers):
            left_out[f"the retriever {saw} was trained on images of the same {read_card(name).group}"] += 1
        elif not case.reference and not case.choices:
            left_out[case.why_empty or "no reference"] += 1
        else:
            ids.append(case.case.id)
            missing.update({case.case.id} if case.missing_images else ())
            labels.append(min(heaviest(case.reference)) if case.reference else "")
            digest.update(_content(case, plan.root))
    _check_ids(plan, seen)
    if plan.n is not None and plan.n < len(ids):
        drawn = (
            drawn_evenly(labels, plan.n, plan.seed) if plan.balanced else drawn_at_random(len(ids), plan.n, plan.seed)
        )
        left_out["not drawn"] = len(ids) - plan.n
        ids = [name for number, name in enumerate(ids) if number in drawn]
    if plan.shuffle:
        ids = random.Random(plan.seed).sample(ids, len(ids))  # noqa: S311 - no secret
    if plan.limit is not None and plan.limit < len(ids):
        left_out["beyond --limit"] = len(ids) - plan.limit
        ids = ids[: plan.limit]
    told = tuple(unmapped), tuple(unread), unread_values, len(missing.intersection(ids))
    return Chosen(ids, left_out, digest.hexdigest(), *told)


def _check_ids(plan: Plan, seen: Collection[str]) -> None:
    """Raises InputError if a case that is asked for by its id is none of those that were seen."""
    if strangers := sorted({one for one in plan.ids or () if safe_id(one) not in seen}):
        raise InputError(
            f"{plan.data_set.name}, split {plan.split}, has no case {', '.join(strangers[:5])}"
            f"{f' and {len(strangers) - 5} more' if len(strangers) > 5 else ''}; --ids takes the set's own ids"
        )


def _content(case: LabelledCase, root: Path) -> bytes:
    files = [root / image.path for image in case.case.images if image.path]
    sizes = [os.path.getsize(file) if os.path.isfile(file) else None for file in files]
    told = case.label, case.group, dict(case.reference), dict(case.strata), case.levels, sizes
    return (case.case.model_dump_json() + json.dumps(told, sort_keys=True)).encode()


def drawn_at_random(total: int, n: int, seed: int) -> set[int]:
    """The places of n of so many cases."""
    return set(random.Random(seed).sample(range(total), n))  # noqa: S311 - no secret


def drawn_evenly(labels: Sequence[str], n: int, seed: int) -> set[int]:
    """The places of n cases, one of each label in turn, none twice: a label whose cases are used up is passed over."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    piles: dict[str, list[int]] = {label: [] for label in sorted(set(labels))}
    for place, label in enumerate(labels):
        piles[label].append(place)
    for pile in piles.values():
        rng.shuffle(pile)
    in_turn = rng.sample(list(piles.values()), len(piles))  # whom the last, incomplete turn serves is chance too
    turns = itertools.chain.from_iterable(itertools.zip_longest(*in_turn))
    return set(itertools.islice((place for place in turns if place is not None), n))
