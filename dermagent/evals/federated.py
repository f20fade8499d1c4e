"""Pool evaluations of several sites that share counts only, no ids and no texts; equal to pooling the records."""

from collections import Counter
from collections.abc import Sequence

from pydantic import Field

from dermagent.errors import InputError
from dermagent.evals.metrics.ranking import heaviest, top_k_hit
from dermagent.evals.records import Record
from dermagent.evals.scoring import EXCLUDED
from dermagent.types import Value

SCHEMA = 1
#: Counts above 0 and below this are withheld.
LEAST = 5


class Cell(Value):
    """Cases of one label in one group, and how many were right among the first 1 and 3; None if withheld."""

    group: str
    label: str
    n: int | None
    right_1: int | None
    right_3: int | None


class Site(Value):
    """What one site shares."""

    site: str
    schema_version: int = SCHEMA
    stratum: str
    cells: tuple[Cell, ...]
    excluded: dict[str, int | None] = Field(default_factory=dict)


class Pooled(Value):
    """Sums over the sites; `lower_bound` if any site withheld a count, which then is missing from the sums."""

    sites: int
    n: int
    top_1: float | None
    top_3: float | None
    by_group: dict[str, tuple[int, float]]
    macro_top_1: float | None
    lower_bound: bool


def site_counts(records: Sequence[Record], *, site: str, stratum: str, least: int = LEAST) -> Site:
    """The counts of a site by label and by a stratum's groups: of the first repeat, real cases only.

    A cell is withheld if one of its counts, or its number of patients, is above 0 and below `least`.
    """
    cells: dict[tuple[str, str], list[int]] = {}
    patients: dict[tuple[str, str], set[str]] = {}
    excluded: Counter[str] = Counter()
    for record in records:
        if record.repeat or record.synthetic:
            continue
        if record.outcome in EXCLUDED or not record.reference:
            excluded[record.outcome if record.outcome in EXCLUDED else "no reference"] += 1
            continue
        right = heaviest(record.reference)
        answer = record.conditions if record.outcome == "answered" else []
        place = record.strata.get(stratum, ""), min(right)
        patients.setdefault(place, set()).add(record.group or record.case_id)
        cell = cells.setdefault(place, [0, 0, 0])
        cell[0] += 1
        cell[1] += int(top_k_hit(answer, right, k=1))
        cell[2] += int(top_k_hit(answer, right, k=3))
    shown = []
    for (group, label), (n, one, three) in sorted(cells.items()):
        hidden = any(0 < count < least for count in (n, one, three, len(patients[(group, label)])))
        shown.append(
            Cell(
                group=group,
                label=label,
                n=None if hidden else n,
                right_1=None if hidden else one,
                right_3=None if hidden else three,
            )
        )
    left_out = {name: None if number < least else number for name, number in excluded.items()}
    return Site(site=site, stratum=stratum, cells=tuple(shown), excluded=left_out)


def pool(sites: Sequence[Site]) -> Pooled:
    """The figures of all sites together.

    Raises:
        InputError: no sites, the same site twice, or sites of different form or stratum.
    """
    if not sites or len({site.site for site in sites}) < len(sites):
        raise InputError("expected the counts of different sites, found none or one twice")
    if len({(site.schema_version, site.stratum) for site in sites}) > 1:
        raise InputError("the sites' counts are of different form or by different groups")
    by_group: dict[str, list[int]] = {}
    by_label: dict[str, list[int]] = {}
    total = [0, 0, 0]
    withheld = False
    for cell in (cell for site in sites for cell in site.cells):
        if cell.n is None or cell.right_1 is None or cell.right_3 is None:
            withheld = True
            continue
        for sums in (total, by_group.setdefault(cell.group, [0, 0, 0]), by_label.setdefault(cell.label, [0, 0, 0])):
            for place, value in enumerate((cell.n, cell.right_1, cell.right_3)):
                sums[place] += value
    n = total[0]
    return Pooled(
        sites=len(sites),
        n=n,
        top_1=total[1] / n if n else None,
        top_3=total[2] / n if n else None,
        by_group={name: (sums[0], sums[1] / sums[0]) for name, sums in sorted(by_group.items())},
        macro_top_1=sum(s[1] / s[0] for s in by_label.values()) / len(by_label) if by_label else None,
        lower_bound=withheld,
    )
