"""Pool evaluations of several sites that share counts only, no ids and no texts; equal to pooling the records."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field, model_validator

from dermagent.errors import InputError
from dermagent.evals.metrics.calibration import Bin, binned, error_of_bins, log_loss
from dermagent.evals.metrics.fairness import LEAST as LEAST_OF_GROUP
from dermagent.evals.metrics.fairness import Group, Tally
from dermagent.evals.metrics.groups import OF_GROUPS_ALONE, GroupLine, distances, tone_of
from dermagent.evals.metrics.ranking import heaviest, top_k_hit
from dermagent.evals.metrics.statistics import LEVEL, Interval
from dermagent.evals.running.cases import EXCLUDED, answer_of, said_of
from dermagent.evals.running.records import Draw, Record
from dermagent.types import Value

SCHEMA = 3
#: Counts above 0 and below this are withheld.
LEAST = 5
#: Where labels that are too small to be shown, and groups that are so as a whole, are counted together.
OTHER_LABELS, OTHER_GROUPS = "other labels", "other groups"
#: Bins of confidence, of equal width.
BINS = 10
Count = Annotated[int, Field(ge=0)]
Floats = npt.NDArray[np.float64]


class Cell(Value):
    """Cases of one label in one group, how many were right among the first 1 and 3, and how many were called so.

    Of the label's confusion `right_1` is what was called so rightly, n - right_1 what was missed, called - right_1 what
    was called so wrongly. A count that is withheld is None; the first three are withheld together.
    """

    group: str
    label: str
    n: Count | None
    right_1: Count | None
    right_3: Count | None
    called: Count | None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        counts = (self.right_1, self.right_3, self.n)
        shown = [count for count in counts if count is not None]
        if len(shown) not in (0, len(counts)) or shown != sorted(shown):
            raise ValueError("of n cases at most n are right among the first 3, and at most as many the first")
        return self


class Counted(Value):
    """Answered cases of near confidence: number, and means of confidence, of being right, and of the log loss.

    All None if withheld.
    """

    n: Count | None = None
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None
    right: Annotated[float, Field(ge=0, le=1)] | None = None
    log_loss: Annotated[float, Field(ge=0)] | None = None


class Site(Value):
    """What one site shares; `calibration` counts in bins of equal width. No total, from which a gap could be filled."""

    site: str
    schema_version: int = SCHEMA
    stratum: str
    draw: Draw = "natural"
    cells: tuple[Cell, ...]
    cases_a_patient: Annotated[float, Field(ge=1)]
    calibration: Annotated[tuple[Counted, ...], Field(min_length=BINS, max_length=BINS)]
    excluded: dict[str, Count | None]


class Pooled(Value):
    """The figures of all sites together; `lower_bound` if a site withheld a count, which then is missing from the sums.

    What is withheld depends on how often answers were right, so that a figure without it would be biased: each figure
    that misses a count, or that needs labels apart which a site counted together, is None.
    They are those of `dermagent.evals.reporting.scoring` on the pooled records; `by_group` is top-3, `distances` are
    named there too. The calibration error is by bins of equal width, because those of equal size do not add up.
    Intervals are Poisson bootstraps of each site's counts, in which a patient's images stay together on average.
    """

    sites: int
    draw: Draw
    n: int
    top_1: Interval | None
    top_3: Interval | None
    macro_top_1: Interval | None
    by_group: dict[str, GroupLine]
    distances: dict[str, float | None]
    log_loss: float | None
    calibration_error: float | None
    excluded: dict[str, int]
    lower_bound: bool


@dataclass
class _Seen:
    """What is counted of one label in one group, or of several together."""

    n: int = 0
    right_1: int = 0
    right_3: int = 0
    called: int = 0
    patients: set[str] = field(default_factory=set)

    def __add__(self, other: "_Seen") -> "_Seen":
        return _Seen(
            self.n + other.n,
            self.right_1 + other.right_1,
            self.right_3 + other.right_3,
            self.called + other.called,
            self.patients | other.patients,
        )

    def hidden(self, least: int) -> bool:
        """Whether one of the counts, or one that is told by two of them, is too small to be shown."""
        parts = self.right_1, self.right_3 - self.right_1, self.n - self.right_3, len(self.patients)
        return any(0 < count < least for count in parts)

    def cell(self, group: str, label: str, least: int) -> Cell:
        if self.hidden(least):
            return _withheld(group, label)
        small = any(0 < count < least for count in (self.called, self.called - self.right_1))
        called = None if small else self.called
        return Cell(group=group, label=label, n=self.n, right_1=self.right_1, right_3=self.right_3, called=called)


def _withheld(group: str, label: str) -> Cell:
    return Cell(group=group, label=label, n=None, right_1=None, right_3=None, called=None)


def _merged(parts: Mapping[str, _Seen], least: int) -> tuple[dict[str, _Seen], _Seen]:
    """Those that can be shown, and the sum of the others, which the smallest join until the sum can be shown too."""
    shown = {name: part for name, part in parts.items() if not part.hidden(least)}
    rest = sum((part for part in parts.values() if part.hidden(least)), _Seen())
    for name in sorted(shown, key=lambda name: (shown[name].n, name)):
        if not rest.hidden(least):
            break
        rest += shown.pop(name)
    return shown, rest


def _cells(seen: Mapping[str, Mapping[str, _Seen]], least: int) -> Iterator[Cell]:
    """The cells of each group; of a group that is too small as a whole only that it is there."""
    groups, folded = _merged({group: sum(labels.values(), _Seen()) for group, labels in seen.items()}, least)
    for group, labels in sorted(seen.items()):
        if group not in groups:
            yield _withheld(group, OTHER_LABELS)
            continue
        shown, rest = _merged(labels, least)
        yield from (one.cell(group, label, least) for label, one in sorted(shown.items()))
        if rest != _Seen():
            yield rest.cell(group, OTHER_LABELS, least)
    if folded != _Seen():
        yield folded.cell(OTHER_GROUPS, OTHER_LABELS, least)


def site_counts(
    records: Sequence[Record], *, site: str, stratum: str, draw: Draw = "natural", least: int = LEAST
) -> Site:
    """The counts of a site by label and by a stratum's groups: of the first repeat, real cases only.

    A cell of which a count, a difference of its counts, or the number of patients is above 0 and below `least` is
    counted together with others of its group as `OTHER_LABELS`; a group that is too small even so is only named, and
    its cases are in `OTHER_GROUPS`. With a stratum "" there are no groups.

    Raises:
        InputError: no record has the stratum.
    """
    known = sorted({name for record in records for name in record.strata})
    if stratum and stratum not in known:
        raise InputError(f"no record has the groups {stratum!r}; known are {', '.join(known) or 'none'}")
    cells: dict[str, dict[str, _Seen]] = defaultdict(lambda: defaultdict(_Seen))
    patients: set[str] = set()
    excluded: Counter[str] = Counter()
    sure, right_first, lost = list[float](), list[float](), list[float]()
    for record in records:
        if record.repeat or record.synthetic:
            continue
        if record.outcome in EXCLUDED or not record.reference:
            excluded[record.outcome if record.outcome in EXCLUDED else "no reference"] += 1
            continue
        right = heaviest(record.reference)
        answer = answer_of(record)
        group, patient = record.strata.get(stratum, ""), record.group or record.case_id
        patients.add(patient)
        seen = cells[group][min(right)]
        seen.n += 1
        seen.right_1 += int(top_k_hit(answer, right, k=1))
        seen.right_3 += int(top_k_hit(answer, right, k=3))
        seen.patients.add(patient)
        if answer:
            cells[group][said_of(record)].called += 1
            sure.append(record.ranked[0][1])
            right_first.append(top_k_hit(answer, right, k=1))
            lost.append(log_loss(dict(record.ranked), record.other, record.reference))
    cases = sum(seen.n for labels in cells.values() for seen in labels.values())
    return Site(
        site=site,
        stratum=stratum,
        draw=draw,
        cells=tuple(_cells(cells, least)),
        cases_a_patient=max(1.0, round(cases / max(1, len(patients)), 1)),
        calibration=_calibration(sure, right_first, lost, least),
        excluded={name: _shown(number, least) for name, number in excluded.items()},
    )


def _shown(count: int, least: int) -> int | None:
    return None if 0 < count < least else count


def _calibration(
    sure: Sequence[float], right: Sequence[float], lost: Sequence[float], least: int
) -> tuple[Counted, ...]:
    bins = []
    for one, loss in zip(binned(sure, right, bins=BINS), binned(sure, lost, bins=BINS), strict=True):
        right_first = round(one.n * one.right)
        hidden = any(0 < count < least for count in (right_first, one.n - right_first))
        shown = Counted(n=one.n, confidence=one.confidence, right=one.right, log_loss=loss.right)
        bins.append(Counted() if hidden else shown)
    return tuple(bins)


def pool(sites: Sequence[Site], *, resamples: int = 1000, seed: int = 0) -> Pooled:
    """The figures of all sites together.

    Raises:
        InputError: no sites, the same site twice, counts of another version, or sites of different stratum or draw.
    """
    if not sites or len({site.site for site in sites}) < len(sites):
        raise InputError("expected the counts of different sites, found none or one twice")
    if any(site.schema_version != SCHEMA for site in sites):
        raise InputError("a site's counts are of another version of dermagent; share them again with this one")
    if len({(site.stratum, site.draw) for site in sites}) > 1:
        raise InputError("the sites' counts are by different groups, or of cases drawn differently")
    counts = _Counts(sites)
    drawn = _resampled(sites, counts, resamples, np.random.default_rng(seed))

    def interval(figure: Callable[[Floats], Floats], n: float) -> Interval | None:
        if not n:
            return None
        low, high = np.nanquantile(figure(drawn), LEVEL)
        return Interval(value=float(figure(counts.parts[None])[0]), low=float(low), high=float(high), n=int(n))

    sizes = counts.parts.sum(axis=(0, 2))
    n = int(sizes.sum())
    bins, loss = _summed_bins(sites)
    whole = all(cell.n is not None for cell in counts.cells if cell.group == OTHER_GROUPS)
    excluded: Counter[str] = Counter()
    for site in sites:
        excluded.update({name: number or 0 for name, number in site.excluded.items()})
    return Pooled(
        sites=len(sites),
        draw=sites[0].draw,
        n=n,
        top_1=interval(_share(1), n if whole else 0),
        top_3=interval(_share(2), n if whole else 0),
        macro_top_1=interval(_macro, n if counts.labels_apart else 0),
        by_group={
            name: GroupLine(n=int(size), accuracy=interval(_share(2, row), size if counts.shown(name) else 0))
            for row, (name, size) in enumerate(zip(counts.groups, sizes, strict=True))
            if name not in ("", OTHER_GROUPS) and size
        },
        distances=counts.distances(),
        log_loss=loss,
        calibration_error=None if loss is None else error_of_bins(bins),
        excluded=dict(excluded),
        lower_bound=any(_withholds(site) for site in sites),
    )


class _Counts:
    """The counts that were shared, as arrays.

    `parts` is (3, groups, labels): cases that were right first, right among the first three only, and neither; `called`
    is (groups, labels); `by_site` holds the parts of each site. `labels_apart` if no site counted labels together.
    """

    def __init__(self, sites: Sequence[Site]) -> None:
        self._stratum = sites[0].stratum
        self.cells = [cell for site in sites for cell in site.cells]
        self.groups = sorted({cell.group for cell in self.cells})
        self.labels = sorted({cell.label for cell in self.cells})
        self.labels_apart = OTHER_LABELS not in self.labels
        self._partly = {cell.group for cell in self.cells if cell.n is None}
        self.by_site = np.zeros((len(sites), 3, len(self.groups), len(self.labels)))
        self.called = np.zeros((len(self.groups), len(self.labels)))
        for number, site in enumerate(sites):
            for cell in site.cells:
                place = self.groups.index(cell.group), self.labels.index(cell.label)
                self.called[place] += cell.called or 0
                if cell.n is not None and cell.right_1 is not None and cell.right_3 is not None:
                    parts = cell.right_1, cell.right_3 - cell.right_1, cell.n - cell.right_3
                    self.by_site[(number, slice(None), *place)] += parts
        self.parts: Floats = self.by_site.sum(axis=0)

    def shown(self, group: str) -> bool:
        """Whether the share right of a group can be told: every site shares it, and it has enough cases."""
        return group not in self._partly and self.parts[:, self.groups.index(group)].sum() >= LEAST_OF_GROUP

    def distances(self) -> dict[str, float | None]:
        """As `groups.stratum` computes them from records; None where a count that they need is withheld."""
        found = self._distances()
        if self._partly - {"", OTHER_GROUPS}:
            return dict.fromkeys(found)
        if self.labels_apart and all(cell.called is not None for cell in self.cells):
            return found
        return {name: value if name in OF_GROUPS_ALONE else None for name, value in found.items()}

    def _distances(self) -> dict[str, float | None]:
        counts = self._tally(lambda group: group)
        shares = _share(2)
        groups = {}
        for name in counts.groups:
            row = self.parts[:, [self.groups.index(name)]]
            groups[name] = Group(int(row.sum()), float(shares(row[None])[0]))
        sizes = zip(self.groups, self.parts.sum(axis=(0, 2)), strict=True)
        there = [name for name, size in sizes if name not in ("", OTHER_GROUPS) and size]

        def tone(group: str) -> str:
            return tone_of(group, self._stratum)

        return distances(groups, counts, self._tally(tone) if all(map(tone, there)) else None)

    def _tally(self, merged: Callable[[str], str]) -> Tally:
        """The counts of groups under a new name; groups without one ("") and those with too few cases are left out."""
        rows: dict[str, list[int]] = defaultdict(list)
        for row, group in enumerate(self.groups):
            if name := group not in ("", OTHER_GROUPS) and merged(group):
                rows[name].append(row)
        kept = {name: held for name, held in sorted(rows.items()) if self.parts[:, held].sum() >= LEAST_OF_GROUP}
        n = self.parts.sum(axis=0)
        seen = n[[row for held in kept.values() for row in held]].any(axis=0)

        def summed(counts: Floats) -> Floats:
            rows = [counts[held].sum(axis=0)[seen] for held in kept.values()]
            return np.array(rows).reshape(len(kept), int(seen.sum()))

        labels = tuple(label for label, there in zip(self.labels, seen, strict=True) if there)
        return Tally(tuple(kept), labels, cases=summed(n), right=summed(self.parts[0]), called=summed(self.called))


def _share(k: int, row: int | None = None) -> Callable[[Floats], Floats]:
    """Resamples of parts (r, 3, groups, labels) to the share right among the first 1 (k = 1) or 3 (k = 2)."""
    rows = slice(None) if row is None else [row]

    def figure(parts: Floats) -> Floats:
        inside = parts[:, :, rows].sum(axis=(2, 3))
        with np.errstate(invalid="ignore"):
            return np.asarray(inside[:, :k].sum(axis=1) / inside.sum(axis=1))

    return figure


def _macro(parts: Floats) -> Floats:
    """Resamples of parts to the mean over labels, of those that have cases, of the share right first."""
    by_label = parts.sum(axis=2)
    n = by_label.sum(axis=1)
    shares = np.divide(by_label[:, 0], n, out=np.zeros_like(n), where=n > 0)
    with np.errstate(invalid="ignore"):
        return np.asarray(shares.sum(axis=1) / (n > 0).sum(axis=1))


def _resampled(sites: Sequence[Site], counts: _Counts, resamples: int, rng: np.random.Generator) -> Floats:
    """Parts in each resample (r, 3, groups, labels): each case of a site weighs Poisson(1), a patient's cases alike.

    Drawn from the counts, because a sum of independent Poisson weights is Poisson; every patient of a site counts as
    having its mean number of cases.
    """
    drawn = np.zeros((resamples, *counts.parts.shape))
    for site, parts in zip(sites, counts.by_site, strict=True):
        each = site.cases_a_patient
        drawn += rng.poisson(parts / each, size=drawn.shape) * each
    return drawn


def _summed_bins(sites: Sequence[Site]) -> tuple[list[Bin], float | None]:
    """The bins of all sites together, and the mean log loss of their cases; None without any or with one withheld."""
    bins, lost = list[Bin](), 0.0
    if any(one.n is None for site in sites for one in site.calibration):
        return bins, None
    for column in zip(*(site.calibration for site in sites), strict=True):
        shown = [(one.n, one.confidence or 0.0, one.right or 0.0, one.log_loss or 0.0) for one in column if one.n]
        n = sum(one[0] for one in shown)
        sums = [sum(one[0] * one[k] for one in shown) for k in (1, 2, 3)]
        bins.append(Bin(n, sums[0] / n, sums[1] / n) if n else Bin(0, 0.0, 0.0))
        lost += sums[2]
    answered = sum(one.n for one in bins)
    return bins, lost / answered if answered else None


def _withholds(site: Site) -> bool:
    held = [*site.excluded.values(), *(one.n for one in site.calibration)]
    held += [count for cell in site.cells for count in (cell.n, cell.called)]
    return any(count is None for count in held)
