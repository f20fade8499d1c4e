"""Retrieval over sites that share one mean vector a condition, and nothing of a single patient."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Annotated

import numpy as np
import numpy.typing as npt
from pydantic import Field

from dermagent.errors import InputError
from dermagent.index.store import Index
from dermagent.types import Value
from dermagent.vectors import unit

SCHEMA = 1
#: A mean over fewer patients than this does not leave a site.
LEAST = 5
#: Cosine distance of sites from which on they are no longer pooled into one group.
CUT = 0.5

Numbers = tuple[Annotated[float, Field(allow_inf_nan=False)], ...]


class Centroid(Value):
    """The mean vector of a condition, not scaled, over n images."""

    condition: str
    n: Annotated[int, Field(ge=1)]
    vector: Numbers


class SiteCentroids(Value):
    """What one site shares: means by condition id, and how many conditions and images stay at home."""

    site: str
    schema_version: int = SCHEMA
    encoder: str
    encoder_sha256: str
    least_patients: int
    centroids: tuple[Centroid, ...]
    withheld_conditions: int
    unmapped_images: int


class SiteGroup(Value):
    """Sites that look alike, and their pooled means, each of length 1 ("semi-global")."""

    sites: tuple[str, ...]
    centroids: tuple[Centroid, ...]


class PooledCentroids(Value):
    """The pooled means of all sites, each of length 1, and of each group of sites; `distances` are between sites."""

    encoder: str
    encoder_sha256: str
    sites: tuple[str, ...]
    centroids: tuple[Centroid, ...]
    groups: tuple[SiteGroup, ...]
    distances: dict[str, dict[str, float]]
    lower_bound: bool

    def of_sites_like(self, site: str) -> tuple[Centroid, ...]:
        """The means of the group that a site belongs to.

        Raises:
            InputError: there is no such site.
        """
        for group in self.groups:
            if site in group.sites:
                return group.centroids
        raise InputError(f"no site {site!r} is pooled here; known are {', '.join(self.sites)}")


def site_centroids(index: Index, *, site: str, least: int = LEAST) -> SiteCentroids:
    """The means of an index by condition; a condition of fewer than `least` patients is withheld.

    An image whose patient is not known counts as a patient of its own. Labels that name no known condition stay at the
    site, because a label of its own may be free text.
    """
    rows: dict[str, list[int]] = defaultdict(list)
    patients: dict[str, set[str]] = defaultdict(set)
    unmapped = 0
    for number, entry in enumerate(index.entries):
        unmapped += not entry.conditions
        for condition in entry.conditions:
            rows[condition].append(number)
            patients[condition].add(entry.patient or entry.sha256)
    shown = sorted(condition for condition in rows if len(patients[condition]) >= least)
    vectors = index.vectors()
    means = {name: vectors[rows[name]].mean(axis=0, dtype=np.float64) for name in shown}
    return SiteCentroids(
        site=site,
        encoder=index.encoder,
        encoder_sha256=str(index.manifest["encoder_sha256"]),
        least_patients=least,
        centroids=tuple(
            Centroid(condition=name, n=len(rows[name]), vector=_told(mean)) for name, mean in means.items()
        ),
        withheld_conditions=len(rows) - len(shown),
        unmapped_images=unmapped,
    )


def pool_centroids(sites: Sequence[SiteCentroids], *, cut: float = CUT) -> PooledCentroids:
    """The means over all sites weighted by their images, and over each group of sites nearer than `cut`.

    Sites are joined by average linkage of the cosine distance between their means of the conditions that both hold; two
    sites without a common condition are 1 apart.

    Raises:
        InputError: no sites, the same site twice, sites of different encoders or form, or scipy is not installed.
    """
    if not sites or len({site.site for site in sites}) < len(sites):
        raise InputError("expected the means of different sites, found none or one twice")
    dimensions = {len(one.vector) for site in sites for one in site.centroids}
    if len({(s.schema_version, s.encoder, s.encoder_sha256) for s in sites}) > 1 or len(dimensions) > 1:
        raise InputError("the sites' means are of different encoders or form; every site needs the same encoder")
    apart = np.array([[_distance(one, other) for other in sites] for one in sites])
    groups: dict[int, list[SiteCentroids]] = defaultdict(list)
    for site, group in zip(sites, _clusters(apart, cut), strict=True):
        groups[group].append(site)
    names = [site.site for site in sites]
    told = [dict(zip(names, map(float, row), strict=True)) for row in apart]
    return PooledCentroids(
        encoder=sites[0].encoder,
        encoder_sha256=sites[0].encoder_sha256,
        sites=tuple(names),
        centroids=_pooled(sites),
        groups=tuple(
            SiteGroup(sites=tuple(one.site for one in group), centroids=_pooled(group)) for group in groups.values()
        ),
        distances=dict(zip(names, told, strict=True)),
        lower_bound=any(site.withheld_conditions for site in sites),
    )


def nearest_conditions(
    centroids: Sequence[Centroid], vectors: npt.NDArray[np.floating]
) -> list[list[tuple[str, float]]]:
    """For each row of length 1 (n, dimension) all conditions by cosine to their mean, nearest first, ties by name.

    Raises:
        InputError: every mean was withheld.
        ValueError: vectors of another dimension.
    """
    if not centroids:
        raise InputError("every condition's mean was withheld, so there is nothing to compare with")
    if vectors.ndim != 2 or vectors.shape[1] != len(centroids[0].vector):
        raise ValueError(f"rows of {len(centroids[0].vector)} numbers are needed")
    cosines = np.asarray(vectors, dtype=np.float64) @ np.array([one.vector for one in centroids]).T
    listed = [zip((one.condition for one in centroids), map(float, row), strict=True) for row in cosines]
    return [sorted(row, key=lambda pair: (-pair[1], pair[0])) for row in listed]


def _pooled(sites: Sequence[SiteCentroids]) -> tuple[Centroid, ...]:
    sums: dict[str, npt.NDArray[np.float64]] = {}
    counts: dict[str, int] = defaultdict(int)
    for one in (one for site in sites for one in site.centroids):
        sums[one.condition] = sums.get(one.condition, 0.0) + one.n * np.array(one.vector)
        counts[one.condition] += one.n
    return tuple(
        Centroid(condition=name, n=counts[name], vector=_told(unit(sums[name])))
        for name in sorted(sums)
        if sums[name].any()  # vectors that cancel out point nowhere
    )


def _distance(one: SiteCentroids, other: SiteCentroids) -> float:
    """1 - cosine of the two sites' means of length 1, one after another; 1 without a common condition."""
    first, second = _directions(one), _directions(other)
    common = sorted(first.keys() & second.keys())
    if one is other or not common:
        return float(one is not other)
    return max(0.0, 1.0 - sum(float(first[name] @ second[name]) for name in common) / len(common))


def _directions(site: SiteCentroids) -> Mapping[str, npt.NDArray[np.float64]]:
    rows = {one.condition: np.array(one.vector) for one in site.centroids}
    return {name: unit(row) for name, row in rows.items() if row.any()}


def _clusters(apart: npt.NDArray[np.float64], cut: float) -> list[int]:
    if len(apart) == 1:
        return [1]
    try:
        from scipy.cluster.hierarchy import fcluster, linkage
        from scipy.spatial.distance import squareform
    except ImportError as error:
        raise InputError('sites are grouped with scipy; pip install "dermagent[vision]"') from error
    return [int(one) for one in fcluster(linkage(squareform(apart), "average"), cut, "distance")]


def _told(vector: npt.NDArray[np.float64]) -> Numbers:
    return tuple(float(one) for one in vector)
